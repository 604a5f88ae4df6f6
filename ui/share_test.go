package ui_test

import (
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/keys"
	"axdesk/ui/screentest"
	"axdesk/ui/share"
)

var (
	guide    = access.Person{Name: "Alice Ng", Key: "SHA256:aliceskey", Role: access.Agent, Session: "s1"}
	customer = access.Person{Name: "bob", Key: "SHA256:bobskey", From: "192.0.2.7"}
	written  = regexp.MustCompile(`join ([0-9A-Z]{4}-[0-9A-Z]{4})`)
)

// guided plays a session that Alice guides, on a sandbox.
func guided(t *testing.T, term screentest.Options, play func(tb testing.TB, d *desk, hub *share.Hub, s *screentest.Screen)) *desk {
	t.Helper()
	var d *desk
	var hub *share.Hub
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, _ = newDesk(tb, deskOptions{})
		hub = share.NewHub(share.Config{Directory: d.db, Host: "desk.example", Address: "desk.example"})
		m = d.session(tb, deskOptions{who: guide, hub: hub})
		return m
	}
	screentest.RunLive(t, term, build, func(tb testing.TB, s *screentest.Screen) { play(tb, d, hub, s) })
	return d
}

// joined has Alice share her screen, and Bob come in at a terminal of his own.
func joined(tb testing.TB, hub *share.Hub, s *screentest.Screen, term screentest.Options, play func(g *screentest.Screen)) {
	tb.Helper()
	s.Press("ctrl+g")
	s.WaitMatch(written)
	code := written.FindStringSubmatch(s.Text())[1]
	seat, err := hub.Knock(tb.Context(), customer, code)
	if err != nil {
		tb.Fatal(err)
	}
	build := func(testing.TB) tea.Model {
		return share.NewGuest(share.GuestConfig{Seat: seat, Name: "bob", Key: customer.Key, Keys: keys.Default()})
	}
	screentest.RunLive(tb, term, build, func(tb testing.TB, g *screentest.Screen) {
		defer seat.Leave()
		g.WaitFor("You are invited to Alice Ng's screen")
		g.Type(" Smith")
		g.Press("enter")
		g.WaitFor("Asking Alice Ng to let you in")
		s.WaitFor("asks to be let in")
		if text := g.Text(); strings.Contains(text, "Acme") || strings.Contains(text, "payer") {
			tb.Errorf("before he is let in Bob sees\n%s", text)
		}
		s.Press("enter")
		s.WaitFor("bob Smith looks on")
		g.WaitFor("Looking on with Alice Ng")
		// What Alice does about guests is hers alone to see; they see the screen under it.
		g.WaitFor("axdesk  SANDBOX")
		if text := g.Text(); strings.Contains(text, "Share this screen") || strings.Contains(text, code) {
			tb.Errorf("Bob sees\n%s", text)
		}
		s.Press("esc")
		play(g)
	})
}

// hand gives Bob the pen.
func hand(s, g *screentest.Screen) {
	s.Press("ctrl+g")
	s.WaitFor("looks on")
	s.Press("enter")
	s.WaitFor("bob Smith has the pen")
	g.WaitFor("You have the pen")
}

// TestTwoPeopleFinishAnOrder has Alice walk to the terms of a port, Bob read, sign and place it, and Alice take the pen back.
func TestTwoPeopleFinishAnOrder(t *testing.T) {
	t.Parallel()
	d := guided(t, screentest.Options{Width: 120, Height: 40}, func(tb testing.TB, _ *desk, hub *share.Hub, s *screentest.Screen) {
		choosePort(s)
		s.WaitFor("ask for the terms")
		s.Press("enter")
		s.WaitFor("document 1 of 2")
		joined(tb, hub, s, screentest.Options{Width: 100, Height: 30}, func(g *screentest.Screen) {
			g.WaitFor("document 1 of 2")
			g.Press("S")
			g.WaitFor("Alice Ng has the pen: your keys do nothing")
			hand(s, g)
			s.Press("enter")
			s.WaitFor("bob Smith has the pen: ^g takes it back")
			readAll(g, 2)
			g.Type("place")
			g.Press("enter")
			g.WaitFor("Allocated")
			s.WaitFor("Allocated")
			s.Press("ctrl+g")
			s.WaitFor("You have the pen again.")
			g.WaitFor("Alice Ng, who has the pen")
		})
		s.WaitFor("bob Smith has gone")
	})
	signed := 0
	for _, e := range d.entries(t) {
		if e.State != "signed" {
			continue
		}
		for _, doc := range e.Documents {
			if !doc.SignedAt.IsZero() {
				signed++
				if doc.SignedBy != "bob Smith, key SHA256:bobskey" {
					t.Errorf("a document is signed by %q", doc.SignedBy)
				}
			}
		}
		if e.User != "Alice Ng" {
			t.Errorf("the terms were asked for by %q", e.User)
		}
	}
	if signed == 0 {
		t.Error("nothing was signed")
	}
	if ledger := d.server.Ledger(); ledger.Allocated != 1 {
		t.Errorf("the sandbox allocated %d ports", ledger.Allocated)
	}
}

// TestWhoeverSignsHasReadIt has Alice read a document to its end and hand the pen over: Bob has read nothing of it.
func TestWhoeverSignsHasReadIt(t *testing.T) {
	t.Parallel()
	d := guided(t, screentest.Options{Width: 120, Height: 40}, func(tb testing.TB, _ *desk, hub *share.Hub, s *screentest.Screen) {
		choosePort(s)
		s.WaitFor("ask for the terms")
		s.Press("enter")
		s.WaitFor("to its end first")
		s.Press("end")
		s.WaitFor("signs this document")
		joined(tb, hub, s, screentest.Options{Width: 130, Height: 42}, func(g *screentest.Screen) {
			g.WaitFor("signs this document")
			hand(s, g)
			g.WaitFor("Read it to its end first")
			g.Press("S")
			g.WaitFor("Not signed: read it to its end first")
			g.Press("end")
			g.WaitFor("signs this document, as bob Smith")
		})
	})
	for _, e := range d.entries(t) {
		if e.State == "signed" {
			t.Errorf("%s was signed: %+v", e.Ref, e.Documents)
		}
	}
}

func TestAGuestSeesThatScreenAndNoOther(t *testing.T) {
	t.Parallel()
	guided(t, screentest.Options{Width: 120, Height: 40}, func(tb testing.TB, _ *desk, hub *share.Hub, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		joined(tb, hub, s, screentest.Options{}, func(g *screentest.Screen) {
			g.WaitFor("Acme Pty Ltd")
			// The screen is laid out for the smaller terminal, less the guest's own line, and never for less than the desk needs.
			g.Resize(50, 15)
			g.WaitFor("enlarge to 60 by 19")
			g.Resize(110, 31)
			g.Gone("enlarge to")
			s.Press("ctrl+o")
			s.WaitFor("Services")
			g.WaitFor("Alice Ng is looking at another screen, which is not shared.")
			if text := g.Text(); strings.Contains(text, "Services") {
				tb.Errorf("Bob sees the lines:\n%s", text)
			}
			s.Press("ctrl+o")
			g.WaitFor("Acme Pty Ltd")
			hand(s, g)
			for _, k := range []string{"ctrl+o", "o", "i", "ctrl+k", "q", "ctrl+p"} {
				g.Press("ctrl+l")
				g.WaitFor("That key is Alice Ng's alone.")
				g.Press("down")
				g.Gone("That key is Alice Ng's alone.")
				g.Press(k)
				g.WaitFor("That key is Alice Ng's alone.")
			}
			g.Press("ctrl+g")
			s.WaitFor("bob Smith has given the pen back.")
			g.WaitFor("Alice Ng, who has the pen")
			s.Press("ctrl+g")
			s.WaitFor("Guests")
			s.Press("X")
			g.WaitFor("Alice Ng has ended the session.")
			if text := g.Text(); strings.Contains(text, "Acme") {
				tb.Errorf("after the end Bob sees\n%s", text)
			}
			g.Press("x")
			if err := g.Ended(); err != nil {
				tb.Error(err)
			}
		})
		s.WaitFor("nobody sees this screen but you")
	})
}

// TestPasswordsStayMaskedForGuests has Alice show a password before and while Bob looks on.
func TestPasswordsStayMaskedForGuests(t *testing.T) {
	t.Parallel()
	guided(t, screentest.Options{}, func(tb testing.TB, d *desk, hub *share.Hub, s *screentest.Screen) {
		sc := d.server.Scenarios()[0]
		secrets := passwords(tb, d, sc.ServiceID)
		k := keyboard{Screen: s}
		k.toLines()
		k.find(sc.ServiceID)
		s.Press("enter")
		s.WaitFor("password ••••••••")
		s.Press("v")
		s.Gone("password ••••••••")
		joined(tb, hub, s, screentest.Options{Width: 100, Height: 30}, func(g *screentest.Screen) {
			g.WaitFor("password ••••••••")
			s.WaitFor("password ••••••••")
			s.Press("v")
			s.WaitFor("Guests look on: passwords stay masked.")
			for _, p := range secrets {
				if strings.Contains(g.Written(), p) {
					tb.Error("a password reached the guest's terminal")
				}
			}
		})
	})
}

// TestALostLineLosesNothing ends Alice's session under Bob's eyes, as a line that breaks does.
func TestALostLineLosesNothing(t *testing.T) {
	t.Parallel()
	d, _ := newDesk(t, deskOptions{})
	hub := share.NewHub(share.Config{Directory: d.db, Host: "desk.example", Address: "desk.example"})
	model, ok := d.session(t, deskOptions{who: guide, hub: hub}).(interface {
		tea.Model
		Close()
	})
	if !ok {
		t.Fatal("a session's model can't be closed")
	}
	screentest.RunLive(t, screentest.Options{}, func(testing.TB) tea.Model { return model }, func(tb testing.TB, s *screentest.Screen) {
		choosePort(s)
		joined(tb, hub, s, screentest.Options{Width: 100, Height: 30}, func(g *screentest.Screen) {
			g.WaitFor("Summary of the port")
			model.Close()
			g.WaitFor("The line to Alice Ng was lost.")
		})
	})
	drafts, err := d.db.Drafts(t.Context(), "test")
	if err != nil || len(drafts) != 1 || drafts[0].User != guide.Name {
		t.Errorf("the drafts are %+v, %v", drafts, err)
	}
}
