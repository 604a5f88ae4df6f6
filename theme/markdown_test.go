package theme

import (
	"regexp"
	"strings"
	"testing"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/x/ansi"
)

const everything = "# One\n\n## Two\n\n### Three\n\n#### Four\n\nText with **bold**, *thin*, ~~gone~~, `code`, a [link](https://example.com/a) and ![image](https://example.com/b).\n\n" +
	"- a\n  - b\n- [ ] open\n- [x] done\n\n1. one\n2. two\n\n> quoted\n\n---\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n```go\nfmt.Println(1)\n```\n\n    indented\n\nterm\n: meaning\n\nlast line  \nbroken <b>html</b> https://example.com\n"

func render(t *testing.T, o Options) string {
	t.Helper()
	r, err := glamour.NewTermRenderer(glamour.WithStyles(Markdown(New(o))), glamour.WithWordWrap(60))
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Render(everything)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMarkdownInASCIIHasNothingElse(t *testing.T) {
	for _, line := range strings.Split(ansi.Strip(render(t, Options{ASCII: true})), "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("%q", line)
		}
	}
	if !strings.Contains(ansi.Strip(render(t, Options{})), "• a") {
		t.Error("with all glyphs a list has no bullets")
	}
}

var colours = regexp.MustCompile(`\x1b\[[0-9;:]*\b[34][08][;:]`)

func TestMarkdownWithoutColourKeepsBold(t *testing.T) {
	if !colours.MatchString(render(t, Options{})) || !colours.MatchString(render(t, Options{Light: true})) {
		t.Fatal("a document has no colour at all")
	}
	plain := render(t, Options{Plain: true})
	if at := colours.FindString(plain); at != "" {
		t.Errorf("a document without colour has %q", at)
	}
	if !strings.Contains(plain, "\x1b[1mbold") {
		t.Error("bold is lost")
	}
}

func TestMarkdownLosesNoWord(t *testing.T) {
	for _, o := range []Options{{}, {ASCII: true}, {Plain: true}} {
		out := ansi.Strip(render(t, o))
		for _, word := range strings.Fields("One Two Three Four bold thin gone code link https://example.com/a image done open one two quoted Println indented meaning last broken html 1 2") {
			if !strings.Contains(out, word) {
				t.Errorf("%+v: %q is gone", o, word)
			}
		}
	}
}
