package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui/views"
)

// place is where one is: on the order, at the customers' lines (AEx), or at the books: what was
// ordered before, at the holdings: what there is, or with the people: who did what, and who is here.
// Each but the order is a stack of screens. Going elsewhere leaves none of them: what was asked goes on.
type place int

const (
	atOrder place = iota
	atLines
	atBooks
	atStock
	atPeople
	atRequests
	places
)

// layer is a screen of a place, and what it is of: the same thing is opened once.
type layer struct {
	views.Screen
	of      string
	subject string // the service whose line it shows; "" for what is of none or of many
}

var placeNames = [places]string{"Order", "Lines", "Books", "Holdings", "People", "Requests"}

// shown is the screen that has the body: the order's, or the front one of the place where one is.
func (m *Model) shown() views.Screen {
	if stack := m.stacks[m.at]; len(stack) > 0 {
		return stack[len(stack)-1].Screen
	}
	return m.front
}

// goPlace shows a place as it was left, or with its first screen.
func (m *Model) goPlace(to place) tea.Cmd {
	if m.withheld(m.elsewhere(to)) {
		return nil
	}
	m.at = to
	if to == atOrder || len(m.stacks[to]) > 0 {
		sized := m.shown().Update(views.Sized{W: m.w})
		if to == atBooks || to == atPeople {
			// What was placed since must not look as if it were not.
			return tea.Batch(sized, m.shown().Update(views.Rewritten{}))
		}
		return sized
	}
	switch to {
	case atLines:
		return m.openLine(views.Open{What: views.LineServices})
	case atPeople:
		if m.desk.AuditOff() != "" {
			return m.openHere()
		}
		return m.openAudit()
	case atStock:
		return m.openBook(views.OpenBook{What: views.BookInventory})
	case atRequests:
		return m.put(atRequests, "requests", func() views.Screen { return views.NewRequests(m.desk) })
	}
	return m.openBook(views.OpenBook{What: views.BookOrders})
}

// put puts a screen on top of a place, or goes back to it where it is open further below, and goes there.
func (m *Model) put(to place, of string, make func() views.Screen) tea.Cmd {
	if m.withheld(m.elsewhere(to)) {
		return nil
	}
	m.at = to
	stack := m.stacks[to]
	if at := slices.IndexFunc(stack, func(l layer) bool { return l.of == of }); at >= 0 && at < len(stack)-1 {
		for _, above := range stack[at+1:] {
			above.Leave()
		}
		m.stacks[to] = stack[:at+1]
	} else {
		m.stacks[to] = append(stack, layer{Screen: make(), of: of})
	}
	return tea.Batch(m.shown().Init(), m.shown().Update(views.Sized{W: m.w}))
}

// closeScreen goes back to the screen below; from the lowest of a place, to the order.
func (m *Model) closeScreen() tea.Cmd {
	stack := m.stacks[m.at]
	n := len(stack)
	if m.withheld(m.sharing != nil && n <= m.sharing.scope.depth) {
		return nil
	}
	if n < 2 {
		return m.goPlace(atOrder)
	}
	if m.holds(stack[n-1].Screen) {
		return nil
	}
	stack[n-1].Leave()
	m.stacks[m.at] = stack[:n-1]
	return tea.Batch(m.shown().Init(), m.shown().Update(views.Sized{W: m.w}))
}

// finished closes a screen that has done what it was opened for. The one below it is entered again, in front or not.
func (m *Model) finished(id uint64) tea.Cmd {
	for p, stack := range m.stacks {
		n := len(stack)
		if n < 2 || stack[n-1].ID() != id {
			continue
		}
		stack[n-1].Leave()
		m.stacks[p] = stack[:n-1]
		return tea.Batch(stack[n-2].Init(), stack[n-2].Update(views.Sized{W: m.w}))
	}
	return nil
}

// stacked finds a screen of any place by what it is addressed with.
func (m *Model) stacked(id uint64) (views.Screen, place) {
	for p, stack := range m.stacks {
		for _, s := range stack {
			if s.ID() == id {
				return s.Screen, place(p)
			}
		}
	}
	return nil, atOrder
}

// placeCrumbs are the screens of a place that stand on each other.
func (m *Model) placeCrumbs() string {
	th := m.desk.Theme
	stack := m.stacks[m.at]
	var names []string
	if len(stack) == 0 || stack[0].Head().Title != placeNames[m.at] {
		names = append(names, th.Dim.Render(placeNames[m.at]))
	}
	for i, s := range stack {
		name := s.Head().Title
		if i == len(stack)-1 {
			name = th.Selected.Render(name)
		}
		names = append(names, name)
	}
	return m.crumbLine(names, len(names)-1)
}

// placeEntries are the palette's ways to the other places.
func (m *Model) placeEntries() []entry {
	lines := entry{name: "Customers' lines (AEx)", note: m.label(keys.Swap), run: m.swap}
	if m.at == atLines {
		lines.name = "Back to the order"
	} else if m.desk.Lines == nil {
		lines.off = "AXDESK_AEX_URL and AXDESK_AEX_TOKEN are not set"
	}
	books := entry{name: "Orders: what was ordered and begun", note: m.label(keys.Orders), run: m.books}
	if m.at == atBooks {
		books.name = "Back to the order"
	}
	stock := entry{name: "Inventory: the ports and services there are", note: m.label(keys.Stock), run: m.stock}
	if m.at == atStock {
		stock.name = "Back to the order"
	}
	log := entry{name: "Requests: what was asked of the APIs lately", note: m.label(keys.Requests), off: m.desk.RequestsOff(), run: m.requests}
	sharing := entry{name: "Share this screen with a guest", note: m.label(keys.Share), run: m.shareKey}
	if m.cfg.Hub == nil {
		sharing.off = "this desk isn't served over SSH"
	}
	return append([]entry{lines, books, stock, log, sharing}, m.peopleEntries()...)
}

// swap goes from the order to the customers' lines and back.
func (m *Model) swap() tea.Cmd {
	switch {
	case m.at == atLines:
		return m.goPlace(atOrder)
	case m.desk.Lines == nil:
		m.say("There is no AEx desk: set AXDESK_AEX_URL and AXDESK_AEX_TOKEN and start again.", true)
		return nil
	}
	return m.goPlace(atLines)
}

// stock goes to what there is, and back to the order.
func (m *Model) stock() tea.Cmd {
	if m.at == atStock {
		return m.goPlace(atOrder)
	}
	return m.goPlace(atStock)
}

// books goes to what was ordered before, and back to the order.
func (m *Model) books() tea.Cmd {
	if m.at == atBooks {
		return m.goPlace(atOrder)
	}
	return m.goPlace(atBooks)
}

// requests goes to what was asked of the APIs lately, and back to the order.
func (m *Model) requests() tea.Cmd {
	switch why := m.desk.RequestsOff(); {
	case m.at == atRequests:
		return m.goPlace(atOrder)
	case why != "":
		m.say("The requests aren't shown: "+why+".", false)
		return nil
	}
	return m.goPlace(atRequests)
}
