package parts

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/theme"
)

// List is a list with a highlight, group heads and a filter, for any number of rows: it draws only what is
// in sight. When the highlight leaves the window it jumps by half a page, since scrolling by single rows
// beside another pane repaints the whole window each time.
type List[T any] struct {
	// Row draws one row in w cells, without the cursor's two. It must not depend on anything but its
	// arguments and what Dirty is called for.
	Row func(item T, w int, selected bool) string
	// Group names the group that a row belongs to; nil for a list without groups. Rows of one group must be
	// next to each other.
	Group func(item T) string
	// Text is what the filter looks at.
	Text func(item T) string
	// Key tells rows apart over a reload, so that the highlight stays on the same one; may be nil.
	Key func(item T) string
	// Exact keeps the filter from guessing: where no row holds the words as they were typed, none is shown. It is
	// for rows that a wrong guess would do harm to, such as customers.
	Exact bool
	// None is the sentence for a filter that finds nothing; nil has the usual one.
	None func() string

	items  []T
	texts  texts // of the first rows; those behind them are read when they are needed
	lines  []line
	shown  int // rows among the lines
	cursor int // index into lines; -1 when no row can be highlighted
	top    int
	height int

	filter Filter
	cache  map[cell]string
	look   theme.Options // that the cache was drawn in
	drawn  []string      // the rows that were in sight last
}

// line is one line of the list: a row, or the head of a group.
type line struct {
	item int // index into items; -1 for a head
	head string
	nth  int // among the rows shown, from 1; 0 for a head
}

type cell struct {
	line, w  int
	selected bool
}

// Set gives the list its rows. The highlight stays on the row with the same key where there is one.
func (l *List[T]) Set(items []T) {
	key := l.currentKey()
	l.items = items
	l.unread()
	// The lines still count the old rows, of which there may have been more.
	l.lines, l.cursor = nil, -1
	if len(items) == 0 {
		// A screen draws a sentence where rows would be: a field that nobody sees must not take its keys.
		l.filter.Clear()
	}
	l.relayout()
	if key != "" {
		l.SelectKey(key)
	}
}

// Dirty says that rows look different now though they are the same.
func (l *List[T]) Dirty() { l.cache = nil }

// Len is the number of rows, filtered or not; Shown is the number that the filter lets through.
func (l *List[T]) Len() int { return len(l.items) }

// All are the rows, filtered or not.
func (l *List[T]) All() []T { return l.items }

// Shown is the number of rows that the filter lets through.
func (l *List[T]) Shown() int { return l.shown }

// Current is the highlighted row.
func (l *List[T]) Current() (T, bool) {
	if l.cursor < 0 || l.cursor >= len(l.lines) || l.lines[l.cursor].item < 0 {
		var none T
		return none, false
	}
	return l.items[l.lines[l.cursor].item], true
}

// SelectKey highlights the row with that key, if it is shown.
func (l *List[T]) SelectKey(key string) bool {
	if l.Key == nil {
		return false
	}
	for i, ln := range l.lines {
		if ln.item >= 0 && l.Key(l.items[ln.item]) == key {
			l.cursor = i
			l.reveal()
			return true
		}
	}
	return false
}

// Typing tells that the filter's field has the focus.
func (l *List[T]) Typing() bool { return l.filter.Open }

// Filtered is the filter's text; "" without one.
func (l *List[T]) Filtered() string { return l.filter.Text() }

// Update moves the highlight or feeds the filter. used is false when the key means nothing here.
func (l *List[T]) Update(msg tea.Msg, km keys.Map) (cmd tea.Cmd, used bool) {
	switch m := msg.(type) {
	case found:
		if l.filter.accept(m) {
			l.layout(m.order)
			l.behind() // of what came while the search ran
		}
		return nil, m.of == &l.filter
	case Clicked:
		return nil, l.click(m)
	case tea.PasteMsg:
		if l.filter.Open {
			return l.typed(l.filter.Paste(m.Content)), true
		}
	case tea.KeyPressMsg:
		return l.key(m, km)
	}
	return nil, false
}

func (l *List[T]) key(m tea.KeyPressMsg, km keys.Map) (tea.Cmd, bool) {
	k := m.String()
	if l.filter.Open {
		switch {
		case km.Is(k, keys.Back):
			if !l.filter.Restore() {
				l.filter.Clear()
			}
			l.relayout()
			return nil, true
		case km.Is(k, keys.Choose):
			// The filter stays on and the field gives the keys back; the same key is then the screen's, to
			// choose the highlighted row.
			l.settle()
			l.filter.Close()
			return nil, false
		case keys.Printable(k) || km.Is(k, keys.HalfUp) || !l.moves(k, km):
			// The usual key for half a page up, ^u, clears a field.
			return l.typed(l.filter.Key(m)), true
		}
	}
	if km.Is(k, keys.Filter) && l.Text != nil && len(l.items) > 0 {
		l.filter.Reopen()
		return nil, true
	}
	if !l.filter.Open && km.Is(k, keys.Back) && l.filter.Text() != "" {
		l.filter.Clear()
		l.relayout()
		return nil, true
	}
	return nil, l.moves(k, km) && l.move(km.Any(k, moving...))
}

var moving = []keys.Action{
	keys.Up, keys.Down, keys.HalfUp, keys.HalfDown, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom,
}

func (l *List[T]) moves(k string, km keys.Map) bool { return km.Any(k, moving...) != "" }

func (l *List[T]) move(a keys.Action) bool {
	half := max(1, l.height/2)
	switch a {
	case keys.Up:
		l.step(-1, 1)
	case keys.Down:
		l.step(1, 1)
	case keys.HalfUp:
		l.step(-1, half)
	case keys.HalfDown:
		l.step(1, half)
	case keys.PageUp:
		l.step(-1, max(1, l.height-1))
	case keys.PageDown:
		l.step(1, max(1, l.height-1))
	case keys.Top:
		l.step(-1, len(l.lines))
	case keys.Bottom:
		l.step(1, len(l.lines))
	default:
		return false
	}
	return true
}

// step moves the highlight by n rows, over heads, and keeps it in the window.
func (l *List[T]) step(dir, n int) {
	for range n {
		at := l.cursor + dir
		for at >= 0 && at < len(l.lines) && l.lines[at].item < 0 {
			at += dir
		}
		if at < 0 || at >= len(l.lines) {
			break
		}
		l.cursor = at
	}
	l.reveal()
}

// reveal scrolls by half a page when the highlight left the window.
func (l *List[T]) reveal() {
	if l.height < 1 {
		return
	}
	half := max(1, l.height/2)
	for l.cursor >= 0 && l.cursor < l.top {
		l.top = max(0, l.top-half)
	}
	for l.cursor >= l.top+l.height {
		l.top += half
	}
	l.top = min(l.top, max(0, len(l.lines)-l.height))
	// A head above the first row is worth its line, unless there is no other.
	if l.height > 1 && l.top > 0 && l.cursor == l.top && l.lines[l.top-1].item < 0 {
		l.top--
	}
}

func (l *List[T]) currentKey() string {
	if it, ok := l.Current(); ok && l.Key != nil {
		return l.Key(it)
	}
	return ""
}

// View draws the list into w by h cells, the filter's line first when there is one.
func (l *List[T]) View(w, h int, th *theme.Theme) []string {
	if l.look != th.Options {
		l.look, l.cache = th.Options, nil
	}
	var out []string
	if l.filter.Open || l.filter.Text() != "" {
		out = append(out, l.filterLine(w, th))
		h--
	}
	if h < 1 {
		return Clip(out, h+1)
	}
	if l.height != h {
		l.height = h
		l.reveal()
	}
	for i := l.top; i < min(len(l.lines), l.top+h); i++ {
		out = append(out, l.draw(i, w, th))
	}
	l.drew(out[max(0, len(out)-max(0, min(len(l.lines), l.top+h)-l.top)):])
	if len(l.lines) == 0 && len(l.items) > 0 && !l.filter.pending {
		out = append(out, l.nothing(w, h, th)...)
	}
	return out
}

// filterLine is the filter's; where it only guesses, it says so: the first row needn't be what was meant.
func (l *List[T]) filterLine(w int, th *theme.Theme) string {
	if !l.filter.guessed() {
		return l.filter.View(w, th)
	}
	note := "no match; " + Plural(l.shown, "guess", "guesses") + " "
	if w < 2*Width(note) {
		return l.filter.View(w, th)
	}
	return Ends(l.filter.View(w-Width(note), th), th.Warn.Render(note), w, th.Glyphs.More)
}

// nothing says that the filter finds nothing, and what to do.
func (l *List[T]) nothing(w, h int, th *theme.Theme) []string {
	if l.None == nil {
		return Clip(Wrap(th.Dim.Render("  Nothing matches. Shorten the text, or clear it to see everything again."), w), h)
	}
	out := []string{""}
	for _, s := range Wrap(l.None(), max(10, w-4)) {
		out = append(out, Cut("  "+th.Dim.Render(s), w, ""))
	}
	return Clip(out, h)
}

func (l *List[T]) draw(i, w int, th *theme.Theme) string {
	c := cell{i, w, i == l.cursor}
	if s, ok := l.cache[c]; ok {
		return s
	}
	ln, s, more := l.lines[i], "", th.Glyphs.More
	room := max(0, w-2)
	switch {
	case ln.item < 0:
		s = Fit(th.Dim.Render(ln.head), w, more)
	case c.selected:
		// The blank is the marker's: it looks the same, and a name behind it needs no colour of its own on the wire.
		s = Cut(th.Selected.Render(th.Glyphs.Cursor+" ")+Fit(l.Row(l.items[ln.item], room, true), room, more), w, "")
	default:
		s = Fit("  "+Fit(l.Row(l.items[ln.item], room, false), room, more), w, "")
	}
	if l.cache == nil || len(l.cache) > 4096 {
		l.cache = map[cell]string{}
	}
	l.cache[c] = s
	return s
}

// Hints are a screen's hints as they hold for the list now: there is nothing to filter in an empty one, and under
// a filter, back clears that first.
func (l *List[T]) Hints(hints []keys.Hint) []keys.Hint {
	if len(l.items) == 0 {
		return with(hints, keys.Filter, func(h *keys.Hint) { h.Off = "the list is empty" })
	}
	return l.filter.hints(hints)
}

// Columns joins cells that are aligned already, with two spaces between them.
func Columns(cells ...string) string { return strings.Join(cells, "  ") }

// OpenFilter gives the filter's field the focus.
func (l *List[T]) OpenFilter() { l.filter.Reopen() }

// ShowFor filters for a text as if it had been typed.
func (l *List[T]) ShowFor(text string) {
	l.filter.SetText(text)
	l.filter.exact = l.Exact
	l.relayout()
}

// InSight gives the rows that were drawn last, in order.
func (l *List[T]) InSight() []T {
	var out []T
	for i := l.top; i < min(len(l.lines), l.top+l.height); i++ {
		if it := l.lines[i].item; it >= 0 {
			out = append(out, l.items[it])
		}
	}
	return out
}

// Found gives the rows that the filter lets through, in order.
func (l *List[T]) Found() []T {
	var out []T
	for _, ln := range l.lines {
		if ln.item >= 0 {
			out = append(out, l.items[ln.item])
		}
	}
	return out
}

// NearEnd tells whether the highlight is within a page of the last row: time to fetch more.
func (l *List[T]) NearEnd() bool { return l.cursor+max(1, l.height) >= len(l.lines)-1 }
