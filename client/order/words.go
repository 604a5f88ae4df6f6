package order

import (
	"fmt"

	"axdesk/client/axon"
)

// short is how a GUID stands in a sentence.
func short(guid string) string {
	if len(guid) > 8 {
		return guid[:8]
	}
	return guid
}

// portName calls a port by its label, else by its GUID.
func portName(a axon.Allocated) string {
	if a.Description != "" {
		return fmt.Sprintf("%q (%s)", a.Description, short(a.GUID))
	}
	return short(a.GUID)
}

func locationName(l axon.Location) string {
	if l.Description != "" {
		return l.Description
	}
	return l.ID
}

// choiceName is a port to be bought with its mode and term.
func choiceName(p PortChoice) string {
	name := p.Offer.Class
	if p.Mode.Mode != "" {
		name += " as " + p.Mode.Mode
	}
	switch {
	case !p.HasSKU:
		return name
	case p.SKU.Term == 0:
		return name + " under utility billing"
	case p.SKU.Term == 1:
		return name + " for 1 month"
	}
	return fmt.Sprintf("%s for %d months", name, p.SKU.Term)
}

// fees are the two fees as the API sent them: either may not be a number at all.
func fees(s axon.SKU) string {
	return fmt.Sprintf("%s once and %s by the month or unit", s.InstallFee, s.UnitPrice)
}

// spanOf says between what a path's bandwidths lie.
func spanOf(l axon.Limits) string {
	if len(l.Bandwidths) == 0 {
		return ", which allows none"
	}
	return fmt.Sprintf(", which allows %s to %s", l.Bandwidths[0], l.Bandwidths[len(l.Bandwidths)-1])
}
