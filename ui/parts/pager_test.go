package parts

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"axdesk/keys"
)

// strike makes the key message of a key's name.
func strike(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"tab": tea.KeyTab, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	if code, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("line %d", i)
	}
	return out
}

// reader is a pager on a terminal of a fixed size.
type reader struct {
	Pager
	w, h int
}

func (r *reader) press(names ...string) {
	for _, n := range names {
		r.Update(strike(n), keys.Default())
		r.show()
	}
}

func (r *reader) show() string { return ansi.Strip(strings.Join(r.View(r.w, r.h, plainTheme()), "\n")) }

func (r *reader) first() string { line, _, _ := strings.Cut(r.show(), "\n"); return line }

func TestPagerEndIsSeenOnlyInSight(t *testing.T) {
	for _, way := range []struct {
		key   string
		times int // presses until the end of 30 lines is in sight, 10 at a time
	}{{"down", 20}, {"pgdown", 3}, {"ctrl+d", 4}, {"end", 1}} {
		r := reader{w: 40, h: 10}
		r.Set(numbered(30), false)
		r.show()
		for n := range way.times {
			if r.EndSeen() {
				t.Fatalf("%s: the end counts as seen after %d presses", way.key, n)
			}
			if strings.Contains(r.show(), "line 29") {
				t.Fatalf("%s: the end is in sight after %d presses", way.key, n)
			}
			r.press(way.key)
		}
		if !r.EndSeen() || !strings.Contains(r.show(), "line 29") || r.Progress() != 100 {
			t.Errorf("%s: the end is not seen after %d presses, %d %%", way.key, way.times, r.Progress())
		}
		r.press("home")
		if !r.EndSeen() {
			t.Errorf("%s: what was seen is forgotten", way.key)
		}
	}
}

func TestPagerSeesNothingWithoutRoom(t *testing.T) {
	r := reader{w: 40, h: 0}
	r.Set(numbered(30), false)
	r.press("end")
	if r.EndSeen() {
		t.Error("the end counts as seen though no line was ever drawn")
	}
	r.h = 10
	r.press("home")
	r.h = 0
	r.press("end", "end")
	if r.EndSeen() {
		t.Error("the end counts as seen though the lines had no room any more")
	}
	var none Pager
	none.Set(nil, false)
	none.View(10, 10, plainTheme())
	if none.EndSeen() || none.Progress() != 0 {
		t.Error("an empty text counts as read")
	}
}

func TestPagerKeepsItsShareInAnotherWidth(t *testing.T) {
	r := reader{w: 40, h: 10}
	r.Set(numbered(100), false)
	r.show()
	for range 50 {
		r.press("down")
	}
	r.Set(numbered(200), true)
	if got := r.first(); got != "line 100" {
		t.Errorf("half way down it comes back at %q", got)
	}
	if p := r.Progress(); p != 60 || r.EndSeen() {
		t.Errorf("read %d %%, want the 60 of before", p)
	}
	r.Set(numbered(7), false)
	if got := r.first(); got != "line 0" || r.Progress() != 100 {
		t.Errorf("another text begins at %q, read %d %%", got, r.Progress())
	}
}

func TestPagerSearchGoesRoundAndRound(t *testing.T) {
	lines := numbered(100)
	for _, i := range []int{5, 92, 95, 99} {
		lines[i] = fmt.Sprintf("the Needle of %d", i)
	}
	r := reader{w: 60, h: 11}
	r.Set(lines, false)
	r.show()
	r.press("/", "n", "e", "e", "d", "l", "e")
	if !r.Typing() || !strings.Contains(r.first(), "4 lines found") || !strings.Contains(r.show(), "Needle of 5\n") {
		t.Fatalf("typing shows\n%s", r.show())
	}
	r.press("enter")
	for _, want := range []string{"of 92", "of 95", "of 99", "of 5", "of 92"} {
		r.press("n")
		if !strings.Contains(r.show(), want) {
			t.Fatalf("n does not come to %q:\n%s", want, r.show())
		}
	}
	r.press("home", "n")
	if !strings.Contains(r.show(), "of 5\n") {
		t.Errorf("n does not begin where one looks:\n%s", r.show())
	}
	if r.press("esc"); r.Update(strike("esc"), keys.Default()) || strings.Contains(r.show(), "found") {
		t.Error("esc does not end the search, or is taken for more than that")
	}
	if r.Update(strike("n"), keys.Default()) {
		t.Error("n means something without a search")
	}
	r.press("/", "z")
	if !strings.Contains(r.first(), "nothing found") {
		t.Errorf("a miss says %q", r.first())
	}
}

func TestPagerMarksTheRightLinesAfterAnotherWidth(t *testing.T) {
	r := reader{w: 60, h: 12}
	r.Set([]string{"one", "two needle", "three"}, false)
	r.show()
	r.Update(strike("/"), keys.Default())
	r.Update(tea.PasteMsg{Content: "needle"}, keys.Default())
	r.press("enter")
	r.Set([]string{"one", "two", "needle", "three"}, true)
	styled := r.View(60, 12, plainTheme())
	for i, line := range styled[1:] {
		if marked := strings.Contains(line, "\x1b[4"); marked != strings.Contains(ansi.Strip(line), "needle") {
			t.Errorf("line %d, %q, is marked: %v", i, line, marked)
		}
	}
}

func TestPagerStaysInItsBounds(t *testing.T) {
	names := append([]string{"/", "n", "e", "esc", "enter", "backspace", "space"}, "up", "down", "pgup", "pgdown", "home", "end", "ctrl+u", "ctrl+d")
	rapid.Check(t, func(t *rapid.T) {
		r := reader{w: rapid.IntRange(0, 30).Draw(t, "w"), h: rapid.IntRange(0, 12).Draw(t, "h")}
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				r.Set(numbered(rapid.IntRange(0, 40).Draw(t, "lines")), rapid.Bool().Draw(t, "same"))
			case 1:
				r.h = rapid.IntRange(0, 12).Draw(t, "h")
			default:
				r.Update(strike(rapid.SampledFrom(names).Draw(t, "key")), keys.Default())
			}
			out := r.View(r.w, r.h, plainTheme())
			if len(out) > r.h {
				t.Fatalf("%d lines in a height of %d", len(out), r.h)
			}
			for _, line := range out {
				if Width(line) > r.w {
					t.Fatalf("%q is wider than %d", line, r.w)
				}
			}
		}
	})
}

func TestAnOpenSearchHasTheKeys(t *testing.T) {
	var p Pager
	p.Set(numbered(9), false)
	hints := []keys.Hint{{Action: keys.PageDown, Words: "page"}, {Action: keys.Back, Words: "close"}}
	if got := p.Hints(hints); got[1].Words != "close" {
		t.Errorf("without a search the hints are %v", got)
	}
	p.Update(strike("/"), keys.Default())
	if got := p.Hints(hints); len(got) != 2 || got[0].Action != keys.Choose || got[1].Words != "clear" {
		t.Errorf("in an open search the hints are %v", got)
	}
	p.Update(strike("8"), keys.Default())
	p.Update(strike("enter"), keys.Default())
	if got := p.Hints(hints); got[0].Action != keys.PageDown || got[1].Words != "clear" {
		t.Errorf("after a search the hints are %v", got)
	}
}

// TestOnlyWhatIsTheSameWasSeen: a whole that doesn't begin with what was shown before it is unread from where it differs.
func TestOnlyWhatIsTheSameWasSeen(t *testing.T) {
	t.Parallel()
	var p Pager
	p.Begin([]string{"one", "two", "three", "four"}, 8)
	p.View(20, 4, plainTheme())
	if p.EndSeen() || p.Progress() != 50 || !p.Begun() {
		t.Errorf("of a beginning %d %% are seen, its end: %t", p.Progress(), p.EndSeen())
	}
	p.Set([]string{"one", "TWO", "three", "four"}, false)
	if p.EndSeen() || p.Progress() != 25 || p.Begun() {
		t.Errorf("of another text %d %% count as seen, its end: %t", p.Progress(), p.EndSeen())
	}
	if p.View(20, 4, plainTheme()); !p.EndSeen() {
		t.Error("it was drawn whole, and isn't seen")
	}
}
