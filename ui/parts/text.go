// Package parts holds what screens are made of: lists, pagers, forms, chains. Parts know how to draw and
// move; what they show, and what choosing means, is their screen's.
package parts

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Cut shortens a styled text to w cells, ending in tail when it had to be cut.
func Cut(s string, w int, tail string) string {
	if w <= 0 {
		return ""
	}
	// A cell takes a byte at least, and most texts are short: these need no measuring.
	if len(s) <= w || Width(s) <= w {
		return s
	}
	// Truncate takes a digit that a variation selector makes wide for one cell: its answer may be over.
	for at := w; at > 0; at-- {
		if out := ansi.Truncate(s, at, tail); Width(out) <= w {
			return out
		}
	}
	return ""
}

// Fit makes a styled text exactly w cells wide: cut, or filled up on the right.
func Fit(s string, w int, tail string) string {
	s = Cut(s, w, tail)
	if gap := w - Width(s); gap > 0 {
		return s + strings.Repeat(" ", gap)
	}
	return s
}

// FitRight is Fit for numbers: filled up on the left.
func FitRight(s string, w int, tail string) string {
	s = Cut(s, w, tail)
	if gap := w - Width(s); gap > 0 {
		return strings.Repeat(" ", gap) + s
	}
	return s
}

// Ends puts one text at the left and one at the right of w cells; the left one gives way.
func Ends(left, right string, w int, tail string) string {
	r := Width(right)
	if r >= w {
		return Cut(right, w, tail)
	}
	room := w - r
	if r > 0 && Width(left) > room-1 {
		left = Cut(left, room-1, tail)
	}
	return Fit(left, room, tail) + right
}

// Wrap breaks a text into lines of at most w cells, at spaces where there are any. Each line is styled in
// itself: whoever leaves one out, or puts another text beside it, takes no colour along.
func Wrap(s string, w int) []string {
	if w < 1 {
		return nil
	}
	if strings.Contains(s, "\x1b") {
		s = lipgloss.Wrap(s, w, "")
	} else {
		s = ansi.Wrap(s, w, "")
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = Cut(l, w, "")
	}
	return lines
}

// Clip keeps at most h lines.
func Clip(lines []string, h int) []string {
	if h < 0 {
		h = 0
	}
	if len(lines) > h {
		return lines[:h]
	}
	return lines
}

// Pane makes lines exactly w by h cells.
func Pane(lines []string, w, h int, tail string) []string {
	out := make([]string, max(0, h))
	for i := range out {
		if i < len(lines) {
			out[i] = Fit(lines[i], w, tail)
		} else {
			out[i] = Fit("", w, tail)
		}
	}
	return out
}

// Beside joins two panes with a rule between them; both must have the same number of lines.
func Beside(left, right []string, rule string) []string {
	out := make([]string, len(left))
	for i := range left {
		out[i] = left[i] + rule + right[i]
	}
	return out
}

// Plural is a count with its noun.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
