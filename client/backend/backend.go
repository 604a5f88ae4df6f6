// Package backend opens what desks work with: the store, and the APIs that the environment names or a sandbox of this process.
// A desk on one terminal opens one, and so does a server for all its sessions: what is in it is shared safely.
package backend

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/config"
	"axdesk/client/order"
	"axdesk/client/store"
	"axdesk/client/wire"
)

var _ wire.Shared = (*store.Store)(nil)

// Options are what the command line says.
type Options struct {
	StateDir string // "" is the user's state directory
	Store    string // a postgres:// URL that several hosts share; "" is what AXDESK_STORE says, or SQLite in StateDir
	Debug    string // a file for the log of requests; "" writes none
	// These three are the embedded sandbox's; Fault is a list as docs/sandbox.md has it.
	Fault string
	Seed  uint64
	Scale float64
	// Begin is when the embedded sandbox's clock and the desk's begin; the zero time is now. With it nothing is kept where StateDir says nothing.
	Begin time.Time
}

// Backend is what the sessions of one process share: one lane, one cache and one store, under one key of each API.
type Backend struct {
	Store    *store.Store
	AXON     *axon.Client
	AEx      *aex.Client // nil without credentials for it
	Log      *wire.Log
	Readings *store.Readings  // of light, as AEx tells it; nil without AEx
	Clock    func() time.Time // what its desks take for now
	NewRef   func() string    // draws an order's reference

	Scope                         string // what the journal keeps the orders of this API under
	Environment, LinesEnvironment string // "SANDBOX", "STAGE", "PRODUCTION"
	Note                          string // a sentence to begin a session with; may be ""

	several bool // hosts share the store
	closers []func()
}

// OpenWith opens a backend by what the user has set, secrets included. What o says itself of state and store is left aside.
func OpenWith(ctx context.Context, o Options, set *config.Settings) (*Backend, error) {
	creds, err := set.AXON(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := set.AEx(ctx)
	if err != nil {
		return nil, err
	}
	o.StateDir, o.Store = set.StateDir.Text, set.Store.Text
	if !o.Begin.IsZero() && set.StateDir.From != config.StateDirFlag {
		o.StateDir = "" // nonces never go back, so a state of later than that time is of no use
	}
	return Open(ctx, o, creds, lines)
}

// Open opens a backend. creds and lines are nil where the environment names no AXON or AEx.
func Open(ctx context.Context, o Options, creds, lines *config.Credentials) (b *Backend, err error) {
	b = &Backend{Clock: ClockFrom(o.Begin), NewRef: refsFrom(o.Begin, o.Seed)}
	defer func() {
		if err != nil {
			b.Close()
		}
	}()
	if err := o.afresh(b); err != nil {
		return b, err
	}
	dir := o.dir(creds)
	where, err := StoreAt(o.Store, dir, creds)
	if err != nil {
		return b, err
	}
	if b.Store, err = store.OpenAt(ctx, where); err != nil {
		return b, err
	}
	b.several = where != dir
	b.closers = append(b.closers, func() { _ = b.Store.Close() })
	if creds == nil {
		run, err := embedded(ctx, o, dir, b.Clock)
		if err != nil {
			return b, err
		}
		b.closers = append(b.closers, func() { run.stop(ctx) })
		creds, b.Note = run.creds, run.note(lines)
		if lines == nil {
			lines = run.lines
		}
	}
	if b.Log, err = b.requestLog(o.Debug); err != nil {
		return b, err
	}
	b.connect(creds, lines)
	return b, nil
}

// afresh gives a clock that was set a state of its own, which ends with the backend.
func (o *Options) afresh(b *Backend) error {
	if o.Begin.IsZero() || o.StateDir != "" {
		return nil
	}
	dir, err := os.MkdirTemp("", "axdesk-clock-")
	if err != nil {
		return fmt.Errorf("there is no place for the state of a session with --clock: %w", err)
	}
	o.StateDir = dir
	b.closers = append(b.closers, func() { _ = os.RemoveAll(dir) })
	return nil
}

// dir is where state is kept that isn't in a store that hosts share. creds are nil for the embedded sandbox.
func (o Options) dir(creds *config.Credentials) string {
	dir := cmp.Or(o.StateDir, store.DefaultDir())
	if creds == nil {
		return SandboxDir(dir)
	}
	return dir
}

// errNoAPI says that several hosts can't share what each of them has of its own.
var errNoAPI = errors.New("several hosts that share a store have to order at one API, and no credentials for AXON are set: set " +
	"AXDESK_AXON_URL, AXDESK_AXON_KEY and AXDESK_AXON_SECRET on each (axdesk sandbox prints some to try with), or leave the store out")

// StoreAt is where the store is, for store.OpenAt: what flag or AXDESK_STORE names, or the directory. creds are nil without AXON's.
func StoreAt(flag, dir string, creds *config.Credentials) (string, error) {
	url, err := config.Store(flag)
	switch {
	case err != nil:
		return "", err
	case url == "":
		return dir, nil
	case creds == nil:
		return "", errNoAPI
	}
	return url, nil
}

// connect makes the clients; they send nothing by themselves.
func (b *Backend) connect(creds, lines *config.Credentials) {
	cfg := axon.Config{Base: creds.Base, Key: creds.Key, Secret: creds.Secret, Nonces: b.Store, Log: b.Log, Clock: b.Clock}
	if creds.Embedded == "" {
		// The embedded sandbox has another port each time, so nothing kept from it would be found again.
		cfg.Cache = b.Store
	}
	if b.several {
		cfg.Shared = b.Store // of all hosts one polls
	}
	b.AXON = axon.New(cfg)
	b.closers = append(b.closers, b.AXON.Close)
	b.Scope, b.Environment = creds.Scope(), config.Environment(creds.Base)
	if lines != nil {
		b.AEx = aex.New(aex.Config{Base: lines.Base, Token: lines.Secret, Gates: b.Store, Cache: b.Store, Log: b.Log, Clock: b.Clock})
		b.LinesEnvironment = config.Environment(lines.Base)
		b.Readings = b.Store.Readings(lines.Source())
	}
}

// Journal is one session's journal of the orders of this API.
func (b *Backend) Journal() *order.Journal {
	j := order.NewJournal(b.Store, b.Scope)
	j.Now = b.Clock
	return j
}

// Close ends what was opened, the last thing first.
func (b *Backend) Close() {
	for i := len(b.closers) - 1; i >= 0; i-- {
		b.closers[i]()
	}
	b.closers = nil
}

// SandboxDir is where the embedded sandbox, and the desk's journal of its orders, are kept below a state directory.
func SandboxDir(dir string) string { return filepath.Join(dir, "sandbox") }

// requestLog keeps the last requests, and writes them to a file where one is asked for.
func (b *Backend) requestLog(path string) (*wire.Log, error) {
	if path == "" {
		return wire.NewLog(nil), nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return nil, fmt.Errorf("the debug log can't be written: %w", err)
	}
	b.closers = append(b.closers, func() { _ = file.Close() })
	return wire.NewLog(slog.New(slog.NewJSONHandler(file, nil))), nil
}
