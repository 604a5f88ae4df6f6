package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	cacheBytes = 64 << 20 // most bytes of one cached answer
	cacheRows  = 256      // most answers that are kept; the oldest go first
)

var errTooLarge = errors.New("it is larger than is ever kept")

// CacheGet returns what was put under key, and when that had been received; ok is false when there is nothing.
func (s *Store) CacheGet(ctx context.Context, key string) (body []byte, at time.Time, ok bool, err error) {
	var ns int64
	err = s.db.QueryRowContext(ctx, "SELECT body, at FROM cache WHERE key = ?", key).Scan(&body, &ns)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, time.Time{}, false, nil
	}
	if err != nil {
		return nil, time.Time{}, false, fail(s.dir, "read what was kept", err)
	}
	return body, time.Unix(0, ns), true, nil
}

// CachePut keeps body under key, in place of what was there; at is when it was received.
func (s *Store) CachePut(ctx context.Context, key string, body []byte, at time.Time) error {
	const op = "keep an answer"
	if len(body) > cacheBytes {
		return fail(s.dir, op, errTooLarge)
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fail(s.dir, op, err)
	}
	defer func() { _ = tx.Rollback() }()
	const put = `INSERT INTO cache (key, body, at) VALUES (?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET body = excluded.body, at = excluded.at`
	if _, err := tx.ExecContext(ctx, put, key, blob(body), at.UnixNano()); err != nil {
		return fail(s.dir, op, err)
	}
	const prune = `DELETE FROM cache WHERE key IN (SELECT key FROM cache ORDER BY at DESC, key LIMIT -1 OFFSET ?)`
	if _, err := tx.ExecContext(ctx, prune, cacheRows); err != nil {
		return fail(s.dir, op, err)
	}
	if err := tx.Commit(); err != nil {
		return fail(s.dir, op, err)
	}
	return nil
}

// blob keeps nil and empty alike: SQLite would take nil for NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
