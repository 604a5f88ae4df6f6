package order

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/store/storetest"
)

var journaled = []Entry{
	{
		Ref: "AX-1", Kind: "port", Seq: 1, State: "confirmed", At: time.Unix(5, 0), User: "me", Price: "1.00 once", Body: []byte(`{"a":1}`), Method: "POST",
		Said: "=HYPERLINK(\"x\")",
	},
	{Ref: "AX-1", Kind: "port", Seq: 2, State: "placed", At: time.Unix(6, 0), GUID: "g", Body: []byte("no json"), Title: "a, b\n\"c\""},
}

func TestTheJournalIsExportedForScripts(t *testing.T) {
	raw, err := ExportJSON(journaled)
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Ref, State, At string
		Body           any
	}
	if err := json.Unmarshal(raw, &list); err != nil || len(list) != 2 {
		t.Fatalf("%v in %s", err, raw)
	}
	if list[0].At != "1970-01-01T00:00:05Z" || list[0].State != "confirmed" || list[1].Body != "no json" {
		t.Errorf("%+v", list)
	}
	if body, ok := list[0].Body.(map[string]any); !ok || body["a"] != 1.0 {
		t.Errorf("the body is %v", list[0].Body)
	}
	if raw, err := ExportJSON(nil); err != nil || strings.TrimSpace(string(raw)) != "[]" {
		t.Errorf("an empty journal is %s, %v", raw, err)
	}
	text, err := ExportCSV(journaled)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v in %s", err, text)
	}
	if rows[2][8] != "a, b\n\"c\"" || rows[1][12] != "'=HYPERLINK(\"x\")" || rows[0][0] != "at" {
		t.Errorf("%q", rows)
	}
}

func TestProgressIsWrittenOnceAndOnlyOfWhatIsBought(t *testing.T) {
	m := &storetest.Rows{}
	j := NewJournal(m, "test")
	see := func(o axon.Overall) {
		t.Helper()
		if err := j.Progress(t.Context(), "AX-1", KindService, StateOf(o), ""); err != nil {
			t.Fatal(err)
		}
	}
	see(axon.OverallReady) // of nothing
	o := &Order{Ref: "AX-1", Kind: KindService}
	for _, e := range []Entry{{State: "confirmed", Method: "POST"}, {State: "placed", GUID: "g"}} {
		if err := j.take(t.Context(), o, e); err != nil {
			t.Fatal(err)
		}
		see(axon.OverallUnknown)
	}
	for _, v := range []axon.Overall{axon.OverallWorking, axon.OverallWorking, axon.OverallWaiting, axon.OverallReady, axon.OverallReady, axon.OverallFailed, axon.OverallReady, axon.OverallRemoved, axon.OverallReady} {
		see(v)
	}
	if got, want := m.States(), "confirmed placed provisioning ready failed ready ended"; got != want {
		t.Errorf("the order went %s, want %s", got, want)
	}
	if last := m.Last(); last.GUID != "g" {
		t.Errorf("an entry has lost what was bought: %+v", last)
	}
}

// TestAHundredScreensWriteOnePieceOfNews has another session write just before this one does.
func TestAHundredScreensWriteOnePieceOfNews(t *testing.T) {
	for _, one := range []struct {
		other, mine State
		want        string
	}{
		{StateReady, StateReady, "confirmed placed ready"},
		{StateProvisioning, StateReady, "confirmed placed provisioning ready"},
		{StateReady, StateProvisioning, "confirmed placed ready"}, // what was seen earlier doesn't undo the news
		{StateEnded, StateReady, "confirmed placed ended"},
	} {
		m := &storetest.Rows{}
		bought1(t, NewJournal(m, "test"), line1)
		m.Race(func() {
			if err := NewJournal(m, "test").Progress(t.Context(), "AX-OWN01", KindService, one.other, ""); err != nil {
				t.Error(err)
			}
		})
		err := NewJournal(m, "test").Progress(t.Context(), "AX-OWN01", KindService, one.mine, "")
		if got := m.States(); err != nil || got != one.want {
			t.Errorf("%s against %s: %s, %v, want %s", one.mine, one.other, got, err, one.want)
		}
	}
}
