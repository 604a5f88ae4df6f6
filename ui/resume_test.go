package ui_test

import (
	"regexp"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui"
	"axdesk/ui/screentest"
)

// closed gives up what a session had in hand, as the program does when it ends.
func closed(t *testing.T, m tea.Model) {
	t.Helper()
	root, ok := m.(*ui.Model)
	if !ok {
		t.Fatalf("the model is a %T", m)
	}
	root.Close()
}

// sitting is one session on a desk: it plays, and ends as a person ends it.
func sitting(t *testing.T, d *desk, play func(s *screentest.Screen)) {
	t.Helper()
	var model tea.Model
	build := func(tb testing.TB) tea.Model {
		model = d.session(tb, deskOptions{})
		return model
	}
	screentest.RunLive(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
		play(s)
		s.Press("ctrl+c", "ctrl+c")
		if err := s.Ended(); err != nil {
			tb.Error(err)
		}
	})
	closed(t, model)
}

// TestAnOrderIsTakenUpWhereItWasLeft ends the program on every screen of the whole order, and goes on with the next one.
func TestAnOrderIsTakenUpWhereItWasLeft(t *testing.T) {
	t.Parallel()
	d, first := newDesk(t, deskOptions{})
	closed(t, first)
	at := func(name string) int {
		return slices.IndexFunc(wholeTour, func(st stop) bool { return st.name == name })
	}
	for i, st := range wholeTour[:at("provisioning")] {
		sitting(t, d, func(s *screentest.Screen) {
			if i > at("location") {
				s.WaitFor("Begun: enter takes it up")
				s.Press("enter")
			}
			if i > at("candidates") && i <= at("summary") {
				upFromCandidates(s, i-at("candidates"))
			}
			if i == at("location") {
				// Nothing but the payer was answered: that is no order yet.
				wholeTour[0].wait(s)
				wholeTour[0].goOn(s)
			}
			st.wait(s)
			st.goOn(s)
			wholeTour[i+1].wait(s)
		})
	}
	sitting(t, d, func(s *screentest.Screen) {
		// What was placed is watched on, and nothing is left to be taken up.
		s.WaitMatch(regexp.MustCompile("1 (ready|provisioning)"))
		s.Press("o")
		s.WaitMatch(regexp.MustCompile("(?s)Ordered.*service.*placed|S1 to aws"))
		s.Press("esc")
	})
	boughtOnce(t, d)
	if drafts, err := d.db.Drafts(t.Context(), "test"); err != nil || len(drafts) != 0 {
		t.Errorf("%d drafts are left, %v", len(drafts), err)
	}
}

// upFromCandidates goes from the candidates, which are good for one session, as many screens on: everything is still chosen
// and typed.
func upFromCandidates(s *screentest.Screen, steps int) {
	stops := []string{"candidates", "bandwidth", "options"}
	for _, name := range stops[:min(steps, len(stops))] {
		st := wholeTour[slices.IndexFunc(wholeTour, func(st stop) bool { return st.name == name })]
		st.wait(s)
		if name == "options" {
			s.WaitFor("222")
			s.Press("down", "down", "down", "down")
		}
		s.Press("enter")
	}
}

func TestAnOrderIsOpenInOneSessionOnly(t *testing.T) {
	t.Parallel()
	d, first := newDesk(t, deskOptions{})
	screentest.RunLive(t, screentest.Options{}, func(testing.TB) tea.Model { return first }, func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "port", nil)
		// The draft is on the disk once the books tell of it.
		s.Press("o")
		s.WaitFor("at Port")
		screentest.RunLive(t, screentest.Options{}, func(tb testing.TB) tea.Model { return d.session(tb, deskOptions{}) }, func(_ testing.TB, other *screentest.Screen) {
			other.WaitFor("Begun: enter takes it up")
			other.Press("enter")
			other.WaitFor("is open in another axdesk")
			other.Press("esc")
			other.WaitFor("Begun: enter takes it up")
		})
	})
}

// TestTermsOfAnotherPurchaseAreNotTakenUp asks for terms, changes an answer, and ends on the summary: what is taken up is the
// changed order, whose terms have to be asked for anew.
func TestTermsOfAnotherPurchaseAreNotTakenUp(t *testing.T) {
	t.Parallel()
	d, first := newDesk(t, deskOptions{})
	closed(t, first)
	sitting(t, d, func(s *screentest.Screen) {
		tourUntil(s, "port terms", nil)
		s.Press("esc")
		s.WaitFor("Summary of the port")
		s.Press("esc")
		s.WaitFor("Port options")
		s.Press("up", "up", "up", "up", "end")
		s.Type("changed")
		s.Press("down", "down", "down", "down", "enter")
		s.WaitMatch(regexp.MustCompile("Description +S1.*changed"))
	})
	sitting(t, d, func(s *screentest.Screen) {
		s.WaitFor("Begun: enter takes it up")
		s.Press("enter")
		s.WaitFor("Summary of the port")
		s.WaitMatch(regexp.MustCompile("Description +S1.*changed"))
		s.WaitFor("↵ ask AXON for the terms")
		s.Press("enter")
		s.WaitFor("to its end first")
	})
	bodies := map[string]string{}
	for _, e := range d.entries(t) {
		bodies[e.State] = string(e.Body)
	}
	if !regexp.MustCompile("changed").MatchString(bodies["confirmed"]) {
		t.Errorf("the terms were asked for %s", bodies["confirmed"])
	}
}

// TestWhatIsTypedOutlivesTheSession ends it in the middle of a form.
func TestWhatIsTypedOutlivesTheSession(t *testing.T) {
	t.Parallel()
	d, first := newDesk(t, deskOptions{})
	closed(t, first)
	sitting(t, d, func(s *screentest.Screen) {
		tourUntil(s, "port options", nil)
		s.Press("end")
		s.Type(" for the lab")
		s.WaitFor("for the lab")
	})
	sitting(t, d, func(s *screentest.Screen) {
		s.WaitFor("Begun: enter takes it up")
		s.Press("enter")
		s.WaitFor("Port options")
		s.WaitFor("for the lab")
		// The order that one is at is not taken up from the books: one is led back to it.
		s.Press("esc", "esc")
		s.WaitFor("─ Location")
		s.Press("o")
		s.WaitFor("Begun: enter takes it up")
		s.Press("enter")
		s.WaitFor("─ Location")
	})
}
