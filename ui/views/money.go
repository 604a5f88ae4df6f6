package views

import (
	"strconv"
	"strings"

	"axdesk/client/price"
	"axdesk/ui/parts"
)

// MoneyLine is the line that says what the order costs and who pays, from the first priced step to the last;
// "" before. Where w is too narrow for all of it the payer gives way, who stands in the top line too.
func MoneyLine(d *Desk, w int) string {
	text, payer := d.moneyWords()
	if text == "" || payer == "" {
		return ""
	}
	billed := d.Theme.Dim.Render("  billed to ")
	if whole := text + billed + payer; parts.Width(whole) <= w {
		return whole
	}
	payer = parts.Cut(payer, leastPayer, d.Theme.Glyphs.More)
	if room := w - parts.Width(billed+payer); room >= leastPrice {
		return cutWords(text, room, d.Theme.Glyphs.More) + billed + payer
	}
	return parts.Cut(text, w, d.Theme.Glyphs.More)
}

const (
	// leastPayer is what a payer's name keeps of the line where the price is long, and leastPrice what a price needs to say
	// anything: where both don't fit, the price goes first.
	leastPayer = 24
	leastPrice = 24
)

// cutWords cuts a text between two words: half a number would be another one.
func cutWords(text string, w int, more string) string {
	text = plain(text)
	if parts.Width(text) <= w {
		return text
	}
	text = parts.Cut(text, max(0, w-parts.Width(more)-1), "")
	return text[:max(0, strings.LastIndex(text, " "))] + " " + more
}

func (d *Desk) moneyWords() (text, payer string) {
	w, th := d.Walk, d.Theme
	if w.Port != nil && w.Port.Existing == nil {
		if q, err := w.PortQuote(); err == nil {
			text = "port " + d.quoteWords(q)
		}
	}
	if w.Candidate != nil {
		if q, err := w.ServiceQuote(); err == nil {
			if text != "" {
				text += th.Dim.Render(" + ")
			}
			text += "connection " + d.quoteWords(q)
		}
	}
	if w.Company != nil {
		payer = w.Company.Name
	}
	return text, payer
}

// quoteWords is a price in a few words: "1,250.00 once + 350.00 a month".
func (d *Desk) quoteWords(q price.Quote) string { return q.Short(d.Currency) }

// priceFacts are a quote's sums, line by line.
func (d *Desk) priceFacts(q price.Quote) []parts.Fact {
	th := d.Theme
	period := "unit price, " + q.Period()
	if !q.Utility {
		period = "a month, for a term of " + parts.Plural(q.Term, "month", "months")
	}
	facts := []parts.Fact{
		{Name: "Once", Value: d.money(q.Once, q)},
		{Name: "Then", Value: d.money(q.Monthly, q) + "  " + th.Dim.Render(period)},
	}
	if all, ok := q.ForTerm(); ok && q.Term > 1 {
		facts = append(facts, parts.Fact{
			Name:  "Whole term",
			Value: th.Bold.Render(d.money(all, q)) + "  " + th.Dim.Render("once, and "+strconv.Itoa(q.Term)+" times the month"),
		})
	}
	if q.Volume != "" {
		facts = append(facts, parts.Fact{Name: "Volume", Value: q.Volume + "  " + th.Dim.Render("as the API gives it, without a unit")})
	}
	if d.currency(q) == "" {
		facts = append(facts, parts.Fact{Name: "Amounts", Value: th.Dim.Render("as AXON gives them: it names neither a currency nor a tax")})
	}
	if q.Source == price.FromBook {
		facts = append(facts, parts.Fact{Name: "Priced by", Value: "your price book, not the API"})
	}
	return facts
}
