package ui_test

import (
	"strings"
	"testing"
	"time"

	"axdesk/ui/screentest"
)

// TestLinesThatAreKeptFollow what they tell: the crumbs each step, and the hints a key that can be used from now on.
func TestLinesThatAreKeptFollow(t *testing.T) {
	t.Parallel()
	behind := map[string]string{"Location": "✓Company", "Port": "✓Location", "Candidates": "✓Destination", "Bandwidth": "✓Candidate", "Options": "✓Bandwidth", "Summary": "✓Options"}
	manyWalk(t, screentest.Options{Width: 120, Height: 40}, func(s *screentest.Screen, at manyStop) {
		lines := strings.Split(s.Text(), "\n")
		if want := behind[at.name]; !strings.Contains(lines[1], want) {
			t.Errorf("on %s the crumbs don't say %q: %s", at.name, want, lines[1])
		}
		if at.name != "Terms" {
			return
		}
		if strings.Contains(lines[39], "S sign") {
			t.Errorf("a document that wasn't read is offered to be signed: %s", lines[39])
		}
		s.Press("end")
		s.Advance(2 * time.Second)
		if last := strings.Split(s.Text(), "\n")[39]; !strings.Contains(last, "S sign") {
			t.Errorf("a document that was read isn't offered to be signed: %s", last)
		}
	})
}
