package ui_test

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// What a key may cost on average at 120×40 while the detail stays as it is. A terminal that is far away, or a session
// that many share, feels these.
const (
	mostMove   = 130
	mostScroll = 300
)

// manyStop is a screen on the walk to a connection's terms, over long lists.
type manyStop struct {
	name  string
	shows string
	list  bool
	goOn  []string
}

var manyStops = []manyStop{
	{"Company", "prices are offered to", false, []string{"enter"}},
	{"Location", "1 of 10000", true, []string{"home", "enter"}},
	{"Port", "of 10001", true, []string{"home", "enter"}},
	{"Destination", "Clouds", true, []string{"home", "enter"}},
	{"Candidates", "1 of 10000 · just now", true, []string{"home", "enter"}},
	{"Bandwidth", "50 Mbps", false, []string{"enter"}},
	{"Options", "1 field", false, []string{"enter"}},
	{"Summary", "ask for the terms", false, []string{"enter"}},
	{"Terms", "document 1 of 1", false, nil},
}

// manyWalk visits each screen on the way, and goes on once its questions are answered and its timers have run out.
func manyWalk(t *testing.T, o screentest.Options, visit func(s *screentest.Screen, at manyStop)) {
	t.Helper()
	screentest.Run(t, o, func(testing.TB) tea.Model { return manyModel(manyRows) }, func(_ testing.TB, s *screentest.Screen) {
		for _, at := range manyStops {
			s.WaitFor(at.shows)
			s.Advance(2 * time.Second)
			visit(s, at)
			s.Press(at.goOn...)
		}
		// A bubble can't end while a timer of it is under way.
		s.Advance(2 * time.Minute)
	})
}

// TestSilence: nothing is written while nothing happens, on any screen.
func TestSilence(t *testing.T) {
	t.Parallel()
	manyWalk(t, screentest.Options{Width: 120, Height: 40}, func(s *screentest.Screen, at manyStop) {
		before := s.Bytes()
		s.Advance(50 * time.Second)
		if n := s.Bytes() - before; n != 0 {
			t.Errorf("%s writes %d bytes though nothing happens", at.name, n)
		}
	})
}

// held presses a key as a held one comes, faster than the detail follows, and gives the bytes of each press on average.
func held(s *screentest.Screen, keys ...string) int {
	before := s.Bytes()
	s.Press(keys...)
	return (s.Bytes() - before) / len(keys)
}

// TestKeysCostFewBytes moves the highlight within the window, and scrolls through three windows by rows.
func TestKeysCostFewBytes(t *testing.T) {
	t.Parallel()
	manyWalk(t, screentest.Options{Width: 120, Height: 40}, func(s *screentest.Screen, at manyStop) {
		if !at.list {
			return
		}
		// The first rows may differ in what can be done with them, which their keys' line says.
		s.Press("home", "down", "down")
		if n := held(s, slices.Repeat([]string{"down", "up"}, 10)...); n == 0 || n >= mostMove {
			t.Errorf("%s: moving the highlight writes %d bytes a key, want some and fewer than %d", at.name, n, mostMove)
		} else {
			t.Logf("%s: a move writes %d bytes", at.name, n)
		}
		down := slices.Repeat([]string{"down"}, 100)
		if n := held(s, down...); n == 0 || n >= mostScroll {
			t.Errorf("%s: scrolling writes %d bytes a key, want some and fewer than %d", at.name, n, mostScroll)
		} else {
			t.Logf("%s: scrolling writes %d bytes a key", at.name, n)
		}
	})
}
