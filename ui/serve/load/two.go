package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"axdesk/client/store/pgtest"
	"axdesk/ui/serve/hosts"
)

const (
	askers   = 5 // people who ask as fast as they can, on each host
	asking   = 10 * time.Second
	perHost  = 50 // sessions of each host that type at a person's pace
	takeOver = 3  // orders for each moment at which their host is killed
)

// twoHosts measures two hosts that share one store and one key.
func twoHosts(o options) error {
	dir, err := os.MkdirTemp("", "axdesk-load")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if o.binary == "" {
		if o.binary, err = hosts.Build(context.Background(), dir); err != nil {
			return err
		}
	}
	if o.store == "" {
		server, err := pgtest.Launch()
		if err != nil {
			return err
		}
		defer server.Stop()
		if o.store, err = server.Database(); err != nil {
			return err
		}
	}
	orders := takeOver * len(hosts.Moments)
	p, err := hosts.NewPair(hosts.Options{Binary: o.binary, Dir: dir, Store: o.store, People: 3*askers + orders + 1})
	if err != nil {
		return err
	}
	defer p.Close()
	fmt.Printf("Two hosts, one PostgreSQL, one sandbox, %d CPUs for all of them and the clients, %s\n\n| what | measured |\n|---|---|\n", runtime.NumCPU(), runtime.Version())
	if err := lanes(p); err != nil {
		return err
	}
	if err := typing(p, o); err != nil {
		return err
	}
	refs, err := deaths(p, p.People[3*askers:3*askers+orders])
	if err != nil {
		return err
	}
	return sums(p, refs)
}

func lanes(p *hosts.Pair) error {
	for i, people := range [][]hosts.Person{p.People[:askers], p.People[askers : 3*askers]} {
		onHosts := i + 1
		rate, err := p.Lane(people, onHosts, asking)
		if err != nil {
			return err
		}
		row(fmt.Sprintf("requests a second through the key's one lane, asked for on %d of the hosts", onHosts), "%.0f", rate)
	}
	return nil
}

// typing has sessions on both hosts work at the pace of busy people.
func typing(p *hosts.Pair, o options) error {
	who := p.People[len(p.People)-1]
	all := make([]*hosts.Client, 2*perHost)
	for i := range all {
		c, err := hosts.Dial(p.Hosts[i%2].Addr, who.Key, hosts.Terminal{Width: o.width, Height: o.height})
		if err != nil {
			return err
		}
		defer c.Close()
		if err := c.WaitFor("Acme Pty Ltd"); err != nil {
			return err
		}
		all[i] = c
	}
	var mu sync.Mutex
	var took []time.Duration
	errs := make(chan error, len(all))
	until := time.Now().Add(o.work)
	var wg sync.WaitGroup
	keys := []string{down, down, up, up, "?", esc}
	for i, c := range all {
		wg.Go(func() {
			time.Sleep(o.pause * time.Duration(i) / time.Duration(len(all))) // not in step
			for n := 0; time.Now().Before(until); n++ {
				d, err := c.Key(keys[n%len(keys)])
				if err != nil {
					errs <- err
					return
				}
				if d > 0 {
					mu.Lock()
					took = append(took, d)
					mu.Unlock()
				}
				time.Sleep(o.pause - min(d, o.pause))
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
	}
	row(fmt.Sprintf("key to frame with 2 × %d sessions, a key a second each: p50, p99", perHost), "%s, %s, of %d keys", ms(took, 50), ms(took, 99), len(took))
	return nil
}

// deaths kills hosts in the middle of orders, in turns.
func deaths(p *hosts.Pair, people []hosts.Person) (refs []string, err error) {
	for i, at := range hosts.Moments {
		var back, done []time.Duration
		for n := range takeOver {
			got, err := p.TakeOver(context.Background(), (i+n)%2, people[i*takeOver+n], at)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			refs = append(refs, got.Ref)
			back, done = append(back, got.Back), append(done, got.Done)
		}
		row("a host is killed while "+strings.ReplaceAll(string(at), "its ", "an order's ")+": signed in on the other one and at the order again; the port theirs",
			"%s; %s at the longest of %d", slices.Max(back).Round(time.Millisecond), slices.Max(done).Round(time.Millisecond), takeOver)
	}
	return refs, nil
}

func sums(p *hosts.Pair, refs []string) error {
	sum, err := p.Count(context.Background(), refs)
	if err != nil {
		return err
	}
	seen := p.Recorder.Seen()
	row("orders finished that their host left; lost; doubled", "%d; %d; %d", sum.Placed, sum.Lost, sum.Doubled)
	row("nonces, as they came to the sandbox", "%d, each above the one before: %t", seen.Nonces, seen.Rising)
	row("answers of 401", "%d", seen.Refused)
	if sum.Lost+sum.Doubled+seen.Refused > 0 || !seen.Rising {
		return errors.New("something was lost, doubled or refused")
	}
	return nil
}
