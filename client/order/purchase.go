package order

import (
	"bytes"

	"axdesk/client/axon"
	"axdesk/client/schema"
)

// Body is the body that orders a port or a connection, of the form's fields: see PortBody and ServiceBody.
func (w *Walk) Body(kind Kind, form schema.Form) ([]byte, []schema.Problem) {
	if kind == KindPort {
		return w.PortBody(form)
	}
	return w.ServiceBody(form)
}

// Purchase is what the walk orders now: who pays, what for, at which price. secrets are the names of the body's fields that the
// journal must not keep.
func (w *Walk) Purchase(kind Kind, body []byte, user string, secrets []string) Purchase {
	p := Purchase{Ref: w.Ref, Kind: kind, Body: body, User: user, Title: w.Title(kind), Secrets: secrets}
	if w.Company != nil {
		p.CompanyID, p.CompanyName = w.Company.ID, w.Company.Name
	}
	p.Quote, _ = w.Quote(kind)
	return p
}

// Covers tells whether terms were offered for the very purchase that the walk now describes: asking anew would void what was
// signed, and tell nothing new.
func (w *Walk) Covers(offer *Offer, form schema.Form) bool {
	if offer == nil || w.Company == nil || offer.Purchase.CompanyID != w.Company.ID {
		return false
	}
	body, problems := w.Body(offer.Purchase.Kind, form)
	return len(problems) == 0 && bytes.Equal(body, offer.Purchase.Body)
}

// Take takes what was bought into the walk. It is false where an answer names nothing of the kind.
func (w *Walk) Take(kind Kind, p axon.Placement) bool {
	switch {
	case kind == KindPort && len(p.Resources) > 0:
		w.SetPlaced(p.Resources[0])
		if w.Company != nil {
			delete(w.Resources, w.Company.ID) // the list was asked before this port was in it
		}
		return true
	case kind == KindService && p.ServiceID != "":
		w.SetServiceID(p.ServiceID)
		return true
	}
	return false
}

// Watch is what is to be followed of the connection that was placed.
func (w *Walk) Watch() Watch {
	what := Watch{ServiceID: w.ServiceID, Ref: w.Ref, What: w.Title(KindService)}
	what.NewPort = w.Port != nil && w.Port.Existing == nil && !IsFabric(w.Port.Offer.Class)
	if w.Company != nil {
		what.CompanyID, what.CompanyName = w.Company.ID, w.Company.Name
	}
	return what
}
