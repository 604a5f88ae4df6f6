package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/views"
)

// widened says that the frame of a size, the sizes-th one that the terminal told, has been drawn.
type widened struct{ sizes int }

// afterFrame is longer than the renderer takes to its next frame, of which it draws 60 a second or more.
const afterFrame = 50 * time.Millisecond

// resized takes the terminal's size. A wider frame is drawn once more: the renderer (ultraviolet, TerminalRenderer.Render)
// forgets what it drew right of the narrower width, and would leave it standing where a later frame has blanks.
func (m *Model) resized(msg tea.WindowSizeMsg) tea.Cmd {
	m.ownW, m.ownH = msg.Width, msg.Height
	if len(m.admitted()) > 0 {
		return m.layout()
	}
	return m.sized(msg.Width, msg.Height)
}

// sized lays the screen out for a size.
func (m *Model) sized(w, h int) tea.Cmd {
	wider := m.sizes > 0 && w > m.w
	m.w, m.h = w, h
	m.sizes++
	if m.beside() {
		m.pinsOver = false // or they would hide the body by themselves when it gets narrow again
	}
	cmd := m.shown().Update(views.Sized{W: m.w})
	if !wider {
		return cmd
	}
	of := m.sizes
	return tea.Batch(cmd, tea.Tick(afterFrame, func(time.Time) tea.Msg { return widened{of} }))
}

// redrawn has everything drawn anew, but for a size that has passed: its successor's turn comes.
func (m *Model) redrawn(msg widened) tea.Cmd {
	if msg.sizes != m.sizes {
		return nil
	}
	return tea.ClearScreen
}
