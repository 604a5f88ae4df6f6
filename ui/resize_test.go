package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// TestAWindowThatGrewKeepsNothingOld: what stood in the part that came back is gone when another screen is shown.
func TestAWindowThatGrewKeepsNothingOld(t *testing.T) {
	t.Parallel()
	screentest.Run(t, screentest.Options{Width: 120, Height: 40}, func(testing.TB) tea.Model { return manyModel(manyRows) }, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("prices are offered to")
		s.Press("enter")
		s.WaitFor("1 of 10000")
		s.Resize(60, 18)
		s.Advance(time.Second)
		s.Resize(120, 40)
		s.Advance(time.Second)
		s.Press("?")
		s.WaitFor("On this screen")
		fresh := s.Text()
		s.Press("ctrl+l") // draws everything anew
		s.Advance(time.Second)
		if again := s.Text(); fresh != again {
			tb.Errorf("of the list there stays\n%s\nwhere this should be\n%s", strings.TrimSpace(fresh), again)
		}
	})
}
