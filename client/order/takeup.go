package order

import (
	"context"
	"encoding/json"
	"fmt"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/schema"
)

// InHandError says that another process has the order in hand.
type InHandError struct{ Ref string }

// Error is what a person can do.
func (e *InHandError) Error() string {
	return e.Ref + " is open in another axdesk: go on with it there, or close it there first"
}

// TakenUp is an order that was begun before, with all that is needed to go on with it.
type TakenUp struct {
	Walk    *Walk
	Forms   map[Kind]schema.Form
	Offers  map[Kind]*Offer
	Release func() // gives the order up, for other processes
	Doubts  map[Kind]*Doubt
}

// TakeUp goes on with an order that was begun before: it asks AXON for what its answers hang on, and reads from the journal what was
// sent of it. The order is this process's from here on, until Release.
func TakeUp(ctx context.Context, api axon.API, journal *Journal, book *price.Book, draft Draft) (r TakenUp, err error) {
	release, ok, err := journal.Claim(ctx, journal.Scope, draft.Ref)
	switch {
	case err != nil:
		return TakenUp{}, err
	case !ok:
		return TakenUp{}, &InHandError{draft.Ref}
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	facts, err := gather(ctx, api)
	if err != nil {
		return TakenUp{}, err
	}
	orders := map[Kind]*Order{}
	for _, kind := range []Kind{KindPort, KindService} {
		if orders[kind], err = journal.Settle(ctx, draft.Ref, kind); err != nil {
			return TakenUp{}, err
		}
	}
	r = TakenUp{Release: release, Offers: map[Kind]*Offer{}, Forms: map[Kind]schema.Form{}, Doubts: map[Kind]*Doubt{}}
	if r.Walk, err = Restore(draft.Ref, draft.Body, facts, book, len(orders[KindService].Timeline) > 0); err != nil {
		return TakenUp{}, err
	}
	for kind, o := range orders {
		if err := r.take(ctx, api, journal, kind, o); err != nil {
			return TakenUp{}, err
		}
	}
	if err := r.build(ctx, api); err != nil {
		return TakenUp{}, err
	}
	r.verify()
	return r, nil
}

// verify drops terms that were offered for another purchase than the answers now describe, and else goes on to them where they
// came after the last draft.
func (r *TakenUp) verify() {
	w := r.Walk
	for _, kind := range []Kind{KindPort, KindService} {
		summary, terms := StepPortSummary, StepPortTerms
		if kind == KindService {
			summary, terms = StepSummary, StepTerms
		}
		offer := r.Offers[kind]
		if at := w.At(); at != summary && at != terms {
			continue // the terms were left behind, or the order is placed
		}
		same := w.Covers(offer, r.Forms[kind])
		switch {
		case !same:
			delete(r.Offers, kind)
			_ = w.GoTo(summary) // from the terms; at the summary it stays
		case w.At() == summary && r.Doubts[kind] == nil:
			_, _ = w.Next() // where the walk refuses it stays at the summary, which says why
		}
	}
}

// gather asks for what every order's answers hang on.
func gather(ctx context.Context, api axon.API) (f Facts, err error) {
	account, err := api.User(ctx)
	if err != nil {
		return f, err
	}
	f.Account = &account
	if f.Locations, err = api.Locations(ctx); err != nil {
		return f, err
	}
	if f.Types, err = api.ResourceTypes(ctx); err != nil {
		return f, err
	}
	f.Providers, err = api.Providers(ctx)
	return f, err
}

// take takes in what the journal knows of the port or of the connection.
func (r *TakenUp) take(ctx context.Context, api axon.API, journal *Journal, kind Kind, o *Order) error {
	w := r.Walk
	switch {
	case o.Bought() && kind == KindService:
		if w.ServiceID == "" {
			w.SetServiceID(o.GUID())
		}
		_ = w.GoTo(StepProvisioning)
		return nil
	case o.Bought():
		if w.Placed == nil {
			// The program ended between the answer and the next draft.
			w.SetPlaced(allocatedAs(ctx, api, w, o.GUID()))
			_ = w.GoTo(StepPortReady)
		}
		return nil
	case o.State() == StateUnknown:
		r.Doubts[kind] = &Doubt{Err: unknownSince(o.Last()), Lost: true, Sought: o.Looked()}
		if o.Looked() {
			r.Doubts[kind].Says = o.Last().Said
		}
	}
	offer, err := offerOf(ctx, journal, o, w, kind)
	if err != nil || offer == nil {
		return err
	}
	r.Offers[kind] = offer
	return nil
}

// allocatedAs is a port of which the journal knows the GUID, with what the API's list tells of it, if there is such a list.
func allocatedAs(ctx context.Context, api axon.API, w *Walk, guids string) axon.Allocated {
	var a axon.Allocated
	_, _ = fmt.Sscan(guids, &a.GUID)
	if w.Location != nil {
		a.LocationID = w.Location.ID
	}
	a.Description = w.PortForm[FieldDescription]
	if w.Company == nil {
		return a
	}
	list, err := api.Resources(ctx, w.Company.ID)
	if err != nil {
		return a
	}
	for _, row := range list.Items {
		if row.GUID == a.GUID {
			a.Description, a.LocationID, a.MeetMe = row.Description, row.LocationID, row.MeetMe
		}
	}
	return a
}

// offerOf is the offer that the journal has kept whole, with the signatures under it; nil where there is none to go on with.
func offerOf(ctx context.Context, journal *Journal, o *Order, w *Walk, kind Kind) (*Offer, error) {
	asked, offered := o.Asked(), o.Offered()
	if len(offered.Documents) == 0 || len(asked.Body) == 0 || Withheld(asked.Body) {
		return nil, nil
	}
	p := Purchase{
		Ref: o.Ref, CompanyID: asked.CompanyID, CompanyName: asked.Company, User: asked.User, Title: asked.Title, Kind: kind, Body: asked.Body,
	}
	if kind == KindPort {
		p.Quote, _ = w.PortQuote()
	} else {
		p.Quote, _ = w.ServiceQuote()
	}
	offer := &Offer{Purchase: p, Signed: o.Signed()}
	for _, d := range offered.Documents {
		_, body, ok, err := journal.Document(ctx, d.SHA256)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, nil
		}
		doc := axon.KeptDocument(d.ID, d.Title, d.Type, body)
		if d.Unreadable != "" { // its bytes alone don't tell that something was missing when they came
			doc.Whole, doc.Fault = false, d.Unreadable
		}
		offer.Placement.Documents = append(offer.Placement.Documents, doc)
	}
	return offer, nil
}

// unknownSince says of an order that was taken up what nobody knows of it.
func unknownSince(e Entry) error {
	return lostBefore("no sure answer came on " + e.At.Format("Jan _2 at 15:04"))
}

// build makes the forms of the purchases that are not made yet, and reads what a port hangs on.
func (r *TakenUp) build(ctx context.Context, api axon.API) error {
	w := r.Walk
	fetch := func(ctx context.Context, id string) (json.RawMessage, error) { return api.Definition(ctx, id) }
	if w.Port != nil && w.Port.Existing == nil && w.Placed == nil && w.Company != nil {
		catalogue, err := api.Catalogue(ctx, w.Company.ID)
		if err != nil {
			return err
		}
		if r.Offers[KindPort] == nil && r.Doubts[KindPort] == nil {
			w.Learn(func(f *Facts) { f.SetCatalogue(w.Company.ID, catalogue) })
		}
		if w.Port != nil {
			_, _, list := w.PortParts(*w.Port)
			r.Forms[KindPort] = schema.Build(ctx, list, fetch)
		}
	}
	if w.Candidate != nil && w.ServiceID == "" {
		_, _, list := w.ServiceParts()
		r.Forms[KindService] = schema.Build(ctx, list, fetch)
	}
	return ctx.Err()
}
