package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

type m = map[string]any

// original compiles a schema as its author wrote it, by the library alone.
func original(t *rapid.T, doc string, docs map[string]string) *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(noFiles{})
	docs[host+"original.json"] = doc
	for address, text := range docs {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
		if err == nil {
			err = c.AddResource(address, v)
		}
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
	}
	s, err := c.Compile(host + "original.json")
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return s
}

// author writes random schemas that are in order, in one draft.
type author struct {
	*rapid.T
	draft string
}

func (a author) chance(percent int) bool { return rapid.IntRange(0, 99).Draw(a.T, "chance") < percent }

func (a author) small() int { return rapid.IntRange(0, 6).Draw(a.T, "small") }

// value is the schema of one property.
func (a author) value(depth int) m {
	s := m{}
	if a.chance(70) {
		s["type"] = rapid.SampledFrom([]any{"string", "integer", "number", "boolean", "array", "object", []any{"integer", "null"}, []any{"string", "boolean"}}).Draw(a.T, "type")
	}
	for _, key := range []string{"minimum", "maximum", "minLength", "maxLength", "minItems", "minProperties"} {
		if a.chance(10) {
			s[key] = a.small()
		}
	}
	switch {
	case s["minimum"] != nil && a.draft == drafts[0]:
		s["exclusiveMinimum"] = a.chance(50)
	case a.draft != drafts[0] && a.chance(10):
		s["exclusiveMaximum"] = a.small()
	}
	if a.chance(8) {
		s["enum"] = rapid.SampledFrom([][]any{{"a", "b"}, {1, 2, "a"}, {true, false}, {nil, "a"}}).Draw(a.T, "enum")
	}
	if a.chance(10) {
		s["pattern"] = rapid.SampledFrom([]string{"^a", "^[0-9]{2}$", "b"}).Draw(a.T, "pattern")
	}
	if depth > 1 {
		return s
	}
	a.nested(s, depth)
	if a.chance(10) {
		s["$ref"] = rapid.SampledFrom([]string{"#/definitions/plain", "definitions/Service.schema.json#/definitions/outer_vlan"}).Draw(a.T, "ref")
	}
	return s
}

func (a author) nested(s m, depth int) {
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		if a.chance(10) {
			s[key] = []any{a.value(depth + 1), a.value(depth + 1)}
		}
	}
	if a.chance(8) {
		s["not"] = a.value(depth + 1)
	}
	if a.chance(10) {
		s["items"] = a.value(depth + 1)
	}
	if a.chance(10) {
		s["properties"] = m{"k": a.value(depth + 1)}
		s["additionalProperties"] = a.chance(50)
	}
}

var letters = []string{"a", "b", "c"}

func (a author) object() m {
	s := m{"$schema": a.draft, "$id": host + "original.json", "definitions": m{"plain": m{"type": "string", "maxLength": 3}}}
	if a.draft == drafts[0] {
		s["id"] = s["$id"]
		delete(s, "$id")
	}
	props := m{}
	for _, name := range letters {
		props[name] = a.value(0)
	}
	s["properties"] = props
	some := func() []string { return []string{rapid.SampledFrom(letters).Draw(a.T, "name")} }
	if a.chance(30) {
		s["required"] = some()
	}
	if a.chance(20) {
		s["anyOf"] = []any{m{"required": some()}, m{"properties": m{some()[0]: a.value(2)}}}
	}
	if a.chance(20) {
		s["dependencies"] = m{some()[0]: some()}
	}
	if a.chance(20) && slices.Index(drafts, a.draft) >= 2 {
		s["if"], s["then"] = m{"required": some()}, m{"required": some()}
	}
	if a.chance(20) {
		s["additionalProperties"] = false
	}
	return s
}

var sampleTexts = []string{"", "a", "b", "abc", "1", "2", "5", "12", "3.5", "-1", "true", "false", "222", "[]", "[1]", `["a", 2]`, "{}", `{"k": 1}`, `{"k": "ab", "l": 2}`, "null"}

// TestFormAndLibraryAgree holds the form's verdict against the library's on the untouched schema.
func TestFormAndLibraryAgree(t *testing.T) {
	passed, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		raw, err := json.Marshal(author{t, rapid.SampledFrom(drafts).Draw(t, "draft")}.object())
		if err != nil {
			t.Fatal(err)
		}
		docs := map[string]string{}
		for address, text := range definitions {
			docs[address] = text
		}
		want := original(t, string(raw), docs)
		f := Build(t.Context(), []Part{{Provider: "p", Schema: raw}}, served(definitions, nil))
		texts, typedIn := map[string]string{}, map[string]any{}
		for _, name := range letters {
			text := rapid.SampledFrom(sampleTexts).Draw(t, name)
			field, ok := f.Field(name)
			if !ok || text == "" {
				continue
			}
			v, fault := f.rules[name].read(field, text)
			if fault != "" {
				continue
			}
			texts[name], typedIn[name] = text, v
		}
		values, problems := f.Values(texts)
		err = want.Validate(typedIn)
		if (err == nil) != (len(problems) == 0) {
			t.Fatalf("%s\ntexts %q: form says %q, library says %v", raw, texts, problems, err)
		}
		if err == nil {
			passed++
			if fmt.Sprint(values) != fmt.Sprint(typedIn) {
				t.Fatalf("values %v, typed %v", values, typedIn)
			}
			return
		}
		refused++
	})
	if passed == 0 || refused == 0 {
		t.Errorf("%d passed, %d refused: the samples say nothing", passed, refused)
	}
}

// TestUnionAgreesWithEveryPart: what a chain's form lets pass, each provider's own schema does too.
func TestUnionAgreesWithEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []Part
		var wants []*jsonschema.Schema
		for i := range 2 {
			s := author{t, drafts[2]}.object()
			delete(s, "additionalProperties")
			raw, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, Part{Provider: fmt.Sprint(i), Schema: raw})
			docs := map[string]string{}
			for address, text := range definitions {
				docs[address] = text
			}
			wants = append(wants, original(t, string(raw), docs))
		}
		f := Build(t.Context(), parts, served(definitions, nil))
		texts := map[string]string{}
		for _, field := range f.Fields {
			texts[field.Name] = rapid.SampledFrom(append(field.Choices, sampleTexts...)).Draw(t, field.Name)
			if len(f.CheckField(field.Name, texts[field.Name])) > 0 {
				delete(texts, field.Name)
			}
		}
		values, problems := f.Values(texts)
		for i, want := range wants {
			if err := want.Validate(values); len(problems) == 0 && err != nil {
				t.Fatalf("%s\nlets pass %v: %v", parts[i].Schema, values, err)
			}
		}
	})
}
