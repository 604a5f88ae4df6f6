package screentest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const deskTape = `# Films the desk.
Output demo.gif
Set FontSize 18
Set Theme { "name": "x" }
Require desk
Hide
Type "go build -o desk . && clear" Enter
Wait+Screen />$/
Type "./desk"
Enter
Wait+Screen@10s /desk \d+×24/
Show
Type@50ms 'ab'
Down@100ms 3
Ctrl+K
Shift+Tab
Escape Sleep 1.5
PageDown 2   # not "more"
Type "t"
Sleep 40s
Wait+Screen /keys: a b down down down ctrl\+k shift\+tab esc pgdown pgdown t\nalarm/
`

func writeTape(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.tape")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTapePlaysFromWhereTheProgramStarts(t *testing.T) {
	commands := Tape(t, writeTape(t, deskTape), "./desk")
	if len(commands) == 0 || commands[0].Line != 11 || commands[0].Wait == nil {
		t.Fatalf("the tape begins with %+v, not with the Wait of line 11", commands)
	}
	Run(t, Options{}, newDesk, func(tb testing.TB, s *Screen) {
		Play(s, commands)
		if !strings.Contains(s.Text(), "pgdown pgdown t") {
			tb.Error("the tape's keys did not arrive")
		}
	})
}

func TestTapeStopsAtAWaitThatNeverMatches(t *testing.T) {
	commands := Tape(t, writeTape(t, "Type './desk' Enter\nWait+Screen /no such thing/\n"), "./desk")
	said := fails(t, func(s *Screen) { Play(s, commands) })
	if !strings.Contains(said, "/no such thing/") {
		t.Errorf("said %q", said)
	}
}

func TestTapeSaysWhichLineIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"Enter\nJump 3\n":            `line 2: the tape player doesn't know "Jump"`,
		"Wait+Screen":                "line 1: a Wait+Screen needs a pattern",
		"Wait+Screen /(/":            "line 1: error parsing regexp",
		"Wait /x/":                   `line 1: the tape player doesn't know "Wait"`,
		"Type hello":                 "line 1: a Type needs a text in quotes",
		"Sleep":                      "line 1: a Sleep needs a time",
		"\n\nSleep soon":             "line 3: time: invalid duration",
		"Enter 2\nSource other.tape": `line 2: the tape player doesn't know "Source"`,
	} {
		if _, err := parseTape(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, not %s", text, err, want)
		}
	}
}
