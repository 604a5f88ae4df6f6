package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func sample() Transition {
	at := time.Unix(1_700_000_000, 123)
	return Transition{
		Scope: "api", Ref: "AX-7F3K2", Kind: "service", Seq: 1, State: "placing", CompanyID: "AU123456", Company: "Acme", User: "mylogin",
		Title: "S1 to aws S2, 200 Mbps", Method: "POST", Path: "v1/service/exc/AU123456", Body: []byte("{\"a\":\x001}"), At: at,
		Price: "70.00 once, 80.00 a month",
		Documents: []SignedDocument{
			{ID: "d1", Title: "Terms", SHA256: strings.Repeat("ab", 32), SignedAt: at.UTC(), SignedBy: "me"},
			{ID: "d2", Title: "Prices", SHA256: strings.Repeat("cd", 32)},
		},
	}
}

func add(t *testing.T, s *Store, list ...Transition) {
	t.Helper()
	for _, tr := range list {
		if err := s.Append(t.Context(), tr); err != nil {
			t.Fatalf("%+v: %v", tr, err)
		}
	}
}

func TestTransitionsComeBackAsTheyWere(t *testing.T) { onBoth(t, testTransitionsComeBackAsTheyWere) }

func testTransitionsComeBackAsTheyWere(t *testing.T, where string) {
	s := open(t, where)
	second := Transition{Scope: "api", Ref: "AX-7F3K2", Kind: "service", Seq: 2, State: "placed", GUID: "g-1", Status: 200, Said: "yes", At: time.Unix(1_700_000_001, 0)}
	add(t, s, sample(), second)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := open(t, where).Timeline(t.Context(), "api", "AX-7F3K2", "service")
	if err != nil || len(list) != 2 {
		t.Fatalf("%d transitions, %v", len(list), err)
	}
	want := sample()
	sum := sha256.Sum256(want.Body)
	want.BodySHA256 = hex.EncodeToString(sum[:])
	if !reflect.DeepEqual(list[0], want) {
		t.Errorf("got  %+v\nwant %+v", list[0], want)
	}
	second.Documents = []SignedDocument{}
	if !reflect.DeepEqual(list[1], second) {
		t.Errorf("got  %+v\nwant %+v", list[1], second)
	}
}

func TestEachStepIsTakenOnceAndInOrder(t *testing.T) { onBoth(t, testEachStepIsTakenOnceAndInOrder) }

func testEachStepIsTakenOnceAndInOrder(t *testing.T, where string) {
	s := open(t, where)
	step := func(seq int) error {
		return s.Append(t.Context(), Transition{Scope: "api", Ref: "AX-1", Kind: "port", Seq: seq, State: "confirmed", At: time.Unix(1, 0)})
	}
	for _, seq := range []int{2, 0, -1} {
		if err := step(seq); err == nil {
			t.Errorf("step %d of a new order is taken", seq)
		}
	}
	if err := step(1); err != nil {
		t.Fatal(err)
	}
	for _, seq := range []int{1, 3} {
		if err := step(seq); !errors.Is(err, ErrMoved) {
			t.Errorf("step %d behind 1: %v", seq, err)
		}
	}
	other := Transition{Scope: "api", Ref: "AX-1", Kind: "service", Seq: 1, State: "confirmed", At: time.Unix(1, 0)}
	elsewhere := other
	elsewhere.Scope = "another api"
	add(t, s, other, elsewhere)
}

func TestStandingIsTheLastOfEachOrder(t *testing.T) { onBoth(t, testStandingIsTheLastOfEachOrder) }

func testStandingIsTheLastOfEachOrder(t *testing.T, where string) {
	s := open(t, where)
	at := func(ref, kind string, seq int, state string) Transition {
		return Transition{Scope: "api", Ref: ref, Kind: kind, Seq: seq, State: state, At: time.Unix(int64(seq), 0)}
	}
	strange := at("AX-1", "port", 1, "ready")
	strange.Scope = "another api"
	add(t, s, at("AX-1", "port", 1, "confirmed"), at("AX-2", "port", 1, "confirmed"), at("AX-1", "port", 2, "placed"), at("AX-1", "service", 1, "refused"), strange)
	standing := func(limit int) string {
		list, err := s.Standing(t.Context(), "api", limit)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, tr := range list {
			out = append(out, tr.Ref+" "+tr.Kind+" "+tr.State)
		}
		return strings.Join(out, ", ")
	}
	if got, want := standing(10), "AX-1 service refused, AX-1 port placed, AX-2 port confirmed"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := standing(1); got != "AX-1 service refused" {
		t.Errorf("limited to one: %s", got)
	}
	all, err := s.Journal(t.Context(), "api", 3)
	if err != nil || len(all) != 3 || all[0].State != "refused" {
		t.Errorf("%d of the journal, %v", len(all), err)
	}
}

func TestJournalOnlyGrows(t *testing.T) { onBoth(t, testJournalOnlyGrows) }

func testJournalOnlyGrows(t *testing.T, where string) {
	s := open(t, where)
	add(t, s, sample())
	if _, err := s.KeepDocument(t.Context(), "Terms", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"UPDATE transitions SET state = 'x'", "DELETE FROM transitions", "UPDATE documents SET title = 'x'", "DELETE FROM documents",
	} {
		if _, err := s.db.ExecContext(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestJournalRefusesWhatIsWrong(t *testing.T) { onBoth(t, testJournalRefusesWhatIsWrong) }

func testJournalRefusesWhatIsWrong(t *testing.T, where string) {
	s := open(t, where)
	for _, change := range map[string]func(*Transition){
		"kind": func(tr *Transition) { tr.Kind = "cake" },
		"body": func(tr *Transition) { tr.Body = make([]byte, bodyBytes+1) },
		"docs": func(tr *Transition) { tr.Documents = make([]SignedDocument, mostSigned+1) },
	} {
		tr := sample()
		change(&tr)
		mustExplain(t, s.Append(t.Context(), tr), "could not write the journal")
	}
}

func TestJournalIsFitForTerminals(t *testing.T) { onBoth(t, testJournalIsFitForTerminals) }

func testJournalIsFitForTerminals(t *testing.T, where string) {
	s := open(t, where)
	tr := sample()
	tr.User, tr.Documents[0].Title, tr.Said = "a\x1b[31mb", "x\u202ey", "no\x1b]52;c;AAAA\a"
	add(t, s, tr)
	list, err := s.Timeline(t.Context(), "api", tr.Ref, tr.Kind)
	if err != nil {
		t.Fatal(err)
	}
	if e := list[0]; e.User != "ab" || e.Documents[0].Title != "xy" || e.Said != "no" || !bytes.Equal(e.Body, tr.Body) {
		t.Errorf("%+v", e)
	}
}

func TestDocumentsAreKeptOnceAndWhole(t *testing.T) { onBoth(t, testDocumentsAreKeptOnceAndWhole) }

func testDocumentsAreKeptOnceAndWhole(t *testing.T, where string) {
	s := open(t, where)
	body := []byte("# Terms\x00\xff\x1b[31m")
	sum, err := s.KeepDocument(t.Context(), "Terms", body)
	if want := sha256.Sum256(body); err != nil || sum != hex.EncodeToString(want[:]) {
		t.Fatalf("%s, %v", sum, err)
	}
	if again, err := s.KeepDocument(t.Context(), "Other title", body); again != sum || err != nil {
		t.Errorf("kept again as %s, %v", again, err)
	}
	title, got, ok, err := s.Document(t.Context(), sum)
	if title != "Terms" || !bytes.Equal(got, body) || !ok || err != nil {
		t.Errorf("%s %q %v %v", title, got, ok, err)
	}
	if _, _, ok, err := s.Document(t.Context(), "nothing"); ok || err != nil {
		t.Errorf("something is there: %v", err)
	}
	_, err = s.KeepDocument(t.Context(), "Big", make([]byte, bodyBytes+1))
	mustExplain(t, err, "larger than is ever kept")
}

func TestWhatStandsUnderAReferenceIsKnown(t *testing.T) {
	onBoth(t, testWhatStandsUnderAReferenceIsKnown)
}

func testWhatStandsUnderAReferenceIsKnown(t *testing.T, where string) {
	s := open(t, where)
	if err := s.SaveDraft(t.Context(), Draft{Scope: "api", Ref: "AX-1"}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"port", "service"} {
		if err := s.Append(t.Context(), Transition{Scope: "api", Ref: "AX-2", Kind: kind, Seq: 1, State: "confirmed"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, one := range []struct {
		scope, ref  string
		begun, sent bool
	}{{"api", "AX-1", true, false}, {"api", "AX-2", false, true}, {"api", "AX-3", false, false}, {"another", "AX-1", false, false}, {"another", "AX-2", false, false}} {
		if begun, sent, err := s.Known(t.Context(), one.scope, one.ref); begun != one.begun || sent != one.sent || err != nil {
			t.Errorf("%+v: %t, %t, %v", one, begun, sent, err)
		}
	}
}

func TestDrafts(t *testing.T) { onBoth(t, testDrafts) }

func testDrafts(t *testing.T, where string) {
	s := open(t, where)
	d := Draft{Scope: "api", Ref: "AX-1", At: time.Unix(5, 0), User: "me", Company: "Acme", Title: "a port", Step: "Port", Body: []byte("one")}
	older := Draft{Scope: "api", Ref: "AX-2", At: time.Unix(4, 0)}
	for _, d := range []Draft{d, older, {Scope: "another", Ref: "AX-1", At: time.Unix(9, 0)}} {
		if err := s.SaveDraft(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	d.Body, d.Step = []byte("two"), "Summary"
	if err := s.SaveDraft(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Drafts(t.Context(), "api"); err != nil || !reflect.DeepEqual(list, []Draft{d, older}) {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.DropDraft(t.Context(), "api", "AX-1"); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Drafts(t.Context(), "api"); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	mustExplain(t, s.SaveDraft(t.Context(), Draft{Body: make([]byte, bodyBytes+1)}), "larger than is ever kept")
}

func TestNotes(t *testing.T) { onBoth(t, testNotes) }

func testNotes(t *testing.T, where string) {
	s := open(t, where)
	n := Note{GUID: "g", At: time.Unix(5, 0), User: "me", Text: "call\x1b[31m first\nthen cut", Tags: []string{"vip", "lab"}}
	if err := s.PutNote(t.Context(), "api", n); err != nil {
		t.Fatal(err)
	}
	n.Text = "call first\nthen cut"
	if got, err := s.Notes(t.Context(), "api"); err != nil || !reflect.DeepEqual(got, map[string]Note{"g": n}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Notes(t.Context(), "another"); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.PutNote(t.Context(), "api", Note{GUID: "g"}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Notes(t.Context(), "api"); err != nil || len(got) != 0 {
		t.Errorf("an empty note is kept: %+v, %v", got, err)
	}
	mustExplain(t, s.PutNote(t.Context(), "api", Note{Text: strings.Repeat("x", noteBytes+1)}), "larger than is ever kept")
}

// TestOldJournalsAreTakenOver: a database of the version that knew intents and outcomes keeps what it held.
func TestOldJournalsAreTakenOver(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for _, sql := range []string{
		"DROP TABLE transitions", "DROP TABLE documents", "DROP TABLE drafts", "DROP TABLE notes", "DROP TABLE readings",
		"DROP TABLE audit", "DROP TABLE presence", "DROP TABLE shares", "DROP TABLE leases", "DROP TABLE answers", firstTables(t), "PRAGMA user_version=2",
		`INSERT INTO intents VALUES (1, 10, 'AX-1', 'port', 'first post', 'AU1', 'me', 'POST', 'v1/resource/AU1', x'7b7d', 'aa', '[]')`,
		`INSERT INTO intents VALUES (2, 30, 'AX-1', 'port', 'second post', 'AU1', 'me', 'POST', 'v1/resource/AU1', x'7b7d', 'bb',
			'[{"id":"d1","title":"Terms","sha256":"cc","signed_at":"2026-01-02T03:04:05Z"}]')`,
		`INSERT INTO outcomes VALUES (1, 1, 20, 200, 'offered', '', ''), (2, 2, 40, 0, 'unknown', '', 'cut'), (3, 2, 50, 200, 'placed', 'g-1', '')`,
	} {
		run(t, s, sql)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := open(t, dir).Timeline(t.Context(), "", "AX-1", "port")
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for i, tr := range list {
		states = append(states, tr.State)
		if tr.Seq != i+1 || tr.User != "me" {
			t.Errorf("entry %d is %+v", i, tr)
		}
	}
	if got := strings.Join(states, " "); got != "confirmed offered placing unknown placed" {
		t.Fatalf("the order went %s", got)
	}
	if d := list[2].Documents; len(d) != 1 || d[0].SignedBy != "me" || d[0].SignedAt.IsZero() || list[4].GUID != "g-1" || list[3].Said != "cut" {
		t.Errorf("%+v", list)
	}
}

// firstTables are the journal's tables as the first migration makes them.
func firstTables(t *testing.T) string {
	t.Helper()
	list, err := scripts("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	from := strings.Index(list[0], "CREATE TABLE intents")
	return list[0][from:]
}
