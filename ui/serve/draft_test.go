package serve_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"axdesk/client/access"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/sandbox"
	"axdesk/client/store"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/serve"
)

// desks serves the desk itself, on a sandbox.
func desks(t *testing.T, lines string) *world {
	t.Helper()
	server, err := sandbox.New(sandbox.Config{Seed: 1, Scale: 300})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close(t.Context()) })
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "state"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	base, err := url.Parse(running.AXONURL)
	if err != nil {
		t.Fatal(err)
	}
	key, secret, _ := server.Credentials()
	api := axon.New(axon.Config{Base: base, Key: key, Secret: secret, Nonces: db})
	t.Cleanup(api.Close)
	return start(t, lines, func(c *serve.Config) {
		c.Presence = db
		c.Desk = func(p access.Person, look theme.Options) serve.Screen {
			return ui.New(ui.Config{
				API: api, Journal: order.NewJournal(db, "test"), Environment: "SANDBOX", NewRef: order.NewRef, Keys: keys.Default(), Theme: look,
				Now: time.Now(), Person: p,
			})
		}
	})
}

// TestAnOrderIsTakenUpAfterALostLine kills a client in the middle of an order, and signs in again: as the same person, as another.
func TestAnOrderIsTakenUpAfterALostLine(t *testing.T) {
	t.Parallel()
	alice, line := person(t, "agent", "Alice Ng")
	sam, other := person(t, "agent", "Sam Roe")
	w := desks(t, line+other)
	desk := w.open(alice, given{width: 120, height: 40})
	desk.waitFor("Acme Pty Ltd")
	desk.send("\r")
	desk.waitFor("Adelaide")
	desk.send("\r")
	desk.waitFor("Monthly")
	first, _, _ := strings.Cut(desk.text(), "\n")
	ref := first[strings.LastIndex(first, "AX-"):]
	_ = desk.client.Close()
	w.logged(`"why":"line lost"`)
	eventually(t, func() bool { return strings.Contains(w.logs.String(), "signed out") }, func() string { return "the session goes on" })

	somebody := w.open(sam, given{width: 120, height: 40})
	somebody.waitFor("Acme Pty Ltd")
	if strings.Contains(somebody.text(), ref) {
		t.Errorf("Sam is shown Alice's order:\n%s", somebody.text())
	}
	again := w.open(alice, given{width: 120, height: 40})
	again.waitFor("order "+strings.TrimSpace(ref), "Monthly")

	// While one session has it in hand, another of hers begins anew.
	third := w.open(alice, given{width: 120, height: 40})
	third.waitFor("Orders")
	first, _, _ = strings.Cut(third.text(), "\n")
	if strings.Contains(first, strings.TrimSpace(ref)) {
		t.Errorf("two sessions have one order:\n%s", third.text())
	}
}
