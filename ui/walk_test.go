package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// playOn runs one journey on a sandbox of its own and hands it the desk as well.
func playOn(t *testing.T, o deskOptions, play func(tb testing.TB, s *screentest.Screen, d *desk)) {
	t.Helper()
	var d *desk
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, o)
		return m
	}
	screentest.RunLive(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) { play(tb, s, d) })
}

func TestBackNeverLosesAnAnswer(t *testing.T) {
	t.Parallel()
	playOn(t, deskOptions{}, func(tb testing.TB, s *screentest.Screen, _ *desk) {
		tourUntil(s, "port options", nil)
		s.Type(" rack 7")
		s.Press("down", "down")
		s.Type("for all")
		s.Press("down", "down", "enter")
		s.WaitFor("S1 1000BASELX AX-")
		summary := settledText(s, "ask for the terms")
		for _, title := range []string{"Port options", "Port ─", "Location", "Company"} {
			s.Press("esc")
			if title == "Port ─" || title == "Location" {
				s.WaitFor("/ ") // the filter is still there, and goes first
				s.Press("esc")
			}
			s.WaitFor("─ " + title)
		}
		s.WaitFor("✓ chosen")
		for _, title := range []string{"Location", "Port ─", "Port options"} {
			s.Press("enter")
			s.WaitFor("─ " + title)
		}
		s.WaitFor("for all")
		s.WaitFor("rack 7")
		s.Press("down", "down", "down", "down", "enter")
		if again := settledText(s, "ask for the terms"); again != summary {
			tb.Errorf("the walk back and forth has cost something; before:\n%s\nafter:\n%s", summary, again)
		}
	})
}

// settledText is the screen once it shows something that only comes when it is at rest.
func settledText(s *screentest.Screen, shows string) string {
	s.WaitFor(shows)
	return s.Text()
}

func TestBackThroughTheConnectionLosesNothing(t *testing.T) {
	t.Parallel()
	playOn(t, deskOptions{}, func(tb testing.TB, s *screentest.Screen, d *desk) {
		tourUntil(s, "summary", nil)
		summary := settledText(s, "ask for the terms")
		before := len(d.requests.all())
		for _, title := range []string{"Options", "Bandwidth", "Candidates", "Destination"} {
			s.Press("esc")
			if title == "Destination" {
				s.WaitFor("/ aws")
				s.Press("esc")
			}
			s.WaitFor("─ " + title)
		}
		for _, title := range []string{"Candidates", "Bandwidth", "Options"} {
			s.Press("enter")
			s.WaitFor("─ " + title)
		}
		s.WaitFor("123456789012")
		s.WaitFor("222")
		s.Press("down", "down", "down", "down", "enter")
		if again := settledText(s, "ask for the terms"); again != summary {
			tb.Errorf("the walk back and forth has cost something; before:\n%s\nafter:\n%s", summary, again)
		}
		if more := d.requests.all()[before:]; len(more) > 0 {
			tb.Errorf("what was known was asked for again: %q", more)
		}
	})
}

func TestChangingAnEarlyAnswerKeepsWhatHolds(t *testing.T) {
	t.Parallel()
	playOn(t, deskOptions{}, func(tb testing.TB, s *screentest.Screen, _ *desk) {
		tourUntil(s, "port summary", nil)
		goTo(s, "Location")
		s.Press("esc") // the filter
		filterFor("NXT-M1", "found, 32 in all")(s)
		says(s, "▸ ✓ chosen AXON-PORT-1G-LX")
		goTo(s, "Company")
		filterFor("AU555100", "1 of 1 found")(s)
		s.WaitFor("payer AU555100")
		says(s, "port 225.00 once [+] 150.00 a month billed to Kestrel Health Group Ltd")
		s.Press("esc")
		filterFor("EQX-AE1", "1 of 1 found")(s)
		says(s, "1000BASELX isn't offered to Kestrel Health Group Ltd at Equinix AE1.*: choose a port again")
	})
}

// goTo goes to a step by the palette.
func goTo(s *screentest.Screen, step string) {
	s.Press("ctrl+k")
	s.WaitFor("Palette")
	s.Type("Go to " + step)
	s.Press("enter")
	s.WaitFor("─ " + step)
}

func TestKeysOnTheirWayBuyAndSignNothing(t *testing.T) {
	t.Parallel()
	playOn(t, deskOptions{}, func(tb testing.TB, s *screentest.Screen, d *desk) {
		tourUntil(s, "port options", nil)
		s.Press("down", "down", "down", "down")
		s.Type(strings.Repeat("\n", 30))
		s.WaitFor("↵ ask AXON for the terms")
		if posts(d) > 0 {
			tb.Error("the terms were asked for by a key that was on its way")
		}
		s.Press("enter")
		s.WaitFor("to its end first")
		s.Press("end")
		s.WaitFor("signs this document")
		s.Type(strings.Repeat("S", 40))
		s.WaitFor("document 2 of 2")
		if strings.Count(s.Text(), "✓ signed") != 1 {
			tb.Errorf("a held key has signed two documents:\n%s", s.Text())
		}
		s.WaitFor("This schedule applies") // its text: there is no end to go to before
		s.Press("end")
		s.WaitFor("signs this document")
		s.Press("S")
		// How soon after the last signature letters count is a matter of time, and so of the screen's own test.
		s.WaitFor(`Type "place" to order`)
		s.Type("plac\n")
		says(s, "Type the word place, or press esc")
		if n := posts(d); n != 1 {
			tb.Errorf("%d POSTs have left, want the first only", n)
		}
	})
}

func TestQuittingAsksAndSaysWhatRuns(t *testing.T) {
	t.Parallel()
	playOn(t, deskOptions{scale: 1}, func(tb testing.TB, s *screentest.Screen, _ *desk) {
		tourUntil(s, "location", nil)
		s.Press("q")
		says(s, "Quit axdesk. Nothing is being provisioned")
		says(s, "nothing was ordered or answered yet")
		s.Press("enter")
		s.WaitFor("─ Location")
		tourBetween(s, "location", "terms", nil)
		s.Press("q")
		says(s, "the port is bought; the connection is kept as far as it came")
		s.Press("esc")
		signAll(s, 3)
		s.WaitFor("hops ready")
		s.Press("q")
		says(s, "One service is still being provisioned; AXON goes on with it")
		says(s, "the order was placed and stays")
		s.Press("down", "enter")
		if err := s.Ended(); err != nil {
			tb.Errorf("the program ended with %v", err)
		}
	})
}

func TestEveryScreenHasHelpPaletteCopyAndRaw(t *testing.T) {
	t.Parallel()
	playOn(t, deskOptions{}, func(tb testing.TB, s *screentest.Screen, _ *desk) {
		tour(s, func(st stop) {
			s.Press("f1")
			s.WaitFor("On this screen")
			s.Press("esc")
			st.wait(s)
			if !copyNth(s, 0) {
				tb.Errorf("%s: nothing can be copied", st.name)
			}
			if s.Clipboard() == "" {
				tb.Errorf("%s: an empty text was copied", st.name)
			}
			s.Press("ctrl+k")
			s.WaitFor("Palette")
			s.Type("Another order")
			s.WaitFor("begins at the first step")
			s.Press("esc")
			st.wait(s)
			if st.raw {
				s.Press("J")
				s.WaitMatch(rawNote)
				s.WaitFor("{")
				s.Press("y")
				s.Press("esc")
				s.Gone("as it came")
				s.Gone("as it will be sent")
			}
			st.wait(s)
		})
	})
}
