package views

import (
	"context"
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

// endWord has to be typed to delete something.
const endWord = "delete"

// EndThing deletes a service, or a port on which nothing stands: what hangs on it is listed first, and the word has to be typed.
type EndThing struct {
	asker
	errand
	desk    *Desk
	kind    order.Kind
	of      string
	it      stockItem      // as it was last told: joined when something came, not for each frame
	hangs   *order.Hanging // of a port; nil until it was looked up
	readErr error          // why what hangs on it, or the service, isn't known
	loaded  bool
}

const askHangs = "hangs"

// limitHangs is long: what stands on a port is looked up service by service.
const limitHangs = 2 * time.Minute

// NewEndThing makes the screen for a port or a service of the inventory.
func NewEndThing(d *Desk, kind order.Kind, guid string) *EndThing {
	s := &EndThing{asker: d.newAsker(), desk: d, kind: kind, of: guid, errand: errand{word: newSpelled()}}
	s.reload()
	return s
}

// Init looks up what hangs on the thing.
func (s *EndThing) Init() tea.Cmd {
	s.reload()
	s.lost = s.lost || doubtfulEntry(s.item().entry)
	if s.loaded || s.waiting() {
		return nil
	}
	s.readErr = nil
	api, j, id, company := s.desk.API, s.desk.Journal, s.of, s.desk.stockCompany()
	if s.kind == order.KindService {
		return ask(&s.asker, askDetail, limitRead, func(ctx context.Context) (axon.Service, error) { return api.Service(ctx, id) })
	}
	port := s.item().resource
	return ask(&s.asker, askHangs, limitHangs, func(ctx context.Context) (order.Hanging, error) {
		return order.Hangs(ctx, api, j, port, company)
	})
}

func (s *EndThing) item() stockItem { return s.it }

func (s *EndThing) reload() { s.it, _ = s.desk.findItem(s.kind, s.of) }

// refused says why the thing can't be deleted; "" when it can.
func (s *EndThing) refused() string {
	if s.hangs != nil && len(s.hangs.On) > 0 {
		return "It can't be deleted while " + parts.Plural(len(s.hangs.On), "service stands", "services stand") + " on it: delete " + itOrThem(len(s.hangs.On)) + " first."
	}
	return ""
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// Update takes answers, and sends once the word is typed.
func (s *EndThing) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Handed:
		s.word.close()
		return s.wait(s.id)
	case calm:
		s.calmed(m)
		return nil
	case Answer[axon.Service]:
		return s.gotService(m)
	case Answer[order.Hanging]:
		if fresh(&s.asker, askHangs, m) {
			if s.readErr = m.Err; m.Err == nil {
				s.hangs, s.loaded = &m.Value, true
			}
			return s.wait(s.id)
		}
		return nil
	case Answer[inspected]:
		return s.looked(&s.asker, s.desk, m, s.item())
	case Answer[order.Sent]:
		return s.gotSent(m)
	case tea.PasteMsg:
		if s.word.asked() {
			return s.word.pasted()
		}
		return nil
	}
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	if why := s.Holds(); why != "" {
		return send(Flash{Text: why})
	}
	if s.word.asked() && !s.lost {
		cmd, done := s.word.key(m, s.desk, endWord, &s.steady, s.id)
		if done {
			return s.remove()
		}
		return cmd
	}
	return s.key(m.String())
}

func (s *EndThing) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if s.lost {
			return s.look(&s.asker, s.desk, s.item().thing(s.desk))
		}
		s.loaded, s.hangs = false, nil
		return s.Init()
	case keys.Choose:
		switch {
		case s.lost:
			return s.refusal(s.desk)
		case !s.loaded || s.waiting():
			return nil
		case s.refused() != "":
			return send(Flash{Text: s.refused(), Bad: true})
		}
		return tea.Batch(s.word.open(), s.wait(s.id))
	}
	return nil
}

// remove sends the request.
func (s *EndThing) remove() tea.Cmd {
	api, j, t := s.desk.API, s.desk.Journal, s.item().thing(s.desk)
	var h order.Hanging
	if s.hangs != nil {
		h = *s.hangs
	}
	return s.send(&s.asker, func(ctx context.Context) (order.Sent, error) { return order.End(ctx, api, j, t, h) })
}

func (s *EndThing) gotService(m Answer[axon.Service]) tea.Cmd {
	if !fresh(&s.asker, askDetail, m) {
		return nil
	}
	if s.readErr = m.Err; m.Err == nil {
		s.desk.holding().detail(s.of).Take(m.Value, nil, m.At)
		s.loaded = true
		s.reload()
	}
	return s.wait(s.id)
}

func (s *EndThing) gotSent(m Answer[order.Sent]) tea.Cmd {
	if !fresh(&s.asker, askErrand, m) {
		return nil
	}
	s.desk.holding().stale = true
	s.ref = m.Value.Ref
	if m.Err != nil {
		s.failed(m.Err)
		return s.wait(s.id)
	}
	i := s.item()
	delete(s.desk.holding().details, s.of)
	watch := s.desk.watchOf(i, m.Value.Ref, order.GoalRemoved)
	text := "AXON took the removal of " + i.name + "; it is watched until it is off the network."
	if m.Value.Accepted {
		text = "AXON took the removal of " + i.name + "; a person or the far end has to act, and it is watched meanwhile."
	}
	return tea.Sequence(send(watch), send(Finished{s.id}), send(Flash{Text: text}))
}

// View draws what is deleted, what hangs on it, what that means, and the word.
func (s *EndThing) View(w, h int) string {
	d, th, i := s.desk, s.desk.Theme, s.item()
	switch {
	case s.busy(askErrand):
		return d.page(d.loading("Sending the removal", s.pending[askErrand], w), w, h)
	case s.busy(askHangs):
		return d.page(d.loading("Looking up what stands on this port, service by service", s.pending[askHangs], w), w, h)
	case s.busy(askDetail):
		return d.page(d.loading("Asking AXON for the service", s.pending[askDetail], w), w, h)
	case !s.loaded && s.readErr != nil && !s.lost:
		return d.page(d.failure(s.readErr, w), w, h)
	}
	facts := []parts.Fact{
		{Name: capitalised(s.kind.Word()), Value: th.Bold.Render(i.name)},
		{Name: "State", Value: th.Say(i.look.Mark, i.look.Word)},
		{Name: "At", Value: words.PlaceName(&d.Walk.Facts, i.place)},
		{Name: "Kind", Value: i.class},
		{Name: "Uses", Value: served(i)},
		{Name: "GUID", Value: i.guid},
		{Name: "Billed to", Value: join("  ", d.companyName(d.stockCompany()), d.stockCompany())},
	}
	out := append([]string{""}, indent(parts.Sheet(facts, max(10, w-4), th))...)
	if len(i.service.Hops) > 0 {
		out = append(out, "  "+pathText(i.service.Hops, true, th.Glyphs))
	}
	out = append(out, "")
	for _, text := range s.means() {
		out = append(out, indent(parts.Wrap(text, max(10, w-4)))...)
	}
	foot := s.foot(w)
	return d.page(append(parts.Pane(out, w, max(0, h-len(foot)), th.Glyphs.More), foot...), w, h)
}

// means is what hangs on the thing, and what deleting it means, as far as the document says.
func (s *EndThing) means() []string {
	th := s.desk.Theme
	warn := func(text string) string { return th.Warn.Render(th.Glyphs.Holding + " " + text) }
	if s.kind == order.KindService {
		out := []string{warn("Traffic over it ends. It can't be taken back: a new order would be another service, with another candidate and its price.")}
		if needsPerson(s.item().service.Hops) {
			out = append(out, warn("A hop stands on M: deleting changes its state to H (holding) and operations are notified, so a person is needed and it takes as long as the person."))
		}
		return append(out, th.Dim.Render("The API's document doesn't say until when it is billed."))
	}
	var out []string
	if h := s.hangs; h != nil {
		out = s.hanging(*h)
	}
	return append(out, warn("The port is given up: its cross connect ends nowhere then. It can't be taken back."),
		th.Dim.Render("The API's document doesn't say until when it is billed, nor what of its term remains due."))
}

// hanging lists what stands on a port, and what can't be known of that.
func (s *EndThing) hanging(h order.Hanging) []string {
	th := s.desk.Theme
	names := func(list []axon.Service) string {
		var out []string
		for i, v := range list {
			if i == 8 {
				out = append(out, "and "+parts.Plural(len(list)-i, "more", "more"))
				break
			}
			out = append(out, join(" ", v.Description, wire.Short(v.ID)))
		}
		return strings.Join(out, ", ")
	}
	var out []string
	if len(h.On) > 0 {
		out = append(out, th.Bad.Render(th.Glyphs.Cross+" "+s.refused())+" "+names(h.On))
	} else if h.Whole() && len(h.Near)+len(h.Unread) == 0 {
		out = append(out, "No service stands on it.")
	}
	if h.Lacks != nil {
		out = append(out, th.Warn.Render("This server has no list of services, so what stands on this port isn't known here: look in the portal first."))
	} else if !h.Whole() {
		out = append(out, th.Warn.Render("AXON has more services than it shows, so others may stand on it: look in the portal first."))
	}
	if len(h.Near) > 0 {
		out = append(out, th.Warn.Render("At this facility, on a port that AXON doesn't tell, perhaps this one: ")+names(h.Near))
	}
	if len(h.Unread) > 0 {
		out = append(out, th.Warn.Render("Couldn't be looked up, and may stand on it: ")+names(h.Unread))
	}
	return out
}

func (s *EndThing) foot(w int) []string {
	th := s.desk.Theme
	out := s.lines(&s.asker, s.desk, w)
	switch {
	case s.lost:
		return out
	case s.refused() != "":
		return append(out, "  "+s.desk.press(keys.Back, "goes back; nothing was sent."))
	case !s.word.asked():
		return append(out, "  "+s.desk.press(keys.Choose, "asks for the word that deletes it."))
	case !s.ready && !s.word.begun():
		return append(out, "  "+th.Dim.Render("In a moment the word can be typed."))
	}
	return append(out, s.word.lines(`Type "`+th.Accent.Render(endWord)+`" to delete it.`, w, th)...)
}

// Head is the title and which thing it is.
func (s *EndThing) Head() Head {
	return Head{Title: "Delete " + s.item().name, Note: wire.Short(s.of)}
}

// Hints are what can be done here.
func (s *EndThing) Hints() []keys.Hint {
	switch {
	case s.Holds() != "":
		return nil
	case s.lost:
		return []keys.Hint{{Action: keys.Refresh, Words: "look at how it stands"}, {Action: keys.Back, Words: "back"}}
	case s.word.asked():
		return []keys.Hint{{Action: keys.Choose, Words: "delete it"}, {Action: keys.Back, Words: "don't"}}
	}
	off := s.refused()
	if !s.loaded {
		off = "what hangs on it isn't known yet"
	}
	return []keys.Hint{
		{Action: keys.Choose, Words: "type the word", Off: off}, {Action: keys.Refresh, Words: "look again"}, {Action: keys.Back, Words: "back"},
	}
}

// Holds keeps the screen in front while the removal is on its way.
func (s *EndThing) Holds() string { return s.holds(&s.asker) }

// Copies are the GUID, and the names of what hangs on it.
func (s *EndThing) Copies() []Copy { return []Copy{{"GUID", s.of}} }

// Typing tells that the word is being typed.
func (s *EndThing) Typing() bool { return s.word.asked() && !s.lost && s.Holds() == "" }

// Pace is short while an answer is awaited.
func (s *EndThing) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
