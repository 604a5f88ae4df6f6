package store

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"pgregory.net/rapid"
)

func TestNoncesFollowTheClock(t *testing.T) { onBoth(t, testNoncesFollowTheClock) }

func testNoncesFollowTheClock(t *testing.T, where string) {
	s := open(t, where)
	take := func(lane string, at time.Time) string {
		t.Helper()
		nonce, err := s.Next(t.Context(), lane, at)
		if err != nil {
			t.Fatal(err)
		}
		return nonce
	}
	at := time.Unix(1651447214, 5)
	steps := []struct {
		at   time.Time
		want string
	}{
		{at, "1651447214.000000005"},
		{at, "1651447214.000000006"},
		{at.Add(-time.Hour), "1651447214.000000007"},
		{at.Add(time.Second), "1651447215.000000005"},
	}
	for _, step := range steps {
		if got := take("a", step.at); got != step.want {
			t.Errorf("at %v: %s, want %s", step.at, got, step.want)
		}
	}
	if got := take("b", at); got != "1651447214.000000005" {
		t.Errorf("lanes are not apart: %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, where)
	if got := take("a", at); got != "1651447215.000000006" {
		t.Errorf("after a restart: %s", got)
	}
}

func TestNoncesAlwaysRise(t *testing.T) { onBoth(t, testNoncesAlwaysRise) }

func testNoncesAlwaysRise(t *testing.T, where string) {
	s := open(t, where)
	shape := regexp.MustCompile(`^[0-9]{10}\.[0-9]{9}$`)
	last := ""
	rapid.Check(t, func(rt *rapid.T) {
		for _, ns := range rapid.SliceOfN(rapid.Int64Range(1_700_000_000e9, 1_700_000_001e9), 1, 5).Draw(rt, "clock") {
			nonce, err := s.Next(t.Context(), "lane", time.Unix(0, ns))
			if err != nil || nonce <= last || !shape.MatchString(nonce) {
				rt.Fatalf("%q after %q, %v", nonce, last, err)
			}
			last = nonce
		}
	})
}

func TestAbsurdClocksTakeNoNonce(t *testing.T) { onBoth(t, testAbsurdClocksTakeNoNonce) }

func testAbsurdClocksTakeNoNonce(t *testing.T, where string) {
	s := open(t, where)
	for _, at := range []time.Time{{}, time.Unix(-1, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		_, err := s.Next(t.Context(), "lane", at)
		mustExplain(t, err, "the clock shows no usable time")
	}
}

func hold(t *testing.T, s *Store, lane string) func() {
	t.Helper()
	release, err := s.Hold(t.Context(), lane)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestHoldObeysContext(t *testing.T) { onBoth(t, testHoldObeysContext) }

func testHoldObeysContext(t *testing.T, where string) {
	a, b := open(t, where), open(t, where)
	release := hold(t, a, "lane")
	// The other lane is free meanwhile.
	hold(t, a, "another")()
	for _, s := range []*Store{a, b} { // in this process, and as if in another one
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { _, err := s.Hold(ctx, "lane"); done <- err }()
		cancel()
		err := <-done
		mustExplain(t, err, "given up")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not context.Canceled", err)
		}
	}
	release()
	hold(t, a, "lane")()
	hold(t, b, "lane")()
}

// Who waits for the lane goes before the process that has just given it up.
func TestProcessesTakeTurns(t *testing.T) { onBoth(t, testProcessesTakeTurns) }

func testProcessesTakeTurns(t *testing.T, where string) {
	a, b := open(t, where), open(t, where)
	release := hold(t, a, "lane")
	order := make(chan string, 2)
	take := func(s *Store, name string) {
		r, err := s.Hold(t.Context(), "lane")
		if err != nil {
			t.Error(err)
		}
		order <- name
		r()
	}
	go take(b, "b")
	awaitGate(t, a)
	release()
	take(a, "a")
	if got := []string{<-order, <-order}; !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("order %q", got)
	}
}

// awaitGate returns once somebody waits for the lane.
func awaitGate(t *testing.T, s *Store) {
	t.Helper()
	for !someoneWaits(t, s) {
		runtime.Gosched()
	}
}

func someoneWaits(t *testing.T, s *Store) (waits bool) {
	t.Helper()
	if _, ok := s.engine.(*pg); ok {
		const ask = `SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
		if err := s.db.QueryRowContext(t.Context(), ask).Scan(&waits); err != nil {
			t.Fatal(err)
		}
		return waits
	}
	names, err := filepath.Glob(filepath.Join(s.named(), "lane-*.gate"))
	if err != nil || len(names) != 1 {
		t.Fatalf("gates %q, %v", names, err)
	}
	gate := flock.New(names[0])
	free, err := gate.TryLock()
	if err != nil {
		t.Fatal(err)
	}
	_ = gate.Unlock()
	return !free
}

func BenchmarkNext(b *testing.B) {
	s, err := Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for b.Loop() {
		release, err := s.Hold(b.Context(), "lane")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Next(b.Context(), "lane", time.Now()); err != nil {
			b.Fatal(err)
		}
		release()
	}
}
