package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// offersStaleAfter is how old a discovery may be before prices and paths are worth asking for again.
const offersStaleAfter = 10 * time.Minute

// maxCompared is how many candidates stand side by side in 80 columns.
const maxCompared = 4

const (
	askCandidates = "candidates"
	askPrices     = "prices"
)

// Candidates asks which way the connection takes: the candidate services from the port to the destination.
type Candidates struct {
	asker
	follow
	desk    *Desk
	table   *table
	err     error
	list    parts.List[*offerRow]
	sort    int
	marked  []string // keys of rows, in the order in which they were marked
	compare *comparison
	lost    parts.List[price.Discarded]
	reveal  bool // the discarded are in front
	detail  drawn
}

// discovery is what a question for candidates comes back with: the list, and its prices.
type discovery struct {
	list  axon.List[axon.Candidate]
	table *table
}

// NewCandidates makes the screen.
func NewCandidates(d *Desk) *Candidates {
	s := &Candidates{asker: d.newAsker(), desk: d}
	s.list = parts.List[*offerRow]{
		Row:  s.row,
		Text: func(r *offerRow) string { return r.text },
		Key:  func(r *offerRow) string { return r.key },
	}
	s.lost = parts.List[price.Discarded]{
		Row:  s.lostRow,
		Text: func(p price.Discarded) string { return p.Description + " " + p.LocationID + " " + p.Why },
	}
	return s
}

// of names the discovery that this screen is about; a sentence says what is missing for it.
func (s *Candidates) of() (k order.CandidateKey, lacks string) {
	a := s.desk.Walk.Answers
	switch {
	case a.Company == nil:
		return k, "No company is chosen yet, and prices are offered to a company: go back and choose one."
	case a.Placed == nil || a.Placed.GUID == "":
		return k, "There is no port yet for the connection to start from: go back and choose or order one."
	case a.Provider == nil:
		return k, "No destination is chosen yet: go back and choose one."
	}
	return keyOf(s.desk.Walk), ""
}

// keyOf names the discovery that the walk's candidate came from.
func keyOf(w *order.Walk) order.CandidateKey {
	var k order.CandidateKey
	if w.Company != nil {
		k.CompanyID = w.Company.ID
	}
	if w.Placed != nil {
		k.ResourceGUID = w.Placed.GUID
	}
	if w.Provider != nil {
		k.Provider = w.Provider.Type
	}
	return k
}

// ForgetCandidates is for when AXON no longer knows the chosen candidate: the discovery that it came from is
// worth nothing either, so this screen asks anew when it is entered, and finds the same path under its new GUID.
func (d *Desk) ForgetCandidates() order.Change {
	return d.Walk.Learn(func(f *order.Facts) { delete(f.Candidates, keyOf(d.Walk)) })
}

// Init shows what is known, and discovers when nothing is known or what is known has become old.
func (s *Candidates) Init() tea.Cmd {
	s.reveal, s.compare = false, nil
	k, lacks := s.of()
	if lacks != "" || s.waiting() {
		return nil
	}
	l, known := s.desk.Walk.Candidates[k]
	if s.table.current(k, l.At, s.desk.Book) {
		s.fill()
	} else if s.table = nil; known {
		return tea.Batch(s.askPrices(k, l), s.renew(k, l))
	}
	if !known {
		return s.discover(k)
	}
	return s.renew(k, l)
}

// renew discovers again when the list is old; until the answer is there the old one stays on screen.
func (s *Candidates) renew(k order.CandidateKey, l axon.List[axon.Candidate]) tea.Cmd {
	if s.desk.Now.Sub(l.At) <= offersStaleAfter {
		return nil
	}
	return s.discover(k)
}

// discover asks the API and prices the answer in the same command.
func (s *Candidates) discover(k order.CandidateKey) tea.Cmd {
	s.err = nil
	api, book := s.desk.API, s.desk.Book
	return ask(&s.asker, askCandidates, limitRead, func(ctx context.Context) (discovery, error) {
		l, err := api.Candidates(ctx, k.CompanyID, k.ResourceGUID, k.Provider)
		if err != nil {
			return discovery{}, err
		}
		return discovery{l, newTable(k, l, book)}, nil
	})
}

// askPrices prices a list that is known already.
func (s *Candidates) askPrices(k order.CandidateKey, l axon.List[axon.Candidate]) tea.Cmd {
	book := s.desk.Book
	return ask(&s.asker, askPrices, limitRead,
		func(context.Context) (*table, error) { return newTable(k, l, book), nil })
}

// Update takes answers, moves the highlight, marks, compares and chooses.
func (s *Candidates) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[discovery]:
		return s.gotCandidates(m)
	case Answer[*table]:
		// A discovery that came meanwhile is the newer one.
		if fresh(&s.asker, askPrices, m) && m.Err == nil && (s.table == nil || !s.table.at.After(m.Value.at)) {
			s.table = m.Value
			s.fill()
		}
		return nil
	case rested:
		if s.arrived(m) {
			s.shown = s.highlighted()
		}
		return nil
	case tea.KeyPressMsg:
		return s.pressed(m)
	}
	// What isn't a key is a paste, or a filter's answer, which its list tells from another's.
	if s.reveal {
		cmd, _ := s.lost.Update(msg, s.desk.Keys)
		return cmd
	}
	cmd, _ := s.list.Update(msg, s.desk.Keys)
	return tea.Batch(cmd, s.moved(s.id, s.highlighted()))
}

func (s *Candidates) gotCandidates(m Answer[discovery]) tea.Cmd {
	if !fresh(&s.asker, askCandidates, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		if s.table != nil {
			return send(Flash{Text: wire.Sentence(m.Err), Bad: true})
		}
		return nil
	}
	change := s.desk.Walk.Learn(func(f *order.Facts) { f.SetCandidates(m.Value.table.of, m.Value.list) })
	s.table = m.Value.table
	s.fill()
	return send(Changed{change})
}

// fill puts the table into the list, and the highlight on what was chosen before.
func (s *Candidates) fill() {
	first := s.list.Len() == 0
	s.list.Set(s.table.sorted[s.sort])
	s.lost.Set(s.table.discarded)
	var kept []string
	for _, key := range s.marked {
		if s.table.find(key) != nil {
			kept = append(kept, key)
		}
	}
	s.marked = kept
	s.detail = drawn{}
	if c := s.desk.Walk.Candidate; c != nil && first {
		for _, r := range s.table.sorted[0] {
			if r.GUID == c.GUID {
				s.list.SelectKey(r.key)
			}
		}
	}
	s.shown = s.highlighted()
}

func (s *Candidates) highlighted() string {
	if r, ok := s.list.Current(); ok {
		return r.key
	}
	return ""
}

func (s *Candidates) pressed(m tea.KeyPressMsg) tea.Cmd {
	if s.compare != nil {
		return s.comparing(m.String())
	}
	if s.reveal {
		return s.revealing(m)
	}
	cmd, used := s.list.Update(m, s.desk.Keys)
	if used {
		return tea.Batch(cmd, s.moved(s.id, s.highlighted()))
	}
	return tea.Batch(cmd, s.key(m.String()))
}

func (s *Candidates) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Sort, keys.Mark, keys.Compare, keys.Reveal, keys.Raw) {
	case keys.Choose:
		if r, ok := s.list.Current(); ok {
			return s.choose(r)
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if k, lacks := s.of(); lacks == "" && !s.busy(askCandidates) {
			return s.discover(k)
		}
	case keys.Sort:
		return s.nextSort()
	case keys.Mark:
		return s.mark()
	case keys.Compare:
		return s.startCompare()
	case keys.Reveal:
		if s.lost.Len() == 0 {
			return send(Flash{Text: "Nothing was discarded: every candidate has a price."})
		}
		s.reveal = true
	case keys.Raw:
		if r, ok := s.list.Current(); ok {
			return send(ShowRaw{Title: "Candidate " + wire.Short(r.GUID), JSON: r.Raw})
		}
	}
	return nil
}

func (s *Candidates) choose(r *offerRow) tea.Cmd {
	change := s.desk.Walk.SetCandidate(r.Priced)
	s.list.Dirty()
	return tea.Sequence(send(Changed{change}), send(Forward{s.id}))
}

// nextSort goes through the orders. Under a filter the best match stands first, whatever the order.
func (s *Candidates) nextSort() tea.Cmd {
	if s.table == nil {
		return nil
	}
	if s.list.Filtered() != "" {
		return send(Flash{Text: "Under a filter the best match stands first: clear it to sort."})
	}
	s.sort = (s.sort + 1) % len(sortings)
	s.list.Set(s.table.sorted[s.sort])
	return nil
}

func (s *Candidates) mark() tea.Cmd {
	r, ok := s.list.Current()
	if !ok {
		return nil
	}
	s.list.Dirty()
	for i, key := range s.marked {
		if key == r.key {
			s.marked = append(s.marked[:i:i], s.marked[i+1:]...)
			return nil
		}
	}
	if len(s.marked) == maxCompared {
		return send(Flash{Text: "Four candidates are marked, and more don't fit side by side: unmark one first."})
	}
	s.marked = append(s.marked, r.key)
	return nil
}

// View draws the candidates in columns, over what is known of the one at rest under the highlight.
func (s *Candidates) View(w, h int) string {
	d := s.desk
	_, lacks := s.of()
	switch {
	case lacks != "":
		return d.page(d.empty(lacks, w), w, h)
	case s.table == nil && s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case s.table == nil && s.busy(askPrices):
		return d.page(d.loading("Pricing the candidates", s.pending[askPrices], w), w, h)
	case s.table == nil:
		return d.page(d.loading("Discovering the ways to "+d.Walk.Provider.Type, s.asked(), w), w, h)
	case s.compare != nil:
		return s.compare.view(d, w, h)
	case s.reveal:
		return d.stack(w, h, 8, s.lostList, s.lostDetail)
	case s.list.Len() == 0:
		return d.page(d.empty(s.none(), w), w, h)
	}
	return d.stack(w, h, max(9, h*2/5), s.rows, func(w, h int) []string {
		r := s.table.find(s.shown)
		return s.detail.get(s.shown+" "+strconv.FormatBool(s.chosen(r)), w, h, d.Look, func() []string { return s.tell(r, w, h) })
	})
}

// asked is when the question under way was put.
func (s *Candidates) asked() time.Time {
	if at, ok := s.pending[askCandidates]; ok {
		return at
	}
	return s.desk.Now
}

// none says why there is nothing to choose from.
func (s *Candidates) none() string {
	to := axon.Provider{Type: s.table.of.Provider}
	if p := s.desk.Walk.Provider; p != nil {
		to = *p
	}
	text := words.NoWay(s.from(), to, len(s.table.discarded))
	if len(s.table.discarded) > 0 {
		text += " " + s.desk.Keys.Label(keys.Reveal, s.desk.Theme.ASCII) + " shows why."
	}
	return text
}

// from is the short name of where the port stands.
func (s *Candidates) from() string {
	if p := s.desk.Walk.Placed; p != nil && p.LocationID != "" {
		return axon.Facility(p.LocationID)
	}
	if l := s.desk.Walk.Location; l != nil {
		return axon.Facility(l.ID)
	}
	return "the port"
}

// Head is the title, where the highlight is, what was left out, and the age of the offer.
func (s *Candidates) Head() Head {
	h := Head{Title: "Candidates"}
	k, lacks := s.of()
	if lacks != "" {
		return h
	}
	step := " " + s.desk.Theme.Glyphs.Step + " "
	h.Title += " for " + s.from() + step + k.Provider
	switch {
	case s.compare != nil:
		h.Title += step + "compared"
		return h
	case s.table == nil:
		return h
	}
	var notes []string
	if s.reveal {
		h.Title += step + "discarded"
		at, shown, all := s.lost.Position()
		notes = append(notes, words.Counted(at, shown, all, 0))
	} else if at, shown, all := s.list.Position(); all > 0 {
		notes = append(notes, words.Counted(at, shown, all, 0))
	}
	if n := len(s.table.discarded); n > 0 && !s.reveal {
		notes = append(notes, strconv.Itoa(n)+" unpriced")
	}
	if s.table.total > s.table.all {
		notes = append(notes, strconv.Itoa(s.table.all)+" of "+strconv.Itoa(s.table.total)+" shown by the API")
	}
	if s.table.book != nil {
		notes = append(notes, "price book")
	}
	if s.busy(askCandidates) {
		notes = append(notes, "discovering again")
	} else {
		notes = append(notes, words.CoarseAge(s.desk.Now.Sub(s.table.at)))
	}
	h.Note = strings.Join(notes, " "+s.desk.Theme.Glyphs.Dot+" ")
	return h
}

// Typing tells whether a filter is open.
func (s *Candidates) Typing() bool {
	if s.reveal {
		return s.lost.Typing()
	}
	return s.compare == nil && s.list.Typing()
}

// Pace is short while an answer is awaited, else it follows the age of the offer.
func (s *Candidates) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	if s.table != nil {
		return paceAge
	}
	return 0
}
