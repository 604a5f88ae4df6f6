package price

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"axdesk/client/axon"
)

// Priced is a candidate that can be bought.
type Priced struct {
	axon.Candidate
	Quote Quote
}

// Discarded is a candidate that can't be priced, and a sentence that says why.
type Discarded struct {
	axon.Candidate
	Why string
}

// Orderable is Candidates of those that can be ordered: one without a GUID can't, whatever it costs, and is discarded first.
func Orderable(list []axon.Candidate, b *Book) (priced []Priced, discarded []Discarded) {
	usable := make([]axon.Candidate, 0, len(list))
	for _, c := range list {
		if c.GUID == "" {
			discarded = append(discarded, Discarded{c, "The API gave it no GUID, so it can't be ordered."})
			continue
		}
		usable = append(usable, c)
	}
	priced, unpriced := Candidates(usable, b)
	return priced, append(discarded, unpriced...)
}

// Candidates prices a list in its order: by the book when there is one, otherwise by each candidate's SKU.
func Candidates(list []axon.Candidate, b *Book) (priced []Priced, discarded []Discarded) {
	for _, c := range list {
		q, err := Of(c, b)
		if err == nil {
			priced = append(priced, Priced{c, q})
			continue
		}
		why := sentence(err)
		if u := (*Unpriced)(nil); errors.As(err, &u) {
			why = u.Why
		}
		discarded = append(discarded, Discarded{c, why})
	}
	return priced, discarded
}

// Of prices one candidate: by the book when there is one, otherwise by its SKU.
func Of(c axon.Candidate, b *Book) (Quote, error) {
	if b != nil {
		return b.Chain(c)
	}
	return OfSKU(c.SKU)
}

// Cheaper compares by what is paid again and again, then by what is paid once.
func Cheaper(a, b Priced) int {
	return cmp.Or(a.Quote.Monthly.Cmp(b.Quote.Monthly), a.Quote.Once.Cmp(b.Quote.Once), cmp.Compare(a.Quote.Term, b.Quote.Term))
}

// Path identifies the way a candidate takes and the terms it comes on: all but volume, price and GUID. Two
// discoveries of the same resource give the same path under another GUID.
func Path(c axon.Candidate) string {
	parts := []string{c.ServiceType, c.LocationID, strconv.Itoa(c.DiversityIndex), c.SKU.Code, strconv.Itoa(c.SKU.Term)}
	for _, h := range c.Chain {
		parts = append(parts, h.Provider, h.LocationID)
	}
	// Quoted, so that no name that holds the separator can make two paths look like one.
	for i, p := range parts {
		parts[i] = strconv.Quote(p)
	}
	return strings.Join(parts, " ")
}

// Tiers is one path at its several volumes, the smallest first.
type Tiers []Priced

// Volumes groups candidates that differ by volume only, in the order in which each path first comes.
func Volumes(list []Priced) []Tiers {
	var groups []Tiers
	at := map[string]int{}
	for _, p := range list {
		key := Path(p.Candidate)
		i, seen := at[key]
		if !seen {
			i = len(groups)
			at[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	for _, g := range groups {
		slices.SortStableFunc(g, byVolume)
	}
	return groups
}

// byVolume orders volumes that are numbers by size and before all others, which stay in order of their text.
func byVolume(a, b Priced) int {
	x, xErr := Parse(a.SKU.Volume)
	y, yErr := Parse(b.SKU.Volume)
	switch {
	case xErr == nil && yErr == nil:
		return x.Cmp(y)
	case xErr == nil:
		return -1
	case yErr == nil:
		return 1
	}
	return cmp.Compare(a.SKU.Volume, b.SKU.Volume)
}
