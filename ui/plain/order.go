package plain

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/schema"
	"axdesk/client/wire"
)

// ordering is an order on its way.
type ordering struct {
	*Session
	w         *order.Walk
	forms     map[order.Kind]schema.Form
	sources   map[order.Kind]string // what the forms were built for
	labels    map[order.Kind]string // what was proposed as the description last
	offers    map[order.Kind]*order.Offer
	doubts    map[order.Kind]*order.Doubt
	secrets   map[order.Kind]map[string]bool
	allocated []axon.Allocated
	writes    uint64
	backed    bool // the step is come back to: its last question was the one before
	unkept    bool // that the order couldn't be kept was said
}

// newOrder leads through an order from its beginning, or, from one that was taken up, from where it was left.
func (s *Session) newOrder(from *order.TakenUp) error {
	o := &ordering{
		Session: s, forms: map[order.Kind]schema.Form{}, sources: map[order.Kind]string{}, labels: map[order.Kind]string{},
		offers: map[order.Kind]*order.Offer{}, doubts: map[order.Kind]*order.Doubt{}, secrets: map[order.Kind]map[string]bool{},
	}
	if from == nil {
		o.fresh(nil)
		s.say("A new order, " + o.w.Ref + ".")
	} else {
		o.takeUp(*from)
	}
	err := o.walk()
	s.facts = o.w.Facts
	o.giveUp()
	return o.unplaced(err)
}

// unplaced is how a script's order ended, where it ended without being placed: with the end of the input, or with any word in doubt.
// Someone who types sees how it stands, and a port that was allocated is an order of its own.
func (o *ordering) unplaced(err error) error {
	ended := errors.Is(err, errEnd)
	if o.Terminal || !ended && !errors.Is(err, errQuit) && !errors.Is(err, errMenu) || o.ctx.Err() != nil {
		return err
	}
	for _, d := range o.doubts {
		if d.Unsure() {
			return ErrDoubt
		}
	}
	if ended && o.w.ServiceID == "" && o.w.At() != order.StepPortReady && o.w.Location != nil {
		return ErrUnplaced
	}
	return err
}

// fresh begins an order; company is who pays, nil where that is to be asked.
func (o *ordering) fresh(company *axon.Company) {
	facts := o.facts
	if o.w != nil {
		facts = o.w.Facts
	}
	// What was ordered since these lists were asked for isn't in them.
	facts.Resources, facts.Services = nil, nil
	o.w = order.New(o.NewRef())
	o.w.Book = o.Book
	o.w.Learn(func(f *order.Facts) { *f = facts })
	if company != nil {
		o.w.SetCompany(*company)
	}
	clear(o.forms)
	clear(o.sources)
	clear(o.labels)
	clear(o.offers)
	clear(o.doubts)
	o.allocated = nil
}

func (o *ordering) takeUp(r order.TakenUp) {
	if before := o.keeper.Hold(r.Walk.Ref, r.Release); before != nil {
		before()
	}
	o.w, o.forms, o.offers, o.doubts = r.Walk, r.Forms, r.Offers, r.Doubts
	if r.Walk.Placed != nil && r.Walk.Port != nil && r.Walk.Port.Existing == nil {
		o.allocated = []axon.Allocated{*r.Walk.Placed}
	}
	o.say("Order " + r.Walk.Ref + " is taken up at the step " + r.Walk.At().Title() + ".")
	if o.w.At() == order.StepCandidate && o.w.Candidate != nil {
		o.say("Candidates are good for one session: they are looked for again. What was chosen and typed is kept.")
	}
}

// walk asks step after step, until the order has come to its end or somebody goes elsewhere.
func (o *ordering) walk() error {
	for {
		at := o.w.At()
		err := o.step(at)
		o.backed = errors.Is(err, errBack)
		o.keep()
		switch {
		case err == nil:
		case errors.Is(err, errBack):
			if _, ok := o.w.Back(); !ok {
				return errMenu
			}
			o.say("Back to " + o.w.At().Title() + ".")
		default:
			return err
		}
		if o.ctx.Err() != nil { // a step need not have asked anything, and only questions end by it
			return errQuit
		}
	}
}

func (o *ordering) step(at order.Step) error {
	switch at {
	case order.StepCompany:
		return o.company()
	case order.StepLocation:
		return o.location()
	case order.StepResource:
		return o.port()
	case order.StepPortOptions:
		return o.portOptions()
	case order.StepPortSummary:
		return o.summary(order.KindPort)
	case order.StepPortTerms:
		return o.terms(order.KindPort)
	case order.StepPortReady:
		return o.portReady()
	case order.StepProvider:
		return o.destination()
	case order.StepCandidate:
		return o.candidate()
	case order.StepBandwidth:
		return o.bandwidth()
	case order.StepOptions:
		return o.options()
	case order.StepSummary:
		return o.summary(order.KindService)
	case order.StepTerms:
		return o.terms(order.KindService)
	}
	return o.provisioning()
}

// next goes on to the step after this one; where the walk refuses, its sentence says why.
func (o *ordering) next() error {
	if _, err := o.w.Next(); err != nil {
		return o.wrong(err.Error())
	}
	return nil
}

// tell says what an answer or a fact has done to other answers. What is only unchecked is looked at when one comes to it.
func (o *ordering) tell(c order.Change) {
	c.Unchecked = nil
	for _, said := range c.Sentences() {
		o.say(said)
	}
}

// learn takes a fact in.
func (o *ordering) learn(f func(*order.Facts)) { o.tell(o.w.Learn(f)) }

// heading names the step, and what the order costs so far and who pays.
func (o *ordering) heading() {
	o.say("")
	o.say("Step: " + o.w.At().Title() + ", of order " + o.w.Ref + ".")
	if said := o.money(); said != "" {
		o.say(said)
	}
}

// money is what the order costs so far and who pays; "" before anything has a price.
func (o *ordering) money() string {
	w := o.w
	var sums []string
	if w.Port != nil && w.Port.Existing == nil {
		if q, err := w.PortQuote(); err == nil {
			sums = append(sums, "port "+q.Short(o.Currency))
		}
	}
	if w.Candidate != nil {
		if q, err := w.ServiceQuote(); err == nil {
			sums = append(sums, "connection "+q.Short(o.Currency))
		}
	}
	if len(sums) == 0 || w.Company == nil {
		return ""
	}
	return "So far: " + strings.Join(sums, ", and ") + ". Billed to " + w.Company.Name + "."
}

// doubt is the one about a purchase.
func (o *ordering) doubt(kind order.Kind) *order.Doubt {
	if o.doubts == nil {
		o.doubts = map[order.Kind]*order.Doubt{}
	}
	if o.doubts[kind] == nil {
		o.doubts[kind] = &order.Doubt{}
	}
	return o.doubts[kind]
}

// secretNames are the fields that neither the journal nor a draft may keep.
func (o *ordering) secretNames() map[order.Kind][]string {
	out := map[order.Kind][]string{}
	for kind, form := range o.forms {
		for _, name := range order.SecretsOf(form) {
			if o.secrets[kind] == nil {
				o.secrets[kind] = map[string]bool{}
			}
			o.secrets[kind][name] = true
		}
	}
	for kind, names := range o.secrets {
		out[kind] = slices.Sorted(maps.Keys(names))
	}
	return out
}

// keep writes the order down as it stands. Where nothing but the payer is answered there is nothing to keep.
func (o *ordering) keep() {
	w := o.w
	if w.Location == nil || !o.Person.MayChange() {
		return
	}
	for {
		err := o.write()
		if err == nil {
			o.unkept = false
			return
		}
		if old, ok := o.keeper.Rename(w, err, o.NewRef); ok {
			o.say("This order is " + w.Ref + " from here on: " + old + " is another one's reference.")
			continue
		}
		if !o.unkept {
			o.say("What you answer is not kept: " + wire.Clean(err.Error()))
		}
		o.unkept = true
		return
	}
}

func (o *ordering) write() error {
	w := o.w
	o.writes++
	if w.ServiceID != "" {
		return o.keeper.Drop(o.writes, w.Ref)
	}
	body, err := w.Save(o.secretNames())
	if err != nil {
		return err
	}
	d := order.Draft{Ref: w.Ref, Title: w.Words(), Step: w.At().Title(), Body: body, User: o.login(w.Account)}
	if w.Company != nil {
		d.Company = w.Company.Name
	}
	return o.keeper.Save(o.writes, d)
}

// giveUp lets others go on with the order.
func (o *ordering) giveUp() {
	o.writes++
	o.keeper.Give(o.writes, o.w.Ref)
}

// again begins another connection from the same port, or another order altogether.
func (o *ordering) again(samePort bool) {
	o.giveUp()
	if samePort {
		o.w.Again(o.NewRef())
		clear(o.forms)
		clear(o.sources)
		clear(o.offers)
		clear(o.doubts)
	} else {
		o.fresh(o.w.Company)
		_, _ = o.w.Next() // the payer stays
	}
	o.say("A new order, " + o.w.Ref + ".")
}

// expired takes that AXON no longer knows the candidate: the discovery that it came from is worth nothing either.
func (o *ordering) expired() {
	k := order.CandidateKey{}
	if w := o.w; w.Company != nil && w.Placed != nil && w.Provider != nil {
		k = order.CandidateKey{CompanyID: w.Company.ID, ResourceGUID: w.Placed.GUID, Provider: w.Provider.Type}
	}
	o.learn(func(f *order.Facts) { delete(f.Candidates, k) })
}

// inStore bounds what is asked of the store.
func (s *Session) inStore(call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), limitStore)
	defer cancel()
	return call(ctx)
}

// clock is a time of day in the zone of this machine.
func (s *Session) clock(t time.Time) string { return t.In(s.Now().Location()).Format("15:04:05") }

func number(n int) string { return strconv.Itoa(n) }
