package screentest

import "golang.org/x/text/unicode/bidi"

// Turned are the pieces of a line that a terminal draws from right to left, by Unicode's algorithm as a library has it. A test or a
// property's own runner hears of a line that can't be read.
func Turned(t interface{ Fatal(args ...any) }, line string) []string {
	if line == "" {
		return nil
	}
	var p bidi.Paragraph
	if _, err := p.SetString(line); err != nil {
		t.Fatal(err)
	}
	order, err := p.Order()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range order.NumRuns() {
		if run := order.Run(i); run.Direction() == bidi.RightToLeft {
			out = append(out, run.String())
		}
	}
	return out
}
