package views

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/schema"
	"axdesk/keys"
	"axdesk/ui/parts"
)

const askForm = "form"

// optionForm is what both option screens are made of: a form built from schemas, kept with the walk at every
// key, and judged as a whole before the walk goes on.
type optionForm struct {
	asker
	desk *Desk
	kind order.Kind
	form parts.Form
	err  error

	// What the screens differ in.
	texts func() map[string]string           // what the walk has kept
	keep  func(map[string]string) tea.Cmd    // keeps what was typed
	judge func() []schema.Problem            // judges everything together
	extra func(built schema.Form) fieldExtra // what is asked for beside the schemas
	clash func(name, text string) []string   // further faults of one field

	source  string // what the form was built for
	built   schema.Form
	ready   bool
	offered string              // the description that is proposed
	stale   string              // the one proposed before
	whole   map[string][]string // faults found by judging all together, until the field's text changes
}

// fieldExtra is what a screen asks for besides its schemas.
type fieldExtra struct {
	hidden map[string]string // fields answered elsewhere, with the text to keep; "" keeps none
	inputs []parts.Input
	values map[string]string // of inputs
}

const fieldDescription = "description"

// open builds the form for a source, unless that was done and all of it could be read. description is what is
// proposed as the label, replaced as long as nobody has typed another.
func (s *optionForm) open(source, description string, list []schema.Part) tea.Cmd {
	if description != s.offered {
		s.stale, s.offered = s.offered, description
	}
	if s.ready && s.source == source && !order.Unresolved(s.built) {
		return s.fill()
	}
	s.ready, s.source, s.err = false, source, nil
	fetch := s.desk.API.Definition
	return ask(&s.asker, askForm, limitRead, func(ctx context.Context) (builtForm, error) {
		var failed error
		form := schema.Build(ctx, list, func(ctx context.Context, id string) (json.RawMessage, error) {
			text, err := fetch(ctx, id)
			failed = cmp.Or(err, failed)
			return text, err
		})
		if ctx.Err() != nil {
			return builtForm{}, ctx.Err()
		}
		return builtForm{form, true}, failed // so that the root hears when AXON can't be reached
	})
}

// builtForm is a form, which is good also where not every definition of it could be had.
type builtForm struct {
	schema.Form
	whole bool // it was built to its end
}

func (s *optionForm) got(m Answer[builtForm]) tea.Cmd {
	if !fresh(&s.asker, askForm, m) {
		return nil
	}
	s.err = nil
	if !m.Value.whole {
		s.err = m.Err
		return nil
	}
	s.built, s.ready = m.Value.Form, true
	// Another form starts at its own first open field; what was typed is with the walk.
	s.form = parts.Form{Check: s.check}
	if s.desk.Forms == nil {
		s.desk.Forms = map[order.Kind]schema.Form{}
	}
	s.desk.Forms[s.kind] = s.built
	s.desk.learnSecrets(s.kind, s.built)
	return s.fill()
}

// fill gives the form its fields. Texts that the walk has kept win over what the schemas or the desk propose,
// but for an earlier proposal that nobody has touched.
func (s *optionForm) fill() tea.Cmd {
	s.whole = nil
	more := s.extra(s.built)
	values := order.FormTexts(s.built, s.texts(), s.offered, s.stale)
	var inputs []parts.Input
	for _, f := range s.built.Fields {
		if _, elsewhere := more.hidden[f.Name]; elsewhere {
			continue
		}
		inputs = append(inputs, inputOf(f))
	}
	if _, asked := s.built.Field(fieldDescription); !asked {
		inputs = append([]parts.Input{{Name: fieldDescription, Label: "Description", Help: "The label under which this is found again."}}, inputs...)
	}
	s.form.Set(append(inputs, more.inputs...), values)
	for name, text := range more.values {
		s.form.SetValue(name, text)
	}
	texts := s.form.Values()
	for name, text := range more.hidden {
		if text != "" {
			texts[name] = text
		}
	}
	return s.keep(texts)
}

// inputOf draws a schema's field as a field of a form.
func inputOf(f schema.Field) parts.Input {
	in := parts.Input{Name: f.Name, Label: f.Title, Required: f.Required, Secret: f.Secret, Choices: f.Options()}
	if f.Unresolved != "" {
		in.Unit = "checked by AXON only"
	}
	in.Help = f.Help()
	return in
}

// check judges one field as it is typed.
func (s *optionForm) check(name, text string) []string {
	var out []string
	for _, p := range s.built.CheckField(name, text) {
		out = append(out, p.Says)
	}
	if s.clash != nil {
		out = append(out, s.clash(name, text)...)
	}
	for _, says := range s.whole[name] {
		if len(out) == 0 {
			out = append(out, says)
		}
	}
	return out
}

// update feeds keys to the form and keeps every change; enter goes to the next field, and on from the last.
func (s *optionForm) update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(Answer[builtForm]); ok {
		return s.got(m)
	}
	if s.ready {
		before := s.form.Current()
		was := s.form.Values()[before]
		if s.form.Update(msg, s.desk.Keys) {
			if now := s.form.Values(); now[before] != was {
				s.mended(before)
				return s.keep(now)
			}
			return nil
		}
	}
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back, keys.Refresh) {
	case keys.Choose:
		return s.enter()
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if s.err != nil {
			return send(retry{s.id})
		}
	}
	return nil
}

// retry asks a form's screen to build it again.
type retry struct{ to uint64 }

// Addressee is the screen whose form couldn't be built.
func (r retry) Addressee() uint64 { return r.to }

// mended forgets the faults of the whole that one field was part of: its text is another now.
func (s *optionForm) mended(name string) {
	if _, had := s.whole[name]; had {
		delete(s.whole, name)
		s.form.Recheck()
	}
}

func (s *optionForm) enter() tea.Cmd {
	if !s.ready {
		return nil
	}
	if !s.form.Last() {
		s.form.Step(1)
		return nil
	}
	if s.form.Show() {
		return send(Flash{Text: "Something isn't right yet: the field says what.", Bad: true})
	}
	return s.goOn()
}

// goOn judges everything together, as the order would be sent, and goes on or says what is in the way.
func (s *optionForm) goOn() tea.Cmd {
	s.whole = map[string][]string{}
	problems := s.judge()
	if len(problems) == 0 {
		return send(Forward{s.id})
	}
	for _, p := range problems {
		s.whole[p.Field] = append(s.whole[p.Field], p.Says)
	}
	s.form.Recheck()
	for _, p := range problems {
		if p.Field != "" && s.form.Focus(p.Field) {
			return send(Flash{Text: p.Says, Bad: true})
		}
	}
	return send(Flash{Text: problems[0].Says, Bad: true})
}

// draw puts facts above the form and, where there is room, what couldn't be read below it.
func (s *optionForm) draw(w, h int, facts []parts.Fact) string {
	d := s.desk
	switch {
	case s.busy(askTypes):
		return strings.Join(d.loading("Reading the specifications of the port", s.pending[askTypes], w), "\n")
	case s.busy(askForm):
		return strings.Join(d.loading("Reading what AXON asks for", s.pending[askForm], w), "\n")
	case s.err != nil:
		return strings.Join(d.failure(s.err, w), "\n")
	}
	out := parts.Clip(parts.Sheet(facts, w, d.Theme), max(1, h/3))
	out = append(out, d.Theme.Rule.Render(strings.Repeat(d.Theme.Glyphs.Rule, max(0, w))))
	notes := s.notes(w, max(1, h/4))
	out = append(out, s.form.View(w, max(1, h-len(out)-len(notes)-1), d.Theme)...)
	return strings.Join(parts.Clip(append(append(out, ""), notes...), h), "\n")
}

// notes are the schemas' own faults: what isn't asked here, AXON judges.
func (s *optionForm) notes(w, h int) []string {
	var out []string
	for _, note := range s.built.Notes {
		for i, line := range parts.Wrap(note, max(10, w-4)) {
			mark := "    "
			if i == 0 {
				mark = "  " + s.desk.Theme.Warn.Render(s.desk.Theme.Glyphs.Holding) + " "
			}
			out = append(out, mark+s.desk.Theme.Dim.Render(line))
		}
	}
	if len(out) > h {
		out = append(out[:h-1], "    "+s.desk.Theme.Dim.Render("and more that couldn't be read; AXON checks it"))
	}
	return out
}

// hints are what can be done in a form.
func (s *optionForm) hints() []keys.Hint {
	choose := keys.Hint{Action: keys.Choose, Words: "next field"}
	switch {
	case !s.ready:
		choose.Off = "the form isn't there yet"
	case s.form.Last():
		choose.Words = "go on"
	}
	list := []keys.Hint{choose}
	if s.ready && s.form.Choosing() {
		list = append(list, keys.Hint{Before: keys.Left, Action: keys.Right, Words: "choose"})
	}
	list = append(list, []keys.Hint{{Action: keys.Next, Words: "next"}, {Action: keys.Previous, Words: "previous"}, {Action: keys.Back, Words: "back"}}...)
	if s.err != nil {
		list = append(list, keys.Hint{Action: keys.Refresh, Words: "ask again"})
	}
	return list
}

// Copies are the texts of the fields; secrets stay where they are.
func (s *optionForm) Copies() []Copy {
	var out []Copy
	texts := s.form.Values()
	for _, f := range s.built.Fields {
		if !f.Secret && texts[f.Name] != "" {
			out = append(out, Copy{f.Title, texts[f.Name]})
		}
	}
	return out
}

// Typing is true as long as there is a form: characters are its own.
func (s *optionForm) Typing() bool { return s.ready && s.form.Len() > 0 }

// Pace is short while an answer is awaited.
func (s *optionForm) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}

// head says how many fields there are.
func (s *optionForm) head(title string) Head {
	h := Head{Title: title}
	if s.ready {
		h.Note = parts.Plural(s.form.Len(), "field", "fields") + ", * is required"
	}
	return h
}

// changed tells the root about a change only when it cost something: forms change at every key.
func changed(c order.Change) tea.Cmd {
	if len(c.Lost) == 0 {
		return nil
	}
	return send(Changed{c})
}
