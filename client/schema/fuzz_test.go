package schema

import (
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"
)

func printable(t *testing.T, what, s string, limit int) {
	t.Helper()
	if utf8.RuneCountInString(s) > limit+1 || !utf8.ValidString(s) || clean(s, limit+1) != s {
		t.Errorf("%s cannot be shown: %.200q", what, s)
	}
}

func FuzzBuild(f *testing.F) {
	for _, schema := range hostile {
		if len(schema) < 4000 {
			f.Add([]byte(schema), "a")
		}
	}
	for _, c := range typed {
		f.Add([]byte(`{"properties": {"x": `+c.schema+`}}`), c.bad)
	}
	for _, c := range spelled {
		f.Add([]byte(c.schema), c.good)
	}
	for _, c := range together {
		f.Add([]byte(c.schema), "1")
	}
	f.Add([]byte(azure), sampleGUID)
	f.Fuzz(func(t *testing.T, schema []byte, text string) {
		start := time.Now()
		parts := []Part{{"p", json.RawMessage(azure)}, {"q\x1b[31m", schema}}
		form := Build(t.Context(), parts, served(map[string]string{host + "definitions/Azure.schema.json": string(schema)}, nil))
		if len(form.Fields) > maxFields {
			t.Errorf("%d fields", len(form.Fields))
		}
		texts := map[string]string{}
		for _, field := range form.Fields {
			printable(t, "a name", field.Name, 120)
			printable(t, "a title", field.Title, 80)
			printable(t, "a description", field.Description, 500)
			printable(t, "an example", field.Example, 200)
			printable(t, "a reason", field.Unresolved, 600)
			printable(t, "a default", field.Default, maxText)
			for _, choice := range field.Choices {
				printable(t, "a choice", choice, 200)
			}
			texts[field.Name] = text
		}
		for _, note := range form.Notes {
			printable(t, "a note", note, 300)
		}
		verdict(t, form, texts)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// verdict checks that a form's own parts accept what it lets pass.
func verdict(t *testing.T, form Form, texts map[string]string) {
	t.Helper()
	values, problems := form.Values(texts)
	for _, p := range problems {
		printable(t, "a problem", p.Says, 700)
	}
	if len(problems) > 0 {
		return
	}
	if _, err := json.Marshal(values); err != nil {
		t.Errorf("%v cannot be sent: %v", values, err)
	}
	for name, v := range values {
		if r := form.rules[name]; r.schema != nil && r.schema.Validate(v) != nil {
			t.Errorf("%s: %v passes, and is not valid", name, v)
		}
	}
	for _, field := range form.Fields {
		if _, given := values[field.Name]; field.Required && !given {
			t.Errorf("%s is required, and passes blank", field.Name)
		}
	}
}

const allKinds = `{"required": ["i"], "properties": {"t": {"type": "string", "minLength": 2, "pattern": "^[a-z]"}, "i": {"type": "integer", "minimum": 2},
	"n": {"type": "number", "maximum": 10}, "b": {"type": "boolean"}, "c": {"enum": ["a", 1, true, [1], null]},
	"j": {"type": ["array", "object"], "uniqueItems": true, "items": {"type": "number", "multipleOf": 0.1}}, "password": {"type": "string"},
	"outer_vlan": {}, "skey": {}, "aws_account_id": {}, "d": {"format": "date-time"}, "m": {"format": "email"}, "u": {"format": "uri"}},
	"if": {"required": ["t"]}, "then": {"required": ["n"]}}`

func FuzzValues(f *testing.F) {
	for _, text := range sampleTexts {
		f.Add(text, "2")
	}
	f.Add("[1e999999999]", "0000000000000000000000000000000000000000")
	f.Add("a\x1b]0;x\a", "\u202e")
	form := formOf(f, nil, allKinds)
	f.Fuzz(func(t *testing.T, one, two string) {
		texts := map[string]string{}
		for i, field := range form.Fields {
			texts[field.Name] = []string{one, two}[i%2]
			for _, p := range form.CheckField(field.Name, one) {
				printable(t, "a problem", p.Says, 700)
			}
		}
		verdict(t, form, texts)
	})
}
