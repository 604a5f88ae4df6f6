package faults

import (
	"io"
	"log"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/sandbox"
	"axdesk/client/store"
)

const (
	company = "DEMOCO"
	ownPort = "f54326cd-b100-4563-90fc-9f7f473dba19" // the company's port in the API document's examples
	scope   = "faults"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// clock is the world's: it follows the machine's, and can be set forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

// world is a sandbox, a line to it, and a desk's state. Its orders are told apart by their references.
type world struct {
	clock  *clock
	server *sandbox.Server
	line   *line
	store  *store.Store
	offers []axon.Offer
	orders int
}

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{clock: &clock{}}
	var err error
	if w.server, err = sandbox.New(sandbox.Config{Seed: seed, Clock: w.clock.now, Scale: 300}); err != nil {
		t.Fatal(err)
	}
	running, err := w.server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close(t.Context()) })
	w.line = newLine(t, running.AXONURL, w.clock.now)
	if w.store, err = store.Open(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	api, _, done := w.client(t, w.clock.now, time.Minute)
	defer done()
	list, err := api.Catalogue(t.Context(), company)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list.Items {
		if len(o.SKUs) > 0 && o.CandidateGUID == "" && o.SKUs[0].UnitPrice != "xxx.00" && o.Class != "100GBASEER4" {
			w.offers = append(w.offers, o)
		}
	}
	return w
}

// client is the real one, at the end of the line.
func (w *world) client(t testing.TB, now func() time.Time, limit time.Duration) (api axon.API, idle, done func()) {
	base, err := url.Parse(w.line.url)
	if err != nil {
		t.Fatal(err)
	}
	key, secret, _ := w.server.Credentials()
	transport := w.line.transport()
	c := axon.New(axon.Config{
		Base: base, Key: key, Secret: secret, Nonces: w.store, Clock: now, Timeout: limit, HTTP: &http.Client{Transport: transport},
	})
	return c, transport.CloseIdleConnections, func() { c.Close(); transport.CloseIdleConnections() }
}
