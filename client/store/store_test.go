package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/adrg/xdg"

	"axdesk/client/store/pgtest"
	"axdesk/client/wire"
)

var _ wire.Nonces = (*Store)(nil)

func open(t *testing.T, where string) *Store {
	t.Helper()
	s, err := OpenAt(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// onBoth runs a test on a new store of each engine.
func onBoth(t *testing.T, test func(t *testing.T, where string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, t.TempDir()) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, pgtest.URL(t)) })
}

// named is how sentences call the place.
func (s *Store) named() string {
	if e, ok := s.engine.(*pg); ok {
		return e.name
	}
	return s.engine.(*lite).dir //nolint:errcheck // there are two
}

// mustExplain checks that err is a sentence that says want.
func mustExplain(t *testing.T, err error, want string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %T (%v), want *Error", err, err)
	}
	s := e.Error()
	if e.Op == "" || e.Means == "" || e.Next == "" || !strings.Contains(s, want) || wire.Clean(s) != s || !strings.HasSuffix(s, ".") {
		t.Errorf("%q does not say %q in sentences", s, want)
	}
}

func TestFilesArePrivate(t *testing.T) {
	// The characters mean something in the URI that SQLite reads.
	dir := filepath.Join(t.TempDir(), "a?b%20c#d e", "axdesk")
	s := open(t, dir)
	release, err := s.Hold(t.Context(), "lane")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	names := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		names++
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || names < 4 {
		t.Errorf("%d names, %v", names, err)
	}
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		t.Error(err)
	}
}

func TestLooseFileIsTightened(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil { //nolint:gosec // that is the fault to be mended
		t.Fatal(err)
	}
	open(t, dir)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestDefaultDir(t *testing.T) {
	if got := DefaultDir(); got != filepath.Join(xdg.StateHome, "axdesk") || !filepath.IsAbs(got) {
		t.Errorf("%q", got)
	}
}

func TestSettings(t *testing.T) {
	s := open(t, t.TempDir())
	steps, err := scripts("sqlite")
	if err != nil || len(steps) == 0 {
		t.Fatal(err)
	}
	for pragma, want := range map[string]any{
		"journal_mode": "wal", "synchronous": int64(2), "busy_timeout": busyFor.Milliseconds(),
		"foreign_keys": int64(1), "user_version": int64(len(steps)),
	} {
		var got any
		if err := s.db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %v, want %v (%v)", pragma, got, want, err)
		}
	}
}

func TestManyOpenAtOnce(t *testing.T) { onBoth(t, testManyOpenAtOnce) }

func testManyOpenAtOnce(t *testing.T, where string) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := OpenAt(t.Context(), where)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestNewerDatabaseIsRefused(t *testing.T) { onBoth(t, testNewerDatabaseIsRefused) }

func testNewerDatabaseIsRefused(t *testing.T, where string) {
	s := open(t, where)
	if IsURL(where) {
		run(t, s, "UPDATE axdesk_version SET version = 9999")
	} else {
		run(t, s, "PRAGMA user_version=9999")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := OpenAt(t.Context(), where)
	mustExplain(t, err, "a newer version of axdesk made "+s.named())
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	s := open(t, t.TempDir()).engine.(*lite) //nolint:errcheck // it is one
	before, err := s.version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.apply(t.Context(), "CREATE TABLE half (a); CREATE TABLE nonces (a);", before+1); err == nil {
		t.Fatal("a migration that can't be done passed")
	}
	var n int
	if err := s.db.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Scan(&n); err != nil || n != 0 {
		t.Errorf("half of it is there: %d, %v", n, err)
	}
	if after, err := s.version(t.Context()); err != nil || after != before {
		t.Errorf("version %d, was %d (%v)", after, before, err)
	}
}

func TestDamagedFilesAreExplained(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), dir)
	mustExplain(t, err, "is damaged")

	// A header that is right, and pages that are not.
	dir = t.TempDir()
	path = filepath.Join(dir, fileName)
	s := open(t, dir)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 100; i < len(raw); i++ {
		raw[i] = 0xff
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil { //nolint:gosec // a path of the test itself
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), dir); err == nil {
		_, err = s.Journal(t.Context(), "api", 1)
	}
	mustExplain(t, err, "is damaged")
}

func TestUnusableDirectoryIsExplained(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), file)
	mustExplain(t, err, "can't be written to")
	_, err = Open(t.Context(), filepath.Join(file, "below"))
	mustExplain(t, err, "can't be written to")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Open(ctx, t.TempDir())
	mustExplain(t, err, "given up")
}

func run(t *testing.T, s *Store, sql string) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func TestDiskFaultsAreExplained(t *testing.T) {
	s := open(t, t.TempDir())
	run(t, s, "PRAGMA max_page_count=20")
	big := sample()
	big.Body = make([]byte, 1<<20)
	err := s.Append(t.Context(), big)
	mustExplain(t, err, "is full")

	s = open(t, t.TempDir())
	run(t, s, "PRAGMA query_only=1")
	err = s.Append(t.Context(), sample())
	mustExplain(t, err, "can't be written to")

	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	run(t, b, "PRAGMA busy_timeout=1")
	run(t, a, "BEGIN IMMEDIATE")
	err = b.Append(t.Context(), sample())
	mustExplain(t, err, "another program holds the database")
	run(t, a, "ROLLBACK")
	if err = b.Append(t.Context(), sample()); err != nil {
		t.Error(err)
	}
}

// TestClosingWaitsForWhatIsBeingWritten: a row that was begun is whole before the program may end, and none comes after it.
func TestClosingWaitsForWhatIsBeingWritten(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	begun, write, closed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	written := make(chan error, 1)
	go func() {
		written <- s.change(context.Background(), "write", func(*sql.Tx) error {
			close(begun)
			<-write
			return nil
		})
	}()
	<-begun
	go func() { closed <- s.Close() }()
	for s.db.Stats().WaitCount == 0 {
		select {
		case err := <-closed:
			t.Fatalf("closed while a row was being written: %v", err)
		default:
			runtime.Gosched()
		}
	}
	close(write)
	if err := <-written; err != nil {
		t.Error("the row that was begun:", err)
	}
	if err := <-closed; err != nil {
		t.Error("closing:", err)
	}
	mustExplain(t, s.Append(t.Context(), sample()), "is closed")
	_, err := s.Hold(t.Context(), "lane")
	mustExplain(t, err, "is closed")
	_, _, err = s.Claim(t.Context(), "scope", "AX-1")
	mustExplain(t, err, "is closed")
}

func BenchmarkOpen(b *testing.B) {
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			benchOpen(b, b.TempDir())
		}
	})
	dir := b.TempDir()
	benchOpen(b, dir)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			benchOpen(b, dir)
		}
	})
}

func benchOpen(b *testing.B, dir string) {
	s, err := Open(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
