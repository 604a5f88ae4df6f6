package ui

import (
	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
)

// releasing gives an order up behind Update, since a store of many hosts may have to be told.
func releasing(release func()) tea.Cmd {
	if release == nil {
		return nil
	}
	return func() tea.Msg {
		release()
		return nil
	}
}

// renamed gives the order on its way another reference where its own turned out to be used, and has it kept under that one. What
// was sent keeps its reference.
func (m *Model) renamed(err error) (tea.Cmd, bool) {
	w := m.desk.Walk
	if m.holding() {
		return nil, false
	}
	old, ok := m.draft.keeper.Rename(w, err, m.cfg.NewRef)
	if !ok {
		return nil, false
	}
	m.draft.due = true
	m.say("This order is "+w.Ref+" from here on: "+old+" is another one's reference.", false)
	// Forms and summaries have the old one on screen.
	for step := range m.screens {
		if step >= order.StepPortOptions {
			delete(m.screens, step)
		}
	}
	if m.screens[w.At()] != m.front {
		return m.enter(), true
	}
	return nil, true
}
