package ui_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
	"axdesk/ui/share"
)

// TestRequestsOfASession at a desk that others share: one's own, whose paths and bodies tell no password, and news by themselves.
func TestRequestsOfASession(t *testing.T) {
	t.Parallel()
	var d *desk
	screentest.RunLive(t, screentest.Options{}, signedIn(access.Viewer, &d), func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		s.Press("enter")
		s.WaitFor("of 32")
		s.Press("R")
		s.WaitFor("v1/locations")
		if crumbs := s.Line(1); strings.Count(crumbs, "Requests") != 1 {
			tb.Errorf("where one is: %q", crumbs)
		}
		if text := s.Text(); !strings.Contains(text, "v1/user") || strings.Contains(text, "services?page") {
			tb.Errorf("asked was\n%s", text)
		}
		s.Press("/")
		s.Type("user")
		s.Gone("v1/locations")
		s.Press("enter", "enter")
		s.WaitFor("read the account")
		s.WaitFor("X-Api-Key: [hidden]")
		s.Press("R")
		s.WaitFor("─ Location")
	})
}

// TestTheRequestsAreNoGuests of a shared screen, whoever has the pen, and they can't be what is shared.
func TestTheRequestsAreNoGuests(t *testing.T) {
	t.Parallel()
	guided(t, screentest.Options{}, func(tb testing.TB, _ *desk, hub *share.Hub, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		s.Press("R")
		s.WaitFor("v1/user")
		s.Press("ctrl+g")
		s.WaitFor("The requests can't be shared")
		s.Press("R")
		s.WaitFor("─ Company")
		s.Press("enter")
		s.WaitFor("─ Location")
		joined(tb, hub, s, screentest.Options{}, func(g *screentest.Screen) {
			s.Press("R")
			s.WaitFor("v1/user")
			g.WaitFor("is looking at another screen")
			if text := g.Text(); strings.Contains(text, "v1/") {
				tb.Errorf("Bob sees\n%s", text)
			}
			s.Press("R")
			g.WaitFor("─ Location")
			s.Press("ctrl+g")
			s.WaitFor("hand the pen")
			s.Press("enter")
			g.WaitFor("You have the pen")
			g.Press("R")
			g.WaitFor("Alice Ng's alone")
			g.Press("E")
			g.WaitFor("Only Alice Ng can copy")
		})
	})
}

// TestTheRequestsAreSilent while nothing is asked, and say at once what is.
func TestTheRequestsAreSilent(t *testing.T) {
	t.Parallel()
	log := wire.NewLog(nil)
	build := func(testing.TB) tea.Model {
		return ui.New(ui.Config{API: newFewAPI(), Requests: log, Environment: "SANDBOX", NewRef: func() string { return "AX-7F3K2" }, Keys: keys.Default(), Now: time.Now()})
	}
	screentest.Run(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		s.Press("R")
		s.WaitFor("Nothing was asked")
		c := wire.New(wire.Config{Name: "AXON", Base: address(tb, "https://api.test/x"), Log: log, HTTP: &http.Client{Transport: nobody{}}})
		_, _ = c.Get(wire.Once(tb.Context()), "list the ports", "v1/ports", nil)
		s.WaitFor("v1/ports")
		s.Advance(time.Minute)
		before := s.Bytes()
		s.Advance(25 * time.Minute)
		if n := s.Bytes() - before; n != 0 {
			tb.Errorf("%d bytes in 25 idle minutes", n)
		}
		_, _ = c.Get(wire.Once(tb.Context()), "list the ports", "v1/others", nil)
		s.WaitFor("▸ 00:") // the newest, which the highlight has followed
		s.WaitFor("v1/others")
	})
}

// nobody answers.
type nobody struct{}

func (nobody) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nobody is there")
}
