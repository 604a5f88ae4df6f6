package ui_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// lost is an answer to a POST that never came.
type lost struct {
	name, faults string
	at           string // the screen from which the POST leaves
	placed       bool   // the server acted on it, and it was the POST that places
}

var lostAnswers = []lost{
	{"port, first POST acted on", "cut-after@POST/v1/resource/#1", "port summary", false},
	{"port, first POST not acted on", "cut-before@POST/v1/resource/#1", "port summary", false},
	{"port, second POST acted on", "cut-after@POST/v1/resource/#2", "port terms", true},
	{"port, second POST not acted on", "cut-before@POST/v1/resource/#2", "port terms", false},
	{"port, half of the answer came", "half@POST/v1/resource/#2", "port terms", true},
	{"port, a proxy answered", "html@POST/v1/resource/#2", "port terms", false},
	{"service, first POST acted on", "cut-after@POST/v1/service/exc/#1", "summary", false},
	{"service, second POST acted on", "cut-after@POST/v1/service/exc/#2", "terms", true},
	{"service, second POST not acted on", "cut-before@POST/v1/service/exc/#2", "terms", false},
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range lostAnswers {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var d *desk
			build := func(tb testing.TB) tea.Model {
				var m tea.Model
				d, m = newDesk(tb, deskOptions{faults: c.faults})
				return m
			}
			screentest.RunLive(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
				for _, st := range wholeTour {
					st.wait(s)
					if st.goOn != nil {
						st.goOn(s)
					}
					if st.name == c.at {
						inDoubt(tb, s, d, c, st)
					}
				}
			})
			ledger := d.server.Ledger()
			if ledger.Allocated != 1 || ledger.Created != 1 {
				t.Errorf("%d ports and %d services were bought, want one of each", ledger.Allocated, ledger.Created)
			}
		})
	}
}

// inDoubt stands on a screen whose request got no answer: nothing is sent again before the order was looked for, and
// what was placed is found.
func inDoubt(tb testing.TB, s *screentest.Screen, d *desk, c lost, st stop) {
	tb.Helper()
	s.WaitFor("No sure answer")
	sent := posts(d)
	for range 5 {
		s.Press("enter")
	}
	s.WaitFor("look for it first")
	backInDoubt(tb, s, st)
	if now := posts(d); now != sent {
		tb.Errorf("Enter sent %d more requests before anybody looked:\n%s", now-sent, s.Text())
	}
	s.Press("r")
	if c.placed {
		return // the tour waits for the next screen
	}
	s.WaitFor("most likely not placed")
	if now := posts(d); now != sent {
		tb.Errorf("looking sent %d POSTs", now-sent)
	}
	s.WaitFor("↵ ask for the terms")
	s.Press("enter")
	s.WaitFor(`Type "again"`)
	s.Press("enter")
	s.WaitFor("Type the word again")
	s.Type("again")
	s.Press("enter")
	switch st.name {
	case "port terms":
		signAll(s, 2)
	case "terms":
		signAll(s, 3)
	}
}

// backInDoubt goes back to the summary, where the order can't be sent anew either, says so at quitting, and returns.
func backInDoubt(tb testing.TB, s *screentest.Screen, st stop) {
	tb.Helper()
	if st.name != "port terms" && st.name != "terms" {
		return
	}
	s.Press("esc")
	s.WaitFor("it may have been ordered")
	s.Press("enter")
	s.WaitFor("look for it first")
	s.Press("q")
	s.WaitFor("may have placed the order: look")
	s.Press("esc")
	s.Gone("Quit axdesk")
}

func posts(d *desk) int {
	n := 0
	for _, q := range d.requests.all() {
		if len(q) > 5 && q[:5] == "POST " {
			n++
		}
	}
	return n
}
