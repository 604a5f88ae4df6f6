package access_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"axdesk/client/access"
	"axdesk/client/store"
)

func TestExportsHoldEverythingAndNoFormula(t *testing.T) {
	entries := []access.Entry{
		{ID: 2, At: time.Unix(1, 5).In(time.FixedZone("x", 3600)), Who: `=HYPERLINK("x")`, What: access.Noted, Subject: "g", Detail: "a, \"b\""},
		{ID: 1, At: time.Unix(0, 0), Who: "Alice", Key: "SHA256:a", Role: "agent", From: "192.0.2.1", Host: "h", Session: "s", What: access.SignedIn},
	}
	text, err := access.ExportCSV(entries)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][2] != `'=HYPERLINK("x")` || rows[1][1] != "1970-01-01T00:00:01.000000005Z" || rows[2][7] != "s" {
		t.Errorf("%v %q", err, rows)
	}
	if text, err = access.ExportJSON(entries); err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(text, &list); err != nil || len(list) != 2 || len(list[0]) != 11 || list[1]["key"] != "SHA256:a" || list[0]["detail"] != `a, "b"` {
		t.Errorf("%v %v", err, list)
	}
	if text, _ = access.ExportJSON(nil); strings.TrimSpace(string(text)) != "[]" {
		t.Errorf("no entries are %q", text)
	}
}

// shelf is a book of n entries, one a minute, read page by page.
type shelf struct{ n, reads int }

func (s *shelf) AuditsSince(_ context.Context, since time.Time, before int64, limit int) ([]access.Entry, error) {
	s.reads++
	var out []access.Entry
	if before == 0 {
		before = int64(s.n) + 1
	}
	for id := before - 1; id > 0 && len(out) < limit; id-- {
		if e := (access.Entry{ID: id, At: time.Unix(id*60, 0)}); !e.At.Before(since) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (s *shelf) Audits(ctx context.Context, before int64, limit int) ([]access.Entry, error) {
	return s.AuditsSince(ctx, time.Time{}, before, limit)
}

func (s *shelf) Present(context.Context, time.Duration) ([]access.Presence, error) { return nil, nil }

func TestAllReadsPageByPageAndNoFurtherThanAsked(t *testing.T) {
	for _, one := range []struct {
		n, want, reads int
		since          time.Time
	}{{2500, 2500, 3, time.Time{}}, {2500, 11, 1, time.Unix(2490*60, 0)}, {2000, 2000, 3, time.Time{}}, {0, 0, 1, time.Time{}}} {
		s := &shelf{n: one.n}
		all, err := access.All(t.Context(), s, one.since)
		if err != nil || len(all) != one.want || s.reads != one.reads {
			t.Errorf("of %d since %s: %d entries in %d reads (%v), want %d in %d", one.n, one.since, len(all), s.reads, err, one.want, one.reads)
		}
		if len(all) > 1 && all[0].ID >= all[1].ID {
			t.Error("the first entry doesn't come first")
		}
	}
}

// TestAnEntryOfAClockBehindEndsNoExport has two hosts write in turns, one of them ten minutes behind.
func TestAnEntryOfAClockBehindEndsNoExport(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	noon := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for n := range 6 {
		e := access.Entry{At: noon.Add(time.Duration(n) * time.Second), Subject: string(rune('a' + n))}
		if n%2 == 1 {
			e.At = e.At.Add(-10 * time.Minute)
		}
		if err := db.KeepAudit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	all, err := access.All(t.Context(), db, noon)
	var got string
	for _, e := range all {
		got += e.Subject
	}
	if err != nil || got != "ace" {
		t.Errorf("exported %q, %v, want what was done since noon: ace", got, err)
	}
}

func TestSince(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	for text, want := range map[string]string{
		"": "0001-01-01T00:00:00Z", "7d": "2026-03-07T09:26:53Z", "36h": "2026-03-12T21:26:53Z", "2026-03-01": "2026-03-01T00:00:00Z",
		"2026-03-01T10:00:00+01:00": "2026-03-01T09:00:00Z",
	} {
		if at, err := access.Since(text, now); err != nil || at.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q is %s, %v", text, at, err)
		}
	}
	for _, text := range []string{"yesterday", "-5h", "7", "-1d", "2026-13-01"} {
		if at, err := access.Since(text, now); err == nil || !strings.Contains(err.Error(), "--since takes") {
			t.Errorf("%q is %s, %v", text, at, err)
		}
	}
}
