package serve_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/ui/serve"
)

func authorized(tb testing.TB) (ssh.PublicKey, string) {
	tb.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		tb.Fatal(err)
	}
	return key, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

func weakRSA(tb testing.TB) string {
	tb.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // refused below, for this
	if err != nil {
		tb.Fatal(err)
	}
	key, err := ssh.NewPublicKey(&private.PublicKey)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

func load(tb testing.TB, text string) (*serve.Keys, string, error) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "keys")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	k, err := serve.LoadKeys(path)
	return k, path, err
}

func TestKeysSayWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	alice, a := authorized(t)
	sam, s := authorized(t)
	stranger, _ := authorized(t)
	k, _, err := load(t, "# the desk\n\n"+a+` role=agent name="Alice Ng"`+"\r\n  "+s+" name=Sam role=Supervisor \n")
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := k.Find(alice); !ok || e != (serve.Entry{Name: "Alice Ng", Role: access.Agent, Fingerprint: ssh.FingerprintSHA256(alice)}) {
		t.Errorf("Alice is %+v, %t", e, ok)
	}
	if e, ok := k.Find(sam); !ok || e.Name != "Sam" || e.Role != access.Supervisor {
		t.Errorf("Sam is %+v, %t", e, ok)
	}
	if e, ok := k.Find(stranger); ok {
		t.Errorf("a stranger is %+v", e)
	}
	if _, ok := k.Find(nil); ok || k.Len() != 2 {
		t.Errorf("no key is somebody's: %t; there are %d keys", ok, k.Len())
	}
}

func TestKeysAreReadStrictly(t *testing.T) {
	t.Parallel()
	_, a := authorized(t)
	_, b := authorized(t)
	good := a + ` role=agent name="Alice Ng"` + "\n"
	for _, c := range []struct{ text, says string }{
		{good + "\n# x\n" + b + " alice\n", `line 4: "alice" isn't understood`},
		{b + "\n", "line 1: there is no role"},
		{b + " role=agent\n", "line 1: there is no name"},
		{b + " role=admin name=Bob\n", `line 1: there is no role "admin": it is viewer, agent or supervisor`},
		{b + " role=agent role=viewer name=Bob\n", "role= stands there twice"},
		{b + ` role=agent name="Bob` + "\n", "never closed"},
		{b + ` role=agent name=""` + "\n", "the name"},
		{b + " role=agent name=\"\x1b[31mBob\"\n", "without control characters"},
		{b + " role=agent name=" + strings.Repeat("x", 61) + "\n", "one to 60 letters"},
		{b + " role=agent name=Bob until=2030\n", `"until=" isn't understood`},
		{`command="/bin/sh" ` + b + " role=agent name=Bob\n", "isn't obeyed here"},
		{good + good, "line 2: the key SHA256:"},
		{"ssh-ed25519 AAAA role=agent name=Bob\n", "line 1: there is no public key"},
		{"hello\n", "line 1: there is no public key"},
		{weakRSA(t) + " role=agent name=Bob\n", "1024 bits"},
		{strings.Repeat("#", 1<<20+1), "more than 1 MiB"},
	} {
		if _, _, err := load(t, c.text); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%.80q is answered with %v; %q is expected", c.text, err, c.says)
		}
	}
}

func TestAFileThatAnybodyWritesIsRefused(t *testing.T) {
	t.Parallel()
	_, a := authorized(t)
	k, path, err := load(t, a+" role=agent name=Alice\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o602); err != nil { //nolint:gosec // what is refused below
		t.Fatal(err)
	}
	if _, err := k.Reload(); err == nil || !strings.Contains(err.Error(), "may be written by anybody") {
		t.Errorf("a file that anybody writes is answered with %v", err)
	}
	if _, err := serve.LoadKeys(filepath.Dir(path)); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a directory is answered with %v", err)
	}
	if _, err := serve.LoadKeys(path + ".none"); err == nil {
		t.Error("a file that isn't there is taken")
	}
}

func TestABrokenFileKeepsTheKeys(t *testing.T) {
	t.Parallel()
	alice, a := authorized(t)
	sam, s := authorized(t)
	k, path, err := load(t, a+" role=agent name=Alice\n")
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := k.Reload(); changed || err != nil {
		t.Errorf("the same file reads as changed: %t, %v", changed, err)
	}
	if err := os.WriteFile(path, []byte(s+" role=age"), 0o600); err != nil {
		t.Fatal(err)
	}
	if changed, err := k.Reload(); changed || err == nil {
		t.Errorf("half a file is taken: %t, %v", changed, err)
	}
	if _, ok := k.Find(alice); !ok {
		t.Error("the keys of before are gone")
	}
	if err := os.WriteFile(path, []byte(s+" role=agent name=Sam"), 0o600); err != nil {
		t.Fatal(err)
	}
	if changed, err := k.Reload(); !changed || err != nil {
		t.Errorf("the whole file isn't taken: %t, %v", changed, err)
	}
	_, before := k.Find(alice)
	if _, ok := k.Find(sam); !ok || before {
		t.Errorf("Sam may sign in: %t; Alice still: %t", ok, before)
	}
}

func FuzzKeys(f *testing.F) {
	_, a := authorized(f)
	f.Add(a + ` role=agent name="Alice Ng"`)
	f.Add("ssh-rsa AAAA\x00 role=\"\" name=\x1b]0;")
	f.Fuzz(func(t *testing.T, text string) {
		k, _, err := load(t, text)
		if err == nil && k == nil || err != nil && strings.ContainsAny(err.Error(), "\x1b\x07") {
			t.Errorf("%q gives %v, %v", text, k, err)
		}
	})
}
