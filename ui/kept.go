package ui

import "strings"

// kept is a line around the screen as it was last drawn. These lines are the same from key to key, and styling their words anew was most of
// a frame's time.
type kept struct{ of, line string }

// get draws anew only when what the line is made of differs.
func (k *kept) get(of string, draw func() string) string {
	if k.of != of || k.line == "" {
		*k = kept{of, draw()}
	}
	return k.line
}

// made is what a line is made of, as one text; the parts hold no NUL, being fit for a terminal.
func made(parts ...string) string { return strings.Join(parts, "\x00") }
