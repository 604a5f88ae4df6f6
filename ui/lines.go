package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/views"
)

// ofLines tells whether a screen is one of the AEx desk.
func (m *Model) ofLines(id uint64) bool {
	for _, p := range m.pins {
		if p.screen.ID() == id {
			return true
		}
	}
	s, at := m.stacked(id)
	return s != nil && at == atLines
}

// openLine puts a screen of the AEx desk on top of the present one, or goes back to it where it is open further below:
// whoever goes to and fro between a line's screens doesn't pile them up.
func (m *Model) openLine(o views.Open) tea.Cmd {
	if m.withheld(m.otherLine(o.ServiceID)) {
		return nil
	}
	cmd := m.put(atLines, fmt.Sprint(o), func() views.Screen { return m.newLineScreen(o) })
	if n := len(m.stacks[atLines]); n > 0 && m.at == atLines {
		m.stacks[atLines][n-1].subject = o.ServiceID
	}
	return cmd
}

func (m *Model) newLineScreen(o views.Open) views.Screen {
	d := m.desk
	switch o.What {
	case views.LineServices:
		return views.NewServices(d)
	case views.LineDevice:
		return views.NewDevice(d, o.ServiceID)
	case views.LineRadius:
		return views.NewRadius(d, o.ServiceID)
	case views.LineUsage:
		return views.NewUsage(d, o.ServiceID)
	case views.LineDiagnose:
		return views.NewDiagnose(d, o.ServiceID)
	case views.LineUpdate:
		return views.NewUpdate(d, o.ServiceID)
	case views.LineCreate:
		return views.NewCreate(d)
	case views.LineChanges:
		return views.NewChanges(d)
	}
	return views.NewService(d, o.ServiceID)
}
