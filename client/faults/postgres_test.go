//go:build unix

package faults

import (
	"slices"
	"testing"
	"time"

	"axdesk/client/store/pgtest"
)

// onServer has the state in databases of one PostgreSQL server, which writes to the disk as in life.
func onServer(t testing.TB) state {
	server := pgtest.Start(t)
	return server.URL
}

// third is every third of the cases: what they do to the line is the same with either engine, and each fault is still among
// them, at each kind of request.
func third[T any](all []T) (list []T) {
	for i, c := range all {
		if i%3 == 0 {
			list = append(list, c)
		}
	}
	return list
}

func TestPostgreSQLLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	began := time.Now()
	on := onServer(t)
	for _, part := range []struct {
		name string
		play func(t *testing.T) *tally
	}{
		{"orders", func(t *testing.T) *tally {
			return ordered(t, third(slices.Concat(wholeOrders(), purchases(), lookedFor())), on)
		}},
		{"changes", func(t *testing.T) *tally {
			return changed(t, third(slices.Concat(wholeLives(), changes(), inspected())), on)
		}},
		{"killed", func(t *testing.T) *tally { return killed(t, third(slices.Concat(crashes(), crashesOfChanges())), on) }},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			sum := part.play(t)
			t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
			t.Logf("%d wrong sums, %.0f s", sum.wrong, time.Since(began).Seconds())
			if sum.cases < 25 {
				t.Errorf("%d cases are too few", sum.cases)
			}
		})
	}
}
