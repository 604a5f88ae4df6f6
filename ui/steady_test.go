package ui_test

import (
	"regexp"
	"slices"
	"strings"
)

// varying is what differs from one play to the next, and what stands for it in a golden file. Where columns are aligned
// the stand-in is as wide as what it hides.
var varying = []struct {
	pattern *regexp.Regexp
	standIn string
}{
	{regexp.MustCompile(`\bAX-[0-9A-Z]{5}\b`), "AX-?????"},
	{regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), "????????-????-????-????-????????????"},
	{regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}\b`), "????-????"},
	{regexp.MustCompile(`SHA256:[A-Za-z0-9+/]{43}`), "SHA256:" + strings.Repeat("?", 43)},
	{regexp.MustCompile(`\buntil \d{2}:\d{2}\b`), "until hh:mm"},
	{regexp.MustCompile(`\b\d{2}:\d{2}:\d{2}\b`), "hh:mm:ss"},
	{regexp.MustCompile(`\b\d+ s\b`), "? s"},
	{regexp.MustCompile(`\b\d+ min\b`), "? min"}, // a busy machine plays long enough for an age to turn
	// Which neighbours were looked at depends on what was learnt of the rows before, and so on how fast they came.
	{regexp.MustCompile(`of \d+ (other services on POP \S+) \(8 looked at for this[^)]*\)`), "of ? $1 (8 looked at for this …)"},
}

// sourced is a source with its age, at the right edge of its column.
var sourced = regexp.MustCompile(` *\b(service|area|device, cached|radius|usage), (just now|\d+ (?:s|min|h) old)`)

// steady is a screen as it reads on every play, fast or slow.
func steady(text string) string {
	text = columns(text)
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.standIn)
	}
	return text
}

// columns sets a diagnosis's two columns one below the other, each entry in a line of its own: how wide an age is tells where
// the words beside it wrap, so that one more digit would move them all.
func columns(text string) string {
	lines := strings.Split(text, "\n")
	first := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Evidence ") })
	if first < 0 {
		return text
	}
	var columns [2][]string
	last := first
	for ; last < len(lines); last++ {
		left, right, both := strings.Cut(lines[last], "│")
		if !both {
			break
		}
		columns[0], columns[1] = append(columns[0], left), append(columns[1], strings.TrimPrefix(right, " "))
	}
	for last < len(lines) && strings.TrimSpace(lines[last]) == "" {
		last++ // as many as the columns leave
	}
	all := slices.Concat(lines[:first], entries(columns[0]), []string{""}, entries(columns[1]), []string{""}, lines[last:])
	return strings.Join(all, "\n")
}

// entries joins the lines of each entry, behind its source, which stands on the first of them, without its age.
func entries(lines []string) []string {
	var all []string
	for _, line := range lines {
		said := sourced.FindStringSubmatch(line)
		if said != nil {
			line = said[1] + ": " + strings.Replace(line, said[0], "", 1)
		}
		switch word := strings.TrimSpace(line); {
		case word == "":
		case said == nil && len(all) > 0 && strings.HasPrefix(line, "  "):
			had := all[len(all)-1]
			if !strings.HasSuffix(had, "-") || strings.HasSuffix(had, " -") { // else it was broken at its hyphen
				had += " "
			}
			all[len(all)-1] = had + word
		default:
			all = append(all, word)
		}
	}
	return all
}
