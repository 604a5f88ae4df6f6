package plain

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"axdesk/client/order"
)

// TestLinesEndBetweenWords holds that a terminal's lines are broken at blanks alone, by cells, and a script's not at all.
func TestLinesEndBetweenWords(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"short":                                           "short",
		"Received light: -40.0 dBm, no light":             "Received light:\n-40.0 dBm, no light",
		"  indented and too long for a row":               "  indented and too\nlong for a row",
		"GUID: 6f1c2d3e-0000-4000-8000-000000000000 here": "GUID:\n6f1c2d3e-0000-4000-8000-000000000000\nhere",
		"网络供应商网络供应商 网络":                                   "网络供应商网络供应商\n网络",
		"How many do you need > ":                         "How many do you need\n> ",
	} {
		var out bytes.Buffer
		if n, err := (wrapped{&out, func() int { return 20 }}).Write([]byte(line + "\n")); err != nil || n != len(line)+1 || out.String() != want+"\n" {
			t.Errorf("%q, want %q; %d, %v", out.String(), want, n, err)
		}
	}
	for _, terminal := range []bool{true, false} {
		var out bytes.Buffer
		cfg := Config{In: strings.NewReader("quit\n"), Out: &out, Environment: "SANDBOX", Terminal: terminal, Width: func() int { return 40 }}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		cfg.Journal = order.NewJournal(newStore(t), "test")
		if err := Run(ctx, cfg); err != nil {
			t.Fatal(err)
		}
		longest := 0
		for l := range strings.SplitSeq(out.String(), "\n") {
			longest = max(longest, len(l))
		}
		if terminal != (longest <= 40) {
			t.Errorf("terminal %t: a line of %d", terminal, longest)
		}
	}
}
