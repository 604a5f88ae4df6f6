package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/parts"
)

// wideFrom is the width from which a detail stands beside its list; below, it stands under it.
const wideFrom = 100

// restAfter is how long the highlight has to rest before the detail follows it: a held key then costs the
// marker's few bytes a row instead of a whole pane.
const restAfter = 80 * time.Millisecond

// rested says that the highlight has stayed where it was.
type rested struct{ to, gen uint64 }

// Addressee is the screen whose highlight rested.
func (r rested) Addressee() uint64 { return r.to }

// follow makes a detail follow a highlight. It is embedded in screens that have both.
type follow struct {
	gen   uint64
	shown string // the key of the row that the detail shows
}

// moved starts the wait; call it when the highlight may have moved.
func (f *follow) moved(to uint64, key string) tea.Cmd {
	if key == f.shown {
		return nil
	}
	return f.rest(to)
}

// rest starts the wait whether or not the highlight has moved: rows may have come to it.
func (f *follow) rest(to uint64) tea.Cmd {
	f.gen++
	gen := f.gen
	return tea.Tick(restAfter, func(time.Time) tea.Msg { return rested{to: to, gen: gen} })
}

// arrived takes the message and tells whether the detail has to change now.
func (f *follow) arrived(m rested) bool { return m.gen == f.gen }

// split draws a list and its detail: side by side where there is room, else the detail under the list in at
// most rows lines. Either is drawn by a function that is told its size.
func (d *Desk) split(w, h, rows int, list, detail func(w, h int) []string) string {
	th := d.Theme
	more := th.Glyphs.More
	if w >= wideFrom {
		left := w * 11 / 20
		rule := " " + th.Rule.Render(th.Glyphs.Pipe) + " "
		right := w - left - parts.Width(rule)
		return strings.Join(parts.Beside(
			parts.Pane(list(left, h), left, h, more), parts.Pane(detail(right, h), right, h, more), rule), "\n")
	}
	return d.stack(w, h, rows, list, detail)
}

// stack draws a list over its detail whatever the width, for lists whose columns people compare.
func (d *Desk) stack(w, h, rows int, list, detail func(w, h int) []string) string {
	th := d.Theme
	more := th.Glyphs.More
	below := min(rows, h/2)
	top := h - below - 1
	lines := parts.Pane(list(w, top), w, top, more)
	lines = append(lines, th.Rule.Render(strings.Repeat(th.Glyphs.Rule, w)))
	return strings.Join(append(lines, parts.Pane(detail(w, below), w, below, more)...), "\n")
}

// page joins lines, cut to their box.
func (d *Desk) page(lines []string, w, h int) string {
	out := parts.Clip(lines, h)
	for i, l := range out {
		out[i] = parts.Cut(l, w, d.Theme.Glyphs.More)
	}
	return strings.Join(out, "\n")
}

// drawn keeps what a pane was last drawn as: while only a highlight moves, the pane costs a comparison.
type drawn struct {
	of         string
	w, h, look int
	lines      []string
}

// get draws anew only when what is shown, its size or the theme differs.
func (p *drawn) get(of string, w, h, look int, draw func() []string) []string {
	if p.lines == nil || p.of != of || p.w != w || p.h != h || p.look != look {
		*p = drawn{of, w, h, look, draw()}
	}
	return p.lines
}
