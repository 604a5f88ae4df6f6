package serve_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

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
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case <-ended:
	case <-time.After(patience):
		tb.Fatal("the server holds a connection on which nothing happens")
	}
}
