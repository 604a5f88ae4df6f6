package views

import (
	"strings"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// text is what the filter looks at: everything by which a caller may be found.
func (s *Services) text(r aex.Service) string { return s.desk.Lines.Text(r) }

// row draws a service. What isn't known yet is told apart from what is empty: it stands as its id, dimmed.
func (s *Services) row(r aex.Service, w int, selected bool) string {
	th, l := s.desk.Theme, s.desk.Lines
	more := th.Glyphs.More
	name := l.Name(r)
	switch {
	case name == "":
		name = th.Dim.Render("customer " + wire.Short(r.CustomerID))
	case selected:
		name = th.Selected.Render(name)
	}
	c := s.columns(w)
	out := []string{parts.Fit(name, c.name, more)}
	for _, cell := range []struct {
		w    int
		text string
	}{{c.place, s.place(r)}, {c.product, l.Product(r)}, {c.status, th.Say(statusMark(r.Status), r.Status)}, {c.light, s.light(r.ID)}, {c.updated, day(r.Updated)}} {
		if cell.w > 0 {
			out = append(out, parts.Fit(cell.text, cell.w, more))
		}
	}
	return parts.Columns(out...)
}

// columns are the cells of each column in a row; a column of 0 is left out.
type columns struct{ name, place, product, status, light, updated int }

// columns gives each column what it needs, and the address, which tells callers apart, what is left: for it the date
// of the last change gives way first, then the product, then the end of a long status.
func (s *Services) columns(w int) columns {
	c := columns{name: 22, status: min(max(s.statusWide, 8), 24), light: s.lightWide}
	if w < 70 {
		return columns{name: w - c.status - 2, status: c.status}
	}
	if w >= 100 {
		c.name, c.product, c.updated = 24, 20, 10
	}
	for _, give := range []func(){func() {}, func() { c.updated = 0 }, func() { c.product = 0 }, func() { c.status = min(c.status, lightWidth) }} {
		give()
		c.place = w - c.name
		for _, other := range []int{c.product, c.status, c.light, c.updated} {
			if other > 0 {
				c.place -= other + 2
			}
		}
		if c.place -= 2; c.place >= 28 {
			break
		}
	}
	return c
}

// place is the address, or what else tells the service apart.
func (s *Services) place(r aex.Service) string {
	if a := s.desk.Lines.Address(r.ID); a != "" {
		return a
	}
	return s.desk.Theme.Dim.Render("service " + wire.Short(r.ID))
}

// light is the received power where it is known; it is never asked for from here.
func (s *Services) light(id string) string {
	d, ok := s.desk.Lines.Look(id).Device()
	if !ok {
		return ""
	}
	return s.desk.lightCell(d)
}

// statusMark is how a status is drawn.
func statusMark(status string) theme.Mark {
	switch lines.StatusOf(status) {
	case lines.Held:
		return theme.MarkHolding
	case lines.Active:
		return theme.MarkReady
	case lines.Coming:
		return theme.MarkScheduled
	}
	return theme.MarkUnknown
}

// View draws the list, its columns' head, and the status that is being typed.
func (s *Services) View(w, h int) string {
	d, l := s.desk, s.desk.Lines.List(s.status)
	switch {
	case l.Pages == 0 && s.busy(askPage):
		return d.page(d.loading("Asking AEx for the services", s.pending[askPage], w), w, h)
	case l.Pages == 0 && s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case len(l.Rows) == 0 && s.choose == nil:
		return d.page(d.empty("AEx has no services of this status. Press "+d.Keys.Label(keys.Status, d.Theme.ASCII)+" to list another.", w), w, h)
	}
	var out []string
	if s.choose != nil {
		out = append(out, s.statusField(w)...)
	}
	if s.err != nil {
		out = append(out, s.failed(l, w)...)
	}
	out = append(out, s.list.View(w, h-len(out), d.Theme)...)
	return strings.Join(parts.Clip(out, h), "\n")
}

// failed is why a page could not be had, and how old is what there is.
func (s *Services) failed(l *LineList, w int) []string {
	th := s.desk.Theme
	says := "The next page could not be had. "
	if s.anew {
		says = "These came " + words.CoarseAge(s.desk.Now.Sub(l.At)) + "; asking again failed. "
	}
	var out []string
	for _, line := range parts.Clip(parts.Wrap(says+wire.Sentence(s.err), w-2), 5) {
		out = append(out, " "+th.Warn.Render(line))
	}
	return out
}

func (s *Services) statusField(w int) []string {
	th := s.desk.Theme
	offer := strings.Join(s.offered(), ", ")
	if offer == "" {
		offer = "none seen begins so; any text may be asked for, none for all"
	}
	return []string{
		parts.Fit(th.Accent.Render("status ")+s.choose.View(w-8, th), w, th.Glyphs.More),
		parts.Fit(th.Dim.Render("seen: "+offer), w, th.Glyphs.More),
	}
}
