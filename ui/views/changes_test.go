package views

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
)

// fakeFeed is what was kept of the snapshots.
type fakeFeed struct {
	aex.Feed             // the work orders, which no screen asks for
	last, before, all    []aex.Snapshot
	lastAt, beforeAt, at time.Time
}

func (f *fakeFeed) StoredSnapshot(context.Context) ([]aex.Snapshot, time.Time, bool) {
	return f.last, f.lastAt, f.last != nil
}

func (f *fakeFeed) PreviousSnapshot(context.Context) ([]aex.Snapshot, time.Time, bool) {
	return f.before, f.beforeAt, f.before != nil
}

func (f *fakeFeed) EarlierSnapshots(context.Context) ([]aex.Snapshot, bool) {
	return f.all, f.all != nil
}

func (f *fakeFeed) NextSnapshot(context.Context) (time.Time, error) { return f.at, nil }

// threeSnapshots are a feed as AEx's document calls it, a delta: each names what changed since the one before, and no more.
func threeSnapshots(now time.Time) *fakeFeed {
	row := func(id, name, status string, ago time.Duration) aex.Snapshot {
		return aex.Snapshot{ServiceID: id, CustomerName: name, Status: status, Address: "1 Main Road, Sandton", Updated: now.Add(-ago)}
	}
	quiet := row("svc-quiet", "Quiet Botha", "Active", 50*time.Hour)
	first := row("svc-moved", "Moved Dlamini", "Pending installation", 49*time.Hour)
	second := row("svc-second", "Second Naidoo", "Active", 25*time.Hour)
	return &fakeFeed{
		last:   []aex.Snapshot{row("svc-moved", "Moved Dlamini", "Active", time.Hour), row("svc-unseen", "Unseen Zwane", "Suspended", time.Hour)},
		before: []aex.Snapshot{second},
		all:    []aex.Snapshot{quiet, first, second},
		lastAt: now.Add(-2 * time.Minute), beforeAt: now.Add(-24 * time.Hour), at: now.Add(8 * time.Minute),
	}
}

func TestChangesAreAgainstAllThatEarlierSnapshotsTold(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		d.Lines.Feed = threeSnapshots(d.Now)
		s := NewChanges(d)
		enter(t, s)
		goldens(t, "changes", s)
		showsLine(t, s, "changed Moved Dlamini", "status: Pending installation ▸ Active", "new here Unseen Zwane",
			"against all before it, the last of 31 Dec 00:00", "The next may be taken in 8 min")
		text := ansi.Strip(s.View(120, 40))
		for _, silent := range []string{"Quiet Botha", "Second Naidoo", "gone"} {
			if strings.Contains(text, silent) {
				t.Errorf("%q: what a delta doesn't name is as it was\n%s", silent, text)
			}
		}
		if got := d.Lines.Name(aex.Service{ID: "svc-quiet"}); got != "Quiet Botha" {
			t.Errorf("what an earlier snapshot told is forgotten: %q", got)
		}
	})
}

func TestChangesWithoutAnythingNewSaySo(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		f := threeSnapshots(d.Now)
		f.last = f.all[:1]
		d.Lines.Feed = f
		s := NewChanges(d)
		enter(t, s)
		showsLine(t, s, "The last snapshot tells nothing that those before it hadn't told.")
		f.all = nil // kept by a version that had no list of all
		f.last = []aex.Snapshot{{ServiceID: "svc-second", CustomerName: "Second Naidoo", Status: "Cancelled", Updated: d.Now}}
		enter(t, s)
		showsLine(t, s, "changed Second Naidoo status: Active ▸ Cancelled")
	})
}

func TestTheListOfServicesKnowsTheNamesOfAllSnapshots(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		d.Lines.Feed = threeSnapshots(d.Now)
		api.services = func(string, int, int) (aex.Page[aex.Service], error) {
			rows := []aex.Service{{ID: "svc-quiet", Status: "Active"}, {ID: "svc-unseen", Status: "Suspended"}}
			return aex.Page[aex.Service]{Items: rows, Number: 1, Count: 2, Total: 2, At: d.Now}, nil
		}
		s := NewServices(d)
		enter(t, s)
		showsLine(t, s, "Quiet Botha", "Unseen Zwane")
	})
}
