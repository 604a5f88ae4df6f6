package wire

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// lane lets one request of a client travel at a time. It is a queue rather than a mutex because a person who
// waits goes before polls, and because the API refuses a nonce that arrives after a higher one.
type lane struct {
	mu    sync.Mutex
	held  bool
	queue []*ticket
}

// ticket is a place in the queue. urgent is read when the lane is passed on, so a poll that a person has
// begun to wait for is promoted where it stands.
type ticket struct {
	ready  chan struct{}
	urgent *atomic.Bool
}

// take waits for the lane until ctx ends.
func (l *lane) take(ctx context.Context, urgent *atomic.Bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	if !l.held {
		l.held = true
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

// give hands the lane to the next in the queue.
func (l *lane) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pass()
}

func (l *lane) pass() {
	if len(l.queue) == 0 {
		l.held = false
		return
	}
	i := max(slices.IndexFunc(l.queue, func(t *ticket) bool { return t.urgent.Load() }), 0)
	t := l.queue[i]
	l.queue = slices.Delete(l.queue, i, i+1)
	close(t.ready)
}

type backgroundMark struct{}

// Background marks requests made under the returned context as polls: they let people's requests go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundMark{}, true)
}

func isBackground(ctx context.Context) bool {
	marked, _ := ctx.Value(backgroundMark{}).(bool)
	return marked
}
