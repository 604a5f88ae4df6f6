package views

import (
	"testing"

	"axdesk/client/aex"
)

// TestProductsThatWereLookedUpAreOffered: on a first day there is no snapshot, and details name the product.
func TestProductsThatWereLookedUpAreOffered(t *testing.T) {
	servicesBubble(t, manyServices(3, 100), func(t *testing.T, d *Desk) {
		d.Lines.Line("svc-1").Service.Take(aex.Service{ID: "svc-1", ProductID: "product-1", Product: "50mbps Home"}, nil, d.Now)
		d.Lines.Line("svc-2").Service.Take(aex.Service{ID: "svc-2", ProductID: "product-2"}, nil, d.Now)
		d.Lines.Learn([]aex.Snapshot{{ServiceID: "svc-2", Product: "1Gbps Business"}})
		s := NewCreate(d)
		s.form.Focus(fieldProduct)
		press(t, s, "enter")
		if s.of != fieldProduct || s.found.Len() != 2 {
			t.Fatalf("%d products are offered for %q; it says %q", s.found.Len(), s.of, s.note)
		}
		press(t, s, "down", "enter")
		if got := s.ids[fieldProduct]; got != (choice{"product-1", "50mbps Home"}) {
			t.Errorf("chosen is %+v", got)
		}
	})
}
