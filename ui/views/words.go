package views

import (
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// diversity says in words which of the B-end provider's egress points a path uses. The API counts from 0.
func diversity(index int) string {
	switch {
	case index < 0:
		return "not stated"
	case index < 3:
		return [...]string{"primary", "secondary", "tertiary"}[index]
	}
	return "path " + strconv.Itoa(index+1)
}

// monthsTotal is what a number of months costs with everything paid once. It is false where the period of
// the unit price isn't stated: that is utility billing by the API's own price.
func monthsTotal(q price.Quote, months int) (price.Money, bool) {
	if q.Utility && q.Source != price.FromBook {
		return price.Money{}, false
	}
	return q.Once.Add(q.Monthly.Times(months)), true
}

// currency is what a quote's amounts are in; "" unless the user or the price book names one.
func (d *Desk) currency(q price.Quote) string {
	if q.Currency != "" {
		return q.Currency
	}
	return d.Currency
}

// money is an amount with its currency, for sentences; columns name the currency in their head.
func (d *Desk) money(m price.Money, q price.Quote) string {
	return strings.TrimSpace(m.String() + " " + d.currency(q))
}

// priced is a price as a sentence's part: what once, what for which period, and whose price it is.
func (d *Desk) priced(q price.Quote) string {
	s := d.money(q.Once, q) + " once, " + d.money(q.Monthly, q) + " "
	if q.Utility {
		s += "unit price"
		if q.Source == price.FromBook {
			s += " a month while it runs"
		} else {
			s += ", utility billing: its period is not stated"
		}
	} else {
		s += "a month"
		if all, ok := q.ForTerm(); ok && q.Term > 1 {
			s += " for " + order.TermWords(q.Term) + ", " + d.money(all, q) + " in all"
		}
	}
	if q.Source == price.FromBook {
		return s + "; by the price book"
	}
	return s + "; by the API"
}

// maxHops bounds how much of a chain is drawn; real ones have three to five.
const maxHops = 24

// links makes a candidate's chain drawable.
func links(chain []axon.Hop) []parts.Link {
	chain = chain[:min(len(chain), maxHops)]
	out := make([]parts.Link, len(chain))
	for i, h := range chain {
		out[i] = parts.Link{Provider: h.Provider, Place: axon.Facility(h.LocationID)}
	}
	return out
}

// pathText is a chain in one line, with the places or, where these don't fit, without.
func pathText(chain []axon.Hop, places bool, g theme.Glyphs) string {
	var b strings.Builder
	for i, h := range chain[:min(len(chain), maxHops)] {
		if i > 0 {
			join := g.Link
			if h.LocationID != chain[i-1].LocationID {
				join = g.Trunk
			}
			if places {
				join = " " + join + " "
			}
			b.WriteString(join)
		}
		b.WriteString(h.Provider)
		if places && h.LocationID != "" {
			b.WriteString(" " + axon.Facility(h.LocationID))
		}
	}
	return b.String()
}

// placesText is a chain's facilities alone, each once, for where the providers have no room.
func placesText(chain []axon.Hop, g theme.Glyphs) string {
	var out []string
	last := ""
	for i, h := range chain[:min(len(chain), maxHops)] {
		if i == 0 || h.LocationID != last {
			out = append(out, axon.Facility(h.LocationID))
		}
		last = h.LocationID
	}
	return strings.Join(out, g.Trunk)
}

// placeName is a location with its name, as far as the list of locations is known.
func placeName(f *order.Facts, id string) string {
	for _, l := range f.Locations.Items {
		if l.ID == id && l.Description != "" {
			return l.Description + " (" + id + ")"
		}
	}
	return id
}
