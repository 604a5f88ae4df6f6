package price

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"axdesk/client/axon"
	"axdesk/client/ownfile"
)

// maxBook bounds a price book file in bytes: thousands of providers fit.
const maxBook = 1 << 20

// Book is a price book: the fees of every provider that may stand in a chain. docs/pricebook.md has its format.
type Book struct {
	currency  string
	providers map[string]entry
}

// bookFile and entry are the file's shape; a fee that is absent stays nil, which is not the same as 0.
type bookFile struct {
	Currency string           `toml:"currency"`
	Provider map[string]entry `toml:"provider"`
}

type entry struct {
	fees
	At map[string]fees `toml:"at"`
}

type fees struct {
	Install *fee `toml:"install"`
	Monthly *fee `toml:"monthly"`
}

// fee reads a TOML string or number from its text, so that 0.1 never passes through a float.
type fee struct{ Money }

// UnmarshalText reads the value as it stands in the file.
func (f *fee) UnmarshalText(text []byte) error {
	m, err := Parse(string(text))
	f.Money = m
	return err
}

// Unpriced is why a chain has no price. The whole candidate is discarded then: the AXON document says that
// "if items in the provider chain cannot be priced the entire candidate service should be discarded".
type Unpriced struct {
	Provider string // "" when the chain as a whole is at fault
	Why      string // a sentence
}

// Error is the sentence.
func (u *Unpriced) Error() string { return u.Why }

// ReadBook reads a price book of at most 1 MiB. Unknown keys, fees that aren't decimals and an odd
// currency are refused with a sentence that names the line.
func ReadBook(r io.Reader) (*Book, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBook+1))
	if err != nil {
		return nil, fmt.Errorf("the price book can't be read: %w", err)
	}
	if len(data) > maxBook {
		return nil, fmt.Errorf("the price book is larger than %d KiB: this can't be the right file", maxBook>>10)
	}
	var f bookFile
	if err := toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(&f); err != nil {
		return nil, bookError(err)
	}
	if len(f.Provider) == 0 {
		return nil, errors.New("the price book prices nothing: add a table such as [provider.fabric] with install and monthly")
	}
	if !validCurrency(f.Currency) {
		return nil, fmt.Errorf("the price book's currency %q isn't one: use up to 8 letters or a sign, such as AUD or $", clip(f.Currency))
	}
	return &Book{currency: f.Currency, providers: f.Provider}, nil
}

// bookError makes a sentence of what the TOML reader found.
func bookError(err error) error {
	switch m := ownfile.Find(err); {
	case m.Unknown:
		return fmt.Errorf("the price book has a key that isn't known, %q in line %d: known are currency, and for each provider install, monthly and at", clip(m.Key), m.Line)
	case m.Line > 0:
		return fmt.Errorf("the price book can't be used, line %d: %s", m.Line, m.Why)
	default:
		return fmt.Errorf("the price book can't be used: %s", m.Why)
	}
}

// validCurrency takes "", a code or a sign; whatever it takes can be drawn beside an amount.
func validCurrency(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Sc, r) {
			return false
		}
	}
	return len([]rune(s)) <= 8
}

// Currency is what the book's amounts are in; "" when it doesn't say.
func (b *Book) Currency() string { return b.currency }

// Chain prices every hop of a candidate. An item without a price makes it *Unpriced, and the whole
// candidate is to be discarded.
func (b *Book) Chain(c axon.Candidate) (Quote, error) {
	if len(c.Chain) == 0 {
		return Quote{}, &Unpriced{Why: "The API gave no provider chain, so the price book has nothing to price."}
	}
	q := Quote{Source: FromBook, Currency: b.currency}
	for _, hop := range c.Chain {
		line, err := b.hop(hop)
		if err != nil {
			return Quote{}, err
		}
		q.Lines = append(q.Lines, line)
	}
	q, err := q.finish(c.SKU)
	if err != nil {
		return Quote{}, &Unpriced{Why: sentence(err)}
	}
	return q, nil
}

// hop prices one provider where it stands; a fee of the location comes before the provider's own.
func (b *Book) hop(h axon.Hop) (Line, error) {
	e, known := b.providers[h.Provider]
	if !known {
		return Line{}, &Unpriced{h.Provider, fmt.Sprintf("The price book has no provider %q.", clip(h.Provider))}
	}
	f, at := e.fees, e.At[h.LocationID]
	if at.Install != nil {
		f.Install = at.Install
	}
	if at.Monthly != nil {
		f.Monthly = at.Monthly
	}
	what := h.Provider + " at " + h.LocationID
	switch {
	case f.Install == nil:
		return Line{}, &Unpriced{h.Provider, fmt.Sprintf("The price book has no install fee for %s.", clip(what))}
	case f.Monthly == nil:
		return Line{}, &Unpriced{h.Provider, fmt.Sprintf("The price book has no monthly fee for %s.", clip(what))}
	}
	return Line{What: what, Once: f.Install.Money, Monthly: f.Monthly.Money}, nil
}

// sentence gives an error's text a capital and a full stop, to stand alone on a screen.
func sentence(err error) string {
	s := err.Error()
	if s == "" {
		return s
	}
	r := []rune(s)
	return string(unicode.ToUpper(r[0])) + strings.TrimSuffix(string(r[1:]), ".") + "."
}
