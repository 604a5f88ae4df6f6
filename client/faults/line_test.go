package faults

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fault is one thing that goes wrong with one request.
type fault string

// What can go wrong. A request acted on is one that the server carried out, whatever its client is told.
const (
	refused      fault = "connection refused"
	lateAnswer   fault = "acted on, answered past the time limit"
	lateLooked   fault = "delivered past the time limit, before the look"
	lateDecided  fault = "delivered past the time limit, after the look"
	lateEnd      fault = "delivered past the time limit, after all else"
	cutBefore    fault = "cut before acting"
	cutAfter     fault = "cut after acting"
	halfBody     fault = "half a body"
	limited      fault = "429"
	broken       fault = "500"
	brokenAfter  fault = "500 after acting"
	page         fault = "502 with HTML"
	pageAfter    fault = "502 with HTML after acting"
	twice        fault = "answered twice"
	resentFirst  fault = "delivered twice, the first answer comes"
	resentSecond fault = "delivered twice, the second answer comes"
	clockBack    fault = "our clock steps back 1 h"
	clockAhead   fault = "our clock steps ahead 1 h"
	dateBack     fault = "a Date that is 1 h behind"
	dateAhead    fault = "a Date that is 1 h ahead"
)

// readFaults can strike any request, sendFaults those that buy.
var (
	readFaults = []fault{
		refused, lateAnswer, cutBefore, cutAfter, halfBody, limited, broken, page, twice, clockBack, clockAhead, dateBack, dateAhead,
	}
	sendFaults = append(slices.Clone(readFaults), lateLooked, lateDecided, lateEnd, brokenAfter, pageAfter, resentFirst, resentSecond)
	// doubts leave open whether a POST was acted on.
	doubts = []fault{
		lateAnswer, lateLooked, lateDecided, lateEnd, cutBefore, cutAfter, halfBody, broken, brokenAfter, page, pageAfter, resentSecond,
	}
)

// worst are those of the doubts that differ in what there is to be found, and when.
var worst = []fault{lateAnswer, lateLooked, lateDecided, cutBefore, cutAfter, halfBody, pageAfter, resentSecond}

// late tells the faults that last until the client's time limit.
func (f fault) late() bool {
	return f == lateAnswer || f == lateLooked || f == lateDecided || f == lateEnd
}

// line stands between client and server as a proxy of ours, on real sockets: neither side knows of it.
type line struct {
	url    string
	server string // scheme and host of what it leads to
	ahead  *http.Client
	now    func() time.Time

	mu      sync.Mutex
	next    fault  // strikes the request that comes next
	where   string // only of those whose slot begins so
	struck  bool
	held    []func() // requests on their way that their client has given up
	holding chan struct{}
}

// newLine opens a line to the server with that base URL.
func newLine(t testing.TB, base string, now func() time.Time) *line {
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{server: "http://" + u.Host, ahead: &http.Client{Transport: &http.Transport{}}, now: now, holding: make(chan struct{}, 16)}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.url = "http://" + listener.Addr().String() + u.Path
	proxy := &http.Server{Handler: l, ReadHeaderTimeout: time.Minute, ErrorLog: quiet()}
	served := make(chan struct{})
	go func() { defer close(served); _ = proxy.Serve(listener) }()
	t.Cleanup(func() {
		_ = proxy.Close()
		<-served
		l.ahead.CloseIdleConnections()
	})
	return l
}

// arm has a fault strike the next request whose slot begins with where; "" lets it pass.
func (l *line) arm(f fault, where string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next, l.where = f, where
}

// take gives the fault that strikes a request, if it is one that takes place here.
func (l *line) take(slot string, here func(fault) bool) fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.next
	if f == "" || !here(f) || !strings.HasPrefix(slot, l.where) {
		return ""
	}
	l.next, l.struck = "", true
	return f
}

// spare takes a fault back that lasts until a time limit and hasn't struck.
func (l *line) spare() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.next.late() {
		return false
	}
	l.next = ""
	return true
}

// hit tells whether a fault has struck since the last call.
func (l *line) hit() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.struck
	l.struck = false
	return was
}

// forget drops the requests that were held up: they never arrive.
func (l *line) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = nil
}

// deliver lets the requests through that were held up.
func (l *line) deliver() {
	l.mu.Lock()
	held := l.held
	l.held = nil
	l.mu.Unlock()
	for _, send := range held {
		send()
	}
}

// transport is what a client reaches the line with: the real one, but that a connection may be refused.
func (l *line) transport() *http.Transport {
	var dialer net.Dialer
	only1 := new(http.Protocols)
	only1.SetHTTP1(true)
	return &http.Transport{Protocols: only1, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if l.take("", func(f fault) bool { return f == refused }) != "" {
			addr = "127.0.0.1:1" // nobody listens there, so that the refusal is the system's own
		}
		return dialer.DialContext(ctx, network, addr)
	}}
}

// heard is a server's whole answer.
type heard struct {
	status int
	header http.Header
	body   []byte
}

// forward carries a request to the server, and its answer back here.
func (l *line) forward(method, target string, header http.Header, body []byte) heard {
	// The client that sent it may be gone, which is no news to the server.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, l.server+target, bytes.NewReader(body)) //nolint:gosec // to the sandbox of the test
	if err != nil {
		return heard{status: http.StatusBadGateway, body: []byte(err.Error())}
	}
	req.Header = header.Clone()
	resp, err := l.ahead.Do(req) //nolint:gosec // to the sandbox of the test
	if err != nil {
		return heard{status: http.StatusBadGateway, body: []byte(err.Error())}
	}
	defer func() { _ = resp.Body.Close() }()
	whole, err := io.ReadAll(resp.Body)
	if err != nil {
		return heard{status: http.StatusBadGateway, body: []byte(err.Error())}
	}
	return heard{resp.StatusCode, resp.Header, whole}
}

// ServeHTTP passes a request on, unless a fault strikes it.
func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	method, target, header := r.Method, r.URL.RequestURI(), r.Header
	send := func() heard { return l.forward(method, target, header, body) }
	switch f := l.take(slot(method, r.URL.Path, body), func(f fault) bool { return f != refused }); f {
	case lateAnswer:
		send()
		l.hang(r)
	case lateLooked, lateDecided, lateEnd:
		l.mu.Lock()
		l.held = append(l.held, func() { send() })
		l.mu.Unlock()
		l.hang(r)
	case cutBefore:
		panic(http.ErrAbortHandler)
	case cutAfter:
		send()
		panic(http.ErrAbortHandler)
	case halfBody:
		half(w, send())
	case limited, broken, page:
		l.instead(w, f)
	case brokenAfter, pageAfter:
		send()
		l.instead(w, f)
	case twice:
		both(w, send())
	case resentFirst:
		answer := send()
		send()
		pass(w, answer)
	case resentSecond:
		send()
		pass(w, send())
	case dateBack:
		pass(w, l.dated(send(), -time.Hour))
	case dateAhead:
		pass(w, l.dated(send(), time.Hour))
	default:
		pass(w, send())
	}
}

// hang leaves a client without an answer until it gives up. Who wants to know that one hangs listens to holding.
func (l *line) hang(r *http.Request) {
	select {
	case l.holding <- struct{}{}:
	default:
	}
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

func pass(w http.ResponseWriter, a heard) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// half promises all of an answer, and breaks off in its middle. One without a body breaks off in its head.
func half(w http.ResponseWriter, a heard) {
	if len(a.body) == 0 {
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = fmt.Fprintf(buf, "HTTP/1.1 %d %s\r\nContent-Len", a.status, http.StatusText(a.status))
		_ = buf.Flush()
		_ = conn.Close()
		return
	}
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// instead answers in the place of the server.
func (l *line) instead(w http.ResponseWriter, f fault) {
	a := heard{http.StatusInternalServerError, http.Header{"Content-Type": {"application/json"}}, []byte(`{"error":"Internal Server Error"}`)}
	switch f {
	case limited:
		a.status, a.body = http.StatusTooManyRequests, []byte(`{"error":"Too Many Requests"}`)
	case page, pageAfter:
		a.status, a.header, a.body = http.StatusBadGateway, http.Header{"Content-Type": {"text/html"}}, []byte("<html><title>502 Bad Gateway</title></html>")
	}
	pass(w, l.dated(a, 0))
}

// both writes an answer two times over, as one that was repeated on its way.
func both(w http.ResponseWriter, a heard) {
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	var raw bytes.Buffer
	fmt.Fprintf(&raw, "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n", a.status, http.StatusText(a.status), len(a.body))
	header := a.header.Clone()
	header.Del("Content-Length")
	_ = header.Write(&raw)
	raw.WriteString("\r\n")
	raw.Write(a.body)
	_, _ = buf.Write(bytes.Repeat(raw.Bytes(), 2))
	_ = buf.Flush()
	_, _ = io.Copy(io.Discard, conn) // until the client has had enough
	_ = conn.Close()
}

// dated puts the server's clock, or one that is off, into an answer.
func (l *line) dated(a heard, off time.Duration) heard {
	a.header = a.header.Clone()
	a.header.Set("Date", l.now().Add(off).UTC().Format(http.TimeFormat))
	return a
}

// slot names a request by what it is for; the requests of an order differ by method and path but for the two POSTs.
func slot(method, path string, body []byte) string {
	_, path, _ = strings.Cut(path, "/v1/")
	if method == http.MethodPost && bytes.Contains(body, []byte(`"document_ids"`)) {
		return "signed " + path
	}
	return method + " " + path
}
