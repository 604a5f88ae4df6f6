package schema

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// findings gathers problems, each once, in the order of the form.
type findings struct {
	form Form
	list []Problem
}

func newFindings(f Form) *findings { return &findings{form: f} }

func (fs *findings) add(problems ...Problem) {
	for _, p := range problems {
		if !slices.Contains(fs.list, p) {
			fs.list = append(fs.list, p)
		}
	}
}

// fields names those that have a problem.
func (fs *findings) fields() map[string]bool {
	names := map[string]bool{}
	for _, p := range fs.list {
		names[p.Field] = true
	}
	return names
}

// sorted puts problems in the order of the fields, what concerns the whole last: the library reports in the
// order of a map, which would make a form flicker.
func (fs *findings) sorted() []Problem {
	at := map[string]int{"": len(fs.form.Fields) + 1}
	for i, field := range fs.form.Fields {
		at[field.Name] = i + 1
	}
	slices.SortStableFunc(fs.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(at[a.Field], at[b.Field]), cmp.Compare(a.Says, b.Says))
	})
	return fs.list
}

// teller puts the library's errors into words. It never repeats what was typed: that may be a secret.
type teller struct {
	form  Form
	who   string   // the provider whose schema it is; "" for a single field
	under []string // where the judged value stands among the answers
	found *findings
}

// explain tells the problems in an error of the library; none for nil.
func (f Form) explain(err error, who string, under []string) []Problem {
	var fault *jsonschema.ValidationError
	if !errors.As(err, &fault) {
		return nil
	}
	t := &teller{form: f, who: who, under: under, found: newFindings(f)}
	t.walk(fault)
	return t.found.sorted()
}

func (t *teller) walk(e *jsonschema.ValidationError) {
	switch k := e.ErrorKind.(type) {
	case *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf:
		for _, cause := range e.Causes {
			t.walk(cause)
		}
		return
	case *kind.PropertyNames:
		t.tell(e, "holds a name that is not allowed")
		return
	case *kind.Required:
		t.missing(e, k.Missing, "is required")
		return
	case *kind.DependentRequired:
		t.missing(e, k.Missing, "is required together with "+t.title(k.Prop))
		return
	case *kind.AdditionalProperties:
		t.excess(e, k.Properties)
		return
	}
	if meant := t.meant(e); meant != nil {
		t.walk(meant)
		return
	}
	t.tell(e, t.predicate(e))
}

// meant is the only alternative that takes what was typed at all, nil when there is not one: of "a number or
// null", only what the number lacks is worth telling.
func (t *teller) meant(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	at := len(e.InstanceLocation)
	var close *jsonschema.ValidationError
	for _, cause := range e.Causes {
		if _, ok := cause.ErrorKind.(*kind.Type); ok && len(cause.InstanceLocation) == at {
			continue
		}
		if close != nil || len(t.path(e)) == 0 {
			return nil
		}
		close = cause
	}
	return close
}

// path is where the fault lies: the name of a field, then what is inside it.
func (t *teller) path(e *jsonschema.ValidationError) []string {
	return slices.Concat(t.under, e.InstanceLocation)
}

func (t *teller) title(name string) string {
	if field, ok := t.form.Field(name); ok {
		return field.Title
	}
	return titleOf(name)
}

// tell adds "TITLE says." for the field that the fault lies in.
func (t *teller) tell(e *jsonschema.ValidationError, says string) {
	at := t.path(e)
	if len(at) == 0 {
		t.found.add(Problem{Says: t.whole(e)})
		return
	}
	subject := t.title(at[0])
	if len(at) > 1 {
		subject += " (at " + clean(strings.Join(at[1:], "/"), 80) + ")"
	}
	t.found.add(Problem{Field: at[0], Says: subject + " " + says + "."})
}

func (t *teller) missing(e *jsonschema.ValidationError, names []string, says string) {
	for _, name := range names {
		if at := t.path(e); len(at) > 0 {
			t.tell(e, "needs "+clean(name, 60))
			continue
		}
		t.found.add(Problem{Field: name, Says: t.title(name) + " " + says + "."})
	}
}

func (t *teller) excess(e *jsonschema.ValidationError, names []string) {
	slices.Sort(names)
	for _, name := range names {
		if at := t.path(e); len(at) > 0 {
			t.tell(e, "must not hold "+clean(name, 60))
			continue
		}
		t.found.add(Problem{Field: name, Says: t.title(name) + " does not go with the other answers."})
	}
}

// whole tells what is wrong with the answers together.
func (t *teller) whole(e *jsonschema.ValidationError) string {
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		if one, ok := k.(*kind.OneOf); ok && len(one.Subschemas) > 0 {
			return fmt.Sprintf("The answers fit more than one of the alternatives that %s allows; give only what belongs to one.", t.who)
		}
		if names := t.lacking(e); len(names) > 0 {
			return fmt.Sprintf("%s needs %s.", t.who, listed(names, "or"))
		}
		return fmt.Sprintf("The answers fit none of the alternatives that %s allows.", t.who)
	case *kind.MinProperties:
		return fmt.Sprintf("%s needs at least %s, not %d.", t.who, counted(k.Want, "answer"), k.Got)
	case *kind.MaxProperties:
		return fmt.Sprintf("%s takes at most %s, not %d.", t.who, counted(k.Want, "answer"), k.Got)
	}
	return fmt.Sprintf("The answers do not go together as %s asks.", t.who)
}

// lacking names what each alternative misses, when missing answers are all that is wrong with every one.
func (t *teller) lacking(e *jsonschema.ValidationError) []string {
	var names []string
	for _, cause := range e.Causes {
		required, ok := cause.ErrorKind.(*kind.Required)
		if !ok || len(t.path(cause)) > 0 {
			return nil
		}
		var titles []string
		for _, name := range required.Missing {
			titles = append(titles, t.title(name))
		}
		if text := strings.Join(titles, " with "); !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	return names
}

// predicate tells what is wrong with a value, to stand after its title.
func (t *teller) predicate(e *jsonschema.ValidationError) string {
	var field Field
	if at := t.path(e); len(at) == 1 {
		field, _ = t.form.Field(at[0])
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Minimum:
		return boundSays(field, true, false, k.Want)
	case *kind.Maximum:
		return boundSays(field, false, false, k.Want)
	case *kind.ExclusiveMinimum:
		return boundSays(field, true, true, k.Want)
	case *kind.ExclusiveMaximum:
		return boundSays(field, false, true, k.Want)
	case *kind.MultipleOf:
		return "must be a multiple of " + ratText(k.Want)
	case *kind.MinLength:
		return fmt.Sprintf("needs at least %s, has %d", counted(k.Want, "character"), k.Got)
	case *kind.MaxLength:
		return fmt.Sprintf("takes at most %s, has %d", counted(k.Want, "character"), k.Got)
	case *kind.Pattern:
		return patternSays(field, k)
	case *kind.Format:
		return formatSays(k.Want)
	case *kind.Const:
		return "must be " + clean(textOf(k.Want), 120)
	case *kind.Enum:
		return enumSays(k)
	case *kind.Type:
		return typeSays(k.Want)
	}
	return structureSays(e)
}

// structureSays tells faults of nested values, and those for which there is no better word.
func structureSays(e *jsonschema.ValidationError) string {
	switch k := e.ErrorKind.(type) {
	case *kind.MinItems:
		return fmt.Sprintf("needs at least %s, has %d", counted(k.Want, "item"), k.Got)
	case *kind.MaxItems:
		return fmt.Sprintf("takes at most %s, has %d", counted(k.Want, "item"), k.Got)
	case *kind.UniqueItems:
		return "must not hold the same item twice"
	case *kind.AnyOf, *kind.OneOf:
		return "has none of the forms, or more than one of the forms, that are allowed"
	case *kind.FalseSchema:
		return "does not go with the other answers"
	case *kind.Not:
		return "has a value that is excluded"
	}
	return "is not as its schema asks"
}

// boundSays tells the whole range when the bound that was missed is the field's own. For whole numbers "more
// than 5" is "at least 6".
func boundSays(field Field, lower, excluded bool, want *big.Rat) string {
	own, step, relation := field.Max, int64(-1), "at most "
	if lower {
		own, step, relation = field.Min, 1, "at least "
	}
	if field.Kind == KindInteger {
		want, excluded = inclusive(want, excluded, true, step), false
	}
	if own != nil && own.Cmp(want)*int(step) > 0 {
		want, excluded = own, false // whoever asks for less is told nothing new
	}
	switch {
	case excluded && lower:
		relation = "more than "
	case excluded:
		relation = "less than "
	case field.Min != nil && field.Max != nil && field.Min.Cmp(field.Max) < 0 && own.Cmp(want) == 0:
		return "must lie between " + ratText(field.Min) + " and " + ratText(field.Max)
	}
	return "must be " + relation + ratText(want)
}

// ratText is a number with all its digits; a schema's numbers are decimal, so they end.
func ratText(r *big.Rat) string {
	digits, _ := r.FloatPrec()
	return r.FloatString(min(digits, 20))
}

func patternSays(field Field, k *kind.Pattern) string {
	if n, ok := digitsAsked(k.Want); ok {
		if strings.ContainsFunc(k.Got, notDigit) {
			return fmt.Sprintf("needs %s and nothing else", counted(n, "digit"))
		}
		return fmt.Sprintf("needs %s, has %d", counted(n, "digit"), utf8.RuneCountInString(k.Got))
	}
	if guidAsked(k.Want) {
		return formatSays("uuid")
	}
	switch {
	case field.Example != "":
		return "does not have the form that is asked for, such as " + field.Example
	case field.Description != "":
		return "does not have the form that is asked for: " + strings.TrimSuffix(clean(field.Description, 200), ".")
	}
	return "does not have the form that is asked for: " + clean(k.Want, 120)
}

func formatSays(format string) string {
	switch format {
	case "uuid":
		return "is not a GUID, such as " + sampleGUID
	case "ipv4":
		return "is not an IPv4 address, such as 192.0.2.10"
	case "ipv6":
		return "is not an IPv6 address, such as 2001:db8::10"
	case "email":
		return "is not an e-mail address"
	case "hostname":
		return "is not a host name"
	case "date":
		return "is not a date, such as 2026-01-31"
	case "date-time":
		return "is not a time stamp, such as 2026-01-31T09:00:00Z"
	case "uri", "iri":
		return "is not a web address, such as https://example.net/"
	}
	return "is not a valid " + clean(format, 40)
}

func enumSays(k *kind.Enum) string {
	var texts []string
	for _, v := range k.Want {
		texts = append(texts, clean(textOf(v), 60))
	}
	return "must be " + oneOf(texts)
}

func typeSays(want []string) string {
	var words []string
	for _, t := range want {
		switch t {
		case "integer":
			words = append(words, "a whole number")
		case "number":
			words = append(words, "a number")
		case "boolean":
			words = append(words, "true or false")
		case "string":
			words = append(words, "text")
		case "array":
			words = append(words, "a list in JSON")
		case "object":
			words = append(words, "an object in JSON")
		}
	}
	if len(words) == 0 {
		return "must be left empty"
	}
	return "must be " + listed(words, "or")
}
