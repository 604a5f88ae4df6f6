package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/views"
)

// drafting keeps the order on its way on the disk: after each answer, and never two writes at once.
type drafting struct {
	due     bool // something has changed since the last write
	writing bool
	number  uint64 // of the last write that was made
	failed  bool   // a failure was said
	looks   int    // how often the journal was asked again for an order in somebody's hand
	keeper  *order.Keeper
}

type (
	// drafted says that the draft is on the disk, or why not.
	drafted struct{ err error }
	// begun is what the journal has from before this session.
	begun struct {
		drafts, unknown int
		running         []order.Entry
		own             *order.Draft // of whoever signed in, and in nobody's hand
		held            string       // an order of theirs that somebody has in hand; "" when there is none
		err             error
	}
	// lookAgain asks the journal again, for what somebody had in hand.
	lookAgain struct{}
)

// saveDraft writes the walk down if it has changed. Where nothing but the payer is answered there is nothing to keep.
func (m *Model) saveDraft() tea.Cmd {
	if !m.draft.due || m.draft.writing || m.cfg.Journal == nil {
		return nil
	}
	write := m.draftNow()
	m.draft.writing = write != nil
	return write
}

// draftNow makes the command that writes the walk as it stands; a finished order is no draft any more.
func (m *Model) draftNow() tea.Cmd {
	w, k := m.desk.Walk, m.draft.keeper
	m.draft.due = false
	// What a viewer looks at is no order of theirs.
	if w.Location == nil || m.cfg.Journal == nil || !m.cfg.Person.MayChange() {
		return nil
	}
	m.draft.number++
	n, ref := m.draft.number, w.Ref
	if w.ServiceID != "" {
		return func() tea.Msg { return drafted{k.Drop(n, ref)} }
	}
	body, err := w.Save(m.desk.Secrets())
	if err != nil {
		return func() tea.Msg { return drafted{err} }
	}
	d := order.Draft{Ref: ref, Title: w.Words(), Step: w.At().Title(), Body: body}
	if w.Company != nil {
		d.Company = w.Company.Name
	}
	// It is whoever guides who takes it up again, also where a guest has typed it.
	if d.User = m.cfg.Person.Name; d.User == "" {
		d.User = m.desk.Login()
	}
	return func() tea.Msg { return drafted{k.Save(n, d)} }
}

// handOver writes the order on its way down and gives it up, before another one takes its place.
func (m *Model) handOver() tea.Cmd {
	write, k, ref := m.draftNow(), m.draft.keeper, m.desk.Walk.Ref
	if m.cfg.Journal == nil {
		return nil
	}
	m.draft.number++
	n := m.draft.number
	return func() tea.Msg {
		var msg tea.Msg
		if write != nil {
			msg = write()
		}
		k.Give(n, ref)
		return msg
	}
}

// leave ends the session once the order on its way is on the disk.
func (m *Model) leave() tea.Cmd {
	m.parting = true
	return m.end()
}

func (m *Model) end() tea.Cmd {
	if write := m.draftNow(); write != nil {
		return tea.Sequence(write, tea.Quit)
	}
	return tea.Quit
}

// wroteDraft takes what came of a write.
func (m *Model) wroteDraft(msg drafted) tea.Cmd {
	m.draft.writing = false
	if cmd, ok := m.renamed(msg.err); ok {
		return cmd
	}
	if msg.err != nil && !m.draft.failed {
		m.say("What you answer is not kept: "+wire.Clean(msg.err.Error()), true)
	}
	m.draft.failed = msg.err != nil
	if m.at != atBooks {
		return nil
	}
	return m.shown().Update(views.Rewritten{})
}

// Close gives up what this session has in hand, for other sessions. It is for whoever ran the model, once that is over.
func (m *Model) Close() {
	m.draft.keeper.Close()
	if m.sharing == nil {
		return
	}
	why := "The line to " + m.cfg.Person.Name + " was lost. What was answered and signed is kept: ask them for a new code when they are back."
	if m.parting {
		why = m.cfg.Person.Name + " has ended the session."
	}
	ctx, cancel := context.WithTimeout(context.Background(), limitShare)
	defer cancel()
	_ = m.sharing.desk.End(ctx, why) // the guests are told in any case; there is nobody else to tell
}

// lookBack asks the journal what was begun before, and calls unknown what ended between a request and its answer.
func (m *Model) lookBack() tea.Cmd {
	journal, person := m.cfg.Journal, m.cfg.Person
	if journal == nil {
		return nil
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
		defer cancel()
		var b begun
		if _, b.err = journal.Recover(ctx); b.err != nil {
			return b
		}
		drafts, err := journal.Drafts(ctx, journal.Scope)
		if err != nil {
			return begun{err: err}
		}
		// At a desk of many, what the others began waits for them.
		mine := person.Owns
		b.drafts = len(slices.DeleteFunc(slices.Clone(drafts), func(d order.Draft) bool { return !mine(d.User) }))
		if !person.Local() {
			if b.own, b.held, err = ownDraft(ctx, journal, person.Name, drafts); err != nil {
				return begun{err: err}
			}
		}
		standing, err := journal.Standing(ctx, journal.Scope, mostStanding)
		for _, e := range standing {
			b.count(e, mine(e.User), person.Local())
		}
		b.err = err
		return b
	}
}

// count takes in how an order stands.
func (b *begun) count(e order.Entry, mine, local bool) {
	switch state := order.State(e.State); {
	case mine && state == order.StateUnknown:
		// Where the order that is taken up at once is the one in doubt, its own screen says so.
		if b.own == nil || b.own.Ref != e.Ref {
			b.unknown++
		}
	case mine && !local && order.Waits(e):
		// Whoever sent it still has it in hand, or died a moment ago.
		b.held = e.Ref
	case mine && (state == order.StatePlaced || state == order.StateProvisioning || state == order.StateEnding):
		// A port on its way has nothing to be followed by; its removal has.
		if e.GUID != "" && (e.Kind == order.KindService.Key() || state == order.StateEnding) {
			b.running = append(b.running, e)
		}
	}
}

const (
	// limitDraft is how long writing a draft may take.
	limitDraft   = 10 * time.Second
	mostStanding = 10_000 // orders that are looked at, at the start
	mostWatched  = 20     // services that are watched on from before
	// lookEvery and mostLooks are for an order that somebody has in hand: a host whose machine is gone is given up after 11 s at most.
	lookEvery = 2 * time.Second
	mostLooks = 8
)

// took takes what was begun before: what was being provisioned is watched on, and where something waits for a person the books
// are shown first, unless somebody has gone on already.
func (m *Model) took(b begun) tea.Cmd {
	if b.err != nil {
		m.say(wire.Clean(b.err.Error()), true)
		return nil
	}
	var cmds []tea.Cmd
	first := m.draft.looks == 0
	for _, e := range b.running[:min(len(b.running), mostWatched)] {
		if !first {
			break // they are watched already
		}
		w := views.Watch{ServiceID: e.GUID, Ref: e.Ref, CompanyID: e.CompanyID, CompanyName: e.Company, What: e.Title, Port: e.Kind == order.KindPort.Key()}
		if order.State(e.State) == order.StateEnding {
			w.Goal = order.GoalRemoved
		}
		cmds = append(cmds, m.watchOn(w, e.At))
	}
	// A viewer can take nothing of it up.
	if !m.cfg.Person.MayChange() || !m.fresh() {
		return tea.Batch(cmds...)
	}
	switch {
	case b.own != nil && b.unknown == 0 && b.held == "":
		return tea.Batch(append(cmds, m.offer(*b.own))...)
	case b.drafts+b.unknown > 0 && m.at == atOrder:
		cmds = append(cmds, m.goPlace(atBooks))
	case m.at == atBooks:
		cmds = append(cmds, m.shown().Update(views.Rewritten{}))
	}
	if b.held != "" {
		cmds = append(cmds, m.lookLater(wire.Clean(b.held)))
	}
	return tea.Batch(cmds...)
}

// fresh tells that nobody has begun anything in this session.
func (m *Model) fresh() bool {
	atStart := m.at == atOrder || m.at == atBooks && len(m.stacks[atBooks]) == 1
	return atStart && m.desk.Walk.At() == order.StepCompany && len(m.over) == 0
}

// lookLater has the journal asked again for an order that somebody has in hand: the host may have died that had it, and what it held
// is free once the store has noticed.
func (m *Model) lookLater(ref string) tea.Cmd {
	m.draft.looks++
	if m.draft.looks > mostLooks {
		m.say("Your order "+ref+" is in another session's hand. Go on with it there, or close it there and take it up from here.", false)
		return nil
	}
	m.say("Your order "+ref+" is in another session's hand. If that one was lost it is free within seconds: it is tried again by itself.", false)
	return tea.Tick(lookEvery, func(time.Time) tea.Msg { return lookAgain{} })
}

// lookedAgain asks the journal again, unless somebody has gone on meanwhile.
func (m *Model) lookedAgain() tea.Cmd {
	if !m.fresh() {
		return nil
	}
	return m.lookBack()
}

// resumed goes on with an order of before; the one on its way is kept.
func (m *Model) resumed(r views.Resumed) tea.Cmd {
	if m.held() || m.withheld(true) {
		return releasing(r.Release)
	}
	old := tea.Batch(m.handOver(), releasing(m.draft.keeper.Hold(r.Walk.Ref, r.Release)))
	m.front.Leave()
	m.desk.TakeOver(r)
	m.screens = map[order.Step]views.Screen{}
	if n := len(m.stacks[atBooks]); n > 1 {
		m.stacks[atBooks] = m.stacks[atBooks][:n-1]
	}
	m.at = atOrder
	if w := m.desk.Walk; w.At() == order.StepCandidate && w.Candidate != nil {
		m.say("Candidates are good for one session: they are looked for again. What you chose and typed is kept.", false)
	}
	return tea.Batch(old, m.enter(), m.orderLeft())
}
