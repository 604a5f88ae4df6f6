package aex

import (
	"slices"
	"time"
)

// DifferenceKind says what happened to a row between two snapshots.
type DifferenceKind int

// The kinds. The document calls the snapshot a feed of recent changes, so a row that is gone says only that it is in
// the feed no more: the service itself may be as it was.
const (
	Added DifferenceKind = iota + 1
	Changed
	Removed
)

// Difference is one row that is not in both of two snapshots alike.
type Difference struct {
	Kind          DifferenceKind
	ServiceID     string
	Before, After Snapshot // zero for Added and Removed respectively
	Fields        []FieldChange
}

// FieldChange is a changed field under AEx's own key. Times are RFC 3339 in UTC; "" is none.
type FieldChange struct{ Field, Old, New string }

// Diff tells what changed between two snapshots: what was added or changed in the order of after, then what was
// removed in the order of before. Of several rows of one service the latest counts.
func Diff(before, after []Snapshot) []Difference {
	were, old := latest(before)
	are, now := latest(after)
	var list []Difference
	for _, key := range are {
		a := now[key]
		b, was := old[key]
		if !was {
			list = append(list, Difference{Kind: Added, ServiceID: a.ServiceID, After: a})
		} else if fields := changed(b, a); len(fields) > 0 {
			list = append(list, Difference{Kind: Changed, ServiceID: a.ServiceID, Before: b, After: a, Fields: fields})
		}
	}
	for _, key := range were {
		if _, is := now[key]; !is {
			list = append(list, Difference{Kind: Removed, ServiceID: key.id, Before: old[key]})
		}
	}
	return list
}

// Delta tells what the last snapshot adds to what all those before it told (Feed.EarlierSnapshots). The document calls the
// snapshot a delta, so a service that it doesn't name is as it was: nothing is Removed. Added is a service that no earlier
// snapshot named; it may have been there for years.
func Delta(earlier, last []Snapshot) []Difference {
	return slices.DeleteFunc(Diff(earlier, last), func(d Difference) bool { return d.Kind == Removed })
}

// rowKey tells services apart; one without an id by where it is.
type rowKey struct{ id, address, product string }

func latest(rows []Snapshot) (order []rowKey, byKey map[rowKey]Snapshot) {
	byKey = make(map[rowKey]Snapshot, len(rows))
	for _, r := range rows {
		key := rowKey{id: r.ServiceID}
		if key.id == "" {
			key = rowKey{address: r.Address, product: r.Product}
		}
		seen, known := byKey[key]
		if !known {
			order = append(order, key)
		}
		if !known || !r.Updated.Before(seen.Updated) {
			byKey[key] = r
		}
	}
	return order, byKey
}

func changed(b, a Snapshot) []FieldChange {
	var list []FieldChange
	for _, f := range []FieldChange{
		{"customer_name", b.CustomerName, a.CustomerName},
		{"full_address", b.Address, a.Address},
		{"status", b.Status, a.Status},
		{"product", b.Product, a.Product},
		{"last_updated_date", stamp(b.Updated), stamp(a.Updated)},
	} {
		if f.Old != f.New {
			list = append(list, f)
		}
	}
	return list
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
