package views

import (
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/wire"
	"axdesk/theme"
	"axdesk/ui/words"
)

func TestWords(t *testing.T) {
	for _, c := range [][2]string{
		{words.Diversity(0), "primary"},
		{words.Diversity(2), "tertiary"},
		{words.Diversity(3), "path 4"},
		{words.Diversity(-1), "not stated"},
		{axon.Facility("AU-NXT-S1"), "S1"},
		{axon.Facility("AU-GSW-SYD1-B"), "SYD1-B"},
		{axon.Facility("AU-NXT-"), "AU-NXT-"},
		{axon.Facility("S1"), "S1"},
		{axon.Facility(""), ""},
		{wire.Short("ebca2140-31ec-4bd8-bc5c-cfc1719711e4"), "ebca2140"},
		{wire.Short("ü"), "ü"},
		{price.TermWords(0), "utility, by use"},
		{price.TermWords(1), "monthly"},
		{price.TermWords(12), "12 months"},
		{pathText(chainS2, true, theme.Unicode), "public S1 ─ fabric S1 ═ fabric S2 ─ aws S2"},
		{pathText(chainS2, false, theme.Unicode), "public─fabric═fabric─aws"},
		{placesText(chainM1, theme.Unicode), "S1═S2═M1"},
		{pathText(nil, true, theme.Unicode), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestMoneyNamesACurrencyOnlyWhenOneIsSet(t *testing.T) {
	m, err := price.Parse("1234.5")
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(&fakeAPI{})
	if got := d.money(m, price.Quote{}); got != "1,234.50" {
		t.Errorf("without a currency it is %q", got)
	}
	d.Currency = "NZD"
	if got := d.money(m, price.Quote{}); got != "1,234.50 NZD" {
		t.Errorf("with the user's it is %q", got)
	}
	if got := d.money(m, price.Quote{Currency: "AUD"}); got != "1,234.50 AUD" {
		t.Errorf("with the price book's it is %q", got)
	}
}

func TestMonthsTotal(t *testing.T) {
	once, _ := price.Parse("100")
	monthly, _ := price.Parse("10.01")
	for _, c := range []struct {
		q    price.Quote
		want string
		ok   bool
	}{
		{price.Quote{Once: once, Monthly: monthly, Term: 1, Source: price.FromAPI}, "220.12", true},
		{price.Quote{Once: once, Monthly: monthly, Utility: true, Source: price.FromBook}, "220.12", true},
		{price.Quote{Once: once, Monthly: monthly, Utility: true, Source: price.FromAPI}, "0.00", false},
	} {
		if got, ok := c.q.ForMonths(12); ok != c.ok || got.String() != c.want {
			t.Errorf("%+v gives %s, %v", c.q, got, ok)
		}
	}
}

func TestAnAnswerIsAsOldAsItSays(t *testing.T) {
	before := testNow.Add(-4 * time.Second)
	if Came(before, testNow) != before || Came(time.Time{}, testNow) != testNow || Came(testNow.Add(time.Hour), testNow) != testNow {
		t.Error("an answer counts from when it came, which is never after its message")
	}
}
