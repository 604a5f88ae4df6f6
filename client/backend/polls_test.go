package backend

import (
	"context"
	"net/url"
	"sync"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/config"
	"axdesk/client/sandbox"
	"axdesk/client/store/pgtest"
	"axdesk/client/wire"
)

// TestOfTwoHostsOnePolls has two hosts on one PostgreSQL watch the same lists on one sandbox, at once.
func TestOfTwoHostsOnePolls(t *testing.T) {
	server, err := sandbox.New(sandbox.Config{Seed: 1})
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
	creds := &config.Credentials{Base: base, Key: key, Secret: secret}
	where := pgtest.URL(t)
	var hosts [2]*Backend
	for i := range hosts {
		if hosts[i], err = Open(t.Context(), Options{StateDir: t.TempDir(), Store: where}, creds, nil); err != nil {
			t.Fatal(err)
		}
		defer hosts[i].Close()
	}
	asked := func() int { return hosts[0].Log.Total() + hosts[1].Log.Total() }

	poll := wire.Within(wire.Background(t.Context()), time.Minute)
	var got [2]axon.List[axon.Location]
	var wg sync.WaitGroup
	for i, h := range hosts {
		for range 20 {
			wg.Go(func() {
				if _, err := h.AXON.Locations(poll); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			var err error
			if got[i], err = h.AXON.Locations(poll); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if asked() != 1 {
		t.Errorf("42 polls on two hosts made %d requests", asked())
	}
	if len(got[0].Items) == 0 || len(got[0].Items) != len(got[1].Items) || got[0].At.Sub(got[1].At).Abs() > time.Millisecond {
		t.Errorf("%d rows of %s on one host, %d of %s on the other", len(got[0].Items), got[0].At, len(got[1].Items), got[1].At)
	}
	// A person's question leaves, whatever a poll has heard.
	if _, err := hosts[1].AXON.Locations(t.Context()); err != nil || asked() != 2 {
		t.Errorf("a person's question: %d requests, %v", asked(), err)
	}
}
