package plain

import (
	"strings"
	"testing"
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

func TestHostileTextTurnsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.forge = func(b []byte) []byte {
		return []byte(strings.ReplaceAll(string(b), "NEXTDC S1", `NEXTDC \u001b[31mS1\u0007\u009b2J\r\nPrice: 0.00\u202e`))
	}
	said, err := w.talk(t, false, "order", "AU123456", "/s1", "AU-NXT-S1")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "S1", "Step: Port")
	if strings.Contains(said, "\nPrice: 0.00") || strings.ContainsRune(said, '\u202e') {
		t.Errorf("a name makes a line of its own, or turns one:\n%s", said)
	}
}
