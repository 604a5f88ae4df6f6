package ui_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/sandbox"
	"axdesk/ui/screentest"
)

// bodies keeps what is sent with a method, whole.
type bodies struct {
	next   http.RoundTripper
	method string
	mu     sync.Mutex
	list   []string
}

func (b *bodies) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Method == b.method {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			return nil, err
		}
		q.Body = io.NopCloser(bytes.NewReader(body))
		b.mu.Lock()
		b.list = append(b.list, string(body))
		b.mu.Unlock()
	}
	return b.next.RoundTrip(q)
}

func (b *bodies) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.list...)
}

func TestUpdateSendsWhatChangedAlone(t *testing.T) {
	t.Parallel()
	put := &bodies{method: http.MethodPut}
	o := deskOptions{wrap: func(next http.RoundTripper) http.RoundTripper { put.next = next; return put }}
	playLines(t, screentest.Options{}, o, func(tb testing.TB, d *desk, k *keyboard) {
		k.toLines()
		k.find("wifi-durbanville")
		k.Press("enter")
		k.WaitFor("Reference")
		k.WaitFor("Adams-Fibre")
		k.Press("e")
		k.WaitFor("Change the service")
		k.Press("end", "ctrl+u")
		k.Type("CASE-7")
		k.Press("enter", "enter")
		k.Type("correct horse")
		k.Press("enter")
		k.WaitFor("The FNO sees this change at once")
		shown := k.Text()
		for _, want := range []string{"DEMO wifi-durbanville ▸ CASE-7", "(not shown) ▸ (13 characters, not shown)"} {
			if !strings.Contains(shown, want) {
				tb.Errorf("%q is not on the screen:\n%s", want, shown)
			}
		}
		if strings.Contains(shown, "Adams-Fibre") {
			tb.Errorf("what stays is among what changes:\n%s", shown)
		}
		if sent := put.all(); len(sent) != 0 {
			tb.Errorf("sent before it was read: %q", sent)
		}
		k.WaitFor("sends the change")
		k.Press("enter")
		k.WaitFor("Changed, and visible to the FNO: ISP reference, WiFi password.")
		k.WaitFor("CASE-7")
		want := `{"isp_reference":"CASE-7","wifi_password":"correct horse"}`
		if sent := put.all(); len(sent) != 1 || sent[0] != want {
			tb.Errorf("sent %q, want %s alone", sent, want)
		}
		if n := d.server.Ledger().AEX.Updates; n != 1 {
			tb.Errorf("the sandbox was changed %d times", n)
		}
		if strings.Contains(k.Written(), "correct horse") {
			tb.Error("the password was shown")
		}
	})
}

func TestCreateFindsItsThreeElements(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{}, func(tb testing.TB, d *desk, k *keyboard) {
		sc := scenarioOf(tb, d, "cancelled-ballito")
		k.toLines()
		k.Press("C")
		k.WaitFor("takes the first snapshot")
		k.Press("r")
		k.WaitFor("Snapshot of") // names the products
		k.Press("esc")
		k.WaitFor("─ Services")
		k.Press("N")
		k.WaitFor("Create a service")
		k.Type(sc.Email)
		k.Press("enter")
		k.WaitFor(sc.Customer)
		k.Type(sc.Address)
		k.Press("enter")
		k.WaitFor("take this one")
		k.Press("enter")
		k.WaitFor("(fib")
		k.Press("enter")
		k.WaitFor("take this one")
		k.Press("enter", "enter")
		k.WaitFor("The FNO sees the new service at once")
		k.WaitFor("creates the service")
		k.Press("enter")
		k.WaitFor("Created, and visible to the FNO")
		made := d.server.Ledger().AEX.Created
		if len(made) != 1 {
			tb.Fatalf("the sandbox made %q", made)
		}
		k.WaitFor(made[0][:8])
	})
}

func scenarioOf(tb testing.TB, d *desk, name string) sandbox.Scenario {
	tb.Helper()
	for _, sc := range d.server.Scenarios() {
		if sc.Name == name {
			return sc
		}
	}
	tb.Fatalf("the sandbox has no scenario %s", name)
	return sandbox.Scenario{}
}

// TestTheSnapshotIsTakenOnceInTenMinutes by all sessions that share a state directory.
func TestTheSnapshotIsTakenOnceInTenMinutes(t *testing.T) {
	t.Parallel()
	d, first := newDesk(t, deskOptions{})
	play := func(m tea.Model, play func(k *keyboard)) {
		screentest.RunLive(t, screentest.Options{}, func(testing.TB) tea.Model { return m }, func(_ testing.TB, s *screentest.Screen) {
			k := &keyboard{Screen: s}
			k.toLines()
			k.Press("C")
			k.WaitFor("─ Changes ─")
			play(k)
		})
	}
	countdown := regexp.MustCompile(`The next may be taken in (10|9) min`)
	play(first, func(k *keyboard) {
		k.WaitFor("No snapshot has been taken on this computer yet.")
		k.Press("r")
		k.WaitFor("This is the first snapshot")
		k.WaitMatch(countdown)
	})
	play(d.session(t, deskOptions{}), func(k *keyboard) {
		k.WaitFor("This is the first snapshot") // the stored one
		k.WaitMatch(countdown)
		k.Press("r")
		k.WaitFor("AEx allows one snapshot in 10 minutes for an ISP")
	})
	if asked := countSuffix(d.requests.all(), "/services/snapshot"); asked != 1 {
		t.Errorf("the snapshot was asked for %d times", asked)
	}
}

// TestSomebodyElseTookTheSnapshot has a turn used up that this computer knows nothing of: the server says when the next is.
func TestSomebodyElseTookTheSnapshot(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{}, func(tb testing.TB, d *desk, k *keyboard) {
		takeSnapshot(tb, d)
		k.toLines()
		k.Press("C")
		k.WaitFor("takes the first snapshot")
		k.Press("r")
		k.WaitFor("somebody else of yours may have")
		k.WaitFor("The first snapshot may be taken in 10 min")
		k.Press("r")
		k.WaitFor("None is kept on this computer.")
		if asked := countSuffix(d.requests.all(), "/services/snapshot"); asked != 1 {
			tb.Errorf("the snapshot was asked for %d times", asked)
		}
	})
}

func countSuffix(requests []string, suffix string) int {
	n := 0
	for _, q := range requests {
		if strings.HasSuffix(q, suffix) {
			n++
		}
	}
	return n
}

func takeSnapshot(tb testing.TB, d *desk) {
	tb.Helper()
	_, _, token := d.server.Credentials()
	q, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, d.running.AEXURL+"/services/snapshot", nil)
	if err != nil {
		tb.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		tb.Fatalf("the snapshot was answered with %s", resp.Status)
	}
}

func TestAWrongTokenIsASentence(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{token: "aex_wrong"}, func(tb testing.TB, d *desk, k *keyboard) {
		k.WaitFor("Acme Pty Ltd")
		k.Press("ctrl+o")
		k.WaitFor("Could not list services: the server answered 403 (Forbidden)")
		k.WaitFor("Ask AEx what the token")
		if strings.Contains(k.Written(), "aex_wrong") {
			tb.Error("the token is on the screen")
		}
		// Ordering goes on.
		k.Press("ctrl+o")
		k.WaitFor("prices are offered to")
		k.Press("enter")
		k.WaitFor("Adelaide")
	})
}

// TestADeadSourceKeepsItsLastData stops the sandbox while a card is in front.
func TestADeadSourceKeepsItsLastData(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{}, func(tb testing.TB, d *desk, k *keyboard) {
		k.toLines()
		k.find("degraded-fibre-bellville")
		k.Press("enter")
		k.WaitFor("marginal")
		k.WaitFor("online since")
		k.WaitFor("today ")
		x, y, _ := k.Find("marginal")
		bright := k.CellStyle(x, y)
		if err := d.running.Close(context.WithoutCancel(tb.Context())); err != nil {
			tb.Fatal(err)
		}
		k.Press("r")
		k.WaitMatch(regexp.MustCompile(`marginal.*\n +✕ The last try failed`))
		k.WaitFor("AEx unreachable")
		x, y, ok := k.Find("marginal")
		if !ok {
			tb.Fatalf("the last data is gone:\n%s", k.Text())
		}
		if dim := k.CellStyle(x, y); dim.Fg == bright.Fg {
			tb.Error("old data looks like new")
		}
		k.Press("esc")
		k.WaitFor("─ Services")
		k.Press("r")
		k.WaitFor("asking again failed. Could not list services")
		k.WaitFor("Pieter van der Merwe")
	})
}
