package backend

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"axdesk/client/config"
	"axdesk/client/order"
)

// ParseClock makes the clock that --clock asks for; "" is this machine's.
func ParseClock(text string) (func() time.Time, error) {
	begin, err := parseBegin(text)
	return ClockFrom(begin), err
}

// parseBegin reads when a clock is to begin; "" is the zero time, which means the clock of this machine.
func parseBegin(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 2000 || at.Year() > 2100 {
		return time.Time{}, fmt.Errorf("--clock takes a time of this century with its zone, such as 2026-03-14T09:30:00Z, and not %.40q", text)
	}
	return at, nil
}

// BeginAt is the time that --clock gives to a desk, zero for none. A desk has to be on the embedded sandbox: no server but that goes by a made-up time.
func BeginAt(text string, set *config.Settings) (time.Time, error) {
	at, err := parseBegin(text)
	if err != nil || at.IsZero() {
		return at, err
	}
	if lines, err := set.AExAddress(); lines != nil || err != nil {
		return at, errors.New("--clock is for the embedded sandbox, but the lines are of an AEx server, which goes by its own clock: leave out the one or the other")
	}
	return at, nil
}

// ClockFrom is a clock that shows begin when it is first looked at, to the nanosecond, and then goes as this machine's does; of the zero time
// it is this machine's.
func ClockFrom(begin time.Time) func() time.Time {
	if begin.IsZero() {
		return time.Now
	}
	// With the monotonic clock, so that setting this machine's changes nothing.
	started := sync.OnceValue(time.Now)
	return func() time.Time {
		first := started()
		return begin.Add(max(0, time.Since(first)).Truncate(time.Millisecond))
	}
}

// refsFrom draws references as order.NewRef does; from a clock that was set they follow from seed and time, so that the same session gets
// the same ones. One that is in use already is passed over by whoever claims it. All sessions of a host draw from it, so it is safe for
// concurrent use.
func refsFrom(begin time.Time, seed uint64) func() string {
	if begin.IsZero() {
		return order.NewRef
	}
	drawn := rand.New(rand.NewPCG(seed, uint64(begin.Unix()))) //nolint:gosec // a reference of the sandbox's, and a time of this century
	var mu sync.Mutex
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return order.RefFrom(drawn)
	}
}
