package views

import (
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/theme"
)

func TestNothingOfADocumentIsHiddenFromItsSigner(t *testing.T) {
	th := theme.New(theme.Options{})
	for name, source := range map[string]string{
		"a script":           "# Terms\n\nYou pay.\n\n<script>\nyou owe\n\ntwice as much\n</script>\n",
		"a comment":          "You pay.\n\n<!-- owe twice as much -->\n",
		"HTML in a line":     "You pay <span title=\"owe twice as much\">once</span>.\n",
		"an HTML block":      "You pay.\n\n<div>\nowe twice as much\n</div>\n",
		"an image's text":    "You pay.\n\n![owe twice as much](x.png)\n",
		"a link's title":     "You [pay](https://x.example \"owe twice as much\").\n",
		"a definition":       "You [pay][1].\n\n[1]: https://x.example \"owe twice as much\"\n",
		"an unused one":      "You pay.\n\n[owe]: https://x.example (twice as much)\n",
		"a fence's language": "You pay.\n\n```owe twice as much\nx\n```\n",
	} {
		doc := axon.KeptDocument("d", "Terms", "text/markdown", []byte(source))
		text := strings.Join(strings.Fields(plain(strings.Join(renderDocument(doc, 80, th), " "))), " ")
		for _, word := range []string{"owe", "twice", "much"} {
			if !strings.Contains(text, word) {
				t.Errorf("%s: %q is not shown:\n%s", name, word, text)
			}
		}
	}
}

func TestAPlainDocumentIsShownOnce(t *testing.T) {
	th := theme.New(theme.Options{})
	source := "# Terms & Conditions\n\n1. [Ordering](#1-ordering-2)\n2. You *pay*, see <https://x.example/a>.\n2. We deliver `a < b`.\n\n| fee | sum |\n|---|---|\n| once | 5.00 |\n\n```\n<b>code</b>\n```\n"
	doc := axon.KeptDocument("d", "Terms", "text/markdown", []byte(source))
	text := plain(strings.Join(renderDocument(doc, 80, th), "\n"))
	if strings.Contains(text, "source also holds") {
		t.Errorf("something is said to be left out:\n%s", text)
	}
}
