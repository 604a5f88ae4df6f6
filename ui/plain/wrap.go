package plain

import (
	"io"
	"strings"

	"axdesk/ui/parts"
)

// narrowest is the width below which nothing is wrapped: a terminal that says less knows no width.
const narrowest = 20

// wrapped is a terminal on which lines end between words: by itself it would break them at any letter, and a reader's voice with them.
type wrapped struct {
	to    io.Writer
	width func() int // in cells, as it is now
}

// Write writes lines, or a question, whole: none is written in parts.
func (x wrapped) Write(b []byte) (int, error) {
	w := x.width()
	if w < narrowest {
		return x.to.Write(b)
	}
	lines := strings.Split(string(b), "\n")
	for i, l := range lines {
		lines[i] = atWords(l, w)
	}
	if _, err := io.WriteString(x.to, strings.Join(lines, "\n")); err != nil {
		return 0, err
	}
	return len(b), nil
}

// atWords breaks a line at blanks, into rows of at most w cells. A word that is wider stays whole, so that an id can be copied.
func atWords(line string, w int) string {
	if len(line) <= w {
		return line
	}
	var b strings.Builder
	used, begun := 0, false // of the row; begun once it has a word
	for i, word := range strings.Split(line, " ") {
		cells := parts.Width(word)
		switch {
		case i == 0:
		case begun && word != "" && used+1+cells > w:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += cells
		begun = begun || word != ""
	}
	return b.String()
}
