package views

import (
	"slices"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/ui/parts"
)

// tier is one bandwidth that may be chosen.
type tier struct {
	speed axon.BitRate
	// other is the same path priced for a volume that reads like this speed, where the chosen candidate is
	// priced for another one; nil else.
	other  *price.Priced
	change string // of the unit price with other: "+50.00"
}

// otherVolume is the question which price a tier is to be taken at.
type otherVolume struct {
	tier tier
	keep bool // stay with the candidate that was chosen
}

// tiersOf makes the tiers of a candidate, with what the other volumes of its path cost.
func tiersOf(l axon.Limits, chosen price.Priced, all []axon.Candidate, book *price.Book) []tier {
	out := make([]tier, 0, len(l.Bandwidths))
	for _, speed := range l.Bandwidths {
		if speed > 0 {
			out = append(out, tier{speed: speed})
		}
	}
	same := samePath(chosen, all, book)
	scale, ok := volumeScale(same, l.Bandwidths)
	if !ok {
		return out
	}
	for i := range out {
		for _, p := range same {
			if v, isNumber := volumeSpeed(p, scale); isNumber && v == out[i].speed && p.GUID != chosen.GUID && p.Quote.Volume != chosen.Quote.Volume {
				out[i].other, out[i].change = &p, chosen.Quote.Monthly.Change(p.Quote.Monthly)
			}
		}
	}
	return out
}

// samePath are the priced candidates of one path, the smallest volume first; nil when it has one volume only.
func samePath(chosen price.Priced, all []axon.Candidate, book *price.Book) price.Tiers {
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

// pickTier reads what was typed. The sentence says what is wrong with it, or which tiers lie next to it.
func pickTier(tiers []tier, text string) (tier, string) {
	if strings.TrimSpace(text) == "" {
		return tier{}, "Type a bandwidth, such as 200M, 1.5G or 200000000."
	}
	want, err := axon.ParseBitRate(text)
	if err != nil {
		return tier{}, wordsOf(err)
	}
	var below, above *tier
	for i := range tiers {
		switch t := &tiers[i]; {
		case t.speed == want:
			return *t, ""
		case t.speed < want && (below == nil || t.speed > below.speed):
			below = t
		case t.speed > want && (above == nil || t.speed < above.speed):
			above = t
		}
	}
	if meant := want * 1e6; want < 1e6 && bare(text) && slices.ContainsFunc(tiers, func(t tier) bool { return t.speed == meant }) {
		number := strings.TrimSpace(text)
		return tier{}, number + " is " + want.String() + ". Did you mean " + number + "M?"
	}
	no := want.String() + " isn't allowed on this path: "
	switch {
	case below == nil && above == nil:
		return tier{}, no + "no bandwidth is."
	case below == nil:
		return tier{}, no + "the lowest is " + above.speed.String() + "."
	case above == nil:
		return tier{}, no + "the highest is " + below.speed.String() + "."
	}
	return tier{}, no + "next to it are " + below.speed.String() + " and " + above.speed.String() + "."
}

// bare tells a number without a unit, which counts bit/s.
func bare(text string) bool { return strings.Trim(text, " 0123456789.") == "" }

// wordsOf is an error of our own as a sentence.
func wordsOf(err error) string { return strings.TrimSuffix(sentence(err), ".") + "." }

func bits(b axon.BitRate) string { return strconv.FormatInt(int64(b), 10) }

// limiting names the providers with the lowest maximum, which is the one that bounds the path.
func limiting(l axon.Limits) (names []string, maximum axon.BitRate) {
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

// limitWords says who sets the limit, and how it stands to the highest tier.
func limitWords(l axon.Limits) string {
	names, maximum := limiting(l)
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

// maximums lists what every provider states.
func maximums(l axon.Limits) string {
	if len(l.Providers) < 2 {
		return ""
	}
	var out []string
	for _, p := range l.Providers[:min(len(l.Providers), maxHops)] {
		out = append(out, p.Provider+" "+p.Maximum.String())
	}
	return strings.Join(out, ", ")
}

// bar is a speed's share of the highest tier.
func bar(speed, top axon.BitRate, w int, full, empty string) string {
	if w < 1 || top < 1 {
		return ""
	}
	n := int(float64(speed)/float64(top)*float64(w) + 0.5)
	n = max(1, min(w, n))
	return strings.Repeat(full, n) + strings.Repeat(empty, w-n)
}

// tierWidth is the column of the speeds.
func tierWidth(tiers []tier) int {
	w := 8
	for _, t := range tiers {
		w = max(w, parts.Width(t.speed.String()))
	}
	return w
}
