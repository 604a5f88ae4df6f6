package store

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"axdesk/client/wire"
)

// Error is a failure of the durable state, as sentences: what was tried, what it means, what to do.
type Error struct {
	Op    string // "open the database"
	Means string
	Next  string
	Err   error // the cause
}

// Error is one line.
func (e *Error) Error() string {
	return wire.Clean("could not " + e.Op + ": " + e.Means + ". " + e.Next + ".")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// fail explains err. dir is named, since only a person who knows the place can mend it.
func fail(dir, op string, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	e := &Error{Op: op, Err: err}
	var s *sqlite.Error
	code := 0
	if errors.As(err, &s) {
		code = s.Code() & 0xff // without the extension
	}
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || code == lib.SQLITE_INTERRUPT:
		e.Means, e.Next = "it was given up before it was done", "Try again"
	case errors.Is(err, errNewer):
		e.Means = "a newer version of axdesk made " + dir
		e.Next = "Use that version, or give this one another state directory"
	case code == lib.SQLITE_NOTADB || code == lib.SQLITE_CORRUPT:
		e.Means = "the file " + fileName + " in " + dir + " is damaged or is no database of axdesk"
		e.Next = "Move it away to start afresh, and keep it: it may hold the journal of orders"
	case code == lib.SQLITE_READONLY || code == lib.SQLITE_PERM || code == lib.SQLITE_CANTOPEN || isDenied(err):
		e.Means = dir + " can't be written to"
		e.Next = "Make it writable for this user, or choose another state directory"
	case code == lib.SQLITE_FULL || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		e.Means = "the disk that holds " + dir + " is full"
		e.Next = "Free some space, then try again"
	case code == lib.SQLITE_BUSY || code == lib.SQLITE_LOCKED:
		e.Means = "another program holds the database in " + dir
		e.Next = "End other programs that use it, such as a suspended axdesk, then try again"
	case code == lib.SQLITE_IOERR:
		e.Means = "the disk that holds " + dir + " failed"
		e.Next = "Check the disk, or choose another state directory"
	default:
		e.Means, e.Next = err.Error(), "Check "+dir+", or choose another state directory"
	}
	return e
}

func isDenied(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.ENOTDIR) ||
		errors.Is(err, syscall.EISDIR) || errors.Is(err, fs.ErrExist)
}
