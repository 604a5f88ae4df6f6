package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/views"
)

// ticker keeps at most one timer under way: time passes on the screen only while something asks for it, so
// that an idle session costs no bytes.
type ticker struct {
	gen  uint64
	pace time.Duration // of the timer under way; 0 when there is none
}

type tickMsg struct {
	gen uint64
	now time.Time
}

// When is the tick's time.
func (t tickMsg) When() time.Time { return t.now }

// pace starts a timer when the screen in front wants one sooner than the one under way.
func (m *Model) pace() tea.Cmd {
	want := m.shown().Pace()
	if n := len(m.over); n > 0 {
		want = m.over[n-1].Pace()
	}
	want = m.pinsPace(want)
	if want == 0 || (m.tick.pace > 0 && m.tick.pace <= want) {
		return nil
	}
	m.tick.gen++
	m.tick.pace = want
	gen, clock := m.tick.gen, m.cfg.Clock
	return tea.Tick(want, func(time.Time) tea.Msg { return tickMsg{gen: gen, now: clock()} })
}

func (m *Model) ticked(msg tickMsg) tea.Cmd {
	if msg.gen != m.tick.gen {
		return nil
	}
	m.tick.pace = 0
	began(m.top(), msg.now)
	for _, p := range m.pins {
		began(p.screen, msg.now)
	}
	tick := views.Tick{Now: msg.now}
	return tea.Batch(m.top().Update(tick), m.tellPins(tick))
}

// began tells a screen's questions under way what time it is, since a key press carries none.
func began(r receiver, now time.Time) {
	if s, ok := r.(interface{ Began(time.Time) }); ok {
		s.Began(now)
	}
}
