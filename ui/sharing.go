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
)

// limitShare is how long one step of sharing may take: it writes to the store at most.
const limitShare = 10 * time.Second

// sharing is the screen as it is shared: with whom, and from which place. What is in another place, guests don't see.
type sharing struct {
	desk    *share.Desk
	at      place
	guests  []share.Guest
	invited share.Invitation
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
	case m.pen() != nil:
		return m.takePen()
	}
	var begin tea.Cmd
	if m.sharing == nil {
		m.sharing = &sharing{desk: m.cfg.Hub.Share(m.cfg.Person), at: m.at}
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
	d.Take()
	m.setPen(nil)
	m.say("You have the pen again.", false)
	return step("", func(ctx context.Context) error { return d.Took(ctx, from.Evidence()) })
}

// setPen tells the screens whose keys they get from now on.
func (m *Model) setPen(g *share.Guest) {
	m.desk.Pen = access.Person{}
	for i := range m.sharing.guests {
		m.sharing.guests[i].Pen = g != nil && m.sharing.guests[i].ID == g.ID
	}
	if g != nil {
		m.desk.Pen = g.Person
	}
	m.desk.Seat.Pass(m.desk.Pen)
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
		if m.sharing.invited = msg.inv; msg.err != nil {
			m.say("No code could be made: "+wire.Clean(msg.err.Error()), true)
		}
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
			m.say(g.Person.Name+" asks to look on: "+m.label(keys.Share)+" shows who it is.", false)
		}
	}
	s.guests = n.Guests
	has := m.pen()
	if has == nil && had != nil {
		m.say(had.Person.Name+" has given the pen back.", false)
	}
	m.setPen(has)
	m.desk.LookedOn = len(m.admitted()) > 0
	if knew != len(m.admitted()) {
		m.pinsOver = false
	}
	cmds := []tea.Cmd{m.layout()}
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
	if pen == nil || pen.Person != p.By || m.at != m.sharing.at || m.private() || m.small() {
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
		if m.cfg.Keys.Is(k, keys.Copy) {
			m.say("Only "+m.cfg.Person.Name+" can copy from this screen.", false)
			return nil
		}
	}
	return m.typed(key)
}

// private tells that what is in front is for whoever guides alone.
func (m *Model) private() bool {
	if n := len(m.over); n > 0 {
		_, is := m.over[n-1].(*shareOverlay)
		return is
	}
	return false
}

// withheld says that whoever has the pen can't go to another place, which is not theirs to see.
func (m *Model) withheld(to place) bool {
	if m.pen() == nil || to == m.sharing.at {
		return false
	}
	m.say("Only "+m.cfg.Person.Name+" can leave this screen.", false)
	return true
}

// show gives the guests what is drawn. It is called from View, since what they see is what was drawn: it keeps the frame in memory
// and never waits.
func (m *Model) show(content string) {
	if len(m.admitted()) == 0 {
		return
	}
	if m.private() {
		over := m.over
		m.over = over[:len(over)-1]
		content = m.content()
		m.over = over
	}
	f := share.Frame{W: m.w, H: m.h, Dark: !m.cfg.Theme.LightGround()}
	if m.at == m.sharing.at {
		f.Content = content
	} else {
		f.Curtain = m.cfg.Person.Name + " is looking at another screen, which is not shared."
	}
	m.sharing.desk.Show(f)
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
	m.desk.Pen, m.desk.LookedOn = access.Person{}, false
	m.desk.Seat.Pass(access.Person{})
	return m.layout()
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
	m.say(pen.Person.Name+" has the pen: "+m.label(keys.Share)+" takes it back.", false)
	return true
}
