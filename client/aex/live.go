package aex

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"axdesk/client/wire"
)

const (
	// coolDown is how long a device is left alone once it was polled: who asks meanwhile gets that answer, with its time.
	coolDown = 30 * time.Second
	// mostLive is how many devices are polled at once, over all sessions: polls take seconds, and a place stays for other calls.
	mostLive = parallel - 1
	// limitLive ends a poll that nobody's own time limit ends.
	limitLive = time.Minute
)

// live spares the OLTs: one device is polled once for all who watch it, in whichever sessions, and left alone for a while after.
// A session itself polls one device at a time.
type live struct {
	mu    sync.Mutex
	turn  chan struct{}        // holds a token for each poll under way
	polls map[string]*livePoll // by service, under way and of the last half minute
}

// livePoll is a poll under way, or its answer.
type livePoll struct {
	waiters int
	cancel  context.CancelFunc
	done    chan struct{}
	got     Device
	err     error
	at      time.Time // when it was over
}

// ask joins the poll of a device, takes its answer if that is new enough, or polls.
func (l *live) ask(ctx context.Context, serviceID string, clock func() time.Time, poll func(context.Context, string) (Device, error)) (Device, error) {
	p := l.join(ctx, serviceID, clock, poll)
	select {
	case <-p.done:
		return p.got, p.err
	case <-ctx.Done():
		l.leave(serviceID, p)
		return Device{}, notInTime(ctx)
	}
}

func (l *live) join(ctx context.Context, id string, clock func() time.Time, poll func(context.Context, string) (Device, error)) *livePoll {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.polls == nil {
		l.polls, l.turn = map[string]*livePoll{}, make(chan struct{}, mostLive)
	}
	for key, old := range l.polls {
		if !old.at.IsZero() && (clock().Sub(old.at) >= coolDown || clock().Before(old.at)) {
			delete(l.polls, key)
		}
	}
	if p := l.polls[id]; p != nil {
		p.waiters++
		return p
	}
	// The poll outlives the one who began it, for the others.
	shared, cancel := context.WithTimeout(context.WithoutCancel(ctx), limitLive)
	p := &livePoll{waiters: 1, cancel: cancel, done: make(chan struct{})}
	l.polls[id] = p
	go func() {
		defer cancel()
		select {
		case l.turn <- struct{}{}:
			p.got, p.err = poll(shared, id)
			<-l.turn
		case <-shared.Done():
			p.err = notInTime(shared)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		p.at = clock()
		if p.err != nil && l.polls[id] == p {
			delete(l.polls, id) // a failure is nothing to go by: who wants to asks again
		}
		close(p.done)
	}()
	return p
}

// leave ends a poll that nobody waits for any more.
func (l *live) leave(id string, p *livePoll) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.waiters--; p.waiters > 0 || !p.at.IsZero() {
		return
	}
	if l.polls[id] == p {
		delete(l.polls, id)
	}
	p.cancel()
}

// notInTime is the error of who stops waiting.
func notInTime(ctx context.Context) error {
	const op = "poll the device"
	if errors.Is(ctx.Err(), context.Canceled) {
		return &wire.Error{
			Kind: wire.KindCancelled, Op: op, Method: http.MethodGet, Err: ctx.Err(), What: "it was cancelled",
			Means: "Nobody waits for the answer any more", Next: "Ask again when it is needed",
		}
	}
	return &wire.Error{
		Kind: wire.KindTimeout, Op: op, Method: http.MethodGet, Err: ctx.Err(), What: "its answer did not come in time",
		Means: "The device is slow, or several others are being polled, since all who work here share the turns",
		Next:  "Go by the cached state, and try again in a minute",
	}
}
