package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui/parts"
)

const (
	// aboveBody are the lines over a screen's body: where one is, the crumbs, and its title.
	aboveBody = 3
	// wheelRows is how many rows one step of the wheel is.
	wheelRows = 3
)

// mouse takes clicks and the wheel, where the mouse was asked for. A click highlights the row, or puts the focus on the field, that
// was drawn there; the wheel is the keys that move. Neither chooses, so that nothing is bought or signed by a slip of the hand.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	if !m.cfg.Mouse || m.small() || m.pen() != nil || m.pinsInFront() {
		return nil
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		lines := strings.Split(m.frame, "\n")
		if msg.Button != tea.MouseLeft || msg.Y < aboveBody || msg.Y >= len(lines) {
			return nil
		}
		return m.top().Update(parts.Clicked{Lines: lines[aboveBody:], X: msg.X, Y: msg.Y - aboveBody})
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			return m.wheel(keys.Up)
		case tea.MouseWheelDown:
			return m.wheel(keys.Down)
		}
	}
	return nil
}

// wheel presses the key of a move a few times. A key that types a character is left out: a field might have the focus.
func (m *Model) wheel(to keys.Action) tea.Cmd {
	for _, k := range m.cfg.Keys.Binding(to).Keys {
		if keys.Printable(k) {
			continue
		}
		var cmds []tea.Cmd
		for range wheelRows {
			cmds = append(cmds, m.key(press(k)))
		}
		return tea.Batch(cmds...)
	}
	return nil
}
