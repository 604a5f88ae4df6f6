package parts

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// How a list comes to its lines: which rows the filter lets through, by what texts, in which groups. Nothing here looks at all rows
// because of one that came or changed: there may be 100,000.

// Extend gives the list more rows behind those that it has, which are the first of items. What is highlighted and in sight stays.
func (l *List[T]) Extend(items []T) {
	from := len(l.items)
	if from == 0 || len(items) < from || l.Group != nil {
		l.Set(items)
		return
	}
	l.items = items
	switch {
	case l.filter.Text() == "":
		l.index(readAtOnce)
		for i := from; i < len(items); i++ {
			l.put(i)
		}
		if l.cursor < 0 {
			l.step(1, 1)
		}
	case !l.filter.pending:
		l.behind()
	}
}

// behind takes up rows that came after the last search.
func (l *List[T]) behind() {
	l.index(len(l.items))
	if l.filter.Text() == "" || l.filter.last.n == len(l.items) {
		return
	}
	l.filter.exact = l.Exact
	order, ok := l.filter.more(l.texts)
	if !ok || l.Group != nil {
		key := l.currentKey()
		l.relayout()
		l.SelectKey(key)
		return
	}
	for _, i := range order {
		l.put(i)
	}
	if l.cursor < 0 {
		l.step(1, 1)
	}
}

// put adds a row to the lines.
func (l *List[T]) put(item int) {
	l.shown++
	l.lines = append(l.lines, line{item: item, nth: l.shown})
}

// Refilter says that the rows' texts have changed: what the filter looks at is read anew at its next search.
func (l *List[T]) Refilter() {
	l.unread()
	l.Dirty()
}

// Changed says that the text of the row with that key has changed: it alone is read anew.
func (l *List[T]) Changed(key string) {
	l.Dirty()
	if l.Key == nil || l.Text == nil {
		return
	}
	for i := range min(len(l.items), len(l.texts.lower)) {
		if l.Key(l.items[i]) != key {
			continue
		}
		// A search that is under way reads what there was.
		l.texts = texts{slices.Clone(l.texts.written), slices.Clone(l.texts.lower)}
		l.texts.written[i] = l.Text(l.items[i])
		l.texts.lower[i] = strings.ToLower(l.texts.written[i])
		l.filter.changed(i, l.texts.lower[i])
		return
	}
}

// unread forgets the texts, and what was found by them.
func (l *List[T]) unread() {
	l.texts, l.filter.last = texts{}, match{}
	l.filter.stale = l.filter.pending
}

// readAtOnce is how many texts are read when rows come, so that the first key of a filter finds them read: about a millisecond's.
const readAtOnce = 500

// index reads the texts of the rows that weren't read yet, or of so many of them.
func (l *List[T]) index(most int) {
	if l.Text == nil {
		return
	}
	to := min(len(l.items), len(l.texts.lower)+most)
	for i := len(l.texts.lower); i < to; i++ {
		l.texts.add(l.Text(l.items[i]))
	}
}

// typed starts a search off the loop where there are many rows, and at once where there are few.
func (l *List[T]) typed(changed bool) tea.Cmd {
	if !changed {
		return nil
	}
	l.index(len(l.items))
	l.filter.exact = l.Exact
	cmd, order, done := l.filter.Search(l.texts)
	if done {
		l.layout(order)
	}
	return cmd
}

// settle ends a search that is under way, so that enter never chooses from rows of an older filter.
func (l *List[T]) settle() {
	if l.filter.pending {
		l.index(len(l.items))
		l.layout(l.filter.now(l.texts))
	}
}

func (l *List[T]) relayout() {
	if l.filter.Text() == "" {
		l.layout(nil)
		return
	}
	l.index(len(l.items))
	l.filter.exact = l.Exact
	l.layout(l.filter.now(l.texts))
}

// layout makes the lines: all items when order is nil, else those of order, best first. Groups are kept
// together in the order in which their best row comes.
func (l *List[T]) layout(order []int) {
	key := l.currentKey()
	l.cache = nil
	l.lines, l.shown = nil, 0
	switch {
	case l.Group != nil:
		if order == nil {
			order = make([]int, len(l.items))
			for i := range order {
				order[i] = i
			}
		}
		l.group(order)
	case order == nil:
		l.lines = make([]line, 0, len(l.items))
		for i := range l.items {
			l.put(i)
		}
	default:
		l.lines = make([]line, 0, len(order))
		for _, i := range order {
			l.put(i)
		}
	}
	l.cursor, l.top = -1, 0
	l.step(1, 1)
	if l.filter.Text() == "" && key != "" {
		l.SelectKey(key)
	}
}

func (l *List[T]) group(order []int) {
	var names []string
	members := map[string][]int{}
	for _, i := range order {
		g := l.Group(l.items[i])
		if _, ok := members[g]; !ok {
			names = append(names, g)
		}
		members[g] = append(members[g], i)
	}
	for _, g := range names {
		l.lines = append(l.lines, line{item: -1, head: g})
		for _, i := range members[g] {
			l.put(i)
		}
	}
}

// Position says where the highlight is: "3 of 32", or "3 of 5, 32 in all" under a filter.
func (l *List[T]) Position() (at, shown, all int) {
	if l.cursor >= 0 && l.cursor < len(l.lines) {
		at = l.lines[l.cursor].nth
	}
	return at, l.shown, len(l.items)
}
