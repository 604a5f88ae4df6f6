package axon

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"axdesk/client/loose"
)

func TestService(t *testing.T) {
	s := decoded(t, fixture(t, "service.json"), decodeService)
	if !s.CreatedAt.Equal(time.Date(2022, 5, 10, 4, 0, 50, 0, time.UTC)) || s.Raw == nil {
		t.Errorf("created %v, raw of %d bytes", s.CreatedAt, len(s.Raw))
	}
	s.CreatedAt, s.Raw = time.Time{}, nil
	same(t, s, Service{
		ID: "4a20a793-c84b-40ee-affe-cd90d3d5989c", Description: "My first service", ServiceType: "aws", At: at,
		Options: map[string]any{
			"description": "My first service", "outer_vlan": json.Number("222"), "bandwidth_cir": json.Number("200000000"),
			"aws_account_id": "123456789012",
		},
		Hops: []Hop{
			{1, "public", "AU-NXT-S1", "C", "N"},
			{2, "aws", "AU-NXT-S2", "S", "N"},
		},
	})
}

func TestServiceShapes(t *testing.T) {
	for _, body := range []string{
		`{"service":{"service_guid":"x","provider_chain":[{"provisioned":"C"}]}}`,
		`{"service_id":"x","sequences":[{"provisioned":"C"}]}`,
		`{"service_id":"x","hops":{"provisioned":"C"}}`,
		`{"service_id":"x","provider_chain":null,"hops":[{"provisioned":"C"}]}`,
	} {
		s := decoded(t, []byte(body), decodeService)
		if s.ID != "x" {
			t.Errorf("%s: id %q", body, s.ID)
		}
		same(t, s.Hops, []Hop{{Sequence: 1, Provisioned: "C"}})
	}
	for _, body := range []string{`{}`, `[]`, `null`, `{"service":{}}`, `{"foo":"bar"}`} {
		v, _ := loose.Parse([]byte(body))
		if _, ok := decodeService(v, at); ok {
			t.Errorf("%s was taken for a service", body)
		}
	}
}

func TestInfos(t *testing.T) {
	in := decoded(t, fixture(t, "info.json"), decodeInfos)
	same(t, in.Items, []Info{{2, "aws", "error", "aws_account_id is not known", time.Date(2022, 5, 10, 4, 1, 12, 0, time.UTC)}})
	if in.Text != "" {
		t.Errorf("text %q beside rows", in.Text)
	}
	if in := decoded(t, []byte(`{"info":[]}`), decodeInfos); in.Text != "" || in.Items != nil {
		t.Errorf("an empty list became %+v", in)
	}
}

func TestInfosOfUnknownShapeAreShown(t *testing.T) {
	for body, want := range map[string]string{
		`{"reason":"no \u001b[1mlight","code":5}`: "{\n  \"reason\": \"no \\u001b[1mlight\",\n  \"code\": 5\n}",
		`{"info":[{"text":"x"}]}`:                 "{\n  \"info\": [\n    {\n      \"text\": \"x\"\n    }\n  ]\n}",
		`[{"text":"x"},{"message":"y"}]`:          "[\n  {\n    \"text\": \"x\"\n  },\n  {\n    \"message\": \"y\"\n  }\n]",
		`"just text"`:                             `"just text"`,
		`null`:                                    "null",
	} {
		if in := decoded(t, []byte(body), decodeInfos); in.Text != want || in.Items != nil {
			t.Errorf("%s: %q, %d rows", body, in.Text, len(in.Items))
		}
	}
	long := `{"x":"` + strings.Repeat("é", maxInfoText) + `"}`
	if in := decoded(t, []byte(long), decodeInfos); len(in.Text) > maxInfoText+100 || !strings.HasSuffix(in.Text, "…") {
		t.Errorf("%d bytes are shown", len(in.Text))
	}
}

func TestListsOfWhatTheCompanyHas(t *testing.T) {
	r := decoded(t, []byte(`{"total":2,"resources":[{"resource_guid":"g","description":"d","location_id":"AU-NXT-S1","resource_type_class":"FI",
		"meetme":"S1 Port 9","provisioned":"C","deprovisioned":"N","created_at":"2022-05-10T04:00:50Z"}]}`), decodeResources)
	r.Items[0].Raw = nil
	same(t, r.Items, []Resource{{
		GUID: "g", Description: "d", LocationID: "AU-NXT-S1", Class: "FI", MeetMe: "S1 Port 9", Provisioned: "C", Deprovisioned: "N",
		CreatedAt: time.Date(2022, 5, 10, 4, 0, 50, 0, time.UTC),
	}})
	same(t, r.Total, 2)
	s := decoded(t, []byte(`{"services":[{"service_id":"x","service_type":"aws","provisioned":"D","deprovisioned":"S"},{}]}`), decodeServices)
	s.Items[0].Raw = nil
	same(t, s.Items[0], Service{ID: "x", ServiceType: "aws", Provisioned: "D", Deprovisioned: "S", At: at})
	same(t, len(s.Items), 2)
}

func TestTypesMayCarryASchema(t *testing.T) {
	l := decoded(t, []byte(`[{"type":"a","schema":{"type":"object"}},{"type":"b","schema":null}]`), decodeTypes)
	if string(l.Items[0].Schema) != `{"type":"object"}` || l.Items[1].Schema != nil {
		t.Errorf("schemas %s and %s", l.Items[0].Schema, l.Items[1].Schema)
	}
}
