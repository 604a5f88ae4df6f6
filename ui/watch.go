package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/views"
)

// limitPoll is how long a poll may take; a person doesn't wait on it.
const limitPoll = 30 * time.Second

type (
	// pollDue says that a watched service is to be asked about.
	pollDue struct {
		id    string
		round int
		now   time.Time
	}
	// polled and informed are the answers.
	polled struct {
		id      string
		service axon.Service
		err     error
		at      time.Time
	}
	// journaled says that a state was written down, or why not.
	journaled struct{ err error }
	informed  struct {
		id    string
		infos axon.Infos
		err   error
	}
)

// When is the time of the message.
func (p pollDue) When() time.Time { return p.now }

// When is the time at which the answer came.
func (p polled) When() time.Time { return p.at }

// Failure is what went wrong with the poll.
func (p polled) Failure() error { return p.err }

// watch follows a service from now on, whichever screen is in front.
func (m *Model) watch(what views.Watch) tea.Cmd {
	w := m.desk.Watches.Add(what, m.desk.Now)
	return m.poll(w)
}

func (m *Model) poll(w *views.Watched) tea.Cmd {
	if w.Polling {
		return nil
	}
	w.Polling = true
	api, id := m.desk.API, w.ServiceID
	return func() tea.Msg {
		// Polls go behind what a person waits for, and outlive the screen: the watch is the session's.
		ctx, cancel := context.WithTimeout(wire.Background(context.Background()), limitPoll)
		defer cancel()
		s, err := api.Service(ctx, id)
		return polled{id: id, service: s, err: err, at: time.Now()}
	}
}

func (m *Model) watching(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pollDue:
		if w := m.desk.Watches.Get(msg.id); w != nil && !w.Done() && w.Round == msg.round {
			return m.poll(w)
		}
	case polled:
		if w := m.desk.Watches.Get(msg.id); w != nil {
			return m.polled(w, msg)
		}
	case journaled:
		if msg.err != nil {
			m.say("The journal lacks what was last seen of an order: "+wire.Clean(msg.err.Error()), true)
		}
	case informed:
		if w := m.desk.Watches.Get(msg.id); w != nil && msg.err == nil {
			w.Infos = msg.infos
		}
	}
	return nil
}

// polled takes an answer. One that failed leaves the last good one standing, with its age.
func (m *Model) polled(w *views.Watched, msg polled) tea.Cmd {
	w.Polling, w.Err = false, msg.err
	w.Round++
	before := w.Overall
	var cmds []tea.Cmd
	if msg.err == nil {
		w.Service, w.Overall, w.Polled = msg.service, axon.RollUp(msg.service.Hops), msg.at
		cmds = append(cmds, m.announce(w, before), m.writeDown(w, before))
	}
	if w.Done() {
		w.Next = time.Time{}
		if w.Ended.IsZero() {
			w.Ended = msg.at
		}
		return tea.Batch(cmds...)
	}
	wait := order.PollAfter(msg.at.Sub(w.Started))
	w.Next = msg.at.Add(wait)
	id, round := w.ServiceID, w.Round
	due := tea.Tick(wait, func(now time.Time) tea.Msg { return pollDue{id: id, round: round, now: now} })
	return tea.Batch(append(cmds, due)...)
}

// writeDown has the journal know how far an order has come, where that has changed.
func (m *Model) writeDown(w *views.Watched, before axon.Overall) tea.Cmd {
	to := order.StateOf(w.Overall)
	if m.cfg.Journal == nil || to == "" || to == order.StateOf(before) {
		return nil
	}
	journal, ref := m.cfg.Journal, w.Ref
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
		defer cancel()
		return journaled{journal.Progress(ctx, ref, order.KindService, to, "")}
	}
}

// announce tells a person of a change for which they have been waiting: once, with the bell.
func (m *Model) announce(w *views.Watched, before axon.Overall) tea.Cmd {
	if w.Overall == before {
		return nil
	}
	switch w.Overall {
	case axon.OverallReady:
		m.say(w.Ref+" is ready for service: "+w.What+".", false)
		return tea.Raw("\a")
	case axon.OverallFailed:
		m.say(w.Ref+" has failed: "+w.What+". Its screen has the reasons.", true)
		return tea.Batch(tea.Raw("\a"), m.askInfo(w))
	case axon.OverallRetrying, axon.OverallWaiting:
		return m.askInfo(w)
	}
	return nil
}

// askInfo asks for the reasons behind a state that needs explaining.
func (m *Model) askInfo(w *views.Watched) tea.Cmd {
	api, id := m.desk.API, w.ServiceID
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(wire.Background(context.Background()), limitPoll)
		defer cancel()
		infos, err := api.ServiceInfo(ctx, id)
		return informed{id: id, infos: infos, err: err}
	}
}
