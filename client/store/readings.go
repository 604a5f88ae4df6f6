package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"axdesk/client/wire"
)

// What is kept of the light of all lines.
const (
	readingsFor     = 90 * 24 * time.Hour // the oldest reading
	readingsOfOne   = 500                 // most of one service
	readingsInAll   = 100_000             // most of all; the oldest go first
	readingsWhole   = 24 * time.Hour      // what is younger is kept as often as it came
	readingsApart   = 6 * time.Hour       // what is older is kept once in so long, so that readingsOfOne reach back for readingsFor
	readingsAhead   = 2 * time.Minute     // how far a date may lie ahead of the clock, since clocks differ
	readingsService = 200                 // most bytes of a service's id
)

var errNoService = errors.New("the service's id can't be one")

// Reading is the light of one moment, as a device told it.
type Reading struct {
	At time.Time // when it was so, by AEx's clock
	Rx float64   // received, dBm
	Tx float64   // sent, dBm; NaN where none was told
}

// Readings are the light readings that one server told. Several processes may share them.
type Readings struct {
	store  *Store
	source string
}

// Readings gives those of one server, which source names: the same service elsewhere is another line.
func (s *Store) Readings(source string) *Readings { return &Readings{s, wire.Clean(source)} }

// Keep keeps a reading of a service, in place of one of the same moment. now is the caller's clock. What is older than
// 90 days or ahead of now, and what is no number, is not kept and no error.
func (r *Readings) Keep(ctx context.Context, service string, one Reading, now time.Time) error {
	const op = "keep a light reading"
	if service == "" || len(service) > readingsService {
		return r.store.fail(op, errNoService)
	}
	oldest := now.Add(-readingsFor)
	if !finite(one.Rx) || one.At.Before(oldest) || one.At.Sub(now) > readingsAhead || oldest.Before(time.Unix(0, 0)) || now.After(latest) {
		return nil
	}
	return r.store.change(ctx, op, func(tx *sql.Tx) error {
		const put = `INSERT INTO readings (source, service, at, rx, tx) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (source, service, at) DO UPDATE SET rx = excluded.rx, tx = excluded.tx`
		sent := sql.NullFloat64{Float64: one.Tx, Valid: finite(one.Tx)}
		if _, err := tx.ExecContext(ctx, put, r.source, service, one.At.UnixNano(), one.Rx, sent); err != nil {
			return err
		}
		return r.prune(ctx, tx, service, now)
	})
}

// prune keeps the table within its bounds: by age, by how close together old ones are, by service, and in all.
func (r *Readings) prune(ctx context.Context, tx *sql.Tx, service string, now time.Time) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`DELETE FROM readings WHERE at < $1`, []any{now.Add(-readingsFor).UnixNano()}},
		{
			`DELETE FROM readings WHERE source = $1 AND service = $2 AND at < $3 AND at NOT IN (
			SELECT min(at) FROM readings WHERE source = $1 AND service = $2 AND at < $3 GROUP BY at / $4)`,
			[]any{r.source, service, now.Add(-readingsWhole).UnixNano(), readingsApart.Nanoseconds()},
		},
		{
			`DELETE FROM readings WHERE source = $1 AND service = $2 AND at <= (
			SELECT at FROM readings WHERE source = $1 AND service = $2 ORDER BY at DESC LIMIT 1 OFFSET $3)`,
			[]any{r.source, service, readingsOfOne},
		},
		{`DELETE FROM readings WHERE at <= (SELECT at FROM readings ORDER BY at DESC LIMIT 1 OFFSET $1)`, []any{readingsInAll}},
	} {
		if _, err := tx.ExecContext(ctx, step.query, step.args...); err != nil {
			return fmt.Errorf("drop old readings: %w", err)
		}
	}
	return nil
}

// Kept gives the readings of a service, the oldest first: at most 500.
func (r *Readings) Kept(ctx context.Context, service string) ([]Reading, error) {
	list, err := r.kept(ctx, service)
	if err != nil {
		return nil, r.store.fail("read the light readings that were kept", err)
	}
	return list, nil
}

func (r *Readings) kept(ctx context.Context, service string) (list []Reading, err error) {
	const query = `SELECT at, rx, tx FROM readings WHERE source = $1 AND service = $2 ORDER BY at DESC LIMIT $3`
	rows, err := r.store.db.QueryContext(ctx, query, r.source, service, readingsOfOne)
	if err != nil {
		return nil, fmt.Errorf("ask for readings: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var (
			at int64
			rx float64
			tx sql.NullFloat64
		)
		if err := rows.Scan(&at, &rx, &tx); err != nil {
			return nil, fmt.Errorf("read a reading: %w", err)
		}
		one := Reading{At: time.Unix(0, at), Rx: rx, Tx: math.NaN()}
		if tx.Valid {
			one.Tx = tx.Float64
		}
		list = append(list, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read readings: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
