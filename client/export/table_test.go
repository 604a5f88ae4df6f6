package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

var some = List("ports", []string{"a", "b"}, func(s string) Row {
	row := Row{{"name", s}, {"rx_dbm", nil}, {"price", decimal.RequireFromString("1234.50")}, {"at", time.Time{}}, {"tags", []string(nil)}, {"ok", false}}
	if s == "b" {
		at := time.Date(2026, 3, 14, 11, 15, 0, 0, time.FixedZone("", 11*3600))
		row = Row{{"name", "=1+1, \"x\"\nnext"}, {"rx_dbm", -19.2}, {"price", decimal.RequireFromString("0.005")}, {"at", at}, {"tags", []string{"x|y", "z"}}, {"ok", true}}
	}
	return row
})

func TestAListAsCSV(t *testing.T) {
	t.Parallel()
	got, err := some.CSV()
	want := "name,rx_dbm,price,at,tags,ok\r\na,,1234.5,,,false\r\n" + "\"'=1+1, \"\"x\"\"\r\nnext\",-19.2,0.005,2026-03-14T00:15:00Z,\"x|y, z\",true\r\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%q\n%q", err, got, want)
	}
}

func TestAListAsJSON(t *testing.T) {
	t.Parallel()
	got, err := some.JSON()
	want := `[
  {"name": "a", "rx_dbm": null, "price": "1234.5", "at": null, "tags": [], "ok": false},
  {"name": "=1+1, \"x\"\nnext", "rx_dbm": -19.2, "price": "0.005", "at": "2026-03-14T00:15:00Z", "tags": ["x|y","z"], "ok": true}
]
`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\n%s", err, got, want)
	}
	none := List("ports", nil, func(s string) Row { return Row{{"name", s}, {"nan", math.NaN()}} })
	if got, err := none.JSON(); err != nil || string(got) != "[]\n" {
		t.Errorf("an empty list is %q, %v", got, err)
	}
	if got, _ := none.CSV(); string(got) != "name,nan\r\n" {
		t.Errorf("an empty list is %q", got)
	}
	odd := List("ports", []string{"x"}, func(s string) Row { return Row{{"name", s}, {"nan", math.NaN()}} })
	if got, err := odd.JSON(); err != nil || !strings.Contains(string(got), `"nan": null`) {
		t.Errorf("what is no number is %q, %v", got, err)
	}
}

func TestAListHasABound(t *testing.T) {
	t.Parallel()
	if n := len(List("x", make([]int, MostRows+1), func(int) Row { return nil }).Rows); n != MostRows {
		t.Errorf("%d rows", n)
	}
}

// FuzzCSVCell holds that what is written is read as one row of the same cells, and that no cell is taken for a formula.
func FuzzCSVCell(f *testing.F) {
	for _, s := range []string{"", "=1", "+1", "-1", "@A1", "\t=1", " =1", "\u00a0=1", "＝1", "\ufeff=1", "'=1", "a\r\nb", `"`, "a,b", "\xff", "\r=1", "\n", "a;=1", "a;\"=1", "a\n-1", "a\r+1", ";;\t @"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := List("x", []string{s}, func(s string) Row { return Row{{"a", s}, {"b", "z"}} }).CSV()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 || rows[1][1] != "z" {
			t.Fatalf("%q is written as %q, and read as %q, %v", s, text, rows, err)
		}
		// Carriage returns are the lines' own: none of a cell is written. A quote may be in front of each of its parts.
		bare := strings.NewReplacer("\r", "", "'", "")
		if bare.Replace(rows[1][0]) != bare.Replace(s) {
			t.Fatalf("%q came back as %q", s, rows[1][0])
		}
		// The same for one whose spreadsheet separates by something else, and minds no quotes.
		for part := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			first, _ := utf8.DecodeRuneInString(strings.TrimLeft(part, " \u00a0\u3000\ufeff\""))
			if strings.ContainsRune("=+-@＝＋－＠", first) {
				t.Fatalf("%q has a formula: %q", s, text)
			}
		}
		first, _ := utf8.DecodeRuneInString(rows[1][0])
		if rows[1][0] != "" && strings.ContainsRune("\t\r\n", first) {
			t.Fatalf("%q is a formula: %q", s, rows[1][0])
		}
	})
}

// TestACellIsOneWhateverSeparates quotes all but words and numbers, and defuses what would begin a cell.
func TestACellIsOneWhateverSeparates(t *testing.T) {
	t.Parallel()
	cells := []any{"a;=1+1", "x", "two words", "a\n@b", "a\t +1", `a;"=1`, "a;b - c", -5, "x\r=1"}
	got, err := List("x", []int{0}, func(int) Row {
		var row Row
		for _, c := range cells {
			row = append(row, Cell{"c", c})
		}
		return row
	}).CSV()
	want := "c,c,c,c,c,c,c,c,c\r\n" + `"a;'=1+1",x,"two words","a` + "\r\n'@b\",\"a\t' +1\"" + `,"a;'""=1","a;b - c",-5,"x'=1"` + "\r\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%q\n%q", err, got, want)
	}
}

// FuzzMarkdown holds that no value breaks out of its line, its cell or its fence.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"a|b", "a\nb", "# x", "[a](b)", "<b>", "```\n# x", "1. x", "- x", "https://x.test", "\\", "\\|", "a\r\n|b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := Document{Title: s, Sections: []Section{
			{Title: s, Text: s, Facts: []Fact{{s, s}, {"n", s}}, List: []string{s}},
			{Table: &Table{Columns: []string{"a", "b"}, Rows: []Row{{{"a", s}, {"b", "z"}}}}},
		}}
		for _, line := range strings.Split(string(d.Markdown()), "\n") {
			bars := strings.Count(line, "|") - strings.Count(line, `\|`)
			if strings.HasPrefix(line, "|") && bars != 3 {
				t.Fatalf("%q makes the row %q", s, line)
			}
			if !strings.HasPrefix(line, "|") && bars != 0 || strings.ContainsAny(line, "\r") {
				t.Fatalf("%q makes the line %q", s, line)
			}
		}
	})
}

func TestADocumentAsMarkdown(t *testing.T) {
	t.Parallel()
	table := some
	got := Document{Title: "Order AX-1: 10 Gbps", Sections: []Section{
		{Facts: []Fact{{"Price", "1,200.00 | a month"}, {"Empty", " "}}},
		{Title: "What happened", Table: &table},
		{Title: "Nothing"},
		{Title: "Seen", Plain: "a ```b``` c\n  d\n"},
		{List: []string{"ask <them>", "2. look at https://x.test"}},
	}}
	want := "# Order AX-1: 10 Gbps\n\n| | |\n|---|---|\n| Price | 1,200.00 \\| a month |\n\n## What happened\n\n" +
		"| name | rx_dbm | price | at | tags | ok |\n|---|---|---|---|---|---|\n| a |  | 1234.5 |  |  | false |\n" +
		"| \\=1+1, \"x\" next | \\-19.2 | 0.005 | 2026-03-14T00:15:00Z | x\\|y, z | true |\n" +
		"\n## Seen\n\n````text\na ```b``` c\n  d\n````\n\n- ask \\<them\\>\n- 2\\. look at https:\\//x.test\n"
	if string(got.Markdown()) != want {
		t.Errorf("%s\n%s", got.Markdown(), want)
	}
}

// TestJSONIsTyped reads it as a program would.
func TestJSONIsTyped(t *testing.T) {
	t.Parallel()
	text, err := some.JSON()
	var rows []map[string]any
	if err != nil || json.Unmarshal(text, &rows) != nil {
		t.Fatal(err, string(text))
	}
	want := map[string]any{"name": "=1+1, \"x\"\nnext", "rx_dbm": -19.2, "price": "0.005", "at": "2026-03-14T00:15:00Z", "tags": []any{"x|y", "z"}, "ok": true}
	if !reflect.DeepEqual(rows[1], want) {
		t.Errorf("%v", rows[1])
	}
}
