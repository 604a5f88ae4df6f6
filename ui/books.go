package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/views"
)

// openBook puts a screen of the books, or of what there is, on top of the present one. An order that is opened from the
// inventory stands over it, so that the way back leads there.
func (m *Model) openBook(o views.OpenBook) tea.Cmd {
	if o.What == views.BookResume && o.Draft.Ref == m.desk.Walk.Ref {
		return m.goPlace(atOrder) // it is the one that one is at
	}
	to := atBooks
	if o.What >= views.BookInventory || m.at == atStock && o.What == views.BookOrder {
		to = atStock
	}
	return m.put(to, fmt.Sprint(o.What, o.Ref, o.Kind, o.Draft.Ref, o.GUID), func() views.Screen { return m.newBookScreen(o) })
}

func (m *Model) newBookScreen(o views.OpenBook) views.Screen {
	d := m.desk
	switch o.What {
	case views.BookOrder:
		return views.NewOrder(d, o.Ref, o.Kind)
	case views.BookResume:
		return views.NewResume(d, o.Draft)
	case views.BookInventory:
		return views.NewInventory(d, o.Company, o.GUID)
	case views.BookNote:
		return views.NewWriteNote(d, o.Kind, o.GUID)
	case views.BookChange:
		return views.NewChangeService(d, o.GUID)
	case views.BookEnd:
		return views.NewEndThing(d, o.Kind, o.GUID)
	}
	return views.NewOrders(d)
}
