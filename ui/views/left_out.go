package views

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// What a signature stands for is the whole document, so what its rendering doesn't show is shown behind it, as it came.
const leftOutHead = "The document's source also holds these lines, of which Markdown shows a part or nothing:"

var (
	// tags are HTML, which Markdown passes through and a terminal doesn't draw: elements, comments, instructions.
	tags = regexp.MustCompile(`<[A-Za-z!/?]`)
	// asides are texts that only a browser shows: an image's stand-in, a link's title, the definition of a link.
	asides = regexp.MustCompile(`!\[|\]\([^)]*\s["'(]|^ {0,3}\[[^\]]+\]:`)
	// autolinks look like tags, and are shown.
	autolinks = regexp.MustCompile(`<(?:https?://|mailto:)?[^<>\s]+[@.][^<>\s]+>`)
)

// leftOut are the lines of a document's source of which its rendering shows a part or nothing. It says rather too much: a line
// that is drawn otherwise than it is written may be among them.
func leftOut(source, rendered string) []string {
	shown := squeezed(ansi.Strip(rendered))
	var out []string
	within := "" // what ends the HTML that a line stands in; "\n" for a blank line
	fence := ""
	for line := range strings.SplitSeq(source, "\n") {
		bare := strings.TrimSpace(line)
		if mark := fenceOf(bare); mark != "" && within == "" && (fence == "" || strings.HasPrefix(bare, fence)) {
			// What stands behind a fence is its language, which isn't shown.
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			if strings.Trim(bare, mark[:1]) != "" {
				out = append(out, line)
			}
			continue
		}
		if fence != "" {
			continue // code is shown as it is
		}
		hidden := within != "" || tags.MatchString(autolinks.ReplaceAllString(line, "")) || asides.MatchString(line)
		within = endOfHTML(bare, within)
		if bare != "" && (hidden || !allShown(line, shown)) {
			out = append(out, line)
		}
	}
	return out
}

// fenceOf is the mark that begins or ends a block of code; "" for any other line.
func fenceOf(bare string) string {
	for _, mark := range []string{"```", "~~~"} {
		if strings.HasPrefix(bare, mark) {
			return mark
		}
	}
	return ""
}

// endOfHTML follows CommonMark's HTML blocks: what ends the one that the line stands in or begins, "" when none does.
func endOfHTML(bare, within string) string {
	low := strings.ToLower(bare)
	switch {
	case within == "\n" && bare == "", within != "" && within != "\n" && strings.Contains(low, within):
		return ""
	case within != "":
		return within
	}
	for _, kind := range [][2]string{
		{"<!--", "-->"}, {"<script", "</script>"}, {"<style", "</style>"}, {"<pre", "</pre>"}, {"<textarea", "</textarea>"}, {"<?", "?>"}, {"<![cdata[", "]]>"},
	} {
		if at := strings.Index(low, kind[0]); at >= 0 {
			if strings.Contains(low[at:], kind[1]) {
				return ""
			}
			return kind[1]
		}
	}
	if strings.HasPrefix(bare, "<") && !autolinks.MatchString(bare) {
		return "\n"
	}
	return ""
}

// anchors lead to a heading of the same document: they have no words of their own.
var anchors = regexp.MustCompile(`\]\(#[^)\s]*\)`)

// allShown tells whether every word of a line is somewhere in what is shown.
func allShown(line, shown string) bool {
	for _, word := range strings.FieldsFunc(anchors.ReplaceAllString(line, "]"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !strings.Contains(shown, word) {
			return false
		}
	}
	return true
}

// squeezed is a text without its blanks, so that words which are broken over lines are found.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
