package wire

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetriesStopWhenItWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := fake(t, func(*http.Request) (*http.Response, error) {
			if n++; n < 4 {
				return reply(503, "busy"), nil
			}
			return reply(200, "{}"), nil
		})
		began := time.Now()
		if _, err := c.Get(t.Context(), "ask", "v1/x", nil); err != nil {
			t.Fatal(err)
		}
		// 0.5, 1 and 2 s, each give or take half.
		if took := time.Since(began); n != 4 || took < 1750*time.Millisecond || took > 5250*time.Millisecond {
			t.Errorf("%d tries in %v", n, took)
		}
	})
}

func TestRetriesGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fake(t, func(*http.Request) (*http.Response, error) { return reply(503, "busy"), nil })
		e := mustFail(t, second(c.Get(t.Context(), "ask", "v1/x", nil)))
		if e.Kind != KindServer || !strings.Contains(e.Error(), "busy, in 4 attempts. AXON has a fault") {
			t.Errorf("%v", e)
		}
		if log := c.Log().Snapshot(); len(log) != 4 || log[3].Attempt != 4 || log[3].Status != 503 {
			t.Errorf("%+v", log)
		}
	})
}

// While one request waits for its next try, others must be able to go.
func TestLaneIsFreeBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []string
		c := fake(t, func(r *http.Request) (*http.Response, error) {
			order = append(order, r.Method)
			if len(order) == 1 {
				return reply(429, "", "Retry-After", "10"), nil
			}
			return reply(200, "{}"), nil
		})
		go func() {
			time.Sleep(time.Second) // fake time: within the wait
			if _, err := c.Send(t.Context(), "order", "POST", "v1/x", nil); err != nil {
				t.Error(err)
			}
		}()
		began := time.Now()
		if _, err := c.Get(t.Context(), "ask", "v1/x", nil); err != nil {
			t.Error(err)
		}
		if got := strings.Join(order, " "); got != "GET POST GET" || time.Since(began) != 10*time.Second {
			t.Errorf("%s in %v", got, time.Since(began))
		}
	})
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		date := "Mon, 02 Jan 2006 15:04:05 GMT"
		for _, tc := range []struct {
			value, date string
			want        time.Duration
			tries       int
		}{
			{"7", "", 7 * time.Second, 4},
			{"31", "", 31 * time.Second, 1},
			{"Mon, 02 Jan 2006 15:04:25 GMT", date, 20 * time.Second, 4},
			{"Mon, 02 Jan 2006 15:24:05 GMT", date, 20 * time.Minute, 1},
			{"Mon, 02 Jan 2006 15:00:00 GMT", date, 0, 4},
			{"soon", "", 0, 4},
			{"-5", "", 0, 4},
		} {
			n := 0
			c := fake(t, func(*http.Request) (*http.Response, error) {
				n++
				return reply(429, "", "Retry-After", tc.value, "Date", tc.date), nil
			})
			began := time.Now()
			e := mustFail(t, second(c.Get(t.Context(), "ask", "v1/x", nil)))
			if e.RetryAfter != tc.want || n != tc.tries || tc.want > 0 && n > 1 && time.Since(began) != 3*tc.want {
				t.Errorf("%q: %d tries in %v, %+v", tc.value, n, time.Since(began), e)
			}
			if tc.want > 0 && !strings.Contains(e.Next, "Wait "+spell(tc.want)) {
				t.Errorf("%q: next %q", tc.value, e.Next)
			}
		}
	})
}

// A caller whose time runs out between tries is told why the tries failed.
func TestDeadlineBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fake(t, func(*http.Request) (*http.Response, error) { return reply(503, "busy", "Retry-After", "20"), nil })
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		e := mustFail(t, second(c.Get(ctx, "ask", "v1/x", nil)))
		if e.Kind != KindServer || e.Said != "busy" || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %+v", time.Since(began), e)
		}
		hung := fake(t, hang)
		again, stop := context.WithTimeout(t.Context(), 5*time.Second)
		defer stop()
		if e := mustFail(t, second(hung.Get(again, "ask", "v1/x", nil))); e.Kind != KindTimeout || e.MayHaveActed {
			t.Errorf("%+v", e)
		}
	})
}
