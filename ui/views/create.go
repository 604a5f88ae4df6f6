package views

import (
	"context"
	"maps"
	"sort"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// Create makes a service from its three elements: customer, premise and product. They are found rather than
// typed: the customer by e-mail, the premise by address, the product among those seen. Where the API can't look
// one up, its id is typed.
type Create struct {
	asker
	steady
	desk   *Desk
	form   parts.Form
	found  parts.List[choice]
	of     string            // the field that found is for; "" when nothing is being chosen
	ids    map[string]choice // what was chosen, by field
	review bool
	note   string // what looking up came to, as a sentence
	err    error
}

// choice is something found: its id, and what a person knows it by.
type choice struct{ id, name string }

const (
	fieldCustomer = "customer"
	fieldPremise  = "premise"
	fieldProduct  = "product"

	askCustomers = "customers"
	askAddress   = "address"
	askPremise   = "premise"
	askCreate    = "create"
)

// NewCreate makes the screen.
func NewCreate(d *Desk) *Create {
	s := &Create{asker: d.newAsker(), desk: d, ids: map[string]choice{}}
	s.found = parts.List[choice]{
		Row: func(c choice, w int, selected bool) string {
			if selected {
				return parts.Ends(d.Theme.Selected.Render(c.name), d.Theme.Dim.Render(wire.Short(c.id)), w, d.Theme.Glyphs.More)
			}
			return parts.Ends(c.name, d.Theme.Dim.Render(wire.Short(c.id)), w, d.Theme.Glyphs.More)
		},
		Text: func(c choice) string { return c.name + " " + c.id },
	}
	s.form.Set([]parts.Input{
		{Name: fieldCustomer, Label: "Customer", Required: true, Help: "An e-mail address, to be looked up, or a customer id."},
		{Name: fieldPremise, Label: "Premise", Required: true, Help: "A part of the address, to be looked up, or a premise id."},
		{Name: fieldProduct, Label: "Product", Required: true, Help: "Enter lists the products seen so far; or type a product id. The API has no list of products."},
	}, nil)
	return s
}

// Init asks nothing: nothing is looked up before something was typed.
func (s *Create) Init() tea.Cmd { return nil }

// Update takes answers, feeds the form or the choice, and sends on a key that was not on its way.
func (s *Create) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Handed:
		return s.wait(s.id)
	case calm:
		s.calmed(m)
		return nil
	case Answer[aex.Page[aex.Customer]]:
		return s.gotCustomers(m)
	case Answer[[]string]:
		return s.gotAddresses(m)
	case Answer[aex.Premise]:
		return s.gotPremise(m)
	case Answer[created]:
		return s.gotCreated(m)
	}
	key, isKey := msg.(tea.KeyPressMsg)
	if why := s.Holds(); why != "" && isKey {
		return send(Flash{Text: why})
	}
	if s.of != "" {
		return s.choosing(msg)
	}
	if !s.review && s.form.Update(msg, s.desk.Keys) {
		s.forget()
		return nil
	}
	if !isKey {
		return nil
	}
	switch s.desk.Keys.Any(key.String(), keys.Choose, keys.Back) {
	case keys.Choose:
		return s.enter()
	case keys.Back:
		if s.review {
			s.review = false
			return nil
		}
		return send(BackMsg{})
	}
	return nil
}

// Holds keeps the screen in front while the service is being created.
func (s *Create) Holds() string {
	if s.busy(askCreate) {
		return "The request is on its way: wait for its answer."
	}
	return ""
}

// forget drops what was chosen for a field whose text has been changed since.
func (s *Create) forget() {
	for name, text := range s.form.Values() {
		if c, ok := s.ids[name]; ok && text != c.name {
			delete(s.ids, name)
		}
	}
}

// enter looks up what the field holds, goes to the next one, and on from the last.
func (s *Create) enter() tea.Cmd {
	if s.review {
		return s.create()
	}
	name := s.form.Current()
	text := strings.TrimSpace(s.form.Values()[name])
	_, chosen := s.ids[name]
	switch {
	case chosen:
	case name == fieldProduct && (text == "" || !lines.LooksLikeID(text)):
		return s.offer(fieldProduct, s.products(text), "No product has been seen whose name holds that: type its id.")
	case text == "":
		return send(Flash{Text: "Type something to look up, or an id."})
	case lines.LooksLikeID(text):
		s.ids[name] = choice{text, text}
	case name == fieldCustomer:
		api := s.desk.Lines.API
		return ask(&s.asker, askCustomers, limitRead, func(ctx context.Context) (aex.Page[aex.Customer], error) {
			return api.Customers(ctx, text, 1)
		})
	default:
		api := s.desk.Lines.API
		return ask(&s.asker, askAddress, limitRead, func(ctx context.Context) ([]string, error) { return api.Addresses(ctx, text) })
	}
	s.note = ""
	if !s.form.Last() {
		s.form.Step(1)
		return nil
	}
	for _, field := range []string{fieldCustomer, fieldPremise, fieldProduct} {
		if _, ok := s.ids[field]; !ok {
			s.form.Focus(field)
			return send(Flash{Text: "The " + field + " isn't chosen yet.", Bad: true})
		}
	}
	s.review = true
	return s.wait(s.id)
}

// products are those seen in the list, the snapshot and what was looked up, by name.
func (s *Create) products(part string) []choice {
	l := s.desk.Lines
	names := map[string]string{}
	note := func(r aex.Service) {
		line := l.Look(r.ID)
		name := line.First(func(s aex.Snapshot) string { return s.Product }, r.Product, line.Service.Value.Product)
		if r.ProductID != "" && name != "" {
			names[r.ProductID] = name
		}
	}
	for _, line := range maps.Clone(l.Known) {
		if line.Service.Known {
			note(line.Service.Value)
		}
	}
	for _, list := range l.Lists {
		for _, r := range list.Rows {
			note(r)
		}
	}
	var out []choice
	for id, name := range names {
		if strings.Contains(strings.ToLower(name), strings.ToLower(part)) {
			out = append(out, choice{id, name})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

// offer shows what was found for a field; one alone is taken at once, none says so.
func (s *Create) offer(field string, list []choice, none string) tea.Cmd {
	switch len(list) {
	case 0:
		s.note = none
	case 1:
		return s.take(field, list[0])
	default:
		s.of = field
		s.found.Set(list)
	}
	return nil
}

// take keeps a choice. An address still has to be turned into a premise.
func (s *Create) take(field string, c choice) tea.Cmd {
	s.of = ""
	if field == fieldPremise && c.id == "" {
		api, address := s.desk.Lines.API, c.name
		return ask(&s.asker, askPremise, limitRead, func(ctx context.Context) (aex.Premise, error) { return api.Premise(ctx, address) })
	}
	s.ids[field] = c
	s.form.SetValue(field, c.name)
	s.note = ""
	if !s.form.Last() {
		s.form.Step(1)
	}
	return nil
}

func (s *Create) choosing(msg tea.Msg) tea.Cmd {
	cmd, used := s.found.Update(msg, s.desk.Keys)
	m, ok := msg.(tea.KeyPressMsg)
	if used || !ok {
		return cmd
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back) {
	case keys.Choose:
		if c, ok := s.found.Current(); ok {
			return s.take(s.of, c)
		}
	case keys.Back:
		s.of = ""
	}
	return nil
}

func (s *Create) gotCustomers(m Answer[aex.Page[aex.Customer]]) tea.Cmd {
	if !fresh(&s.asker, askCustomers, m) {
		return nil
	}
	if m.Err != nil {
		s.note = wire.Sentence(m.Err) + " A customer id may be typed instead."
		return nil
	}
	var list []choice
	for _, c := range m.Value.Items {
		list = append(list, choice{c.ID, strings.TrimSpace(c.FirstName+" "+c.LastName) + ", " + c.Email})
	}
	return s.offer(fieldCustomer, list, "No customer of yours has that e-mail address; one of another ISP reads as not found.")
}

func (s *Create) gotAddresses(m Answer[[]string]) tea.Cmd {
	if !fresh(&s.asker, askAddress, m) {
		return nil
	}
	if m.Err != nil {
		s.note = wire.Sentence(m.Err) + " A premise id may be typed instead."
		return nil
	}
	var list []choice
	for _, a := range m.Value {
		list = append(list, choice{"", a})
	}
	return s.offer(fieldPremise, list, "AEx knows no address that holds that.")
}

func (s *Create) gotPremise(m Answer[aex.Premise]) tea.Cmd {
	if !fresh(&s.asker, askPremise, m) {
		return nil
	}
	if m.Err != nil || m.Value.PremiseID == "" {
		s.note = "AEx gave no premise id for that address. " + wire.Sentence(m.Err) + " A premise id may be typed instead."
		return nil
	}
	name := m.Value.Address
	if m.Value.Fibre != "" {
		name += " (fibre: " + m.Value.Fibre + ")"
	}
	return s.take(fieldPremise, choice{m.Value.PremiseID, name})
}

// created is the answer to the request that creates the service.
type created struct {
	id      string
	service aex.Service
}

func (s *Create) create() tea.Cmd {
	if !s.ready {
		return tea.Batch(s.wait(s.id), send(Flash{Text: "Read it first: the key counts once the keyboard has rested."}))
	}
	api := s.desk.Lines.API
	what := aex.NewService{CustomerID: s.ids[fieldCustomer].id, ProductID: s.ids[fieldProduct].id, PremiseID: s.ids[fieldPremise].id}
	s.err = nil
	return ask(&s.asker, askCreate, limitPlace, func(ctx context.Context) (created, error) {
		id, service, err := api.Create(ctx, what)
		return created{id, service}, err
	})
}

func (s *Create) gotCreated(m Answer[created]) tea.Cmd {
	if !fresh(&s.asker, askCreate, m) {
		return nil
	}
	if s.err = m.Err; m.Value.id == "" {
		return s.wait(s.id)
	}
	if m.Value.service.ID != "" {
		s.desk.Lines.Line(m.Value.id).Service.Take(m.Value.service, nil, m.At)
	}
	s.desk.Lines.Lists = nil // the new service is in none of them
	return tea.Sequence(send(Finished{s.id}), send(Open{What: LineCard, ServiceID: m.Value.id}), send(Flash{Text: "Created, and visible to the FNO: service " + wire.Short(m.Value.id) + "."}))
}

// View draws the three elements, what was found for one, or all of it before it is sent.
func (s *Create) View(w, h int) string {
	d, th := s.desk, s.desk.Theme
	if s.busy(askCreate) {
		return strings.Join(d.loading("Creating the service", s.pending[askCreate], w), "\n")
	}
	var out []string
	if s.err != nil {
		out = append(out, d.errorLines(s.err, w)...)
	}
	out = append(out, "")
	if s.review {
		out = append(out, indent(parts.Sheet(s.facts(), w-4, th))...)
		out = append(out, "")
		out = append(out, indent(parts.Wrap(th.Warn.Render(th.Glyphs.Holding)+" The FNO sees the new service at once.", w-4))...)
		ready := d.press(keys.Choose, "creates the service")
		if !s.ready {
			ready = th.Dim.Render("in a moment it can be created")
		}
		return strings.Join(parts.Clip(append(out, "", "  "+ready), h), "\n")
	}
	out = append(out, parts.Clip(s.form.View(w, max(3, h/2), th), max(3, h/2))...)
	switch {
	case s.waiting():
		out = append(out, d.loading("Looking it up", d.Now, w)...)
	case s.note != "":
		out = append(append(out, ""), indent(parts.Wrap(th.Warn.Render(s.note), w-4))...)
	case s.of != "":
		out = append(out, th.Rule.Render(strings.Repeat(th.Glyphs.Rule, max(0, w))))
		out = append(out, s.found.View(w, max(0, h-len(out)), th)...)
	}
	return strings.Join(parts.Clip(out, h), "\n")
}

func (s *Create) facts() []parts.Fact {
	var out []parts.Fact
	for _, f := range []struct{ field, label string }{{fieldCustomer, "Customer"}, {fieldPremise, "Premise"}, {fieldProduct, "Product"}} {
		c := s.ids[f.field]
		out = append(out, parts.Fact{Name: f.label, Value: c.name + "  " + s.desk.Theme.Dim.Render(wire.Short(c.id))})
	}
	return out
}

// Head is the title.
func (s *Create) Head() Head { return Head{Title: "Create a service"} }

// Hints are what can be done here.
func (s *Create) Hints() []keys.Hint {
	switch {
	case s.review:
		off := ""
		if !s.ready {
			off = "the keyboard has to rest for a moment first"
		}
		return []keys.Hint{{Action: keys.Choose, Words: "create the service", Off: off}, {Action: keys.Back, Words: "back to the form"}}
	case s.of != "":
		return []keys.Hint{{Action: keys.Choose, Words: "take this one"}, {Action: keys.Filter, Words: "filter"}, {Action: keys.Back, Words: "back to the form"}}
	}
	return []keys.Hint{{Action: keys.Choose, Words: "look up and go on"}, {Action: keys.Next, Words: "next"}, {Action: keys.Back, Words: "back"}}
}

// Copies are the ids that were found.
func (s *Create) Copies() []Copy {
	var out []Copy
	for _, f := range []string{fieldCustomer, fieldPremise, fieldProduct} {
		if c, ok := s.ids[f]; ok {
			out = append(out, Copy{f + " id", c.id})
		}
	}
	return out
}

// Typing tells that a field has the focus.
func (s *Create) Typing() bool {
	if s.of != "" {
		return s.found.Typing()
	}
	return !s.review
}

// Pace is short while an answer is awaited.
func (s *Create) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
