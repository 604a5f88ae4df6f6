package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	defaultTimeout = 30 * time.Second
	defaultLimit   = 64 << 20
)

// Client asks one API under one key. It is safe for concurrent use.
type Client struct {
	cfg  Config
	http *http.Client
	log  *Log
	red  redactor
	lane lane
	date meter

	mu      sync.Mutex
	flights map[string]*flight
	shelf   shelf
	hosts   hosts
}

// New makes a client; it opens nothing yet.
func New(cfg Config) *Client {
	if cfg.Name == "" {
		cfg.Name = "the API"
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Limit <= 0 {
		cfg.Limit = defaultLimit
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = NewLog(nil)
	}
	if cfg.Parallel < 1 || cfg.Nonces != nil {
		cfg.Parallel = 1
	}
	cfg.Secrets = slices.Clone(cfg.Secrets)
	c := &Client{cfg: cfg, log: cfg.Log, red: newRedactor(cfg.Secrets...), flights: map[string]*flight{}, hosts: newHosts()}
	c.log.withheld.keep(cfg.Secrets)
	c.lane.width = cfg.Parallel
	c.http = &http.Client{Transport: transport(cfg.Parallel)}
	if cfg.HTTP != nil {
		own := *cfg.HTTP
		c.http = &own
	}
	// A signature holds for one path of one host: no redirect is followed, not even within the host.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// transport speaks HTTP/1.1 only: with few requests at a time HTTP/2 gains nothing, and it may send one again.
func transport(parallel int) *http.Transport {
	only1 := new(http.Protocols)
	only1.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		IdleConnTimeout:        time.Minute,
		MaxIdleConnsPerHost:    max(parallel, 2),
		MaxResponseHeaderBytes: 1 << 20,
		Protocols:              only1,
	}
}

// Skew is how far the server's clock is from ours, as its answers have shown so far.
func (c *Client) Skew() Skew { return c.date.skew() }

// Log holds the requests that were made.
func (c *Client) Log() *Log { return c.log }

// Get asks for path, which is relative to the base and escaped, such as "v1/locations"; op says in words what is
// asked: "list locations". It is retried where that may help, until ctx ends. An error is always an *Error.
func (c *Client) Get(ctx context.Context, op, path string, query url.Values) (*Answer, error) {
	q, bad := c.prepare(ctx, op, http.MethodGet, path, query, nil)
	if bad != nil {
		return nil, bad
	}
	answer, err := c.share(ctx, q)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// Send makes a POST, PUT or DELETE, exactly once: whatever happens it is not repeated, and an error that leaves
// the outcome open says so in MayHaveActed. body is JSON, or nil. An error is always an *Error.
func (c *Client) Send(ctx context.Context, op, method, path string, body []byte) (*Answer, error) {
	q, bad := c.prepare(ctx, op, method, path, nil, body)
	if bad != nil {
		return nil, bad
	}
	if !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodDelete}, method) {
		return nil, c.local(q, "the method "+Clean(method)+" is not one that sends", nil)
	}
	// What was heard before a change is no answer after it.
	c.forget()
	defer c.forget()
	answer, err := c.attempt(ctx, q, 1)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// call is one thing that is asked, however often that takes.
type call struct {
	op, method, path string
	url              *url.URL
	body             []byte
	urgent           atomic.Bool
	marks            marks
}

func (c *Client) prepare(ctx context.Context, op, method, path string, query url.Values, body []byte) (*call, *Error) {
	q := &call{op: op, method: method, path: path, body: body, marks: marksOf(ctx)}
	q.urgent.Store(!q.marks.background)
	if c.cfg.Base == nil || c.cfg.Base.Host == "" {
		return nil, c.local(q, "no address of "+c.cfg.Name+" is configured", nil)
	}
	// A path may be made of what people typed or servers sent: it must not leave the base, nor grow a query.
	if strings.ContainsAny(path, "?#\\") || slices.ContainsFunc(strings.Split(path, "/"), dots) {
		return nil, c.local(q, "the path is not one of the API's", nil)
	}
	full := strings.TrimRight(c.cfg.Base.EscapedPath(), "/") + "/" + strings.TrimLeft(path, "/")
	whole, err := url.Parse(full)
	// Where escapes and bare characters are mixed net/url would guess, and %2F become a slash.
	if err != nil || whole.EscapedPath() != full {
		return nil, c.local(q, "the path is not one of the API's", err)
	}
	q.url = &url.URL{Scheme: c.cfg.Base.Scheme, Host: c.cfg.Base.Host, Path: whole.Path, RawPath: whole.RawPath, RawQuery: query.Encode()}
	return q, nil
}

// dots tells a path segment that climbs, escaped or not.
func dots(segment string) bool {
	plain, err := url.PathUnescape(segment)
	return err == nil && (plain == "." || plain == "..")
}

// local is a failure on our own side: nothing was sent.
func (c *Client) local(q *call, what string, err error) *Error {
	e := fail(q, c.red, KindLocal, what, err)
	e.Unsent = true
	e.Means = "Nothing was sent to " + c.cfg.Name
	e.Next = "Mend that, then try again"
	return e
}

// unheard is what a caller gets who stops waiting before a request has left.
func (c *Client) unheard(ctx context.Context, q *call) *Error {
	if errors.Is(ctx.Err(), context.Canceled) {
		e := fail(q, c.red, KindCancelled, "it was cancelled", ctx.Err())
		e.Means, e.Next, e.Unsent = "Nobody waits for the answer any more", "Ask again when it is needed", true
		return e
	}
	e := fail(q, c.red, KindTimeout, "its turn did not come in time", ctx.Err())
	e.Unsent = true
	if c.cfg.Parallel > 1 {
		e.Means = fmt.Sprintf("At most %d requests go at once, and earlier ones are still under way", c.cfg.Parallel)
		e.Next = "Try again when they are done"
		return e
	}
	e.Means = "Requests under one key go one at a time, and an earlier one is still under way, here or in another axdesk"
	e.Next = "Try again; if it stays, look for another axdesk under this key that was suspended"
	return e
}

// late is what a caller gets whose time is up while a shared GET is under way.
func (c *Client) late(ctx context.Context, q *call) *Error {
	e := c.unheard(ctx, q)
	e.Unsent = false
	if e.Kind == KindTimeout {
		e.What = "no whole answer came in time"
		e.Means = c.cfg.Name + " or the network is slow, or an earlier request under this key is still under way"
		e.Next = "Try again; if it stays, check network, VPN and proxy"
	}
	return e
}

// request builds what goes onto the wire. Bodies can't be rewound: net/http repeats by itself only what it can
// rewind, and a repeated nonce would be refused, a repeated POST would buy twice.
func (q *call) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, q.method, q.url.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("build the request: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "axdesk")
	switch {
	case len(q.body) > 0:
		req.Body, req.ContentLength = once{bytes.NewReader(q.body)}, int64(len(q.body))
		req.Header.Set("Content-Type", "application/json")
	case q.method == http.MethodGet || q.method == http.MethodDelete:
		// net/http sends an empty reader as no body at all for these methods, yet does not take it for one that
		// it may repeat.
		req.Body = once{bytes.NewReader(nil)}
	}
	return req, nil
}

// once is a body of a type that net/http does not know how to rewind.
type once struct{ *bytes.Reader }

// Close does nothing: the bytes are in memory.
func (once) Close() error { return nil }
