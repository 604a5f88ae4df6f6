package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// Services lists the customers' lines on AEx: all pages as one list that loads as one scrolls. Rows carry only
// ids, so they are joined with the stored snapshot and with what was looked up; only rows at rest are looked up.
type Services struct {
	asker
	follow
	desk   *Desk
	list   parts.List[aex.Service]
	status string
	into   *LineList // the list that a page was asked for last
	anew   bool      // that page begins it anew
	err    error
	choose *parts.Filter // the status that is being typed; nil while none is

	unnamed               int // rows of which neither name nor address is known: no text finds them
	statusWide, lightWide int // cells that the columns need; no light is known where its is 0
}

const (
	askPage   = "page"
	askFind   = "find"
	askLookup = "look up "
)

// pageSize is how many rows are asked for; the server may give fewer, and pages are counted as answered.
const pageSize = 100

// NewServices makes the screen.
func NewServices(d *Desk) *Services {
	s := &Services{asker: d.newAsker(), desk: d}
	s.list = parts.List[aex.Service]{
		Row:  s.row,
		Text: s.text,
		Key:  func(r aex.Service) string { return r.ID },
		// A wrong customer that looks found is worse than none.
		Exact: true,
		None:  s.nothing,
	}
	return s
}

// Init shows what has come, and asks for the first page if none has.
func (s *Services) Init() tea.Cmd {
	s.fill()
	if l := s.desk.Lines.List(s.status); l.Pages == 0 {
		return tea.Batch(s.more(), s.names())
	}
	return nil
}

// names reads the stored snapshot: it costs no call, and gives most rows their names and addresses.
func (s *Services) names() tea.Cmd {
	feed := s.desk.Lines.Feed
	if feed == nil {
		return nil
	}
	return ask(&s.asker, askStored, limitRead, func(ctx context.Context) (lines.Stored, error) {
		return lines.ReadStored(ctx, feed)
	})
}

// more asks for the next page of the list.
func (s *Services) more() tea.Cmd {
	l := s.desk.Lines.List(s.status)
	if l.Whole || (s.busy(askPage) && s.into == l) {
		return nil
	}
	return s.page(l, l.Pages+1)
}

// page asks for a page. A first one takes the place of what there is when it comes, and not before.
func (s *Services) page(l *LineList, next int) tea.Cmd {
	s.err, s.into, s.anew = nil, l, next == 1
	api, status := s.desk.Lines.API, s.status
	return ask(&s.asker, askPage, limitRead, func(ctx context.Context) (aex.Page[aex.Service], error) {
		return api.Services(ctx, status, next, pageSize)
	})
}

// Update takes pages and look-ups, moves the highlight, and opens a service.
func (s *Services) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[aex.Page[aex.Service]]:
		return s.gotPage(m)
	case Answer[lines.Stored]:
		if fresh(&s.asker, askStored, m) && m.Err == nil {
			s.desk.Lines.LearnStored(m.Value)
			s.fill()
		}
		return nil
	case Answer[lines.Lookup]:
		return s.gotLookup(m)
	case Answer[lines.Sought]:
		return s.gotFound(m)
	case Sized:
		// Other rows may be in sight now.
		return s.rest(s.id)
	case rested:
		if s.arrived(m) {
			s.shown = s.highlighted()
			return s.lookAtRest()
		}
		return nil
	}
	if s.choose != nil {
		return s.typeStatus(msg)
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if used {
		cmds := []tea.Cmd{cmd, s.rest(s.id)}
		if s.list.NearEnd() || s.list.Filtered() != "" {
			cmds = append(cmds, s.more())
		}
		return tea.Batch(cmds...)
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.key(m.String())
	}
	return cmd
}

func (s *Services) key(k string) tea.Cmd {
	open := func(what LineScreen) tea.Cmd {
		if r, ok := s.list.Current(); ok {
			return send(Open{What: what, ServiceID: r.ID})
		}
		return nil
	}
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Status, keys.Diagnose, keys.Create, keys.Changes, keys.Device, keys.Radius, keys.Usage) {
	case keys.Choose:
		if s.list.Shown() == 0 {
			return s.find(s.list.Filtered())
		}
		return open(LineCard)
	case keys.Diagnose:
		return open(LineDiagnose)
	case keys.Device:
		return open(LineDevice)
	case keys.Radius:
		return open(LineRadius)
	case keys.Usage:
		return open(LineUsage)
	case keys.Create:
		if cmd := s.desk.refuse("create a service", ""); cmd != nil {
			return cmd
		}
		return send(Open{What: LineCreate})
	case keys.Changes:
		return send(Open{What: LineChanges})
	case keys.Status:
		s.choose = &parts.Filter{Open: true}
	case keys.Refresh:
		return s.page(s.desk.Lines.List(s.status), 1)
	case keys.Back:
		return send(BackMsg{})
	}
	return nil
}

func (s *Services) gotPage(m Answer[aex.Page[aex.Service]]) tea.Cmd {
	if !fresh(&s.asker, askPage, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		return nil
	}
	l := s.into
	if s.anew {
		*l = LineList{}
	}
	had := len(l.Rows)
	l.Take(m.Value)
	for _, r := range m.Value.Items {
		s.desk.Lines.Seen(r.Status)
	}
	if s.anew || l != s.desk.Lines.List(s.status) || had != s.list.Len() {
		s.fill()
	} else {
		s.measure(l.Rows[had:])
		s.list.Extend(l.Rows)
	}
	if s.list.Filtered() != "" || s.list.NearEnd() {
		// A filter looks at everything: the rest is fetched page by page, behind what a person asks for.
		return tea.Batch(s.more(), s.rest(s.id))
	}
	return s.rest(s.id)
}

// fill takes all rows anew.
func (s *Services) fill() {
	rows := s.desk.Lines.List(s.status).Rows
	s.unnamed, s.lightWide = 0, 0
	s.measure(rows)
	s.list.Set(rows)
	if s.shown == "" {
		s.shown = s.highlighted()
	}
}

func (s *Services) highlighted() string {
	r, _ := s.list.Current()
	return r.ID
}

// lookAtRest looks up the rows in sight that have neither name nor address, one row at a time, behind everything
// that a person waits for.
func (s *Services) lookAtRest() tea.Cmd {
	if s.busy(askLookup) {
		return nil
	}
	for _, r := range s.list.InSight() {
		line := s.desk.Lines.Look(r.ID)
		if line.Snapshot != nil || line.Service.Known || line.Service.Err != nil {
			continue
		}
		api, row := s.desk.Lines.API, r
		return ask(&s.asker, askLookup, limitRead, func(ctx context.Context) (lines.Lookup, error) {
			got := lines.LookUp(wire.Within(wire.Background(ctx), Shared(freshDetails)), api, row)
			return got, got.Err // so that the root hears when AEx can't be reached
		})
	}
	return nil
}

func (s *Services) gotLookup(m Answer[lines.Lookup]) tea.Cmd {
	if !fresh(&s.asker, askLookup, m) || m.Value.ID == "" {
		return nil
	}
	l := s.desk.Lines
	unnamed := l.Unnamed(m.Value.Row) && l.List(s.status).Has(m.Value.ID)
	l.LookedUp(m.Value, m.At)
	if unnamed && !l.Unnamed(m.Value.Row) {
		s.unnamed--
	}
	s.list.Changed(m.Value.ID)
	return s.lookAtRest()
}

// typeStatus takes the status that the list is to be asked for: any text, with those seen offered.
func (s *Services) typeStatus(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.PasteMsg:
		s.choose.Paste(m.Content)
	case tea.KeyPressMsg:
		switch k := m.String(); s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Next) {
		case keys.Back:
			s.choose = nil
		case keys.Next:
			if all := s.offered(); len(all) > 0 {
				s.choose.SetText(all[0])
			}
		case keys.Choose:
			s.status = strings.TrimSpace(s.choose.Text())
			s.choose, s.shown = nil, ""
			return s.Init()
		default:
			s.choose.Key(m)
		}
	}
	return nil
}

// offered are the statuses seen that begin with what was typed, without those that are it already.
func (s *Services) offered() []string {
	var out []string
	typed := strings.ToLower(s.choose.Text())
	for _, one := range s.desk.Lines.Statuses {
		if low := strings.ToLower(one); strings.HasPrefix(low, typed) && low != typed {
			out = append(out, one)
		}
	}
	return out
}

// Head is the title, and honest about how many have come.
func (s *Services) Head() Head {
	title := "Services"
	if s.status != "" {
		title += " with status " + s.status
	}
	l := s.desk.Lines.List(s.status)
	if l.Pages == 0 {
		return Head{Title: title}
	}
	at, shown, all := s.list.Position()
	note := strconv.Itoa(at) + " of " + strconv.Itoa(l.Total)
	if shown != all {
		note = strconv.Itoa(at) + " of " + strconv.Itoa(shown) + " found"
		if s.unnamed > 0 {
			note += ", " + strconv.Itoa(s.unnamed) + " not named yet"
		}
	}
	if !l.Whole {
		note += ", " + strconv.Itoa(all) + " of " + strconv.Itoa(l.Total) + " loaded"
	}
	return Head{Title: title, Note: note}
}

// Hints are what can be done here.
func (s *Services) Hints() []keys.Hint {
	if s.choose != nil {
		return []keys.Hint{{Action: keys.Choose, Words: "list these"}, {Action: keys.Next, Words: "complete"}, {Action: keys.Back, Words: "close"}}
	}
	off, open := "", keys.Hint{Action: keys.Choose, Words: "open"}
	if _, ok := s.list.Current(); !ok {
		off = "no service is highlighted"
		if open.Off = off; s.list.Filtered() != "" {
			open = keys.Hint{Action: keys.Choose, Words: "ask AEx for it"}
		}
	}
	return []keys.Hint{
		open,
		{Action: keys.Diagnose, Words: "diagnose", Off: off},
		{Action: keys.Filter, Words: "find"},
		{Action: keys.Status, Words: "status"},
		{Action: keys.Changes, Words: "changes"},
		{Action: keys.Create, Words: "create", Off: s.desk.MayNot()},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Swap, Words: "to the order"},
	}
}

// Copies are the service's id and what is known of it.
func (s *Services) Copies() []Copy {
	r, ok := s.list.Current()
	if !ok {
		return nil
	}
	out := []Copy{{"service id", r.ID}, {"customer id", r.CustomerID}}
	if name := s.desk.Lines.Name(r); name != "" {
		out = append(out, Copy{"customer", name})
	}
	if a := s.desk.Lines.Address(r.ID); a != "" {
		out = append(out, Copy{"address", a})
	}
	return out
}

// Typing tells whether the filter or the status is being typed.
func (s *Services) Typing() bool { return s.list.Typing() || s.choose != nil }

// Pace is short while a page is awaited, and slow otherwise: the list says how old it is.
func (s *Services) Pace() time.Duration {
	if s.busy(askPage) || s.busy(askFind) {
		return paceLoading
	}
	return 0
}
