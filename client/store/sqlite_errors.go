package store

import (
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// errClosed says that the store was closed before.
var errClosed = errors.New("the database is closed")

// explain names the directory, since only a person who knows the place can mend it.
func (e *lite) explain(op string, err error) *Error {
	said := &Error{Op: op, Err: err}
	var s *sqlite.Error
	code := 0
	if errors.As(err, &s) {
		code = s.Code() & 0xff // without the extension
	}
	switch {
	case code == lib.SQLITE_INTERRUPT:
		return givenUp(op, err)
	case errors.Is(err, errClosed):
		said.Means, said.Next = "axdesk is ending, and its database is closed", "Start axdesk again"
	case errors.Is(err, errNewer):
		said.Means = "a newer version of axdesk made " + e.dir
		said.Next = "Use that version, or give this one another state directory"
	case code == lib.SQLITE_NOTADB || code == lib.SQLITE_CORRUPT:
		said.Means = "the file " + fileName + " in " + e.dir + " is damaged or is no database of axdesk"
		said.Next = "Move it away to start afresh, and keep it: it may hold the journal of orders"
	case code == lib.SQLITE_READONLY || code == lib.SQLITE_PERM || code == lib.SQLITE_CANTOPEN || isDenied(err):
		said.Means = e.dir + " can't be written to"
		said.Next = "Make it writable for this user, or choose another state directory"
	case code == lib.SQLITE_FULL || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		said.Means = "the disk that holds " + e.dir + " is full"
		said.Next = "Free some space, then try again"
	case code == lib.SQLITE_BUSY || code == lib.SQLITE_LOCKED:
		said.Means = "another program holds the database in " + e.dir
		said.Next = "End other programs that use it, such as a suspended axdesk, then try again"
	case code == lib.SQLITE_IOERR:
		said.Means = "the disk that holds " + e.dir + " failed"
		said.Next = "Check the disk, or choose another state directory"
	default:
		said.Means, said.Next = err.Error(), "Check "+e.dir+", or choose another state directory"
	}
	return said
}

func isDenied(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.ENOTDIR) ||
		errors.Is(err, syscall.EISDIR) || errors.Is(err, fs.ErrExist)
}
