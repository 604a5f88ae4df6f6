package views

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/schema"
	"axdesk/keys"
	"axdesk/ui/parts"
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

// inHandError says that another process has the order in hand.
type inHandError struct{ ref string }

// Error is what a person can do.
func (e *inHandError) Error() string {
	return e.ref + " is open in another axdesk: go on with it there, or close it there first"
}

// Resumed hands the order over to the root, which goes on with it.
type Resumed struct {
	Walk    *order.Walk
	Forms   map[order.Kind]schema.Form
	Offers  map[order.Kind]*Offer
	Release func() // gives the order up, for other processes
	doubts  map[order.Kind]*doubt
}

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
		return takeUp(ctx, api, journal, book, draft)
	})
}

// takeUp gathers all that the order's screens need. The order is this process's from here on.
func takeUp(ctx context.Context, api axon.API, journal *order.Journal, book *price.Book, draft order.Draft) (r Resumed, err error) {
	release, ok, err := journal.Claim(ctx, journal.Scope, draft.Ref)
	switch {
	case err != nil:
		return Resumed{}, err
	case !ok:
		return Resumed{}, &inHandError{draft.Ref}
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	facts, err := gather(ctx, api)
	if err != nil {
		return Resumed{}, err
	}
	orders := map[order.Kind]*order.Order{}
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		if orders[kind], err = journal.Settle(ctx, draft.Ref, kind); err != nil {
			return Resumed{}, err
		}
	}
	r = Resumed{Release: release, Offers: map[order.Kind]*Offer{}, Forms: map[order.Kind]schema.Form{}, doubts: map[order.Kind]*doubt{}}
	if r.Walk, err = order.Restore(draft.Ref, draft.Body, facts, book, len(orders[order.KindService].Timeline) > 0); err != nil {
		return Resumed{}, err
	}
	for kind, o := range orders {
		if err := r.take(ctx, api, journal, kind, o); err != nil {
			return Resumed{}, err
		}
	}
	if err := r.build(ctx, api); err != nil {
		return Resumed{}, err
	}
	r.verify()
	return r, nil
}

// verify drops terms that were offered for another purchase than the answers now describe, and else goes on to them where they
// came after the last draft.
func (r *Resumed) verify() {
	w := r.Walk
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		summary, terms, whole := order.StepPortSummary, order.StepPortTerms, w.PortBody
		if kind == order.KindService {
			summary, terms, whole = order.StepSummary, order.StepTerms, w.ServiceBody
		}
		offer := r.Offers[kind]
		if at := w.At(); at != summary && at != terms {
			continue // the terms were left behind, or the order is placed
		}
		body, problems := whole(r.Forms[kind])
		same := offer != nil && len(problems) == 0 && bytes.Equal(body, offer.Purchase.Body) && w.Company.ID == offer.Purchase.CompanyID
		switch {
		case !same:
			delete(r.Offers, kind)
			_ = w.GoTo(summary) // from the terms; at the summary it stays
		case w.At() == summary && r.doubts[kind] == nil:
			_, _ = w.Next() // where the walk refuses it stays at the summary, which says why
		}
	}
}

// gather asks for what every order's answers hang on.
func gather(ctx context.Context, api axon.API) (f order.Facts, err error) {
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
func (r *Resumed) take(ctx context.Context, api axon.API, journal *order.Journal, kind order.Kind, o *order.Order) error {
	w := r.Walk
	switch {
	case o.Bought() && kind == order.KindService:
		if w.ServiceID == "" {
			w.SetServiceID(o.GUID())
		}
		_ = w.GoTo(order.StepProvisioning)
		return nil
	case o.Bought():
		if w.Placed == nil {
			// The program ended between the answer and the next draft.
			w.SetPlaced(allocatedAs(ctx, api, w, o.GUID()))
			_ = w.GoTo(order.StepPortReady)
		}
		return nil
	case o.State() == order.StateUnknown:
		r.doubts[kind] = &doubt{err: unknownSince(o.Last()), lost: true, sought: o.Looked()}
		if o.Looked() {
			r.doubts[kind].seek = o.Last().Said
		}
	}
	offer, err := offerOf(ctx, journal, o, w, kind)
	if err != nil || offer == nil {
		return err
	}
	r.Offers[kind] = offer
	return nil
}

// Abandon gives up what an answer that reaches nobody any more has in hand.
func Abandon(msg Addressed) {
	if a, ok := msg.(Answer[Resumed]); ok && a.Err == nil && a.Value.Release != nil {
		a.Value.Release()
	}
}

// allocatedAs is a port of which the journal knows the GUID, with what the API's list tells of it, if there is such a list.
func allocatedAs(ctx context.Context, api axon.API, w *order.Walk, guids string) axon.Allocated {
	var a axon.Allocated
	_, _ = fmt.Sscan(guids, &a.GUID)
	if w.Location != nil {
		a.LocationID = w.Location.ID
	}
	a.Description = w.PortForm[fieldDescription]
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
func offerOf(ctx context.Context, journal *order.Journal, o *order.Order, w *order.Walk, kind order.Kind) (*Offer, error) {
	asked, offered := o.Asked(), o.Offered()
	if len(offered.Documents) == 0 || len(asked.Body) == 0 || order.Withheld(asked.Body) {
		return nil, nil
	}
	p := order.Purchase{
		Ref: o.Ref, CompanyID: asked.CompanyID, CompanyName: asked.Company, User: asked.User, Title: asked.Title, Kind: kind, Body: asked.Body,
	}
	if kind == order.KindPort {
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
		offer.Placement.Documents = append(offer.Placement.Documents, axon.KeptDocument(d.ID, d.Title, "", body))
	}
	return offer, nil
}

// unknownSince says of an order that was taken up what nobody knows of it.
func unknownSince(e order.Entry) error {
	return lostBefore("no sure answer came on " + e.At.Format("Jan _2 at 15:04"))
}

// build makes the forms of the purchases that are not made yet, and reads what a port hangs on.
func (r *Resumed) build(ctx context.Context, api axon.API) error {
	w := r.Walk
	fetch := func(ctx context.Context, id string) (json.RawMessage, error) { return api.Definition(ctx, id) }
	if w.Port != nil && w.Port.Existing == nil && w.Placed == nil && w.Company != nil {
		catalogue, err := api.Catalogue(ctx, w.Company.ID)
		if err != nil {
			return err
		}
		if r.Offers[order.KindPort] == nil && r.doubts[order.KindPort] == nil {
			w.Learn(func(f *order.Facts) { f.SetCatalogue(w.Company.ID, catalogue) })
		}
		if w.Port != nil {
			_, _, list := portParts(w, *w.Port)
			r.Forms[order.KindPort] = schema.Build(ctx, list, fetch)
		}
	}
	if w.Candidate != nil && w.ServiceID == "" {
		_, _, list := serviceParts(w)
		r.Forms[order.KindService] = schema.Build(ctx, list, fetch)
	}
	return ctx.Err()
}

// TakeOver makes a resumed order the desk's own.
func (d *Desk) TakeOver(r Resumed) {
	d.Walk, d.Forms, d.Offers, d.Allocated = r.Walk, r.Forms, r.Offers, nil
	if r.Walk.Placed != nil && r.Walk.Port != nil && r.Walk.Port.Existing == nil {
		d.Allocated = []axon.Allocated{*r.Walk.Placed}
	}
	for kind, doubt := range r.doubts {
		*d.doubtOf(kind) = *doubt
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
	var held *inHandError
	return errors.As(s.err, &held)
}

// retries tells that it is tried again by itself.
func (s *Resume) retries() bool { return s.inHand() && s.tries <= mostRetries }

// View says how far it has come.
func (s *Resume) View(w, h int) string {
	d := s.desk
	facts := indent(parts.Sheet([]parts.Fact{
		{Name: "Order", Value: d.Theme.Bold.Render(s.draft.Ref) + "  " + s.draft.Title},
		{Name: "Left at", Value: s.draft.Step + ", " + coarseAge(d.Now.Sub(s.draft.At))},
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
