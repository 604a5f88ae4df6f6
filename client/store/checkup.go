package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Health is what a look at the store found.
type Health struct {
	Place   string // the file, or the database without user and password
	Version int    // of its tables
	Journal int    // rows of the journal, of all orders of all APIs
	Drafts  int    // orders that were begun and not ended
}

// errUndone takes a trial back.
var errUndone = errors.New("undone on purpose")

// Checkup tells how the store is, and tries whether it can be written; what it writes is taken back.
func (s *Store) Checkup(ctx context.Context) (h Health, err error) {
	const op = "look at the store"
	h.Place = s.engine.place()
	if h.Version, err = s.engine.version(ctx); err != nil {
		return h, s.fail(op, err)
	}
	const count = "SELECT (SELECT COUNT(*) FROM transitions), (SELECT COUNT(*) FROM drafts)"
	if err := s.db.QueryRowContext(ctx, count).Scan(&h.Journal, &h.Drafts); err != nil {
		return h, s.fail(op, err)
	}
	err = s.change(ctx, "write to the store", func(tx *sql.Tx) error {
		const put = "INSERT INTO cache (key, body, at) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET at = excluded.at"
		if _, err := tx.ExecContext(ctx, put, "checkup", []byte{}, time.Unix(0, 0).UnixNano()); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return h, nil
	}
	return h, err
}
