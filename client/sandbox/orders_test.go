package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func options(change string, value any) object {
	inner, _ := portBody()["resource_options"].(object)
	return with(portBody(), "resource_options", with(inner, change, value))
}

func TestAPortOrderIsHeldAgainstCatalogueAndSchema(t *testing.T) {
	c := meet(t, "")
	cases := []struct {
		name   string
		body   object
		status int
		want   string
	}{
		{"no location", with(portBody(), "location_id", nil), 400, "location_id is required"},
		{"location is a number", with(portBody(), "location_id", 7), 400, "location_id must be a string"},
		{"unknown location", with(portBody(), "location_id", "AU-NXT-Z9"), 400, "no location"},
		{"unknown class", with(portBody(), "resource_type_class", "10GBASEZR"), 400, "no class"},
		{"not offered there", with(with(portBody(), "location_id", "AU-NXT-PH1"), "resource_type_class", "100GBASELR4"), 404, "not offered"},
		{"no term", with(portBody(), "contract_term", nil), 400, "contract_term is required"},
		{"a term that is not sold", with(portBody(), "contract_term", 6), 400, "6 months is not offered"},
		{"a term in words", with(portBody(), "contract_term", "12"), 400, "whole number"},
		{"no options", with(portBody(), "resource_options", nil), 400, "resource_options is required"},
		{"no description", options("description", nil), 400, "description is required"},
		{"a description of 65 letters", options("description", strings.Repeat("x", 65)), 400, "description"},
		{"unknown provider", options("provider", "secret"), 400, "provider"},
		{"someone else's diverse port", with(portBody(), "diverse_resource_guid", "f54326cd-b100-4563-90fc-9f7f473dba00"), 400, "has no resource"},
		{"an interconnect without its guid", with(portBody(), "resource_type_class", "fi"), 400, "candidate_resource_guid is required"},
		{"ids that are no array", with(portBody(), "document_ids", "TCGEN0001"), 400, "array of strings"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c.t = t
			c.refused("POST", "/v1/resource/DEMOCO", tc.body, tc.status, tc.want)
		})
	}
	c.t = t
	if got := c.server.Ledger().Allocated; got != 0 {
		t.Errorf("%d resources were allocated by refused orders", got)
	}
}

func TestAnOrderIsPlacedOnlyWithExactlyItsDocuments(t *testing.T) {
	c := meet(t, "")
	const path = "/v1/resource/DEMOCO"
	const sample = "TCGEN0001.01647836398.QVhPTlZYIFN0YW5kYXJkIFRlcm1zLm1k" // as printed in the document
	placed := func(ids ...string) object { return with(portBody(), "document_ids", append([]string{}, ids...)) }
	var terms, others documents
	c.do("POST", "/v1/resource/AU123456", portBody(), 200, &others)
	c.refused("POST", path, placed(others.ids()...), 400, "was not issued to company DEMOCO")
	c.do("POST", path, portBody(), 200, &terms)
	ids := terms.ids()
	c.refused("POST", path, placed(), 400, "has not been signed")
	c.refused("POST", path, placed(ids[0]), 400, ids[1])
	c.refused("POST", path, placed(append(slices.Clone(ids), "TCXXX0001.1.eA==")...), 400, "not known")
	c.refused("POST", path, placed(append(slices.Clone(ids), ids[0])...), 400, "twice")
	c.refused("POST", path, placed(sample, ids[1]), 400, "outdated")
	candidate := c.candidates("DEMOCO", demoPort, "microsoft")[0].GUID
	c.do("POST", "/v1/service/exc/DEMOCO", serviceBody(candidate, "x", 900, azureKey), 200, &others)
	c.refused("POST", path, placed(others.ids()...), 400, "does not belong to this order")
	if got := c.server.Ledger(); got.Allocated != 0 || got.Created != 0 {
		t.Fatalf("refused signatures placed %d ports and %d services", got.Allocated, got.Created)
	}
	c.do("POST", path, placed(ids...), 200, nil)
	// Nothing makes a repeated order harmless: who posts twice has two ports.
	c.do("POST", path, placed(ids...), 200, nil)
	if got := c.server.Ledger().Allocated; got != 2 {
		t.Errorf("%d ports, want 2", got)
	}
}

func TestWhatIsLeftRunsOut(t *testing.T) {
	c := meet(t, "")
	rows := c.catalogue("DEMOCO")
	i := slices.IndexFunc(rows, func(r offerRow) bool { return r.Class == "100GBASEER4" })
	body := with(with(portBody(), "location_id", rows[i].Place), "resource_type_class", "100GBASEER4")
	c.orderPort("DEMOCO", body)
	c.refused("POST", "/v1/resource/DEMOCO", body, 404, "is left")
	if len(c.catalogue("DEMOCO")) != len(rows)-1 {
		t.Error("the catalogue still offers what ran out")
	}
}

func TestARowWithoutAPriceCannotBeOrdered(t *testing.T) {
	c := meet(t, "")
	rows := c.catalogue("DEMOCO")
	i := slices.IndexFunc(rows, func(r offerRow) bool { return len(r.SKUs) > 0 && r.SKUs[0].Price == "xxx.00" })
	body := with(with(portBody(), "location_id", rows[i].Place), "resource_type_class", rows[i].Class)
	c.refused("POST", "/v1/resource/DEMOCO", body, 400, "no list price")
}

func TestAnInterconnectNeedsItsGUIDAndOneOfItsModes(t *testing.T) {
	c := meet(t, "")
	rows := c.catalogue("DEMOCO")
	i := slices.IndexFunc(rows, func(r offerRow) bool {
		return r.Class == "FI" && len(r.SKUs) > 0 && r.Place == "AU-NXT-PH1"
	})
	body := object{
		"location_id": rows[i].Place, "resource_type_class": "FI", "candidate_resource_guid": rows[i].GUID, "contract_term": 12,
		"resource_options": object{"description": "to the mine", "port_mode": "FI-10G"},
	}
	c.refused("POST", "/v1/resource/DEMOCO", body, 400, "not among the capabilities")
	c.refused("POST", "/v1/resource/DEMOCO", with(body, "resource_options", object{"description": "x"}), 400, "port_mode is required")
	c.refused("POST", "/v1/resource/DEMOCO", with(body, "location_id", "AU-NXT-S1"), 400, "no fabric interconnect at")
	guid := c.orderPort("DEMOCO", with(body, "resource_options", object{"description": "to the mine", "port_mode": "FI-100M"}))
	if rows := c.candidates("DEMOCO", guid, ""); len(rows) != 0 {
		t.Errorf("%d services begin on an interconnect, want none", len(rows))
	}
}

func TestAServiceOrderIsHeldAgainstEverySchemaOfItsChain(t *testing.T) {
	c := meet(t, "")
	guid := c.candidates("DEMOCO", demoPort, "aws")[0].GUID
	good := serviceBody(guid, "x", 300, awsAccount)
	set := func(key string, value any) object {
		inner, _ := good["product_options"].(object)
		return with(good, "product_options", with(inner, key, value))
	}
	cases := []struct {
		name   string
		body   object
		status int
		want   string
	}{
		{"vlan 1", set("outer_vlan", 1), 400, "outer_vlan"},
		{"vlan 4000", set("outer_vlan", 4000), 400, "outer_vlan"},
		{"vlan in words", set("outer_vlan", "300"), 400, "outer_vlan"},
		{"vlan taken", set("outer_vlan", 100), 409, "Duplicate outer_vlan 100 on resource " + demoPort},
		{"vlan taken, written as 100.0", set("outer_vlan", 1e2), 409, "Duplicate outer_vlan 100"},
		{"bandwidth off the list", set("bandwidth_cir", 60_000_000), 400, "allowed bandwidths"},
		{"bandwidth above the list", set("bandwidth_cir", 10_000_000_000), 400, "allowed bandwidths"},
		{"11 digits", set("aws_account_id", "12345678901"), 400, "aws_account_id"},
		{"account missing on the second POST", with(set("aws_account_id", nil), "document_ids", []string{}), 400, "aws_account_id is required"},
		{"no candidate", with(good, "candidate_service_guid", nil), 400, "candidate_service_guid is required"},
		{"no GUID", with(good, "candidate_service_guid", "x"), 400, "not a candidate service GUID"},
		{"unknown candidate", with(good, "candidate_service_guid", demoPort), 404, "discover services again"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c.t = t
			c.refused("POST", "/v1/service/exc/DEMOCO", tc.body, tc.status, tc.want)
		})
	}
	c.t = t
	c.refused("POST", "/v1/service/exc/AU123456", good, 404, "no candidate service")
	for _, name := range []string{"google", "alibaba"} {
		rows := c.candidates("DEMOCO", demoPort, name)
		c.refused("POST", "/v1/service/exc/DEMOCO", with(serviceBody(rows[0].GUID, "x", 301, nil), "document_ids", []string{}), 400, map[string]string{
			"google": "pairing_key is required", "alibaba": "no list price",
		}[name])
	}
}

func TestACandidateServesOneOrderWithinFifteenMinutes(t *testing.T) {
	c := meet(t, "")
	rows := c.candidates("DEMOCO", demoPort, "microsoft")
	body := serviceBody(rows[0].GUID, "once", 400, azureKey)
	c.sign("/v1/service/exc/DEMOCO", body, 200, nil)
	c.refused("POST", "/v1/service/exc/DEMOCO", body, 404, "used by an order already")
	c.clock.move(15 * time.Minute)
	c.candidates("DEMOCO", demoPort, "microsoft")
	c.do("GET", "/v1/limitations/candidateservice/"+rows[1].GUID, nil, 200, nil)
	c.clock.move(time.Second)
	c.refused("GET", "/v1/limitations/candidateservice/"+rows[1].GUID, nil, 404, "expired")
	c.refused("POST", "/v1/service/exc/DEMOCO", serviceBody(rows[1].GUID, "late", 401, azureKey), 404, "expired")
	c.clock.move(time.Hour)
	c.candidates("DEMOCO", demoPort, "microsoft")
	c.refused("GET", "/v1/limitations/candidateservice/"+rows[1].GUID, nil, 404, "no candidate service")
}

func TestAServiceToAnotherCompanysPortWaitsForItsOwner(t *testing.T) {
	c := meet(t, "")
	for _, row := range c.candidates("DEMOCO", demoPort, "public") {
		if row.Place == "AU-NXT-M2" {
			c.sign("/v1/service/exc/DEMOCO", serviceBody(row.GUID, "to playout-b", 500, nil), 202, nil)
			return
		}
	}
	t.Error("no advertised port of another company is reachable")
}

func TestGUIDsOfOthersReadAsNotThere(t *testing.T) {
	c := meet(t, "")
	var foreign, viewed string
	for _, r := range c.server.Ledger().Resources {
		switch r.Company {
		case "AU900001":
			foreign = r.GUID
		case "AU555100":
			viewed = r.GUID
		}
	}
	c.refused("DELETE", "/v1/resource/"+foreign, nil, 404, "no resource")
	c.refused("GET", "/v1/services/DEMOCO/"+foreign+"/DISCOVER", nil, 404, "no resource")
	c.refused("GET", "/v1/services/AU123456/"+demoPort+"/DISCOVER", nil, 404, "has no resource")
	c.refused("DELETE", "/v1/resource/"+viewed, nil, 403, "not order")
	c.refused("GET", "/v1/service/nonsense", nil, 400, "not a service GUID")
	c.refused("GET", "/v1/service/"+demoPort, nil, 404, "no service")
}

func TestADescriptionChoosesTheTermsThatAreDue(t *testing.T) {
	c := meet(t, "")
	const ports = "/v1/resource/DEMOCO"
	var brief documents
	c.do("POST", ports, options("description", "rack 1 TERMS-brief"), 200, &brief)
	if ids := brief.ids(); len(ids) != 1 || !strings.HasPrefix(ids[0], "TCGEN0001") {
		t.Errorf("the documents of a brief order are %q", ids)
	}
	c.do("POST", ports, with(options("description", "rack 1 terms-brief"), "document_ids", brief.ids()), 200, nil)
	waived := options("description", "rack 2, terms-waived")
	c.refused("POST", ports, with(waived, "document_ids", brief.ids()), 400, "does not belong to this order")
	c.do("POST", ports, waived, 200, nil)
	// Only a first POST that is answered with terms may be incomplete.
	candidates := c.candidates("DEMOCO", demoPort, "aws")
	lacking := serviceBody(candidates[0].GUID, "terms-waived", 900, nil)
	c.refused("POST", "/v1/service/exc/DEMOCO", lacking, 400, "aws_account_id is required")
	c.do("POST", "/v1/service/exc/DEMOCO", serviceBody(candidates[0].GUID, "terms-waived", 900, awsAccount), 202, nil)
	if l := c.server.Ledger(); l.Allocated != 2 || l.Created != 1 {
		t.Errorf("%d resources and %d services were ordered, want 2 and 1", l.Allocated, l.Created)
	}
}
