package order

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"axdesk/client/axon"
)

// Sighting is what looking for an order whose answer was lost has come to.
type Sighting struct {
	Found     bool
	Placement axon.Placement // what was found, as the lost answer would have told it
	Says      string         // a sentence with what was looked at, and what follows
}

// Look searches the company's ports or services for one whose description bears the order's reference. It
// asks only lists that the document doesn't promise, so an error is no sign that nothing was bought.
func Look(ctx context.Context, api axon.API, p Purchase) (Sighting, error) {
	if p.Ref == "" {
		return Sighting{}, says("The order has no reference to be found by.") // every description contains that
	}
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
