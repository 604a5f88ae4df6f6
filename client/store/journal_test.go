package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func sample() Intent {
	at := time.Unix(1_700_000_000, 123)
	return Intent{
		OrderRef: "AX-7F3K2", Kind: "service", Stage: "second post", CompanyID: "AU123456", User: "mylogin", Method: "POST",
		Path: "v1/service/exc/AU123456", Body: []byte("{\"a\":\x001}"), At: at,
		Documents: []SignedDocument{
			{ID: "d1", Title: "Terms", SHA256: strings.Repeat("ab", 32), SignedAt: at.UTC()},
			{ID: "d2", Title: "Prices", SHA256: strings.Repeat("cd", 32), SignedAt: at.UTC()},
		},
	}
}

func TestJournal(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	first, err := s.Intend(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	bare := Intent{OrderRef: "AX-2", Kind: "port", At: time.Unix(1_700_000_001, 0)}
	last, err := s.Intend(t.Context(), bare)
	if err != nil || last <= first {
		t.Fatalf("id %d after %d, %v", last, first, err)
	}
	outcomes := []Outcome{
		{Result: ResultUnknown, Said: "cut", At: time.Unix(1_700_000_002, 0)},
		{Status: 200, Result: ResultPlaced, GUID: "g-1", At: time.Unix(1_700_000_003, 0)},
	}
	for _, out := range outcomes {
		if err := s.Conclude(t.Context(), first, out); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := open(t, dir).Entries(t.Context(), 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	want := sample()
	sum := sha256.Sum256(want.Body)
	want.BodySHA256 = hex.EncodeToString(sum[:])
	if got := list[1]; got.ID != first || !reflect.DeepEqual(got.Intent, want) || !reflect.DeepEqual(got.Outcomes, outcomes) || got.Last() != outcomes[1] {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := list[0]; got.ID != last || got.OrderRef != "AX-2" || len(got.Outcomes) != 0 || got.Last().Result != ResultUnknown {
		t.Errorf("%+v", got)
	}
}

func TestEntriesAreBounded(t *testing.T) {
	s := open(t, t.TempDir())
	for i := range 5 {
		id, err := s.Intend(t.Context(), Intent{Kind: "port", OrderRef: fmt.Sprint(i)})
		if err != nil {
			t.Fatal(err)
		}
		// Several outcomes must not use up the limit.
		for range 3 {
			if err := s.Conclude(t.Context(), id, Outcome{Result: ResultRefused}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for limit, want := range map[int]int{-1: 0, 0: 0, 2: 2, 5: 5, 1 << 30: 5} {
		list, err := s.Entries(t.Context(), limit)
		if err != nil || len(list) != want {
			t.Errorf("limit %d: %d entries, %v", limit, len(list), err)
		}
		for i, e := range list {
			if e.OrderRef != fmt.Sprint(4-i) || len(e.Outcomes) != 3 {
				t.Errorf("limit %d: entry %d is %+v", limit, i, e)
			}
		}
	}
}

func TestJournalOnlyGrows(t *testing.T) {
	s := open(t, t.TempDir())
	id, err := s.Intend(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Conclude(t.Context(), id, Outcome{Result: ResultPlaced}); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"UPDATE intents SET stage = 'x'", "DELETE FROM intents", "UPDATE outcomes SET result = 'refused'", "DELETE FROM outcomes",
	} {
		if _, err := s.db.ExecContext(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestJournalRefusesWhatIsWrong(t *testing.T) {
	s := open(t, t.TempDir())
	for name, in := range map[string]Intent{
		"kind": {Kind: "cake"},
		"body": {Kind: "port", Body: make([]byte, bodyBytes+1)},
		"docs": {Kind: "port", Documents: make([]SignedDocument, mostSigned+1)},
	} {
		if _, err := s.Intend(t.Context(), in); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := s.Conclude(t.Context(), 77, Outcome{Result: ResultPlaced}); err == nil {
		t.Error("an outcome of nothing is taken")
	}
	id, err := s.Intend(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	mustExplain(t, s.Conclude(t.Context(), id, Outcome{Result: "fine"}), "could not write the journal")
}

func TestJournalIsFitForTerminals(t *testing.T) {
	s := open(t, t.TempDir())
	in := sample()
	in.User, in.Documents[0].Title = "a\x1b[31mb", "x\u202ey"
	id, err := s.Intend(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Conclude(t.Context(), id, Outcome{Result: ResultRefused, Said: "no\x1b]52;c;AAAA\a"}); err != nil {
		t.Fatal(err)
	}
	list, err := s.Entries(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if e := list[0]; e.User != "ab" || e.Documents[0].Title != "xy" || e.Last().Said != "no" || !bytes.Equal(e.Body, in.Body) {
		t.Errorf("%+v", e)
	}
}

func TestCache(t *testing.T) {
	s := open(t, t.TempDir())
	if body, _, ok, err := s.CacheGet(t.Context(), "k"); ok || body != nil || err != nil {
		t.Errorf("something is there at first: %q, %v", body, err)
	}
	at := time.Unix(1_700_000_000, 9)
	for i, body := range []string{"one", "", "\x00\xff"} {
		put := []byte(body)
		if body == "" {
			put = nil
		}
		if err := s.CachePut(t.Context(), "k", put, at.Add(time.Duration(i))); err != nil {
			t.Fatal(err)
		}
		got, when, ok, err := s.CacheGet(t.Context(), "k")
		if err != nil || !ok || string(got) != body || !when.Equal(at.Add(time.Duration(i))) {
			t.Errorf("put %q, got %q at %v, %v, %v", body, got, when, ok, err)
		}
	}
	mustExplain(t, s.CachePut(t.Context(), "big", make([]byte, cacheBytes+1), at), "larger than is ever kept")
}

func TestCacheForgetsTheOldest(t *testing.T) {
	s := open(t, t.TempDir())
	run(t, s, "PRAGMA synchronous=OFF") // hundreds of writes, and nothing to lose
	for i := range cacheRows + 3 {
		if err := s.CachePut(t.Context(), fmt.Sprint(i), nil, time.Unix(int64(i), 0)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range cacheRows + 3 {
		if _, _, ok, err := s.CacheGet(t.Context(), fmt.Sprint(i)); ok != (i >= 3) || err != nil {
			t.Errorf("%d is there: %v, %v", i, ok, err)
		}
	}
}
