//go:build unix

package faults

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/sandbox"
	"axdesk/client/store"
	"axdesk/client/store/pgtest"
)

// stamps notes the nonces of requests in the order in which they reach a server.
type stamps struct {
	http.Handler
	mu   sync.Mutex
	seen []string
}

func (s *stamps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.seen = append(s.seen, r.Header.Get("X-API-TS"))
	s.mu.Unlock()
	s.Handler.ServeHTTP(w, r)
}

// TestTwoHostsShareOneKey has two hosts ask as fast as they can, with one key and one PostgreSQL database: what reaches the
// server has nonces that strictly rise, and none is refused.
func TestTwoHostsShareOneKey(t *testing.T) {
	t.Parallel()
	const people, questions = 4, 25 // of each host, and of each of them
	server, err := sandbox.New(sandbox.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = running.Close(t.Context()) }()
	at, err := url.Parse(running.AXONURL)
	if err != nil {
		t.Fatal(err)
	}
	gate := &stamps{Handler: httputil.NewSingleHostReverseProxy(&url.URL{Scheme: at.Scheme, Host: at.Host})}
	door := httptest.NewServer(gate)
	defer door.Close()
	base, err := url.Parse(door.URL + at.Path)
	if err != nil {
		t.Fatal(err)
	}
	key, secret, _ := server.Credentials()
	where := pgtest.URL(t)
	var busy sync.WaitGroup
	for range 2 {
		db, err := store.OpenAt(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		for range people {
			api := axon.New(axon.Config{Base: base, Key: key, Secret: secret, Nonces: db, Timeout: time.Minute})
			defer api.Close()
			busy.Go(func() {
				for range questions {
					if _, err := api.User(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	busy.Wait()
	if n := len(slices.Compact(slices.Clone(gate.seen))); n != 2*people*questions || !slices.IsSorted(gate.seen) {
		t.Errorf("%d requests came with %d nonces, in their order: %t", len(gate.seen), n, slices.IsSorted(gate.seen))
	}
}
