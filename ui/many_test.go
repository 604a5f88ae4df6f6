package ui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/keys"
	"axdesk/ui"
)

// manyRows is how long the lists of the benchmarks are; manyStops looks for the number.
const manyRows = 10_000

// manyAPI answers every question of a walk at once, with as many rows as it is asked to have.
type manyAPI struct {
	axon.API // nil: a call that isn't here fails its test
	rows     int
}

// manyPort is the port that the company has already, at the first location; no longer name sorts before it.
var manyPort = axon.Resource{GUID: "f54326cd-b100-4563-90fc-9f7f473dba19", Description: "A port in use", LocationID: "AU-NXT-00000", Class: "10GBASELR", Provisioned: "C"}

func listOf[T any](n int, row func(i int) T) (axon.List[T], error) {
	items := make([]T, n)
	for i := range items {
		items[i] = row(i)
	}
	return axon.List[T]{Items: items, Total: n, At: time.Now()}, nil
}

func placeID(i int) string { return fmt.Sprintf("AU-NXT-%05d", i) }

func (m manyAPI) User(context.Context) (axon.Account, error) {
	return axon.Account{Companies: []axon.Company{{ID: "AU123456", Name: "Acme Pty Ltd", Roles: []string{"ORDER"}}}}, nil
}

func (m manyAPI) Locations(context.Context) (axon.List[axon.Location], error) {
	return listOf(m.rows, func(i int) axon.Location {
		return axon.Location{
			ID: placeID(i), Description: fmt.Sprintf("NEXTDC facility %d", i), Country: "AU", City: fmt.Sprintf("City %04d", i/20),
			Neighbors: []string{placeID((i + 1) % m.rows), placeID((i + 7) % m.rows)},
		}
	})
}

func (m manyAPI) Catalogue(context.Context, string) (axon.List[axon.Offer], error) {
	return listOf(m.rows, func(i int) axon.Offer {
		return axon.Offer{
			LocationID: placeID(0), Class: fmt.Sprintf("CLASS%03d", i/20), Speed: 10e9,
			SKUs: []axon.SKU{{Code: fmt.Sprintf("PORT-%d", i), Description: "A port", Term: 12, InstallFee: "250.00", UnitPrice: "310.00"}},
		}
	})
}

func (m manyAPI) ResourceTypes(context.Context) (axon.List[axon.ResourceType], error) {
	return listOf(1, func(int) axon.ResourceType { return axon.ResourceType{Type: "10G", Class: "10GBASELR"} })
}

func (m manyAPI) Resources(context.Context, string) (axon.List[axon.Resource], error) {
	return listOf(1, func(int) axon.Resource { return manyPort })
}

func (m manyAPI) Services(context.Context, string) (axon.List[axon.Service], error) {
	return axon.List[axon.Service]{At: time.Now()}, nil
}

func (m manyAPI) Providers(context.Context) (axon.List[axon.Provider], error) {
	return listOf(m.rows, func(i int) axon.Provider {
		return axon.Provider{Type: fmt.Sprintf("cloud%05d", i), Description: fmt.Sprintf("Cloud number %d", i), Class: "cloud", Scope: "node"}
	})
}

func (m manyAPI) Candidates(_ context.Context, _, _, provider string) (axon.List[axon.Candidate], error) {
	return listOf(m.rows, func(i int) axon.Candidate {
		at := placeID(i % 50)
		return axon.Candidate{
			GUID: fmt.Sprintf("%08d-31ec-4bd8-bc5c-cfc1719711e4", i), ServiceType: provider, DiversityIndex: i % 3, LocationID: at,
			Description: fmt.Sprintf("Cloud node %d at %s", i, at), CompanyName: "Cloud",
			Chain: []axon.Hop{
				{Sequence: 1, Provider: "public", LocationID: placeID(0)},
				{Sequence: 2, Provider: "fabric", LocationID: placeID(0)},
				{Sequence: 3, Provider: "fabric", LocationID: at},
				{Sequence: 4, Provider: provider, LocationID: at},
			},
			SKU: axon.SKU{Code: "CLOUD", Term: 12, InstallFee: "250.00", UnitPrice: fmt.Sprintf("%d.50", 100+i)},
		}
	})
}

func (m manyAPI) CandidateLimits(context.Context, string) (axon.Limits, error) {
	return axon.Limits{Bandwidths: []axon.BitRate{50e6, 100e6, 200e6}, At: time.Now()}, nil
}

func (m manyAPI) Definition(context.Context, string) (json.RawMessage, error) {
	return nil, fmt.Errorf("no schema is referred to")
}

// PlaceService offers one document, and places nothing.
func (m manyAPI) PlaceService(context.Context, string, []byte) (axon.Placement, error) {
	text := "# Terms\n\n" + strings.Repeat("Each party does its part, *in time*, and tells the other of what it can't do.\n\n", 60)
	doc := axon.Document{ID: "1", ContentType: "text/markdown", Title: "Terms of service", Text: text, SHA256: strings.Repeat("0", 64), Whole: true}
	return axon.Placement{Documents: []axon.Document{doc}, At: time.Now()}, nil
}

// manyModel is a session whose every list has that many rows.
func manyModel(rows int) tea.Model {
	return ui.New(ui.Config{
		API: manyAPI{rows: rows}, Journal: order.NewJournal(&storetest.Rows{}, "test"), Environment: "SANDBOX", NewRef: func() string { return "AX-7F3K2" },
		Keys: keys.Default(), Now: time.Now(),
	})
}
