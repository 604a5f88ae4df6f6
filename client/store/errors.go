package store

import (
	"context"
	"errors"

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

// fail explains err, unless it is explained already.
func (s *Store) fail(op string, err error) *Error { return fail(s.engine, op, err) }

func fail(e engine, op string, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	switch {
	case errors.Is(err, errTooLarge), errors.Is(err, errNoTime), errors.Is(err, errNoService):
		return &Error{Op: op, Means: err.Error(), Next: "Nothing was kept; if this comes again, report it", Err: err}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return givenUp(op, err)
	}
	return e.explain(op, err)
}

func givenUp(op string, err error) *Error {
	return &Error{Op: op, Means: "it was given up before it was done", Next: "Try again", Err: err}
}
