//go:build unix

package pgtest

import (
	"errors"
	"os"
	"sync"
	"testing"
)

var (
	once   sync.Once
	shared *Server // this program's, for all tests that ask for no more than a database
	failed error
)

// Run runs a package's tests, and then stops the server that they shared: a TestMain has to call it.
func Run(m *testing.M) int {
	code := m.Run()
	if shared != nil {
		shared.stop()
	}
	return code
}

// URL gives a new, empty database on the server that the tests of this program share. It writes to memory rather than to the
// disk, since none of them pulls its plug.
func URL(tb testing.TB) string {
	tb.Helper()
	once.Do(func() { shared, failed = start("fsync=off") })
	there(tb, failed)
	return shared.URL(tb)
}

// Superuser runs a statement on the server that the tests of this program share, which has to run: after URL.
func Superuser(tb testing.TB, statement string) {
	tb.Helper()
	shared.Do(tb, statement)
}

// Socket gives a new, empty database on that server, by its socket in the file system.
func Socket(tb testing.TB) string {
	tb.Helper()
	where := URL(tb)
	return shared.bySocket(where)
}

// Start gives a server of the test's own, which is as sure of its writes as any. The test may kill it.
func Start(tb testing.TB) *Server {
	tb.Helper()
	s, err := start()
	there(tb, err)
	tb.Cleanup(s.stop)
	return s
}

// Launch is Start for a program that measures and is no test; it has to Stop the server.
func Launch() (*Server, error) { return start() }

func there(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errMissing) && os.Getenv("CI") == "":
		tb.Skip(err)
	default:
		tb.Fatal(err)
	}
}
