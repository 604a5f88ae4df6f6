package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Enter passes the gate and closes it for every, for all processes that share this store; wait is then 0. While the
// gate is closed it changes nothing, and wait says how long that lasts. now is the caller's clock. An error means that
// nobody may pass.
func (s *Store) Enter(ctx context.Context, gate string, every time.Duration, now time.Time) (wait time.Duration, err error) {
	const op = "take a turn at a limited call"
	if now.Before(time.Unix(0, 0)) || now.After(latest.Add(-every)) {
		return 0, s.fail(op, errNoTime)
	}
	err = s.change(ctx, op, func(tx *sql.Tx) error {
		if err := s.engine.alone(ctx, tx, "gate "+gate); err != nil {
			return err
		}
		opens, err := opensAt(ctx, tx, gate, now)
		if err != nil {
			return err
		}
		wait = opens.Sub(now)
		if wait <= 0 {
			wait, opens = 0, now.Add(every)
		}
		// Also where the gate stays closed: it may have been set by a clock that was ahead of this one.
		return setGate(ctx, tx, gate, now, opens)
	})
	return wait, err
}

// Opens tells when the gate opens by the clock that shows now, without passing it: now itself when it is open.
func (s *Store) Opens(ctx context.Context, gate string, now time.Time) (time.Time, error) {
	at, err := opensAt(ctx, s.db, gate, now)
	if err != nil {
		return time.Time{}, s.fail("look when a limited call may be made", err)
	}
	return at, nil
}

// Reset makes the gate open at opens, in place of what Enter set: at now for a call that never left, later for one
// that the server put off.
func (s *Store) Reset(ctx context.Context, gate string, now, opens time.Time) error {
	const op = "set when a limited call may be made"
	if now.Before(time.Unix(0, 0)) || opens.Before(time.Unix(0, 0)) || now.After(latest) || opens.After(latest) {
		return s.fail(op, errNoTime)
	}
	if err := setGate(ctx, s.db, gate, now, opens); err != nil {
		return s.fail(op, err)
	}
	return nil
}

// queryer is a database or a transaction in it.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func opensAt(ctx context.Context, q queryer, gate string, now time.Time) (time.Time, error) {
	var set, opens int64
	err := q.QueryRowContext(ctx, "SELECT set_at, opens FROM gates WHERE name = $1", gate).Scan(&set, &opens)
	if errors.Is(err, sql.ErrNoRows) {
		return now, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	from, until := time.Unix(0, set), time.Unix(0, opens)
	if now.Before(from) {
		// The clock was set back since: it is not to close the gate for longer than was meant.
		until = now.Add(until.Sub(from))
	}
	if until.Before(now) {
		return now, nil
	}
	return until, nil
}

func setGate(ctx context.Context, q queryer, gate string, now, opens time.Time) error {
	const set = `INSERT INTO gates (name, set_at, opens) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET set_at = excluded.set_at, opens = excluded.opens`
	_, err := q.ExecContext(ctx, set, gate, now.UnixNano(), opens.UnixNano())
	return err
}
