package schema

import (
	"encoding/json"
	"strings"
	"testing"
)

func chain() []Part {
	fabric := `{"$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://api.test/v1/schema/Fabric-provider.schema.json",
		"required": ["bandwidth_cir", "outer_vlan"], "properties": {
		"bandwidth_cir": {"$ref": "definitions/Service.schema.json#/definitions/bandwidth_cir"},
		"outer_vlan": {"$ref": "definitions/Service.schema.json#/definitions/outer_vlan"},
		"description": {"type": "string", "maxLength": 100}}}`
	return []Part{
		{"public", json.RawMessage(fabric)},
		{"fabric S1", json.RawMessage(fabric)},
		{"fabric S2", json.RawMessage(fabric)},
		{"microsoft", json.RawMessage(azure)},
	}
}

func BenchmarkBuild(b *testing.B) {
	fetch := served(definitions, nil)
	b.ReportAllocs()
	for b.Loop() {
		if f := Build(b.Context(), chain(), fetch); len(f.Fields) != 5 {
			b.Fatal(names(f), f.Notes)
		}
	}
}

func BenchmarkBuildLargest(b *testing.B) {
	raw := json.RawMessage(repeat(`{"properties": {`, `"p%": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"minimum": %}}}`, `}}`, 250))
	for b.Loop() {
		if f := Build(b.Context(), []Part{{"p", raw}}, nil); len(f.Fields) != maxFields {
			b.Fatal(names(f), f.Notes)
		}
	}
}

func BenchmarkCheckField(b *testing.B) {
	f := Build(b.Context(), chain(), served(definitions, nil))
	for _, c := range []struct{ name, field, text string }{
		{"good", "outer_vlan", "222"},
		{"bad", "outer_vlan", "4000"},
		{"GUID", "skey", sampleGUID},
		{"long text", "description", strings.Repeat("a", 4000)},
		{"1 MB", "description", strings.Repeat("a", 1<<20)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.CheckField(c.field, c.text)
			}
		})
	}
}

func BenchmarkValues(b *testing.B) {
	f := Build(b.Context(), chain(), served(definitions, nil))
	texts := map[string]string{"outer_vlan": "222", "bandwidth_cir": "200000000", "skey": sampleGUID}
	for b.Loop() {
		if _, problems := f.Values(texts); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
