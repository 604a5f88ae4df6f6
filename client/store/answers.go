package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	answerBytes = 8 << 20 // most bytes of a poll's answer
	answerRows  = 4096    // most answers of polls; those that expire first go first
)

// PutAnswer keeps a poll's answer for others, for ttl by the clock of the store, in place of what was there; at is when it came.
func (s *Store) PutAnswer(ctx context.Context, key string, body []byte, at time.Time, ttl time.Duration) error {
	const op = "hand an answer to others"
	if len(body) > answerBytes {
		return s.fail(op, errTooLarge)
	}
	put := `INSERT INTO answers (key, body, at, expires) VALUES ($1, $2, $3, ` + s.engine.now() + ` + $4)
		ON CONFLICT (key) DO UPDATE SET body = excluded.body, at = excluded.at, expires = excluded.expires`
	if _, err := s.exec(ctx, op, put, key, blob(body), at.UnixNano(), ttl.Nanoseconds()); err != nil {
		return err
	}
	prune := `DELETE FROM answers WHERE expires <= ` + s.engine.now() + `
		OR expires <= (SELECT expires FROM answers ORDER BY expires DESC LIMIT 1 OFFSET $1)`
	_, err := s.exec(ctx, op, prune, answerRows)
	return err
}

// Answer gives the answer of a poll, and when it came; ok is false where there is none, or where its time is over.
func (s *Store) Answer(ctx context.Context, key string) (body []byte, at time.Time, ok bool, err error) {
	var ns int64
	err = s.db.QueryRowContext(ctx, "SELECT body, at FROM answers WHERE key = $1 AND expires > "+s.engine.now(), key).Scan(&body, &ns)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, time.Time{}, false, nil
	}
	if err != nil {
		return nil, time.Time{}, false, s.fail("read another's answer", err)
	}
	return body, time.Unix(0, ns), true, nil
}
