package backend

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestAClockThatWasSet goes on as life does, and draws the same references each time.
func TestAClockThatWasSet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begin, err := parseBegin("2026-03-14T09:30:00+10:00")
		if err != nil {
			t.Fatal(err)
		}
		clock := ClockFrom(begin)
		time.Sleep(time.Second)
		if first := clock(); !first.Equal(begin) {
			t.Errorf("at first it shows %s", first)
		}
		time.Sleep(90 * time.Second)
		if got := clock().Format(time.RFC3339); got != "2026-03-14T09:31:30+10:00" {
			t.Errorf("90 s after 09:30 the clock shows %s", got)
		}
		one, again, later, other := refsFrom(begin, 1), refsFrom(begin, 1), refsFrom(begin.Add(time.Second), 1), refsFrom(begin, 2)
		first := one()
		if first != again() || first == one() || first == later() || first == other() {
			t.Errorf("%s isn't the first reference of this seed and time alone", first)
		}
	})
	for _, wrong := range []string{"09:30", "2026-03-14", "2026-03-14T09:30:00", "9999-01-01T00:00:00Z"} {
		if _, err := ParseClock(wrong); err == nil {
			t.Errorf("--clock %s is taken", wrong)
		}
	}
	if time.Until(ClockFrom(time.Time{})()).Abs() > time.Minute {
		t.Error("without --clock the time isn't this machine's")
	}
}

// TestSessionsDrawReferencesAtTheSameTime and each gets its own: together they are those that one session would have drawn. The race detector
// watches.
func TestSessionsDrawReferencesAtTheSameTime(t *testing.T) {
	t.Parallel()
	const sessions, each = 8, 50
	begin := time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)
	draw, alone := refsFrom(begin, 1), refsFrom(begin, 1)
	var got, want []string
	var mu sync.Mutex
	var all sync.WaitGroup
	for range sessions {
		all.Go(func() {
			mine := make([]string, each)
			for i := range mine {
				mine[i] = draw()
			}
			mu.Lock()
			defer mu.Unlock()
			got = append(got, mine...)
		})
	}
	for range sessions * each {
		want = append(want, alone())
	}
	all.Wait()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Error("sessions that draw at the same time get other references than one that draws alone")
	}
}
