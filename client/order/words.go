package order

import (
	"fmt"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// portName calls a port by its label, else by its GUID.
func portName(a axon.Allocated) string {
	if a.Description != "" {
		return fmt.Sprintf("%q (%s)", a.Description, wire.Short(a.GUID))
	}
	return wire.Short(a.GUID)
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

// Title names what is bought in a few words, as the journal has it.
func (w *Walk) Title(kind Kind) string {
	if kind == KindService {
		return w.connection()
	}
	if w.Port == nil {
		return "port"
	}
	return axon.Facility(w.Port.Offer.LocationID) + " " + w.Port.Offer.Class
}

// Words names what the present walk is about to buy, in a few words.
func (w *Walk) Words() string {
	switch {
	case w.Candidate != nil:
		return w.connection()
	case w.Provider != nil && w.Placed != nil:
		return axon.Facility(w.Placed.LocationID) + " to " + w.Provider.Type
	case w.Port != nil && w.Port.Existing != nil:
		return "from " + w.Port.Existing.Description
	case w.Port != nil:
		return w.Title(KindPort)
	case w.Location != nil:
		return "port at " + axon.Facility(w.Location.ID)
	}
	return ""
}

// connection names the connection in a few words: "S1 to aws S2, 200 Mbps".
func (w *Walk) connection() string {
	if w.Candidate == nil {
		return "connection"
	}
	from := ""
	if w.Placed != nil {
		from = axon.Facility(w.Placed.LocationID) + " to "
	}
	return from + w.Candidate.ServiceType + " " + axon.Facility(w.Candidate.LocationID) + ", " + w.Bandwidth.String()
}
