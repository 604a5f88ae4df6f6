package hosts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"
)

// Terminal is what a client has.
type Terminal struct {
	Width, Height int
	// Screen keeps what is on it, in an emulator; without it only the last bytes are kept, since hundreds of emulators would cost
	// more than what is measured.
	Screen  bool
	User    string // the name that is given to the server
	Command string // what is asked for behind the host; "" is the desk
}

// Client is one session.
type Client struct {
	conn  *ssh.Client
	in    io.WriteCloser
	heard chan struct{}

	mu    sync.Mutex
	term  *vt.Emulator
	tail  []byte
	count int
	ended bool
	code  int
}

// Dial signs in and opens a session. Nobody else listens on loopback there, so any host key is taken.
func Dial(addr string, key ssh.Signer, t Terminal) (*Client, error) {
	if t.User == "" {
		t.User = "load"
	}
	conn, err := ssh.Dial("tcp", addr, &ssh.ClientConfig{
		User: t.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: Patience, //nolint:gosec // our own, on loopback
	})
	if err != nil {
		return nil, fmt.Errorf("signing in failed: %w", err)
	}
	c := &Client{conn: conn, heard: make(chan struct{}, 1)}
	if err := c.open(t); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) open(t Terminal) error {
	session, err := c.conn.NewSession()
	if err != nil {
		return err
	}
	session.Stdout = c
	if c.in, err = session.StdinPipe(); err != nil {
		return err
	}
	if t.Screen {
		c.term = vt.NewEmulator(t.Width, t.Height)
		go func() { _, _ = io.Copy(c.in, c.term) }()
	}
	if err := errors.Join(session.Setenv("COLORTERM", "truecolor"), session.RequestPty("xterm-256color", t.Height, t.Width, nil)); err != nil {
		return err
	}
	if t.Command != "" {
		err = session.Start(t.Command)
	} else {
		err = session.Shell()
	}
	if err != nil {
		return err
	}
	go func() {
		err := session.Wait()
		c.mu.Lock()
		c.ended = true
		var exit *ssh.ExitError
		if errors.As(err, &exit) {
			c.code = exit.ExitStatus()
		}
		c.mu.Unlock()
		c.hear()
	}()
	return nil
}

// Write takes what the server sends.
func (c *Client) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.count += len(p)
	c.tail = append(c.tail, p...)
	c.tail = append(c.tail[:0], c.tail[max(0, len(c.tail)-16<<10):]...)
	if c.term != nil {
		_, _ = c.term.Write(p)
	}
	c.mu.Unlock()
	c.hear()
	return len(p), nil
}

func (c *Client) hear() {
	select {
	case c.heard <- struct{}{}:
	default:
	}
}

// Dropped tells that the session has ended.
func (c *Client) Dropped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// text is what is on the screen, or the last bytes. The caller has the lock.
func (c *Client) text() string {
	if c.term != nil {
		return c.term.String()
	}
	return string(c.tail)
}

// Text is what is on the screen, or without one the last bytes.
func (c *Client) Text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text()
}

// errSilent says that what was waited for never came.
var errSilent = errors.New("a session draws nothing any more")

func (c *Client) look(within time.Duration, holds func() bool) error {
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

// WaitFor waits until all texts are there at once.
func (c *Client) WaitFor(texts ...string) error {
	missing := ""
	err := c.look(Patience, func() bool {
		shown := c.text()
		for _, text := range texts {
			if missing = text; !strings.Contains(shown, text) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("%q isn't shown: %w\n%s", missing, err, c.Text())
	}
	return nil
}

// rested is longer than the keyboard has to rest before a key may buy or sign.
const rested = 1500 * time.Millisecond

// Insist presses a key until a text is shown, as somebody does whose key came before the keyboard had rested.
func (c *Client) Insist(key, text string) error {
	for range int(Patience / rested) {
		if err := c.Send(key); err != nil {
			return err
		}
		err := c.look(rested, func() bool { return strings.Contains(c.text(), text) })
		if !errors.Is(err, errSilent) {
			return err
		}
	}
	return c.WaitFor(text)
}

// Over waits for the session's end, and gives its exit status and the last that it said.
func (c *Client) Over() (code int, said string, err error) {
	err = c.look(Patience, func() bool { return c.ended })
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code, string(bytes.TrimSpace(c.tail)), err
}

// Send types keys.
func (c *Client) Send(keys string) error {
	_, err := io.WriteString(c.in, keys)
	return err
}

// Key presses a key, and tells how long it took until anything was drawn: 0 for one that draws nothing, such as up on the first row.
func (c *Client) Key(k string) (time.Duration, error) {
	c.mu.Lock()
	before := c.count
	c.mu.Unlock()
	began := time.Now()
	if err := c.Send(k); err != nil {
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

// Close drops the line.
func (c *Client) Close() { _ = c.conn.Close() }
