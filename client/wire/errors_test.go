package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const page = "<!DOCTYPE html>\n<html><head><TITLE>Sign in &amp; <b>surf</b>\x1b[31m</TITLE></head></html>"

var statusCases = []struct {
	status int
	body   string
	kind   Kind
	said   string
	acted  bool // when it was a POST
	tries  int  // when it was a GET
}{
	{400, `{"error":"outer_vlan must be 2-3999"}`, KindBadInput, "outer_vlan must be 2-3999", false, 1},
	{422, `{"detail":["a","b"]}`, KindBadInput, "a; b", false, 1},
	{401, `{"message":"bad key"}`, KindAuth, "bad key", false, 1},
	{401, `{"error":"The digest of path and nonce does not match"}`, KindAuth, "The digest of path and nonce does not match", false, 1},
	// What a request delivered twice is told the second time.
	{401, `{"error":"The nonce 1.2 is not increasing"}`, KindAuth, "The nonce 1.2 is not increasing", true, 1},
	{403, `{"error":{"message":"not you","code":7}}`, KindForbidden, "not you; code: 7", false, 1},
	{404, "gone\n\n", KindNotFound, "gone", false, 1},
	{409, `{"error":"duplicate","field":"outer_vlan","status":409}`, KindConflict, "duplicate; field: outer_vlan", false, 1},
	{408, "", KindOther, "", true, 1},
	{418, `[{"message":"tea"},{"message":"tea"},null]`, KindOther, "tea", false, 1},
	{429, `"slow down"`, KindLimited, "slow down", false, 4},
	{500, `{"errors":{"a":["x"],"b":{"reason":"y"}}}`, KindServer, "a: x; b: y", true, 4},
	{502, page, KindServer, `a web page titled "Sign in & <b>surf</b>"`, true, 4},
	{503, "<html>", KindServer, "a web page without a title", true, 4},
	{200, page, KindGarbled, "", true, 1},
	{200, `{"half":`, KindGarbled, "", true, 4},
	{200, " \n", KindGarbled, "", true, 4},
	{200, `"` + strings.Repeat("x", 2<<20) + `"`, KindGarbled, "", true, 1},
	{302, "", KindOther, "", true, 1},
}

func TestStatusErrors(t *testing.T) {
	for _, tc := range statusCases {
		t.Run(fmt.Sprint(tc.status, " ", tc.said), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				c := fake(t, func(*http.Request) (*http.Response, error) { tries++; return reply(tc.status, tc.body), nil })
				c.cfg.Limit = 1 << 20
				e := mustFail(t, second(c.Get(t.Context(), "list locations", "v1/x", nil)))
				if e.Kind != tc.kind || e.Status != tc.status || e.Said != tc.said || tries != tc.tries || e.MayHaveActed {
					t.Errorf("GET after %d tries: %+v", tries, e)
				}
				checkSentence(t, e, "list locations")
				tries = 0
				e = mustFail(t, second(c.Send(t.Context(), "place the order", "POST", "v1/x", []byte("{}"))))
				if e.Kind != tc.kind || e.Status != tc.status || tries != 1 || e.MayHaveActed != tc.acted {
					t.Errorf("POST after %d tries: %+v", tries, e)
				}
				checkSentence(t, e, "place the order")
			})
		})
	}
}

// checkSentence holds for every error: three sentences on one line.
func checkSentence(t *testing.T, e *Error, op string) {
	t.Helper()
	s := e.Error()
	if !strings.HasPrefix(s, "Could not "+op+": ") && !strings.HasPrefix(s, "No sure answer came to the request to "+op+": ") || !strings.HasSuffix(s, ".") || strings.Contains(s, "..") || Clean(s) != s {
		t.Errorf("not a sentence: %q", s)
	}
	if e.What == "" || e.Means == "" || e.Next == "" || !strings.Contains(s, e.Means) || !strings.Contains(s, e.Next) {
		t.Errorf("says too little: %+v", e)
	}
	if e.MayHaveActed && !strings.Contains(s, "Look whether it was done") {
		t.Errorf("leaves out that it may be done: %s", s)
	}
}

var causeCases = []struct {
	name  string
	err   error
	kind  Kind
	acted bool
	want  string
}{
	{"dial", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, KindNetwork, false, "refuses the connection"},
	{"no route", &net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, KindNetwork, false, "no route to host"},
	{"name", &net.OpError{Op: "dial", Err: &net.DNSError{Name: "api.test", IsNotFound: true}}, KindNetwork, false, "is not known here"},
	{"reset", &net.OpError{Op: "read", Err: syscall.ECONNRESET}, KindNetwork, true, "cut before an answer"},
	{"EOF", io.EOF, KindNetwork, true, "cut before an answer"},
	{"garbage", errors.New(`malformed HTTP response "\x1b[31m"`), KindGarbled, true, "does not speak HTTP"},
	{"socket time-out", &net.OpError{Op: "read", Err: syscall.ETIMEDOUT}, KindTimeout, true, "within 30 s"},
	{"dial time-out", &net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}, KindTimeout, false, "came about in time"},
}

func TestTransportErrors(t *testing.T) {
	for _, tc := range causeCases {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := fake(t, func(*http.Request) (*http.Response, error) { return nil, tc.err })
				e := mustFail(t, second(c.Send(t.Context(), "place the order", "POST", "v1/x", []byte("{}"))))
				if e.Kind != tc.kind || e.MayHaveActed != tc.acted || e.Unsent == tc.acted || !strings.Contains(e.What, tc.want) || !errors.Is(e, tc.err) {
					t.Errorf("%+v", e)
				}
				checkSentence(t, e, "place the order")
				checkSentence(t, mustFail(t, second(c.Get(t.Context(), "list", "v1/x", nil))), "list")
			})
		})
	}
}

// hang answers nothing until the request is given up.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// dribble sends the head of an answer, and then nothing.
func dribble(r *http.Request) (*http.Response, error) {
	resp := reply(200, "")
	resp.ContentLength = -1
	body, w := io.Pipe()
	resp.Body = body
	go func() { <-r.Context().Done(); w.CloseWithError(r.Context().Err()) }()
	return resp, nil
}

func TestTimeouts(t *testing.T) {
	for name, wire := range map[string]roundTrip{"no answer": hang, "half an answer": dribble} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := fake(t, wire)
				began := time.Now()
				e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", []byte("{}"))))
				if e.Kind != KindTimeout || !e.MayHaveActed || e.Unsent || time.Since(began) != 30*time.Second || !errors.Is(e, context.DeadlineExceeded) {
					t.Errorf("after %v: %+v", time.Since(began), e)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				e = mustFail(t, second(c.Send(ctx, "order", "POST", "v1/x", []byte("{}"))))
				if e.Kind != KindTimeout || !e.MayHaveActed || !strings.Contains(e.What, "within 5 s") {
					t.Errorf("caller's limit: %+v", e)
				}
				ctx, cancel = context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				e = mustFail(t, second(c.Send(ctx, "order", "POST", "v1/x", []byte("{}"))))
				if e.Kind != KindCancelled || !e.MayHaveActed || !errors.Is(e, context.Canceled) {
					t.Errorf("cancelled: %+v", e)
				}
			})
		})
	}
}

func TestLocalFailures(t *testing.T) {
	nonces := &memory{fail: errors.New("the disk is full")}
	c := fake(t, func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return reply(200, "{}"), nil
	})
	c.cfg.Nonces = nonces
	e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", nil)))
	if e.Kind != KindLocal || e.MayHaveActed || !e.Unsent || !strings.Contains(e.Error(), "the disk is full") || !errors.Is(e, nonces.fail) {
		t.Errorf("%+v", e)
	}
}

func TestErrorWithoutWhat(t *testing.T) {
	e := &Error{Op: "list", Status: 409, Said: "taken", Means: "It clashes.", Next: "Change it"}
	if want := "Could not list: the server answered 409 (Conflict): taken. It clashes. Change it."; e.Error() != want {
		t.Errorf("%q, want %q", e, want)
	}
	if got := (&Error{}).Error(); got != "The request failed." {
		t.Errorf("%q", got)
	}
}

func TestSpell(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 s", 44600 * time.Millisecond: "45 s", 2 * time.Minute: "2 min", 182 * time.Second: "3 min 2 s",
		310 * time.Minute: "5 h 10 min", 24 * time.Hour: "24 h", 75 * time.Hour: "3 days",
	} {
		if got := spell(d); got != want {
			t.Errorf("spell(%v) = %q, want %q", d, got, want)
		}
	}
}

func FuzzSaid(f *testing.F) {
	for _, tc := range statusCases {
		if len(tc.body) < 1000 {
			f.Add([]byte(tc.body))
		}
	}
	f.Add([]byte(strings.Repeat("[", 200) + `"deep"`))
	f.Add([]byte("<html><title"))
	f.Add([]byte("\xef\xbb\xbf<!doctype HTML><title>İ</title>"))
	f.Add([]byte(`{"error":"` + testKey + `","` + testKey + `":1}`))
	red := newRedactor(testKey, testSecret)
	f.Fuzz(func(t *testing.T, body []byte) {
		said := red.said(body, false)
		if n := len([]rune(said)); n > saidRunes || Clean(said) != said {
			t.Fatalf("%d characters, or not clean: %q", n, said)
		}
		if strings.Contains(said, testKey) || strings.Contains(said, testSecret) {
			t.Fatalf("a secret is left in %q", said)
		}
	})
}
