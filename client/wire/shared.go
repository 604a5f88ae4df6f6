package wire

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// Shared is where several hosts that ask one API under one key leave the answers to their polls: one of them asks, the others
// take its answer. What fails here costs a request of one's own and nothing else.
type Shared interface {
	// Lease takes a name for ttl, or renews it for the same holder; mine is false while another holder has it.
	Lease(ctx context.Context, name, holder string, ttl time.Duration) (mine bool, err error)
	// Release gives a name up.
	Release(ctx context.Context, name, holder string) error
	// PutAnswer leaves an answer that came at a time; it may be forgotten after ttl.
	PutAnswer(ctx context.Context, key string, body []byte, at time.Time, ttl time.Duration) error
	// Answer gives what was left under a key, and when it came.
	Answer(ctx context.Context, key string) (body []byte, at time.Time, ok bool, err error)
}

const (
	// leaseFor is how long another host waits for one that asks: a host that died is waited for no longer.
	leaseFor = 10 * time.Second
	// lookEvery is how often a host looks whether the other one's answer has come.
	lookEvery = 250 * time.Millisecond
	// limitShared is how long the store may take; after a failure it is left alone for restShared.
	limitShared = time.Second
	restShared  = 10 * time.Second
	// largestShared is the largest answer that goes through the store.
	largestShared = 1 << 20
)

// hosts is what a client knows of the other hosts.
type hosts struct {
	holder string       // this client's name among them
	rested atomic.Int64 // until when the store is left alone, in Unix nanoseconds
}

func newHosts() hosts {
	return hosts{holder: rand.Text()}
}

// together tells whether a flight may be had from another host. Answers that may hold passwords never leave this one, and
// without a lane's name keys can't be told apart.
func (c *Client) together(q *call) bool {
	return c.cfg.Shared != nil && c.cfg.Lane != "" && !q.marks.private && q.marks.patience() > 0 && !q.urgent.Load() &&
		c.cfg.Clock().UnixNano() >= c.hosts.rested.Load()
}

// sharedName names a question among the hosts, without telling it.
func (c *Client) sharedName(key string) string {
	sum := sha256.Sum256([]byte(c.cfg.Base.String() + "\n" + c.cfg.Lane + "\n" + key))
	return "poll/" + hex.EncodeToString(sum[:16])
}

// fly makes a flight's request, unless another host has an answer that will do, or is about to.
func (c *Client) fly(ctx context.Context, key string, f *flight) (*Answer, *Error) {
	if !c.together(f.call) {
		return c.retry(ctx, f)
	}
	name := c.sharedName(key)
	answer, mine := c.elsewhere(ctx, name, f)
	if answer != nil && c.willDo(key, f) {
		f.elsewhere = true
		return answer, nil
	}
	answer, bad := c.retry(ctx, f)
	if bad == nil {
		c.leaveAnswer(ctx, name, answer, f.call.marks.patience())
	}
	if mine {
		_ = c.withStore(ctx, func(ctx context.Context) error { return c.cfg.Shared.Release(ctx, name, c.hosts.holder) })
	}
	return answer, bad
}

// willDo ends a flight with another host's answer, which is not new: whoever joins from now on starts another. It won't do for
// a person who has joined.
func (c *Client) willDo(key string, f *flight) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.call.urgent.Load() {
		return false
	}
	if c.flights[key] == f {
		delete(c.flights, key)
	}
	return true
}

// elsewhere looks for another host's answer, and waits for one while another host asks. nil says that this host is to ask.
func (c *Client) elsewhere(ctx context.Context, name string, f *flight) (answer *Answer, mine bool) {
	patience := f.call.marks.patience()
	for waited := time.Duration(0); ; waited += lookEvery {
		if answer, ok := c.leftAnswer(ctx, name, patience); answer != nil || !ok {
			return answer, false
		}
		err := c.withStore(ctx, func(ctx context.Context) (err error) {
			mine, err = c.cfg.Shared.Lease(ctx, name, c.hosts.holder, leaseFor)
			return err
		})
		if mine || err != nil || waited >= leaseFor {
			return nil, mine && err == nil
		}
		look := time.NewTimer(lookEvery)
		select {
		case <-look.C:
		case <-f.hurry: // a person waits
			look.Stop()
			return nil, false
		case <-ctx.Done():
			look.Stop()
			return nil, false
		}
	}
}

// leftAnswer reads what another host left; ok is false when the store failed.
func (c *Client) leftAnswer(ctx context.Context, name string, patience time.Duration) (answer *Answer, ok bool) {
	var body []byte
	var at time.Time
	var found bool
	err := c.withStore(ctx, func(ctx context.Context) (err error) {
		body, at, found, err = c.cfg.Shared.Answer(ctx, name)
		return err
	})
	now := c.cfg.Clock()
	age := now.Sub(at)
	if err != nil || !found || age > patience || age < -patience || c.outdated(at) || !json.Valid(body) {
		return nil, err == nil
	}
	if age < 0 {
		at = now // the other host's clock is ahead of ours
	}
	return &Answer{Status: http.StatusOK, Header: http.Header{}, Body: body, At: at}, true
}

// outdated tells that this host has changed something since an answer came.
func (c *Client) outdated(at time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return at.Before(c.shelf.changed)
}

func (c *Client) leaveAnswer(ctx context.Context, name string, answer *Answer, patience time.Duration) {
	if len(answer.Body) > largestShared {
		return
	}
	_ = c.withStore(ctx, func(ctx context.Context) error {
		return c.cfg.Shared.PutAnswer(ctx, name, answer.Body, answer.At, patience)
	})
}

// withStore calls the store under a time limit, and after a failure leaves it alone for a while: polls go on without it.
func (c *Client) withStore(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limitShared)
	defer cancel()
	err := do(ctx)
	if err != nil && !errors.Is(ctx.Err(), context.Canceled) {
		c.hosts.rested.Store(c.cfg.Clock().Add(restShared).UnixNano())
	}
	return err
}
