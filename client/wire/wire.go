// Package wire is what both API clients share: one lane per key, signing hooks, retries of GETs, the server's
// clock, errors as sentences, redaction, sanitising of remote text, and the request log.
package wire

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Config says how to reach one API under one key. Nothing in it is global: two keys are two Clients.
type Config struct {
	Name   string   // the API's name in sentences: "AXON"
	Base   *url.URL // such as https://sandbox-api.axonvx.com/api/biz2
	Lane   string   // names the lane: a hash of base and key, never the key itself
	Sign   func(h http.Header, method, path, nonce string)
	Nonces Nonces // nil when the API wants none
	// Parallel is how many requests may travel at once; 0 means 1, and with Nonces it is always 1. The last place is
	// kept for people, so that slow polls never hold everything up.
	Parallel int
	// Explain may put Means and Next of an answer that refuses into the API's own terms; nil leaves ours.
	Explain func(e *Error)
	Secrets []string      // redacted wherever they turn up
	Timeout time.Duration // of one attempt; 0 means 30 s
	HTTP    *http.Client  // nil means a client of our own that follows no redirect to another host
	Clock   func() time.Time
	Limit   int64 // most bytes of an answer that are read; 0 means 64 MiB
	// Shared is where hosts that work under one key leave the answers to their polls; nil for one host.
	Shared Shared
	Log    *Log // where requests are recorded; nil means a log of the client's own
}

// Nonces gives strictly increasing nonces for a lane, over restarts, clock steps and processes.
type Nonces interface {
	// Next returns a nonce "seconds.nnnnnnnnn" above every one that was given for lane, as near to at as that allows.
	Next(ctx context.Context, lane string, at time.Time) (string, error)
	// Hold takes the lane for one request over all processes; release gives it up.
	Hold(ctx context.Context, lane string) (release func(), err error)
}

// Answer is a whole response that was read to its end with a 2xx status. Body is JSON, or empty after a PUT or
// DELETE, with 204, or with a 201 that tells a Location. Callers that asked the same thing at once share it: nobody
// writes into Header or Body.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	At     time.Time // when it had been read, by the local clock
	Took   time.Duration
}

// Kind sorts errors by what a person does next.
type Kind int

// Kinds of errors, from the caller's side.
const (
	KindNetwork   Kind = iota + 1 // no connection, refused, DNS
	KindTimeout                   // no whole answer within the limit
	KindCancelled                 // the screen was left
	KindGarbled                   // not JSON, half a body, a proxy's page, too large
	KindBadInput                  // 400
	KindAuth                      // 401
	KindForbidden                 // 403
	KindNotFound                  // 404
	KindConflict                  // 409
	KindLimited                   // 429
	KindServer                    // 5xx
	KindOther                     // any other status
	KindLocal                     // our own side: no nonce, disk
)

var kindNames = map[Kind]string{
	KindNetwork: "network", KindTimeout: "timeout", KindCancelled: "cancelled", KindGarbled: "garbled", KindBadInput: "bad input",
	KindAuth: "auth", KindForbidden: "forbidden", KindNotFound: "not found", KindConflict: "conflict", KindLimited: "limited",
	KindServer: "server", KindLocal: "local",
}

// String is a word for logs and metrics.
func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return "other"
}

// Error is a failed request as three sentences. It never holds a secret, and all text in it is sanitised.
type Error struct {
	Kind   Kind
	Op     string // what was asked, in words: "list locations"
	Method string
	Path   string
	Status int    // 0 when there was no answer
	What   string // what happened: "the server answered 409 (Conflict): duplicate VLAN"
	Said   string // what the server said, sanitised, at most 500 characters
	Means  string // what it means here
	Next   string // what to do
	// MayHaveActed is true when a POST, PUT or DELETE got no sure answer: the server may have done it.
	MayHaveActed bool
	Unsent       bool          // it is sure that nothing of the request reached the server
	RetryAfter   time.Duration // of a 429, when the server said
	Err          error         // the cause, for errors.Is; its text is redacted too; may be nil

	again bool // asking a GET once more may help
	clock bool // refused because the nonce was too old: the next one is corrected
	used  bool // refused because the nonce, though of this time, isn't above the last one
}

// Skew is how far the server's clock is ahead of ours (negative: behind).
type Skew struct {
	By        time.Duration
	Known     bool
	Corrected bool // nonces are made by the server's clock; false when there is no skew, or one that can't be believed
}
