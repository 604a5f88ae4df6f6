package parts

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/bidi"
)

// stay is a blank cell that counts as a letter written from left to right (U+2800, an empty Braille pattern). Terminals that
// reorder lines go by letters: behind it what follows stays where it was drawn. The marks that Unicode has for this take no
// cell, and terminals and renderers drop them.
const stay = "\u2800"

// Steady makes lines stay as they are drawn on terminals that reorder right-to-left text: Arabic or Hebrew letters would take
// digits behind them, such as a price, to their other side, and would swap columns. Only blanks before and behind such letters
// become other blanks; nothing moves, and what holds no such letters comes back as it is.
func Steady(text string) string {
	if !mayTurn(text) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if mayTurn(l) {
			lines[i] = steadyLine(l)
		}
	}
	return strings.Join(lines, "\n")
}

// mayTurn is the fast path, by the bytes that begin right-to-left letters in UTF-8, and few others.
func mayTurn(s string) bool {
	for i := 0; i < len(s); i++ {
		b := s[i]
		if b < 0xd6 || i+1 == len(s) {
			continue
		}
		next := s[i+1]
		switch {
		case b <= 0xdf, b == 0xe0 && next >= 0xa0 && next <= 0xa3, b == 0xef && next >= 0xac && next <= 0xbb,
			b == 0xf0 && (next == 0x90 || next == 0x9e):
			return true
		}
	}
	return false
}

// direction is what the last letter of a line was.
type direction int

const (
	noLetter direction = iota
	leftToRight
	rightToLeft
)

// steadier goes through a line once.
type steadier struct {
	last   direction
	gap    int  // where the first blank since that letter is; -1 without one
	wide   bool // what stands since then parts columns or facts
	blank  bool // the cell before is blank
	blanks []int
}

func steadyLine(line string) string {
	s := steadier{gap: -1}
	var state byte
	for at := 0; at < len(line); {
		seq, width, n, next := ansi.DecodeSequence(line[at:], state, nil)
		if state = next; width > 0 {
			s.cell(seq, at)
		}
		at += max(n, 1)
	}
	for i := len(s.blanks) - 1; i >= 0; i-- {
		at := s.blanks[i]
		line = line[:at] + stay + line[at+1:]
	}
	return line
}

// cell takes what stands in the next cells, at a byte of the line.
func (s *steadier) cell(seq string, at int) {
	r, _ := utf8.DecodeRuneInString(seq)
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L:
		s.letter(leftToRight)
		return
	case bidi.R, bidi.AL:
		// The first letter of a line tells some terminals which way all of it goes.
		if s.last == noLetter || s.last == rightToLeft && s.wide {
			s.hold()
		}
		s.letter(rightToLeft)
		return
	case bidi.EN:
		if s.last == rightToLeft && s.hold() {
			s.letter(leftToRight)
			return
		}
	}
	if seq == " " {
		s.wide = s.wide || s.blank
		if s.gap < 0 {
			s.gap = at
		}
	}
	s.blank = seq == " "
	s.wide = s.wide || seq == "│" || seq == "|" || seq == "·"
}

func (s *steadier) letter(d direction) { s.last, s.gap, s.wide, s.blank = d, -1, false, false }

// hold puts a blank that stays where the gap begins, and tells whether there was a gap.
func (s *steadier) hold() bool {
	if s.gap < 0 {
		return false
	}
	s.blanks = append(s.blanks, s.gap)
	return true
}
