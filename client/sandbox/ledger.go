package sandbox

import (
	"maps"
	"slices"
	"time"
)

// Ledger is what was really done, whatever a client was told of it: the answer may have been cut off. It forgets nothing that was
// removed, and with a state it goes on over restarts. Its JSON is served at /sandbox/ledger (docs/sandbox.md).
type Ledger struct {
	Resources []LedgerResource `json:"resources"` // in the order of allocation, the sandbox's past included
	Services  []LedgerService  `json:"services"`
	Allocated int              `json:"allocated"` // resources ordered over the API
	Created   int              `json:"created"`   // services ordered over the API
	Removed   int              `json:"removed"`   // resources and services that are gone, D with C, those of the past included
	Requests  map[string]int   `json:"requests"`  // "GET /v1/resources/{company}/DISCOVER 200" → how often; AEx's begin with /aex
	AEX       LedgerAEX        `json:"aex"`
}

// LedgerAEX is what was changed over the AEx API, in the order in which it was.
type LedgerAEX struct {
	Created   []string `json:"created_services"`
	Customers []string `json:"created_customers"`
	Updates   int      `json:"updates"`
}

// LedgerResource is one allocated resource.
type LedgerResource struct {
	GUID          string    `json:"resource_guid"`
	Company       string    `json:"company_id"`
	LocationID    string    `json:"location_id"`
	Class         string    `json:"resource_type_class"`
	Description   string    `json:"description"`
	MeetMe        string    `json:"meetme"`
	Mode          string    `json:"port_mode,omitempty"`
	Diverse       string    `json:"diverse_resource_guid,omitempty"`
	Term          int64     `json:"contract_term"`
	Provisioned   string    `json:"provisioned"`
	Deprovisioned string    `json:"deprovisioned"`
	Ordered       bool      `json:"ordered"` // over the API, rather than part of the past
	CreatedAt     time.Time `json:"created_at"`
}

// LedgerService is one ordered service.
type LedgerService struct {
	ID            string         `json:"service_id"`
	Company       string         `json:"company_id"`
	Resource      string         `json:"resource_guid"`
	ServiceType   string         `json:"service_type"`
	Description   string         `json:"description"`
	Options       map[string]any `json:"product_options"` // numbers are json.Number
	SKU           string         `json:"sku_code"`
	UnitPrice     string         `json:"unit_price"`
	Provisioned   string         `json:"provisioned"`
	Deprovisioned string         `json:"deprovisioned"`
	Ordered       bool           `json:"ordered"`
	CreatedAt     time.Time      `json:"created_at"`
}

// Ledger tells everything that stands in the sandbox's books at this moment.
func (s *Server) Ledger() Ledger {
	now := s.now()
	s.aex.mu.Lock()
	desk := s.aex.ledger
	desk.Created, desk.Customers = slices.Clone(desk.Created), slices.Clone(desk.Customers)
	s.aex.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Ledger{Requests: maps.Clone(s.requests), AEX: desk}
	for _, p := range s.ports {
		st := p.at(now)
		out.Resources = append(out.Resources, LedgerResource{
			GUID: p.guid, Company: p.company, LocationID: p.location, Class: p.class, Description: p.description,
			MeetMe: p.meetme, Mode: p.mode, Diverse: p.diverse, Term: p.term,
			Provisioned: st.provisioned, Deprovisioned: st.deprovisioned, Ordered: p.ordered, CreatedAt: p.created,
		})
		if p.ordered {
			out.Allocated++
		}
		if st.gone() {
			out.Removed++
		}
	}
	for _, v := range s.services {
		st := v.state(now)
		out.Services = append(out.Services, LedgerService{
			ID: v.guid, Company: v.company, Resource: v.from.guid, ServiceType: v.kind, Description: v.description(), Options: maps.Clone(v.options),
			SKU: v.price.Code, UnitPrice: v.price.UnitPrice,
			Provisioned: st.provisioned, Deprovisioned: st.deprovisioned, Ordered: v.ordered, CreatedAt: v.created,
		})
		if v.ordered {
			out.Created++
		}
		if st.gone() {
			out.Removed++
		}
	}
	return out
}
