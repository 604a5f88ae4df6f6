package parts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"axdesk/keys"
)

// counted is a list that counts how often a row's text is read.
func counted(read *int, name func(i int) string) *List[int] {
	return &List[int]{
		Row:   func(i, w int, _ bool) string { return Fit(name(i), w, "") },
		Key:   func(i int) string { return fmt.Sprint(i) },
		Text:  func(i int) string { *read++; return name(i) },
		Exact: true,
	}
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// follow types, and hands the list the answers of its searches.
func follow(l *List[int], names ...string) {
	for _, name := range names {
		if cmd, _ := l.Update(strike(name), keys.Default()); cmd != nil {
			l.Update(cmd(), keys.Default())
		}
	}
}

// TestRowsThatComeAreReadOnce: a page that comes, under a filter or not, has only its own rows read, and moves nothing.
func TestRowsThatComeAreReadOnce(t *testing.T) {
	read := 0
	l := counted(&read, func(i int) string { return fmt.Sprint("row ", i) })
	l.Set(upTo(3000))
	l.View(30, 10, plainTheme())
	follow(l, "/", "7", "down", "down")
	if read != 3000 {
		t.Fatalf("%d texts of 3000 were read", read)
	}
	at, _ := l.Current()
	for n := 3100; n <= 4000; n += 100 {
		read = 0
		if l.Extend(upTo(n)); read != 100 {
			t.Errorf("%d texts were read for 100 rows more", read)
		}
	}
	if now, _ := l.Current(); now != at {
		t.Errorf("the highlight went from %d to %d", at, now)
	}
	want := slices.DeleteFunc(upTo(4000), func(i int) bool { return !strings.Contains(fmt.Sprint(i), "7") })
	if !slices.Equal(l.Found(), want) {
		t.Errorf("%d rows are found, want %d", len(l.Found()), len(want))
	}
	read = 0
	follow(l, "8")
	if l.Changed("78"); read != 1 {
		t.Errorf("%d texts were read for a key and a row that changed, want that row's", read)
	}
	follow(l, "esc")
	if at, shown, all := l.Position(); shown != 4000 || all != 4000 || at == 0 {
		t.Errorf("without the filter: %d of %d, %d in all", at, shown, all)
	}
}

// TestTypingOnLooksAtWhatWasFound: rows that the last search left out aren't looked at again.
func TestTypingOnLooksAtWhatWasFound(t *testing.T) {
	var all texts
	for i := range 100 {
		all.add(fmt.Sprint("Row ", i))
	}
	last := match{pattern: "row", n: 100, order: []int{1, 12, 50}, held: true} // as if only these held it
	if got := search("ROW 1", all, true, last); !slices.Equal(got.order, []int{1, 12}) {
		t.Errorf("found %v", got.order)
	}
	if got := search("ow", all, true, last); len(got.order) != 100 {
		t.Errorf("another pattern finds %d", len(got.order))
	}
	last.n = 90 // the rest came later
	if got := search("row 9", all, true, last); !slices.Equal(got.order, []int{90, 91, 92, 93, 94, 95, 96, 97, 98, 99}) {
		t.Errorf("of rows that came later %v", got.order)
	}
}

// TestAListShowsWhatAFreshOneWould, whatever came, changed and was typed before, and however late a search answers.
func TestAListShowsWhatAFreshOneWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		renamed := map[int]bool{}
		name := func(i int) string {
			if renamed[i] {
				return fmt.Sprint("new ", i)
			}
			return fmt.Sprint("row ", i)
		}
		read := 0
		l, n := counted(&read, name), rapid.IntRange(filterAtOnce-50, filterAtOnce+50).Draw(t, "rows")
		l.Set(upTo(n))
		var late []tea.Cmd
		for _, do := range rapid.SliceOfN(rapid.SampledFrom([]string{"/", "1", "2", "w", "backspace", "esc", "more", "rename", "answer"}), 0, 25).Draw(t, "steps") {
			switch do {
			case "more":
				n += 20
				l.Extend(upTo(n))
			case "rename":
				i := rapid.IntRange(0, n-1).Draw(t, "row")
				renamed[i] = true
				l.Changed(fmt.Sprint(i))
			case "answer":
				if len(late) > 0 {
					l.Update(late[0](), keys.Default())
					late = late[1:]
				}
			default:
				if cmd, _ := l.Update(strike(do), keys.Default()); cmd != nil {
					late = append(late, cmd)
				}
			}
		}
		// Names that changed are looked for at the next key.
		l.OpenFilter()
		for _, k := range []string{"1", "0"} {
			if cmd, _ := l.Update(strike(k), keys.Default()); cmd != nil {
				late = append(late, cmd)
			}
		}
		for _, cmd := range late {
			l.Update(cmd(), keys.Default())
		}
		fresh := counted(&read, name)
		fresh.Set(upTo(n))
		fresh.ShowFor(l.Filtered())
		if !slices.Equal(l.Found(), fresh.Found()) {
			t.Fatalf("%q shows %d rows, want %d", l.Filtered(), len(l.Found()), len(fresh.Found()))
		}
	})
}

// BenchmarkHundredThousand is a key of each kind over 100 and over 100,000 rows, with its frame: it is to cost the same, but for the filter,
// whose search runs beside the event loop.
func BenchmarkHundredThousand(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		read := 0
		l := counted(&read, func(i int) string {
			return fmt.Sprint("AX-", i*7919%100_000, " Customer, Main Road ", i, ", Sandton, Johannesburg, Active")
		})
		l.Set(upTo(n))
		th := plainTheme()
		l.View(118, 34, th)
		b.Run(fmt.Sprint("Move/", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				l.Update(strike([]string{"down", "up"}[i%2]), keys.Default())
				l.Position()
				l.View(118, 34, th)
			}
		})
		b.Run(fmt.Sprint("Page/", n), func(b *testing.B) {
			for b.Loop() {
				l.Update(strike("pgdown"), keys.Default())
				l.View(118, 34, th)
			}
		})
		follow(l, "/", "1")
		for _, keys := range [][]string{{"2", "backspace"}} {
			b.Run(fmt.Sprint("Filter/", n), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					follow(l, keys[i%2])
					l.View(118, 34, th)
				}
			})
		}
		follow(l, "esc")
	}
}

// TestARowThatChangesWhileASearchRuns is found at the next key, though the search has read what it was.
func TestARowThatChangesWhileASearchRuns(t *testing.T) {
	t.Parallel()
	read, renamed := 0, false
	l := counted(&read, func(i int) string {
		switch {
		case i == 7 && renamed:
			return "found late"
		case i == 7:
			return "lost" // nothing of what is looked for
		}
		return fmt.Sprint("row f", i)
	})
	l.Set(upTo(many))
	follow(l, "/")
	search, _ := l.Update(strike("f"), keys.Default())
	answer := search()
	renamed = true
	l.Changed("7")
	l.Update(answer, keys.Default())
	follow(l, "o", "u")
	if got := l.Found(); len(got) != 1 || got[0] != 7 {
		t.Errorf("%d rows are found", len(got))
	}
	renamed = false
	l.Changed("7")
	follow(l, "n")
	if got := l.Found(); len(got) != 0 {
		t.Errorf("a row whose text is another now is still found: %v", got)
	}
}
