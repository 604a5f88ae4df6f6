package plain

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"axdesk/client/order"
	"axdesk/client/schema"
)

// asking is a form to be asked, field by field.
type asking struct {
	kind          order.Kind
	source, label string // what tells it from another form, and the description that is proposed
	parts         []schema.Part
	texts         func() map[string]string // what the walk has kept
	keep          func(map[string]string) order.Change
	hidden        map[string]string              // fields that were answered elsewhere, with the text to keep; "" keeps none
	clash         func(name, text string) string // a further fault of a field; "" for none
	last          func() error                   // asked behind the fields
}

// form asks a form's fields, keeps each, and goes on once all of them together could be ordered.
func (o *ordering) form(a asking) error {
	form, known := o.forms[a.kind]
	if !known || o.sources[a.kind] != a.source || order.Unresolved(form) {
		built, err := fetch(o.Session, "Reading what AXON asks for", limitRead, func(ctx context.Context) (schema.Form, error) {
			form := schema.Build(ctx, a.parts, func(ctx context.Context, id string) (json.RawMessage, error) { return o.API.Definition(ctx, id) })
			return form, ctx.Err()
		})
		if err != nil {
			return o.failed(err)
		}
		form = built
		o.forms[a.kind], o.sources[a.kind] = form, a.source
	}
	for _, note := range form.Notes {
		o.say(note)
	}
	texts := order.FormTexts(form, a.texts(), a.label, o.labels[a.kind])
	o.labels[a.kind] = a.label
	for name, text := range a.hidden {
		if text != "" {
			texts[name] = text
		}
	}
	o.tell(a.keep(texts))
	fields := asked(form, a.hidden)
	at := 0
	switch {
	case o.backed && a.last != nil:
		at = len(fields)
	case o.backed:
		at = max(0, len(fields)-1)
	}
	for {
		if err := o.fields(a, form, fields, texts, at); err != nil {
			return err
		}
		if a.last != nil {
			switch err := a.last(); {
			case errors.Is(err, errBack) && len(fields) > 0:
				at = len(fields) - 1
				continue
			case err != nil:
				return err
			}
		}
		_, problems := o.w.Body(a.kind, form)
		if len(problems) == 0 {
			return o.next()
		}
		if err := o.wrong(order.Says(problems)); err != nil {
			return err
		}
		at = max(0, slices.IndexFunc(fields, func(f schema.Field) bool { return f.Name == problems[0].Field }))
	}
}

// asked are the fields that are asked for here, the label among them whether or not a schema names it.
func asked(form schema.Form, hidden map[string]string) []schema.Field {
	var out []schema.Field
	if _, there := form.Field(order.FieldDescription); !there {
		out = append(out, schema.Field{Name: order.FieldDescription, Title: "Description", Description: "The label under which this is found again"})
	}
	for _, f := range form.Fields {
		if _, elsewhere := hidden[f.Name]; !elsewhere {
			out = append(out, f)
		}
	}
	return out
}

// fields asks the fields from one of them on. back goes to the field before, and from the first to the step before.
func (o *ordering) fields(a asking, form schema.Form, fields []schema.Field, texts map[string]string, at int) error {
	for at < len(fields) {
		f := fields[at]
		text, err := o.field(a, form, f, texts[f.Name])
		switch {
		case errors.Is(err, errBack) && at > 0:
			at--
			continue
		case err != nil:
			return err
		}
		texts[f.Name] = text
		o.tell(a.keep(texts))
		o.keep()
		at++
	}
	return nil
}

// clearing is typed to empty a field that has a text.
const (
	clearing = "-"
	emptied  = "A single hyphen empties the field."
)

// field asks for one field's text. An empty line keeps what there is.
func (o *ordering) field(a asking, form schema.Form, f schema.Field, now string) (string, error) {
	o.say(fieldTitle(f))
	if help := f.Help(); help != "" {
		o.say(help)
	}
	options := f.Options()
	for i, one := range options {
		o.say(number(i+1) + ". " + one)
	}
	prompt := f.Title
	switch {
	case now != "" && f.Secret:
		prompt += ", or enter for the one that was typed before"
	case now != "":
		prompt += ", or enter for " + now
	case !f.Required:
		prompt += ", or enter for none"
	}
	for {
		text, err := o.ask(question{prompt: prompt, help: emptied, secret: f.Secret, text: !f.Secret})
		empty := text == clearing && !f.Secret
		if err == nil && text == "" && f.Secret && o.Terminal {
			empty, err = o.unhidden()
			if errors.Is(err, errFound) {
				continue
			}
		}
		switch {
		case err != nil:
			return "", err
		case empty:
			text = ""
		case text == "":
			text = now
		case !f.Secret:
			text = option(options, text)
		}
		says := ""
		if problems := form.CheckField(f.Name, text); len(problems) > 0 {
			says = order.Says(problems)
		} else if a.clash != nil {
			says = a.clash(f.Name, text)
		}
		if says == "" {
			return text, nil
		}
		if err := o.wrong(says); err != nil {
			return "", err
		}
	}
}

// unhidden asks what is to be done where an empty line was typed for a password: at that question itself nothing is taken for a word
// of ours. errFound asks for the password again, and empty drops the one that was typed before.
func (o *ordering) unhidden() (empty bool, err error) {
	for {
		text, err := o.ask(question{prompt: "Nothing was typed. Enter goes on so, retry asks for it again; or back", help: emptied, extra: map[string]func() error{
			"retry": func() error { return errFound },
		}})
		if err != nil || text == "" || text == clearing {
			return text == clearing, err
		}
		if err := o.wrong("What is typed here is shown. Type retry to be asked for the password, press enter to go on without it, or type back."); err != nil {
			return false, err
		}
	}
}

// fieldTitle names a field and whether it must be answered.
func fieldTitle(f schema.Field) string {
	if f.Required {
		return f.Title + ", required."
	}
	return f.Title + ", optional."
}

// option is a choice by its number or, whatever its case, by its text; what is none of them is judged as it was typed.
func option(options []string, text string) string {
	for i, one := range options {
		if text == one || strings.EqualFold(text, one) {
			return one
		}
		if text == number(i+1) && !slices.Contains(options, text) {
			return one
		}
	}
	return text
}
