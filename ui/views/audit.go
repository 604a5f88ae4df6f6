package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Audit lists who did what, the newest first. It reads on as one scrolls, and while a filter finds nothing.
type Audit struct {
	asker
	follow
	desk *Desk
	list parts.List[access.Entry]
	came bool
	more bool // there are older entries
	at   time.Time
	err  error
	note drawn
}

// audited is a part of the audit, the newest entry first.
type audited struct {
	before int64 // what was asked for: entries before this one; 0 for the newest
	rows   []access.Entry
}

const (
	askAudit = "audit"
	// auditPage is how many entries are read at a time, and mostAudit how many are kept: older ones are for the command line.
	auditPage = 200
	mostAudit = 10_000
	auditRows = 7 // lines of the detail under the list
)

// NewAudit makes the screen.
func NewAudit(d *Desk) *Audit {
	s := &Audit{asker: d.newAsker(), desk: d}
	s.list = parts.List[access.Entry]{
		Row:   s.row,
		Group: func(e access.Entry) string { return e.At.Format("Monday, 2 January 2006") },
		Text: func(e access.Entry) string {
			return strings.Join([]string{e.Who, e.What, e.Subject, e.Detail, e.Role, e.From, e.Host, e.Session, e.Key, e.At.Format("2006-01-02 15:04:05")}, " ")
		},
		Key:   auditKey,
		Exact: true, // a wrong guess would lay one's deeds at another's door
		None: func() string {
			if s.more {
				return "Nothing of what was read matches. Older entries are being read."
			}
			return "Nothing matches."
		},
	}
	return s
}

func auditKey(e access.Entry) string { return strconv.FormatInt(e.ID, 10) }

// AuditOff says why the audit can't be read from here; "" when it can.
func (d *Desk) AuditOff() string {
	switch {
	case d.AuditBook == nil:
		return "nothing is audited on a desk of one's own"
	case !d.Person.MayAudit():
		return "only supervisors read it"
	}
	return ""
}

// Init reads the newest entries, each time: everybody writes to it.
func (s *Audit) Init() tea.Cmd {
	if s.desk.AuditOff() != "" || s.busy(askAudit) {
		return nil
	}
	return s.read(0)
}

func (s *Audit) read(before int64) tea.Cmd {
	book := s.desk.AuditBook
	return ask(&s.asker, askAudit, limitRead, func(ctx context.Context) (audited, error) {
		rows, err := book.Audits(ctx, before, auditPage)
		return audited{before, rows}, err
	})
}

// older reads on, where one is near the end of what was read.
func (s *Audit) older() tea.Cmd {
	all := s.list.All()
	if !s.more || s.err != nil || len(all) == 0 || len(all) >= mostAudit || s.busy(askAudit) || !s.list.NearEnd() {
		return nil
	}
	return s.read(all[len(all)-1].ID)
}

// Update takes entries, moves, and reads on.
func (s *Audit) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[audited]:
		return s.got(m)
	case Rewritten:
		return s.Init()
	case rested:
		if e, ok := s.list.Current(); ok && s.arrived(m) {
			s.shown = auditKey(e)
		}
		return nil
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if m, ok := msg.(tea.KeyPressMsg); ok && !used {
		return s.key(m.String())
	}
	if e, ok := s.list.Current(); ok {
		cmd = tea.Batch(cmd, s.moved(s.id, auditKey(e)))
	}
	if _, ok := msg.(Tick); ok {
		return cmd
	}
	return tea.Batch(cmd, s.older())
}

func (s *Audit) got(m Answer[audited]) tea.Cmd {
	if !fresh(&s.asker, askAudit, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		return nil
	}
	old, rows, whole := s.list.All(), m.Value.rows, len(m.Value.rows) == auditPage
	switch {
	case m.Value.before != 0:
		s.more = whole
		rows = append(old[:len(old):len(old)], rows...)
	case !s.came || len(old) == 0 || whole && rows[len(rows)-1].ID > old[0].ID:
		// At the first time, and where more was done since than is read at once.
		s.more, s.at = whole, m.At
	default:
		news := 0
		for news < len(rows) && rows[news].ID > old[0].ID {
			news++
		}
		rows, s.at = append(rows[:news:news], old...), m.At
	}
	s.came = true
	s.list.Set(rows[:min(len(rows), mostAudit)])
	if e, ok := s.list.Current(); ok && s.shown == "" {
		s.shown = auditKey(e)
	}
	return s.older()
}

func (s *Audit) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Next) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		s.err = nil
		return s.Init()
	case keys.Next:
		return send(OpenHere{})
	}
	return nil
}

// own tells whether an entry is of this very session.
func (s *Audit) own(e access.Entry) bool {
	p := s.desk.Person
	return p.Session != "" && e.Session == p.Session && e.Host == p.Host
}

func (s *Audit) row(e access.Entry, w int, selected bool) string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	who := e.Who
	if s.own(e) {
		who += " (you)"
	}
	switch {
	case selected:
		who = th.Selected.Render(who)
	case s.own(e):
		who = th.Accent.Render(who)
	}
	what := e.What
	if e.What == access.Refused {
		what = th.Warn.Render(what)
	}
	whoWidth, subject := 16, 12
	if w >= wideFrom {
		whoWidth, subject = 24, 20
	}
	const clock, whatWidth = 8, 16
	rest := max(4, w-clock-whoWidth-whatWidth-subject-8)
	return parts.Columns(th.Dim.Render(e.At.Format("15:04:05")), parts.Fit(who, whoWidth, more), parts.Fit(what, whatWidth, more),
		parts.Fit(shortSubject(e.Subject, subject), subject, more), parts.Fit(th.Dim.Render(e.Detail), rest, more))
}

// shortSubject is a subject in a column: a GUID by its first characters, anything else as it is.
func shortSubject(s string, w int) string {
	if len(s) == 36 && w < 36 {
		return wire.Short(s)
	}
	return s
}

// View is the list, over all that is known of the highlighted entry.
func (s *Audit) View(w, h int) string {
	d := s.desk
	switch why := d.AuditOff(); {
	case why != "":
		return d.page(d.empty("The audit is who did what and when on this desk. It isn't shown here: "+why+".", w), w, h)
	case !s.came && s.err == nil:
		return d.page(d.loading("Reading the audit", s.pending[askAudit], w), w, h)
	case s.list.Len() == 0 && s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case s.list.Len() == 0:
		return d.page(d.empty("Nobody has done anything yet that the audit keeps.", w), w, h)
	}
	return d.stack(w, h, auditRows, func(w, h int) []string { return s.list.View(w, h, d.Theme) }, s.detail)
}

func (s *Audit) detail(w, h int) []string {
	if s.err != nil {
		return s.desk.trouble(s.err, true, w)
	}
	for _, e := range s.list.InSight() {
		if auditKey(e) == s.shown {
			return s.note.get(s.shown, w, h, s.desk.Look, func() []string { return parts.Sheet(auditFacts(e), w, s.desk.Theme) })
		}
	}
	return nil
}

func auditFacts(e access.Entry) []parts.Fact {
	return []parts.Fact{
		{Name: "Who", Value: join(", ", e.Who, e.Role, e.Key)},
		{Name: "When", Value: e.At.Format("2006-01-02 15:04:05 MST")},
		{Name: "From", Value: join(", ", e.From, prefixed("session ", e.Session), prefixed("host ", e.Host))},
		{Name: "What", Value: join(": ", e.What, e.Subject)},
		{Name: "Detail", Value: e.Detail},
	}
}

func prefixed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// Head is the title, where the highlight is, and when it was read.
func (s *Audit) Head() Head {
	at, shown, all := s.list.Position()
	h := Head{Title: "Audit"}
	switch {
	case all == 0:
		return h
	case s.more && all >= mostAudit:
		h.Note = words.Counted(at, shown, all, 0) + ", older ones by axdesk audit"
	case s.more:
		h.Note = words.Counted(at, shown, all, 0) + " read so far"
	default:
		h.Note = words.Counted(at, shown, all, 0)
	}
	if s.err != nil {
		h.Note = "not read anew: " + h.Note
	} else {
		h.Note += ", read " + words.CoarseAge(s.desk.Now.Sub(s.at))
	}
	return h
}

// Hints are what can be done here.
func (s *Audit) Hints() []keys.Hint {
	off := s.desk.AuditOff()
	return s.list.Hints([]keys.Hint{
		{Action: keys.Filter, Words: "filter", Off: off},
		{Action: keys.Next, Words: "who is here", Off: s.desk.HereOff()},
		{Action: keys.Copy, Words: "copy, export", Off: off},
		{Action: keys.Refresh, Words: "read anew", Off: off},
		{Action: keys.Back, Words: "back"},
	})
}

// Copies are the highlighted entry, and all that the filter lets through, as JSON and as CSV.
func (s *Audit) Copies() []Copy {
	var out []Copy
	if e, ok := s.list.Current(); ok {
		var lines []string
		for _, f := range auditFacts(e) {
			lines = append(lines, f.Name+": "+f.Value)
		}
		out = append(out, some(Copy{"subject", e.Subject})...)
		out = append(out, Copy{"entry", strings.Join(lines, "\n")})
	}
	listed := s.list.Found()
	if len(listed) == 0 {
		return out
	}
	if text, err := access.ExportJSON(listed); err == nil {
		out = append(out, Copy{"listed entries as JSON", string(text)})
	}
	if text, err := access.ExportCSV(listed); err == nil {
		out = append(out, Copy{"listed entries as CSV", string(text)})
	}
	return out
}

// Typing tells whether the filter is open.
func (s *Audit) Typing() bool { return s.list.Typing() }

// Pace is short while entries are read, and a minute for the age.
func (s *Audit) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return paceAge
}
