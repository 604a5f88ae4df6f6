package plain

import (
	"context"
	"errors"
	"slices"
	"time"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// mostBooks is how many orders are listed, the newest first.
const mostBooks = 500

// drafts are the orders that were begun and not finished, of whoever is here, the newest first.
func (s *Session) drafts(ctx context.Context) ([]order.Draft, error) {
	list, err := s.Journal.Drafts(ctx, s.Journal.Scope)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(d order.Draft) bool { return !s.Person.Owns(d.User) })
	slices.SortStableFunc(list, func(a, b order.Draft) int { return b.At.Compare(a.At) })
	return list, nil
}

// books lists what was begun and what was ordered, and takes up or shows one of them.
func (s *Session) books() error {
	drafts, err := kept(s, s.drafts)
	if err != nil {
		return err
	}
	standing, err := kept(s, func(ctx context.Context) ([]order.Entry, error) {
		return s.Journal.Standing(ctx, s.Journal.Scope, mostBooks)
	})
	if err != nil {
		return err
	}
	var items []item
	for _, d := range drafts {
		items = append(items, item{group: "Begun", names: []string{d.Ref, d.Ref + " begun"}, text: d.Ref + ", " + d.Title + ", left at " + d.Step + " " +
			words.CoarseAge(s.Now().Sub(d.At)) + by(d.Company)})
	}
	for _, e := range standing {
		word := order.KindOf(e.Kind).Word() // a port and a connection share their order's reference
		names := []string{e.Ref + " " + word}
		// What isn't bought is the draft's own request, which is gone on with by taking up the draft.
		if order.State(e.State).Bought() || !slices.ContainsFunc(drafts, func(d order.Draft) bool { return d.Ref == e.Ref }) {
			names = append(names, e.Ref)
		}
		items = append(items, item{group: "Ordered", names: names, text: e.Ref + ", " + word + " " + e.Title + ": " + order.State(e.State).WordFor(order.KindOf(e.Kind)) + ", since " +
			words.CoarseAge(s.Now().Sub(e.At)) + by(e.Company)})
	}
	if len(items) == 0 {
		s.say("Nothing was begun or ordered here yet.")
		return errMenu
	}
	at, err := s.choose(choosing{
		title: parts.Plural(len(items), "order", "orders") + ":", items: items, chosen: -1, prompt: "Number, or a reference",
		help: "One that was begun is taken up where it was left. Of one that was ordered its states are said, and what is still under way is watched.",
	})
	switch {
	case err != nil:
		return err
	case at < len(drafts):
		return s.takeUp(drafts[at])
	}
	e := standing[at-len(drafts)]
	return s.ordered(e.Ref, order.KindOf(e.Kind))
}

func by(company string) string {
	if company == "" {
		return ""
	}
	return ", billed to " + company
}

// book goes to an order by its reference.
func (s *Session) book(ref string) error {
	drafts, err := kept(s, s.drafts)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Ref == ref {
			return s.takeUp(d)
		}
	}
	found := false
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		o, err := kept(s, func(ctx context.Context) (*order.Order, error) { return s.Journal.Order(ctx, ref, kind) })
		if err != nil {
			return err
		}
		if len(o.Timeline) == 0 {
			continue
		}
		found = true
		if err := s.ordered(ref, kind); err != nil && !errors.Is(err, errMenu) {
			return err
		}
	}
	if !found {
		s.say("There is no order " + ref + " here.")
	}
	return errMenu
}

// takeUp goes on with an order where it was left.
func (s *Session) takeUp(d order.Draft) error {
	if why := s.mayNot("take up an order", d.Ref); why != "" {
		s.say(why)
		return errMenu
	}
	got, err := fetch(s, "Asking AXON for what the order "+d.Ref+" hangs on", limitTakeUp, func(ctx context.Context) (order.TakenUp, error) {
		return order.TakeUp(ctx, s.API, s.Journal, s.Book, d)
	})
	var held *order.InHandError
	switch {
	case errors.As(err, &held):
		s.say(held.Error() + ".")
		return errMenu
	case err != nil && s.ctx.Err() != nil:
		return errQuit
	case err != nil:
		s.say(wire.Sentence(err))
		return errMenu
	}
	return s.newOrder(&got)
}

// ordered says an order's states, and watches what is still under way.
func (s *Session) ordered(ref string, kind order.Kind) error {
	o, err := kept(s, func(ctx context.Context) (*order.Order, error) { return s.Journal.Order(ctx, ref, kind) })
	if err != nil {
		return err
	}
	last := o.Last()
	s.say("Order " + ref + ", " + kind.Word() + " " + last.Title + by(last.Company) + ".")
	for _, e := range o.Timeline {
		text := e.At.In(s.Now().Location()).Format("2006-01-02 15:04:05") + ": " + order.State(e.State).WordFor(kind)
		if e.Price != "" && order.State(e.State) == order.StateConfirmed {
			text += ", at " + e.Price
		}
		if e.Said != "" {
			text += ", " + e.Said
		}
		s.say(text + ".")
	}
	if guid := o.GUID(); guid != "" {
		s.say("GUID: " + guid)
	}
	switch state := o.State(); {
	case state == order.StateUnknown:
		s.say("Nobody knows whether it was placed: take it up from what was begun, or look in the AXON portal.")
	case kind == order.KindService && (state == order.StatePlaced || state == order.StateProvisioning || state == order.StateEnding):
		what := order.Watch{ServiceID: o.GUID(), Ref: ref, CompanyID: last.CompanyID, CompanyName: last.Company, What: last.Title}
		if state == order.StateEnding {
			what.Goal = order.GoalRemoved
		}
		return s.watch(what, placedAt(o))
	}
	return errMenu
}

// placedAt is when an order was placed, as far as the journal tells.
func placedAt(o *order.Order) time.Time {
	for _, e := range o.Timeline {
		if order.State(e.State).Bought() {
			return e.At
		}
	}
	return o.Last().At
}
