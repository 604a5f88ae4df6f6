package views

import (
	"context"
	"slices"
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

// Port asks what stands at the A-end: an offer of the catalogue at the chosen location, or a port that the
// company has already.
type Port struct {
	asker
	follow
	desk *Desk
	list parts.List[order.PortRow]
	pane drawn
	rows map[string]order.PortRow // by key

	order    order.PortOrder
	reveal   bool     // rows that can't be ordered are shown too
	left     []string // their keys
	from     string   // what was highlighted before they were shown
	offers   int      // that can be ordered here
	leftOut  int
	unpriced int // of leftOut, those for lack of a usable price
	columns  portColumns
	// Errors of the three questions; the screen works with any two of them.
	err, typesErr, resourcesErr error
}

const (
	askTypes     = "types"
	askResources = "resources"
)

// NewPort makes the screen.
func NewPort(d *Desk) *Port {
	s := &Port{asker: d.newAsker(), desk: d}
	s.list = parts.List[order.PortRow]{
		Row:   s.row,
		Group: func(r order.PortRow) string { return r.Group },
		Text:  func(r order.PortRow) string { return r.Group + " " + r.Name + " " + r.Choice.SKU.Code + " " + r.Term() },
		Key:   func(r order.PortRow) string { return r.Key },
	}
	return s
}

// Init shows what is known, and asks for what isn't: catalogue, specifications, and the company's ports.
func (s *Port) Init() tea.Cmd {
	s.fill()
	w := s.desk.Walk
	if w.Company == nil {
		return nil
	}
	company := w.Company.ID
	var cmds []tea.Cmd
	if !w.KnowsCatalogue(company) && !s.busy(askCatalogue) {
		cmds = append(cmds, s.askCatalogue(company))
	}
	if w.Types.At.IsZero() && len(w.Types.Items) == 0 && !s.busy(askTypes) {
		cmds = append(cmds, ask(&s.asker, askTypes, limitRead, s.desk.API.ResourceTypes))
	}
	// A server without this list lacks it the next time too: only r asks again.
	if !w.KnowsResources(company) && !s.busy(askResources) && !axon.Assumed(s.resourcesErr) {
		cmds = append(cmds, s.askResources(company))
	}
	return tea.Batch(cmds...)
}

func (s *Port) askCatalogue(company string) tea.Cmd {
	s.err = nil
	api := s.desk.API
	return ask(&s.asker, askCatalogue, limitRead,
		func(ctx context.Context) (axon.List[axon.Offer], error) { return api.Catalogue(ctx, company) })
}

func (s *Port) askResources(company string) tea.Cmd {
	s.resourcesErr = nil
	api := s.desk.API
	return ask(&s.asker, askResources, limitRead,
		func(ctx context.Context) (axon.List[axon.Resource], error) { return api.Resources(ctx, company) })
}

// Update takes answers, moves the highlight, and chooses.
func (s *Port) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[axon.List[axon.Offer]]:
		if !fresh(&s.asker, askCatalogue, m) {
			return nil
		}
		s.err = m.Err
		return s.learn(m.Err, func(f *order.Facts) { f.SetCatalogue(s.company(), m.Value) })
	case Answer[axon.List[axon.ResourceType]]:
		if !fresh(&s.asker, askTypes, m) {
			return nil
		}
		s.typesErr = m.Err
		return s.learn(m.Err, func(f *order.Facts) { f.Types = m.Value })
	case Answer[axon.List[axon.Resource]]:
		if !fresh(&s.asker, askResources, m) {
			return nil
		}
		s.resourcesErr = m.Err
		return s.learn(m.Err, func(f *order.Facts) { f.SetResources(s.company(), m.Value) })
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

// learn keeps what an answer brought. An answer that failed leaves what there was.
func (s *Port) learn(err error, keep func(*order.Facts)) tea.Cmd {
	if err != nil {
		s.list.Dirty()
		s.pane = drawn{}
		return nil
	}
	change := s.desk.Walk.Learn(keep)
	s.fill()
	return send(Changed{change})
}

func (s *Port) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Sort, keys.Reveal, keys.Raw) {
	case keys.Choose:
		return s.choose()
	case keys.Back:
		if s.reveal {
			s.hide()
			return nil
		}
		return send(BackMsg{})
	case keys.Refresh:
		return s.again()
	case keys.Sort:
		s.order = (s.order + 1) % order.PortOrders
		s.fill()
	case keys.Reveal:
		if s.reveal {
			s.hide()
		} else if s.leftOut > 0 {
			s.show()
		}
	case keys.Raw:
		if r, ok := s.list.Current(); ok {
			return send(rawPort(r))
		}
	}
	return nil
}

// show adds the rows that were left out and goes to the first: they stand at the end, out of sight.
func (s *Port) show() {
	s.reveal, s.from = true, s.highlighted()
	s.fill()
	for _, key := range s.left {
		if s.list.SelectKey(key) {
			break
		}
	}
	s.shown = s.highlighted()
}

// hide takes them away again, and the highlight back to where it was before.
func (s *Port) hide() {
	r, _ := s.list.Current()
	s.reveal = false
	s.fill()
	if slices.Contains(s.left, r.Key) {
		s.list.SelectKey(s.from)
	}
	s.shown = s.highlighted()
}

func (s *Port) again() tea.Cmd {
	if s.waiting() || s.company() == "" {
		return nil
	}
	cmds := []tea.Cmd{s.askCatalogue(s.company()), s.askResources(s.company())}
	if s.typesErr != nil {
		s.typesErr = nil
		cmds = append(cmds, ask(&s.asker, askTypes, limitRead, s.desk.API.ResourceTypes))
	}
	return tea.Batch(cmds...)
}

func (s *Port) choose() tea.Cmd {
	r, ok := s.list.Current()
	if !ok {
		return nil
	}
	if r.Why != "" {
		return send(Flash{Text: r.Why, Bad: true})
	}
	change := s.desk.Walk.SetPort(r.Choice)
	on := tea.Sequence(send(Changed{change}), send(Forward{s.id}))
	if r.Choice.Existing == nil {
		return on
	}
	// Own ports stand first, under a filter too: who meant to buy one of that class is to see that none is bought.
	return tea.Sequence(on, send(Flash{Text: "The connection starts at your port " + portNamed(r.Choice.Existing) + ": no port is ordered."}))
}

// portNamed is what a person calls a port that there is.
func portNamed(r *axon.Resource) string {
	if r.Description != "" {
		return parts.Cut(r.Description, 30, "")
	}
	return wire.Short(r.GUID)
}

func (s *Port) company() string {
	if c := s.desk.Walk.Company; c != nil {
		return c.ID
	}
	return ""
}

func (s *Port) location() string {
	if l := s.desk.Walk.Location; l != nil {
		return l.ID
	}
	return ""
}

// fill makes the rows: the ports at this location that the company has, the catalogue, its ports elsewhere,
// and at the end what can't be ordered, if that is asked for.
func (s *Port) fill() {
	f, th := &s.desk.Walk.Facts, s.desk.Theme
	here, away := order.OwnRows(f.Resources[s.company()].Items, s.location())
	offers, left := order.OfferRows(f.Catalogue[s.company()].Items, s.location(), order.TypesByClass(f.Types.Items), th.Glyphs.Dot, th.Glyphs.Trunk)
	order.SortPorts(offers, s.order)
	s.offers, s.leftOut, s.unpriced, s.left = len(offers), len(left), 0, nil
	for _, r := range left {
		s.left = append(s.left, r.Key)
		if r.Kind == order.PortUnpriced {
			s.unpriced++
		}
	}
	rows := append(append(here, offers...), away...)
	if s.reveal {
		rows = append(rows, left...)
	}
	s.rows = make(map[string]order.PortRow, len(rows))
	for _, r := range rows {
		s.rows[r.Key] = r
	}
	s.columns = measure(offers, s.desk.Currency)
	s.pane = drawn{}
	s.list.Set(rows)
	if _, moved := s.list.Current(); moved && s.shown == "" {
		s.list.SelectKey(order.ChoiceKey(s.desk.Walk.Port))
	}
	s.shown = s.highlighted()
}

func (s *Port) highlighted() string {
	r, _ := s.list.Current()
	return r.Key
}

// View draws the rows under their columns' head and, for the one at rest under the highlight, its limits.
func (s *Port) View(w, h int) string {
	d := s.desk
	switch {
	case s.company() == "" || s.location() == "":
		return strings.Join(d.empty("Ports are offered to a company at a location: choose both first.", w), "\n")
	case s.busy(askCatalogue) && s.list.Len() == 0:
		return strings.Join(d.loading("Asking AXON what can be ordered at "+s.location(), s.pending[askCatalogue], w), "\n")
	case s.err != nil && s.list.Len() == 0:
		return strings.Join(d.failure(s.err, w), "\n")
	case s.list.Len() == 0:
		return strings.Join(d.empty(s.nothingOffered(), w), "\n")
	}
	return d.split(w, h, 8, s.drawList, func(w, h int) []string {
		return s.pane.get(s.shown, w, h, d.Look, func() []string { return s.detail(w, h) })
	})
}

func (s *Port) nothingOffered() string {
	text := "AXON offers nothing at " + s.location() + " at the moment. Go back and choose another location, or ask again later."
	if s.leftOut > 0 {
		text = "Nothing at " + s.location() + " can be ordered: " + s.leftOutWords() + ". " +
			s.desk.Keys.Label(keys.Reveal, s.desk.Theme.ASCII) + " shows why."
	}
	return text
}

func (s *Port) drawList(w, h int) []string {
	d := s.desk
	notes := s.notes(w)
	out := []string{"  " + d.Theme.Dim.Render(s.columns.head(w-2, s.order))}
	rows := s.list.View(w, h-1-len(notes), d.Theme)
	for len(rows) < h-1-len(notes) {
		rows = append(rows, "")
	}
	return append(append(out, rows...), notes...)
}

// notes are what is missing from the list and why, quietly: the rest of it can be used.
func (s *Port) notes(w int) []string {
	th := s.desk.Theme
	var out []string
	add := func(text string) {
		for _, line := range parts.Clip(parts.Wrap(text, max(10, w)), 4) {
			out = append(out, th.Dim.Render(line))
		}
	}
	switch {
	case s.busy(askResources):
		add("Asking which ports you have" + th.Glyphs.Ellipsis)
	case axon.Assumed(s.resourcesErr):
		add("Ports you have already aren't shown: this server has no list of them.")
	case s.resourcesErr != nil:
		add("Ports you have already aren't shown: " + wire.Sentence(s.resourcesErr))
	}
	switch {
	case s.err != nil:
		add("The catalogue couldn't be read: " + wire.Sentence(s.err))
	case s.offers == 0 && !s.busy(askCatalogue):
		add(s.nothingOffered())
	}
	if s.typesErr != nil {
		add("Connectors and optical limits aren't shown: " + wire.Sentence(s.typesErr))
	}
	return out
}

// Head is the title, where the highlight is, the order, and what was left out.
func (s *Port) Head() Head {
	h := Head{Title: "Port"}
	at, shown, all := s.list.Position()
	if all == 0 {
		return h
	}
	dot := " " + s.desk.Theme.Glyphs.Dot + " "
	h.Note = words.Counted(at, shown, all, all) + dot + "by " + s.order.String()
	if s.leftOut > 0 {
		h.Note += dot + s.leftOutWords()
	}
	if c := s.desk.Walk.Catalogue[s.company()]; c.Total > len(c.Items) {
		h.Note += dot + "the API showed " + strconv.Itoa(len(c.Items)) + " of its " + strconv.Itoa(c.Total) + " offers"
	}
	return h
}

func (s *Port) leftOutWords() string {
	if s.unpriced == s.leftOut {
		return strconv.Itoa(s.leftOut) + " can't be priced"
	}
	return strconv.Itoa(s.leftOut) + " can't be ordered"
}

// Hints are what can be done here.
func (s *Port) Hints() []keys.Hint {
	choose := keys.Hint{Action: keys.Choose, Words: "choose"}
	r, ok := s.list.Current()
	switch {
	case !ok:
		choose.Off = "no port is highlighted"
	case r.Why != "":
		choose.Off = r.Why
	case r.Choice.Existing != nil:
		choose.Words = "connect this port"
	}
	reveal, back := keys.Hint{Action: keys.Reveal, Words: "why left out"}, "back"
	if s.reveal {
		reveal.Words, back = "hide these", "hide these"
	}
	if s.leftOut == 0 {
		reveal.Off = "nothing was left out"
	}
	return s.list.Hints([]keys.Hint{
		choose,
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Sort, Words: "sort"},
		reveal,
		{Action: keys.Back, Words: back},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "raw"},
		{Action: keys.Refresh, Words: "ask again"},
	})
}

// Copies are what names the highlighted row.
func (s *Port) Copies() []Copy {
	r, ok := s.list.Current()
	if !ok {
		return nil
	}
	if e := r.Choice.Existing; e != nil {
		return some(Copy{"GUID", e.GUID}, Copy{"meetme", e.MeetMe}, Copy{"description", e.Description})
	}
	return some(Copy{"SKU code", r.Choice.SKU.Code}, Copy{"class", r.Choice.Offer.Class},
		Copy{"candidate GUID", r.Choice.Offer.CandidateGUID}, Copy{"line", s.desk.portLine(r)})
}

// some leaves out what is empty.
func some(list ...Copy) []Copy {
	var out []Copy
	for _, c := range list {
		if c.Text != "" {
			out = append(out, c)
		}
	}
	return out
}

// Typing tells whether the filter is open.
func (s *Port) Typing() bool { return s.list.Typing() }

// Pace is short while an answer is awaited.
func (s *Port) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
