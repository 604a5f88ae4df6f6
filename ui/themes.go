package ui

import (
	tea "charm.land/bubbletea/v2"

	"axdesk/theme"
)

// themed takes what the terminal's background is. Only then can be told whether colours of the user's can be read on it.
func (m *Model) themed(light bool) tea.Cmd {
	m.told = true
	cmd := m.retheme(func(o *theme.Options) { o.Light = light })
	if said := theme.Told(m.cfg.Theme.Faint()); said != "" && !m.cfg.Theme.Fixed() {
		m.say(said, true)
	}
	return cmd
}

// themeEntries are the palette's ways to the themes: of this session alone, since each has a terminal of its own.
func (m *Model) themeEntries() []entry {
	names := theme.Names()
	if m.cfg.Theme.Own != nil {
		names = append(names, theme.OwnName)
	}
	out := []entry{m.themeEntry(theme.Auto, "Theme by the terminal's background", `use = ""`)}
	for _, n := range names {
		out = append(out, m.themeEntry(n, "Theme "+n, `use = "`+n+`"`))
	}
	return out
}

func (m *Model) themeEntry(name, title, keeps string) entry {
	e := entry{name: title, note: "colours of this session", run: func() tea.Cmd {
		cmd := m.retheme(func(o *theme.Options) { o.Name = name })
		said := title + ", for this session. " + keeps + " in theme.toml keeps it."
		if m.cfg.Theme.Plain {
			said = "This terminal shows no colours, or was told to show none (NO_COLOR): the theme changes nothing."
		} else if faint := theme.Told(m.cfg.Theme.Faint()); faint != "" {
			said = faint
		}
		m.say(said, false)
		return cmd
	}}
	if m.cfg.Theme.Name == name {
		e.off = "in use"
	}
	return e
}
