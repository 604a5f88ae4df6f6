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
	pending bool
	exact   bool // rows that don't hold the words aren't guessed at
	gen     uint64
}

// found is the answer of a search that ran in a command.
type found struct {
	of    *Filter
	gen   uint64
	order []int
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

// Clear empties the field and gives the focus back.
func (f *Filter) Clear() {
	f.input().SetValue("")
	f.Open, f.pending = false, false
	f.gen++
}

// Key feeds a key to the field and tells whether the text changed.
func (f *Filter) Key(m tea.KeyPressMsg) bool {
	before := f.Text()
	*f.input(), _ = f.input().Update(m)
	return f.Text() != before
}

// Paste puts pasted text into the field: one clean line, bounded before anything looks at it.
func (f *Filter) Paste(s string) bool {
	before := f.Text()
	if len(s) > 8*maxTyped {
		s = s[:8*maxTyped]
	}
	*f.input(), _ = f.input().Update(tea.PasteMsg{Content: wire.Clean(s)})
	return f.Text() != before
}

// Search looks for the text in texts: at once where these are few (done), else by a command.
func (f *Filter) Search(texts []string) (cmd tea.Cmd, order []int, done bool) {
	f.gen++
	if len(texts) <= filterAtOnce {
		return nil, f.now(texts), true
	}
	f.pending = true
	pattern, gen, exact := f.Text(), f.gen, f.exact
	return func() tea.Msg { return found{of: f, gen: gen, order: search(pattern, texts, exact)} }, nil, false
}

// now searches within the call. nil means: everything.
func (f *Filter) now(texts []string) []int {
	f.pending = false
	f.gen++
	return search(f.Text(), texts, f.exact)
}

func (f *Filter) accept(m found) bool {
	if m.of != f || m.gen != f.gen {
		return false
	}
	f.pending = false
	return true
}

// hints are a screen's hints while there is a filter: back clears it first.
func (f *Filter) hints(hints []keys.Hint) []keys.Hint {
	if !f.Open && f.Text() == "" {
		return hints
	}
	return with(hints, keys.Back, func(h *keys.Hint) { h.Words = "clear" })
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

// View is the field's line.
func (f *Filter) View(w int, th *theme.Theme) string {
	s := th.Accent.Render("/") + " " + f.Text()
	if f.Open {
		s += th.Accent.Reverse(true).Render(" ")
	}
	return Fit(s, w, th.Glyphs.More)
}

// search gives the indexes that match. Rows that hold every word of the pattern as it stands come in their
// own order, so that groups and sorting stay; only where there are none are rows matched fuzzily, best
// first, unless exact. A person who types "S1" wants S1, not everything with an s and a 1 in it.
func search(pattern string, texts []string, exact bool) []int {
	words := strings.Fields(strings.ToLower(pattern))
	if len(words) == 0 {
		return nil
	}
	out := make([]int, 0, len(texts))
	for i, t := range texts {
		if holdsAll(strings.ToLower(t), words) {
			out = append(out, i)
		}
	}
	if len(out) > 0 || exact {
		return out
	}
	for _, m := range fuzzy.Find(strings.Join(words, ""), texts) {
		out = append(out, m.Index)
	}
	return out
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
