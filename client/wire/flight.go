package wire

import (
	"context"
	"errors"
	"sync/atomic"
)

// flight is a GET under way, shared by all who asked the same thing meanwhile.
type flight struct {
	call    *call
	cancel  context.CancelFunc
	waiters int // under Client.mu
	done    chan struct{}
	answer  *Answer // these two once done is closed
	bad     *Error
	last    atomic.Pointer[Error] // of the attempts so far
	hurry   chan struct{}         // closed once a person waits
}

// landed is the end of a flight that need not be made.
var landed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// share joins the flight that asks the same as q, or starts it; a poll may be content with what came lately. Whoever stops
// waiting leaves the others undisturbed; the last one to leave ends the request.
func (c *Client) share(ctx context.Context, q *call) (*Answer, *Error) {
	if ctx.Err() != nil {
		return nil, c.unheard(ctx, q)
	}
	key := q.url.RequestURI()
	f := c.join(ctx, key, q)
	select {
	case <-f.done:
	case <-ctx.Done():
		c.leave(key, f)
		if last := f.last.Load(); last != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			// Why the tries failed says more than that time is up.
			told := last.of(q)
			told.Unsent = false
			return nil, told
		}
		return nil, c.late(ctx, q)
	}
	if f.bad != nil {
		return nil, f.bad.of(q)
	}
	answer := *f.answer
	return &answer, nil
}

func (c *Client) join(ctx context.Context, key string, q *call) *flight {
	now := c.cfg.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := q.marks.patience(); d > 0 {
		if l := c.shelf.take(key, d, now); l != nil {
			return &flight{call: q, cancel: func() {}, done: landed, answer: l.answer, bad: l.bad}
		}
	}
	if f := c.flights[key]; f != nil {
		f.waiters++
		if q.urgent.Load() && !f.call.urgent.Swap(true) {
			close(f.hurry)
			c.lane.wake()
		}
		return f
	}
	// The flight must outlive the caller that started it, deadline and all.
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{call: q, cancel: cancel, waiters: 1, done: make(chan struct{}), hurry: make(chan struct{})}
	c.flights[key] = f
	go func() {
		defer cancel()
		f.answer, f.bad = c.fly(shared, key, f)
		c.keep(key, f.answer, f.bad)
		c.mu.Lock()
		if c.flights[key] == f {
			delete(c.flights, key)
		}
		c.mu.Unlock()
		close(f.done)
	}()
	return f
}

func (c *Client) leave(key string, f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiters--
	if f.waiters > 0 {
		return
	}
	// Forgotten at once: who asks from now on must not get the cancelled one.
	if c.flights[key] == f {
		delete(c.flights, key)
	}
	f.cancel()
}

// of is a copy of a shared error in the words of one caller.
func (e *Error) of(q *call) *Error {
	own := *e
	own.Op = q.op
	return &own
}
