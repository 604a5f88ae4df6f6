package views

import (
	"context"
	"strings"
	"time"

	"axdesk/client/wire"

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

const askReveal = "reveal"

// revealed says that a password may be shown.
type revealed struct{}

// reveal hides the password, or asks for it to be shown: where there is an audit, once it says who saw what of which service.
func (s *secret) reveal(a *asker, d *Desk, what, of string) tea.Cmd {
	switch why := d.Seat.Blind(); {
	case d.LookedOn:
		s.hide()
		return send(Flash{Text: "Guests look on: passwords stay masked."})
	case s.shown:
		s.hide()
		return nil
	case why != "":
		return send(Flash{Text: capitalised(why) + ": the " + what + " stays hidden.", Bad: true, Refused: "show the " + what, Subject: of})
	case !d.Seat.Audits():
		return s.show(a.id)
	case a.busy(askReveal):
		return nil
	}
	seat := d.Seat
	return ask(a, askReveal, limitRead, func(ctx context.Context) (revealed, error) { return revealed{}, seat.Saw(ctx, of, what) })
}

// uncover takes the audit's answer.
func (s *secret) uncover(a *asker, m Answer[revealed]) tea.Cmd {
	switch {
	case !fresh(a, askReveal, m):
		return nil
	case m.Err != nil:
		return send(Flash{Text: wire.Sentence(m.Err), Bad: true})
	}
	return s.show(a.id)
}

// show shows the password for a while.
func (s *secret) show(to uint64) tea.Cmd {
	s.turn++
	s.shown = true
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

// bare tells that the password is in sight. What is kept of a drawn screen is kept by it: a guest's coming masks it at once.
func (s *secret) bare(d *Desk) bool { return s.shown && !d.LookedOn }

// password is the password as it may be shown now. The mask says nothing of its length.
func (s *secret) password(d *Desk, text string) string {
	switch {
	case text == "":
		return ""
	case s.bare(d):
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
