package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"axdesk/ui/serve/hosts"
)

// server is a built desk that serves.
type server struct {
	*hosts.Desk
	dir string
	who hosts.Person
}

func startServer(o options) (s *server, err error) {
	s = &server{}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	if s.dir, err = os.MkdirTemp("", "axdesk-load"); err != nil {
		return s, err
	}
	if o.binary == "" {
		if o.binary, err = hosts.Build(context.Background(), s.dir); err != nil {
			return s, err
		}
	}
	if s.who, err = hosts.NewPerson("agent", "Load"); err != nil {
		return s, err
	}
	keys := filepath.Join(s.dir, "keys")
	if err := hosts.WriteKeys(keys, s.who); err != nil {
		return s, err
	}
	most := strconv.Itoa(o.sessions + 10)
	s.Desk, err = hosts.StartDesk(hosts.DeskOptions{
		Binary: o.binary, Keys: keys, StateDir: filepath.Join(s.dir, "state"),
		Args: []string{"--max-sessions", most, "--max-sessions-per-key", most, "--max-attempts", "100000"},
	})
	return s, err
}

// open signs in. It keeps no screen.
func (s *server) open(o options) (*hosts.Client, error) {
	c, err := hosts.Dial(s.Addr, s.who.Key, hosts.Terminal{Width: o.width, Height: o.height})
	if err != nil {
		return nil, fmt.Errorf("%w; the server's log:\n%s", err, s.Log())
	}
	return c, nil
}

func (s *server) stop() {
	if s.Desk != nil {
		s.Stop()
	}
	_ = os.RemoveAll(s.dir)
}

// memory is what the process holds, in KB: without the pages of the binary, which are the same for any number of sessions.
func (s *server) memory() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.PID()))
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
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.PID()))
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
		conn, err := dialer.Dial("tcp", s.Addr)
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
