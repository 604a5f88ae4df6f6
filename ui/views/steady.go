package views

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// SteadyAfter is how long the keyboard has to rest before a key may buy, sign or replace a file: longer than a key repeats
// and than a double press takes, short enough not to be noticed by someone who reads.
const SteadyAfter = 600 * time.Millisecond

// steady keeps keys that were already on their way from buying or signing. It is embedded in the screens
// that do. Each key that comes too early starts the wait again, so that a held key never gets through.
type steady struct {
	gen   uint64
	ready bool
}

// Handed says that the pen has passed to another hand: what was read, typed and rested for before it was somebody else's doing.
type Handed struct{}

// calm says that the keyboard has rested.
type calm struct{ to, gen uint64 }

// Addressee is the screen that waits.
func (c calm) Addressee() uint64 { return c.to }

// wait starts the wait anew.
func (s *steady) wait(to uint64) tea.Cmd {
	s.ready = false
	s.gen++
	gen := s.gen
	return tea.Tick(SteadyAfter, func(time.Time) tea.Msg { return calm{to: to, gen: gen} })
}

// calmed takes the message.
func (s *steady) calmed(m calm) { s.ready = s.ready || m.gen == s.gen }
