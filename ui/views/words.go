package views

import (
	"strings"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// currency is what a quote's amounts are in; "" unless the user or the price book names one.
func (d *Desk) currency(q price.Quote) string { return q.CurrencyOr(d.Currency) }

// money is an amount with its currency, for sentences; columns name the currency in their head.
func (d *Desk) money(m price.Money, q price.Quote) string { return q.Amount(m, d.Currency) }

// priced is a price as a sentence's part: what once, what for which period, and whose price it is.
func (d *Desk) priced(q price.Quote) string { return q.Words(d.Currency) }

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
