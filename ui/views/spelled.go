package views

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/theme"
)

// spelled is a word that has to be typed before something is sent that costs or can't be undone: no key that was on its way
// can spell it, and it can't be pasted.
type spelled struct{ input textinput.Model }

func newSpelled() spelled {
	w := spelled{textinput.New()}
	w.input.Prompt = ""
	w.input.CharLimit = 16
	w.input.SetVirtualCursor(false)
	return w
}

// open asks for the word anew.
func (w *spelled) open() tea.Cmd {
	w.input.SetValue("")
	return w.input.Focus()
}

// close forgets what was typed.
func (w *spelled) close() {
	w.input.SetValue("")
	w.input.Blur()
}

// asked tells whether the word is being typed.
func (w *spelled) asked() bool { return w.input.Focused() }

// begun tells whether any of it is typed.
func (w *spelled) begun() bool { return w.input.Value() != "" }

// key takes a key while the word is asked for; done tells that want was spelled and confirmed. The first letters must not
// come from keys pressed for something else, so nothing counts before the keyboard has rested.
func (w *spelled) key(m tea.KeyPressMsg, d *Desk, want string, s *steady, id uint64) (cmd tea.Cmd, done bool) {
	switch d.Keys.Any(m.String(), keys.Choose, keys.Back) {
	case keys.Back:
		w.input.Blur()
		return nil, false
	case keys.Choose:
		if !strings.EqualFold(strings.TrimSpace(w.input.Value()), want) {
			return send(Flash{Text: "Type the word " + want + ", or press esc to go back: nothing is sent until then."}), false
		}
		w.close()
		return nil, true
	}
	if !s.ready && !w.begun() {
		return s.wait(id), false
	}
	w.input, _ = w.input.Update(m)
	return nil, false
}

// pasted refuses a paste.
func (w *spelled) pasted() tea.Cmd {
	return send(Flash{Text: "The word has to be typed, not pasted: it is what sends the request."})
}

// lines are the request to type the word, and what is typed of it.
func (w *spelled) lines(ask string, width int, th *theme.Theme) []string {
	cursor := th.Text.Reverse(true).Render(" ")
	return append(said(ask, width, th.Text), " "+th.Accent.Render(th.Glyphs.Cursor)+" "+w.input.Value()+cursor)
}
