package plain

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"axdesk/client/order"
)

// documents are the texts of terms in an answer.
var documents = regexp.MustCompile(`"body_base64":\s*"[^"]*"`)

// unreadable makes terms of which no document can be read, so that none can be signed.
func unreadable(b []byte) []byte { return documents.ReplaceAll(b, []byte(`"body_base64":"%%%"`)) }

// TestBackFromTheTermsLeadsToTheAnswers: those who come back from terms, or from a document that can't be signed, are asked before
// they are led there again, and reach what they answered.
func TestBackFromTheTermsLeadsToTheAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.forge = unreadable
	said, err := w.talk(t, true, append(join(portAnswers), "send", "terms", "", "back", "quit")...)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "It can't be signed", "Enter for the terms, or back > ", "Press enter to read the terms", "It can't be signed", "Enter for the terms, or back > ",
		"Back to Port options", "Goodbye")
	if n := strings.Count(said, "It can't be signed"); n != 2 {
		t.Errorf("the document was said %d times, and asked for twice", n)
	}
}

// ending ends a session once a text is said.
type ending struct {
	said strings.Builder
	end  context.CancelFunc
	text string
}

func (e *ending) Write(b []byte) (int, error) {
	if strings.Contains(string(b), e.text) {
		e.end()
	}
	return e.said.Write(b)
}

// TestAnEndIsHeardBetweenTwoSteps: no step is begun in a session that has ended, whether or not it would ask anything.
func TestAnEndIsHeardBetweenTwoSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.forge = unreadable
	ctx, end := context.WithCancel(t.Context())
	out := &ending{end: end, text: "It can't be signed"}
	cfg := w.cfg
	cfg.Journal = order.NewJournal(w.db, "test")
	cfg.In, cfg.Out, cfg.Terminal = &typist{clock: w.clock, lines: join(portAnswers, []string{"send"})}, out, true
	if err := Run(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	_, behind, _ := strings.Cut(out.said.String(), out.text)
	if !strings.Contains(behind, "Goodbye") || strings.Contains(behind, "Step:") {
		t.Errorf("behind the end it is said: %s", behind)
	}
}

// TestNoAnswerIsTakenBehindTheEnd: what is typed already answers nothing once the session has ended.
func TestNoAnswerIsTakenBehindTheEnd(t *testing.T) {
	t.Parallel()
	s, _ := session(t, Config{}, strings.Repeat("yes\n", 50))
	s.in.got <- line{text: "yes"} // it is there already
	s.in.waiting = true
	ctx, end := context.WithCancel(t.Context())
	end()
	s.ctx = ctx
	for range 20 {
		if text, err := s.ask(question{prompt: "Sure"}); !errors.Is(err, errQuit) {
			t.Fatalf("%q is taken: %v", text, err)
		}
	}
}
