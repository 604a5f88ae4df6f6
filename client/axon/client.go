package axon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"axdesk/client/wire"
)

// Config says which AXON to talk to, as whom, and where to keep what outlives the program.
type Config struct {
	Base    *url.URL // such as https://sandbox-api.axonvx.com/api/biz2; definitions are fetched within it only
	Key     string
	Secret  string
	Nonces  wire.Nonces
	Shared  wire.Shared      // where several hosts leave the answers to their polls; nil for one host
	Cache   Cache            // of TYPES, PROVIDERS and schema definitions; nil keeps nothing
	Log     *wire.Log        // of requests; nil keeps none
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

// Client is the API over HTTP, under one key. It is safe for concurrent use.
type Client struct {
	wire  transport
	base  string // the base's path without a trailing slash
	cache Cache
	scope string // begins every cache key: another server or key has its own answers
	clock func() time.Time

	life context.Context // of background refreshes, which outlive the screen that caused them
	end  context.CancelFunc
	busy sync.WaitGroup

	mu         sync.Mutex
	refreshing map[string]bool // by cache key
	closed     bool
}

var _ API = (*Client)(nil)

// New makes a client. It sends nothing by itself; Close ends what it does in the background.
func New(cfg Config) *Client {
	sum := sha256.Sum256([]byte(cfg.Base.String() + "\n" + cfg.Key))
	lane := hex.EncodeToString(sum[:16])
	return newClient(cfg, lane, wire.New(wire.Config{
		Name: "AXON", Base: cfg.Base, Lane: lane, Sign: signer(cfg.Key, cfg.Secret), Nonces: cfg.Nonces,
		Secrets: []string{cfg.Secret}, Timeout: cfg.Timeout, HTTP: cfg.HTTP, Clock: cfg.Clock, Log: cfg.Log, Shared: cfg.Shared,
	}))
}

func newClient(cfg Config, lane string, t transport) *Client {
	c := &Client{
		wire: t, base: strings.TrimRight(cfg.Base.Path, "/"), cache: cfg.Cache, scope: "axon/" + lane + "/",
		clock: cfg.Clock, refreshing: map[string]bool{},
	}
	if c.clock == nil {
		c.clock = time.Now
	}
	c.life, c.end = context.WithCancel(context.Background())
	return c
}

// Close ends background refreshes and waits for them. Calls that are under way end by their own contexts.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.end()
	c.busy.Wait()
}

// Skew is how far the server's clock is ahead of ours, as its last answer told.
func (c *Client) Skew() wire.Skew { return c.wire.Skew() }
