package ui_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/ui/screentest"
)

// eavesdropper keeps what each request proves itself with, and answers the first of each path with a 401 that repeats all
// of it, the secret included: some servers and proxies do so in their error pages.
type eavesdropper struct {
	next   http.RoundTripper
	secret func() string

	mu     sync.Mutex
	seen   map[string]bool
	proofs []string
}

func (e *eavesdropper) RoundTrip(q *http.Request) (*http.Response, error) {
	_, digest, _ := strings.Cut(q.Header.Get("X-API-Key"), ":")
	e.mu.Lock()
	first := !e.seen[q.Method+q.URL.Path]
	e.seen[q.Method+q.URL.Path] = true
	e.proofs = append(e.proofs, digest)
	e.mu.Unlock()
	if !first {
		return e.next.RoundTrip(q)
	}
	if q.Body != nil {
		if err := q.Body.Close(); err != nil {
			return nil, err
		}
	}
	body := `{"error":"X-API-Key: ` + q.Header.Get("X-API-Key") + ` is wrong, ` + e.secret() + ` makes ` + digest[:32] + "\u200b" + digest[32:] +
		`", "request": "` + url.QueryEscape(q.Header.Get("X-API-Key")) + `"}`
	return &http.Response{
		StatusCode: http.StatusUnauthorized, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: q,
	}, nil
}

func TestNoSecretIsTold(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	var d *desk
	ear := &eavesdropper{seen: map[string]bool{}}
	ear.secret = func() string { _, secret, _ := d.server.Credentials(); return secret }
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, deskOptions{
			// What the eavesdropper lets through is cut, halved and refused too.
			faults: "cut-before@GET/locations#1,half@GET/PROVIDERS#1,503@GET/TYPES#1,cut-after@POST/v1/service/exc#2",
			wrap:   func(next http.RoundTripper) http.RoundTripper { ear.next = next; return ear },
			log:    slog.New(slog.NewJSONHandler(&log, nil)),
		})
		return m
	}
	var told []string
	screentest.RunLive(t, screentest.Options{Width: 120, Height: 40}, build, func(tb testing.TB, s *screentest.Screen) {
		told = append(told, unheardOf(tb, s)...)
		told = append(told, s.Written(), ansi.Strip(s.Written()))
	})
	told = append(told, log.String())
	told = append(told, journalTexts(t, d)...)
	_, secret, token := d.server.Credentials()
	if len(ear.proofs) < 20 || ear.proofs[0] == "" {
		t.Fatalf("only %d proofs were heard: %q", len(ear.proofs), ear.proofs)
	}
	for _, text := range told {
		for _, what := range append([]string{secret, token}, ear.proofs...) {
			if at := strings.Index(text, what); at >= 0 {
				t.Fatalf("a secret is told: %q", around(text, at))
			}
		}
	}
	nothingOnDisk(t, d, append([]string{secret, token}, ear.proofs...))
}

// unheardOf plays the whole order through everything that goes wrong, looks at all that is shown and copied, and returns
// what was copied.
func unheardOf(tb testing.TB, s *screentest.Screen) (copies []string) {
	tb.Helper()
	play := func(st stop) {
		everywhere(tb, s, st)
		for n := 0; copyNth(s, n); n++ {
			copies = append(copies, s.Clipboard())
		}
		copies = append(copies, exportedNow(s))
	}
	for _, st := range wholeTour {
		for !st.waitOr(s, "answered 401") {
			s.Press("r")
			s.Gone("answered 401")
		}
		play(st)
		st.goOn(s)
		switch st.name {
		case "port summary", "summary":
			s.WaitFor("Could not order a")
			st.wait(s)
			st.goOn(s)
		case "terms":
			s.WaitFor("No sure answer")
			s.Press("r")
			s.WaitFor("could not be looked for")
			s.Press("r")
			s.WaitFor("Provisioning AX-")
			return append(copies, requestsTold(s)...)
		}
	}
	return copies
}

// requestsTold is what the log shows and copies of each request, of those that were refused and cut off too.
func requestsTold(s *screentest.Screen) (told []string) {
	s.Press("R")
	s.WaitFor("─ Requests")
	told = append(told, exportedNow(s), s.Text())
	for range 12 {
		s.Press("enter")
		s.WaitFor("Asked ")
		told = append(told, s.Text())
		before := s.Copied()
		s.Press("y")
		told = append(told, s.WaitCopied(before+1))
		for range 3 {
			s.Press("pgdown")
			told = append(told, s.Text())
		}
		s.Press("esc")
		s.WaitFor("are kept")
		s.Press("down")
	}
	return told
}

func journalTexts(t *testing.T, d *desk) []string {
	t.Helper()
	var all []string
	for _, e := range d.entries(t) {
		all = append(all, e.User, e.Path, string(e.Body), e.Said, e.GUID)
	}
	if len(all) == 0 {
		t.Error("nothing was journaled")
	}
	return all
}

// nothingOnDisk looks for secrets in the bytes of the state directory, whatever table or page they might be in.
func nothingOnDisk(t *testing.T, d *desk, secrets []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no state in %s: %v", d.dir, err)
	}
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.IsDir() {
			continue // of locks, which are empty
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range secrets {
			if bytes.Contains(data, []byte(what)) || bytes.Contains(data, []byte(base64.StdEncoding.EncodeToString([]byte(what)))) {
				t.Errorf("%s holds a secret", filepath.Base(name))
			}
		}
	}
}
