package wire

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func dated(at time.Time) http.Header {
	return http.Header{"Date": {at.UTC().Format(http.TimeFormat)}}
}

// The skew that is found is never further off than the answers leave open, and none is invented.
func TestSkewIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m meter
		skew := time.Duration(rapid.Int64Range(-5e12, 5e12).Draw(t, "skew"))
		now := time.Unix(1_700_000_000, rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		for range rapid.IntRange(1, 20).Draw(t, "answers") {
			there, back := time.Duration(rapid.IntRange(0, 2e9).Draw(t, "there")), time.Duration(rapid.IntRange(0, 2e9).Draw(t, "back"))
			sent := now
			now = now.Add(there)
			stamp := now.Add(skew)
			now = now.Add(back)
			m.learn(dated(stamp), sent, now)
			now = now.Add(time.Minute)
		}
		got := m.skew()
		if !got.Known || (got.By-skew).Abs() > 4*time.Second {
			t.Fatalf("skew %v, found %+v", skew, got)
		}
		if skew.Abs() < time.Second && got.By != 0 {
			t.Fatalf("skew %v can't be told from none, yet %v is shown", skew, got.By)
		}
	})
}

func TestSkewNarrowsAndForgets(t *testing.T) {
	var m meter
	at := time.Unix(1_700_000_000, 0)
	if m.skew().Known || !m.correct(at).Equal(at) {
		t.Error("a skew is known before any answer")
	}
	for ms := range 10 {
		local := at.Add(time.Duration(ms*100) * time.Millisecond)
		m.learn(dated(local.Add(3*time.Minute)), local, local)
	}
	if by := m.skew().By; (by - 3*time.Minute).Abs() > 60*time.Millisecond {
		t.Errorf("ten answers leave %v", by)
	}
	m.learn(dated(at.Add(-time.Hour)), at, at)
	if by := m.skew().By; (by + time.Hour).Abs() > time.Second {
		t.Errorf("after a clock was set: %v", by)
	}
	if s := m.skew(); !s.Corrected {
		t.Errorf("an hour's skew isn't corrected: %+v", s)
	}
	before := m.skew()
	for _, h := range []http.Header{{}, {"Date": {"yesterday"}}, {"Date": dated(at)["Date"], "Age": {"7"}}} {
		if _, ok := m.learn(h, at, at); ok || m.skew() != before {
			t.Errorf("learned from %v", h)
		}
	}
	m.learn(dated(at.Add(90*24*time.Hour)), at, at)
	if !m.correct(at).Equal(at) {
		t.Error("a skew of 90 days is believed")
	}
}

// server is a wire that checks nonces as AXON does, by a clock of its own.
type server struct {
	ahead time.Duration
	last  float64
	seen  int
}

func (s *server) trip(r *http.Request) (*http.Response, error) {
	s.seen++
	now := time.Now().Add(s.ahead)
	nonce, err := strconv.ParseFloat(r.Header.Get("X-API-TS"), 64)
	date := now.UTC().Format(http.TimeFormat)
	if off := nonce - float64(now.UnixMilli())/1000; err != nil || math.Abs(off) > 120 || nonce <= s.last {
		return reply(401, `{"error":"authentication failed"}`, "Date", date), nil
	}
	s.last = nonce
	return reply(200, "{}", "Date", date), nil
}

func TestClockBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{ahead: 3 * time.Minute}
		c := fake(t, s.trip)
		e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", nil)))
		if e.Kind != KindAuth || s.seen != 1 || e.MayHaveActed || !strings.Contains(e.Means, "3 min behind AXON's clock") {
			t.Errorf("%+v", e)
		}
		checkSentence(t, e, "order")
		if _, err := c.Send(t.Context(), "order", "POST", "v1/x", nil); err != nil {
			t.Errorf("the next one is not corrected: %v", err)
		}
		if by := c.Skew().By; (by - 3*time.Minute).Abs() > time.Second {
			t.Errorf("skew %v", by)
		}
		s = &server{ahead: 3 * time.Minute}
		if _, err := fake(t, s.trip).Get(t.Context(), "ask", "v1/x", nil); err != nil || s.seen != 2 {
			t.Errorf("a GET mends itself: %d tries, %v", s.seen, err)
		}
	})
}

func TestClockAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{ahead: -3 * time.Minute}
		c := fake(t, s.trip)
		e := mustFail(t, second(c.Get(t.Context(), "ask", "v1/x", nil)))
		if e.Kind != KindAuth || s.seen != 1 || !strings.Contains(e.Means, "3 min ahead of AXON's clock") || !strings.Contains(e.Next, "again in 1 min 2 s") {
			t.Errorf("after %d: %+v", s.seen, e)
		}
		time.Sleep(62 * time.Second) // fake time: as the sentence says
		if _, err := c.Get(t.Context(), "ask", "v1/x", nil); err != nil {
			t.Errorf("the sentence promised too much: %v", err)
		}
	})
}

func TestOtherRefusals(t *testing.T) {
	for _, tc := range []struct{ said, date, means string }{
		{"nonce already used", "now", "another program or computer may use this key"},
		{"X-API-TS is not above the last", "", "another program or computer may use this key"},
		{"the digest is not that of method, path and nonce", "now", "the secret is not the one of this key"},
		{"no", "now", "this computer's address is not on the key's access list"},
		{"no", "", "this computer's address is not on the key's access list"},
		{"no", "Mon, 02 Jan 2006 15:04:05 GMT", "ahead of AXON's clock"},
	} {
		t.Run(fmt.Sprint(tc.said, tc.date), func(t *testing.T) {
			n := 0
			c := fake(t, func(*http.Request) (*http.Response, error) {
				n++
				if tc.date == "now" {
					tc.date = time.Now().UTC().Format(http.TimeFormat)
				}
				return reply(401, tc.said, "Date", tc.date), nil
			})
			e := mustFail(t, second(c.Get(t.Context(), "ask", "v1/x", nil)))
			if e.Kind != KindAuth || n != 1 || !strings.Contains(e.Means, tc.means) {
				t.Errorf("after %d: %+v", n, e)
			}
		})
	}
}
