package views

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/lines"
	"axdesk/client/triage"
	"axdesk/keys"
	"axdesk/ui/words"
)

// Radius shows the login attempts and the sessions of a line. Online is told apart from accepted, which is a past
// event, and from a session that stands open though nothing was heard of it.
type Radius struct {
	probe
	secret
}

// NewRadius makes the screen.
func NewRadius(d *Desk, id string) *Radius { return &Radius{probe: d.newProbe(id)} }

// Init asks for the status if there is none, or an old one.
func (s *Radius) Init() tea.Cmd { return s.enter(srcRadius) }

// Update takes answers, refreshes with time, and shows the password on a key.
func (s *Radius) Update(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.took(msg); ok {
		return cmd
	}
	switch m := msg.(type) {
	case woken:
		return s.refresh(false, srcRadius)
	case Tick:
		return s.refresh(true, srcRadius)
	case masked:
		s.mask(m)
	case Answer[revealed]:
		return s.uncover(&s.asker, m)
	case tea.KeyPressMsg:
		return s.key(m.String())
	}
	return nil
}

func (s *Radius) key(k string) tea.Cmd {
	if s.scroll(k) {
		return nil
	}
	if cmd := s.leads(k, LineRadius); cmd != nil {
		return cmd
	}
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Reveal, keys.Pin, keys.Raw) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.again(srcRadius)
	case keys.Reveal:
		if s.hidden() == "" {
			return s.reveal(&s.asker, s.desk, "RADIUS password", s.of)
		}
	case keys.Pin:
		return send(Pin{What: LineRadius, ServiceID: s.of})
	case keys.Raw:
		if raw := s.line().Radius.Value.Raw; len(raw) > 0 {
			return send(ShowRaw{Title: s.title("RADIUS"), JSON: raw})
		}
	}
	return nil
}

// Leave cancels what was asked and hides the password.
func (s *Radius) Leave() {
	s.hide()
	s.probe.Leave()
}

// View draws the session, the attempts and the sessions before; below paneBelow columns as a pane.
func (s *Radius) View(w, h int) string {
	d, got := s.desk, &s.line().Radius
	s.small = w < paneBelow
	switch {
	case !got.Known && s.busy(askRadius):
		return d.page(d.loading("Asking AEx for the RADIUS status", s.pending[askRadius], w), w, h)
	case !got.Known && lines.StateWords(got.Err) != "":
		return d.page(d.empty(lines.StateWords(got.Err), w), w, h)
	case !got.Known && got.Err != nil:
		return d.page(d.failure(got.Err, w), w, h)
	case !got.Known:
		return d.page(d.empty("RADIUS has not been asked for yet.", w), w, h)
	}
	draw := s.whole
	if s.small {
		draw = s.pane
	}
	return s.window(s.lines(w, s.bare(s.desk), func() []string { return d.lastKnown(draw(got.Value, w), got.Err, w) }), w, h)
}

// hidden says why there is no password to show; "" when there is one.
func (s *Radius) hidden() string {
	if why := s.desk.Seat.Blind(); why != "" {
		return why
	}
	if s.line().Radius.Value.Password == "" {
		return "no password came"
	}
	return ""
}

// Head is the title, and when RADIUS was asked.
func (s *Radius) Head() Head {
	h := Head{Title: s.title("RADIUS")}
	if got := &s.line().Radius; got.Known {
		h.Note = "asked " + words.CoarseAge(s.desk.Now.Sub(got.At))
	}
	return h
}

// Hints are what can be done here.
func (s *Radius) Hints() []keys.Hint {
	return []keys.Hint{
		{Action: keys.Diagnose, Words: "diagnose"},
		{Action: keys.Device, Words: "device"},
		{Action: keys.Usage, Words: "usage"},
		{Action: keys.Reveal, Words: s.word(), Off: s.hidden()},
		{Action: keys.Pin, Words: "pin"},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "the answer"},
		{Action: keys.Back, Words: "back"},
	}
}

// Copies are the login's name, the address and the sessions for a ticket; never the password.
func (s *Radius) Copies() []Copy {
	got := &s.line().Radius
	if !got.Known {
		return []Copy{{"service id", s.of}}
	}
	v := triage.Session(got.Value, s.desk.Now, triage.DefaultLimits().Session)
	return append(some(Copy{"username", got.Value.Username}, Copy{"IP address", v.Current.IP}, Copy{"session id", v.Current.ID},
		Copy{"service id", s.of}), Copy{"sessions for a ticket", s.text()})
}

// text is the screen in lines, with the login's name alone.
func (s *Radius) text() string {
	r := s.line().Radius.Value
	lines := append([]string{"RADIUS of service " + s.of + ", login " + r.Username}, s.now(r)...)
	return ticketText(append(append(lines, s.attempts(r, 100)...), s.sessions(r, 100)...))
}

// Pace follows the freshness of RADIUS.
func (s *Radius) Pace() time.Duration { return s.pace(srcRadius) }
