// Command load measures a built `axdesk serve` over loopback, with many sessions at once and with connections that never sign in.
// It prints a Markdown table; docs/load.md holds a run of it. With --hosts 2 it measures two hosts that share one PostgreSQL store, and kills
// them in the middle of orders: docs/two-hosts.md.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"axdesk/ui/serve/hosts"
)

type options struct {
	binary        string
	hosts         int
	store         string
	sessions      int
	strangers     int
	width, height int
	work, idle    time.Duration
	pause         time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "", "the desk to measure (default: one built from this module)")
	flag.IntVar(&o.hosts, "hosts", 1, "1 measures one host; 2 measures two that share a PostgreSQL store")
	flag.StringVar(&o.store, "store", "", "an empty PostgreSQL database for two hosts, by its URL (default: a server of its own, from the system's package)")
	flag.IntVar(&o.sessions, "sessions", 200, "sessions at once")
	flag.IntVar(&o.strangers, "strangers", 2000, "connections that never sign in")
	flag.IntVar(&o.width, "width", 120, "columns")
	flag.IntVar(&o.height, "height", 40, "lines")
	flag.DurationVar(&o.idle, "idle", 20*time.Second, "how long to watch them idle")
	flag.DurationVar(&o.work, "work", time.Minute, "how long they work")
	flag.DurationVar(&o.pause, "pause", time.Second, "how long each rests between two keys")
	flag.Parse()
	measure := run
	if o.hosts == 2 {
		measure = twoHosts
	}
	if err := measure(o); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// row prints a line of the table.
func row(what, format string, args ...any) {
	fmt.Printf("| %s | %s |\n", what, fmt.Sprintf(format, args...))
}

func run(o options) error {
	s, err := startServer(o)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("%d sessions of %d×%d, %d CPUs, %s\n\n| what | measured |\n|---|---|\n", o.sessions, o.width, o.height, runtime.NumCPU(), runtime.Version())
	// One session first: what is made once must not count for each of the others.
	if err := warm(s, o); err != nil {
		return err
	}
	empty, err := s.memory()
	if err != nil {
		return err
	}
	began := time.Now()
	all, err := openAll(s, o)
	if err != nil {
		return err
	}
	row("signing in, all of them", "%s", time.Since(began).Round(100*time.Millisecond))
	if err := idle(s, o, empty); err != nil {
		return err
	}
	if err := prepare(all); err != nil {
		return err
	}
	if err := work(s, o, all); err != nil {
		return err
	}
	if err := strangers(s, o, all[0]); err != nil {
		return err
	}
	dropped := 0
	for _, c := range all {
		if c.Dropped() {
			dropped++
		}
	}
	row("sessions dropped", "%d", dropped)
	if dropped > 0 {
		return fmt.Errorf("%d sessions were dropped; the server's log:\n%s", dropped, s.Log())
	}
	return nil
}

func warm(s *server, o options) error {
	c, err := s.open(o)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.WaitFor("Acme Pty Ltd"); err != nil {
		return err
	}
	for _, key := range walk(0) {
		if _, err := c.Key(key); err != nil {
			return err
		}
	}
	return nil
}

// atOnce is how many sign in together.
const atOnce = 8

func openAll(s *server, o options) ([]*hosts.Client, error) {
	all := make([]*hosts.Client, o.sessions)
	errs := make(chan error, o.sessions)
	places := make(chan struct{}, atOnce)
	for i := range all {
		places <- struct{}{}
		go func() {
			defer func() { <-places }()
			c, err := s.open(o)
			if err == nil {
				err = c.WaitFor("Acme Pty Ltd")
			}
			all[i] = c
			errs <- err
		}()
	}
	for range all {
		if err := <-errs; err != nil {
			return nil, err
		}
	}
	return all, nil
}

// prepare brings all of them to where they work.
func prepare(all []*hosts.Client) error {
	errs := make(chan error, len(all))
	for i, c := range all {
		go func() {
			for _, key := range begin(i) {
				if _, err := c.Key(key); err != nil {
					errs <- err
					return
				}
				time.Sleep(time.Second) // its answer comes
			}
			errs <- nil
		}()
	}
	for range all {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// settle is how long the collector gets before anything is measured.
const settle = 5 * time.Second

func idle(s *server, o options, empty int) error {
	time.Sleep(settle)
	before, err := s.cpu()
	if err != nil {
		return err
	}
	time.Sleep(o.idle)
	after, err := s.cpu()
	if err != nil {
		return err
	}
	full, err := s.memory()
	if err != nil {
		return err
	}
	row("resident: without sessions, with all of them", "%.0f MB, %.0f MB", float64(empty)/1000, float64(full)/1000)
	row("memory of a session, idle", "%.2f MB", float64(full-empty)/1000/float64(o.sessions))
	row("CPU of all, idle", "%.1f %% of one", 100*(after-before).Seconds()/o.idle.Seconds())
	return nil
}

// work has all of them type at once, each at the pace of a busy person.
func work(s *server, o options, all []*hosts.Client) error {
	before, err := s.cpu()
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var took []time.Duration
	pressed := 0
	var wg sync.WaitGroup
	errs := make(chan error, len(all))
	until := time.Now().Add(o.work)
	for i, c := range all {
		wg.Go(func() {
			// They begin one after the other, as people do, and not in step.
			time.Sleep(o.pause * time.Duration(i) / time.Duration(len(all)))
			for n := 0; time.Now().Before(until); n++ {
				keys := walk(i)
				d, err := c.Key(keys[n%len(keys)])
				if err != nil {
					errs <- err
					return
				}
				mu.Lock()
				pressed++
				if d > 0 {
					took = append(took, d)
				}
				mu.Unlock()
				time.Sleep(o.pause - min(d, o.pause))
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return fmt.Errorf("%w; the server's log:\n%s", err, s.Log())
	default:
	}
	after, err := s.cpu()
	if err != nil {
		return err
	}
	full, err := s.memory()
	if err != nil {
		return err
	}
	row("keys while all of them work", "%d, one a session every %s; %d of them drew something", pressed, o.pause, len(took))
	row("key to frame, as the client has it: p50, p99, worst", "%s, %s, %s", ms(took, 50), ms(took, 99), ms(took, 100))
	row("CPU of all, at work", "%.0f %% of one", 100*(after-before).Seconds()/o.work.Seconds())
	row("resident, at work", "%.0f MB", float64(full)/1000)
	return nil
}

// strangers knock without ever signing in, while one session works.
func strangers(s *server, o options, at *hosts.Client) error {
	done := make(chan crowd, 1)
	go func() { done <- s.crowd(o.strangers) }()
	var took []time.Duration
	help := []string{"?", "\x1b"}
	for n := 0; ; n++ {
		d, err := at.Key(help[n%len(help)])
		if err != nil {
			return err
		}
		if d > 0 {
			took = append(took, d)
		}
		select {
		case c := <-done:
			row("connections that never sign in", "%d: %d turned away at once, %d left waiting", o.strangers, c.refused, c.held)
			row("key to frame meanwhile: p50, p99", "%s, %s", ms(took, 50), ms(took, 99))
			return nil
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func ms(list []time.Duration, percent int) string {
	list = slices.Sorted(slices.Values(list))
	if len(list) == 0 {
		return "none"
	}
	return fmt.Sprintf("%.1f ms", float64(list[(len(list)-1)*percent/100].Microseconds())/1000)
}

const down, up, enter, esc, swap = "\x1b[B", "\x1b[A", "\r", "\x1b", "\x0f"

// begin is what a session types before it is measured: half of them walk through an order's first steps, so that what these ask for has
// come; half of them open a customer's device and ask it live.
func begin(i int) []string {
	if i%2 == 0 {
		return walk(i)
	}
	return []string{swap, down, down, enter, "d", "L"}
}

// walk is what it types then, over and over. It ends where it began, and each key of it draws something.
func walk(i int) []string {
	if i%2 == 0 {
		return []string{down, down, up, up, enter, down, down, up, up, enter, down, up, esc, esc}
	}
	return []string{"?", esc, "?", esc, ":", "s", esc}
}
