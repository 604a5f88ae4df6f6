package parts

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
)

// filterAtOnce is up to how many rows a filter runs within the key press: well under a millisecond. More
// rows are searched in a command, so that the loop never waits.
const filterAtOnce = 1500

// maxTyped bounds what a field takes, whatever is pasted into it.
const maxTyped = 200

// Filter is a one-line field that searches texts fuzzily.
type Filter struct {
	Open bool // it has the focus

	field   textinput.Model
	ready   bool
	was     string // the text that it was opened over, and goes back to; "" where there was none
	whole   bool   // that text is selected: what is typed takes its place
	pending bool
	exact   bool // rows that don't hold the words aren't guessed at
	gen     uint64
	stale   bool  // a text changed while a search was under way
	last    match // what the search before came to; none where it doesn't hold for the texts that there are
}

// texts are what a filter looks at. Both have a text for each row, so that no search has to change the case of all.
type texts struct{ written, lower []string }

func (t *texts) add(text string) {
	t.written, t.lower = append(t.written, text), append(t.lower, strings.ToLower(text))
}

// match is what a search came to.
type match struct {
	pattern string // in lower case
	n       int    // how many texts were looked at
	order   []int  // nil for everything
	held    bool   // these are all that hold the words; else they are guesses, or everything
}

// found is the answer of a search that ran in a command.
type found struct {
	of  *Filter
	gen uint64
	match
}

func (f *Filter) input() *textinput.Model {
	if !f.ready {
		f.field = textinput.New()
		f.field.Prompt = ""
		f.field.CharLimit = maxTyped
		f.field.SetVirtualCursor(false)
		_ = f.field.Focus()
		f.ready = true
	}
	return &f.field
}

// Text is what was typed.
func (f *Filter) Text() string {
	if !f.ready {
		return ""
	}
	return f.field.Value()
}

// SetText puts a text into the field.
func (f *Filter) SetText(s string) {
	f.input().SetValue(s)
	f.input().CursorEnd()
}

// Reopen gives the field the focus. A text that is there stays until another is typed in its place: who asks for a filter
// looks for something else.
func (f *Filter) Reopen() {
	f.Open, f.was = true, f.Text()
	f.whole = f.was != ""
	if f.ready {
		f.input().CursorEnd()
	}
}

// Restore gives the focus back and puts back the text that the field was opened over. It is false where there was none.
func (f *Filter) Restore() bool {
	if !f.Open || f.was == "" {
		return false
	}
	f.SetText(f.was)
	f.Close()
	return true
}

// Close gives the focus back and keeps the text.
func (f *Filter) Close() { f.Open, f.was, f.whole = false, "", false }

// Clear empties the field and gives the focus back.
func (f *Filter) Clear() {
	f.Close()
	f.input().SetValue("")
	f.pending, f.last = false, match{}
	f.gen++
}

// replaced empties the field where its text is selected and what comes takes its place.
func (f *Filter) replaced(by bool) {
	if f.whole && by {
		f.input().SetValue("")
	}
	f.whole = false
}

// Key feeds a key to the field and tells whether the text changed.
func (f *Filter) Key(m tea.KeyPressMsg) bool {
	before := f.Text()
	k := m.String()
	f.replaced(keys.Printable(k) || k == "backspace" || k == "delete")
	*f.input(), _ = f.input().Update(m)
	return f.Text() != before
}

// Paste puts pasted text into the field: one clean line, bounded before anything looks at it.
func (f *Filter) Paste(s string) bool {
	before := f.Text()
	f.replaced(s != "")
	if len(s) > 8*maxTyped {
		s = s[:8*maxTyped]
	}
	*f.input(), _ = f.input().Update(tea.PasteMsg{Content: wire.Clean(s)})
	return f.Text() != before
}

// Search looks for the text: at once where there are few texts (done), else by a command.
func (f *Filter) Search(t texts) (cmd tea.Cmd, order []int, done bool) {
	f.gen++
	if len(t.lower) <= filterAtOnce {
		return nil, f.now(t), true
	}
	f.pending = true
	pattern, gen, exact, last := f.Text(), f.gen, f.exact, f.last
	return func() tea.Msg { return found{of: f, gen: gen, match: search(pattern, t, exact, last)} }, nil, false
}

// now searches within the call. nil means: everything.
func (f *Filter) now(t texts) []int {
	f.pending, f.stale = false, false
	f.gen++
	f.last = search(f.Text(), t, f.exact, f.last)
	return f.last.order
}

func (f *Filter) accept(m found) bool {
	if m.of != f || m.gen != f.gen {
		return false
	}
	f.pending = false
	if f.last = m.match; f.stale {
		f.last, f.stale = match{}, false // it says what was found, and not what would be
	}
	return true
}

// more looks through the texts that have come since the last search, and gives those that match. ok is false where that search doesn't
// tell what the rows before them are: all have to be searched then.
func (f *Filter) more(t texts) (order []int, ok bool) {
	if !f.last.held || f.last.pattern != strings.ToLower(f.Text()) {
		return nil, false
	}
	words := strings.Fields(f.last.pattern)
	for i := f.last.n; i < len(t.lower); i++ {
		if holdsAll(t.lower[i], words) {
			order = append(order, i)
		}
	}
	f.last.n, f.last.order = len(t.lower), append(f.last.order, order...)
	return order, true
}

// changed says that the text of a row is another one now. The rows that are shown stay until the next search.
func (f *Filter) changed(row int, lower string) {
	f.stale = f.stale || f.pending
	if !f.last.held || row >= f.last.n {
		return
	}
	at, was := slices.BinarySearch(f.last.order, row)
	is := holdsAll(lower, strings.Fields(f.last.pattern))
	if was == is {
		return
	}
	f.last.order = slices.Clone(f.last.order) // a search that is under way reads what there was
	if is {
		f.last.order = slices.Insert(f.last.order, at, row)
	} else {
		f.last.order = slices.Delete(f.last.order, at, at+1)
	}
}

// hints are a screen's hints while there is a filter: back clears it first.
func (f *Filter) hints(hints []keys.Hint) []keys.Hint {
	if !f.Open && f.Text() == "" {
		return hints
	}
	return with(hints, keys.Back, func(h *keys.Hint) {
		if h.Words = "clear"; f.Open && f.was != "" {
			h.Words = "as before"
		}
	})
}

// with changes the hint of one action, where there is one, and leaves the list that it was given alone.
func with(hints []keys.Hint, a keys.Action, change func(*keys.Hint)) []keys.Hint {
	out := slices.Clone(hints)
	for i := range out {
		if out[i].Action == a {
			change(&out[i])
		}
	}
	return out
}

// guessed tells that no row holds the words as they were typed: those that are shown are guesses.
func (f *Filter) guessed() bool {
	return !f.pending && !f.last.held && len(f.last.order) > 0 && f.last.pattern == strings.ToLower(f.Text())
}

// View is the field's line.
func (f *Filter) View(w int, th *theme.Theme) string {
	s := th.Accent.Render("/") + " "
	switch {
	case f.whole && f.Open:
		s += th.Selected.Render(f.Text())
	default:
		s += f.Text()
	}
	if f.Open {
		s += th.Accent.Reverse(true).Render(" ")
	}
	return Fit(s, w, th.Glyphs.More)
}

// search gives the indexes that match. Rows that hold every word of the pattern as it stands come in their
// own order, so that groups and sorting stay; only where there are none are rows matched fuzzily, best
// first, unless exact. A person who types "S1" wants S1, not everything with an s and a 1 in it.
// Whoever types on asks for some of what the last search found: then only these are looked at.
func search(pattern string, t texts, exact bool, last match) match {
	m := match{pattern: strings.ToLower(pattern), n: len(t.lower)}
	words := strings.Fields(m.pattern)
	if len(words) == 0 {
		return m
	}
	m.order = make([]int, 0, 64)
	from := 0
	if last.held && strings.HasPrefix(m.pattern, last.pattern) {
		from = last.n
		for _, i := range last.order {
			if holdsAll(t.lower[i], words) {
				m.order = append(m.order, i)
			}
		}
	}
	for i := from; i < len(t.lower); i++ {
		if holdsAll(t.lower[i], words) {
			m.order = append(m.order, i)
		}
	}
	if m.held = len(m.order) > 0 || exact; m.held {
		return m
	}
	for _, one := range fuzzy.Find(strings.Join(words, ""), t.written) {
		m.order = append(m.order, one.Index)
	}
	return m
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
