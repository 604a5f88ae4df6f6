package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/views"
)

// limitDraft is how long writing a draft may take: the disk is this machine's.
const limitDraft = 10 * time.Second

// drafting keeps the order on its way on the disk: after each answer, and never two writes at once.
type drafting struct {
	due     bool // something has changed since the last write
	writing bool
	claimed string // the reference that this process has in hand
	release func() // gives it up
	failed  bool   // a failure was said
}

type (
	// drafted says that the draft is on the disk, or why not.
	drafted struct {
		ref     string
		release func() // of a reference that was claimed with it
		err     error
	}
	// begun is what the journal has from before this session.
	begun struct {
		drafts, unknown int
		running         []order.Entry
		err             error
	}
)

// saveDraft writes the walk down if it has changed. Where nothing but the payer is answered there is nothing to keep.
func (m *Model) saveDraft() tea.Cmd {
	if !m.draft.due || m.draft.writing || m.cfg.Journal == nil {
		return nil
	}
	m.draft.due = false
	write := m.draftNow()
	m.draft.writing = write != nil
	return write
}

// draftNow makes the command that writes the walk as it stands; a finished order is no draft any more.
func (m *Model) draftNow() tea.Cmd {
	w, journal := m.desk.Walk, m.cfg.Journal
	if w.Location == nil {
		return nil
	}
	ref, claimed := w.Ref, m.draft.claimed == w.Ref
	if w.ServiceID != "" {
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
			defer cancel()
			return drafted{ref: ref, err: journal.DropDraft(ctx, journal.Scope, ref)}
		}
	}
	secrets := map[order.Kind][]string{}
	for kind, form := range m.desk.Forms {
		secrets[kind] = order.SecretsOf(form)
	}
	body, err := w.Save(secrets)
	if err != nil {
		return func() tea.Msg { return drafted{ref: ref, err: err} }
	}
	d := order.Draft{Scope: journal.Scope, Ref: ref, Title: m.desk.WalkWords(), Step: w.At().Title(), Body: body}
	if w.Company != nil {
		d.Company = w.Company.Name
	}
	if w.Account != nil {
		d.User = w.Account.User.LoginID
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
		defer cancel()
		var release func()
		if !claimed {
			release, _, err = journal.Claim(ctx, journal.Scope, ref)
		}
		if err == nil {
			d.At = time.Now()
			err = journal.SaveDraft(ctx, d)
		}
		return drafted{ref: ref, release: release, err: err}
	}
}

// leave ends the session once the order on its way is on the disk.
func (m *Model) leave() tea.Cmd {
	write := m.draftNow()
	if write == nil || m.cfg.Journal == nil || !m.draft.due && !m.draft.writing {
		return tea.Quit
	}
	return tea.Sequence(write, tea.Quit)
}

// wroteDraft takes what came of a write.
func (m *Model) wroteDraft(msg drafted) {
	m.draft.writing = false
	if msg.release != nil {
		m.hold(msg.ref, msg.release)
	}
	if msg.err != nil && !m.draft.failed {
		m.say("What you answer is not kept: "+wire.Clean(msg.err.Error()), true)
	}
	m.draft.failed = msg.err != nil
}

// Close gives up what this session has in hand, for other sessions. It is for whoever ran the model, once that is over.
func (m *Model) Close() {
	if m.draft.release != nil {
		m.draft.release()
		m.draft.release, m.draft.claimed = nil, ""
	}
}

// hold notes that this process has an order in hand, and gives the one before up.
func (m *Model) hold(ref string, release func()) {
	if m.draft.release != nil {
		m.draft.release()
	}
	m.draft.claimed, m.draft.release = ref, release
}

// lookBack asks the journal what was begun before, and calls unknown what ended between a request and its answer.
func (m *Model) lookBack() tea.Cmd {
	journal := m.cfg.Journal
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
		b.drafts = len(drafts)
		standing, err := journal.Standing(ctx, journal.Scope, mostStanding)
		for _, e := range standing {
			switch order.State(e.State) {
			case order.StateUnknown:
				b.unknown++
			case order.StatePlaced, order.StateProvisioning, order.StateEnding:
				// A port on its way has nothing to be followed by; its removal has.
				if e.GUID != "" && (e.Kind == order.KindService.Key() || order.State(e.State) == order.StateEnding) {
					b.running = append(b.running, e)
				}
			}
		}
		b.err = err
		return b
	}
}

const (
	mostStanding = 10_000 // orders that are looked at, at the start
	mostWatched  = 20     // services that are watched on from before
)

// took takes what was begun before: what was being provisioned is watched on, and where something waits for a person the books
// are shown first, unless somebody has gone on already.
func (m *Model) took(b begun) tea.Cmd {
	if b.err != nil {
		m.say(wire.Clean(b.err.Error()), true)
		return nil
	}
	var cmds []tea.Cmd
	for _, e := range b.running[:min(len(b.running), mostWatched)] {
		w := views.Watch{ServiceID: e.GUID, Ref: e.Ref, CompanyID: e.CompanyID, CompanyName: e.Company, What: e.Title, Port: e.Kind == order.KindPort.Key()}
		if order.State(e.State) == order.StateEnding {
			w.Goal = views.GoalRemoved
		}
		cmds = append(cmds, m.watch(w))
	}
	if b.drafts+b.unknown > 0 && m.at == atOrder && m.desk.Walk.At() == order.StepCompany && len(m.over) == 0 {
		cmds = append(cmds, m.goPlace(atBooks))
	}
	return tea.Batch(cmds...)
}

// resumed goes on with an order of before.
func (m *Model) resumed(r views.Resumed) tea.Cmd {
	if m.held() {
		r.Release()
		return nil
	}
	m.hold(r.Walk.Ref, r.Release)
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
	m.draft.due = true
	return m.enter()
}
