package views

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// This file is the part of Candidates that puts two to four of them side by side.

// yearMonths is the span that candidates of different terms are compared over.
const yearMonths = 12

// comparison is what stands side by side, and which column is highlighted.
type comparison struct {
	rows    []*offerRow
	at, top int
	height  int
	body    drawn
}

func (s *Candidates) startCompare() tea.Cmd {
	if len(s.marked) < 2 {
		return send(Flash{Text: "Mark two to four candidates first, each with " + s.desk.Keys.Label(keys.Mark, s.desk.Theme.ASCII) + ": they then stand side by side."})
	}
	c := &comparison{}
	for _, key := range s.marked {
		if r := s.table.find(key); r != nil {
			c.rows = append(c.rows, r)
		}
	}
	s.compare = c
	return nil
}

// comparing moves between the columns, scrolls, and chooses the highlighted one.
func (s *Candidates) comparing(k string) tea.Cmd {
	c := s.compare
	half := max(1, c.height/2)
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Compare, keys.Left, keys.Right, keys.Next, keys.Previous,
		keys.Up, keys.Down, keys.HalfUp, keys.HalfDown, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom) {
	case keys.Choose:
		return s.choose(c.rows[c.at])
	case keys.Back, keys.Compare:
		s.compare = nil
	case keys.Left, keys.Previous:
		c.at = (c.at + len(c.rows) - 1) % len(c.rows)
	case keys.Right, keys.Next:
		c.at = (c.at + 1) % len(c.rows)
	case keys.Up:
		c.top--
	case keys.Down:
		c.top++
	case keys.HalfUp, keys.PageUp:
		c.top -= half
	case keys.HalfDown, keys.PageDown:
		c.top += half
	case keys.Top:
		c.top = 0
	case keys.Bottom:
		c.top = len(c.body.lines)
	}
	return nil
}

// view draws the heads, as much of the body as fits, and what the marks mean.
func (c *comparison) view(d *Desk, w, h int) string {
	th := d.Theme
	label := min(12, w/5)
	col := max(1, (w-label)/len(c.rows))
	head := strings.Repeat(" ", label)
	for i, r := range c.rows {
		cursor, name := "  ", axon.Facility(r.LocationID)+" "+words.Diversity(r.DiversityIndex)
		if i == c.at {
			cursor, name = th.Selected.Render(th.Glyphs.Cursor+" "), th.Selected.Render(name)
		}
		head += parts.Fit(cursor+name, col, th.Glyphs.More)
	}
	body := c.body.get("", w, 0, d.Look, func() []string { return c.draw(d, label, col) })
	c.height = max(1, h-3)
	c.top = max(0, min(c.top, len(body)-c.height))
	out := append([]string{parts.Cut(head, w, "")}, parts.Pane(body[c.top:], w, c.height, th.Glyphs.More)...)
	legend := th.Bold.Render(th.Glyphs.Bullet) + " differs   " + th.Say(theme.MarkHolding, "shared: not diverse")
	if left := len(body) - c.top - c.height; left > 0 {
		legend = parts.Ends(legend, parts.Plural(left, "more line ", "more lines ")+th.Glyphs.Down, w, th.Glyphs.More)
	}
	out = append(out, th.Rule.Render(strings.Repeat(th.Glyphs.Rule, w)), parts.Cut(legend, w, th.Glyphs.More))
	return strings.Join(parts.Clip(out, h), "\n")
}

// aspect is one thing that candidates are compared by: a list of lines for each of them.
type aspect struct {
	name  string
	cells [][]string
	// warn tells which lines of which candidate are about something shared.
	warn func(candidate, line int) bool
}

// draw puts every aspect under its heads. Values that differ are bold, and their name has a mark.
func (c *comparison) draw(d *Desk, label, col int) []string {
	th := d.Theme
	var out []string
	for _, a := range c.aspects(d) {
		differs := false
		for _, cell := range a.cells {
			differs = differs || !slices.Equal(cell, a.cells[0])
		}
		wrapped := make([][]string, len(a.cells))
		high := 0
		for i, cell := range a.cells {
			for n, text := range cell {
				style := th.Text
				if differs {
					style = th.Bold
				}
				lead := ""
				if a.warn != nil && a.warn(i, n) {
					lead, style = th.Glyphs.Holding+" ", th.Warn
				}
				for _, l := range parts.Wrap(lead+text, max(1, col-3)) {
					wrapped[i] = append(wrapped[i], "  "+style.Render(l))
				}
			}
			high = max(high, len(wrapped[i]))
		}
		name := "  " + th.Dim.Render(a.name)
		if differs {
			name = th.Bold.Render(th.Glyphs.Bullet) + " " + th.Dim.Render(a.name)
		}
		out = append(out, stackCells(name, wrapped, label, col, high, th)...)
	}
	return out
}

// stackCells lays the cells of one aspect beside each other.
func stackCells(name string, cells [][]string, label, col, high int, th *theme.Theme) []string {
	out := make([]string, high)
	for n := range out {
		out[n] = parts.Fit(name, label, th.Glyphs.More)
		name = ""
		for _, cell := range cells {
			text := ""
			if n < len(cell) {
				text = cell[n]
			}
			out[n] += parts.Fit(text, col, th.Glyphs.More)
		}
	}
	return out
}

// aspects are all that candidates are compared by: the way first, then the money, the long words last.
func (c *comparison) aspects(d *Desk) []aspect {
	shared := sharedPlaces(c.rows)
	one := func(name string, value func(r *offerRow) string) aspect {
		a := aspect{name: name}
		for _, r := range c.rows {
			a.cells = append(a.cells, []string{value(r)})
		}
		return a
	}
	path, same := aspect{name: "Path"}, aspect{name: "Shared"}
	for i, r := range c.rows {
		path.cells = append(path.cells, hopWords(r.Chain))
		same.cells = append(same.cells, sharedWords(shared[i], startWords(r, c.rows)))
	}
	path.warn = func(i, n int) bool { return shared[i][c.rows[i].Chain[n].LocationID] }
	same.warn = func(i, _ int) bool { return len(shared[i]) > 0 }
	money := func(r *offerRow, months int) string {
		if all, ok := r.Quote.ForMonths(months); ok {
			return d.money(all, r.Quote)
		}
		return "not known: by use"
	}
	return []aspect{
		one("Diversity", func(r *offerRow) string { return words.Diversity(r.DiversityIndex) }),
		one("Location", func(r *offerRow) string { return r.LocationID }),
		one("Hops", func(r *offerRow) string { return strconv.Itoa(len(r.Chain)) }),
		path, same,
		one("Volume", func(r *offerRow) string { return orDash(r.volume, d.Theme) }),
		one("Once", func(r *offerRow) string { return d.money(r.Quote.Once, r.Quote) }),
		one("Unit price", func(r *offerRow) string { return d.money(r.Quote.Monthly, r.Quote) }),
		one("Term", func(r *offerRow) string { return price.TermWords(r.Quote.Term) }),
		one("12 months", func(r *offerRow) string { return money(r, yearMonths) }),
		one("Prices by", func(r *offerRow) string { return r.Quote.Source }),
		one("Described", func(r *offerRow) string { return r.Description }),
	}
}

func orDash(s string, th *theme.Theme) string {
	if s == "" {
		return th.Glyphs.Dot
	}
	return s
}

// hopWords are a chain's hops, each with its place.
func hopWords(chain []axon.Hop) []string {
	out := []string{}
	for _, h := range chain[:min(len(chain), maxHops)] {
		out = append(out, strings.TrimSpace(h.Provider+" "+axon.Facility(h.LocationID)))
	}
	return out
}

// sharedPlaces tells for each candidate which of its facilities another one passes too. The A-end doesn't
// count: every path from one port starts there.
func sharedPlaces(rows []*offerRow) []map[string]bool {
	seen := map[string]int{}
	for _, r := range rows {
		for place := range beyondStart(r) {
			seen[place]++
		}
	}
	out := make([]map[string]bool, len(rows))
	for i, r := range rows {
		out[i] = map[string]bool{}
		for place := range beyondStart(r) {
			if seen[place] > 1 {
				out[i][place] = true
			}
		}
	}
	return out
}

// beyondStart are the facilities of a path but for the one that it starts in.
func beyondStart(r *offerRow) map[string]bool {
	out := map[string]bool{}
	for _, h := range r.Chain {
		if h.LocationID != "" && h.LocationID != r.Chain[0].LocationID {
			out[h.LocationID] = true
		}
	}
	return out
}

// startWords are the hops that all candidates begin with, as far as they are in the facility of the first one.
func startWords(r *offerRow, rows []*offerRow) string {
	var out []string
	for n, hop := range hopWords(r.Chain) {
		if r.Chain[n].LocationID != r.Chain[0].LocationID || slices.ContainsFunc(rows, func(o *offerRow) bool {
			return n >= len(o.Chain) || o.Chain[n].Provider != r.Chain[n].Provider || o.Chain[n].LocationID != r.Chain[n].LocationID
		}) {
			break
		}
		out = append(out, hop)
	}
	return strings.Join(out, ", ")
}

// sharedWords says what a candidate has in common with another; start is what all begin with.
func sharedWords(places map[string]bool, start string) []string {
	if len(places) == 0 && start == "" {
		return []string{"nothing but the start"}
	}
	if len(places) == 0 {
		return []string{"the start: " + start}
	}
	var names []string
	for place := range places {
		names = append(names, axon.Facility(place))
	}
	slices.Sort(names)
	return []string{strings.Join(names, ", ")}
}
