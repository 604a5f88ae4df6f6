package main

import (
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// shownBy is the screen after bytes were written to an emulator.
func shownBy(w, h int, written string) *screen {
	t := &terminal{term: vt.NewEmulator(w, h)}
	_, _ = t.term.Write([]byte(written))
	return t.look()
}

// TestFloor compares what the arithmetic says with bytes that were counted by hand, each given as the sequence that does it.
func TestFloor(t *testing.T) {
	lines := "\x1b[H1 one\r\n2 two\r\n3 three\r\n4 four\r\n5 five"
	for _, c := range []struct{ name, before, after, least string }{
		{"nothing", "a\x1b[H", "a\x1b[H", ""},
		{"a character under the cursor", "a\x1b[H", "b", "b"},
		{"a character elsewhere", "\x1b[3;5Ha\x1b[H", "\x1b[3;5Hb", "\x1b[3;5Hb"},
		{"a jump back is a BS", "ab", "aB", "\bB"},
		{"to the next line's first column", "ab\r\ncd\x1b[1;3H", "ab\r\nCd", "\r\nC"},
		{"a gap is printed again where a jump is longer", "abc\x1b[H", "AbC", "AbC"},
		{"and jumped over where that is shorter", "abcdefgh\x1b[H", "AbcdefgH", "A\x1b[6CH"},
		{"a style is named once for a run", "abc\x1b[H", "\x1b[1mabc\x1b[m", "\x1b[1mabc"},
		{"and left once", "abc\x1b[H", "\x1b[1ma\x1b[mBc", "\x1b[1ma\x1b[mB"},
		{"the rest of a line is erased", "abcdefgh\x1b[H", "a", "\x1b[C\x1b[K"},
		{"blanks within a line are erased", "abcdefghijk\x1b[H", "a         k", "\x1b[C\x1b[9X"},
		{"the bytes of a character count", "a\x1b[H", "é", "é"},
		{"a wide one is one character", "ab\x1b[H", "世", "世"},
		{
			"lines that moved are scrolled", lines, strings.NewReplacer("1 one\r\n", "").Replace(lines) + "\r\n6 six",
			"\x1b[1;5r\x1b[S\x1b[r" + "\x1b[5d" + "6 six",
		},
		{
			"and those around them stay", lines, strings.NewReplacer("2 two\r\n", "", "1 one", "1 ONE").Replace(lines) + "\r\n6 six",
			"\x1b[2;5r\x1b[S\x1b[r" + "\x1b[2CONE" + "\x1b[5H" + "6 six",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, want := floorOf(shownBy(20, 5, c.before), shownBy(20, 5, c.after)), len(c.least)
			if got != want {
				t.Errorf("%d bytes, want the %d of %q", got, want, c.least)
			}
		})
	}
}

// TestFloorIsNoMoreThanARepaint: whatever is on two screens, the floor is at most what a plain repaint writes.
func TestFloorIsNoMoreThanARepaint(t *testing.T) {
	texts := []string{"", "one\r\ntwo", "\x1b[7mone\x1b[m\r\ntwo\r\nthree", "世界 and \x1b[31mred\x1b[m", "\x1b[4;1Hlow \x1b[1;38;2;1;2;3mend"}
	for _, a := range texts {
		for _, b := range texts {
			before, after := shownBy(30, 6, a), shownBy(30, 6, b)
			buf := uv.NewBuffer(30, 6)
			for i, c := range after.cells {
				buf.SetCell(i%30, i/30, &c)
			}
			if got, most := floorOf(before, after), len(buf.Render())+len("\x1b[H")+6*len("\r\x1b[K"); got > most || (got == 0) != (a == b) {
				t.Errorf("from %q to %q the floor is %d bytes, a repaint's are %d", a, b, got, most)
			}
		}
	}
}
