// Package store keeps what must outlive the program: nonces, gates, cached answers, the journal of orders, and what several
// people at one desk share. It is one SQLite database in a directory of the user's, shared safely by any number of processes
// of one machine, or one PostgreSQL database, shared by those of several machines.
package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"

	"github.com/adrg/xdg"
)

// Store is an open database. It is safe for concurrent use, and implements wire.Nonces.
type Store struct {
	db     *sql.DB
	parsed *parsed
	engine engine

	mu    sync.Mutex
	lanes map[string]chan struct{} // full while a lane is held in this process
}

// engine is what SQLite and PostgreSQL each do in their own way. All else is one set of statements, with $1 for what is put in.
type engine interface {
	// now is the clock of the store in SQL, in nanoseconds since 1970 as all times here.
	now() string
	// explain makes a failure of op sentences.
	explain(op string, err error) *Error
	// taken tells that a row was not written because its key is there already.
	taken(err error) bool
	// again tells that nothing was done for another's sake, so that the same may simply be done again.
	again(err error) bool
	// alone has the transaction wait until no other that gave this name is under way.
	alone(ctx context.Context, tx *sql.Tx, name string) error
	// lock takes a lane among all processes: those who wait are served in turn.
	lock(ctx context.Context, lane string) (release func(), err error)
	// nonce runs the statement that takes a nonce; of a lane that is held here, only if the lock on it still stands.
	nonce(ctx context.Context, query, lane string, at int64) (int64, error)
	// claim takes an order among all processes; ok is false while another, or this one, has it.
	claim(ctx context.Context, scope, ref string) (release func(), ok bool, err error)
	// lost tells that an order was claimed here, and that another process has taken it since.
	lost(scope, ref string) bool
	// version is that of the tables, and place says where they are, without what is secret.
	version(ctx context.Context) (int, error)
	place() string
	// close gives back what the engine holds beside the database, and ends its use.
	close() error
}

// DefaultDir is where axdesk keeps its state: $XDG_STATE_HOME/axdesk, or what stands for it on this system.
func DefaultDir() string { return filepath.Join(xdg.StateHome, "axdesk") }

// OpenAt opens the store that where names: a PostgreSQL database by its postgres:// or postgresql:// URL, or a directory.
func OpenAt(ctx context.Context, where string) (*Store, error) {
	if IsURL(where) {
		return openPostgres(ctx, where)
	}
	return Open(ctx, where)
}

// Close closes the database, with SQLite after what is being written, for at most 5 s; a PostgreSQL server ends or undoes that by itself.
// Lanes that are held stay so until they are released; no more are taken.
func (s *Store) Close() error {
	if err := errors.Join(s.engine.close(), s.db.Close()); err != nil {
		return s.fail("close the database", err)
	}
	return nil
}

// tries is how often a statement is made that the engine undoes for another's sake: each try lets that one go first.
const tries = 5

// exec runs one statement, which is a transaction of its own, and tells how many rows it concerned.
func (s *Store) exec(ctx context.Context, op, query string, args ...any) (n int64, err error) {
	for range tries {
		var res sql.Result
		if res, err = s.parsed.exec(ctx, query, args...); err == nil {
			n, err = res.RowsAffected()
		}
		if err == nil || !s.engine.again(err) {
			break
		}
	}
	if err != nil {
		return 0, s.fail(op, err)
	}
	return n, nil
}

// change runs do in a transaction.
func (s *Store) change(ctx context.Context, op string, do func(tx *sql.Tx) error) (err error) {
	for range tries {
		if err = s.changeOnce(ctx, do); err == nil || !s.engine.again(err) {
			break
		}
	}
	if err != nil {
		return s.fail(op, err)
	}
	return nil
}

func (s *Store) changeOnce(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
