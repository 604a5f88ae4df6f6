package views

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/schema"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// PortOptions asks what the port's class wants to be told: a form made from its schema.
type PortOptions struct {
	optionForm
	diverse  map[string]string // a choice's text → GUID of the resource
	ownAsked bool
}

const (
	fieldMode    = "port_mode"
	fieldDiverse = "diverse_resource_guid"
)

// NewPortOptions makes the screen.
func NewPortOptions(d *Desk) *PortOptions {
	s := &PortOptions{optionForm: optionForm{asker: d.newAsker(), desk: d, kind: order.KindPort}}
	s.texts = func() map[string]string { return d.Walk.PortForm }
	s.keep = s.keepTexts
	s.judge = func() []schema.Problem {
		_, problems := d.Walk.PortBody(s.built)
		return problems
	}
	s.extra = s.more
	return s
}

// Init builds the form of the chosen class; nothing is asked when that was done. Whoever chose the port before
// its specifications had come waits for them here: without its schema a class would seem to ask for nothing.
func (s *PortOptions) Init() tea.Cmd {
	p := s.desk.Walk.Port
	if p == nil || p.Existing != nil {
		s.ready = false
		return nil
	}
	return tea.Batch(s.askOwn(), s.build(*p))
}

// askOwn asks for the company's ports, to be diverse from, if that was not answered before.
func (s *PortOptions) askOwn() tea.Cmd {
	w, api := s.desk.Walk, s.desk.API
	if w.Company == nil || w.KnowsResources(w.Company.ID) || s.busy(askResources) || s.ownAsked {
		return nil
	}
	// A server may lack this list: it is asked once, and diversity isn't offered without it.
	s.ownAsked = true
	company := w.Company.ID
	return ask(&s.asker, askResources, limitRead,
		func(ctx context.Context) (axon.List[axon.Resource], error) { return api.Resources(ctx, company) })
}

func (s *PortOptions) build(p order.PortChoice) tea.Cmd {
	if w := s.desk.Walk; w.Types.At.IsZero() && len(w.Types.Items) == 0 {
		s.err = nil
		if s.busy(askTypes) {
			return nil
		}
		return ask(&s.asker, askTypes, limitRead, s.desk.API.ResourceTypes)
	}
	return s.open(s.desk.Walk.PortParts(p))
}

// more presets the mode, which was chosen with the port, and offers diversity from the company's other ports.
func (s *PortOptions) more(schema.Form) fieldExtra {
	w := s.desk.Walk
	out := fieldExtra{hidden: map[string]string{}, values: map[string]string{}}
	if w.Port != nil && w.Port.Mode.Mode != "" {
		out.hidden[fieldMode] = w.Port.Mode.Mode
	}
	var choices []string
	choices, s.diverse = w.DiverseChoices()
	if len(choices) > 1 {
		out.inputs = []parts.Input{{
			Name: fieldDiverse, Label: "Diverse from", Choices: choices,
			Help: "The new port then stands on other equipment than this one.",
		}}
		out.values[fieldDiverse] = order.NotDiverse
		for text, guid := range s.diverse {
			if guid == w.DiverseFrom {
				out.values[fieldDiverse] = text
			}
		}
	}
	return out
}

func (s *PortOptions) keepTexts(texts map[string]string) tea.Cmd {
	w := s.desk.Walk
	var cmds []tea.Cmd
	if text, asked := texts[fieldDiverse]; asked {
		if guid := s.diverse[text]; guid != w.DiverseFrom {
			cmds = append(cmds, changed(w.SetDiverse(guid)))
		}
		delete(texts, fieldDiverse)
	}
	return tea.Batch(append(cmds, changed(w.SetPortForm(texts)))...)
}

// Update feeds keys to the form.
func (s *PortOptions) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case retry:
		if m.to == s.id {
			return s.Init()
		}
	case Answer[axon.List[axon.ResourceType]]:
		if !fresh(&s.asker, askTypes, m) {
			return nil
		}
		if s.err = m.Err; m.Err != nil || s.desk.Walk.Port == nil {
			return nil
		}
		change := s.desk.Walk.Learn(func(f *order.Facts) { f.Types = m.Value })
		return tea.Batch(changed(change), s.build(*s.desk.Walk.Port))
	case Answer[axon.List[axon.Resource]]:
		if !fresh(&s.asker, askResources, m) || m.Err != nil || s.desk.Walk.Company == nil {
			return nil
		}
		change := s.desk.Walk.Learn(func(f *order.Facts) { f.SetResources(s.desk.Walk.Company.ID, m.Value) })
		if !s.ready {
			return changed(change)
		}
		return tea.Batch(changed(change), s.fill())
	}
	return s.update(msg)
}

// View draws what was chosen, and the form.
func (s *PortOptions) View(w, h int) string {
	d := s.desk
	p := d.Walk.Port
	if p == nil || p.Existing != nil {
		return strings.Join(d.empty("There is no port to be ordered: go back and choose one.", w), "\n")
	}
	dot := " " + d.Theme.Glyphs.Dot + " "
	what := join(dot, p.Offer.Class, p.Speed(), p.SKU.Description)
	if order.IsFabric(p.Offer.Class) {
		what = "Fabric interconnect to " + words.PlaceName(&d.Walk.Facts, p.Offer.NeighbourID)
	}
	facts := []parts.Fact{
		{Name: "Port", Value: what},
		{Name: "At", Value: words.PlaceName(&d.Walk.Facts, p.Offer.LocationID)},
		{Name: "Mode", Value: join(dot, p.Mode.Mode, speedWords(p.Mode.Speed))},
	}
	if p.HasSKU {
		facts = append(facts, parts.Fact{Name: "Term", Value: price.TermWords(p.SKU.Term)})
	}
	return s.draw(w, h, facts)
}

// Head is the title and the number of fields.
func (s *PortOptions) Head() Head { return s.head("Port options") }

// Hints are what can be done here.
func (s *PortOptions) Hints() []keys.Hint { return s.hints() }
