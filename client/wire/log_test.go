package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

func TestLogKeepsTheLast(t *testing.T) {
	for _, n := range []int{0, 1, LogKept - 1, LogKept, LogKept + 1, 2*LogKept + 7} {
		l := NewLog(nil)
		for i := range n {
			l.add(t.Context(), Record{Bytes: i})
		}
		got := l.Snapshot()
		if len(got) != min(n, LogKept) || l.Total() != n {
			t.Fatalf("of %d records %d are kept, %d counted", n, len(got), l.Total())
		}
		for i, r := range got {
			if r.Bytes != n-len(got)+i {
				t.Fatalf("of %d records the one at %d is %d", n, i, r.Bytes)
			}
		}
	}
}

func TestLogIsSafeForAll(t *testing.T) {
	l := NewLog(slog.New(slog.NewJSONHandler(io.Discard, nil)))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				l.add(t.Context(), Record{})
				_ = l.Snapshot()
			}
		})
	}
	wg.Wait()
	if l.Total() != 1600 {
		t.Errorf("%d counted", l.Total())
	}
}

// echo answers with everything it was told, which is the worst a server can do.
func echo(status int) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		key := r.Header.Get("X-API-Key")
		_, digest, _ := strings.Cut(key, ":")
		told := []string{key, digest, testSecret, url.QueryEscape(testSecret), url.PathEscape(testSecret), testKey[:5] + "\u200b" + testKey[5:]}
		if status == 0 {
			return nil, fmt.Errorf("broken: %q for %s", told, r.URL)
		}
		body, err := json.Marshal(map[string]any{"error": told, testKey: digest})
		if status == 201 {
			body = append([]byte("not JSON "), body...)
		}
		return reply(status, string(body), "Location", "https://"+testKey+"/"+testSecret), err
	}
}

func TestNoSecretLeaks(t *testing.T) {
	for _, status := range []int{0, 201, 302, 400, 401, 403, 409, 418} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			var digests []string
			out := &bytes.Buffer{}
			c := fake(t, func(r *http.Request) (*http.Response, error) {
				_, digest, _ := strings.Cut(r.Header.Get("X-API-Key"), ":")
				digests = append(digests, digest)
				return echo(status)(r)
			})
			c.log = NewLog(slog.New(slog.NewJSONHandler(out, nil)))
			e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/"+url.PathEscape(testSecret)+"/"+testKey, []byte("{}"))))
			all := e.Error() + fmt.Sprintf("%+v", *e) + out.String() + fmt.Sprintf("%+v", c.Log().Snapshot())
			if e.Err != nil {
				all += e.Err.Error()
			}
			secrets := append(digests, testKey, testSecret, url.QueryEscape(testSecret), url.PathEscape(testSecret))
			for _, s := range secrets {
				if len(s) < 10 {
					t.Fatalf("%q is no secret: the test is broken", s)
				}
				if strings.Contains(all, s) {
					t.Errorf("%q leaks in %s", s, all)
				}
			}
			if out.Len() == 0 || !strings.Contains(all, redacted) {
				t.Errorf("nothing was logged or redacted: %s", all)
			}
		})
	}
}

func TestRedactor(t *testing.T) {
	r := newRedactor("", "abc", "abcdef", "a b/c")
	for in, want := range map[string]string{
		"":                     "",
		"plain":                "plain",
		"xabcdefx":             "x[redacted]x",
		"abc abcde":            "[redacted] [redacted]de",
		"?k=a+b%2Fc&a%20b%2Fc": "?k=[redacted]&[redacted]",
		"a\x1b[1mbc":           "[redacted]",
	} {
		if got := r.text(in); got != want {
			t.Errorf("text(%q) = %q, want %q", in, got, want)
		}
	}
}
