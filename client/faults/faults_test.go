package faults

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/order"
)

// kindsOfTerms are those of first POSTs: all terms (two for a port, three for a cloud), one document, none at all.
var kindsOfTerms = []string{"", "terms-brief", "terms-waived"}

// wholeOrders has every fault strike every request of a whole order that reads.
func wholeOrders() (list []trial) {
	for _, at := range []string{"user", "locations", "types", "catalogue", "providers", "candidates", "limits", "service"} {
		for _, f := range readFaults {
			list = append(list, trial{whole: true, terms: kindsOfTerms[len(list)%3], at: at, fault: f})
		}
	}
	return list
}

// purchases has every fault strike each POST, of each kind of order.
func purchases() (list []trial) {
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		for _, terms := range kindsOfTerms {
			for _, post := range []string{"request ", "place "} {
				if terms == "terms-waived" && post == "place " {
					continue // there is none
				}
				for _, f := range sendFaults {
					list = append(list, trial{kind: kind, terms: terms, at: post + kind.Key(), fault: f})
				}
			}
		}
	}
	return list
}

// lookedFor has faults strike the look that a doubt leads to.
func lookedFor() []trial {
	return looks([]trial{
		{kind: order.KindPort, at: "place port"},
		{kind: order.KindPort, at: "request port", terms: "terms-waived"},
		{kind: order.KindService, at: "place service"},
		{kind: order.KindService, at: "request service", terms: "terms-waived"},
	})
}

// looks has every fault strike the look after a third of the doubts, and after the others with the next requests; the last of
// each doubt has a person go after a clean look.
func looks(after []trial) (list []trial) {
	for n, base := range after {
		for i, f := range worst {
			base.fault = f
			for k, look := range readFaults {
				if base.look = look; (n+i+k)%3 == 0 {
					list = append(list, base)
				}
			}
			left := base
			left.look, left.leaves = "", true
			list = append(list, left)
		}
	}
	return list
}

// played are all cases, or every other one under the race detector: the same code runs in them, and half the time.
func played[T any](all []T) (list []T) {
	for i, c := range all {
		if !underRace || i%4 == 0 || i%4 == 3 { // of two sides of a thing, each in turn
			list = append(list, c)
		}
	}
	return list
}

// tally gathers what trials came to.
type tally struct {
	sync.Mutex
	cases, lost, doubled, wrong int
}

func (y *tally) add(t *testing.T, p *person, what fmt.Stringer, out outcome) {
	y.Lock()
	defer y.Unlock()
	y.cases++
	y.lost, y.doubled, y.wrong = y.lost+len(out.lost), y.doubled+len(out.doubled), y.wrong+len(out.wrong)
	for word, found := range map[string][]string{"LOST": out.lost, "DOUBLED": out.doubled, "WRONG SUM": out.wrong, "odd": out.other} {
		if len(found) > 0 {
			t.Errorf("%s: %s: %s\n  %s", what, word, strings.Join(found, "; "), strings.Join(p.log, "\n  "))
		}
	}
}

func TestFaultsLoseAndDoubleNoOrder(t *testing.T) {
	t.Parallel()
	var trials []trial
	for _, list := range [][]trial{wholeOrders(), purchases(), lookedFor()} {
		trials = append(trials, list...)
	}
	began := time.Now()
	sum := ordered(t, trials, onDisk)
	t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
	t.Logf("%d wrong sums; %d whole orders, %d purchases, %d looks; %.0f s",
		sum.wrong, len(wholeOrders()), len(purchases()), len(lookedFor()), time.Since(began).Seconds())
	if sum.cases < len(trials)/2 || len(trials) < 450 {
		t.Errorf("%d cases are too few", sum.cases)
	}
}

// ordered plays trials of orders.
func ordered(t *testing.T, trials []trial, on state) *tally {
	return inShifts(t, dealt(played(trials), shift), func(t *testing.T, n int) func(trial) (*person, outcome) {
		w := newWorldOn(t, uint64(n), on) //nolint:gosec // counted from 1
		w.orders = n * shift              // or each would choose what the first ones of the others do
		return func(c trial) (*person, outcome) { return w.try(t, c) }
	})
}

// try plays one trial, and looks what came of it.
func (w *world) try(t *testing.T, c trial) (*person, outcome) {
	p, done := w.person(c)
	defer done()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := p.given(ctx); err != nil {
		return p, outcome{other: []string{err.Error()}}
	}
	w.line.hit()
	ended := p.plays(ctx)
	out := p.audit(ctx, ended)
	if inLine := c.fault != clockBack && c.fault != clockAhead; !p.slow && (!p.fired || inLine && !w.line.hit()) {
		out.other = append(out.other, fmt.Sprintf("the fault never struck (%v)", ended))
	}
	if p.left != "" && !p.slow && !slices.Contains(c.leavesAs(), p.left) {
		out.other = append(out.other, fmt.Sprintf("it left the order %s, want %v", p.left, c.leavesAs()))
	}
	return p, out
}
