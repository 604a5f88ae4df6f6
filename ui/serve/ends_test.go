package serve_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/client/store"
	"axdesk/theme"
	"axdesk/ui/serve"
)

// TestAKeyThatIsTakenAwayEndsItsSessions changes the file under two who are at work.
func TestAKeyThatIsTakenAwayEndsItsSessions(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	sam, other := person(t, "agent", "Sam Roe")
	w := start(t, line+other, nil)
	a, s := w.open(alice, given{width: 80, height: 24}), w.open(sam, given{width: 80, height: 24})
	a.waitFor("who Alice")
	s.waitFor("who Sam")
	w.write(line + "ssh-ed25519 nonsense role=agent\n")
	w.logged("line 2")
	a.send("x")
	a.waitFor("keys 1")
	w.write(line)
	if err := s.over(); err == nil {
		t.Error("the session of a key that was taken away ended as if its person had left")
	}
	if said := plain(s); !strings.Contains(said, "was taken out of this desk's file of keys") {
		t.Errorf("its person reads %q", said)
	}
	if said, _ := w.ask(sam, "whoami"); !strings.Contains(said, "doesn't know your key") {
		t.Errorf("the key still gets %q", said)
	}
	a.send("x")
	a.waitFor("keys 2")
	w.write(strings.Replace(line, "role=agent", "role=viewer", 1))
	if err := a.over(); err == nil {
		t.Error("a session goes on with the role of before")
	}
}

// TestAKeyThatIsTakenAwayMeanwhileGetsNoDesk changes the file after it was looked at, and before the session is one that could be ended.
func TestAKeyThatIsTakenAwayMeanwhileGetsNoDesk(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "supervisor", "Alice Ng")
	writing, written := make(chan struct{}), make(chan struct{})
	w := start(t, line, func(c *serve.Config) {
		c.Noted = func(_ access.Person, what, _ string) error {
			if what == access.SignedIn {
				close(writing)
				<-written
			}
			return nil
		}
	})
	desk := w.open(alice, given{width: 120, height: 24})
	<-writing
	w.write("# nobody\n")
	w.logged("was read again")
	close(written)
	if err := desk.over(); err == nil {
		t.Error("the session of a key that was taken away ended as if its person had left")
	}
	if said := plain(desk); !strings.Contains(said, "was taken out of this desk's file of keys") {
		t.Errorf("its person reads %q", said)
	}
	<-w.closed
	w.logged(`"why":"key changed"`)
}

// TestStoppingTellsEverybody stops with two at work: one leaves, one stays.
func TestStoppingTellsEverybody(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) { c.Limits.Stop = 2 * time.Second })
	leaves, stays := w.open(alice, given{width: 120, height: 24}), w.open(alice, given{width: 120, height: 24})
	leaves.waitFor("keys 0")
	stays.waitFor("keys 0")
	w.stop()
	leaves.waitFor("said The desk is going down in 2 s; your order AX-TOY01 is kept.")
	stays.waitFor("said The desk is going down in 2 s")
	leaves.send("q")
	if err := leaves.over(); err != nil {
		t.Errorf("leaving ended with %v", err)
	}
	if err := stays.over(); err == nil {
		t.Error("a session that was ended ended as if its person had left")
	}
	if said := plain(stays); !strings.Contains(said, "The desk went down; your order AX-TOY01 is kept.") {
		t.Errorf("its person reads %q", said)
	}
	<-w.closed
	<-w.closed
}

// TestStoppingTellsGuestsToo stops while somebody looks on.
func TestStoppingTellsGuestsToo(t *testing.T) {
	t.Parallel()
	bob, _ := person(t, "agent", "Bob")
	w := start(t, "", func(c *serve.Config) {
		c.Join = func(_ context.Context, p access.Person, _ string, look theme.Options) (serve.Screen, error) {
			return &toy{who: p, look: look, closed: func() {}}, nil
		}
	})
	guest := w.open(bob, given{width: 120, height: 24, command: "join 7F3K2"})
	guest.waitFor("who guest somebody/viewer")
	w.stop()
	guest.waitFor("said as a guest: The desk is going down in 30 s; nothing is lost.")
	guest.send("q")
	if err := guest.over(); err != nil {
		t.Errorf("leaving ended with %v", err)
	}
}

// TestNobodyComesInWhileItStops stops with one at work, and knocks.
func TestNobodyComesInWhileItStops(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	stays := w.open(alice, given{width: 120, height: 24})
	stays.waitFor("keys 0")
	client, err := w.connect(alice)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	w.stop()
	stays.waitFor("going down")
	conn := w.dial()
	if said, _ := io.ReadAll(conn); !strings.Contains(string(said), "The desk is going down") || strings.Contains(string(said), "SSH-2.0") {
		t.Errorf("whoever knocks reads %q", said)
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm", 24, 80, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if said, err := session.CombinedOutput(""); err == nil || !strings.Contains(string(said), "The desk is going down") {
		t.Errorf("a session that is opened now reads %q, %v", said, err)
	}
	close(w.now) // a second signal
	if err := stays.over(); err == nil {
		t.Error("the session ended as if its person had left")
	}
}

// TestAnIdleSessionIsWarnedAndEnds types in one of two sessions only.
func TestAnIdleSessionIsWarnedAndEnds(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) {
		c.Limits.Idle, c.Limits.Warning = 2*time.Second, 1500*time.Millisecond
	})
	idle := w.open(alice, given{width: 140, height: 24})
	idle.waitFor("said No key has come for a while", "your order AX-TOY01 is kept")
	idle.send("x") // a key keeps it, and it is warned again
	idle.waitFor("keys 1")
	if err := idle.over(); err == nil {
		t.Error("an idle session ended as if its person had left")
	}
	if said := plain(idle); !strings.Contains(said, "No key came for 2 s") {
		t.Errorf("its person reads %q", said)
	}
	w.logged(`"why":"idle"`)
}

// here is a store that remembers who is there.
type here struct {
	mu   sync.Mutex
	list map[string]store.Presence
	gone []string
}

func (h *here) Here(_ context.Context, p store.Presence) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list[p.Session] = p
	return nil
}

func (h *here) Still(context.Context, string, []string) error { return nil }

func (h *here) Gone(_ context.Context, host, session string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gone = append(h.gone, host+" "+session)
	return nil
}

// TestTheStoreHearsOfASession looks at what is said of one that is killed.
func TestTheStoreHearsOfASession(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	h := &here{list: map[string]store.Presence{}}
	w := start(t, line, func(c *serve.Config) { c.Presence = h })
	s := w.open(alice, given{width: 80, height: 24})
	s.waitFor("keys 0")
	var p store.Presence
	eventually(t, func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, p = range h.list {
			return true
		}
		return false
	}, func() string { return "the store never heard of the session" })
	if p.Who != "Alice Ng" || p.Role != "agent" || p.Key != ssh.FingerprintSHA256(alice.PublicKey()) || p.Host != "test-host" || p.From != "127.0.0.1" {
		t.Errorf("the store has %+v", p)
	}
	_ = s.client.Close()
	<-w.closed
	eventually(t, func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return len(h.gone) == 1 && h.gone[0] == "test-host "+p.Session
	}, func() string { return "the store never heard that it is gone" })
	w.logged(`"why":"line lost"`)
	w.mu.Lock()
	defer w.mu.Unlock()
	if got := strings.Join(w.noted, "; "); got != "Alice Ng signed in desk; Alice Ng signed out line lost" {
		t.Errorf("the audit hears %q", got)
	}
}

// TestNobodyComesInUnseen has an audit that can't be written.
func TestNobodyComesInUnseen(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) {
		c.Noted = func(access.Person, string, string) error { return errors.New("the disk is full") }
	})
	desk := w.open(alice, given{width: 120, height: 24})
	if err := desk.over(); err == nil {
		t.Error("a session was open as if its person had left")
	}
	if said := plain(desk); !strings.Contains(said, "the audit can't be written") {
		t.Errorf("its person reads %q", said)
	}
	<-w.closed
	w.logged("the disk is full")
}

// TestAClosedChannelEndsItsSession keeps the connection, as a client does that shares one among its windows.
func TestAClosedChannelEndsItsSession(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	w := start(t, line, nil)
	desk := w.open(alice, given{width: 80, height: 24})
	desk.waitFor("keys 0")
	if err := desk.session.Close(); err != nil {
		t.Fatal(err)
	}
	<-w.closed
	w.logged(`"why":"line lost"`)
	eventually(t, func() bool {
		next, err := desk.client.NewSession()
		if err != nil {
			return false
		}
		said, err := next.Output("whoami")
		return err == nil && strings.HasPrefix(string(said), "Alice Ng")
	}, func() string { return "the connection takes no other session" })
}
