package serve_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/theme"
	"axdesk/ui/serve"
)

// TestASessionHasItsOwnTerminal opens two at once that differ in everything.
func TestASessionHasItsOwnTerminal(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	sam, other := person(t, "supervisor", "Sam Roe")
	w := start(t, line+other, nil)
	rich := w.open(alice, given{width: 100, height: 30, env: map[string]string{"COLORTERM": "truecolor", "LANG": "en_AU.UTF-8", "SECRET": "x", "LC_PAPER": "a4", "AXDESK_THEME": "light"}})
	poor := w.open(sam, given{width: 70, height: 24, term: "xterm", env: map[string]string{"LANG": "C", "AXDESK_THEME": "own"}})
	rich.waitFor("who Alice Ng/agent session true", "size 100x30", `profile TrueColor ascii false theme "light"`, "env LANG=en_AU.UTF-8", "env TERM=xterm-256color")
	poor.waitFor("who Sam Roe/supervisor session true", "size 70x24", `profile ANSI ascii true theme ""`, "env TERM=xterm")
	for _, never := range []string{"SECRET", "LC_PAPER", "PATH", "HOME"} {
		if strings.Contains(rich.text(), never) {
			t.Errorf("%s reached the session:\n%s", never, rich.text())
		}
	}
	rich.resize(120, 40)
	rich.waitFor("size 120x40")
	for _, size := range [][2]int{{0, 0}, {50, 0}, {90, 33}} {
		rich.resize(size[0], size[1])
	}
	rich.waitFor("size 90x33")
	rich.resize(1<<30, 1<<30)
	rich.waitFor("size 500x300")
	poor.waitFor("size 70x24")
	poor.send("q")
	if err := poor.over(); err != nil {
		t.Errorf("leaving ended with %v", err)
	}
	rich.send("x")
	rich.waitFor(`last "x"`)
	<-w.closed
}

func TestAWindowWithoutASizeIsDrawn(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	w.open(alice, given{}).waitFor("size 80x24")
}

// TestWhatIsNoDeskIsRefused asks for all that SSH has and a desk hasn't.
func TestWhatIsNoDeskIsRefused(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "viewer", "Alice Ng")
	bob, _ := person(t, "agent", "Bob")
	w := start(t, line, nil)
	for _, c := range []struct {
		key     ssh.Signer
		command string
		says    string
		status  int
	}{
		{alice, "whoami", "Alice Ng, viewer, by the key SHA256:", 0},
		{alice, "help", "join CODE", 0},
		{alice, "/bin/sh -c id", "no shell", 1},
		{alice, "scp -t /tmp", "no shell", 1},
		{alice, "whoami now", "no shell", 1},
		{alice, strings.Repeat("x", 500), "no shell", 1},
		{alice, "'", "no shell", 1},
		{alice, "join", "ssh -t HOST join CODE", 1},
		{alice, "join " + strings.Repeat("9", 65), "ssh -t HOST join CODE", 1},
		{alice, "join 123", "Nobody can be joined", 1},
		{bob, "join 123", "Nobody can be joined", 1},
		{bob, "whoami", "doesn't know your key " + ssh.FingerprintSHA256(bob.PublicKey()), 1},
		{bob, "help", "doesn't know your key", 1},
	} {
		said, status := w.ask(c.key, c.command)
		if !strings.Contains(said, c.says) || status != c.status {
			t.Errorf("%q is answered %q, status %d; %q and %d are expected", c.command, said, status, c.says, c.status)
		}
	}
	client, err := w.connect(alice)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if _, err := client.Dial("tcp", "127.0.0.1:22"); err == nil || !strings.Contains(err.Error(), "no forwarding") {
		t.Errorf("-L is answered with %v", err)
	}
	if _, err := client.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("-R was granted")
	}
	for _, name := range []string{"auth-agent-req@openssh.com", "x11-req", "signal", "what-is-this"} {
		var session *ssh.Session
		eventually(t, func() bool { session, err = client.NewSession(); return err == nil },
			func() string { return "no other session is granted once the one before has ended" })
		if ok, err := session.SendRequest(name, true, nil); ok || err != nil {
			t.Errorf("%s was granted: %v, %v", name, ok, err)
		}
		if second, err := client.NewSession(); err == nil {
			_ = second.Close()
			t.Error("a second session on one connection was granted")
		}
		_ = session.Close()
	}
	for _, reason := range []string{"command", "unknown key", "forwarding", "agent forwarding", "X11 forwarding", "second session on a connection"} {
		w.logged(fmt.Sprintf(`"reason":%q`, reason))
	}
}

func TestASubsystemAndASessionWithoutATerminalAreRefused(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	client, err := w.connect(alice)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := session.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestSubsystem("sftp"); err != nil {
		t.Fatal(err)
	}
	if said, _ := io.ReadAll(pipe); !strings.Contains(string(said), "no files are copied") {
		t.Errorf("sftp is answered %q", said)
	}
	if said, status := w.ask(alice, ""); !strings.Contains(said, "needs a terminal") || status != 1 {
		t.Errorf("a session without a terminal is answered %q, status %d", said, status)
	}
}

// TestAPasswordIsNeverAsked signs in with all that isn't a key.
func TestAPasswordIsNeverAsked(t *testing.T) {
	t.Parallel()
	_, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	asked := false
	_, err := ssh.Dial("tcp", w.server.Addr().String(), &ssh.ClientConfig{
		User: "alice", HostKeyCallback: ssh.InsecureIgnoreHostKey(), //nolint:gosec // what is tested comes before
		Auth: []ssh.AuthMethod{
			ssh.PasswordCallback(func() (string, error) { asked = true; return "x", nil }),
			ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { asked = true; return nil, nil }),
		},
	})
	if err == nil || asked || !strings.Contains(err.Error(), "no supported methods remain") {
		t.Errorf("without a key one gets %v, asked for a password: %t", err, asked)
	}
	w.logged(`"reason":"didn't sign in"`)
}

// TestAPanicEndsOneSession breaks one in each of the ways that it can, beside one that goes on.
func TestAPanicEndsOneSession(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	beside := w.open(alice, given{width: 80, height: 24})
	beside.waitFor("keys 0")
	for i, key := range []string{"U", "V", "C"} {
		broken := w.open(alice, given{width: 80, height: 24})
		broken.waitFor("keys 0")
		broken.send(key)
		var exit *ssh.ExitError
		if err := broken.over(); !errors.As(err, &exit) || exit.ExitStatus() != 1 {
			t.Errorf("%s: the session ended with %v", key, err)
		}
		if said := plain(broken); !strings.Contains(said, "Something in this desk broke") || !strings.Contains(said, "your order AX-TOY01 is kept") {
			t.Errorf("%s: its person reads %q", key, said)
		}
		<-w.closed // its screen was closed
		beside.send("x")
		beside.waitFor(fmt.Sprintf("keys %d", i+1))
	}
	w.logged("a panic in a command")
	if !strings.Contains(w.logs.String(), "serve_test.(*toy)") {
		t.Error("no stack is in the log")
	}
}

// TestAPanicInCloseEndsItsSession has a screen that breaks once its program has ended.
func TestAPanicInCloseEndsItsSession(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) {
		c.Desk = func(p access.Person, look theme.Options) serve.Screen {
			return &toy{who: p, look: look, closed: func() { panic("a panic in Close") }}
		}
	})
	desk := w.open(alice, given{width: 80, height: 24})
	desk.waitFor("keys 0")
	desk.send("q")
	if err := desk.over(); err == nil {
		t.Error("the session ended as if nothing had broken")
	}
	if said := plain(desk); !strings.Contains(said, "Something in this desk broke") {
		t.Errorf("its person reads %q", said)
	}
	w.logged("a panic in Close")
	w.logged(`"why":"broke"`)
	w.mu.Lock()
	defer w.mu.Unlock()
	if got := strings.Join(w.noted, "; "); got != "Alice Ng signed in desk; Alice Ng signed out broke" {
		t.Errorf("the audit hears %q", got)
	}
}

// plain is all that came, without the screen's own lines.
func plain(t *terminal) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(strings.Fields(t.term.String()), " ")
}

// TestASlowReaderSlowsNobody has one terminal read nothing of a screen that never rests.
func TestASlowReaderSlowsNobody(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) { c.Limits.Stuck = 300 * time.Millisecond })
	lazy, session := w.dammed(alice)
	in, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(session.RequestPty("xterm-256color", 100, 200, ssh.TerminalModes{}), session.Shell()); err != nil {
		t.Fatal(err)
	}
	beside := w.open(alice, given{width: 80, height: 24})
	beside.waitFor("keys 0")
	lazy.shut()
	if _, err := io.WriteString(in, "L"); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		beside.send("x")
		beside.waitFor(fmt.Sprintf("keys %d", i+1))
	}
	w.logged(`"why":"reads nothing"`)
	<-w.closed
	beside.send("x")
	beside.waitFor("keys 11")
}

// dammed opens a session on a connection that can stop reading. It reads again, so that it can be closed, when the test ends.
func (w *world) dammed(key ssh.Signer) (*dam, *ssh.Session) {
	w.tb.Helper()
	lazy := &dam{Conn: w.dial(), open: make(chan struct{})}
	w.tb.Cleanup(func() { close(lazy.open) })
	c, chans, reqs, err := ssh.NewClientConn(lazy, "", &ssh.ClientConfig{
		Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), //nolint:gosec // loopback
	})
	if err != nil {
		w.tb.Fatal(err)
	}
	session, err := ssh.NewClient(c, chans, reqs).NewSession()
	if err != nil {
		w.tb.Fatal(err)
	}
	return lazy, session
}

// dam is a connection that stops reading.
type dam struct {
	net.Conn
	mu     sync.Mutex
	closed bool
	open   chan struct{}
}

func (d *dam) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
}

func (d *dam) Read(p []byte) (int, error) {
	d.mu.Lock()
	closed := d.closed
	d.mu.Unlock()
	if closed {
		<-d.open
		return 0, io.EOF
	}
	return d.Conn.Read(p)
}

// TestASilentClientIsNoticed has a client whose machine is gone without a word: nothing is read, and nothing closed.
func TestASilentClientIsNoticed(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) { c.Limits.Alive = 30 * time.Millisecond })
	lazy, session := w.dammed(alice)
	if _, err := session.StdinPipe(); err != nil { // or the client would say at once that nobody types
		t.Fatal(err)
	}
	if err := errors.Join(session.RequestPty("xterm", 24, 80, ssh.TerminalModes{}), session.Shell()); err != nil {
		t.Fatal(err)
	}
	w.logged(`"signed in"`)
	lazy.shut()
	w.logged(`"why":"silent"`)
	<-w.closed
}

// TestLimitsOfSessions opens one more than a key may have, and one more than there are places.
func TestLimitsOfSessions(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	sam, other := person(t, "agent", "Sam Roe")
	w := start(t, line+other, func(c *serve.Config) { c.Limits.PerKey, c.Limits.Sessions = 2, 3 })
	first := w.open(alice, given{width: 80, height: 24})
	first.waitFor("keys 0")
	w.open(alice, given{width: 80, height: 24}).waitFor("keys 0")
	third := w.open(alice, given{width: 80, height: 24})
	_ = third.over()
	if said := plain(third); !strings.Contains(said, "Your key has 2 sessions open already") {
		t.Errorf("the third session of a key reads %q", said)
	}
	w.open(sam, given{width: 80, height: 24}).waitFor("keys 0")
	full := w.open(sam, given{width: 80, height: 24})
	_ = full.over()
	if said := plain(full); !strings.Contains(said, "The desk is full: 3 sessions") {
		t.Errorf("one more than there are places reads %q", said)
	}
	first.send("q")
	_ = first.over()
	<-w.closed
	eventually(t, func() bool { return strings.Contains(w.logs.String(), `"why":"left"`) }, func() string { return "nobody left" })
	w.open(sam, given{width: 80, height: 24}).waitFor("keys 0")
}

// TestAGuestIsAskedForACode lets one in by a code, who has a terminal but no desk.
func TestAGuestIsAskedForACode(t *testing.T) {
	t.Parallel()
	_, line := person(t, "agent", "Alice Ng")
	bob, _ := person(t, "agent", "Bob")
	w := start(t, line, nil)
	_ = w
	joined := start(t, line, func(c *serve.Config) {
		c.Join = func(_ context.Context, p access.Person, code string, look theme.Options) (serve.Screen, error) {
			if code != "7F3K2" {
				return nil, errors.New("this code isn't one that is shared, or its time is up: ask for another one")
			}
			return &toy{who: p, look: look, closed: func() {}}, nil
		}
	})
	guest := joined.open(bob, given{width: 80, height: 24, command: "join 7F3K2"})
	guest.waitFor("who guest somebody/viewer")
	guest.send("q")
	if err := guest.over(); err != nil {
		t.Errorf("a guest's leaving ended with %v", err)
	}
	wrong := joined.open(bob, given{width: 120, height: 24, command: "join 99999"})
	_ = wrong.over()
	if said := plain(wrong); !strings.Contains(said, "ask for another one") {
		t.Errorf("a wrong code is answered %q", said)
	}
}

func TestTheHostKeyStays(t *testing.T) {
	t.Parallel()
	_, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	again, err := serve.New(t.Context(), serve.Config{Listen: "127.0.0.1:0", Keys: w.keysFile(), HostKey: w.dir + "/state/host_key"})
	if err != nil {
		t.Fatal(err)
	}
	if again.Fingerprint() != w.server.Fingerprint() || again.MadeHostKey || !w.server.MadeHostKey {
		t.Errorf("the host key is %s, then %s", w.server.Fingerprint(), again.Fingerprint())
	}
	info, err := os.Stat(w.dir + "/state/host_key")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the host key's mode is %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(w.dir+"/state/host_key", 0o644); err != nil { //nolint:gosec // what is refused below
		t.Fatal(err)
	}
	if _, err := serve.New(t.Context(), serve.Config{Listen: "127.0.0.1:0", Keys: w.keysFile(), HostKey: w.dir + "/state/host_key"}); err == nil ||
		!strings.Contains(err.Error(), "can be read by others") {
		t.Errorf("a host key that others read is answered with %v", err)
	}
}
