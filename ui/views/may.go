package views

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"
)

// MayNot says why who is at this desk can't order or change anything; "" when they can. The client layer refuses it too: a screen
// says so before it is tried.
func (d *Desk) MayNot() string {
	if d.Person.MayChange() {
		return ""
	}
	return "you are signed in as a viewer"
}

// off is why an action that changes something is off: because of who is here, or else for another reason.
func (d *Desk) off(why string) string { return cmp.Or(d.MayNot(), why) }

// refuse says to a viewer who presses a key that it isn't theirs; nil for everybody else. op is what they tried in words, "order a port",
// and subject what they tried it on, "" where it has no name yet.
func (d *Desk) refuse(op, subject string) tea.Cmd {
	if d.MayNot() == "" {
		return nil
	}
	return send(Flash{Text: "You are signed in as a viewer, who changes nothing: ask an agent to do it.", Bad: true, Refused: op, Subject: subject})
}

// Shared is how old an answer may be for a poll that is made so often: a little less than that, so that what one screen has asked
// does for all others until its next turn.
func Shared(every time.Duration) time.Duration { return every * 9 / 10 }

// Came is when an answer came: as it says itself, where it does. One that another session asked for is older than its message.
func Came(said, message time.Time) time.Time {
	if said.IsZero() || said.After(message) {
		return message
	}
	return said
}
