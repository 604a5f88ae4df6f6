package views

import (
	"strconv"
	"strings"

	"axdesk/client/price"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// minPath is what the path's column wants at least; minWords the description's, which only stands where all
// else has its room.
const (
	minPath  = 8
	minWords = 34
)

// maxTiers bounds how many volumes of a path are told in a sentence.
const maxTiers = 12

// margin is before the columns: the list's cursor, what was chosen, and what was marked.
const margin = 5

// layout gives each column its width in w cells. Money is never cut for the sake of words.
func (s *Candidates) layout(w int) widths {
	c := s.table.cols
	longest := c.path
	if c.volume > 0 {
		c.volume = max(c.volume, len("Volume"))
	}
	c.place, c.diverse = max(c.place, len("At")+1), max(c.diverse, len("Diversity")+1)
	c.once, c.amount = max(c.once, parts.Width(s.headOnce())), max(c.amount, parts.Width(s.headAmount())+1)
	c.term = max(c.term, len("Term"))
	room := w - c.place - c.diverse - c.once - c.amount - c.term - 5*2
	if c.volume > 0 {
		room -= c.volume + 2
	}
	c.path, c.words = room, 0
	switch {
	case room < minPath:
		c.path = 0
	case room-longest-2 >= minWords:
		c.path, c.words = longest, room-longest-2
	}
	return c
}

// texts are the cells of one line of the table.
type texts struct{ place, diverse, path, words, volume, once, amount, term string }

// line joins the columns that have any width: words at the left of theirs, numbers at the right.
func (c widths) line(t texts, more string) string {
	var out []string
	add := func(fit func(string, int, string) string, text string, w int) {
		if w > 0 {
			out = append(out, fit(text, w, more))
		}
	}
	add(parts.Fit, t.place, c.place)
	add(parts.Fit, t.diverse, c.diverse)
	add(parts.Fit, t.path, c.path)
	add(parts.Fit, t.words, c.words)
	add(parts.FitRight, t.volume, c.volume)
	add(parts.FitRight, t.once, c.once)
	add(parts.FitRight, t.amount, c.amount)
	add(parts.Fit, t.term, c.term)
	return parts.Columns(out...)
}

func (s *Candidates) headOnce() string { return strings.TrimSpace("Once " + s.unit()) }

// headAmount doesn't say "monthly" over unit prices whose period the API leaves open.
func (s *Candidates) headAmount() string {
	if s.table.usage {
		return strings.TrimSpace("Unit price " + s.unit())
	}
	return strings.TrimSpace("Monthly " + s.unit())
}

func (s *Candidates) unit() string { return s.desk.currency(price.Quote{Currency: s.table.currency}) }

// rows draws the columns' head and the candidates, and says when the offers have become old.
func (s *Candidates) rows(w, h int) []string {
	th := s.desk.Theme
	var out []string
	if old := s.desk.Now.Sub(s.table.at); old > offersStaleAfter && h > 4 {
		out = append(out, parts.Cut(th.Ink(theme.MarkHolding).Render(th.Glyphs.Holding+" These offers are "+words.Age(old)+" old.")+" "+
			s.desk.press(keys.Refresh, "discovers them again."), w, th.Glyphs.More))
	}
	if h > 2 {
		out = append(out, parts.Cut(strings.Repeat(" ", margin)+th.Dim.Render(s.heads(w-margin)), w, th.Glyphs.More))
	}
	return append(out, s.list.View(w, h-len(out), th)...)
}

// heads names the columns; an arrow stands at the one that sorts.
func (s *Candidates) heads(w int) string {
	th := s.desk.Theme
	t := texts{"At", "Diversity", "Path", "Description", "Volume", s.headOnce(), s.headAmount(), "Term"}
	if s.list.Filtered() == "" {
		*[]*string{&t.amount, &t.diverse, &t.path, &t.place}[s.sort] += th.Glyphs.Up
	}
	return s.layout(w).line(t, th.Glyphs.More)
}

// row draws one candidate: what was chosen, what is marked, then the columns.
func (s *Candidates) row(r *offerRow, w int, selected bool) string {
	th := s.desk.Theme
	chosen, marked := " ", " "
	if s.chosen(r) {
		chosen = th.Good.Render(th.Glyphs.Tick)
	}
	if s.isMarked(r.key) {
		marked = th.Accent.Render(th.Glyphs.Bullet)
	}
	c := s.layout(w - margin + 2)
	t := texts{
		place: r.place, diverse: words.Diversity(r.DiversityIndex), path: s.path(r, c.path), words: r.Description,
		volume: r.volume, once: r.once, amount: r.amount, term: price.TermCell(r.Quote.Term),
	}
	lead := chosen + marked + " "
	if selected {
		t.place = th.Selected.Render(t.place)
		if strings.TrimSpace(lead) == "" {
			lead = th.Selected.Render(lead) // blanks of the same ink are one run on the wire
		}
	}
	return lead + c.line(t, th.Glyphs.More)
}

// path draws a chain in w cells: in the fullest form that every row has room for, so that rows compare.
func (s *Candidates) path(r *offerRow, w int) string {
	g := s.desk.Theme.Glyphs
	switch {
	case s.table.cols.path <= w:
		return pathText(r.Chain, true, g)
	case s.table.cols.shortPath <= w:
		return pathText(r.Chain, false, g)
	}
	return placesText(r.Chain, g)
}

func (s *Candidates) chosen(r *offerRow) bool {
	c := s.desk.Walk.Candidate
	return c != nil && r != nil && c.GUID == r.GUID
}

func (s *Candidates) isMarked(key string) bool {
	for _, k := range s.marked {
		if k == key {
			return true
		}
	}
	return false
}

// tell draws all that is known of the candidate at rest under the highlight.
func (s *Candidates) tell(r *offerRow, w, h int) []string {
	if r == nil {
		return nil
	}
	d := s.desk
	th := d.Theme
	title := th.Title.Render(r.Description)
	if s.chosen(r) {
		title = parts.Ends(title, th.Good.Render(th.Glyphs.Tick+" chosen"), w, th.Glyphs.More)
	}
	out := []string{title}
	out = append(out, parts.Chain(links(r.Chain), w, th)...)
	facts := []parts.Fact{
		{Name: "Price", Value: d.priced(r.Quote)},
		{Name: "Diversity", Value: s.egress(r)},
		{Name: "Volume", Value: s.volumes(r)},
		{Name: "SKU", Value: strings.TrimSpace(r.SKU.Code + " " + r.SKU.Description)},
		{Name: "GUID", Value: wire.Short(r.GUID) + th.Glyphs.Ellipsis + "  one-time, for this session only"},
	}
	hops := s.hops(r)
	// With room to spare each hop has a line of its own; else they follow the facts, and a small window cuts them.
	if h >= len(out)+len(facts)+len(hops)+2 {
		for _, hop := range hops {
			facts = append(facts, parts.Fact{Name: hop[0], Value: hop[1]})
		}
	} else {
		var all []string
		for _, hop := range hops {
			all = append(all, hop[1])
		}
		facts = append(facts, parts.Fact{Name: "Hops", Value: strings.Join(all, "; ")})
	}
	return parts.Clip(append(out, parts.Sheet(facts, w, th)...), h)
}

// hops names every hop with the location that it stands at.
func (s *Candidates) hops(r *offerRow) [][2]string {
	chain := r.Chain[:min(len(r.Chain), maxHops)]
	out := make([][2]string, len(chain))
	for i, hop := range chain {
		out[i] = [2]string{"Hop " + strconv.Itoa(i+1), hop.Provider + " at " + words.PlaceName(&s.desk.Walk.Facts, hop.LocationID)}
	}
	return out
}

func (s *Candidates) egress(r *offerRow) string {
	return words.Diversity(r.DiversityIndex) + " egress of " + r.ServiceType + " at " + words.PlaceName(&s.desk.Walk.Facts, r.LocationID)
}

// volumes says which volume the price is for and at which others the same path is offered. The API gives
// volumes no unit, so none is shown.
func (s *Candidates) volumes(r *offerRow) string {
	if r.volume == "" {
		return ""
	}
	text := r.volume + ", as the API gives it"
	var others []string
	for _, t := range r.tiers[:min(len(r.tiers), maxTiers)] {
		if t.GUID != r.GUID {
			others = append(others, t.Quote.Volume+" for "+s.desk.money(t.Quote.Monthly, t.Quote))
		}
	}
	if len(others) > 0 {
		text += "; the same path at " + strings.Join(others, ", ")
	}
	return text
}

// Hints are what can be done here.
func (s *Candidates) Hints() []keys.Hint {
	switch {
	case s.compare != nil:
		return []keys.Hint{
			{Action: keys.Choose, Words: "choose"},
			{Action: keys.Right, Words: "next"},
			{Action: keys.Left, Words: "previous"},
			{Action: keys.Down, Words: "scroll"},
			{Action: keys.Back, Words: "back to the list"},
			{Action: keys.Copy, Words: "copy"},
		}
	case s.reveal:
		return s.lost.Hints([]keys.Hint{
			{Action: keys.Reveal, Words: "back to the offers"},
			{Action: keys.Filter, Words: "filter"},
			{Action: keys.Back, Words: "back"},
			{Action: keys.Copy, Words: "copy"},
		})
	}
	none, few, sorted, mark := "", "", "", "mark"
	if r, ok := s.list.Current(); !ok {
		none = "no candidate is highlighted"
	} else if s.isMarked(r.key) {
		mark = "unmark"
	}
	if len(s.marked) < 2 {
		few = "mark two to four first"
	}
	switch {
	case s.list.Len() < 2:
		sorted = "there is nothing to sort"
	case s.list.Filtered() != "":
		sorted = "under a filter the best match stands first"
	}
	discarded := ""
	if s.lost.Len() == 0 {
		discarded = "nothing was discarded"
	}
	return s.list.Hints([]keys.Hint{
		{Action: keys.Choose, Words: "choose", Off: none},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Mark, Words: mark, Off: none},
		{Action: keys.Compare, Words: "compare", Off: few},
		{Action: keys.Sort, Words: "sort by " + sortings[(s.sort+1)%len(sortings)].name, Off: sorted},
		{Action: keys.Reveal, Words: "discarded", Off: discarded},
		{Action: keys.Back, Words: "back"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Refresh, Words: "discover again"},
		{Action: keys.Raw, Words: "raw answer", Off: none},
	})
}

// Copies are the candidate's GUID, its path and its price.
func (s *Candidates) Copies() []Copy {
	if s.reveal {
		p, ok := s.lost.Current()
		if !ok {
			return nil
		}
		return []Copy{{"why it was discarded", p.Description + ": " + p.Why}, {"candidate GUID", p.GUID}}
	}
	r, ok := s.list.Current()
	if s.compare != nil {
		r, ok = s.compare.rows[s.compare.at], true
	}
	if !ok {
		return nil
	}
	return []Copy{
		{"candidate GUID", r.GUID},
		{"description", r.Description},
		{"path", pathText(r.Chain, true, s.desk.Theme.Glyphs)},
		{"price", s.desk.priced(r.Quote)},
	}
}
