package views

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// providersStaleAfter is the age from which the list of providers, which is kept on disk, shows its age.
const providersStaleAfter = 24 * time.Hour

const (
	askProviders = "providers"
	askWants     = "wants"
)

// Destination asks where the connection leads: the providers, grouped by their class.
type Destination struct {
	asker
	follow
	desk    *Desk
	list    parts.List[axon.Provider]
	wants   map[string]words.Wants // by provider type
	wantsOf time.Time              // the age of the list that wants was read from
	err     error
	typeW   int
	detail  drawn
}

// destinations is what a question for providers comes back with: the list, and what each will ask for.
type destinations struct {
	list  axon.List[axon.Provider]
	wants map[string]words.Wants
}

// NewDestination makes the screen.
func NewDestination(d *Desk) *Destination {
	s := &Destination{asker: d.newAsker(), desk: d}
	s.list = parts.List[axon.Provider]{
		Row:   s.row,
		Group: func(p axon.Provider) string { return words.ClassHead(p.Class) },
		Text:  func(p axon.Provider) string { return p.Type + " " + p.Description + " " + p.Class },
		Key:   func(p axon.Provider) string { return p.Type },
	}
	return s
}

// Init shows what is known. The schemas are read in a command: some are large.
func (s *Destination) Init() tea.Cmd {
	known := s.desk.Walk.Providers
	s.fill()
	switch {
	case s.waiting():
		return nil
	case len(known.Items) == 0:
		return s.ask()
	case s.wants == nil || !s.wantsOf.Equal(known.At):
		return ask(&s.asker, askWants, limitRead, func(context.Context) (destinations, error) {
			return destinations{known, words.AllWants(known.Items)}, nil
		})
	}
	return nil
}

func (s *Destination) ask() tea.Cmd {
	s.err = nil
	api := s.desk.API
	return ask(&s.asker, askProviders, limitRead, func(ctx context.Context) (destinations, error) {
		l, err := api.Providers(ctx)
		return destinations{l, words.AllWants(l.Items)}, err
	})
}

// Update takes answers, moves the highlight, and chooses.
func (s *Destination) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[destinations]:
		return s.got(m)
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
		return tea.Batch(cmd, s.key(m.String()))
	}
	return cmd
}

func (s *Destination) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Raw) {
	case keys.Choose:
		if p, ok := s.list.Current(); ok {
			change := s.desk.Walk.SetProvider(p)
			s.list.Dirty()
			return tea.Sequence(send(Changed{change}), send(Forward{s.id}))
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if !s.busy(askProviders) {
			return s.ask()
		}
	case keys.Raw:
		if p, ok := s.list.Current(); ok {
			return send(ShowRaw{Title: "Provider " + p.Type, JSON: p.Raw})
		}
	}
	return nil
}

func (s *Destination) got(m Answer[destinations]) tea.Cmd {
	if fresh(&s.asker, askWants, m) {
		s.wants, s.wantsOf, s.detail = m.Value.wants, m.Value.list.At, drawn{}
		return nil
	}
	if !fresh(&s.asker, askProviders, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		if s.list.Len() > 0 {
			return send(Flash{Text: wire.Sentence(m.Err), Bad: true})
		}
		return nil
	}
	change := s.desk.Walk.Learn(func(f *order.Facts) { f.Providers = m.Value.list })
	s.wants, s.wantsOf, s.detail = m.Value.wants, m.Value.list.At, drawn{}
	s.fill()
	return send(Changed{change})
}

// fill puts the providers into the list: what one connects to first, what only carries it last.
func (s *Destination) fill() {
	items := words.SortProviders(s.desk.Walk.Providers.Items)
	s.typeW = 8
	for _, p := range items {
		s.typeW = max(s.typeW, min(24, parts.Width(p.Type)))
	}
	first := s.list.Len() == 0
	s.list.Set(items)
	s.list.Dirty()
	if chosen := s.desk.Walk.Provider; chosen != nil && first {
		s.list.SelectKey(chosen.Type)
	}
	s.shown = s.highlighted()
}

func (s *Destination) highlighted() string {
	p, _ := s.list.Current()
	return p.Type
}

func (s *Destination) row(p axon.Provider, w int, selected bool) string {
	th := s.desk.Theme
	name := parts.Fit(p.Type, s.typeW, th.Glyphs.More)
	if selected {
		name = th.Selected.Render(name)
	}
	note := ""
	if c := s.desk.Walk.Provider; c != nil && c.Type == p.Type {
		note = th.Good.Render(th.Glyphs.Tick + " chosen")
	}
	return parts.Ends(name+"  "+p.Description, note, w, th.Glyphs.More)
}

// View draws the providers and, for the one at rest under the highlight, what it will ask for.
func (s *Destination) View(w, h int) string {
	d := s.desk
	switch {
	case s.list.Len() == 0 && s.busy(askProviders):
		return d.page(d.loading("Asking AXON for its providers", s.pending[askProviders], w), w, h)
	case s.list.Len() == 0 && s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case s.list.Len() == 0:
		return d.page(d.empty("AXON lists no providers, so there is no destination to choose. Ask again, or ask NEXTDC what the key may see.", w), w, h)
	}
	return d.split(w, h, 7,
		func(w, h int) []string { return s.list.View(w, h, d.Theme) },
		func(w, h int) []string {
			return s.detail.get(s.shown, w, h, d.Look, func() []string { return s.tell(w, h) })
		})
}

func (s *Destination) tell(w, h int) []string {
	th := s.desk.Theme
	for _, p := range s.desk.Walk.Providers.Items {
		if p.Type != s.shown {
			continue
		}
		title := p.Description
		if title == "" {
			title = p.Type
		}
		facts := []parts.Fact{
			{Name: "Will ask for", Value: s.asksFor(p)},
			{Name: "Class", Value: p.Class},
			{Name: "Scope", Value: p.Scope},
			{Name: "Type", Value: p.Type},
		}
		return parts.Clip(append([]string{th.Title.Render(title)}, parts.Sheet(facts, w, th)...), h)
	}
	return nil
}

// asksFor says what the provider's schema will want later in the order.
func (s *Destination) asksFor(p axon.Provider) string {
	want, ok := s.wants[p.Type]
	if !ok {
		return "reading its schema" + s.desk.Theme.Glyphs.Ellipsis
	}
	return want.Words(s.desk.Theme.Glyphs.More)
}

// Head is the title, where the highlight is, and the age of a list that is older than a day.
func (s *Destination) Head() Head {
	h := Head{Title: "Destination"}
	l := s.desk.Walk.Providers
	at, shown, all := s.list.Position()
	if all == 0 {
		return h
	}
	h.Note = words.Counted(at, shown, all, l.Total)
	dot := " " + s.desk.Theme.Glyphs.Dot + " "
	if s.busy(askProviders) {
		h.Note += dot + "asking again"
	} else if old := s.desk.Now.Sub(l.At); old > providersStaleAfter && !l.At.IsZero() {
		h.Note += dot + "list of " + words.Age(old) + " ago"
	}
	return h
}

// Hints are what can be done here.
func (s *Destination) Hints() []keys.Hint {
	none := ""
	if _, ok := s.list.Current(); !ok {
		none = "no provider is highlighted"
	}
	return s.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: "choose", Off: none},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Back, Words: "back"},
		{Action: keys.Copy, Words: "copy", Off: none},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Raw, Words: "raw answer", Off: none},
	})
}

// Copies are the provider's type and description.
func (s *Destination) Copies() []Copy {
	p, ok := s.list.Current()
	if !ok {
		return nil
	}
	return []Copy{{"provider", p.Type}, {"description", p.Description}}
}

// Typing tells whether the filter is open.
func (s *Destination) Typing() bool { return s.list.Typing() }

// Pace is short while an answer is awaited.
func (s *Destination) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
