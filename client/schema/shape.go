package schema

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"regexp/syntax"
	"slices"
)

// Keywords of our own in a rewritten schema; the library passes over what it does not know.
const (
	keyUnread = "x-unread" // why the schema that stood here could not be read
	keyOrder  = "x-order"  // the names in properties, as their author put them
)

// shaper rewrites the schema of one part: references put in place, every draft's spelling turned into that of
// 2020-12, and whatever the library would refuse left out. The result is a tree, so that validating costs no
// more than its size, and is nothing but what this package knows.
type shaper struct {
	r        *resolver
	notes    *notes
	who      string // the provider, for notes
	left     int    // schemas that may still be read
	programs *int   // regular expression instructions that may still be spent
}

// spot is where the shaper stands.
type spot struct {
	place
	name  string // the property it is in, for notes
	depth int
	refs  []*object // what references led here
}

func (s spot) below(node any) spot {
	s.node = node
	s.depth++
	return s
}

// build is one schema object on its way from in to out. It is weaker once something was left out, so that out
// lets pass what the author's schema would not.
type build struct {
	*shaper
	at     spot
	in     *object
	out    map[string]any
	weaker bool
}

func unread(why string) map[string]any { return map[string]any{keyUnread: why} }

// shape rewrites one schema into a map or a bool, and tells whether it is weaker than the original.
func (s *shaper) shape(at spot) (any, bool) {
	in, ok := at.node.(*object)
	if pass, isBool := at.node.(bool); isBool && s.left > 0 {
		s.left--
		return pass, false
	}
	if !ok && s.left > 0 {
		s.notes.add("%s: a part of its schema%s is not a schema, so it is ignored.", s.who, within(at.name))
		return map[string]any{}, true
	}
	if s.left <= 0 || at.depth > maxNesting {
		s.notes.add("%s: its schema is too large or too deeply nested to be read whole.", s.who)
		return unread("the schema is too large to be read whole"), true
	}
	s.left--
	at.place = at.enter(in)
	b := &build{shaper: s, at: at, in: in, out: map[string]any{}}
	if whole, done := b.refs(); done {
		return whole, b.weaker
	}
	b.annotations()
	b.values()
	b.numbers()
	b.members()
	b.items()
	b.logic()
	if b.weaker {
		// What the missing part would have accounted for is not known.
		delete(b.out, "unevaluatedProperties")
		delete(b.out, "unevaluatedItems")
	}
	return b.out, b.weaker
}

func within(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" for %q", clean(name, 60))
}

// drop says that a keyword is left out.
func (b *build) drop(key, why string) {
	b.weaker = true
	b.notes.add("%s: the %q%s %s, so it is not checked here.", b.who, key, within(b.at.name), why)
}

// also adds a schema that has to hold as well.
func (b *build) also(sub any) {
	list, _ := b.out["allOf"].([]any)
	b.out["allOf"] = append(list, sub)
}

// sub rewrites a schema below this one.
func (b *build) sub(node any) any {
	out, weaker := b.shape(b.at.below(node))
	b.weaker = b.weaker || weaker
	return out
}

// refs follows the references of a schema. It is done when they are all that counts, as up to draft-07.
func (b *build) refs() (any, bool) {
	for _, key := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
		ref, ok := b.in.str(key)
		if !ok || key != "$ref" && b.at.draft < 2019 {
			continue
		}
		sub, weaker := b.follow(ref)
		b.weaker = b.weaker || weaker
		if b.at.draft >= 2019 {
			b.also(sub)
			continue
		}
		if out, ok := sub.(map[string]any); ok {
			// A title beside the reference counts for nothing in validation, yet it is what the author wants read.
			b.out = out
			b.annotations()
			return b.out, true
		}
		return sub, true
	}
	return nil, false
}

func (b *build) follow(ref string) (any, bool) {
	to, why := b.r.resolve(b.at.place, ref)
	if why != "" {
		return unread(fmt.Sprintf("its definition (%s) is not to be had: %s", clean(ref, 120), why)), true
	}
	target, _ := to.node.(*object)
	if slices.Contains(b.at.refs, target) || len(b.at.refs) >= maxRefs {
		b.notes.add("%s: its schema%s refers to itself, or too often in a row; it is read up to there.", b.who, within(b.at.name))
		return unread("its definition refers to itself"), true
	}
	at := b.at.below(to.node)
	at.place = to
	at.refs = append(slices.Clone(b.at.refs), target)
	return b.shape(at)
}

func (b *build) annotations() {
	for _, key := range []string{"title", "description"} {
		if text, ok := b.in.str(key); ok {
			b.out[key] = clean(text, 500)
		}
	}
	if v, ok := b.in.at["default"]; ok {
		if v, ok := plain(v); ok {
			b.out["default"] = v
		}
	}
	if list, ok := b.in.at["examples"].([]any); ok && len(list) > 0 {
		if v, ok := plain(list[0]); ok {
			b.out["examples"] = []any{v}
		}
	}
	if secret, ok := b.in.at["writeOnly"].(bool); ok {
		b.out["writeOnly"] = secret
	}
}

// values copies what limits a value as such.
func (b *build) values() {
	if v, ok := b.in.at["type"]; ok {
		if types := typeNames(v); len(types) > 0 {
			b.out["type"] = types
		} else {
			b.drop("type", "names no type of JSON")
		}
	}
	if v, ok := b.in.at["const"]; ok {
		if v, ok := plain(v); ok {
			b.out["const"] = v
		} else {
			b.drop("const", "holds a number out of all bounds")
		}
	}
	if list, ok := b.in.at["enum"].([]any); ok {
		switch v, sane := plain(list); {
		case len(list) > maxEnum:
			b.drop("enum", fmt.Sprintf("has %d values", len(list)))
		case !sane:
			b.drop("enum", "holds a number out of all bounds")
		default:
			b.left -= len(list) / 8
			b.out["enum"] = v
		}
	}
	if format, ok := b.in.str("format"); ok && len(format) < 64 {
		b.out["format"] = format
	}
	if pattern, ok := b.in.str("pattern"); ok && b.usable("pattern", pattern) {
		b.out["pattern"] = pattern
	}
}

func typeNames(v any) []any {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var types []any
	for _, item := range list {
		switch item {
		case "null", "boolean", "integer", "number", "string", "array", "object":
			if !slices.Contains(types, item) {
				types = append(types, item)
			}
		}
	}
	return types
}

// usable tells whether a regular expression is one of Go's (the dialect of JSON Schema knows more, such as
// look-ahead) and small enough to be run at every key that is pressed.
func (b *build) usable(key, pattern string) bool {
	if len(pattern) > maxPattern {
		b.drop(key, "is too long a regular expression")
		return false
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		b.drop(key, "is a regular expression that cannot be read here")
		return false
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(prog.Inst) > maxProgram || len(prog.Inst) > *b.programs {
		b.drop(key, "is too costly a regular expression")
		return false
	}
	*b.programs -= len(prog.Inst)
	if _, err := regexp.Compile(pattern); err != nil {
		b.drop(key, "is a regular expression that cannot be read here")
		return false
	}
	return true
}

// numbers copies what limits numbers, and counts of characters, items and members.
func (b *build) numbers() {
	for _, key := range []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"} {
		n, ok := b.in.at[key].(json.Number)
		if !ok {
			continue
		}
		r := rat(n)
		if r == nil || key == "multipleOf" && r.Sign() <= 0 {
			b.drop(key, "is a number out of all bounds")
			continue
		}
		b.out[key] = n
	}
	// In draft-04 these two only say how the other two are meant.
	for strict, key := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
		if yes, _ := b.in.at[strict].(bool); yes && b.out[key] != nil {
			b.out[strict] = b.out[key]
			delete(b.out, key)
		}
	}
	for _, key := range []string{
		"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains",
	} {
		n, ok := b.in.at[key].(json.Number)
		if !ok {
			continue
		}
		if r := rat(n); r != nil && r.IsInt() && r.Sign() >= 0 && r.Cmp(big.NewRat(1e9, 1)) <= 0 {
			b.out[key] = json.Number(r.Num().String())
		} else {
			b.drop(key, "is not a usable count")
		}
	}
	if unique, ok := b.in.at["uniqueItems"].(bool); ok {
		b.out["uniqueItems"] = unique
	}
}

// rat is a number with all its digits; nil when that would be too many.
func rat(v any) *big.Rat {
	n, ok := v.(json.Number)
	if !ok || !modest(n) {
		return nil
	}
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		return nil
	}
	return r
}
