package views

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Resume takes an order up where it was left: it asks AXON for what its answers hang on, and reads from the journal what was
// sent of it.
type Resume struct {
	asker
	desk  *Desk
	draft order.Draft
	err   error
	tried time.Time // when it was last found in somebody's hand
	tries int       // how often in a row
}

// Resumed hands the order over to the root, which goes on with it.
type Resumed = order.TakenUp

const (
	askResume = "resume"
	// limitResume is for everything that is asked together, over a slow line.
	limitResume = 90 * time.Second
	// retryEvery and mostRetries are for an order in somebody's hand: the host may have died that had it, and what such a one held is free
	// after 11 s at most.
	retryEvery  = 2 * time.Second
	mostRetries = 8
)

// NewResume makes the screen for a draft.
func NewResume(d *Desk, draft order.Draft) *Resume {
	return &Resume{asker: d.newAsker(), desk: d, draft: draft}
}

// Init begins.
func (s *Resume) Init() tea.Cmd {
	if s.busy(askResume) {
		return nil
	}
	s.err = nil
	return s.try()
}

func (s *Resume) try() tea.Cmd {
	if s.busy(askResume) {
		return nil
	}
	api, journal, book, draft := s.desk.API, s.desk.Journal, s.desk.Book, s.draft
	return ask(&s.asker, askResume, limitResume, func(ctx context.Context) (Resumed, error) {
		return order.TakeUp(ctx, api, journal, book, draft)
	})
}

// Abandon gives up what an answer that reaches nobody any more has in hand.
func Abandon(msg Addressed) {
	if a, ok := msg.(Answer[Resumed]); ok && a.Err == nil && a.Value.Release != nil {
		a.Value.Release()
	}
}

// TakeOver makes a resumed order the desk's own.
func (d *Desk) TakeOver(r Resumed) {
	d.Walk, d.Forms, d.Offers, d.Allocated = r.Walk, r.Forms, r.Offers, nil
	if r.Walk.Placed != nil && r.Walk.Port != nil && r.Walk.Port.Existing == nil {
		d.Allocated = []axon.Allocated{*r.Walk.Placed}
	}
	for kind, doubt := range r.Doubts {
		d.doubtOf(kind).Doubt = *doubt
	}
}

// Update takes the order, or what went wrong.
func (s *Resume) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[Resumed]:
		if !fresh(&s.asker, askResume, m) {
			if m.Err == nil {
				Abandon(m) // nobody waits for it any more
			}
			return nil
		}
		if s.err = m.Err; m.Err == nil {
			return send(m.Value)
		}
		if s.inHand() {
			s.tried = s.desk.Now
			s.tries++
		}
	case Tick:
		s.Began(m.Now)
		if s.retries() && m.Now.Sub(s.tried) >= retryEvery {
			return s.try()
		}
	case tea.KeyPressMsg:
		switch s.desk.Keys.Any(m.String(), keys.Back, keys.Refresh) {
		case keys.Back:
			return send(BackMsg{})
		case keys.Refresh:
			s.tries = 0
			return s.Init()
		}
	}
	return nil
}

func (s *Resume) inHand() bool {
	var held *order.InHandError
	return errors.As(s.err, &held)
}

// retries tells that it is tried again by itself.
func (s *Resume) retries() bool { return s.inHand() && s.tries <= mostRetries }

// View says how far it has come.
func (s *Resume) View(w, h int) string {
	d := s.desk
	facts := indent(parts.Sheet([]parts.Fact{
		{Name: "Order", Value: d.Theme.Bold.Render(s.draft.Ref) + "  " + s.draft.Title},
		{Name: "Left at", Value: s.draft.Step + ", " + words.CoarseAge(d.Now.Sub(s.draft.At))},
		{Name: "Billed to", Value: s.draft.Company},
	}, w-4, d.Theme))
	lines := append([]string{""}, facts...)
	if s.err != nil {
		lines = append(lines, d.failure(s.err, w)...)
		if s.retries() {
			lines = append(lines, "", "    If that one was lost, the order is free within seconds: it is tried again by itself.")
		}
		return d.page(lines, w, h)
	}
	return d.page(append(lines, d.loading("Asking AXON for what this order hangs on", s.pending[askResume], w)...), w, h)
}

// Head is the title.
func (s *Resume) Head() Head { return Head{Title: "Taking up " + s.draft.Ref} }

// Hints are what can be done here.
func (s *Resume) Hints() []keys.Hint {
	return []keys.Hint{{Action: keys.Back, Words: "back to the orders"}, {Action: keys.Refresh, Words: "ask again"}}
}

// Copies is the reference.
func (s *Resume) Copies() []Copy { return []Copy{{"order reference", s.draft.Ref}} }

// Typing is false: there are no fields here.
func (s *Resume) Typing() bool { return false }

// Pace is short while answers are awaited.
func (s *Resume) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	if s.retries() {
		return time.Second
	}
	return 0
}
