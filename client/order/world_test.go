package order

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/schema"
)

var (
	acme   = axon.Company{ID: "AU1", Name: "Acme"}
	beta   = axon.Company{ID: "AU2", Name: "Beta"}
	s1     = axon.Location{ID: "AU-NXT-S1", Description: "NEXTDC S1", City: "Sydney"}
	b2     = axon.Location{ID: "AU-NXT-B2", Description: "NEXTDC B2", City: "Brisbane"}
	aws    = axon.Provider{Type: "aws"}
	azure  = axon.Provider{Type: "microsoft"}
	mine   = axon.Resource{GUID: "11111111-aaaa", Description: "rack 7", LocationID: s1.ID, Class: "10GBASELR", Provisioned: "C", Deprovisioned: "N", MeetMe: "S1-A Port 1"}
	placed = axon.Allocated{GUID: "22222222-bbbb", Description: "first port", LocationID: s1.ID, MeetMe: "S1-A Port 9/10"}
)

func sku(term int, monthly string) axon.SKU {
	return axon.SKU{Code: "AXON-PORT-10G", Term: term, Volume: "0", InstallFee: "100.00", UnitPrice: monthly}
}

func offer(at axon.Location, class string, skus ...axon.SKU) axon.Offer {
	return axon.Offer{LocationID: at.ID, Class: class, SKUs: skus}
}

func interconnect(at axon.Location, guid string) axon.Offer {
	return axon.Offer{
		LocationID: at.ID, Class: "FI", CandidateGUID: guid, NeighbourID: b2.ID,
		Modes: []axon.PortMode{{Mode: "FI-50M", Speed: 50e6}, {Mode: "FI-100M", Speed: 100e6}},
	}
}

func candidate(guid, provider, volume, monthly string) axon.Candidate {
	return axon.Candidate{
		GUID: guid, ServiceType: provider, LocationID: "AU-NXT-S2",
		Chain: []axon.Hop{{Provider: "public", LocationID: s1.ID}, {Provider: "fabric", LocationID: s1.ID}, {Provider: provider, LocationID: "AU-NXT-S2"}},
		SKU:   axon.SKU{Code: "AXON-CLOUD", Term: 12, Volume: volume, InstallFee: "5.00", UnitPrice: monthly},
	}
}

func list[T any](items ...T) axon.List[T] {
	return axon.List[T]{Items: items, Total: len(items), At: time.Unix(1, 0)}
}

func tenGig(term int, monthly string) PortChoice {
	s := sku(term, monthly)
	return PortChoice{Offer: offer(s1, "10GBASELR", s), SKU: s, HasSKU: true}
}

func priced(t interface{ Fatal(...any) }, c axon.Candidate) price.Priced {
	q, err := price.OfSKU(c.SKU)
	if err != nil {
		t.Fatal(err)
	}
	return price.Priced{Candidate: c, Quote: q}
}

// basics are facts as a session has them once it came to the port.
func basics(f *Facts) {
	f.Account = &axon.Account{Companies: []axon.Company{acme, beta}}
	f.Locations, f.Providers = list(s1, b2), list(aws, azure)
	f.SetCatalogue(acme.ID, list(offer(s1, "10GBASELR", sku(1, "50.00"), sku(12, "40.00")), offer(b2, "10GBASELR", sku(1, "60.00")), interconnect(s1, "fi-1")))
}

func form(t *testing.T, properties string) schema.Form {
	t.Helper()
	text := `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["outer_vlan"],"properties":{` + properties + `}}`
	return schema.Build(t.Context(), []schema.Part{{Provider: "aws", Schema: json.RawMessage(text)}}, nil)
}

// next goes on and fails the test where the walk won't.
func next(t *testing.T, w *Walk, want Step) {
	t.Helper()
	if got, err := w.Next(); err != nil || got != want {
		t.Fatalf("Next came to %q, %v; want %q", got.Title(), err, want.Title())
	}
}

// atPort has chosen company, location and a port of 12 months.
func atPort(t *testing.T) *Walk {
	t.Helper()
	w := New("AX-TEST1")
	w.Learn(basics)
	w.SetCompany(acme)
	next(t, w, StepLocation)
	w.SetLocation(s1)
	next(t, w, StepResource)
	w.SetPort(tenGig(12, "40.00"))
	return w
}

// atProvider has a port allocated.
func atProvider(t *testing.T) *Walk {
	t.Helper()
	w := atPort(t)
	next(t, w, StepPortOptions)
	w.SetPortForm(map[string]string{"description": "first port"})
	if _, problems := w.PortBody(schema.Form{}); len(problems) > 0 {
		t.Fatal(problems)
	}
	next(t, w, StepPortSummary)
	next(t, w, StepPortTerms)
	w.SetPlaced(placed)
	next(t, w, StepPortReady)
	next(t, w, StepProvider)
	return w
}

// atSummary has everything chosen for a connection.
func atSummary(t *testing.T) *Walk {
	t.Helper()
	w := atProvider(t)
	w.SetProvider(aws)
	next(t, w, StepCandidate)
	w.Learn(func(f *Facts) {
		f.SetCandidates(w.key(), list(candidate("c-1", "aws", "0", "70.00"), candidate("c-2", "aws", "500", "90.00")))
	})
	w.SetCandidate(priced(t, candidate("c-1", "aws", "0", "70.00")))
	next(t, w, StepBandwidth)
	w.Learn(func(f *Facts) { f.SetLimits("c-1", axon.Limits{Bandwidths: []axon.BitRate{50e6, 200e6}}) })
	w.SetBandwidth(200e6)
	next(t, w, StepOptions)
	w.SetServiceForm(map[string]string{"outer_vlan": "222", "description": "first <service>"})
	if _, problems := w.ServiceBody(form(t, `"outer_vlan":{"type":"integer"}`)); len(problems) > 0 {
		t.Fatal(problems)
	}
	next(t, w, StepSummary)
	return w
}

// lost wants exactly one loss, of a step and with words.
func lost(t *testing.T, c Change, s Step, words string) {
	t.Helper()
	if len(c.Lost) != 1 || c.Lost[0].Step != s || !strings.Contains(c.Lost[0].Why, words) {
		t.Errorf("want the loss of %q with %q, got %+v", s.Title(), words, c)
	}
}

func hasNote(c Change, words string) bool {
	for _, n := range c.Notes {
		if strings.Contains(n.Why, words) {
			return true
		}
	}
	return false
}
