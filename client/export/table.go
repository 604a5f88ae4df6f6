// Package export makes texts that are taken away of what a screen shows: a list as CSV, JSON or a Markdown table, a detail as
// Markdown for a ticket, a request as a curl command; and writes them to a file. It knows nothing of screens, and no secret: who
// makes a Table or a Document leaves those out.
package export

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Cell is one value of a row under its column's name, which is lower case, with underscores and its unit, and stays as it is: scripts
// read by it. Value is a string, a bool, an int, an int64, a float64, a time.Time, a []string, or what marshals itself as text, such
// as an amount of money; nil, a zero time and a number that is none are left empty.
type Cell struct {
	Name  string
	Value any
}

// Row is a row of a Table.
type Row []Cell

// Table is a list to be taken away.
type Table struct {
	Name    string   // in words, such as "locations": it names the file too
	Columns []string // names of the columns
	Rows    []Row    // each with a cell for each column, in their order
}

// MostRows is the most rows that a Table takes; the first ones are kept.
const MostRows = 100_000

// List makes a Table of items, of which row tells the cells: the same names for each item, and for the zero one.
func List[T any](name string, items []T, row func(T) Row) Table {
	var none T
	t := Table{Name: name}
	for _, c := range row(none) {
		t.Columns = append(t.Columns, c.Name)
	}
	items = items[:min(len(items), MostRows)]
	t.Rows = make([]Row, len(items))
	for i, item := range items {
		t.Rows[i] = row(item)
	}
	return t
}

// JSON is the list as an array of objects, their keys in the order of the columns. Times are RFC 3339 in UTC, amounts of money are
// strings, since a number would lose digits, and what isn't known is null.
func (t Table) JSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[")
	for i, row := range t.Rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  {")
		for j, c := range row {
			if j > 0 {
				b.WriteString(", ")
			}
			value, err := c.json()
			if err != nil {
				return nil, fmt.Errorf("%s of row %d can't be written as JSON: %w", c.Name, i+1, err)
			}
			name, _ := marshal(c.Name) // a string always has a JSON form
			b.Write(name)
			b.WriteString(": ")
			b.Write(value)
		}
		b.WriteString("}")
	}
	if len(t.Rows) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	return b.Bytes(), nil
}

// marshal is JSON that leaves <, > and & as they are: it is read by people too.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func (c Cell) json() ([]byte, error) {
	switch v := c.Value.(type) {
	case time.Time:
		if v.IsZero() {
			return []byte("null"), nil
		}
		return marshal(v.UTC().Format(time.RFC3339Nano))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return []byte("null"), nil
		}
	case []string:
		if v == nil {
			return []byte("[]"), nil
		}
	}
	return marshal(c.Value)
}

// text is the value in words; number tells that it is one, which no spreadsheet takes for a formula.
func (c Cell) text() (text string, number bool) {
	switch v := c.Value.(type) {
	case nil:
		return "", false
	case string:
		return v, false
	case bool:
		return strconv.FormatBool(v), false
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", false
		}
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case time.Time:
		if v.IsZero() {
			return "", false
		}
		return v.UTC().Format(time.RFC3339Nano), false
	case []string:
		return strings.Join(v, ", "), false
	case encoding.TextMarshaler:
		if b, err := v.MarshalText(); err == nil {
			return string(b), false
		}
	}
	return fmt.Sprint(c.Value), false
}

// CSV is the list by RFC 4180, with a head. A cell that a spreadsheet would take for a formula is defused.
func (t Table) CSV() ([]byte, error) {
	var b bytes.Buffer
	const end = "\r\n"
	b.WriteString(CSVLine(t.Columns, end))
	out := make([]string, len(t.Columns))
	for _, row := range t.Rows {
		for i, c := range row {
			text, number := c.text()
			if !number {
				text = Defused(text)
			}
			out[i] = text
		}
		b.WriteString(CSVLine(out, end))
	}
	return b.Bytes(), nil
}

// CSVLine is a line of CSV up to its end, which is that of the lines in a cell too: carriage returns of a cell are left out. Every cell is in
// quotes but words and numbers, which hold nothing that any spreadsheet takes for a separator; encoding/csv would quote for the comma alone,
// while many countries' spreadsheets separate by a semicolon.
func CSVLine(cells []string, end string) string {
	var b strings.Builder
	quoted := strings.NewReplacer("\r", "", "\n", end, `"`, `""`)
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		if strings.ContainsFunc(c, breaks) {
			c = `"` + quoted.Replace(c) + `"`
		}
		b.WriteString(c)
	}
	return b.String() + end
}

// breaks tells what is part of no word and no number.
func breaks(r rune) bool {
	return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.:+", r)
}

// Defused is a CSV cell of which no spreadsheet takes any part for a formula (OWASP, CSV injection): where it begins like one, behind blanks
// or not, it gets a quote in front; so does what follows a semicolon, a tab or a line's end, since where those separate it would be a cell of
// its own, whatever quotes are around. The wide signs are what some take for the narrow ones.
func Defused(cell string) string {
	var b strings.Builder
	for i, rest := 0, cell; rest != ""; i++ {
		part := rest
		if at := strings.IndexAny(rest, ";\t\r\n"); at >= 0 {
			part = rest[:at+1]
		}
		rest = rest[len(part):]
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(part, " \u00a0\u3000\ufeff\""))
		if strings.ContainsRune("=+-@＝＋－＠", first) || i == 0 && strings.ContainsRune("\t\r\n", first) {
			b.WriteByte('\'')
		}
		b.WriteString(part)
	}
	return b.String()
}
