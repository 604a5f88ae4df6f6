package views

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// offerRow is a candidate that can be ordered, with all the texts of its row.
type offerRow struct {
	price.Priced
	// key is the path and its volume: another discovery gives the same one under another GUID, so that the
	// highlight and the marks stay where they were.
	key                         string
	place, volume, once, amount string
	text                        string      // what the filter looks at
	tiers                       price.Tiers // the same path at all its volumes; one when there is no other
}

// cheapest compares by what is paid again and again, then by what is paid once.
func cheapest(a, b *offerRow) int { return price.Cheaper(a.Priced, b.Priced) }

// sorting is one way to put candidates in order.
type sorting struct {
	name    string
	compare func(a, b *offerRow) int
}

var sortings = [...]sorting{
	{"price", cheapest},
	{"diversity", func(a, b *offerRow) int { return cmp.Compare(a.DiversityIndex, b.DiversityIndex) }},
	{"hops", func(a, b *offerRow) int { return cmp.Compare(len(a.Chain), len(b.Chain)) }},
	{"location", func(a, b *offerRow) int { return cmp.Compare(a.LocationID, b.LocationID) }},
}

// widths are those of the columns that hold texts of the API.
type widths struct{ place, diverse, path, shortPath, words, volume, once, amount, term int }

// table is a discovery, priced and put in every order, so that no key press has to wait for either.
type table struct {
	of        order.CandidateKey
	at        time.Time // of the discovery
	book      *price.Book
	sorted    [len(sortings)][]*offerRow
	byKey     map[string]*offerRow
	discarded []price.Discarded
	all       int // rows that came
	total     int // rows that the API says it has
	cols      widths
	usage     bool // some unit price has no stated period
	currency  string
}

// newTable prices a discovery. It takes a while for thousands of candidates and runs in a command.
func newTable(of order.CandidateKey, l axon.List[axon.Candidate], book *price.Book) *table {
	t := &table{of: of, at: l.At, book: book, all: len(l.Items), total: l.Total, byKey: map[string]*offerRow{}}
	var priced []price.Priced
	priced, t.discarded = price.Orderable(l.Items, book)
	rows := make([]*offerRow, 0, len(priced))
	twins := map[string]int{}
	for _, tiers := range price.Volumes(priced) {
		path := price.Path(tiers[0].Candidate)
		for _, p := range tiers {
			key := path + " " + strconv.Quote(p.SKU.Volume)
			twins[key]++
			r := t.row(p, key+" "+strconv.Itoa(twins[key]))
			r.tiers = tiers
			t.byKey[r.key] = r
			rows = append(rows, r)
		}
	}
	for i, s := range sortings {
		t.sorted[i] = slices.Clone(rows)
		slices.SortStableFunc(t.sorted[i], func(a, b *offerRow) int { return cmp.Or(s.compare(a, b), cheapest(a, b)) })
	}
	return t
}

// row makes one row's texts, and the columns as wide as they have to be.
func (t *table) row(p price.Priced, key string) *offerRow {
	r := &offerRow{
		Priced: p, key: key, place: axon.Facility(p.LocationID), volume: p.Quote.Volume,
		once: p.Quote.Once.String(), amount: p.Quote.Monthly.String(),
	}
	r.text = p.Description + " " + p.CompanyName + " " + p.LocationID + " " + words.Diversity(p.DiversityIndex) + " " +
		price.TermWords(p.Quote.Term) + " " + p.SKU.Code
	w := &t.cols
	w.place = max(w.place, parts.Width(r.place))
	w.diverse = max(w.diverse, parts.Width(words.Diversity(p.DiversityIndex)))
	// Every glyph is one cell wide in every set, so that any of them serves to measure with.
	w.path = max(w.path, parts.Width(pathText(p.Chain, true, theme.ASCII)))
	w.shortPath = max(w.shortPath, parts.Width(pathText(p.Chain, false, theme.ASCII)))
	w.volume = max(w.volume, parts.Width(r.volume))
	w.once, w.amount = max(w.once, len(r.once)), max(w.amount, len(r.amount))
	w.term = max(w.term, len(price.TermCell(p.Quote.Term)))
	t.usage = t.usage || p.Quote.Utility && p.Quote.Source == price.FromAPI
	t.currency = p.Quote.Currency
	return r
}

// find gives the row with a key; nil when there is none.
func (t *table) find(key string) *offerRow {
	if t == nil {
		return nil
	}
	return t.byKey[key]
}

// current tells whether the table still is what a discovery and a price book say.
func (t *table) current(of order.CandidateKey, at time.Time, book *price.Book) bool {
	return t != nil && t.of == of && t.at.Equal(at) && t.book == book
}
