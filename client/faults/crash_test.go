package faults

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"axdesk/client/order"
)

// crash is where a program dies, and where the next one does that finds out what became of the order.
type crash struct {
	trial
	row     int  // before or behind this row of the journal; 0 with a request on its way
	written bool // behind it
	again   int  // and once more while finding out: the row of that; 0 for not
	after   bool // behind that one
}

func (c crash) String() string {
	side := map[bool]string{false: "before", true: "behind"}
	s := fmt.Sprintf("%s %s, killed %s row %d", c.kind.Key(), c.terms, side[c.written], c.row)
	if c.row == 0 {
		s = fmt.Sprintf("%s %s, killed in %s: %s", c.kind.Key(), c.terms, c.at, c.fault)
	}
	if c.act != "" {
		s = fmt.Sprintf("%s of a %s (from elsewhere: %t), killed %s row %d %s", c.act, c.kind.Key(), c.foreign, side[c.written], c.row, c.fault)
	}
	if c.again > 0 {
		s += fmt.Sprintf(", and %s row %d of the recovery", side[c.after], c.again)
	}
	return s
}

// rows is how many an order takes: one for each request, answer and signature.
func rows(kind order.Kind, terms string) int {
	documents := map[string]int{"": int(kind) + 1, "terms-brief": 1}[terms]
	if documents == 0 {
		return 2
	}
	return 4 + documents
}

// inFlight are the ends of a request whose program has died: it never arrives, arrives later, or was acted on.
var inFlight = []fault{cutBefore, lateAnswer, lateLooked, lateDecided, lateEnd}

// crashes are at every row of the journal of every kind of order, and with every request on its way.
func crashes() (list []crash) {
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		for _, terms := range kindsOfTerms {
			base := trial{kind: kind, terms: terms}
			for row := range rows(kind, terms) {
				list = append(list, crash{trial: base, row: row + 1}, crash{trial: base, row: row + 1, written: true})
			}
			for _, base.at = range []string{"request " + kind.Key(), "place " + kind.Key()} {
				if terms == "terms-waived" && base.at == "place "+kind.Key() {
					continue
				}
				for n, flight := range inFlight {
					base.fault = flight
					list = append(list, crash{trial: base})
					// And a second time, at each row that finding out takes: of one request of each kind, as the others are no different.
					if terms == "" && (base.at == "place port" || base.at == "request service") {
						list = append(list, dieTwice(base, n)...)
					}
				}
			}
		}
	}
	return list
}

// dieTwice has finding out killed as well, once at each row that it takes: behind one and before the other, in turns.
func dieTwice(base trial, n int) []crash {
	return []crash{{trial: base, again: 1, after: n%2 == 0}, {trial: base, again: 2, after: n%2 != 0}}
}

// requestSlot is how the line knows a request of an order.
func requestSlot(c trial) string {
	method := "POST "
	switch {
	case c.at == "place "+c.kind.Key():
		method = "signed "
	case c.act != "":
		method = decision{act: c.act}.method() + " "
	}
	if c.kind == order.KindPort {
		return method + "resource/"
	}
	return method + "service/exc/"
}

func TestCrashesLoseAndDoubleNoOrder(t *testing.T) {
	t.Parallel()
	began := time.Now()
	sum := killed(t, crashes(), onDisk)
	t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
	t.Logf("%d wrong sums, %.0f s", sum.wrong, time.Since(began).Seconds())
}

// killed plays crashes.
func killed(t *testing.T, list []crash, on state) *tally {
	return inShifts(t, dealt(played(list), shortShift), func(t *testing.T, n int) func(crash) (*person, outcome) {
		w := outsideOn(t, on)
		w.orders = n * shortShift
		return func(c crash) (*person, outcome) { return w.crash(t, c) }
	})
}

// crash has programs die, takes the order up as the next start would, brings it to its end, and looks what came of it all.
func (w *world) crash(t *testing.T, c crash) (*person, outcome) {
	p, done := w.person(c.trial)
	defer done()
	p.fired = true // what goes wrong has happened by the time that p comes in
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err := p.given(ctx)
	if err == nil {
		err = errors.Join(w.die(t, p, c), w.dieAgain(t, p, c))
	}
	if err != nil {
		return p, outcome{other: []string{err.Error()}}
	}
	if err := p.recovers(ctx); err != nil {
		return p, outcome{other: []string{err.Error()}}
	}
	return p, p.audit(ctx, p.plays(ctx))
}

// givenUp is within what a dead program's orders can be had.
const givenUp = 10 * time.Second

// recovers takes up what dead programs left, as a next start does, once they have given it up: with file locks that is at once,
// and a server takes a moment to see that they are gone.
func (p *person) recovers(ctx context.Context) error {
	standing, err := p.journal.Standing(ctx, p.journal.Scope, 10_000)
	if err != nil {
		return err
	}
	for _, e := range standing {
		for deadline := time.Now().Add(givenUp); order.Waits(e); {
			release, ok, err := p.store.Claim(ctx, e.Scope, e.Ref)
			if ok {
				release()
				break
			}
			if err != nil || time.Now().After(deadline) {
				return fmt.Errorf("%s isn't given up within %v (%w)", e.Ref, givenUp, err)
			}
		}
	}
	_, err = p.journal.Recover(ctx)
	return err
}

func (w *world) job(p *person, row int, written, recovers bool) string {
	j := w.jobOf(p)
	j.Row, j.Written, j.Recovers = row, written, recovers
	return j.text()
}

// die runs a program that orders, and kills it.
func (w *world) die(t testing.TB, p *person, c crash) error {
	if c.row > 0 {
		return w.killAt(t, w.job(p, c.row, c.written, false))
	}
	hold := c.fault
	if hold == cutBefore {
		hold = lateEnd // it hangs like one that comes late; that it never comes is seen to below
	}
	w.line.arm(hold, requestSlot(c.trial))
	desk, err := start(t, w.job(p, 0, false, false))
	if err != nil {
		return err
	}
	select {
	case <-w.line.holding:
	case <-time.After(patience):
		return errors.Join(errors.New("the request never left"), desk.kill())
	}
	if c.fault == cutBefore {
		w.line.forget()
	}
	return desk.kill()
}

// dieAgain has the program that finds out how the order stands killed as well.
func (w *world) dieAgain(t testing.TB, p *person, c crash) error {
	if c.again == 0 {
		return nil
	}
	if c.fault == lateLooked {
		w.line.deliver()
	}
	return w.killAt(t, w.job(p, c.again, c.after, true))
}

func (w *world) killAt(t testing.TB, job string) error {
	desk, err := start(t, job)
	if err != nil {
		return err
	}
	return errors.Join(desk.reaches(), desk.kill())
}
