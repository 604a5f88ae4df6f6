package schema

import (
	"fmt"
	"slices"
)

// members rewrites what a schema says of an object's members.
func (b *build) members() {
	cut := b.properties()
	cut = b.patternProperties() || cut
	b.required()
	for _, key := range []string{"additionalProperties", "unevaluatedProperties", "propertyNames"} {
		node, ok := b.in.at[key]
		// With a name or a pattern gone, its members would wrongly count as the remaining ones.
		if !ok || cut && key != "propertyNames" {
			continue
		}
		b.out[key] = b.sub(node)
	}
	b.dependencies()
}

// properties tells whether some had to be left out.
func (b *build) properties() bool {
	props, ok := b.in.at["properties"].(*object)
	if !ok {
		return false
	}
	out, order := map[string]any{}, []any{}
	for _, name := range props.keys {
		if len(order) >= maxMembers {
			b.drop("properties", fmt.Sprintf("has %d members: only the first %d are read", len(props.keys), maxMembers))
			break
		}
		at := b.at.below(props.at[name])
		at.name = name
		sub, weaker := b.shape(at)
		b.weaker = b.weaker || weaker
		out[name] = sub
		order = append(order, name)
	}
	b.out["properties"], b.out[keyOrder] = out, order
	return len(order) < len(props.keys)
}

func (b *build) patternProperties() bool {
	props, ok := b.in.at["patternProperties"].(*object)
	if !ok {
		return false
	}
	out := map[string]any{}
	for _, pattern := range props.keys {
		if len(out) < maxMembers && b.usable("patternProperties", pattern) {
			out[pattern] = b.sub(props.at[pattern])
		}
	}
	b.out["patternProperties"] = out
	b.weaker = b.weaker || len(out) < len(props.keys)
	return len(out) < len(props.keys)
}

func (b *build) required() {
	list, ok := b.in.at["required"].([]any)
	if !ok {
		return
	}
	names := namesIn(list)
	if len(names) > maxMembers {
		b.drop("required", fmt.Sprintf("has %d names: only the first %d are read", len(names), maxMembers))
		names = names[:maxMembers]
	}
	b.left -= len(names) / 8
	b.out["required"] = names
}

func namesIn(list []any) []any {
	names := []any{}
	seen := map[string]bool{}
	for _, item := range list {
		if name, ok := item.(string); ok && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// dependencies spells the older keyword with the two that took its place.
func (b *build) dependencies() {
	if old, ok := b.in.at["dependencies"].(*object); ok {
		required, schemas := b.dependent(old)
		if len(required) > 0 {
			b.also(map[string]any{"dependentRequired": required})
		}
		if len(schemas) > 0 {
			b.also(map[string]any{"dependentSchemas": schemas})
		}
	}
	if now, ok := b.in.at["dependentRequired"].(*object); ok {
		b.out["dependentRequired"], _ = b.dependent(now)
	}
	if now, ok := b.in.at["dependentSchemas"].(*object); ok {
		_, b.out["dependentSchemas"] = b.dependent(now)
	}
}

func (b *build) dependent(in *object) (required, schemas map[string]any) {
	required, schemas = map[string]any{}, map[string]any{}
	for _, name := range in.keys {
		if len(required)+len(schemas) >= maxMembers {
			b.drop("dependencies", "are too many")
			break
		}
		if list, ok := in.at[name].([]any); ok {
			required[name] = namesIn(list)
		} else {
			schemas[name] = b.sub(in.at[name])
		}
	}
	return required, schemas
}

// items rewrites what a schema says of an array's items.
func (b *build) items() {
	rest, hasRest := b.in.at["items"]
	first, positional := rest.([]any)
	if positional {
		rest, hasRest = b.in.at["additionalItems"]
	} else if b.at.draft >= draftLatest {
		first, positional = b.in.at["prefixItems"].([]any)
	}
	if positional && len(first) > maxMembers {
		b.drop("items", "are too many")
		return
	}
	if positional && len(first) > 0 {
		b.out["prefixItems"] = b.each(first)
	}
	if hasRest {
		b.out["items"] = b.sub(rest)
	}
	if node, ok := b.in.at["unevaluatedItems"]; ok {
		b.out["unevaluatedItems"] = b.sub(node)
	}
	node, ok := b.in.at["contains"]
	if !ok {
		delete(b.out, "minContains")
		delete(b.out, "maxContains")
		return
	}
	sub, weaker := b.shape(b.at.below(node))
	b.out["contains"] = sub
	if weaker {
		b.weaker = true
		delete(b.out, "maxContains") // more items match now than the author meant
	}
}

func (b *build) each(nodes []any) []any {
	out := make([]any, 0, len(nodes))
	for _, node := range nodes {
		out = append(out, b.sub(node))
	}
	return out
}

// logic rewrites the combinators. Where one of them would refuse more because its own part was weakened, it
// gives way to one that does not: the API has the last word anyway, and a form must not be stricter than it.
func (b *build) logic() {
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		list, ok := b.in.at[key].([]any)
		if !ok || len(list) == 0 {
			continue
		}
		if len(list) > maxMembers {
			b.drop(key, fmt.Sprintf("has %d members", len(list)))
			continue
		}
		before := b.weaker
		b.weaker = false
		subs := b.each(list)
		switch {
		case key == "allOf":
			have, _ := b.out[key].([]any)
			b.out[key] = slices.Concat(have, subs)
		case key == "oneOf" && b.weaker:
			b.also(map[string]any{"anyOf": subs})
		default:
			b.out[key] = subs
		}
		b.weaker = b.weaker || before
	}
	if node, ok := b.in.at["not"]; ok {
		if sub, weaker := b.shape(b.at.below(node)); weaker {
			b.drop("not", "cannot be read whole")
		} else {
			b.out["not"] = sub
		}
	}
	b.conditional()
}

func (b *build) conditional() {
	node, ok := b.in.at["if"]
	if !ok {
		return
	}
	test, unsure := b.shape(b.at.below(node))
	branches := []any{}
	for _, key := range []string{"then", "else"} {
		if node, ok := b.in.at[key]; ok {
			branch := b.sub(node)
			branches = append(branches, branch)
			if !unsure {
				b.out[key] = branch
			}
		}
	}
	if !unsure {
		b.out["if"] = test
		return
	}
	b.drop("if", "cannot be read whole")
	// Either branch may apply: their fields are shown, nothing is enforced.
	b.also(map[string]any{"anyOf": append(branches, true)})
}
