package serve

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Limits are what one person, one address and all together may take. Zero values are the defaults.
type Limits struct {
	Sessions   int           // in all; 200
	PerKey     int           // sessions of one key; 8
	Pending    int           // connections on which nobody was let in yet, in all; 100
	PerAddress int           // of these, from one address; 20
	Attempts   int           // failed attempts of one address within CoolOff; 20
	CoolOff    time.Duration // how long an address is left out then; 5 minutes
	SignIn     time.Duration // how long signing in may take, and then what leads to a session; 20 seconds
	Idle       time.Duration // without a key; 4 hours
	Warning    time.Duration // before that ends the session; a minute
	Stop       time.Duration // how long sessions have, once the desk goes down; 30 seconds
	Alive      time.Duration // how often a client is asked whether it is there; 15 seconds
	Stuck      time.Duration // how long a terminal may read nothing of what was drawn; a minute
	Hold       time.Duration // how long the end of a session waits for a purchase on its way; a minute
}

func (l Limits) orDefaults() Limits {
	for _, n := range []struct {
		at  *int
		def int
	}{{&l.Sessions, 200}, {&l.PerKey, 8}, {&l.Pending, 100}, {&l.PerAddress, 20}, {&l.Attempts, 20}} {
		if *n.at <= 0 {
			*n.at = n.def
		}
	}
	for _, d := range []struct {
		at  *time.Duration
		def time.Duration
	}{
		{&l.CoolOff, 5 * time.Minute},
		{&l.SignIn, 20 * time.Second},
		{&l.Idle, 4 * time.Hour},
		{&l.Warning, time.Minute},
		{&l.Stop, 30 * time.Second},
		{&l.Alive, 15 * time.Second},
		{&l.Stuck, time.Minute},
		{&l.Hold, time.Minute},
	} {
		if *d.at <= 0 {
			*d.at = d.def
		}
	}
	return l
}

// mostAddresses bounds what is remembered of failed attempts. Whoever has more addresses than that isn't kept out by counting them.
const mostAddresses = 20_000

// door counts who stands before it and who is in. It is safe for concurrent use.
type door struct {
	limits Limits
	now    func() time.Time

	mu      sync.Mutex
	pending int
	before  map[netip.Prefix]int // connections on which nobody was let in yet
	failed  map[netip.Prefix]*attempts
	inside  int
	perKey  map[string]int // sessions, by fingerprint
	closing bool
	open    sync.WaitGroup // sessions; added to under mu, so that none is after the door was shut
}

// attempts are those of one address that came to nothing.
type attempts struct {
	n     int
	since time.Time
	until time.Time // it is left out until then
}

// refusal is why somebody isn't let in: a word for the counter and the log, and a sentence for them.
type refusal struct{ reason, sentence string }

func newDoor(l Limits, now func() time.Time) *door {
	return &door{limits: l, now: now, before: map[netip.Prefix]int{}, failed: map[netip.Prefix]*attempts{}, perKey: map[string]int{}}
}

// source is what is counted as one address: of IPv6 a whole /64, since one customer has all of it.
func source(addr net.Addr) netip.Prefix {
	ap, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := ap.Addr().Unmap().WithZone(""), 32
	if ip.Is6() {
		bits = 64
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// knock takes a connection, on which nobody is let in yet; nil where it may.
func (d *door) knock(from netip.Prefix) *refusal {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closing {
		return &goingDown
	}
	if r := d.leftOut(from); r != nil {
		return r
	}
	if d.pending >= d.limits.Pending {
		return &refusal{"too many connections", "Too many connections are signing in at once: try again in a minute."}
	}
	if d.before[from] >= d.limits.PerAddress {
		return &refusal{"too many connections of an address", "Too many connections from your address are signing in at once: try again in a minute."}
	}
	d.pending++
	d.before[from]++
	return nil
}

// cooling refuses an address that is left out, also to a connection that came before that; nil where it isn't.
func (d *door) cooling(from netip.Prefix) *refusal {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.leftOut(from)
}

func (d *door) leftOut(from netip.Prefix) *refusal {
	if f := d.failed[from]; f != nil && d.now().Before(f.until) {
		return &refusal{"cooling off", "Too many attempts from your address came to nothing: try again in " + minutes(f.until.Sub(d.now())) + "."}
	}
	return nil
}

// through takes back a knock, when somebody was let in or has gone.
func (d *door) through(from netip.Prefix) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pending--
	if d.before[from]--; d.before[from] <= 0 {
		delete(d.before, from)
	}
}

// missed counts a failed attempt, and tells whether the address is left out from now on.
func (d *door) missed(from netip.Prefix) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	f := d.failed[from]
	if f == nil || now.Sub(f.since) > d.limits.CoolOff {
		if len(d.failed) >= mostAddresses {
			d.forget(now)
		}
		f = &attempts{since: now}
		d.failed[from] = f
	}
	if f.n++; f.n < d.limits.Attempts {
		return false
	}
	*f = attempts{since: now, until: now.Add(d.limits.CoolOff)}
	return true
}

// forget drops what is over, and everything where that isn't enough.
func (d *door) forget(now time.Time) {
	for p, f := range d.failed {
		if now.Sub(f.since) > d.limits.CoolOff && now.After(f.until) {
			delete(d.failed, p)
		}
	}
	if len(d.failed) >= mostAddresses {
		clear(d.failed)
	}
}

// enter takes a place for a session of a key.
func (d *door) enter(key string) *refusal {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closing:
		return &goingDown
	case d.inside >= d.limits.Sessions:
		return &refusal{"desk full", fmt.Sprintf("The desk is full: %d sessions are open. Try again when somebody has left.", d.inside)}
	case d.perKey[key] >= d.limits.PerKey:
		return &refusal{"too many sessions of a key", fmt.Sprintf("Your key has %d sessions open already: leave one of them first.", d.perKey[key])}
	}
	d.inside++
	d.perKey[key]++
	d.open.Add(1)
	return nil
}

// leave gives a place back. It is the last thing that a session does.
func (d *door) leave(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open.Done()
	d.inside--
	if d.perKey[key]--; d.perKey[key] <= 0 {
		delete(d.perKey, key)
	}
}

// shut lets nobody in any more.
func (d *door) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closing = true
}

var goingDown = refusal{"going down", "The desk is going down: try again in a minute, here or on another host."}

// minutes says a time that somebody has to wait.
func minutes(d time.Duration) string {
	if d <= 90*time.Second {
		return fmt.Sprintf("%d s", max(1, int(d.Round(time.Second).Seconds())))
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
}

// closed tells whether nobody is let in any more.
func (d *door) closed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closing
}
