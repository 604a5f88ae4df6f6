package price

import (
	"fmt"

	"axdesk/client/axon"
)

// Where a price came from, as Quote.Source says it.
const (
	FromAPI  = "API"
	FromBook = "price book"
)

// longestTerm bounds contract terms in months; a longer one is garbage, not an offer.
const longestTerm = 600

// Quote is what one purchase costs.
type Quote struct {
	Once     Money  // paid at the start
	Monthly  Money  // a month; under utility billing the unit price, whose period the API doesn't state
	Term     int    // months; 0 is utility billing
	Utility  bool   // Term is 0
	Volume   string // as the API gave it, without a unit; "" when the price doesn't depend on it
	Source   string // FromAPI or FromBook
	Currency string // "" unless the price book names one: the API never does
	Lines    []Line // what the sums are made of
}

// Line is one priced item of a Quote.
type Line struct {
	What          string
	Once, Monthly Money
}

// ForTerm is everything that the term commits to: once, and monthly for each month. It is false under
// utility billing, where there is no term to multiply by.
func (q Quote) ForTerm() (Money, bool) {
	if q.Utility || q.Term < 1 {
		return Money{}, false
	}
	return q.Once.Add(q.Monthly.Times(q.Term)), true
}

// Period says in words what Monthly is paid for.
func (q Quote) Period() string {
	switch {
	case !q.Utility:
		return "a month"
	case q.Source == FromBook:
		return "a month while it runs: utility billing, no term"
	default:
		return "utility billing: period not stated by the API"
	}
}

// OfSKU prices an offer of the API by itself. The error's sentence names the SKU and what is wrong with it.
func OfSKU(s axon.SKU) (Quote, error) {
	name := s.Code
	if name == "" {
		name = "the offer"
	}
	once, err := Parse(s.InstallFee)
	if err != nil {
		return Quote{}, fmt.Errorf("%s has no usable install fee: %w", clip(name), err)
	}
	monthly, err := Parse(s.UnitPrice)
	if err != nil {
		return Quote{}, fmt.Errorf("%s has no usable unit price: %w", clip(name), err)
	}
	what := s.Description
	if what == "" {
		what = name
	}
	q := Quote{Source: FromAPI, Lines: []Line{{What: what, Once: once, Monthly: monthly}}}
	return q.finish(s)
}

// finish adds up the lines and takes the term and the volume of the offer.
func (q Quote) finish(s axon.SKU) (Quote, error) {
	if s.Term < 0 || s.Term > longestTerm {
		return Quote{}, fmt.Errorf("%s has a contract term of %d months, which can't be: 0 to %d are expected", clip(s.Code), s.Term, longestTerm)
	}
	q.Term, q.Utility, q.Volume = s.Term, s.Term == 0, volumeOf(s)
	for _, l := range q.Lines {
		q.Once, q.Monthly = q.Once.Add(l.Once), q.Monthly.Add(l.Monthly)
	}
	return q, nil
}

// volumeOf is "" when the price doesn't depend on volume: the API says 0 then.
func volumeOf(s axon.SKU) string {
	if s.Volume == "0" {
		return ""
	}
	return s.Volume
}

// Total is several purchases together. Utility prices stand apart from Monthly, because their period is
// not known to be a month.
type Total struct {
	Once      Money
	Monthly   Money // of the quotes with a term
	Utility   Money // unit prices of the quotes without one
	HasUsage  bool  // some quote is utility billing
	Committed Money // what the terms commit to, and every fee paid once
	Currency  string
}

// Sum adds quotes up. Quotes in different currencies can't be added: that is an error.
func Sum(quotes ...Quote) (Total, error) {
	var t Total
	for _, q := range quotes {
		if q.Currency != "" && t.Currency != "" && q.Currency != t.Currency {
			return Total{}, fmt.Errorf("prices in %s and %s can't be added: set one currency in the price book", t.Currency, q.Currency)
		}
		if q.Currency != "" {
			t.Currency = q.Currency
		}
		t.Once = t.Once.Add(q.Once)
		if all, ok := q.ForTerm(); ok {
			t.Monthly, t.Committed = t.Monthly.Add(q.Monthly), t.Committed.Add(all)
			continue
		}
		t.Utility, t.HasUsage, t.Committed = t.Utility.Add(q.Monthly), true, t.Committed.Add(q.Once)
	}
	return t, nil
}
