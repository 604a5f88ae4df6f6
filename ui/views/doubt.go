package views

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

const askLook = "look"

// againWord has to be typed to send an order again of which nobody knows whether it was placed.
const againWord = "again"

// doubt is what is known of a request that may have bought something though no answer said so. Nothing is
// sent again by itself: the order is looked for, and a person decides by typing a word.
type doubt struct {
	err    error  // what went wrong last
	lost   bool   // a request may have been acted on
	sought bool   // it was looked for since, whatever came of that
	seek   string // what looking for it has come to, as a sentence
}

// doubtKey names a purchase of the session.
type doubtKey struct {
	ref  string
	kind order.Kind
}

// doubtOf is the one doubt about a purchase that all its screens share: who goes back from the terms to the summary
// must not be able to order again there without having looked.
func (d *Desk) doubtOf(kind order.Kind) *doubt {
	key := doubtKey{d.Walk.Ref, kind}
	if d.doubts == nil {
		d.doubts = map[doubtKey]*doubt{}
	}
	if d.doubts[key] == nil {
		d.doubts[key] = &doubt{}
	}
	return d.doubts[key]
}

// Unsure tells whether a request of this order may have bought something though no answer said so.
func (d *Desk) Unsure() bool {
	return d.doubtOf(order.KindPort).unsure() || d.doubtOf(order.KindService).unsure()
}

// unsure tells that a request may have been acted on.
func (s *doubt) unsure() bool { return s.lost }

// failed takes what went wrong with a request. One that never left changes nothing of what was in doubt before it.
func (s *doubt) failed(err error) {
	var w *wire.Error
	switch {
	case order.NotSent(err):
		s.err = err
	case errors.As(err, &w) && w.MayHaveActed:
		*s = doubt{err: err, lost: true}
	default:
		*s = doubt{err: err}
	}
}

// unnamed is the error of an answer that says that something was bought, and not what.
func unnamed(kind order.Kind) error {
	return &wire.Error{
		Kind: wire.KindLocal, Op: "place the order", What: "AXON's answer says that something was bought, but names no " + kindWord(kind),
		Means: "The order may exist", Next: "Look for it before you send it again", MayHaveActed: true,
	}
}

// senseless is the error of an answer that offers no terms and names nothing that was bought.
func senseless() error {
	return &wire.Error{
		Kind: wire.KindLocal, Op: "ask for the terms", What: "AXON answered with neither terms nor an order",
		Means: "The order may exist", Next: "Look for it before you send it again", MayHaveActed: true,
	}
}

// lostBefore is the error of a request of an earlier session, of which nobody knows what came.
func lostBefore(what string) error {
	return &wire.Error{
		Kind: wire.KindLocal, Op: "place the order", What: what, Means: "The order may exist", Next: "Look for it before you send it again",
		MayHaveActed: true,
	}
}

// settled forgets an error that leaves nothing open, as a screen is entered: what it was about may be mended by now.
func (s *doubt) settled() {
	if !s.unsure() {
		*s = doubt{}
	}
}

func (s *doubt) lookFirst(d *Desk) tea.Cmd {
	return send(Flash{Text: "The last request may have placed the order: press " +
		d.Keys.Label(keys.Refresh, d.Theme.ASCII) + " to look for it first.", Bad: true})
}

// look searches for the order, if there is anything to be in doubt about.
func (s *doubt) look(a *asker, d *Desk, p order.Purchase) tea.Cmd {
	if !s.unsure() || a.busy(askLook) {
		return nil
	}
	api, journal := d.API, d.Journal
	return ask(a, askLook, limitRead, func(ctx context.Context) (order.Sighting, error) {
		return order.Look(ctx, api, journal, p)
	})
}

// looked takes what was found: a placed order goes on as if its answer had come.
func (s *doubt) looked(a *asker, d *Desk, kind order.Kind, m Answer[order.Sighting]) tea.Cmd {
	if !fresh(a, askLook, m) {
		return nil
	}
	s.seek, s.sought = m.Value.Says, true
	if m.Err != nil {
		s.seek = "It could not be looked for. " + sentence(m.Err) + " Look in the AXON portal before you order again."
	}
	if m.Value.Found {
		return d.placed(a.id, kind, m.Value.Placement, m.Err)
	}
	return nil
}

// lines say how the search stands, under the error.
func (s *doubt) lines(a *asker, d *Desk, w int) []string {
	switch {
	case !s.unsure():
		return nil
	case a.busy(askLook):
		return d.loading("Looking for the order "+d.Walk.Ref, a.pending[askLook], w)
	case s.seek != "":
		return indent(parts.Wrap(d.Theme.Warn.Render(s.seek), w-4))
	}
	return []string{"    " + d.press(keys.Refresh, "looks whether it was placed. Nothing is sent again by itself.")}
}
