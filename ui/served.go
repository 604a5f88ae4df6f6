package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/views"
)

type (
	// Notice is a sentence for the person in front, from whoever runs the model: the desk is going down, a paste was too long.
	Notice struct {
		Text string // sanitised
		Bad  bool
	}
	// Leave ends the session from outside: the order on its way is written down first, and a purchase that waits for its answer
	// is waited for, since leaving cancels what a screen has asked.
	Leave struct{}
)

// asked takes what whoever runs the model asks of it.
func (m *Model) asked(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case Notice:
		m.say(msg.Text, msg.Bad)
		return nil, true
	case Leave:
		m.leaving = true
		return nil, true
	}
	return nil, false
}

// left is the command that ends a session which was told to leave, once nothing is on its way that must not be cancelled.
func (m *Model) left() tea.Cmd {
	if !m.leaving || m.holding() {
		return nil
	}
	m.leaving = false
	return m.end()
}

// holding tells whether any screen, in front or not, waits for an answer that must not be lost.
func (m *Model) holding() bool {
	waits := func(s views.Screen) bool {
		h, ok := s.(views.Holder)
		return ok && h.Holds() != ""
	}
	if waits(m.front) {
		return true
	}
	for _, stack := range m.stacks {
		for _, l := range stack {
			if waits(l.Screen) {
				return true
			}
		}
	}
	return false
}

// ownDraft is the newest draft of whoever signed in that no session has in hand: the one that they were at when theirs ended.
// held names a newer one that somebody has. Nobody is offered another one's.
func ownDraft(ctx context.Context, journal *order.Journal, name string, drafts []order.Draft) (own *order.Draft, held string, err error) {
	var last *order.Draft
	for i := range drafts {
		if d := &drafts[i]; d.User == name && (last == nil || d.At.After(last.At)) {
			last = d
		}
	}
	if last == nil {
		return nil, "", nil
	}
	release, free, err := journal.Claim(ctx, journal.Scope, last.Ref)
	if err != nil {
		return nil, "", err
	}
	if !free {
		return nil, last.Ref, nil
	}
	release()
	return last, "", nil
}

// offer takes up at once the order that somebody's last session ended at, wherever that session was served.
func (m *Model) offer(d order.Draft) tea.Cmd {
	books := m.goPlace(atBooks)
	open := m.openBook(views.OpenBook{What: views.BookResume, Draft: d})
	m.say("Your order "+wire.Clean(d.Ref)+" is taken up where your last session left it. "+m.label("back")+" goes to all orders.", false)
	return tea.Batch(books, open)
}
