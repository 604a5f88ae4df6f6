package plain

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"axdesk/client/order"
	"axdesk/client/wire"
)

// TestALostAnswerIsntSentTwice loses answers of requests that buy. The order is looked for, and a person decides.
func TestALostAnswerIsntSentTwice(t *testing.T) {
	t.Parallel()
	toPlace := join(portAnswers, portTerms)
	for _, c := range []struct {
		name, fault string
		answers     []string
		posts       int
		says        []string
	}{
		{"acted on", "cut-after@POST/v1/resource/#2", append(toPlace, "place", "look", "quit"), 2, []string{"Type look", "The order was placed", "1 port is allocated"}},
		{
			"not acted on", "cut-before@POST/v1/resource/#2", append(toPlace, "place", "", "place", "again", "look", "place", "again", "quit"), 3,
			[]string{"Type look", "Type the word look", "most likely not placed", "Type the word again", "The port is ordered"},
		},
		{
			"the first request", "cut-after@POST/v1/resource/#1", append(join(portAnswers), "send", "send", "look", "again", "rest", "sign", "rest", "sign", "place", "quit"), 3,
			[]string{"Type look", "Type the word look", "most likely not placed", "The port is ordered"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.fault)
			said, err := w.talk(t, true, c.answers...)
			if err != nil {
				t.Fatal(err)
			}
			wants(t, said, c.says...)
			if n := w.server.Ledger().Allocated; n != 1 {
				t.Errorf("%d ports were bought, want one:\n%s", n, said[max(0, len(said)-3000):])
			}
			if len(w.posts) != c.posts {
				t.Errorf("%d requests left that may buy, want %d: %v", len(w.posts), c.posts, w.posts)
			}
		})
	}
}

// TestAScriptTellsThatNothingIsPlaced: its status is no success where its order is in doubt, and is one where all was placed.
func TestAScriptTellsThatNothingIsPlaced(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "cut-before@POST/v1/resource/#2")
	bought := append(join(portAnswers, portTerms), "place")
	if said, err := w.talk(t, false, append(bought, "quit")...); !errors.Is(err, ErrDoubt) {
		t.Errorf("in doubt it ends with %v:\n%s", err, said)
	}
	if _, err := w.talk(t, false, "orders", "AX-00001 begun", "quit"); !errors.Is(err, ErrDoubt) {
		t.Errorf("quit in doubt ends with %v", err)
	}
	w = newWorld(t, "")
	if said, err := w.talk(t, false, bought...); err != nil {
		t.Errorf("a port that is placed ends with %v:\n%s", err, said)
	}
	s, out := session(t, Config{})
	o := &ordering{Session: s, w: order.New("AX-1")}
	if err := o.refused(order.KindPort, &wire.Error{Kind: wire.KindBadInput, Op: "place the order", What: "AXON refused it"}); !errors.Is(err, ErrRefused) {
		t.Errorf("refused ends with %v: %s", err, out)
	}
}

func TestHostileTextTurnsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.forge = func(b []byte) []byte {
		return []byte(strings.ReplaceAll(string(b), "NEXTDC S1", `NEXTDC \u001b[31mS1\u0007\u009b2J\r\nPrice: 0.00\u202e`))
	}
	said, err := w.talk(t, false, "order", "AU123456", "/s1", "AU-NXT-S1")
	if !errors.Is(err, ErrUnplaced) {
		t.Fatal(err)
	}
	wants(t, said, "S1", "Step: Port")
	if strings.Contains(said, "\nPrice: 0.00") || strings.ContainsRune(said, '\u202e') {
		t.Errorf("a name makes a line of its own, or turns one:\n%s", said)
	}
}

// TestNothingTypedAheadBuys: what was typed before is dropped right before each question for a word that can't be taken back.
func TestNothingTypedAheadBuys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "cut-before@POST/v1/resource/#2")
	var out bytes.Buffer
	cfg := w.cfg
	cfg.Journal = order.NewJournal(w.db, "test")
	cfg.In, cfg.Out, cfg.Terminal = &typist{clock: w.clock, lines: join(portAnswers, portTerms, []string{"place", "look", "place", "again", "quit"})}, &out, true
	cfg.Forget = func() { out.WriteString("(dropped)\n") }
	if err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	said, asked := strings.Split(out.String(), "\n"), 0
	for i, text := range said {
		if irrevocable.MatchString(text) {
			if asked++; said[i-1] != "(dropped)" {
				t.Errorf("nothing is dropped before %q", text)
			}
		}
	}
	if asked != 6 || w.server.Ledger().Allocated != 1 { // send, sign, sign, place, and again twice, the first time answered with place
		t.Errorf("%d words were asked for, and %d ports bought", asked, w.server.Ledger().Allocated)
	}
}

// irrevocable is a question for one of the words that send, sign or buy.
var irrevocable = regexp.MustCompile(`Type (send|sign|place|again) .* > `)
