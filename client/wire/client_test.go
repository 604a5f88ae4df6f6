package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// recorder is a real server that remembers what reached it.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	seen []*http.Request
	body []string
}

func serve(t *testing.T, answer func(n int, w http.ResponseWriter, r *http.Request)) *recorder {
	t.Helper()
	rec := &recorder{}
	rec.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		rec.mu.Lock()
		rec.seen, rec.body = append(rec.seen, r), append(rec.body, string(body))
		n := len(rec.seen)
		rec.mu.Unlock()
		answer(n, w, r)
	}))
	rec.Config.ErrorLog = log.New(io.Discard, "", 0)
	rec.Start()
	t.Cleanup(rec.Close)
	return rec
}

func (r *recorder) requests() []*http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen)
}

func say(w io.Writer, s string) { _, _ = io.WriteString(w, s) }

// hangUp closes the connection under a request that was read.
func hangUp(t *testing.T, w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_ = conn.Close()
}

func TestGetOverHTTP(t *testing.T) {
	srv := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { say(w, `{"total":1}`) })
	c := New(config(t, srv.URL+"/api/biz2/"))
	answer, err := c.Get(t.Context(), "find it", "/v1/a%2Fb/c%20d", url.Values{"q": {"x&y"}})
	if err != nil {
		t.Fatal(err)
	}
	r := srv.requests()[0]
	if r.RequestURI != "/api/biz2/v1/a%2Fb/c%20d?q=x%26y" || string(answer.Body) != `{"total":1}` || answer.Status != 200 {
		t.Errorf("asked %q, got %s", r.RequestURI, answer.Body)
	}
	// What is signed is the path just as it went over the wire.
	mac := hmac.New(sha256.New, []byte(testSecret))
	mac.Write([]byte("GET/api/biz2/v1/a%2Fb/c%20d" + r.Header.Get("X-API-TS")))
	if want := testKey + ":" + hex.EncodeToString(mac.Sum(nil)); r.Header.Get("X-API-Key") != want {
		t.Errorf("signature %q, want %q", r.Header.Get("X-API-Key"), want)
	}
	if r.ContentLength != 0 || len(r.TransferEncoding) != 0 || r.Header.Get("Accept") != "application/json" {
		t.Errorf("a GET has a body or lacks Accept: %v %v %v", r.ContentLength, r.TransferEncoding, r.Header)
	}
}

func TestSendOverHTTP(t *testing.T) {
	srv := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(map[int]int{1: 200, 2: 202, 3: 204}[n])
		if n == 1 {
			say(w, "{}")
		}
	})
	c := New(config(t, srv.URL))
	for n, tc := range []struct{ method, body string }{{"POST", `{"a":1}`}, {"PUT", `{"b":2}`}, {"DELETE", ""}} {
		answer, err := c.Send(t.Context(), "send it", tc.method, "v1/x", []byte(tc.body))
		if err != nil {
			t.Fatal(tc.method, err)
		}
		r := srv.requests()[n]
		if r.Method != tc.method || srv.body[n] != tc.body || r.ContentLength != int64(len(tc.body)) || answer.Status == 0 {
			t.Errorf("%s arrived as %s %q, length %d", tc.method, r.Method, srv.body[n], r.ContentLength)
		}
	}
	if e := mustFail(t, second(c.Send(t.Context(), "x", "GET", "v1/x", nil))); e.Kind != KindLocal || len(srv.requests()) != 3 {
		t.Errorf("Send takes a GET: %v", e)
	}
}

func second[T any](_ T, err error) error { return err }

func TestPathsStayInBase(t *testing.T) {
	srv := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { say(w, "{}") })
	c := New(config(t, srv.URL+"/api"))
	for _, path := range []string{"../x", "v1/../../x", "v1/%2e%2e/x", "v1/x?admin=1", "v1/x#y", "v1\\x", "v1/%zz", "v1/a b", "v1/\x00"} {
		if e := mustFail(t, second(c.Get(t.Context(), "ask", path, nil))); e.Kind != KindLocal {
			t.Errorf("%q: %v", path, e)
		}
	}
	if e := mustFail(t, second(New(Config{}).Get(t.Context(), "ask", "v1", nil))); e.Kind != KindLocal {
		t.Errorf("no base: %v", e)
	}
	if n := len(srv.requests()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

// A kept connection that dies under a request must not make net/http repeat it: the nonce is used up, and the
// deed may be done.
func TestNothingIsResentByItself(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		for _, body := range []string{"", `{"a":1}`} {
			t.Run(method+body, func(t *testing.T) {
				srv := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
					if n == 1 {
						say(w, "{}")
						return
					}
					hangUp(t, w)
				})
				c := New(config(t, srv.URL))
				if _, err := c.Get(t.Context(), "warm up", "v1/x", nil); err != nil {
					t.Fatal(err)
				}
				e := mustFail(t, second(c.Send(t.Context(), "order", method, "v1/x", []byte(body))))
				if !e.MayHaveActed || e.Kind != KindNetwork || !strings.Contains(e.Error(), "Look whether it was done") {
					t.Errorf("%+v", e)
				}
				if n := len(srv.requests()); n != 2 {
					t.Errorf("%d requests reached the server, want the GET and one %s", n, method)
				}
			})
		}
	}
}

func TestRetriedGetTakesNewNonce(t *testing.T) {
	srv := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 2 {
			hangUp(t, w)
			return
		}
		say(w, "{}")
	})
	c := New(config(t, srv.URL))
	for range 2 {
		if _, err := c.Get(t.Context(), "ask", "v1/x", nil); err != nil {
			t.Fatal(err)
		}
	}
	var nonces []string
	for _, r := range srv.requests() {
		nonces = append(nonces, r.Header.Get("X-API-TS"))
	}
	if len(nonces) != 3 || !slices.IsSorted(nonces) || len(slices.Compact(slices.Clone(nonces))) != 3 {
		t.Errorf("nonces %q: each attempt needs its own, rising", nonces)
	}
	log := c.Log().Snapshot()
	if len(log) != 3 || log[1].Err == "" || log[2].Attempt != 2 {
		t.Errorf("records %+v", log)
	}
}

// A send goes over a connection of its own, so one that the server closed meanwhile can't spoil it.
func TestSendSurvivesDeadKeptConnection(t *testing.T) {
	srv := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { say(w, "{}") })
	c := New(config(t, srv.URL))
	if _, err := c.Get(t.Context(), "warm up", "v1/x", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), "order", "POST", "v1/x", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	seen := srv.requests()
	if seen[0].RemoteAddr == seen[1].RemoteAddr {
		t.Error("the POST went over the kept connection")
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { say(w, "{}") })
	srv := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		status := http.StatusTemporaryRedirect
		if r.Method == http.MethodPost {
			status = http.StatusSeeOther
		}
		http.Redirect(w, r, other.URL+"/steal", status)
	})
	found := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	if e := mustFail(t, second(New(config(t, found.URL)).Get(t.Context(), "ask", "v1/x", nil))); e.Status != http.StatusFound {
		t.Errorf("%+v", e)
	}
	for _, own := range []*http.Client{nil, {}} {
		cfg := config(t, srv.URL)
		cfg.HTTP = own
		c := New(cfg)
		e := mustFail(t, second(c.Get(t.Context(), "ask", "v1/x", nil)))
		if e.Kind != KindOther || e.Status != 307 || !strings.Contains(e.Means, strings.TrimPrefix(other.URL, "http://")) {
			t.Errorf("%+v", e)
		}
		if e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", []byte("{}")))); !e.MayHaveActed {
			t.Errorf("a redirected POST: %+v", e)
		}
	}
	if n := len(other.requests()); n != 0 {
		t.Errorf("%d requests reached the other host", n)
	}
}

func TestHalfBodies(t *testing.T) {
	srv := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if n%2 == 0 {
			say(w, `{"whole":true}`)
			return
		}
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
		_ = buf.Flush()
		_ = conn.Close()
	})
	c := New(config(t, srv.URL))
	answer, err := c.Get(t.Context(), "ask", "v1/x", nil)
	if err != nil || !bytes.Contains(answer.Body, []byte("whole")) {
		t.Errorf("a GET is asked again: %v", err)
	}
	e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", []byte("{}"))))
	if e.Kind != KindGarbled || !e.MayHaveActed || e.Status != 200 || !strings.Contains(e.What, "broke off after 8 bytes") {
		t.Errorf("%+v", e)
	}
}

// A transport that does not check the length itself, as a caller may give.
func TestShortBodyIsNoticed(t *testing.T) {
	c := fake(t, func(*http.Request) (*http.Response, error) {
		resp := reply(200, "[]")
		resp.ContentLength = 100
		return resp, nil
	})
	e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", nil)))
	if e.Kind != KindGarbled || !e.MayHaveActed || !errors.Is(e, io.ErrUnexpectedEOF) {
		t.Errorf("%+v", e)
	}
}

func TestConnectionFailures(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	_ = l.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer secure.Close()
	plain := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { say(w, "{}") })
	for _, tc := range []struct{ name, base, want string }{
		{"refused", closed, "127.0.0.1 refuses the connection"},
		{"not trusted", secure.URL, "signed by nobody that this computer trusts"},
		{"no TLS", strings.Replace(plain.URL, "http", "https", 1), "answers without encryption"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := New(config(t, tc.base))
			e := mustFail(t, second(c.Send(t.Context(), "order", "POST", "v1/x", []byte("{}"))))
			if e.Kind != KindNetwork || e.MayHaveActed || !strings.Contains(e.What, tc.want) || e.Means != "Nothing was sent to AXON" {
				t.Errorf("%+v", e)
			}
		})
	}
}
