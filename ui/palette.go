package ui

import (
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
	entries = append(entries, m.watchEntries()...)
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

// press makes the key message of a binding's key.
func press(k string) tea.KeyPressMsg {
	switch k {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	}
	r, _ := utf8.DecodeRuneInString(k)
	if len(k) > 5 && k[:5] == "ctrl+" {
		r, _ = utf8.DecodeRuneInString(k[5:])
		return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: unicode.ToLower(r), Text: k}
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
