package screentest

import (
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

var update = flag.Bool("update", false, "rewrite the golden files of screen tests instead of comparing with them")

// Updating tells whether the tests were run with -update: what they hold is then written anew, not compared.
func Updating() bool { return *update }

// Style is how one cell is drawn. A nil colour is the terminal's own.
type Style struct {
	Bold, Faint, Italic, Underline, Reverse bool
	Fg, Bg                                  color.Color
}

// row returns a line cell by cell; the second half of a wide character is "".
func (s *Screen) row(y int) []string {
	cells := make([]string, s.term.Width())
	for x := range cells {
		switch cell := s.term.CellAt(x, y); {
		case cell == nil || cell.Width > 0 && cell.Content == "":
			cells[x] = " "
		case cell.Width > 0:
			cells[x] = cell.Content
		}
	}
	return cells
}

// Line returns one line of the screen, counted from 0, without trailing blanks.
func (s *Screen) Line(y int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.TrimRight(strings.Join(s.row(y), ""), " ")
}

// Text returns the whole screen, a line for each row, without trailing blanks in a line.
func (s *Screen) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := make([]string, s.term.Height())
	for y := range lines {
		lines[y] = strings.TrimRight(strings.Join(s.row(y), ""), " ")
	}
	return strings.Join(lines, "\n")
}

// Find returns the cell at which text first stands within a line.
func (s *Screen) Find(text string) (x, y int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for y := range s.term.Height() {
		cells := s.row(y)
		at := strings.Index(strings.Join(cells, ""), text)
		if at < 0 {
			continue
		}
		x, length := 0, 0
		for length < at {
			length += len(cells[x])
			x++
		}
		return x, y, true
	}
	return 0, 0, false
}

// CellStyle returns how the cell at x, y is drawn.
func (s *Screen) CellStyle(x, y int) Style {
	s.tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	cell := s.term.CellAt(x, y)
	if cell == nil {
		s.tb.Fatalf("no cell at %d, %d: the screen has %d×%d", x, y, s.term.Width(), s.term.Height())
	}
	has := func(attr uint8) bool { return cell.Style.Attrs&attr != 0 }
	return Style{
		Bold: has(uv.AttrBold), Faint: has(uv.AttrFaint), Italic: has(uv.AttrItalic), Reverse: has(uv.AttrReverse),
		Underline: cell.Style.Underline != uv.UnderlineNone, Fg: cell.Style.Fg, Bg: cell.Style.Bg,
	}
}

// WaitFor waits until text stands within a line of the screen, and fails the test with the screen if it never does.
func (s *Screen) WaitFor(text string) {
	s.tb.Helper()
	s.waitUntil(fmt.Sprintf("%q", text), func() bool { return strings.Contains(s.Text(), text) })
}

// WaitMatch waits until the screen's text, its lines joined by newlines, matches.
func (s *Screen) WaitMatch(pattern *regexp.Regexp) {
	s.tb.Helper()
	s.waitUntil(fmt.Sprintf("/%s/", pattern), func() bool { return pattern.MatchString(s.Text()) })
}

// Gone waits until text is not on the screen.
func (s *Screen) Gone(text string) {
	s.tb.Helper()
	s.waitUntil(fmt.Sprintf("%q to go", text), func() bool { return !strings.Contains(s.Text(), text) })
}

// WaitOther waits until the screen shows something else than a text, which it showed before.
func (s *Screen) WaitOther(before string) {
	s.tb.Helper()
	s.waitUntil("another screen", func() bool { return s.Text() != before })
}

func (s *Screen) waitUntil(what string, ok func() bool) {
	s.tb.Helper()
	if s.await(ok) {
		return
	}
	after := "within " + patience.String()
	if s.ended() {
		after = fmt.Sprintf("before the program ended (error: %v)", s.err)
	}
	s.tb.Fatalf("waited for %s, not seen %s; the screen:\n%s", what, after, s.Text())
}

// Bytes returns how many bytes the program has written so far.
func (s *Screen) Bytes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.Len()
}

// Written returns all that the program has written so far, escape sequences included: to search it for what must never
// reach a terminal. What a screen looks like is for Text.
func (s *Screen) Written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.String()
}

// Title returns the window title that the program has set.
func (s *Screen) Title() string { return s.notes().title }

// Clipboard returns what the program has copied last (OSC 52).
func (s *Screen) Clipboard() string { return s.notes().clipboard }

// WaitCopied waits until the program has copied something n times (OSC 52), and returns the last of it.
func (s *Screen) WaitCopied(n int) string {
	s.tb.Helper()
	s.waitUntil(fmt.Sprintf("copy %d", n), func() bool { return s.Copied() >= n })
	return s.Clipboard()
}

// Copied returns how often the program has copied something.
func (s *Screen) Copied() int { return s.notes().copied }

// Progress returns the state and percentage of the terminal's progress bar (OSC 9;4), such as "1;40"; "0" is none.
func (s *Screen) Progress() string { return s.notes().progress }

// Bells returns how often the program has rung the bell.
func (s *Screen) Bells() int { return s.notes().bells }

func (s *Screen) notes() notes {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.noted
}

// Golden compares the screen's text with testdata/<name>.golden beside the test.
func (s *Screen) Golden(name string) {
	s.tb.Helper()
	Golden(s.tb, name, s.Text()+"\n")
}

// Golden compares a text with testdata/<name>.golden beside the test; with the flag -update it writes that file instead.
func Golden(tb testing.TB, name, got string) {
	tb.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			tb.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path) // #nosec G304 -- a name that the test itself gives
	if err != nil {
		tb.Fatalf("%v: write it with -update, then read it before you commit it", err)
	}
	if got != string(want) {
		tb.Errorf("%s differs: %s\ngot:\n%s\nwant:\n%s", path, firstDifference(got, string(want)), got, want)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is %q and should be %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("it has %d lines and should have %d", len(g), len(w))
}

// Ground returns the terminal's own text and background as they are now, which a program may have set.
func (s *Screen) Ground() (text, background color.Color) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.ForegroundColor(), s.term.BackgroundColor()
}
