package hosts

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Recorder stands between hosts and the sandbox, notes what passes, and holds a request up where it is told to. It knows nothing of
// what it carries but HTTP.
type Recorder struct {
	door *httptest.Server
	on   *httputil.ReverseProxy

	mu     sync.Mutex
	nonces []string // of what the sandbox answered, in that order
	asked  []string // method and path
	codes  map[int]int
	under  int // requests under way
	held   *Held
}

// Held is a request that is held up.
type Held struct {
	Arrived chan struct{} // closed once it is there
	method  string
	after   bool // the sandbox has done it, and only its answer is held
	taken   bool
}

// NewRecorder opens one in front of a sandbox.
func NewRecorder(to *url.URL) *Recorder {
	r := &Recorder{on: httputil.NewSingleHostReverseProxy(to), codes: map[int]int{}}
	r.on.Transport = &http.Transport{} // the usual one is everybody's
	r.on.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	r.on.ModifyResponse = func(answer *http.Response) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.codes[answer.StatusCode]++
		// A request that was given up on its way may still come in behind a later one, whose turn it was then: nobody waits for its
		// answer, and whether the sandbox took it is told by its status.
		if nonce := answer.Request.Header.Get("X-Api-Ts"); nonce != "" && answer.Request.Context().Err() == nil {
			r.nonces = append(r.nonces, nonce)
		}
		return nil
	}
	r.door = httptest.NewServer(r)
	return r
}

// Close closes the door.
func (r *Recorder) Close() {
	r.door.CloseClientConnections()
	r.door.Close()
}

// Through gives an address of the sandbox as it is reached through the recorder.
func (r *Recorder) Through(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return r.door.URL + u.Path
}

// Hold holds the next request of a method up: before it reaches the sandbox, or after that has done it. It is never answered; whoever
// sent it has to die or to lose patience.
func (r *Recorder) Hold(method string, after bool) *Held {
	h := &Held{Arrived: make(chan struct{}), method: method, after: after}
	r.mu.Lock()
	r.held = h
	r.mu.Unlock()
	return h
}

// ServeHTTP passes a request on.
func (r *Recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	// Read whole: else it isn't noticed when whoever sent it is gone, and an answer that comes at once may be cut off, since the
	// server closes a body that the proxy is still about to find ended.
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	r.mu.Lock()
	h := r.held
	if h != nil && (h.taken || h.method != req.Method) {
		h = nil
	}
	if h != nil {
		h.taken = true
	}
	r.asked = append(r.asked, req.Method+" "+req.URL.Path)
	r.under++
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.under--
	}()
	if h == nil {
		r.on.ServeHTTP(w, req)
		return
	}
	if h.after {
		// It is done whoever waits for it.
		r.on.ServeHTTP(httptest.NewRecorder(), req.Clone(context.WithoutCancel(req.Context())))
	}
	close(h.Arrived)
	<-req.Context().Done()
}

// Quiet waits until nothing is under way, for a while at most: a session that ends then gives up no request on its way.
func (r *Recorder) Quiet() {
	for range 500 {
		r.mu.Lock()
		under := r.under
		r.mu.Unlock()
		if under == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Seen is what has passed so far.
type Seen struct {
	Nonces  int
	Rising  bool // each nonce was above the one before
	Refused int  // answers with status 401
	Asked   []string
}

// Seen tells what has passed so far.
func (r *Recorder) Seen() Seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	rising := true
	for i := 1; i < len(r.nonces); i++ {
		// They have as many digits, so texts compare as numbers do.
		rising = rising && r.nonces[i-1] < r.nonces[i]
	}
	return Seen{Nonces: len(r.nonces), Rising: rising, Refused: r.codes[http.StatusUnauthorized], Asked: slices.Clone(r.asked)}
}

// Count is how many requests so far begin with a text, such as "GET /api/biz2/v1/service/".
func (s Seen) Count(beginning string) (n int) {
	for _, asked := range s.Asked {
		if strings.HasPrefix(asked, beginning) {
			n++
		}
	}
	return n
}

// Wait waits until so many requests begin with a text.
func (r *Recorder) Wait(ctx context.Context, beginning string, n int) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for r.Seen().Count(beginning) < n {
		select {
		case <-look.C:
		case <-ctx.Done():
			return fmt.Errorf("%d requests began with %q, and not %d", r.Seen().Count(beginning), beginning, n)
		}
	}
	return nil
}
