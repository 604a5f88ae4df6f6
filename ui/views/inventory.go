package views

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Inventory is what a company has on AXON: its ports and services as AXON lists them, joined with the journal and with what
// staff noted; as a list, or as a tree from the ports over their services to the clouds. The lists tell neither VLANs nor
// chains: services are looked up one by one, behind everything that a person waits for, where rows rest in sight.
type Inventory struct {
	asker
	follow
	desk    *Desk
	list    parts.List[stockItem]
	items   []stockItem // all, as a list
	uses    map[string]inUse
	tree    bool
	wanted  string // the GUID that is highlighted at first; "" is the first row's
	touched bool   // a person has moved the highlight: until then it stays on the first row
	pane    drawn
	anew    int // counts fills, so that the pane is drawn anew
	polls   int // answers of watches that are joined
	err     error
}

const (
	askStock   = "stock "
	askBooks   = "books"
	askAccount = "account"
	askDetail  = "detail"
)

// mostDetails bounds how many services are looked up beyond those in sight: to add up a port, and to find a VLAN.
const mostDetails = 200

// NewInventory makes the screen. A company and a GUID may be given that are to be looked at.
func NewInventory(d *Desk, company, guid string) *Inventory {
	s := &Inventory{asker: d.newAsker(), desk: d, wanted: guid}
	if company != "" {
		d.stock().company, d.stock().chosen = company, true
	}
	s.list = parts.List[stockItem]{
		Row:  s.row,
		Text: func(i stockItem) string { return stockText(d, i, s.use(i)) },
		Key:  stockItem.key,
	}
	return s
}

// Init shows what is known, and asks for what isn't or has changed since.
func (s *Inventory) Init() tea.Cmd {
	if s.desk.stock().settle(s.desk.Walk) {
		s.Leave() // what was asked of another company is no answer to this one
		s.shown = ""
	}
	company := s.desk.stockCompany()
	if company == "" {
		api := s.desk.API
		return ask(&s.asker, askAccount, limitRead, api.User)
	}
	s.fill()
	h := s.desk.holding()
	cmds := []tea.Cmd{s.askBooks()}
	if h.stale || h.ports.Tried.IsZero() || h.services.Tried.IsZero() {
		cmds = append(cmds, s.askLists(company))
	}
	return tea.Batch(append(cmds, s.rest(s.id))...)
}

// askLists asks for both lists. The answers carry whose they are: the company may be another one when they come.
func (s *Inventory) askLists(company string) tea.Cmd {
	s.desk.holding().stale = false
	api := s.desk.API
	return tea.Batch(
		ask(&s.asker, askStock+"ports", limitRead, func(ctx context.Context) (axon.List[axon.Resource], error) { return api.Resources(ctx, company) }),
		ask(&s.asker, askStock+"services", limitRead, func(ctx context.Context) (axon.List[axon.Service], error) { return api.Services(ctx, company) }),
	)
}

func (s *Inventory) askBooks() tea.Cmd {
	j := s.desk.Journal
	return ask(&s.asker, askBooks, limitRead, func(ctx context.Context) (books, error) { return readBooks(ctx, j) })
}

// Update takes answers, moves the highlight, and opens what is done with a thing.
func (s *Inventory) Update(msg tea.Msg) tea.Cmd {
	if cmd, taken := s.answer(msg); taken {
		return cmd
	}
	switch m := msg.(type) {
	case rested:
		if s.arrived(m) {
			s.shown = s.highlighted()
			return s.lookAtRest()
		}
		return nil
	case Tick:
		if polls := s.desk.Watches.Polls(); polls != s.polls {
			s.polls = polls // what is watched has been told anew
			s.fill()
			return s.lookAtRest()
		}
		return nil
	}
	finding := s.list.Typing()
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if used || finding && !s.list.Typing() { // what ends the search does nothing else: a thing found isn't one chosen
		s.touched = true
		return tea.Batch(cmd, s.rest(s.id))
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.key(m.String())
	}
	return cmd
}

func (s *Inventory) answer(msg tea.Msg) (tea.Cmd, bool) {
	h := s.desk.holding()
	switch m := msg.(type) {
	case Answer[axon.Account]:
		if !fresh(&s.asker, askAccount, m) {
			return nil, true
		}
		if s.err = m.Err; m.Err != nil {
			return nil, true
		}
		change := s.desk.Walk.Learn(func(f *order.Facts) { f.Account = &m.Value })
		return tea.Batch(send(Changed{change}), s.Init()), true
	case Answer[axon.List[axon.Resource]]:
		if fresh(&s.asker, askStock+"ports", m) {
			h.ports.Take(m.Value, m.Err, m.At)
			return s.learnt(m.Err, func(f *order.Facts) { f.SetResources(s.desk.stockCompany(), m.Value) }), true
		}
	case Answer[axon.List[axon.Service]]:
		if fresh(&s.asker, askStock+"services", m) {
			h.services.Take(m.Value, m.Err, m.At)
			return s.learnt(m.Err, func(f *order.Facts) { f.SetServices(s.desk.stockCompany(), m.Value) }), true
		}
	case Answer[books]:
		if fresh(&s.asker, askBooks, m) {
			h.books.Take(m.Value, m.Err, m.At)
			s.fill()
		}
	case Answer[axon.Service]:
		if fresh(&s.asker, askDetail, m) {
			return s.gotDetail(m), true
		}
	default:
		return nil, false
	}
	return nil, true
}

// learnt shows what came, and tells the order's screens: a port that is gone must not be offered there.
func (s *Inventory) learnt(err error, keep func(*order.Facts)) tea.Cmd {
	var cmd tea.Cmd
	if c := s.desk.Walk.Company; err == nil && c != nil && c.ID == s.desk.stockCompany() {
		change := s.desk.Walk.Learn(keep)
		cmd = send(Changed{change})
	}
	s.fill()
	return tea.Batch(cmd, s.rest(s.id))
}

// fill joins what is known anew.
func (s *Inventory) fill() {
	s.items = s.desk.stockItems()
	s.uses, s.anew = map[string]inUse{}, s.anew+1
	rows := s.items
	s.list.Group = nil
	if s.tree {
		rows = asTree(rows)
	} else {
		s.list.Group = s.group
	}
	s.list.Set(rows)
	if !s.touched && len(rows) > 0 {
		first := rows[0]
		if at := slices.IndexFunc(rows, func(i stockItem) bool { return s.wanted != "" && i.guid == s.wanted }); at >= 0 {
			first = rows[at]
		}
		s.list.SelectKey(first.key())
		s.shown = s.highlighted()
	}
	if s.shown == "" {
		s.shown = s.highlighted()
	}
}

// use is what stands on a port; worked out when it is first looked at.
func (s *Inventory) use(i stockItem) inUse {
	if i.kind != order.KindPort {
		return inUse{}
	}
	u, ok := s.uses[i.guid]
	if !ok {
		u = useOf(i, s.items)
		s.uses[i.guid] = u
	}
	return u
}

func (s *Inventory) highlighted() string {
	i, ok := s.list.Current()
	if !ok {
		return ""
	}
	return i.key()
}

// current is the highlighted thing; false on a line that only heads others.
func (s *Inventory) current() (stockItem, bool) {
	i, ok := s.list.Current()
	return i, ok && i.kind != 0
}

// lookAtRest looks up the next service of which the details are missing: first those in sight, then, while a port is
// highlighted or something is looked for, the others, since VLANs and ports stand in the details alone.
func (s *Inventory) lookAtRest() tea.Cmd {
	if s.busy(askDetail) {
		return nil
	}
	h := s.desk.holding()
	next := func(rows []stockItem, most int) string {
		for n, i := range rows {
			if n < most && i.kind == order.KindService && i.listed && !i.gone() && h.missing(i.guid) {
				return i.guid
			}
		}
		return ""
	}
	id := next(s.list.InSight(), mostDetails)
	if i, ok := s.current(); id == "" && (ok && i.kind == order.KindPort || s.list.Filtered() != "" || s.tree) {
		id = next(s.items, mostDetails+len(h.ports.Value.Items))
	}
	if id == "" {
		return nil
	}
	api := s.desk.API
	return ask(&s.asker, askDetail, limitRead, func(ctx context.Context) (axon.Service, error) {
		v, err := api.Service(wire.Within(wire.Background(ctx), Shared(freshDetails)), id)
		v.ID = id
		return v, err
	})
}

func (s *Inventory) gotDetail(m Answer[axon.Service]) tea.Cmd {
	s.desk.holding().detail(m.Value.ID).Take(m.Value, m.Err, Came(m.Value.At, m.At))
	s.fill()
	s.list.Refilter()
	return s.lookAtRest()
}

func (s *Inventory) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Tree, keys.Next) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if s.desk.stockCompany() == "" {
			return s.Init()
		}
		return tea.Batch(s.askLists(s.desk.stockCompany()), s.askBooks())
	case keys.Tree:
		s.tree = !s.tree
		s.fill()
		return s.rest(s.id)
	case keys.Next:
		return s.nextCompany()
	}
	i, ok := s.current()
	if !ok {
		return nil
	}
	return s.act(k, i)
}

// act is what is done with one thing.
func (s *Inventory) act(k string, i stockItem) tea.Cmd {
	open := func(what BookScreen, op, off string) tea.Cmd {
		if no := s.desk.refuse(op+" "+i.kind.Word(), i.guid); no != nil {
			return no
		}
		if off != "" {
			return send(Flash{Text: capitalised(off) + ".", Bad: true})
		}
		return send(OpenBook{What: what, GUID: i.guid, Kind: i.kind})
	}
	switch s.desk.Keys.Any(k, keys.Edit, keys.Remove, keys.Note, keys.New, keys.Raw, keys.Choose, keys.Live) {
	case keys.Live:
		if s.desk.Watches.Get(i.guid) != nil {
			return send(ShowWatch{i.guid})
		}
	case keys.Edit:
		return open(BookChange, "change a", i.cantChange())
	case keys.Remove:
		return open(BookEnd, "remove a", i.cantEnd())
	case keys.Note:
		return open(BookNote, "write a note to a", "")
	case keys.New:
		if off := i.cantExtend(); off != "" {
			return send(Flash{Text: capitalised(off) + ".", Bad: true})
		}
		return send(FromPort{CompanyID: s.desk.stockCompany(), Port: i.resource})
	case keys.Choose:
		if i.entry == nil {
			return send(Flash{Text: "The journal of this machine has no order of it: it was ordered elsewhere."})
		}
		return send(OpenBook{What: BookOrder, Ref: i.entry.Ref, Kind: i.kind})
	case keys.Raw:
		raw := ShowRaw{Title: i.kind.Word() + " " + wire.Short(i.guid), JSON: i.service.Raw}
		if i.kind == order.KindPort {
			raw.JSON = i.resource.Raw
		}
		return send(raw)
	}
	return nil
}

// nextCompany looks at the things of the account's next company.
func (s *Inventory) nextCompany() tea.Cmd {
	a := s.desk.Walk.Account
	if a == nil || len(a.Companies) < 2 {
		return nil
	}
	at, id := 0, s.desk.stockCompany()
	for i, c := range a.Companies {
		if c.ID == id {
			at = i + 1
		}
	}
	s.Leave() // what was asked of the company before is no answer to this one
	s.touched = false
	s.desk.stock().company, s.desk.stock().chosen = a.Companies[at%len(a.Companies)].ID, true
	s.shown = ""
	return s.Init()
}

// cantChange says why a thing can't be changed; "" when it can.
func (i stockItem) cantChange() string {
	switch {
	case i.kind == order.KindPort:
		return "a port can't be changed through the API: only services can"
	case !i.listed:
		return "AXON doesn't list it, so it can't be changed from here"
	}
	return i.leaving()
}

// cantEnd says why a thing can't be deleted; "" when it can.
func (i stockItem) cantEnd() string {
	if !i.listed {
		return "AXON doesn't list it, so it can't be deleted from here"
	}
	if i.look.Word == "not removed" {
		return ""
	}
	return i.leaving()
}

// cantExtend says why no connection can be ordered from here; "" when one can.
func (i stockItem) cantExtend() string {
	switch {
	case i.kind != order.KindPort:
		return "a connection starts at a port: highlight one"
	case !i.listed:
		return "AXON doesn't list this port, so nothing can be ordered from it"
	}
	return i.leaving()
}

func (i stockItem) leaving() string {
	switch i.look.Word {
	case words.Removed:
		return "it is off the network"
	case "removing", "not removed":
		return "it is being removed"
	}
	return ""
}

// Head is the title, and how much there is.
func (s *Inventory) Head() Head {
	h := s.desk.holding()
	head := Head{Title: "Inventory"}
	if name := s.desk.companyName(s.desk.stockCompany()); name != "" {
		head.Title += " of " + name
	}
	if !h.ports.Known && !h.services.Known {
		return head
	}
	head.Note = parts.Plural(len(h.ports.Value.Items), "port", "ports") + ", " + parts.Plural(len(h.services.Value.Items), "service", "services")
	if _, shown, all := s.list.Position(); shown != all {
		head.Note = strconv.Itoa(shown) + " found of " + head.Note
	}
	return head
}

// Hints are what can be done here.
func (s *Inventory) Hints() []keys.Hint {
	i, ok := s.current()
	off := func(why string) string {
		if !ok {
			return "nothing is highlighted"
		}
		return why
	}
	shape := "as a tree"
	if s.tree {
		shape = "as a list"
	}
	hints := []keys.Hint{
		{Action: keys.Filter, Words: "find"},
		{Action: keys.Edit, Words: "change", Off: off(s.desk.off(i.cantChange()))},
		{Action: keys.Remove, Words: "delete", Off: off(s.desk.off(i.cantEnd()))},
		{Action: keys.New, Words: "connect this port", Off: off(i.cantExtend())},
		{Action: keys.Note, Words: "note", Off: off(s.desk.MayNot())},
		{Action: keys.Tree, Words: shape},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Choose, Words: "its order", Off: off("")},
		{Action: keys.Raw, Words: "the answer", Off: off("")},
		{Action: keys.Copy, Words: "copy", Off: off("")},
		{Action: keys.Back, Words: "back"},
	}
	if ok && s.desk.Watches.Get(i.guid) != nil {
		hints = append([]keys.Hint{{Action: keys.Live, Words: "hop by hop"}}, hints...)
	}
	if a := s.desk.Walk.Account; a != nil && len(a.Companies) > 1 {
		hints = append(hints, keys.Hint{Action: keys.Next, Words: "next company"})
	}
	return s.list.Hints(hints)
}

// Copies are what names the thing, and all of it for a ticket.
func (s *Inventory) Copies() []Copy {
	i, ok := s.current()
	if !ok {
		return nil
	}
	ref := ""
	if i.entry != nil {
		ref = i.entry.Ref
	}
	return some(Copy{"GUID", i.guid}, Copy{"name", i.name}, Copy{"meet-me", i.resource.MeetMe}, Copy{"order reference", ref},
		Copy{"all of it, for a ticket", s.ticket(i)})
}

// Typing tells whether the filter is open.
func (s *Inventory) Typing() bool { return s.list.Typing() }

// Pace is short while the lists are awaited, and slow otherwise: the screen says how old they are.
func (s *Inventory) Pace() time.Duration {
	switch {
	case s.busy(askStock+"ports") || s.busy(askStock+"services") || s.busy(askAccount):
		return paceLoading
	case s.desk.Watches.Polls() != s.polls || s.desk.Watches.Pending():
		return paceWatch
	case s.desk.holding().ports.Known || s.desk.holding().services.Known:
		return paceAge
	}
	return 0
}
