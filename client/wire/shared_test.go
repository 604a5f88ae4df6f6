package wire

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// board is Shared in memory; it may be broken, or slow.
type board struct {
	mu      sync.Mutex
	leases  map[string]string
	until   map[string]time.Time
	answers map[string]Answer
	broken  bool
	hangs   bool
	calls   int
	names   []string
}

var errBoard = errors.New("the database is gone")

func (b *board) begin(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	switch {
	case b.hangs:
		b.mu.Unlock()
		<-ctx.Done()
		b.mu.Lock()
		return ctx.Err()
	case b.broken:
		return errBoard
	case b.leases == nil:
		b.leases, b.until, b.answers = map[string]string{}, map[string]time.Time{}, map[string]Answer{}
	}
	return nil
}

func (b *board) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	if err := b.begin(ctx); err != nil {
		return false, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.names = append(b.names, name)
	if b.leases[name] != "" && b.leases[name] != holder && time.Now().Before(b.until[name]) {
		return false, nil
	}
	b.leases[name], b.until[name] = holder, time.Now().Add(ttl)
	return true, nil
}

func (b *board) Release(ctx context.Context, name, holder string) error {
	if err := b.begin(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.leases[name] == holder {
		delete(b.leases, name)
	}
	return nil
}

func (b *board) PutAnswer(ctx context.Context, key string, body []byte, at time.Time, _ time.Duration) error {
	if err := b.begin(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers[key] = Answer{Body: body, At: at}
	return nil
}

func (b *board) Answer(ctx context.Context, key string) ([]byte, time.Time, bool, error) {
	if err := b.begin(ctx); err != nil {
		return nil, time.Time{}, false, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.answers[key]
	return a.Body, a.At, ok, nil
}

// host is a client of its own on one board.
func host(t *testing.T, f roundTrip, on Shared) *Client {
	t.Helper()
	cfg := config(t, "https://api.test/api/biz2")
	cfg.HTTP, cfg.Shared = &http.Client{Transport: f}, on
	return New(cfg)
}

func TestOfTwoHostsOnePolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &counting{took: 700 * time.Millisecond}
		on := &board{}
		hosts := []*Client{host(t, s.trip, on), host(t, s.trip, on)}
		var wg sync.WaitGroup
		var answers [2]*Answer
		for round := range 10 {
			for i, c := range hosts {
				wg.Go(func() {
					var err error
					if answers[i], err = c.Get(poll(t.Context(), 4500*time.Millisecond), "ask", "x", nil); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if a, b := answers[0], answers[1]; string(a.Body) != string(b.Body) || !a.At.Equal(b.At) {
				t.Errorf("round %d: %s of %s and %s of %s", round, a.Body, a.At, b.Body, b.At)
			}
			time.Sleep(5 * time.Second)
		}
		if s.n.Load() != 10 {
			t.Errorf("two hosts made %d requests in 10 rounds", s.n.Load())
		}
	})
}

func TestPasswordsNeverLeaveAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, on := &counting{}, &board{}
		for range 2 {
			if _, err := host(t, s.trip, on).Get(Private(poll(t.Context(), time.Minute)), "ask", "x", nil); err != nil {
				t.Fatal(err)
			}
		}
		if on.calls != 0 || s.n.Load() != 2 {
			t.Errorf("answers that may hold passwords: %d calls of the store, %d requests", on.calls, s.n.Load())
		}
	})
}

func TestAFailingStoreStopsNoPoll(t *testing.T) {
	for name, on := range map[string]*board{"it refuses": {broken: true}, "it hangs": {hangs: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &counting{}
				c := host(t, s.trip, on)
				began := time.Now()
				for i := range 20 {
					if _, err := c.Get(poll(t.Context(), time.Second), "ask", "x"+strconv.Itoa(i), nil); err != nil {
						t.Fatal(err)
					}
				}
				if s.n.Load() != 20 || on.calls > 3 || time.Since(began) > 3*limitShared {
					t.Errorf("%d requests, %d calls of the store, in %s", s.n.Load(), on.calls, time.Since(began))
				}
			})
		})
	}
}

func TestAPersonDoesNotWaitForAnotherHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, on := &counting{}, &board{}
		c := host(t, s.trip, on)
		// Another host has the lease and died.
		name := c.sharedName("/api/biz2/x")
		if mine, err := on.Lease(t.Context(), name, "gone", time.Hour); !mine || err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		start(t, &wg, c, poll(t.Context(), time.Second), "GET", "x")
		if s.n.Load() != 0 {
			t.Fatal("the poll didn't wait for the other host")
		}
		began := time.Now()
		start(t, &wg, c, t.Context(), "GET", "x")
		wg.Wait()
		if s.n.Load() != 1 || time.Since(began) > 0 {
			t.Errorf("a person's answer took %s and %d requests", time.Since(began), s.n.Load())
		}
		// A poll alone waits, and then asks for itself.
		began = time.Now()
		start(t, &wg, c, poll(t.Context(), time.Second), "GET", "x")
		time.Sleep(2 * time.Second)
		on.mu.Lock()
		on.answers = map[string]Answer{}
		on.mu.Unlock()
		start(t, &wg, c, poll(t.Context(), time.Second), "GET", "x")
		wg.Wait()
		if s.n.Load() != 2 || time.Since(began) > 2*time.Second+leaseFor+lookEvery {
			t.Errorf("%d requests after %s", s.n.Load(), time.Since(began))
		}
	})
}

// A poll that was under way while something was changed, where several requests travel at once, is kept for nobody.
func TestAPollOfBeforeAChangeIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &counting{took: 5 * time.Second}
		cfg := config(t, "https://api.test/api/biz2")
		cfg.Nonces, cfg.Parallel = nil, 4
		cfg.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			switch {
			case r.Method == http.MethodPut:
				time.Sleep(2 * time.Second) // the fake clock's
				return reply(200, "{}"), nil
			case strings.HasSuffix(r.URL.Path, "/quick"):
				return reply(200, strconv.FormatInt(s.n.Add(1), 10)), nil
			}
			return s.trip(r)
		})}
		c := New(cfg)
		var wg sync.WaitGroup
		start(t, &wg, c, poll(t.Context(), time.Minute), "GET", "x")
		time.Sleep(time.Second)
		changed := start(t, &wg, c, t.Context(), "PUT", "x")
		time.Sleep(time.Second)
		start(t, &wg, c, poll(t.Context(), time.Minute), "GET", "quick") // it is asked and answered while the change is on its way
		wg.Wait()
		if *changed != nil {
			t.Fatal(*changed)
		}
		if a, err := c.Get(poll(t.Context(), time.Minute), "ask", "quick", nil); err != nil || string(a.Body) != "3" {
			t.Errorf("after the change a quick poll got answer %s, %v", a.Body, err)
		}
		a, err := c.Get(poll(t.Context(), time.Minute), "ask", "x", nil)
		if err != nil || string(a.Body) != "4" {
			t.Errorf("after the change a poll got answer %s, %v", a.Body, err)
		}
	})
}

// late is a store whose answer comes when the test says so.
type late struct {
	board
	gate chan struct{}
}

func (l *late) Answer(context.Context, string) ([]byte, time.Time, bool, error) {
	<-l.gate
	return []byte(`"old"`), time.Now(), true, nil
}

// Who joins while another host's answer is on its way gets a new one all the same.
func TestAPersonWhoJoinsGetsNoOtherHostsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, on := &counting{}, &late{gate: make(chan struct{})}
		c := host(t, s.trip, on)
		var wg sync.WaitGroup
		var person *Answer
		start(t, &wg, c, poll(t.Context(), time.Second), "GET", "x")
		wg.Go(func() {
			var err error
			if person, err = c.Get(t.Context(), "ask", "x", nil); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		close(on.gate)
		wg.Wait()
		if s.n.Load() != 1 || string(person.Body) != "1" {
			t.Errorf("%d requests, a person got %s", s.n.Load(), person.Body)
		}
	})
}
