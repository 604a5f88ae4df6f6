//go:build linux

package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"axdesk/client/order"
	"axdesk/client/store"
)

// posts is how many orders the sandbox was sent, whatever it did with them, and how many it has carried out.
func posts(t testing.TB, w *world) (sent, done int) {
	t.Helper()
	l, err := w.ledger()
	if err != nil {
		t.Fatal(err)
	}
	for request, n := range l.Requests {
		if strings.HasPrefix(request, "POST ") {
			sent += n
		}
	}
	return sent, l.Allocated + l.Created
}

// mustRefuse wants an order refused with words, and nothing of it sent.
func mustRefuse(t *testing.T, w *world, said string, words ...string) {
	t.Helper()
	for _, want := range words {
		if !strings.Contains(said, want) {
			t.Errorf("it says %q, and not %q", said, want)
		}
	}
	if sent, done := posts(t, w); sent != 0 || done != 0 {
		t.Errorf("%d orders were sent and %d done without a journal: %s", sent, done, said)
	}
}

// second opens the database beside the store, as another program would.
func second(t *testing.T, w *world) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.dir, "axdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(); _ = db.Close() })
	return conn
}

func run(t *testing.T, c *sql.Conn, statement string) {
	t.Helper()
	if _, err := c.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestFaultsOfALockedJournalRefuseTheOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	p, done := w.person(trial{kind: order.KindPort})
	defer done()
	what, err := p.portOrder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other := second(t, w)
	run(t, other, "BEGIN IMMEDIATE")
	_, err = order.Request(t.Context(), p.api, p.journal, what.Purchase)
	if !order.NotSent(err) {
		t.Fatalf("it was sent: %v", err)
	}
	mustRefuse(t, w, err.Error(), "The order was NOT sent", "another program holds the database in "+w.dir, "End other programs that use it")
	run(t, other, "ROLLBACK")
	if _, err := order.Request(t.Context(), p.api, p.journal, what.Purchase); err != nil {
		t.Errorf("it can't be sent once the lock is gone: %v", err)
	}
}

func TestFaultsOfADamagedJournalRefuseTheOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	p, done := w.person(trial{kind: order.KindPort})
	defer done()
	what, err := p.portOrder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run(t, second(t, w), "PRAGMA wal_checkpoint(TRUNCATE)")
	path := filepath.Join(w.dir, "axdesk.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 100; i < len(whole); i++ {
		whole[i] = 0xff
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil { //nolint:gosec // the test's own
		t.Fatal(err)
	}
	_, err = order.Request(t.Context(), p.api, p.journal, what.Purchase)
	if !order.NotSent(err) {
		t.Fatalf("it was sent: %v", err)
	}
	mustRefuse(t, w, err.Error(), "The order was NOT sent", "is damaged", "keep it: it may hold the journal of orders")
}

// diskFaults are what is wrong with the disk of a program that wants to order, and what it has to say of it.
var diskFaults = []struct {
	name  string
	words []string
}{
	{"full", []string{"The order was NOT sent", "is full", "Free some space"}},
	{"at its size limit", []string{"The order was NOT sent", "failed", "Check the disk"}},
	{"read-only", []string{"can't be written to", "Make it writable for this user"}},
}

func TestFaultsOfTheDiskRefuseTheOrder(t *testing.T) {
	t.Parallel()
	for _, c := range diskFaults {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, 1)
			p, done := w.person(trial{kind: order.KindPort})
			defer done()
			w.dir = t.TempDir() // a state that nobody has open
			j := w.jobOf(p)
			j.Disk = c.name
			binary, err := buildJobs()
			if err != nil {
				t.Fatal(err)
			}
			desk := &exec.Cmd{Path: binary, Args: []string{binary}}
			desk.Env = append(os.Environ(), jobVariable+"="+j.text())
			if c.name == "full" {
				// A small file system of its own, which no other process sees.
				desk.SysProcAttr = &syscall.SysProcAttr{
					Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
					UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}, GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
				}
			}
			said, err := desk.Output()
			if errors.Is(err, syscall.EPERM) || strings.HasPrefix(string(said), "no mount") {
				t.Skipf("this system lets nobody mount a file system of their own: %v %s", err, said)
			}
			if err == nil {
				t.Fatalf("it was not refused: %s", said)
			}
			mustRefuse(t, w, string(said), c.words...)
		})
	}
}

func init() { onBadDisk = orderOnBadDisk }

// orderOnBadDisk says what came of it.
func orderOnBadDisk(ctx context.Context, j job, w *world) (err error) {
	switch j.Disk {
	case "full":
		if err := syscall.Mount("tmpfs", j.Dir, "tmpfs", 0, "size=1m"); err != nil {
			return fmt.Errorf("no mount: %w", err)
		}
	case "read-only":
		if err := os.Chmod(j.Dir, 0o500); err != nil { //nolint:gosec // the test's own directory
			return err
		}
		if os.Getuid() == 0 { // for whom nothing is read-only
			if err := syscall.Setuid(65534); err != nil {
				return err
			}
		}
	}
	if w.store, err = store.Open(ctx, j.Dir); err != nil {
		return err
	}
	if err := w.learn(ctx); err != nil {
		return err
	}
	p, done := w.person(trial{kind: j.Kind})
	defer done()
	what, err := p.portOrder(ctx)
	if err != nil {
		return err
	}
	if err := j.fill(); err != nil {
		return err
	}
	_, err = order.Request(ctx, p.api, p.journal, what.Purchase)
	if err != nil && !order.NotSent(err) {
		return fmt.Errorf("it was sent: %w", err)
	}
	return err
}

// fill leaves no room on the disk.
func (j job) fill() error {
	if j.Disk == "at its size limit" {
		signal.Ignore(syscall.SIGXFSZ)
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: 4096})
	}
	f, err := os.Create(filepath.Join(j.Dir, "filler"))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, zeros{})
	if errors.Is(err, syscall.ENOSPC) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func TestFaultsOfTheStateKeepTheDeskShut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, words string
		spoil       func(t *testing.T, w *world)
	}{
		{"newer", "a newer version of axdesk made", func(t *testing.T, w *world) { run(t, second(t, w), "PRAGMA user_version=9999") }},
		{"no database", "is damaged or is no database of axdesk", func(t *testing.T, w *world) {
			if err := os.WriteFile(filepath.Join(w.dir, "axdesk.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"a file in its place", "can't be written to", func(t *testing.T, w *world) {
			w.dir = filepath.Join(w.dir, "axdesk.db")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, 1)
			if c.name == "no database" {
				w.dir = t.TempDir()
			}
			c.spoil(t, w)
			desk := exec.CommandContext(t.Context(), axdesk(t), "--state-dir", w.dir)
			desk.Env = w.deskEnv()
			said, err := desk.CombinedOutput()
			if err == nil {
				t.Fatalf("it started: %s", said)
			}
			mustRefuse(t, w, string(said), c.words)
		})
	}
}
