package aex

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// parallel is how many requests may be under way: enough that a few live polls, which take seconds, hold nobody up.
const parallel = 4

// Config says which AEx to talk to, with which token, and where to keep what outlives the program.
type Config struct {
	Base    *url.URL // such as https://stage.provider-service.dev.aex.systems
	Token   string   // issued by AEx; without one every answer is a 401
	Gates   Gates    // of the calls that may be made once in 10 minutes; nil leaves the limit to the server
	Cache   Cache    // of the last two answers to each of those; nil keeps none
	Log     *wire.Log
	Clock   func() time.Time // nil means time.Now
	HTTP    *http.Client     // nil means the wire's own
	Timeout time.Duration    // of one attempt; 0 means the wire's own
}

// transport is what Client needs of a wire.Client: answers with a 2xx status, anything else as *wire.Error.
type transport interface {
	Get(ctx context.Context, op, path string, query url.Values) (*wire.Answer, error)
	Send(ctx context.Context, op, method, path string, body []byte) (*wire.Answer, error)
	Skew() wire.Skew
}

// Client is the API over HTTP, with one token. It is safe for concurrent use.
type Client struct {
	wire  transport
	gates Gates
	cache Cache
	scope string // begins the name of each gate and cache key: another server or ISP has its own
	clock func() time.Time
	live  live
}

var (
	_ API  = (*Client)(nil)
	_ Feed = (*Client)(nil)
)

// New makes a client. It sends nothing by itself.
func New(cfg Config) *Client {
	token := strings.TrimSpace(cfg.Token)
	sum := sha256.Sum256([]byte(cfg.Base.String() + "\n" + holder(token)))
	c := &Client{
		gates: cfg.Gates, cache: cfg.Cache, scope: "aex/" + hex.EncodeToString(sum[:16]) + "/", clock: cfg.Clock,
		wire: wire.New(wire.Config{
			Name: "AEx", Base: cfg.Base, Sign: bearer(token), Secrets: []string{token}, Parallel: parallel,
			Explain: inTermsOfAEx, Timeout: cfg.Timeout, HTTP: cfg.HTTP, Clock: cfg.Clock, Log: cfg.Log,
		}),
	}
	if c.clock == nil {
		c.clock = time.Now
	}
	return c
}

// bearer puts the token on each request. Without one the header is left out, and the server says what is missing.
func bearer(token string) func(h http.Header, method, path, nonce string) {
	return func(h http.Header, _, _, _ string) {
		if token != "" {
			h.Set("Authorization", "Bearer "+token)
		}
	}
}

// Skew is how far the server's clock is ahead of ours, as its answers told.
func (c *Client) Skew() wire.Skew { return c.wire.Skew() }

// ask sends a GET and decodes its answer. Any answer may hold a password, whatever its sample has.
func ask[T any](ctx context.Context, c *Client, op, path string, query url.Values, decode func(loose.Value, time.Time) (T, bool)) (T, error) {
	ans, err := c.wire.Get(wire.Private(ctx), op, path, query)
	if err != nil {
		var none T
		return none, err
	}
	return read(op, http.MethodGet, path, ans, decode)
}

// read decodes an answer; decode gets an absent value for an empty one, as with 204.
func read[T any](op, method, path string, ans *wire.Answer, decode func(loose.Value, time.Time) (T, bool)) (T, error) {
	v, _ := loose.Parse(ans.Body)
	got, ok := decode(v, ans.At)
	if !ok {
		var none T
		return none, unreadable(op, method, path, ans.Status)
	}
	return got, nil
}
