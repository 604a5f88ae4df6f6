package plain

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"axdesk/client/order"
	"axdesk/client/schema"
)

// session is one that is asked these lines, and what it says.
func session(t *testing.T, cfg Config, lines ...string) (*Session, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	cfg.Out = &out
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
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
	s, _ := session(t, Config{Terminal: true, Forget: func() { forgotten++ }, Now: slow()}, "plain answer", "nonsense", "place")
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
	q := question{prompt: "Label", extra: map[string]func() error{"left": func() error { return errFound }}}
	for typed, want := range map[string]string{"=back": "back", "=Left": "Left", "==back": "=back", "==": "=", "=": "=", "=x": "=x", "=left over": "=left over", "a=b": "a=b"} {
		s, _ := session(t, Config{}, typed)
		if text, err := s.ask(q); err != nil || text != want {
			t.Errorf("%q gives %q, want %q, %v", typed, text, want, err)
		}
	}
	s, _ := session(t, Config{}, "BACK")
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

// slow is a clock that goes on by a second whenever it is looked at.
func slow() func() time.Time {
	at := time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

// TestAWordThatBuysTakesReading refuses each word that can't be taken back where it comes with its question, and no other word.
func TestAWordThatBuysTakesReading(t *testing.T) {
	t.Parallel()
	for _, word := range []string{sendWord, signWord, order.PlaceWord, order.AgainWord, "look"} {
		for after, taken := range map[time.Duration]bool{0: false, tooSoon - 1: false, tooSoon: true} {
			at := time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)
			steps := []time.Duration{0, after, 0, after, 0, after}
			s, out := session(t, Config{Terminal: true, Now: func() time.Time { at, steps = at.Add(steps[0]), steps[1:]; return at }}, word, word)
			err := s.word(word, "Type "+word, "", nil)
			if want := taken || word == "look"; (err == nil) != want || strings.Contains(out.String(), "came with its question") == want {
				t.Errorf("%s after %s: %v, and it says\n%s", word, after, err, out)
			}
		}
	}
	still := time.Now()
	s, _ := session(t, Config{Now: func() time.Time { return still }}, "place")
	if err := s.word(order.PlaceWord, "Type place", "", nil); err != nil {
		t.Errorf("a script's word isn't taken: %v", err)
	}
}

// passwords is a form with a password, and the ordering that asks for it.
func passwords(t *testing.T, required string, cfg Config, typed ...string) (ask func(now string) (string, error), out *bytes.Buffer) {
	t.Helper()
	form := schema.Build(context.Background(), []schema.Part{{Provider: "aws", Schema: []byte(
		`{"type":"object","required":[` + required + `],"properties":{"auth_key":{"type":"string","title":"Auth key","format":"password"}}}`)}}, nil)
	field, _ := form.Field("auth_key")
	s, out := session(t, cfg, typed...)
	o := &ordering{Session: s, w: order.New("AX-1")}
	return func(now string) (string, error) { return o.field(asking{kind: order.KindService}, form, field, now) }, out
}

// TestAPasswordIsAnyText: no word of ours is looked for in it, and an empty line leads to a question that takes them.
func TestAPasswordIsAnyText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hidden   []string // at the password's question
		shown    []string // at the one behind an empty line
		required string
		want     string
		err      error
	}{
		{hidden: []string{"=hunter=2"}, want: "=hunter=2"},
		{hidden: []string{"back"}, want: "back"},
		{hidden: []string{"-"}, want: "-"},
		{hidden: []string{""}, shown: []string{""}, want: "earlier"},
		{hidden: []string{""}, shown: []string{"-"}, want: ""},
		{hidden: []string{""}, shown: []string{"back"}, err: errBack},
		{hidden: []string{"", "b"}, shown: []string{"oops", "retry"}, want: "b"},
		{hidden: []string{"", "b"}, shown: []string{"-"}, required: `"auth_key"`, want: "b"},
	} {
		secret := func() (string, error) {
			one := c.hidden[0]
			c.hidden = c.hidden[1:]
			return one, nil
		}
		ask, _ := passwords(t, c.required, Config{Terminal: true, Secret: secret}, c.shown...)
		if got, err := ask("earlier"); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q gives %q, %v, want %q, %v", c.shown, got, err, c.want, c.err)
		}
	}
	ask, _ := passwords(t, "", Config{}, "=quit", "")
	if got, err := ask(""); got != "=quit" || err != nil {
		t.Errorf("a script's password is %q, %v", got, err)
	}
	if got, err := ask("earlier"); got != "earlier" || err != nil { // one line a question
		t.Errorf("a script's empty line gives %q, %v", got, err)
	}
}

// TestAnEndIsHeardAtAPassword: the read can't be given up, but the session ends, and what is typed is shown again.
func TestAnEndIsHeardAtAPassword(t *testing.T) {
	t.Parallel()
	ctx, end := context.WithCancel(t.Context())
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	revealed := false
	s, _ := session(t, Config{Terminal: true, Secret: func() (string, error) { end(); <-never; return "", nil }, Reveal: func() { revealed = true }})
	s.ctx = ctx
	if _, err := s.ask(question{prompt: "Password", secret: true}); !errors.Is(err, errQuit) || !revealed {
		t.Errorf("%v, and what is typed is shown again: %v", err, revealed)
	}
}
