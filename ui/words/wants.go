package words

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/wire"
	"axdesk/ui/parts"
)

// MostWants bounds how many fields of a schema are listed before the order gets to its form.
const MostWants = 24

// Wants is a look ahead at a provider's schema: the names at its top, without following any reference. The
// form of the options step is what really reads it.
type Wants struct {
	Fields []Want
	More   int    // fields beyond MostWants
	Says   string // a sentence in place of Fields
}

// Want is one field that a provider will ask for.
type Want struct {
	Name, Title string
	Required    bool
}

// AllWants reads every provider's schema.
func AllWants(list []axon.Provider) map[string]Wants {
	out := make(map[string]Wants, len(list))
	for _, p := range list {
		out[p.Type] = ReadWants(p.Schema)
	}
	return out
}

// ReadWants forgives whatever a schema is: each key is read by itself.
func ReadWants(schema json.RawMessage) Wants {
	var top map[string]json.RawMessage
	if len(schema) == 0 || json.Unmarshal(schema, &top) != nil || len(top) == 0 {
		return Wants{Says: "nothing of its own: AXON gives no schema for it"}
	}
	var properties map[string]json.RawMessage
	var required []string
	// A key of another shape names no fields; that is all there is to know here.
	_ = json.Unmarshal(top["properties"], &properties)
	_ = json.Unmarshal(top["required"], &required)
	needed := map[string]bool{}
	for _, name := range required {
		needed[name] = true
	}
	var w Wants
	for name := range properties {
		w.Fields = append(w.Fields, Want{Name: wire.Clean(name), Title: titleOf(properties[name]), Required: needed[name]})
		delete(needed, name)
	}
	for name := range needed {
		w.Fields = append(w.Fields, Want{Name: wire.Clean(name), Required: true})
	}
	if len(w.Fields) == 0 {
		return Wants{Says: "its schema names no fields at its top; the form will show what there is"}
	}
	slices.SortFunc(w.Fields, func(a, b Want) int {
		if a.Required != b.Required {
			if a.Required {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	if n := len(w.Fields); n > MostWants {
		w.Fields, w.More = w.Fields[:MostWants], n-MostWants
	}
	return w
}

func titleOf(property json.RawMessage) string {
	var p struct {
		Title string `json:"title"`
	}
	if json.Unmarshal(property, &p) != nil {
		return ""
	}
	return wire.Clean(p.Title)
}

// Words is what a provider's schema will want later in the order; more stands where a long title is cut.
func (w Wants) Words(more string) string {
	if w.Says != "" {
		return w.Says
	}
	var names []string
	for _, f := range w.Fields {
		name := f.Name
		if f.Title != "" && f.Title != f.Name {
			name += " (" + parts.Cut(f.Title, 48, more) + ")"
		}
		if !f.Required {
			name += ", optional"
		}
		names = append(names, name)
	}
	text := strings.Join(names, "; ")
	if w.More > 0 {
		text += "; and " + parts.Plural(w.More, "more field", "more fields")
	}
	return text
}
