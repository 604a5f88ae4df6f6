// Package sandbox serves NEXTDC's AXON API v1.2.5, and the AEx calls that go with it, over real HTTP on the
// loopback interface. It knows nothing of axdesk's own client: what it checks and answers follows the API's
// document, so any client can be tried against it. docs/sandbox.md is the operator's page.
//
// State changes only when a request changes it. Whatever moves by itself, such as provisioning, is a function of
// the clock, so the same seed, clock and requests give the same answers, byte for byte.
package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // tz has to give the same answer on a machine without zone files
)

// DefaultScale is how many times faster than life provisioning runs when Config says nothing.
const DefaultScale = 30

const bodyLimit = 1 << 20

// Config makes a Server. The zero value is a working sandbox with made-up credentials.
type Config struct {
	Seed        uint64           // same seed, clock and requests: same answers, byte for byte
	Clock       func() time.Time // nil means time.Now
	Scale       float64          // how many times faster than life things happen: provisioning, live polls, ageing; 0 means DefaultScale
	Key, Secret string           // of the AXON API; "" means made from the seed
	AEXToken    string           // bearer token of the AEx API; "" means made from the seed
	Faults      Faults           // see ParseFaults
	Log         func(line string)

	// Services is how many services AEx has from the start, to try a client with a long list: from 5200, which 0 means, to 200,000. What
	// State keeps is of 5200.
	Services int

	// State is a file that the sandbox's books are kept in, so that a restart goes on from them; "" keeps nothing. It is made when
	// it is missing, together with FILE.lock and FILE.tmp beside it.
	State string
}

// Server is both APIs with their state. It is an http.Handler and safe for concurrent use.
type Server struct {
	key, secret, token string
	clock              func() time.Time
	scale              float64
	log                func(line string)
	started            time.Time
	seed               uint64
	faults             *faultRun
	schemas            *schemaSet
	terms              []document
	aex                *aexWorld

	mu         sync.Mutex // guards everything below
	guids      guidSource
	lastNonce  nonce
	offers     []offer
	ports      []*port
	services   []*service
	candidates candidateBook
	issued     map[string]map[string]bool // company → ids of documents a first POST handed out
	requests   map[string]int             // "METHOD pattern status" → how often
	aexKept    keptAEX                    // AEx's part of the state, as of its last change; aex.mu, where both are needed, is taken first
	keeper     *keeper                    // nil: nothing is kept
}

// services checks how many services AEx is to have.
func (c *Config) services() error {
	if c.Services == 0 {
		c.Services = aexSeeded
	}
	if c.Services < aexSeeded || c.Services > aexMost {
		return fmt.Errorf("the sandbox cannot have %d services: give a number from %d to %d", c.Services, aexSeeded, aexMost)
	}
	if c.Services != aexSeeded && c.State != "" {
		return fmt.Errorf("the sandbox's state is of %d services: leave out the number of services or the state", aexSeeded)
	}
	return nil
}

// New makes a Server whose provisioned past ends at the clock's present, or one that goes on from its state. It fails when the
// scale is no positive number, the embedded schemas or terms cannot be read, or the state is in use (ErrStateBusy), of another
// seed, no state at all or broken.
func New(c Config) (*Server, error) {
	if c.Scale == 0 {
		c.Scale = DefaultScale
	}
	if !(c.Scale > 0) || math.IsInf(c.Scale, 0) {
		return nil, fmt.Errorf("the sandbox cannot run %v times faster than life: give a scale above 0", c.Scale)
	}
	if err := c.services(); err != nil {
		return nil, err
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	schemas, err := loadSchemas()
	if err != nil {
		return nil, err
	}
	terms, err := loadTerms()
	if err != nil {
		return nil, err
	}
	s := &Server{
		key: c.Key, secret: c.Secret, token: c.AEXToken,
		clock: c.Clock, scale: c.Scale, log: c.Log, seed: c.Seed,
		faults: newFaultRun(c.Faults, c.Seed), schemas: schemas, terms: terms,
		guids: guidSource{seed: c.Seed}, candidates: newCandidateBook(),
		issued: map[string]map[string]bool{}, requests: map[string]int{},
	}
	s.madeUpCredentials()
	s.started = s.now()
	s.aex = newAEXWorld(c.Seed, c.Services, s.started, c.Scale)
	s.offers = makeOffers(&s.guids)
	s.aexKept = s.aex.kept()
	if c.State == "" {
		s.seedPast()
		return s, nil
	}
	if err := s.openState(c.State); err != nil {
		return nil, err
	}
	return s, nil
}

// madeUpCredentials fills what Config left out, so that two runs of one seed accept the same client.
func (s *Server) madeUpCredentials() {
	if s.key == "" {
		s.key = "AXSB" + strings.ToUpper(hashHex(s.seed, "key", 0)[:16])
	}
	if s.secret == "" {
		s.secret = hashHex(s.seed, "secret", 0)[:40]
	}
	if s.token == "" {
		s.token = "aex_" + hashHex(s.seed, "token", 0)[:40]
	}
}

// Credentials tells what a client has to present: AXON's key and secret, and AEx's bearer token.
func (s *Server) Credentials() (key, secret, aexToken string) { return s.key, s.secret, s.token }

// now is the server's clock as its clients see it, drift included, in whole seconds' precision when printed.
func (s *Server) now() time.Time { return s.clock().Add(s.faults.drift).UTC() }

// reply is an answer before it is written; a nil body is an empty one, as PUT and DELETE have.
type reply struct {
	status int
	body   any

	allow      string // the Allow header of a 405
	location   string // the Location header of a 201
	retryAfter int    // seconds, the Retry-After header of a 429
}

// refuse is an error answer in the form {"error": "…"}.
func refuse(status int, format string, args ...any) reply {
	return reply{status: status, body: map[string]string{"error": fmt.Sprintf(format, args...)}}
}

// call is one authenticated request on its way through a handler.
type call struct {
	r    *http.Request
	arg  map[string]string // the pattern's {names}
	body map[string]any    // of a POST or PUT; numbers are json.Number
	now  time.Time
	zone *time.Location
}

// stamp prints a time as the API does: ISO 8601 without milliseconds, in the zone that was asked for.
func (c *call) stamp(t time.Time) string { return t.In(c.zone).Format(time.RFC3339) }

// ServeHTTP answers one request, faults included.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hit := s.faults.strike(r)
	if !pause(r.Context(), hit.slow) {
		return
	}
	if hit.cutBefore {
		s.note(r, "connection cut before acting")
		panic(http.ErrAbortHandler)
	}
	now := s.now()
	w.Header().Set("Date", now.Format(http.TimeFormat))
	if hit.instead != nil {
		s.note(r, strconv.Itoa(hit.instead.status)+" (fault)")
		hit.instead.write(w)
		return
	}
	rep := s.answer(w, r, now)
	if hit.cutAfter {
		s.note(r, strconv.Itoa(rep.status)+", then the connection was cut")
		panic(http.ErrAbortHandler)
	}
	s.note(r, strconv.Itoa(rep.status))
	send(w, rep, hit.half)
}

// note logs a request without anything that its headers or body held.
func (s *Server) note(r *http.Request, outcome string) {
	if s.log != nil {
		s.log(fmt.Sprintf("%s %q %s", r.Method, r.URL.EscapedPath(), outcome))
	}
}

// answer finds the API that a path belongs to.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, now time.Time) reply {
	path := r.URL.EscapedPath()
	switch {
	case path == aexBase || strings.HasPrefix(path, aexBase+"/"):
		return s.answerAEX(w, r, now)
	case path == "/sandbox/scenarios" && r.Method == http.MethodGet:
		return s.answerScenarios()
	case path == "/sandbox/ledger" && r.Method == http.MethodGet:
		return reply{status: http.StatusOK, body: s.Ledger()}
	case strings.HasPrefix(path, axonBase+"/"):
		return s.answerAXON(w, r, now)
	}
	return refuse(http.StatusNotFound, "Nothing is served at %s", path)
}

// answerAXON authenticates first: who has no key learns nothing, not even which paths exist.
func (s *Server) answerAXON(w http.ResponseWriter, r *http.Request, now time.Time) reply {
	s.mu.Lock()
	bad := s.authenticate(r, now)
	s.mu.Unlock()
	if bad != nil {
		return *bad
	}
	found, arg, rep := findRoute(routes(), axonBase, r.Method, strings.TrimPrefix(r.URL.EscapedPath(), axonBase))
	if found == nil {
		return rep
	}
	c := &call{r: r, arg: arg, now: now, zone: zoneOf(r)}
	// The body is read before the lock is taken: a slow sender must not stop everybody else.
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		body, bad := readObject(w, r)
		if bad != nil {
			return *bad
		}
		c.body = body
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rep = found.serve(s, c)
	s.requests[fmt.Sprintf("%s %s %d", found.method, found.pattern, rep.status)]++
	if found.changes(rep) {
		return s.kept(rep)
	}
	return rep
}

// zoneOf honours tz where it names a zone of the tz database; anything else, such as an abbreviation, is ignored.
func zoneOf(r *http.Request) *time.Location {
	name := r.URL.Query().Get("tz")
	if name == "" || name == "Local" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// send writes a reply; half stops in the middle of a body whose whole length was promised.
func send(w http.ResponseWriter, rep reply, half bool) {
	var buf bytes.Buffer
	if rep.body != nil {
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(rep.body); err != nil {
			http.Error(w, `{"error":"The sandbox could not encode its answer"}`, http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
	}
	if rep.allow != "" {
		w.Header().Set("Allow", rep.allow)
	}
	if rep.location != "" {
		w.Header().Set("Location", rep.location)
	}
	if rep.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(rep.retryAfter))
	}
	w.Header().Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(rep.status)
	if !half {
		_, _ = w.Write(buf.Bytes()) // the client may be gone; there is nobody left to tell
		return
	}
	_, _ = w.Write(buf.Bytes()[:buf.Len()/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}
