package views

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// inBox draws a screen at every size from one cell on: none may panic, nor draw a line too wide or too many.
func inBox(t *testing.T, s Screen) {
	t.Helper()
	for w := 1; w <= 150; w += 1 + w/7 {
		for h := 1; h <= 50; h += 1 + h/4 {
			lines := strings.Split(s.View(w, h), "\n")
			if len(lines) > h {
				t.Fatalf("%d lines drawn into %d×%d", len(lines), w, h)
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got > w {
					t.Fatalf("a line of %d cells drawn into %d×%d: %q", got, w, h, ansi.Strip(line))
				}
			}
		}
	}
}
