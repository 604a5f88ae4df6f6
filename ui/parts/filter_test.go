package parts

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
)

// many is more rows than a filter goes through within a key press.
const many = filterAtOnce + 500

// typeIn types into the filter of a list and gives the searches that were started.
func typeIn(l *List[port], text string) (searches []tea.Cmd) {
	for _, r := range text {
		if cmd, _ := l.Update(strike(string(r)), keys.Default()); cmd != nil {
			searches = append(searches, cmd)
		}
	}
	return searches
}

func TestFilterSearchesManyRowsOffTheLoop(t *testing.T) {
	l := newList(true)
	l.Set(ports(many))
	hit(l, "/")
	searches := typeIn(l, "P77")
	if len(searches) != 3 {
		t.Fatalf("%d searches for three letters", len(searches))
	}
	if l.Shown() != many {
		t.Error("the loop waited for a search")
	}
	last := searches[2]()
	l.Update(last, keys.Default())
	found77 := l.Shown()
	if at(l) != "P77" || found77 >= many {
		t.Fatalf("found %d, the first is %s", found77, at(l))
	}
	if _, used := l.Update(searches[0](), keys.Default()); !used || l.Shown() != found77 {
		t.Errorf("an answer for an older filter was taken: %d rows", l.Shown())
	}
	other := newList(true)
	other.Set(ports(many))
	if _, used := other.Update(last, keys.Default()); used || other.Shown() != many {
		t.Error("another list took the answer")
	}
}

func TestEnterNeverChoosesFromAnOlderFilter(t *testing.T) {
	l := newList(true)
	l.Set(ports(many))
	hit(l, "/")
	late := typeIn(l, "P1777")
	hit(l, "down")
	if _, used := l.Update(strike("enter"), keys.Default()); used {
		t.Error("enter is not left to the screen")
	}
	if at(l) != "P1777" || l.Typing() || l.Filtered() != "P1777" {
		t.Errorf("enter would choose %s", at(l))
	}
	hit(l, "down")
	for _, cmd := range late {
		l.Update(cmd(), keys.Default())
	}
	if rows := l.Shown(); rows == many {
		t.Error("a search that was no longer wanted put all rows back")
	}
	l.Set(ports(many + 1))
	before := l.Shown()
	hit(l, "/")
	stale := typeIn(l, "0")
	l.Set(ports(20))
	for _, cmd := range stale {
		l.Update(cmd(), keys.Default())
	}
	if l.Shown() > 20 || before == 0 {
		t.Errorf("an answer about rows that are gone shows %d of 20", l.Shown())
	}
}

func TestEscapeEmptiesTheFilterAndDropsItsSearch(t *testing.T) {
	l := newList(false)
	l.Set(ports(many))
	hit(l, "/")
	late := typeIn(l, "P5")
	hit(l, "esc")
	for _, cmd := range late {
		l.Update(cmd(), keys.Default())
	}
	if l.Typing() || l.Filtered() != "" || l.Shown() != many {
		t.Errorf("after esc %d rows under %q", l.Shown(), l.Filtered())
	}
	if _, used := l.Update(strike("esc"), keys.Default()); used {
		t.Error("esc without a filter is not left to the screen")
	}
}

func TestFilterFindsTheWrittenBeforeItGuesses(t *testing.T) {
	var all texts
	for _, text := range []string{"Site 1", "AU-NXT-S1 Sydney", "Some 1", "s1", "other"} {
		all.add(text)
	}
	for pattern, want := range map[string][]int{
		"S1": {1, 3}, "syd nxt": {1}, "ste1": {0}, "zz": {}, "": nil, "  ": nil,
	} {
		if got := search(pattern, all, false, match{}).order; !slices.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("%q gives %v, want %v; nil is everything", pattern, got, want)
		}
	}
}

func TestFilterTakesOneBoundedCleanLine(t *testing.T) {
	var f Filter
	f.Paste("one\ntwo\x1b[2J\x07 " + strings.Repeat("x", 1<<20))
	if got := f.Text(); len([]rune(got)) > maxTyped || strings.ContainsAny(got, "\n\x1b\x07") || !strings.HasPrefix(got, "one two") {
		t.Errorf("it holds %d runes: %.40q", len([]rune(got)), got)
	}
	f.Open = true
	for w := range 60 {
		if got := Width(f.View(w, plainTheme())); got != w {
			t.Errorf("the field is %d wide in %d", got, w)
		}
	}
	if f.Clear(); f.Text() != "" || f.Open {
		t.Error("Clear leaves something")
	}
}

func TestLettersOfKeysAreTypedWhileTheFilterIsOpen(t *testing.T) {
	l := newList(false)
	l.Set(ports(30))
	hit(l, "/", "g", "j", "space")
	if l.Filtered() != "gj " || at(l) != "" {
		t.Errorf("typed %q, highlighted %q", l.Filtered(), at(l))
	}
	hit(l, "backspace", "backspace", "backspace")
	if l.Shown() != 30 || !l.Typing() {
		t.Errorf("an empty filter shows %d", l.Shown())
	}
	hit(l, "down")
	if at(l) != "P1" || l.Filtered() != "" {
		t.Errorf("an arrow highlights %s, typed %q", at(l), l.Filtered())
	}
}

// A filter that is there is not typed onto: "10G" and then "10gbaselr" would look for what nobody has written.
func TestAFilterThatIsThereGivesWayToWhatIsTyped(t *testing.T) {
	l := newList(false)
	l.Set(ports(30))
	hit(l, "/", "P", "1", "2", "enter")
	if hit(l, "/"); l.Filtered() != "P12" || l.Shown() != 1 {
		t.Fatalf("opened again it holds %q and shows %d", l.Filtered(), l.Shown())
	}
	if hit(l, "P", "7"); l.Filtered() != "P7" || at(l) != "P7" {
		t.Errorf("typed over it, it looks for %q and finds %s", l.Filtered(), at(l))
	}
	if hit(l, "esc"); l.Filtered() != "P12" || at(l) != "P12" || l.Typing() {
		t.Errorf("esc leaves %q at %s, and not what was there", l.Filtered(), at(l))
	}
	hit(l, "/")
	if l.Update(tea.PasteMsg{Content: "P9"}, keys.Default()); l.Filtered() != "P9" {
		t.Errorf("pasted over it, it looks for %q", l.Filtered())
	}
	hit(l, "enter", "/", "right", "x")
	if l.Filtered() != "P9x" {
		t.Errorf("after a step within the field it is not kept: %q", l.Filtered())
	}
	hit(l, "esc", "esc")
	if l.Filtered() != "" || l.Shown() != 30 {
		t.Errorf("esc on the rows leaves %q", l.Filtered())
	}
	hit(l, "/", "P", "enter", "/", "backspace")
	if l.Filtered() != "" || l.Shown() != 30 {
		t.Errorf("backspace leaves %q of what was selected", l.Filtered())
	}
}

func TestGuessesAreSaidToBeGuesses(t *testing.T) {
	l := newList(false)
	l.Set(ports(30))
	hit(l, "/", "P", "1")
	if s := shown(l, 60, 8); strings.Contains(s, "no match") {
		t.Errorf("what was found is called a guess:\n%s", s)
	}
	l.Set([]port{{"P10", "Sydney"}, {"P11", "Perth"}})
	hit(l, "ctrl+u", "s", "d", "n", "y")
	if s := shown(l, 60, 8); !strings.Contains(s, "no match; 1 guess") || !strings.Contains(s, "Sydney") {
		t.Errorf("a guess passes for a match:\n%s", s)
	}
}
