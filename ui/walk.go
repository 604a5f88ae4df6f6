package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/ui/views"
)

// screen gives the screen of a step. Screens are kept while their walk lasts, so that going back finds the
// highlight, the filter and the text where they were.
func (m *Model) screen(step order.Step) views.Screen {
	if s, ok := m.screens[step]; ok {
		return s
	}
	s := m.newScreen(step)
	m.screens[step] = s
	return s
}

func (m *Model) newScreen(step order.Step) views.Screen {
	d := m.desk
	switch step {
	case order.StepCompany:
		return views.NewCompany(d)
	case order.StepLocation:
		return views.NewLocation(d)
	case order.StepResource:
		return views.NewPort(d)
	case order.StepPortOptions:
		return views.NewPortOptions(d)
	case order.StepPortSummary:
		return views.NewSummary(d, order.KindPort)
	case order.StepPortTerms:
		return views.NewTerms(d, order.KindPort)
	case order.StepPortReady:
		return views.NewPortReady(d)
	case order.StepProvider:
		return views.NewDestination(d)
	case order.StepCandidate:
		return views.NewCandidates(d)
	case order.StepBandwidth:
		return views.NewBandwidth(d)
	case order.StepOptions:
		return views.NewOptions(d)
	case order.StepSummary:
		return views.NewSummary(d, order.KindService)
	case order.StepTerms:
		return views.NewTerms(d, order.KindService)
	}
	return views.NewProvisioning(d)
}

// enter puts the walk's present step in front and closes all overlays.
func (m *Model) enter() tea.Cmd {
	next := m.screen(m.desk.Walk.At())
	if next != m.front {
		m.front.Leave()
	}
	m.front, m.draft.due = next, true
	if m.at == atOrder {
		m.over = nil
	}
	return tea.Batch(m.front.Init(), m.front.Update(views.Sized{W: m.w}))
}

// forward, back and goTo move the walk; where it refuses, its sentence is shown and nothing moves.
func (m *Model) forward() tea.Cmd {
	if _, err := m.desk.Walk.Next(); err != nil {
		m.say(err.Error(), true)
		return nil
	}
	return m.enter()
}

func (m *Model) back() tea.Cmd {
	if m.held() || m.withheld(m.beforeFloor(m.desk.Walk.At()-1)) {
		return nil
	}
	if _, ok := m.desk.Walk.Back(); !ok {
		m.say("This is the first step. "+m.desk.Keys.Label("quit", m.desk.Theme.ASCII)+" quits.", false)
		return nil
	}
	return m.enter()
}

func (m *Model) goTo(step order.Step) tea.Cmd {
	if m.held() || m.withheld(m.beforeFloor(step)) {
		return nil
	}
	m.at = atOrder
	if err := m.desk.Walk.GoTo(step); err != nil {
		m.say(err.Error(), true)
		return nil
	}
	return m.enter()
}

// held says why the walk can't move now, if it can't: leaving a screen cancels what it has asked, and a
// purchase on its way must not lose its answer.
func (m *Model) held() bool { return m.holds(m.front) }

func (m *Model) holds(s views.Screen) bool {
	h, ok := s.(views.Holder)
	if !ok || h.Holds() == "" {
		return false
	}
	m.say(h.Holds(), true)
	return true
}

// again starts another order. What the session has learnt stays; with the same port, its answers do too.
func (m *Model) again(fresh bool) tea.Cmd {
	if m.held() || m.withheld(true) {
		return nil
	}
	m.at = atOrder
	kept := m.handOver()
	d, old := m.desk, m.desk.Walk
	if fresh {
		d.Walk = order.New(m.cfg.NewRef())
		d.Walk.Book = m.cfg.Book
		d.Walk.Learn(func(f *order.Facts) { *f = old.Facts })
		// What was ordered since these lists were asked for isn't in them.
		d.Walk.Resources, d.Walk.Services = nil, nil
		if old.Company != nil {
			d.Walk.SetCompany(*old.Company)
		}
	} else {
		old.Again(m.cfg.NewRef())
	}
	m.front.Leave()
	m.screens = map[order.Step]views.Screen{}
	d.Offers, d.Forms, d.Allocated = nil, nil, nil
	return tea.Batch(kept, m.enter(), m.orderLeft())
}

// intent does what a screen asked for.
func (m *Model) intent(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case views.Forward:
		if msg.From != m.front.ID() {
			return nil, true
		}
		return m.forward(), true
	case views.BackMsg:
		if m.at != atOrder {
			return m.closeScreen(), true
		}
		return m.back(), true
	case views.Finished:
		return m.finished(msg.From), true
	case views.GoTo:
		return m.goTo(msg.Step), true
	case views.Pin:
		return m.pin(views.Open(msg)), true
	case views.Open:
		return m.openLine(msg), true
	case views.OpenBook:
		return m.openBook(msg), true
	case views.Flash:
		m.say(msg.Text, msg.Bad)
		return m.tried(msg.Refused, msg.Subject), true
	case views.Changed:
		m.draft.due = true
		m.tellLoss(msg.Change)
	case views.Resumed:
		return m.resumed(msg), true
	case views.Again:
		return m.again(msg.Fresh), true
	case views.OpenAudit:
		return m.openAudit(), true
	case views.OpenHere:
		return m.openHere(), true
	case views.OpenRequest:
		return m.put(atRequests, "request "+strconv.Itoa(msg.Of.ID), func() views.Screen { return views.NewRequest(m.desk, msg.Of) }), true
	case views.FromPort:
		return m.fromPort(msg), true
	case views.Watch:
		return m.watch(msg), true
	case views.ShowWatch:
		return m.open(newWatchOverlay(m, msg.ServiceID)), true
	case views.PollNow:
		if w := m.desk.Watches.Get(msg.ServiceID); w != nil {
			return m.poll(w, true), true
		}
	case views.ShowRaw:
		return m.open(newRawOverlay(m.desk, msg)), true
	case closeOverlay:
		return m.closeTop(), true
	case quitNow:
		return m.leave(), true
	default:
		return nil, false
	}
	return nil, true
}

// tellLoss says which later answers a change has cost, and why.
func (m *Model) tellLoss(c order.Change) {
	// What is only unchecked shows among the steps: it is looked at when one comes to it.
	c.Unchecked = nil
	if said := c.Sentences(); len(said) > 0 {
		m.say(strings.Join(said, " "), len(c.Lost) > 0)
	}
}

func (m *Model) say(text string, bad bool) {
	m.flash, m.own, m.greeting = views.Flash{Text: text, Bad: bad}, false, false
}
