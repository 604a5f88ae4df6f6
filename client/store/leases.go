package store

import (
	"context"
	"time"
)

// Lease takes or prolongs what only one should do for all, for ttl by the clock of the store. mine is false, and nothing changed,
// while another holder has it. A holder that dies is followed by another once its ttl is over.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (mine bool, err error) {
	take := `INSERT INTO leases (name, holder, expires) VALUES ($1, $2, ` + s.engine.now() + ` + $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
			WHERE leases.holder = excluded.holder OR leases.expires <= ` + s.engine.now()
	n, err := s.exec(ctx, "take a lease", take, word(name), word(holder), ttl.Nanoseconds())
	return n > 0, err
}

// Release gives a lease up before its time; of another holder's it changes nothing.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	_, err := s.exec(ctx, "give a lease up", "DELETE FROM leases WHERE name = $1 AND holder = $2", word(name), word(holder))
	return err
}
