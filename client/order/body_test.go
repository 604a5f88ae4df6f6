package order

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/axon"
	"axdesk/client/schema"
)

func body(t *testing.T, b []byte, problems []schema.Problem) string {
	t.Helper()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return string(b)
}

func complains(t *testing.T, problems []schema.Problem, field, words string) {
	t.Helper()
	for _, p := range problems {
		if p.Field == field && strings.Contains(p.Says, words) {
			return
		}
	}
	t.Errorf("no problem of %q with %q in %+v", field, words, problems)
}

func TestPortBodyIsTheDocuments(t *testing.T) {
	w := atPort(t)
	w.SetPortForm(map[string]string{"description": " My <first> port label ", "left_over": "x"})
	w.Learn(func(f *Facts) { f.SetResources(acme.ID, list(mine)) })
	w.SetDiverse(mine.GUID)
	b, problems := w.PortBody(schema.Form{})
	want := `{"location_id":"AU-NXT-S1","resource_type_class":"10GBASELR","resource_options":{"description":"My <first> port label"},"contract_term":12,"diverse_resource_guid":"11111111-aaaa"}`
	if got := body(t, b, problems); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	utility := tenGig(0, "1.00")
	w.Learn(func(f *Facts) { f.Catalogue = nil })
	w.SetPort(utility)
	w.SetDiverse("")
	b, problems = w.PortBody(schema.Form{})
	if got := body(t, b, problems); !strings.Contains(got, `"contract_term":0`) || strings.Contains(got, "diverse") {
		t.Errorf("utility billing is sent as %s", got)
	}
}

func TestInterconnectBody(t *testing.T) {
	w := atPort(t)
	o := interconnect(s1, "fi-1")
	w.SetPort(PortChoice{Offer: o, Mode: o.Modes[1]})
	b, problems := w.PortBody(schema.Form{})
	want := `{"location_id":"AU-NXT-S1","resource_type_class":"FI","candidate_resource_guid":"fi-1","resource_options":{"port_mode":"FI-100M"}}`
	if got := body(t, b, problems); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	w.Learn(func(f *Facts) { f.Catalogue = nil })
	o.CandidateGUID = ""
	w.SetPort(PortChoice{Offer: o})
	_, problems = w.PortBody(schema.Form{})
	complains(t, problems, "", "no candidate GUID")
	complains(t, problems, "port_mode", "needs a port mode")
}

func TestServiceBodyIsTheDocuments(t *testing.T) {
	w := atSummary(t)
	want := `{"candidate_service_guid":"c-1","product_options":{"aws_account_id":"012345678901","bandwidth_cir":200000000,"description":"first <service>","outer_vlan":222}}`
	w.SetServiceForm(map[string]string{"aws_account_id": "012345678901", "skey": "left over"})
	// The first form types the VLAN as an integer; the second one couldn't resolve it and takes any text.
	for _, vlan := range []string{`{"type":"integer"}`, `{"$ref":"definitions/Gone.schema.json#/x"}`, `{"type":"string"}`} {
		f := form(t, `"outer_vlan":`+vlan+`,"aws_account_id":{"type":"string"}`)
		b, problems := w.ServiceBody(f)
		if got := body(t, b, problems); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestServiceBodyRefuses(t *testing.T) {
	w := atSummary(t)
	loose := form(t, `"outer_vlan":{"type":"string"}`)
	for _, vlan := range []string{"1", "4000", "222.5", "-3", "abc", ""} {
		w.SetServiceForm(map[string]string{"outer_vlan": vlan})
		b, problems := w.ServiceBody(loose)
		if b != nil || len(problems) != 1 || problems[0].Field != "outer_vlan" {
			t.Errorf("a VLAN of %q gives %s, %+v", vlan, b, problems)
		}
	}
	if st := w.Steps()[StepOptions]; st.State != Unchecked {
		t.Errorf("the options stand at %+v after a refusal", st)
	}
	w.SetServiceForm(map[string]string{"outer_vlan": "222", "description": "a\x1b[31mb"})
	_, problems := w.ServiceBody(loose)
	complains(t, problems, "description", "plain text")
	_, problems = New("AX-TEST1").ServiceBody(loose)
	complains(t, problems, "", "no connection to be ordered")
	_, problems = New("AX-TEST1").PortBody(loose)
	complains(t, problems, "", "no port to be bought")
}

func TestSecondBodyIsTheFirstPlusDocuments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, err := json.Marshal(map[string]any{
			"a": rapid.String().Draw(t, "a"), "o": map[string]any{rapid.String().Draw(t, "k"): rapid.String().Draw(t, "v")},
		})
		if err != nil {
			t.Fatal(err)
		}
		ids := rapid.SliceOfN(rapid.StringMatching(`[A-Z0-9.<>"\\]{1,20}`), 1, 4).Draw(t, "ids")
		second, err := WithDocuments(first, ids)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			IDs []string `json:"document_ids"`
		}
		if err := json.Unmarshal(second, &read); err != nil || strings.Join(read.IDs, "\x00") != strings.Join(ids, "\x00") {
			t.Fatalf("ids %q are read as %q, %v", ids, read.IDs, err)
		}
		head := len(first) - 1
		if !bytes.Equal(append(bytes.Clone(second[:head]), second[len(second)-1]), first) || !bytes.HasPrefix(second[head:], []byte(`,"document_ids":[`)) {
			t.Fatalf("%s isn't %s with documents", second, first)
		}
	})
}

func TestWithDocumentsRefuses(t *testing.T) {
	for _, c := range []struct {
		body string
		ids  []string
	}{{`{"a":1}`, nil}, {`{}`, []string{"x"}}, {`[1]`, []string{"x"}}, {``, []string{"x"}}, {`{"document_ids":["y"]}`, []string{"x"}}} {
		if b, err := WithDocuments([]byte(c.body), c.ids); err == nil {
			t.Errorf("%q with %q became %s", c.body, c.ids, b)
		}
	}
}

func TestVLANClashIsOfThisPort(t *testing.T) {
	w := atProvider(t)
	w.Learn(func(f *Facts) { f.SetVLAN(placed.GUID, 222, ""); f.SetVLAN("another", 300, "x") })
	if why, taken := w.VLANClash(222); !taken || why != "VLAN 222 is taken on this port by another connection: choose another." {
		t.Errorf("%v %q", taken, why)
	}
	if why, taken := w.VLANClash(300); taken {
		t.Errorf("another port's VLAN clashes: %q", why)
	}
	if _, taken := New("AX-TEST1").VLANClash(222); taken {
		t.Error("a VLAN clashes without a port")
	}
}

func TestLimitsDecideNotTheTop(t *testing.T) {
	l := axon.Limits{Bandwidths: []axon.BitRate{50e6, 200e6}}
	if allowed(l, 100e6) || !allowed(l, 50e6) {
		t.Error("the list of bandwidths isn't what is allowed")
	}
}
