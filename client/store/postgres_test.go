package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"axdesk/client/store/pgtest"
)

// holders are the sessions of the server that hold a lock of ours.
const holders = `FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
	AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
	AND ((classid::bigint << 32) | objid::bigint) = $1`

// cut ends the session that holds a lock, as a server does that is told to, and waits until it has.
func cut(t *testing.T, by *Store, key int64) {
	t.Helper()
	var ended int
	const end = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 20000)) " + holders
	if err := by.db.QueryRowContext(t.Context(), end, key).Scan(&ended); err != nil || ended != 1 {
		t.Fatalf("%d sessions ended, %v", ended, err)
	}
}

func held(t *testing.T, by *Store, key int64) (n int) {
	t.Helper()
	if err := by.db.QueryRowContext(t.Context(), "SELECT count(*) "+holders, key).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// until waits for what happens within seconds.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(soon); !is(); {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", soon, what)
		}
	}
}

func TestALostLaneGivesNoNonce(t *testing.T) {
	where := pgtest.URL(t)
	a, b := open(t, where), open(t, where)
	release := hold(t, a, "lane")
	first, err := a.Next(t.Context(), "lane", noon)
	if err != nil {
		t.Fatal(err)
	}
	cut(t, b, lockKey("lane", "lane"))
	other := hold(t, b, "lane") // the next in line has it
	for range 2 {
		_, err = a.Next(t.Context(), "lane", noon)
		mustExplain(t, err, "was lost")
	}
	second, err := b.Next(t.Context(), "lane", noon)
	if err != nil || second <= first {
		t.Errorf("%s after %s, %v", second, first, err)
	}
	release()
	other()
	defer hold(t, a, "lane")()
	if third, err := a.Next(t.Context(), "lane", noon); err != nil || third <= second {
		t.Errorf("%s after %s, %v", third, second, err)
	}
}

// An idle connection may end at any time: the server's limit, a firewall, a restart.
func TestAnIdleLaneThatWasCutIsTakenAnew(t *testing.T) {
	where := pgtest.URL(t)
	a, b := open(t, where), open(t, where)
	hold(t, a, "lane")()
	const end = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 20000)) FROM pg_stat_activity " +
		"WHERE datname = current_database() AND pid <> pg_backend_pid()"
	var ended int
	if err := b.db.QueryRowContext(t.Context(), end).Scan(&ended); err != nil || ended != 2 {
		t.Fatalf("%d sessions ended, %v", ended, err)
	}
	defer hold(t, a, "lane")()
	if _, err := a.Next(t.Context(), "lane", noon); err != nil {
		t.Error(err)
	}
}

func TestAStoreThatIsClosedKeepsItsLaneUntilItIsReleased(t *testing.T) {
	where := pgtest.URL(t)
	a, b := open(t, where), open(t, where)
	release := hold(t, a, "lane")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := a.Hold(t.Context(), "another")
	mustExplain(t, err, "was lost")
	_, _, err = a.Claim(t.Context(), "api", "AX-1")
	mustExplain(t, err, "was lost")
	key := lockKey("lane", "lane")
	if n := held(t, b, key); n != 1 {
		t.Errorf("%d hold the lane after the store was closed", n)
	}
	release()
	hold(t, b, "lane")()
	const others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'axdesk' AND pid <> $1"
	until(t, "its connections are gone", func() bool {
		var n int
		mine := b.engine.(*pg).lanes["lane"].conn.PgConn().PID() //nolint:errcheck // it is one
		if err := b.db.QueryRowContext(t.Context(), others+" AND pid <> pg_backend_pid()", mine).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 0
	})
}

// What the server undoes for another's sake is done again: here it does so with the first two tries.
func TestWhatWasUndoneForAnotherIsDoneAgain(t *testing.T) {
	s := open(t, pgtest.URL(t))
	run(t, s, "CREATE SEQUENCE tried")
	run(t, s, `CREATE FUNCTION clash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		IF nextval('tried') % 3 > 0 THEN RAISE EXCEPTION 'as if' USING ERRCODE = 'deadlock_detected'; END IF; RETURN NEW;
	END $$`)
	for _, table := range []string{"audit", "cache"} {
		run(t, s, "CREATE TRIGGER clash BEFORE INSERT ON "+table+" FOR EACH ROW EXECUTE FUNCTION clash()")
	}
	if err := s.KeepAudit(t.Context(), entry(1)); err != nil {
		t.Error(err)
	}
	if err := s.CachePut(t.Context(), "k", []byte("v"), noon); err != nil {
		t.Error(err)
	}
	if list, err := s.Audits(t.Context(), 0, 10); err != nil || len(list) != 1 {
		t.Errorf("%d entries, %v", len(list), err)
	}
	run(t, s, "ALTER SEQUENCE tried RESTART 1 INCREMENT 3")
	mustExplain(t, s.KeepAudit(t.Context(), entry(2)), "others were at the same rows")
}

func claim(t *testing.T, s *Store, ref string) func() {
	t.Helper()
	release, ok, err := s.Claim(t.Context(), "api", ref)
	if !ok || err != nil {
		t.Fatalf("%s can't be claimed: %v", ref, err)
	}
	return release
}

func TestClaimsAreTakenAnewWhenTheirSessionEnds(t *testing.T) {
	where := pgtest.URL(t)
	a, b := open(t, where), open(t, where)
	release, key := claim(t, a, "AX-1"), lockKey("claim", "api\nAX-1")
	cut(t, b, key)
	until(t, "the claim is taken anew", func() bool { return held(t, b, key) == 1 })
	if _, ok, err := b.Claim(t.Context(), "api", "AX-1"); ok || err != nil {
		t.Errorf("another has it: %v", err)
	}
	step := Transition{Scope: "api", Ref: "AX-1", Kind: "port", Seq: 1, State: "confirmed", At: noon}
	add(t, a, step)
	release()
	claim(t, b, "AX-1")()
}

func TestAClaimThatAnotherTookIsLost(t *testing.T) {
	where := pgtest.URL(t)
	a, b := open(t, where), open(t, where)
	release, kept := claim(t, a, "AX-1"), claim(t, a, "AX-2")
	defer kept()
	step := Transition{Scope: "api", Ref: "AX-1", Kind: "port", Seq: 1, State: "confirmed", At: noon}
	draft := Draft{Scope: "api", Ref: "AX-1", At: noon, Body: []byte("one")}
	add(t, a, step)
	// Another host waits for the very order, so that it has it before this one can be back.
	key := lockKey("claim", "api\nAX-1")
	conn, err := b.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	got := make(chan error, 1)
	go func() { _, err := conn.ExecContext(t.Context(), "SELECT pg_advisory_lock($1)", key); got <- err }()
	for !someoneWaits(t, b) {
	}
	cut(t, b, key)
	if err := <-got; err != nil {
		t.Fatal(err)
	}
	until(t, "it learns that its claim is lost", func() bool { return a.engine.lost("api", "AX-1") })
	step.Seq = 2
	for what, err := range map[string]error{
		"a step": a.Append(t.Context(), step), "a draft": a.SaveDraft(t.Context(), draft), "no draft": a.DropDraft(t.Context(), "api", "AX-1"),
	} {
		if !errors.Is(err, ErrMoved) {
			t.Errorf("%s is written to an order that another has: %v", what, err)
		}
		mustExplain(t, err, "another desk took AX-1 up")
	}
	draft.Ref = "AX-2"
	if err := a.SaveDraft(t.Context(), draft); err != nil {
		t.Errorf("the order that nobody took: %v", err)
	}
	release()
	add(t, b, step)
}

func TestServersAreExplained(t *testing.T) {
	where := pgtest.URL(t)
	open(t, where)
	change := func(do func(u *url.URL)) string {
		u, err := url.Parse(where)
		if err != nil {
			t.Fatal(err)
		}
		do(u)
		return u.String()
	}
	const secret = "hush-hush"
	for _, c := range []struct{ where, want string }{
		{change(func(u *url.URL) { u.User = url.UserPassword("desk", secret) }), "the password for the PostgreSQL database"},
		{change(func(u *url.URL) { u.User = url.UserPassword("nobody", secret) }), "was refused"},
		{change(func(u *url.URL) { u.Path = "/nothing" }), "nothing at 127.0.0.1:"},
		{change(func(u *url.URL) { u.Host, u.User = "127.0.0.1:1", url.UserPassword("desk", secret) }), "can't be reached"},
		{change(func(u *url.URL) { u.Host, u.User = "127.0.0.1:99999", url.UserPassword("desk", secret) }), "Write it as postgres://USER:PASSWORD@"},
		{"postgres://desk:" + secret + "%zz@127.0.0.1/desk", "Write it as postgres://USER:PASSWORD@"},
		{change(func(u *url.URL) { u.RawQuery = "sslmode=verify-full" }), "speaks no TLS"},
		{change(func(u *url.URL) { u.RawQuery += "&no_such_setting=1" }), "doesn't know a setting"},
	} {
		_, err := OpenAt(t.Context(), c.where)
		mustExplain(t, err, c.want)
		if connecting := new(pgconn.ConnectError); errors.As(err, &connecting) {
			t.Errorf("the whole configuration hangs on %v", err)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, secret) || strings.Contains(text, "correct-horse") {
				t.Errorf("a password is told: %s", text)
			}
		}
	}
}

func TestDatabasesOfAnotherEncodingAreRefused(t *testing.T) {
	where := pgtest.URL(t)
	pgtest.Superuser(t, "CREATE DATABASE ascii OWNER desk ENCODING 'SQL_ASCII' TEMPLATE template0")
	defer pgtest.Superuser(t, "DROP DATABASE ascii")
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/ascii"
	_, err = OpenAt(t.Context(), u.String())
	mustExplain(t, err, "doesn't keep its texts as UTF-8")
}

func TestADatabaseThatRefusesIsExplained(t *testing.T) {
	where := pgtest.URL(t)
	s := open(t, where)
	var name string
	if err := s.db.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
		t.Fatal(err)
	}
	pgtest.Superuser(t, "ALTER DATABASE "+name+" SET default_transaction_read_only = on")
	mustExplain(t, open(t, where).Append(t.Context(), sample()), "can only be read")
	pgtest.Superuser(t, "ALTER DATABASE "+name+" RESET default_transaction_read_only")

	pgtest.Superuser(t, "ALTER DATABASE "+name+" CONNECTION LIMIT 0")
	_, err := OpenAt(t.Context(), where)
	mustExplain(t, err, "has no connection left")
	pgtest.Superuser(t, "ALTER DATABASE "+name+" CONNECTION LIMIT -1")

	run(t, s, "SET statement_timeout = 1")
	_, err = s.db.ExecContext(t.Context(), "SELECT pg_sleep(60)")
	mustExplain(t, s.fail("wait", err), "took too long")

	pgtest.Superuser(t, "CREATE ROLE stranger LOGIN PASSWORD 'correct-horse'")
	defer pgtest.Superuser(t, "DROP ROLE stranger")
	_, err = OpenAt(t.Context(), strings.Replace(where, "desk:", "stranger:", 1))
	mustExplain(t, err, "this user may not do that")
}

func TestConnectionsAreBounded(t *testing.T) {
	where := pgtest.URL(t)
	s, other := open(t, where), open(t, where)
	release := hold(t, s, "lane")
	defer release()
	defer claim(t, s, "AX-1")()
	var busy sync.WaitGroup
	stop, cancel := context.WithCancel(t.Context())
	for range 50 {
		busy.Go(func() { _, _ = s.db.ExecContext(stop, "SELECT pg_sleep(60)") })
	}
	count := func() (n int) {
		const ask = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
		if err := other.db.QueryRowContext(t.Context(), ask).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	most := pgConns + 2
	until(t, "all connections are in use", func() bool { return count() >= most })
	if n := count(); n != most {
		t.Errorf("%d connections, want %d", n, most)
	}
	cancel()
	busy.Wait()
}

func TestSettingsOfSessions(t *testing.T) {
	s := open(t, pgtest.URL(t))
	for name, want := range map[string]string{
		"synchronous_commit": "on", "statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "30s",
		"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "tcp_user_timeout": "10000", "application_name": "axdesk",
	} {
		var got string
		if err := s.db.QueryRowContext(t.Context(), "SHOW "+name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s (%v)", name, got, want, err)
		}
	}
	hold(t, s, "lane")()
	l := s.engine.(*pg).lanes["lane"] //nolint:errcheck // it is one
	var idle, wait string
	if err := l.conn.QueryRow(t.Context(), "SELECT current_setting('idle_session_timeout'), current_setting('lock_timeout')").Scan(&idle, &wait); err != nil {
		t.Fatal(err)
	}
	if idle != "90s" || wait != "0" {
		t.Errorf("a lane is held for %s without a word, and waited for %s", idle, wait)
	}
}

func TestAServerOfThisMachineIsReachedByItsSocket(t *testing.T) {
	where := pgtest.Socket(t)
	a, b := open(t, where), open(t, where)
	add(t, a, sample())
	release := hold(t, a, "lane")
	defer claim(t, a, "AX-1")()
	if _, err := a.Next(t.Context(), "lane", noon); err != nil {
		t.Error(err)
	}
	release()
	hold(t, b, "lane")()
	if list, err := b.Timeline(t.Context(), "api", "AX-7F3K2", "service"); err != nil || len(list) != 1 {
		t.Errorf("%d rows, %v", len(list), err)
	}
	var by *string
	if err := b.db.QueryRowContext(t.Context(), "SELECT inet_client_addr()::text").Scan(&by); err != nil || by != nil {
		t.Errorf("it came from %v, %v", by, err)
	}
}

func TestOtherMachinesHaveToProveThemselves(t *testing.T) {
	t.Setenv("PGSSLMODE", "")
	for where, verified := range map[string]bool{
		"postgres://u:p@db.example/desk":                 true,
		"postgres://u:p@db.example/desk?pool_x=1":        true,
		"postgres://u:p@db.example/desk?sslmode=disable": false,
		"postgres://u:p@127.0.0.1/desk":                  false,
		"postgres:///desk?host=/run/postgresql":          false,
	} {
		cfg, err := pgConfig(where)
		if err != nil {
			t.Fatal(err)
		}
		if got := cfg.TLSConfig != nil && !cfg.TLSConfig.InsecureSkipVerify && cfg.TLSConfig.ServerName == "db.example"; got != verified {
			t.Errorf("%s: verified %v", where, got)
		}
		for _, f := range cfg.Fallbacks {
			if verified && f.TLSConfig == nil {
				t.Errorf("%s: goes on in clear", where)
			}
		}
	}
}
