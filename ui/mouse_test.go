package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// highlighted is the line of the body with the highlight or the focus, and its beginning; -1 where none has it.
func highlighted(s *screentest.Screen) (y int, text string) {
	for y, line := range strings.Split(s.Text(), "\n") {
		if text, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "▸ "); ok && y > 2 {
			return y, string([]rune(text)[:min(24, len([]rune(text)))])
		}
	}
	return -1, ""
}

func click(s *screentest.Screen, x, y int) {
	s.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
}

// TestAClickOnlyHighlights on every screen of an order: none chooses, sends or signs, and rows and fields come under the mouse.
func TestAClickOnlyHighlights(t *testing.T) {
	t.Parallel()
	var d *desk
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, deskOptions{mouse: true})
		return m
	}
	screentest.RunLive(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "terms", func(st stop) {
			sent := func() int {
				return len(slices.DeleteFunc(d.requests.all(), func(r string) bool { return !strings.HasPrefix(r, "POST ") }))
			}
			_, begin := highlighted(s)
			posts, moved, unclicked := sent(), 0, s.Text()
			for _, y := range []int{0, 2, 4, 5, 6, 7, 8, 9, 11, 14, 23} { // others are like them
				_, before := highlighted(s)
				click(s, 6, y)
				if _, now := highlighted(s); now != before {
					moved++
				}
			}
			s.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
			s.Send(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
			if text := s.Text(); !strings.Contains(text, "─ "+st.title) || sent() != posts {
				tb.Fatalf("%s: clicks lead away, or send:\n%s", st.name, text)
			}
			lists := []string{"company", "location", "port", "port options", "destination", "candidates", "bandwidth", "options"}
			if slices.Contains(lists, st.name) && moved == 0 {
				s.WaitOther(unclicked) // a click has reached a row, and a slow machine draws it later
			}
			if begin != "" { // the screen is left as it was
				_, y, _ := s.Find(begin)
				click(s, 6, y)
			}
		})
	})
}

// TestTheMouseIsTheTerminalsUnlessAskedFor so that its own selection works.
func TestTheMouseIsTheTerminalsUnlessAskedFor(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		build := func(testing.TB) tea.Model {
			return ui.New(ui.Config{API: newFewAPI(), Environment: "SANDBOX", NewRef: func() string { return "AX-7F3K2" }, Keys: keys.Default(), Now: time.Now(), Mouse: on})
		}
		screentest.Run(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
			s.WaitFor("▸ Acme Pty Ltd")
			if asked := strings.Contains(s.Written(), "\x1b[?1002h"); asked != on {
				tb.Errorf("the mouse is taken: %v, want %v", asked, on)
			}
			_, y, _ := s.Find("Beta Pty Ltd")
			click(s, 6, y)
			if at, _ := highlighted(s); (at == y) != on {
				tb.Errorf("a click highlights line %d of %d, want %v", at, y, on)
			}
			s.Send(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
			if s.Press("ctrl+k"); on {
				s.WaitFor("Palette")
				s.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
				_, y, _ = s.Find("Theme dark")
				click(s, 6, y)
				if at, _ := highlighted(s); at != y || !strings.Contains(s.Text(), "─ Palette") {
					tb.Errorf("in the palette the mouse comes to\n%s", s.Text())
				}
				click(s, 200, 200)
				click(s, 6, 0)
			}
		})
	}
}
