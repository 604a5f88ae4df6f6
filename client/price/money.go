// Package price turns what the API or a price book says into exact sums: decimal money, the price of a
// SKU, the price of a provider chain, and which candidates have no price at all.
//
// No float is anywhere in it, and no currency is ever guessed: the API names none.
package price

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an exact, never negative amount. The zero value is 0. It carries no currency: Quote does.
type Money struct{ d decimal.Decimal }

// plain and grouped are the only spellings taken. Groups need their cents: "1,234" alone means 1.234 to
// half of the world.
var (
	plain   = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,8})?$`)
	grouped = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3}){1,3}\.[0-9]{2,8}$`)
)

// Parse reads a decimal such as "1234.50" or "1,234.50". Anything else ("", "POA", "xxx.00", "NaN",
// "1e9", a negative amount, more than 12 digits before the point or 8 after it) is an error whose
// sentence fits behind the name of what was read.
func Parse(s string) (Money, error) {
	switch {
	case s == "":
		return Money{}, fmt.Errorf("no amount is given: a decimal number such as 1234.50 is needed")
	case strings.HasPrefix(s, "-") && plain.MatchString(s[1:]):
		return Money{}, fmt.Errorf("%s is negative: a fee is 0 or more", s)
	case !plain.MatchString(s) && !grouped.MatchString(s):
		return Money{}, fmt.Errorf("%q is not an amount: a decimal number such as 1234.50 is needed", clip(s))
	}
	d, err := decimal.NewFromString(strings.ReplaceAll(s, ",", ""))
	if err != nil {
		return Money{}, fmt.Errorf("%q is not an amount: a decimal number such as 1234.50 is needed", clip(s))
	}
	return Money{d}, nil
}

// String shows two decimals in groups of three, "1,234.50". An amount finer than a cent keeps all its
// digits, for a rounded price would be a wrong one.
func (m Money) String() string {
	s := m.d.StringFixed(2)
	if !m.d.Equal(m.d.Truncate(2)) {
		s = m.d.String()
	}
	whole, cents, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String() + "." + cents
}

// Add returns the sum.
func (m Money) Add(o Money) Money { return Money{m.d.Add(o.d)} }

// Times returns n times the amount; n is a count of months, 0 or more.
func (m Money) Times(n int) Money { return Money{m.d.Mul(decimal.NewFromInt(int64(max(n, 0))))} }

// MarshalText writes the exact amount, "1234.5": what is kept of a price is no rounded one.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.d.String()), nil }

// kept is what MarshalText writes: a sum may be longer than any one price that Parse takes.
var kept = regexp.MustCompile(`^[0-9]{1,30}(\.[0-9]{1,20})?$`)

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (m *Money) UnmarshalText(text []byte) error {
	if !kept.Match(text) {
		return fmt.Errorf("%q is not an amount that was kept", clip(string(text)))
	}
	d, err := decimal.NewFromString(string(text))
	if err != nil {
		return fmt.Errorf("%q is not an amount that was kept: %w", clip(string(text)), err)
	}
	*m = Money{d}
	return nil
}

// Cmp is -1, 0 or 1 as m is less than, equal to or more than o.
func (m Money) Cmp(o Money) int { return m.d.Cmp(o.d) }

// IsZero tells whether the amount is 0.
func (m Money) IsZero() bool { return m.d.IsZero() }

// Change tells how o differs from m with its sign in front: "+12.00", "−5.50", or "" when they're equal.
func (m Money) Change(o Money) string {
	switch d := o.d.Sub(m.d); d.Sign() {
	case 1:
		return "+" + Money{d}.String()
	case -1:
		return "−" + Money{d.Neg()}.String()
	default:
		return ""
	}
}

// clip keeps a sentence short whatever came from the wire.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
