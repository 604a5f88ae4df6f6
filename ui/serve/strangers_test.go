package serve_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/theme"
	"axdesk/ui/serve"
)

// TestAStrangerHoldsNoConnection signs in with a key that nobody knows, opens a channel, and asks for nothing on it.
func TestAStrangerHoldsNoConnection(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	bob, _ := person(t, "agent", "Bob")
	w := start(t, line, func(c *serve.Config) { c.Limits.PerAddress, c.Limits.SignIn = 3, 2*time.Second })
	desk := w.open(alice, given{width: 80, height: 24})
	desk.waitFor("keys 0")
	var waiting []*ssh.Client
	for range 3 {
		c, err := w.connect(bob)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.OpenChannel("session", nil); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, c)
	}
	if said, _ := io.ReadAll(w.dial()); !strings.HasPrefix(string(said), "Too many connections from your address") {
		t.Errorf("beside three that only opened a channel, one more is answered %q", said)
	}
	for _, c := range waiting {
		hungUp(t, c)
	}
	w.logged(`"reason":"no session"`)
	w.open(alice, given{width: 80, height: 24}).waitFor("keys 0")
	desk.send("x") // a desk outlasts that time
	desk.waitFor("keys 1")
	desk.send("q")
	if err := desk.over(); err != nil {
		t.Errorf("leaving ended with %v", err)
	}
	hungUp(t, desk.client) // and nothing is asked on its connection any more
}

// hungUp waits until the server ends a connection.
func hungUp(tb testing.TB, c *ssh.Client) {
	tb.Helper()
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(patience):
		tb.Fatal("the server holds a connection on which nothing happens")
	}
}

// TestSizesThatNobodyReadsHoldUpNothing sends more of them than any buffer takes, where no session reads them: before one began, and
// after its program has ended.
func TestSizesThatNobodyReadsHoldUpNothing(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	closing, closed := make(chan struct{}), make(chan struct{})
	w := start(t, line, func(c *serve.Config) {
		c.Desk = func(p access.Person, look theme.Options) serve.Screen {
			return &toy{who: p, look: look, closed: func() { close(closing); <-closed }}
		}
	})
	defer close(closed)
	before, err := w.connect(alice)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = before.Close() }()
	session, err := before.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm", 24, 80, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	resizes(t, before, session)
	desk := w.open(alice, given{width: 80, height: 24})
	desk.waitFor("keys 0")
	desk.send("q")
	<-closing
	resizes(t, desk.client, desk.session)
}

// resizes changes a window's size very often, and then asks whether the server still reads that connection.
func resizes(tb testing.TB, c *ssh.Client, s *ssh.Session) {
	tb.Helper()
	answered := make(chan error, 1)
	go func() {
		for i := range 200 {
			if err := s.WindowChange(24, 81+i%9); err != nil {
				answered <- err
				return
			}
		}
		_, _, err := c.SendRequest("keepalive@openssh.com", true, nil)
		answered <- err
	}()
	select {
	case err := <-answered:
		if err != nil {
			tb.Error(err)
		}
	case <-time.After(patience):
		tb.Error("the server reads no more of the connection")
	}
}

// TestASizeOfBeforeTheDeskIsDrawn changes the window's size between asking for a terminal and for the desk.
func TestASizeOfBeforeTheDeskIsDrawn(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	w.open(alice, given{width: 80, height: 24, then: [2]int{97, 31}}).waitFor("size 97x31")
}
