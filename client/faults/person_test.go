package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
)

// errLeft says that a person has left an order as it stood.
var errLeft = errors.New("left as it stood")

// trial is one case: what is ordered, what goes wrong with which of its requests, and what goes wrong again while looking.
type trial struct {
	kind   order.Kind
	terms  string // a word for the sandbox; "" means all terms that there are
	whole  bool   // from the account to a connection that is ready, rather than a purchase alone
	at     string // the request, by the names that person.ask is given
	fault  fault
	look   fault // strikes the first look
	leaves bool  // the person goes once the order was looked for and not found

	act     act  // what is done to a thing that is there; "" orders one
	foreign bool // it was ordered elsewhere, so that the journal doesn't know it
}

func (c trial) String() string {
	s := fmt.Sprintf("%s %s, %s: %s", c.kind.Key(), c.terms, c.at, c.fault)
	if c.act != "" {
		s = fmt.Sprintf("%s of a %s (from elsewhere: %t), %s: %s", c.act, c.kind.Key(), c.foreign, c.at, c.fault)
	}
	if c.look != "" {
		s += ", then while looking: " + string(c.look)
	}
	if c.leaves {
		s += ", then left"
	}
	return s
}

// person orders with care: looks where there is doubt, and sends again only after a look that found nothing.
type person struct {
	trial
	*world
	api     axon.API // the one of the two below that near holds
	near    *nearest
	patient axon.API
	hasty   axon.API // gives up soon, for requests that are going to be late
	haste   time.Duration
	hurry   func() // makes the hasty one, by haste
	idle    func() // closes what connections stand idle
	journal *order.Journal
	ref     string
	vlan    int            // of the connection; what else is chosen goes by it too
	port    string         // that the connection begins on
	guid    string         // of what is changed or removed
	had     map[string]int // what the sandbox had answered before
	acts    []decision
	off     time.Duration
	stale   bool        // the candidates had to be found anew, since the clock was set forward
	fired   bool        // the trial's fault was armed
	slow    bool        // the machine was too slow for the fault at the first try
	looked  bool        // and the one of the look
	left    order.State // what the journal made of the request that was struck
	bought  []purchase
	log     []string
}

// purchase is an order with what the API asked for it, word for word.
type purchase struct {
	order.Purchase
	once, monthly string
}

func (w *world) person(c trial) (*person, func()) {
	w.orders++
	p := &person{trial: c, world: w, ref: fmt.Sprintf("AX-F%04d", w.orders), vlan: 200 + w.orders%3700, port: ownPort}
	now := func() time.Time { return w.clock.now().Add(p.off) }
	patient, idle, done := w.client(now, time.Minute)
	p.near, p.patient, p.idle, p.haste = &nearest{patient}, patient, idle, haste
	p.api = p.near
	doneToo := func() {}
	p.hurry = func() {
		doneToo()
		p.hasty, _, doneToo = w.client(now, p.haste)
	}
	p.hurry()
	p.journal = &order.Journal{Rows: w.store, Scope: scope, Now: now}
	return p, func() {
		w.line.arm("", "")
		w.line.deliver()
		done()
		doneToo()
	}
}

// haste is the time limit of a request that is going to be late: no more than the waiting for it is worth. On a machine that is
// too slow for that, it is twice as long at the next try.
const haste = 200 * time.Millisecond

// nearest is whichever client is to be used now.
type nearest struct{ axon.API }

// strike brings a fault about for the request that comes next.
func (p *person) strike(f fault) {
	switch f {
	case clockBack:
		p.off -= time.Hour
	case clockAhead:
		p.off += time.Hour
	case refused:
		p.idle() // or the request would take one of those
		p.line.arm(f, "")
	default:
		if f.late() {
			p.near.API = p.hasty
		}
		p.line.arm(f, "")
	}
}

// after ends what strike began. Where the machine was so slow that a hasty request never left, the fault is still to come.
func (p *person) after() {
	p.near.API = p.patient
	if !p.line.spare() {
		return
	}
	p.slow = true
	p.haste *= 2
	p.hurry()
	if p.look != "" && p.looked {
		p.looked = false
		return
	}
	p.fired = false
}

// before arms the trial's fault where it belongs.
func (p *person) before(name string) {
	if name == p.at && !p.fired {
		p.fired = true
		p.strike(p.fault)
	}
}

// wait does what the program's words ask for: an hour's patience where requests aren't accepted for the clock's sake.
func (p *person) wait(err error) {
	var w *wire.Error
	if errors.As(err, &w) && w.Kind == wire.KindAuth {
		p.clock.forward(61 * time.Minute)
	}
}

// ask asks until there is an answer, as somebody does who presses the key again.
func ask[T any](ctx context.Context, p *person, name string, do func(context.Context) (T, error)) (got T, err error) {
	for range 4 {
		p.before(name)
		got, err = do(ctx)
		if p.after(); err == nil {
			return got, nil
		}
		p.note("%s: %v", name, err)
		p.wait(err)
	}
	return got, fmt.Errorf("%s had no answer: %w", name, err)
}

func (p *person) note(format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf(format, args...))
}

// plays the trial to its end.
func (p *person) plays(ctx context.Context) error {
	switch {
	case p.act != "" && p.whole:
		return p.life(ctx)
	case p.act != "":
		return p.carryOut(ctx)
	case p.whole:
		return p.wholeOrder(ctx)
	case p.kind == order.KindPort:
		return p.buy(ctx, p.portOrder)
	}
	return p.buy(ctx, p.serviceOrder)
}

// wholeOrder is a port, and a connection on it, from the account to the end of provisioning.
func (p *person) wholeOrder(ctx context.Context) error {
	if a, err := ask(ctx, p, "user", p.api.User); err != nil || len(a.Companies) == 0 {
		return errors.Join(err, errors.New("no companies"))
	}
	if l, err := ask(ctx, p, "locations", p.api.Locations); err != nil || len(l.Items) == 0 {
		return errors.Join(err, errors.New("no locations"))
	}
	if l, err := ask(ctx, p, "types", p.api.ResourceTypes); err != nil || len(l.Items) == 0 {
		return errors.Join(err, errors.New("no types"))
	}
	if err := p.buy(ctx, p.portOrder); err != nil {
		return err
	}
	o, err := p.journal.Order(ctx, p.ref, order.KindPort)
	if err != nil {
		return err
	}
	p.port = o.GUID()
	if l, err := ask(ctx, p, "providers", p.api.Providers); err != nil || len(l.Items) == 0 {
		return errors.Join(err, errors.New("no providers"))
	}
	if err := p.buy(ctx, p.serviceOrder); err != nil {
		return err
	}
	if o, err = p.journal.Order(ctx, p.ref, order.KindService); err != nil {
		return err
	}
	for range 20 {
		s, err := ask(ctx, p, "service", func(ctx context.Context) (axon.Service, error) { return p.api.Service(ctx, o.GUID()) })
		if err != nil {
			return err
		}
		if s.Provisioned == "C" {
			return nil
		}
		p.clock.forward(order.PollAfter(0))
	}
	return errors.New("the connection never became ready")
}

// label is what the sandbox reads the order's reference and the trial's terms from.
func (p *person) label() string { return strings.TrimSpace(p.ref + " " + p.terms) }

// portOrder chooses the next port of the catalogue.
func (p *person) portOrder(ctx context.Context) (purchase, error) {
	offer := p.offers[p.vlan%len(p.offers)]
	if p.whole {
		list, err := ask(ctx, p, "catalogue", func(ctx context.Context) (axon.List[axon.Offer], error) { return p.api.Catalogue(ctx, company) })
		if err != nil || len(list.Items) == 0 {
			return purchase{}, errors.Join(err, errors.New("no catalogue"))
		}
	}
	sku := offer.SKUs[p.vlan%len(offer.SKUs)]
	return p.confirmed(order.KindPort, sku, map[string]any{
		"location_id": offer.LocationID, "resource_type_class": offer.Class, "contract_term": sku.Term,
		"resource_options": map[string]any{"description": p.label(), "provider": "private"},
	})
}

// serviceOrder chooses a path to a cloud and its bandwidth. Candidates are found anew each time: one serves one order.
func (p *person) serviceOrder(ctx context.Context) (purchase, error) {
	list, err := ask(ctx, p, "candidates", func(ctx context.Context) (axon.List[axon.Candidate], error) {
		return p.api.Candidates(ctx, company, p.port, "aws")
	})
	if err != nil || len(list.Items) == 0 {
		return purchase{}, errors.Join(err, errors.New("no candidates"))
	}
	c := list.Items[p.vlan%len(list.Items)]
	limits, err := ask(ctx, p, "limits", func(ctx context.Context) (axon.Limits, error) { return p.api.CandidateLimits(ctx, c.GUID) })
	if axon.Expired(err) && !p.stale {
		p.stale = true
		return p.serviceOrder(ctx)
	}
	if err != nil || len(limits.Bandwidths) == 0 {
		return purchase{}, errors.Join(err, errors.New("no bandwidths"))
	}
	return p.confirmed(order.KindService, c.SKU, map[string]any{
		"candidate_service_guid": c.GUID,
		"product_options": map[string]any{
			"description": p.label(), "outer_vlan": p.vlan, "bandwidth_cir": int64(limits.Bandwidths[0]), "aws_account_id": "123456789012",
		},
	})
}

func (p *person) confirmed(kind order.Kind, sku axon.SKU, body any) (purchase, error) {
	quote, err := price.OfSKU(sku)
	if err != nil {
		return purchase{}, err
	}
	raw, err := json.Marshal(body)
	return purchase{
		order.Purchase{Ref: p.ref, CompanyID: company, CompanyName: "Demo", User: "mreyes", Title: p.label(), Kind: kind, Body: raw, Quote: quote},
		sku.InstallFee, sku.UnitPrice,
	}, err
}
