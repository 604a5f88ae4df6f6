package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/keys"
	"axdesk/ui/screentest"
)

// offNow lists the keys of what can't be done on the screen in front, with the reason, as its help tells.
func offNow(s *screentest.Screen) map[string]string {
	s.Press("f1")
	s.WaitFor("On this screen")
	text := s.Text()
	s.Press("esc")
	s.Gone("On this screen")
	out := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		_, why, ok := strings.Cut(line, " (not now: ")
		if !ok {
			continue
		}
		for _, b := range keys.Default().All() {
			var names []string
			for _, k := range b.Keys {
				names = append(names, keys.Label(k, false))
			}
			if strings.HasPrefix(strings.TrimSpace(line), strings.Join(names, " ")+"  ") {
				out[b.Keys[0]] = why
			}
		}
	}
	return out
}

// saysWhy presses each key that can't be used now: something has to be said, and the screen stays in front.
func saysWhy(tb testing.TB, s *screentest.Screen, title string) int {
	tb.Helper()
	all := offNow(s)
	for key, why := range all {
		s.Press("left") // what was said before is gone
		before := s.Text()
		s.Press(key)
		s.WaitOther(before)
		if after := s.Text(); !strings.Contains(after, "─ "+title) {
			tb.Errorf("%s: %q can't be used (%s), and leaves the screen:\n%s", title, key, why, after)
		}
	}
	return len(all)
}

// TestAKeyThatCantBeUsedSaysWhy on every screen of an order.
func TestAKeyThatCantBeUsedSaysWhy(t *testing.T) {
	t.Parallel()
	build := func(tb testing.TB) tea.Model {
		_, m := newDesk(tb, deskOptions{})
		return m
	}
	screentest.RunLive(t, screentest.Options{Width: 140, Height: 80}, build, func(tb testing.TB, s *screentest.Screen) {
		found := 0
		tour(s, func(st stop) {
			if !st.fields {
				found += saysWhy(tb, s, strings.TrimSuffix(st.title, " ─"))
			}
		})
		if found < 4 {
			tb.Errorf("only %d keys were found that can't be used", found)
		}
	})
}

// TestAKeyThatCantBeUsedSaysWhyToViewers, who may change nothing, on the screens beside the order.
func TestAKeyThatCantBeUsedSaysWhyToViewers(t *testing.T) {
	t.Parallel()
	var d *desk
	screentest.RunLive(t, screentest.Options{Width: 140, Height: 80}, signedIn(access.Viewer, &d), func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		found := 0
		for _, at := range []struct{ key, shows, title string }{
			{"o", "Nothing was ordered or begun from here yet", "Orders"},
			{"i", "Melbourne core", "Inventory"},
			{"ctrl+o", "of 5200", "Services"},
		} {
			s.Press(at.key)
			s.WaitFor(at.shows)
			found += saysWhy(tb, s, at.title)
		}
		if found < 4 {
			tb.Errorf("only %d keys were found that can't be used", found)
		}
	})
}
