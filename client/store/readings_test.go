package store

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"
)

const line = "6f1d2c3b-0001-4000-8000-00000000aaaa"

func keep(t *testing.T, r *Readings, service string, at time.Time, rx float64) {
	t.Helper()
	if err := r.Keep(t.Context(), service, Reading{At: at, Rx: rx, Tx: math.NaN()}, noon); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, r *Readings, service string) []Reading {
	t.Helper()
	list, err := r.Kept(t.Context(), service)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestReadingsOutliveTheProgram(t *testing.T) { onBoth(t, testReadingsOutliveTheProgram) }

func testReadingsOutliveTheProgram(t *testing.T, where string) {
	s := open(t, where)
	r := s.Readings("https://aex.example")
	if err := r.Keep(t.Context(), line, Reading{At: noon.Add(-time.Hour), Rx: -19.25, Tx: 2.3}, noon); err != nil {
		t.Fatal(err)
	}
	keep(t, r, line, noon.Add(-2*time.Hour), -19.5)
	keep(t, r, line, noon.Add(-2*time.Hour), -19.75) // the same moment told anew
	keep(t, r, "another", noon, -7)
	keep(t, s.Readings("https://stage.aex.example"), line, noon, -30)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got := kept(t, open(t, where).Readings("https://aex.example"), line)
	if len(got) != 2 || !got[0].At.Equal(noon.Add(-2*time.Hour)) || got[0].Rx != -19.75 || !math.IsNaN(got[0].Tx) {
		t.Fatalf("got %+v", got)
	}
	if !got[1].At.Equal(noon.Add(-time.Hour)) || got[1].Rx != -19.25 || got[1].Tx != 2.3 {
		t.Errorf("got %+v", got[1])
	}
}

func TestReadingsThatProveNothingAreNotKept(t *testing.T) {
	onBoth(t, testReadingsThatProveNothingAreNotKept)
}

func testReadingsThatProveNothingAreNotKept(t *testing.T, where string) {
	r := open(t, where).Readings("aex")
	for _, at := range []time.Time{{}, noon.Add(-readingsFor - 1), noon.Add(readingsAhead + 1), latest} {
		keep(t, r, line, at, -19)
	}
	for _, rx := range []float64{math.NaN(), math.Inf(-1)} {
		keep(t, r, line, noon, rx)
	}
	for _, now := range []time.Time{{}, latest.Add(time.Hour)} {
		if err := r.Keep(t.Context(), line, Reading{At: now, Rx: -19}, now); err != nil {
			t.Errorf("by a clock at %v: %v", now, err)
		}
	}
	if got := kept(t, r, line); len(got) != 0 {
		t.Errorf("kept %+v", got)
	}
	keep(t, r, line, noon.Add(readingsAhead), -19)
	if got := kept(t, r, line); len(got) != 1 {
		t.Errorf("a clock that is a little ahead: %+v", got)
	}
}

func TestOldReadingsAreThinnedAndThenGo(t *testing.T) { onBoth(t, testOldReadingsAreThinnedAndThenGo) }

func testOldReadingsAreThinnedAndThenGo(t *testing.T, where string) {
	r := open(t, where).Readings("aex")
	for age := 60 * time.Hour; age >= 0; age -= 15 * time.Minute {
		keep(t, r, line, noon.Add(-age), -19)
	}
	keep(t, r, line, noon.Add(-readingsFor), -18)
	whole, apart := 0, map[int64]int{}
	for _, one := range kept(t, r, line) {
		if noon.Sub(one.At) <= readingsWhole {
			whole++
		} else {
			apart[one.At.UnixNano()/readingsApart.Nanoseconds()]++
		}
	}
	if whole != 97 || len(apart) < 7 || len(apart) > 8 {
		t.Errorf("%d of the last day, %d before it", whole, len(apart))
	}
	for _, n := range apart {
		if n != 1 {
			t.Errorf("%d readings in six hours", n)
		}
	}
	later := noon.Add(readingsFor + time.Hour)
	if err := r.Keep(t.Context(), "another", Reading{At: later, Rx: -19}, later); err != nil {
		t.Fatal(err)
	}
	if got := kept(t, r, line); len(got) != 0 {
		t.Errorf("after 90 days there are still %d", len(got))
	}
}

func TestReadingsAreBounded(t *testing.T) { onBoth(t, testReadingsAreBounded) }

func testReadingsAreBounded(t *testing.T, where string) {
	s := open(t, where)
	r := s.Readings("aex")
	const many = `WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $3)
		INSERT INTO readings SELECT 'aex', CAST($1 AS TEXT), $2 - i * 1000000000, -19.0, NULL FROM n`
	if _, err := s.db.ExecContext(t.Context(), many, line, noon.UnixNano(), readingsOfOne+20); err != nil {
		t.Fatal(err)
	}
	keep(t, r, line, noon, -20)
	got := kept(t, r, line)
	if len(got) != readingsOfOne || got[len(got)-1].Rx != -20 {
		t.Errorf("%d of one service are kept, the last %+v", len(got), got[len(got)-1])
	}
	if _, err := s.db.ExecContext(t.Context(), many, "crowd", noon.Add(-time.Hour).UnixNano(), readingsInAll); err != nil {
		t.Fatal(err)
	}
	keep(t, r, line, noon.Add(time.Second), -21)
	var n int
	if err := s.db.QueryRowContext(t.Context(), "SELECT count(*) FROM readings").Scan(&n); err != nil || n != readingsInAll {
		t.Errorf("%d in all (%v)", n, err)
	}
	if got := kept(t, r, line); len(got) != readingsOfOne {
		t.Errorf("the newest went first: %d are left", len(got))
	}
}

func TestReadingsExplainTheirFailures(t *testing.T) { onBoth(t, testReadingsExplainTheirFailures) }

func testReadingsExplainTheirFailures(t *testing.T, where string) {
	r := open(t, where).Readings("aex")
	for _, id := range []string{"", strings.Repeat("x", readingsService+1)} {
		mustExplain(t, r.Keep(t.Context(), id, Reading{At: noon, Rx: -19}, noon), "can't be one")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	mustExplain(t, r.Keep(ctx, line, Reading{At: noon, Rx: -19}, noon), "given up")
	_, err := r.Kept(ctx, line)
	mustExplain(t, err, "given up")
}
