package words

import (
	"sort"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
)

// Orderable says in a line which classes the catalogue of a company has at a location.
func Orderable(f *order.Facts, company *axon.Company, id string) string {
	if company == nil || !f.KnowsCatalogue(company.ID) {
		return "not known: the catalogue could not be had"
	}
	count := map[string]int{}
	var classes []string
	for _, o := range f.Catalogue[company.ID].Items {
		if o.LocationID != id {
			continue
		}
		if count[o.Class] == 0 {
			classes = append(classes, o.Class)
		}
		count[o.Class]++
	}
	if len(classes) == 0 {
		return "nothing at the moment"
	}
	sort.Strings(classes)
	return strings.Join(classes, ", ")
}

// AfterPort is the step that follows once a port is allocated: fabric tells an interconnect, meetMe that AXON named where a cross
// connect has to end.
func AfterPort(fabric, meetMe bool) string {
	if fabric {
		return "Next: an interconnect lies within AXON, so no cross connect is needed. A connection can start here now."
	}
	end := "this meet-me"
	if !meetMe {
		end = "this port"
	}
	return "Next: a cross connect from your rack to " + end + ". It can't be ordered through the API: order it with NEXTDC; " +
		"it takes up to 4 business days. A connection may be ordered before that; it carries traffic once the cross connect is in."
}
