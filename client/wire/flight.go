package wire

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
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
	// elsewhere tells that another host's answer did; it is set before done is closed.
	elsewhere bool
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
	asked := c.cfg.Clock()
	f, how := c.join(ctx, key, q)
	select {
	case <-f.done:
		c.had(ctx, q, f, how, asked)
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

// join gives the flight that asks the same as q, or one that begins; how tells whether it was asked for already.
func (c *Client) join(ctx context.Context, key string, q *call) (f *flight, how How) {
	now := c.cfg.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := q.marks.patience(); d > 0 {
		if l := c.shelf.take(key, d, now); l != nil {
			return &flight{call: q, cancel: func() {}, done: landed, answer: l.answer, bad: l.bad}, Kept
		}
	}
	if f := c.flights[key]; f != nil {
		f.waiters++
		if q.urgent.Load() && !f.call.urgent.Swap(true) {
			close(f.hurry)
			c.lane.wake()
		}
		return f, Joined
	}
	// The flight must outlive the caller that started it, deadline and all.
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f = &flight{call: q, cancel: cancel, waiters: 1, done: make(chan struct{}), hurry: make(chan struct{})}
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
	return f, Sent
}

// had keeps in the log what was had without being sent for.
func (c *Client) had(ctx context.Context, q *call, f *flight, how How, asked time.Time) {
	if how == Sent && !f.elsewhere {
		return
	}
	if how == Sent {
		how = Elsewhere
	}
	now := c.cfg.Clock()
	r := Record{
		How: how, By: q.marks.by, At: asked, API: c.cfg.Name, Op: Clean(q.op), Method: q.method, Path: c.red.text(q.url.RequestURI()), Short: c.short(q),
		Took: now.Sub(asked), Background: !q.urgent.Load(), Base: q.url.Scheme + "://" + q.url.Host,
	}
	if f.answer != nil {
		r.Status, r.Bytes = f.answer.Status, len(f.answer.Body)
	}
	if f.bad != nil {
		r.Status, r.Err, r.Kind = f.bad.Status, f.bad.of(q).Error(), f.bad.Kind
	}
	c.log.add(ctx, r)
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
