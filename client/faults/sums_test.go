package faults

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"axdesk/client/order"
	"axdesk/client/sandbox"
)

// deed is one thing that the sandbox has sold.
type deed struct {
	guid, unitPrice string // the price as far as the ledger tells it
	term            int64
}

func deeds(l sandbox.Ledger, ref string, kind order.Kind) (list []deed) {
	if kind == order.KindPort {
		for _, r := range l.Resources {
			if r.Ordered && strings.Contains(r.Description, ref) {
				list = append(list, deed{guid: r.GUID, term: r.Term})
			}
		}
		return list
	}
	for _, s := range l.Services {
		if text, ok := s.Options["description"].(string); ok && s.Ordered && strings.Contains(text, ref) {
			list = append(list, deed{guid: s.ID, unitPrice: s.UnitPrice})
		}
	}
	return list
}

var priceWords = regexp.MustCompile(`^([0-9,.]+) once, ([0-9,.]+) (a month|utility billing.*)$`)

// wrongSums holds each price in the journal against the decimal text of the catalogue, and that of the ledger. Rationals are
// the referee: our own decimals stay out of it.
func wrongSums(b purchase, o *order.Order, d deed) (wrong []string) {
	for _, e := range o.Timeline {
		m := priceWords.FindStringSubmatch(e.Price)
		if m == nil {
			wrong = append(wrong, fmt.Sprintf("%s, %s: the price %q can't be read", o.Ref, e.State, e.Price))
			continue
		}
		once, monthly := amount(m[1]), amount(m[2])
		if !same(once, amount(b.once)) || !same(monthly, amount(b.monthly)) {
			wrong = append(wrong, fmt.Sprintf("%s, %s: %q, where the catalogue has %s and %s", o.Ref, e.State, e.Price, b.once, b.monthly))
		}
		if d.unitPrice != "" && !same(monthly, amount(d.unitPrice)) {
			wrong = append(wrong, fmt.Sprintf("%s, %s: %q, where the ledger has %s", o.Ref, e.State, e.Price, d.unitPrice))
		}
	}
	var sent struct {
		Term int64 `json:"contract_term"`
	}
	if err := json.Unmarshal(b.Body, &sent); err != nil || sent.Term != d.term {
		wrong = append(wrong, fmt.Sprintf("%s: a term of %d months was confirmed, and %d sold (%v)", o.Ref, sent.Term, d.term, err))
	}
	return wrong
}

func amount(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(text, ",", ""))
	if !ok {
		return nil
	}
	return r
}

func same(a, b *big.Rat) bool { return a != nil && b != nil && a.Cmp(b) == 0 }
