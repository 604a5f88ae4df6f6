package plain

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"axdesk/client/order"
	"axdesk/client/schema"
)

// session is one that is asked these lines, and what it says.
func session(t *testing.T, cfg Config, lines ...string) (*Session, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	cfg.Out = &out
	s := &Session{Config: cfg, ctx: t.Context(), in: newInput(strings.NewReader(strings.Join(lines, "\n") + "\n"))}
	t.Cleanup(s.in.close)
	return s, &out
}

func TestNoControlIsSaid(t *testing.T) {
	t.Parallel()
	s, out := session(t, Config{})
	s.say("a\x1b[2Jb\tc\x07\u009b31m\r")
	s.put("d\x1b > ", "")
	if got := out.String(); got != "a[2Jb c31m\nd > " {
		t.Errorf("said %q", got)
	}
}

// TestWhatWasTypedAheadIsForgotten holds that each question for a word that buys or signs drops what came before it, and no other does.
func TestWhatWasTypedAheadIsForgotten(t *testing.T) {
	t.Parallel()
	forgotten := 0
	s, _ := session(t, Config{Terminal: true, Forget: func() { forgotten++ }}, "plain answer", "nonsense", "place")
	if _, err := s.ask(question{prompt: "Anything"}); err != nil || forgotten != 0 {
		t.Errorf("%v, forgotten %d times", err, forgotten)
	}
	if err := s.word(order.PlaceWord, "Type place", "", nil); err != nil || forgotten != 2 {
		t.Errorf("%v, forgotten %d times, want once for each time it was asked", err, forgotten)
	}
}

func TestASecretIsntShown(t *testing.T) {
	t.Parallel()
	form := schema.Build(context.Background(), []schema.Part{{Provider: "aws", Schema: []byte(
		`{"type":"object","properties":{"auth_key":{"type":"string","title":"Auth key","format":"password"}}}`)}}, nil)
	field, _ := form.Field("auth_key")
	for name, cfg := range map[string]Config{
		"terminal": {Terminal: true, Secret: func() (string, error) { return "hunter2-secret", nil }},
		"script":   {},
	} {
		s, out := session(t, cfg, "hunter2-secret")
		o := &ordering{Session: s, w: order.New("AX-1")}
		text, err := o.field(asking{kind: order.KindService}, form, field, "earlier-secret")
		if err != nil || text != "hunter2-secret" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		if said := out.String(); strings.Contains(said, "secret") || !strings.Contains(said, "typed before") {
			t.Errorf("%s: it is said: %q", name, said)
		}
	}
}

func TestATextThatIsAWordOfOursCanBeTyped(t *testing.T) {
	t.Parallel()
	s, _ := session(t, Config{}, "=back", "BACK")
	if text, err := s.ask(question{prompt: "Label"}); err != nil || text != "back" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := s.ask(question{prompt: "Label"}); !errors.Is(err, errBack) {
		t.Errorf("BACK gives %v", err)
	}
}

// TestAWordThatBuysIsNoText holds that what was meant for another question isn't taken as a label, in a script either.
func TestAWordThatBuysIsNoText(t *testing.T) {
	t.Parallel()
	field := schema.Field{Name: "reference", Title: "Your reference"}
	for word := range strings.FieldsSeq("send sign PLACE again") {
		s, out := session(t, Config{Terminal: true}, word, "="+word)
		o := &ordering{Session: s, w: order.New("AX-1")}
		if text, err := o.field(asking{kind: order.KindPort}, schema.Form{Fields: []schema.Field{field}}, field, ""); err != nil || text != word {
			t.Errorf("%q, %v", text, err)
		}
		if said := out.String(); !strings.Contains(said, "takes it as text") {
			t.Errorf("%s isn't refused: %s", word, said)
		}
		s, _ = session(t, Config{}, word)
		var unfit *ScriptError
		if _, err := s.ask(question{prompt: "Company id", text: true}); !errors.As(err, &unfit) {
			t.Errorf("a script goes on behind %s: %v", word, err)
		}
	}
}

// TestAScriptsErrorSaysWhere holds that the line is named with its answer, cut short, but never a secret.
func TestAScriptsErrorSaysWhere(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("y", 80)
	s, _ := session(t, Config{}, "one", "t\u202ewo"+long, "hunter2", strings.Repeat("x", maxLine+10))
	answer := func(secret bool) string {
		t.Helper()
		if _, err := s.read(question{secret: secret}); err != nil && !errors.Is(err, errLong) {
			t.Fatal(err)
		}
		return s.wrong("It doesn't fit.").Error()
	}
	for _, c := range []struct{ want, not string }{
		{want: `line 1 of the input, "one": `, not: "two"},
		{want: `line 2 of the input, "two` + long[:57] + `...": `, not: "\u202e"},
		{want: "line 3 of the input: ", not: "hunter2"},
		{want: "line 4 of the input: ", not: "xxx"},
	} {
		if got := answer(strings.HasPrefix(c.want, "line 3")); !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%q, want %q in it", got, c.want)
		}
	}
}
