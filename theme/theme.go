// Package theme holds how everything looks: one Theme value a session, built from what its terminal is
// able to show. Nothing here is global, since over SSH each session has a terminal of its own.
package theme

import (
	"fmt"
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// Options say what the terminal is able to show.
type Options struct {
	Light bool // the terminal's background is light
	ASCII bool // its character set has no box drawing or symbols
	Plain bool // no colour at all: NO_COLOR or a terminal without; bold and reverse may still work

	Name string // the theme that was chosen; Auto goes by the background
	Own  *Own   // the user's colours; nil without
}

// Theme is the palette, as styles named after what they mean, and the glyphs.
type Theme struct {
	Options
	Glyphs Glyphs

	Text     lipgloss.Style // ordinary words
	Dim      lipgloss.Style // what may be skipped
	Bold     lipgloss.Style
	Title    lipgloss.Style // a pane's title
	Accent   lipgloss.Style // the one accent hue: where one is, what one may press
	Selected lipgloss.Style // the highlighted row, beside its marker glyph
	Match    lipgloss.Style // what a filter or search found
	Rule     lipgloss.Style // thin lines
	Good     lipgloss.Style
	Busy     lipgloss.Style
	Warn     lipgloss.Style
	Bad      lipgloss.Style
	Loud     lipgloss.Style // a badge such as PRODUCTION
	Badge    lipgloss.Style // a badge such as SANDBOX
}

// New builds the theme for a terminal.
func New(o Options) *Theme {
	p := o.palette()
	ink := func(colour string) lipgloss.Style {
		if o.Plain || colour == "" {
			return lipgloss.NewStyle()
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(colour))
	}
	t := &Theme{
		Options: o, Glyphs: Unicode,
		// Ordinary text keeps the terminal's own foreground: fewer bytes, and right on any background.
		Text: lipgloss.NewStyle(), Bold: lipgloss.NewStyle().Bold(true),
		Dim: ink(p.dim), Title: lipgloss.NewStyle().Bold(true), Accent: ink(p.accent), Rule: ink(p.rule),
		Selected: ink(p.accent).Bold(true), Match: ink(p.accent).Underline(true),
		Good: ink(p.good), Busy: ink(p.busy), Warn: ink(p.warn), Bad: ink(p.bad),
		Badge: lipgloss.NewStyle().Reverse(true), Loud: ink(p.bad).Reverse(true).Bold(true),
	}
	if o.ASCII {
		t.Glyphs = ASCII
	}
	return t
}

// Background is a stand-in for the terminal's own, for contrast checks.
func Background(light bool) color.Color {
	if light {
		return lipgloss.Color("#ffffff")
	}
	return lipgloss.Color("#16161e")
}

// Repaint puts a text that was styled with this theme into the colours of another one, as far as these are true colours.
func (t *Theme) Repaint(text string, to *Theme) string {
	var pairs []string
	for _, s := range [][2]lipgloss.Style{
		{t.Dim, to.Dim}, {t.Accent, to.Accent}, {t.Rule, to.Rule}, {t.Good, to.Good}, {t.Busy, to.Busy}, {t.Warn, to.Warn}, {t.Bad, to.Bad},
	} {
		from, ok := s[0].GetForeground().(color.RGBA)
		into, too := s[1].GetForeground().(color.RGBA)
		if ok && too && from != into {
			pairs = append(pairs, sgr(from), sgr(into))
		}
	}
	if len(pairs) == 0 {
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// sgr is how a true colour stands in a styled text.
func sgr(c color.RGBA) string { return fmt.Sprintf("38;2;%d;%d;%d", c.R, c.G, c.B) }
