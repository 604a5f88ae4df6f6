package wire

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// lane lets so many requests of a client travel at once. It is a queue rather than a semaphore because a person who
// waits goes before polls, and because an API with nonces, in a lane of one, refuses a nonce that arrives after a
// higher one.
type lane struct {
	width int // 0 means 1

	mu    sync.Mutex
	held  int
	queue []*ticket
}

// ticket is a place in the queue. urgent is read when the lane is passed on, so a poll that a person has
// begun to wait for is promoted where it stands.
type ticket struct {
	ready  chan struct{}
	urgent *atomic.Bool
}

// take waits for a place in the lane until ctx ends.
func (l *lane) take(ctx context.Context, urgent *atomic.Bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	// Whoever is in the queue has no place yet for lack of one: nobody is overtaken here but polls by people.
	if l.room(urgent.Load()) {
		l.held++
		l.mu.Unlock()
		return nil
	}
	t := &ticket{ready: make(chan struct{}), urgent: urgent}
	l.queue = append(l.queue, t)
	l.mu.Unlock()

	select {
	case <-t.ready:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.queue, t); i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
	} else {
		// The lane was handed over at the very moment the caller left: hand it on, or it is lost.
		l.pass()
	}
	return ctx.Err()
}

// give hands the place to the next in the queue.
func (l *lane) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pass()
}

// wake looks at the queue again, after one in it was promoted.
func (l *lane) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fill()
}

func (l *lane) pass() {
	l.held--
	l.fill()
}

// room tells whether one more may travel. The last place of several is for people only.
func (l *lane) room(urgent bool) bool {
	if urgent {
		return l.held < max(l.width, 1)
	}
	return l.held < max(l.width-1, 1)
}

// fill starts those in the queue for whom there is room: people first, each in the order of arrival.
func (l *lane) fill() {
	for len(l.queue) > 0 {
		i := slices.IndexFunc(l.queue, func(t *ticket) bool { return t.urgent.Load() })
		if !l.room(i >= 0) {
			return
		}
		i = max(i, 0)
		t := l.queue[i]
		l.queue = slices.Delete(l.queue, i, i+1)
		l.held++
		close(t.ready)
	}
}
