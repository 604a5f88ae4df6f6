//go:build unix

package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	role, password = "desk", "correct-horse" // of the databases' owner
	patience       = time.Minute             // far longer than a server takes to start or to end
)

var errMissing = errors.New("PostgreSQL isn't installed (Debian: apt-get install postgresql)")

// Server is a PostgreSQL server in a directory of its own, on a port of loopback.
type Server struct {
	dir, bin  string
	port      int
	settings  []string
	attr      *syscall.SysProcAttr // of the user that it runs as, which root may not be
	databases atomic.Int64

	keeper *exec.Cmd     // a shell that ends the server when its input ends, so also when this program is killed
	leash  io.Closer     // that input
	ended  chan struct{} // closed when the server has ended
}

// keep starts a server, and ends it when there is nothing more to read.
const keep = `"$0" "$@" </dev/null & server=$!
read -r _
kill -QUIT $server
wait $server`

// start makes a new server. settings are as on postgres' own command line.
func start(settings ...string) (_ *Server, err error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, settings: settings, attr: &syscall.SysProcAttr{Setpgid: true}}
	if s.dir, err = os.MkdirTemp("", "axdesk-pg"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(s.dir)
		}
	}()
	if os.Getuid() == 0 {
		if err := s.stepDown(); err != nil {
			return nil, err
		}
	}
	if err := s.initialise(); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if err := s.Up(); err != nil {
		return nil, err
	}
	err = s.do("CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'")
	if err != nil {
		s.stop()
	}
	return s, err
}

// programs finds where initdb and postgres are: in PATH, or where Debian has them.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errMissing
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// stepDown has the server run as the system's user for it, since it refuses to run as root.
func (s *Server) stepDown() error {
	as, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.ParseUint(as.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(as.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) initialise() error {
	secret := filepath.Join(s.dir, "password")
	if err := os.WriteFile(secret, []byte(password), 0o644); err != nil { //nolint:gosec // it is in this file too
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	//nolint:gosec // the system's own program
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "--pwfile", secret,
		"-A", "scram-sha-256", "-E", "UTF8", "--locale", "C", "--no-sync")
	cmd.SysProcAttr, cmd.Dir = s.attr, s.dir
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, said)
	}
	return nil
}

func freePort() (int, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(port)
	return n, errors.Join(err, l.Close())
}

// Up starts the server, again after Kill or Down, and waits until it takes connections.
func (s *Server) Up() error {
	for deadline := time.Now().Add(patience); ; {
		err := s.up()
		// What a killed server leaves behind takes a moment to end, and keeps the next one from starting.
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}

func (s *Server) up() error {
	args := []string{
		"-c", keep, filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=" + s.dir, "-c", "shared_buffers=32MB", "-c", "max_connections=200", "-c", "log_min_messages=log",
	}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	s.keeper = exec.Command("/bin/sh", args...) //nolint:gosec,noctx // a script of this file, which ends with its input
	s.keeper.SysProcAttr, s.keeper.Dir = s.attr, s.dir
	s.keeper.Env = append(os.Environ(), "LC_ALL=C")
	said, err := s.keeper.StderrPipe()
	if err != nil {
		return err
	}
	if s.leash, err = s.keeper.StdinPipe(); err != nil {
		return err
	}
	if err := s.keeper.Start(); err != nil {
		return err
	}
	ready, ended := make(chan struct{}), make(chan struct{})
	s.ended = ended
	var log strings.Builder
	go func() {
		defer close(ended)
		told := false
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if told {
				continue
			}
			log.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "ready to accept connections") {
				told = true
				close(ready)
			}
		}
	}()
	select {
	case <-ready:
		return nil
	case <-ended:
		_ = s.leash.Close()
		_ = s.keeper.Wait()
		return fmt.Errorf("the server didn't start:\n%s", log.String())
	}
}

// Kill ends the server as a power cut would, with all who are connected.
func (s *Server) Kill() error {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		return err
	}
	err = syscall.Kill(pid, syscall.SIGKILL)
	s.Down()
	return err
}

// Down ends the server at once, with all who are connected.
func (s *Server) Down() {
	_ = s.leash.Close()
	<-s.ended
	_ = s.keeper.Wait() // how it ended is no matter
}

// Stop ends the server, and removes what it kept.
func (s *Server) Stop() { s.stop() }

func (s *Server) stop() {
	s.Down()
	_ = os.RemoveAll(s.dir)
}

func (s *Server) url(as, database string) string {
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable", as, password, s.port, database)
}

func (s *Server) do(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres", "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// Do runs a statement as the server's superuser.
func (s *Server) Do(tb testing.TB, statement string) {
	tb.Helper()
	if err := s.do(statement); err != nil {
		tb.Fatal(err)
	}
}

// bySocket turns a URL of this server into one that goes by its socket.
func (s *Server) bySocket(where string) string {
	host := fmt.Sprintf("@127.0.0.1:%d/", s.port)
	return strings.Replace(where, host, "@/", 1) + fmt.Sprintf("&host=%s&port=%d", s.dir, s.port)
}

// URL gives a new, empty database of the role that axdesk would have; it goes with the test.
func (s *Server) URL(tb testing.TB) string {
	tb.Helper()
	where, err := s.Database()
	if err != nil {
		tb.Fatal(err)
	}
	return where
}

// Database gives a new, empty database; it goes with the server.
func (s *Server) Database() (where string, err error) {
	name := fmt.Sprintf("desk%d", s.databases.Add(1))
	return s.url(role, name), s.do("CREATE DATABASE " + name + " OWNER " + role)
}
