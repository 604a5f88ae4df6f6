package store

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"axdesk/client/wire"
)

// errLaneLost says that the session that held a lane has ended.
var errLaneLost = errors.New("the lane was lost with its connection")

var errEncoding = errors.New("the database doesn't keep its texts as UTF-8")

// explain names the database and where it is. What it says has neither user nor password in it.
func (e *pg) explain(op string, err error) *Error {
	said := &Error{Op: op, Err: cause(err)}
	switch {
	case errors.Is(err, errBadURL):
		said.Means = "the URL of the store can't be read"
		said.Next = "Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with %XX for special characters in the password"
	case errors.Is(err, errNewer):
		said.Means = "a newer version of axdesk made " + e.name
		said.Next = "Use that version on all hosts, or give this one another database"
	case errors.Is(err, errEncoding):
		said.Means = e.name + " doesn't keep its texts as UTF-8"
		said.Next = "Make one with createdb --encoding UTF8 --template template0"
	case errors.Is(err, errLaneLost):
		said.Means = "the connection to " + e.name + " was lost, and with it the turn to send"
		said.Next = "Try again"
	case pgCode(err) != "":
		said.Means, said.Next = e.refused(err)
	default:
		said.Means, said.Next = e.unreached(err)
	}
	return said
}

// refused explains what the server itself said, by its code.
func (e *pg) refused(err error) (means, next string) {
	const again = "Try again in a moment"
	code := pgCode(err)
	switch code {
	case "28P01", "28000":
		return "the user or the password for " + e.name + " was refused", "Check both in the store's URL, and pg_hba.conf on the server"
	case "3D000":
		return e.name + " doesn't exist", "Make it with createdb, as docs/hosts.md has it"
	case "42501":
		return "this user may not do that in " + e.name, "Make the user the database's owner, as docs/hosts.md has it"
	case "25006":
		return e.name + " can only be read, as a standby can", "Point the store's URL at the primary, or add target_session_attrs=read-write"
	case "53300":
		return e.name + " has no connection left", "Raise max_connections: each host takes up to ten"
	case "42704", "08P01":
		return e.name + " doesn't know a setting that axdesk needs", "Use PostgreSQL 14 or newer, and no pooler such as PgBouncer before it"
	case "57P03":
		return e.name + " is starting or stopping", again
	case "57014", "55P03":
		return e.name + " took too long", again + "; if it stays so, look what holds its locks in pg_stat_activity"
	case "53100":
		return "the disk that holds " + e.name + " is full", "Free some space there, then try again"
	case "40P01", "40001":
		return "others were at the same rows of " + e.name, again
	}
	switch code[:2] {
	case "57", "08":
		return "the connection to " + e.name + " was lost", again
	case "58", "XX":
		return e.name + " failed: " + wire.Clean(pgMessage(err)), "Look into the server's log"
	}
	return wire.Clean(pgMessage(err)) + " (" + e.name + ", " + code + ")", "Look into the server's log"
}

// unreached explains where no word came from the server.
func (e *pg) unreached(err error) (means, next string) {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &verify):
		return "the certificate of " + e.name + " can't be trusted",
			"Name the file of its authority with sslrootcert=, and the host as the certificate does"
	case strings.Contains(err.Error(), "server refused TLS connection"):
		return e.name + " speaks no TLS", "Turn ssl on at the server; only a server on this machine needs none"
	case errors.As(err, &connecting):
		return e.name + " can't be reached", "Check that it runs, and its address and port in the store's URL"
	}
	if isLost(err) {
		return "the connection to " + e.name + " was lost", "Try again in a moment"
	}
	return wire.Clean(err.Error()) + " (" + e.name + ")", "If this comes again, report it"
}

// isLost tells errors of a connection from those of the program.
func isLost(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || strings.Contains(err.Error(), "conn closed")
}

func pgMessage(err error) string {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return said.Message
	}
	return err.Error()
}

// cause is err without what it may carry along: a failed connection brings its whole configuration, password and all.
func cause(err error) error {
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) {
		return connecting.Unwrap()
	}
	return err
}
