package wire

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// wide is a wire that remembers what was under way at once; a path with "slow" in it takes ten seconds, others one.
type wide struct {
	mu        sync.Mutex
	now, most int
	order     []string
}

func (w *wide) trip(r *http.Request) (*http.Response, error) {
	name := strings.TrimPrefix(r.URL.Path, "/api/biz2/")
	w.mu.Lock()
	w.now++
	w.most = max(w.most, w.now)
	w.order = append(w.order, name)
	w.mu.Unlock()
	defer func() { w.mu.Lock(); w.now--; w.mu.Unlock() }()
	took := time.Second
	if strings.Contains(name, "slow") {
		took = 10 * time.Second
	}
	select {
	case <-time.After(took):
		return reply(200, "{}"), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func parallel(t *testing.T, places int, nonces Nonces) (*Client, *wide) {
	t.Helper()
	w := &wide{}
	cfg := config(t, "https://api.test/api/biz2")
	cfg.Nonces, cfg.Parallel, cfg.HTTP = nonces, places, &http.Client{Transport: roundTrip(w.trip)}
	return New(cfg), w
}

func TestPeopleGoPastSlowPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, w := parallel(t, 3, nil)
		var wg sync.WaitGroup
		poll := Background(t.Context())
		for _, path := range []string{"slow1", "slow2", "slow3", "poll4"} {
			start(t, &wg, c, poll, "GET", path)
		}
		began := time.Now()
		for _, path := range []string{"a", "b"} {
			if _, err := c.Get(t.Context(), "ask", path, nil); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("two people waited %v behind polls", took)
		}
		wg.Wait()
		if len(w.order) == 6 {
			slices.Sort(w.order[4:]) // both places are given up at the same instant
		}
		if want := []string{"slow1", "slow2", "a", "b", "poll4", "slow3"}; !slices.Equal(w.order, want) || w.most != 3 {
			t.Errorf("order %q with at most %d at once", w.order, w.most)
		}
	})
}

func TestPromotedPollTakesTheFreePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, w := parallel(t, 2, nil)
		var wg sync.WaitGroup
		poll := Background(t.Context())
		start(t, &wg, c, poll, "GET", "slow")
		start(t, &wg, c, poll, "GET", "status")
		began := time.Now()
		if _, err := c.Get(t.Context(), "ask", "status", nil); err != nil || time.Since(began) != time.Second {
			t.Errorf("a person who joined a waiting poll waited %v, %v", time.Since(began), err)
		}
		wg.Wait()
		if !slices.Equal(w.order, []string{"slow", "status"}) {
			t.Errorf("order %q", w.order)
		}
	})
}

func TestNoncesKeepOneLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, w := parallel(t, 4, &memory{})
		var wg sync.WaitGroup
		for _, path := range []string{"a", "b", "c"} {
			start(t, &wg, c, t.Context(), "GET", path)
		}
		wg.Wait()
		if w.most != 1 {
			t.Errorf("%d requests with nonces at once", w.most)
		}
	})
}

func TestFullLanesSayWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := parallel(t, 2, nil)
		var wg sync.WaitGroup
		start(t, &wg, c, t.Context(), "GET", "slow1")
		start(t, &wg, c, t.Context(), "GET", "slow2")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Send(ctx, "send", "PUT", "x", nil)
		if e := mustFail(t, err); e.MayHaveActed || !strings.Contains(e.Means, "At most 2 requests") {
			t.Errorf("%v", e)
		}
		wg.Wait()
	})
}

// Whatever comes and goes, never more than the width travel, polls leave a place, and no place is lost.
func TestLaneHoldsItsWidth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(rt, "width")
		plans := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) [3]int {
			return [3]int{rapid.IntRange(0, 20).Draw(rt, "arrives"), rapid.IntRange(1, 9).Draw(rt, "takes"), rapid.IntRange(0, 12).Draw(rt, "patience")}
		}), 1, 30).Draw(rt, "requests")
		synctest.Test(t, func(t *testing.T) {
			c, w := parallel(t, width, nil)
			var wg sync.WaitGroup
			for i, p := range plans {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(p[0]+p[2])*time.Second)
				defer cancel()
				if i%2 == 0 {
					ctx = Background(ctx)
				}
				wg.Go(func() {
					time.Sleep(time.Duration(p[0]) * time.Second) // fake time
					_, _ = c.Send(ctx, "send", "PUT", "x", nil)   // those without patience fail
				})
			}
			wg.Wait()
			if w.most > width || c.lane.held != 0 || len(c.lane.queue) != 0 {
				rt.Fatalf("at most %d of %d, %d held, %d queued", w.most, width, c.lane.held, len(c.lane.queue))
			}
		})
	})
}
