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

// freshInfo is how old the reasons behind a state may be: sessions that watch the same see it change within a few seconds.
const freshInfo = 2 * time.Second

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
		round   int
		service axon.Service
		err     error
		at      time.Time
	}
	// journaled says that a state was written down, or why not.
	journaled struct {
		id  string
		err error
	}
	informed struct {
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

// watchOn follows a service of which the journal knows since when; other sessions may be following it already.
func (m *Model) watchOn(what views.Watch, asked time.Time) tea.Cmd {
	w := m.desk.Watches.Add(what, m.desk.Now)
	w.Asked = asked
	return m.poll(w, false)
}

// watch follows a service from now on, whichever screen is in front.
func (m *Model) watch(what views.Watch) tea.Cmd {
	w := m.desk.Watches.Add(what, m.desk.Now)
	return m.poll(w, true)
}

// poll asks about a watched service: anew, or else of a poll that is due, whatever another session has heard lately.
func (m *Model) poll(w *order.Watched, anew bool) tea.Cmd {
	if w.Polling {
		return nil
	}
	w.Polling = true
	api, what, round, clock := m.desk.API, w.Watch, w.Round, m.cfg.Clock
	good := time.Duration(0)
	if !anew {
		// What came before it was asked for is of before the order or the change.
		since := w.Started
		if !w.Asked.IsZero() {
			since = w.Asked
		}
		good = min(views.Shared(order.PollAfter(m.desk.Now.Sub(w.Started))), m.desk.Now.Sub(since))
	}
	mine := wire.By(context.Background(), m.cfg.Person.Session)
	return func() tea.Msg {
		// Polls go behind what a person waits for, and outlive the screen: the watch is the session's.
		ctx, cancel := context.WithTimeout(wire.Within(wire.Background(mine), good), limitPoll)
		defer cancel()
		s, err := what.Ask(ctx, api)
		return polled{id: what.ServiceID, round: round, service: s, err: err, at: clock()}
	}
}

func (m *Model) watching(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pollDue:
		if w := m.desk.Watches.Get(msg.id); w != nil && !w.Done() && w.Round == msg.round {
			return m.poll(w, false)
		}
	case polled:
		// An answer to a poll of before is no news of a change that was asked for since.
		if w := m.desk.Watches.Get(msg.id); w != nil && w.Round == msg.round {
			return m.polled(w, msg)
		}
	case journaled:
		var cmd tea.Cmd
		if w := m.desk.Watches.Get(msg.id); w != nil {
			cmd = m.announce(w)
		}
		if msg.err != nil {
			m.say("The journal lacks what was last seen of an order: "+wire.Clean(msg.err.Error()), true)
		}
		return cmd
	case informed:
		if w := m.desk.Watches.Get(msg.id); w != nil && msg.err == nil {
			w.Infos = msg.infos
		}
	}
	return nil
}

// polled takes an answer. One that failed leaves the last good one standing, with its age.
func (m *Model) polled(w *order.Watched, msg polled) tea.Cmd {
	w.Polling, w.Err = false, msg.err
	w.Round++
	before := w.Overall
	var cmds []tea.Cmd
	news := msg.err == nil
	if news {
		w.Take(msg.service, views.Came(msg.service.At, msg.at))
	} else if w.Left && order.Vanished(msg.err) {
		news = true
		w.Vanish(msg.at)
	}
	if news && w.Overall != before {
		cmds = append(cmds, m.writeDown(w, before))
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
	id, round, clock := w.ServiceID, w.Round, m.cfg.Clock
	due := tea.Tick(wait, func(time.Time) tea.Msg { return pollDue{id: id, round: round, now: clock()} })
	return tea.Batch(append(cmds, due)...)
}

// writeDown has the journal know how far an order has come, and then tells a person: what was announced is on the disk.
func (m *Model) writeDown(w *order.Watched, before axon.Overall) tea.Cmd {
	to := order.StateOf(w.Overall)
	if m.cfg.Journal == nil || !m.cfg.Person.MayChange() || to == "" || to == order.StateOf(before) {
		return m.announce(w)
	}
	id := w.ServiceID
	journal, ref, kind := m.cfg.Journal, w.Ref, order.KindService
	if w.Port {
		kind = order.KindPort
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
		defer cancel()
		return journaled{id, journal.Progress(ctx, ref, kind, to, "")}
	}
}

// announce tells a person of a change for which they have been waiting: once, with the bell.
func (m *Model) announce(w *order.Watched) tea.Cmd {
	text, bad := w.News()
	// Guests see this line, and another order may be another customer's. The counter and the bell tell that there is news.
	if text != "" && (!m.desk.LookedOn || w.Ref == m.desk.Walk.Ref) {
		m.say(text, bad)
		m.greeting = true // nobody pressed a key for it: it leaves the keys' names where they are
	}
	switch {
	case w.Done() && bad && !w.Port:
		return tea.Batch(tea.Raw("\a"), m.askInfo(w))
	case w.Done() && text != "":
		return tea.Raw("\a")
	case (w.Overall == axon.OverallRetrying || w.Overall == axon.OverallWaiting) && !w.Port:
		return m.askInfo(w)
	}
	return nil
}

// askInfo asks for the reasons behind a state that needs explaining.
func (m *Model) askInfo(w *order.Watched) tea.Cmd {
	api, id, mine := m.desk.API, w.ServiceID, wire.By(context.Background(), m.cfg.Person.Session)
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(wire.Within(wire.Background(mine), freshInfo), limitPoll)
		defer cancel()
		infos, err := api.ServiceInfo(ctx, id)
		return informed{id: id, infos: infos, err: err}
	}
}
