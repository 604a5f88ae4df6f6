package share

import (
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/screentest"
)

func init() {
	// The first Notify inside a bubble of synctest would tie the runtime's signal loop to it.
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGWINCH)
	signal.Stop(c)
}

// frame is a screen of Alice's, as wide and high as it says.
func frame(w, h int) Frame {
	lines := make([]string, h)
	for i := range lines {
		lines[i] = strings.Repeat("─", w)
	}
	lines[0] = "axdesk  SANDBOX   payer AU123456 Acme Pty Ltd"
	return Frame{Content: strings.Join(lines, "\n"), W: w, H: h}
}

func TestAGuestsScreens(t *testing.T) {
	looks := []struct {
		name  string
		theme theme.Options
		term  screentest.Options
	}{
		{"dark-80x24", theme.Options{}, screentest.Options{}},
		{"light-120x40", theme.Options{}, screentest.Options{Width: 120, Height: 40, Light: true}},
		{"ascii-60x19", theme.Options{ASCII: true}, screentest.Options{Width: 60, Height: 19}},
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			var d *Desk
			var seat *Seat
			build := func(tb testing.TB) tea.Model {
				d, seat = invited(tb)
				return NewGuest(GuestConfig{Seat: seat, Name: "bob", Key: bob.Key, Keys: keys.Default(), Theme: look.theme})
			}
			screentest.Run(t, look.term, build, func(tb testing.TB, s *screentest.Screen) {
				defer seat.Leave()
				visit(tb, d, seat, s, look.name)
			})
		})
	}
}

// invited shares Alice's screen, and has Bob knock.
func invited(tb testing.TB) (*Desk, *Seat) {
	tb.Helper()
	hub := NewHub(Config{Address: "desk.example"})
	d := hub.Share(alice)
	inv, err := d.Invite(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	seat, err := hub.Knock(tb.Context(), bob, inv.Code)
	if err != nil {
		tb.Fatal(err)
	}
	return d, seat
}

// visit plays a guest's whole visit, with a golden of each of their screens.
func visit(tb testing.TB, d *Desk, seat *Seat, s *screentest.Screen, look string) {
	tb.Helper()
	golden := func(what string) { s.Golden(what + "-" + look) }
	golden("door")
	s.Press("backspace", "backspace", "backspace", "enter")
	s.WaitFor("Type your name")
	s.Type("Bob\x1b]0;evil\x07 Smith")
	s.Press("enter")
	s.WaitFor("Asking Alice Ng")
	golden("asking")
	if err := d.Admit(tb.Context(), seat.guest.ID); err != nil {
		tb.Fatal(err)
	}
	d.Show(frame(80, 23))
	s.WaitFor("payer")
	golden("looking")
	d.Show(Frame{Curtain: "Alice Ng is looking at another screen, which is not shared."})
	s.WaitFor("comes back")
	golden("curtain")
	d.Show(frame(60, 18))
	if err := d.Hand(tb.Context(), seat.guest.ID); err != nil {
		tb.Fatal(err)
	}
	s.WaitFor("hands you the pen")
	s.Advance(penRest / 2)
	s.Press("x")
	s.Advance(penRest * 2 / 3)
	// The key that came too early began the wait anew.
	if _, _, still := s.Find("hands you the pen"); !still {
		tb.Errorf("the pen came under a key on its way:\n%s", s.Text())
	}
	s.Advance(penRest)
	s.WaitFor("You have the pen")
	golden("pen")
	s.Type("y\x1b\x1b") // two esc in one piece are two
	n, _ := d.Wait()
	if len(n.Keys) != 3 || n.Keys[0].By.Name != "Bob Smith" {
		tb.Errorf("what was typed is %+v", n.Keys)
	}
	if err := d.End(tb.Context(), "Alice Ng has ended the session."); err != nil {
		tb.Fatal(err)
	}
	s.WaitFor("has ended")
	golden("over")
	s.Send(Notice{Text: "The desk is going down."})
	s.WaitFor("going down")
	s.Press("x")
	if err := s.Ended(); err != nil {
		tb.Error(err)
	}
}
