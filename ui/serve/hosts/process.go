// Package hosts runs the built program as several hosts: desks over SSH that share one PostgreSQL store and order at one sandbox, each a
// process of its own, and people who type at them through SSH. The tests beside it use it, and so does the command ui/serve/load.
// Its errors are for whoever tests or measures.
package hosts

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// Patience is how long anything may take before a run is given up: long, since the machine may be busy.
const Patience = 30 * time.Second

// Build builds the program into a directory, and gives its path.
func Build(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "axdesk")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "axdesk") //nolint:gosec // a path of our own making
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the desk doesn't build (run this within the module): %w\n%s", err, said)
	}
	return binary, nil
}

// Process is a program that was started.
type Process struct {
	cmd  *exec.Cmd
	log  lastLines
	once sync.Once
}

// lastLines keeps the end of a log.
type lastLines struct {
	mu sync.Mutex
	b  []byte
}

// Write takes what is logged.
func (l *lastLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, p...)
	l.b = l.b[max(0, len(l.b)-4000):]
	return len(p), nil
}

// Log is the end of what it logged.
func (p *Process) Log() string {
	p.log.mu.Lock()
	defer p.log.mu.Unlock()
	return string(p.log.b)
}

// PID is the process' number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends it as a power cut would.
func (p *Process) Kill() {
	p.once.Do(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait() // how it ended is no matter
	})
}

// Stop has it end by itself, at once.
func (p *Process) Stop() {
	p.once.Do(func() {
		ended := make(chan struct{})
		go func() {
			_ = p.cmd.Wait()
			close(ended)
		}()
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		for _, wait := range []time.Duration{200 * time.Millisecond, Patience} {
			select {
			case <-ended:
				return
			case <-time.After(wait):
				_ = p.cmd.Process.Signal(syscall.SIGTERM) // the second one ends everything at once
			}
		}
		_ = p.cmd.Process.Kill()
		<-ended
	})
}

// start starts the program, and gives the first lines that it prints.
func start(binary string, env []string, lines int, args ...string) (*Process, []string, error) {
	p := &Process{cmd: exec.Command(binary, args...)} //nolint:gosec,noctx // the program that is tried; Stop and Kill end it
	p.cmd.Env = append(plainEnv(), env...)
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, nil, err
	}
	var first []string
	reader := bufio.NewReader(out)
	for range lines {
		line, err := reader.ReadString('\n')
		if err != nil {
			p.Stop()
			return nil, nil, fmt.Errorf("axdesk %s doesn't start: it printed %q, and its log is:\n%s", args[0], first, p.Log())
		}
		first = append(first, strings.TrimSpace(line))
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return p, first, nil
}

// plainEnv leaves out what would have real orders made.
func plainEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "AXDESK_") })
}

// Person is somebody who may sign in.
type Person struct {
	Name, Role string
	Key        ssh.Signer
}

// NewPerson makes a key for somebody.
func NewPerson(role, name string) (Person, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Person{}, err
	}
	signer, err := ssh.NewSignerFromKey(private)
	return Person{Name: name, Role: role, Key: signer}, err
}

// WriteKeys writes the file of keys of those who may sign in.
func WriteKeys(path string, people ...Person) error {
	var b strings.Builder
	for _, p := range people {
		fmt.Fprintf(&b, "%s role=%s name=%q\n", strings.TrimSpace(string(ssh.MarshalAuthorizedKey(p.Key.PublicKey()))), p.Role, p.Name)
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

// Desk is a desk that serves over SSH.
type Desk struct {
	*Process
	Addr string // as Dial takes it
}

// DeskOptions say how a desk is started.
type DeskOptions struct {
	Binary, Keys, StateDir string
	Listen                 string // "" takes any port of loopback
	Env                    []string
	Args                   []string // more of the command line
}

// StartDesk starts a desk, and waits until it serves.
func StartDesk(o DeskOptions) (*Desk, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	args := append([]string{"serve", "--listen", o.Listen, "--authorized-keys", o.Keys, "--state-dir", o.StateDir}, o.Args...)
	p, first, err := start(o.Binary, o.Env, 1, args...)
	if err != nil {
		return nil, err
	}
	_, after, ok := strings.Cut(first[0], " at ")
	if !ok {
		p.Stop()
		return nil, fmt.Errorf("the desk doesn't say where it serves: %q", first[0])
	}
	d := &Desk{Process: p}
	d.Addr, _, _ = strings.Cut(after, " ")
	return d, nil
}

// Sandbox is a sandbox that serves both APIs.
type Sandbox struct {
	*Process
	Env  map[string]string // its credentials, by the names of the environment
	Base *url.URL          // scheme and host
}

// StartSandbox starts a sandbox.
func StartSandbox(binary string, args ...string) (*Sandbox, error) {
	p, lines, err := start(binary, nil, 5, append([]string{"sandbox", "--listen", "127.0.0.1:0"}, args...)...)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{Process: p, Env: map[string]string{}}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		s.Env[name] = value
	}
	at, err := url.Parse(s.Env["AXDESK_AXON_URL"])
	if err != nil {
		p.Stop()
		return nil, err
	}
	s.Base = &url.URL{Scheme: at.Scheme, Host: at.Host}
	return s, nil
}

// Ledger is what a sandbox has really done.
type Ledger struct {
	Resources []struct {
		Description string `json:"description"`
		Ordered     bool   `json:"ordered"`
	} `json:"resources"`
	Allocated int `json:"allocated"` // ports ordered
	Created   int `json:"created"`   // connections ordered
}

// Ledger asks for the sandbox's books.
func (s *Sandbox) Ledger(ctx context.Context) (l Ledger, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base.String()+"/sandbox/ledger", http.NoBody)
	if err != nil {
		return l, err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return l, err
	}
	defer func() { _ = answer.Body.Close() }()
	return l, json.NewDecoder(answer.Body).Decode(&l)
}

// freeAddr is an address of loopback that nobody listens at.
func freeAddr() (string, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), errors.Join(l.Close())
}
