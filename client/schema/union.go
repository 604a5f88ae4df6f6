package schema

import (
	"bytes"
	"context"
	"maps"
	"slices"
)

// option is one property that a chain asks for, on its way to a Field.
type option struct {
	name      string
	required  bool
	providers []string
	must      []any // schemas that hold in any case
	may       []any // schemas that hold in some branch of an if, anyOf or oneOf
	found     facets
	unhinted  string // why its schema was not understood, when a hint made up for that
}

// union gathers the options of a chain.
type union struct {
	options map[string]*option
	order   []string
	notes   *notes
}

// tree is the rewritten schema of one part, with the names it has a say in.
type tree struct {
	who   string
	node  map[string]any
	names map[string]bool
}

// Build makes one form of the schemas of a provider chain, in chain order. It never fails: what cannot be read
// becomes a free-text field or a note. Definitions are fetched through fetch, which may be nil.
func Build(ctx context.Context, parts []Part, fetch Fetch) Form {
	n := &notes{seen: map[string]bool{}}
	u := &union{options: map[string]*option{}, notes: n}
	trees := readAll(ctx, parts, fetch, n)
	for i := range trees {
		u.collect(&trees[i], trees[i].node, holds)
		u.warnUnread(&trees[i], trees[i].node)
	}
	options := u.sorted()
	for _, o := range options {
		o.settle()
	}
	rules, checkers := compile(options, trees, n)
	form := Form{rules: map[string]rule{}, parts: checkers}
	for i, o := range options {
		field, r := o.finish(rules[i], n)
		form.Fields = append(form.Fields, field)
		form.rules[o.name] = r
	}
	form.Notes = n.list
	return form
}

// readAll parses and rewrites every part. All are known to the resolver before the first is rewritten, so
// that one may refer to another without a fetch.
func readAll(ctx context.Context, parts []Part, fetch Fetch, n *notes) []tree {
	r := &resolver{ctx: ctx, fetch: fetch, docs: map[string]*document{}, faults: map[string]string{}}
	var places []place
	var kept []Part
	for _, part := range parts {
		part.Provider = clean(part.Provider, 80)
		if len(bytes.TrimSpace(part.Schema)) == 0 || string(bytes.TrimSpace(part.Schema)) == "null" || repeats(kept, part) {
			continue
		}
		if len(kept) == maxParts {
			n.add("The chain has more than %d different schemas; the others are not read.", maxParts)
			break
		}
		root, err := parse(part.Schema, maxDocument)
		if err != nil {
			n.add("%s: its schema cannot be read (%v), so its options are not asked for here.", part.Provider, err)
			continue
		}
		kept, places = append(kept, part), append(places, r.add(root, ""))
	}
	programs := maxPrograms
	var trees []tree
	for i, at := range places {
		s := &shaper{r: r, notes: n, who: kept[i].Provider, left: maxNodes, programs: &programs}
		if node, ok := s.top(at); ok {
			trees = append(trees, tree{who: s.who, node: node, names: map[string]bool{}})
		}
	}
	return trees
}

// repeats tells a hop that asks for what an earlier hop of the same provider asked for.
func repeats(kept []Part, part Part) bool {
	return slices.ContainsFunc(kept, func(k Part) bool {
		return k.Provider == part.Provider && bytes.Equal(k.Schema, part.Schema)
	})
}

// top rewrites the schema of a part, which has to be one of an object.
func (s *shaper) top(at place) (map[string]any, bool) {
	if in, ok := at.node.(*object); ok {
		if named, ok := in.str("$schema"); ok {
			if _, known := draftOf(named); !known {
				s.notes.add("%s: its schema is written in %q, which is not known here; it is read as draft 2020-12.", s.who, clean(named, 120))
			}
		}
	}
	if at.node == true {
		return nil, false
	}
	out, _ := s.shape(spot{place: at})
	node, ok := out.(map[string]any)
	if !ok {
		s.notes.add("%s: its schema allows no options at all, so none are asked for.", s.who)
		return nil, false
	}
	if types := typesIn(node); types != nil && !types["object"] {
		s.notes.add("%s: its schema does not describe a set of options; only the options it names are read.", s.who)
		delete(node, "type")
	}
	return node, true
}

// grip says how firmly a schema is attached to the options that are sent.
type grip int

const (
	named   grip = iota // only asked about, as in an if
	perhaps             // in a branch that may not apply
	holds               // in any case
)

// collect walks what a schema says of the options as a whole.
func (u *union) collect(t *tree, node any, g grip) {
	m, ok := node.(map[string]any)
	if !ok {
		return
	}
	props, _ := m["properties"].(map[string]any)
	for _, name := range strs(m, keyOrder) {
		u.note(t, name, props[name], g)
	}
	for _, name := range strs(m, "required") {
		if o := u.note(t, name, nil, g); o != nil && g == holds {
			o.required = true
		}
	}
	u.collectDependent(t, m, g)
	for _, sub := range nodes(m, "allOf") {
		u.collect(t, sub, g)
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		subs := nodes(m, key)
		for _, sub := range subs {
			if len(subs) > 1 {
				u.collect(t, sub, min(g, perhaps))
			} else {
				u.collect(t, sub, g)
			}
		}
	}
	u.collect(t, m["if"], named)
	u.collect(t, m["then"], min(g, perhaps))
	u.collect(t, m["else"], min(g, perhaps))
	// What is only forbidden is not asked for, yet this part has a say in it.
	(&union{options: map[string]*option{}, notes: u.notes}).collect(t, m["not"], named)
}

func (u *union) collectDependent(t *tree, m map[string]any, g grip) {
	required, _ := m["dependentRequired"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(required)) {
		u.note(t, name, nil, named)
		for _, other := range strs(required, name) {
			u.note(t, other, nil, named)
		}
	}
	schemas, _ := m["dependentSchemas"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		u.note(t, name, nil, named)
		u.collect(t, schemas[name], min(g, perhaps))
	}
}

func strs(m map[string]any, key string) []string {
	var out []string
	for _, v := range nodes(m, key) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// note takes in one property of a part; nil when it cannot be a field.
func (u *union) note(t *tree, name string, sub any, g grip) *option {
	if name == "" || clean(name, 120) != name {
		u.notes.add("%s: an option with an unusable name (%q) is left out.", t.who, clean(name, 60))
		return nil
	}
	t.names[name] = true
	o := u.options[name]
	if o == nil {
		if sub == false {
			return nil // it says only that the option must not be there
		}
		o = &option{name: name}
		u.options[name] = o
		u.order = append(u.order, name)
	}
	if !slices.Contains(o.providers, t.who) {
		o.providers = append(o.providers, t.who)
	}
	switch {
	case sub == nil:
	case g == holds:
		o.must = append(o.must, sub)
	case g == perhaps:
		o.may = append(o.may, sub)
	}
	return o
}

// warnUnread says what part of a schema is missing where no single field can show it.
func (u *union) warnUnread(t *tree, node map[string]any) {
	if why, ok := node[keyUnread].(string); ok {
		u.notes.add("%s: a part of its schema is missing, so not all of its options may be asked for: %s.", t.who, why)
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		for _, sub := range nodes(node, key) {
			if m, ok := sub.(map[string]any); ok {
				u.warnUnread(t, m)
			}
		}
	}
}

// sorted is the options in chain order with the required ones first, as many as a form holds.
func (u *union) sorted() []*option {
	var options []*option
	for _, required := range []bool{true, false} {
		for _, name := range u.order {
			if o := u.options[name]; o.required == required {
				options = append(options, o)
			}
		}
	}
	if len(options) > maxFields {
		u.notes.add("The chain asks for %d options; only the first %d are shown.", len(options), maxFields)
		options = options[:maxFields]
	}
	return options
}

// settle works out what the schemas of an option say together, and lets a hint speak where they are silent.
func (o *option) settle() {
	for _, node := range o.must {
		o.found.absorb(node)
	}
	if len(o.must) == 0 {
		o.found.alternatives(o.may)
	} else if o.found.silent() {
		// A bare mention beside branches that say more: {"properties": {"mode": {}}, "oneOf": [...]}.
		o.found.alternatives(o.may)
	}
	h, ok := hintFor(o.name)
	if !ok || !h.silent(&o.found) {
		return
	}
	o.unhinted, o.found.unread = o.found.unread, ""
	o.must = append(o.must, h.schema)
	o.found.absorb(h.schema)
	if o.found.desc == "" {
		o.found.desc = h.desc
	}
	if !o.found.hasExample {
		o.found.example, o.found.hasExample = h.example, true
	}
}

// silent tells that nothing was said of a value.
func (f *facets) silent() bool {
	kind, _ := f.takes()
	return kind == KindText && f.looseText() && f.types == nil && f.unread == ""
}

// finish makes the field of an option, given the validator of its value.
func (o *option) finish(r rule, n *notes) (Field, rule) {
	f := &o.found
	field := Field{
		Name: o.name, Title: clean(f.title, 80), Description: clean(f.desc, 500), Required: o.required,
		MinLen: f.minLen, MaxLen: f.maxLen, Providers: o.providers, Unresolved: f.unread,
		Secret: f.secret || f.format == "password" || secretName(o.name),
	}
	if field.Title == "" {
		field.Title = titleOf(o.name)
	}
	if field.Unresolved != "" && !f.opaque() {
		field.Unresolved = ""
		n.add("%s: %s; what else is known of it is used.", field.Title, f.unread)
	}
	if o.unhinted != "" {
		n.add("%s: %s; the limits that AXON documents are used.", field.Title, o.unhinted)
	}
	field.Kind, r.as = f.takes()
	if len(f.patterns) > 0 {
		field.Pattern = clean(f.patterns[0], maxPattern)
	}
	whole := field.Kind == KindInteger
	field.Min, field.Max = inclusive(f.min, f.minEx, whole, 1), inclusive(f.max, f.maxEx, whole, -1)
	if r.as == readChoice {
		field.Choices, r.choices = r.choose(f.values)
	}
	if r.as == readJSON {
		field.Unresolved = "it takes " + nestedName(f) + ", typed as JSON"
	}
	field.Default = f.defaultText()
	if field.Default == "" && len(field.Choices) == 1 && field.Required {
		field.Default = field.Choices[0]
	}
	if f.hasExample {
		field.Example = clean(asTyped(f.example), 200)
	}
	if field.Example == "" {
		field.Example = exampleOf(f, r.as)
	}
	o.warnConflict(field, r, n)
	return field, r
}

func nestedName(f *facets) string {
	switch {
	case only(f.types, "array"), f.types == nil && f.nested == "array":
		return "a list"
	case only(f.types, "object"), f.types == nil && f.nested == "object":
		return "several values"
	}
	return "one of several types"
}

// exampleOf is a sample where the form asked for is one that everybody knows.
func exampleOf(f *facets, as reading) string {
	switch {
	case as == readJSON && nestedName(f) == "a list":
		return `["…"]`
	case as == readJSON && nestedName(f) == "several values":
		return `{"…": "…"}`
	case as != readText:
		return ""
	}
	switch f.format {
	case "uuid":
		return sampleGUID
	case "ipv4":
		return "192.0.2.10"
	case "ipv6":
		return "2001:db8::10"
	case "email":
		return "name@example.net"
	case "date":
		return "2026-01-31"
	case "uri":
		return "https://example.net/"
	}
	return ""
}

// warnConflict says when no value can satisfy everyone who asks.
func (o *option) warnConflict(field Field, r rule, n *notes) {
	clash := o.found.types != nil && len(o.found.types) == 0 ||
		field.Min != nil && field.Max != nil && field.Min.Cmp(field.Max) > 0 ||
		field.MaxLen > 0 && field.MinLen > field.MaxLen ||
		r.as == readChoice && len(field.Choices) == 0
	if clash {
		n.add("%s: no value satisfies all that is asked of it (by %s).", field.Title, listed(o.providers, "and"))
	}
}
