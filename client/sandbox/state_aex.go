package sandbox

import (
	"slices"
	"time"
)

// keptAEX is what requests changed at AEx. The rest begins anew at each start, or the scenarios, which are told by how long before
// the start they began, would not be themselves any more. WiFi passwords are somebody's secret, and stay in memory.
type keptAEX struct {
	Made      uint64        `json:"ids_made"`
	Customers []aexPerson   `json:"customers,omitempty"`
	Created   []keptLine    `json:"created,omitempty"`
	Updated   []keptLine    `json:"updated,omitempty"`
	Ledger    keptAEXLedger `json:"ledger"`
}

type keptAEXLedger struct {
	Created   []string `json:"created"`
	Customers []string `json:"customers"`
	Updates   int      `json:"updates"`
}

// keptLine is a service: of one that was there from the start, only what may be changed.
type keptLine struct {
	ID        string    `json:"id"`
	Customer  string    `json:"customer,omitempty"`
	Premise   string    `json:"premise,omitempty"`
	Product   int       `json:"product,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at"`
	Reference any       `json:"isp_reference"`
	WiFiUser  any       `json:"wifi_username"`
}

// kept is what a restart can't make again. The lock is held.
func (w *aexWorld) kept() keptAEX {
	out := keptAEX{Made: w.made, Ledger: keptAEXLedger(w.ledger)}
	for _, id := range w.ledger.Customers {
		if c := w.byCustomer[id]; c != nil { // a file may name one and not have it
			out.Customers = append(out.Customers, c.person())
		}
	}
	for _, row := range w.rows {
		line := keptLine{ID: row.id, UpdatedAt: row.updated, Reference: row.reference, WiFiUser: row.wifi}
		switch {
		case row.number >= uint64(w.seeded): //nolint:gosec // a count
			line.Customer, line.Premise, line.Product, line.CreatedAt = row.customer.id, row.premise.id, row.product, row.created
			out.Created = append(out.Created, line)
		case row.asked:
			out.Updated = append(out.Updated, line)
		}
	}
	return out
}

// before has an earlier run's changes made as soon as the world is built. The ledger is told at once.
func (w *aexWorld) before(kept keptAEX) {
	w.earlier = &kept
	w.ledger.Updates = kept.Ledger.Updates
	w.ledger.Created = append(w.ledger.Created, kept.Ledger.Created...)
	w.ledger.Customers = append(w.ledger.Customers, kept.Ledger.Customers...)
}

// catchUp makes an earlier run's changes. One whose address or customer isn't there any more is left out: AEx is no half of the
// sandbox that an order could be lost in.
func (w *aexWorld) catchUp() {
	if w.earlier == nil {
		return
	}
	w.made = w.earlier.Made
	for _, p := range w.earlier.Customers {
		c := &aexCustomer{p.ID, p.First, p.Last, p.Email, p.Mobile, p.FNOOptIn, p.ISPOptIn}
		w.customers = append(w.customers, c)
		w.byCustomer[c.id] = c
	}
	for _, line := range w.earlier.Created {
		customer, premise := w.byCustomer[line.Customer], w.byPremise[line.Premise]
		if customer == nil || premise == nil || line.Product < 0 || line.Product >= len(w.products) {
			continue
		}
		w.addMade(line.ID, customer, premise, line.Product, line.CreatedAt)
	}
	for _, line := range slices.Concat(w.earlier.Created, w.earlier.Updated) {
		if row := w.byID[line.ID]; row != nil {
			row.asked, row.updated, row.reference, row.wifi = true, line.UpdatedAt, line.Reference, line.WiFiUser
		}
	}
	w.earlier = nil
}

// addMade adds a service that a request made.
func (w *aexWorld) addMade(id string, customer *aexCustomer, premise *aexPremise, product int, at time.Time) {
	row := &aexRow{
		number: uint64(len(w.rows)), id: id, customer: customer, premise: premise, area: premise.area, product: product,
		status: "Pending installation", agent: "API", created: at, updated: at,
	}
	premise.row = row
	w.rows = append(w.rows, row)
	w.byID[row.id] = row
}
