package store

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// migrate brings the tables up to date. In the usual case it reads one number.
func (e *lite) migrate(ctx context.Context) error {
	steps, err := scripts("sqlite")
	if err != nil {
		return err
	}
	if version, err := e.version(ctx); err != nil || version == len(steps) {
		return err
	}
	// Two processes may start on an empty directory at once, and SQLite doesn't wait while it turns WAL on.
	lock := flock.New(filepath.Join(e.dir, "open.lock"))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return fmt.Errorf("wait for another axdesk that is starting: %w", err)
	}
	defer func() { _ = lock.Unlock() }()
	version, err := e.version(ctx)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return errNewer
	}
	if _, err := e.db.ExecContext(ctx, "PRAGMA journal_mode=WAL"); err != nil {
		return fmt.Errorf("turn the write-ahead log on: %w", err)
	}
	for ; version < len(steps); version++ {
		if err := e.apply(ctx, steps[version], version+1); err != nil {
			return err
		}
	}
	return nil
}

func (e *lite) version(ctx context.Context) (int, error) {
	var version int
	if err := e.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, fmt.Errorf("read the version: %w", err)
	}
	return version, nil
}

// apply runs one script whole or not at all.
func (e *lite) apply(ctx context.Context, script string, version int) error {
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin migration %d: %w", version, err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return fmt.Errorf("migration %d: %w", version, err)
	}
	// A pragma takes no parameters; version is our own number.
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d", version)); err != nil {
		return fmt.Errorf("migration %d: %w", version, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit migration %d: %w", version, err)
	}
	return nil
}
