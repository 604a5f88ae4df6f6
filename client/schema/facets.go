package schema

import (
	"maps"
	"math/big"
	"slices"
)

// facets is what the schemas of one property, taken together, say that a form can show. The library judges the
// value; these only decide how it is asked for.
type facets struct {
	types          map[string]bool // nil means any
	values         []any           // of an enum, a const, or alternatives of these
	listed         bool            // whether there are such values
	min, max       *big.Rat
	minEx, maxEx   bool // the bound itself is excluded
	minLen, maxLen int
	patterns       []string
	format         string
	title, desc    string
	def, example   any
	hasDef         bool
	hasExample     bool
	secret         bool
	unread         string
	nested         string // "object" or "array" when it says what these hold
}

var anyType = []string{"null", "boolean", "integer", "number", "string", "array", "object"}

// absorb takes in one more schema that holds for the property.
func (f *facets) absorb(node any) {
	m, ok := node.(map[string]any)
	if !ok {
		return
	}
	f.describe(m)
	f.restrict(m)
	for _, sub := range nodes(m, "allOf") {
		f.absorb(sub)
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		f.alternatives(nodes(m, key))
	}
}

func nodes(m map[string]any, key string) []any {
	list, _ := m[key].([]any)
	return list
}

// describe keeps the first of each annotation.
func (f *facets) describe(m map[string]any) {
	if s, _ := m["title"].(string); f.title == "" {
		f.title = s
	}
	if s, _ := m["description"].(string); f.desc == "" {
		f.desc = s
	}
	if v, ok := m["default"]; ok && !f.hasDef {
		f.def, f.hasDef = v, true
	}
	if list := nodes(m, "examples"); len(list) > 0 && !f.hasExample {
		f.example, f.hasExample = list[0], true
	}
	if secret, _ := m["writeOnly"].(bool); secret {
		f.secret = true
	}
	if s, _ := m[keyUnread].(string); f.unread == "" {
		f.unread = s
	}
}

func (f *facets) restrict(m map[string]any) {
	if types := typesIn(m); types != nil {
		f.types = common(f.types, types)
	}
	if v, ok := m["const"]; ok {
		f.list([]any{v})
	}
	if v, ok := m["enum"].([]any); ok {
		f.list(v)
	}
	f.bound(m)
	if n := count(m["minLength"]); n > f.minLen {
		f.minLen = n
	}
	if n := count(m["maxLength"]); n > 0 && (f.maxLen == 0 || n < f.maxLen) {
		f.maxLen = n
	}
	if s, ok := m["pattern"].(string); ok {
		f.patterns = append(f.patterns, s)
	}
	if s, ok := m["format"].(string); ok && f.format == "" {
		f.format = s
	}
	if m["properties"] != nil || m["additionalProperties"] != nil {
		f.nested = "object"
	}
	if m["items"] != nil || m["prefixItems"] != nil {
		f.nested = "array"
	}
}

// list keeps the shorter of two lists of values. What only the other one lacks is found by validating.
func (f *facets) list(values []any) {
	if !f.listed || len(values) < len(f.values) {
		f.values = values
	}
	f.listed = true
}

func (f *facets) bound(m map[string]any) {
	for _, b := range []struct {
		key    string
		strict bool
	}{{"minimum", false}, {"exclusiveMinimum", true}} {
		if r := rat(m[b.key]); r != nil && (f.min == nil || r.Cmp(f.min) > 0 || b.strict && r.Cmp(f.min) == 0) {
			f.min, f.minEx = r, b.strict
		}
	}
	for _, b := range []struct {
		key    string
		strict bool
	}{{"maximum", false}, {"exclusiveMaximum", true}} {
		if r := rat(m[b.key]); r != nil && (f.max == nil || r.Cmp(f.max) < 0 || b.strict && r.Cmp(f.max) == 0) {
			f.max, f.maxEx = r, b.strict
		}
	}
}

// alternatives takes in a choice between schemas. Nothing typed is ever null, so a null alternative is none, and
// the only one that is left simply holds.
func (f *facets) alternatives(subs []any) {
	subs = slices.DeleteFunc(slices.Clone(subs), isNull)
	if len(subs) == 0 {
		return
	}
	if len(subs) == 1 {
		f.absorb(subs[0])
		return
	}
	types, values, typed, listed := map[string]bool{}, []any{}, true, true
	for _, sub := range subs {
		var g facets
		g.absorb(sub)
		typed, listed = typed && g.types != nil, listed && g.listed
		maps.Copy(types, g.types)
		values = append(values, g.values...)
		f.describe(map[string]any{"title": g.title, "description": g.desc, keyUnread: g.unread})
	}
	if typed {
		f.types = common(f.types, types)
	}
	if listed {
		f.list(values)
	}
}

// isNull tells an alternative that nothing typed can be.
func isNull(sub any) bool {
	m, ok := sub.(map[string]any)
	if !ok {
		return sub == false
	}
	if v, ok := m["const"]; ok && v == nil {
		return true
	}
	values, listed := m["enum"].([]any)
	types := typesIn(m)
	return len(types) == 1 && types["null"] || listed && len(values) == 1 && values[0] == nil
}

func typesIn(m map[string]any) map[string]bool {
	list := nodes(m, "type")
	if len(list) == 0 {
		return nil
	}
	types := map[string]bool{}
	for _, t := range list {
		if name, ok := t.(string); ok {
			types[name] = true
		}
	}
	return types
}

// common is the types allowed by both; a nil set allows any.
func common(a, b map[string]bool) map[string]bool {
	if a == nil {
		return maps.Clone(b)
	}
	both := map[string]bool{}
	for _, t := range anyType {
		inA := a[t] || t == "integer" && a["number"]
		inB := b[t] || t == "integer" && b["number"]
		if inA && inB {
			both[t] = true
		}
	}
	return both
}

func count(v any) int {
	if r := rat(v); r != nil && r.IsInt() {
		return int(r.Num().Int64())
	}
	return 0
}

// takes says what is typed: the kind of the field and how its text is read.
func (f *facets) takes() (Kind, reading) {
	types := f.types
	if types == nil {
		types = f.guessed()
	}
	switch {
	case f.onlyBools(), only(types, "boolean"):
		return KindBool, readBool
	case f.listed:
		return KindChoice, readChoice
	case only(types, "integer"):
		return KindInteger, readInteger
	case types["number"] && only(types, "number", "integer"):
		return KindNumber, readNumber
	case types["string"], len(types) == 0:
		return KindText, readText
	}
	return KindText, readJSON
}

// opaque tells that nothing at all is known of the value.
func (f *facets) opaque() bool { return f.types == nil && !f.listed && f.guessed() == nil }

// guessed is the type that a schema without one must have had in mind.
func (f *facets) guessed() map[string]bool {
	switch {
	case len(f.patterns) > 0, f.format != "", f.minLen > 0, f.maxLen > 0:
		return map[string]bool{"string": true}
	case f.min != nil, f.max != nil:
		return map[string]bool{"number": true}
	case f.nested != "":
		return map[string]bool{f.nested: true}
	}
	return nil
}

func (f *facets) onlyBools() bool {
	return f.listed && len(f.values) > 0 && !slices.ContainsFunc(f.values, func(v any) bool {
		_, ok := v.(bool)
		return !ok
	})
}

// only tells whether every type but null is one of those named.
func only(types map[string]bool, names ...string) bool {
	some := false
	for t := range types {
		if t == "null" {
			continue
		}
		some = true
		if !slices.Contains(names, t) {
			return false
		}
	}
	return some
}

// inclusive is a bound as a form shows it: for whole numbers, the outermost that is allowed.
func inclusive(bound *big.Rat, excluded, whole bool, step int64) *big.Rat {
	if bound == nil || !whole {
		return bound
	}
	if bound.IsInt() {
		if !excluded {
			return bound
		}
		return new(big.Rat).Add(bound, big.NewRat(step, 1))
	}
	// Div rounds towards the lower one, as the divisor is positive.
	floor := new(big.Int).Div(bound.Num(), bound.Denom())
	if step > 0 {
		floor.Add(floor, big.NewInt(1))
	}
	return new(big.Rat).SetInt(floor)
}

func (f *facets) defaultText() string {
	if !f.hasDef {
		return ""
	}
	return asTyped(f.def)
}

// asTyped is a value as text that a person could have typed, "" for one that could not be.
func asTyped(v any) string {
	text := textOf(v)
	if v == nil || len(text) > maxText || clean(text, maxText) != text {
		return ""
	}
	return text
}
