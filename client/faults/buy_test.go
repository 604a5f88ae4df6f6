package faults

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
)

// buying is one purchase on its way, as the screens keep it in memory.
type buying struct {
	purchase
	docs     []axon.Document
	notThere bool // looked for since the last doubt, and not found
}

// buy takes one order from its summary to the API's word that it was bought, whatever happens in between.
func (p *person) buy(ctx context.Context, choose func(context.Context) (purchase, error)) error {
	b := &buying{}
	var err error
	if b.purchase, err = choose(ctx); err != nil {
		return err
	}
	p.bought = append(p.bought, b.purchase)
	for range 12 {
		o, err := p.journal.Order(ctx, p.ref, b.Kind)
		if err != nil {
			return err
		}
		p.note("%s is %s", b.Kind.Key(), o.State())
		switch state := o.State(); {
		case o.Bought():
			return nil
		case state == order.StateUnknown && !b.notThere:
			err = p.lookFor(ctx, b)
		case len(b.docs) > 0:
			err = p.place(ctx, b)
		default:
			err = p.request(ctx, b, choose)
		}
		if errors.Is(err, errLeft) {
			return err
		}
		if err != nil {
			p.note("%v", err)
			p.wait(err)
		}
	}
	return fmt.Errorf("the order of a %s came to no end", b.Kind.Key())
}

// request sends the first POST. What was chosen may be gone by now, so it is chosen anew.
func (p *person) request(ctx context.Context, b *buying, choose func(context.Context) (purchase, error)) error {
	again, err := choose(ctx)
	if err != nil {
		return err
	}
	b.purchase = again
	b.Again, b.notThere = b.notThere, false
	p.bought[len(p.bought)-1] = again
	p.before("request " + b.Kind.Key())
	got, err := order.Request(ctx, p.api, p.journal, b.Purchase)
	p.after()
	if err == nil {
		b.docs = got.Documents
	}
	p.leftAt(ctx, b.Kind, "request ")
	return err
}

// place signs each document, and sends the second POST.
func (p *person) place(ctx context.Context, b *buying) error {
	o, err := p.journal.Order(ctx, p.ref, b.Kind)
	if err != nil {
		return err
	}
	var signed []order.Signature
	for _, d := range b.docs {
		signed = append(signed, order.Signature{DocumentID: d.ID, Title: d.Title, SHA256: d.SHA256, At: p.clock.now(), By: "mreyes"})
		if o.State() == order.StateOffered {
			if err := p.journal.Sign(ctx, b.Purchase, signed); err != nil {
				return err
			}
		}
	}
	p.before("place " + b.Kind.Key())
	docs := b.docs
	_, err = order.Place(ctx, p.api, p.journal, b.Purchase, docs, signed)
	p.after()
	p.leftAt(ctx, b.Kind, "place ")
	if err != nil && !order.NotSent(err) && !busy(err) {
		b.docs = nil // the terms have to be asked for again
	}
	return err
}

// leftAt notes what the journal made of the request that the fault struck.
func (p *person) leftAt(ctx context.Context, kind order.Kind, post string) {
	if p.at != post+kind.Key() || p.left != "" || !p.fired {
		return
	}
	if o, err := p.journal.Order(ctx, p.ref, kind); err == nil {
		p.left = o.State()
	}
}

// leavesAs is what a fault at a request that sends has to leave in the journal. An hour ahead is outside of the window that
// AXON allows; an hour back is never sent, since nonces rise.
func (c trial) leavesAs() []order.State {
	undone, done := []order.State{order.StateRefused}, []order.State{order.StateOffered, order.StatePlaced}
	switch c.act {
	case "":
	case removal:
		undone, done = []order.State{order.StateReady}, []order.State{order.StateEnding}
	default:
		undone, done = []order.State{order.StateReady}, []order.State{order.StateProvisioning}
	}
	switch f := c.fault; {
	case slices.Contains(doubts, f):
		return []order.State{order.StateUnknown}
	case f == refused || f == limited || f == clockAhead:
		return undone
	}
	return done
}

// busy tells an answer after which the same may be sent once more.
func busy(err error) bool {
	var w *wire.Error
	return errors.As(err, &w) && !w.MayHaveActed && (w.Unsent || w.Kind == wire.KindLimited || w.Kind == wire.KindAuth)
}

// lookFor looks for an order of which nobody knows, and decides what that comes to.
func (p *person) lookFor(ctx context.Context, b *buying) error {
	if p.fault == lateLooked {
		p.line.deliver()
	}
	if p.look != "" && !p.looked {
		p.looked = true
		p.strike(p.look)
		ctx = wire.Once(ctx) // or it would be asked again by itself, and the fault be over
	}
	s, err := order.Look(ctx, p.api, p.journal, b.Purchase)
	p.after()
	switch {
	case err != nil || s.Found:
		return err
	case p.leaves:
		return errLeft
	}
	if p.fault == lateDecided {
		p.line.deliver()
	}
	b.notThere, b.docs = true, nil // whatever terms there were, they are asked for anew
	return nil
}

// outcome is what a trial came to.
type outcome struct {
	lost, doubled, wrong, other []string
}

// audit holds the sandbox's ledger against the journal, order by order.
func (p *person) audit(ctx context.Context, ended error) (out outcome) {
	if p.act != "" {
		return p.auditThing(ctx, ended)
	}
	p.line.deliver() // whatever is still on its way
	ledger, err := p.ledger()
	if err != nil {
		out.other = append(out.other, err.Error())
	}
	if ended != nil && !errors.Is(ended, errLeft) {
		out.other = append(out.other, ended.Error())
	}
	for _, b := range p.bought {
		o, err := p.journal.Order(ctx, p.ref, b.Kind)
		if err != nil {
			out.other = append(out.other, err.Error())
			continue
		}
		done := deeds(ledger, p.ref, b.Kind)
		known := o.Bought() || o.State() == order.StateUnknown || order.Waits(o.Last())
		switch {
		case len(done) > 1:
			out.doubled = append(out.doubled, fmt.Sprintf("%d of %s", len(done), p.ref))
		case len(done) == 1 && (!known || ended == nil && o.GUID() != done[0].guid):
			out.lost = append(out.lost, fmt.Sprintf("%s was bought as %s, and the journal has %s %s", p.ref, done[0].guid, o.State(), o.GUID()))
		case len(done) == 0 && o.Bought():
			out.other = append(out.other, "the journal has "+o.GUID()+", which nobody sold")
		case len(done) == 1:
			out.wrong = append(out.wrong, wrongSums(b, o, done[0])...)
		}
	}
	return out
}

// patience is how long a trial may take: far longer than it does, so that only one that hangs meets it.
const patience = 2 * time.Minute
