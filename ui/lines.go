package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui/views"
)

// shown is the screen that has the body: the order's, or the front one of the AEx desk.
func (m *Model) shown() views.Screen {
	if n := len(m.lines); m.atLines && n > 0 {
		return m.lines[n-1]
	}
	return m.front
}

// ofLines tells whether a screen is one of the AEx desk.
func (m *Model) ofLines(id uint64) bool {
	for _, s := range m.lines {
		if s.ID() == id {
			return true
		}
	}
	for _, p := range m.pins {
		if p.screen.ID() == id {
			return true
		}
	}
	return false
}

// swap goes from the order to the customers' lines and back. Neither is left: what was asked goes on.
func (m *Model) swap() tea.Cmd {
	if m.atLines {
		m.atLines = false
		return m.front.Update(views.Sized{W: m.w})
	}
	if m.desk.Lines == nil {
		m.say("There is no AEx desk: set AXDESK_AEX_URL and AXDESK_AEX_TOKEN and start again.", true)
		return nil
	}
	m.atLines = true
	if len(m.lines) == 0 {
		return m.openLine(views.Open{What: views.LineServices})
	}
	return m.shown().Update(views.Sized{W: m.w})
}

// openLine puts a screen of the AEx desk on top of the present one, or goes back to it where it is open further below:
// whoever goes to and fro between a line's screens doesn't pile them up.
func (m *Model) openLine(o views.Open) tea.Cmd {
	m.atLines = true
	if at := slices.Index(m.opened, o); at >= 0 && at < len(m.lines)-1 {
		for _, above := range m.lines[at+1:] {
			above.Leave()
		}
		m.lines, m.opened = m.lines[:at+1], m.opened[:at+1]
		return tea.Batch(m.shown().Init(), m.shown().Update(views.Sized{W: m.w}))
	}
	s := m.newLineScreen(o)
	m.lines, m.opened = append(m.lines, s), append(m.opened, o)
	return tea.Batch(s.Init(), s.Update(views.Sized{W: m.w}))
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

// closeLine goes back to the screen below; from the lowest, to the order.
func (m *Model) closeLine() tea.Cmd {
	n := len(m.lines)
	if n < 2 {
		return m.swap()
	}
	if m.holds(m.lines[n-1]) {
		return nil
	}
	m.lines[n-1].Leave()
	m.lines, m.opened = m.lines[:n-1], m.opened[:n-1]
	return tea.Batch(m.shown().Init(), m.shown().Update(views.Sized{W: m.w}))
}

// lineCrumbs are the screens of the AEx desk that stand on each other.
func (m *Model) lineCrumbs() string {
	th := m.desk.Theme
	names := []string{th.Dim.Render("Lines")}
	for i, s := range m.lines {
		name := s.Head().Title
		if i == len(m.lines)-1 {
			name = th.Selected.Render(name)
		}
		names = append(names, name)
	}
	return m.crumbLine(names, len(names)-1)
}

func (m *Model) placeEntry() entry {
	e := entry{name: "Customers' lines (AEx)", note: m.label(keys.Swap), run: m.swap}
	if m.atLines {
		e.name = "Back to the order"
	} else if m.desk.Lines == nil {
		e.off = "AXDESK_AEX_URL and AXDESK_AEX_TOKEN are not set"
	}
	return e
}
