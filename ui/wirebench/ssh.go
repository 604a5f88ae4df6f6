package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"
)

// host is a desk served over SSH on loopback, with a line to it that takes its time.
type host struct {
	pid  int
	key  string // the file of the private key that may sign in
	line *slowLine
	stop func()
}

// served is the sentence that tells where a desk is served.
var served = regexp.MustCompile(`desk at (127\.0\.0\.1:\d+) to`)

// startHost serves the desk to one key.
func startHost(o options, state string, lag time.Duration) (*host, error) {
	dir, err := os.MkdirTemp(o.dir, "ssh")
	if err != nil {
		return nil, err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		return nil, err
	}
	signer, err := ssh.NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	key, list := filepath.Join(dir, "id"), filepath.Join(dir, "keys")
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer))) + " role=agent name=\"Alice Ng\"\n"
	if err := errors.Join(os.WriteFile(key, pem.EncodeToMemory(block), 0o600), os.WriteFile(list, []byte(line), 0o600)); err != nil {
		return nil, err
	}
	said, pid, stop, err := background(o.binary, 1, append([]string{"serve", "--listen", "127.0.0.1:0", "--authorized-keys", list}, o.args(state)...)...)
	if err != nil {
		return nil, err
	}
	at := served.FindStringSubmatch(said[0])
	if at == nil {
		stop()
		return nil, fmt.Errorf("axdesk serve doesn't say where: %q", said)
	}
	slow, err := startLine(at[1], lag)
	if err != nil {
		stop()
		return nil, err
	}
	return &host{pid: pid, key: key, line: slow, stop: func() { slow.close(); stop() }}, nil
}

// client is OpenSSH at that host, without its user's own configuration, agent and keys.
func (h *host) client(at size) (*terminal, error) {
	_, port, err := net.SplitHostPort(h.line.addr())
	if err != nil {
		return nil, err
	}
	return startTerminal(at, "ssh", []string{
		"-F", "none", "-o", "Port=" + port, "-o", "IdentityFile=" + h.key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
		"-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR",
		"-o", "SendEnv=COLORTERM LANG", "-t", "127.0.0.1",
	}, nil)
}

// slowLine passes a TCP connection on, each direction later by half of the delay. It changes no byte, and doesn't bound how many are
// under way.
type slowLine struct {
	listener net.Listener
	to       string
	half     time.Duration
	down     atomic.Int64 // bytes to the client
}

func startLine(to string, delay time.Duration) (*slowLine, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // close ends it
	if err != nil {
		return nil, err
	}
	s := &slowLine{listener: l, to: to, half: delay / 2}
	go s.serve()
	return s, nil
}

func (s *slowLine) addr() string { return s.listener.Addr().String() }

func (s *slowLine) close() { _ = s.listener.Close() }

func (s *slowLine) serve() {
	for {
		near, err := s.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", s.to) //nolint:noctx // on loopback
		if err != nil {
			_ = near.Close()
			continue
		}
		go s.pass(far, near, nil)
		go s.pass(near, far, &s.down)
	}
}

// echoTime is what one byte takes over such a line, there and back, in the median: the delay, and what timers and loopback add to it.
func echoTime(delay time.Duration) (time.Duration, error) {
	echo, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed below
	if err != nil {
		return 0, err
	}
	defer func() { _ = echo.Close() }()
	go func() {
		if c, err := echo.Accept(); err == nil {
			_, _ = io.Copy(c, c)
			_ = c.Close()
		}
	}()
	line, err := startLine(echo.Addr().String(), delay)
	if err != nil {
		return 0, err
	}
	defer line.close()
	c, err := net.Dial("tcp", line.addr()) //nolint:noctx // on loopback
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }()
	var took []time.Duration
	for range 30 {
		began := time.Now()
		if _, err := c.Write([]byte{1}); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began))
	}
	return percentile(took, 50), nil
}

// parcel is what was read at once, and when it is due at the other end.
type parcel struct {
	bytes []byte
	due   time.Time
}

// pass hands on what comes from one end, until it ends.
func (s *slowLine) pass(to, from net.Conn, count *atomic.Int64) {
	way := make(chan parcel, 4096)
	go func() {
		defer close(way)
		for {
			buf := make([]byte, 32<<10)
			n, err := from.Read(buf)
			if n > 0 {
				way <- parcel{buf[:n], time.Now().Add(s.half)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range way {
		time.Sleep(time.Until(p.due))
		if count != nil {
			count.Add(int64(len(p.bytes)))
		}
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	_, _ = from.Close(), to.Close()
}
