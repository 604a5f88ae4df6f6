package views

import (
	"cmp"
	"encoding/json"
	"slices"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// maxWants bounds how many fields of a schema are listed before the order gets to its form.
const maxWants = 24

// wants is a look ahead at a provider's schema: the names at its top, without following any reference. The
// form of the options step is what really reads it.
type wants struct {
	fields []want
	more   int    // fields beyond maxWants
	says   string // a sentence in place of fields
}

type want struct {
	name, title string
	required    bool
}

// allWants reads every provider's schema.
func allWants(list []axon.Provider) map[string]wants {
	out := make(map[string]wants, len(list))
	for _, p := range list {
		out[p.Type] = readWants(p.Schema)
	}
	return out
}

// readWants forgives whatever a schema is: each key is read by itself.
func readWants(schema json.RawMessage) wants {
	var top map[string]json.RawMessage
	if len(schema) == 0 || json.Unmarshal(schema, &top) != nil || len(top) == 0 {
		return wants{says: "nothing of its own: AXON gives no schema for it"}
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
	var w wants
	for name := range properties {
		w.fields = append(w.fields, want{name: wire.Clean(name), title: titleOf(properties[name]), required: needed[name]})
		delete(needed, name)
	}
	for name := range needed {
		w.fields = append(w.fields, want{name: wire.Clean(name), required: true})
	}
	if len(w.fields) == 0 {
		return wants{says: "its schema names no fields at its top; the form will show what there is"}
	}
	slices.SortFunc(w.fields, func(a, b want) int {
		if a.required != b.required {
			if a.required {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.name, b.name)
	})
	if n := len(w.fields); n > maxWants {
		w.fields, w.more = w.fields[:maxWants], n-maxWants
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
