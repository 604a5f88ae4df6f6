package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	pgConns   = 8               // most connections for statements; beside them stand one a lane, and one for claims
	pgIdle    = 4               // of these, that are kept while nothing is asked
	pgIdleFor = 5 * time.Minute // how long
	pgConnect = 5 * time.Second // for one address to let us in
	// laneIdle is how long the server lets a host hold a lane without a word: longer than any request, and an end to what a
	// host that was stopped in the middle of one could do to the others.
	laneIdle = 90 * time.Second
)

// pgSettings are what the server does for each of our connections, unless the URL says otherwise.
var pgSettings = map[string]string{
	"application_name": "axdesk",
	// A host whose machine is gone without a word is given up after 5 s + 3 × 2 s, and its locks with it.
	"tcp_keepalives_idle":     "5",
	"tcp_keepalives_interval": "2",
	"tcp_keepalives_count":    "3",
	"tcp_user_timeout":        "10000",
	// Statements here take milliseconds.
	"statement_timeout":                   "30000",
	"lock_timeout":                        "10000",
	"idle_in_transaction_session_timeout": "30000",
	"idle_session_timeout":                "0",
	"default_transaction_isolation":       "read committed",
}

// pg is a PostgreSQL database. database/sql runs its statements, as it does SQLite's, so that there is one set of methods; what
// belongs to a session of the server (locks on lanes and claims) goes over connections of its own, by pgx.
type pg struct {
	cfg  *pgx.ConnConfig
	name string // the database and where it is, without user and password
	db   *sql.DB

	mu     sync.Mutex
	lanes  map[string]*pgLane
	closed bool

	claims pgClaims
}

// IsURL tells a PostgreSQL database's URL from a directory.
func IsURL(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

func openPostgres(ctx context.Context, url string) (*Store, error) {
	const op = "open the database"
	e := &pg{name: "PostgreSQL", lanes: map[string]*pgLane{}}
	cfg, err := pgConfig(url)
	if err != nil {
		return nil, fail(e, op, err)
	}
	e.cfg, e.name = cfg, placeOf(cfg)
	e.claims.pg = e
	e.db = stdlib.OpenDB(*cfg)
	e.db.SetMaxOpenConns(pgConns)
	e.db.SetMaxIdleConns(pgIdle)
	e.db.SetConnMaxIdleTime(pgIdleFor)
	if err := e.migrate(ctx); err != nil {
		_ = e.db.Close()
		return nil, fail(e, op, err)
	}
	return &Store{db: e.db, parsed: &parsed{db: e.db}, engine: e, lanes: map[string]chan struct{}{}}, nil
}

// errBadURL stands for the library's own error, which quotes the URL with its password.
var errBadURL = errors.New("the URL of the store can't be read")

// pgConfig reads the URL. Without a word about TLS, a server on another machine has to prove who it is.
func pgConfig(url string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errBadURL
	}
	if !strings.Contains(url, "sslmode=") && os.Getenv("PGSSLMODE") == "" && !allLocal(cfg) {
		mark := "?"
		if strings.Contains(url, "?") {
			mark = "&"
		}
		if cfg, err = pgx.ParseConfig(url + mark + "sslmode=verify-full"); err != nil {
			return nil, errBadURL
		}
	}
	for name, value := range pgSettings {
		if _, said := cfg.RuntimeParams[name]; !said {
			cfg.RuntimeParams[name] = value
		}
	}
	cfg.RuntimeParams["synchronous_commit"] = "on" // what is written down is on the disk, whatever the server does for others
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = pgConnect
	}
	dialer := &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3}, Control: giveUp,
	}
	cfg.DialFunc = dialer.DialContext
	return cfg, nil
}

func allLocal(cfg *pgx.ConnConfig) bool {
	hosts := []string{cfg.Host}
	for _, f := range cfg.Fallbacks {
		hosts = append(hosts, f.Host)
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); !strings.HasPrefix(host, "/") && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// placeOf names the database for whoever has to look after it.
func placeOf(cfg *pgx.ConnConfig) string {
	at := cfg.Host
	if !strings.HasPrefix(at, "/") {
		at = net.JoinHostPort(at, strconv.Itoa(int(cfg.Port)))
	}
	return fmt.Sprintf("the PostgreSQL database %s at %s", cfg.Database, at)
}

func (e *pg) now() string { return "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 1000" }

func (e *pg) taken(err error) bool { return pgCode(err) == "23505" } // unique_violation

func (e *pg) again(err error) bool {
	switch pgCode(err) {
	case "40P01", "40001": // deadlock_detected, serialization_failure
		return true
	}
	return false
}

func (e *pg) alone(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", lockKey("alone", name))
	return err
}

// lockKey is what an advisory lock of ours goes by. The kinds share 64 bits with each other and with what else uses the database.
func lockKey(kind, name string) int64 {
	sum := sha256.Sum256([]byte("axdesk\n" + kind + "\n" + name))
	return int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // any 64 bits will do
}

// connect opens a connection beside the pool, with settings of its own.
func (e *pg) connect(ctx context.Context, settings map[string]string) (*pgx.Conn, error) {
	e.mu.Lock()
	closed := e.closed
	e.mu.Unlock()
	if closed {
		return nil, sql.ErrConnDone
	}
	cfg := e.cfg.Copy()
	for name, value := range settings {
		cfg.RuntimeParams[name] = value
	}
	return pgx.ConnectConfig(ctx, cfg)
}

// shut ends a connection. Whether the server hears of it or not, it gives up what the session held.
func shut(conn *pgx.Conn) {
	if conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

func (e *pg) version(ctx context.Context) (int, error) { return pgVersion(ctx, e.db) }

func (e *pg) place() string { return e.name }

func (e *pg) close() error {
	e.mu.Lock()
	e.closed = true
	var free []*pgLane
	for _, l := range e.lanes {
		if !l.held {
			free = append(free, l)
		}
	}
	e.mu.Unlock()
	for _, l := range free {
		l.drop()
	}
	e.claims.close()
	return nil
}

// pgCode is the server's own code for an error, or "".
func pgCode(err error) string {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return said.Code
	}
	return ""
}
