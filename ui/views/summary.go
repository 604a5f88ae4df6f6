package views

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/schema"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Summary shows everything that was chosen, what it costs and who pays. Only from here does the first POST
// leave; since that may already place the order, it takes a key that was not on its way before.
type Summary struct {
	asker
	steady
	*doubt
	desk *Desk
	kind order.Kind
	// asked is what was sent: the terms that come back are for that, whatever is learnt meanwhile.
	asked order.Purchase
	top   int
	// hidden is how many lines there is no room for.
	hidden int
	again  spelled
}

const (
	askTerms   = "terms"
	costsTitle = "What it costs"
)

// NewSummary makes the screen for a port or a connection.
func NewSummary(d *Desk, kind order.Kind) *Summary {
	return &Summary{asker: d.newAsker(), doubt: d.doubtOf(kind), desk: d, kind: kind, again: newSpelled()}
}

// Init starts waiting for the keyboard to rest.
func (s *Summary) Init() tea.Cmd {
	s.top = 0
	s.Settled()
	s.again.close()
	return s.wait(s.id)
}

// Update takes answers, and the key that asks for the terms.
func (s *Summary) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Handed:
		s.again.close()
		return s.wait(s.id)
	case calm:
		s.calmed(m)
	case Answer[axon.Placement]:
		return s.got(m)
	case Answer[order.Sighting]:
		return tea.Batch(s.looked(&s.asker, s.desk, s.kind, m), s.wait(s.id))
	case tea.KeyPressMsg:
		return s.key(m)
	case tea.PasteMsg:
		if s.again.asked() {
			return s.again.pasted()
		}
	}
	return nil
}

func (s *Summary) key(m tea.KeyPressMsg) tea.Cmd {
	k := m.String()
	if why := s.Holds(); why != "" {
		return send(Flash{Text: why})
	}
	if s.again.asked() {
		cmd, done := s.again.key(m, s.desk, order.AgainWord, &s.steady, s.id)
		if done {
			return s.send(true)
		}
		return cmd
	}
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Raw, keys.Up, keys.Down) {
	case keys.Choose:
		return s.confirm()
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		body, _ := s.body()
		return s.look(&s.asker, s.desk, s.purchase(body))
	case keys.Raw:
		if body, problems := s.body(); len(problems) == 0 {
			return send(ShowRaw{Title: "The request", JSON: body, Note: "as it will be sent"})
		}
	case keys.Up:
		s.top = max(0, s.top-1)
	case keys.Down:
		s.top++
	}
	return nil
}

// Holds keeps the screen in front while the request is on its way.
func (s *Summary) Holds() string {
	if s.busy(askTerms) {
		return "The request is on its way: wait for its answer."
	}
	return ""
}

func (s *Summary) confirm() tea.Cmd {
	if cmd := s.desk.refuse("ask for the terms", s.desk.Walk.Ref); cmd != nil {
		return cmd
	}
	switch {
	case s.Unsure() && !s.Sought:
		return s.lookFirst(s.desk)
	case s.offered() != nil:
		return send(Forward{s.id})
	case !s.ready:
		return tea.Batch(s.wait(s.id), send(Flash{Text: "Read it first: the key counts once the keyboard has rested."}))
	case s.Unsure():
		return tea.Batch(s.again.open(), s.wait(s.id))
	}
	return s.send(false)
}

// offered are the terms that came for this very purchase, and that AXON hasn't refused since: asking anew would void what was
// signed, and tell nothing new.
func (s *Summary) offered() *Offer {
	offer := s.desk.Offers[s.kind]
	if s.Err != nil || s.Unsure() || !s.desk.Walk.Covers(offer, s.desk.Forms[s.kind]) {
		return nil
	}
	return offer
}

// send sends the first POST; again is a person's decision about an order that may have been placed.
func (s *Summary) send(again bool) tea.Cmd {
	body, problems := s.body()
	if len(problems) > 0 {
		return send(Flash{Text: order.Says(problems), Bad: true})
	}
	p := s.purchase(body)
	p.Again = again
	s.asked = p
	api, journal := s.desk.API, s.desk.Journal
	return ask(&s.asker, askTerms, limitPlace, func(ctx context.Context) (axon.Placement, error) {
		return order.Request(ctx, api, journal, p)
	})
}

func (s *Summary) body() ([]byte, []schema.Problem) {
	return s.desk.Walk.Body(s.kind, s.desk.Forms[s.kind])
}

func (s *Summary) purchase(body []byte) order.Purchase {
	return s.desk.Walk.Purchase(s.kind, body, s.desk.Login(), s.desk.Secrets()[s.kind])
}

// got takes the answer to the first POST: normally the terms, but nothing in the document promises that it
// can't place the order at once.
func (s *Summary) got(m Answer[axon.Placement]) tea.Cmd {
	if !fresh(&s.asker, askTerms, m) {
		return nil
	}
	// What is placed is placed, even where its answer could not be journaled.
	if m.Value.Placed() {
		return s.desk.placed(s.id, s.kind, m.Value, m.Err)
	}
	if m.Err != nil {
		s.Failed(m.Err)
		return s.wait(s.id)
	}
	if len(m.Value.Documents) == 0 {
		s.Failed(order.Senseless())
		return tea.Batch(s.wait(s.id), send(ShowRaw{Title: "AXON's answer", JSON: m.Value.Raw}))
	}
	*s.doubt = doubt{}
	if s.desk.Offers == nil {
		s.desk.Offers = map[order.Kind]*Offer{}
	}
	s.desk.Offers[s.kind] = &Offer{Purchase: s.asked, Placement: m.Value}
	return send(Forward{s.id})
}

// placed takes what was bought into the walk and goes on from the screen that ordered it. unwritten is why the journal
// lacks it, if it does: that is said on the next screen, since this one is left.
func (d *Desk) placed(from uint64, kind order.Kind, p axon.Placement, unwritten error) tea.Cmd {
	on := d.takePlaced(from, kind, p)
	if unwritten == nil {
		return on
	}
	return tea.Sequence(on, send(Flash{Text: wire.Sentence(unwritten), Bad: true}))
}

func (d *Desk) takePlaced(from uint64, kind order.Kind, p axon.Placement) tea.Cmd {
	w := d.Walk
	if !w.Take(kind, p) {
		d.doubtOf(kind).Failed(order.Unnamed(kind))
		return nil
	}
	delete(d.Offers, kind)
	*d.doubtOf(kind) = doubt{}
	if kind == order.KindPort {
		d.Allocated = p.Resources
		return send(Forward{from})
	}
	return tea.Sequence(send(w.Watch()), send(Forward{from}))
}

// View draws the choices, the sums, the payer, and what happens next.
func (s *Summary) View(w, h int) string {
	d := s.desk
	if s.busy(askTerms) {
		lines := d.loading("Asking AXON for the terms of this order", s.pending[askTerms], w)
		return d.page(append(lines, "", "  "+d.Theme.Dim.Render("The request has left and is in the journal. It is not sent twice.")), w, h)
	}
	var lines []string
	if s.Err != nil {
		lines = append(d.errorLines(s.Err, w), s.lines(&s.asker, d, w)...)
	}
	lines = append(lines, "")
	lines = append(lines, indent(parts.Sheet(d.choices(s.kind), w-4, d.Theme))...)
	lines = append(lines, "", "  "+d.Theme.Title.Render(costsTitle))
	lines = append(lines, indent(s.costs(w-4))...)
	// What the key does stays in sight whatever the choices need: it may be what places the order.
	foot := append([]string{d.Theme.Rule.Render(strings.Repeat(d.Theme.Glyphs.Rule, max(0, w)))}, indent(s.next(w-4))...)
	room := max(1, h-len(foot))
	// What is bought goes before how airy it looks.
	for _, gone := range []string{"", costsTitle} {
		if len(lines) > room {
			lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(plain(l)) == gone })
		}
	}
	s.hidden = max(0, len(lines)-room)
	s.top = max(0, min(s.top, s.hidden))
	return d.page(append(parts.Pane(lines[s.top:], w, room, d.Theme.Glyphs.More), foot...), w, h)
}

func indent(lines []string) []string {
	for i, l := range lines {
		lines[i] = "  " + l
	}
	return lines
}

// errorLines is an error as its sentences, without what to press.
func (d *Desk) errorLines(err error, w int) []string {
	lines := d.failure(err, w)
	return lines[:len(lines)-2]
}

func (s *Summary) costs(w int) []string {
	d := s.desk
	payer := parts.Fact{Name: "Billed to", Value: payerWords(d)}
	q, err := d.Walk.Quote(s.kind)
	if err != nil {
		return parts.Sheet([]parts.Fact{{Name: "Price", Value: d.Theme.Warn.Render(err.Error())}, payer}, w, d.Theme)
	}
	return parts.Sheet(append(d.priceFacts(q), payer), w, d.Theme)
}

func payerWords(d *Desk) string {
	if d.Walk.Company == nil {
		return ""
	}
	return d.Theme.Bold.Render(d.Walk.Company.Name) + "  " + d.Walk.Company.ID
}

func (s *Summary) next(w int) []string {
	th := s.desk.Theme
	if s.again.asked() && !s.ready && !s.again.begun() {
		return []string{"It may have been ordered already. " + th.Dim.Render("In a moment it can be sent again.")}
	}
	if s.again.asked() {
		ask := `It may have been ordered already. Type "` + th.Accent.Render(order.AgainWord) + `" to send it again all the same, billed to ` + payerWords(s.desk) + "."
		return s.again.lines(ask, w, th)
	}
	if s.offered() != nil {
		return append(parts.Wrap("The terms of this order are here already, with what was signed of them: nothing is asked anew.", w),
			s.desk.press(keys.Choose, "back to the terms"))
	}
	text := "Next you read and sign AXON's terms, and place the order by typing a word. Where AXON asks for no terms, this " +
		"request itself places it, at this price."
	ready := s.desk.press(keys.Choose, "ask AXON for the terms")
	if why := s.desk.MayNot(); why != "" {
		ready = th.Warn.Render(capitalised(why) + ": an agent can ask for the terms.")
	} else if !s.ready {
		ready = th.Dim.Render(s.desk.Keys.Label(keys.Choose, th.ASCII) + " in a moment")
	}
	return append(parts.Wrap(text, w), ready)
}

// Head is the title; the note says how much there is above and below.
func (s *Summary) Head() Head {
	h := Head{Title: "Summary of the " + s.kind.Word(), Note: "nothing is bought yet"}
	if s.Unsure() {
		h.Note = "it may have been ordered"
	}
	if more := s.hidden - s.top; more > 0 {
		h.Note += " " + s.desk.Theme.Glyphs.Dot + " " + s.desk.Theme.Glyphs.Down + " " + parts.Plural(more, "more line", "more lines")
	}
	return h
}

// Hints are what can be done here.
func (s *Summary) Hints() []keys.Hint {
	if s.Holds() != "" {
		return nil
	}
	if s.again.asked() {
		return []keys.Hint{{Action: keys.Choose, Words: "send it again"}, {Action: keys.Back, Words: "don't"}}
	}
	off := ""
	if !s.ready {
		off = "the keyboard has to rest for a moment first"
	}
	hints := []keys.Hint{{Action: keys.Choose, Words: "ask for the terms", Off: s.desk.off(off)}}
	if s.Unsure() {
		hints = append(hints, keys.Hint{Action: keys.Refresh, Words: "look for the order"})
	}
	return append(hints, keys.Hint{Action: keys.Back, Words: "back"}, keys.Hint{Action: keys.Copy, Words: "copy"},
		keys.Hint{Action: keys.Raw, Words: "the request"})
}

// Copies are the summary as a text for a ticket, and the reference.
func (s *Summary) Copies() []Copy {
	lines := []string{s.Head().Title + " " + s.desk.Walk.Ref}
	for _, f := range append(s.desk.choices(s.kind), parts.Fact{Name: "Billed to", Value: payerWords(s.desk)}) {
		lines = append(lines, f.Name+": "+f.Value)
	}
	if q, err := s.desk.Walk.Quote(s.kind); err == nil {
		lines = append(lines, "Price: "+s.desk.priced(q))
	}
	return []Copy{{"summary", plain(strings.Join(lines, "\n"))}, {"order reference", s.desk.Walk.Ref}}
}

// Typing tells whether the word is being typed that sends a doubtful order again.
func (s *Summary) Typing() bool { return s.again.asked() }

// Pace is short while an answer is awaited.
func (s *Summary) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}

// choices are what was chosen, in the order of the walk.
func (d *Desk) choices(kind order.Kind) []parts.Fact {
	path := ""
	if c := d.Walk.Candidate; c != nil {
		path = strings.Join(parts.Chain(links(c.Chain), 400, d.Theme), "")
	}
	return words.Choices(d.Walk, kind, d.Forms[kind], path)
}

// plain takes the styles out of a text that was made for the screen.
func plain(s string) string { return ansi.Strip(s) }
