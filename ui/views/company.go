package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Company asks who pays: the companies that the user may buy for, drawn as their hierarchy.
type Company struct {
	asker
	follow
	desk *Desk
	list parts.List[words.Member]
	pane drawn
	err  error
	// byHand takes a company id where the server doesn't tell who the user is.
	byHand parts.Form
}

const askUser = "user"

const companyID = "company_id"

// NewCompany makes the screen.
func NewCompany(d *Desk) *Company {
	s := &Company{asker: d.newAsker(), desk: d}
	s.list = parts.List[words.Member]{
		Row:  s.row,
		Text: func(m words.Member) string { return m.Name + " " + m.ID + " " + m.ShortName },
		Key:  func(m words.Member) string { return m.ID },
	}
	return s
}

// Init shows what is known of the account, and asks for it once.
func (s *Company) Init() tea.Cmd {
	s.fill()
	if s.desk.Walk.Account == nil && !s.busy(askUser) {
		return s.ask()
	}
	return nil
}

func (s *Company) ask() tea.Cmd {
	s.err = nil
	return ask(&s.asker, askUser, limitRead, s.desk.API.User)
}

// Update takes the answer, moves the highlight, and chooses.
func (s *Company) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[axon.Account]:
		return s.got(m)
	case rested:
		if s.arrived(m) {
			s.shown = s.highlighted()
		}
		return nil
	}
	if s.typesID() {
		return s.updateByHand(msg)
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if used {
		return tea.Batch(cmd, s.moved(s.id, s.highlighted()))
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.key(m.String())
	}
	return cmd
}

func (s *Company) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Raw) {
	case keys.Choose:
		if m, ok := s.list.Current(); ok {
			return s.choose(m.Company)
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if !s.busy(askUser) {
			return s.ask()
		}
	case keys.Raw:
		if a := s.desk.Walk.Account; a != nil {
			return send(ShowRaw{Title: "GET user", JSON: a.Raw})
		}
	}
	return nil
}

func (s *Company) choose(c axon.Company) tea.Cmd {
	change := s.desk.Walk.SetCompany(c)
	return tea.Sequence(send(Changed{change}), send(Forward{s.id}))
}

func (s *Company) got(m Answer[axon.Account]) tea.Cmd {
	if !fresh(&s.asker, askUser, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		s.offerByHand()
		return nil
	}
	change := s.desk.Walk.Learn(func(f *order.Facts) { f.Account = &m.Value })
	s.fill()
	return send(Changed{change})
}

// offerByHand opens a field for the id: the path of the call is not documented, so a server may lack it, and
// a person knows whom they buy for.
func (s *Company) offerByHand() {
	if !s.typesID() {
		return
	}
	s.byHand.Check = func(_, text string) []string {
		if says := words.BadCompanyID(text); says != "" {
			return []string{says}
		}
		return nil
	}
	chosen := ""
	if c := s.desk.Walk.Company; c != nil {
		chosen = c.ID
	}
	s.byHand.Set([]parts.Input{{Name: companyID, Label: "Company id", Required: true}}, map[string]string{companyID: chosen})
}

func (s *Company) typesID() bool { return s.list.Len() == 0 && s.err != nil && axon.Assumed(s.err) }

func (s *Company) updateByHand(msg tea.Msg) tea.Cmd {
	if s.byHand.Update(msg, s.desk.Keys) {
		return nil
	}
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back) {
	case keys.Choose:
		if !s.byHand.Show() {
			id := strings.TrimSpace(s.byHand.Values()[companyID])
			return s.choose(axon.Company{ID: id, Name: id})
		}
	case keys.Back:
		return send(BackMsg{})
	}
	return nil
}

func (s *Company) fill() {
	s.pane = drawn{}
	if a := s.desk.Walk.Account; a != nil {
		s.list.Set(words.Family(a.Companies))
	}
	if chosen := s.desk.Walk.Company; chosen != nil {
		s.list.SelectKey(chosen.ID)
	}
	s.list.Dirty()
	s.shown = s.highlighted()
}

func (s *Company) highlighted() string {
	m, _ := s.list.Current()
	return m.ID
}

func (s *Company) row(m words.Member, w int, selected bool) string {
	th := s.desk.Theme
	indent := 2 * min(m.Depth, 8)
	if s.list.Filtered() != "" {
		indent = 0
	}
	name := parts.Fit(strings.Repeat(" ", indent)+m.Name, max(16, w*2/5), th.Glyphs.More)
	if selected {
		name = th.Selected.Render(name)
	}
	note := ""
	if m.RequiresMFA {
		note = th.Warn.Render(th.Glyphs.Holding + " MFA required")
	}
	if chosen := s.desk.Walk.Company; chosen != nil && chosen.ID == m.ID {
		note = strings.TrimSpace(note + "  " + th.Good.Render(th.Glyphs.Tick+" chosen"))
	}
	left := parts.Columns(name, parts.Fit(m.ID, 10, th.Glyphs.More), th.Dim.Render(words.Roles(m.Company)))
	return parts.Ends(left, note, w, th.Glyphs.More)
}

// View draws the hierarchy and, for the company at rest under the highlight, what buying for it means.
func (s *Company) View(w, h int) string {
	d := s.desk
	switch {
	case s.busy(askUser) && s.list.Len() == 0:
		return strings.Join(d.loading("Asking AXON who you are and whom you may buy for", s.pending[askUser], w), "\n")
	case s.typesID():
		return strings.Join(s.drawByHand(w, h), "\n")
	case s.err != nil && s.list.Len() == 0:
		return strings.Join(d.failure(s.err, w), "\n")
	case s.list.Len() == 0:
		return strings.Join(d.empty("This key's user may buy for no company. NEXTDC or an administrator of your company has to give it access; ask again after that.", w), "\n")
	}
	return d.split(w, h, 9,
		func(w, h int) []string { return s.list.View(w, h, d.Theme) },
		func(w, h int) []string {
			return s.pane.get(s.shown, w, h, d.Look, func() []string { return s.detail(w, h) })
		})
}

func (s *Company) drawByHand(w, h int) []string {
	th := s.desk.Theme
	out := []string{""}
	text := wire.Sentence(s.err) + " The call isn't documented with its path, so type the id of the company that pays: NEXTDC gave it to you with the key."
	for _, line := range parts.Wrap(text, max(10, w-4)) {
		out = append(out, "  "+th.Dim.Render(line))
	}
	out = append(out, "")
	return append(out, s.byHand.View(w, max(1, h-len(out)), th)...)
}

func (s *Company) detail(w, h int) []string {
	a := s.desk.Walk.Account
	if a == nil {
		return nil
	}
	var at axon.Company
	for _, c := range a.Companies {
		if c.ID == s.shown {
			at = c
		}
	}
	if at.ID == "" {
		return nil
	}
	th := s.desk.Theme
	id := at.ID
	if at.ShortName != "" {
		id += " " + th.Glyphs.Dot + " " + at.ShortName
	}
	facts := []parts.Fact{
		{Name: "Pays", Value: "prices are offered to, and purchases billed to, this company"},
		{Name: "Company", Value: id},
		{Name: "Roles", Value: words.RoleNote(at)},
		{Name: "MFA", Value: s.mfa(at, a.User)},
		{Name: "Above", Value: words.NameOf(a.Companies, at.ParentID)},
		{Name: "Below", Value: words.Below(a.Companies, at.ID)},
		{Name: "You", Value: words.WhoIs(a.User, th.Glyphs.Dot)},
	}
	return parts.Clip(append([]string{th.Title.Render(parts.Cut(at.Name, w, th.Glyphs.More))}, parts.Sheet(facts, w, th)...), h)
}

func (s *Company) mfa(c axon.Company, u axon.User) string {
	th := s.desk.Theme
	switch {
	case !c.RequiresMFA:
		return ""
	case u.MFA:
		return "required here; your user has it"
	}
	return th.Warn.Render(th.Glyphs.Holding+" required here") + ", and your user has none: AXON may refuse the order"
}

// Head is the title and where the highlight is.
func (s *Company) Head() Head {
	h := Head{Title: "Company"}
	if at, shown, all := s.list.Position(); all > 0 {
		h.Note = words.Counted(at, shown, all, all)
	}
	return h
}

// Hints are what can be done here.
func (s *Company) Hints() []keys.Hint {
	if s.typesID() {
		return []keys.Hint{{Action: keys.Choose, Words: "buy for this company"}, {Action: keys.Back, Words: "back"}}
	}
	off := ""
	if _, ok := s.list.Current(); !ok {
		off = "no company is highlighted"
	}
	hints := []keys.Hint{
		{Action: keys.Choose, Words: "buy for this one", Off: off},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "raw"},
		{Action: keys.Refresh, Words: "ask again"},
	}
	if s.list.Filtered() != "" || s.list.Typing() {
		// There is no step before this one: back is only for the filter.
		hints = append(hints, keys.Hint{Action: keys.Back, Words: "back"})
	}
	return s.list.Hints(hints)
}

// Copies are the company's id and name.
func (s *Company) Copies() []Copy {
	m, ok := s.list.Current()
	if !ok {
		return nil
	}
	return []Copy{{"company id", m.ID}, {"company", m.Name + " (" + m.ID + ")"}}
}

// Typing tells whether the filter or the field for an id is open.
func (s *Company) Typing() bool { return s.list.Typing() || s.typesID() }

// Pace is short while an answer is awaited.
func (s *Company) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
