package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// reading is how the text of a field becomes a value.
type reading int

const (
	readText reading = iota
	readInteger
	readNumber
	readBool
	readChoice
	readJSON
)

// rule is how one field is read and judged.
type rule struct {
	as      reading
	schema  *jsonschema.Schema // nil where there is nothing to check
	choices map[string]any     // what a choice sends
}

// checker judges all answers for one part of the chain.
type checker struct {
	who    string
	names  map[string]bool
	schema *jsonschema.Schema
}

// noFiles keeps the library from looking for schemas on its own: every reference was followed before.
type noFiles struct{}

func (noFiles) Load(string) (any, error) { return nil, errors.New("no schema is loaded from here") }

// compile makes the validators of all fields, in their order, and of all parts.
func compile(options []*option, trees []tree, n *notes) ([]rule, []checker) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(noFiles{})
	rules := make([]rule, len(options))
	for i, o := range options {
		if len(o.must) > 0 {
			rules[i].schema = add(c, fmt.Sprintf("field%d", i), map[string]any{"allOf": o.must}, n)
		}
	}
	var parts []checker
	for i, t := range trees {
		if s := add(c, fmt.Sprintf("part%d", i), t.node, n); s != nil {
			parts = append(parts, checker{who: t.who, names: t.names, schema: s})
		}
	}
	return rules, parts
}

func add(c *jsonschema.Compiler, name string, doc any, n *notes) *jsonschema.Schema {
	address := "https://form.invalid/" + name
	err := c.AddResource(address, doc)
	if err == nil {
		var s *jsonschema.Schema
		if s, err = c.Compile(address); err == nil {
			return s
		}
	}
	n.add("A part of the schemas cannot be checked here, only by the API: %v.", err)
	return nil
}

// choose makes the choices of a field: those of the listed values that everyone who asks accepts.
func (r rule) choose(values []any) ([]string, map[string]any) {
	var texts []string
	choices := map[string]any{}
	for _, v := range values {
		text := clean(textOf(v), 200)
		if _, taken := choices[text]; taken || v == nil || text == "" {
			continue
		}
		if r.schema != nil && r.schema.Validate(v) != nil {
			continue
		}
		choices[text] = v
		texts = append(texts, text)
	}
	return texts, choices
}

// CheckField judges the text of one field as it is typed. A required field that is blank is a problem, an
// optional one is not; a name that is no field's has none.
func (f Form) CheckField(name, text string) []Problem {
	field, ok := f.Field(name)
	if !ok {
		return nil
	}
	if blank(field, text) {
		if field.Required {
			return []Problem{{Field: name, Says: field.Title + " is required."}}
		}
		return nil
	}
	_, problems := f.value(field, text)
	return problems
}

// Values reads all fields and judges them together: the values to send, typed (numbers as json.Number), blank
// fields and texts of other names left out. Where there are problems, the values are those without one.
//
// Each part of the chain judges only the options it has a say in, for one provider's additionalProperties must
// not forbid what another asks for.
func (f Form) Values(texts map[string]string) (map[string]any, []Problem) {
	values := map[string]any{}
	found := newFindings(f)
	for _, field := range f.Fields {
		text := texts[field.Name]
		if blank(field, text) {
			if field.Required {
				found.add(Problem{Field: field.Name, Says: field.Title + " is required."})
			}
			continue
		}
		v, problems := f.value(field, text)
		found.add(problems...)
		if len(problems) == 0 {
			values[field.Name] = v
		}
	}
	faulty := found.fields()
	for _, part := range f.parts {
		seen := map[string]any{}
		for name, v := range values {
			if part.names[name] {
				seen[name] = v
			}
		}
		for _, p := range f.explain(part.schema.Validate(seen), part.who, nil) {
			// A field that could not be read is missing here: what follows from that says nothing new.
			if !faulty[p.Field] && (p.Field != "" || len(faulty) == 0) {
				found.add(p)
			}
		}
	}
	problems := found.sorted()
	for _, p := range problems {
		delete(values, p.Field)
	}
	return values, problems
}

// blank tells an answer that was not given. In a secret every character counts, blanks too.
func blank(field Field, text string) bool {
	return text == "" || !field.Secret && len(text) <= maxJSON && strings.TrimSpace(text) == ""
}

// value reads and judges the text of one field.
func (f Form) value(field Field, text string) (any, []Problem) {
	r := f.rules[field.Name]
	v, fault := r.read(field, text)
	if fault != "" {
		return nil, []Problem{{Field: field.Name, Says: field.Title + " " + fault + "."}}
	}
	if r.schema == nil {
		return v, nil
	}
	return v, f.explain(r.schema.Validate(v), "", []string{field.Name})
}

// read turns a text into a value, or says what is wrong with it: "must be a whole number".
func (r rule) read(field Field, text string) (any, string) {
	limit := maxText
	if r.as == readJSON {
		limit = maxJSON
	}
	switch {
	case len(text) > limit:
		return nil, fmt.Sprintf("is too long: at most %d bytes are taken, these are %d", limit, len(text))
	case !utf8.ValidString(text):
		return nil, "holds bytes that are not text"
	}
	if !field.Secret {
		text = strings.TrimSpace(text)
	}
	switch r.as {
	case readInteger:
		return readInt(text)
	case readNumber:
		return readDecimal(text)
	case readBool:
		return readYesNo(text)
	case readChoice:
		return r.pick(field, text)
	case readJSON:
		return readNested(field, text)
	}
	if strings.ContainsFunc(text, hidden) {
		return nil, "must be one line of plain text, without control characters"
	}
	return text, ""
}

func readInt(text string) (any, string) {
	digits := strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+")
	if digits == "" || len(digits) > 40 || strings.ContainsFunc(digits, notDigit) || len(text)-len(digits) > 1 {
		return nil, "must be a whole number"
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, "must be a whole number"
	}
	return json.Number(n.String()), ""
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

var decimal = regexp.MustCompile(`^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$`)

func readDecimal(text string) (any, string) {
	if !decimal.MatchString(text) {
		return nil, "must be a number, such as 1.5"
	}
	text = strings.TrimPrefix(text, "+")
	digits, minus := strings.CutPrefix(text, "-")
	// JSON knows no leading zeros but the one before the point.
	digits = strings.TrimLeft(digits, "0")
	if digits == "" || digits[0] == '.' {
		digits = "0" + digits
	}
	if minus {
		digits = "-" + digits
	}
	return json.Number(digits), ""
}

func readYesNo(text string) (any, string) {
	switch strings.ToLower(text) {
	case "true", "yes":
		return true, ""
	case "false", "no":
		return false, ""
	}
	return nil, "must be true or false"
}

// pick takes a choice as it is listed, or in other capitals where that leaves no doubt.
func (r rule) pick(field Field, text string) (any, string) {
	if v, ok := r.choices[text]; ok {
		return v, ""
	}
	var close []string
	for _, choice := range field.Choices {
		if strings.EqualFold(choice, text) {
			close = append(close, choice)
		}
	}
	if len(close) == 1 {
		return r.choices[close[0]], ""
	}
	if len(field.Choices) == 0 {
		return nil, "can have no value that satisfies all who ask for it"
	}
	return nil, "must be " + oneOf(field.Choices)
}

func oneOf(choices []string) string {
	if len(choices) == 1 {
		return choices[0]
	}
	return "one of: " + listed(choices, "or")
}

func readNested(field Field, text string) (any, string) {
	parsed, err := parse([]byte(text), maxJSON)
	if err != nil {
		such := ""
		if field.Example != "" {
			such = ", such as " + field.Example
		}
		return nil, "must be JSON" + such
	}
	v, ok := plain(parsed)
	if !ok {
		return nil, "holds a number with too many digits"
	}
	return v, ""
}

var digitPattern = regexp.MustCompile(`^\^(?:\[0-9\]|\\d)\{([0-9]{1,4})\}\$$`)

// digitsAsked reads the one pattern that everybody writes, so that it can be told in words.
func digitsAsked(pattern string) (int, bool) {
	m := digitPattern.FindStringSubmatch(pattern)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

// guidAsked tells a pattern that spells out a GUID.
func guidAsked(pattern string) bool {
	if !strings.Contains(pattern, "{8}") || !strings.Contains(pattern, "{12}") {
		return false
	}
	re, err := regexp.Compile(pattern)
	return err == nil && re.MatchString(sampleGUID) && !re.MatchString(strings.ReplaceAll(sampleGUID, "a", "z"))
}
