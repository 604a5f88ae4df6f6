package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/triage"
	"axdesk/keys"
)

// Diagnose says what is most likely wrong with a line, who owns it, and from what. It is done anew with each answer.
type Diagnose struct {
	probe
	input   triage.Input
	verdict triage.Verdict
	judged  int      // how often, so far
	around  bool     // the area was asked about
	looked  []string // the other services that were looked at, by id
}

// NewDiagnose makes the screen.
func NewDiagnose(d *Desk, id string) *Diagnose {
	s := &Diagnose{probe: d.newProbe(id)}
	s.judge()
	return s
}

func (s *Diagnose) shows() []source { return []source{srcService, srcDevice, srcRadius, srcUsage} }

// Init asks for what is missing or old, all at once.
func (s *Diagnose) Init() tea.Cmd {
	s.around = false
	cmd := tea.Batch(s.enter(s.shows()...), s.askAround())
	s.judge()
	return cmd
}

// Update takes answers and diagnoses anew.
func (s *Diagnose) Update(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.gotAround(msg); ok {
		s.judge()
		return cmd
	}
	if cmd, ok := s.took(msg); ok {
		cmd = tea.Batch(cmd, s.askAround())
		s.judge()
		return cmd
	}
	switch m := msg.(type) {
	case woken:
		cmd := s.refresh(false, s.shows()...)
		s.judge()
		return cmd
	case Tick:
		s.judge() // ages have grown
	case tea.KeyPressMsg:
		return s.key(m.String())
	}
	return nil
}

func (s *Diagnose) key(k string) tea.Cmd {
	if s.scroll(k) {
		return nil
	}
	if cmd := s.leads(k, LineDiagnose); cmd != nil {
		return cmd
	}
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Live) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		s.around = false
		return tea.Batch(s.again(s.shows()...), s.askAround())
	case keys.Live:
		return s.live()
	}
	return nil
}

// judge diagnoses from what is known now.
func (s *Diagnose) judge() {
	line := s.line()
	in := s.desk.Lines.Input(s.of, s.desk.Now)
	if own, ok := line.Device(); ok {
		in.Area = s.area(own)
	}
	s.input, s.verdict = in, triage.Diagnose(in)
	s.judged++
}

// awaited are the sources that have not answered yet, in words.
func (s *Diagnose) awaited() []string {
	var out []string
	for _, one := range []struct{ what, word string }{
		{askDetails, "the service"}, {askCached, "its device"}, {askLive, "the device itself"}, {askRadius, "RADIUS"}, {askUsage, "the usage"},
	} {
		if s.busy(one.what) {
			out = append(out, one.word)
		}
	}
	around := 0
	for what := range s.pending {
		if strings.HasPrefix(what, askAround) {
			around++
		}
	}
	if around > 0 {
		out = append(out, "the area")
	}
	return out
}

// since is when the oldest question under way was asked.
func (s *Diagnose) since() time.Time {
	var first time.Time
	for _, at := range s.pending {
		if first.IsZero() || (!at.IsZero() && at.Before(first)) {
			first = at
		}
	}
	return first
}

// Head is the title, and the verdict's owner.
func (s *Diagnose) Head() Head {
	h := Head{Title: s.title("Diagnosis")}
	if len(s.awaited()) == 0 {
		h.Note = "owner: " + s.verdict.Owner.String()
	}
	return h
}

// Hints are what can be done here.
func (s *Diagnose) Hints() []keys.Hint {
	return []keys.Hint{
		{Action: keys.Live, Words: "ask live", Off: s.liveOff()},
		{Action: keys.Copy, Words: "copy as a ticket"},
		{Action: keys.Device, Words: "device"},
		{Action: keys.Radius, Words: "RADIUS"},
		{Action: keys.Usage, Words: "usage"},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Back, Words: "back"},
	}
}

// Copies are the verdict for a ticket, which holds no password.
func (s *Diagnose) Copies() []Copy {
	return []Copy{{"ticket", s.verdict.Ticket(s.input)}, {"service id", s.of}}
}

// Pace is short while something is awaited, and follows the ages otherwise.
func (s *Diagnose) Pace() time.Duration {
	switch {
	case s.polling(), s.resting() > 0:
		return paceWatch
	case s.waiting():
		return paceLoading
	}
	return paceAge
}
