//go:build unix

package serve_test

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/charmbracelet/x/xpty"
	"golang.org/x/crypto/ssh"

	"axdesk/ui/serve"
)

// openssh is somebody with OpenSSH: a key in a file, and a configuration of their own.
type openssh struct {
	tb   testing.TB
	w    *world
	key  string // the file
	port string
}

// withOpenSSH gives the real client. Where it isn't installed a test on a laptop is skipped, and one in CI fails.
func withOpenSSH(tb testing.TB) {
	tb.Helper()
	for _, name := range []string{"ssh", "scp", "sftp"} {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") != "" {
				tb.Fatalf("%s isn't installed, and .ci/run installs it", name)
			}
			tb.Skipf("%s isn't installed", name)
		}
	}
}

// keyFile makes a key as OpenSSH reads it, and the line of the file of keys for it.
func keyFile(tb testing.TB, role, name string) (path, line string) {
	tb.Helper()
	private, block := newPrivate(tb)
	path = filepath.Join(tb.TempDir(), "id")
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(private.PublicKey()))) + " role=" + role + ` name="` + name + "\"\n"
}

func (w *world) openssh(key string) *openssh {
	w.tb.Helper()
	host, port, err := net.SplitHostPort(w.server.Addr().String())
	if err != nil {
		w.tb.Fatal(err)
	}
	known := filepath.Join(w.dir, "known_hosts")
	if err := os.WriteFile(known, []byte("["+host+"]:"+port+" "+string(ssh.MarshalAuthorizedKey(hostKeyOf(w)))), 0o600); err != nil {
		w.tb.Fatal(err)
	}
	return &openssh{w.tb, w, key, port}
}

// hostKeyOf asks the server for its key, as ssh-keyscan does.
func hostKeyOf(w *world) (found ssh.PublicKey) {
	w.tb.Helper()
	c, _, _, err := ssh.NewClientConn(w.dial(), "", &ssh.ClientConfig{HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
		found = key
		return errors.New("that is all")
	}})
	if err == nil {
		_ = c.Close()
	}
	if found == nil {
		w.tb.Fatalf("the server shows no key: %v", err)
	}
	return found
}

// options are those that keep the tester's own configuration, agent and keys out.
func (o *openssh) options(more ...string) []string {
	return append([]string{
		"-F", "none", "-o", "Port=" + o.port, "-o", "IdentityFile=" + o.key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
		"-o", "UserKnownHostsFile=" + filepath.Join(o.w.dir, "known_hosts"), "-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR",
	}, more...)
}

// run runs a command to its end, without a terminal.
func (o *openssh) run(name string, args ...string) (said string, status int) {
	o.tb.Helper()
	ctx, cancel := context.WithTimeout(o.tb.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		o.tb.Fatalf("%s: %v, after %s", name, err, out)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// window is OpenSSH in a pseudo-terminal, shown by an emulator that answers what it is asked.
type window struct {
	tb    testing.TB
	pty   xpty.Pty
	cmd   *exec.Cmd
	ended chan struct{}

	mu      sync.Mutex
	term    *vt.Emulator
	changed chan struct{}
}

func (o *openssh) window(width, height int, env, args []string) *window {
	o.tb.Helper()
	pty, err := xpty.NewPty(width, height)
	if err != nil {
		o.tb.Fatal(err)
	}
	w := &window{tb: o.tb, pty: pty, ended: make(chan struct{}), term: vt.NewEmulator(max(width, 80), max(height, 24)), changed: make(chan struct{}, 1)}
	if width == 0 {
		if err := pty.Resize(0, 0); err != nil {
			o.tb.Fatal(err)
		}
	}
	w.cmd = exec.CommandContext(context.WithoutCancel(o.tb.Context()), "ssh", append(o.options(args...), "127.0.0.1")...)
	w.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + o.tb.TempDir()}, env...)
	// A size that changes is told to whom the terminal belongs.
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := pty.Start(w.cmd); err != nil {
		o.tb.Fatal(err)
	}
	go w.read()
	go func() { _, _ = io.Copy(pty, w.term) }()
	go func() {
		defer close(w.ended)
		_ = w.cmd.Wait()
	}()
	o.tb.Cleanup(func() {
		_ = w.cmd.Process.Kill()
		<-w.ended
		_ = pty.Close()
	})
	return w
}

func (w *window) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := w.pty.Read(buf)
		w.mu.Lock()
		_, _ = w.term.Write(buf[:n])
		w.mu.Unlock()
		select {
		case w.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (w *window) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.term.String()
}

func (w *window) waitFor(texts ...string) {
	w.tb.Helper()
	late := time.After(patience)
	for _, text := range texts {
		for !strings.Contains(w.text(), text) {
			select {
			case <-w.changed:
			case <-late:
				w.tb.Fatalf("%q isn't on the screen:\n%s", text, w.text())
			}
		}
	}
}

func (w *window) send(keys string) {
	w.tb.Helper()
	if _, err := io.WriteString(w.pty, keys); err != nil {
		w.tb.Fatal(err)
	}
}

func (w *window) over() int {
	w.tb.Helper()
	select {
	case <-w.ended:
	case <-time.After(patience):
		w.tb.Fatalf("ssh goes on:\n%s", w.text())
	}
	return w.cmd.ProcessState.ExitCode()
}

// TestOpenSSHShowsADesk has terminals of three kinds, a resize, and a client that is killed.
func TestOpenSSHShowsADesk(t *testing.T) {
	t.Parallel()
	withOpenSSH(t)
	key, line := keyFile(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	alice := w.openssh(key)
	send := []string{"-o", "SendEnv=COLORTERM LANG LC_* NO_COLOR SECRET"}
	for _, c := range []struct {
		env, args []string
		profile   string
	}{
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor", "SECRET=x"}, send, "TrueColor ascii false"},
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor"}, nil, "ANSI256 ascii false"}, // not sent: 256 colours it is
		{[]string{"TERM=xterm", "LANG=C"}, send, "ANSI ascii true"},
		{[]string{"TERM=xterm-256color", "NO_COLOR=1"}, send, "Ascii ascii false"},
	} {
		desk := alice.window(100, 30, c.env, c.args)
		desk.waitFor("who Alice Ng/agent", "size 100x30", "profile "+c.profile)
		if strings.Contains(desk.text(), "SECRET") {
			t.Errorf("what else was sent reached the session:\n%s", desk.text())
		}
		desk.send("q")
		if status := desk.over(); status != 0 {
			t.Errorf("leaving ends ssh with %d", status)
		}
	}
	desk := alice.window(80, 24, []string{"TERM=xterm-256color"}, nil)
	desk.waitFor("size 80x24")
	desk.mu.Lock()
	desk.term.Resize(120, 40)
	desk.mu.Unlock()
	if err := desk.pty.Resize(120, 40); err != nil {
		t.Fatal(err)
	}
	desk.waitFor("size 120x40")
	alice.window(0, 0, []string{"TERM=xterm-256color"}, nil).waitFor("size 80x24")
	for range 4 {
		<-w.closed // of those who left
	}
	if err := desk.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-w.closed
	w.logged(`"why":"line lost"`)
}

// TestOpenSSHIsRefusedWhatIsNoDesk asks with the real programs for all that isn't there.
func TestOpenSSHIsRefusedWhatIsNoDesk(t *testing.T) {
	t.Parallel()
	withOpenSSH(t)
	key, line := keyFile(t, "agent", "Alice Ng")
	wrong, _ := keyFile(t, "agent", "Bob")
	w := start(t, line, func(c *serve.Config) { c.Limits.SignIn = 2 * time.Second })
	alice, bob := w.openssh(key), w.openssh(wrong)
	nobody := w.openssh(filepath.Join(w.dir, "nokey"))
	file := filepath.Join(w.dir, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"ssh", alice.options("127.0.0.1", "cat", "/etc/passwd"), "no shell"},
		{"ssh", alice.options("127.0.0.1"), "needs a terminal"},
		{"ssh", bob.options("-tt", "127.0.0.1"), "doesn't know your key"},
		{"ssh", bob.options("127.0.0.1", "join", "12345"), "Nobody can be joined"},
		{"ssh", nobody.options("127.0.0.1"), "Permission denied (publickey)"},
		{"scp", alice.options(file, "127.0.0.1:"), "no files are copied here"},
		{"scp", alice.options("-O", file, "127.0.0.1:"), "no shell"},
		{"sftp", alice.options("127.0.0.1"), "no files are copied here"},
		{"ssh", alice.options("-o", "ExitOnForwardFailure=yes", "-N", "-R", "0:127.0.0.1:1", "127.0.0.1"), "remote port forwarding failed"},
		{"ssh", alice.options("-W", "127.0.0.1:22", "127.0.0.1"), "stdio forwarding failed"},
		{"ssh", alice.options("-N", "127.0.0.1"), "closed"},
	} {
		if said, status := alice.run(c.name, c.args...); !strings.Contains(said, c.says) || status == 0 {
			t.Errorf("%s %s says %q and ends with %d; %q is expected", c.name, c.args[len(c.args)-2:], said, status, c.says)
		}
	}
	if said, status := alice.run("ssh", alice.options("127.0.0.1", "whoami")...); status != 0 || !strings.HasPrefix(said, "Alice Ng, agent, by the key SHA256:") {
		t.Errorf("whoami says %q and ends with %d", said, status)
	}
}

// TestATerminalThatAnswersRubbish types over it, and over any bytes at all.
func TestATerminalThatAnswersRubbish(t *testing.T) {
	t.Parallel()
	withOpenSSH(t)
	key, line := keyFile(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	desk := w.openssh(key).window(80, 24, []string{"TERM=xterm-256color"}, nil)
	desk.waitFor("keys 0")
	for _, rubbish := range []string{
		"\x1b]11;rgb:zz/\x07", "\x1b]11;" + strings.Repeat("9", 5000) + "\x1b\\", "\x1b[?2026;77$y", "\x1b[?2027;0;0;0$y", "\x1bP1+r52474", "\x1b\\", "\x1b[99999999;99999999R",
		"\x1b[<0;999999;1M", "\xff\xfe\x00\x80", "\x1b[200~", "\x1b[201~\x1b[201~", "\x1b[13;;;;;;;;;;;;u", "\x9b1;2c",
	} {
		desk.send(rubbish)
	}
	desk.send("\x1b[201~zz")
	desk.waitFor(`last "z"`)
	desk.send("q")
	if status := desk.over(); status != 0 {
		t.Errorf("leaving ends ssh with %d", status)
	}
}

// TestTenMegabytesArePasted has them between markers, and then the session types on.
func TestTenMegabytesArePasted(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	desk := w.open(alice, given{width: 150, height: 24})
	desk.waitFor("keys 0")
	desk.send("\x1b[200~" + strings.Repeat("p", 10<<20) + "\x1b[201~")
	desk.waitFor("pasted 65536", "said What was pasted is longer than anything here takes")
	desk.send("z")
	desk.waitFor(`last "z" pasted 65536`)
	desk.send("q")
	if err := desk.over(); err != nil {
		t.Errorf("leaving ended with %v", err)
	}
}

// TestWhoNeverSignsIn fills the door from one address while a session works, and waits until the door is free again.
func TestWhoNeverSignsIn(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) {
		c.Metrics = "127.0.0.1:0"
		c.Limits.PerAddress, c.Limits.SignIn, c.Limits.Attempts, c.Limits.CoolOff = 3, time.Second, 4, time.Hour
	})
	desk := w.open(alice, given{width: 80, height: 24})
	desk.waitFor("keys 0")
	var waiting []net.Conn
	for range 3 {
		conn := w.dial()
		if _, err := io.ReadFull(conn, make([]byte, 4)); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, conn)
	}
	if said, _ := io.ReadAll(w.dial()); !strings.HasPrefix(string(said), "Too many connections from your address") {
		t.Errorf("one more is answered %q", said)
	}
	for _, conn := range waiting {
		_, _ = io.Copy(io.Discard, conn) // until their time is up
	}
	w.logged("took too long to sign in")
	if _, err := w.connect(alice); err != nil {
		t.Errorf("then nobody gets in: %v", err)
	}
	_, _ = io.Copy(io.Discard, w.dial()) // the fourth attempt
	w.logged("an address is left out")
	if said, _ := io.ReadAll(w.dial()); !strings.HasPrefix(string(said), "Too many attempts from your address") {
		t.Errorf("an address that is left out is answered %q", said)
	}
	desk.send("x")
	desk.waitFor("keys 1")
	if text := get(t, w, "/metrics"); !strings.Contains(text, `axdesk_refusals_total{reason="cooling off"} 1`) || !strings.Contains(text, `axdesk_sessions{as="desk"} 1`) ||
		!strings.Contains(text, "axdesk_key_to_frame_seconds_count") || !strings.Contains(text, "process_resident_memory_bytes") {
		t.Errorf("the metrics are\n%s", text)
	}
	if text := get(t, w, "/healthz"); text != `{"ok":true,"sessions":1,"reasons":[]}`+"\n" {
		t.Errorf("the health is %s", text)
	}
	if text := get(t, w, "/debug/pprof/"); !strings.Contains(text, "404") {
		t.Errorf("pprof answers %s", text)
	}
}

func get(tb testing.TB, w *world, path string) string {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, "http://"+w.server.StatusAddr().String()+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func TestMetricsStayAtHome(t *testing.T) {
	t.Parallel()
	_, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	for addr, says := range map[string]string{"0.0.0.0:0": "could be read by others", ":0": "could be read by others", "192.0.2.1:1": "could be read by others", "here": "is none"} {
		cfg := serve.Config{Listen: "127.0.0.1:0", Keys: w.keysFile(), HostKey: w.dir + "/state/host_key", Metrics: addr}
		if _, err := serve.New(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("metrics at %s are answered with %v", addr, err)
		}
	}
}
