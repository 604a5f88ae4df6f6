package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// patience is how long a frame may take before the run is given up.
const patience = 30 * time.Second

// client is one session. It keeps no screen, since hundreds of emulators would cost more than what is measured.
type client struct {
	conn *ssh.Client
	in   io.WriteCloser

	mu    sync.Mutex
	tail  []byte
	count int
	ended bool
	heard chan struct{}
}

func (s *server) open(o options) (*client, error) {
	conn, err := ssh.Dial("tcp", s.addr, &ssh.ClientConfig{
		User: "load", Auth: []ssh.AuthMethod{ssh.PublicKeys(s.key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience, //nolint:gosec // our own, on loopback
	})
	if err != nil {
		return nil, fmt.Errorf("signing in failed: %w; the server's log:\n%s", err, s.tail())
	}
	session, err := conn.NewSession()
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn, heard: make(chan struct{}, 1)}
	session.Stdout = c
	if c.in, err = session.StdinPipe(); err != nil {
		return nil, err
	}
	if err := errors.Join(session.Setenv("COLORTERM", "truecolor"), session.RequestPty("xterm-256color", o.height, o.width, nil), session.Shell()); err != nil {
		return nil, err
	}
	go func() {
		_ = session.Wait()
		c.mu.Lock()
		c.ended = true
		c.mu.Unlock()
		c.hear()
	}()
	return c, nil
}

// Write takes what the server sends.
func (c *client) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.count += len(p)
	c.tail = append(c.tail, p...)
	c.tail = append(c.tail[:0], c.tail[max(0, len(c.tail)-16<<10):]...)
	c.mu.Unlock()
	c.hear()
	return len(p), nil
}

func (c *client) hear() {
	select {
	case c.heard <- struct{}{}:
	default:
	}
}

func (c *client) dropped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// errSilent says that nothing was drawn in time.
var errSilent = errors.New("a session draws nothing any more")

func (c *client) look(within time.Duration, holds func() bool) error {
	late := time.NewTimer(within)
	defer late.Stop()
	for {
		c.mu.Lock()
		ok, ended := holds(), c.ended
		c.mu.Unlock()
		switch {
		case ok:
			return nil
		case ended:
			return fmt.Errorf("a session ended: %q", c.tail[max(0, len(c.tail)-300):])
		}
		select {
		case <-c.heard:
		case <-late.C:
			return errSilent
		}
	}
}

func (c *client) waitFor(text string) error {
	return c.look(patience, func() bool { return bytes.Contains(c.tail, []byte(text)) })
}

// key presses a key, and tells how long it took until anything was drawn: 0 for one that draws nothing, such as up on the first row.
func (c *client) key(k string) (time.Duration, error) {
	c.mu.Lock()
	before := c.count
	c.mu.Unlock()
	began := time.Now()
	if _, err := io.WriteString(c.in, k); err != nil {
		return 0, err
	}
	err := c.look(silence, func() bool { return c.count > before })
	if errors.Is(err, errSilent) {
		return 0, nil
	}
	return time.Since(began), err
}

// silence is longer than any frame takes here, and would be seen in the figures if it weren't: a late frame would be counted for the
// next key, whose wait would be none.
const silence = 3 * time.Second

func (c *client) close() { _ = c.conn.Close() }
