package parts

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Clicked is a click of the mouse on what is in front: the lines of its body as they were drawn, and the cell among them. A part
// finds itself among these lines, so that no screen has to tell its parts where it draws them. A click only ever highlights: what
// chooses, buys or signs is a key.
type Clicked struct {
	Lines []string
	X, Y  int
}

// bare is a drawn line by which it is found again: without styles, and with the blanks that Steady put into it as they were.
func bare(line string) string {
	return strings.TrimRight(strings.ReplaceAll(ansi.Strip(line), "\u2800", " "), " ")
}

// drew keeps the rows as they were drawn last, to find them among the lines of a click.
func (l *List[T]) drew(rows []string) { l.drawn = append(l.drawn[:0], rows...) }

// click highlights the row under the mouse, and tells whether there is one.
func (l *List[T]) click(c Clicked) bool {
	at := l.found(c)
	if at < 0 || c.Y < at || c.Y >= at+len(l.drawn) {
		return false
	}
	i := l.top + c.Y - at
	if i >= len(l.lines) || l.lines[i].item < 0 || !covers(c, bare(l.drawn[c.Y-at]), Width(l.drawn[c.Y-at])) {
		return false
	}
	l.cursor = i
	return true
}

// found is the line of the body at which the list begins: where most of its rows stand, and more than half; -1 where it isn't drawn.
func (l *List[T]) found(c Clicked) int {
	lines, rows := make([]string, len(c.Lines)), make([]string, len(l.drawn))
	for i, s := range c.Lines {
		lines[i] = bare(s)
	}
	for i, s := range l.drawn {
		rows[i] = bare(s)
	}
	best, most := -1, len(rows)/2
	for at := 0; at+len(rows) <= len(lines); at++ {
		n := 0
		for i, row := range rows {
			if strings.Contains(lines[at+i], row) {
				n++
			}
		}
		if n > most {
			best, most = at, n
		}
	}
	return best
}

// covers tells whether a click is on a text, which may stand beside others in its line.
func covers(c Clicked, text string, width int) bool {
	line := bare(c.Lines[c.Y])
	at := strings.Index(line, text)
	if at < 0 {
		return false
	}
	from := ansi.StringWidth(line[:at])
	return c.X >= from && c.X < from+width
}

// click puts the focus on the field whose line it is. It is false where there is none.
func (f *Form) click(c Clicked) bool {
	if c.Y < 0 || c.Y >= len(c.Lines) {
		return false
	}
	line := strings.TrimLeft(bare(c.Lines[c.Y]), " ▸>")
	head, _, short := strings.Cut(line, "…") // a long label is drawn short
	at := -1
	for i, in := range f.inputs {
		named := in.Label != "" && strings.HasPrefix(line, in.Label) || short && len(head) > 3 && strings.HasPrefix(in.Label, head)
		if named && (at < 0 || len(in.Label) > len(f.inputs[at].Label)) {
			at = i
		}
	}
	if at < 0 || at == f.cursor {
		return false
	}
	f.Step(at - f.cursor)
	return true
}
