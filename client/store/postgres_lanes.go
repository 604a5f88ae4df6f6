package store

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// unlocks is how long a host waits for the server to take a lock back; then it ends the session, which does the same.
const unlocks = 5 * time.Second

// pgLane is a lane's own connection. The lock on the lane belongs to its session: while that lives the lock stands, and when
// it ends, however it ends, the server gives the lock to the next in line.
type pgLane struct {
	held bool // guarded by pg.mu

	mu   sync.Mutex // one statement at a time
	conn *pgx.Conn
}

func (l *pgLane) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	shut(l.conn)
	l.conn = nil
}

func (e *pg) laneOf(lane string) *pgLane {
	e.mu.Lock()
	defer e.mu.Unlock()
	l, ok := e.lanes[lane]
	if !ok {
		l = &pgLane{}
		e.lanes[lane] = l
	}
	return l
}

// lock waits in the server's own queue, which is in the order of arrival. The caller has this process' turn.
func (e *pg) lock(ctx context.Context, lane string) (release func(), err error) {
	l, key := e.laneOf(lane), lockKey("lane", lane)
	if err := e.lockOn(ctx, l, key); err != nil {
		return nil, err
	}
	e.mu.Lock()
	l.held = true
	e.mu.Unlock()
	return func() {
		l.unlock(key)
		e.mu.Lock()
		l.held = false
		closed := e.closed
		e.mu.Unlock()
		if closed {
			l.drop()
		}
	}, nil
}

func (e *pg) lockOn(ctx context.Context, l *pgLane, key int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		fresh := l.conn == nil || l.conn.IsClosed()
		if fresh {
			conn, err := e.connect(ctx, map[string]string{
				"statement_timeout": "0", "lock_timeout": "0", // whoever waits says for how long
				"idle_session_timeout": strconv.FormatInt(laneIdle.Milliseconds(), 10),
			})
			if err != nil {
				return err
			}
			l.conn = conn
		}
		_, err := l.conn.Exec(ctx, "SELECT pg_advisory_lock($1)", key)
		if err == nil {
			return nil
		}
		// Nobody knows whether the lock came before the error: the session's end settles it.
		shut(l.conn)
		l.conn = nil
		if fresh || ctx.Err() != nil {
			return err
		}
		// The connection had been idle, and may have ended long ago.
	}
}

func (l *pgLane) unlock(key int64) {
	ctx, cancel := context.WithTimeout(context.Background(), unlocks)
	defer cancel()
	l.mu.Lock()
	defer l.mu.Unlock()
	var was bool
	if l.conn == nil {
		return
	}
	if err := l.conn.QueryRow(ctx, "SELECT pg_advisory_unlock($1)", key).Scan(&was); err != nil || !was {
		shut(l.conn)
		l.conn = nil
	}
}

// nonce of a lane that is held goes over the very session that holds it: where that has ended, so that another host may be on
// its way with a higher one, there is none to be had.
func (e *pg) nonce(ctx context.Context, query, lane string, at int64) (last int64, err error) {
	e.mu.Lock()
	l, held := e.lanes[lane]
	held = held && l.held
	e.mu.Unlock()
	if !held {
		err = e.db.QueryRowContext(ctx, query, lane, at).Scan(&last)
		return last, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil || l.conn.IsClosed() {
		return 0, errLaneLost
	}
	err = l.conn.QueryRow(ctx, query, lane, at).Scan(&last)
	return last, err
}
