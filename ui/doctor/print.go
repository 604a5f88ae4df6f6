package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// marks are a glyph and a word for each level; the words are as wide as each other, so that what follows stands in a column.
var (
	marks = map[Level]string{Good: "● ok   ", Note: "▲ note ", Wrong: "✕ wrong"}
	plain = map[Level]string{Good: "* ok   ", Note: "! note ", Wrong: "x wrong"}
)

// Print writes a report as lines, what to do below what it is for, and one sentence of all.
func (r Report) Print(w io.Writer, ascii bool) error {
	use, arrow := marks, "→"
	if ascii {
		use, arrow = plain, "->"
	}
	var out strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&out, "%s  %-13s  %s\n", use[f.Level], f.Area, f.What)
		if f.Mend != "" {
			fmt.Fprintf(&out, "%*s%s %s\n", 24, "", arrow, f.Mend)
		}
	}
	_, err := io.WriteString(w, out.String()+"\n"+r.Sum()+"\n")
	return err
}

// Sum is one sentence.
func (r Report) Sum() string {
	count := map[Level]int{}
	for _, f := range r.Findings {
		count[f.Level]++
	}
	switch {
	case r.OK && count[Note] == 0:
		return "All is well."
	case r.OK:
		return "Nothing is wrong; " + many(count[Note], "note") + "."
	case count[Wrong] == 1:
		return "1 thing is wrong."
	}
	return fmt.Sprintf("%d things are wrong.", count[Wrong])
}

// JSON writes a report for programs.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
