package price

import (
	"strconv"
	"strings"
)

// TermWords is a contract term, which the API gives in months and 0 for utility billing.
func TermWords(months int) string {
	if months == 0 {
		return "utility, by use"
	}
	return TermCell(months)
}

// TermCell is TermWords for a column.
func TermCell(months int) string {
	switch months {
	case 0:
		return "utility"
	case 1:
		return "monthly"
	}
	return strconv.Itoa(months) + " months"
}

// ForMonths is what a number of months costs with everything paid once. It is false where the period of
// the unit price isn't stated: that is utility billing by the API's own price.
func (q Quote) ForMonths(months int) (Money, bool) {
	if q.Utility && q.Source != FromBook {
		return Money{}, false
	}
	return q.Once.Add(q.Monthly.Times(months)), true
}

// CurrencyOr is what a quote's amounts are in; "" unless the price book or the user, who set one, names it.
func (q Quote) CurrencyOr(set string) string {
	if q.Currency != "" {
		return q.Currency
	}
	return set
}

// Amount is an amount with its currency, for sentences; columns name the currency in their head.
func (q Quote) Amount(m Money, set string) string {
	return strings.TrimSpace(m.String() + " " + q.CurrencyOr(set))
}

// Words is a price as a sentence's part: what once, what for which period, and whose price it is.
func (q Quote) Words(set string) string {
	s := q.Amount(q.Once, set) + " once, " + q.Amount(q.Monthly, set) + " "
	if q.Utility {
		s += "unit price"
		if q.Source == FromBook {
			s += " a month while it runs"
		} else {
			s += ", utility billing: its period is not stated"
		}
	} else {
		s += "a month"
		if all, ok := q.ForTerm(); ok && q.Term > 1 {
			s += " for " + TermWords(q.Term) + ", " + q.Amount(all, set) + " in all"
		}
	}
	if q.Source == FromBook {
		return s + "; by the price book"
	}
	return s + "; by the API"
}

// Short is a price in a few words: "1,250.00 once + 350.00 a month".
func (q Quote) Short(set string) string {
	s := q.Amount(q.Monthly, set) + " a month"
	if q.Utility {
		s = q.Amount(q.Monthly, set) + " by use"
	}
	if !q.Once.IsZero() {
		s = q.Amount(q.Once, set) + " once + " + s
	}
	return s
}
