package share

import (
	"context"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
)

// Seat is one guest's place at a shared screen. It is safe for concurrent use.
type Seat struct {
	desk *Desk
	sum  string // of the code that they came with
	news chan struct{}

	// All below are under desk.mu.
	guest Guest
	named bool   // they have said who they are, so whoever guides knows of them
	over  string // why they are out; "" while they are not
}

// Scene is what a guest sees.
type Scene struct {
	Admitted bool
	Frame    Frame
	Pen      bool   // it is theirs
	Holder   string // who has the pen
	Guide    string
	Over     string // why it has ended; "" while it goes on
}

// Name has a guest say who they are, and asks for them to be let in. Their name stands under what they sign; why is a
// sentence that says why it can't, and "" where it does.
func (s *Seat) Name(name string) (why string) {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	if s.guest.Admitted || s.named {
		return ""
	}
	if why = unfit(name, s.desk.guide.Name); why != "" {
		return why
	}
	c := s.desk.codes[s.sum]
	if c == nil || c.key != "" && c.key != s.guest.Person.Key {
		return "Somebody else has used this code meanwhile: ask for another one."
	}
	c.key = s.guest.Person.Key
	s.guest.Person.Name, s.named = name, true
	s.desk.tell()
	return ""
}

// unfit says why a name can't stand under a signature, beside a key; "" when it can. With commas and colons one could write a
// key into one's name, and with the guide's name sign as the guide.
func unfit(name, guide string) string {
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune(" .-'’", r):
		default:
			return "A name has letters, digits, blanks, dots, hyphens and apostrophes."
		}
	}
	switch {
	case letters < 2:
		return "Type your name: it stands under what you sign."
	case strings.EqualFold(strings.Join(strings.Fields(name), " "), strings.Join(strings.Fields(guide), " ")):
		return "That is the name of whoever invited you: type your own."
	}
	return ""
}

// Size tells how large the guest's terminal is.
func (s *Seat) Size(w, h int) {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.guest.W, s.guest.H = w, h
	s.desk.tell()
}

// Wait gives what there is to see, and waits until it has changed or ctx ends.
func (s *Seat) Wait(ctx context.Context) Scene {
	select {
	case <-s.news:
	case <-ctx.Done():
	}
	return s.Scene()
}

// Scene is what there is to see now: nothing before one is admitted, and nothing after the end.
func (s *Seat) Scene() Scene {
	d := s.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	c := Scene{Admitted: s.guest.Admitted, Pen: s.guest.Pen, Guide: d.guide.Name, Holder: d.guide.Name, Over: s.over}
	for _, other := range d.seats {
		if other.guest.Pen {
			c.Holder = other.guest.Person.Name
		}
	}
	if c.Admitted && c.Over == "" {
		c.Frame = d.frame
	}
	return c
}

// Press passes a key or a paste on, if the pen is this guest's. It never waits.
func (s *Seat) Press(msg tea.Msg) {
	d := s.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.guest.Pen && len(d.keys) < mostKeys {
		d.keys = append(d.keys, Pressed{By: s.guest.Person, Msg: msg})
		d.tell()
	}
}

// GiveBack gives the pen back.
func (s *Seat) GiveBack() {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	if s.guest.Pen {
		s.desk.lay()
		s.desk.tell()
	}
}

// Leave ends the visit from the guest's side, also when their line was lost. With the same code and key they may come back.
func (s *Seat) Leave() {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	if s.over != "" {
		return
	}
	if s.guest.Admitted {
		s.desk.left = append(s.desk.left, s.guest.Person.Name)
	}
	s.end("You have left.")
	s.desk.tell()
}

// end takes the guest off the list. The caller has the lock.
func (s *Seat) end(why string) {
	if s.guest.Pen {
		s.desk.lay()
	}
	s.over = why
	s.desk.seats = slices.DeleteFunc(s.desk.seats, func(other *Seat) bool { return other == s })
	if !slices.ContainsFunc(s.desk.seats, func(other *Seat) bool { return other.guest.Admitted }) {
		s.desk.frame = Frame{} // nobody sees it any more, so nobody who comes later may
	}
	// The others see who has the pen now.
	for _, other := range s.desk.seats {
		other.tell()
	}
	s.tell()
}

func (s *Seat) person() access.Person {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	return s.guest.Person
}

// tell leaves word for the guest. The caller has the lock.
func (s *Seat) tell() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}
