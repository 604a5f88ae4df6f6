package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
)

// broken turns a request that got no answer into an Error. parent is the caller's context, without the limit
// of the attempt.
func (c *Client) broken(parent context.Context, q *call, t *trip, err error) *Error {
	var e *Error
	switch {
	case errors.Is(parent.Err(), context.Canceled):
		e = fail(q, t.red, KindCancelled, "it was cancelled", context.Canceled)
		e.Means, e.Next = "Nobody waits for the answer any more", "Ask again when it is needed"
	case timedOut(parent, err):
		limit := c.cfg.Timeout
		if parent.Err() != nil {
			limit = c.cfg.Clock().Sub(t.began)
		}
		what := "no whole answer came within " + spell(limit)
		if !t.mayHaveLeft(err) {
			what = "no connection to " + q.url.Hostname() + " came about in time"
		}
		e = fail(q, t.red, KindTimeout, what, err)
		e.Means = c.cfg.Name + " or the network in between is slow, or drops what is sent"
		e.Next = "Try again; if it stays, check network, VPN and proxy"
		e.again = parent.Err() == nil
	default:
		e = c.network(q, t, err)
	}
	e.Unsent = !t.mayHaveLeft(err)
	if q.sends() && !e.Unsent {
		return c.unsure(e)
	}
	if q.sends() {
		e.Means = "Nothing was sent to " + c.cfg.Name
	}
	return e
}

// network explains a failed connection.
func (c *Client) network(q *call, t *trip, err error) *Error {
	host := q.url.Hostname()
	if what, next, ok := explainTLS(host, err); ok {
		e := fail(q, t.red, KindNetwork, what, err)
		e.Means, e.Next = "The connection is not safe, so the key was kept back", next
		return e
	}
	var dns *net.DNSError
	what := "there is no connection to " + host
	next := "Check network, VPN and proxy, then try again"
	kind := KindNetwork
	switch {
	case strings.Contains(err.Error(), "malformed"):
		kind, what = KindGarbled, host+" does not speak HTTP"
	case errors.As(err, &dns):
		what, next = "the name "+host+" is not known here", "Check the API's address in the settings, and network and VPN"
	case errors.Is(err, syscall.ECONNREFUSED):
		what = host + " refuses the connection"
	case t.mayHaveLeft(err):
		what = "the connection was cut before an answer came"
		next = "Try again; if it stays, check network, VPN and proxy"
	default:
		what += " (" + cut(t.red.text(innermost(err).Error()), 200) + ")"
	}
	e := fail(q, t.red, kind, what, err)
	e.Means, e.Next, e.again = c.cfg.Name+" did not answer", next, kind == KindNetwork
	return e
}

// explainTLS tells in plain words why a server is not trusted; asking again would not help.
func explainTLS(host string, err error) (what, next string, ok bool) {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
	)
	switch {
	case errors.As(err, &unknown):
		return "the certificate of " + host + " is signed by nobody that this computer trusts",
			"A company proxy may be in between: have its root certificate installed, or use another network", true
	case errors.As(err, &name):
		return "the certificate that came is not one of " + host,
			"Check the API's address in the settings; a sign-in page may be in between", true
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " has expired or is not valid yet", "Check this computer's date and clock, then try again", true
	case errors.As(err, &invalid) || errors.As(err, &verify):
		return "the certificate of " + host + " is not valid", "Tell whoever runs it; nothing can be mended here", true
	case errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch):
		return host + " answers without encryption", "Check the API's address in the settings: https:// is wrong for it, or a proxy is in between", true
	case errors.As(err, &alert):
		return host + " broke off the encrypted connection", "Check the API's address in the settings, and the proxy", true
	}
	return "", "", false
}

// torn turns a body that could not be read to its end into an Error.
func (c *Client) torn(parent context.Context, q *call, t *trip, status, read int, err error) *Error {
	if parent.Err() != nil || timedOut(parent, err) {
		e := c.broken(parent, q, t, err)
		e.Status = status
		return e
	}
	e := c.garbled(q, t, status, fmt.Sprintf("the answer broke off after %d bytes", read), err)
	e.again = true
	return e
}

// garbled is a 2xx answer that is not one of the API's.
func (c *Client) garbled(q *call, t *trip, status int, what string, err error) *Error {
	e := fail(q, t.red, KindGarbled, what, err)
	e.Status = status
	e.Means = "That is no whole answer of " + c.cfg.Name
	e.Next = "Try again; if it stays, check the proxy and the API's address in the settings"
	if q.sends() {
		return c.unsure(e)
	}
	return e
}

// timedOut tells a limit that ran out, be it ours, the caller's or a socket's.
func timedOut(parent context.Context, err error) bool {
	var n net.Error
	return errors.Is(parent.Err(), context.DeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// neverSent tells errors that come from before anything is written, for transports that tell no trace.
func neverSent(err error) bool {
	var (
		op  *net.OpError
		dns *net.DNSError
	)
	_, _, distrusted := explainTLS("", err)
	return distrusted || errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

// innermost is the cause without the URL and the operation that wrap it.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// half reports an answer that ended before it should have.
func half(got int, want int64) error {
	return fmt.Errorf("%d of %d bytes came: %w", got, want, io.ErrUnexpectedEOF)
}
