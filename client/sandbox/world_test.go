package sandbox_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestTheLocationsAreThoseOfTheDocumentAndNeighboursAreMutual(t *testing.T) {
	c := meet(t, "")
	var got struct {
		Total     int `json:"total"`
		Locations []struct {
			ID        string   `json:"location_id"`
			City      string   `json:"city"`
			Neighbors []string `json:"neighbors"`
		} `json:"locations"`
	}
	c.do("GET", "/v1/locations", nil, 200, &got)
	near, cities := map[string][]string{}, map[string]bool{}
	for _, l := range got.Locations {
		near[l.ID], cities[l.City] = l.Neighbors, true
	}
	if got.Total != 32 || len(near) != 32 || len(cities) < 8 {
		t.Errorf("total %d, %d different ids, %d cities: want 32, 32 and at least 8", got.Total, len(near), len(cities))
	}
	for id, list := range near {
		if len(list) == 0 {
			t.Errorf("%s has no neighbours", id)
		}
		for _, other := range list {
			if !slices.Contains(near[other], id) {
				t.Errorf("%s lists %s, which does not list it back", id, other)
			}
		}
	}
	sample := []string{"AU-NXT-B2", "AU-NXT-S1", "AU-NXT-S2", "AU-NXT-P1", "AU-NXT-M1", "AU-NXT-C1", "AU-NXT-SC1"}
	if !slices.Equal(near["AU-NXT-B1"], sample) {
		t.Errorf("B1's neighbours are %v, the document has %v", near["AU-NXT-B1"], sample)
	}
}

func TestPortTypesHaveOpticalLimitsInTheDocumentsShape(t *testing.T) {
	c := meet(t, "")
	a := c.do("GET", "/v1/resource/TYPES", nil, 200, nil)
	sample := `{"type":"40GBASELRL4","description":"Single mode optical - up to 1km (for use within datacentre)","class":"40GBASELRL4","scope":"port",` +
		`"extra_info":{"specifications":{"connector_type":"LC","cable_type":"SMF","wavelength":{"unit":"nm","min":1271,"max":1331},` +
		`"tx_power":{"unit":"dBm","min":"-7.0","max":"2.3"},"rx_power":{"unit":"dBm","min":"-11.5","max":"2.3"},"operating_distance":{"unit":"km","max":1}}}`
	if !strings.Contains(string(a.text), sample) {
		t.Errorf("40GBASELRL4 is not as in the document: %s", a.text)
	}
	var got struct {
		Types []struct {
			Class  string          `json:"class"`
			Schema json.RawMessage `json:"schema"`
		} `json:"types"`
	}
	if err := json.Unmarshal(a.text, &got); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1000BASELX", "10GBASELR", "25GBASELR", "40GBASELR4", "100GBASELR4", "FI"} {
		if !slices.ContainsFunc(got.Types, func(r struct {
			Class  string          `json:"class"`
			Schema json.RawMessage `json:"schema"`
		},
		) bool {
			return r.Class == want && len(r.Schema) > 0
		}) {
			t.Errorf("%s is missing, or has no schema", want)
		}
	}
	if !strings.Contains(string(a.text), "draft-07") || !strings.Contains(string(a.text), "2020-12") {
		t.Error("both schema drafts should be in use")
	}
}

type offerRow struct {
	Place     string `json:"location_id"`
	Class     string `json:"resource_type_class"`
	GUID      string `json:"candidate_resource_guid"`
	Neighbour string `json:"neighbour_location_id"`
	Extra     struct {
		Neighbour string `json:"neighbour_location_id"`
		Modes     []struct {
			Mode  string `json:"port_mode"`
			Speed int64  `json:"port_mode_speed"`
		} `json:"capabilities"`
	} `json:"extra_info"`
	SKUs []struct {
		Term    int    `json:"contract_term"`
		Install string `json:"install_fee"`
		Price   string `json:"unit_price"`
	} `json:"skus"`
}

func (c *stranger) catalogue(company string) []offerRow {
	c.t.Helper()
	var got struct {
		Total int        `json:"total"`
		Rows  []offerRow `json:"resources"`
	}
	c.do("GET", "/v1/resources/"+company+"/DISCOVER", nil, 200, &got)
	if got.Total != len(got.Rows) {
		c.t.Errorf("total is %d for %d rows", got.Total, len(got.Rows))
	}
	return got.Rows
}

var price = regexp.MustCompile(`^\d+\.\d\d$`)

func TestTheCatalogueHasTermsWaivedFeesInterconnectsAndOddities(t *testing.T) {
	rows := meet(t, "").catalogue("AU123456")
	terms := map[int]int{}
	var unpriced, bare, onRow, inExtra int
	for _, row := range rows {
		if len(row.SKUs) == 0 {
			bare++
		}
		for _, k := range row.SKUs {
			terms[k.Term]++
			if k.Price == "xxx.00" {
				unpriced++
			} else if !price.MatchString(k.Price) || !price.MatchString(k.Install) {
				t.Errorf("%s %s: %q and %q are no prices", row.Place, row.Class, k.Price, k.Install)
			}
			if k.Term >= 12 && k.Install != "0.00" || k.Term == 1 && k.Install == "0.00" {
				t.Errorf("%s %s: install fee %s at %d months", row.Place, row.Class, k.Install, k.Term)
			}
		}
		if row.Class != "FI" {
			continue
		}
		if row.Neighbour != "" {
			onRow++
		} else if row.Extra.Neighbour != "" {
			inExtra++
		}
		if row.GUID == "" || len(row.Extra.Modes) == 0 {
			t.Errorf("the interconnect at %s lacks its guid or its modes", row.Place)
		}
	}
	if len(rows) < 80 || len(terms) != 4 || unpriced == 0 || bare == 0 || onRow == 0 || inExtra == 0 {
		t.Errorf("%d rows, terms %v, %d unpriced, %d without skus, %d and %d neighbours", len(rows), terms, unpriced, bare, onRow, inExtra)
	}
}

// refsOf finds every $ref in a document, wherever it stands.
func refsOf(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if text, ok := inner.(string); ok && key == "$ref" {
				out = append(out, text)
			}
			out = append(out, refsOf(inner)...)
		}
	case []any:
		for _, inner := range v {
			out = append(out, refsOf(inner)...)
		}
	}
	return out
}

func TestEveryProvidersReferencesAreServedAtTheirIDButOne(t *testing.T) {
	c := meet(t, "")
	var got struct {
		Providers []struct {
			Type   string         `json:"type"`
			Schema map[string]any `json:"schema"`
		} `json:"providers"`
	}
	c.do("GET", "/v1/resource/PROVIDERS", nil, 200, &got)
	if len(got.Providers) < 10 {
		t.Errorf("%d providers, want at least 10", len(got.Providers))
	}
	var dead []string
	for _, p := range got.Providers {
		id, _ := p.Schema["$id"].(string)
		base, err := url.Parse(id)
		if err != nil || !strings.HasPrefix(id, "https://sandbox-api.axonvx.com/api/biz2/v1/schema/") {
			t.Fatalf("%s has the $id %q", p.Type, id)
		}
		c.do("GET", strings.TrimPrefix(base.Path, "/api/biz2"), nil, 200, nil)
		for _, ref := range refsOf(p.Schema) {
			target, err := base.Parse(ref)
			if err != nil {
				t.Fatal(err)
			}
			if target.Path == base.Path {
				continue // within the schema itself
			}
			a, err := c.send(c.request("GET", strings.TrimPrefix(target.Path, "/api/biz2"), nil))
			if err != nil {
				t.Fatal(err)
			}
			name := target.Fragment[strings.LastIndex(target.Fragment, "/")+1:]
			if a.status != 200 || !strings.Contains(string(a.text), `"`+name+`"`) {
				dead = append(dead, p.Type)
			}
		}
	}
	if !slices.Equal(dead, []string{"alibaba"}) {
		t.Errorf("references lead nowhere at %v, want alibaba's alone", dead)
	}
}

func TestCandidatesShowChainsDiversityVolumesAndPricesThatAreNone(t *testing.T) {
	c := meet(t, "")
	rows := c.candidates("DEMOCO", demoPort, "")
	lengths, indexes, unpriced, volumes := map[int]int{}, map[int]int{}, map[string]int{}, map[int]int{}
	seen := map[string]bool{}
	for _, row := range rows {
		first, last := row.Chain[0], row.Chain[len(row.Chain)-1]
		if seen[row.GUID] || first.Provider != "public" || first.Place != "AU-NXT-S1" || last.Provider != row.Type || last.Place != row.Place {
			t.Errorf("%s to %s at %s: chain %v", row.GUID, row.Type, row.Place, row.Chain)
		}
		seen[row.GUID] = true
		lengths[len(row.Chain)]++
		indexes[row.Index]++
		volumes[row.SKU.Volume]++
		if !price.MatchString(row.SKU.Price) {
			unpriced[row.SKU.Price]++
		}
	}
	if len(lengths) != 3 || lengths[3] == 0 || lengths[5] == 0 || len(indexes) != 3 || unpriced["POA"] == 0 || unpriced["xxx.00"] == 0 || len(volumes) < 4 {
		t.Errorf("chains %v, diversity %v, unpriced %v, volumes %v", lengths, indexes, unpriced, volumes)
	}
	aws := c.candidates("DEMOCO", demoPort, "aws")
	if len(aws) == 0 || slices.ContainsFunc(aws, func(r candidateRow) bool { return r.Type != "aws" || seen[r.GUID] }) {
		t.Error("provider=aws gave other providers' candidates, or a GUID twice")
	}
	c.refused("GET", "/v1/services/DEMOCO/"+demoPort+"/DISCOVER?provider=gopher", nil, 400, "no provider")
}

func (c *stranger) portOf(company, class string) string {
	c.t.Helper()
	for _, r := range c.server.Ledger().Resources {
		if r.Company == company && r.Class == class {
			return r.GUID
		}
	}
	c.t.Fatalf("%s has no %s", company, class)
	return ""
}

func TestPricesAreTheBuyersOwn(t *testing.T) {
	c := meet(t, "")
	list := c.candidates("DEMOCO", demoPort, "oob:axon")[0].SKU.Price
	own := c.candidates("AU123460", c.portOf("AU123460", "1000BASELX10"), "oob:axon")
	i := slices.IndexFunc(own, func(r candidateRow) bool { return len(r.Chain) == 3 })
	if list != "95.00" || own[i].SKU.Price != "90.25" {
		t.Errorf("out of band at the port's own site costs %s and %s, want 95.00 and 5 %% less", list, own[i].SKU.Price)
	}
}

func TestLimitationsAreThoseOfTheNarrowestHop(t *testing.T) {
	c := meet(t, "")
	var got struct {
		Allowed struct {
			List []int64 `json:"bandwidths"`
		} `json:"allowed_bandwidths"`
		Limits []struct {
			Provider string `json:"provider"`
			Maximum  int64  `json:"maximum_bandwidth"`
		} `json:"limitations"`
	}
	c.do("GET", "/v1/limitations/candidateservice/"+c.candidates("DEMOCO", demoPort, "aws")[0].GUID, nil, 200, &got)
	// The list and aws's maximum are those of the document's example.
	want := []int64{50e6, 100e6, 200e6, 300e6, 400e6, 500e6, 1e9, 2e9}
	if !slices.Equal(got.Allowed.List, want) {
		t.Errorf("aws allows %v, want %v", got.Allowed.List, want)
	}
	limits := map[string]int64{}
	for _, l := range got.Limits {
		limits[l.Provider] = l.Maximum
	}
	if limits["aws"] != 10e9 || limits["public"] != 10e9 {
		t.Errorf("limits are %v, want 10 Gbps for aws and for the 10G port", limits)
	}
	c.do("GET", "/v1/limitations/candidateservice/"+c.candidates("DEMOCO", c.portOf("DEMOCO", "1000BASELX"), "aws")[0].GUID, nil, 200, &got)
	if top := got.Allowed.List[len(got.Allowed.List)-1]; top != 1e9 {
		t.Errorf("a 1G port lets %d through", top)
	}
	c.refused("GET", "/v1/limitations/port/"+demoPort, nil, 404, "type")
}

func TestTimesAreISOWithoutMillisecondsAndHonourZoneNames(t *testing.T) {
	c := meet(t, "")
	id := c.orderService("microsoft", "times", 800, azureKey, 200)
	for zone, want := range map[string]string{
		"": "2026-03-02T09:30:00Z", "?tz=Australia/Sydney": "2026-03-02T20:30:00+11:00", "?tz=AEDT": "2026-03-02T09:30:00Z",
	} {
		var got serviceState
		c.do("GET", "/v1/service/"+id+zone, nil, 200, &got)
		if got.CreatedAt != want {
			t.Errorf("tz %q: %s, want %s", zone, got.CreatedAt, want)
		}
	}
}

func TestTheUserHasAHierarchyOfCompaniesWithRoles(t *testing.T) {
	c := meet(t, "")
	var got struct {
		Companies []struct {
			ID     string   `json:"company_id"`
			Parent string   `json:"parent_company_id"`
			Roles  []string `json:"user_roles"`
		} `json:"companies"`
	}
	c.do("GET", "/v1/user", nil, 200, &got)
	roles, children := map[string]string{}, 0
	for _, co := range got.Companies {
		roles[co.ID] = strings.Join(co.Roles, " ")
		if co.Parent != "" {
			children++
		}
	}
	if len(roles) < 4 || children < 2 || !strings.Contains(roles["AU123471"], "AXON_ORDER") || roles["AU555110"] != "AXON_VIEW" {
		t.Errorf("companies and roles: %v, %s of them below another", roles, strconv.Itoa(children))
	}
	c.do("GET", "/v1/resources/AU555110/DISCOVER", nil, 200, nil)
	c.refused("POST", "/v1/resource/AU555110", portBody(), 403, "view")
	c.refused("GET", "/v1/resources/AU900001", nil, 403, "no access")
	c.refused("GET", "/v1/services/NOBODY", nil, 403, "no access")
}
