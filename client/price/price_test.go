package price

import (
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/axon"
)

const bookText = `
currency = "AUD"
[provider.public]
install = 0
monthly = 0.0
[provider.fabric]
install = "0.10"
monthly = 0.1
[provider.fabric.at.AU-NXT-S2]
monthly = "0.7"
[provider."oob:axon"]
install = "5.00"
`

func book(t *testing.T, text string) *Book {
	t.Helper()
	b, err := ReadBook(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func chain(hops ...string) axon.Candidate {
	c := axon.Candidate{ServiceType: "aws", SKU: axon.SKU{Code: "AXON-AWS", Term: 12, Volume: "0", InstallFee: "9.00", UnitPrice: "xxx.00"}}
	for _, h := range hops {
		p, loc, _ := strings.Cut(h, "@")
		c.Chain = append(c.Chain, axon.Hop{Provider: p, LocationID: loc})
	}
	return c
}

func TestBookPricesEveryHop(t *testing.T) {
	b := book(t, bookText)
	q, err := b.Chain(chain("public@AU-NXT-S1", "fabric@AU-NXT-S1", "fabric@AU-NXT-S2", "fabric@AU-NXT-S1"))
	if err != nil {
		t.Fatal(err)
	}
	// Three times 0.1 is where a float would show: 0.30000000000000004.
	all, ok := q.ForTerm()
	if q.Once.String() != "0.30" || q.Monthly.String() != "0.90" || !ok || all.String() != "11.10" {
		t.Errorf("once %s, monthly %s, for the term %s %v", q.Once, q.Monthly, all, ok)
	}
	if len(q.Lines) != 4 || q.Lines[2].What != "fabric at AU-NXT-S2" || q.Lines[2].Monthly.String() != "0.70" || q.Lines[2].Once.String() != "0.10" {
		t.Errorf("lines are %v", q.Lines)
	}
	if q.Source != FromBook || q.Currency != "AUD" || q.Volume != "" {
		t.Errorf("source %q, currency %q, volume %q", q.Source, q.Currency, q.Volume)
	}
}

var unpriced = []struct {
	c             axon.Candidate
	provider, why string
}{
	{chain("public@AU-NXT-S1", "gcp@AU-NXT-S1"), "gcp", `no provider "gcp"`},
	{chain("public@AU-NXT-S1", "oob:axon@AU-NXT-S1"), "oob:axon", "no monthly fee for oob:axon at AU-NXT-S1"},
	{chain(), "", "no provider chain"},
	{axon.Candidate{Chain: chain("public@x").Chain, SKU: axon.SKU{Code: "S", Term: -1}}, "", "term of -1 months"},
}

func TestUnpricedItemDiscardsTheCandidate(t *testing.T) {
	b := book(t, bookText)
	for _, c := range unpriced {
		_, err := b.Chain(c.c)
		var u *Unpriced
		if !errors.As(err, &u) || u.Provider != c.provider || !strings.Contains(u.Why, c.why) {
			t.Errorf("want *Unpriced for %q that says %q, got %v", c.provider, c.why, err)
		}
		priced, discarded := Candidates([]axon.Candidate{c.c}, b)
		if len(priced) != 0 || len(discarded) != 1 || discarded[0].Why != u.Why {
			t.Errorf("priced %v, discarded %v", priced, discarded)
		}
	}
}

func TestCandidatesBySKU(t *testing.T) {
	good, bad, noFee := chain("public@S1"), chain("public@S1"), chain("public@S1")
	good.SKU.UnitPrice, good.SKU.Term, good.SKU.Volume = "55.00", 0, "500"
	noFee.SKU.InstallFee, noFee.SKU.UnitPrice = "", "1"
	priced, discarded := Candidates([]axon.Candidate{bad, good, noFee}, nil)
	if len(priced) != 1 || len(discarded) != 2 {
		t.Fatalf("priced %v, discarded %v", priced, discarded)
	}
	q := priced[0].Quote
	if _, ok := q.ForTerm(); ok || !q.Utility || q.Source != FromAPI || q.Currency != "" || q.Volume != "500" {
		t.Errorf("utility quote is %+v", q)
	}
	if q.Period() != "utility billing: period not stated by the API" {
		t.Errorf("the period is %q", q.Period())
	}
	for i, want := range []string{`AXON-AWS has no usable unit price: "xxx.00" is not an amount`, "AXON-AWS has no usable install fee: no amount is given"} {
		if !strings.HasPrefix(discarded[i].Why, want) || !strings.HasSuffix(discarded[i].Why, ".") {
			t.Errorf("the reason is %q, want %q…", discarded[i].Why, want)
		}
	}
}

var badBooks = []struct{ text, want string }{
	{"", "prices nothing"},
	{"currency = \"AUD\"", "prices nothing"},
	{"[provider.a]\nfee = 1", `"provider.a.fee" in line 2`},
	{"currancy = \"AUD\"\n[provider.a]", `"currancy" in line 1`},
	{"[provider.a]\ninstall = \"POA\"", "line 2"},
	{"[provider.a]\ninstall = -1", "negative"},
	{"[provider.a]\ninstall = nan", "not an amount"},
	{"[provider.a]\ninstall = 1e3", "not an amount"},
	{"[provider.a]\ninstall = [1]", "price book can't be used"},
	{"[provider.a]\ninstall = ", "line 2"},
	{"currency = \"\\u001b[31m\"\n[provider.a]", "currency"},
	{"currency = \"AUSTRALIAN\"\n[provider.a]", "currency"},
	{"#" + strings.Repeat(" ", maxBook), "larger than 1024 KiB"},
}

func TestReadBookRefuses(t *testing.T) {
	for _, c := range badBooks {
		_, err := ReadBook(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: want a sentence with %q, got %v", c.text, c.want, err)
		}
	}
}

func TestExampleBookIsValid(t *testing.T) {
	f, err := os.Open("../../docs/pricebook.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	b, err := ReadBook(f)
	if err != nil {
		t.Fatal(err)
	}
	// The chain of the AXON document's own sample is what a reader tries first.
	if _, err := b.Chain(chain("public@AU-NXT-S1", "fabric@AU-NXT-S1", "fabric@AU-NXT-S2", "aws@AU-NXT-S2")); err != nil {
		t.Error(err)
	}
}

func TestVolumesGroupOnePath(t *testing.T) {
	vol := func(v string, hops ...string) Priced {
		c := chain(hops...)
		c.SKU.Volume = v
		return Priced{Candidate: c}
	}
	list := []Priced{vol("1000", "a@1"), vol("50", "b@1"), vol("200", "a@1"), vol("big", "a@1"), vol("", "a@1")}
	groups := Volumes(list)
	if len(groups) != 2 || len(groups[0]) != 4 || len(groups[1]) != 1 {
		t.Fatalf("groups are %v", groups)
	}
	var got []string
	for _, p := range groups[0] {
		got = append(got, p.SKU.Volume)
	}
	if strings.Join(got, ",") != "200,1000,,big" {
		t.Errorf("volumes are in the order %q", got)
	}
	if Path(chain("a@1", "b@2")) == Path(chain("a@1 b", "@2")) {
		t.Error("two chains look like one path")
	}
}

func TestSumKeepsUtilityApart(t *testing.T) {
	port, err := OfSKU(axon.SKU{Term: 12, InstallFee: "100", UnitPrice: "10"})
	if err != nil {
		t.Fatal(err)
	}
	service, err := OfSKU(axon.SKU{Term: 0, InstallFee: "5", UnitPrice: "3"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Sum(port, service)
	if err != nil || got.Once.String() != "105.00" || got.Monthly.String() != "10.00" || got.Utility.String() != "3.00" || !got.HasUsage || got.Committed.String() != "225.00" {
		t.Errorf("got %+v, %v", got, err)
	}
	port.Currency, service.Currency = "AUD", "NZD"
	if _, err := Sum(port, service); err == nil {
		t.Error("two currencies were added up")
	}
}

func TestSumOfQuotesIsTheirLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var quotes []Quote
		var once, monthly Money
		for range rapid.IntRange(0, 6).Draw(t, "quotes") {
			fee, price := rapid.StringMatching(`[0-9]{1,6}\.[0-9]{2}`), rapid.StringMatching(`[0-9]{1,6}\.[0-9]{1,4}`)
			q, err := OfSKU(axon.SKU{Term: rapid.SampledFrom([]int{0, 1, 12, 36}).Draw(t, "term"), InstallFee: fee.Draw(t, "fee"), UnitPrice: price.Draw(t, "price")})
			if err != nil {
				t.Fatal(err)
			}
			quotes = append(quotes, q)
			for _, l := range q.Lines {
				once, monthly = once.Add(l.Once), monthly.Add(l.Monthly)
			}
		}
		got, err := Sum(quotes...)
		if err != nil || got.Once.Cmp(once) != 0 || got.Monthly.Add(got.Utility).Cmp(monthly) != 0 {
			t.Fatalf("sum %+v, %v; lines give %s and %s", got, err, once, monthly)
		}
	})
}

func FuzzReadBook(f *testing.F) {
	f.Add(bookText)
	for _, c := range badBooks {
		f.Add(c.text[:min(len(c.text), 100)])
	}
	c := chain("fabric@AU-NXT-S2", "a@x")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ReadBook(strings.NewReader(text))
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a sentence")
			}
			return
		}
		if q, err := b.Chain(c); err == nil && (q.Monthly.Cmp(Money{}) < 0 || q.Once.Cmp(Money{}) < 0) {
			t.Fatalf("a negative price came out of %q", text)
		}
	})
}
