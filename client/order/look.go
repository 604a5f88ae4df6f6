package order

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"axdesk/client/axon"
)

// Sighting is what looking for an order whose answer was lost has come to.
type Sighting struct {
	Found     bool
	Placement axon.Placement // what was found, as the lost answer would have told it
	Says      string         // a sentence with what was looked at, and what follows
}

// Look searches the company's ports or services for one whose description bears the order's reference, and writes down what
// came of it. It asks only lists that the document doesn't promise, so an error is no sign that nothing was bought.
func Look(ctx context.Context, api axon.API, j *Journal, p Purchase) (Sighting, error) {
	if p.Ref == "" {
		return Sighting{}, says("The order has no reference to be found by.") // every description contains that
	}
	o, err := j.mended(ctx, p.Ref, p.Kind)
	if err != nil {
		return Sighting{}, err
	}
	if asked := o.Asked(); asked.CompanyID != "" {
		// Where it was sent, and what, whatever the answers are by now.
		p.CompanyID, p.Body = asked.CompanyID, asked.Body
	}
	if o.Bought() {
		return seen(placementOf(o)), nil
	}
	s, err := search(ctx, api, p)
	if o.State() != StateUnknown {
		return s, err // nothing of it is in doubt, so there is nothing to write
	}
	if err != nil && ctx.Err() != nil {
		return s, err // nobody has looked: it was given up
	}
	e := Entry{State: string(StateUnknown), User: p.User, Method: http.MethodGet, Path: p.listPath(), Said: s.Says}
	switch {
	case err != nil:
		e.Said, e.Status = "It could not be looked for: "+err.Error(), statusOf(err)
	case s.Found:
		e.State, e.GUID, e.Said, e.Status = string(StatePlaced), guids(s.Placement), "found by its reference", http.StatusOK
	}
	if failed := j.take(ctx, o, e); failed != nil && err == nil {
		return s, says("What was found could not be written to the journal (%w): look again. %s", failed, s.Says)
	}
	return s, err
}

func (p Purchase) listPath() string {
	if p.Kind == KindService {
		return "v1/services/" + p.CompanyID
	}
	return "v1/resources/" + p.CompanyID
}

// placementOf is what the journal knows to have been bought, as the answer that placed it told it.
func placementOf(o *Order) axon.Placement {
	if o.Kind == KindService {
		return axon.Placement{ServiceID: o.GUID()}
	}
	var p axon.Placement
	for _, guid := range strings.Fields(o.GUID()) {
		p.Resources = append(p.Resources, axon.Allocated{GUID: guid, Description: o.Last().Title})
	}
	return p
}

func search(ctx context.Context, api axon.API, p Purchase) (Sighting, error) {
	if p.Kind == KindPort {
		list, err := api.Resources(ctx, p.CompanyID)
		if err != nil {
			return Sighting{}, err
		}
		for _, r := range list.Items {
			if strings.Contains(r.Description, p.Ref) {
				a := axon.Allocated{GUID: r.GUID, Description: r.Description, LocationID: r.LocationID, MeetMe: r.MeetMe}
				return seen(axon.Placement{Resources: []axon.Allocated{a}}), nil
			}
		}
		return unseen(p, len(list.Items), list.Total, "ports"), nil
	}
	list, err := api.Services(ctx, p.CompanyID)
	if err != nil {
		return Sighting{}, err
	}
	for _, s := range list.Items {
		if strings.Contains(s.Description, p.Ref) {
			return seen(axon.Placement{ServiceID: s.ID}), nil
		}
	}
	return unseen(p, len(list.Items), list.Total, "services"), nil
}

func seen(p axon.Placement) Sighting {
	return Sighting{Found: true, Placement: p, Says: "The order was placed."}
}

func unseen(p Purchase, shown, total int, what string) Sighting {
	if len(p.Body) > 0 && !bytes.Contains(p.Body, []byte(p.Ref)) {
		return Sighting{Says: fmt.Sprintf("The description that was sent doesn't bear %s, so the order can't be told from others here: "+
			"look in the portal before ordering again.", p.Ref)}
	}
	if total > shown {
		return Sighting{Says: fmt.Sprintf("None of the %d %s that AXON shows bears %s, but it has %d: look in the portal before ordering again.",
			shown, what, p.Ref, total)}
	}
	return Sighting{Says: fmt.Sprintf("None of the company's %s (%d) bears %s in its description, so the order was most likely not placed. "+
		"If the description was changed, look in the portal before ordering again.", what, shown, p.Ref)}
}
