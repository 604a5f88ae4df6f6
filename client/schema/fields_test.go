package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

var drafts = []string{
	"http://json-schema.org/draft-04/schema#",
	"http://json-schema.org/draft-06/schema#",
	"http://json-schema.org/draft-07/schema#",
	"https://json-schema.org/draft/2019-09/schema",
	"https://json-schema.org/draft/2020-12/schema",
}

// typed says what one property x makes of texts, in every draft.
var typed = []struct {
	schema string
	kind   Kind
	good   string // texts, separated by |
	bad    string
	says   string // of each bad text
}{
	{`{"type": "string"}`, KindText, "abc|true|5", "a\x1b[31m", "X must be one line of plain text, without control characters."},
	{`{"type": ["string", "null"], "minLength": 2}`, KindText, "ab", "a", "X needs at least 2 characters, has 1."},
	{`{"type": "string", "maxLength": 3}`, KindText, "äöü", "abcd", "X takes at most 3 characters, has 4."},
	{`{"type": "integer"}`, KindInteger, "5|-5|+5|007", "5.0|1e3|five|--5| - 5", "X must be a whole number."},
	{`{"type": "integer", "minimum": 5}`, KindInteger, "5|9", "4", "X must be at least 5."},
	{`{"type": "integer", "minimum": 1.5, "maximum": 3.5}`, KindInteger, "2|3", "1|4", "X must lie between 2 and 3."},
	{`{"minimum": 0.1, "maximum": 0.3}`, KindNumber, "0.1|0.3|0.20", "0.30000000000000001", "X must lie between 0.1 and 0.3."},
	{`{"type": "number"}`, KindNumber, "1.5|-0.5|2|+01.50", "1,5", "X must be a number, such as 1.5."},
	{`{"type": "number", "multipleOf": 0.5}`, KindNumber, "1.5", "1.6", "X must be a multiple of 0.5."},
	{`{"type": "boolean"}`, KindBool, "true|No|FALSE", "1", "X must be true or false."},
	{`{"type": "boolean", "enum": [true]}`, KindBool, "true", "false", "X must be true."},
	{`{"enum": ["a", "b", null]}`, KindChoice, "a|B", "c", "X must be one of: a or b."},
	{`{"enum": [1, 10]}`, KindChoice, "1|10", "2", "X must be one of: 1 or 10."},
	{`{"type": "integer", "enum": ["no", 10]}`, KindChoice, "10", "no", "X must be 10."},
	{`{"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]}`, KindChoice, "a|b", "ab", "X must be one of: a or b."},
	{`{"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}`, KindInteger, "3", "2", "X must be at least 3."},
	{`{"allOf": [{"type": "integer"}, {"minimum": 3}, {"maximum": 5}]}`, KindInteger, "4", "6", "X must lie between 3 and 5."},
	{`{"allOf": [{"type": "integer", "minimum": 3}, {"minimum": 1}]}`, KindInteger, "3", "0", "X must be at least 3."},
	{`{"type": "string", "pattern": "^\\d{4}$"}`, KindText, "1234", "12345", "X needs 4 digits, has 5."},
	{`{"pattern": "^[a-z]+$"}`, KindText, "abc", "ABC", "X does not have the form that is asked for: ^[a-z]+$."},
	{`{"pattern": "^[a-z]+$", "description": "Lower case letters."}`, KindText, "abc", "ABC", "X does not have the form that is asked for: Lower case letters."},
	{`{"pattern": "^[a-z]+$", "description": "Letters.", "examples": ["abc"]}`, KindText, "abc", "ABC", "X does not have the form that is asked for, such as abc."},
	{`{"type": "string", "format": "ipv4"}`, KindText, "192.0.2.1", "192.0.2", "X is not an IPv4 address, such as 192.0.2.10."},
	{`{"type": "array", "items": {"type": "integer"}}`, KindText, "[1, 2]|[]", "[1, \"a\"]", "X (at 1) must be a whole number."},
	{`{"type": "object", "required": ["a"]}`, KindText, `{"a": 1}`, "{}", "X needs a."},
	{`{"type": "array"}`, KindText, `[]`, "nonsense", `X must be JSON, such as ["…"].`},
	{`{"type": ["integer", "boolean"]}`, KindText, "5|true", `"a"`, "X must be true or false or a whole number."},
	{`{"not": {"enum": ["root"]}, "type": "string"}`, KindText, "user", "root", "X has a value that is excluded."},
}

func TestFieldsAsTyped(t *testing.T) {
	for _, draft := range drafts {
		for _, c := range typed {
			f := formOf(t, nil, fmt.Sprintf(`{"$schema": %q, "type": "object", "properties": {"x": %s}}`, draft, c.schema))
			if got := field(t, f, "x").Kind; got != c.kind || len(f.Notes) > 0 {
				t.Errorf("%s: kind %v, want %v; notes %q", c.schema, got, c.kind, f.Notes)
			}
			for _, text := range strings.Split(c.good, "|") {
				if got := says(f.CheckField("x", text)); got != "" {
					t.Errorf("%s: %q is refused: %s", c.schema, text, got)
				}
			}
			for _, text := range strings.Split(c.bad, "|") {
				if got := says(f.CheckField("x", text)); got != c.says {
					t.Errorf("%s: %q says %q, want %q", c.schema, text, got, c.says)
				}
				if values, problems := f.Values(map[string]string{"x": text}); len(problems) == 0 || len(values) > 0 {
					t.Errorf("%s: %q becomes %v", c.schema, text, values)
				}
			}
		}
	}
}

// spelled differs from draft to draft.
var spelled = []struct{ schema, good, bad string }{
	{`{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"x": {"type": "integer", "minimum": 5, "exclusiveMinimum": true}}}`, "6", "5"},
	{`{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"x": {"type": "integer", "exclusiveMinimum": 5}}}`, "6", "5"},
	{`{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"n": {"type": "integer"}},
		"properties": {"x": {"$ref": "#/definitions/n", "minimum": 100}}}`, "5", "a"},
	{`{"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {"n": {"type": "integer"}},
		"properties": {"x": {"$ref": "#/$defs/n", "minimum": 100}}}`, "100", "5"},
	{`{"$id": "http://h.test/a/", "$defs": {"n": {"$id": "sub/", "$defs": {"i": {"$ref": "j"}, "k": {"$id": "j", "type": "integer"}}}},
		"properties": {"x": {"$ref": "#/$defs/n/$defs/i"}}}`, "5", "a"},
	{`{"$defs": {"n": {"$anchor": "num", "type": "integer"}}, "properties": {"x": {"$ref": "#num"}}}`, "5", "a"},
	{`{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"n": {"$id": "#num", "type": "integer"}}, "properties": {"x": {"$ref": "#num"}}}`, "5", "a"},
	{`{"$schema": "http://json-schema.org/draft-04/schema#", "id": "http://h.test/a/b", "definitions": {"n": {"id": "c", "type": "integer"}}, "properties": {"x": {"$ref": "/a/c"}}}`, "5", "a"},
	{`{"$id": "http://h.test/a/b", "$defs": {"n": {"$id": "sub/c", "$defs": {"i": {"type": "integer"}}, "$ref": "#/$defs/i"}}, "properties": {"x": {"$ref": "sub/c"}}}`, "5", "a"},
	{`{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"x": {"type": "array", "items": [{"type": "integer"}], "additionalItems": false}}}`, "[1]", "[1, 2]"},
	{`{"properties": {"x": {"type": "array", "prefixItems": [{"type": "integer"}], "items": false}}}`, "[1]", "[1, 2]"},
	{`{"allOf": [{"properties": {"x": {"type": "integer"}}}, {"properties": {"x": {"maximum": 5}}}]}`, "5", "6"},
	{`{"properties": {"a~/b%": {"type": "integer"}, "x": {"$ref": "#/properties/a~0~1b%25"}}}`, "5", "a"},
}

func TestBoundsAreExact(t *testing.T) {
	f := formOf(t, nil, `{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {
		"i": {"type": "integer", "minimum": 5, "exclusiveMinimum": true, "maximum": 9007199254740993},
		"n": {"type": "number", "maximum": 5, "exclusiveMaximum": true}, "two": {"allOf": [{"minimum": 3, "type": "integer"}, {"minimum": 1}]}}}`)
	if i := field(t, f, "i"); i.Min.String() != "6/1" || i.Max.String() != "9007199254740993/1" {
		t.Errorf("i is %+v", i)
	}
	if two := field(t, f, "two"); two.Min.String() != "3/1" {
		t.Errorf("two is %+v", two)
	}
	for _, c := range []struct{ name, text, want string }{
		{"i", "4", "I must lie between 6 and 9007199254740993."},
		{"i", "9007199254740994", "I must lie between 6 and 9007199254740993."},
		{"i", "9007199254740993", ""},
		{"n", "5", "N must be less than 5."},
		{"n", "4.9999999999999999999999", ""},
	} {
		if got := says(f.CheckField(c.name, c.text)); got != c.want {
			t.Errorf("%s %s says %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestSpellingsOfTheDrafts(t *testing.T) {
	for _, c := range spelled {
		f := formOf(t, nil, c.schema)
		if got := says(f.CheckField("x", c.good)); got != "" || len(f.Notes) > 0 {
			t.Errorf("%s: %q is refused: %s (notes %q)", c.schema, c.good, got, f.Notes)
		}
		if got := says(f.CheckField("x", c.bad)); got == "" {
			t.Errorf("%s: %q passes", c.schema, c.bad)
		}
	}
}

// together are rules over several fields.
var together = []struct {
	schema string
	texts  map[string]string
	says   string
}{
	{`{"properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}`, nil, "p1 needs A or B."},
	{
		`{"properties": {"a": {}, "b": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}`,
		map[string]string{"a": "1", "b": "2"},
		"The answers fit more than one of the alternatives that p1 allows; give only what belongs to one.",
	},
	{
		`{"properties": {"mode": {"enum": ["q", "p"]}}, "if": {"properties": {"mode": {"const": "q"}}, "required": ["mode"]},
		"then": {"required": ["inner_vlan"], "properties": {"inner_vlan": {"type": "integer"}}}}`,
		map[string]string{"mode": "q"},
		"Inner VLAN is required.",
	},
	{`{"properties": {"a": {}, "b": {}}, "dependencies": {"a": ["b"]}}`, map[string]string{"a": "1"}, "B is required together with A."},
	{
		`{"properties": {"a": {}, "b": {}}, "dependentSchemas": {"a": {"properties": {"b": false}}}}`,
		map[string]string{"a": "1", "b": "2"},
		"B does not go with the other answers.",
	},
	{`{"properties": {"a": {}, "b": {}}, "minProperties": 1}`, nil, "p1 needs at least 1 answer, not 0."},
	{`{"properties": {"a": {}, "b": {}}, "maxProperties": 1}`, map[string]string{"a": "1", "b": "2"}, "p1 takes at most 1 answer, not 2."},
	{`{"properties": {"a": {}, "b": {}}, "not": {"required": ["a", "b"]}}`, map[string]string{"a": "1", "b": "2"}, "The answers do not go together as p1 asks."},
	{
		`{"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}, "additionalProperties": false}]}`,
		map[string]string{"a": "1"},
		"A does not go with the other answers.",
	},
	{`{"properties": {"n": {"type": "integer"}}, "required": ["n", "m"]}`, map[string]string{"n": "x"}, "N must be a whole number. | M is required."},
}

func TestRulesOverSeveralFields(t *testing.T) {
	for _, c := range together {
		f := formOf(t, nil, c.schema)
		for range 5 { // the library reports in the order of a map
			if _, problems := f.Values(c.texts); says(problems) != c.says {
				t.Fatalf("%s: %q, want %q", c.schema, says(problems), c.says)
			}
		}
	}
}

func TestBranchesShowTheirFieldsAndChoices(t *testing.T) {
	f := formOf(t, nil, `{"oneOf": [
		{"properties": {"kind": {"const": "private"}, "vlan": {"type": "integer"}}, "required": ["kind", "vlan"]},
		{"properties": {"kind": {"const": "public"}, "prefix": {"type": "string"}}, "required": ["kind", "prefix"]}]}`)
	if got := names(f); got != "kind vlan prefix" {
		t.Fatalf("fields %q", got)
	}
	if got := field(t, f, "kind"); !slices.Equal(got.Choices, []string{"private", "public"}) {
		t.Errorf("kind is %+v", got)
	}
	if _, problems := f.Values(map[string]string{"kind": "public", "prefix": "p"}); len(problems) > 0 {
		t.Errorf("a whole alternative is refused: %v", problems)
	}
	if _, problems := f.Values(map[string]string{"kind": "public", "vlan": "5"}); len(problems) == 0 {
		t.Error("half an alternative passes")
	}
}

func TestAnIfAloneNarrowsNothing(t *testing.T) {
	f := formOf(t, nil, `{"if": {"properties": {"mode": {"const": "q"}}}, "then": {"required": ["tag"]}}`)
	if mode := field(t, f, "mode"); mode.Kind != KindText {
		t.Errorf("mode is %+v", mode)
	}
}

func TestSecretsAreNeitherTrimmedNorRepeated(t *testing.T) {
	f := formOf(t, nil, `{"properties": {"bgp_password": {"type": "string", "pattern": "^[a-z ]+$"}, "w": {"writeOnly": true},
		"p": {"type": "string", "format": "password"}, "clientSecret": {}, "pass_phrase": {}, "skey": {}, "service_key": {}, "pairing_key": {}}}`)
	for name, secret := range map[string]bool{
		"bgp_password": true, "w": true, "p": true, "clientSecret": true, "pass_phrase": true, "skey": false, "service_key": false, "pairing_key": false,
	} {
		if field(t, f, name).Secret != secret {
			t.Errorf("%s: secret is %v", name, !secret)
		}
	}
	values, problems := f.Values(map[string]string{"bgp_password": " ab "})
	if values["bgp_password"] != " ab " || len(problems) > 0 {
		t.Errorf("values %q, problems %v", values, problems)
	}
	if got := says(f.CheckField("bgp_password", "HUNTER2")); got == "" || strings.Contains(got, "HUNTER2") {
		t.Errorf("problem %q", got)
	}
}

var titled = map[string]string{
	"outer_vlan": "Outer VLAN", "aws_account_id": "AWS account ID", "bandwidth_cir": "Bandwidth (CIR)", "skey": "Service key",
	"selective_qinq": "Selective QinQ", "peerIPv4Address": "Peer IPv4 address", "bgpASN": "BGP ASN", "x": "X", "äpfel": "Äpfel", "__": "__",
}

func TestTitles(t *testing.T) {
	for name, want := range titled {
		if got := titleOf(name); got != want {
			t.Errorf("%s is titled %q, want %q", name, got, want)
		}
	}
}

func TestDefaultsAndAnnotations(t *testing.T) {
	f := formOf(t, nil, `{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"d": {"type": "integer", "title": "Old", "default": 5}},
		"required": ["one"], "properties": {"n": {"$ref": "#/definitions/d", "title": "New\u001b[2J \u202eg\u00adn\u2061\u3164p", "examples": [7]},
		"one": {"const": "only"}, "multi": {"type": "string", "default": "a\nb", "description": "two\nlines"}}}`)
	if n := field(t, f, "n"); n.Title != "New[2J gnp" || n.Default != "5" || n.Example != "7" {
		t.Errorf("n is %+v", n)
	}
	if one := field(t, f, "one"); one.Default != "only" {
		t.Errorf("one is %+v", one)
	}
	if m := field(t, f, "multi"); m.Default != "" || m.Description != "two lines" {
		t.Errorf("multi is %+v", m)
	}
}
