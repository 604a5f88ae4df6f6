package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// Order is one order as the journal has it: every state with who, when and what was sent, and its documents as they were
// signed.
type Order struct {
	asker
	desk  *Desk
	ref   string
	kind  order.Kind
	order *order.Order
	list  parts.List[chapter]
	err   error
}

// chapter is a row: a state that the order came to, or a document of its terms.
type chapter struct {
	entry order.Entry
	doc   int // index into entry.Documents; -1 for the entry itself
}

// paper is a document as it was kept.
type paper struct {
	title string
	text  []byte
	found bool
	note  string // what the document is to the order
}

const (
	askTimeline = "timeline"
	askPaper    = "document"
)

// NewOrder makes the screen for one order.
func NewOrder(d *Desk, ref string, kind order.Kind) *Order {
	s := &Order{asker: d.newAsker(), desk: d, ref: ref, kind: kind}
	s.list = parts.List[chapter]{
		Row: s.row,
		Group: func(c chapter) string {
			if c.doc >= 0 {
				return "Its terms: enter shows them as they were offered"
			}
			return "What happened, newest first: enter shows what was sent"
		},
		Text: func(c chapter) string { return c.text() },
		Key:  func(c chapter) string { return strconv.Itoa(c.entry.Seq) + " " + strconv.Itoa(c.doc) },
	}
	return s
}

func (c chapter) text() string {
	if c.doc >= 0 {
		d := c.entry.Documents[c.doc]
		return d.Title + " " + d.ID + " " + d.SHA256 + " " + d.SignedBy
	}
	return entryLook(c.entry).Word + " " + c.entry.User + " " + c.entry.Said
}

// Init reads the order's journal.
func (s *Order) Init() tea.Cmd {
	journal, ref, kind := s.desk.Journal, s.ref, s.kind
	return ask(&s.asker, askTimeline, limitRead, func(ctx context.Context) (*order.Order, error) {
		return journal.Order(ctx, ref, kind)
	})
}

// Update takes the journal, moves, and opens.
func (s *Order) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[*order.Order]:
		if fresh(&s.asker, askTimeline, m) {
			if s.err = m.Err; m.Err == nil {
				s.order = m.Value
				s.list.Set(chapters(m.Value))
			}
		}
		return nil
	case Answer[paper]:
		return s.gotPaper(m)
	case Answer[order.Sighting]:
		return s.looked(m)
	case Answer[inspected]:
		return s.gotInspected(m)
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if m, ok := msg.(tea.KeyPressMsg); ok && !used {
		return s.key(m.String())
	}
	return cmd
}

// chapters are the states, the newest first, and behind them the documents as they stand: signed, or offered last.
func chapters(o *order.Order) []chapter {
	var list, docs []chapter
	for i := len(o.Timeline) - 1; i >= 0; i-- {
		e := o.Timeline[i]
		list = append(list, chapter{e, -1})
	}
	// The terms as they were offered last, with the signatures that were given since.
	offered, signed := o.Offered(), o.Signed()
	offered.Documents = slices.Clone(offered.Documents)
	for i := range offered.Documents {
		d := &offered.Documents[i]
		for _, s := range signed {
			if s.DocumentID == d.ID && s.SHA256 == d.SHA256 {
				d.SignedAt, d.SignedBy = s.At, s.By
			}
		}
		docs = append(docs, chapter{offered, i})
	}
	return append(list, docs...)
}

func (s *Order) key(k string) tea.Cmd {
	c, some := s.list.Current()
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Live, keys.Raw) {
	case keys.Choose:
		if some {
			return s.open(c)
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if s.doubtful() && s.desk.MayNot() == "" {
			return s.look()
		}
		return s.Init()
	case keys.Live:
		if w := s.watched(); w != nil {
			return send(ShowWatch{w.ServiceID})
		}
	case keys.Raw:
		if some && len(c.entry.Body) > 0 {
			return send(ShowRaw{Title: "The request", JSON: c.entry.Body, Note: asSent})
		}
	}
	return nil
}

// watched is the service, or the port, of this order, if this session watches it; nil otherwise.
func (s *Order) watched() *order.Watched {
	if s.order == nil || s.order.GUID() == "" || s.desk.Watches == nil {
		return nil
	}
	return s.desk.Watches.Get(s.order.GUID())
}

// doubtful tells that nobody knows whether the order was placed, or what came of its change or removal.
func (s *Order) doubtful() bool {
	return s.order != nil && s.order.State() == order.StateUnknown
}

// inspect looks at how a thing stands whose change or removal got no sure answer.
func (s *Order) inspect() tea.Cmd {
	if s.busy(askInspect) {
		return nil
	}
	last := s.order.Last()
	api, journal := s.desk.API, s.desk.Journal
	t := order.Thing{GUID: s.order.GUID(), Kind: s.kind, CompanyID: last.CompanyID, CompanyName: last.Company, User: s.desk.Login()}
	return ask(&s.asker, askInspect, limitRead, func(ctx context.Context) (inspected, error) {
		found, says, err := order.Inspect(ctx, api, journal, t)
		return inspected{found, says}, err
	})
}

func (s *Order) gotInspected(m Answer[inspected]) tea.Cmd {
	if !fresh(&s.asker, askInspect, m) {
		return nil
	}
	says := m.Value.says
	if m.Err != nil {
		says = "It could not be looked at. " + wire.Sentence(m.Err)
	}
	return tea.Batch(s.Init(), send(Flash{Text: says, Bad: m.Err != nil}))
}

// look searches for the order by its reference. It buys nothing: who wants it sent again takes its draft up.
func (s *Order) look() tea.Cmd {
	if s.order.Bought() {
		return s.inspect()
	}
	if s.busy(askLook) {
		return nil
	}
	asked := s.order.Asked()
	api, journal := s.desk.API, s.desk.Journal
	p := order.Purchase{Ref: s.ref, Kind: s.kind, CompanyID: asked.CompanyID, CompanyName: asked.Company, Body: asked.Body}
	p.User = s.desk.Login()
	return ask(&s.asker, askLook, limitRead, func(ctx context.Context) (order.Sighting, error) {
		return order.Look(ctx, api, journal, p)
	})
}

func (s *Order) looked(m Answer[order.Sighting]) tea.Cmd {
	if !fresh(&s.asker, askLook, m) {
		return nil
	}
	says := m.Value.Says
	if m.Err != nil {
		says = "It could not be looked for. " + wire.Sentence(m.Err)
	}
	return tea.Batch(s.Init(), send(Flash{Text: says, Bad: m.Err != nil}))
}

// asSent says what the shown body is to what was sent.
const asSent = "as it was sent"

func (s *Order) open(c chapter) tea.Cmd {
	if c.doc < 0 {
		if len(c.entry.Body) == 0 {
			return send(Flash{Text: strings.TrimSuffix("Nothing was sent with this: "+c.entry.Said, ": ")})
		}
		return send(ShowRaw{Title: "The request", JSON: c.entry.Body, Note: asSent})
	}
	doc := c.entry.Documents[c.doc]
	journal, sum, note := s.desk.Journal, doc.SHA256, "as it was offered"
	if doc.SignedBy != "" {
		note += ", and signed by " + doc.SignedBy
	}
	return ask(&s.asker, askPaper, limitRead, func(ctx context.Context) (paper, error) {
		title, text, ok, err := journal.Document(ctx, sum)
		return paper{title, text, ok, note}, err
	})
}

func (s *Order) gotPaper(m Answer[paper]) tea.Cmd {
	if !fresh(&s.asker, askPaper, m) {
		return nil
	}
	switch {
	case m.Err != nil:
		return send(Flash{Text: wire.Sentence(m.Err), Bad: true})
	case !m.Value.found:
		return send(Flash{Text: "The journal has this document's fingerprint but not its text.", Bad: true})
	}
	return send(ShowRaw{Title: m.Value.title, JSON: m.Value.text, Note: m.Value.note})
}

func (s *Order) row(c chapter, w int, selected bool) string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	if c.doc >= 0 {
		d := c.entry.Documents[c.doc]
		signed := th.Warn.Render("not signed")
		if !d.SignedAt.IsZero() {
			by, _, _ := strings.Cut(d.SignedBy, ", key ") // the key stands with the document
			signed = th.Good.Render("signed by "+by) + " " + th.Dim.Render(s.when(d.SignedAt))
		}
		title := d.Title
		if selected {
			title = th.Selected.Render(title)
		}
		return parts.Ends(title, signed+"  "+th.Dim.Render(wire.Short(d.SHA256)), w, more)
	}
	e := c.entry
	look := entryLook(e)
	said := e.Said
	switch {
	case order.Waits(e):
		said = e.Method + " " + e.Path
	case said == "" && e.GUID != "":
		said = e.GUID
	case said == "" && order.State(e.State) == order.StateSigned && len(e.Documents) > 0:
		said = lastSigned(e.Documents).Title
	case said == "" && len(e.Documents) > 0:
		said = parts.Plural(len(e.Documents), "document", "documents")
	}
	word := th.Say(look.Mark, look.Word)
	if selected {
		word = th.Selected.Render(look.Word)
	}
	const whenWidth, stateWidth, whoWidth = 15, 18, 14
	return parts.Columns(parts.Fit(th.Dim.Render(s.when(e.At)), whenWidth, more), parts.Fit(word, stateWidth, more),
		parts.Fit(e.User, whoWidth, more), parts.Cut(said, max(8, w-whenWidth-stateWidth-whoWidth-6), more))
}

// lastSigned is the document whose signature a row is about: it bears those of before as well.
func lastSigned(docs []order.SignedDocument) order.SignedDocument {
	return slices.MaxFunc(docs, func(a, b order.SignedDocument) int { return a.SignedAt.Compare(b.SignedAt) })
}

// when is a time of the journal on this terminal's clock, to the second: evidence is read by it.
func (s *Order) when(t time.Time) string {
	return t.In(s.desk.Now.Location()).Format("Jan _2 15:04:05")
}

// View draws what the order is, over what happened.
func (s *Order) View(w, h int) string {
	d := s.desk
	switch {
	case s.err != nil && s.order == nil:
		return d.page(d.failure(s.err, w), w, h)
	case s.order == nil:
		return d.page(d.loading("Reading the journal", s.pending[askTimeline], w), w, h)
	case len(s.order.Timeline) == 0:
		return d.page(d.empty("The journal has nothing of "+s.ref+".", w), w, h)
	}
	head := indent(parts.Sheet(s.facts(), w-4, d.Theme))
	head = append(append([]string{""}, head...), "")
	return d.page(append(head, s.list.View(w, max(1, h-len(head)), d.Theme)...), w, h)
}

func (s *Order) facts() []parts.Fact {
	last, th := s.order.Last(), s.desk.Theme
	look := entryLook(last)
	state := th.Say(look.Mark, look.Word)
	switch {
	case order.Waits(last):
		state += th.Dim.Render("  its request has no answer yet")
	case s.order.State() == order.StateUnknown:
		state += "  " + last.Said
	}
	live := ""
	if w := s.watched(); w != nil {
		live = OverallWords(s.desk, w) + "  " + s.desk.press(keys.Live, "shows it hop by hop")
	}
	return []parts.Fact{
		{Name: "Order", Value: th.Bold.Render(s.ref) + "  " + last.Title},
		{Name: "State", Value: state},
		{Name: "Now", Value: live},
		{Name: "Billed to", Value: strings.TrimSpace(last.Company + "  " + last.CompanyID)},
		{Name: "Price", Value: last.Price},
		{Name: "AXON's id", Value: s.order.GUID()},
	}
}

// Head is the title.
func (s *Order) Head() Head {
	h := Head{Title: "Order " + wire.Clean(s.ref) + ", " + s.kind.Word()}
	if s.order != nil {
		h.Note = parts.Plural(len(s.order.Timeline), "state", "states")
	}
	return h
}

// Hints are what can be done here.
func (s *Order) Hints() []keys.Hint {
	c, some := s.list.Current()
	words, off := "the request", ""
	switch {
	case !some:
		off = "nothing is highlighted"
	case c.doc >= 0:
		words = "read it"
	case len(c.entry.Body) == 0:
		off = "nothing was sent with this"
	}
	again := keys.Hint{Action: keys.Refresh, Words: "read anew"}
	if s.doubtful() && s.desk.MayNot() == "" {
		again.Words = "look for it"
	}
	return s.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: words, Off: off},
		again,
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Back, Words: "back"},
	})
}

// Copies are the order's ids, and its timeline as JSON and as CSV.
func (s *Order) Copies() []Copy {
	if s.order == nil {
		return nil
	}
	out := []Copy{{"order reference", s.ref}}
	if guid := s.order.GUID(); guid != "" {
		out = append(out, Copy{"AXON's id", guid})
	}
	return append(out, exports("the order's timeline", s.order.Timeline)...)
}

// Typing tells whether the filter is open.
func (s *Order) Typing() bool { return s.list.Typing() }

// Pace is short while the journal is read.
func (s *Order) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
