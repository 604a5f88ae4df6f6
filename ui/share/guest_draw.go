package share

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// View draws the shared screen, and on the last line who has the pen.
func (m *Visitor) View() tea.View {
	v := tea.NewView(strings.Join(m.lines(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "axdesk · with " + m.scene.Guide
	return v
}

func (m *Visitor) looking() bool { return m.scene.Admitted && m.scene.Over == "" }

func (m *Visitor) lines() []string {
	body := m.body()
	if m.h < 1 {
		return nil
	}
	out := make([]string, m.h)
	for i := range out[:m.h-1] {
		if i < len(body) {
			out[i] = parts.Cut(body[i], m.w, m.th.Glyphs.More)
		}
	}
	out[m.h-1] = parts.Cut(m.bar(), m.w, m.th.Glyphs.More)
	return out
}

func (m *Visitor) body() []string {
	switch {
	case m.scene.Over != "":
		return m.letter(m.th.Bold.Render(m.scene.Over), "", "Nothing of the session is shown or kept here any more. Press any key to close.")
	case !m.asked:
		return m.door()
	case !m.scene.Admitted:
		return m.letter(
			m.th.Say(theme.MarkBusy, "Asking "+m.scene.Guide+" to let you in."), "",
			"They see your name, "+strings.TrimSpace(m.name.Value())+", and your key:", m.cfg.Key, "",
			m.press(keys.Quit, "leaves."))
	case m.scene.Frame.Curtain != "":
		return m.letter(m.th.Say(theme.MarkScheduled, m.scene.Frame.Curtain), "", "The screen comes back by itself.")
	case m.scene.Frame.Content == "":
		return m.letter(m.th.Say(theme.MarkBusy, "Fetching the screen of "+m.scene.Guide+"."))
	}
	return strings.Split(m.paint.content(m.scene.Frame, m.th), "\n")
}

// repaint keeps a frame as it was painted last, in the colours of the guest's own terminal: the guide's may be for another background.
type repaint struct {
	of      Frame
	to      theme.Options
	painted string
}

func (r *repaint) content(f Frame, th *theme.Theme) string {
	if r.of != f || r.to != th.Options {
		*r = repaint{f, th.Options, theme.New(f.Theme).Repaint(f.Content, th)}
	}
	return r.painted
}

// door asks for the guest's name, and says what will be seen of them and what they will see.
func (m *Visitor) door() []string {
	cursor := m.th.Text.Reverse(true).Render(" ")
	return m.letter(
		m.th.Title.Render("You are invited to "+m.scene.Guide+"'s screen"), "",
		"You will see the screen that is shared with you, and nothing else. If you are handed the pen you can type and sign; your name and your "+
			"key then stand under what you sign.", "",
		"Your name:",
		m.th.Accent.Render(m.th.Glyphs.Cursor)+" "+m.name.Value()+cursor, "",
		"Your key:",
		m.cfg.Key, "",
		m.press(keys.Choose, "asks to be let in")+"   "+m.press(keys.Back, "leaves"))
}

func (m *Visitor) press(a keys.Action, words string) string {
	return m.th.Accent.Render(m.cfg.Keys.Label(a, m.th.ASCII)) + " " + words
}

// letter sets paragraphs with a margin.
func (m *Visitor) letter(paragraphs ...string) []string {
	out := []string{""}
	for _, p := range paragraphs {
		for _, l := range parts.Wrap(p, max(1, min(m.w-4, 76))) {
			out = append(out, "  "+l)
		}
	}
	return out
}

// bar is the guest's own line.
func (m *Visitor) bar() string {
	dot := " " + m.th.Dim.Render(m.th.Glyphs.Dot) + " "
	abort := m.cfg.Keys.Label(keys.Abort, m.th.ASCII)
	switch {
	case m.said != "":
		return " " + m.th.Warn.Render(m.said)
	case !m.looking():
		return ""
	case m.scene.Pen && !m.ready:
		return " " + m.th.Say(theme.MarkBusy, m.scene.Guide+" hands you the pen") + dot + "a moment, without touching a key"
	case m.scene.Pen:
		return " " + m.th.Say(theme.MarkHolding, "You have the pen") + m.fits(dot) + dot + "what you type counts" + dot +
			m.press(keys.Share, "gives it back") + dot + abort + " " + abort + " leaves"
	}
	with, holder := "Looking on with "+m.scene.Guide, ", who has the pen"
	if m.scene.Holder != m.scene.Guide {
		holder = dot + m.scene.Holder + " has the pen"
	}
	return " " + m.th.Say(theme.MarkReady, with) + cmp.Or(m.fits(dot), holder) + dot + m.press(keys.Quit, "leaves")
}

// fits says when the guest's window is too small for the shared screen.
func (m *Visitor) fits(dot string) string {
	if f := m.scene.Frame; m.small() && f.Content != "" {
		return dot + m.th.Warn.Render(fmt.Sprintf("enlarge to %d by %d to see all", f.W, f.H+1))
	}
	return ""
}
