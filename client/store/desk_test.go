package store

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func entry(n int) AuditEntry {
	return AuditEntry{
		At: noon.Add(time.Duration(n) * time.Second), Host: "h1", Session: "s1", Who: "ann", Key: "SHA256:abc", Role: "agent",
		From: "192.0.2.7:4711", What: "signed", Subject: fmt.Sprint("AX-", n), Detail: "Terms",
	}
}

func TestAuditIsReadInPages(t *testing.T) { onBoth(t, testAuditIsReadInPages) }

func testAuditIsReadInPages(t *testing.T, where string) {
	s := open(t, where)
	for n := range 5 {
		if err := s.KeepAudit(t.Context(), entry(n)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	before := int64(0)
	for range 4 {
		list, err := s.Audits(t.Context(), before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			got, before = append(got, e.Subject), e.ID
		}
		got = append(got, "|")
	}
	if want := "AX-4 AX-3 | AX-2 AX-1 | AX-0 | |"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	list, err := s.Audits(t.Context(), 0, 1)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	want := entry(4)
	want.ID = list[0].ID
	if !reflect.DeepEqual(list[0], want) {
		t.Errorf("got  %+v\nwant %+v", list[0], want)
	}
}

func TestAuditIsReadSinceATimeByEachHostsClock(t *testing.T) {
	onBoth(t, testAuditIsReadSinceATimeByEachHostsClock)
}

func testAuditIsReadSinceATimeByEachHostsClock(t *testing.T, where string) {
	s := open(t, where)
	for _, n := range []int{7, 1, 8, 2, 9, 3} { // one host's clock is behind
		if err := s.KeepAudit(t.Context(), entry(n)); err != nil {
			t.Fatal(err)
		}
	}
	for since, want := range map[time.Time]string{
		entry(7).At: "AX-9 AX-8 AX-7", entry(10).At: "", {}: "AX-3 AX-9 AX-2 AX-8 AX-1 AX-7",
		time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC): "", time.Date(100, 1, 1, 0, 0, 0, 0, time.UTC): "AX-3 AX-9 AX-2 AX-8 AX-1 AX-7",
	} {
		var got []string
		before := int64(0)
		for range 7 {
			list, err := s.AuditsSince(t.Context(), since, before, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				got, before = append(got, e.Subject), e.ID
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("since %s: %q, want %q", since, got, want)
		}
	}
}

func TestAuditOnlyGrows(t *testing.T) { onBoth(t, testAuditOnlyGrows) }

func testAuditOnlyGrows(t *testing.T, where string) {
	s := open(t, where)
	if err := s.KeepAudit(t.Context(), entry(1)); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"UPDATE audit SET who = 'x'", "DELETE FROM audit"} {
		if _, err := s.db.ExecContext(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestAuditIsFitForTerminalsAndBounded(t *testing.T) {
	onBoth(t, testAuditIsFitForTerminalsAndBounded)
}

func testAuditIsFitForTerminalsAndBounded(t *testing.T, where string) {
	s := open(t, where)
	e := entry(1)
	e.Who, e.Subject, e.Detail = "a\x1b[31mb", "x\u202ey", strings.Repeat("ü", detailBytes)
	if err := s.KeepAudit(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	list, err := s.Audits(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if e := list[0]; e.Who != "ab" || e.Subject != "xy" || len(e.Detail) > detailBytes || !strings.HasSuffix(e.Detail, "ü…") {
		t.Errorf("%q %q, %d bytes that end in %q", e.Who, e.Subject, len(e.Detail), e.Detail[len(e.Detail)-6:])
	}
}

func TestPresenceIsWhoSaidSoLately(t *testing.T) { onBoth(t, testPresenceIsWhoSaidSoLately) }

func testPresenceIsWhoSaidSoLately(t *testing.T, where string) {
	s := open(t, where)
	here := func(session, place string, since int) {
		t.Helper()
		p := Presence{Host: "h1", Session: session, Who: "ann", Key: "SHA256:abc", Role: "agent", From: "192.0.2.7", Place: place, Ref: "AX-1", Since: noon.Add(time.Duration(since))}
		if err := s.Here(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	present := func(within time.Duration) (out []string) {
		t.Helper()
		list, err := s.Present(t.Context(), within)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if age := time.Since(p.Seen); age > time.Minute || age < -time.Minute || p.Who != "ann" || p.Ref != "AX-1" || p.From != "192.0.2.7" {
				t.Errorf("%+v", p)
			}
			out = append(out, p.Session+" "+p.Place)
		}
		return out
	}
	here("s2", "Port", 2)
	here("s1", "Terms", 1)
	here("s2", "Summary", 2)
	if got := present(time.Minute); !reflect.DeepEqual(got, []string{"s1 Terms", "s2 Summary"}) {
		t.Errorf("present are %q", got)
	}
	if got := present(-time.Minute); got != nil {
		t.Errorf("none said so in the future: %q", got)
	}
	if err := s.Gone(t.Context(), "h1", "s1"); err != nil {
		t.Fatal(err)
	}
	run(t, s, fmt.Sprintf("UPDATE presence SET seen = seen - %d", presenceFor.Nanoseconds()))
	here("s3", "Port", 3)
	if got := present(24 * time.Hour); !reflect.DeepEqual(got, []string{"s3 Port"}) {
		t.Errorf("one left, one fell silent, and present are %q", got)
	}
}

func TestSharesEndByThemselves(t *testing.T) { onBoth(t, testSharesEndByThemselves) }

func testSharesEndByThemselves(t *testing.T, where string) {
	s := open(t, where)
	sh := Share{Code: strings.Repeat("ab", 32), Host: "h1", Address: "desk1.example:2222", Session: "s1", Who: "ann", Expires: time.Now().Add(time.Hour).Round(0)}
	put := func(sh Share) {
		t.Helper()
		if err := s.PutShare(t.Context(), sh); err != nil {
			t.Fatal(err)
		}
	}
	find := func(code string) (Share, bool) {
		t.Helper()
		sh, ok, err := s.FindShare(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		return sh, ok
	}
	put(sh)
	sh.GuestKey = "SHA256:guest"
	put(sh)
	if got, ok := find(sh.Code); !ok || !got.Expires.Equal(sh.Expires) || got.GuestKey != sh.GuestKey || got.Address != sh.Address || got.Who != "ann" {
		t.Errorf("%+v, %v", got, ok)
	}
	over := sh
	over.Code, over.Expires = strings.Repeat("cd", 32), time.Now().Add(-time.Minute)
	put(over)
	if got, ok := find(over.Code); ok {
		t.Errorf("one that is over is found: %+v", got)
	}
	if err := s.DropShare(t.Context(), sh.Code); err != nil {
		t.Fatal(err)
	}
	if got, ok := find(sh.Code); ok {
		t.Errorf("one that was dropped is found: %+v", got)
	}
}

func TestOneHolderHasALease(t *testing.T) { onBoth(t, testOneHolderHasALease) }

func testOneHolderHasALease(t *testing.T, where string) {
	a, b := open(t, where), open(t, where)
	lease := func(s *Store, holder string, ttl time.Duration) bool {
		t.Helper()
		mine, err := s.Lease(t.Context(), "poll", holder, ttl)
		if err != nil {
			t.Fatal(err)
		}
		return mine
	}
	for i, step := range []struct {
		s      *Store
		holder string
		ttl    time.Duration
		want   bool
	}{
		{a, "a", time.Hour, true},
		{b, "b", time.Hour, false},
		{a, "a", -time.Second, true}, // prolonged to a time that is over, as if its holder had died
		{b, "b", time.Hour, true},
		{a, "a", time.Hour, false},
	} {
		if got := lease(step.s, step.holder, step.ttl); got != step.want {
			t.Errorf("step %d: %s has it: %v", i, step.holder, got)
		}
	}
	if err := a.Release(t.Context(), "poll", "a"); err != nil {
		t.Fatal(err)
	}
	if lease(a, "a", time.Hour) {
		t.Error("one who doesn't hold it gave it up")
	}
	if err := b.Release(t.Context(), "poll", "b"); err != nil {
		t.Fatal(err)
	}
	if !lease(a, "a", time.Hour) {
		t.Error("it was given up, and can't be had")
	}
}

func TestAnswersAreForAMoment(t *testing.T) { onBoth(t, testAnswersAreForAMoment) }

func testAnswersAreForAMoment(t *testing.T, where string) {
	s := open(t, where)
	put := func(key, body string, ttl time.Duration) {
		t.Helper()
		if err := s.PutAnswer(t.Context(), key, []byte(body), noon, ttl); err != nil {
			t.Fatal(err)
		}
	}
	put("k", "one", time.Hour)
	put("k", "two\x00", time.Hour)
	put("over", "x", -time.Second)
	if body, at, ok, err := s.Answer(t.Context(), "k"); string(body) != "two\x00" || !at.Equal(noon) || !ok || err != nil {
		t.Errorf("%q %v %v %v", body, at, ok, err)
	}
	for _, key := range []string{"over", "nothing"} {
		if body, _, ok, err := s.Answer(t.Context(), key); body != nil || ok || err != nil {
			t.Errorf("%s: %q %v %v", key, body, ok, err)
		}
	}
	count := func() (n int) {
		t.Helper()
		if err := s.db.QueryRowContext(t.Context(), "SELECT count(*) FROM answers").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 1 {
		t.Errorf("%d rows are kept", n)
	}
	run(t, s, fmt.Sprintf(`INSERT INTO answers WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		SELECT 'n' || i, body, 0, 9000000000000000000 - i FROM n, answers`, answerRows+9))
	put("last", "x", 24*time.Hour)
	if n := count(); n != answerRows {
		t.Errorf("%d rows are kept of many", n)
	}
	mustExplain(t, s.PutAnswer(t.Context(), "big", make([]byte, answerBytes+1), noon, time.Hour), "larger than is ever kept")
}

// TestSessionsThatAreStillThere tells of some sessions again: the others are forgotten, and none is made of nothing.
func TestSessionsThatAreStillThere(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		s := open(t, where)
		for _, session := range []string{"one", "two"} {
			if err := s.Here(t.Context(), Presence{Host: "a", Session: session}); err != nil {
				t.Fatal(err)
			}
		}
		before, err := s.Present(t.Context(), time.Minute)
		if err != nil || len(before) != 2 {
			t.Fatalf("%d sessions, %v", len(before), err)
		}
		for moved := false; !moved; { // SQLite's clock has milliseconds
			if err := s.Here(t.Context(), Presence{Host: "b", Session: "clock"}); err != nil {
				t.Fatal(err)
			}
			now, err := s.Present(t.Context(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			moved = now[len(now)-1].Seen.After(before[1].Seen)
		}
		if err := s.Gone(t.Context(), "b", "clock"); err != nil {
			t.Fatal(err)
		}
		if err := s.Still(t.Context(), "a", []string{"two", "three"}); err != nil {
			t.Fatal(err)
		}
		after, err := s.Present(t.Context(), time.Minute)
		if err != nil || len(after) != 2 {
			t.Fatalf("%d sessions, %v", len(after), err)
		}
		for i, p := range after {
			if told := p.Seen.After(before[i].Seen); told != (p.Session == "two") {
				t.Errorf("%s was heard of again: %t", p.Session, told)
			}
		}
	})
}
