package serve_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/serve"
	"axdesk/ui/share"
)

// patience is how long a test waits for what must come: long, since the machine may be busy.
const patience = time.Minute

// toy is a screen that shows what its session knows, and breaks when told to.
type toy struct {
	who           access.Person
	look          theme.Options
	env           tea.EnvMsg
	profile, said string
	keys          int
	pasted        int
	last          string
	w, h          int
	broken, loud  bool
	closed        func()
	round         int
}

func (m *toy) Init() tea.Cmd { return nil }

type loudMsg struct{}

func (m *toy) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.EnvMsg:
		m.env = msg
	case tea.ColorProfileMsg:
		m.profile = msg.String()
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.PasteMsg:
		m.pasted = len(msg.Content)
	case ui.Notice:
		m.said = msg.Text
	case share.Notice:
		m.said = "as a guest: " + msg.Text
	case ui.Leave:
		return m, tea.Quit
	case loudMsg:
		m.round++
		return m, m.shout()
	case tea.KeyPressMsg:
		m.keys++
		m.last = msg.String()
		switch m.last {
		case "U":
			panic("a panic in Update, with sk_secret in it")
		case "C":
			return m, tea.Sequence(nil, func() tea.Msg { panic("a panic in a command") })
		case "V":
			m.broken = true
		case "L":
			m.loud = true
			// Most of what a channel takes unread goes at once, or the race detector would take a minute to fill it by frames.
			return m, tea.Sequence(tea.Raw(strings.Repeat(" ", 2<<20-64<<10)), m.shout())
		case "q":
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m *toy) shout() tea.Cmd { return func() tea.Msg { return loudMsg{} } }

func (m *toy) View() tea.View {
	if m.broken {
		panic("a panic in View")
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, "who %s/%s session %t\nsize %dx%d\nprofile %s ascii %t theme %q\nkeys %d last %q pasted %d\nsaid %s\n", m.who.Name, m.who.Role, m.who.Session != "",
		m.w, m.h, m.profile, m.look.ASCII, m.look.Name, m.keys, m.last, m.pasted, m.said)
	for _, kv := range m.env {
		fmt.Fprintln(b, "env", kv)
	}
	if m.loud {
		for i := range 200 {
			fmt.Fprintf(b, "%d %s\n", m.round+i, strings.Repeat(string(rune('a'+(m.round+i)%26)), 200))
		}
	}
	v := tea.NewView(b.String())
	v.AltScreen = true
	return v
}

func (m *toy) Close() { m.closed() }

func (m *toy) Where() (string, string) { return "Toy", "AX-TOY01" }

// world is a server under test.
type world struct {
	tb     testing.TB
	server *serve.Server
	dir    string
	logs   *syncBuffer
	stop   context.CancelFunc
	now    chan struct{}
	closed chan struct{} // a token for each screen that was closed
	ended  chan error

	mu    sync.Mutex
	noted []string
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// person makes a key, and a line of the file of keys for it.
func person(tb testing.TB, role, name string) (ssh.Signer, string) {
	tb.Helper()
	signer, _ := newPrivate(tb)
	return signer, fmt.Sprintf("%s role=%s name=%q\n", strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey()))), role, name)
}

// newPrivate makes a key, and what stands in a file of it.
func newPrivate(tb testing.TB) (ssh.Signer, *pem.Block) {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		tb.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		tb.Fatal(err)
	}
	return signer, block
}

// start serves toys to those whose lines are given; change may ask for anything else.
func start(tb testing.TB, lines string, change func(*serve.Config)) *world {
	tb.Helper()
	w := &world{tb: tb, dir: tb.TempDir(), logs: &syncBuffer{}, now: make(chan struct{}), closed: make(chan struct{}, 1000), ended: make(chan error, 1)}
	w.write(lines)
	cfg := serve.Config{
		Listen: "127.0.0.1:0", Keys: w.keysFile(), HostKey: filepath.Join(w.dir, "state", "host_key"), Host: "test-host",
		Log: slog.New(slog.NewJSONHandler(w.logs, nil)), KeysEvery: 20 * time.Millisecond,
		Desk: func(p access.Person, look theme.Options) serve.Screen {
			return &toy{who: p, look: look, closed: func() { w.closed <- struct{}{} }}
		},
		Noted: func(p access.Person, what, detail string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.noted = append(w.noted, p.Name+" "+what+" "+detail)
			return nil
		},
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if w.server, err = serve.New(tb.Context(), cfg); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	go func() { w.ended <- w.server.Serve(ctx, w.now) }()
	tb.Cleanup(func() {
		cancel()
		select {
		case <-w.now:
		default:
			close(w.now)
		}
		select {
		case err := <-w.ended:
			if err != nil {
				tb.Errorf("the server ended with %v", err)
			}
		case <-time.After(patience):
			tb.Error("the server doesn't end")
		}
		if tb.Failed() {
			tb.Logf("its log:\n%s", w.logs)
		}
	})
	return w
}

func (w *world) keysFile() string { return filepath.Join(w.dir, "keys") }

func (w *world) write(lines string) {
	w.tb.Helper()
	// Renamed into place, as careful editors do: nobody reads half of it.
	if err := os.WriteFile(w.keysFile()+".new", []byte(lines), 0o600); err != nil {
		w.tb.Fatal(err)
	}
	if err := os.Rename(w.keysFile()+".new", w.keysFile()); err != nil {
		w.tb.Fatal(err)
	}
}

// logged waits until the log holds a text.
func (w *world) logged(text string) {
	w.tb.Helper()
	eventually(w.tb, func() bool { return strings.Contains(w.logs.String(), text) }, func() string { return fmt.Sprintf("the log has no %q:\n%s", text, w.logs) })
}

// eventually looks until something holds, in a loop that yields: what is waited for happens in another goroutine and tells nobody.
func eventually(tb testing.TB, holds func() bool, why func() string) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			tb.Fatal(why())
		}
	}
}

// dial opens a connection, and says nothing on it.
func (w *world) dial() net.Conn {
	w.tb.Helper()
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(w.tb.Context(), "tcp", w.server.Addr().String())
	if err != nil {
		w.tb.Fatal(err)
	}
	w.tb.Cleanup(func() { _ = conn.Close() })
	return conn
}

// connect signs in with a key.
func (w *world) connect(key ssh.Signer) (*ssh.Client, error) {
	return ssh.Dial("tcp", w.server.Addr().String(), &ssh.ClientConfig{
		User: "somebody", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, Timeout: patience,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if ssh.FingerprintSHA256(key) != w.server.Fingerprint() {
				return errors.New("another host key")
			}
			return nil
		},
	})
}

// ask runs a command without a terminal, and gives what came and the status.
func (w *world) ask(key ssh.Signer, command string) (said string, status int) {
	w.tb.Helper()
	client, err := w.connect(key)
	if err != nil {
		w.tb.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		w.tb.Fatal(err)
	}
	out, err := session.CombinedOutput(command)
	var exit *ssh.ExitError
	if errors.As(err, &exit) {
		return string(out), exit.ExitStatus()
	}
	if err != nil {
		w.tb.Fatalf("%q: %v, after %q", command, err, out)
	}
	return string(out), 0
}

// terminal is a session of a Go client, in an emulator.
type terminal struct {
	tb      testing.TB
	client  *ssh.Client
	session *ssh.Session
	in      io.WriteCloser
	ended   chan error

	mu      sync.Mutex
	term    *vt.Emulator
	all     bytes.Buffer
	changed chan struct{}
}

type given struct {
	width, height int
	env           map[string]string
	term, command string
	then          [2]int // the size that the window gets before the session begins
}

// open signs in and opens a desk.
func (w *world) open(key ssh.Signer, g given) *terminal {
	w.tb.Helper()
	client, err := w.connect(key)
	if err != nil {
		w.tb.Fatal(err)
	}
	t := &terminal{tb: w.tb, client: client, changed: make(chan struct{}, 1), ended: make(chan error, 1)}
	w.tb.Cleanup(func() { _ = client.Close() })
	if t.session, err = client.NewSession(); err != nil {
		w.tb.Fatal(err)
	}
	for name, value := range g.env {
		_ = t.session.Setenv(name, value) // refused ones are the test's to see
	}
	if g.term == "" {
		g.term = "xterm-256color"
	}
	if err := t.session.RequestPty(g.term, g.height, g.width, ssh.TerminalModes{}); err != nil {
		w.tb.Fatal(err)
	}
	t.term = vt.NewEmulator(max(g.width, 80), max(g.height, 24))
	if g.then[0] > 0 {
		t.resize(g.then[0], g.then[1])
	}
	if t.in, err = t.session.StdinPipe(); err != nil {
		w.tb.Fatal(err)
	}
	t.session.Stdout, t.session.Stderr = t, t
	go func() {
		_, _ = io.Copy(t.in, t.term)
		_, _ = io.Copy(io.Discard, t.term) // or its answer to a session that has ended would keep it from showing what came
	}()
	if g.command != "" {
		err = t.session.Start(g.command)
	} else {
		err = t.session.Shell()
	}
	if err != nil {
		w.tb.Fatal(err)
	}
	go func() { t.ended <- t.session.Wait() }()
	return t
}

// Write takes what the server sends.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	t.all.Write(p)
	_, _ = t.term.Write(p)
	t.mu.Unlock()
	select {
	case t.changed <- struct{}{}:
	default:
	}
	return len(p), nil
}

// resize is the person's hand at the window's corner.
func (t *terminal) resize(width, height int) {
	t.tb.Helper()
	t.mu.Lock()
	t.term.Resize(min(max(width, 1), 500), min(max(height, 1), 300))
	t.mu.Unlock()
	if err := t.session.WindowChange(height, width); err != nil {
		t.tb.Fatal(err)
	}
}

func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.term.String()
}

func (t *terminal) waitFor(texts ...string) {
	t.tb.Helper()
	late := time.After(patience)
	for _, text := range texts {
		for !strings.Contains(t.text(), text) {
			select {
			case <-t.changed:
			case <-late:
				t.tb.Fatalf("%q isn't on the screen:\n%s", text, t.text())
			}
		}
	}
}

func (t *terminal) send(keys string) {
	t.tb.Helper()
	if _, err := io.WriteString(t.in, keys); err != nil {
		t.tb.Fatal(err)
	}
}

// over waits for the session's end.
func (t *terminal) over() error {
	t.tb.Helper()
	select {
	case err := <-t.ended:
		return err
	case <-time.After(patience):
		t.tb.Fatalf("the session goes on:\n%s", t.text())
		return nil
	}
}
