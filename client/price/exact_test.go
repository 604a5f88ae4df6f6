package price

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/axon"
)

// referee adds in rationals, from the text alone: our own decimals have no part in it.
type referee struct{ once, monthly, utility, committed big.Rat }

// counts one purchase of lines that are each "once monthly", over a term.
func (r *referee) counts(t *rapid.T, term int, fees ...string) (once, monthly *big.Rat) {
	once, monthly = new(big.Rat), new(big.Rat)
	for i, fee := range fees {
		x, ok := new(big.Rat).SetString(fee)
		if !ok {
			t.Fatalf("%q is no rational", fee)
		}
		sum := []*big.Rat{once, monthly}[i%2]
		sum.Add(sum, x)
	}
	r.once.Add(&r.once, once)
	r.committed.Add(&r.committed, once)
	if term == 0 {
		r.utility.Add(&r.utility, monthly)
		return once, monthly
	}
	r.monthly.Add(&r.monthly, monthly)
	r.committed.Add(&r.committed, new(big.Rat).Mul(monthly, big.NewRat(int64(term), 1)))
	return once, monthly
}

func is(m Money, want *big.Rat) bool { return m.d.Rat().Cmp(want) == 0 }

// mustBe holds a quote against the referee.
func mustBe(t *rapid.T, q Quote, term int, once, monthly *big.Rat) {
	all, ok := q.ForTerm()
	want := new(big.Rat).Add(once, new(big.Rat).Mul(monthly, big.NewRat(int64(term), 1)))
	if !is(q.Once, once) || !is(q.Monthly, monthly) || ok != (term > 0) || ok && !is(all, want) || q.Utility != (term == 0) {
		t.Fatalf("%+v, for the term %s %v; want %s once, %s monthly", q, all, ok, once, monthly)
	}
}

// TestTotalsAreExact takes ports as the API prices them and chains as a book does, in any mixture.
func TestTotalsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fee := rapid.StringMatching(`[0-9]{1,12}(\.[0-9]{1,8})?`)
		var r referee
		var quotes []Quote
		for range rapid.IntRange(0, 5).Draw(t, "purchases") {
			term := rapid.SampledFrom([]int{0, 1, 12, 24, 36, longestTerm}).Draw(t, "term")
			if rapid.Bool().Draw(t, "by the API") {
				install, unit := fee.Draw(t, "install"), fee.Draw(t, "unit")
				q, err := OfSKU(axon.SKU{Term: term, InstallFee: install, UnitPrice: unit})
				if err != nil {
					t.Fatal(err)
				}
				once, monthly := r.counts(t, term, install, unit)
				mustBe(t, q, term, once, monthly)
				quotes = append(quotes, q)
				continue
			}
			var text strings.Builder
			var fees []string
			c := axon.Candidate{SKU: axon.SKU{Term: term}}
			for hop := range rapid.IntRange(1, 6).Draw(t, "hops") {
				install, unit := fee.Draw(t, "install"), fee.Draw(t, "unit")
				fees = append(fees, install, unit)
				fmt.Fprintf(&text, "[provider.p%d]\ninstall = %q\nmonthly = %q\n", hop, install, unit)
				c.Chain = append(c.Chain, axon.Hop{Provider: fmt.Sprintf("p%d", hop), LocationID: "AU-NXT-S1"})
			}
			b, err := ReadBook(strings.NewReader(text.String()))
			if err != nil {
				t.Fatal(err)
			}
			q, err := b.Chain(c)
			if err != nil {
				t.Fatal(err)
			}
			once, monthly := r.counts(t, term, fees...)
			mustBe(t, q, term, once, monthly)
			quotes = append(quotes, q)
		}
		got, err := Sum(quotes...)
		if err != nil || !is(got.Once, &r.once) || !is(got.Monthly, &r.monthly) || !is(got.Utility, &r.utility) || !is(got.Committed, &r.committed) {
			t.Fatalf("%+v, %v; want %s once, %s monthly, %s by use, %s committed", got, err,
				r.once.FloatString(8), r.monthly.FloatString(8), r.utility.FloatString(8), r.committed.FloatString(8))
		}
	})
}
