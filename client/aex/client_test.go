package aex

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

const (
	token = "token-that-nobody-may-see.0123456789"
	one   = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
)

var at = time.Date(2024, 12, 17, 13, 0, 0, 0, time.UTC)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// served is a server that answers by path, or everything alike, and remembers what it was asked.
type served struct {
	status  int
	body    string
	headers map[string]string
	routes  map[string]string // "GET /services" to a body, instead of status and body

	mu   sync.Mutex
	seen []string // "METHOD uri body"
	bare int      // requests without the token
}

func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+string(body)))
	if err != nil || r.Header.Get("Authorization") != "Bearer "+token {
		s.bare++
	}
	for key, value := range s.headers {
		w.Header().Set(key, value)
	}
	if route, ok := s.routes[r.Method+" "+r.URL.Path]; ok {
		_, _ = io.WriteString(w, route)
		return
	}
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.body)
}

func (s *served) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// desk is a client of a server, with what it keeps.
type desk struct {
	*Client
	*served
	store *memory
	log   *wire.Log
	out   *bytes.Buffer // the log as it would be written
}

func serve(t *testing.T, s *served) desk {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL + "/v1")
	if err != nil {
		t.Fatal(err)
	}
	d := desk{served: s, store: newMemory(), out: &bytes.Buffer{}}
	d.log = wire.NewLog(slog.New(slog.NewJSONHandler(d.out, nil)))
	d.Client = New(Config{Base: base, Token: " " + token + "\n", Gates: d.store, Cache: d.store, Log: d.log, Clock: d.store.now})
	t.Cleanup(func() {
		if s.bare > 0 {
			t.Errorf("%d requests without the token", s.bare)
		}
	})
	return d
}

// memory is Gates and Cache as one process would have them, under a clock of the test's.
type memory struct {
	mu    sync.Mutex
	at    time.Time
	gates map[string]time.Time
	kept  map[string][]byte
	fail  error
}

func newMemory() *memory {
	return &memory{at: at, gates: map[string]time.Time{}, kept: map[string][]byte{}}
}

func (m *memory) now() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.at }

func (m *memory) advance(d time.Duration) { m.mu.Lock(); defer m.mu.Unlock(); m.at = m.at.Add(d) }

func (m *memory) Enter(_ context.Context, gate string, every time.Duration, now time.Time) (time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if wait := m.gates[gate].Sub(now); wait > 0 || m.fail != nil {
		return wait, m.fail
	}
	m.gates[gate] = now.Add(every)
	return 0, nil
}

func (m *memory) Opens(_ context.Context, gate string, now time.Time) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gates[gate].After(now) {
		return m.gates[gate], m.fail
	}
	return now, m.fail
}

func (m *memory) Reset(_ context.Context, gate string, _, opens time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gates[gate] = opens
	return m.fail
}

func (m *memory) CacheGet(_ context.Context, key string) ([]byte, time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body, ok := m.kept[key]
	return body, at, ok, m.fail
}

func (m *memory) CachePut(_ context.Context, key string, body []byte, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[key] = body
	return m.fail
}

func failed(t *testing.T, err error) *wire.Error {
	t.Helper()
	var e *wire.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %T (%v), want *wire.Error", err, err)
	}
	if e.Op == "" || e.Means == "" || e.Next == "" {
		t.Errorf("no sentences: %v", err)
	}
	return e
}

func second[T any](_ T, err error) error { return err }

func decoded[T any](t testing.TB, body []byte, decode func(loose.Value, time.Time) (T, bool)) T {
	t.Helper()
	v, ok := loose.Parse(body)
	if !ok {
		t.Fatalf("not JSON: %.60s", body)
	}
	got, ok := decode(v, at)
	if !ok {
		t.Fatalf("nothing useful in %.60s", body)
	}
	return got
}

func create(ctx context.Context, c *Client) (Service, error) {
	_, s, err := c.Create(ctx, NewService{CustomerID: "a", ProductID: "b", PremiseID: "c"})
	return s, err
}

func ptr(s string) *string { return &s }

// calls has every call of the API, what it puts on the wire, and an answer.
var calls = []struct {
	want, answer string
	do           func(ctx context.Context, c *Client) (any, error)
}{
	{"GET /v1/services?page=1", "list.json", func(ctx context.Context, c *Client) (any, error) { return c.Services(ctx, "", 0, 0) }},
	{
		"GET /v1/services?page=3&page_size=50&status=Pending+installation%26x", "list.json",
		func(ctx context.Context, c *Client) (any, error) {
			return c.Services(ctx, "Pending installation&x", 3, 50)
		},
	},
	{"GET /v1/services/" + one, `{"id":"x"}`, func(ctx context.Context, c *Client) (any, error) { return c.Service(ctx, one) }},
	{"GET /v1/services/snapshot", "snapshot.json", func(ctx context.Context, c *Client) (any, error) { return c.Snapshot(ctx) }},
	{"GET /v1/services/" + one + "/device/status", "device.json", func(ctx context.Context, c *Client) (any, error) { return c.Device(ctx, one) }},
	{"GET /v1/services/" + one + "/device/status/live", "device.json", func(ctx context.Context, c *Client) (any, error) { return c.LiveDevice(ctx, one) }},
	{"GET /v1/services/" + one + "/radius/status", "radius.json", func(ctx context.Context, c *Client) (any, error) { return c.Radius(ctx, one) }},
	{"GET /v1/services/" + one + "/radius/usage", "usage.json", func(ctx context.Context, c *Client) (any, error) { return c.Usage(ctx, one) }},
	{
		`PUT /v1/services/` + one + ` {"isp_reference":"R-1","wifi_username":""}`, `{"id":"x","isp_reference":"R-1"}`,
		func(ctx context.Context, c *Client) (any, error) {
			return c.Update(ctx, one, Change{Reference: ptr("R-1"), WiFiUser: ptr("")})
		},
	},
	{
		"GET /v1/customers?emailAddress=a%2Bb%40c.za&email_address=a%2Bb%40c.za&page=2", `{"items":[]}`,
		func(ctx context.Context, c *Client) (any, error) { return c.Customers(ctx, "a+b@c.za", 2) },
	},
	{"GET /v1/customers/" + one, `{"id":"x"}`, func(ctx context.Context, c *Client) (any, error) { return c.Customer(ctx, one) }},
	{
		`POST /v1/customers {"email":"a@b.za","first_name":"A","last_name":"B","mobile_number":"+27"}`, `{"id":"x"}`,
		func(ctx context.Context, c *Client) (any, error) {
			return c.CreateCustomer(ctx, Customer{FirstName: " A ", LastName: "B", Email: "a@b.za", Mobile: "+27"})
		},
	},
	{"GET /v1/locations?address=1+Rivonia+Rd", `["1 Rivonia Road"]`, func(ctx context.Context, c *Client) (any, error) { return c.Addresses(ctx, "1 Rivonia Rd") }},
	{"GET /v1/locations/details?address=1+Rivonia", `{"premiseId":"p"}`, func(ctx context.Context, c *Client) (any, error) { return c.Premise(ctx, "1 Rivonia") }},
	{"GET /v1/work-orders/snapshot", `[{"work_order_id":"w"}]`, func(ctx context.Context, c *Client) (any, error) { return c.WorkOrders(ctx) }},
}

func TestCallsOnTheWire(t *testing.T) {
	for _, call := range calls {
		body := call.answer
		if strings.HasSuffix(body, ".json") {
			body = string(fixture(t, body))
		}
		d := serve(t, &served{status: 200, body: body})
		got, err := call.do(t.Context(), d.Client)
		if err != nil || reflect.ValueOf(got).IsZero() {
			t.Errorf("%s: %+v, %v", call.want, got, err)
		}
		same(t, d.requests(), []string{call.want})
	}
}

// What a call makes of an answer that holds nothing of use.
func TestUselessAnswersAreSentences(t *testing.T) {
	for _, call := range calls {
		d := serve(t, &served{status: 200, body: `"later"`})
		_, err := call.do(t.Context(), d.Client)
		if strings.HasPrefix(call.want, "PUT") {
			if err != nil {
				t.Errorf("%s was taken, yet: %v", call.want, err)
			}
			continue
		}
		e := failed(t, err)
		if e.Kind != wire.KindGarbled || e.MayHaveActed != strings.HasPrefix(call.want, "POST") || strings.Contains(err.Error(), "later") {
			t.Errorf("%s: %v", call.want, err)
		}
	}
}

func TestRefusalsAreInTermsOfAEx(t *testing.T) {
	for status, want := range map[int]string{
		401: "The token is missing or wrong, or it has expired. Ask AEx for a new token",
		403: "This token is not allowed here. Ask AEx what the token may do",
		400: "AEx does not accept what was asked",
	} {
		for _, call := range calls {
			d := serve(t, &served{status: status, body: `{"error":"no way"}`})
			_, err := call.do(t.Context(), d.Client)
			e := failed(t, err)
			if !strings.Contains(err.Error(), want) || e.Said != "no way" || Assumed(err) || NoDevice(err) || len(d.requests()) != 1 {
				t.Errorf("%d, %s: %v", status, call.want, err)
			}
			if logged := d.log.Snapshot(); len(logged) != 1 || logged[0].Err != "" && !strings.Contains(logged[0].Err, want) {
				t.Errorf("%d, %s: logged %+v", status, call.want, logged)
			}
		}
	}
}

func TestNothingIsSentForAnIDThatIsNone(t *testing.T) {
	d := serve(t, &served{status: 200, body: `{}`})
	for _, id := range []string{"", ".", "..", "a/b", `a\b`, "a%2fb", "a?b", "a#b", "a\x00b", strings.Repeat("a", longest+1)} {
		for _, err := range []error{
			second(d.Service(t.Context(), id)), second(d.Device(t.Context(), id)), second(d.LiveDevice(t.Context(), id)),
			second(d.Radius(t.Context(), id)), second(d.Usage(t.Context(), id)), second(d.Customer(t.Context(), id)),
			second(d.Update(t.Context(), id, Change{Reference: ptr("x")})),
		} {
			if e := failed(t, err); e.Kind != wire.KindLocal || !e.Unsent {
				t.Errorf("%.20q: %v", id, err)
			}
		}
	}
	same(t, d.requests(), []string(nil))
}

// Live polls take seconds: what else is asked must not wait for them.
func TestLivePollsHoldNobodyUp(t *testing.T) {
	arrived, release := make(chan struct{}, 3), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/live") {
			arrived <- struct{}{}
			<-release
		}
		_, _ = io.WriteString(w, `{"serial_number":"S"}`)
	}))
	defer server.Close()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := New(Config{Base: base, Token: token, Timeout: 10 * time.Second})
	var wg sync.WaitGroup
	for _, id := range []string{"a", "b", "c"} {
		wg.Go(func() {
			if d, err := c.LiveDevice(t.Context(), id); err != nil || !d.Live {
				t.Error(err)
			}
		})
	}
	for range 3 {
		select {
		case <-arrived:
		case <-time.After(5 * time.Second): // of a broken client only
			t.Error("live polls wait for each other")
		}
	}
	if d, err := c.Device(t.Context(), "a"); err != nil || d.Live || d.SerialNumber != "S" {
		t.Errorf("%+v, %v", d, err)
	}
	close(release)
	wg.Wait()
}

func TestPasswordsAreNotExported(t *testing.T) {
	for _, v := range []any{Radius{Password: "hunter22"}, Service{WiFiPassword: "hunter22"}} {
		if out, err := json.Marshal(v); err != nil || strings.Contains(string(out), "hunter22") {
			t.Errorf("%s, %v", out, err)
		}
	}
}
