package views

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Location asks where the port is to be: the facilities grouped by city, which is the metro.
type Location struct {
	asker
	follow
	desk *Desk
	list parts.List[axon.Location]
	pane drawn
	err  error
}

const (
	askLocations = "locations"
	askCatalogue = "catalogue"
)

// NewLocation makes the screen.
func NewLocation(d *Desk) *Location {
	s := &Location{asker: d.newAsker(), desk: d}
	s.list = parts.List[axon.Location]{
		Row:   s.row,
		Group: func(l axon.Location) string { return l.City },
		Text:  func(l axon.Location) string { return l.ID + " " + l.Description + " " + l.City + " " + l.Country },
		Key:   func(l axon.Location) string { return l.ID },
	}
	return s
}

// Init shows what is known, and asks for what isn't: the locations, and the catalogue for what is orderable.
func (s *Location) Init() tea.Cmd {
	s.fill()
	if len(s.desk.Walk.Locations.Items) > 0 {
		return s.askCatalogue()
	}
	return tea.Batch(s.askLocations(), s.askCatalogue())
}

func (s *Location) askLocations() tea.Cmd {
	if s.busy(askLocations) {
		return nil
	}
	s.err = nil
	return ask(&s.asker, askLocations, limitRead, s.desk.API.Locations)
}

// askCatalogue asks for the company's catalogue unless it is known.
func (s *Location) askCatalogue() tea.Cmd {
	company := s.desk.Walk.Company
	if company == nil || s.desk.Walk.KnowsCatalogue(company.ID) || s.busy(askCatalogue) {
		return nil
	}
	api, id := s.desk.API, company.ID
	return ask(&s.asker, askCatalogue, limitRead,
		func(ctx context.Context) (axon.List[axon.Offer], error) { return api.Catalogue(ctx, id) })
}

// Update takes answers, moves the highlight, and chooses.
func (s *Location) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[axon.List[axon.Location]]:
		return s.gotLocations(m)
	case Answer[axon.List[axon.Offer]]:
		return s.gotCatalogue(m)
	case rested:
		if s.arrived(m) {
			s.shown = s.highlighted()
		}
		return nil
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if used {
		return tea.Batch(cmd, s.moved(s.id, s.highlighted()))
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.key(m.String())
	}
	return cmd
}

func (s *Location) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh) {
	case keys.Choose:
		if l, ok := s.list.Current(); ok {
			change := s.desk.Walk.SetLocation(l)
			return tea.Sequence(send(Changed{change}), send(Forward{s.id}))
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return tea.Batch(s.askLocations(), s.askCatalogue())
	}
	return nil
}

func (s *Location) gotLocations(m Answer[axon.List[axon.Location]]) tea.Cmd {
	if !fresh(&s.asker, askLocations, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		if says := wire.Sentence(m.Err); says != "" && s.list.Len() > 0 {
			return send(Flash{Text: says + " What is shown is from before.", Bad: true})
		}
		return nil
	}
	change := s.desk.Walk.Learn(func(f *order.Facts) { f.Locations = m.Value })
	s.fill()
	return send(Changed{change})
}

// gotCatalogue fills in what is orderable. Without it a location can be chosen all the same.
func (s *Location) gotCatalogue(m Answer[axon.List[axon.Offer]]) tea.Cmd {
	if !fresh(&s.asker, askCatalogue, m) || m.Err != nil {
		return nil
	}
	w := s.desk.Walk
	change := w.Learn(func(f *order.Facts) { f.SetCatalogue(w.Company.ID, m.Value) })
	s.list.Dirty()
	s.pane = drawn{}
	return send(Changed{change})
}

// fill puts the known locations into the list, cities in order of the alphabet.
func (s *Location) fill() {
	items := append([]axon.Location(nil), s.desk.Walk.Locations.Items...)
	sort.SliceStable(items, func(i, j int) bool {
		if items[i].City != items[j].City {
			return items[i].City < items[j].City
		}
		return items[i].ID < items[j].ID
	})
	s.list.Set(items)
	s.pane = drawn{}
	if chosen := s.desk.Walk.Location; chosen != nil {
		s.list.SelectKey(chosen.ID)
	}
	s.shown = s.highlighted()
}

func (s *Location) highlighted() string {
	l, _ := s.list.Current()
	return l.ID
}

func (s *Location) row(l axon.Location, w int, selected bool) string {
	id := parts.Fit(l.ID, 12, "")
	if selected {
		id = s.desk.Theme.Selected.Render(id)
	}
	note := ""
	if chosen := s.desk.Walk.Location; chosen != nil && chosen.ID == l.ID {
		note = s.desk.Theme.Good.Render(s.desk.Theme.Glyphs.Tick + " chosen")
	}
	return parts.Ends(id+"  "+l.Description, note, w, s.desk.Theme.Glyphs.More)
}

// View draws the locations and, for the one at rest under the highlight, its metro and what is orderable.
func (s *Location) View(w, h int) string {
	d := s.desk
	switch {
	case s.busy(askLocations) && s.list.Len() == 0:
		return d.page(d.loading("Asking AXON for its locations", s.pending[askLocations], w), w, h)
	case s.err != nil && s.list.Len() == 0:
		return d.page(d.failure(s.err, w), w, h)
	case s.list.Len() == 0:
		return d.page(d.empty("AXON lists no locations for this key. Ask again, or ask NEXTDC what the key may see.", w), w, h)
	}
	return d.split(w, h, 7,
		func(w, h int) []string { return s.list.View(w, h, d.Theme) },
		func(w, h int) []string {
			of := s.shown + " " + strconv.FormatBool(s.busy(askCatalogue))
			return s.pane.get(of, w, h, d.Look, func() []string { return s.detail(w, h) })
		})
}

func (s *Location) detail(w, h int) []string {
	var at axon.Location
	for _, l := range s.desk.Walk.Locations.Items {
		if l.ID == s.shown {
			at = l
		}
	}
	if at.ID == "" {
		return nil
	}
	th := s.desk.Theme
	facts := []parts.Fact{
		{Name: "Metro", Value: at.City + ", " + at.Country + s.sameMetro(at)},
		{Name: "Orderable", Value: s.orderable(at.ID)},
		{Name: "Neighbours", Value: strings.Join(at.Neighbors, ", ")},
	}
	if len(at.Neighbors) == 0 {
		facts[2].Value = "none listed: no interconnect leads from here"
	}
	return parts.Clip(append([]string{th.Title.Render(at.Description)}, parts.Sheet(facts, w, th)...), h)
}

func (s *Location) sameMetro(at axon.Location) string {
	var others []string
	for _, l := range s.desk.Walk.Locations.Items {
		if l.City == at.City && l.Country == at.Country && l.ID != at.ID {
			others = append(others, l.ID)
		}
	}
	if len(others) == 0 {
		return ""
	}
	return ", with " + strings.Join(others, ", ")
}

// orderable says in a line which classes the catalogue has at a location.
func (s *Location) orderable(id string) string {
	company := s.desk.Walk.Company
	if company == nil || !s.desk.Walk.KnowsCatalogue(company.ID) {
		if s.busy(askCatalogue) {
			return "asking for the catalogue" + s.desk.Theme.Glyphs.Ellipsis
		}
		return "not known: the catalogue could not be had"
	}
	return words.Orderable(&s.desk.Walk.Facts, company, id)
}

// Head is the title and where the highlight is.
func (s *Location) Head() Head {
	at, shown, all := s.list.Position()
	h := Head{Title: "Location"}
	if all > 0 {
		h.Note = words.Counted(at, shown, all, s.desk.Walk.Locations.Total)
	}
	return h
}

// Hints are what can be done here.
func (s *Location) Hints() []keys.Hint {
	return s.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: "choose", Off: s.nothing()},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Back, Words: "back"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Refresh, Words: "ask again"},
	})
}

func (s *Location) nothing() string {
	if _, ok := s.list.Current(); !ok {
		return "no location is highlighted"
	}
	return ""
}

// Copies are the location's id and name.
func (s *Location) Copies() []Copy {
	l, ok := s.list.Current()
	if !ok {
		return nil
	}
	return []Copy{{"location id", l.ID}, {"location", l.ID + " " + l.Description + ", " + l.City}}
}

// Typing tells whether the filter is open.
func (s *Location) Typing() bool { return s.list.Typing() }

// Pace is short while an answer is awaited.
func (s *Location) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
