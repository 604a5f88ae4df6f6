package schema

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// repeat is n numbered pieces of JSON between an opening and a closing one.
func repeat(open, piece, closing string, n int) string {
	var b strings.Builder
	b.WriteString(open)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.ReplaceAll(piece, "%", fmt.Sprint(i)))
	}
	return b.String() + closing
}

// laughs doubles at every step: resolved naively it has 2^n parts.
func laughs(n int) string {
	defs := repeat(`{"$defs": {`, `"d%": {"allOf": [{"$ref": "#/$defs/n%"}, {"$ref": "#/$defs/n%"}]}`, `}`, n)
	for i := range n {
		defs = strings.ReplaceAll(defs, fmt.Sprintf("/n%d\"", i), fmt.Sprintf("/d%d\"", i+1))
	}
	return defs + `, "properties": {"x": {"$ref": "#/$defs/d0"}}}`
}

var hostile = map[string]string{
	"10,000 properties":       repeat(`{"properties": {`, `"p%": {"type": "string"}`, `}}`, 10000),
	"10,000 required":         repeat(`{"required": [`, `"p%"`, `]}`, 10000),
	"10,000 choices":          repeat(`{"properties": {"x": {"enum": [`, `"p%"`, `]}}}`, 10000),
	"10,000 alternatives":     repeat(`{"properties": {"x": {"oneOf": [`, `{"const": %}`, `]}}}`, 10000),
	"1 MB regex":              `{"properties": {"x": {"pattern": "` + strings.Repeat("(a|b)*", 160000) + `"}}}`,
	"costly regex":            `{"properties": {"x": {"pattern": "^` + strings.Repeat("(.{1,30}){30}", 30) + `$"}}}`,
	"many regexes":            repeat(`{"properties": {`, `"p%": {"pattern": "^a{1,200}$"}`, `}}`, 60),
	"nested alternatives":     `{"properties": {"x": ` + strings.Repeat(`{"anyOf": [{"type": "null"}, `, 40) + "{}" + strings.Repeat("]}", 40) + "}}",
	"deep arrays":             strings.Repeat("[", 10000),
	"deep schemas":            `{"properties": {"x": ` + strings.Repeat(`{"properties": {"x": `, 10000) + "1" + strings.Repeat("}}", 10001) + "}",
	"deep enough":             strings.Repeat(`{"properties": {"x": `, 60) + "{}" + strings.Repeat("}}", 60),
	"billion laughs":          laughs(40),
	"wide laughs":             repeat(`{"$defs": {"o": `+repeat(`{"properties": {`, `"b%": true`, `}}`, 250)+`}, "properties": {`, `"p%": {"$ref": "#/$defs/o"}`, `}}`, 250),
	"recursive tree":          `{"properties": {"x": {"type": "object", "properties": {"x": {"$ref": "#"}, "y": {"$ref": "#/properties/x"}}}}}`,
	"references in a ring":    `{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}`,
	"a number of 1 GB":        `{"properties": {"x": {"minimum": 1e999999999, "multipleOf": 1e-999999999, "enum": [1e999999999], "const": 1e999999999}}}`,
	"impossible counts":       `{"properties": {"x": {"minLength": -1, "maxLength": 1e30, "multipleOf": 0, "type": "thing"}}}`,
	"nothing fits its place":  `{"$schema": 5, "$id": [], "$ref": {}, "type": {}, "properties": [], "required": {}, "allOf": {}, "enum": 5, "if": 5, "not": 5, "dependencies": [], "items": 5}`,
	"properties are nonsense": `{"properties": {"x": 5, "y": null, "z": "text", "": {}, "a\u001b[31m": {}}, "required": [5, null, "x"]}`,
	"only references":         repeat(`{"allOf": [`, `{"$ref": "http://h.test/%"}`, `]}`, 200),
	"not JSON":                `{"properties": `,
	"a string":                `"schema"`,
	"false":                   `false`,
	"an array's schema":       `{"type": "array"}`,
	"duplicate ids":           `{"$id": "http://h.test/a", "$defs": {"a": {"$id": "http://h.test/a"}, "b": {"$anchor": "x"}, "c": {"$anchor": "x"}}, "properties": {"x": {"$ref": "#x"}}}`,
}

func TestHostileSchemasAreBounded(t *testing.T) {
	for name, schema := range hostile {
		t.Run(name, func(t *testing.T) {
			asked := 0
			start := time.Now()
			f := formOf(t, func(context.Context, string) (json.RawMessage, error) {
				asked++
				return json.RawMessage(`{"$ref": "http://h.test/more/` + fmt.Sprint(asked) + `"}`), nil
			}, schema)
			f.Values(map[string]string{"x": strings.Repeat("ab", 1000), "y": "1", "p1": strings.Repeat("a", 4000)})
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if len(f.Fields) > maxFields || len(f.Notes) > maxNotes || asked > maxFetched {
				t.Errorf("%d fields, %d notes, %d fetches", len(f.Fields), len(f.Notes), asked)
			}
			said := strings.Join(f.Notes, "")
			for _, field := range f.Fields {
				said += field.Unresolved
			}
			if said == "" && name != "duplicate ids" && name != "deep enough" {
				t.Error("nothing was said of it")
			}
		})
	}
}

func TestManyFieldsKeepTheRequiredOnes(t *testing.T) {
	f := formOf(t, nil, repeat(`{"required": ["p99"], "properties": {`, `"p%": {"type": "string"}`, `}}`, 100))
	if len(f.Fields) != maxFields || f.Fields[0].Name != "p99" || !strings.Contains(strings.Join(f.Notes, " "), "asks for 100 options; only the first 64") {
		t.Errorf("%d fields, first %q, notes %q", len(f.Fields), f.Fields[0].Name, f.Notes)
	}
}

// weakened parts must not turn into something stricter than their author wrote.
var weakened = []struct{ schema, text string }{
	{`{"properties": {"x": {"not": {"$ref": "http://h.test/a"}}}}`, "a"},
	{`{"properties": {"x": {"not": {"pattern": "(?!a)"}}}}`, "a"},
	{`{"properties": {"x": {"oneOf": [{"$ref": "http://h.test/a"}, {"type": "string"}]}}}`, "a"},
	{`{"properties": {"x": {}}, "if": {"$ref": "http://h.test/a"}, "then": {"properties": {"x": false}}}`, "a"},
	{`{"required": ["x"], "allOf": [{"$ref": "http://h.test/a"}], "unevaluatedProperties": false}`, "a"},
	{`{"properties": {"x": {"type": "object", "patternProperties": {"(?!a)": {}}, "additionalProperties": false}}}`, `{"a": 1}`},
	{`{"properties": {"x": {"type": "array", "contains": {"pattern": "(?!a)"}, "maxContains": 1}}}`, `["a", "b"]`},
	{`{"properties": {"x": {"type": "string", "pattern": "^(?=a).$"}}}`, "b"},
}

func TestWeakenedPartsDoNotRefuse(t *testing.T) {
	for _, c := range weakened {
		f := formOf(t, served(nil, nil), c.schema)
		if _, problems := f.Values(map[string]string{"x": c.text}); len(problems) > 0 {
			t.Errorf("%s: %s", c.schema, says(problems))
		}
	}
}

func TestPastesAreBounded(t *testing.T) {
	f := formOf(t, nil, `{"properties": {"text": {"type": "string", "pattern": "^(a|b)*$"}, "n": {"type": "integer"}, "d": {"type": "number"},
		"b": {"type": "boolean"}, "c": {"enum": ["a"]}, "l": {"type": "array"}}}`)
	pastes := []string{
		strings.Repeat("a", 1<<20), strings.Repeat("9", 1<<20), strings.Repeat(" ", 1<<20), strings.Repeat("[", 16000),
		"[1e999999999]", "\xff\xfe", "1e999999999", strings.Repeat("9", 4000),
	}
	for _, field := range f.Fields {
		for _, paste := range pastes {
			start := time.Now()
			problems := f.CheckField(field.Name, paste)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s: %.20q took %v", field.Name, paste, took)
			}
			for _, p := range problems {
				if len(p.Says) > 300 || !utf8.ValidString(p.Says) {
					t.Errorf("%s: %.20q says %q", field.Name, paste, p.Says)
				}
			}
			if len(problems) == 0 && (len(paste) > maxJSON || !utf8.ValidString(paste)) {
				t.Errorf("%s: %.20q passes", field.Name, paste)
			}
		}
	}
	if got := says(f.CheckField("n", pastes[1])); got != "N is too long: at most 4096 bytes are taken, these are 1048576." {
		t.Errorf("says %q", got)
	}
}
