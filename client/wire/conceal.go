package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// cover is how a JSON value is shown: as it is, hidden, or, being the JSON Schema of a secret, but for the words that may hold one.
type cover int

const (
	bare     cover = iota
	shut           // hidden with all below it
	named          // the keys below are names of fields, their values schemas
	schemaOf       // the schema of a secret field
	fieldsOf       // names of fields within that, whose values are schemas of secrets
)

// namers are the words of JSON Schema below which keys name fields, nested those that hold further schemas, and tellers those
// that say of a secret what it looks like and not what it is.
var (
	namers  = []string{"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
	nested  = []string{"items", "prefixItems", "additionalProperties", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"}
	tellers = []string{
		"$ref", "type", "title", "description", "format", "writeOnly", "readOnly", "deprecated", "nullable", "minLength", "maxLength", "required",
	}
)

// hider is the one rule of which fields are shown to nobody: those whose names say so, and those that a schema calls secret, by name.
type hider []string

// below is how the value of a key is shown that stands in an object shown as in.
func (h hider) below(in cover, key string) cover {
	switch in {
	case shut:
		return shut
	case fieldsOf:
		return schemaOf
	case schemaOf:
		switch {
		case slices.Contains(tellers, key):
			return bare
		case slices.Contains(namers, key):
			return fieldsOf
		case slices.Contains(nested, key):
			return schemaOf
		}
		return shut
	}
	switch {
	case h.hides(key) && in == named:
		return schemaOf
	case h.hides(key):
		return shut
	case slices.Contains(namers, key):
		return named
	}
	return bare
}

// item is how the items of an array are shown that is shown as in.
func (h hider) item(in cover) cover {
	if in == named {
		return bare
	}
	return in
}

// hidesScalar tells a text, number or boolean that isn't shown. A schema is an object: where one is due, a scalar is the value itself.
func (c cover) hidesScalar(t json.Token) bool {
	return (c == shut || c == schemaOf || c == fieldsOf) && t != nil && t != ""
}

// plain leaves out of a key what its spellings differ in.
var plain = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// hides tells a key whose value isn't shown.
func (h hider) hides(key string) bool {
	flat := plain.Replace(strings.ToLower(key))
	return namesPassword(flat) || slices.Contains(h, key) || slices.ContainsFunc([]string{
		"token", "authorization", "credential", "privatekey", "wifikey", "presharedkey", "apikey", "signature", "cookie",
	}, func(word string) bool { return strings.Contains(flat, word) })
}

// piece is a key or a scalar of a JSON text, and where it stands in it.
type piece struct {
	token    json.Token
	key      bool
	cover    cover
	from, to int
}

// each hands the keys and scalars of a JSON text to visit, in their order, as far as the text is JSON, or until the context ends.
func (h hider) each(ctx context.Context, body []byte, visit func(piece)) {
	type level struct {
		object, value bool // it is an object; the next token is a value of it
		cover, next   cover
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	levels, at := []level{{}}, 0
	for {
		t, err := dec.Token()
		if err != nil || ctx.Err() != nil {
			return
		}
		from := at + len(body[at:]) - len(bytes.TrimLeft(body[at:], " \t\r\n:,"))
		at = int(dec.InputOffset())
		if t == json.Delim('}') || t == json.Delim(']') {
			levels = levels[:len(levels)-1]
			continue
		}
		in := &levels[len(levels)-1]
		if in.object && !in.value {
			key := fmt.Sprint(t)
			in.value, in.next = true, h.below(in.cover, key)
			visit(piece{token: t, key: true, from: from, to: at})
			continue
		}
		under := in.next
		if in.value = false; !in.object {
			under = h.item(in.cover)
		}
		if t == json.Delim('{') || t == json.Delim('[') {
			levels = append(levels, level{object: t == json.Delim('{'), cover: under})
			continue
		}
		visit(piece{token: t, cover: under, from: from, to: at})
	}
}

// mostHidden is the most texts of one body that are looked for elsewhere in it.
const mostHidden = 100

// lookedFor tells whether a hidden text is looked for elsewhere: none that is plain language, and none so long that looking for it takes long.
func lookedFor(s string) bool {
	return len(s) <= 4*withheldRunes && utf8.RuneCountInString(s) >= shortestPassword
}

// values are the texts of a JSON body's hidden fields: they are blotted out wherever else they stand.
func (h hider) values(ctx context.Context, body []byte) (found []string) {
	h.each(ctx, body, func(p piece) {
		s, text := p.token.(string)
		if text && !p.key && p.cover.hidesScalar(s) && lookedFor(s) && len(found) < mostHidden {
			found = append(found, s)
		}
	})
	return found
}

// Conceal is a body as a person may see it whole: byte for byte, but for what the log keeps out of itself too. names are further
// fields that a schema calls secret. hid tells that something of it is hidden. A nil Log remembers nothing, and hides by names alone.
// It takes a second for some megabytes; the error is that of a context which ended before, and then nothing is shown.
func (l *Log) Conceal(ctx context.Context, body []byte, names ...string) (shown []byte, hid bool, err error) {
	var known []string
	h := hider(names)
	if l != nil {
		h, known = l.withheld.add(marks{withhold: names}).withhold, l.withheld.all()
	}
	if !json.Valid(body) {
		shown, hid = blotted(body, newRedactor(known...))
		return shown, hid, nil
	}
	red := newRedactor(slices.Concat(known, h.values(ctx, body))...)
	var out bytes.Buffer
	at := 0
	instead := func(p piece, s string) {
		hid = true
		out.Write(body[at:p.from])
		quote(&out, s)
		at = p.to
	}
	h.each(ctx, body, func(p piece) {
		if p.cover.hidesScalar(p.token) {
			instead(p, Hidden)
		} else if s, ok := p.token.(string); ok {
			if told := red.text(s); strings.Count(told, redacted) > strings.Count(s, redacted) {
				instead(p, told)
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, false, err // what was not reached would be shown as it is
	}
	out.Write(body[at:])
	return out.Bytes(), hid, nil
}

// blotted is a text that is no JSON without the secrets that are known.
func blotted(text []byte, red redactor) ([]byte, bool) {
	s := CleanText(string(text))
	told := red.r.Replace(s)
	if told == s {
		return text, false
	}
	return []byte(told), true
}

// quote writes a text as JSON.
func quote(out io.Writer, s string) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s)                            // a string always has a JSON form
	_, _ = out.Write(bytes.TrimSpace(b.Bytes())) // in memory
}
