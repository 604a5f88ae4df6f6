package ui

import (
	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui/views"
)

// people goes to who did what and who is here, and back to the order; where neither may be seen it says why.
func (m *Model) people() tea.Cmd {
	switch {
	case m.at == atPeople:
		return m.goPlace(atOrder)
	case m.desk.AuditOff() != "" && m.desk.HereOff() != "":
		m.say("The audit isn't shown: "+m.desk.AuditOff()+".", true)
		return m.tried("read the audit", "")
	}
	return m.goPlace(atPeople)
}

func (m *Model) openAudit() tea.Cmd {
	return m.person("audit", func() views.Screen { return views.NewAudit(m.desk) })
}

func (m *Model) openHere() tea.Cmd {
	return m.person("here", func() views.Screen { return views.NewHere(m.desk) })
}

// person opens a screen of the people, once.
func (m *Model) person(of string, make func() views.Screen) tea.Cmd {
	if stack := m.stacks[atPeople]; len(stack) > 0 && stack[len(stack)-1].of == of {
		m.at = atPeople
		return m.shown().Init()
	}
	return m.put(atPeople, of, make)
}

// peopleEntries are the palette's ways there; where nothing is audited they would only be in the way.
func (m *Model) peopleEntries() []entry {
	if m.desk.AuditBook == nil {
		return nil
	}
	return []entry{
		{name: "Audit: who did what", note: m.label(keys.Audit), off: m.desk.AuditOff(), run: m.openAudit},
		{name: "Who is here", off: m.desk.HereOff(), run: m.openHere},
	}
}
