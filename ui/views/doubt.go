package views

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

const askLook = "look"

// doubt is what is known of a request that may have bought something, as the screens of a purchase say it.
type doubt struct{ order.Doubt }

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
	return d.doubtOf(order.KindPort).Unsure() || d.doubtOf(order.KindService).Unsure()
}

func (s *doubt) lookFirst(d *Desk) tea.Cmd {
	return send(Flash{Text: "The last request may have placed the order: press " +
		d.Keys.Label(keys.Refresh, d.Theme.ASCII) + " to look for it first.", Bad: true})
}

// look searches for the order, if there is anything to be in doubt about.
func (s *doubt) look(a *asker, d *Desk, p order.Purchase) tea.Cmd {
	if !s.Unsure() || a.busy(askLook) {
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
	s.Says, s.Sought = m.Value.Says, true
	if m.Err != nil {
		s.Says = "It could not be looked for. " + wire.Sentence(m.Err) + " Look in the AXON portal before you order again."
	}
	if m.Value.Found {
		return d.placed(a.id, kind, m.Value.Placement, m.Err)
	}
	return nil
}

// lines say how the search stands, under the error.
func (s *doubt) lines(a *asker, d *Desk, w int) []string {
	switch {
	case !s.Unsure():
		return nil
	case a.busy(askLook):
		return d.loading("Looking for the order "+d.Walk.Ref, a.pending[askLook], w)
	case s.Says != "":
		return indent(parts.Wrap(d.Theme.Warn.Render(s.Says), w-4))
	}
	return []string{"    " + d.press(keys.Refresh, "looks whether it was placed. Nothing is sent again by itself.")}
}
