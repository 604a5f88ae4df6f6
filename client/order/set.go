package order

import (
	"fmt"
	"maps"
	"time"

	"axdesk/client/axon"
	"axdesk/client/price"
)

// SetCompany chooses who pays.
func (w *Walk) SetCompany(co axon.Company) Change {
	return w.change(StepCompany, func(c *Change) {
		if w.Company != nil && w.Company.ID != co.ID {
			w.abandon(c)
		}
		w.Company = &co
	})
}

// SetLocation chooses where the port is to be.
func (w *Walk) SetLocation(l axon.Location) Change {
	return w.change(StepLocation, func(c *Change) {
		if w.Location != nil && w.Location.ID != l.ID {
			w.abandon(c)
		}
		w.Location = &l
	})
}

// SetPort chooses the port. An existing port becomes the A-end at once, and the location becomes its own.
// Choosing again what was bought on this walk changes nothing; anything else starts a new port.
func (w *Walk) SetPort(p PortChoice) Change {
	return w.change(StepResource, func(c *Change) {
		if w.bought() && w.Port != nil && (p.Existing == nil && samePort(*w.Port, p) || p.Existing != nil && p.Existing.GUID == w.Placed.GUID) {
			return
		}
		w.abandon(c)
		w.Port, w.Placed, w.portBuyer = &p, nil, ""
		if w.Company != nil {
			w.portBuyer = w.Company.ID
		}
		if e := p.Existing; e != nil {
			w.Placed = &axon.Allocated{GUID: e.GUID, Description: e.Description, LocationID: e.LocationID, MeetMe: e.MeetMe}
			w.moveTo(c, e.LocationID)
		}
	})
}

// moveTo makes the location that of an existing port.
func (w *Walk) moveTo(c *Change, locationID string) {
	if locationID == "" || w.Location != nil && w.Location.ID == locationID {
		return
	}
	at := axon.Location{ID: locationID, Description: locationID}
	for _, l := range w.Locations.Items {
		if l.ID == locationID {
			at = l
		}
	}
	if w.Location != nil {
		c.note(StepLocation, fmt.Sprintf("The location is %s now, where this port stands.", locationName(at)))
	}
	w.Location = &at
}

// SetPortForm keeps what was typed into the port's fields. Fields that aren't named keep their texts.
func (w *Walk) SetPortForm(texts map[string]string) Change {
	return w.change(StepPortOptions, func(*Change) { w.PortForm = merge(w.PortForm, texts) })
}

// SetDiverse wants the port on other equipment than a resource of the company; "" wants nothing.
func (w *Walk) SetDiverse(resourceGUID string) Change {
	return w.change(StepPortOptions, func(*Change) {
		w.DiverseFrom, w.diverseBuyer = resourceGUID, ""
		if w.Company != nil {
			w.diverseBuyer = w.Company.ID
		}
	})
}

// SetPlaced keeps the port that was allocated: company, location and port are facts from now on.
func (w *Walk) SetPlaced(a axon.Allocated) Change {
	return w.change(StepPortTerms, func(*Change) { w.Placed = &a })
}

// SetProvider chooses the destination.
func (w *Walk) SetProvider(p axon.Provider) Change {
	return w.change(StepProvider, func(*Change) { w.Provider = &p })
}

// SetCandidate chooses a path out of what was discovered from this port to this provider.
func (w *Walk) SetCandidate(p price.Priced) Change {
	return w.change(StepCandidate, func(*Change) {
		w.Candidate, w.found, w.DiscoveredAt = &p, w.key(), time.Time{}
		if l, ok := w.Candidates[w.found]; ok {
			w.DiscoveredAt = l.At
		}
	})
}

// SetBandwidth chooses a bandwidth that the limits of the candidate allow.
func (w *Walk) SetBandwidth(b axon.BitRate) Change {
	return w.change(StepBandwidth, func(*Change) {
		w.Bandwidth, w.limitsOf = max(b, 0), ""
		if w.Candidate != nil {
			w.limitsOf = w.Candidate.GUID
		}
	})
}

// SetServiceForm keeps what was typed into the connection's fields. Fields that aren't named keep their texts.
func (w *Walk) SetServiceForm(texts map[string]string) Change {
	return w.change(StepOptions, func(*Change) { w.ServiceForm = merge(w.ServiceForm, texts) })
}

// SetServiceID keeps the connection that was placed. Nothing can be changed from now on.
func (w *Walk) SetServiceID(id string) { w.ServiceID = id }

// Learn takes in new facts, which screens have just been told by the API, and judges every answer by them.
func (w *Walk) Learn(f func(*Facts)) Change {
	if w.ServiceID != "" {
		f(&w.Facts)
		return Change{}
	}
	return w.change(-1, func(*Change) { f(&w.Facts) })
}

// change gives one answer and judges the others. The step's earlier loss is forgotten: it is answered now.
func (w *Walk) change(s Step, set func(*Change)) Change {
	var c Change
	if w.ServiceID != "" {
		c.note(s, ordered)
		return c
	}
	had := w.answered()
	delete(w.lost, s)
	set(&c)
	w.finish(&c, s, had)
	return c
}

func (w *Walk) answered() map[Step]bool {
	had := map[Step]bool{}
	for s := StepCompany; s <= StepProvisioning; s++ {
		had[s] = w.has(s)
	}
	return had
}

// finish judges the answers after a change of step from, says what became of those that were there, and
// comes back to the first step that lost its answer.
func (w *Walk) finish(c *Change, from Step, had map[Step]bool) {
	w.recheck(c)
	for _, l := range c.Lost {
		put(&w.lost, l.Step, l.Why)
	}
	for s := from + 1; s <= StepProvisioning; s++ {
		if !had[s] || !w.has(s) || c.loses(s) {
			continue
		}
		if st, why := w.judge(s); st == holds {
			c.Kept = append(c.Kept, s)
		} else {
			c.Unchecked = append(c.Unchecked, Loss{s, why})
		}
	}
	w.settle(c)
}

// settle keeps the walk where it can be: not beyond a missing answer, not on a skipped step, and not on terms
// that were offered for another purchase than the answers now describe.
func (w *Walk) settle(c *Change) {
	if w.skipped(w.at) {
		w.at = StepResource
	}
	w.at = min(w.at, w.frontier())
	switch {
	case w.at == StepPortTerms && w.Placed == nil && w.offered != w.portPrint():
		w.at = StepPortSummary
	case w.at == StepTerms && w.offered != w.servicePrint():
		w.at = StepSummary
	default:
		return
	}
	c.note(w.at, "What is being ordered has changed, so the terms offered for it before don't count: look at the summary again.")
}

// abandon starts a new port where one was bought, and says what that means.
func (w *Walk) abandon(c *Change) {
	if !w.bought() {
		return
	}
	payer := "the company"
	if w.Company != nil {
		payer = w.Company.Name
	}
	c.note(StepResource, fmt.Sprintf("The port allocated before, %s, stays allocated and is billed to %s; what is chosen now is a new port.", portName(*w.Placed), payer))
	w.Placed, w.portBuyer = nil, ""
}

// merge never drops a text: a field that isn't asked any more may be asked again.
func merge(have, texts map[string]string) map[string]string {
	out := make(map[string]string, len(have)+len(texts))
	maps.Copy(out, have)
	maps.Copy(out, texts)
	return out
}
