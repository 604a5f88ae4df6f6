package serve_test

import (
	"bytes"
	"testing"

	"axdesk/client/access"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	asked "axdesk/ui/plain"
	"axdesk/ui/serve"
)

// TestADumbTerminalGetsQuestionsAndAnswers signs in with a terminal that can't be drawn on: what is typed is echoed and edited, and no
// escape sequence is sent. Others get the desk.
func TestADumbTerminalGetsQuestionsAndAnswers(t *testing.T) {
	t.Parallel()
	key, line := person(t, "agent", "Alice Ng")
	w := start(t, line, func(c *serve.Config) {
		c.Plain = func(p access.Person) serve.Screen {
			return serve.NewPlain(asked.Config{Person: p, Environment: "SANDBOX", Journal: order.NewJournal(&storetest.Rows{}, "test"), NewRef: order.NewRef})
		}
	})
	d := w.open(key, given{width: 80, height: 60, term: "dumb"})
	d.waitFor("You are Alice Ng, signed in as agent.", "Number >")
	d.send("ordersX\x7f\r")
	d.waitFor("Nothing was begun or ordered here yet.")
	d.send("/zzz\r")
	d.waitFor("0 entries hold")
	d.send("quit\r")
	if err := d.over(); err != nil {
		t.Errorf("the session ends with %v", err)
	}
	d.mu.Lock()
	said := bytes.Clone(d.all.Bytes())
	d.mu.Unlock()
	if at := bytes.IndexByte(said, 0x1b); at >= 0 {
		t.Errorf("an escape sequence is sent: %q", said[at:min(len(said), at+20)])
	}
	if !bytes.Contains(said, []byte("Goodbye")) || bytes.Contains(said, []byte("a line at a time.\n")) && !bytes.Contains(said, []byte("a line at a time.\r\n")) {
		t.Errorf("said %q", said)
	}
	w.logged("signed out")

	drawn := w.open(key, given{width: 80, height: 24})
	drawn.waitFor("Alice Ng")
	drawn.send("q")
}
