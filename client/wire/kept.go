package wire

import (
	"context"
	"time"
)

const (
	// mostKept and mostKeptBytes bound what a client keeps of its polls' answers, and largestKept one of them.
	mostKept      = 512
	mostKeptBytes = 16 << 20
	largestKept   = 4 << 20
	// longestKept is the longest that an answer is kept, whatever a poll asks for; longestPrivate of one that may hold a
	// password.
	longestKept    = time.Hour
	longestPrivate = time.Minute
)

// Within says how old an answer may be for GETs in the Background: one that came at most d ago, to whomever, does for them
// and is told with the time at which it came. So a hundred screens that watch one thing make one poll. A GET that a person
// waits for is always asked, and so is one that is to be made Once.
func Within(ctx context.Context, d time.Duration) context.Context {
	m := marksOf(ctx)
	m.within = d
	return context.WithValue(ctx, marksKey{}, m)
}

// patience is how old an answer may be; 0 where only a new one will do.
func (m marks) patience() time.Duration {
	switch {
	case !m.background || m.once || m.within <= 0:
		return 0
	case m.private:
		return min(m.within, longestPrivate)
	}
	return min(m.within, longestKept)
}

// shelf keeps the last answers to what is polled. All of it is under Client.mu.
type shelf struct {
	lots    map[string]*lot
	bytes   int
	changed time.Time // when something was changed last: what was asked before it is no answer after
}

// lot is the last answer, or failure, of one poll.
type lot struct {
	answer *Answer
	bad    *Error
	at     time.Time     // when it came
	asked  time.Time     // when a poll asked last
	good   time.Duration // how old it may be for the most patient of those who ask
	drop   *time.Timer
	turn   uint64 // counts answers, so that a timer of an earlier one drops nothing
}

func (l *lot) size() int {
	if l.answer == nil {
		return 0
	}
	return len(l.answer.Body)
}

// take gives what is kept, if it isn't older than d, and remembers that it is polled.
func (s *shelf) take(key string, d time.Duration, now time.Time) *lot {
	l := s.lots[key]
	if l == nil {
		s.fit(mostKept-1, now)
		l = &lot{}
		s.lots[key] = l
	}
	l.asked, l.good = now, max(l.good, d)
	// An answer of the future is one of before the clock was set back: nobody knows how old it is.
	if age := now.Sub(l.at); l.answer == nil && l.bad == nil || age < 0 || age > d {
		return nil
	}
	return l
}

// fit keeps the shelf within its bounds: what nobody has asked for the longest goes.
func (s *shelf) fit(lots int, now time.Time) {
	if s.lots == nil {
		s.lots = map[string]*lot{}
	}
	for len(s.lots) > lots || s.bytes > mostKeptBytes {
		oldest, at := "", now
		for key, l := range s.lots {
			if oldest == "" || l.asked.Before(at) {
				oldest, at = key, l.asked
			}
		}
		s.remove(oldest)
	}
}

func (s *shelf) remove(key string) {
	if l := s.lots[key]; l != nil {
		s.blank(l)
		delete(s.lots, key)
	}
}

// blank forgets an answer.
func (s *shelf) blank(l *lot) {
	s.bytes -= l.size()
	l.answer, l.bad = nil, nil
	if l.drop != nil {
		l.drop.Stop()
	}
}

// keep keeps what came of a GET, if polls have been asking for it lately; it is dropped by itself once it is too old for all
// of them. A failure is kept like an answer: where a hundred screens watch, its server must not get a hundred tries.
func (c *Client) keep(key string, answer *Answer, bad *Error) {
	now := c.cfg.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.shelf.lots[key]
	if l == nil || answer != nil && (answer.At.Before(l.at) || answer.At.Add(-answer.Took).Before(c.shelf.changed)) {
		return
	}
	c.shelf.blank(l)
	switch {
	case now.Sub(l.asked) > 2*l.good+c.cfg.Timeout: // nobody polls it any more
		c.shelf.remove(key)
		return
	case bad != nil && (bad.Kind == KindCancelled || bad.Unsent):
		return
	case bad != nil:
		l.bad, l.at = bad, now
	case len(answer.Body) > largestKept || now.Sub(answer.At) > l.good:
		return
	default:
		l.answer, l.at = answer, answer.At
		c.shelf.bytes += l.size()
		c.shelf.fit(mostKept, now)
	}
	l.turn++
	turn := l.turn
	l.drop = time.AfterFunc(l.good-max(0, now.Sub(l.at)), func() { c.dropped(key, l, turn) })
}

// dropped forgets an answer whose time is over.
func (c *Client) dropped(key string, l *lot, turn uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shelf.lots[key] == l && l.turn == turn {
		c.shelf.remove(key)
	}
}

// forget forgets all answers, those that are on their way too, since something is changed.
func (c *Client) forget() {
	now := c.cfg.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shelf.changed = now
	for _, l := range c.shelf.lots {
		c.shelf.blank(l)
	}
}
