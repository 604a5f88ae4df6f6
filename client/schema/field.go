// Package schema turns the JSON Schemas of a provider chain (drafts 4 to 2020-12) into the fields of one form, and
// judges what is typed into them.
//
// Every schema is first rewritten into one self-contained 2020-12 schema: references are followed and put in
// place, what cannot be read is left out and said so (shape.go, resolve.go). Fields are then read off the
// result (union.go, facets.go), and the same result is what the jsonschema library validates against, so that
// the form and the verdict cannot drift apart (validate.go, says.go).
package schema

import (
	"context"
	"encoding/json"
	"math/big"
)

// Kind is what a field takes, and so how a form draws it.
type Kind int

// Kinds of fields.
const (
	KindText    Kind = iota // one line of text; JSON where Unresolved says so
	KindInteger             // a whole number
	KindNumber              // a decimal number
	KindBool                // true or false
	KindChoice              // one of Choices
)

// Field is one property that the schemas of a chain ask for. All text in it is safe to print.
type Field struct {
	Name        string // the key that is sent
	Title       string // the schema's title, else the name in words
	Description string
	Kind        Kind
	Required    bool
	Choices     []string // what may be typed into a KindChoice field
	Default     string
	Min, Max    *big.Rat // nil where the schema sets none; for integers both are inclusive
	MinLen      int      // characters; 0 means none
	MaxLen      int      // characters; 0 means none
	Pattern     string   // a regular expression, the first where several apply
	Example     string
	Providers   []string // who in the chain asks for it, in chain order
	Unresolved  string   // why it fell back to free text or JSON; "" when the schema was understood
	Secret      bool     // to be masked: writeOnly, or its format or name says password, passphrase or secret
}

// Part is the schema of one provider of a chain. No schema means that the provider asks for nothing.
type Part struct {
	Provider string
	Schema   json.RawMessage
}

// Problem is one thing wrong with what was typed.
type Problem struct {
	Field string // the field's name; "" when the answers as a whole are meant
	Says  string // a plain sentence: "VLAN must lie between 2 and 3999."
}

// Fetch gets a schema document by its absolute address, which has no fragment.
type Fetch func(ctx context.Context, id string) (json.RawMessage, error)

// Form is what Build makes of a chain. It does not change after that, so it may be shared; the zero Form has
// no fields and finds no problems.
type Form struct {
	Fields []Field  // required ones first, else in chain order
	Notes  []string // sentences about what could not be read or contradicts itself

	rules map[string]rule
	parts []checker
}

// Field finds a field by its name.
func (f Form) Field(name string) (Field, bool) {
	for _, field := range f.Fields {
		if field.Name == name {
			return field, true
		}
	}
	return Field{}, false
}

// Bounds that keep a hostile schema or paste from costing time or memory.
const (
	maxDocument = 1 << 20 // bytes of one schema document
	maxFetched  = 32      // documents fetched in one Build
	maxParts    = 16      // distinct schemas in a chain
	maxFields   = 64
	maxRefs     = 16   // references that lead from one to the next
	maxNesting  = 32   // schemas within schemas
	maxParse    = 128  // arrays and objects within each other in any JSON
	maxNodes    = 1000 // schemas in one part once references are in place
	maxMembers  = 256  // properties of one object, alternatives of one choice
	maxEnum     = 1000
	maxPattern  = 500   // bytes of one regular expression
	maxProgram  = 2000  // instructions of one compiled expression
	maxPrograms = 10000 // instructions of all of them in one Build
	maxText     = 4096  // bytes typed into a field
	maxJSON     = 16384 // bytes typed into a field that takes JSON
	maxNotes    = 32
)
