package access_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"axdesk/client/access"
)

// TestAKeyThatIsHeldDownIsOneTry a minute, and no number of different ones fills the audit.
func TestAKeyThatIsHeldDownIsOneTry(t *testing.T) {
	d := &desk{t: t}
	now := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	seat := access.NewSeat(viewer, d).By(func() time.Time { return now })
	for _, step := range []struct {
		later   time.Duration
		subject string
		op      string
		entries int
	}{
		{0, "AX-1", "order a port", 1},
		{59 * time.Second, "AX-1", "order a port", 1},
		{0, "AX-2", "order a port", 2},
		{0, "AX-1", "note", 3},
		{time.Second, "AX-1", "order a port", 4},
		{-time.Hour, "AX-1", "order a port", 5},
	} {
		now = now.Add(step.later)
		seat.Tried(t.Context(), step.subject, step.op)
		if len(d.entries) != step.entries {
			t.Fatalf("after %+v the audit has %+v", step, d.entries)
		}
		if e := d.entries[step.entries-1]; e.What != access.Refused || e.Who != "Vic" || e.Subject != step.subject || e.Detail != step.op {
			t.Errorf("the audit has %+v of %+v", e, step)
		}
	}
	now = now.Add(time.Hour)
	for i := range 1000 {
		seat.Tried(t.Context(), strconv.Itoa(i), "note")
	}
	if n := len(d.entries); n != 55 {
		t.Errorf("a thousand tries are %d entries", n-5)
	}
	var own *access.Seat
	own.Tried(t.Context(), "AX-1", "note") // nothing is audited on one's own terminal
	d.broken = errors.New("the disk is full")
	now = now.Add(time.Hour)
	if seat.Tried(t.Context(), "AX-1", "note"); len(d.entries) != 55 {
		t.Errorf("a broken audit has %d entries", len(d.entries))
	}
}
