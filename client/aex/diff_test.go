package aex

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDiff(t *testing.T) {
	later := at.Add(time.Hour)
	before := []Snapshot{
		{ServiceID: "gone", Status: "Active"},
		{ServiceID: "same", Status: "Active", Updated: at},
		{ServiceID: "moved", Status: "Pending", Product: "50/50", Updated: at},
		{Address: "1 Rivonia Rd", Status: "Active"},
	}
	after := []Snapshot{
		{ServiceID: "new", Status: "Pending"},
		{ServiceID: "moved", Status: "Active", Product: "50/50", Updated: later},
		{ServiceID: "moved", Status: "Pending", Updated: at}, // an older row of the same service
		{ServiceID: "same", Status: "Active", Updated: at.In(time.FixedZone("", 7200))},
		{Address: "1 Rivonia Rd", Status: "Suspended"},
	}
	same(t, Diff(before, after), []Difference{
		{Kind: Added, ServiceID: "new", After: after[0]},
		{Kind: Changed, ServiceID: "moved", Before: before[2], After: after[1], Fields: []FieldChange{
			{"status", "Pending", "Active"}, {"last_updated_date", "2024-12-17T13:00:00Z", "2024-12-17T14:00:00Z"},
		}},
		{Kind: Changed, Before: before[3], After: after[4], Fields: []FieldChange{{"status", "Active", "Suspended"}}},
		{Kind: Removed, ServiceID: "gone", Before: before[0]},
	})
	named := Diff([]Snapshot{{ServiceID: "a", Updated: at}}, []Snapshot{{ServiceID: "a", CustomerName: "N", Address: "A", Product: "P"}})
	same(t, named[0].Fields, []FieldChange{
		{"customer_name", "", "N"}, {"full_address", "", "A"}, {"product", "", "P"}, {"last_updated_date", "2024-12-17T13:00:00Z", ""},
	})
}

// Nothing changes between a snapshot and itself in any order, and what is added one way is removed the other.
func TestDiffBothWays(t *testing.T) {
	rows := rapid.SliceOfNDistinct(rapid.Custom(func(rt *rapid.T) Snapshot {
		return Snapshot{ServiceID: rapid.StringMatching(`[a-e]`).Draw(rt, "id"), Status: rapid.StringMatching(`[xy]`).Draw(rt, "status")}
	}), 0, 5, func(s Snapshot) string { return s.ServiceID })
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rows.Draw(rt, "a"), rows.Draw(rt, "b")
		turned := slices.Clone(a)
		slices.Reverse(turned)
		if got := Diff(a, turned); len(got) != 0 {
			rt.Fatalf("%+v", got)
		}
		count := func(list []Difference) (n [4]int) {
			for _, d := range list {
				n[d.Kind]++
			}
			return n
		}
		there, back := count(Diff(a, b)), count(Diff(b, a))
		if there[Added] != back[Removed] || there[Removed] != back[Added] || there[Changed] != back[Changed] || len(a)+there[Added]-there[Removed] != len(b) {
			rt.Fatalf("%v there, %v back", there, back)
		}
	})
}

// TestDeltaTakesNoSilenceForAnEnd has a snapshot that names what changed alone, as the document calls it.
func TestDeltaTakesNoSilenceForAnEnd(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2024, 12, n, 9, 0, 0, 0, time.UTC) }
	earlier := []Snapshot{
		{ServiceID: "quiet", Status: "Active", Updated: day(1)},
		{ServiceID: "moved", Status: "Pending installation", Updated: day(2)},
		{ServiceID: "repeated", Status: "Active", Updated: day(3)},
	}
	last := []Snapshot{
		{ServiceID: "repeated", Status: "Active", Updated: day(3)},
		{ServiceID: "moved", Status: "Active", Updated: day(4)},
		{ServiceID: "unseen", Status: "Suspended", Updated: day(4)},
	}
	got := Delta(earlier, last)
	if len(got) != 2 || got[0].ServiceID != "moved" || got[0].Kind != Changed || got[1].ServiceID != "unseen" || got[1].Kind != Added {
		t.Fatalf("got %+v", got)
	}
	if f := got[0].Fields[0]; f != (FieldChange{"status", "Pending installation", "Active"}) {
		t.Errorf("what changed is %+v", f)
	}
	if again := Delta(append(earlier, last...), last); len(again) != 0 {
		t.Errorf("what was told already is told again: %+v", again)
	}
}
