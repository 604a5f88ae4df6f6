// Package loose reads JSON as servers really write it: field by field, from the raw bytes, so that a null, a missing
// key or a number as a string costs that field and nothing else. Both API clients decode with it.
package loose

import (
	"bytes"
	"encoding/json"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"axdesk/client/wire"
)

// MaxRows bounds a list: an answer at the size limit could otherwise hold tens of millions of empty rows.
const MaxRows = 100_000

// Value is one JSON value inside an answer that json.Valid has passed. Decoders walk it instead of
// unmarshalling into structs, for one field of an unexpected type must not cost the rest of the row, and
// rows can then keep their bytes without a copy. nil stands for an absent value.
type Value []byte

// Parse checks a whole answer. Its nesting is bounded by json.Valid, at 10,000 levels; nothing here recurses
// on the answer's depth beyond what it bounds itself.
func Parse(body []byte) (Value, bool) {
	body = bytes.TrimSpace(body)
	if !json.Valid(body) {
		return nil, false
	}
	return Value(body), true
}

// Kind is the value's first byte, which tells its kind: { [ " t f n, a digit or a minus; 0 when it is absent.
func (v Value) Kind() byte {
	if len(v) == 0 {
		return 0
	}
	return v[0]
}

// IsObject tells an object.
func (v Value) IsObject() bool { return v.Kind() == '{' }

// IsNone is true for an absent value and for null: the APIs don't tell them apart.
func (v Value) IsNone() bool { return v.Kind() == 0 || v.Kind() == 'n' }

// Raw is the value's bytes, capped so that an append can't write into its neighbour.
func (v Value) Raw() json.RawMessage { return json.RawMessage(v[:len(v):len(v)]) }

// Fields yields the members of an object in the server's order, and nothing for any other value. Keys are
// bytes so that a switch over them costs no allocation.
func (v Value) Fields() iter.Seq2[[]byte, Value] {
	return func(yield func([]byte, Value) bool) {
		if !v.IsObject() {
			return
		}
		for i := space(v, 1); v[i] != '}'; {
			end := skip(v, i)
			key := v[i+1 : end-1]
			if bytes.IndexByte(key, '\\') >= 0 {
				key = Value(v[i:end].unquote())
			}
			i = space(v, end) // the colon
			i = space(v, i+1)
			end = skip(v, i)
			if !yield(key, v[i:end]) {
				return
			}
			if i = space(v, end); v[i] == ',' {
				i = space(v, i+1)
			}
		}
	}
}

// Items yields the elements of an array. A lone value counts as a list of one and null as an empty list, as
// some serialisers write them.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != '[' {
			if !v.IsNone() {
				yield(v)
			}
			return
		}
		for i := space(v, 1); v[i] != ']'; {
			end := skip(v, i)
			if !yield(v[i:end]) {
				return
			}
			if i = space(v, end); v[i] == ',' {
				i = space(v, i+1)
			}
		}
	}
}

// Get returns the first of the keys that the object has with something in it.
func (v Value) Get(keys ...string) Value {
	for _, want := range keys {
		for key, f := range v.Fields() {
			if string(key) == want && !f.IsNone() {
				return f
			}
		}
	}
	return nil
}

// Has tells whether the object has one of the keys, be its value null.
func (v Value) Has(keys ...string) bool {
	for key := range v.Fields() {
		for _, want := range keys {
			if string(key) == want {
				return true
			}
		}
	}
	return false
}

// unquote is the string as it came, unsanitised; "" for any other value.
func (v Value) unquote() string {
	if v.Kind() != '"' {
		return ""
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1])
	}
	var s string
	if err := json.Unmarshal(v, &s); err != nil {
		return ""
	}
	return s
}

// Scalar is a string, number or bool as unsanitised text, "" for null, objects and arrays.
func (v Value) Scalar() string {
	switch v.Kind() {
	case '"':
		return v.unquote()
	case 0, 'n', '{', '[':
		return ""
	}
	return string(v)
}

// Text is a scalar as one line that is fit for a terminal.
func (v Value) Text() string {
	if s := v.Scalar(); s != "" {
		return wire.Clean(s)
	}
	return ""
}

// Texts is a list of scalars, without the empty ones.
func (v Value) Texts() []string {
	var out []string
	for i := range v.Items() {
		if s := i.Text(); s != "" {
			out = append(out, s)
		}
		if len(out) >= MaxRows {
			break
		}
	}
	return out
}

// Integer reads 12, "12", 1.2e1 and the 12 of "12 months"; anything else is 0.
func (v Value) Integer() int64 {
	s := strings.TrimSpace(v.Scalar())
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		word, _, _ := strings.Cut(s, " ")
		f, err = strconv.ParseFloat(word, 64)
	}
	if err != nil || math.IsNaN(f) || math.Abs(f) >= 1<<62 {
		return 0
	}
	return int64(f)
}

// Small is an integer that fits an int on every platform; one out of range is 0.
func (v Value) Small() int {
	n := v.Integer()
	if n > math.MaxInt32 || n < math.MinInt32 {
		return 0
	}
	return int(n)
}

// Truth is false for null, 0, "", "no" and their kin, and for objects and arrays; true for anything else.
func (v Value) Truth() bool {
	switch strings.ToLower(strings.TrimSpace(v.Scalar())) {
	case "", "0", "false", "no", "n", "off", "none", "disabled":
		return false
	}
	return true
}

// When reads an ISO 8601 time in any zone, or unix seconds; the zero time when it is neither. A time without
// a zone is taken as UTC. Zone abbreviations are not read, since Go would take an unknown one for UTC.
func (v Value) When() time.Time {
	s := strings.TrimSpace(v.Scalar())
	if v.Kind() != '"' {
		if n := v.Integer(); n > 0 && n < 1<<40 {
			return time.Unix(n, 0).UTC()
		}
		return time.Time{}
	}
	s = strings.Replace(s, " ", "T", 1)
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00",
		"20060102T150405Z0700", "20060102T150405", time.DateOnly,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// Plain turns a value into what a map[string]any holds, every string and key sanitised. Numbers stay exact as
// json.Number. Below depth, objects and arrays become text, which bounds the recursion.
func (v Value) Plain(depth int) any {
	switch v.Kind() {
	case '"':
		return v.Text()
	case 't', 'f':
		return v.Kind() == 't'
	case 0, 'n':
		return nil
	case '{', '[':
		if depth <= 0 {
			return wire.Clean(string(v))
		}
	default:
		return json.Number(v)
	}
	if v.IsObject() {
		return v.PlainMap(depth)
	}
	list := []any{}
	for i := range v.Items() {
		list = append(list, i.Plain(depth-1))
	}
	return list
}

// PlainMap is Plain for an object; empty for any other value.
func (v Value) PlainMap(depth int) map[string]any {
	m := map[string]any{}
	for key, f := range v.Fields() {
		m[wire.Clean(string(key))] = f.Plain(depth - 1)
	}
	return m
}

// space returns the index of the next byte that isn't white space.
func space(v Value, i int) int {
	for v[i] == ' ' || v[i] == '\n' || v[i] == '\r' || v[i] == '\t' {
		i++
	}
	return i
}

// skip returns the index after the value that begins at i. It counts brackets instead of recursing, so depth
// costs no stack.
func skip(v Value, i int) int {
	depth := 0
	for {
		switch v[i] {
		case '"':
			i = skipString(v, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		default:
			i++
			for depth == 0 && i < len(v) && strings.IndexByte(",]} \n\r\t", v[i]) < 0 {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
}

func skipString(v Value, i int) int {
	for i++; v[i] != '"'; i++ {
		if v[i] == '\\' {
			i++
		}
	}
	return i + 1
}
