package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// portKind says what a row of the port screen stands for.
type portKind int

const (
	portOffer       portKind = iota // a port of the catalogue, at one term
	portFabric                      // a fabric interconnect, in one mode at one term
	portOwn                         // a port that the company has
	portUnpriced                    // an offer without a usable price
	portUnorderable                 // an offer that lacks what its order needs
)

const noPrice = "It can't be priced: "

// portRow is one line: an offer at one SKU (and mode), or a port that is there already.
type portRow struct {
	kind   portKind
	key    string // the same for the same thing after a reload
	group  string
	name   string
	choice order.PortChoice
	quote  price.Quote
	typ    axon.ResourceType
	why    string // why it can't be chosen; "" when it can
	state  Look   // of a port that is there
}

func (r portRow) term() string {
	if !r.choice.HasSKU {
		return ""
	}
	return termCell(r.choice.SKU.Term)
}

// line is the row as one line of plain text.
func (r portRow) line(d *Desk) string {
	s := r.choice.Offer.LocationID + " " + r.group + ": " + r.name
	if r.priced() {
		s += ", " + r.term() + ", " + d.priced(r.quote)
	}
	return s
}

func (r portRow) priced() bool { return r.choice.HasSKU && r.why == "" }

func (r portRow) raw() ShowRaw {
	if e := r.choice.Existing; e != nil {
		return ShowRaw{Title: "Port " + shortGUID(e.GUID), JSON: e.Raw}
	}
	return ShowRaw{Title: "Offer " + r.choice.Offer.Class, JSON: r.choice.Offer.Raw}
}

// isFabric tells a fabric interconnect: its class is spelled in both cases.
func isFabric(class string) bool { return strings.EqualFold(class, "fi") }

func typesByClass(list []axon.ResourceType) map[string]axon.ResourceType {
	out := make(map[string]axon.ResourceType, len(list))
	for _, t := range list {
		out[strings.ToLower(t.Class)] = t
	}
	return out
}

// offerRows makes the rows of the catalogue at a location, and apart from these, those that can't be ordered.
func offerRows(offers []axon.Offer, location string, types map[string]axon.ResourceType, th *theme.Theme) (rows, left []portRow) {
	for _, o := range offers {
		if o.LocationID != location {
			continue
		}
		base := portRow{choice: order.PortChoice{Offer: o}, typ: types[strings.ToLower(o.Class)]}
		base.group = groupOf(o, base.typ, th)
		if isFabric(o.Class) {
			base.kind = portFabric
		}
		for _, r := range expand(base) {
			r.key = choiceKey(&r.choice)
			if r.why == "" && r.choice.HasSKU {
				quote, err := price.OfSKU(r.choice.SKU)
				if r.quote = quote; err != nil {
					r.kind, r.why = portUnpriced, noPrice+err.Error()+"."
				}
			}
			if r.why == "" {
				rows = append(rows, r)
				continue
			}
			r.group, r.name = "Left out", r.choice.Offer.Class+" "+r.name
			left = append(left, r)
		}
	}
	return rows, left
}

// expand gives a row for each SKU of an offer and each mode of an interconnect.
func expand(base portRow) []portRow {
	o := base.choice.Offer
	modes := []axon.PortMode{{}}
	if base.kind == portFabric {
		modes = o.Modes
		switch {
		case o.CandidateGUID == "":
			return []portRow{base.refused("It can't be ordered: AXON gave no candidate GUID with it.")}
		case len(modes) == 0:
			return []portRow{base.refused("It can't be ordered: AXON lists no port mode for it.")}
		}
	} else if len(o.SKUs) == 0 {
		base.kind, base.why = portUnpriced, noPrice+"AXON gives no price with it."
		return []portRow{base}
	}
	var out []portRow
	for _, mode := range modes {
		r := base
		r.choice.Mode = mode
		r.name = modeName(mode)
		if len(o.SKUs) == 0 {
			out = append(out, r)
		}
		for _, sku := range o.SKUs {
			r := r
			r.choice.SKU, r.choice.HasSKU = sku, true
			if r.name == "" {
				r.name = skuName(sku)
			}
			out = append(out, r)
		}
	}
	return out
}

func (r portRow) refused(why string) portRow {
	r.kind, r.why = portUnorderable, why
	return r
}

func modeName(m axon.PortMode) string {
	switch {
	case m.Mode == "":
		return ""
	case m.Speed > 0:
		return m.Mode + "  " + m.Speed.String()
	}
	return strings.TrimSpace(m.Mode + "  " + m.Description)
}

func skuName(s axon.SKU) string {
	name := join("  ", s.Code, s.Description)
	if s.Volume != "" && s.Volume != "0" {
		name += ", volume " + s.Volume
	}
	return name
}

// groupOf is a class's head line: "10GBASELR · 10 Gbps · LC SMF · up to 10 km".
func groupOf(o axon.Offer, t axon.ResourceType, th *theme.Theme) string {
	bits := []string{o.Class}
	if isFabric(o.Class) {
		bits = []string{"Fabric interconnect " + shortPlace(o.LocationID) + " " + th.Glyphs.Trunk + " " + shortPlace(o.NeighbourID)}
	}
	if o.Speed > 0 {
		bits = append(bits, o.Speed.String())
	}
	if plug := strings.TrimSpace(t.Connector + " " + t.Cable); plug != "" {
		bits = append(bits, plug)
	}
	if far := reach(t.Distance); far != "" {
		bits = append(bits, far)
	}
	return strings.Join(bits, " "+th.Glyphs.Dot+" ")
}

// reach is how far a class of port goes: only the upper bound tells.
func reach(r axon.Range) string {
	if r.Max == "" {
		return r.String()
	}
	return strings.TrimSpace("up to " + r.Max + " " + r.Unit)
}

// ownRows are the ports that a company has, those at a location apart from the others. Removed ones are gone.
func ownRows(list []axon.Resource, location string) (here, away []portRow) {
	for _, res := range list {
		state, words := axon.PairState(res.Provisioned, res.Deprovisioned)
		if state == axon.StateRemoved {
			continue
		}
		r := portRow{kind: portOwn, state: Look{stateMark(state), words}, choice: order.PortChoice{Existing: &res}}
		r.key = choiceKey(&r.choice)
		r.name = strings.TrimSpace(shortGUID(res.GUID) + "  " + res.Description + "  " + res.Class)
		if state == axon.StateRemoving {
			r.why = "This port is " + words + ": no connection can start there."
		}
		if res.LocationID == location {
			r.group = "Ports you have here"
			here = append(here, r)
			continue
		}
		r.group = "Ports you have elsewhere"
		r.name = parts.Fit(shortPlace(res.LocationID), 4, "") + " " + r.name
		away = append(away, r)
	}
	slices.SortStableFunc(away, func(a, b portRow) int {
		return strings.Compare(a.choice.Existing.LocationID, b.choice.Existing.LocationID)
	})
	return here, away
}

// choiceKey tells choices apart; "" for none.
func choiceKey(c *order.PortChoice) string {
	switch {
	case c == nil:
		return ""
	case c.Existing != nil:
		return "have " + c.Existing.GUID
	}
	return strings.Join([]string{
		"offer", c.Offer.LocationID, c.Offer.Class, c.Offer.NeighbourID, c.Offer.CandidateGUID, c.Mode.Mode,
		c.SKU.Code, strconv.Itoa(c.SKU.Term), c.SKU.Volume,
	}, "\x00")
}

// portOrder is what offers are sorted by.
type portOrder int

const (
	bySpeed portOrder = iota
	byPrice
	byTerm
	portOrders
)

func (o portOrder) String() string { return [...]string{"speed", "price", "term"}[o] }

// sortPorts sorts offers in place; interconnects come after ports, for they lead to another facility.
func sortPorts(rows []portRow, by portOrder) {
	slices.SortStableFunc(rows, func(a, b portRow) int {
		first := 0
		switch by {
		case byPrice:
			first = cmp.Or(sameUnit(a, b), a.quote.Monthly.Cmp(b.quote.Monthly), a.quote.Once.Cmp(b.quote.Once))
		case byTerm:
			first = cmp.Or(cmp.Compare(a.choice.SKU.Term, b.choice.SKU.Term), a.quote.Monthly.Cmp(b.quote.Monthly))
		}
		return cmp.Or(cmp.Compare(a.kind, b.kind), first, cmp.Compare(a.choice.Offer.Speed, b.choice.Offer.Speed),
			strings.Compare(a.group, b.group), cmp.Compare(a.choice.Mode.Speed, b.choice.Mode.Speed),
			cmp.Compare(a.choice.SKU.Term, b.choice.SKU.Term))
	})
}

// sameUnit puts prices by the month first, then unit prices of utility billing, whose period isn't known
// to be a month, then rows without a price.
func sameUnit(a, b portRow) int {
	rank := func(r portRow) int {
		switch {
		case !r.choice.HasSKU:
			return 2
		case r.quote.Utility:
			return 1
		}
		return 0
	}
	return cmp.Compare(rank(a), rank(b))
}
