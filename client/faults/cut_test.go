package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"axdesk/client/order"
)

// pull is where the plug of the real program is pulled.
type pull struct {
	kind   order.Kind
	row    int    // once this row is in the journal and the program waits for its person; 0 for a request on its way
	at     string // that request
	flight fault
}

func (c pull) String() string {
	if c.row > 0 {
		return fmt.Sprintf("the desk, %s, killed behind row %d", c.kind.Key(), c.row)
	}
	return fmt.Sprintf("the desk, killed in %s: %s", c.at, c.flight)
}

// pulls are one at each row where the program waits for its person, and two for each request: it never arrives, or is acted on.
func pulls() (list []pull) {
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		for _, at := range []string{"request ", "place "} {
			list = append(list, pull{kind: kind, at: at + kind.Key(), flight: cutBefore}, pull{kind: kind, at: at + kind.Key(), flight: lateAnswer})
		}
	}
	for _, row := range []int{2, 3, 4, rows(order.KindPort, "")} {
		list = append(list, pull{kind: order.KindPort, row: row})
	}
	return append(list, pull{kind: order.KindService, row: rows(order.KindService, "")})
}

// TestCrashOfTheDesk pulls the plug of the program as it is built, in a terminal, with somebody ordering at its keyboard.
func TestCrashOfTheDesk(t *testing.T) {
	t.Parallel()
	began := time.Now()
	sum := inShifts(t, dealt(pulls(), 1), func(t *testing.T, _ int) func(pull) (*person, outcome) {
		return func(c pull) (*person, outcome) { return pulled(t, c) }
	})
	t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
	t.Logf("%.0f s", time.Since(began).Seconds())
}

// pulled plays one case in a world of its own, and has the next start find out what became of the order.
func pulled(t *testing.T, c pull) (*person, outcome) {
	w := outside(t)
	p, done := w.person(trial{kind: c.kind})
	defer done()
	p.fired = true
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := w.pull(t, c); err != nil {
		return p, outcome{other: []string{err.Error()}}
	}
	return p, p.findOut(ctx, w, c)
}

// pull has the desk order until the place is reached, and kills it there.
func (w *world) pull(t *testing.T, c pull) error {
	d := startDesk(t, w)
	defer d.kill()
	hold := c.flight
	if hold == cutBefore {
		hold = lateEnd
	}
	d.toPort()
	if c.kind == order.KindService {
		d.toTerms()
		d.sign(1)
		d.sign(2)
		d.place("Allocated")
		d.shows("cross connect")
		d.toConnection()
	}
	if c.row == 0 {
		w.line.arm(hold, requestSlot(trial{kind: c.kind, at: c.at}))
	}
	d.order(c)
	if d.err != nil || c.row > 0 {
		return d.err
	}
	select {
	case <-w.line.holding:
	case <-time.After(patience):
		return errors.New("the request never left")
	}
	if c.flight == cutBefore {
		w.line.forget()
	}
	return nil
}

// order goes from a summary to where the plug is pulled.
func (d *desk) order(c pull) {
	if c.at == "request "+c.kind.Key() {
		d.deliberately(enter)
		return
	}
	d.toTerms()
	for n := range int(c.kind) + 1 {
		if c.row == 2+n {
			return
		}
		d.sign(n + 1)
	}
	switch {
	case c.at != "":
		d.place()
	case c.row > 3+int(c.kind):
		d.place("Allocated", "hops")
	}
}

// findOut reads the journal as the next start would, takes it up, and holds it against the ledger.
func (p *person) findOut(ctx context.Context, w *world, c pull) (out outcome) {
	odd := func(err error) outcome { out.other = append(out.other, err.Error()); return out }
	var err error
	if p.journal.Scope, p.ref, err = written(ctx, w.dir); err != nil {
		return odd(err)
	}
	before, err := p.journal.Order(ctx, p.ref, c.kind)
	if err != nil {
		return odd(err)
	}
	if c.row > 0 && len(before.Timeline) < c.row {
		return odd(fmt.Errorf("the journal has %d rows, and the plug was pulled at %d", len(before.Timeline), c.row))
	}
	if _, err := p.journal.Recover(ctx); err != nil {
		return odd(err)
	}
	o, err := p.journal.Order(ctx, p.ref, c.kind)
	if err != nil {
		return odd(err)
	}
	last := before.Last()
	if o.State() == order.StateUnknown {
		if _, err := order.Look(ctx, p.api, p.journal, order.Purchase{Ref: p.ref, Kind: c.kind, CompanyID: last.CompanyID}); err != nil {
			return odd(err)
		}
	}
	for kind := order.KindPort; kind <= c.kind; kind++ {
		p.settled(ctx, kind, &out)
	}
	return out
}

// settled holds one order against the ledger. Each is to be known by now: bought, or not.
func (p *person) settled(ctx context.Context, kind order.Kind, out *outcome) {
	ledger, err := p.ledger()
	o, err2 := p.journal.Order(ctx, p.ref, kind)
	if err := errors.Join(err, err2); err != nil {
		out.other = append(out.other, err.Error())
		return
	}
	done := deeds(ledger, p.ref, kind)
	switch {
	case len(done) > 1:
		out.doubled = append(out.doubled, fmt.Sprintf("%d of %s", len(done), p.ref))
	case len(done) == 1 && o.GUID() != done[0].guid:
		out.lost = append(out.lost, fmt.Sprintf("%s was bought as %s, and the journal has %s", p.ref, done[0].guid, o.State()))
	case len(done) == 0 && o.Bought():
		out.other = append(out.other, "the journal has "+o.GUID()+", which nobody sold")
	}
}

// written reads which order a desk has journaled, and under which name of its API.
func written(ctx context.Context, dir string) (scope, ref string, err error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "axdesk.db")+"?mode=ro")
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, "SELECT scope, ref FROM transitions ORDER BY id LIMIT 1").Scan(&scope, &ref)
	if err == nil && !strings.HasPrefix(ref, "AX-") {
		err = fmt.Errorf("%q is no reference of an order", ref)
	}
	return scope, ref, err
}
