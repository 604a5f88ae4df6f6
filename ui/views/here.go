package views

import (
	"cmp"
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// Here lists who is at a desk now, on whichever host, and at what.
type Here struct {
	asker
	desk *Desk
	list parts.List[access.Presence]
	came bool
	at   time.Time
	err  error
}

type (
	// OpenAudit asks the root for the audit.
	OpenAudit struct{}
	// OpenHere asks the root for who is here.
	OpenHere struct{}
)

const (
	askHere = "here"
	// hereWithin is how long ago a session was heard of that still counts as here; hereEvery is how often it is asked.
	hereWithin = 15 * time.Second
	hereEvery  = 5 * time.Second
	// hereSilent is longer than a session that is well may seem quiet: it tells of itself as often as it is asked.
	hereSilent = 2*hereEvery + time.Second
)

// NewHere makes the screen.
func NewHere(d *Desk) *Here {
	s := &Here{asker: d.newAsker(), desk: d}
	s.list = parts.List[access.Presence]{
		Row: s.row,
		Text: func(p access.Presence) string {
			return strings.Join([]string{p.Who, p.Role, p.Place, p.Ref, p.From, p.Host, p.Session}, " ")
		},
		Key:   func(p access.Presence) string { return p.Host + " " + p.Session },
		Exact: true,
	}
	return s
}

// HereOff says why it isn't shown who is here; "" when it is.
func (d *Desk) HereOff() string {
	switch {
	case d.AuditBook == nil:
		return "nobody else is on a desk of one's own"
	case d.MayNot() != "":
		return d.MayNot()
	}
	return ""
}

// Init asks who is here.
func (s *Here) Init() tea.Cmd {
	if s.desk.HereOff() != "" || s.busy(askHere) {
		return nil
	}
	book := s.desk.AuditBook
	return ask(&s.asker, askHere, limitRead, func(ctx context.Context) ([]access.Presence, error) { return book.Present(ctx, hereWithin) })
}

// Update takes who is here, asks again with time, and moves.
func (s *Here) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(Answer[[]access.Presence]); ok {
		if fresh(&s.asker, askHere, m) {
			if s.err = m.Err; m.Err == nil {
				s.came, s.at = true, m.At
				s.list.Dirty()
				s.list.Set(m.Value)
			}
		}
		return nil
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	switch m := msg.(type) {
	case Tick:
		s.Began(m.Now)
		s.list.Dirty() // ages
		if m.Now.Sub(s.at) >= hereEvery {
			return tea.Batch(cmd, s.Init())
		}
	case tea.KeyPressMsg:
		if !used {
			return s.key(m.String())
		}
	}
	return cmd
}

func (s *Here) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Next) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.Init()
	case keys.Next:
		if why := s.desk.AuditOff(); why != "" {
			return send(Flash{Text: "The audit isn't shown: " + why + "."})
		}
		return send(OpenAudit{})
	}
	return nil
}

func (s *Here) own(p access.Presence) bool {
	return p.Session != "" && p.Session == s.desk.Person.Session && p.Host == s.desk.Person.Host
}

func (s *Here) row(p access.Presence, w int, selected bool) string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	who := p.Who
	if s.own(p) {
		who += " (you)"
	}
	switch {
	case selected:
		who = th.Selected.Render(who)
	case s.own(p):
		who = th.Accent.Render(who)
	}
	mark, word := theme.MarkReady, "here"
	if quiet := s.desk.Now.Sub(p.Seen); quiet > hereSilent {
		mark, word = theme.MarkUnknown, "silent"
	}
	const ref, ages, state = 9, 8, 8
	whoWidth, host := 20, 0
	if w >= wideFrom {
		whoWidth, host = 28, 26
	}
	rest := max(8, w-ref-ages-state-whoWidth-host-10)
	cells := []string{
		parts.Fit(th.Say(mark, word), state, more), parts.Fit(who, whoWidth, more), parts.Fit(p.Ref, ref, more), parts.Fit(p.Place, rest, more),
	}
	if host > 0 {
		cells = append(cells, parts.Fit(th.Dim.Render(join(" at ", p.From, p.Host)), host-2, more))
	}
	return parts.Columns(append(cells, parts.FitRight(th.Dim.Render(rowAge(s.desk.Now.Sub(p.Since))), ages, more))...)
}

// View is the list.
func (s *Here) View(w, h int) string {
	d := s.desk
	switch why := d.HereOff(); {
	case why != "":
		return d.page(d.empty("It isn't shown who is here: "+why+".", w), w, h)
	case !s.came && s.err == nil:
		return d.page(d.loading("Asking who is here", s.pending[askHere], w), w, h)
	case s.list.Len() == 0 && s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case s.list.Len() == 0:
		return d.page(d.empty("Nobody was heard of in the last 15 seconds.", w), w, h)
	case s.err != nil:
		trouble := d.trouble(s.err, true, w)
		return d.page(append(trouble, s.list.View(w, max(1, h-len(trouble)), d.Theme)...), w, h)
	}
	return d.page(s.list.View(w, h, d.Theme), w, h)
}

// Head is the title and how many are here.
func (s *Here) Head() Head {
	h := Head{Title: "Who is here"}
	if n := s.list.Len(); n > 0 {
		h.Note = parts.Plural(n, "session", "sessions")
	}
	if s.err != nil {
		h.Note = cmp.Or("not asked anew: "+h.Note, h.Note)
	}
	return h
}

// Hints are what can be done here.
func (s *Here) Hints() []keys.Hint {
	return s.list.Hints([]keys.Hint{
		{Action: keys.Filter, Words: "filter", Off: s.desk.HereOff()},
		{Action: keys.Next, Words: "the audit", Off: s.desk.AuditOff()},
		{Action: keys.Copy, Words: "copy", Off: s.desk.HereOff()},
		{Action: keys.Refresh, Words: "ask again", Off: s.desk.HereOff()},
		{Action: keys.Back, Words: "back"},
	})
}

// Copies are the highlighted one's order and address.
func (s *Here) Copies() []Copy {
	p, ok := s.list.Current()
	if !ok {
		return nil
	}
	return some(Copy{"order reference", p.Ref}, Copy{"name", p.Who}, Copy{"address", p.From}, Copy{"session", p.Session})
}

// Typing tells whether the filter is open.
func (s *Here) Typing() bool { return s.list.Typing() }

// Pace is short while an answer is awaited; people come and go.
func (s *Here) Pace() time.Duration {
	if s.waiting() && !s.came {
		return paceLoading
	}
	return hereEvery
}
