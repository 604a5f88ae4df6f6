package views

import (
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// Terms shows each document that the first POST came back with. One can be signed once its end was reached,
// with one deliberate key; when all are signed, the order is placed by typing a word.
type Terms struct {
	asker
	steady
	*doubt
	desk  *Desk
	kind  order.Kind
	offer *Offer
	docs  []*reading
	at    int
	word  spelled
	width int
}

// reading is one document, how far it was read, and its signature.
type reading struct {
	doc    axon.Document
	pager  parts.Pager
	made   rendering // what the pager's lines were made for
	asked  rendering
	signed *order.Signature
}

// rendering is what a document was rendered for; another width or theme needs another one.
type rendering struct {
	width int
	look  theme.Options
}

// signature is one with the document that it was made under: ids need not tell documents apart.
type signature struct {
	under *reading
	order.Signature
}

const (
	askPlace  = "place"
	askRender = "render "
	askSign   = "sign"
)

// NewTerms makes the screen for a port's or a connection's terms.
func NewTerms(d *Desk, kind order.Kind) *Terms {
	return &Terms{asker: d.newAsker(), doubt: d.doubtOf(kind), desk: d, kind: kind, word: newSpelled()}
}

// Init takes the offer. What was read and signed stays as long as it is the same offer.
func (s *Terms) Init() tea.Cmd {
	if offer := s.desk.Offers[s.kind]; offer != s.offer {
		s.offer, s.docs, s.at = offer, nil, 0
		if offer != nil {
			for _, doc := range offer.Placement.Documents {
				s.docs = append(s.docs, &reading{doc: doc, signed: offer.Signature(doc)})
			}
			// An order that was taken up goes on with what isn't signed yet.
			s.at = max(0, slices.IndexFunc(s.docs, func(r *reading) bool { return r.signed == nil }))
		}
	}
	s.Settled()
	s.word.close()
	return tea.Batch(s.wait(s.id), s.render())
}

// render asks for the document in front to be rendered for the present width, if it isn't.
func (s *Terms) render() tea.Cmd {
	r := s.front()
	want, what := rendering{s.width, s.desk.Theme.Options}, askRender+strconv.Itoa(s.at)
	// Leaving the screen drops what was asked for.
	if r == nil || s.width == 0 || r.made == want || r.asked == want && s.busy(what) {
		return nil
	}
	r.asked = want
	if r.made == (rendering{}) {
		return s.setOpening(what, r, want)
	}
	return s.setWhole(what, r, want)
}

// setOpening has what comes first set alone, so that reading begins at once; the whole is set after it.
func (s *Terms) setOpening(what string, r *reading, want rendering) tea.Cmd {
	th, doc, at := *s.desk.Theme, r.doc, s.at
	return ask(&s.asker, what, limitRead, func(context.Context) (rendered, error) {
		if lines, total := renderOpening(doc, want.width, &th); lines != nil {
			return rendered{at: at, made: want, lines: lines, total: total}, nil
		}
		return rendered{at: at, made: want, lines: renderDocument(doc, want.width, &th)}, nil
	})
}

func (s *Terms) setWhole(what string, r *reading, want rendering) tea.Cmd {
	th, doc, at := *s.desk.Theme, r.doc, s.at
	return ask(&s.asker, what, limitRead, func(context.Context) (rendered, error) {
		return rendered{at: at, made: want, lines: renderDocument(doc, want.width, &th)}, nil
	})
}

func (s *Terms) gotRendered(m Answer[rendered]) tea.Cmd {
	what := askRender + strconv.Itoa(m.Value.at)
	if !fresh(&s.asker, what, m) || m.Value.at >= len(s.docs) {
		return nil
	}
	r := s.docs[m.Value.at]
	if m.Value.total > 0 {
		r.pager.Begin(m.Value.lines, m.Value.total)
		return s.setWhole(what, r, m.Value.made)
	}
	sameText := r.made != rendering{}
	r.made = m.Value.made
	r.pager.Set(m.Value.lines, sameText)
	return nil
}

func (s *Terms) front() *reading {
	if s.at < len(s.docs) {
		return s.docs[s.at]
	}
	return nil
}

// Update takes answers, scrolls, signs and places.
func (s *Terms) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Handed:
		for _, r := range s.docs {
			if r.signed == nil {
				r.pager.Unread()
			}
		}
		s.word.close()
		return s.wait(s.id)
	case calm:
		s.calmed(m)
		return nil
	case Sized:
		s.width = m.W
		return s.render()
	case Rethemed:
		return s.render()
	case Answer[rendered]:
		return s.gotRendered(m)
	case Answer[signature]:
		return s.gotSignature(m)
	case Answer[axon.Placement]:
		return s.gotPlacement(m)
	case Answer[order.Sighting]:
		return tea.Batch(s.looked(&s.asker, s.desk, s.kind, m), s.wait(s.id))
	case tea.KeyPressMsg:
		return s.key(m)
	case tea.PasteMsg:
		if s.word.asked() {
			return s.word.pasted()
		}
	}
	if r := s.front(); r != nil {
		r.pager.Update(msg, s.desk.Keys)
	}
	return nil
}

func (s *Terms) key(m tea.KeyPressMsg) tea.Cmd {
	k, km := m.String(), s.desk.Keys
	if why := s.Holds(); why != "" {
		return send(Flash{Text: why})
	}
	if s.word.asked() {
		cmd, done := s.word.key(m, s.desk, s.wantWord(), &s.steady, s.id)
		if done {
			return s.place()
		}
		return cmd
	}
	if r := s.front(); r != nil && r.pager.Update(m, km) {
		return nil
	}
	switch km.Any(k, keys.Sign, keys.Next, keys.Previous, keys.Back, keys.Choose, keys.Refresh, keys.Raw) {
	case keys.Sign:
		return s.sign()
	case keys.Next:
		return s.turn(1)
	case keys.Previous:
		return s.turn(-1)
	case keys.Back:
		return send(BackMsg{})
	case keys.Choose:
		return s.openWord()
	case keys.Refresh:
		if s.offer != nil {
			return s.look(&s.asker, s.desk, s.offer.Purchase)
		}
	case keys.Raw:
		if s.offer != nil {
			return send(ShowRaw{Title: "AXON's answer to the first request", JSON: s.offer.Placement.Raw})
		}
	}
	return nil
}

// Holds keeps the screen in front while the order is on its way.
func (s *Terms) Holds() string {
	if s.busy(askPlace) {
		return "The order is on its way: wait for its answer."
	}
	return ""
}

// turn shows another document; a key held down can't sign one that has just come into sight.
func (s *Terms) turn(by int) tea.Cmd {
	if len(s.docs) == 0 {
		return nil
	}
	s.at = (s.at + by + len(s.docs)) % len(s.docs)
	return tea.Batch(s.wait(s.id), s.render())
}

// cantSign says why the document in front can't be signed now; "" when it can.
func (s *Terms) cantSign() string {
	r := s.front()
	switch {
	case r == nil:
		return "there is no document"
	case r.signed != nil:
		return "it is signed already"
	case r.made == (rendering{}):
		return "its text is being set"
	case !r.doc.Whole:
		return "it can't be read whole: " + r.doc.Fault
	case !r.pager.EndSeen():
		return "read it to its end first"
	case !s.ready:
		return "the keyboard has to rest for a moment first"
	}
	return ""
}

func (s *Terms) sign() tea.Cmd {
	if cmd := s.desk.refuse("sign the terms", s.desk.Walk.Ref); cmd != nil {
		return cmd
	}
	if s.busy(askSign) {
		return nil // one signature is being written down
	}
	if why := s.cantSign(); why != "" {
		return tea.Batch(s.wait(s.id), send(Flash{Text: "Not signed: " + why + "."}))
	}
	r, by, journal, p, clock := s.front(), s.signer(), s.desk.Journal, s.offer.Purchase, s.desk.clock
	before := s.signatures()
	return ask(&s.asker, askSign, limitRead, func(ctx context.Context) (signature, error) {
		made := order.Signature{DocumentID: r.doc.ID, Title: r.doc.Title, SHA256: r.doc.SHA256, At: clock(), By: by}
		return signature{r, made}, journal.Sign(ctx, p, append(before, made))
	})
}

// signatures are those given so far.
func (s *Terms) signatures() []order.Signature {
	var signed []order.Signature
	for _, r := range s.docs {
		if r.signed != nil {
			signed = append(signed, *r.signed)
		}
	}
	return signed
}

func (s *Terms) gotSignature(m Answer[signature]) tea.Cmd {
	if !fresh(&s.asker, askSign, m) {
		return nil
	}
	if m.Err != nil {
		return tea.Batch(s.wait(s.id), send(Flash{Text: "Not signed: " + wire.Sentence(m.Err), Bad: true}))
	}
	m.Value.under.signed = &m.Value.Signature
	for i, r := range s.docs {
		if r.signed == nil {
			s.at = i
			return tea.Batch(s.wait(s.id), s.render())
		}
	}
	return s.openWord()
}

// allSigned tells whether every document is signed.
func (s *Terms) allSigned() bool {
	for _, r := range s.docs {
		if r.signed == nil {
			return false
		}
	}
	return len(s.docs) > 0
}

func (s *Terms) openWord() tea.Cmd {
	if cmd := s.desk.refuse("place the order", s.desk.Walk.Ref); cmd != nil {
		return cmd
	}
	switch {
	case !s.allSigned():
		return send(Flash{Text: "The order can be placed once every document is signed."})
	case s.Unsure() && !s.Sought:
		return s.lookFirst(s.desk)
	}
	return tea.Batch(s.word.open(), s.wait(s.id))
}

// wantWord is what has to be typed: another word where the order may have been placed already.
func (s *Terms) wantWord() string {
	if s.Unsure() {
		return order.AgainWord
	}
	return order.PlaceWord
}

func (s *Terms) place() tea.Cmd {
	signed := s.signatures()
	api, journal, offer := s.desk.API, s.desk.Journal, *s.offer
	offer.Purchase.Again = s.Unsure()
	return ask(&s.asker, askPlace, limitPlace, func(ctx context.Context) (axon.Placement, error) {
		return order.Place(ctx, api, journal, offer.Purchase, offer.Placement.Documents, signed)
	})
}

func (s *Terms) gotPlacement(m Answer[axon.Placement]) tea.Cmd {
	if !fresh(&s.asker, askPlace, m) {
		return nil
	}
	// What is placed is placed, even where its answer could not be journaled.
	if m.Err != nil && !m.Value.Placed() {
		s.Failed(m.Err)
		return s.wait(s.id)
	}
	return s.desk.placed(s.id, s.kind, m.Value, m.Err)
}
