package axon

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

// maxRows bounds a list: an answer at the size limit could otherwise hold tens of millions of empty rows.
const maxRows = 100_000

// value is one JSON value inside an answer that json.Valid has passed. Decoders walk it instead of
// unmarshalling into structs, for one field of an unexpected type must not cost the rest of the row, and
// rows can then keep their bytes without a copy. nil stands for an absent value.
type value []byte

// parse checks a whole answer. Its nesting is bounded by json.Valid, at 10,000 levels; nothing here recurses
// on the answer's depth beyond what it bounds itself.
func parse(body []byte) (value, bool) {
	body = bytes.TrimSpace(body)
	if !json.Valid(body) {
		return nil, false
	}
	return value(body), true
}

func (v value) kind() byte {
	if len(v) == 0 {
		return 0
	}
	return v[0]
}

func (v value) isObject() bool { return v.kind() == '{' }

// isNone is true for an absent value and for null: the API doesn't tell them apart.
func (v value) isNone() bool { return v.kind() == 0 || v.kind() == 'n' }

// raw is the value's bytes, capped so that an append can't write into its neighbour.
func (v value) raw() json.RawMessage { return json.RawMessage(v[:len(v):len(v)]) }

// fields yields the members of an object in the server's order, and nothing for any other value. Keys are
// bytes so that a switch over them costs no allocation.
func (v value) fields() iter.Seq2[[]byte, value] {
	return func(yield func([]byte, value) bool) {
		if !v.isObject() {
			return
		}
		for i := space(v, 1); v[i] != '}'; {
			end := skip(v, i)
			key := v[i+1 : end-1]
			if bytes.IndexByte(key, '\\') >= 0 {
				key = value(v[i:end].unquote())
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

// items yields the elements of an array. A lone value counts as a list of one and null as an empty list, as
// some serialisers write them.
func (v value) items() iter.Seq[value] {
	return func(yield func(value) bool) {
		if v.kind() != '[' {
			if !v.isNone() {
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

// get returns the first of the keys that the object has with something in it.
func (v value) get(keys ...string) value {
	for _, want := range keys {
		for key, f := range v.fields() {
			if string(key) == want && !f.isNone() {
				return f
			}
		}
	}
	return nil
}

func (v value) has(keys ...string) bool {
	for key := range v.fields() {
		for _, want := range keys {
			if string(key) == want {
				return true
			}
		}
	}
	return false
}

// unquote is the string as it came, unsanitised; "" for any other value.
func (v value) unquote() string {
	if v.kind() != '"' {
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

// scalar is a string, number or bool as unsanitised text, "" for null, objects and arrays.
func (v value) scalar() string {
	switch v.kind() {
	case '"':
		return v.unquote()
	case 0, 'n', '{', '[':
		return ""
	}
	return string(v)
}

// text is a scalar as one line that is fit for a terminal.
func (v value) text() string {
	if s := v.scalar(); s != "" {
		return wire.Clean(s)
	}
	return ""
}

// texts is a list of scalars, without the empty ones.
func (v value) texts() []string {
	var out []string
	for i := range v.items() {
		if s := i.text(); s != "" {
			out = append(out, s)
		}
		if len(out) >= maxRows {
			break
		}
	}
	return out
}

// integer reads 12, "12", 1.2e1 and the 12 of "12 months"; anything else is 0.
func (v value) integer() int64 {
	s := strings.TrimSpace(v.scalar())
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

// small is an integer that fits an int on every platform; one out of range is 0.
func (v value) small() int {
	n := v.integer()
	if n > math.MaxInt32 || n < math.MinInt32 {
		return 0
	}
	return int(n)
}

// rate reads bit/s, or a rate written with its unit; 0 when there is none within ParseBitRate's bounds.
func (v value) rate() BitRate {
	text := v.scalar()
	if n := v.integer(); strings.ContainsAny(text, "eE") && n > 0 {
		text = strconv.FormatInt(n, 10)
	}
	b, err := ParseBitRate(text)
	if err != nil {
		return 0
	}
	return b
}

func (v value) truth() bool {
	switch strings.ToLower(strings.TrimSpace(v.scalar())) {
	case "", "0", "false", "no", "n", "off", "none", "disabled":
		return false
	}
	return true
}

// when reads an ISO 8601 time in any zone, or unix seconds; the zero time when it is neither. A time without
// a zone is taken as UTC. Zone abbreviations are not read, since Go would take an unknown one for UTC.
func (v value) when() time.Time {
	s := strings.TrimSpace(v.scalar())
	if v.kind() != '"' {
		if n := v.integer(); n > 0 && n < 1<<40 {
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

// plain turns a value into what a map[string]any holds, every string and key sanitised. Numbers stay exact as
// json.Number. Below depth, objects and arrays become text, which bounds the recursion.
func (v value) plain(depth int) any {
	switch v.kind() {
	case '"':
		return v.text()
	case 't', 'f':
		return v.kind() == 't'
	case 0, 'n':
		return nil
	case '{', '[':
		if depth <= 0 {
			return wire.Clean(string(v))
		}
	default:
		return json.Number(v)
	}
	if v.isObject() {
		return v.plainMap(depth)
	}
	list := []any{}
	for i := range v.items() {
		list = append(list, i.plain(depth-1))
	}
	return list
}

func (v value) plainMap(depth int) map[string]any {
	m := map[string]any{}
	for key, f := range v.fields() {
		m[wire.Clean(string(key))] = f.plain(depth - 1)
	}
	return m
}

// space returns the index of the next byte that isn't white space.
func space(v value, i int) int {
	for v[i] == ' ' || v[i] == '\n' || v[i] == '\r' || v[i] == '\t' {
		i++
	}
	return i
}

// skip returns the index after the value that begins at i. It counts brackets instead of recursing, so depth
// costs no stack.
func skip(v value, i int) int {
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

func skipString(v value, i int) int {
	for i++; v[i] != '"'; i++ {
		if v[i] == '\\' {
			i++
		}
	}
	return i + 1
}
