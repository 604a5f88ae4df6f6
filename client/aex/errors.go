package aex

import (
	"errors"
	"fmt"
	"net/http"

	"axdesk/client/wire"
)

var (
	errShape    = errors.New("the answer has another shape than the document's")
	errNoDevice = errors.New("the service has no device")
	errNoRadius = errors.New("the service has no RADIUS account")
)

// inTermsOfAEx says what a refusal means here: there is a token rather than a key, and no list of addresses.
func inTermsOfAEx(e *wire.Error) {
	switch e.Kind {
	case wire.KindAuth:
		e.Means = "The token is missing or wrong, or it has expired"
		e.Next = "Ask AEx for a new token, and start axdesk with it"
	case wire.KindForbidden:
		e.Means = "This token is not allowed here"
		e.Next = "Ask AEx what the token may do, or use another one"
	case wire.KindNotFound:
		e.Means = "AEx does not know it, or it belongs to another ISP"
		e.Next = "Choose it from its list, or check what was typed"
	case wire.KindLimited:
		e.Means = "AEx takes no more of these requests for now"
	}
}

// explain gives a copy of e other sentences and a mark that errors.Is finds. A copy, since one answer's error may be
// shared by several callers.
func explain(e *wire.Error, mark error, means, next string) error {
	told := *e
	told.Means, told.Next, told.Err = means, next, mark
	if e.Err != nil {
		told.Err = fmt.Errorf("%w: %w", mark, e.Err)
	}
	return &told
}

// local is an error of our own side: nothing was sent.
func local(op, what, next string) error {
	return &wire.Error{Kind: wire.KindLocal, Op: op, What: what, Means: "Nothing was sent", Next: next, Unsent: true}
}

// unreadable is a 2xx answer of which nothing can be used. Where something was sent, the server took it.
func unreadable(op, method, path string, status int) *wire.Error {
	e := &wire.Error{
		Kind: wire.KindGarbled, Op: op, Method: method, Path: path, Status: status, What: errShape.Error(), Err: errShape,
		Means: "Nothing in the answer can be used",
		Next:  "Try again; if it stays, check the API's address in the settings",
	}
	if method != http.MethodGet {
		e.MayHaveActed = true
		e.Means = "AEx took it, but its answer doesn't say what came of it"
		e.Next = "Look at the list before you send it again"
	}
	return e
}

// NoDevice tells whether err says that a service has no device: a state of the service rather than a failure.
func NoDevice(err error) bool { return errors.Is(err, errNoDevice) }

// NoRadius tells whether err says that a service has no RADIUS account.
func NoRadius(err error) bool { return errors.Is(err, errNoRadius) }

// absent marks a 404, which may be how AEx says that a service lacks something.
func absent(err, mark error, means, next string) error {
	var e *wire.Error
	if errors.As(err, &e) && (e.Status == http.StatusNotFound || errors.Is(err, mark)) {
		return explain(e, mark, means, next)
	}
	return err
}

func noDevice(err error) error {
	return absent(err, errNoDevice, "This service has no device that AEx knows of, or it is not one of yours",
		"Check the service's status: before its installation there is none")
}

func noRadius(err error) error {
	return absent(err, errNoRadius, "AEx has no RADIUS account for this service, or it is not one of yours",
		"Check the service's status: before its activation there is none")
}

// unpolled explains a live poll that AEx could not make: the cached state is as good as before.
func unpolled(err error) error {
	var e *wire.Error
	if !errors.As(err, &e) || e.Kind != wire.KindServer && (e.Kind != wire.KindTimeout || e.Unsent) {
		return err
	}
	told := *e
	told.Means = "AEx had no live state in time: the device may be off, or the network between busy"
	told.Next = "Go by the cached state and its age, and try again in a minute"
	return &told
}
