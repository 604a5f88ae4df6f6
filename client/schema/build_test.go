package schema

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const host = "https://api.test/v1/schema/"

// served is a Fetch over documents by address, which counts what is asked of it.
func served(docs map[string]string, asked *[]string) Fetch {
	return func(_ context.Context, id string) (json.RawMessage, error) {
		if asked != nil {
			*asked = append(*asked, id)
		}
		doc, ok := docs[id]
		if !ok {
			return nil, errors.New("The API has no such document.")
		}
		return json.RawMessage(doc), nil
	}
}

var definitions = map[string]string{
	host + "definitions/Service.schema.json": `{
		"$schema": "http://json-schema.org/draft-07/schema#",
		"definitions": {
			"vlan": {"type": "integer", "minimum": 2, "maximum": 3999},
			"outer_vlan": {"$ref": "#/definitions/vlan", "title": "VLAN"},
			"bandwidth_cir": {"type": "integer", "minimum": 1000000, "description": "bit/s"},
			"selective_qinq": {"type": "boolean", "default": false}
		}}`,
	host + "definitions/Azure.schema.json": `{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id": "https://api.test/v1/schema/definitions/Azure.schema.json",
		"$defs": {
			"skey": {"$anchor": "skey", "title": "Service key", "type": "string", "format": "uuid"},
			"peer": {"$ref": "Service.schema.json#/definitions/vlan", "title": "Peering VLAN", "maximum": 100}
		}}`,
}

const azure = `{
	"$schema": "http://json-schema.org/draft-07/schema#",
	"$id": "https://api.test/v1/schema/Azure-provider.schema.json",
	"type": "object", "title": "Azure Provider Schema", "required": ["skey"],
	"properties": {
		"selective_qinq": {"$ref": "definitions/Service.schema.json#/definitions/selective_qinq"},
		"skey": {"$ref": "definitions/Azure.schema.json#/$defs/skey"},
		"outer_vlan": {"$ref": "definitions/Service.schema.json#/definitions/outer_vlan"}
	}}`

func formOf(t testing.TB, fetch Fetch, schemas ...string) Form {
	t.Helper()
	var parts []Part
	for i, s := range schemas {
		parts = append(parts, Part{Provider: fmt.Sprintf("p%d", i+1), Schema: json.RawMessage(s)})
	}
	return Build(t.Context(), parts, fetch)
}

func names(f Form) string {
	var list []string
	for _, field := range f.Fields {
		name := field.Name
		if field.Required {
			name += "*"
		}
		list = append(list, name)
	}
	return strings.Join(list, " ")
}

func field(t testing.TB, f Form, name string) Field {
	t.Helper()
	got, ok := f.Field(name)
	if !ok {
		t.Fatalf("no field %q among %q", name, names(f))
	}
	return got
}

func says(problems []Problem) string {
	var list []string
	for _, p := range problems {
		list = append(list, p.Says)
	}
	return strings.Join(list, " | ")
}

func TestSampleProviderResolvesAcrossDocumentsAndDrafts(t *testing.T) {
	var asked []string
	f := formOf(t, served(definitions, &asked), azure)
	if got, want := names(f), "skey* selective_qinq outer_vlan"; got != want {
		t.Fatalf("fields %q, want %q", got, want)
	}
	if len(f.Notes) != 0 || len(asked) != 2 {
		t.Errorf("notes %q, asked %q", f.Notes, asked)
	}
	vlan := field(t, f, "outer_vlan")
	if vlan.Kind != KindInteger || vlan.Min.String() != "2/1" || vlan.Max.String() != "3999/1" || vlan.Title != "VLAN" {
		t.Errorf("outer_vlan is %+v", vlan)
	}
	if q := field(t, f, "selective_qinq"); q.Kind != KindBool || q.Default != "false" || q.Title != "Selective QinQ" || q.Choices != nil {
		t.Errorf("selective_qinq is %+v", q)
	}
	values, problems := f.Values(map[string]string{"skey": sampleGUID, "outer_vlan": " 222 ", "selective_qinq": "Yes", "gone": "x"})
	want := map[string]any{"skey": sampleGUID, "outer_vlan": json.Number("222"), "selective_qinq": true}
	if len(problems) != 0 || !reflect.DeepEqual(values, want) {
		t.Errorf("values %v, problems %v", values, problems)
	}
}

var unresolved = []struct {
	name, ref, why string
	fetch          Fetch
}{
	{"no fetch", host + "x.json", "definitions cannot be fetched here", nil},
	{"not published", "definitions/x.json#/definitions/a", "The API has no such document", served(nil, nil)},
	{"no such part", "definitions/Service.schema.json#/definitions/nope", "no such part", served(definitions, nil)},
	{"no such anchor", "#nope", "no such part", nil},
	{"another scheme", "file:///etc/passwd", "not one of the web", served(nil, nil)},
	{"not a URL", "ht tp://%zz", "not a valid one", served(nil, nil)},
	{"not JSON", host + "page", "it is not JSON", served(map[string]string{host + "page": "<html>"}, nil)},
	{"too large", host + "big", "larger than", served(map[string]string{host + "big": strings.Repeat(" ", maxDocument+1)}, nil)},
	{"to itself", "#/properties/thing", "refers to itself", nil},
}

func TestUnresolvableReferenceBecomesFreeText(t *testing.T) {
	for _, c := range unresolved {
		t.Run(c.name, func(t *testing.T) {
			f := formOf(t, c.fetch, fmt.Sprintf(`{"$id": %q, "type": "object", "required": ["thing"], "properties": {
				"thing": {"$ref": %q}, "n": {"type": "integer", "minimum": 5}}}`, host+"p.json", c.ref))
			thing := field(t, f, "thing")
			if thing.Kind != KindText || !thing.Required || !strings.Contains(thing.Unresolved, c.why) {
				t.Fatalf("thing is %+v, want a reason with %q", thing, c.why)
			}
			_, problems := f.Values(map[string]string{"n": "4"})
			if got := says(problems); got != "Thing is required. | N must be at least 5." {
				t.Errorf("the rest is not validated: %q", got)
			}
			values, problems := f.Values(map[string]string{"n": "5", "thing": "free text"})
			if len(problems) != 0 || values["thing"] != "free text" {
				t.Errorf("values %v, problems %v", values, problems)
			}
		})
	}
}

func TestRelativeReferenceWithoutAnIDIsNotFetched(t *testing.T) {
	f := formOf(t, func(context.Context, string) (json.RawMessage, error) {
		t.Error("fetched without knowing from where")
		return nil, errors.New("no")
	}, `{"properties": {"a": {"$ref": "definitions/x.json"}}}`)
	if got := field(t, f, "a").Unresolved; !strings.Contains(got, "no $id") {
		t.Errorf("reason %q", got)
	}
}

var hinted = []struct{ name, good, bad, says string }{
	{"outer_vlan", "2", "4000", "Outer VLAN must lie between 2 and 3999."},
	{"outer_vlan", "3999", "1", "Outer VLAN must lie between 2 and 3999."},
	{"outer_vlan", "222", "x", "Outer VLAN must be a whole number."},
	{"bandwidth_cir", "200000000", "0", "Bandwidth (CIR) must be at least 1."},
	{"aws_account_id", "012345678901", "12345", "AWS account ID needs 12 digits, has 5."},
	{"aws_account_id", "123456789012", "12345678901x", "AWS account ID needs 12 digits and nothing else."},
	{"skey", sampleGUID, "abc", "Service key is not a GUID, such as " + sampleGUID + "."},
}

func TestDocumentedLimitsStandInForMissingDefinitions(t *testing.T) {
	for _, c := range hinted {
		for _, schema := range []string{`{}`, `true`, `{"$ref": "definitions/Lost.json#/a"}`} {
			f := formOf(t, nil, fmt.Sprintf(`{"$id": %q, "properties": {%q: %s}}`, host+"p", c.name, schema))
			if got := says(f.CheckField(c.name, c.good)); got != "" {
				t.Errorf("%s %s: %q is refused: %s", c.name, schema, c.good, got)
			}
			if got := says(f.CheckField(c.name, c.bad)); got != c.says {
				t.Errorf("%s %s: %q says %q, want %q", c.name, schema, c.bad, got, c.says)
			}
			if got := field(t, f, c.name); got.Unresolved != "" || got.Example == "" {
				t.Errorf("%s is %+v", c.name, got)
			}
		}
	}
}

func TestASchemaThatSpeaksOverrulesTheHint(t *testing.T) {
	f := formOf(t, nil, `{"properties": {"outer_vlan": {"type": "integer", "maximum": 4094}, "skey": {"enum": ["a", "b"]}}}`)
	if got := says(f.CheckField("outer_vlan", "4000")); got != "" {
		t.Errorf("4000 is refused: %s", got)
	}
	if got := field(t, f, "skey"); got.Kind != KindChoice {
		t.Errorf("skey is %+v", got)
	}
}

func TestUnionOverAChain(t *testing.T) {
	f := formOf(t, nil,
		`{"properties": {"note": {"type": "string"}, "vlan": {"type": "integer", "minimum": 1, "maximum": 3000, "title": "VLAN"},
			"mode": {"enum": ["a", "b", "c"]}}, "additionalProperties": false}`,
		`{"properties": {"vlan": {"type": "number", "minimum": 100, "maximum": 4000}, "mode": {"enum": ["c", "b"]},
			"key": {"type": "string", "maxLength": 3}}, "required": ["vlan", "extra"], "additionalProperties": false}`)
	if got, want := names(f), "vlan* extra* note mode key"; got != want {
		t.Fatalf("fields %q, want %q", got, want)
	}
	vlan := field(t, f, "vlan")
	if vlan.Kind != KindInteger || vlan.Min.String() != "100/1" || vlan.Max.String() != "3000/1" ||
		!slices.Equal(vlan.Providers, []string{"p1", "p2"}) {
		t.Errorf("vlan is %+v", vlan)
	}
	if mode := field(t, f, "mode"); !slices.Equal(mode.Choices, []string{"c", "b"}) {
		t.Errorf("mode has %q", mode.Choices)
	}
	texts := map[string]string{"note": "n", "vlan": "100", "mode": "B", "key": "abc"}
	if _, problems := f.Values(texts); says(problems) != "Extra is required." {
		t.Errorf("problems %v", problems)
	}
	if got := says(f.CheckField("vlan", "50")); got != "VLAN must lie between 100 and 3000." {
		t.Errorf("50 says %q", got)
	}
	if got := says(f.CheckField("mode", "a")); got != "Mode must be one of: c or b." {
		t.Errorf("a says %q", got)
	}
}

func TestOneProvidersClosedSchemaDoesNotForbidAnothersOptions(t *testing.T) {
	f := formOf(t, nil, `{"properties": {"a": {}}, "additionalProperties": false}`,
		`{"properties": {"b": {}}, "required": ["b"], "maxProperties": 1}`)
	values, problems := f.Values(map[string]string{"a": "1", "b": "2"})
	if len(problems) != 0 || len(values) != 2 {
		t.Errorf("values %v, problems %v", values, problems)
	}
}

var contradictions = []string{
	`{"properties": {"x": {"enum": ["c"]}}}`,
	`{"properties": {"x": {"type": "integer"}}}`,
	`{"properties": {"x": {"type": "string", "minLength": 9, "maxLength": 3}}}`,
}

func TestContradictionsAreNoted(t *testing.T) {
	for _, second := range contradictions {
		f := formOf(t, nil, `{"properties": {"x": {"enum": ["a", "b"], "type": "string"}}}`, second)
		if len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "X: no value satisfies all that is asked of it (by p1 and p2).") {
			t.Errorf("%s: notes %q", second, f.Notes)
		}
	}
}

func TestSameProviderTwiceInAChainAsksOnce(t *testing.T) {
	part := Part{Provider: "fabric", Schema: json.RawMessage(`{"properties": {"a": {"$ref": "#/nope"}}}`)}
	f := Build(t.Context(), []Part{part, {Provider: "none"}, part}, nil)
	if got := field(t, f, "a").Providers; len(got) != 1 || len(f.parts) != 1 {
		t.Errorf("providers %q, %d parts", got, len(f.parts))
	}
}

func TestZeroForm(t *testing.T) {
	var f Form
	values, problems := f.Values(map[string]string{"a": "b"})
	if len(values) != 0 || values == nil || len(problems) != 0 || f.CheckField("a", "") != nil {
		t.Errorf("values %v, problems %v", values, problems)
	}
}
