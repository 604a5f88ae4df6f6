package ui

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/export"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/views"
)

// key routes a key: the desk's own keys first, unless a text field has the focus and the key is a character.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	k := msg.String()
	if !m.cfg.Keys.Is(k, keys.Abort) {
		m.quits = 0
		m.flash.Text, m.greeting = "", false
	}
	if m.small() && m.cfg.Keys.Any(k, keys.Abort, keys.Redraw) == "" {
		// Nobody may choose, sign or buy what can't be seen.
		return nil
	}
	if m.blocked(k) {
		return nil
	}
	if cmd, ok := m.deskKey(k); ok {
		return cmd
	}
	return m.typed(msg)
}

// between is after one esc and before the next where both came at once: what the first leads to comes as a message of its own.
const between = 20 * time.Millisecond

// secondEsc is due between after the first, unless a key came before.
type secondEsc struct{}

var escKey = tea.KeyPressMsg{Code: tea.KeyEscape}

// twice takes two esc that a slow line brought in one piece. Terminals without the newer protocol send one byte for each, and
// two together mean Alt and Esc, which no desk's key is.
func (m *Model) twice() tea.Cmd {
	first := m.pressed(escKey)
	m.escDue = true
	return tea.Batch(first, tea.Tick(between, func(time.Time) tea.Msg { return secondEsc{} }))
}

// second hands in an esc that came with the one before, once.
func (m *Model) second() tea.Cmd {
	if !m.escDue {
		return nil
	}
	m.escDue = false
	return m.key(escKey)
}

// pressed takes a key as it came, in its order.
func (m *Model) pressed(msg tea.KeyPressMsg) tea.Cmd {
	due := m.second()
	return tea.Batch(due, m.key(msg))
}

// typed hands a key to what is in front.
func (m *Model) typed(msg tea.KeyPressMsg) tea.Cmd {
	k := msg.String()
	if m.pinsInFront() {
		m.pinsOver = !m.cfg.Keys.Is(k, keys.Back)
		return nil
	}
	// What is typed into a form is with the walk at once, and is to be on the disk soon after.
	m.draft.due = m.draft.due || m.at == atOrder && m.front.Typing()
	why := m.off(k)
	cmd := m.top().Update(msg)
	// A screen may have more to say of it, or have done something else that the key means there.
	if why != "" && cmd == nil && m.flash.Text == "" && m.off(k) == why {
		cmd = m.refused(why, m.words(k))
	}
	return cmd
}

// refused says why something can't be done, and has the audit told where that is because of who is here; op is what was tried.
func (m *Model) refused(why, op string) tea.Cmd {
	m.say(capital(why)+".", false)
	if why != m.desk.MayNot() && why != m.desk.Seat.Blind() {
		return nil
	}
	return m.tried(op, "")
}

// off says why the action that a key means here can't be done now; "" where it can, or where the key types a character.
func (m *Model) off(k string) string { return m.offHint(k).Off }

// words are what a key would do that does nothing now.
func (m *Model) words(k string) string { return m.offHint(k).Words }

func (m *Model) offHint(k string) keys.Hint {
	if m.typing() && keys.Printable(k) {
		return keys.Hint{}
	}
	for _, h := range m.hints() {
		if h.Off != "" && (m.cfg.Keys.Is(k, h.Action) || m.cfg.Keys.Is(k, h.Before)) {
			return h
		}
	}
	return keys.Hint{}
}

func (m *Model) deskKey(k string) (tea.Cmd, bool) {
	km := m.cfg.Keys
	switch {
	case km.Is(k, keys.Abort):
		return m.abort(), true
	case km.Is(k, keys.Redraw):
		return tea.ClearScreen, true
	case km.Is(k, keys.Share) && (len(m.over) == 0 || m.pen() != nil):
		return m.shareKey(), true
	case km.Is(k, keys.Swap) && len(m.over) == 0:
		return m.swap(), true
	case km.Is(k, keys.Pins) && len(m.over) == 0:
		return m.showPins(), true
	case m.typing() && keys.Printable(k):
		return nil, false
	case len(m.over) > 0:
		// An overlay has the other keys: from inside the palette one can't open a second.
		return nil, false
	}
	switch km.Any(k, keys.Help, keys.Palette, keys.Copy, keys.Export, keys.Orders, keys.Stock, keys.Audit, keys.Requests, keys.Quit) {
	case keys.Help:
		return m.open(newHelp(m)), true
	case keys.Palette:
		return m.open(newPalette(m)), true
	case keys.Copy:
		return m.copy(), true
	case keys.Export:
		return m.takeAway(), true
	case keys.Orders:
		return m.books(), true
	case keys.Stock:
		return m.stock(), true
	case keys.Audit:
		return m.people(), true
	case keys.Requests:
		return m.requests(), true
	case keys.Quit:
		return m.quit(), true
	}
	return nil, false
}

func (m *Model) typing() bool {
	if n := len(m.over); n > 0 {
		return m.over[n-1].Typing()
	}
	return !m.pinsInFront() && m.shown().Typing()
}

// abort quits on the second ctrl+c in a row: the first may have been meant for something else.
func (m *Model) abort() tea.Cmd {
	m.quits++
	if m.quits > 1 {
		return m.leave()
	}
	m.say("Once more "+m.label(keys.Abort)+" quits. "+m.running(), false)
	return nil
}

// quit asks first: it says what still runs, and what of the order isn't kept.
func (m *Model) quit() tea.Cmd { return m.open(newQuit(m)) }

// running says in a sentence what goes on without the desk.
func (m *Model) running() string {
	running, _, _ := m.desk.Watches.Count()
	if h, ok := m.front.(views.Holder); ok && h.Holds() != "" {
		return "A purchase is on its way: whoever quits now has to look for it."
	}
	for _, l := range m.stacks[atStock] {
		if h, ok := l.Screen.(views.Holder); ok && h.Holds() != "" {
			return "A change or a removal is on its way: whoever quits now has to look what came of it."
		}
	}
	switch {
	case running == 1:
		return "One service is still being provisioned; AXON goes on with it."
	case running > 1:
		return strconv.Itoa(running) + " services are still being provisioned; AXON goes on with them."
	}
	return "Nothing is being provisioned."
}

// copy copies what the screen offers: at once where it is one thing, else by a choice.
func (m *Model) copy() tea.Cmd {
	switch list := m.shown().Copies(); len(list) {
	case 0:
		m.say("There is nothing to copy here.", false)
		return nil
	case 1:
		return m.export(list[0])
	default:
		return m.open(newCopies(m, list))
	}
}

// clip puts a text onto the terminal's clipboard by OSC 52, which works over SSH where the terminal allows it.
func (m *Model) clip(clip clipped) tea.Cmd {
	if clip.err != nil {
		m.say("Not copied. "+clip.err.Error(), true)
		return nil
	}
	c := clip.copy
	what := ": " + parts.Cut(firstLine(c.Text), 40, m.desk.Theme.Glyphs.More)
	if n := strings.Count(strings.TrimRight(c.Text, "\n"), "\n") + 1; n > 1 {
		// The first line of a letter or a document says nothing of it.
		what = " (" + strconv.Itoa(n) + " lines)"
	}
	if len(c.Text) > export.SureCopied {
		what += ". It has " + size(len(c.Text)) + ", and some terminals take no more than " + size(export.SureCopied) + ": look whether it all came."
	}
	m.say("Copied the "+c.Label+what, false)
	return tea.SetClipboard(c.Text)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
