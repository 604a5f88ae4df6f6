package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/views"
)

// help lists what the screen in front offers, in its own words, and every binding.
type help struct {
	model *Model
	title string
	hints []keys.Hint
	pager parts.Pager
	width int
}

func newHelp(m *Model) *help {
	return &help{model: m, title: m.shown().Head().Title, hints: m.shown().Hints()}
}

// ID is 0: help asks nothing.
func (o *help) ID() uint64 { return 0 }

// Update scrolls and searches; back closes.
func (o *help) Update(msg tea.Msg) tea.Cmd {
	if o.pager.Update(msg, o.model.desk.Keys) {
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && o.model.desk.Keys.Any(k.String(), keys.Back, keys.Help, keys.Choose, keys.Quit) != "" {
		o.model.closeTop()
	}
	return nil
}

// View draws the help, made anew only when the width has changed.
func (o *help) View(w, h int) string {
	if o.width != w {
		o.pager.Set(o.lines(w), o.width != 0)
		o.width = w
	}
	return strings.Join(o.pager.View(w, h, o.model.desk.Theme), "\n")
}

func (o *help) lines(w int) []string {
	th, km := o.model.desk.Theme, o.model.cfg.Keys
	out := []string{th.Title.Render("On this screen: " + o.title)}
	var facts []parts.Fact
	for _, h := range o.hints {
		words := h.Words
		if h.Off != "" {
			words += " (not now: " + h.Off + ")"
		}
		names := strings.TrimSpace(keyNames(km.Binding(h.Before), th.ASCII) + " " + keyNames(km.Binding(h.Action), th.ASCII))
		facts = append(facts, parts.Fact{Name: names, Value: words})
	}
	out = append(out, parts.Sheet(facts, w, th)...)
	group := ""
	for _, b := range km.All() {
		if b.Group != group {
			group = b.Group
			out = append(out, "", th.Title.Render(group))
		}
		out = append(out, parts.Fit(th.Accent.Render(keyNames(b, th.ASCII)), 18, th.Glyphs.More)+"  "+b.Words)
	}
	return append(out, "", th.Title.Render("States"), o.legend())
}

// legend shows the glyphs of the states beside their words.
func (o *help) legend() string {
	th := o.model.desk.Theme
	var out []string
	for _, m := range views.Marks() {
		out = append(out, th.Say(m.Mark, m.Word))
	}
	return strings.Join(out, "   ")
}

func keyNames(b keys.Binding, ascii bool) string {
	var names []string
	for _, k := range b.Keys {
		names = append(names, keys.Label(k, ascii))
	}
	return strings.Join(names, " ")
}

// Head is the title.
func (o *help) Head() views.Head { return views.Head{Title: "Help"} }

// Hints are how to leave it.
func (o *help) Hints() []keys.Hint {
	return o.pager.Hints([]keys.Hint{{Action: keys.Back, Words: "close"}, {Action: keys.Filter, Words: "search"}, {Action: keys.Down, Words: "scroll"}})
}

// Typing tells whether the search field has the focus.
func (o *help) Typing() bool { return o.pager.Typing() }

// Pace is 0: help doesn't change by itself.
func (o *help) Pace() time.Duration { return 0 }
