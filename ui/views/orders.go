package views

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Orders lists what was begun and what was ordered, from the journal: it asks AXON nothing.
type Orders struct {
	asker
	desk *Desk
	list parts.List[booked]
	came bool
	err  error
	steady
	forget string // the draft that the next press of the key forgets
	book   ledger
}

// booked is a row: a draft, or an order at its last state; both where an order is open that has its draft still.
type booked struct {
	draft *order.Draft
	last  order.Entry
}

// ledger is what the journal holds.
type ledger struct {
	drafts   []order.Draft
	standing []order.Entry
}

const (
	askLedger = "journal"
	askForget = "forget"
	// mostOrders bounds the list; the newest are shown.
	mostOrders = 2000
)

// NewOrders makes the screen.
func NewOrders(d *Desk) *Orders {
	s := &Orders{asker: d.newAsker(), desk: d}
	s.list = parts.List[booked]{
		Row: s.row,
		Group: func(b booked) string {
			switch {
			case b.open():
				return "Needs a person: nobody knows whether it was placed"
			case b.draft != nil:
				return "Begun: enter takes it up"
			}
			return "Ordered"
		},
		Text: func(b booked) string { return b.text() },
		Key:  func(b booked) string { return b.key() },
	}
	return s
}

func (b booked) key() string {
	if b.draft != nil {
		return "draft " + b.draft.Ref
	}
	return b.last.Ref + " " + b.last.Kind
}

func (b booked) text() string {
	if d := b.draft; d != nil {
		return d.Ref + " draft " + d.Title + " " + d.Company + " " + d.User
	}
	e := b.last
	return strings.Join([]string{e.Ref, e.Kind, entryLook(e).Word, e.Title, e.Company, e.CompanyID, e.User, e.GUID}, " ")
}

// open tells that nobody knows what became of a request.
func (b booked) open() bool {
	return order.State(b.last.State) == order.StateUnknown || order.Waits(b.last)
}

// Init reads the journal, each time: other processes write to it too.
func (s *Orders) Init() tea.Cmd { return s.read() }

func (s *Orders) read() tea.Cmd {
	journal := s.desk.Journal
	return ask(&s.asker, askLedger, limitRead, func(ctx context.Context) (ledger, error) {
		drafts, err := journal.Drafts(ctx, journal.Scope)
		if err != nil {
			return ledger{}, err
		}
		standing, err := journal.Standing(ctx, journal.Scope, mostOrders)
		return ledger{drafts, standing}, err
	})
}

// Update takes the journal, moves, and opens.
func (s *Orders) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[ledger]:
		if fresh(&s.asker, askLedger, m) {
			if s.err = m.Err; m.Err == nil {
				s.came, s.book = true, m.Value
				s.list.Set(rows(m.Value))
			}
		}
		return nil
	case Handed:
		s.forget = ""
		return s.wait(s.id)
	case calm:
		s.calmed(m)
		return nil
	case Rewritten:
		return s.read()
	case Answer[struct{}]:
		if fresh(&s.asker, askForget, m) && m.Err != nil {
			return send(Flash{Text: wire.Sentence(m.Err), Bad: true})
		}
		return s.read()
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if used {
		s.forget = ""
		return cmd
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.key(m.String())
	}
	return cmd
}

// rows puts first what waits for a person: orders whose outcome nobody knows, then what was begun.
func rows(l ledger) []booked {
	var open, begun, done []booked
	drafts := map[string]*order.Draft{}
	for i := range l.drafts {
		drafts[l.drafts[i].Ref] = &l.drafts[i]
	}
	for _, e := range l.standing {
		b, bought := booked{drafts[e.Ref], e}, order.State(e.State).Bought()
		switch {
		case b.open():
			open = append(open, b)
			delete(drafts, e.Ref)
		case bought || b.draft == nil:
			done = append(done, booked{last: e})
		}
	}
	for i := range l.drafts {
		if d := &l.drafts[i]; drafts[d.Ref] != nil {
			begun = append(begun, booked{draft: d})
		}
	}
	return slices.Concat(open, begun, done)
}

func (s *Orders) key(k string) tea.Cmd {
	b, some := s.list.Current()
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Forget) {
	case keys.Choose:
		if !some {
			return nil
		}
		if b.draft != nil {
			if cmd := s.desk.refuse("take up an order", b.draft.Ref); cmd != nil {
				return cmd
			}
			return send(OpenBook{What: BookResume, Draft: *b.draft})
		}
		return send(OpenBook{What: BookOrder, Ref: b.last.Ref, Kind: order.KindOf(b.last.Kind)})
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.read()
	case keys.Forget:
		return s.drop(b)
	}
	return nil
}

// drop forgets a draft at the second press: nothing of it can be had back, though what was sent stays in the journal.
func (s *Orders) drop(b booked) tea.Cmd {
	of := ""
	if b.draft != nil {
		of = b.draft.Ref
	}
	if cmd := s.desk.refuse("forget a draft", of); cmd != nil {
		return cmd
	}
	switch {
	case b.draft == nil || b.open():
		return send(Flash{Text: "Only what was begun can be forgotten: the journal of what was sent stays as it is."})
	case b.draft.Ref == s.desk.Walk.Ref:
		return send(Flash{Text: "This is the order that you are at: begin another one first."})
	case s.forget != b.draft.Ref, !s.ready:
		s.forget = b.draft.Ref
		return tea.Batch(s.wait(s.id), send(Flash{Text: "Press it once more, after a moment, to forget " + b.draft.Ref + " and all that was typed for it.", Bad: true}))
	}
	s.forget = ""
	journal, ref := s.desk.Journal, b.draft.Ref
	return ask(&s.asker, askForget, limitRead, func(ctx context.Context) (struct{}, error) {
		release, ok, err := journal.Claim(ctx, journal.Scope, ref)
		if err != nil {
			return struct{}{}, err
		}
		if !ok {
			return struct{}{}, fmt.Errorf("%s is open in another axdesk: it is not forgotten", ref)
		}
		defer release()
		return struct{}{}, journal.DropDraft(ctx, journal.Scope, ref)
	})
}

func (s *Orders) row(b booked, w int, selected bool) string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	var ref, what, who string
	var at time.Time
	var look Look
	if d := b.draft; d != nil && !b.open() {
		ref, what, who, at = d.Ref, d.Title, d.Company, d.At
		look = Look{stateLook(order.StateDraft).Mark, "at " + d.Step}
	} else {
		e := b.last
		ref, what, who, at = e.Ref, e.Title, e.Company, e.At
		if look = entryLook(e); order.Waits(e) {
			look.Word += ", no answer yet"
		}
		if what == "" {
			what = e.Kind
		}
	}
	if selected {
		ref = th.Selected.Render(ref)
	}
	const refWidth, ageWidth = 9, 8
	stateWidth := 20
	if w >= wideFrom {
		stateWidth = 32
	}
	rest := max(8, w-refWidth-stateWidth-ageWidth-8)
	payer := min(22, rest/3)
	return parts.Columns(parts.Fit(ref, refWidth, more), parts.Fit(th.Say(look.Mark, look.Word), stateWidth, more),
		parts.Fit(what, rest-payer, more), parts.Fit(th.Dim.Render(who), payer, more),
		parts.FitRight(th.Dim.Render(rowAge(s.desk.Now.Sub(at))), ageWidth, more))
}

// rowAge is an age that says nothing which would be wrong before the next minute's tick.
func rowAge(d time.Duration) string {
	if d < time.Minute {
		return "just now"
	}
	return words.Age(d)
}

// View is the list.
func (s *Orders) View(w, h int) string {
	d := s.desk
	switch {
	case !s.came && s.err == nil:
		return d.page(d.loading("Reading the journal", s.pending[askLedger], w), w, h)
	case s.err != nil && s.list.Len() == 0:
		return d.page(d.failure(s.err, w), w, h)
	case s.list.Len() == 0:
		return d.page(d.empty("Nothing was ordered or begun from here yet. What you answer is kept from the second step on, "+
			"and every order with all its states.", w), w, h)
	}
	return d.page(s.list.View(w, h, d.Theme), w, h)
}

// Head is the title and where the highlight is.
func (s *Orders) Head() Head {
	at, shown, all := s.list.Position()
	h := Head{Title: "Orders"}
	if all > 0 {
		h.Note = words.Counted(at, shown, all, 0)
	}
	if s.err != nil {
		h.Note = "not read anew: " + h.Note
	}
	return h
}

// Hints are what can be done here.
func (s *Orders) Hints() []keys.Hint {
	b, some := s.list.Current()
	open, off, drop := "open", "", ""
	switch {
	case !some:
		off, drop = "nothing is highlighted", "nothing is highlighted"
	case b.draft != nil:
		open, off, drop = "take it up", s.desk.MayNot(), s.desk.MayNot()
	default:
		drop = "only what was begun can be forgotten"
	}
	return s.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: open, Off: off},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Forget, Words: "forget", Off: drop},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Back, Words: "to the order"},
		{Action: keys.Refresh, Words: "read anew"},
	})
}

// Copies are the order's reference, and all orders at their last state, as JSON and as CSV.
func (s *Orders) Copies() []Copy {
	var out []Copy
	if b, ok := s.list.Current(); ok {
		ref := b.last.Ref
		if b.draft != nil {
			ref = b.draft.Ref
		}
		out = append(out, Copy{"order reference", ref})
	}
	return append(out, exports("all orders", s.book.standing)...)
}

// exports are entries as JSON and as CSV.
func exports(what string, entries []order.Entry) []Copy {
	if len(entries) == 0 {
		return nil
	}
	var out []Copy
	if text, err := order.ExportJSON(entries); err == nil {
		out = append(out, Copy{what + " as JSON", string(text)})
	}
	if text, err := order.ExportCSV(entries); err == nil {
		out = append(out, Copy{what + " as CSV", string(text)})
	}
	return out
}

// Typing tells whether the filter is open.
func (s *Orders) Typing() bool { return s.list.Typing() }

// Pace is short while the journal is read, and a minute for the ages.
func (s *Orders) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return paceAge
}
