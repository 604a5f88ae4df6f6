package order

import (
	"slices"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/wire"
)

// Tier is one bandwidth that may be chosen.
type Tier struct {
	Speed axon.BitRate
	// Other is the same path priced for a volume that reads like this speed, where the chosen candidate is
	// priced for another one; nil else.
	Other  *price.Priced
	Change string // of the unit price with Other: "+50.00"
}

// maxLimits bounds how many providers of a chain are named; real ones have three to five.
const maxLimits = 24

// Tiers makes the tiers of a candidate, with what the other volumes of its path cost.
func Tiers(l axon.Limits, chosen price.Priced, all []axon.Candidate, book *price.Book) []Tier {
	out := make([]Tier, 0, len(l.Bandwidths))
	for _, speed := range l.Bandwidths {
		if speed > 0 {
			out = append(out, Tier{Speed: speed})
		}
	}
	same := SamePath(chosen, all, book)
	scale, ok := volumeScale(same, l.Bandwidths)
	if !ok {
		return out
	}
	for i := range out {
		for _, p := range same {
			if v, isNumber := volumeSpeed(p, scale); isNumber && v == out[i].Speed && p.GUID != chosen.GUID && p.Quote.Volume != chosen.Quote.Volume {
				out[i].Other, out[i].Change = &p, chosen.Quote.Monthly.Change(p.Quote.Monthly)
			}
		}
	}
	return out
}

// SamePath are the priced candidates of one path, the smallest volume first; nil when it has one volume only.
func SamePath(chosen price.Priced, all []axon.Candidate, book *price.Book) price.Tiers {
	path := price.Path(chosen.Candidate)
	var list []axon.Candidate
	for _, c := range all {
		// The cheap comparisons come first: a discovery may have thousands of candidates.
		near := c.ServiceType == chosen.ServiceType && c.LocationID == chosen.LocationID && c.SKU.Code == chosen.SKU.Code
		if near && c.GUID != "" && price.Path(c) == path {
			list = append(list, c)
		}
	}
	priced, _ := price.Candidates(list, book)
	groups := price.Volumes(priced)
	if len(groups) != 1 || len(groups[0]) < 2 {
		return nil
	}
	return groups[0]
}

// volumeScale guesses what a volume counts, since the API names no unit: bits, kilobits, megabits or gigabits
// a second, whichever makes volumes the very tiers that are allowed. Where two would, or none, nothing is
// claimed.
func volumeScale(same price.Tiers, allowed []axon.BitRate) (axon.BitRate, bool) {
	isTier := map[axon.BitRate]bool{}
	for _, b := range allowed {
		isTier[b] = true
	}
	var scale axon.BitRate
	found := 0
	for _, s := range []axon.BitRate{1, 1e3, 1e6, 1e9} {
		for _, p := range same {
			if v, ok := volumeSpeed(p, s); ok && isTier[v] {
				scale = s
				found++
				break
			}
		}
	}
	return scale, found == 1
}

// volumeSpeed reads a whole-numbered volume as a speed.
func volumeSpeed(p price.Priced, scale axon.BitRate) (axon.BitRate, bool) {
	n, err := strconv.ParseInt(p.Quote.Volume, 10, 64)
	if err != nil || n < 1 || n > 1e15/int64(scale) {
		return 0, false
	}
	return axon.BitRate(n) * scale, true
}

// PickTier reads what was typed. The sentence says what is wrong with it, or which tiers lie next to it.
func PickTier(tiers []Tier, text string) (Tier, string) {
	if strings.TrimSpace(text) == "" {
		return Tier{}, "Type a bandwidth, such as 200M, 1.5G or 200000000."
	}
	want, err := axon.ParseBitRate(text)
	if err != nil {
		return Tier{}, strings.TrimSuffix(wire.Clean(err.Error()), ".") + "."
	}
	var below, above *Tier
	for i := range tiers {
		switch t := &tiers[i]; {
		case t.Speed == want:
			return *t, ""
		case t.Speed < want && (below == nil || t.Speed > below.Speed):
			below = t
		case t.Speed > want && (above == nil || t.Speed < above.Speed):
			above = t
		}
	}
	if meant := want * 1e6; want < 1e6 && bare(text) && slices.ContainsFunc(tiers, func(t Tier) bool { return t.Speed == meant }) {
		number := strings.TrimSpace(text)
		return Tier{}, number + " is " + want.String() + ". Did you mean " + number + "M?"
	}
	no := want.String() + " isn't allowed on this path: "
	switch {
	case below == nil && above == nil:
		return Tier{}, no + "no bandwidth is."
	case below == nil:
		return Tier{}, no + "the lowest is " + above.Speed.String() + "."
	case above == nil:
		return Tier{}, no + "the highest is " + below.Speed.String() + "."
	}
	return Tier{}, no + "next to it are " + below.Speed.String() + " and " + above.Speed.String() + "."
}

// bare tells a number without a unit, which counts bit/s.
func bare(text string) bool { return strings.Trim(text, " 0123456789.") == "" }

// Limiting names the providers with the lowest maximum, which is the one that bounds the path.
func Limiting(l axon.Limits) (names []string, maximum axon.BitRate) {
	for _, p := range l.Providers {
		switch {
		case p.Maximum < 1:
		case maximum == 0 || p.Maximum < maximum:
			names, maximum = []string{p.Provider}, p.Maximum
		case p.Maximum == maximum:
			names = append(names, p.Provider)
		}
	}
	return names, maximum
}

// LimitWords says who sets the limit, and how it stands to the highest tier.
func LimitWords(l axon.Limits) string {
	names, maximum := Limiting(l)
	if len(names) == 0 {
		return "no provider on the path states a maximum; only the tiers listed are accepted"
	}
	text := strings.Join(names[:min(len(names), 4)], " and ")
	if len(names) == 1 {
		text += " sets it"
	} else {
		text += " set it"
	}
	text += ": " + maximum.String() + " at most"
	if n := len(l.Bandwidths); n > 0 && l.Bandwidths[n-1] < maximum {
		text += ", yet " + l.Bandwidths[n-1].String() + " is the highest tier accepted on this path"
	}
	return text
}

// Maximums lists what every provider states.
func Maximums(l axon.Limits) string {
	if len(l.Providers) < 2 {
		return ""
	}
	var out []string
	for _, p := range l.Providers[:min(len(l.Providers), maxLimits)] {
		out = append(out, p.Provider+" "+p.Maximum.String())
	}
	return strings.Join(out, ", ")
}
