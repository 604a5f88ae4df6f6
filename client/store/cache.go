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
	err = s.db.QueryRowContext(ctx, "SELECT body, at FROM cache WHERE key = $1", key).Scan(&body, &ns)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, time.Time{}, false, nil
	}
	if err != nil {
		return nil, time.Time{}, false, s.fail("read what was kept", err)
	}
	return body, time.Unix(0, ns), true, nil
}

// CachePut keeps body under key, in place of what was there; at is when it was received.
func (s *Store) CachePut(ctx context.Context, key string, body []byte, at time.Time) error {
	const op = "keep an answer"
	if len(body) > cacheBytes {
		return s.fail(op, errTooLarge)
	}
	return s.change(ctx, op, func(tx *sql.Tx) error {
		const put = `INSERT INTO cache (key, body, at) VALUES ($1, $2, $3)
			ON CONFLICT (key) DO UPDATE SET body = excluded.body, at = excluded.at`
		if _, err := tx.ExecContext(ctx, put, key, blob(body), at.UnixNano()); err != nil {
			return err
		}
		const prune = `DELETE FROM cache WHERE key NOT IN (SELECT key FROM cache ORDER BY at DESC, key LIMIT $1)`
		_, err := tx.ExecContext(ctx, prune, cacheRows)
		return err
	})
}

// blob keeps nil and empty alike: databases would take nil for NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// unblob gives nil for what is empty, as SQLite does and PostgreSQL doesn't.
func unblob(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}
