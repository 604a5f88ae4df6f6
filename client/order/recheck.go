package order

import (
	"fmt"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/wire"
)

// recheck holds every answer against the facts, in the order of the steps, because a lost answer may take
// later ones with it. What still holds is brought up to date; what isn't known yet is left alone.
func (w *Walk) recheck(c *Change) {
	if !w.bought() {
		w.checkCompany(c)
		w.checkLocation(c)
		w.checkPort(c)
		w.checkDiverse(c)
	}
	w.checkProvider(c)
	w.checkCandidate(c)
	w.checkBandwidth(c)
}

func (w *Walk) checkCompany(c *Change) {
	if w.Company == nil || w.Account == nil {
		return
	}
	for _, co := range w.Account.Companies {
		if co.ID == w.Company.ID {
			w.Company = &co
			return
		}
	}
	c.Lost = append(c.Lost, Loss{StepCompany, fmt.Sprintf("This key may no longer buy for %s: choose a company again.", w.Company.Name)})
	w.Company = nil
}

func (w *Walk) checkLocation(c *Change) {
	if w.Location == nil || !asked(w.Locations) {
		return
	}
	for _, l := range w.Locations.Items {
		if l.ID == w.Location.ID {
			w.Location = &l
			return
		}
	}
	c.Lost = append(c.Lost, Loss{StepLocation, fmt.Sprintf("AXON no longer lists %s: choose a location again.", locationName(*w.Location))})
	w.Location = nil
}

func (w *Walk) checkPort(c *Change) {
	if w.Port == nil || w.Company == nil || w.Location == nil {
		return
	}
	why := ""
	if w.Port.Existing != nil {
		why = w.checkExisting()
	} else {
		why = w.checkOffer(c)
	}
	if why == "" {
		return
	}
	c.Lost = append(c.Lost, Loss{StepResource, why})
	w.Port, w.Placed, w.portBuyer = nil, nil, ""
}

// checkExisting says why the company's own port no longer serves; "" when it does.
func (w *Walk) checkExisting() string {
	have := *w.Port.Existing
	name := portName(axon.Allocated{GUID: have.GUID, Description: have.Description})
	if have.LocationID != "" && have.LocationID != w.Location.ID {
		return fmt.Sprintf("Port %s stands at %s, not at %s: choose a port again.", name, have.LocationID, locationName(*w.Location))
	}
	list, known := w.Resources[w.Company.ID]
	if !known && w.portBuyer == w.Company.ID {
		return ""
	}
	for _, r := range list.Items {
		if r.GUID != have.GUID {
			continue
		}
		if st, words := axon.PairState(r.Provisioned, r.Deprovisioned); st == axon.StateRemoved || st == axon.StateRemoving {
			return fmt.Sprintf("Port %s is %s: choose a port again.", name, words)
		}
		p := *w.Port
		p.Existing = &r
		w.Port, w.portBuyer = &p, w.Company.ID
		return ""
	}
	return fmt.Sprintf("Port %s isn't among the ports of %s: choose a port again.", name, w.Company.Name)
}

// checkOffer looks the same port up in the buyer's catalogue; it says why it isn't there, "" when it is.
func (w *Walk) checkOffer(c *Change) string {
	list, known := w.Catalogue[w.Company.ID]
	if !known {
		return ""
	}
	was := *w.Port
	sameClass := false
	for _, o := range list.Items {
		if o.LocationID != w.Location.ID || !strings.EqualFold(o.Class, was.Offer.Class) || o.NeighbourID != was.Offer.NeighbourID {
			continue
		}
		sameClass = true
		now, ok := offerAgain(was, o)
		if !ok {
			continue
		}
		if was.SKU.InstallFee != now.SKU.InstallFee || was.SKU.UnitPrice != now.SKU.UnitPrice {
			c.note(StepResource, fmt.Sprintf("%s now costs %s; it was %s.", choiceName(now), fees(now.SKU), fees(was.SKU)))
		}
		w.Port, w.portBuyer = &now, w.Company.ID
		return ""
	}
	where := locationName(*w.Location)
	if !sameClass {
		return fmt.Sprintf("%s isn't offered to %s at %s: choose a port again.", was.Offer.Class, w.Company.Name, where)
	}
	return fmt.Sprintf("%s isn't offered to %s at %s: choose a port again.", choiceName(was), w.Company.Name, where)
}

// offerAgain is the same choice out of another row of a catalogue.
func offerAgain(was PortChoice, o axon.Offer) (PortChoice, bool) {
	now := PortChoice{Offer: o}
	if was.Mode.Mode != "" {
		for _, m := range o.Modes {
			if m.Mode == was.Mode.Mode {
				now.Mode = m
			}
		}
		if now.Mode.Mode == "" {
			return now, false
		}
	}
	if !was.HasSKU {
		return now, len(o.SKUs) == 0
	}
	for _, s := range o.SKUs {
		if s.Term != was.SKU.Term || s.Volume != was.SKU.Volume {
			continue
		}
		// The same code is the same product; another code for the same term only stands in for it.
		if !now.HasSKU || s.Code == was.SKU.Code {
			now.SKU, now.HasSKU = s, true
		}
		if s.Code == was.SKU.Code {
			break
		}
	}
	return now, now.HasSKU
}

// samePort tells whether two choices are the same thing at the same place and term, whatever the price.
func samePort(a, b PortChoice) bool {
	_, same := offerAgain(a, axon.Offer{SKUs: skus(b), Modes: []axon.PortMode{b.Mode}})
	return same && a.Existing == nil && b.Existing == nil && a.Offer.LocationID == b.Offer.LocationID &&
		strings.EqualFold(a.Offer.Class, b.Offer.Class) && a.Offer.NeighbourID == b.Offer.NeighbourID
}

func skus(p PortChoice) []axon.SKU {
	if !p.HasSKU {
		return nil
	}
	return []axon.SKU{p.SKU}
}

// checkDiverse drops a wish that can't be granted, and says so: less redundancy must not pass in silence.
func (w *Walk) checkDiverse(c *Change) {
	if w.DiverseFrom == "" || w.Company == nil {
		return
	}
	list, known := w.Resources[w.Company.ID]
	if !known && w.diverseBuyer == w.Company.ID {
		return
	}
	for _, r := range list.Items {
		if r.GUID == w.DiverseFrom {
			w.diverseBuyer = w.Company.ID
			return
		}
	}
	c.Lost = append(c.Lost, Loss{StepPortOptions, fmt.Sprintf("The port was to be diverse from %s, which isn't among the ports of %s: choose again whether it shall be diverse.", wire.Short(w.DiverseFrom), w.Company.Name)})
	w.DiverseFrom, w.diverseBuyer = "", ""
}

func (w *Walk) checkProvider(c *Change) {
	if w.Provider == nil || !asked(w.Providers) {
		return
	}
	for _, p := range w.Providers.Items {
		if p.Type == w.Provider.Type {
			w.Provider = &p
			return
		}
	}
	c.Lost = append(c.Lost, Loss{StepProvider, fmt.Sprintf("AXON no longer lists the provider %s: choose a destination again.", w.Provider.Type)})
	w.Provider = nil
}

func (w *Walk) checkCandidate(c *Change) {
	if w.Candidate == nil {
		return
	}
	now, why := w.candidateNow()
	if why != "" {
		c.Lost = append(c.Lost, Loss{StepCandidate, why})
		w.Candidate, w.DiscoveredAt, w.found = nil, time.Time{}, CandidateKey{}
		return
	}
	if was := w.Candidate.Quote; was.Once.Cmp(now.Quote.Once) != 0 || was.Monthly.Cmp(now.Quote.Monthly) != 0 {
		c.note(StepCandidate, fmt.Sprintf("The candidate now costs %s once and %s by the month or unit; it was %s and %s.",
			now.Quote.Once, now.Quote.Monthly, was.Once, was.Monthly))
	}
	w.Candidate = now
}

// candidateNow is the candidate as the present discovery has it, or a sentence why it is gone.
func (w *Walk) candidateNow() (*price.Priced, string) {
	was, key := w.Candidate, w.key()
	list, known := w.Candidates[key]
	switch {
	case w.Provider == nil || w.found.Provider != key.Provider:
		return nil, fmt.Sprintf("The path led to %s, which is no longer the destination: choose a candidate again.", w.found.Provider)
	case w.Placed == nil || w.found != key && !known:
		return nil, "The path was found for another port or company: choose a candidate again."
	case !known:
		return was, ""
	}
	again, ok := findAgain(list.Items, was.Candidate)
	if !ok {
		return nil, "The path chosen isn't offered any more: choose a candidate again."
	}
	q, err := price.Of(again, w.Book)
	if err != nil {
		return nil, fmt.Sprintf("The path chosen can't be priced any more: choose a candidate again. (%s)", err)
	}
	w.found, w.DiscoveredAt = key, list.At
	return &price.Priced{Candidate: again, Quote: q}, ""
}

// findAgain finds a candidate by its GUID, or else the same path at the same volume under a new one; of
// several, the one described alike.
func findAgain(list []axon.Candidate, was axon.Candidate) (axon.Candidate, bool) {
	var best axon.Candidate
	ok, path := false, price.Path(was)
	for _, c := range list {
		if c.GUID == was.GUID {
			return c, true
		}
		if c.SKU.Volume == was.SKU.Volume && price.Path(c) == path && (!ok || c.Description == was.Description && best.Description != was.Description) {
			best, ok = c, true
		}
	}
	return best, ok
}

func (w *Walk) checkBandwidth(c *Change) {
	if w.Bandwidth <= 0 || w.Candidate == nil {
		return
	}
	l, known := w.Limits[w.Candidate.GUID]
	switch {
	case !known:
	case allowed(l, w.Bandwidth):
		w.limitsOf = w.Candidate.GUID
	default:
		c.Lost = append(c.Lost, Loss{StepBandwidth, fmt.Sprintf("%s isn't allowed on this path%s: choose a bandwidth again.", w.Bandwidth, spanOf(l))})
		w.Bandwidth, w.limitsOf = 0, ""
	}
}
