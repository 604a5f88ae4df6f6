package order

import (
	"axdesk/client/price"
)

// PortQuote is what the port costs that is to be bought. An existing port costs nothing more: the quote is
// empty. The error is a sentence.
func (w *Walk) PortQuote() (price.Quote, error) {
	switch p := w.Port; {
	case p == nil:
		return price.Quote{}, says("No port is chosen yet, so there is no price for it.")
	case p.Existing != nil:
		return price.Quote{}, nil
	case !p.HasSKU:
		return price.Quote{}, says("The API gives no price for %s at %s: ask NEXTDC for it before ordering.", choiceName(*p), p.Offer.LocationID)
	default:
		return price.OfSKU(p.SKU)
	}
}

// ServiceQuote is what the connection costs. The error is a sentence.
func (w *Walk) ServiceQuote() (price.Quote, error) {
	if w.Candidate == nil {
		return price.Quote{}, says("No candidate is chosen yet, so there is no price for the connection.")
	}
	return w.Candidate.Quote, nil
}

// Total is what this walk orders in all, as far as it is chosen: the port unless it existed before, and the
// connection. The error is a sentence, and says that a part of the sum isn't known.
func (w *Walk) Total() (price.Total, error) {
	var quotes []price.Quote
	if w.Port != nil && w.Port.Existing == nil {
		q, err := w.PortQuote()
		if err != nil {
			return price.Total{}, err
		}
		quotes = append(quotes, q)
	}
	if w.Candidate != nil {
		quotes = append(quotes, w.Candidate.Quote)
	}
	return price.Sum(quotes...)
}

// Quote is the price of what is bought.
func (w *Walk) Quote(kind Kind) (price.Quote, error) {
	if kind == KindPort {
		return w.PortQuote()
	}
	return w.ServiceQuote()
}
