package theme

import "charm.land/lipgloss/v2"

// Glyphs are all symbols that are not words. Each is one cell wide in both sets, so that a layout is the
// same whichever set is in use.
type Glyphs struct {
	Cursor, Tick, Cross, Bullet, More, Minus          string
	Ready, Busy, Scheduled, Holding, Failed, Unknown  string
	Gone                                              string
	Link, Trunk, Rule, Pipe, Up, Down, Step, Ellipsis string
	Enter                                             string
	Dot                                               string // between facts: "4 of 6 · 2 unpriced"
	Spark                                             []string
	Bar, BarSecond, BarEmpty                          string
	GaugeLow, GaugeTick, GaugeHigh                    string // a gauge's ends are its limits
	Spin                                              []string
	ASCII                                             bool
}

// Unicode is the usual set.
var Unicode = Glyphs{
	Cursor: "▸", Tick: "✓", Cross: "✕", Bullet: "•", More: "…", Minus: "−",
	Ready: "●", Busy: "◐", Scheduled: "○", Holding: "▲", Failed: "✕", Unknown: "◌", Gone: "–",
	Link: "─", Trunk: "═", Rule: "─", Pipe: "│", Up: "↑", Down: "↓", Step: "▸", Ellipsis: "…",
	Enter: "↵", Dot: "·",
	Spark: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	Bar:   "█", BarSecond: "▒", BarEmpty: "░",
	GaugeLow: "├", GaugeTick: "┼", GaugeHigh: "┤",
	Spin: []string{"◐", "◓", "◑", "◒"},
}

// ASCII is for terminals and locales without more.
var ASCII = Glyphs{
	Cursor: ">", Tick: "v", Cross: "x", Bullet: "*", More: "~", Minus: "-",
	Ready: "*", Busy: "~", Scheduled: "o", Holding: "!", Failed: "x", Unknown: "?", Gone: "-",
	Link: "-", Trunk: "=", Rule: "-", Pipe: "|", Up: "^", Down: "v", Step: ">", Ellipsis: "~",
	Enter: "enter", Dot: "-",
	Spark: []string{".", ":", "-", "="},
	Bar:   "#", BarSecond: "=", BarEmpty: ".",
	GaugeLow: "[", GaugeTick: "+", GaugeHigh: "]",
	Spin:  []string{"|", "/", "-", "\\"},
	ASCII: true,
}

// Mark is a state's look, whatever the state is of.
type Mark int

// Marks, best first.
const (
	MarkReady Mark = iota
	MarkBusy
	MarkScheduled
	MarkHolding
	MarkFailed
	MarkUnknown
	MarkGone // it was there, and is no more: neither good nor bad
)

// Glyph is the mark's symbol, and its colour. A word always stands beside it: colour alone says nothing.
func (t *Theme) Glyph(m Mark) string { return t.style(m).Render(t.symbol(m)) }

// Say draws a state: glyph, then its word, both in the state's colour.
func (t *Theme) Say(m Mark, word string) string { return t.style(m).Render(t.symbol(m) + " " + word) }

// Ink is the style of a mark.
func (t *Theme) Ink(m Mark) lipgloss.Style { return t.style(m) }

func (t *Theme) symbol(m Mark) string {
	g := t.Glyphs
	switch m {
	case MarkReady:
		return g.Ready
	case MarkBusy:
		return g.Busy
	case MarkScheduled:
		return g.Scheduled
	case MarkHolding:
		return g.Holding
	case MarkFailed:
		return g.Failed
	case MarkGone:
		return g.Gone
	}
	return g.Unknown
}

func (t *Theme) style(m Mark) lipgloss.Style {
	switch m {
	case MarkReady:
		return t.Good
	case MarkBusy:
		return t.Busy
	case MarkHolding:
		return t.Warn
	case MarkFailed:
		return t.Bad
	}
	return t.Dim
}
