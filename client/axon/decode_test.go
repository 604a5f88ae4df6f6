package axon

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"axdesk/client/loose"
)

var at = time.Date(2023, 9, 5, 12, 0, 0, 0, time.UTC)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func decoded[T any](t testing.TB, body []byte, decode func(loose.Value, time.Time) (T, bool)) T {
	t.Helper()
	v, ok := loose.Parse(body)
	if !ok {
		t.Fatalf("not JSON: %.60s", body)
	}
	got, ok := decode(v, at)
	if !ok {
		t.Fatalf("nothing useful in %.60s", body)
	}
	return got
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAccount(t *testing.T) {
	a := decoded(t, fixture(t, "account.json"), decodeAccount)
	same(t, a.User, User{LoginID: "mylogin", Email: "My.User@nextdc.com", FullName: "My User", Phone: "0400555555", MFA: true})
	same(t, a.Companies, []Company{
		{ID: "AU123456", Name: "Company 1", ShortName: "COMPANYONE", Roles: []string{"axon_purchaser", "axon_viewer"}},
		{ID: "AU123457", Name: "Company 1 Labs", ShortName: "COMPANYLABS", ParentID: "AU123456", RequiresMFA: true},
	})
}

func TestLocations(t *testing.T) {
	body := fixture(t, "locations.json")
	l := decoded(t, body, decodeLocations)
	same(t, l.Items, []Location{{
		ID: "AU-NXT-B1", Description: "NEXTDC B1", Country: "AU", City: "Brisbane",
		Neighbors: []string{"AU-NXT-B2", "AU-NXT-S1", "AU-NXT-S2", "AU-NXT-P1", "AU-NXT-M1", "AU-NXT-C1", "AU-NXT-SC1"},
	}})
	if l.Total != 32 || l.Skipped != 0 || !l.At.Equal(at) || len(l.Raw) != len(body)-1 {
		t.Errorf("total %d, skipped %d, at %v, raw of %d bytes", l.Total, l.Skipped, l.At, len(l.Raw))
	}
}

func TestTypes(t *testing.T) {
	l := decoded(t, fixture(t, "types.json"), decodeTypes)
	got := l.Items[0]
	if got.Raw == nil || got.Schema != nil {
		t.Errorf("raw %q, schema %q", got.Raw, got.Schema)
	}
	got.Raw = nil
	same(t, got, ResourceType{
		Type: "40GBASELRL4", Description: "Single mode optical - up to 1km (for use within datacentre)", Class: "40GBASELRL4",
		Scope: "port", Connector: "LC", Cable: "SMF", Wavelength: Range{"nm", "1271", "1331"}, TxPower: Range{"dBm", "-7.0", "2.3"},
		RxPower: Range{"dBm", "-11.5", "2.3"}, Distance: Range{Unit: "km", Max: "1"},
		Specs: []Spec{
			{"connector_type", "LC"},
			{"cable_type", "SMF"},
			{"wavelength", "1271 to 1331 nm"},
			{"tx_power", "-7.0 to 2.3 dBm"},
			{"rx_power", "-11.5 to 2.3 dBm"},
			{"operating_distance", "up to 1 km"},
		},
	})
}

func TestCatalogue(t *testing.T) {
	l := decoded(t, fixture(t, "catalogue.json"), decodeOffers)
	for i := range l.Items {
		if l.Items[i].Raw == nil {
			t.Error("a row without its bytes")
		}
		l.Items[i].Raw = nil
	}
	same(t, l.Total, 80)
	const code, text = "AXON-PORT-10G-LRL", "10GBASE-LRL - Up to 1km"
	same(t, l.Items, []Offer{
		{
			LocationID: "AU-NXT-B1", LocationDescription: "NEXTDC B1", City: "Brisbane", Country: "AU", Class: "10GBASELRL",
			Speed: 10_000_000_000, SKUs: []SKU{
				{Code: code, Description: text, Term: 1, Volume: "0", InstallFee: "yyy.00", UnitPrice: "xxx.00"},
				{Code: code, Description: text, Term: 12, Volume: "0", InstallFee: "0.00", UnitPrice: "xxx.00"},
			},
		},
		{
			LocationID: "AU-NXT-S1", LocationDescription: "NEXTDC S1", City: "Sydney", Country: "AU", Class: "FI",
			CandidateGUID: "85e44356-fda5-48c7-93c1-3594ad72df64", NeighbourID: "AU-NXT-M1", Modes: []PortMode{
				{"FI-50M", 50_000_000, "50Mb Fabric Interconnect"}, {"FI-100M", 100_000_000, "100Mb Fabric Interconnect"},
			},
		},
	})
}

func TestProviders(t *testing.T) {
	l := decoded(t, fixture(t, "providers.json"), decodeProviders)
	if len(l.Items) != 2 || l.Total != 2 {
		t.Fatalf("%d of %d providers", len(l.Items), l.Total)
	}
	p := l.Items[1]
	same(t, []string{p.Type, p.Description, p.Class, p.Scope}, []string{"oob:axon", "Out of band via AXON", "service", "port"})
	schema, ok := loose.Parse(p.Schema)
	if !ok || schema.Get("title").Text() != "Oob Provider Schema" {
		t.Errorf("schema %s", p.Schema)
	}
}

func TestCandidates(t *testing.T) {
	c := decoded(t, fixture(t, "candidates.json"), decodeCandidates).Items[0]
	c.Raw = nil
	same(t, c, Candidate{
		GUID: "ebca2140-31ec-4bd8-bc5c-cfc1719711e4", Description: "Amazon Web Services (AWS) NEXTDC S2, Sydney: Secondary node",
		ServiceType: "aws", DiversityIndex: 1, CompanyName: "Amazon Web Services (AWS) NEXTDC S2, Sydney", LocationID: "AU-NXT-S2",
		Chain: []Hop{
			{Provider: "public", LocationID: "AU-NXT-S1"},
			{Provider: "fabric", LocationID: "AU-NXT-S1"},
			{Provider: "fabric", LocationID: "AU-NXT-S2"},
			{Provider: "aws", LocationID: "AU-NXT-S2"},
		},
		SKU: SKU{Code: "AXON-CLOUD-AWS", Description: "Amazon Direct Connect Connection", Volume: "0", InstallFee: "0.00", UnitPrice: "xxx.00"},
	})
}

func TestLimits(t *testing.T) {
	l := decoded(t, fixture(t, "limits.json"), decodeLimits)
	same(t, l.Bandwidths, []BitRate{50e6, 100e6, 200e6, 300e6, 400e6, 500e6, 1000e6, 2000e6})
	same(t, l.Providers, []ProviderLimit{{"aws", 10_000_000_000}})
}
