package wire

import (
	"net/http"
	"sync"
	"time"
)

const (
	// window is how far a nonce may be from the server's clock (AXON API v1.2.5, "Access to the AXON API").
	window = 2 * time.Minute
	// tolerance is what Date can't tell apart: servers often stamp it from a clock that ticks once a second.
	tolerance = time.Second
	// mendable is the most skew that is corrected. Beyond it a wrong Date is likelier than a wrong clock, and
	// nonces that were once taken too high can't go back.
	mendable = 24 * time.Hour
)

// meter learns the server's clock from Date. Each answer bounds the skew from both sides: the stamp was made
// between sending and receiving, and is cut to the second. Answers that agree narrow the bounds.
type meter struct {
	mu     sync.Mutex
	lo, hi time.Duration
	known  bool
}

// learn reads one answer's Date; sent and got are local times around it. It returns the server's time when
// it made the stamp.
func (m *meter) learn(h http.Header, sent, got time.Time) (server time.Time, ok bool) {
	date, err := http.ParseTime(h.Get("Date"))
	// Age says that a cache answered: its Date is of an earlier answer.
	if err != nil || h.Get("Age") != "" {
		return time.Time{}, false
	}
	lo, hi := date.Sub(got), date.Add(time.Second).Sub(sent)
	m.mu.Lock()
	defer m.mu.Unlock()
	if low, high := max(lo, m.lo), min(hi, m.hi); m.known && low <= high {
		m.lo, m.hi = low, high
	} else {
		// Either clock was set since: what was learned before is void.
		m.lo, m.hi = lo, hi
	}
	m.known = true
	return date.Add(time.Second / 2), true
}

// by is the middle of what is possible, or 0 where no skew explains the answers as well.
func (m *meter) by() time.Duration {
	if m.lo <= tolerance && m.hi >= -tolerance {
		return 0
	}
	return m.lo + (m.hi-m.lo)/2
}

func (m *meter) skew() Skew {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.known {
		return Skew{}
	}
	by := m.by()
	return Skew{By: by, Known: true, Corrected: by != 0 && by.Abs() <= mendable}
}

// correct turns a local time into the server's, as far as that is known and believable.
func (m *meter) correct(local time.Time) time.Time {
	if s := m.skew(); s.Corrected {
		return local.Add(s.By)
	}
	return local
}
