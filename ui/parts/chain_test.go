package parts

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"axdesk/theme"
)

var hops = []Link{
	{Provider: "public", Place: "S1", Mark: theme.MarkReady, State: "ready"},
	{Provider: "fabric", Place: "S1", Mark: theme.MarkBusy, State: "updating"},
	{Provider: "fabric", Place: "S2", Mark: theme.MarkHolding, State: "holding"},
	{Provider: "aws", Place: "S2", Mark: theme.MarkFailed, State: "failed"},
}

func TestChainIsAPathWithADoubleLineBetweenFacilities(t *testing.T) {
	offer := make([]Link, len(hops))
	for i, l := range hops {
		offer[i] = Link{Provider: l.Provider, Place: l.Place}
	}
	for _, c := range []struct {
		links []Link
		w     int
		look  theme.Options
		want  string
	}{
		{offer, 80, theme.Options{Plain: true}, "public S1 ─ fabric S1 ═ fabric S2 ─ aws S2"},
		{offer, 80, theme.Options{ASCII: true}, "public S1 - fabric S1 = fabric S2 - aws S2"},
		{hops, 80, theme.Options{}, "● public S1 ─ ◐ fabric S1 ═ ▲ fabric S2 ─ ✕ aws S2"},
		{hops, 80, theme.Options{ASCII: true}, "* public S1 - ~ fabric S1 = ! fabric S2 - x aws S2"},
		{offer, 26, theme.Options{Plain: true}, "public S1 ─ fabric S1\n  ═ fabric S2 ─ aws S2"},
		{offer, 13, theme.Options{Plain: true}, "public S1\n  ─ fabric S1\n  ═ fabric S2\n  ─ aws S2"},
		{offer, 8, theme.Options{Plain: true}, "public …\n  ─ fab…\n  ═ fab…\n  ─ aws…"},
		{[]Link{{Provider: "public"}, {Provider: "aws", Place: "S1"}}, 80, theme.Options{Plain: true}, "public ═ aws S1"},
		{nil, 80, theme.Options{}, ""},
	} {
		if got := ansi.Strip(strings.Join(Chain(c.links, c.w, theme.New(c.look)), "\n")); got != c.want {
			t.Errorf("in %d cells it is\n%s\nwant\n%s", c.w, got, c.want)
		}
	}
}

func TestChainFitsAnyWidth(t *testing.T) {
	wide := append([]Link{{Provider: strings.Repeat("世", 50), Place: strings.Repeat("x", 90), State: "ready"}}, hops...)
	for w := range 70 {
		for _, line := range Chain(wide, w, plainTheme()) {
			if Width(line) > w {
				t.Fatalf("%q is wider than %d", line, w)
			}
		}
	}
}
