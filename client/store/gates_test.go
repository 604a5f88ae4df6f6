package store

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

const every = 10 * time.Minute

var noon = time.Unix(1_700_000_000, 0)

func enter(t *testing.T, s *Store, gate string, now time.Time) time.Duration {
	t.Helper()
	wait, err := s.Enter(t.Context(), gate, every, now)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

func TestGateLetsOnePassInItsTime(t *testing.T) { onBoth(t, testGateLetsOnePassInItsTime) }

func testGateLetsOnePassInItsTime(t *testing.T, where string) {
	a := open(t, where)
	for _, step := range []struct {
		gate string
		at   time.Duration
		wait time.Duration
	}{
		{"a", 0, 0},
		{"a", 0, every},
		{"b", time.Minute, 0},
		{"a", every - 1, 1},
		{"a", every, 0},
		{"a", every + time.Minute, every - time.Minute},
	} {
		if got := enter(t, a, step.gate, noon.Add(step.at)); got != step.wait {
			t.Errorf("%s at %v: wait %v, want %v", step.gate, step.at, got, step.wait)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if got := enter(t, open(t, where), "a", noon.Add(every+2*time.Minute)); got != every-2*time.Minute {
		t.Errorf("after a restart: %v", got)
	}
}

func TestGateCanBeLookedAtAndReset(t *testing.T) { onBoth(t, testGateCanBeLookedAtAndReset) }

func testGateCanBeLookedAtAndReset(t *testing.T, where string) {
	s := open(t, where)
	opens := func(now time.Time) time.Duration {
		t.Helper()
		at, err := s.Opens(t.Context(), "a", now)
		if err != nil {
			t.Fatal(err)
		}
		return at.Sub(now)
	}
	if got := opens(noon); got != 0 {
		t.Errorf("a gate that nobody passed opens in %v", got)
	}
	enter(t, s, "a", noon)
	if a, b := opens(noon.Add(time.Minute)), opens(noon.Add(time.Hour)); a != 9*time.Minute || b != 0 {
		t.Errorf("opens in %v, and %v after its time", a, b)
	}
	for _, later := range []time.Duration{0, time.Hour} {
		if err := s.Reset(t.Context(), "a", noon, noon.Add(later)); err != nil {
			t.Fatal(err)
		}
		if got := opens(noon); got != later {
			t.Errorf("reset to %v, opens in %v", later, got)
		}
	}
	if got := enter(t, s, "a", noon.Add(every)); got != 50*time.Minute {
		t.Errorf("what the server put off for an hour: %v", got)
	}
}

func TestClockSetBackClosesNoGateForLonger(t *testing.T) {
	onBoth(t, testClockSetBackClosesNoGateForLonger)
}

func testClockSetBackClosesNoGateForLonger(t *testing.T, where string) {
	s := open(t, where)
	enter(t, s, "a", noon)
	yesterday := noon.Add(-24 * time.Hour)
	if got := enter(t, s, "a", yesterday); got != every {
		t.Errorf("a day back: %v", got)
	}
	if got := enter(t, s, "a", yesterday.Add(every)); got != 0 {
		t.Errorf("a day back, ten minutes later: %v", got)
	}
}

func TestAbsurdTimesPassNoGate(t *testing.T) { onBoth(t, testAbsurdTimesPassNoGate) }

func testAbsurdTimesPassNoGate(t *testing.T, where string) {
	s := open(t, where)
	for _, at := range []time.Time{{}, time.Unix(-1, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		_, err := s.Enter(t.Context(), "a", every, at)
		mustExplain(t, err, "the clock shows no usable time")
		mustExplain(t, s.Reset(t.Context(), "a", noon, at), "the clock shows no usable time")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Enter(ctx, "a", every, noon)
	mustExplain(t, err, "given up")
	_, err = s.Opens(ctx, "a", noon)
	mustExplain(t, err, "given up")
}

func passGate(ctx context.Context, where string) error {
	s, err := OpenAt(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	for range 10 {
		wait, err := s.Enter(ctx, "a", every, noon)
		if err != nil {
			return err
		}
		if wait == 0 {
			fmt.Println("passed")
		}
	}
	return nil
}

func TestOneOfManyProcessesPasses(t *testing.T) { onBoth(t, testOneOfManyProcessesPasses) }

func testOneOfManyProcessesPasses(t *testing.T, where string) {
	var wg sync.WaitGroup
	outs := make([]strings.Builder, 3)
	for i := range outs {
		cmd := command(t, "gate", where)
		cmd.Stdout, cmd.Stderr = &outs[i], os.Stderr
		wg.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := ""
	for i := range outs {
		all += outs[i].String()
	}
	if all != "passed\n" {
		t.Errorf("%q", all)
	}
}
