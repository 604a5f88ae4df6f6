package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/parts"
	"axdesk/ui/views"
)

// Panes may be pinned beside the order: they stay live while one orders.
const (
	mostPins  = 4
	pinsFrom  = 120 // columns from which pins stand beside; below, a key swaps them in
	pinsWidth = 44
)

// pinned is a pane of the AEx desk that stands beside whatever is in front.
type pinned struct {
	of     views.Open
	screen views.Screen
}

// pin takes a pane beside the order, or takes it off when it is there already.
func (m *Model) pin(o views.Open) tea.Cmd {
	if m.withheld(true) {
		return nil
	}
	for i, p := range m.pins {
		if p.of == o {
			p.screen.Leave()
			m.pins = append(m.pins[:i:i], m.pins[i+1:]...)
			m.say("Taken off: "+p.screen.Head().Title+".", false)
			return nil
		}
	}
	if len(m.pins) == mostPins {
		m.say("Four panes are pinned, which is all that fit: take one off first.", true)
		return nil
	}
	s := m.newLineScreen(o)
	m.pins = append(m.pins, pinned{o, s})
	hint := "."
	if m.w < pinsFrom {
		hint = "; " + m.label("pins") + " shows what is pinned, since this terminal is too narrow for both."
	}
	m.say("Pinned: "+s.Head().Title+hint, false)
	return s.Init()
}

// beside tells whether the pins stand beside the body. While guests look on they are put away: they may be of another customer.
func (m *Model) beside() bool { return len(m.pins) > 0 && m.w >= pinsFrom && len(m.admitted()) == 0 }

// showPins swaps the pins in, where there is no room for both.
func (m *Model) showPins() tea.Cmd {
	switch {
	case len(m.pins) == 0:
		m.say("Nothing is pinned: open a customer's line and pin its device, session or usage.", false)
	case len(m.admitted()) > 0:
		m.say("What is pinned is put away while guests look on.", false)
	case m.beside():
		m.say("What is pinned stands on the right.", false)
	default:
		m.pinsOver = !m.pinsOver
	}
	return nil
}

// pinsInFront tells whether the pins hide the body. It gets no keys then: nobody sees what they would do.
func (m *Model) pinsInFront() bool {
	return len(m.pins) > 0 && m.pinsOver && len(m.admitted()) == 0 && !m.beside() && len(m.over) == 0
}

// drawPins draws the panes one under the other into w by h cells.
func (m *Model) drawPins(w, h int) []string {
	th := m.desk.Theme
	var out []string
	for i, p := range m.pins {
		room := (h - len(out)) / (len(m.pins) - i)
		head := p.screen.Head()
		title := th.Title.Render(parts.Cut(head.Title, w-parts.Width(head.Note)-1, th.Glyphs.More))
		out = append(out, parts.Ends(title, th.Dim.Render(head.Note), w, th.Glyphs.More))
		body := strings.Split(p.screen.View(w, room-1), "\n")
		out = append(out, parts.Pane(body, w, room-1, th.Glyphs.More)...)
	}
	return out
}

// withPins puts the pins beside the body, or in its place.
func (m *Model) withPins(h int, body func(w, h int) string) string {
	switch {
	case m.pinsInFront():
		return strings.Join(m.drawPins(m.w, h), "\n")
	case !m.beside():
		return body(m.w, h)
	}
	th := m.desk.Theme
	left := m.w - pinsWidth - 3
	lines := parts.Pane(strings.Split(body(left, h), "\n"), left, h, th.Glyphs.More)
	rule := " " + th.Rule.Render(th.Glyphs.Pipe) + " "
	return strings.Join(parts.Beside(lines, parts.Pane(m.drawPins(pinsWidth, h), pinsWidth, h, th.Glyphs.More), rule), "\n")
}

// pinsPace is the shortest that a pinned pane wants to be told of the time.
func (m *Model) pinsPace(want time.Duration) time.Duration {
	for _, p := range m.pins {
		if pace := p.screen.Pace(); pace > 0 && (want == 0 || pace < want) {
			want = pace
		}
	}
	return want
}

// tellPins hands a message to every pinned pane.
func (m *Model) tellPins(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, p := range m.pins {
		cmds = append(cmds, p.screen.Update(msg))
	}
	return tea.Batch(cmds...)
}
