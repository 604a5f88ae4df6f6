package views

import (
	"cmp"
	"sort"
	"strings"

	"axdesk/client/aex"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// seen collects the statuses that came: the document lists none but one.
func (l *Lines) seen(status string) {
	at := sort.SearchStrings(l.Statuses, status)
	if status == "" || (at < len(l.Statuses) && l.Statuses[at] == status) {
		return
	}
	l.Statuses = append(l.Statuses, "")
	copy(l.Statuses[at+1:], l.Statuses[at:])
	l.Statuses[at] = status
}

// name is the customer's name as far as it is known: from the stored snapshot, the service's details, or looked up.
func (l *Lines) name(r aex.Service) string {
	line := l.look(r.ID)
	c := line.Customer.Value
	looked := strings.TrimSpace(c.FirstName + " " + c.LastName)
	return line.first(func(s aex.Snapshot) string { return s.CustomerName }, r.CustomerName, line.Service.Value.CustomerName, looked)
}

func (l *Lines) address(id string) string {
	line := l.look(id)
	return line.first(func(s aex.Snapshot) string { return s.Address }, line.Service.Value.Address, line.Place)
}

func (l *Lines) product(r aex.Service) string {
	line := l.look(r.ID)
	return line.first(func(s aex.Snapshot) string { return s.Product }, r.Product, line.Service.Value.Product, shortGUID(r.ProductID))
}

// first is the first text there is: of the stored snapshot, then of the others.
func (l *Line) first(of func(aex.Snapshot) string, others ...string) string {
	if l.Snapshot != nil {
		others = append([]string{of(*l.Snapshot)}, others...)
	}
	return cmp.Or(others...)
}

// text is what the filter looks at: everything by which a caller may be found.
func (s *Services) text(r aex.Service) string {
	l := s.desk.Lines
	line := l.look(r.ID)
	words := []string{r.ID, r.CustomerID, r.PremiseID, r.Reference, line.Service.Value.Reference, r.SalesAgent, r.Status, l.name(r), l.address(r.ID), l.product(r)}
	if line.Customer.Known {
		words = append(words, line.Customer.Value.Email, line.Customer.Value.Mobile)
	}
	if d, ok := line.Device(); ok {
		words = append(words, d.SerialNumber, d.POPName)
	}
	return strings.Join(words, " ")
}

// row draws a service. What isn't known yet is told apart from what is empty: it stands as its id, dimmed.
func (s *Services) row(r aex.Service, w int, selected bool) string {
	th, l := s.desk.Theme, s.desk.Lines
	more := th.Glyphs.More
	name := l.name(r)
	switch {
	case name == "":
		name = th.Dim.Render("customer " + shortGUID(r.CustomerID))
	case selected:
		name = th.Selected.Render(name)
	}
	c := s.columns(w)
	out := []string{parts.Fit(name, c.name, more)}
	for _, cell := range []struct {
		w    int
		text string
	}{{c.place, s.place(r)}, {c.product, l.product(r)}, {c.status, th.Say(statusMark(r.Status), r.Status)}, {c.light, s.light(r.ID)}, {c.updated, day(r.Updated)}} {
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
	if a := s.desk.Lines.address(r.ID); a != "" {
		return a
	}
	return s.desk.Theme.Dim.Render("service " + shortGUID(r.ID))
}

// light is the received power where it is known; it is never asked for from here.
func (s *Services) light(id string) string {
	d, ok := s.desk.Lines.look(id).Device()
	if !ok {
		return ""
	}
	return s.desk.lightCell(d)
}

// statusMark reads a status by its words: none but one is documented.
func statusMark(status string) theme.Mark {
	low := strings.ToLower(status)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(low, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("inactive", "cancel", "terminat", "deactiv", "closed"):
		return theme.MarkUnknown
	case has("suspend", "hold", "fail", "fault"):
		return theme.MarkHolding
	case has("active", "live", "provisioned"):
		return theme.MarkReady
	case has("pending", "install", "order", "schedul", "await"):
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
		says = "These came " + coarseAge(s.desk.Now.Sub(l.At)) + "; asking again failed. "
	}
	var out []string
	for _, line := range parts.Clip(parts.Wrap(says+sentence(s.err), w-2), 5) {
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
