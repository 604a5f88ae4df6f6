package serve_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/theme"
	"axdesk/ui/serve"
)

// guesses serves a desk at which every code is wrong, and counts how many were asked about.
func guesses(t *testing.T, line string) (*world, *atomic.Int64) {
	t.Helper()
	tries := &atomic.Int64{}
	return start(t, line, func(c *serve.Config) {
		c.Limits.Attempts = 3
		c.Join = func(context.Context, access.Person, string, theme.Options) (serve.Screen, error) {
			tries.Add(1)
			return nil, errors.New("this code isn't one that is shared")
		}
	}), tries
}

// guess asks for a code on a connection that is open, and gives what is answered; err where it isn't let as far as asking.
func guess(c *ssh.Client) (said string, err error) {
	ch, reqs, err := c.OpenChannel("session", nil)
	if err != nil {
		return "", err
	}
	go ssh.DiscardRequests(reqs)
	pty := struct {
		Term       string
		C, R, W, H uint32
		Modes      string
	}{"xterm", 120, 24, 0, 0, "\x00"}
	if _, err := ch.SendRequest("pty-req", true, ssh.Marshal(pty)); err != nil {
		return "", err
	}
	if _, err := ch.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{"join ABCD-0000"})); err != nil {
		return "", err
	}
	text, _ := io.ReadAll(ch)
	_ = ch.Close()
	return string(text), nil
}

// TestAConnectionHasOneGuess asks for code after code on one connection, for as long as it lives.
func TestAConnectionHasOneGuess(t *testing.T) {
	t.Parallel()
	_, line := person(t, "agent", "Alice Ng")
	bob, _ := person(t, "agent", "Bob")
	w, tries := guesses(t, line)
	c, err := w.connect(bob)
	if err != nil {
		t.Fatal(err)
	}
	for range 500 {
		var refused *ssh.OpenChannelError
		if said, err := guess(c); err != nil && !errors.As(err, &refused) {
			break
		} else if err == nil && tries.Load() == 1 && said != "" && !strings.Contains(said, "isn't one that is shared") {
			t.Errorf("the first guess is answered %q", said)
		}
	}
	hungUp(t, c)
	if n := tries.Load(); n != 1 {
		t.Errorf("one connection had %d guesses", n)
	}
}

// TestGuessesOfAnAddressAreCounted has connections that have all signed in before the first wrong code.
func TestGuessesOfAnAddressAreCounted(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	bob, _ := person(t, "agent", "Bob")
	w, tries := guesses(t, line)
	var all []*ssh.Client
	for _, key := range []ssh.Signer{bob, bob, alice, bob, alice} { // a colleague's guesses count too
		c, err := w.connect(key)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for i, c := range all {
		want := "isn't one that is shared"
		if i >= 3 {
			want = "Too many attempts from your address"
		}
		if said, err := guess(c); err != nil || !strings.Contains(said, want) {
			t.Errorf("guess %d is answered %q, %v; %q is expected", i+1, said, err, want)
		}
	}
	if n := tries.Load(); n != 3 {
		t.Errorf("of 3 attempts %d were made", n)
	}
}
