package ui

import (
	"axdesk/client/order"
	"axdesk/ui/share"
)

// scope is what of the desk guests see and reach: the order that was shared, from its location on, since the list of companies is of
// all customers; or the screen of another place that was shared, with what is opened from it, but of no other line.
type scope struct {
	at      place
	ref     string     // of the order
	floor   order.Step // guests see no step before it
	depth   int        // of the place's screens when the sharing began
	of      string     // the screen that was in front then
	subject string     // the service whose line it is; "" for a list
}

// scopeHere is the scope of a sharing that begins now.
func (m *Model) scopeHere() scope {
	s := scope{at: m.at, ref: m.desk.Walk.Ref, floor: min(m.desk.Walk.At(), order.StepLocation), depth: len(m.stacks[m.at])}
	if s.depth > 0 {
		top := m.stacks[m.at][s.depth-1]
		s.of, s.subject = top.of, top.subject
	}
	return s
}

// inScope tells whether guests may see what is in front.
func (m *Model) inScope() bool {
	s := m.sharing.scope
	if m.at != s.at {
		return false
	}
	if s.at == atOrder {
		return m.desk.Walk.Ref == s.ref && m.desk.Walk.At() >= s.floor
	}
	stack := m.stacks[s.at]
	if len(stack) < s.depth || stack[s.depth-1].of != s.of {
		return false
	}
	for _, l := range stack[s.depth:] {
		if s.subject != "" && l.subject != s.subject {
			return false
		}
	}
	return true
}

// withheld says, where out holds, that a guest who has the pen can't go there: it isn't theirs to see.
func (m *Model) withheld(out bool) bool {
	if !out || m.pen() == nil {
		return false
	}
	m.say("Only "+m.cfg.Person.Name+" can leave what is shared.", false)
	return true
}

// elsewhere tells whether a place is another one than what is shared.
func (m *Model) elsewhere(to place) bool { return m.sharing != nil && to != m.sharing.scope.at }

// beforeFloor tells whether a step of the order comes before what is shared of it.
func (m *Model) beforeFloor(to order.Step) bool {
	return m.sharing != nil && to < m.sharing.scope.floor
}

// otherLine tells whether a service is another one than whose line is shared.
func (m *Model) otherLine(service string) bool {
	return m.sharing != nil && m.sharing.scope.subject != "" && service != m.sharing.scope.subject
}

// show gives the guests what is drawn. It is called from View, since what they see is what was drawn: it keeps the frame in memory
// and never waits. Sentences for whoever guides, and what only they may open, aren't in it.
func (m *Model) show(content string) {
	if len(m.admitted()) == 0 {
		return
	}
	f := share.Frame{W: m.w, H: m.h, Theme: m.cfg.Theme}
	if !m.inScope() {
		f.Curtain = m.cfg.Person.Name + " is looking at another screen, which is not shared."
		m.sharing.desk.Show(f)
		return
	}
	private, own := m.private(), m.flash.Text != "" && (m.pen() == nil || m.own)
	if private || own {
		over, flash := m.over, m.flash
		if private {
			m.over = nil
		}
		if own {
			m.flash.Text = ""
		}
		content = m.content()
		m.over, m.flash = over, flash
	}
	f.Content = content
	m.sharing.desk.Show(f)
}
