package ui_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// refuser refuses everything that is asked for the first time, and every other POST, in the words of an attacker. It lets
// all else through.
type refuser struct {
	next http.RoundTripper
	mu   sync.Mutex
	seen map[string]int
}

// refusals are what an error's body may be: the document's form, another one, a page, a text.
var refusals = []string{
	`{"error":"%"}`, `{"errors":[{"detail":"%","%":"%"}]}`, "<html><title>%</title>%</html>", "%",
}

func (r *refuser) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	at := q.Method + q.URL.Path
	r.seen[at]++
	n, times := len(r.seen), r.seen[at]
	r.mu.Unlock()
	// Of the port's three requests one alone is refused: which of several errors comes first is a matter of the machine's speed.
	beside := q.Method == http.MethodGet && (strings.HasSuffix(q.URL.Path, "/resource/TYPES") || strings.HasSuffix(q.URL.Path, "/resources/AU123456"))
	if beside || times > 1 && (q.Method != http.MethodPost || times%2 == 0) {
		return r.next.RoundTrip(q)
	}
	attack := loud + strings.Repeat(marker+" ", 1<<18)
	body := refusals[n%len(refusals)]
	if strings.HasPrefix(body, "{") {
		attack = strings.NewReplacer("\x1b", `\u001b`, "\a", `\u0007`, "\b", `\b`, "\r", `\r`, "\n", `\n`, "\t", `\t`, `\`, `\\`).Replace(attack)
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "%", attack), rawBytes, badBytes)
	if q.Body != nil {
		if err := q.Body.Close(); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		StatusCode: http.StatusForbidden, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Location": {badBytes}},
		Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: q,
	}, nil
}

func TestErrorsCantReachTheTerminalUnsanitised(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	var d *desk
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, deskOptions{
			wrap: func(next http.RoundTripper) http.RoundTripper { return &refuser{next: next, seen: map[string]int{}} },
			log:  slog.New(slog.NewJSONHandler(&log, nil)),
		})
		return m
	}
	screentest.RunLive(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
		stubborn(s)
		unharmed(tb, "what was written", s.Written())
	})
	unharmed(t, "the log", log.String())
	journalIsClean(t, d)
	ledger := d.server.Ledger()
	if ledger.Allocated != 1 || ledger.Created != 1 {
		t.Errorf("%d ports and %d services were bought, want one of each", ledger.Allocated, ledger.Created)
	}
}

// stubborn plays the whole order against a server that refuses everything once.
func stubborn(s *screentest.Screen) {
	for _, st := range wholeTour {
		for !st.waitOr(s, "answered 403") {
			s.Press("r")
			s.Gone("answered 403")
		}
		switch st.name {
		case "port summary", "summary":
			st.goOn(s)
			s.WaitFor("order a")
			st.wait(s)
			st.goOn(s)
		case "port terms", "terms":
			st.goOn(s)
			s.WaitFor("answered 403")
			s.Press("enter")
			s.WaitFor(`Type "place" to order`)
			s.Type("place")
			s.Press("enter")
		default:
			if st.goOn != nil {
				st.goOn(s)
			}
		}
	}
}
