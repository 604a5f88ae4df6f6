package wire

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counting answers each request with its number, after a while.
type counting struct {
	took time.Duration
	n    atomic.Int64
	fail atomic.Int64 // the status to refuse with; 0 answers
}

func (s *counting) trip(r *http.Request) (*http.Response, error) {
	n := s.n.Add(1)
	select {
	case <-time.After(s.took):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if status := s.fail.Load(); status != 0 {
		return reply(int(status), `{"error":"no"}`), nil
	}
	return reply(200, strconv.FormatInt(n, 10)), nil
}

// poll is a poll that is content with what came within d.
func poll(ctx context.Context, d time.Duration) context.Context { return Within(Background(ctx), d) }

func TestAHundredScreensMakeOnePollAnInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sessions, every, lasts = 100, 5 * time.Second, time.Minute
		s := &counting{took: 300 * time.Millisecond}
		c := fake(t, s.trip)
		ctx, stop := context.WithTimeout(t.Context(), lasts)
		defer stop()
		var wg sync.WaitGroup
		var oldest atomic.Int64
		for i := range sessions {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * every / sessions) // none is in step with another
				for tick := time.NewTicker(every); ; {
					a, err := c.Get(poll(ctx, every*9/10), "read the service", "v1/service/x", nil)
					if err == nil {
						age := time.Since(a.At)
						for was := oldest.Load(); age > time.Duration(was) && !oldest.CompareAndSwap(was, int64(age)); was = oldest.Load() {
						}
					} else if ctx.Err() == nil {
						t.Error(err)
					}
					select {
					case <-tick.C:
					case <-ctx.Done():
						tick.Stop()
						return
					}
				}
			})
		}
		wg.Wait()
		// One an interval, which is a little shorter than the pollers' own.
		if got, most := s.n.Load(), int64(lasts/(every*9/10))+1; got > most || got < int64(lasts/every)-1 {
			t.Errorf("%d sessions made %d requests in %s, at most %d were due", sessions, got, lasts, most)
		}
		if age := time.Duration(oldest.Load()); age == 0 || age > every*9/10 {
			t.Errorf("the oldest answer that was given had come %s before: it should tell when it came, and be within 4.5 s", age)
		}
	})
}

func TestPeopleAlwaysGetANewAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &counting{}
		c := fake(t, s.trip)
		get := func(ctx context.Context) string {
			t.Helper()
			a, err := c.Get(ctx, "ask", "x", nil)
			if err != nil {
				t.Fatal(err)
			}
			return string(a.Body)
		}
		for i, step := range []struct {
			ctx  context.Context
			want string
		}{
			{poll(t.Context(), time.Minute), "1"},
			{poll(t.Context(), time.Minute), "1"},
			{t.Context(), "2"},                      // a person
			{Within(t.Context(), time.Minute), "3"}, // a person, whatever else is said
			{poll(t.Context(), time.Minute), "3"},   // polls have what people asked for
			{Background(t.Context()), "4"},          // a poll that says nothing of age
			{Once(poll(t.Context(), time.Minute)), "5"},
		} {
			if got := get(step.ctx); got != step.want {
				t.Errorf("step %d got answer %s, want %s", i, got, step.want)
			}
		}
		time.Sleep(10 * time.Second)
		if got := get(poll(t.Context(), 5*time.Second)); got != "6" {
			t.Errorf("who wants what came within 5 s got answer %s, of 10 s ago", got)
		}
		if _, err := c.Send(t.Context(), "change", "PUT", "y", nil); err != nil {
			t.Fatal(err)
		}
		if got := get(poll(t.Context(), time.Minute)); got != "8" {
			t.Errorf("after a change: answer %s, want one of after it", got)
		}
		time.Sleep(time.Minute + 1)
		if got := get(poll(t.Context(), time.Minute)); got != "9" {
			t.Errorf("after more than a minute: answer %s, want a new one", got)
		}
	})
}

func TestAnswersAreDroppedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fake(t, (&counting{}).trip)
		held := func() (n int) {
			c.mu.Lock()
			defer c.mu.Unlock()
			for _, l := range c.shelf.lots {
				if l.answer != nil {
					n++
				}
			}
			if n == 0 && c.shelf.bytes != 0 {
				t.Errorf("nothing is kept, and %d bytes are counted", c.shelf.bytes)
			}
			return n
		}
		for _, ctx := range []context.Context{poll(t.Context(), 5*time.Second), Private(poll(t.Context(), time.Hour))} {
			path := fmt.Sprint("x", marksOf(ctx).private)
			if _, err := c.Get(ctx, "ask", path, nil); err != nil {
				t.Fatal(err)
			}
		}
		if held() != 2 {
			t.Fatalf("%d answers are kept, want 2", held())
		}
		time.Sleep(5*time.Second + 1)
		synctest.Wait()
		if held() != 1 {
			t.Errorf("%d answers are kept after 5 s, want the other one", held())
		}
		time.Sleep(longestPrivate)
		synctest.Wait()
		if held() != 0 {
			t.Error("an answer that may hold a password is kept for longer than a minute")
		}
	})
}

func TestFailuresArePolledOnceToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &counting{}
		s.fail.Store(404)
		c := fake(t, s.trip)
		for range 50 {
			_, err := c.Get(poll(t.Context(), 4*time.Second), "read the service", "x", nil)
			if e := mustFail(t, err); e.Kind != KindNotFound || e.Op != "read the service" {
				t.Fatalf("got %v", e)
			}
		}
		if s.n.Load() != 1 {
			t.Errorf("50 polls of what fails made %d requests", s.n.Load())
		}
		s.fail.Store(0)
		if _, err := c.Get(t.Context(), "ask", "x", nil); err != nil {
			t.Errorf("a person got the failure of before: %v", err)
		}
		if _, err := c.Get(poll(t.Context(), 4*time.Second), "ask", "x", nil); err != nil {
			t.Errorf("a poll got the failure after there was an answer: %v", err)
		}
	})
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		big := `"` + strings.Repeat("x", 1<<20) + `"`
		c := fake(t, func(*http.Request) (*http.Response, error) { return reply(200, big), nil })
		for i := range 40 {
			time.Sleep(time.Millisecond) // the fake clock's: who asked last is told by it
			if _, err := c.Get(poll(t.Context(), time.Minute), "ask", "big"+strconv.Itoa(i), nil); err != nil {
				t.Fatal(err)
			}
		}
		if c.shelf.bytes > mostKeptBytes || c.shelf.bytes < mostKeptBytes/2 {
			t.Errorf("%d bytes are kept, of at most %d", c.shelf.bytes, mostKeptBytes)
		}
		if c.shelf.lots["/api/biz2/big39"] == nil || c.shelf.lots["/api/biz2/big0"] != nil {
			t.Error("the latest must stay, the earliest go")
		}
		c = fake(t, (&counting{}).trip)
		for i := range mostKept + 50 {
			if _, err := c.Get(poll(t.Context(), time.Minute), "ask", "x"+strconv.Itoa(i), nil); err != nil {
				t.Fatal(err)
			}
		}
		if len(c.shelf.lots) != mostKept {
			t.Errorf("%d answers are kept, want %d", len(c.shelf.lots), mostKept)
		}
	})
}

func TestAPersonGoesBeforeAHundredPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{t: t}
		c := fake(t, s.trip)
		var wg sync.WaitGroup
		for i := range 101 {
			start(t, &wg, c, poll(t.Context(), time.Second), "GET", "poll"+strconv.Itoa(i))
		}
		person := start(t, &wg, c, t.Context(), "GET", "person")
		wg.Wait()
		if *person != nil {
			t.Error(*person)
		}
		if len(s.seen) != 102 || s.seen[1] != "GET person" {
			t.Errorf("of %d requests the second was %q: people go before polls", len(s.seen), s.seen[1])
		}
	})
}

func TestPollersUnderRace(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		if n%7 == 0 {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = fmt.Fprintf(w, `{"n":%d}`, n)
	}))
	defer server.Close()
	cfg := config(t, server.URL)
	cfg.Shared = &board{}
	c := New(cfg)
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			for j := range 30 {
				ctx, cancel := context.WithCancel(t.Context())
				switch path := "p" + strconv.Itoa(j%5); i % 5 {
				case 0:
					_, _ = c.Get(ctx, "person", path, nil)
				case 1:
					_, _ = c.Get(Private(poll(ctx, time.Millisecond)), "private", path, nil)
				case 2:
					go cancel()
					_, _ = c.Get(poll(ctx, time.Millisecond), "leaves", path, nil)
				default:
					a, err := c.Get(poll(ctx, 2*time.Millisecond), "poll", path, nil)
					if err == nil && len(a.Body) == 0 {
						t.Error("an answer without a body")
					}
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if got := asked.Load(); got == 0 || got > 60*30 {
		t.Errorf("%d requests were made", got)
	}
}

func BenchmarkAPollThatIsAnsweredFromWhatIsKept(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"a":1}`)) }))
	defer server.Close()
	c := New(config(&testing.T{}, server.URL))
	ctx := poll(b.Context(), time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(ctx, "ask", "x", nil); err != nil {
			b.Fatal(err)
		}
	}
}
