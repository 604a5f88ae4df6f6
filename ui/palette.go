package ui

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/ui/views"
)

// palette is a menu that begins in its filter: esc closes it at once, whatever was typed.
type palette struct{ *menu }

// Update closes on back, and is else the menu's.
func (o palette) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok && o.model.desk.Keys.Is(k.String(), keys.Back) {
		return o.model.closeTop()
	}
	return o.menu.Update(msg)
}

// Hints are how to use the palette.
func (o palette) Hints() []keys.Hint {
	return []keys.Hint{{Action: keys.Choose, Words: "do it"}, {Action: keys.Back, Words: "close"}}
}

// newPalette lists everything that can be done from here by name: the screen's own actions, the steps of the
// walk, what may be copied, the orders being watched, and the desk's keys. It opens with its filter ready.
func newPalette(m *Model) palette {
	var entries []entry
	for _, h := range m.shown().Hints() {
		entries = append(entries, m.hintEntry(h))
	}
	entries = append(entries, m.placeEntries()...)
	for _, s := range m.desk.Walk.Steps() {
		if s.State == order.Done || s.State == order.Lost {
			entries = append(entries, entry{
				name: "Go to " + s.Step.Title(), note: "step",
				run: func() tea.Cmd { return m.goTo(s.Step) },
			})
		}
	}
	for _, c := range m.shown().Copies() {
		entries = append(entries, entry{name: "Copy the " + c.Label, note: firstLine(c.Text), run: func() tea.Cmd { return m.export(c) }})
	}
	for i, e := range m.exports() {
		entries = append(entries, entry{name: "Export the " + named(e), note: m.label(keys.Export), run: func() tea.Cmd { return m.open(newHandOver(m, m.exports()).at(i)) }})
	}
	entries = append(entries, m.watchEntries()...)
	entries = append(entries, m.themeEntries()...)
	entries = append(entries,
		entry{name: "Another order", note: "begins at the first step; what is watched stays watched", run: func() tea.Cmd { return m.again(true) }},
		entry{name: "Help", note: m.label(keys.Help), run: func() tea.Cmd { return m.open(newHelp(m)) }},
		entry{name: "Quit", note: m.label(keys.Quit), run: m.quit},
	)
	p := newMenu(m, "Palette", "Nothing matches.", entries)
	p.list.OpenFilter()
	return palette{p}
}

// hintEntry runs a screen's action by pressing its key: there is one way into each action.
func (m *Model) hintEntry(h keys.Hint) entry {
	b := m.cfg.Keys.Binding(h.Action)
	return entry{
		name: capital(h.Words), note: m.label(h.Action), off: h.Off,
		run: func() tea.Cmd {
			if len(b.Keys) == 0 {
				return nil
			}
			return m.key(press(b.Keys[0]))
		},
	}
}

func (m *Model) label(a keys.Action) string { return m.cfg.Keys.Label(a, m.desk.Theme.ASCII) }

// codes are the keys that have names, but for the function keys, which follow each other.
var codes = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "insert": tea.KeyInsert,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
}

// press makes the key message of a binding's key, as the terminal layer would.
func press(k string) tea.KeyPressMsg {
	mods, base := keys.Parts(k)
	var msg tea.KeyPressMsg
	for _, m := range mods {
		msg.Mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[m]
	}
	r, size := utf8.DecodeRuneInString(base)
	switch n, err := strconv.Atoi(base[size:]); {
	case codes[base] != 0:
		msg.Code = codes[base]
	case r == 'f' && err == nil && n > 0 && n <= 20:
		msg.Code = tea.KeyF1 + rune(n-1)
	default:
		msg.Code = unicode.ToLower(r)
		if len(mods) == 0 {
			msg.Text = base
		}
	}
	return msg
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// watchEntries are the services that are watched.
func (m *Model) watchEntries() []entry {
	var out []entry
	for _, w := range m.desk.Watches.All() {
		out = append(out, entry{
			name: w.Ref + "  " + w.What, note: views.OverallWords(m.desk, w),
			run: func() tea.Cmd { return m.open(newWatchOverlay(m, w.ServiceID)) },
		})
	}
	return out
}
