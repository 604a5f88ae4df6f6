package parts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"axdesk/keys"
)

// port is a row: groups are the cities.
type port struct{ id, city string }

func newList(grouped bool) *List[port] {
	l := &List[port]{
		Row:  func(p port, w int, _ bool) string { return Fit(p.id+" "+p.city, w, "…") },
		Text: func(p port) string { return p.id + " " + p.city },
		Key:  func(p port) string { return p.id },
	}
	if grouped {
		l.Group = func(p port) string { return p.city }
	}
	return l
}

var cities = []string{"Sydney", "Perth", "Melbourne"}

// ports are n rows, a few to a city.
func ports(n int) []port {
	out := make([]port, n)
	for i := range out {
		out[i] = port{fmt.Sprintf("P%d", i), cities[i*len(cities)/n]}
	}
	return out
}

func hit(l *List[port], names ...string) {
	for _, n := range names {
		l.Update(strike(n), keys.Default())
	}
}

func at(l *List[port]) string { p, _ := l.Current(); return p.id }

func shown(l *List[port], w, h int) string {
	return ansi.Strip(strings.Join(l.View(w, h, plainTheme()), "\n"))
}

// sound fails unless what is drawn keeps to its box and the highlight is on a row in sight.
func sound(t *rapid.T, l *List[port], w, h int) {
	out := l.View(w, h, plainTheme())
	if len(out) > max(0, h) {
		t.Fatalf("%d lines in a height of %d", len(out), h)
	}
	for _, line := range out {
		if Width(line) > max(0, w) {
			t.Fatalf("%q is wider than %d", line, w)
		}
	}
	p, ok := l.Current()
	if ok != (l.Shown() > 0) {
		t.Fatalf("%d rows are shown, one is highlighted: %v", l.Shown(), ok)
	}
	rows := h
	if l.Typing() || l.Filtered() != "" {
		rows--
	}
	if !ok || rows < 1 || w < 12 {
		return
	}
	marked := slices.DeleteFunc(slices.Clone(out), func(s string) bool { return !strings.HasPrefix(ansi.Strip(s), "▸ "+p.id+" ") })
	if len(marked) != 1 {
		t.Fatalf("the highlighted row %s is drawn %d times in\n%s", p.id, len(marked), ansi.Strip(strings.Join(out, "\n")))
	}
}

func TestListKeepsItsHighlightInSight(t *testing.T) {
	names := []string{
		"up", "down", "down", "j", "k", "pgup", "pgdown", "home", "end", "g", "G", "ctrl+u", "ctrl+d", "/", "P", "1", "y",
		"enter", "esc", "backspace", "space", "left", "x",
	}
	rapid.Check(t, func(t *rapid.T) {
		l := newList(rapid.Bool().Draw(t, "grouped"))
		w, h := 20, 8
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 11).Draw(t, "what") {
			case 0:
				l.Set(ports(rapid.IntRange(0, 40).Draw(t, "rows")))
			case 1:
				w, h = rapid.IntRange(0, 24).Draw(t, "w"), rapid.IntRange(0, 12).Draw(t, "h")
			case 2:
				l.Update(tea.PasteMsg{Content: rapid.SampledFrom([]string{"P1", "zz", "\x1b[2J\n"}).Draw(t, "paste")}, keys.Default())
			case 3:
				l.SelectKey(fmt.Sprintf("P%d", rapid.IntRange(0, 50).Draw(t, "key")))
			default:
				hit(l, rapid.SampledFrom(names).Draw(t, "key"))
			}
			sound(t, l, w, h)
		}
	})
}

func TestListGroupsStandUnderTheirHeads(t *testing.T) {
	l := newList(true)
	l.Set(ports(6))
	want := "Sydney|▸ P0 Sydney|  P1 Sydney|Perth|  P2 Perth|  P3 Perth|Melbourne|  P4 Melbourne|  P5 Melbourne"
	lines := strings.Split(shown(l, 18, 9), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	if got := strings.Join(lines, "|"); got != want {
		t.Fatalf("got %s\nwant %s", got, want)
	}
	hit(l, "down", "down")
	if at(l) != "P2" {
		t.Errorf("two rows down, over a head, is %s", at(l))
	}
	hit(l, "end", "down")
	if at(l) != "P5" {
		t.Errorf("below the last row is %s", at(l))
	}
	hit(l, "home", "up")
	if at(l) != "P0" || !strings.HasPrefix(shown(l, 18, 4), "Sydney") {
		t.Errorf("above the first row is %s, and its head:\n%s", at(l), shown(l, 18, 4))
	}
	if pos, in, all := l.Position(); pos != 1 || in != 6 || all != 6 {
		t.Errorf("position is %d of %d, %d in all", pos, in, all)
	}
}

func TestListJumpsByHalfAPage(t *testing.T) {
	l := newList(false)
	l.Set(ports(40))
	first := func() string { return strings.Fields(strings.ReplaceAll(shown(l, 20, 10), "▸", " "))[0] }
	first()
	for range 9 {
		hit(l, "down")
	}
	if first() != "P0" {
		t.Fatalf("the window moved to %s before the highlight left it", first())
	}
	hit(l, "down")
	if first() != "P5" || at(l) != "P10" {
		t.Errorf("leaving the window puts %s first and highlights %s, want half a page", first(), at(l))
	}
	hit(l, "ctrl+d")
	if at(l) != "P15" {
		t.Errorf("half a page down is %s", at(l))
	}
	hit(l, "pgdown")
	if at(l) != "P24" {
		t.Errorf("a page down is %s", at(l))
	}
	hit(l, "pgup", "ctrl+u")
	if at(l) != "P10" {
		t.Errorf("a page and a half up is %s", at(l))
	}
}

func TestListKeepsItsHighlightOverAReload(t *testing.T) {
	l := newList(true)
	l.Set(ports(9))
	hit(l, "down", "down", "down", "down")
	if at(l) != "P4" {
		t.Fatal(at(l))
	}
	again := ports(9)
	slices.Reverse(again)
	l.Set(again)
	if at(l) != "P4" {
		t.Errorf("after a reload %s is highlighted", at(l))
	}
	l.Set(slices.DeleteFunc(slices.Clone(again), func(p port) bool { return p.id == "P4" }))
	if at(l) != "P8" {
		t.Errorf("where the row is gone %s is highlighted, want the first", at(l))
	}
	hit(l, "/", "P", "3")
	l.Set(again)
	if at(l) != "P3" || l.Shown() != 1 {
		t.Errorf("a reload under a filter highlights %s of %d", at(l), l.Shown())
	}
	hit(l, "esc")
	if at(l) != "P3" || l.Shown() != 9 || l.Typing() {
		t.Errorf("without the filter %s of %d is highlighted", at(l), l.Shown())
	}
}

func TestListDrawsARowAnewWhenItIsDirtyOrTheThemeDiffers(t *testing.T) {
	l := newList(false)
	drawn := 0
	l.Row = func(p port, _ int, _ bool) string { drawn++; return p.id }
	l.Set(ports(3))
	l.View(20, 5, plainTheme())
	l.View(20, 5, plainTheme())
	if drawn != 3 {
		t.Errorf("three rows were drawn %d times", drawn)
	}
	l.Dirty()
	l.View(20, 5, plainTheme())
	if drawn != 6 {
		t.Errorf("dirty rows were not drawn anew: %d", drawn)
	}
	th := plainTheme()
	th.ASCII = true
	l.View(20, 5, th)
	if drawn != 9 {
		t.Errorf("another theme kept the rows of the old one: %d", drawn)
	}
}

func TestListWithoutATextHasNoFilter(t *testing.T) {
	l := newList(false)
	l.Text = nil
	l.Set(ports(3))
	if _, used := l.Update(strike("/"), keys.Default()); used || l.Typing() {
		t.Error("a list without texts opened a filter")
	}
}

func TestAnEmptyListHasNoFilter(t *testing.T) {
	l := newList(false)
	hints := []keys.Hint{{Action: keys.Filter, Words: "filter"}, {Action: keys.Back, Words: "back"}}
	hit(l, "/")
	if l.Typing() || l.Hints(hints)[0].Off == "" {
		t.Error("a filter opens over no rows")
	}
	l.Set(ports(4))
	hit(l, "/", "P", "2")
	l.Set(nil)
	if l.Typing() || l.Filtered() != "" {
		t.Error("a filter stays open over rows that are gone")
	}
}

func TestUnderAFilterTheKeysAreTheFields(t *testing.T) {
	l := newList(false)
	l.Set(ports(9))
	hints := []keys.Hint{{Action: keys.Choose, Words: "choose"}, {Action: keys.Back, Words: "back"}}
	hit(l, "end", "/", "P", "7", "ctrl+u")
	if l.Filtered() != "" || !l.Typing() || l.Shown() != 9 {
		t.Errorf("^u leaves %q, open %v, %d rows", l.Filtered(), l.Typing(), l.Shown())
	}
	if got := l.Hints(hints); got[1].Words != "clear" || hints[1].Words != "back" {
		t.Errorf("under an open filter the hints are %v, and the screen's own became %v", got, hints)
	}
	hit(l, "P", "7", "enter")
	if got := l.Hints(hints); got[1].Words != "clear" {
		t.Error("a filter that stays on isn't cleared by back, say the hints")
	}
	hit(l, "esc")
	if got := l.Hints(hints); got[1].Words != "back" || at(l) == "" {
		t.Errorf("without a filter the hints are %v", got)
	}
	l.View(20, 4, plainTheme())
	hit(l, "end", "ctrl+u")
	if at(l) != "P6" {
		t.Errorf("without a filter ^u goes to %s, want half a page up", at(l))
	}
}
