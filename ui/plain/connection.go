package plain

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// offersStaleAfter is how old a discovery may be before prices and paths are asked for again.
const offersStaleAfter = 10 * time.Minute

// destination asks where the connection leads.
func (o *ordering) destination() error {
	w := o.w
	o.heading()
	if len(w.Providers.Items) == 0 {
		list, err := must(o.Session, "Asking AXON for its providers", o.API.Providers)
		if err != nil {
			return err
		}
		o.learn(func(f *order.Facts) { f.Providers = list })
	}
	chosen := -1
	providers := words.SortProviders(w.Providers.Items)
	var items []item
	for i, p := range providers {
		text := p.Type
		if p.Description != "" {
			text += ", " + p.Description
		}
		items = append(items, item{text: text, group: words.ClassHead(p.Class), names: []string{p.Type, p.Description}, about: func() {
			o.say("It will ask for: " + words.ReadWants(p.Schema).Words("...") + ".")
		}})
		if w.Provider != nil && w.Provider.Type == p.Type {
			chosen = i
		}
	}
	at, err := o.choose(choosing{
		title: "Where is the connection to lead? " + parts.Plural(len(items), "provider", "providers") + ":", items: items, chosen: chosen,
		note: strings.TrimSpace(shown(len(items), w.Providers.Total) + " " + o.aged(w.Providers.At)), prompt: "Number, or a provider's name",
		help: "Choose the cloud, exchange or service at the other end. about and a number says what it will ask for.",
	})
	if err != nil {
		return err
	}
	o.tell(w.SetProvider(providers[at]))
	return o.next()
}

// aged says how old a list is that is kept on the disk; "" where it is of the last day.
func (o *ordering) aged(at time.Time) string {
	if old := o.Now().Sub(at); old > 24*time.Hour && !at.IsZero() {
		return "This list is " + words.Age(old) + " old."
	}
	return ""
}

// candidate asks which way the connection takes.
func (o *ordering) candidate() error {
	w := o.w
	o.heading()
	key := order.CandidateKey{CompanyID: w.Company.ID, ResourceGUID: w.Placed.GUID, Provider: w.Provider.Type}
	if l, known := w.Candidates[key]; !known || o.Now().Sub(l.At) > offersStaleAfter {
		list, err := must(o.Session, "Discovering the ways to "+w.Provider.Type, func(ctx context.Context) (axon.List[axon.Candidate], error) {
			return o.API.Candidates(ctx, key.CompanyID, key.ResourceGUID, key.Provider)
		})
		if err != nil {
			return err
		}
		o.learn(func(f *order.Facts) { f.SetCandidates(key, list) })
	}
	if w.Provider == nil || w.Placed == nil {
		return nil
	}
	found := w.Candidates[key]
	priced, discarded := price.Orderable(found.Items, o.Book)
	slices.SortStableFunc(priced, price.Cheaper)
	chosen := -1
	var items []item
	for i, p := range priced {
		items = append(items, o.candidateItem(p))
		if w.Candidate != nil && w.Candidate.GUID == p.GUID {
			chosen = i
		}
	}
	if len(items) == 0 {
		o.say(words.NoWay(axon.Facility(w.Placed.LocationID), *w.Provider, len(discarded)))
	}
	note := shown(len(found.Items), found.Total)
	if n := len(discarded); n > 0 {
		note = strings.TrimSpace(note + " " + parts.Plural(n, "more has", "more have") + " no usable price: type left to see why.")
	}
	at, err := o.choose(choosing{
		title: "Which way from " + axon.Facility(w.Placed.LocationID) + " to " + w.Provider.Type + "? " + parts.Plural(len(items), "candidate", "candidates") +
			", found " + words.CoarseAge(o.Now().Sub(found.At)) + ", the cheapest first. Prices are per connection, billed to " + w.Company.Name + ":",
		items: items, chosen: chosen, note: note,
		help:  "Each way ends at one of the provider's places. about and a number tells its path hop by hop. Two connections with different diversity don't fail together.",
		extra: map[string]func() error{"left": func() error { return o.discarded(discarded) }},
	})
	if err != nil {
		return err
	}
	o.tell(w.SetCandidate(priced[at]))
	return o.next()
}

func (o *ordering) candidateItem(p price.Priced) item {
	text := p.Description + ", at " + axon.Facility(p.LocationID) + ", " + words.Diversity(p.DiversityIndex) + ", by " + pathOf(p.Chain)
	if p.Quote.Volume != "" {
		text += ", volume " + p.Quote.Volume
	}
	return item{text: text + ": " + p.Quote.Words(o.Currency), names: []string{p.GUID}, about: func() {
		for i, hop := range p.Chain[:min(len(p.Chain), maxHops)] {
			o.say("Hop " + number(i+1) + ": " + hop.Provider + " at " + words.PlaceName(&o.w.Facts, hop.LocationID))
		}
		o.say("SKU: " + p.SKU.Code + " " + p.SKU.Description)
	}}
}

// maxHops bounds how much of a chain is said; real ones have three to five.
const maxHops = 24

// pathOf is a chain as words: "public S1, fabric S1, fabric S2, aws S2".
func pathOf(chain []axon.Hop) string {
	var out []string
	for _, hop := range chain[:min(len(chain), maxHops)] {
		out = append(out, strings.TrimSpace(hop.Provider+" "+axon.Facility(hop.LocationID)))
	}
	return strings.Join(out, ", ")
}

func (o *ordering) discarded(list []price.Discarded) error {
	for _, d := range list {
		o.say(d.Description + ", at " + axon.Facility(d.LocationID) + ": " + d.Why)
	}
	if len(list) == 0 {
		o.say("Nothing was discarded: every candidate has a price.")
	}
	return nil
}

// bandwidth asks how fast the connection is to be.
func (o *ordering) bandwidth() error {
	w := o.w
	o.heading()
	c := *w.Candidate
	limits, known := w.Limits[c.GUID]
	if !known {
		var err error
		limits, err = fetch(o.Session, "Asking which bandwidths the path allows", limitRead,
			func(ctx context.Context) (axon.Limits, error) { return o.API.CandidateLimits(ctx, c.GUID) })
		var e *wire.Error
		switch {
		case err != nil && (axon.Expired(err) || errors.As(err, &e) && (e.Kind == wire.KindNotFound || e.Kind == wire.KindBadInput)):
			o.say(wire.Sentence(err) + " AXON no longer knows this candidate: the ways are discovered again.")
			o.expired()
			return errBack
		case err != nil:
			return o.failed(err)
		}
		o.learn(func(f *order.Facts) { f.SetLimits(c.GUID, limits) })
	}
	key := order.CandidateKey{CompanyID: w.Company.ID, ResourceGUID: w.Placed.GUID, Provider: w.Provider.Type}
	tiers := order.Tiers(limits, c, w.Candidates[key].Items, o.Book)
	chosen := -1
	var items []item
	for i, t := range tiers {
		text := t.Speed.String()
		if t.Other != nil {
			text += ", whose price differs by " + t.Change + " (volume " + t.Other.Quote.Volume + ")"
		}
		items = append(items, item{text: text, names: []string{t.Speed.String()}})
		if t.Speed == w.Bandwidth {
			chosen = i
		}
	}
	at, err := o.choose(choosing{
		title: "How fast? " + parts.Plural(len(items), "bandwidth is", "bandwidths are") + " allowed on this path; " + order.LimitWords(limits) + ":",
		items: items, chosen: chosen, prompt: "Number, or a bandwidth such as 200M",
		help: "The price of the connection stays what was said, unless an entry says otherwise.",
		other: func(text string) (int, bool, error) {
			t, says := order.PickTier(tiers, text)
			if says != "" {
				return 0, false, o.wrong(says)
			}
			return slices.IndexFunc(tiers, func(one order.Tier) bool { return one.Speed == t.Speed }), true, nil
		},
	})
	if err != nil {
		return err
	}
	return o.speed(tiers[at])
}

// speed takes a bandwidth; where the path has another price for its volume, a person decides between the two.
func (o *ordering) speed(t order.Tier) error {
	w := o.w
	if t.Other != nil {
		at, err := o.choose(choosing{
			title: "The path has a price of its own for that bandwidth. At which is it to be ordered?", chosen: -1,
			items: []item{
				{text: "The one that was chosen, volume " + w.Candidate.Quote.Volume + ": " + w.Candidate.Quote.Words(o.Currency), names: []string{"keep"}},
				{text: "The other, volume " + t.Other.Quote.Volume + ": " + t.Other.Quote.Words(o.Currency), names: []string{"change"}},
			},
		})
		switch {
		case err != nil:
			return err
		case at == 1:
			o.tell(w.SetCandidate(*t.Other))
			o.say("The path is now priced for volume " + t.Other.Quote.Volume + ": choose the bandwidth.")
			return nil // its limits are its own
		}
	}
	o.tell(w.SetBandwidth(t.Speed))
	return o.next()
}

// options asks what the providers of the path want to be told.
func (o *ordering) options() error {
	w := o.w
	o.heading()
	o.say("The options of " + w.Candidate.Description + ", " + w.Bandwidth.String() + ", by " + pathOf(w.Candidate.Chain) + ".")
	o.vlans()
	if w.At() != order.StepOptions {
		return nil
	}
	source, label, list := w.ServiceParts()
	return o.form(asking{
		kind: order.KindService, source: source, label: label, parts: list, texts: func() map[string]string { return w.ServiceForm },
		keep:   func(texts map[string]string) order.Change { return w.SetServiceForm(texts) },
		hidden: map[string]string{order.FieldBandwidth: ""}, clash: o.vlanClash,
	})
}

// vlans looks which VLANs the port has in use. One that was only just allocated has none but those ordered here, which are known.
func (o *ordering) vlans() {
	w := o.w
	if w.Port == nil || w.Port.Existing == nil {
		if taken := order.ListVLANs(w.VLANs[w.Placed.GUID]); taken != "" {
			o.say("VLANs in use on this port: " + taken + ".")
		}
		return
	}
	services, has := w.Services[w.Company.ID]
	if _, done := w.VLANs[w.Placed.GUID]; !done || !has {
		found, err := fetch(o.Session, "Looking which VLANs are in use on this port", order.LimitSurvey, func(ctx context.Context) (order.Survey, error) {
			return order.SurveyVLANs(ctx, o.API, w.Company.ID, *w.Placed, services, has)
		})
		if err != nil {
			o.say("Which VLANs are in use can't be known here; AXON checks when the order is sent.")
			return
		}
		o.learn(found.Tell)
		if said := found.Words(); said != "" {
			o.say("VLANs: " + said + ".")
		}
	}
	if taken := order.ListVLANs(w.VLANs[w.Placed.GUID]); taken != "" {
		o.say("VLANs in use on this port: " + taken + ".")
	}
}

// vlanClash says that a VLAN is known to be taken; "" where it isn't.
func (o *ordering) vlanClash(name, text string) string {
	if name != order.FieldVLAN {
		return ""
	}
	vlan, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return ""
	}
	says, _ := o.w.VLANClash(vlan)
	return says
}
