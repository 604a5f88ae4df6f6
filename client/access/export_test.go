package access_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"axdesk/client/access"
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
