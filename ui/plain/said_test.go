package plain

import (
	"errors"
	"strings"
	"testing"

	"axdesk/client/order"
	"axdesk/ui/screentest"
)

// filling takes so many writes that hold a text, and nothing from the next of them on: a disk that is full, or a pipe that was closed.
type filling struct {
	said strings.Builder
	text string
	full bool
}

var errFull = errors.New("no space left on device")

func (f *filling) Write(b []byte) (int, error) {
	if f.full = f.full || strings.Contains(string(b), f.text); f.full {
		return 0, errFull
	}
	return f.said.Write(b)
}

// TestNothingIsBoughtUnsaid: where a line can't be written, the next question isn't taken as answered.
func TestNothingIsBoughtUnsaid(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"from the beginning": "axdesk", "at the last word": "Type place"} {
		w := newWorld(t, "")
		out := &filling{text: text}
		cfg := w.cfg
		cfg.Journal = order.NewJournal(w.db, "test")
		cfg.In, cfg.Out = strings.NewReader(strings.Join(append(wholeAnswers, "quit"), "\n")+"\n"), out
		err := Run(t.Context(), cfg)
		if !errors.Is(err, ErrMute) || !errors.Is(err, errFull) {
			t.Errorf("%s: it ends with %v", name, err)
		}
		if n := w.server.Ledger().Allocated; n != 0 {
			t.Errorf("%s: %d ports were bought, and nothing was said", name, n)
		}
	}
}

// TestANameTurnsNoPrice reads a line and a question as a terminal does that draws names from right to left.
func TestANameTurnsNoPrice(t *testing.T) {
	t.Parallel()
	s, out := session(t, Config{Terminal: true}, "x")
	const name = "חברת אבג"
	s.say("1. " + name + " 142.50 a month")
	if _, err := s.ask(question{prompt: "Type place to order for 142.50, billed to " + name + " 123"}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		for _, piece := range screentest.Turned(t, line) {
			if piece != name { // a blank of it would take the number behind it along
				t.Errorf("a terminal turns %q of %q", piece, line)
			}
		}
	}
}
