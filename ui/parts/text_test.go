package parts

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"axdesk/theme"
)

// awkward are pieces whose cells aren't their bytes or runes: wide, joined, combining, hidden, styled.
var awkward = []string{
	"a", "b", " ", " ", "-", "é", "e\u0301", "世", "界", "👍🏽", "👩‍👩‍👧", "🇦🇺", "\u0301", "\u200b", "❤\ufe0f", "1\ufe0f\u20e3",
	"\x1b[1m", "\x1b[31m", "\x1b[m", "…", "ﷺ", "\u00a0", "word", "long-winded",
}

func drawText(t *rapid.T, name string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(awkward), 0, 24).Draw(t, name), "")
}

var tails = rapid.SampledFrom([]string{"", "…", "~"})

// plainTheme has no colours, so that lines read as they are.
func plainTheme() *theme.Theme { return theme.New(theme.Options{Plain: true}) }

func TestFittedTextsAreExactlyAsWideAsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w, tail := drawText(t, "s"), rapid.IntRange(-2, 20).Draw(t, "w"), tails.Draw(t, "tail")
		for name, got := range map[string]string{"Fit": Fit(s, w, tail), "FitRight": FitRight(s, w, tail)} {
			if Width(got) != max(0, w) {
				t.Fatalf("%s makes %q %d cells wide, want %d", name, s, Width(got), w)
			}
		}
		cut := Cut(s, w, tail)
		switch whole := Width(s); {
		case Width(cut) > max(0, w):
			t.Fatalf("Cut makes %q %d cells wide, over %d", s, Width(cut), w)
		case w > 0 && whole <= w && cut != s:
			t.Fatalf("Cut changes %q, which fits into %d, to %q", s, w, cut)
		case w > 1 && whole > w && !strings.HasSuffix(ansi.Strip(cut), tail):
			t.Fatalf("Cut shortens %q to %q without a sign of it", s, cut)
		}
	})
}

func TestCutKeepsWhatItCan(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"hello", 4, "hel…"},
		{"世界世界", 5, "世界…"},
		{"世界世界", 4, "世…"},
		{"1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e3", 3, "1\ufe0f\u20e3…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"},
	} {
		if got := Cut(c.s, c.w, "…"); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.s, c.w, got, c.want)
		}
	}
}

func TestEndsFillTheLineAndKeepTheRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right, w := drawText(t, "left"), drawText(t, "right"), rapid.IntRange(-2, 30).Draw(t, "w")
		got := Ends(left, right, w, "…")
		switch {
		case Width(got) > max(0, w):
			t.Fatalf("Ends(%q, %q) is %d cells wide, over %d", left, right, Width(got), w)
		case Width(right) < w && (Width(got) != w || !strings.HasSuffix(got, right)):
			t.Fatalf("Ends(%q, %q) in %d is %q: the right one has to stay whole", left, right, w, got)
		}
	})
	if got := Ends("left side", "right", 12, "…"); got != "left … right" {
		t.Errorf("the left one gives way as %q", got)
	}
}

func TestWrappedLinesFitAndCarryTheirOwnStyle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w := drawText(t, "s"), rapid.IntRange(1, 20).Draw(t, "w")
		for _, line := range Wrap(s, w) {
			if Width(line) > w {
				t.Fatalf("%q wraps into %q, over %d cells", s, line, w)
			}
		}
	})
	red := "\x1b[31mone two three\x1b[m four"
	lines := Wrap(red, 5)
	if len(lines) != 4 {
		t.Fatalf("%q wraps into %q", red, lines)
	}
	for _, line := range lines[:3] {
		if !strings.HasPrefix(line, "\x1b[31m") || !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("%q takes its colour from its neighbours or gives it to them", line)
		}
	}
	if got := Wrap("x", 0); got != nil {
		t.Errorf("no width gives %q", got)
	}
}

func FuzzFit(f *testing.F) {
	f.Add("abc 世界", 3)
	f.Add("1\ufe0f\u20e3\x1b[31m", 1)
	f.Fuzz(func(t *testing.T, s string, w int) {
		w %= 60
		// Control characters are sanitised away before a text is laid out; only styles are ours.
		s = strings.Map(func(r rune) rune {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, ""))
		if got := Fit(s, w, "…"); Width(got) != max(0, w) {
			t.Errorf("%q in %d is %d cells wide", s, w, Width(got))
		}
		for _, line := range Wrap(s, w) {
			if Width(line) > w {
				t.Errorf("%q wraps into %q, over %d cells", s, line, w)
			}
		}
	})
}

func TestPanesAreExactlyTheirSize(t *testing.T) {
	for _, size := range [][2]int{{-1, -1}, {0, 0}, {1, 1}, {7, 3}, {30, 1}} {
		w, h := size[0], size[1]
		pane := Pane([]string{"one", "a longer line", "三"}, w, h, "…")
		if len(pane) != max(0, h) {
			t.Errorf("%d lines in a pane of %d", len(pane), h)
		}
		for _, line := range Beside(pane, pane, "|") {
			if Width(line) != 2*max(0, w)+1 {
				t.Errorf("%q is not twice %d wide", line, w)
			}
		}
	}
	if got := len(Clip([]string{"a", "b"}, -1)); got != 0 {
		t.Errorf("%d lines in no height", got)
	}
}

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 ports", 1: "1 port", 2: "2 ports"} {
		if got := Plural(n, "port", "ports"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestSheetPutsValuesUnderThemselves(t *testing.T) {
	th := plainTheme()
	facts := []Fact{{"Name", "a value that needs two lines"}, {"Left out", ""}, {"Id", "7"}}
	want := "Name  a value that\n      needs two\n      lines\nId    7"
	if got := strings.Join(Sheet(facts, 18, th), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for w := range 30 {
		for _, line := range Sheet(facts, w, th) {
			if Width(line) > w {
				t.Errorf("%q is wider than %d", line, w)
			}
		}
	}
}
