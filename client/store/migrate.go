package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/gofrs/flock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// errNewer says that a later axdesk made the database: its tables may mean other things.
var errNewer = errors.New("a newer version of axdesk made this database")

// scripts are the migrations in order; the first leads to version 1.
func scripts() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	list := make([]string, len(names))
	for i, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		list[i] = string(text)
	}
	return list, nil
}

// migrate brings the tables up to date. In the usual case it reads one number.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := scripts()
	if err != nil {
		return err
	}
	if version, err := s.version(ctx); err != nil || version == len(steps) {
		return err
	}
	// Two processes may start on an empty directory at once, and SQLite doesn't wait while it turns WAL on.
	lock := flock.New(filepath.Join(s.dir, "open.lock"))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return fmt.Errorf("wait for another axdesk that is starting: %w", err)
	}
	defer func() { _ = lock.Unlock() }()
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return errNewer
	}
	if _, err := s.db.ExecContext(ctx, "PRAGMA journal_mode=WAL"); err != nil {
		return fmt.Errorf("turn the write-ahead log on: %w", err)
	}
	for ; version < len(steps); version++ {
		if err := s.apply(ctx, steps[version], version+1); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) version(ctx context.Context) (int, error) {
	var version int
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, fmt.Errorf("read the version: %w", err)
	}
	return version, nil
}

// apply runs one script whole or not at all.
func (s *Store) apply(ctx context.Context, script string, version int) error {
	tx, err := s.db.BeginTx(ctx, nil)
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
