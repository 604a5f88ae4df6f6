package wire

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// headline says what was wanted. Of a request that may have been acted on it doesn't say that it failed.
func (e *Error) headline() string {
	switch {
	case e.Op == "":
		return "The request failed"
	case e.MayHaveActed:
		return "No sure answer came to the request to " + e.Op
	}
	return "Could not " + e.Op
}

// Error is one line: "list locations failed: " and what happened, what it means and what to do.
func (e *Error) Error() string {
	parts := []string{e.headline()}
	if what := e.what(); what != "" {
		parts[0] += ": " + what
	}
	for _, s := range []string{e.Means, e.Next} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	for i, s := range parts {
		parts[i] = Clean(strings.TrimRight(strings.TrimSpace(s), ".")) + "."
	}
	return strings.Join(parts, " ")
}

func (e *Error) what() string {
	switch {
	case e.What != "":
		return e.What
	case e.Status != 0:
		return answered(e.Status, e.Said)
	}
	return e.Said
}

// Unwrap gives the cause, for errors.Is.
func (e *Error) Unwrap() error { return e.Err }

// answered tells a status in words.
func answered(status int, said string) string {
	s := fmt.Sprintf("the server answered %d", status)
	if text := http.StatusText(status); text != "" {
		s += " (" + text + ")"
	}
	if said != "" {
		s += ": " + said
	}
	return s
}

// sends tells the methods that change something, and are therefore never asked twice.
func (q *call) sends() bool { return q.method != http.MethodGet }

// fail makes an Error of a call; what has to be redacted and sanitised by then.
func fail(q *call, red redactor, kind Kind, what string, err error) *Error {
	e := &Error{Kind: kind, Op: q.op, Method: q.method, Path: red.text(q.path), What: what}
	if err != nil {
		e.Err = &cause{text: red.text(err.Error()), err: err}
	}
	return e
}

// unsure marks a send whose outcome nobody knows here; the same words for every reason, as people have to learn
// one thing only.
func (c *Client) unsure(e *Error) *Error {
	e.MayHaveActed = true
	e.Means = fmt.Sprintf("Nobody here knows whether %s acted on it", c.cfg.Name)
	e.Next = "Look whether it was done before you send it again; it is never sent again by itself"
	return e
}

// refused turns a status that is not 2xx into an Error.
func (c *Client) refused(q *call, t *trip, resp *http.Response, body []byte) *Error {
	said := t.red.said(body, q.marks.unquotable())
	e := fail(q, t.red, kindOf(resp.StatusCode), answered(resp.StatusCode, said), nil)
	e.Status, e.Said = resp.StatusCode, said
	name := c.cfg.Name
	switch e.Kind {
	case KindBadInput:
		e.Means = name + " does not accept what was asked"
		e.Next = "Compare what the server said with what was entered, change that and try again"
	case KindAuth:
		c.explainAuth(e, t)
	case KindForbidden:
		e.Means = "This key may not do that, or this computer's address is not on the key's access list"
		e.Next = "Choose a company that the key has a role for, or ask " + name + " to grant the role or to add this address"
	case KindNotFound:
		e.Means = name + " does not know it: it may have expired, been removed, or belong to somebody else"
		e.Next = "Go back, refresh the list and choose again"
	case KindConflict:
		e.Means = "It clashes with something that exists already"
		e.Next = "Change the value that clashes, and try again"
	case KindLimited:
		c.explainLimit(e, t, resp.Header)
	case KindServer:
		e.Means = name + " has a fault of its own"
		e.Next = "Try again in a minute; if it stays, tell " + name + "'s support what the server said"
		e.RetryAfter = retryAfter(resp.Header, t.got)
		e.again = e.RetryAfter <= longestWait
	default:
		c.explainOther(e, t.red, resp)
	}
	if c.cfg.Explain != nil {
		c.cfg.Explain(e)
	}
	// A redirect, a server's fault or a gateway's time-out may come after the deed. And since our nonces only rise, one that is
	// called used up may have been so by this very request, which something on the way, such as a proxy that tries again, has
	// delivered twice.
	if q.sends() && (resp.StatusCode/100 == 5 || resp.StatusCode/100 == 3 || resp.StatusCode == http.StatusRequestTimeout || e.used) {
		return c.unsure(e)
	}
	return e
}

func kindOf(status int) Kind {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return KindBadInput
	case http.StatusUnauthorized:
		return KindAuth
	case http.StatusForbidden:
		return KindForbidden
	case http.StatusNotFound:
		return KindNotFound
	case http.StatusConflict:
		return KindConflict
	case http.StatusTooManyRequests:
		return KindLimited
	}
	if status/100 == 5 {
		return KindServer
	}
	return KindOther
}

func (c *Client) explainLimit(e *Error, t *trip, h http.Header) {
	e.RetryAfter = retryAfter(h, t.got)
	e.again = e.RetryAfter <= longestWait
	e.Means = c.cfg.Name + " takes no more requests under this key for now"
	e.Next = "Wait a minute, then try again"
	if e.RetryAfter > 0 {
		e.Next = "Wait " + spell(e.RetryAfter) + ", then try again"
	}
}

func (c *Client) explainOther(e *Error, red redactor, resp *http.Response) {
	e.Means = "That is no answer that " + c.cfg.Name + " documents"
	e.Next = "Check the API's address in the settings, then try again"
	if resp.StatusCode/100 == 3 {
		to := "another address"
		if u, err := resp.Location(); err == nil && u.Host != "" {
			to = cut(red.text(u.Host), 100)
		}
		e.Means = "It points to " + to + ", and the key is never sent where it was not meant for: the API may have moved, or a sign-in page is in between"
	}
}

// explainAuth tells a clock, a nonce and a key apart, as far as the answer allows.
func (c *Client) explainAuth(e *Error, t *trip) {
	name := c.cfg.Name
	off, known := t.nonceOff()
	said := strings.ToLower(e.Said)
	switch {
	case known && off < -(window-tolerance):
		e.Means = fmt.Sprintf("The request's time was %s behind %s's clock, which allows 2 min", spell(-off.Round(5*time.Second)), name)
		e.Next = "Requests are corrected from now on: try again, and set this computer's clock"
		e.clock = off.Abs() <= mendable
		if !e.clock {
			e.Next = "Set this computer's clock, then try again"
		}
	case known && off > window-tolerance:
		e.Means = fmt.Sprintf("The request's time was %s ahead of %s's clock, which allows 2 min, and may never go back under one key", spell(off.Round(5*time.Second)), name)
		e.Next = fmt.Sprintf("Try again in %s, when requests under this key are accepted again; set this computer's clock if it is wrong", spell(off-window+2*time.Second))
	// Who complains about the digest may well name what it is made of, the nonce among it.
	case strings.Contains(said, "digest") || strings.Contains(said, "signature") || strings.Contains(said, "hmac"):
		e.Means = "The signature is not accepted: the secret is not the one of this key"
		e.Next = "Check the secret, and that it belongs to this key"
	case strings.Contains(said, "nonce") || strings.Contains(said, "x-api-ts") || strings.Contains(said, "timestamp"):
		e.used = t.nonce != ""
		e.Means = fmt.Sprintf("%s refused the request's nonce: another program or computer may use this key, with a clock that is ahead", name)
		e.Next = "Give every computer a key of its own, or stop the other program, then try again"
	default:
		e.Means = "Key or secret are not accepted, or this computer's address is not on the key's access list"
		e.Next = "Check both; if they are right, ask " + name + " to put this address on the list"
	}
}

// spell tells a duration to people: "45 s", "3 min 2 s", "5 h 10 min".
func spell(d time.Duration) string {
	d = max(d.Round(time.Second), time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return strings.TrimSuffix(fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second), " 0 s")
	case d < 48*time.Hour:
		return strings.TrimSuffix(fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute), " 0 min")
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}
