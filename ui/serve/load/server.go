package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// server is a built desk that serves.
type server struct {
	cmd  *exec.Cmd
	dir  string
	addr string
	key  ssh.Signer
	log  *lastLines
}

// lastLines keeps the end of a log.
type lastLines struct {
	mu sync.Mutex
	b  []byte
}

func (l *lastLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, p...)
	l.b = l.b[max(0, len(l.b)-4000):]
	return len(p), nil
}

func (s *server) tail() string {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return string(s.log.b)
}

func startServer(o options) (s *server, err error) {
	s = &server{log: &lastLines{}}
	if s.dir, err = os.MkdirTemp("", "axdesk-load"); err != nil {
		return nil, err
	}
	if o.binary == "" {
		o.binary = filepath.Join(s.dir, "axdesk")
		build := exec.Command("go", "build", "-o", o.binary, ".") //nolint:gosec,noctx // a path of our own making
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return nil, fmt.Errorf("the desk doesn't build (run this from the top of the module): %w", err)
		}
	}
	line, err := s.makeKey()
	if err != nil {
		return nil, err
	}
	keys := filepath.Join(s.dir, "keys")
	if err := os.WriteFile(keys, []byte(line), 0o600); err != nil {
		return nil, err
	}
	most := strconv.Itoa(o.sessions + 10)
	s.cmd = exec.Command(o.binary, "serve", "--listen", "127.0.0.1:0", "--authorized-keys", keys, "--state-dir", filepath.Join(s.dir, "state"), //nolint:gosec,noctx // the binary that is measured
		"--max-sessions", most, "--max-sessions-per-key", most, "--max-attempts", "100000")
	s.cmd.Env = plainEnv()
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	_, after, ok := strings.Cut(first, " at ")
	if err != nil || !ok {
		s.stop()
		return nil, fmt.Errorf("the desk doesn't serve: %q, %w; its log:\n%s", first, err, s.tail())
	}
	s.addr, _, _ = strings.Cut(after, " ")
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return s, nil
}

// plainEnv leaves out what would have real orders made.
func plainEnv() []string {
	var out []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "AXDESK_") {
			out = append(out, kv)
		}
	}
	return out
}

func (s *server) makeKey() (line string, err error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	if s.key, err = ssh.NewSignerFromKey(private); err != nil {
		return "", err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))) + " role=agent name=Load\n", nil
}

func (s *server) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		time.Sleep(200 * time.Millisecond)
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		_ = s.cmd.Wait()
	}
	_ = os.RemoveAll(s.dir)
}

// memory is what the process holds, in KB: without the pages of the binary, which are the same for any number of sessions.
func (s *server) memory() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			var kb int
			_, err := fmt.Sscanf(strings.TrimSpace(rest), "%d kB", &kb)
			return kb, err
		}
	}
	return 0, errors.New("/proc has no VmRSS")
}

// cpu is the time that the process has had.
func (s *server) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(string(f))
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100, nil
}

type crowd struct{ refused, held int }

// crowd opens connections that say nothing, all that are let stay at once.
func (s *server) crowd(n int) (c crowd) {
	conns, dialer := make([]net.Conn, 0, n), net.Dialer{Timeout: 10 * time.Second}
	for range n {
		conn, err := dialer.Dial("tcp", s.addr)
		if err != nil {
			c.refused++
			continue
		}
		conns = append(conns, conn)
	}
	greeting := make([]byte, 4)
	for _, conn := range conns {
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.ReadFull(conn, greeting); err == nil && string(greeting) == "SSH-" {
			c.held++
		} else {
			c.refused++
		}
	}
	time.Sleep(5 * time.Second) // they stay, and say nothing
	for _, conn := range conns {
		_ = conn.Close()
	}
	return c
}
