package ui

import (
	tea "charm.land/bubbletea/v2"

	"axdesk/ui/views"
)

// framed is a screen opened over another one: going back from it closes it instead of moving the walk.
type framed struct{ views.Screen }

func newRawOverlay(d *views.Desk, r views.ShowRaw) framed {
	return framed{views.NewRaw(d, r)}
}

func newWatchOverlay(m *Model, serviceID string) framed {
	return framed{views.NewWatchScreen(m.desk, serviceID)}
}

// Update turns the screen's intent to go back into the closing of the overlay.
func (o framed) Update(msg tea.Msg) tea.Cmd {
	cmd := o.Screen.Update(msg)
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		out := cmd()
		if _, ok := out.(views.BackMsg); ok {
			return closeOverlay{}
		}
		return out
	}
}
