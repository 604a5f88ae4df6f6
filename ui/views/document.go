package views

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/axon"
	"axdesk/client/wire"
	"axdesk/theme"
)

// readable is the widest that a text is set: longer lines are hard to read.
const readable = 96

// rendered is a document as lines; of an opening, total is about how many the whole will have.
type rendered struct {
	at    int
	made  rendering
	lines []string
	total int
}

// renderDocument makes a document's Markdown into lines. It takes long (some 140 ms for 20 KB), so it is only
// called in a command. What isn't Markdown, or fails to render, is shown as plain text.
func renderDocument(doc axon.Document, w int, th *theme.Theme) []string {
	w = min(w, readable) - 2
	var text string
	if doc.Fault == "" && !smuggles(doc.Text) {
		text = renderMarkdown(doc.Text, w, th)
	}
	if text == "" {
		text = ansi.Wrap(doc.Text, w, "")
	} else if hidden := leftOut(doc.Text, text); len(hidden) > 0 {
		text = strings.TrimRight(text, "\n") + "\n\n" + ansi.Wrap(leftOutHead, w, "") + "\n\n" + ansi.Wrap(strings.Join(hidden, "\n"), w, "")
	}
	return linesOf(text)
}

// renderMarkdown is "" for what fails to render, or renders to more than words and colours.
func renderMarkdown(source string, w int, th *theme.Theme) string {
	r, err := glamour.NewTermRenderer(glamour.WithStyles(theme.Markdown(th)), glamour.WithWordWrap(w))
	if err != nil {
		return ""
	}
	text, err := r.Render(source)
	if err != nil || !tame(text) {
		return ""
	}
	return text
}

func linesOf(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = trimBlanks(l)
	}
	return lines
}

// A document is opened by its first screen where the whole takes longer than a person notices: about so many bytes fill the largest
// screens, and take a tenth of what 50 KB take.
const (
	openingLeast = 4 << 10
	openingMost  = 10 << 10
)

// renderOpening makes the beginning of a long document into lines, which the whole's lines begin with; nil for one that is set as quickly
// as a whole, or whose beginning doesn't stand alone.
func renderOpening(doc axon.Document, w int, th *theme.Theme) (lines []string, total int) {
	if doc.Fault != "" || len(doc.Text) < openingMost {
		return nil, 0
	}
	head := opening(doc.Text)
	if head == "" || smuggles(doc.Text) {
		return nil, 0
	}
	text := renderMarkdown(head+definitions(doc.Text[len(head):]), min(w, readable)-2, th)
	if text == "" {
		return nil, 0
	}
	lines = linesOf(text)
	return lines, len(lines) * len(doc.Text) / len(head)
}

// opening is the beginning of a text up to where a paragraph or a heading begins that nothing before it can take in: behind a blank line,
// at the margin, outside of code and HTML, and no term of a list of definitions. It is "" where there is no such place early enough.
func opening(text string) string {
	within, fence, blank, at := "", "", false, 0
	for line := range strings.Lines(text[:min(len(text), openingMost)]) {
		bare := strings.TrimSpace(line)
		if blank && at >= openingLeast && within == "" && fence == "" && standsAlone(text[at:]) {
			return text[:at]
		}
		at += len(line)
		blank = bare == ""
		if mark := fenceOf(bare); mark != "" && within == "" && (fence == "" || strings.HasPrefix(bare, fence)) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			continue
		}
		if fence == "" {
			within = endOfHTML(bare, within)
		}
	}
	return ""
}

// standsAlone tells whether a text begins with a letter or a heading at the margin, and isn't a term that is defined.
func standsAlone(text string) bool {
	first, rest, _ := strings.Cut(text, "\n")
	second, _, _ := strings.Cut(rest, "\n")
	r, _ := utf8.DecodeRuneInString(first)
	return (r == '#' || unicode.IsLetter(r)) && !strings.HasPrefix(strings.TrimSpace(second), ":")
}

// definition is a line that says where the links of a name lead. It may stand anywhere, and is drawn nowhere.
var definition = regexp.MustCompile(`(?m)^ {0,3}\[[^\]\n]+\]:[^\n]*$`)

func definitions(text string) string {
	found := definition.FindAllString(text, -1)
	if len(found) == 0 {
		return ""
	}
	return "\n" + strings.Join(found, "\n") + "\n"
}

// smuggles tells whether a text holds character references, such as &#27;, for what was sanitised out of it: a
// renderer puts the characters in their place. A text that does so is shown as it came, references and all.
func smuggles(text string) bool {
	for range 4 {
		plain := html.UnescapeString(text)
		if plain == text {
			return false
		}
		if wire.CleanText(plain) != plain {
			return true
		}
		text = plain
	}
	// Nobody nests references that deep in good faith.
	return true
}

// styling is all that a renderer has to say to a terminal: colours and links, each closed in itself.
var styling = regexp.MustCompile("\x1b\\[[0-9;:]*m|\x1b\\]8;[^\x00-\x1f\x7f-\u009f]*\a")

// tame tells whether a rendered text says nothing else to a terminal, whatever the renderer made of its source.
func tame(text string) bool {
	words := styling.ReplaceAllString(text, "")
	return wire.CleanText(words) == words
}

// trimBlanks cuts the styled blanks that the renderer fills each line up with: they cost more bytes than the text.
func trimBlanks(line string) string {
	words := strings.TrimRight(ansi.Strip(line), " ")
	if words == "" {
		return ""
	}
	return ansi.Truncate(line, ansi.StringWidth(words), "")
}
