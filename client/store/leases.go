package store

import (
	"context"
	"time"
)

// Lease takes or prolongs what only one should do for all, for ttl by the clock of the store. mine is false, and nothing changed,
// while another holder has it. A holder that dies is followed by another once its ttl is over.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (mine bool, err error) {
	const op = "take a lease"
	take := `INSERT INTO leases (name, holder, expires) VALUES ($1, $2, ` + sqliteNow + ` + $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
			WHERE leases.holder = excluded.holder OR leases.expires <= ` + sqliteNow
	res, err := s.db.ExecContext(ctx, take, word(name), word(holder), ttl.Nanoseconds())
	if err != nil {
		return false, fail(s.dir, op, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, fail(s.dir, op, err)
	}
	return n > 0, nil
}

// Release gives a lease up before its time; of another holder's it changes nothing.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM leases WHERE name = $1 AND holder = $2", word(name), word(holder)); err != nil {
		return fail(s.dir, "give a lease up", err)
	}
	return nil
}
