package schema

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

const draftLatest = 2020

// place is a value inside a schema document, with what is needed to follow references from there.
type place struct {
	node  any
	base  string // the address that references are relative to; "" when no $id gives one
	draft int    // 4, 6, 7, 2019 or 2020
	doc   *document
}

// document is one schema document with everything in it that a reference may name.
type document struct {
	ids     map[string]place // by address without fragment
	anchors map[string]place // by address#name
}

// resolver finds what references mean, over the documents of one Build.
type resolver struct {
	ctx     context.Context
	fetch   Fetch
	docs    map[string]*document // by address
	faults  map[string]string    // addresses that gave nothing, and why
	fetched int
}

// add indexes a document that was found at an address, "" when it stands in a provider's row.
func (r *resolver) add(root any, address string) place {
	top := place{node: root, base: address, draft: draftLatest}
	top.doc = &document{ids: map[string]place{}, anchors: map[string]place{}}
	o, isObject := root.(*object)
	if isObject {
		named, _ := o.str("$schema")
		top.draft, _ = draftOf(named)
	}
	top.doc.ids[address] = top
	top.doc.index(top)
	names := []string{address}
	if isObject {
		names = append(names, top.enter(o).base)
	}
	for _, name := range names {
		if _, taken := r.docs[name]; !taken && name != "" {
			r.docs[name] = top.doc
		}
	}
	return top
}

// index notes every $id and anchor at or below a place.
func (d *document) index(at place) {
	switch v := at.node.(type) {
	case []any:
		for _, item := range v {
			at.node = item
			d.index(at)
		}
	case *object:
		in := at.enter(v)
		if _, taken := d.ids[in.base]; !taken {
			d.ids[in.base] = at
		}
		for _, name := range anchorsOf(v, in.draft) {
			if _, taken := d.anchors[in.base+"#"+name]; !taken {
				d.anchors[in.base+"#"+name] = at
			}
		}
		for _, key := range v.keys {
			// These hold data that only looks like schemas.
			if key == "enum" || key == "const" || key == "default" || key == "examples" {
				continue
			}
			in.node = v.at[key]
			d.index(in)
		}
	}
}

// enter is the place p seen from inside its object o, whose own $id and $schema count from here on. A place
// is entered once, when what is below it is looked at: a relative $id would otherwise be joined twice.
func (p place) enter(o *object) place {
	draft := p.draft
	if named, ok := o.str("$schema"); ok {
		if own, known := draftOf(named); known {
			draft = own
		}
	}
	id := idOf(o, draft)
	if id == "" {
		return p
	}
	if address, _, err := join(p.base, id); err == nil {
		p.base, p.draft = address, draft
	}
	return p
}

// draftOf reads a $schema. An unknown one is read as the latest draft.
func draftOf(named string) (int, bool) {
	named = strings.TrimSuffix(strings.TrimSpace(named), "#")
	_, path, _ := strings.Cut(named, "://")
	switch path {
	case "json-schema.org/draft-04/schema":
		return 4, true
	case "json-schema.org/draft-06/schema":
		return 6, true
	case "json-schema.org/draft-07/schema":
		return 7, true
	case "json-schema.org/draft/2019-09/schema":
		return 2019, true
	case "json-schema.org/draft/2020-12/schema", "json-schema.org/schema":
		return 2020, true
	}
	return draftLatest, false
}

// idOf is the $id of an object that starts a resource of its own, without fragment.
func idOf(o *object, draft int) string {
	if _, ref := o.at["$ref"]; ref && draft < 2019 {
		return "" // up to draft-07 nothing beside a $ref counts
	}
	key := "$id"
	if draft == 4 {
		key = "id"
	}
	id, _ := o.str(key)
	id, _, _ = strings.Cut(id, "#")
	return id
}

func anchorsOf(o *object, draft int) []string {
	var names []string
	if draft >= 2019 {
		for _, key := range []string{"$anchor", "$dynamicAnchor"} {
			if name, ok := o.str(key); ok && name != "" {
				names = append(names, name)
			}
		}
		return names
	}
	key := "$id"
	if draft == 4 {
		key = "id"
	}
	id, _ := o.str(key)
	if _, name, _ := strings.Cut(id, "#"); name != "" && !strings.HasPrefix(name, "/") {
		names = append(names, name)
	}
	return names
}

// join resolves a reference against a base and splits off its fragment, decoded.
func join(base, ref string) (address, fragment string, err error) {
	ref, fragment, _ = strings.Cut(ref, "#")
	if fragment, err = url.PathUnescape(fragment); err != nil {
		return "", "", err
	}
	if ref == "" {
		return base, fragment, nil
	}
	b, err := url.Parse(base)
	if err != nil {
		return "", "", err
	}
	u, err := b.Parse(ref)
	if err != nil {
		return "", "", err
	}
	return u.String(), fragment, nil
}

// resolve follows a reference. Where it leads nowhere, why is the reason as a clause.
func (r *resolver) resolve(from place, ref string) (to place, why string) {
	address, fragment, err := join(from.base, ref)
	if err != nil {
		return place{}, "its address is not a valid one"
	}
	doc := from.doc
	start, here := doc.ids[address]
	if !here {
		if doc, why = r.load(address); why != "" {
			return place{}, why
		}
		start = doc.ids[address]
	}
	switch {
	case fragment == "":
		return start, ""
	case strings.HasPrefix(fragment, "/"):
		to, ok := start.pointer(fragment)
		if !ok {
			return place{}, "the document has no such part"
		}
		return to, ""
	}
	if o, ok := start.node.(*object); ok {
		address = start.enter(o).base
	}
	to, ok := doc.anchors[address+"#"+fragment]
	if !ok {
		return place{}, "the document has no such part"
	}
	return to, ""
}

// pointer walks a JSON pointer, minding every $id on its way.
func (p place) pointer(path string) (place, bool) {
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, token := range strings.Split(path[1:], "/") {
		token = unescape.Replace(token)
		switch v := p.node.(type) {
		case *object:
			member, ok := v.at[token]
			if !ok {
				return place{}, false
			}
			p = p.enter(v)
			p.node = member
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(v) {
				return place{}, false
			}
			p.node = v[i]
		default:
			return place{}, false
		}
	}
	return p, true
}

// load gets a document by its address, once; a failure is remembered too.
func (r *resolver) load(address string) (*document, string) {
	if doc, ok := r.docs[address]; ok {
		return doc, ""
	}
	if why, ok := r.faults[address]; ok {
		return nil, why
	}
	doc, why := r.get(address)
	if why != "" {
		r.faults[address] = why
	}
	return doc, why
}

func (r *resolver) get(address string) (*document, string) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, "its address is not a valid one"
	case !u.IsAbs():
		return nil, "its address is relative and the schema has no $id"
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "its address is not one of the web"
	case r.fetch == nil:
		return nil, "definitions cannot be fetched here"
	case r.fetched >= maxFetched:
		return nil, fmt.Sprintf("more than %d documents would have to be fetched", maxFetched)
	}
	r.fetched++
	raw, err := r.fetch(r.ctx, address)
	if err != nil {
		return nil, strings.TrimSuffix(clean(err.Error(), 160), ".")
	}
	root, err := parse(raw, maxDocument)
	if err != nil {
		return nil, "the document cannot be read: " + err.Error()
	}
	return r.add(root, address).doc, ""
}
