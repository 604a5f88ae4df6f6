package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/views"
)

// overlay stands over the screen in front and has the keys until it is closed.
type overlay interface {
	ID() uint64
	Update(msg tea.Msg) tea.Cmd
	View(w, h int) string
	Head() views.Head
	Hints() []keys.Hint
	Typing() bool
	Pace() time.Duration
}

type (
	closeOverlay struct{}
	quitNow      struct{}
)

func (m *Model) open(o overlay) tea.Cmd {
	m.over = append(m.over, o)
	if starts, ok := o.(interface{ Init() tea.Cmd }); ok {
		return starts.Init()
	}
	return nil
}

func (m *Model) closeTop() tea.Cmd {
	if n := len(m.over); n > 0 {
		m.over = m.over[:n-1]
	}
	return nil
}

// entry is a row of a menu: what it is called, and what choosing it does. Off says why it can't be chosen.
type entry struct {
	name, note, off string
	run             func() tea.Cmd
}

// menu is an overlay that lets one choose from entries: the palette, the copies, the orders.
type menu struct {
	model *Model
	title string
	blank string
	list  parts.List[entry]
}

func newMenu(m *Model, title, blank string, entries []entry) *menu {
	o := &menu{model: m, title: title, blank: blank}
	o.list = parts.List[entry]{
		Row:  o.row,
		Text: func(e entry) string { return e.name + " " + e.note },
	}
	o.list.Set(entries)
	return o
}

func (o *menu) row(e entry, w int, selected bool) string {
	th := o.model.desk.Theme
	name, note := e.name, th.Dim.Render(e.note)
	switch {
	case e.off != "":
		name, note = th.Dim.Render(e.name), th.Dim.Render(e.off)
	case selected:
		name = th.Selected.Render(e.name)
	}
	// The name is what one chooses by: a long note gives way.
	note = parts.Cut(note, max(0, w-parts.Width(name)-2), th.Glyphs.More)
	return parts.Ends(name, note, w, th.Glyphs.More)
}

// ID is 0: a menu asks nothing, so nothing is addressed to it.
func (o *menu) ID() uint64 { return 0 }

// Update filters, moves, and runs the chosen entry after the menu has closed.
func (o *menu) Update(msg tea.Msg) tea.Cmd {
	cmd, used := o.list.Update(msg, o.model.desk.Keys)
	m, isKey := msg.(tea.KeyPressMsg)
	if used || !isKey {
		return cmd
	}
	switch o.model.desk.Keys.Any(m.String(), keys.Choose, keys.Back) {
	case keys.Choose:
		e, ok := o.list.Current()
		if !ok {
			return nil
		}
		if e.off != "" {
			return o.model.refused(e.off, e.name)
		}
		o.model.closeTop()
		return e.run()
	case keys.Back:
		o.model.closeTop()
	}
	return nil
}

// View is the list of entries.
func (o *menu) View(w, h int) string {
	if o.list.Len() == 0 {
		return "\n  " + o.model.desk.Theme.Dim.Render(o.blank)
	}
	return strings.Join(o.list.View(w, h, o.model.desk.Theme), "\n")
}

// Head is the menu's title and how many entries match.
func (o *menu) Head() views.Head { return views.Head{Title: o.title} }

// Hints are how to use a menu.
func (o *menu) Hints() []keys.Hint {
	return o.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: "do it"}, {Action: keys.Filter, Words: "filter"}, {Action: keys.Back, Words: "close"},
	})
}

// Typing tells whether the filter is open.
func (o *menu) Typing() bool { return o.list.Typing() }

// Pace is 0: a menu doesn't change by itself.
func (o *menu) Pace() time.Duration { return 0 }

// newCopies lets one choose what to copy.
func newCopies(m *Model, list []views.Copy) *menu {
	var entries []entry
	for _, c := range list {
		entries = append(entries, entry{name: c.Label, note: firstLine(c.Text), run: func() tea.Cmd { return m.export(c) }})
	}
	if len(m.exports()) > 0 {
		entries = append(entries, entry{name: "The whole, as CSV, JSON or Markdown", note: m.label(keys.Export), run: m.takeAway})
	}
	return newMenu(m, "Copy", "There is nothing to copy here.", entries)
}

// newQuit says what still runs before it quits.
func newQuit(m *Model) *menu {
	w, leave := m.desk.Walk, "the answers of this order are kept: take it up from "+m.label(keys.Orders)+" next time"
	if w.Location == nil {
		leave = "nothing was ordered or answered yet"
	}
	switch {
	case m.desk.Unsure():
		leave = "the last request may have placed the order: look for it first, or next time"
	case w.ServiceID != "":
		leave = "the order was placed and stays"
	case len(m.desk.Allocated) > 0:
		leave = "the port is bought; the connection is kept as far as it came"
	case len(m.desk.Offers) > 0:
		leave = "the order is not placed; its terms and what was signed are kept"
	}
	return newMenu(m, "Quit axdesk? "+m.running(), "", []entry{
		{name: "Stay", note: m.label(keys.Back), run: func() tea.Cmd { return nil }},
		{name: "Quit", note: leave, run: m.leave},
	})
}
