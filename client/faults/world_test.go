package faults

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
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
	clock       *clock
	line        *line
	base        *url.URL
	key, secret string
	ledger      func() (sandbox.Ledger, error)
	store       *store.Store
	dir         string // of the store, or the URL of its database
	offers      []axon.Offer
	orders      int
	apart       bool // its sandbox goes by the machine's clock
}

// state is where a world keeps what its desk knows.
type state func(t testing.TB) string

// empty is a state in which nothing has happened yet, as the store makes it.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "axdesk-faults")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := store.Open(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "axdesk.db"))
})

// onDisk has it in a directory, with the tables in place: to make them takes longer than some cases.
func onDisk(t testing.TB) string {
	dir := t.TempDir()
	file, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "axdesk.db"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// newWorld has its sandbox in this process, under a clock of its own.
func newWorld(t testing.TB, seed uint64) *world { return newWorldOn(t, seed, onDisk) }

func newWorldOn(t testing.TB, seed uint64, on state) *world {
	c := &clock{}
	server, err := sandbox.New(sandbox.Config{Seed: seed, Clock: c.now, Scale: 300})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close(t.Context()) })
	w := &world{clock: c, dir: on(t), ledger: func() (sandbox.Ledger, error) { return server.Ledger(), nil }}
	w.key, w.secret, _ = server.Credentials()
	w.settle(t, running.AXONURL)
	return w
}

// settle opens the line and the state.
func (w *world) settle(t testing.TB, server string) {
	w.line = newLine(t, server, w.clock.now)
	var err error
	if w.base, err = url.Parse(w.line.url); err != nil {
		t.Fatal(err)
	}
	if w.store, err = store.OpenAt(t.Context(), w.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	if err := w.learn(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// learn reads the catalogue, and keeps what can be bought of it.
func (w *world) learn(ctx context.Context) error {
	api, _, done := w.client(w.clock.now, time.Minute)
	defer done()
	list, err := api.Catalogue(ctx, company)
	for _, o := range list.Items {
		if len(o.SKUs) > 0 && o.CandidateGUID == "" && o.SKUs[0].UnitPrice != "xxx.00" && o.Class != "100GBASEER4" {
			w.offers = append(w.offers, o)
		}
	}
	return err
}

// client is the real one, at the end of the line.
func (w *world) client(now func() time.Time, limit time.Duration) (api axon.API, idle, done func()) {
	transport := w.line.transport()
	c := axon.New(axon.Config{
		Base: w.base, Key: w.key, Secret: w.secret, Nonces: w.store, Clock: now, Timeout: limit, HTTP: &http.Client{Transport: transport},
	})
	return c, transport.CloseIdleConnections, func() { c.Close(); transport.CloseIdleConnections() }
}
