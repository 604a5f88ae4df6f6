package main

import (
	"slices"
	"time"
)

const (
	down  = "\x1b[B"
	up    = "\x1b[A"
	enter = "\r"
	esc   = "\x1b[27u"
	end   = "\x1b[F"
	home  = "\x1b[H"
)

// repeat is how fast a held key comes: 30 a second, faster than the 80 ms after which a detail follows the highlight.
const repeat = 33 * time.Millisecond

// sample is what keys cost: the bytes of each, and the time from the key to the last byte before the next one.
type sample struct {
	name  string
	bytes []int
	took  []time.Duration
}

// hold presses keys at the pace of a held one. A key that drew nothing counts with no bytes, and isn't timed.
func (t *terminal) hold(name string, keys []string) (sample, error) {
	t.quiet(300 * time.Millisecond)
	s := sample{name: name}
	for _, k := range keys {
		before, _ := t.traffic()
		pressed := time.Now()
		if err := t.send(k); err != nil {
			return s, err
		}
		time.Sleep(repeat - time.Since(pressed))
		after, last := t.traffic()
		s.bytes = append(s.bytes, after-before)
		if after > before {
			s.took = append(s.took, last.Sub(pressed))
		}
	}
	return s, nil
}

// steps presses each key once all before it has come to rest, so that what follows later counts too.
func (t *terminal) steps(name string, rest time.Duration, keys []string) (sample, error) {
	s := sample{name: name}
	t.quiet(300 * time.Millisecond)
	for _, k := range keys {
		before, _ := t.traffic()
		pressed := time.Now()
		if err := t.send(k); err != nil {
			return s, err
		}
		time.Sleep(rest)
		t.quiet(rest)
		after, last := t.traffic()
		s.bytes = append(s.bytes, after-before)
		if after > before {
			s.took = append(s.took, last.Sub(pressed))
		}
	}
	return s, nil
}

func (s sample) mean() int {
	sum := 0
	for _, n := range s.bytes {
		sum += n
	}
	return sum / max(1, len(s.bytes))
}

// percentile of a list, p from 0 to 100, by the nearest rank.
func percentile[T int | time.Duration](list []T, p int) T {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

// times repeats keys n times.
func times(n int, keys ...string) []string { return slices.Repeat(keys, n) }
