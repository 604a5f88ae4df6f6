package lines

import (
	"errors"
	"testing"
	"time"

	"axdesk/client/aex"
)

func page(total int, ids ...string) aex.Page[aex.Service] {
	p := aex.Page[aex.Service]{Total: total}
	for _, id := range ids {
		p.Items = append(p.Items, aex.Service{ID: id})
	}
	return p
}

// TestAListIsWholeOnceAllHaveComeOrNothingComes pages through totals that lie.
func TestAListIsWholeOnceAllHaveComeOrNothingComes(t *testing.T) {
	var l List
	for _, c := range []struct {
		page  aex.Page[aex.Service]
		rows  int
		whole bool
	}{
		{page(4, "a", "b"), 2, false},
		{page(4, "b", "c"), 3, false}, // one moved to the next page meanwhile
		{page(9), 3, false},
		{page(9), 3, true}, // twice nothing new
	} {
		if l.Take(c.page); len(l.Rows) != c.rows || l.Whole != c.whole {
			t.Errorf("%d rows, whole %v; want %d, %v", len(l.Rows), l.Whole, c.rows, c.whole)
		}
	}
	if !l.Has("c") || l.Has("d") || l.Pages != 4 {
		t.Errorf("it has c %v, d %v, after %d pages", l.Has("c"), l.Has("d"), l.Pages)
	}
	var other List
	if other.Take(page(2, "a", "b")); !other.Whole {
		t.Error("a list of which all has come isn't whole")
	}
}

func TestStatusesAreReadByTheirWords(t *testing.T) {
	for status, want := range map[string]Status{
		"Active": Active, "ACTIVE (legacy)": Active, "Inactive": Unknown, "Suspended": Held, "Migration on hold": Held, "Pending installation": Coming,
		"Ceased": Unknown, "": Unknown, "Cancelled": Unknown,
	} {
		if got := StatusOf(status); got != want {
			t.Errorf("%q is %d, want %d", status, got, want)
		}
	}
}

func TestAFailedAnswerLeavesTheLastOne(t *testing.T) {
	var g Got[int]
	first := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	g.Take(7, nil, first)
	g.Take(0, errors.New("down"), first.Add(time.Minute))
	if !g.Known || g.Value != 7 || !g.At.Equal(first) || g.Err == nil || !g.Tried.After(first) {
		t.Errorf("%+v", g)
	}
}
