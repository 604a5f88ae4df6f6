// Package store keeps what must outlive the program: nonces, gates, cached answers and the journal of orders. It is one
// SQLite database in a directory of the user's, shared safely by any number of processes.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/adrg/xdg"
	_ "modernc.org/sqlite" // the driver, in pure Go
)

const (
	fileName = "axdesk.db"
	// busyFor is how long one process waits for another's transaction; those here take milliseconds.
	busyFor = 5 * time.Second
	// sqliteNow is the clock of the store, in nanoseconds since 1970 as all times here.
	sqliteNow = "CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000000"
)

var errNoEngine = errors.New("this build has no PostgreSQL yet")

// Store is an open database. It is safe for concurrent use, and implements wire.Nonces.
type Store struct {
	dir string
	db  *sql.DB

	mu    sync.Mutex
	lanes map[string]chan struct{} // full while a lane is held in this process
}

// DefaultDir is where axdesk keeps its state: $XDG_STATE_HOME/axdesk, or what stands for it on this system.
func DefaultDir() string { return filepath.Join(xdg.StateHome, "axdesk") }

// OpenAt opens the store that where names: a directory, or a database by its postgres:// or postgresql:// URL.
func OpenAt(ctx context.Context, where string) (*Store, error) {
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return nil, fail("PostgreSQL", "open the database", errNoEngine)
	}
	return Open(ctx, where)
}

// Open opens the database in dir, which it makes where it is missing, and brings its tables up to date.
// Its error, as all of this package, is an *Error.
func Open(ctx context.Context, dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fail(dir, "find the state directory", err)
	}
	path := filepath.Join(dir, fileName)
	if err := makeFile(dir, path); err != nil {
		return nil, fail(dir, "open the state directory", err)
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fail(dir, "open the database", err)
	}
	// One connection: all work here is short, and so nothing in this process waits on itself.
	db.SetMaxOpenConns(1)
	s := &Store{dir: dir, db: db, lanes: map[string]chan struct{}{}}
	if err := s.migrate(ctx); err != nil {
		_ = db.Close()
		return nil, fail(dir, "open the database", err)
	}
	return s, nil
}

// Close closes the database. Lanes that are held stay so until they are released.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fail(s.dir, "close the database", err)
	}
	return nil
}

// makeFile makes the directory and the file for this user only. SQLite gives its side files the same mode.
func makeFile(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil { //nolint:gosec // where the user wants it
		return fmt.Errorf("make the directory: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the caller's own directory
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := f.Chmod(0o600); err != nil {
			return fmt.Errorf("keep the file private: %w", err)
		}
	}
	return nil
}

// dsn escapes the path: SQLite reads it as a URI, in which ? and % have a meaning.
func dsn(path string) string {
	u := url.URL{Scheme: "file", Path: "/" + strings.TrimLeft(filepath.ToSlash(path), "/")}
	pragmas := url.Values{
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyFor.Milliseconds()), "synchronous(FULL)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}
	return u.String() + "?" + pragmas.Encode()
}
