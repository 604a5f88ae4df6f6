package ui_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"axdesk/client/store/storetest"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/sandbox"
	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// pinLine pins the device and the session of a customer's line, from its card, and goes back to the order.
func pinLine(k *keyboard, scenario string) {
	k.toLines()
	k.find(scenario)
	k.Press("enter")
	k.WaitFor("Reference")
	k.Press("p")
	k.WaitFor("Pinned: Device")
	k.Press("a")
	k.WaitFor("─ RADIUS, ")
	k.Press("p")
	k.WaitFor("Pinned: RADIUS")
	k.Press("ctrl+o")
	k.WaitFor("prices are offered to")
}

func TestPinsStandBesideTheOrder(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{Width: 120, Height: 40}, deskOptions{}, func(tb testing.TB, _ *desk, k *keyboard) {
		pinLine(k, "degraded-fibre-bellville")
		k.WaitFor("│ Device, Pieter")
		k.WaitFor("│ RADIUS, Pieter")
		k.WaitFor("marginal")
		// One orders on, and the line stays in sight.
		k.Press("enter")
		k.WaitFor("Adelaide")
		k.Press("/")
		k.Type("syd")
		k.WaitFor("of 7 found")
		if shown := k.Text(); !strings.Contains(shown, "│ Device, Pieter") || !strings.Contains(shown, "marginal") {
			tb.Errorf("the pins are gone:\n%s", shown)
		}
		for i, line := range strings.Split(k.Text(), "\n") {
			if n := len([]rune(line)); n > 120 {
				tb.Errorf("line %d has %d cells", i, n)
			}
		}
		// Below 120 columns there is no room for both.
		k.Resize(100, 40)
		k.Gone("│ Device, Pieter")
		k.Resize(120, 40)
		k.WaitFor("│ Device, Pieter")
	})
}

func TestPinsSwapInWhereTheyDontFit(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{}, func(tb testing.TB, _ *desk, k *keyboard) {
		pinLine(k, "degraded-fibre-bellville")
		if strings.Contains(k.Text(), "Device, Pieter") {
			tb.Errorf("the pins take room at 80 columns:\n%s", k.Text())
		}
		k.Press("ctrl+p")
		k.WaitFor("Device, Pieter van der Merwe")
		k.WaitFor("RADIUS, Pieter van der Merwe")
		k.WaitFor("marginal")
		// Whoever can't see the order doesn't move it: enter would choose the payer.
		k.Press("enter", "down", "enter")
		if shown := k.Text(); !strings.Contains(shown, "─ Pinned ─") || strings.Contains(shown, "payer ") {
			tb.Errorf("a key went to what is hidden:\n%s", shown)
		}
		k.Press("ctrl+p")
		k.WaitFor("prices are offered to")
		k.Press("ctrl+p")
		k.WaitFor("─ Pinned ─")
		k.Press("esc")
		k.WaitFor("prices are offered to")
	})
}

func TestFourPanesArePinnedAtMost(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{Width: 120, Height: 40}, deskOptions{}, func(tb testing.TB, _ *desk, k *keyboard) {
		pinLine(k, "wifi-durbanville")
		k.Press("ctrl+o", "u")
		k.WaitFor("─ Usage, Fatima Adams")
		k.Press("p")
		k.WaitFor("Pinned: Usage")
		k.Press("esc", "esc", "esc", "esc")
		k.find("fibre-cut-sandton")
		k.Press("d")
		k.WaitFor("─ Device, Nomsa Dlamini")
		k.Press("p")
		k.WaitFor("Pinned: Device")
		k.Press("a")
		k.WaitFor("─ RADIUS, Nomsa Dlamini")
		k.Press("p")
		k.WaitFor("Four panes are pinned")
		k.Press("esc")
		k.WaitFor("─ Device, Nomsa Dlamini")
		k.Press("p")
		k.WaitFor("Taken off: Device, Nomsa")
		k.Press("a")
		k.WaitFor("─ RADIUS, Nomsa Dlamini")
		k.Press("p")
		k.WaitFor("Pinned: RADIUS")
		k.Press("ctrl+o")
		for _, pane := range []string{"│ Device, Fatima", "│ RADIUS, Fatima", "│ Usage, Fatima", "│ RADIUS, Nomsa"} {
			k.WaitFor(pane)
		}
		if strings.Contains(k.Text(), "Device, Nomsa") {
			tb.Errorf("what was taken off is still there:\n%s", k.Text())
		}
	})
}

// inMemory carries requests to a handler without a socket, so that they pass in fake time.
type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// counter is nonces without a file: one program alone counts, under a clock that may stand still.
type counter struct{ n int }

func (c *counter) Next(_ context.Context, _ string, at time.Time) (string, error) {
	c.n++
	return fmt.Sprintf("%d.%09d", at.Unix(), c.n), nil
}

func (c *counter) Hold(context.Context, string) (func(), error) { return func() {}, nil }

// fakeTimeDesk is a session on a sandbox without sockets or files, under the fake clock of screentest.Run.
// wrap changes what AEx answers.
func fakeTimeDesk(tb testing.TB, wrap ...func(http.RoundTripper) http.RoundTripper) (*requests, tea.Model) {
	tb.Helper()
	server, err := sandbox.New(sandbox.Config{Seed: 1})
	if err != nil {
		tb.Fatal(err)
	}
	key, secret, token := server.Credentials()
	sent := &requests{next: inMemory{server}}
	at := func(path string) *url.URL { return &url.URL{Scheme: "http", Host: "sandbox.test", Path: path} }
	orders := axon.New(axon.Config{Base: at("/api/biz2"), Key: key, Secret: secret, Nonces: &counter{}, HTTP: &http.Client{Transport: sent}})
	tb.Cleanup(orders.Close)
	var answers http.RoundTripper = sent
	for _, w := range wrap {
		answers = w(answers)
	}
	lines := aex.New(aex.Config{Base: at("/aex"), Token: token, HTTP: &http.Client{Transport: answers}})
	return sent, ui.New(ui.Config{
		Journal: order.NewJournal(&storetest.Rows{}, "test"), API: orders, AEX: lines, LinesEnvironment: "SANDBOX", Environment: "SANDBOX",
		NewRef: order.NewRef, Keys: keys.Default(), Now: time.Now(),
	})
}

// TestPinsCostWhatTheyTell measures two panes beside an order that nobody touches.
func TestPinsCostWhatTheyTell(t *testing.T) {
	t.Parallel()
	var sent *requests
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		sent, m = fakeTimeDesk(tb)
		return m
	}
	screentest.Run(t, screentest.Options{Width: 120, Height: 40}, build, func(tb testing.TB, s *screentest.Screen) {
		pinLine(&keyboard{Screen: s}, "fibre-cut-sandton")
		s.WaitFor("│ RADIUS, Nomsa")
		s.Advance(2 * time.Minute) // the list goes on to its end, and what was said goes
		// The session may be asked for again 30 s after it was; until then nothing is due.
		before := len(sent.all())
		for len(sent.all()) == before {
			s.Advance(time.Second)
		}
		still := s.Bytes()
		s.Advance(25 * time.Second)
		if wrote := s.Bytes() - still; wrote != 0 {
			tb.Errorf("%d bytes were written while nothing was due", wrote)
		}

		before, still = len(sent.all()), s.Bytes()
		const passed = 10 * time.Minute
		s.Advance(passed)
		for path, most := range map[string]int{"/device/status": 11, "/radius/status": 21, "/radius/usage": 0} {
			asked := countSuffix(sent.all()[before:], path)
			if asked > most || asked < most/2 {
				tb.Errorf("%s was asked %d times in %s", path, asked, passed)
			}
		}
		rate := float64(s.Bytes()-still) / passed.Seconds()
		tb.Logf("two panes: %.1f bytes/s", rate)
		if rate == 0 || rate > 100 {
			tb.Errorf("two panes wrote %.1f bytes/s over %s, of a line on which only ages change", rate, passed)
		}
	})
}
