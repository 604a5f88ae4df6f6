package order

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/axon"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

// network is a server with one service: what it is asked for it does or not, and its answers get lost or not, as drawn.
type network struct {
	axon.API
	t        *rapid.T
	p, d     string // the letters that all hops have
	requests int    // that came to it
	acted    int    // removals that it began
	die      func() // the program ends before it has the answer
}

func (n *network) act(do func()) (bool, error) {
	n.requests++
	acts := rapid.Bool().Draw(n.t, "acts")
	if acts {
		do()
	}
	switch rapid.IntRange(0, 3).Draw(n.t, "answer") {
	case 0:
		return false, &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}
	case 1:
		n.die()
		return false, context.Canceled
	}
	if !acts {
		return false, &wire.Error{Kind: wire.KindConflict, Status: 409}
	}
	return rapid.Bool().Draw(n.t, "accepted"), nil
}

func (n *network) UpdateService(context.Context, string, map[string]any) (bool, error) {
	return n.act(func() { n.p = "U" })
}

func (n *network) DeleteService(context.Context, string) (bool, error) {
	return n.act(func() { n.p, n.d, n.acted = "D", "S", n.acted+1 })
}

func (n *network) Service(context.Context, string) (axon.Service, error) {
	if rapid.IntRange(0, 3).Draw(n.t, "GET fails") == 0 {
		return axon.Service{}, &wire.Error{Kind: wire.KindTimeout}
	}
	return chained("s-1", "p-1", s1.ID, n.p, n.d), nil
}

// passes lets time pass: what is under way comes to an end, good or bad.
func (n *network) passes() {
	end := rapid.SampledFrom([]string{"C", "C", "F"}).Draw(n.t, "end")
	switch {
	case n.p == "U":
		n.p = end
	case n.p == "D" && n.d == "S":
		n.d = end
	}
}

// TestNoPathChangesWithoutAJournalOrForgets plays a person, dying processes and a bad line against one service: nothing is
// sent that isn't announced, nothing is sent while the last request is in doubt, and what the journal calls ready isn't leaving.
func TestNoPathChangesWithoutAJournalOrForgets(t *testing.T) {
	seen := map[State]int{}
	path := func(t *rapid.T) {
		m := &storetest.Rows{}
		j := NewJournal(m, "test")
		var dead bool
		net := &network{t: t, p: "C", d: "N", die: func() { dead = true }}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			before, last, asked := m.Last(), "", net.requests
			if before.State != "" {
				last = before.State
			}
			mine := dying{j, m, &dead}.journal()
			thing := line1
			thing.Seen = StateOf(axon.RollUp(chained("s-1", "", "", net.p, net.d).Hops))
			var err error
			switch rapid.IntRange(0, 4).Draw(t, "does") {
			case 0:
				_, err = Alter(t.Context(), net, mine, thing, vlan33)
			case 1:
				_, err = End(t.Context(), net, mine, thing, Hanging{})
			case 2:
				_, _, err = Inspect(t.Context(), net, j, thing)
			case 3:
				_, err = j.Recover(t.Context())
			case 4:
				net.passes()
			}
			_ = err // what is refused is refused: what the server got is what counts
			dead = false
			seen[State(m.Last().State)]++
			if net.requests > asked && (State(last) == StateUnknown || Waits(before)) {
				t.Fatalf("sent while the last request was in doubt: %s", m.States())
			}
			if announced := strings.Count(" "+m.States(), " changing") + announcedEnds(m); net.requests != announced {
				t.Fatalf("%d requests and %d announcements: %s", net.requests, announced, m.States())
			}
			switch now := State(m.Last().State); {
			case now == StateEnded && net.d != "C":
				t.Fatalf("the journal says ended, and the service stands: %s", m.States())
			case now == StateReady && net.p == "D" && !Waits(m.Last()):
				t.Fatalf("the journal says ready, and the service is leaving: %s", m.States())
			}
		}
	}
	// A hundred paths come to all of these but once in a few hundred times, so that more are tried before it is an error.
	missing := func() []State {
		return slices.DeleteFunc([]State{StateReady, StateChanging, StateProvisioning, StateEnding, StateEnded, StateUnknown, StateFailed},
			func(s State) bool { return seen[s] > 0 })
	}
	for round := 0; round < 20 && len(missing()) > 0; round++ {
		rapid.Check(t, path)
	}
	if m := missing(); len(m) > 0 {
		t.Errorf("no path came to %s", m)
	}
}

func announcedEnds(m *storetest.Rows) (n int) {
	for _, e := range m.All() {
		if e.Method == http.MethodDelete {
			n++
		}
	}
	return n
}
