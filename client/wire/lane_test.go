package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a wire on which every request takes a second; it fails the test when two overlap.
type slow struct {
	t    *testing.T
	mu   sync.Mutex
	busy bool
	seen []string
	ts   []string
}

func (s *slow) trip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	if s.busy {
		s.t.Error("two requests travel at once")
	}
	s.busy = true
	s.seen = append(s.seen, r.Method+" "+strings.TrimPrefix(r.URL.RequestURI(), "/api/biz2/"))
	s.ts = append(s.ts, r.Header.Get("X-API-TS"))
	s.mu.Unlock()
	defer func() { s.mu.Lock(); s.busy = false; s.mu.Unlock() }()
	select {
	case <-time.After(time.Second):
		return reply(200, "{}"), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// start makes a request and waits until it is queued.
func start(t *testing.T, wg *sync.WaitGroup, c *Client, ctx context.Context, method, path string) *error {
	t.Helper()
	out := new(error)
	wg.Go(func() {
		if method == http.MethodGet {
			_, *out = c.Get(ctx, "ask", path, nil)
		} else {
			_, *out = c.Send(ctx, "send", method, path, nil)
		}
	})
	synctest.Wait()
	return out
}

func TestLaneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{t: t}
		c := fake(t, s.trip)
		var wg sync.WaitGroup
		poll := Background(t.Context())
		errs := []*error{
			start(t, &wg, c, t.Context(), "GET", "first"),
			start(t, &wg, c, poll, "GET", "poll1"),
			start(t, &wg, c, poll, "GET", "poll2"),
			start(t, &wg, c, t.Context(), "GET", "a"),
			start(t, &wg, c, t.Context(), "POST", "b"),
			start(t, &wg, c, t.Context(), "GET", "poll2"), // a person joins the poll: promoted where it stands
			start(t, &wg, c, t.Context(), "GET", "a"),     // asked once with the other
		}
		wg.Wait()
		for i, err := range errs {
			if *err != nil {
				t.Errorf("request %d: %v", i, *err)
			}
		}
		want := []string{"GET first", "GET poll2", "GET a", "POST b", "GET poll1"}
		if !slices.Equal(s.seen, want) {
			t.Errorf("order %q, want %q", s.seen, want)
		}
		if !slices.IsSorted(s.ts) || len(slices.Compact(slices.Clone(s.ts))) != len(want) {
			t.Errorf("nonces don't rise in the order of arrival: %q", s.ts)
		}
	})
}

func TestLaneWaitIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fake(t, (&slow{t: t}).trip)
		var wg sync.WaitGroup
		start(t, &wg, c, t.Context(), "GET", "first")
		start(t, &wg, c, Background(t.Context()), "GET", "second")
		wg.Wait()
		log := c.Log().Snapshot()
		if len(log) != 2 || log[1].Waited != time.Second || log[1].Took != time.Second || !log[1].Background || log[0].Background {
			t.Errorf("records %+v", log)
		}
	})
}

func TestLaneQueueObeysContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{t: t}
		c := fake(t, s.trip)
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		brief, done := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer done()
		start(t, &wg, c, t.Context(), "GET", "first")
		left := start(t, &wg, c, ctx, "GET", "left")
		sent := start(t, &wg, c, brief, "POST", "late")
		last := start(t, &wg, c, t.Context(), "GET", "last")
		cancel()
		synctest.Wait()
		if e := mustFail(t, *left); e.Kind != KindCancelled || !errors.Is(e, context.Canceled) {
			t.Errorf("cancelled in the queue: %+v", e)
		}
		wg.Wait()
		if e := mustFail(t, *sent); e.Kind != KindTimeout || e.MayHaveActed || !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("late in the queue: %+v", e)
		}
		if *last != nil || !slices.Equal(s.seen, []string{"GET first", "GET last"}) {
			t.Errorf("%q went out; last: %v", s.seen, *last)
		}
	})
}

func TestSharedGetOutlivesItsFirstCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{t: t}
		c := fake(t, s.trip)
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		first := start(t, &wg, c, ctx, "GET", "shared")
		second := start(t, &wg, c, t.Context(), "GET", "shared")
		cancel()
		wg.Wait()
		if e := mustFail(t, *first); e.Kind != KindCancelled {
			t.Errorf("the one who left: %v", e)
		}
		if *second != nil || len(s.seen) != 1 {
			t.Errorf("the one who stayed: %v; on the wire %q", *second, s.seen)
		}
	})
}

func TestSharedGetEndsWithItsLastCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{t: t}
		c := fake(t, s.trip)
		var wg sync.WaitGroup
		began := time.Now()
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start(t, &wg, c, ctx, "GET", "shared")
		}
		wg.Wait()
		// Asked anew at once: it must be a request of its own, not the cancelled one.
		if _, err := c.Get(t.Context(), "ask", "shared", nil); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 1100*time.Millisecond || len(s.seen) != 2 {
			t.Errorf("took %v, on the wire %q", took, s.seen)
		}
	})
}

func TestLaneIsHandedOnByOneWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lane
		var urgent atomic.Bool
		if err := l.take(t.Context(), &urgent); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() { left <- l.take(ctx, &urgent) }()
		synctest.Wait()
		// It has given up, and before it can say so the lane comes to it.
		l.mu.Lock()
		cancel()
		l.pass()
		l.mu.Unlock()
		if err := <-left; err == nil || l.held != 0 {
			t.Errorf("err %v, places still held: %d", err, l.held)
		}
	})
}

func TestLaneIsNeverLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fake(t, (&slow{t: t}).trip)
		var wg sync.WaitGroup
		for i := range 50 {
			// Half of them give up at the very moment at which the lane comes to them.
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*500*time.Millisecond)
			defer cancel()
			start(t, &wg, c, ctx, "POST", fmt.Sprint("p", i))
		}
		wg.Wait()
		if _, err := c.Get(t.Context(), "ask", "after", nil); err != nil {
			t.Error(err)
		}
	})
}
