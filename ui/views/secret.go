package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// secretFor is how long a password stays in sight.
const secretFor = 20 * time.Second

// secret keeps a password masked until it is asked for, and hides it again by itself. It is embedded in the screens
// that have one.
type secret struct {
	shown bool
	turn  uint64
}

// masked says that a password has been in sight for long enough.
type masked struct{ to, turn uint64 }

// Addressee is the screen whose password it is.
func (m masked) Addressee() uint64 { return m.to }

// reveal shows the password for a while, or hides it.
func (s *secret) reveal(d *Desk, to uint64) tea.Cmd {
	if d.LookedOn {
		s.hide()
		return send(Flash{Text: "Guests look on: passwords stay masked."})
	}
	s.turn++
	if s.shown = !s.shown; !s.shown {
		return nil
	}
	turn := s.turn
	return tea.Tick(secretFor, func(time.Time) tea.Msg { return masked{to, turn} })
}

func (s *secret) mask(m masked) {
	if m.turn == s.turn {
		s.shown = false
	}
}

func (s *secret) hide() {
	s.shown = false
	s.turn++
}

// password is the password as it may be shown now. The mask says nothing of its length.
func (s *secret) password(d *Desk, text string) string {
	switch {
	case text == "":
		return ""
	case s.shown && !d.LookedOn:
		return d.Theme.Warn.Render("password ") + text
	}
	return d.Theme.Dim.Render("password " + strings.Repeat(d.Theme.Glyphs.Bullet, 8))
}

func (s *secret) word() string {
	if s.shown {
		return "hide the password"
	}
	return "show the password"
}
