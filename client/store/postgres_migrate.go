package store

import (
	"context"
	"database/sql"
	"fmt"
)

// migrate brings the tables up to date. In the usual case it reads one number.
func (e *pg) migrate(ctx context.Context) error {
	steps, err := scripts("postgres")
	if err != nil {
		return err
	}
	if version, err := pgVersion(ctx, e.db); err != nil || version == len(steps) {
		return err
	}
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	// Hosts that start at once take turns, and the second finds all done.
	if err := e.alone(ctx, tx, "migrate"); err != nil {
		return err
	}
	version, err := pgVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return errNewer
	}
	if version == 0 {
		if err := pgPrepare(ctx, tx); err != nil {
			return err
		}
	}
	for ; version < len(steps); version++ {
		if _, err := tx.ExecContext(ctx, steps[version]); err != nil {
			return fmt.Errorf("migration %d: %w", version+1, err)
		}
		if _, err := tx.ExecContext(ctx, "UPDATE axdesk_version SET version = $1", version+1); err != nil {
			return fmt.Errorf("migration %d: %w", version+1, err)
		}
	}
	return tx.Commit()
}

// pgVersion is that of the tables; 0 where there are none.
func pgVersion(ctx context.Context, q queryer) (version int, err error) {
	var there bool
	// Not to_regclass: within a transaction it may go on telling what was so when that began.
	const look = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'axdesk_version')"
	if err := q.QueryRowContext(ctx, look).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = q.QueryRowContext(ctx, "SELECT version FROM axdesk_version").Scan(&version)
	return version, err
}

func pgPrepare(ctx context.Context, tx *sql.Tx) error {
	var encoding string
	const ask = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
	if err := tx.QueryRowContext(ctx, ask).Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return errEncoding
	}
	_, err := tx.ExecContext(ctx, "CREATE TABLE axdesk_version (version integer NOT NULL); INSERT INTO axdesk_version VALUES (0)")
	return err
}
