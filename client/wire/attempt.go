package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// trip is what is known about one attempt.
type trip struct {
	nonce     string
	secrets   []string // of the request, and those that the client remembers
	signed    []string // what signing put into the headers
	red       redactor // of all of these
	began     time.Time
	left, got time.Time   // around the server's stamp
	server    time.Time   // the stamp; zero when there was none
	asked     atomic.Bool // a connection was asked for
	conn      atomic.Bool // and was there: from then on bytes may have left

	sent, heard http.Header // of the request and of its answer, for the log
	body        []byte      // of the answer, as far as it came
	status      int         // of the answer; 0 when there was none
}

// mayHaveLeft tells whether any byte of the request may have reached the server.
func (t *trip) mayHaveLeft(err error) bool {
	if t.asked.Load() {
		return t.conn.Load()
	}
	return !neverSent(err)
}

// nonceOff is how far the nonce lay ahead of the server's clock.
func (t *trip) nonceOff() (time.Duration, bool) {
	sec, err := strconv.ParseFloat(t.nonce, 64)
	if err != nil || t.server.IsZero() {
		return 0, false
	}
	return time.UnixMilli(int64(sec * 1000)).Sub(t.server), true
}

// attempt sends q once: it waits for the lane, and holds it until the answer has been read.
func (c *Client) attempt(ctx context.Context, q *call, n int) (*Answer, *Error) {
	queued := c.cfg.Clock()
	release, e := c.hold(ctx, q)
	if e != nil {
		return nil, e
	}
	defer release()
	c.log.withheld.learn(q.marks, q.body)
	t := &trip{began: c.cfg.Clock(), red: c.red, secrets: c.log.withheld.secrets(q.marks)}
	if len(t.secrets) > 0 {
		t.red = newRedactor(slices.Concat(c.cfg.Secrets, t.secrets)...)
	}
	answer, status, size, e := c.exchange(ctx, q, t)
	r := Record{
		At: t.began, API: c.cfg.Name, Op: Clean(q.op), Method: q.method, Path: c.red.text(q.url.RequestURI()), Short: c.short(q),
		Status: status, Took: c.cfg.Clock().Sub(t.began), Waited: t.began.Sub(queued), Bytes: size,
		Attempt: n, Background: !q.urgent.Load(), By: q.marks.by, Base: q.url.Scheme + "://" + q.url.Host,
	}
	// Anew, since somebody else may have told the client of a secret meanwhile.
	shown, red := c.log.withheld.add(q.marks), newRedactor(slices.Concat(t.signed, c.cfg.Secrets, c.log.withheld.secrets(q.marks))...)
	if t.sent != nil {
		r.Sent = red.part(t.sent, q.body, shown)
	}
	if t.status != 0 {
		r.Got = red.part(t.heard, t.body, shown)
	}
	if e != nil {
		r.Err, r.Kind = e.Error(), e.Kind
	}
	c.log.add(ctx, r)
	return answer, e
}

// hold takes the lane, first among this client's requests, then among all processes that share the key.
func (c *Client) hold(ctx context.Context, q *call) (release func(), bad *Error) {
	if err := c.lane.take(ctx, &q.urgent); err != nil {
		return nil, c.unheard(ctx, q)
	}
	if c.cfg.Nonces == nil {
		return c.lane.give, nil
	}
	shared, err := c.cfg.Nonces.Hold(ctx, c.cfg.Lane)
	if err != nil {
		c.lane.give()
		if ctx.Err() != nil {
			return nil, c.unheard(ctx, q)
		}
		return nil, c.local(q, "the turn to send could not be taken: "+c.red.text(err.Error()), err)
	}
	return func() { shared(); c.lane.give() }, nil
}

// exchange makes one request and reads its answer whole. status and size are for the log.
func (c *Client) exchange(parent context.Context, q *call, t *trip) (answer *Answer, status, size int, bad *Error) {
	ctx, cancel := context.WithTimeout(parent, c.cfg.Timeout)
	defer cancel()
	req, bad := c.sign(ctx, q, t)
	if bad != nil {
		return nil, 0, 0, bad
	}
	if q.sends() {
		// A kept connection may have died unseen: a send that buys something gets a fresh one.
		c.http.CloseIdleConnections()
	}
	t.left = c.cfg.Clock()
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, 0, c.broken(parent, q, t, err)
	}
	defer func() { _ = resp.Body.Close() }()
	t.got = c.cfg.Clock()
	t.server, _ = c.date.learn(resp.Header, t.left, t.got)
	status = resp.StatusCode
	t.status, t.heard = status, resp.Header

	if status/100 != 2 {
		// The status says enough: its text may be cut, and is looked at only so far.
		body, _ := io.ReadAll(io.LimitReader(resp.Body, saidBytes))
		t.body = body
		return nil, status, len(body), c.refused(q, t, resp, body)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.cfg.Limit+1))
	t.body = body
	if err == nil && resp.ContentLength > int64(len(body)) && int64(len(body)) <= c.cfg.Limit {
		err = half(len(body), resp.ContentLength)
	}
	if err != nil {
		return nil, status, len(body), c.torn(parent, q, t, status, len(body), err)
	}
	if bad := c.check(q, t, resp, body); bad != nil {
		return nil, status, len(body), bad
	}
	at := c.cfg.Clock()
	return &Answer{Status: status, Header: resp.Header, Body: body, At: at, Took: at.Sub(t.began)}, status, len(body), nil
}

// sign takes the nonce at the last moment, so that requests reach the server in the order of their nonces.
func (c *Client) sign(ctx context.Context, q *call, t *trip) (*http.Request, *Error) {
	req, err := q.request(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.conn.Store(true) },
	}))
	if err != nil {
		return nil, c.local(q, c.red.text(err.Error()), err)
	}
	if c.cfg.Nonces != nil {
		t.nonce, err = c.cfg.Nonces.Next(ctx, c.cfg.Lane, c.date.correct(c.cfg.Clock()))
		if err != nil {
			if ctx.Err() != nil {
				return nil, c.unheard(ctx, q)
			}
			return nil, c.local(q, "no nonce could be taken: "+c.red.text(err.Error()), err)
		}
	}
	if c.cfg.Sign != nil {
		h := http.Header{}
		c.cfg.Sign(h, q.method, q.url.EscapedPath(), t.nonce)
		t.signed = signed(h, t.nonce)
		t.red = newRedactor(slices.Concat(t.signed, c.cfg.Secrets, t.secrets)...)
		for key, values := range h {
			req.Header[http.CanonicalHeaderKey(key)] = values
		}
	}
	t.sent = req.Header
	return req, nil
}

// check tells a 2xx answer of the API from what else may come with such a status.
func (c *Client) check(q *call, t *trip, resp *http.Response, body []byte) *Error {
	status := resp.StatusCode
	if int64(len(body)) > c.cfg.Limit {
		return c.garbled(q, t, status, fmt.Sprintf("the answer is larger than %d MiB", max(c.cfg.Limit>>20, 1)), nil)
	}
	if phrase, ok := webPage(body); ok {
		e := c.garbled(q, t, status, t.red.text(phrase)+" came instead of the API's answer", nil)
		if !e.MayHaveActed {
			e.Means = "A proxy or a sign-in page is in between"
			e.Next = "Sign in to the network or ask for the proxy to let it through, then try again"
		}
		return e
	}
	blank := len(bytes.TrimSpace(body)) == 0
	// The place of what was made says enough beside a 201.
	made := status == http.StatusCreated && resp.Header.Get("Location") != ""
	mayBeBlank := made || status == http.StatusNoContent || q.method == http.MethodPut || q.method == http.MethodDelete
	if blank && mayBeBlank || json.Valid(body) {
		return nil
	}
	what := "what came is not JSON"
	switch {
	case blank:
		what = "the answer is empty"
	case !q.marks.private:
		what += ": " + strings.TrimSpace(cut(t.red.text(string(body[:min(len(body), 400)])), 100))
	}
	e := c.garbled(q, t, status, what, nil)
	e.again = true
	return e
}

// short is a request's path and query below the base.
func (c *Client) short(q *call) string {
	base := strings.TrimRight(c.cfg.Base.EscapedPath(), "/") + "/"
	return c.red.text(strings.TrimPrefix(q.url.RequestURI(), base))
}
