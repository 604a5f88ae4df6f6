//go:build unix

package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"axdesk/client/order"
	"axdesk/client/store/pgtest"
)

// serverFault is what becomes of the database while a row of the journal is written.
type serverFault string

// What can go wrong with a row. The last of them leaves open whether the server had it.
const (
	rowLost     serverFault = "the connection is cut before the row arrives"
	rowKept     serverFault = "the row is written, and the connection is cut before the answer"
	killedFirst serverFault = "the server is killed before the row arrives, and started again"
	killedThen  serverFault = "the server is killed as the row arrives, and started again"
)

// pgLine is a proxy of ours between the store and its server.
type pgLine struct {
	server *pgtest.Server
	at     string // of the server
	busy   sync.WaitGroup

	mu     sync.Mutex
	armed  serverFault
	mark   []byte // what is in the row and in nothing else that is sent meanwhile
	struck bool
	up     chan struct{} // closed once a server that was killed is up again
}

// newPGLine opens one, and gives the URL of a new database behind it.
func newPGLine(t testing.TB, server *pgtest.Server) (*pgLine, string) {
	u, err := url.Parse(server.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	l := &pgLine{server: server, at: u.Host}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u.Host = listener.Addr().String()
	l.busy.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			l.busy.Go(func() { l.carry(client) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		l.busy.Wait()
	})
	return l, u.String()
}

// carry is one connection, there and back.
func (l *pgLine) carry(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", l.at)
	if err != nil {
		return // as if nobody listened
	}
	defer func() { _ = server.Close() }()
	var silent sync.Mutex // held once nothing more is to come back
	mute := false
	l.busy.Go(func() {
		defer func() { _ = client.Close(); _ = server.Close() }()
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			silent.Lock()
			stop := mute
			silent.Unlock()
			if err != nil || stop {
				return
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	})
	buf := make([]byte, 1<<20)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		fault := l.take(buf[:n])
		if fault == rowLost {
			return
		}
		if fault == killedFirst {
			l.restart()
			return
		}
		if fault != "" {
			silent.Lock()
			mute = true
			silent.Unlock()
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
		if fault == killedThen {
			l.restart()
		}
	}
}

func (l *pgLine) arm(f serverFault, mark string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed, l.mark = f, []byte(mark)
}

func (l *pgLine) take(sent []byte) (f serverFault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.armed == "" || !bytes.Contains(sent, l.mark) {
		return ""
	}
	f, l.armed, l.struck = l.armed, "", true
	return f
}

// restart kills the server, and starts it again while everybody waits or doesn't.
func (l *pgLine) restart() {
	up := make(chan struct{})
	l.mu.Lock()
	l.up = up
	l.mu.Unlock()
	killing := l.server.Kill()
	l.busy.Go(func() {
		defer close(up)
		if err := errors.Join(killing, l.server.Up()); err != nil {
			panic(err)
		}
	})
}

// hit tells whether the fault struck, once its server is up again.
func (l *pgLine) hit() bool {
	l.arm("", "")
	l.mu.Lock()
	struck, up := l.struck, l.up
	l.struck, l.up = false, nil
	l.mu.Unlock()
	if up != nil {
		<-up
	}
	return struck
}

// struckRows are the journal of a desk whose server fails at one of its rows. Whoever reads asks until there is an answer, as
// somebody does who presses the key again.
type struckRows struct {
	order.Rows
	line  *pgLine
	at, n int
	fault serverFault
}

// Append writes a row down, or not.
func (s *struckRows) Append(ctx context.Context, e order.Entry) error {
	if s.n++; s.n == s.at {
		s.line.arm(s.fault, e.Ref)
	}
	return s.Rows.Append(ctx, e)
}

// Timeline asks until it is told.
func (s *struckRows) Timeline(ctx context.Context, scope, ref, kind string) (list []order.Entry, err error) {
	return insist(ctx, func() ([]order.Entry, error) { return s.Rows.Timeline(ctx, scope, ref, kind) })
}

// Standing asks until it is told.
func (s *struckRows) Standing(ctx context.Context, scope string, limit int) (list []order.Entry, err error) {
	return insist(ctx, func() ([]order.Entry, error) { return s.Rows.Standing(ctx, scope, limit) })
}

func insist(ctx context.Context, ask func() ([]order.Entry, error)) (list []order.Entry, err error) {
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		if list, err = ask(); err == nil {
			return list, nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// serverCase is where the server fails.
type serverCase struct {
	trial
	row  int
	what serverFault
}

func (c serverCase) String() string {
	return fmt.Sprintf("%s %s, row %d: %s", c.act, c.kind.Key(), c.row, c.what)
}

// serverCases are every row of an order, of a change and of both removals. A connection is cut on either side of each, and the
// server killed on one of the two, in turns.
func serverCases() (list []serverCase) {
	for n, base := range []trial{
		{kind: order.KindPort},
		{kind: order.KindService},
		{kind: order.KindPort, terms: "terms-brief"},
		{kind: order.KindService, terms: "terms-waived"},
		{kind: order.KindService, act: newVLAN},
		{kind: order.KindService, act: removal},
		{kind: order.KindPort, act: removal},
	} {
		last := 2
		if base.act == "" {
			last = rows(base.kind, base.terms)
		}
		for row := range last {
			kill := []serverFault{killedFirst, killedThen}[(n+row)%2]
			for _, f := range []serverFault{rowLost, kill, rowKept} {
				list = append(list, serverCase{base, row + 1, f})
			}
		}
	}
	return list
}

// TestFaultsOfTheServerLoseAndDoubleNothing has a person order while their PostgreSQL server fails them.
func TestFaultsOfTheServerLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	began := time.Now()
	// A server of one's own takes longer to make than a world does, and its cases wait for it to come back.
	const longShift = 10
	sum := inShifts(t, dealt(played(serverCases()), longShift), func(t *testing.T, n int) func(serverCase) (*person, outcome) {
		var line *pgLine
		server := pgtest.Start(t)
		w := newWorldOn(t, uint64(n+200), func(t testing.TB) (where string) { //nolint:gosec // counted from 1
			line, where = newPGLine(t, server)
			return where
		})
		w.orders = n * longShift
		return func(c serverCase) (*person, outcome) { return w.failed(t, line, c) }
	})
	t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
	t.Logf("%d wrong sums, %.0f s", sum.wrong, time.Since(began).Seconds())
	if sum.cases < 30 {
		t.Errorf("%d cases are too few", sum.cases)
	}
}

// failed plays one case by somebody who has the order in hand all the while.
func (w *world) failed(t *testing.T, line *pgLine, c serverCase) (*person, outcome) {
	p, done := w.person(c.trial)
	defer done()
	p.fired = true // nothing is wrong with the line to AXON
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	odd := func(err error) (*person, outcome) { return p, outcome{other: []string{err.Error()}} }
	if err := p.given(ctx); err != nil {
		return odd(err)
	}
	if c.act == "" {
		release, ok, err := p.journal.Claim(ctx, p.journal.Scope, p.ref)
		if err != nil || !ok {
			return odd(fmt.Errorf("the order can't be claimed: %w", err))
		}
		defer release()
	}
	p.journal.Rows = &struckRows{Rows: w.store, line: line, at: c.row, fault: c.what}
	ended := p.plays(ctx)
	struck := line.hit()
	out := p.audit(ctx, ended)
	if !struck {
		out.other = append(out.other, "the fault never struck")
	}
	return p, out
}
