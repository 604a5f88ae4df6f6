package views

import (
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/theme"
)

func TestADocumentSaysNothingToTheTerminal(t *testing.T) {
	th := theme.New(theme.Options{})
	for _, text := range []string{
		"pay &#27;]52;c;NzMzMQ==&#7; once",
		"pay &#x1B;[8mtwice&#x1b;[m once",
		"pay &#155;8mtwice &#x202e;ecno&#x2066; &rlm;&shy;&zwj;",
		"`&#27;[7331h`",
		"```\n&#27;[7331h\n```",
		"    &#27;[7331h",
		"[x](http://a/&#27;]52;c;NzMzMQ==&#7;) <http://a/&#27;[8m>",
		"![i&#27;[7331h](a&#27;b \"&#27;[8m\")",
		"[a]: http://x.example/&#27;c \"&#27;c\"\n\nsee [a]",
		"| a | b |\n|---|---|\n| &#27;[8m | d |",
		"<b title='&#27;[8m'>&#27;[8m</b>",
		"# &#27;[8m\n\n> &#27;c\n\n- &#27;c\n1. &#27;c",
		"&amp;#27;[8m &amp;amp;amp;amp;amp;#27;[8m",
		"&#27[8m &#0;&#127;&#8203;&ZeroWidthSpace;",
	} {
		for _, line := range renderDocument(axon.Document{Text: text, Whole: true}, 80, th) {
			if !tame(line) || strings.Contains(line, "\x1b[8m") {
				t.Errorf("%q is shown as %q", text, line)
			}
		}
	}
}

func TestADocumentKeepsItsStyles(t *testing.T) {
	th := theme.New(theme.Options{})
	text := "# Fees &amp; terms\n\nSee **this** &mdash; &euro;5 &lt; &#8364;6, [here](https://example.com/a?b=1&c=2).\n"
	got := strings.Join(renderDocument(axon.Document{Text: text, Whole: true}, 80, th), "\n")
	words := plain(got)
	if !strings.Contains(got, "\x1b[1mthis\x1b[m") {
		t.Errorf("bold is lost: %q", got)
	}
	for _, want := range []string{"Fees & terms", "See this — €5 < €6", "https://example.com/a?b=1&c=2"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is missing from %q", want, got)
		}
	}
}
