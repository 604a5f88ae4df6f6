package ui_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/sandbox"
	"axdesk/client/store"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/share"
)

// desk is a session on a sandbox of its own, over a real socket.
type desk struct {
	server   *sandbox.Server
	running  *sandbox.Running
	dir      string // where db keeps its files
	db       *store.Store
	requests *requests
}

// deskOptions are what a journey may vary.
type deskOptions struct {
	faults string
	scale  float64
	theme  theme.Options
	wrap   func(http.RoundTripper) http.RoundTripper // between the client and the sandbox
	key    string                                    // instead of the sandbox's own
	secret string                                    // instead of the sandbox's own
	token  string                                    // for AEx, instead of the sandbox's own
	who    access.Person                             // who signed in: then what they do is audited in the desk's store
	hub    *share.Hub
	log    *slog.Logger // gets every request, as --debug does
	link   func(context.Context, *ui.Config) error
	files  bool // as on a terminal of one's own
	mouse  bool
	clock  func() time.Time // of the sandbox and the desk; nil is this machine's
}

// requests counts what leaves the client, by method and path.
type requests struct {
	next http.RoundTripper
	mu   sync.Mutex
	list []string
}

func (r *requests) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.list = append(r.list, q.Method+" "+strings.TrimPrefix(q.URL.Path, "/api/biz2/v1/"))
	r.mu.Unlock()
	return r.next.RoundTrip(q)
}

func (r *requests) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.list...)
}

// newDesk starts a sandbox and returns the session's model on it.
func newDesk(tb testing.TB, o deskOptions) (*desk, tea.Model) {
	tb.Helper()
	if o.scale == 0 {
		o.scale = 300
	}
	faults, err := sandbox.ParseFaults(o.faults)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := sandbox.New(sandbox.Config{Seed: 1, Scale: o.scale, Faults: faults, Clock: o.clock})
	if err != nil {
		tb.Fatal(err)
	}
	running, err := server.Listen(tb.Context(), "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = running.Close(context.Background()) })
	dir := tb.TempDir()
	db, err := store.Open(tb.Context(), dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	var next http.RoundTripper = &http.Transport{}
	if o.wrap != nil {
		next = o.wrap(next)
	}
	d := &desk{server: server, running: running, dir: dir, db: db, requests: &requests{next: next}}
	return d, d.session(tb, o)
}

// journal is the desk's, as all sessions on it share.
func (d *desk) journal() *order.Journal { return order.NewJournal(d.db, "test") }

// entries are all that is in the journal, the first one first.
func (d *desk) entries(tb testing.TB) []order.Entry {
	tb.Helper()
	list, err := d.db.Journal(tb.Context(), "test", 1000)
	if err != nil {
		tb.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

// session makes the model of one more session on the same sandbox.
func (d *desk) session(tb testing.TB, o deskOptions) tea.Model {
	tb.Helper()
	key, secret, token := d.server.Credentials()
	if o.key != "" {
		key = o.key
	}
	if o.secret != "" {
		secret = o.secret
	}
	if o.token != "" {
		token = o.token
	}
	log := wire.NewLog(o.log)
	client := axon.New(axon.Config{
		Base: address(tb, d.running.AXONURL), Key: key, Secret: secret, Nonces: d.db, Cache: d.db,
		HTTP: &http.Client{Transport: d.requests}, Log: log, Clock: o.clock,
	})
	tb.Cleanup(client.Close)
	lines := aex.New(aex.Config{
		Base: address(tb, d.running.AEXURL), Token: token, Gates: d.db, Cache: d.db,
		HTTP: &http.Client{Transport: d.requests}, Log: log, Clock: o.clock,
	})
	journal, now := d.journal(), time.Now()
	if journal.Now = o.clock; o.clock != nil {
		now = o.clock()
	}
	var audit access.Auditor
	if !o.who.Local() {
		audit = d.db
	}
	cfg := ui.Config{
		Person: o.who, Audit: audit, API: client, Skew: client.Skew, AEX: lines, Feed: lines, LinesEnvironment: "SANDBOX", Journal: journal, Clock: o.clock, Environment: "SANDBOX",
		NewRef: order.NewRef, Keys: keys.Default(), Theme: o.theme, Now: now, Readings: d.db.Readings("sandbox"),
		Hub: o.hub, Files: o.files, Requests: log, Mouse: o.mouse,
	}
	if o.link != nil {
		if err := o.link(tb.Context(), &cfg); err != nil {
			tb.Fatal(err)
		}
	}
	return ui.New(cfg)
}

func address(tb testing.TB, text string) *url.URL {
	tb.Helper()
	u, err := url.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return u
}
