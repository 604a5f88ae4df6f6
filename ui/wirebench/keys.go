package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

const (
	down     = "\x1b[B"
	up       = "\x1b[A"
	enter    = "\r"
	esc      = "\x1b[27u"
	end      = "\x1b[F"
	home     = "\x1b[H"
	pageDown = "\x1b[6~"
	pageUp   = "\x1b[5~"
)

// repeat is how fast a held key comes: 30 a second, faster than the 80 ms after which a detail follows the highlight.
const repeat = 33 * time.Millisecond

// detail is longer than a highlight has to rest until what stands beside it follows.
const detail = 150 * time.Millisecond

// reading is what one kind of key costs on one screen.
type reading struct {
	screen, kind string
	bytes        []int
	floor        []int           // of the same keys
	took         []time.Duration // from the key to the last byte, of those that drew something
}

// bench drives one session and gathers what it reads.
type bench struct {
	*terminal
	pid      int           // of the process whose CPU and memory count
	lag      time.Duration // that the line is to add, there and back
	line     time.Duration // that it does: what one byte takes there and back
	plain    bool          // walk only, and measure nothing on the way
	few      bool          // fewer keys
	readings []reading
	idle     []idleness
	order    []string // the screens, as they were met
	err      error    // the first one; everything after it does nothing
}

// idleness is what a screen costs while nobody presses a key.
type idleness struct {
	screen string
	bytes  int
	cpu    float64 // ms a second
}

// press presses keys at a pace, whatever comes back, as somebody does who holds one down; each is read when the next one's answer may
// begin to come, which is later than the next key by what the line adds.
func (b *bench) press(screen, kind string, keys []string) {
	if b.err != nil || b.plain {
		return
	}
	r := reading{screen: screen, kind: kind}
	b.quiet(300*time.Millisecond + b.lag)
	due := make([]time.Duration, len(keys)+1)
	for i := range keys {
		// A frame's ticker and a steady hand would keep step, and one wait be measured over and over.
		due[i+1] = due[i] + repeat + rand.N(9*time.Millisecond) //nolint:gosec // no secret
	}
	before := b.look()
	had, _ := b.traffic()
	began := time.Now()
	pressed := make([]time.Time, len(keys))
	for sent, read := 0, 0; read < len(keys); {
		if sent < len(keys) && due[sent] < due[read+1]+b.lag {
			time.Sleep(time.Until(began.Add(due[sent])))
			pressed[sent] = time.Now()
			if b.err = b.send(keys[sent]); b.err != nil {
				return
			}
			sent++
			continue
		}
		time.Sleep(time.Until(began.Add(due[read+1] + b.lag)))
		had, before = b.read(&r, pressed[read], had, before)
		read++
	}
	b.keep(r)
}

// rest presses each key once all before it has come to rest, so that what follows later counts too.
func (b *bench) rest(screen, kind string, keys []string) {
	if b.err != nil || b.plain {
		return
	}
	r := reading{screen: screen, kind: kind}
	b.quiet(300*time.Millisecond + b.lag)
	before := b.look()
	had, _ := b.traffic()
	for _, k := range keys {
		pressed := time.Now()
		if b.err = b.send(k); b.err != nil {
			return
		}
		time.Sleep(detail + b.lag)
		b.quiet(detail)
		had, before = b.read(&r, pressed, had, before)
	}
	b.keep(r)
}

// read takes down what came since the last reading, and gives what the next one begins with.
func (b *bench) read(r *reading, pressed time.Time, had int, before *screen) (int, *screen) {
	have, last := b.traffic()
	after := b.look()
	r.bytes, r.floor = append(r.bytes, have-had), append(r.floor, b.floor(before, after))
	if have > had {
		r.took = append(r.took, last.Sub(pressed))
	}
	return have, after
}

func (b *bench) keep(r reading) {
	if !slices.Contains(b.order, r.screen) {
		b.order = append(b.order, r.screen)
	}
	b.readings = append(b.readings, r)
}

// step presses keys and waits for the next screen. With a name it is read as the opening of that screen.
func (b *bench) step(name, keys string, until ...string) {
	if b.err != nil {
		return
	}
	b.quiet(150*time.Millisecond + b.lag)
	before := b.look()
	had, _ := b.traffic()
	pressed := time.Now()
	if b.err = b.send(keys); b.err != nil {
		return
	}
	if _, b.err = b.waitFor(until...); b.err != nil || name == "" || b.plain {
		return
	}
	b.quiet(200*time.Millisecond + b.lag)
	have, last := b.traffic()
	b.keep(reading{screen: name, kind: opened, bytes: []int{have - had}, floor: []int{b.floor(before, b.look())}, took: []time.Duration{last.Sub(pressed)}})
}

// held writes a key so often at once, there and back a few times, and tells when the screen has come to rest.
func (b *bench) held(screen string, n int) {
	if b.err != nil || b.plain {
		return
	}
	r := reading{screen: screen, kind: burst}
	for i := range 11 {
		b.quiet(300*time.Millisecond + b.lag)
		had, _ := b.traffic()
		before := b.look()
		pressed := time.Now()
		if b.err = b.send(strings.Repeat([]string{down, up}[i%2], n)); b.err != nil {
			return
		}
		time.Sleep(300*time.Millisecond + b.lag)
		b.quiet(400 * time.Millisecond)
		have, last := b.traffic()
		if i > 0 { // the first one fetches what is below
			r.bytes, r.floor, r.took = append(r.bytes, have-had), append(r.floor, b.floor(before, b.look())), append(r.took, last.Sub(pressed))
		}
	}
	b.keep(r)
}

// silence tells what comes, and what it costs, while nobody presses a key. A line's delay changes neither.
func (b *bench) silence(screen string) {
	if b.err != nil || b.plain || b.lag > 0 {
		return
	}
	long := 1500 * time.Millisecond
	if b.few {
		long = 500 * time.Millisecond
	}
	// What a key started, such as the wait until the keyboard has rested, isn't idleness yet.
	b.quiet(650 * time.Millisecond)
	before, _ := b.traffic()
	var ran, run time.Duration
	if ran, b.err = cpu(b.pid); b.err != nil {
		return
	}
	time.Sleep(long)
	if run, b.err = cpu(b.pid); b.err != nil {
		return
	}
	after, _ := b.traffic()
	b.idle = append(b.idle, idleness{screen, after - before, float64((run - ran).Microseconds()) / 1000 / long.Seconds()})
}

// percentile of a list, p from 0 to 100, by the nearest rank.
func percentile[T int | float64 | time.Duration](list []T, p int) T {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

func mean(list []int) float64 {
	sum := 0
	for _, n := range list {
		sum += n
	}
	return float64(sum) / float64(max(1, len(list)))
}

// times repeats keys n times.
func times(n int, keys ...string) []string { return slices.Repeat(keys, n) }
