package order

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/wire"
)

// PortKind says what a row of the port screen stands for.
type PortKind int

// The kinds of rows.
const (
	PortOffer       PortKind = iota // a port of the catalogue, at one term
	PortFabric                      // a fabric interconnect, in one mode at one term
	PortOwn                         // a port that the company has
	PortUnpriced                    // an offer without a usable price
	PortUnorderable                 // an offer that lacks what its order needs
)

// NoPrice begins why a row without a usable price can't be chosen.
const NoPrice = "It can't be priced: "

// PortRow is one line: an offer at one SKU (and mode), or a port that is there already.
type PortRow struct {
	Kind       PortKind
	Key        string // the same for the same thing after a reload
	Group      string
	Name       string
	Choice     PortChoice
	Quote      price.Quote
	Type       axon.ResourceType
	Why        string     // why it can't be chosen; "" when it can
	State      axon.State // of a port that is there
	StateWords string
}

// Term is how long it is bought for; "" where no price says so.
func (r PortRow) Term() string {
	if !r.Choice.HasSKU {
		return ""
	}
	return price.TermCell(r.Choice.SKU.Term)
}

// Priced tells whether it can be bought at a price that is known.
func (r PortRow) Priced() bool { return r.Choice.HasSKU && r.Why == "" }

// IsFabric tells a fabric interconnect: its class is spelled in both cases.
func IsFabric(class string) bool { return strings.EqualFold(class, "fi") }

// TypesByClass are the specifications of ports by their class, in lower case.
func TypesByClass(list []axon.ResourceType) map[string]axon.ResourceType {
	out := make(map[string]axon.ResourceType, len(list))
	for _, t := range list {
		out[strings.ToLower(t.Class)] = t
	}
	return out
}

// OfferRows makes the rows of the catalogue at a location, and apart from these, those that can't be ordered.
func OfferRows(offers []axon.Offer, location string, types map[string]axon.ResourceType, dot, trunk string) (rows, left []PortRow) {
	for _, o := range offers {
		if o.LocationID != location {
			continue
		}
		base := PortRow{Choice: PortChoice{Offer: o}, Type: types[strings.ToLower(o.Class)]}
		base.Group = PortGroup(o, base.Type, dot, trunk)
		if IsFabric(o.Class) {
			base.Kind = PortFabric
		}
		for _, r := range expand(base) {
			r.Key = ChoiceKey(&r.Choice)
			if r.Why == "" && r.Choice.HasSKU {
				quote, err := price.OfSKU(r.Choice.SKU)
				if r.Quote = quote; err != nil {
					r.Kind, r.Why = PortUnpriced, NoPrice+err.Error()+"."
				}
			}
			if r.Why == "" {
				rows = append(rows, r)
				continue
			}
			r.Group, r.Name = "Left out", r.Choice.Offer.Class+" "+r.Name
			left = append(left, r)
		}
	}
	return rows, left
}

// expand gives a row for each SKU of an offer and each mode of an interconnect.
func expand(base PortRow) []PortRow {
	o := base.Choice.Offer
	modes := []axon.PortMode{{}}
	if base.Kind == PortFabric {
		modes = o.Modes
		switch {
		case o.CandidateGUID == "":
			return []PortRow{base.refused("It can't be ordered: AXON gave no candidate GUID with it.")}
		case len(modes) == 0:
			return []PortRow{base.refused("It can't be ordered: AXON lists no port mode for it.")}
		}
	} else if len(o.SKUs) == 0 {
		base.Kind, base.Why = PortUnpriced, NoPrice+"AXON gives no price with it."
		return []PortRow{base}
	}
	var out []PortRow
	for _, mode := range modes {
		r := base
		r.Choice.Mode = mode
		r.Name = modeName(mode)
		if len(o.SKUs) == 0 {
			out = append(out, r)
		}
		for _, sku := range o.SKUs {
			r := r
			r.Choice.SKU, r.Choice.HasSKU = sku, true
			if r.Name == "" {
				r.Name = skuName(sku)
			}
			out = append(out, r)
		}
	}
	return out
}

func (r PortRow) refused(why string) PortRow {
	r.Kind, r.Why = PortUnorderable, why
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
	name := strings.TrimSpace(s.Code + "  " + s.Description)
	if s.Volume != "" && s.Volume != "0" {
		name += ", volume " + s.Volume
	}
	return name
}

// ClassSpeed is how fast ports of a class are, by the catalogue, in bits per second: AXON gives no speed with a port that is there. 0 where
// no offer tells, where offers differ, and for interconnects, whose speed is their mode's.
func ClassSpeed(offers []axon.Offer, class string) axon.BitRate {
	speed := axon.BitRate(0)
	for _, o := range offers {
		if o.Speed <= 0 || IsFabric(class) || !strings.EqualFold(o.Class, class) {
			continue
		}
		if speed != 0 && speed != o.Speed {
			return 0
		}
		speed = o.Speed
	}
	return speed
}

// PortGroup is a class's head line: "10GBASELR · 10 Gbps · LC SMF · up to 10 km".
func PortGroup(o axon.Offer, t axon.ResourceType, dot, trunk string) string {
	bits := []string{o.Class}
	if IsFabric(o.Class) {
		bits = []string{"Fabric interconnect " + axon.Facility(o.LocationID) + " " + trunk + " " + axon.Facility(o.NeighbourID)}
	}
	if o.Speed > 0 {
		bits = append(bits, o.Speed.String())
	}
	if plug := strings.TrimSpace(t.Connector + " " + t.Cable); plug != "" {
		bits = append(bits, plug)
	}
	if far := Reach(t.Distance); far != "" {
		bits = append(bits, far)
	}
	return strings.Join(bits, " "+dot+" ")
}

// Reach is how far a class of port goes: only the upper bound tells.
func Reach(r axon.Range) string {
	if r.Max == "" {
		return r.String()
	}
	return strings.TrimSpace("up to " + r.Max + " " + r.Unit)
}

// OwnRows are the ports that a company has, those at a location apart from the others. Removed ones are gone.
func OwnRows(list []axon.Resource, location string) (here, away []PortRow) {
	for _, res := range list {
		state, words := axon.PairState(res.Provisioned, res.Deprovisioned)
		if state == axon.StateRemoved {
			continue
		}
		r := PortRow{Kind: PortOwn, State: state, StateWords: words, Choice: PortChoice{Existing: &res}}
		r.Key = ChoiceKey(&r.Choice)
		r.Name = strings.TrimSpace(wire.Short(res.GUID) + "  " + res.Description + "  " + res.Class)
		if state == axon.StateRemoving {
			r.Why = "This port is " + words + ": no connection can start there."
		}
		if res.LocationID == location {
			r.Group = "Ports you have here"
			here = append(here, r)
			continue
		}
		r.Group = "Ports you have elsewhere"
		r.Name = fmt.Sprintf("%-4s", axon.Facility(res.LocationID)) + " " + r.Name
		away = append(away, r)
	}
	slices.SortStableFunc(away, func(a, b PortRow) int {
		return strings.Compare(a.Choice.Existing.LocationID, b.Choice.Existing.LocationID)
	})
	return here, away
}

// ChoiceKey tells choices apart; "" for none.
func ChoiceKey(c *PortChoice) string {
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

// PortOrder is what offers are sorted by.
type PortOrder int

// What offers are sorted by.
const (
	BySpeed PortOrder = iota
	ByPrice
	ByTerm
	PortOrders
)

func (o PortOrder) String() string { return [...]string{"speed", "price", "term"}[o] }

// SortPorts sorts offers in place; interconnects come after ports, for they lead to another facility.
func SortPorts(rows []PortRow, by PortOrder) {
	slices.SortStableFunc(rows, func(a, b PortRow) int {
		first := 0
		switch by {
		case ByPrice:
			first = cmp.Or(sameUnit(a, b), a.Quote.Monthly.Cmp(b.Quote.Monthly), a.Quote.Once.Cmp(b.Quote.Once))
		case ByTerm:
			first = cmp.Or(cmp.Compare(a.Choice.SKU.Term, b.Choice.SKU.Term), a.Quote.Monthly.Cmp(b.Quote.Monthly))
		}
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), first, cmp.Compare(a.Choice.Offer.Speed, b.Choice.Offer.Speed),
			strings.Compare(a.Group, b.Group), cmp.Compare(a.Choice.Mode.Speed, b.Choice.Mode.Speed),
			cmp.Compare(a.Choice.SKU.Term, b.Choice.SKU.Term))
	})
}

// sameUnit puts prices by the month first, then unit prices of utility billing, whose period isn't known
// to be a month, then rows without a price.
func sameUnit(a, b PortRow) int {
	rank := func(r PortRow) int {
		switch {
		case !r.Choice.HasSKU:
			return 2
		case r.Quote.Utility:
			return 1
		}
		return 0
	}
	return cmp.Compare(rank(a), rank(b))
}

// Speed is how fast a port is, in words; "" where nothing tells.
func (p PortChoice) Speed() string {
	if p.Mode.Speed > 0 {
		return p.Mode.Speed.String()
	}
	if p.Offer.Speed > 0 {
		return p.Offer.Speed.String()
	}
	return ""
}
