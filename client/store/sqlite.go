package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite" // the driver too, in pure Go
	lib "modernc.org/sqlite/lib"
)

const (
	fileName = "axdesk.db"
	// busyFor is how long one process waits for another's transaction; those here take milliseconds.
	busyFor = 5 * time.Second
	// lockPoll is how often a lock that another process holds is tried again.
	lockPoll = 10 * time.Millisecond
)

// lite is a SQLite database in a directory. Its locks among processes are file locks, which the system gives up for a process
// that dies.
type lite struct {
	dir    string
	db     *sql.DB
	closed atomic.Bool
	parsed *parsed
}

// Open opens the database in dir, which it makes where it is missing, and brings its tables up to date.
// Its error, as all of this package, is an *Error.
func Open(ctx context.Context, dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	e := &lite{dir: dir}
	if err != nil {
		return nil, fail(e, "find the state directory", err)
	}
	path := filepath.Join(dir, fileName)
	if err := makeFile(dir, path); err != nil {
		return nil, fail(e, "open the state directory", err)
	}
	if e.db, err = sql.Open("sqlite", dsn(path)); err != nil {
		return nil, fail(e, "open the database", err)
	}
	// One connection: all work here is short, and so nothing in this process waits on itself.
	e.db.SetMaxOpenConns(1)
	if err := e.migrate(ctx); err != nil {
		_ = e.db.Close()
		return nil, fail(e, "open the database", err)
	}
	e.parsed = &parsed{db: e.db, most: mostParsed}
	return &Store{db: e.db, parsed: e.parsed, engine: e, lanes: map[string]chan struct{}{}}, nil
}

func (e *lite) now() string { return "CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000000" }

func (e *lite) taken(err error) bool {
	var s *sqlite.Error
	return errors.As(err, &s) && s.Code() == lib.SQLITE_CONSTRAINT_UNIQUE
}

func (e *lite) again(error) bool { return false }

// alone has nothing to wait for: a transaction locks for writing from its beginning.
func (e *lite) alone(context.Context, *sql.Tx, string) error { return nil }

func (e *lite) nonce(ctx context.Context, query, lane string, at int64) (last int64, err error) {
	rows, err := e.parsed.query(ctx, query, lane, at)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return 0, errors.Join(rows.Err(), sql.ErrNoRows)
	}
	err = rows.Scan(&last)
	return last, err
}

func (e *lite) place() string { return filepath.Join(e.dir, fileName) }

// close waits for the transaction that is under way, as long as another process would: the one connection is taken when that
// gives it back, and with it nobody is left who could write.
func (e *lite) close() error {
	e.closed.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), busyFor)
	defer cancel()
	last, err := e.db.Conn(ctx)
	if err == nil {
		defer func() { _ = last.Close() }() // nobody waits for it, and it has nothing to write
	}
	return errors.Join(err, e.db.Close())
}

// lock takes the lane's file lock by way of a gate. Whoever waits for the lane holds the gate, so a process that
// has just given the lane up can't take it again before those who wait: they take turns.
func (e *lite) lock(ctx context.Context, lane string) (release func(), err error) {
	if e.closed.Load() {
		return nil, errClosed
	}
	sum := sha256.Sum256([]byte(lane))
	name := filepath.Join(e.dir, "lane-"+hex.EncodeToString(sum[:8]))
	gate, held := flock.New(name+".gate"), flock.New(name+".lock")
	if _, err := gate.TryLockContext(ctx, lockPoll); err != nil {
		return nil, fmt.Errorf("wait in line: %w", err)
	}
	defer func() { _ = gate.Unlock() }()
	if _, err := held.TryLockContext(ctx, lockPoll); err != nil {
		return nil, fmt.Errorf("wait for the lane: %w", err)
	}
	if e.closed.Load() { // while this one stood in line
		_ = held.Unlock()
		return nil, errClosed
	}
	// Closing the file unlocks it whatever Unlock says, and there is nobody to tell.
	return func() { _ = held.Unlock() }, nil
}

func (e *lite) claim(_ context.Context, scope, ref string) (release func(), ok bool, err error) {
	if e.closed.Load() {
		return nil, false, errClosed
	}
	sum := sha256.Sum256([]byte(scope + "\n" + ref))
	dir := filepath.Join(e.dir, "claims")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the directory: %w", err)
	}
	lock := flock.New(filepath.Join(dir, hex.EncodeToString(sum[:8])+".lock"))
	if ok, err = lock.TryLock(); err != nil || !ok {
		return nil, false, err
	}
	return func() { _ = lock.Unlock() }, true, nil
}

// lost never happens: a file lock lasts as long as its process.
func (e *lite) lost(string, string) bool { return false }

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
