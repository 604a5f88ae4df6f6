package axon_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/sandbox"
	"axdesk/client/wire"
)

// nonces are those of one process, by the clock that they are asked with.
type nonces struct {
	mu   sync.Mutex
	last time.Time
}

func (n *nonces) Next(_ context.Context, _ string, at time.Time) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !at.After(n.last) {
		at = n.last.Add(1)
	}
	n.last = at
	return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()), nil
}

func (n *nonces) Hold(context.Context, string) (func(), error) { return func() {}, nil }

// tally counts what leaves.
type tally struct{ n atomic.Int64 }

func (c *tally) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return http.DefaultTransport.RoundTrip(r)
}

// A hundred sessions whose clocks are out of step watch one list on the sandbox for two minutes, by a clock that the test moves.
func TestAHundredSessionsOnTheSandboxMakeOnePollAnInterval(t *testing.T) {
	const sessions, every, lasts = 100, 5 * time.Second, 2 * time.Minute
	var passed atomic.Int64
	began := time.Now()
	clock := func() time.Time { return began.Add(time.Duration(passed.Load())) }
	server, err := sandbox.New(sandbox.Config{Seed: 1, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = running.Close(context.Background()) }()
	base, err := url.Parse(running.AXONURL)
	if err != nil {
		t.Fatal(err)
	}
	key, secret, _ := server.Credentials()
	left := &tally{}
	c := axon.New(axon.Config{Base: base, Key: key, Secret: secret, Nonces: &nonces{}, Clock: clock, HTTP: &http.Client{Transport: left}})
	defer c.Close()
	account, err := c.User(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	left.n.Store(0)
	poll := wire.Within(wire.Background(t.Context()), every*9/10)
	polls := 0
	for at := time.Duration(0); at < lasts; at += every / sessions {
		passed.Store(int64(at))
		got, err := c.Resources(poll, account.Companies[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if age := clock().Sub(got.At); age < 0 || age > every*9/10 {
			t.Fatalf("an answer of %s ago, at %s", age, at)
		}
		polls++
	}
	if most := int64(lasts/(every*9/10)) + 1; polls != sessions*int(lasts/every) || left.n.Load() > most || left.n.Load() < int64(lasts/every) {
		t.Errorf("%d polls made %d requests, between %d and %d were due", polls, left.n.Load(), lasts/every, most)
	}
}
