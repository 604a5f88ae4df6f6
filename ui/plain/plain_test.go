package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/sandbox"
	"axdesk/client/store"
	"axdesk/ui/screentest"
)

// clock is a world's: it stands still but for the waits between polls.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pause lets the time pass at once.
func (c *clock) pause(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	c.at = c.at.Add(d)
	at := c.at
	c.mu.Unlock()
	done := make(chan time.Time, 1)
	done <- at
	return done
}

// world is a sandbox and a store, and the sessions on them.
type world struct {
	clock  *clock
	server *sandbox.Server
	db     *store.Store
	posts  []string
	mu     sync.Mutex
	forge  func([]byte) []byte // what a hostile server makes of an answer
	cfg    Config
}

// RoundTrip counts what might buy something.
func (w *world) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Method == http.MethodPost {
		w.mu.Lock()
		w.posts = append(w.posts, q.URL.Path)
		w.mu.Unlock()
	}
	resp, err := http.DefaultTransport.RoundTrip(q)
	if err == nil && w.forge != nil {
		var b bytes.Buffer
		_, _ = b.ReadFrom(resp.Body)
		_ = resp.Body.Close()
		resp.Body = body{bytes.NewReader(w.forge(b.Bytes()))}
		resp.ContentLength = -1
		resp.Header.Del("Content-Length")
	}
	return resp, err
}

// typist reads each question for a second before the answer to it is typed.
type typist struct {
	clock *clock
	lines []string
}

func (p *typist) Read(b []byte) (int, error) {
	if len(p.lines) == 0 {
		return 0, io.EOF
	}
	p.clock.pause(time.Second)
	n := copy(b, p.lines[0])
	if p.lines[0] = p.lines[0][n:]; p.lines[0] != "" || n == len(b) {
		return n, nil
	}
	p.lines = p.lines[1:]
	b[n] = '\n'
	return n + 1, nil
}

type body struct{ *bytes.Reader }

func (body) Close() error { return nil }

func newWorld(t *testing.T, faults string) *world {
	t.Helper()
	w := &world{clock: &clock{at: time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)}}
	parsed, err := sandbox.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	if w.server, err = sandbox.New(sandbox.Config{Seed: 1, Scale: 30, Clock: w.clock.now, Faults: parsed}); err != nil {
		t.Fatal(err)
	}
	running, err := w.server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close(context.Background()) })
	w.db = newStore(t)
	key, secret, token := w.server.Credentials()
	through := &http.Client{Transport: w}
	api := axon.New(axon.Config{Base: address(t, running.AXONURL), Key: key, Secret: secret, Nonces: w.db, HTTP: through, Clock: w.clock.now})
	t.Cleanup(api.Close)
	lines := aex.New(aex.Config{Base: address(t, running.AEXURL), Token: token, Gates: w.db, Cache: w.db, HTTP: through, Clock: w.clock.now})
	ref := 0
	w.cfg = Config{
		API: api, AEX: lines, Feed: lines, LinesEnvironment: "SANDBOX", Environment: "SANDBOX", Now: w.clock.now, Pause: w.clock.pause,
		NewRef: func() string { ref++; return "AX-0000" + strconv.Itoa(ref) },
	}
	return w
}

func newStore(t *testing.T) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func address(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// talk holds a conversation with these answers. Nothing that a terminal obeys may be in it, whatever was said.
func (w *world) talk(t *testing.T, terminal bool, answers ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cfg := w.cfg
	cfg.Journal = order.NewJournal(w.db, "test")
	cfg.Journal.Now = w.clock.now
	cfg.In, cfg.Out, cfg.Terminal = strings.NewReader(strings.Join(answers, "\n")+"\n"), &out, terminal
	if terminal {
		cfg.In = &typist{clock: w.clock, lines: answers}
	}
	err := Run(t.Context(), cfg)
	if at := strings.IndexFunc(out.String(), func(r rune) bool { return r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) }); at >= 0 {
		t.Errorf("a control character is said: %q", out.String()[max(0, at-40):min(out.Len(), at+40)])
	}
	return out.String(), err
}

// wants fails unless all texts are said, in this order.
func wants(t *testing.T, said string, texts ...string) {
	t.Helper()
	rest := said
	for _, text := range texts {
		_, behind, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q isn't said where it should be in\n%s", text, said[max(0, len(said)-4000):])
		}
		rest = behind
	}
}

// Answers of a whole order, in parts.
var (
	portAnswers  = []string{"order", "AU123456", "AU-NXT-S1", "2", "", "", "", "1"}
	portTerms    = []string{"send", "rest", "sign", "rest", "sign"}
	linkAnswers  = []string{"connect", "aws", "1", "200M", "", "222", "123456789012", ""}
	linkTerms    = []string{"send", "rest", "sign", "rest", "sign", "rest", "sign"}
	wholeAnswers = join(portAnswers, portTerms, []string{"place"}, linkAnswers, linkTerms, []string{"place"})
)

func join(parts ...[]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// boughtOnce fails unless a port and a connection were bought, once each.
func (w *world) boughtOnce(t *testing.T) {
	t.Helper()
	if ledger := w.server.Ledger(); ledger.Allocated != 1 || ledger.Created != 1 {
		t.Errorf("%d ports and %d connections were bought, want one of each", ledger.Allocated, ledger.Created)
	}
}

// waits are lines that tell of a question under way.
var waits = regexp.MustCompile(`^[A-Z][^>]*\.\.\.( \d+ (s|min) so far\.)?$`)

// transcript compares a conversation with the one in docs. Documents are cut short there: they are the sandbox's.
func transcript(t *testing.T, name, said string) {
	t.Helper()
	var out []string
	within := 0
	for line := range strings.SplitSeq(said, "\n") {
		switch {
		case waits.MatchString(line):
			continue // how long an answer takes is the machine's
		case strings.HasPrefix(line, "Document "):
			within = 1
		case strings.HasPrefix(line, "That is the end of "):
			within = 0
		case within > 0 && !strings.HasPrefix(line, "Lines "):
			if within++; within > 4 {
				continue
			}
		}
		out = append(out, line)
	}
	path, got := "../../docs/"+name, strings.Join(out, "\n")
	if screentest.Updating() {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("%s differs in line %d (go test ./ui/plain -update writes it anew):\nwant %s\ngot  %s", name, i+1, a[i], b[i])
			}
		}
		t.Fatalf("%s has %d lines, and %d were said", name, len(a), len(b))
	}
}

func TestAWholeOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, false, append(wholeAnswers, "quit")...)
	if err != nil {
		t.Fatalf("%v:\n%s", err, said[max(0, len(said)-3000):])
	}
	wants(t, said, "SANDBOX", "Billed to: Acme Pty Ltd", "The port is ordered.", "cross connect", "The connection is ordered.", "Ready for service", "cross connect to the new port", "Goodbye")
	w.boughtOnce(t)
	drafts, err := w.db.Drafts(t.Context(), "test")
	if err != nil || len(drafts) != 0 {
		t.Errorf("a finished order is kept as a draft: %v, %v", drafts, err)
	}
	o, err := order.NewJournal(w.db, "test").Order(t.Context(), "AX-00001", order.KindService)
	if err != nil || o.State() != order.StateReady || len(o.Signed()) != 3 {
		t.Errorf("the journal has %s with %d signatures, %v", o.State(), len(o.Signed()), err)
	}
	transcript(t, "plain-order.txt", said)
}

func TestAnOrderIsTakenUpWhereTheInputEnded(t *testing.T) {
	t.Parallel()
	for at, step := range map[int]order.Step{6: order.StepPortOptions, 11: order.StepPortTerms} {
		w := newWorld(t, "")
		said, err := w.talk(t, false, join(portAnswers, portTerms)[:at]...)
		if !errors.Is(err, ErrUnplaced) {
			t.Fatalf("a script that ended within an order ends with %v", err)
		}
		wants(t, said, "The input has ended. What was answered is kept.")
		// It is a draft like the full screen's, free for whoever takes it up.
		journal := order.NewJournal(w.db, "test")
		drafts, err := journal.Drafts(t.Context(), "test")
		if err != nil || len(drafts) != 1 {
			t.Fatalf("%d drafts, %v", len(drafts), err)
		}
		taken, err := order.TakeUp(t.Context(), w.cfg.API, journal, nil, drafts[0])
		if err != nil || taken.Walk.At() != step {
			t.Fatalf("after %d answers it is at %s, want %s: %v", at, taken.Walk.At().Title(), step.Title(), err)
		}
		taken.Release()
		if at != 11 {
			continue
		}
		said, err = w.talk(t, false, "orders", "AX-00001", "rest", "sign", "place")
		if err != nil {
			t.Fatalf("%v:\n%s", err, said[max(0, len(said)-2000):])
		}
		wants(t, said, "1 order was begun", "taken up at the step Port terms", "signed at", "The port is ordered.")
		if n := w.server.Ledger().Allocated; n != 1 {
			t.Errorf("%d ports were bought", n)
		}
	}
}

func TestNothingIsBoughtByEnter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	answers := append(join(portAnswers), "", "yes", "send", "", "sign", "rest", "", "more", "sign", "rest", "sign", "", "again", "plac", "quit")
	said, err := w.talk(t, true, answers...)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Type the word send", "Type the word send", "Press enter to read on", "Type the word sign", "Type the word place", "Type the word place", "Goodbye")
	if n := w.server.Ledger().Allocated; n != 0 {
		t.Errorf("%d ports were bought", n)
	}
}

func TestWrongAnswersGetASentence(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, true, "ordr", "order", "0", "9", "AU123456", "more", "more", "more", "/nowhere", "list", "AU-NXT-S1", "AXON-PORT-1G-LX", "2", "list", "", "neither", "public", "", "",
		strings.Repeat("x", maxLine+10), "back", "help", "quit")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, `There is no choice "ordr"`, `There is no choice "0"`, `There is no choice "9"`, "That was all, 32", `0 entries hold "nowhere"`, "32 locations",
		"Several are called that", "There is no list at this question", "public", "longer than 16 KiB", "Back to", "At every question")
}

func TestAScriptEndsAtAnAnswerThatDoesntFit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	answers := append([]string{"order", "AU123456", "AU-NXT-S9"}, portAnswers[2:]...)
	said, err := w.talk(t, false, append(answers, portTerms...)...)
	if err == nil || strings.Contains(said, "Step: Port") {
		t.Errorf("it goes on: %v\n%s", err, said)
	}
}
