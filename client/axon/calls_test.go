package axon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/wire"
)

// counter gives nonces for a test.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) Next(context.Context, string, time.Time) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return fmt.Sprintf("1651447214.%09d", c.n), nil
}

func (c *counter) Hold(context.Context, string) (func(), error) { return func() {}, nil }

// served is a server that answers everything alike, and what it was asked last.
type served struct {
	status int
	body   string

	mu   sync.Mutex
	seen []string // "METHOD uri body"
	bad  []string // requests whose signature is wrong
}

func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	line := strings.TrimSpace(r.Method + " " + r.RequestURI + " " + string(body))
	s.seen = append(s.seen, line)
	want := "key:" + digest("123", r.Method, r.URL.EscapedPath(), r.Header.Get("X-API-TS"))
	if err != nil || r.Header.Get("X-API-Key") != want || r.Header.Get("X-API-TS") == "" {
		s.bad = append(s.bad, line)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.body)
}

func (s *served) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.seen...)
}

func serve(t *testing.T, status int, body string) (*Client, *served) {
	t.Helper()
	s := &served{status: status, body: body}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL + "/api/biz2")
	if err != nil {
		t.Fatal(err)
	}
	c := New(Config{Base: base, Key: "key", Secret: "123", Nonces: &counter{}})
	t.Cleanup(c.Close)
	t.Cleanup(func() {
		if len(s.bad) > 0 {
			t.Errorf("wrongly signed: %v", s.bad)
		}
	})
	return c, s
}

const (
	port = "f54326cd-b100-4563-90fc-9f7f473dba19"
	cand = "ebca2140-31ec-4bd8-bc5c-cfc1719711e4"
	live = "4a20a793-c84b-40ee-affe-cd90d3d5989c"
)

// calls has every call of the API, what it puts on the wire and a fixture or literal that answers it.
var calls = []struct {
	want, answer string
	do           func(ctx context.Context, c *Client) (any, error)
}{
	{"GET /api/biz2/v1/user", "account.json", func(ctx context.Context, c *Client) (any, error) { return c.User(ctx) }},
	{"GET /api/biz2/v1/locations", "locations.json", func(ctx context.Context, c *Client) (any, error) { return c.Locations(ctx) }},
	{"GET /api/biz2/v1/resource/TYPES", "types.json", func(ctx context.Context, c *Client) (any, error) { return c.ResourceTypes(ctx) }},
	{"GET /api/biz2/v1/resource/PROVIDERS", "providers.json", func(ctx context.Context, c *Client) (any, error) { return c.Providers(ctx) }},
	{"GET /api/biz2/v1/resources/DEMOCO/DISCOVER", "catalogue.json", func(ctx context.Context, c *Client) (any, error) { return c.Catalogue(ctx, "DEMOCO") }},
	{"GET /api/biz2/v1/services/DEMOCO/" + port + "/DISCOVER?provider=aws", "candidates.json", func(ctx context.Context, c *Client) (any, error) {
		return c.Candidates(ctx, "DEMOCO", port, "aws")
	}},
	{"GET /api/biz2/v1/services/DEMOCO/" + port + "/DISCOVER?provider=a%26b%3Dc", "candidates.json", func(ctx context.Context, c *Client) (any, error) {
		return c.Candidates(ctx, "DEMOCO", port, "a&b=c")
	}},
	{"GET /api/biz2/v1/services/DEMOCO/" + port + "/DISCOVER", "candidates.json", func(ctx context.Context, c *Client) (any, error) {
		return c.Candidates(ctx, "DEMOCO", port, "")
	}},
	{"GET /api/biz2/v1/limitations/candidateservice/" + cand, "limits.json", func(ctx context.Context, c *Client) (any, error) { return c.CandidateLimits(ctx, cand) }},
	{"GET /api/biz2/v1/limitations/service/" + live, "limits.json", func(ctx context.Context, c *Client) (any, error) { return c.ServiceLimits(ctx, live) }},
	{`POST /api/biz2/v1/resource/DEMOCO {"a": 1 }`, "documents.json", func(ctx context.Context, c *Client) (any, error) {
		return c.PlaceResource(ctx, "DEMOCO", []byte(`{"a": 1 }`))
	}},
	{`POST /api/biz2/v1/service/exc/DEMOCO {"b":2}`, "service_placed.json", func(ctx context.Context, c *Client) (any, error) {
		return c.PlaceService(ctx, "DEMOCO", []byte(`{"b":2}`))
	}},
	{"GET /api/biz2/v1/service/" + live, "service.json", func(ctx context.Context, c *Client) (any, error) { return c.Service(ctx, live) }},
	{"GET /api/biz2/v1/service/exc/" + live + "/INFO", "info.json", func(ctx context.Context, c *Client) (any, error) { return c.ServiceInfo(ctx, live) }},
	{`PUT /api/biz2/v1/service/exc/` + live + ` {"outer_vlan":333}`, "", func(ctx context.Context, c *Client) (any, error) {
		return c.UpdateService(ctx, live, map[string]any{"outer_vlan": 333})
	}},
	{"DELETE /api/biz2/v1/service/exc/" + live, "", func(ctx context.Context, c *Client) (any, error) { return c.DeleteService(ctx, live) }},
	{"DELETE /api/biz2/v1/resource/" + port, "", func(ctx context.Context, c *Client) (any, error) { return c.DeleteResource(ctx, port) }},
	{"GET /api/biz2/v1/resources/DEMOCO", `{"total":0}`, func(ctx context.Context, c *Client) (any, error) { return c.Resources(ctx, "DEMOCO") }},
	{"GET /api/biz2/v1/services/DEMOCO", `{"total":0}`, func(ctx context.Context, c *Client) (any, error) { return c.Services(ctx, "DEMOCO") }},
	{"GET /api/biz2/v1/schema/definitions/Azure.schema.json", `{"definitions":{}}`, func(ctx context.Context, c *Client) (any, error) {
		return c.Definition(ctx, "https://sandbox-api.axonvx.com/api/biz2/v1/schema/definitions/Azure.schema.json#/definitions/skey")
	}},
}

func TestCallsOnTheWire(t *testing.T) {
	for _, call := range calls {
		body := call.answer
		if strings.HasSuffix(body, ".json") {
			body = string(fixture(t, call.answer))
		}
		c, s := serve(t, 200, body)
		if _, err := call.do(t.Context(), c); err != nil {
			t.Errorf("%s: %v", call.want, err)
		}
		same(t, s.requests(), []string{call.want})
	}
}

// What a call makes of an answer that holds nothing of use.
func TestUselessAnswersAreSentences(t *testing.T) {
	for _, call := range calls {
		c, _ := serve(t, 200, `"later"`)
		_, err := call.do(t.Context(), c)
		method, path, _ := strings.Cut(call.want, " ")
		var e *wire.Error
		switch {
		case method == "PUT", method == "DELETE", strings.HasSuffix(path, "/INFO"):
			if err != nil {
				t.Errorf("%s: %v", call.want, err)
			}
		case !errors.As(err, &e) || e.Kind != wire.KindGarbled || e.Means == "" || e.Next == "" || e.Op == "":
			t.Errorf("%s: got %v", call.want, err)
		case e.MayHaveActed != (method == "POST"):
			t.Errorf("%s: may have acted is %v", call.want, e.MayHaveActed)
		}
	}
}

func TestAcceptedIsTold(t *testing.T) {
	for _, status := range []int{200, 202} {
		c, _ := serve(t, status, `{"service_id":"x"}`)
		p, err := c.PlaceService(t.Context(), "DEMOCO", []byte(`{}`))
		if err != nil || p.Accepted != (status == 202) || p.At.IsZero() {
			t.Errorf("%d: placed %+v, %v", status, p, err)
		}
		changed, err := c.UpdateService(t.Context(), live, map[string]any{"outer_vlan": 3})
		deleted, err2 := c.DeleteService(t.Context(), live)
		given, err3 := c.DeleteResource(t.Context(), port)
		if err := errors.Join(err, err2, err3); err != nil || changed != (status == 202) || deleted != changed || given != changed {
			t.Errorf("%d: accepted %v %v %v, %v", status, changed, deleted, given, err)
		}
	}
	c, _ := serve(t, 202, `{}`)
	p, err := c.PlaceService(t.Context(), "DEMOCO", []byte(`{}`))
	var e *wire.Error
	if !p.Accepted || !errors.As(err, &e) || !e.MayHaveActed {
		t.Errorf("202 without an id: %+v, %v", p, err)
	}
}

func TestNothingIsSentForAnIdThatIsNone(t *testing.T) {
	c, s := serve(t, 200, `{}`)
	for _, id := range []string{"", ".", "..", "a/b", `a\b`, "a%2fb", "a?b", "a#b", "a\x00b", strings.Repeat("a", longest+1)} {
		for _, err := range []error{
			second(c.Catalogue(t.Context(), id)), second(c.Candidates(t.Context(), "DEMOCO", id, "")), second(c.Candidates(t.Context(), id, port, "")),
			second(c.CandidateLimits(t.Context(), id)), second(c.ServiceLimits(t.Context(), id)), second(c.PlaceResource(t.Context(), id, nil)),
			second(c.PlaceService(t.Context(), id, nil)), second(c.Service(t.Context(), id)), second(c.ServiceInfo(t.Context(), id)),
			second(c.UpdateService(t.Context(), id, map[string]any{"a": 1})), second(c.DeleteService(t.Context(), id)),
			second(c.DeleteResource(t.Context(), id)), second(c.Resources(t.Context(), id)), second(c.Services(t.Context(), id)),
		} {
			var e *wire.Error
			if !errors.As(err, &e) || e.Kind != wire.KindLocal || len(err.Error()) > 300 {
				t.Errorf("%.20q: %v", id, err)
			}
		}
	}
	if _, err := c.UpdateService(t.Context(), live, nil); err == nil {
		t.Error("an empty change was sent")
	}
	same(t, s.requests(), []string(nil))
}

func second[T any](_ T, err error) error { return err }

func TestServiceWithoutAnIdHasTheOneAskedFor(t *testing.T) {
	c, _ := serve(t, 200, `{"hops":[{"provisioned":"C"}]}`)
	s, err := c.Service(t.Context(), live)
	if err != nil || s.ID != live {
		t.Errorf("id %q, %v", s.ID, err)
	}
}

func TestTwoKeysHaveTwoLanesAndCaches(t *testing.T) {
	base := &url.URL{Scheme: "http", Host: "127.0.0.1:1", Path: "/api/biz2/"}
	a, b := New(Config{Base: base, Key: "a"}), New(Config{Base: base, Key: "b"})
	defer a.Close()
	defer b.Close()
	if a.scope == b.scope || strings.Contains(a.scope, "/a/") || a.base != "/api/biz2" {
		t.Errorf("scopes %q and %q, base %q", a.scope, b.scope, a.base)
	}
	if a.Skew().Known {
		t.Error("a skew is known before any answer")
	}
}

func TestRefusalsReachTheCaller(t *testing.T) {
	for _, call := range calls {
		c, s := serve(t, 403, `{"error":"not yours"}`)
		_, err := call.do(t.Context(), c)
		var e *wire.Error
		if !errors.As(err, &e) || e.Kind != wire.KindForbidden || e.Said != "not yours" || Assumed(err) || Expired(err) {
			t.Errorf("%s: %v", call.want, err)
		}
		if len(s.requests()) != 1 {
			t.Errorf("%s: sent %d times", call.want, len(s.requests()))
		}
	}
	c, _ := serve(t, 200, ``)
	if _, err := c.UpdateService(t.Context(), live, map[string]any{"a": make(chan int)}); err == nil || !strings.Contains(err.Error(), "can't be written") {
		t.Errorf("a value that is no JSON: %v", err)
	}
}
