package axon

import (
	"encoding/json"
	"strings"
	"testing"

	"axdesk/client/loose"
)

func TestOddValuesCostNothingElse(t *testing.T) {
	l := decoded(t, []byte(`{"total":"7","future":{"a":[1]},"candidate_services":[
		null, "row", 12, [],
		{"candidate_service_guid":123,"diversity_index":"2","location_id":null,"company_name":{"x":1},"new_key":[{}],
		 "provider_chain":[{"provider":"public"},"fabric",null,7,{"location_id":"AU-NXT-S2"}],
		 "sku":{"contract_term":"12 months","volume":null,"install_fee":12.50,"unit_price":"1e3"}},
		{}
	]}`), decodeCandidates)
	if l.Total != 7 || l.Skipped != 4 || len(l.Items) != 2 {
		t.Fatalf("%d items, %d skipped, total %d", len(l.Items), l.Skipped, l.Total)
	}
	c := l.Items[0]
	c.Raw = nil
	same(t, c, Candidate{
		GUID: "123", DiversityIndex: 2,
		Chain: []Hop{{Provider: "public"}, {Provider: "fabric"}, {}, {Provider: "7"}, {LocationID: "AU-NXT-S2"}},
		SKU:   SKU{Term: 12, InstallFee: "12.50", UnitPrice: "1e3"},
	})
}

// Lists arrive in these shapes besides their own.
var shapes = []struct {
	body         string
	items, total int
	useful       bool
}{
	{`{"types":[{"type":"A"},{"type":"B"}]}`, 2, 2, true},
	{`{"resource_types":[{"type":"A"}]}`, 1, 1, true},
	{`{"anything":[{"type":"A"}],"total":3}`, 1, 3, true},
	{`[{"type":"A"}]`, 1, 1, true},
	{`{"types":{"type":"A"}}`, 1, 1, true},
	{`{"types":null}`, 0, 0, true},
	{`{"types":[]}`, 0, 0, true},
	{`{"total":0}`, 0, 0, true},
	{`{"total":1,"types":[{"type":"A"},{"type":"B"}]}`, 2, 2, true},
	{`{"total":-4,"types":[]}`, 0, 0, true},
	{`{"a":[{}],"b":[{}]}`, 0, 0, false},
	{`{}`, 0, 0, false},
	{`{"error":"no"}`, 0, 0, false},
	{`null`, 0, 0, false},
	{`"types"`, 0, 0, false},
	{`12`, 0, 0, false},
}

func TestEnvelopes(t *testing.T) {
	for _, s := range shapes {
		v, ok := loose.Parse([]byte(s.body))
		if !ok {
			t.Fatalf("%s isn't JSON", s.body)
		}
		l, useful := decodeTypes(v, at)
		if len(l.Items) != s.items || l.Total != s.total || useful != s.useful {
			t.Errorf("%s: %d of %d, useful %v", s.body, len(l.Items), l.Total, useful)
		}
	}
}

func TestRates(t *testing.T) {
	for text, want := range map[string]BitRate{
		"50000000": 50e6, `"50000000"`: 50e6, "5e7": 50e6, `"50 Mbps"`: 50e6, "50000000.0": 50e6, "-1": 0, "null": 0, `"fast"`: 0, "1e18": 0,
	} {
		if got := rate(loose.Value(text)); got != want {
			t.Errorf("rate of %s is %d", text, got)
		}
	}
}

func TestRolesMayBeObjects(t *testing.T) {
	a := decoded(t, []byte(`{"companies":{"company_id":1,"user_roles":["a",{"id":null,"role":"b","text":"c"},null,{}]}}`), decodeAccount)
	same(t, a.Companies, []Company{{ID: "1", Roles: []string{"a", "b"}}})
}

func TestKeysMayBeEscaped(t *testing.T) {
	l := decoded(t, []byte("{ \"loc\\u0061tions\" : [ {\"location_id\"\n:\t\"A\\\"\\\\\" , \"city\":\"B\"} ] }"), decodeLocations)
	same(t, l.Items, []Location{{ID: `A"\`, City: "B"}})
}

func TestNeighbourMayStandInEitherPlace(t *testing.T) {
	l := decoded(t, []byte(`[{"neighbour_location_id":"A"},{"extra_info":{"neighbor_location_id":"B"}},{"neighbour_location_id":null,"extra_info":{"neighbour_location_id":"C"}}]`), decodeOffers)
	same(t, []string{l.Items[0].NeighbourID, l.Items[1].NeighbourID, l.Items[2].NeighbourID}, []string{"A", "B", "C"})
}

func TestBandwidthsAreSortedAndPositive(t *testing.T) {
	l := decoded(t, []byte(`{"allowed_bandwidths":["300",200,200,0,-5,null,"100M"]}`), decodeLimits)
	same(t, l.Bandwidths, []BitRate{200, 300, 100e6})
}

func TestRowsAreBounded(t *testing.T) {
	body := `[{}` + strings.Repeat(",{}", loose.MaxRows+9) + `]`
	if l := decoded(t, []byte(body), decodeLocations); len(l.Items) != loose.MaxRows || l.Skipped != 10 || l.Total != loose.MaxRows+10 {
		t.Errorf("%d items, %d skipped of %d", len(l.Items), l.Skipped, l.Total)
	}
	hops := `[{"provider_chain":[{"provider":"p"}` + strings.Repeat(`,{"provider":"p"}`, maxHops) + `]}]`
	c := decoded(t, []byte(hops), decodeCandidates).Items[0].Chain
	if last := c[len(c)-1]; len(c) != maxHops+1 || last.Provider != "" {
		t.Errorf("%d hops, the last is %+v: a cut chain must not look whole", len(c), last)
	}
}

func TestDeepNestingIsSurvived(t *testing.T) {
	deep := strings.Repeat(`{"a":[`, 4000) + strings.Repeat(`]}`, 4000)
	s := decoded(t, []byte(`{"service_id":"x","product_options":{"o":`+deep+`}}`), decodeService)
	if s.ID != "x" || s.Options["o"] == nil {
		t.Errorf("got %q", s.ID)
	}
	types := decoded(t, []byte(`[{"type":"t","extra_info":{"specifications":{"odd":`+deep+`}}}]`), decodeTypes)
	same(t, types.Items[0].Specs, []Spec{{"odd", "a: a: …"}})
	if _, ok := loose.Parse([]byte(strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000))); ok {
		t.Error("20,000 levels were taken for JSON")
	}
}

func TestOddSpecificationsAreShown(t *testing.T) {
	l := decoded(t, []byte(`[{"extra_info":{"specifications":{"fec":["RS",null,3],"min_reach":{"min":2,"unit":"km"},
		"fixed":{"min":"5","max":"5"},"form":{"kind":"QSFP","hot":true},"none":null}}}]`), decodeTypes)
	same(t, l.Items[0].Specs, []Spec{
		{"fec", "RS, , 3"}, {"min_reach", "from 2 km"}, {"fixed", "5"}, {"form", "kind: QSFP, hot: true"},
	})
}

func TestHostileTextIsSanitised(t *testing.T) {
	const nasty = `\u001b]0;owned\u0007\u001b[31mre\u202ed\u0000\n`
	l := decoded(t, []byte(`[{"location_id":"`+nasty+`","city":"`+nasty+`","neighbors":["`+nasty+`"]}]`), decodeLocations)
	for _, s := range append(l.Items[0].Neighbors, l.Items[0].ID, l.Items[0].City) {
		if strings.TrimSpace(s) != "red" {
			t.Errorf("%q got through", s)
		}
	}
}

func TestRawRowsDontShareRoomToGrow(t *testing.T) {
	l := decoded(t, []byte(`[{"type":"A"},{"type":"B"}]`), decodeProviders)
	_ = append(l.Items[0].Raw, "overwritten"...)
	if got := string(l.Items[1].Raw); got != `{"type":"B"}` {
		t.Errorf("the next row became %s", got)
	}
}

func TestOptionsKeepNumbersExact(t *testing.T) {
	s := decoded(t, []byte(`{"product_options":{"a":12345678901234567890,"b":[true,null,"x\u001b[m"],"c":{"d":1.50}},"service_id":"1"}`), decodeService)
	same(t, s.Options, map[string]any{
		"a": json.Number("12345678901234567890"), "b": []any{true, nil, "x"}, "c": map[string]any{"d": json.Number("1.50")},
	})
}
