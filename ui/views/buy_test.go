package views

import (
	"fmt"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/schema"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

// buyDesk is a desk whose walk has everything that a purchase takes.
func buyDesk(t *testing.T, api axon.API, kind order.Kind) *Desk {
	t.Helper()
	if kind == order.KindPort {
		d := portDesk(api)
		d.Journal = order.NewJournal(&storetest.Rows{}, "test")
		offer := portOffers().Items[1]
		d.Walk.SetPort(order.PortChoice{Offer: offer, SKU: offer.SKUs[1], HasSKU: true})
		d.Walk.SetPortForm(map[string]string{fieldDescription: "Core B AX-7F3K2"})
		d.Forms = map[order.Kind]schema.Form{order.KindPort: {}}
		account(d)
		return d
	}
	d := linkDesk(api)
	d.Journal = order.NewJournal(&storetest.Rows{}, "test")
	c := sixOffers()[1]
	q, err := price.OfSKU(c.SKU)
	if err != nil {
		t.Fatal(err)
	}
	d.Walk.SetCandidate(price.Priced{Candidate: c, Quote: q})
	d.Walk.Learn(func(f *order.Facts) { f.SetLimits(c.GUID, axon.Limits{Bandwidths: []axon.BitRate{50e6, 200e6}}) })
	d.Walk.SetBandwidth(200e6)
	d.Walk.SetServiceForm(map[string]string{"outer_vlan": "222", fieldDescription: "first AX-7F3K2", "auth_key": "hunter2"})
	form := schema.Build(t.Context(), []schema.Part{{Provider: "aws", Schema: []byte(
		`{"type":"object","required":["outer_vlan"],"properties":{"outer_vlan":{"type":"integer","title":"Outer VLAN"},"auth_key":{"type":"string","title":"Auth key","format":"password"}}}`)}}, nil)
	d.Forms = map[order.Kind]schema.Form{order.KindService: form}
	account(d)
	return d
}

func account(d *Desk) {
	d.Walk.Learn(func(f *order.Facts) {
		f.Account = &axon.Account{
			User: axon.User{LoginID: "kim@acme.example"}, Companies: []axon.Company{{ID: "AU123456", Name: "Acme Pty Ltd"}},
		}
	})
}

// terms are n documents of many lines.
func terms(n int) []axon.Document {
	out := make([]axon.Document, n)
	for i := range out {
		out[i] = axon.Document{
			ID: fmt.Sprintf("doc-%d", i+1), Title: fmt.Sprintf("Terms %d", i+1), SHA256: fmt.Sprintf("sum-%d", i+1), Whole: true,
			Text: fmt.Sprintf("# Terms %d\n\n", i+1) + strings.Repeat("- a clause\n", 40) + fmt.Sprintf("\nThe end of %d.\n", i+1),
		}
	}
	return out
}

// lostAnswer is the error of a POST that may have acted.
func lostAnswer() error {
	return &wire.Error{Op: "place the order", What: "the line broke before the answer", Means: "The order may exist", Next: "Look for it", MayHaveActed: true}
}

// refused is the error of a POST that did nothing.
func refused() error {
	return &wire.Error{Op: "place the order", What: "the server answered 409 (Conflict): duplicate VLAN", Next: "Choose another VLAN"}
}
