package ui_test

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// onALinesDesk plays on the sandbox's 5,200 services in fake time, at 120×40.
func onALinesDesk(t *testing.T, play func(tb testing.TB, k *keyboard)) {
	t.Helper()
	build := func(tb testing.TB) tea.Model {
		_, m := fakeTimeDesk(tb)
		return m
	}
	screentest.Run(t, screentest.Options{Width: 120, Height: 40}, build, func(tb testing.TB, s *screentest.Screen) {
		play(tb, &keyboard{Screen: s})
		s.Advance(2 * time.Minute)
	})
}

// TestServicesKeysCostFewBytes moves and scrolls through all services, as TestKeysCostFewBytes does through the order's lists.
func TestServicesKeysCostFewBytes(t *testing.T) {
	t.Parallel()
	onALinesDesk(t, func(tb testing.TB, k *keyboard) {
		k.toLines()
		k.Press("/")
		k.Type("nobody-has-this")
		k.Advance(time.Minute) // a filter fetches every page
		k.Press("esc")
		k.WaitFor("of 5200 ")
		k.Press("home", "down", "down")
		k.Advance(time.Minute)
		moved := held(k.Screen, slices.Repeat([]string{"down", "up"}, 10)...)
		scrolled := held(k.Screen, slices.Repeat([]string{"down"}, 100)...)
		tb.Logf("a move writes %d bytes, scrolling %d a key", moved, scrolled)
		if moved == 0 || moved >= mostMove || scrolled == 0 || scrolled >= mostScroll {
			tb.Errorf("want some bytes, fewer than %d a move and than %d a key", mostMove, mostScroll)
		}
		k.Advance(time.Minute)
		before := k.Bytes()
		k.Advance(50 * time.Second)
		if n := k.Bytes() - before; n != 0 {
			tb.Errorf("%d bytes are written though nothing happens", n)
		}
	})
}

// TestFourPinsCostLessThanAKilobyteASecond: sessions share nothing on the wire, so eight panes on two desks cost twice this.
func TestFourPinsCostLessThanAKilobyteASecond(t *testing.T) {
	t.Parallel()
	onALinesDesk(t, func(tb testing.TB, k *keyboard) {
		k.toLines()
		for _, scenario := range []string{"wifi-durbanville", "degraded-fibre-bellville"} {
			k.find(scenario)
			for _, pane := range []struct{ key, title string }{{"d", "Device"}, {"a", "RADIUS"}} {
				k.Press(pane.key)
				k.WaitFor("─ " + pane.title)
				k.Press("p")
				k.WaitFor("Pinned: " + pane.title)
			}
			k.Press("esc", "esc", "esc", "esc") // to the list, and its filter
			k.Gone("found")
		}
		k.Press("ctrl+o")
		k.WaitFor("│ RADIUS, Pieter")
		k.Advance(2 * time.Minute)
		const passed = 10 * time.Minute
		before := k.Bytes()
		k.Advance(passed)
		rate := float64(k.Bytes()-before) / passed.Seconds()
		tb.Logf("four live panes: %.1f bytes/s, %.1f a pane", rate, rate/4)
		if rate == 0 || rate >= 1000 {
			tb.Errorf("four panes write %.1f bytes/s, want some and fewer than 1,000", rate)
		}
	})
}
