package parts

import (
	"strings"
	"testing"

	"axdesk/theme"
)

// fruit is a list in groups, drawn beside another pane.
func fruit() (*List[string], func() []string) {
	l := &List[string]{
		Row:   func(s string, _ int, _ bool) string { return s },
		Group: func(s string) string { return strings.ToUpper(s[:1]) },
		Text:  func(s string) string { return s },
	}
	l.Set([]string{"apple", "apricot", "banana", "blueberry", "שקד 12"})
	th := theme.New(theme.Options{})
	return l, func() []string {
		list := Pane(l.View(20, 8, th), 20, 8, "")
		other := Pane([]string{"apple", "banana is told of"}, 30, 8, "")
		return strings.Split(Steady(strings.Join(append([]string{"title", ""}, Beside(list, other, " | ")...), "\n")), "\n")
	}
}

func TestAClickFindsItsRow(t *testing.T) {
	t.Parallel()
	l, draw := fruit()
	body := draw()
	for y := range body {
		for _, x := range []int{0, 4, 19, 20, 25, 60} {
			l.SelectKey("")
			before, _ := l.Current()
			hit := l.click(Clicked{Lines: body, X: x, Y: y})
			now, _ := l.Current()
			row := y >= 3 && x < 20 && strings.HasPrefix(strings.TrimLeft(bare(body[y]), " ▸"), now) && now != ""
			if hit != row || !hit && now != before {
				t.Errorf("a click on %d, %d (%q) hits: %v; the highlight is on %q", x, y, bare(body[y]), hit, now)
			}
			body = draw()
		}
	}
}

func TestAClickOnSomethingElseDoesNothing(t *testing.T) {
	t.Parallel()
	l, draw := fruit()
	body := draw()
	for _, c := range []Clicked{
		{},
		{Lines: body, X: 2, Y: -1},
		{Lines: body, X: 2, Y: 400},
		{Lines: []string{"a form", "of another screen"}, X: 2, Y: 1},
		{Lines: body[:4], X: 2, Y: 3},
	} {
		if before, _ := l.Current(); l.click(c) {
			t.Errorf("%+v hits, from %q", c, before)
		}
	}
	none := &List[string]{Row: func(s string, _ int, _ bool) string { return s }}
	if none.click(Clicked{Lines: body, X: 2, Y: 3}) {
		t.Error("a list that was never drawn is hit")
	}
}

func TestAClickFocusesItsField(t *testing.T) {
	t.Parallel()
	f := &Form{}
	f.Set([]Input{{Name: "a", Label: "VLAN"}, {Name: "b", Label: "VLAN of the other end"}, {Name: "c", Label: "Note", Choices: []string{"x", "y"}}}, nil)
	body := f.View(60, 10, theme.New(theme.Options{}))
	for y, want := range []string{"a", "b", "c"} {
		f.click(Clicked{Lines: body, X: 4, Y: y})
		if f.Current() != want {
			t.Errorf("line %d focuses %q", y, f.Current())
		}
	}
	if f.Values()["c"] != "" || f.click(Clicked{Lines: body, X: 4, Y: 7}) || f.click(Clicked{Lines: body, Y: -1}) {
		t.Error("a click chooses, or hits nothing")
	}
}
