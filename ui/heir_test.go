package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/ui/screentest"
)

// heldOrder leaves an order at its port, and keeps it in hand as the store does for a host that has died until it has noticed.
func heldOrder(t *testing.T, who access.Person) (d *desk, ref string, release func()) {
	t.Helper()
	d, first := newDesk(t, deskOptions{who: who})
	screentest.RunLive(t, screentest.Options{}, func(testing.TB) tea.Model { return first }, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "port", nil)
		s.Press("o")
		s.WaitFor("at Port")
		s.Press("ctrl+c", "ctrl+c")
		if err := s.Ended(); err != nil {
			tb.Error(err)
		}
	})
	closed(t, first)
	drafts, err := d.db.Drafts(t.Context(), "test")
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	ref = drafts[0].Ref
	release, ok, err := d.db.Claim(t.Context(), "test", ref)
	if err != nil || !ok {
		t.Fatalf("%s can't be claimed: %v", ref, err)
	}
	t.Cleanup(release)
	return d, ref, release
}

// TestAnOrderOfADeadHostIsTakenUpOnceItIsFree signs in while the store still has the order in a dead host's hand.
func TestAnOrderOfADeadHostIsTakenUpOnceItIsFree(t *testing.T) {
	t.Parallel()
	alice := access.Person{Name: "Alice Ng", Role: access.Agent, Key: "SHA256:alice", Session: "s1", Host: "host-a"}
	d, ref, release := heldOrder(t, alice)
	alice.Session, alice.Host = "s2", "host-b"
	again := d.session(t, deskOptions{who: alice})
	screentest.RunLive(t, screentest.Options{Width: 120, Height: 40}, func(testing.TB) tea.Model { return again }, func(_ testing.TB, s *screentest.Screen) {
		s.WaitFor("Your order " + ref + " is in another session's hand")
		release()
		s.WaitFor("Offer")
		if first, _, _ := strings.Cut(s.Text(), "\n"); !strings.Contains(first, ref) {
			t.Errorf("another order is on the screen:\n%s", s.Text())
		}
	})
	closed(t, again)
}

// TestTakingUpWaitsForWhatADeadHostHeld takes an order up by hand that is still in a dead host's.
func TestTakingUpWaitsForWhatADeadHostHeld(t *testing.T) {
	t.Parallel()
	d, _, release := heldOrder(t, access.Person{})
	again := d.session(t, deskOptions{})
	screentest.RunLive(t, screentest.Options{Width: 120, Height: 40}, func(testing.TB) tea.Model { return again }, func(_ testing.TB, s *screentest.Screen) {
		s.WaitFor("Begun: enter takes it up")
		s.Press("enter")
		s.WaitFor("is open in another axdesk")
		s.WaitFor("it is tried again by itself")
		release()
		s.WaitFor("Offer")
	})
	closed(t, again)
}
