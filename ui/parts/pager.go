package parts

import (
	"sort"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/keys"
	"axdesk/theme"
)

// Pager shows a long text that was rendered before: it scrolls, searches and knows whether its end was seen.
type Pager struct {
	lines  []string
	plain  []string // the lines without styles, for searching; made on the first search
	top    int
	height int
	seen   int  // the last line that was ever in sight, plus one
	total  int  // about how many lines there will be, while only the first of them are there; else 0
	toEnd  bool // and the end was asked for before it was there

	filter Filter
	hits   []int // lines that hold what is looked for, ascending
	hit    int   // index into hits of the one that was gone to last
}

// Begin gives the pager the first lines of a text, so that it can be read while the rest is on its way; total is about how many there
// will be. Until Set brings the whole, its end was not seen.
func (p *Pager) Begin(lines []string, total int) {
	p.Set(lines, false)
	p.total = max(total, len(lines)+1)
}

// Begun tells that the first lines are there, and not yet the whole.
func (p *Pager) Begun() bool { return p.total > 0 }

// Set gives the pager its lines. How far was read stays, as a share, when the same text comes in another width; where the text was begun,
// nothing moves.
func (p *Pager) Set(lines []string, sameText bool) {
	if p.total > 0 {
		p.total = 0
		// Only what was really the beginning counts as seen.
		p.seen = min(p.seen, begins(lines, p.lines))
		if p.toEnd {
			p.top = len(lines)
		}
	} else if sameText && len(p.lines) > 0 {
		p.top = p.top * len(lines) / len(p.lines)
		p.seen = p.seen * len(lines) / len(p.lines)
	} else {
		p.top, p.seen, p.toEnd = 0, 0, false
		p.filter.Clear()
	}
	p.lines, p.plain = lines, nil
	p.mark()
	p.clamp()
}

// begins is how many lines two texts have in common from the first one on.
func begins(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// Typing tells that the search field has the focus.
func (p *Pager) Typing() bool { return p.filter.Open }

// Unread goes back to the first line and forgets what was in sight: somebody else reads from here.
func (p *Pager) Unread() { p.top, p.seen, p.toEnd = 0, 0, false }

// EndSeen tells whether the last line was in sight.
func (p *Pager) EndSeen() bool { return len(p.lines) > 0 && p.total == 0 && p.seen >= len(p.lines) }

// Progress is how much was in sight so far, in percent.
func (p *Pager) Progress() int {
	if len(p.lines) == 0 {
		return 0
	}
	return min(100, 100*p.seen/max(p.total, len(p.lines)))
}

// Hints are a screen's hints as they hold for the text now: an open search has the keys, and back clears it first.
func (p *Pager) Hints(hints []keys.Hint) []keys.Hint {
	if p.filter.Open {
		return p.filter.hints([]keys.Hint{{Action: keys.Choose, Words: "search"}, {Action: keys.Back, Words: "clear"}})
	}
	return p.filter.hints(hints)
}

// Update scrolls or searches; used is false when the key means nothing here.
func (p *Pager) Update(msg tea.Msg, km keys.Map) (used bool) {
	switch m := msg.(type) {
	case tea.PasteMsg:
		if p.filter.Open {
			p.filter.Paste(m.Content)
			p.find(true)
			return true
		}
	case tea.KeyPressMsg:
		return p.key(m, km)
	}
	return false
}

func (p *Pager) key(m tea.KeyPressMsg, km keys.Map) bool {
	k := m.String()
	if p.filter.Open {
		switch {
		case km.Is(k, keys.Back):
			if p.hits = nil; p.filter.Restore() {
				p.mark()
			} else {
				p.filter.Clear()
			}
		case km.Is(k, keys.Choose):
			p.filter.Close()
		case p.filter.Key(m):
			p.find(true)
		}
		return true
	}
	act := km.Any(k, append(moving, keys.Filter, keys.New, keys.Back)...)
	if act != "" {
		p.toEnd = act == keys.Bottom && p.total > 0
	}
	switch act {
	case keys.Up:
		p.top--
	case keys.Down:
		p.top++
	case keys.HalfUp:
		p.top -= max(1, p.height/2)
	case keys.HalfDown:
		p.top += max(1, p.height/2)
	case keys.PageUp:
		p.top -= max(1, p.height-1)
	case keys.PageDown:
		p.top += max(1, p.height-1)
	case keys.Top:
		p.top = 0
	case keys.Bottom:
		p.top = len(p.lines)
	case keys.Filter:
		p.filter.Reopen()
	case keys.New:
		if len(p.hits) == 0 {
			return false
		}
		p.find(false)
	case keys.Back:
		if p.filter.Text() == "" {
			return false
		}
		p.filter.Clear()
		p.hits = nil
	default:
		return false
	}
	p.clamp()
	return true
}

// mark lists the lines that hold what is looked for.
func (p *Pager) mark() {
	p.hits = nil
	want := p.filter.Text()
	if want == "" {
		return
	}
	if p.plain == nil {
		p.plain = make([]string, len(p.lines))
		for i, s := range p.lines {
			p.plain[i] = strings.ToLower(ansi.Strip(s))
		}
	}
	want = strings.ToLower(want)
	for i, s := range p.plain {
		if strings.Contains(s, want) {
			p.hits = append(p.hits, i)
		}
	}
}

// find goes to the first hit at or below the top line, or from the hit in sight to the next one; it wraps around.
func (p *Pager) find(first bool) {
	p.mark()
	if len(p.hits) == 0 {
		return
	}
	// By number and not by line: on the last page several hits are in sight and none of them comes to the top.
	next := p.hit + 1
	if first || p.hit >= len(p.hits) || p.hits[p.hit] < p.top || p.hits[p.hit] >= p.top+p.height {
		next = sort.SearchInts(p.hits, p.top)
	}
	p.hit = next % len(p.hits)
	p.top = p.hits[p.hit]
	p.clamp()
}

func (p *Pager) clamp() {
	p.top = max(0, min(p.top, len(p.lines)-p.height))
}

// View draws the pager into w by h cells.
func (p *Pager) View(w, h int, th *theme.Theme) []string {
	var out []string
	if p.filter.Open || p.filter.Text() != "" {
		note := "nothing found"
		if len(p.hits) > 0 {
			note = Plural(len(p.hits), "line", "lines") + " found, n for the next"
		} else if p.filter.Text() == "" {
			note = "type what to look for"
		}
		out = append(out, Ends(p.filter.View(w/2, th), th.Dim.Render(note), w, th.Glyphs.More))
		h--
	}
	p.height = max(0, h)
	if h < 1 {
		return Clip(out, h+1)
	}
	p.clamp()
	// Only what is drawn counts as seen: a key that scrolls may come before there is room to show where to.
	p.seen = max(p.seen, min(len(p.lines), p.top+h))
	hit := map[int]bool{}
	for _, i := range p.hits {
		hit[i] = true
	}
	for i := p.top; i < min(len(p.lines), p.top+h); i++ {
		s := p.lines[i]
		if hit[i] {
			s = th.Match.Render(ansi.Strip(s))
		}
		out = append(out, Cut(s, w, th.Glyphs.More))
	}
	return out
}
