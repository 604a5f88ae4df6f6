package views

import (
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/ui/parts"
)

func amount(t *testing.T, s string) price.Money {
	t.Helper()
	m, err := price.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMoneyLine(t *testing.T) {
	if got := MoneyLine(newDesk(&fakeAPI{}), 80); got != "" {
		t.Errorf("before anything has a price it says %q", got)
	}
	port, link := buyDesk(t, &fakeAPI{}, order.KindPort), buyDesk(t, &fakeAPI{}, order.KindService)
	for _, c := range []struct {
		d    *Desk
		w    int
		want string
	}{
		{port, 80, "port 1,200.00 once + 500.00 a month  billed to Acme Pty Ltd"},
		{link, 80, "connection 250.00 once + 120.50 a month  billed to Acme Pty Ltd"},
		{link, 45, "connection 250.00 once + 120.50 a month"},
		{link, 20, "connection 250.00 o…"},
	} {
		if got := plain(MoneyLine(c.d, c.w)); got != c.want {
			t.Errorf("in %d cells it says %q, want %q", c.w, got, c.want)
		}
	}
	both := port
	both.Walk.SetPlaced(allocatedPort)
	both.Walk.SetProvider(axon.Provider{Type: "aws"})
	both.Walk.SetCandidate(*link.Walk.Candidate)
	if got := plain(MoneyLine(both, 120)); got != "port 1,200.00 once + 500.00 a month + connection 250.00 once + 120.50 a month  billed to Acme Pty Ltd" {
		t.Errorf("a port and its connection cost %q", got)
	}
	if got := plain(MoneyLine(both, 78)); got != "port 1,200.00 once + 500.00 a month + connection …  billed to Acme Pty Ltd" {
		t.Errorf("where the price is long, the payer is lost: %q", got)
	}
	for w := range 130 {
		if got := parts.Width(MoneyLine(both, w)); got > w {
			t.Errorf("%d cells in %d", got, w)
		}
	}
	link.Walk.Company = nil
	if got := MoneyLine(link, 80); got != "" {
		t.Errorf("without a payer it says %q", got)
	}
}

func TestQuoteInWords(t *testing.T) {
	d := newDesk(&fakeAPI{})
	once, monthly := amount(t, "1250"), amount(t, "350")
	for _, c := range []struct {
		q        price.Quote
		currency string
		want     string
	}{
		{price.Quote{Once: once, Monthly: monthly, Term: 12}, "", "1,250.00 once + 350.00 a month"},
		{price.Quote{Monthly: monthly, Term: 12}, "", "350.00 a month"},
		{price.Quote{Monthly: monthly, Utility: true}, "", "350.00 by use"},
		{price.Quote{Monthly: monthly, Term: 1}, "NZD", "350.00 NZD a month"},
	} {
		d.Currency = c.currency
		if got := d.quoteWords(c.q); got != c.want {
			t.Errorf("%+v is %q, want %q", c.q, got, c.want)
		}
	}
}

func TestSumsLineByLine(t *testing.T) {
	d := newDesk(&fakeAPI{})
	once, monthly := amount(t, "100"), amount(t, "10")
	for name, c := range map[string]struct {
		q    price.Quote
		want []string
		not  []string
	}{
		"a term": {
			price.Quote{Once: once, Monthly: monthly, Term: 12, Volume: "500", Source: price.FromAPI},
			[]string{"Once: 100.00", "Then: 10.00  a month, for a term of 12 months", "Whole term: 220.00  once, and 12 times the month", "Volume: 500  as the API gives it, without a unit"},
			[]string{"price book", "AUD"},
		},
		"one month": {price.Quote{Monthly: monthly, Term: 1, Source: price.FromAPI}, []string{"a month, for a term of 1 month"}, []string{"1 months", "Volume", "Whole term"}},
		"by use": {
			price.Quote{Once: once, Monthly: monthly, Utility: true, Source: price.FromAPI},
			[]string{"Then: 10.00  unit price, utility billing: period not stated by the API"},
			[]string{"Whole term", "a month, for"},
		},
		"the book": {
			price.Quote{Monthly: monthly, Utility: true, Source: price.FromBook, Currency: "AUD"},
			[]string{"10.00 AUD  unit price, a month while it runs", "Priced by: your price book, not the API"},
			[]string{"period not stated"},
		},
	} {
		var lines []string
		for _, f := range d.priceFacts(c.q) {
			lines = append(lines, f.Name+": "+plain(f.Value))
		}
		text := strings.Join(lines, "\n")
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing from\n%s", name, want, text)
			}
		}
		for _, not := range c.not {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q is in\n%s", name, not, text)
			}
		}
	}
	if order.KindPort.Word() != "port" || order.KindService.Word() != "connection" {
		t.Error("what is bought is called by another name")
	}
}
