package ui

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/share"
	"axdesk/ui/views"
)

// limitShare is how long one step of sharing may take: it writes to the store at most.
const limitShare = 10 * time.Second

// sharing is the screen as it is shared: with whom, and from which place. What is in another place, guests don't see.
type sharing struct {
	desk    *share.Desk
	scope   scope
	guests  []share.Guest
	invited share.Invitation
	turn    uint64 // of the pen; news of an earlier one is from before it was taken back
}

// used tells whether the code that is shown has been used.
func (s *sharing) used() bool {
	return slices.ContainsFunc(s.guests, s.invited.UsedBy)
}

type (
	// shareNews is what has happened at the shared screen.
	shareNews struct {
		of    *share.Desk
		news  share.News
		going bool
	}
	// invited is a code that was made.
	invited struct {
		of  *share.Desk
		inv share.Invitation
		err error
	}
	// shared says what came of a step of sharing.
	shared struct {
		said string
		err  error
	}
)

// shareKey takes the pen back where a guest has it; else it opens what there is to be done about guests.
func (m *Model) shareKey() tea.Cmd {
	switch {
	case m.cfg.Hub == nil:
		m.say("A screen can be shared where many work on one desk over SSH: see axdesk serve.", false)
		return nil
	case !m.cfg.Person.MayChange():
		m.say("You are signed in as a viewer, so you can't share a screen: ask an agent.", true)
		return m.tried("share the screen", "")
	case m.pen() != nil:
		return m.takePen()
	}
	var begin tea.Cmd
	if m.sharing == nil && m.at == atRequests {
		m.say("The requests can't be shared, since they tell of all that was asked: go to what your guest is to see first.", true)
		return nil
	}
	if m.sharing == nil {
		m.sharing = &sharing{desk: m.cfg.Hub.Share(m.cfg.Person), scope: m.scopeHere()}
		begin = tea.Batch(m.waitShare(), m.invite())
	}
	return tea.Batch(begin, m.open(newShareOverlay(m)))
}

// pen is the guest who has it; nil while it is with whoever guides.
func (m *Model) pen() *share.Guest {
	if m.sharing == nil {
		return nil
	}
	for i, g := range m.sharing.guests {
		if g.Pen {
			return &m.sharing.guests[i]
		}
	}
	return nil
}

func (m *Model) waitShare() tea.Cmd {
	d := m.sharing.desk
	return func() tea.Msg {
		n, ok := d.Wait()
		return shareNews{d, n, ok}
	}
}

// invite has a code made.
func (m *Model) invite() tea.Cmd {
	d := m.sharing.desk
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitShare)
		defer cancel()
		inv, err := d.Invite(ctx)
		return invited{d, inv, err}
	}
}

// step does something about guests that may take a moment.
func step(said string, do func(ctx context.Context) error) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitShare)
		defer cancel()
		return shared{said, do(ctx)}
	}
}

func (m *Model) takePen() tea.Cmd {
	d, from := m.sharing.desk, m.pen().Person
	m.sharing.turn = d.Take()
	handed := m.setPen(nil)
	m.say("You have the pen again.", false)
	return tea.Batch(handed, step("", func(ctx context.Context) error { return d.Took(ctx, from.Evidence(), "taken back") }))
}

// setPen tells the screens whose keys they get from now on. What was read, typed and rested for was done by another hand, and nobody
// gets a way that somebody else had opened.
func (m *Model) setPen(g *share.Guest) tea.Cmd {
	before := m.desk.Pen
	m.desk.Pen = access.Person{}
	for i := range m.sharing.guests {
		m.sharing.guests[i].Pen = g != nil && m.sharing.guests[i].ID == g.ID
	}
	if g != nil {
		m.desk.Pen = g.Person
	}
	m.desk.Seat.Pass(m.desk.Pen)
	if m.desk.Pen == before {
		return nil
	}
	m.over = nil
	return m.shown().Update(views.Handed{})
}

// onShare takes what came of sharing.
func (m *Model) onShare(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case shared:
		if msg.err != nil {
			m.say(capital(wire.Clean(msg.err.Error())), true)
		} else if msg.said != "" {
			m.say(msg.said, false)
		}
	case invited:
		if m.sharing == nil || m.sharing.desk != msg.of {
			return nil
		}
		if msg.err != nil {
			m.say("No code could be made: "+wire.Clean(msg.err.Error()), true)
			return nil
		}
		m.sharing.invited = msg.inv
	case shareNews:
		if m.sharing == nil || m.sharing.desk != msg.of {
			return nil
		}
		if !msg.going {
			return m.unshare()
		}
		return tea.Batch(m.heard(msg.news), m.waitShare())
	}
	return nil
}

// heard takes news of guests, and then what the one with the pen has typed.
func (m *Model) heard(n share.News) tea.Cmd {
	s := m.sharing
	had, knew := m.pen(), len(m.admitted())
	for _, name := range n.Left {
		m.say(name+" has gone: their code lets them in again with the same key.", false)
	}
	for _, g := range n.Guests {
		if !g.Admitted && !slices.ContainsFunc(s.guests, func(o share.Guest) bool { return o.ID == g.ID }) {
			m.sayOwn(g.Person.Name + " asks to look on: " + m.label(keys.Share) + " shows who it is.")
		}
	}
	if s.guests = n.Guests; n.Turn < s.turn {
		for i := range s.guests {
			s.guests[i].Pen = false
		}
		n.Keys = nil
	}
	has := m.pen()
	var cmds []tea.Cmd
	if has == nil && had != nil && slices.ContainsFunc(s.guests, func(g share.Guest) bool { return g.ID == had.ID }) {
		m.say(had.Person.Name+" has given the pen back.", false)
	}
	if has == nil && had != nil {
		d, from := s.desk, had.Person.Evidence()
		cmds = append(cmds, step("", func(ctx context.Context) error { return d.Took(ctx, from, "given back") }))
	}
	cmds = append(cmds, m.setPen(has))
	m.desk.LookedOn = len(m.admitted()) > 0
	if knew != len(m.admitted()) {
		m.pinsOver = false
	}
	cmds = append(cmds, m.layout())
	for _, k := range n.Keys {
		cmds = append(cmds, m.guestKey(k))
	}
	return tea.Batch(cmds...)
}

// admitted are the guests who look on.
func (m *Model) admitted() []share.Guest {
	if m.sharing == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.sharing.guests), func(g share.Guest) bool { return !g.Admitted })
}

// guestKey is a key or a paste of the guest who has the pen. It reaches the shared screen and nothing else.
func (m *Model) guestKey(p share.Pressed) tea.Cmd {
	pen := m.pen()
	if pen == nil || pen.Person != p.By || !m.inScope() || m.private() || m.small() {
		return nil
	}
	m.flash.Text, m.greeting = "", false
	key, ok := p.Msg.(tea.KeyPressMsg)
	if !ok {
		return m.top().Update(p.Msg)
	}
	k := key.String()
	if !m.typing() || !keys.Printable(k) {
		for _, b := range m.cfg.Keys.All() {
			if b.Group != keys.GroupDesk || !slices.Contains(b.Keys, k) {
				continue
			}
			if b.Action == keys.Help && len(m.over) == 0 {
				return m.open(newHelp(m))
			}
			m.say("That key is "+m.cfg.Person.Name+"'s alone.", false)
			return nil
		}
		switch m.cfg.Keys.Any(k, keys.Copy, keys.Export, keys.Raw) {
		case keys.Copy, keys.Export:
			m.say("Only "+m.cfg.Person.Name+" can copy from this screen.", false)
			return nil
		case keys.Raw:
			m.say("Only "+m.cfg.Person.Name+" can open an API's answer, which may tell of more than this order.", false)
			return nil
		}
	}
	return m.typed(key)
}

// private tells that what is in front is for whoever guides alone: of what may stand over a screen guests see help and an API's
// answer, since the palette, what may be copied and what is watched tell of other orders too.
func (m *Model) private() bool {
	n := len(m.over)
	if n == 0 {
		return false
	}
	switch o := m.over[n-1].(type) {
	case *help:
		return false
	case framed:
		_, raw := o.Screen.(*views.Raw)
		return !raw
	}
	return true
}

// layout fits the screen to the smallest terminal of those who look on, down to the least that the desk is usable in.
func (m *Model) layout() tea.Cmd {
	w, h := m.ownW, m.ownH
	for _, g := range m.admitted() {
		if g.W > 0 && g.H > 0 {
			w, h = min(w, max(g.W, leastWidth)), min(h, max(g.H, leastHeight))
		}
	}
	if w == m.w && h == m.h {
		return nil
	}
	return m.sized(w, h)
}

// orderLeft ends the sharing of an order that is left for another one: that may be another customer's.
func (m *Model) orderLeft() tea.Cmd {
	if m.sharing == nil || m.sharing.scope.at != atOrder || m.sharing.scope.ref == m.desk.Walk.Ref {
		return nil
	}
	return m.endShare(m.cfg.Person.Name + " has gone on to another order, which is not shared.")
}

// endShare ends the sharing, for good: nothing is shown to anybody from here on.
func (m *Model) endShare(why string) tea.Cmd {
	if m.sharing == nil {
		return nil
	}
	d := m.sharing.desk
	return tea.Batch(m.unshare(), step("The sharing has ended: nobody sees this screen but you.", func(ctx context.Context) error { return d.End(ctx, why) }))
}

// unshare makes the screen one's own again.
func (m *Model) unshare() tea.Cmd {
	m.sharing = nil
	m.desk.LookedOn = false
	var handed tea.Cmd
	if !m.desk.Pen.Local() {
		m.desk.Pen = access.Person{}
		m.desk.Seat.Pass(m.desk.Pen)
		handed = m.shown().Update(views.Handed{})
	}
	return tea.Batch(handed, m.layout())
}

// sharedWords say in the top line who looks on, and who has the pen.
func (m *Model) sharedWords() string {
	if m.sharing == nil {
		return ""
	}
	th, in := m.desk.Theme, m.admitted()
	asking := len(m.sharing.guests) - len(in)
	switch pen := m.pen(); {
	case pen != nil:
		return th.Say(theme.MarkHolding, pen.Person.Name+" has the pen")
	case asking > 0:
		return th.Say(theme.MarkHolding, strconv.Itoa(asking)+" at the door")
	case len(in) == 1:
		return th.Say(theme.MarkBusy, in[0].Person.Name+" looks on")
	case len(in) > 1:
		return th.Say(theme.MarkBusy, strconv.Itoa(len(in))+" look on")
	}
	return th.Say(theme.MarkScheduled, "shared")
}

// blocked tells that a guest has the pen, so that the keys of whoever guides wait, but for those that take it back or leave.
func (m *Model) blocked(k string) bool {
	pen := m.pen()
	if pen == nil || m.cfg.Keys.Any(k, keys.Share, keys.Abort, keys.Redraw) != "" {
		return false
	}
	m.sayOwn(pen.Person.Name + " has the pen: " + m.label(keys.Share) + " takes it back.")
	return true
}

// sayOwn says something to whoever guides, and not to the guests.
func (m *Model) sayOwn(text string) {
	m.say(text, false)
	m.own = true
}
