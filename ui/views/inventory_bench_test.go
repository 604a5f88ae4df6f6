package views

import (
	"fmt"
	"testing"

	"axdesk/client/axon"
)

// BenchmarkInventoryJoin is what an answer costs where a company has 5,000 services on 200 ports, all looked up.
func BenchmarkInventoryJoin(b *testing.B) {
	d := newDesk(&fakeAPI{})
	d.stock().company = "AU100"
	h := d.holding()
	for p := range 200 {
		h.ports.Value.Items = append(h.ports.Value.Items, stockPort(fmt.Sprintf("port-%03d", p), fmt.Sprintf("port %d", p), "AU-NXT-S2"))
	}
	for n := range 5000 {
		s := stockService(fmt.Sprintf("service-%04d", n), fmt.Sprintf("service %d", n), fmt.Sprintf("port-%03d", n%200), "AU-NXT-S2", "aws", n%4000, 1e9)
		h.services.Value.Items = append(h.services.Value.Items, axon.Service{ID: s.ID, Description: s.Description})
		h.detail(s.ID).Take(s, nil, testNow)
	}
	h.ports.Known, h.services.Known = true, true
	s := NewInventory(d, "", "")
	for b.Loop() {
		s.fill()
		s.View(120, 35)
	}
}
