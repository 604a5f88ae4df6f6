package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/triage"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Service is the card of one customer's line: who, where, what, and its device, session and usage at a glance.
type Service struct {
	probe
	secret
}

// NewService makes the screen.
func NewService(d *Desk, id string) *Service { return &Service{probe: d.newProbe(id)} }

// Init asks for what isn't known or has grown old, all at once.
func (s *Service) Init() tea.Cmd { return s.enter(s.shows()...) }

func (s *Service) shows() []source {
	return []source{srcService, srcCustomer, srcDevice, srcRadius, srcUsage}
}

// Update takes answers, refreshes with time, and leads to the other screens of the line.
func (s *Service) Update(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.took(msg); ok {
		return cmd
	}
	switch m := msg.(type) {
	case woken:
		return s.refresh(false, s.shows()...)
	case Tick:
		return s.refresh(true, s.shows()...)
	case masked:
		s.mask(m)
	case Answer[revealed]:
		return s.uncover(&s.asker, m)
	case tea.KeyPressMsg:
		return s.key(m.String())
	}
	return nil
}

func (s *Service) key(k string) tea.Cmd {
	if s.scroll(k) {
		return nil
	}
	if cmd := s.leads(k, LineCard); cmd != nil {
		return cmd
	}
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Live, keys.Pin, keys.Reveal, keys.Raw) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.again(s.shows()...)
	case keys.Live:
		return s.live()
	case keys.Pin:
		return send(Pin{What: LineDevice, ServiceID: s.of})
	case keys.Reveal:
		return s.reveal(&s.asker, s.desk, "WiFi password", s.of)
	case keys.Raw:
		if raw := s.line().Service.Value.Raw; len(raw) > 0 {
			return send(ShowRaw{Title: s.title("Service"), JSON: raw})
		}
	}
	return nil
}

// Leave cancels what was asked and hides the password.
func (s *Service) Leave() {
	s.hide()
	s.probe.Leave()
}

// View draws the card: who and what, over how the line does. As a pane the latter is what counts.
func (s *Service) View(w, h int) string {
	s.small = w < paneBelow
	return s.window(s.lines(w, s.bare(s.desk), func() []string {
		if s.small {
			return s.glance(w)
		}
		th := s.desk.Theme
		lines := append(s.facts(w), th.Rule.Render(strings.Repeat(th.Glyphs.Rule, w)))
		return append(lines, s.glance(w)...)
	}), w, h)
}

// facts are who and what the line is.
func (s *Service) facts(w int) []string {
	d, th, got := s.desk, s.desk.Theme, &s.line().Service
	name := th.Bold.Render(d.Lines.Who(s.of))
	if !got.Known {
		t := told{busy: s.busy(askDetails), since: s.pending[askDetails], err: got.Err}
		return append([]string{name}, t.body(d, w)...)
	}
	v := got.Value
	status := v.Status
	if status == "" {
		status = "no status came"
	}
	out := []string{parts.Ends(name, th.Say(statusMark(v.Status), status), w, th.Glyphs.More)}
	facts := []parts.Fact{
		{Name: "Address", Value: d.Lines.Address(s.of)},
		{Name: "Product", Value: d.Lines.Product(v)},
		{Name: "Contact", Value: s.contact()},
		{Name: "Dates", Value: s.dates(v)},
		{Name: "Reference", Value: join(", ", v.Reference, soldBy(v.SalesAgent))},
		{Name: "WiFi", Value: s.wifi(v)},
		{Name: "Ids", Value: ids(th, v)},
	}
	out = append(out, parts.Sheet(facts, w, th)...)
	if got.Err != nil {
		out = append(out, d.trouble(got.Err, true, w)...)
	}
	return out
}

func (s *Service) contact() string {
	got := s.line().Customer
	switch {
	case got.Known:
		return join(", ", got.Value.Email, got.Value.Mobile)
	case s.busy(askCustomer):
		return s.desk.asking(s.pending[askCustomer])
	case got.Err != nil:
		return s.desk.Theme.Dim.Render("not known: " + wire.Sentence(got.Err))
	}
	return ""
}

func (s *Service) dates(v aex.Service) string {
	var out []string
	for _, one := range []struct {
		word string
		at   time.Time
	}{{"provisioned", v.Provisioned}, {"created", v.Created}, {"updated", v.Updated}} {
		if !one.at.IsZero() {
			out = append(out, one.word+" "+day(one.at))
		}
	}
	return strings.Join(out, ", ")
}

func soldBy(agent string) string {
	if agent == "" {
		return ""
	}
	return "sold by " + agent
}

// wifi is the WiFi's name, with the password hidden until it is asked for.
func (s *Service) wifi(v aex.Service) string {
	if v.WiFiUser == "" && v.WiFiPassword == "" {
		return ""
	}
	return join("  ", v.WiFiUser, s.password(s.desk, v.WiFiPassword))
}

// ids are the ids that the row has, short; they copy whole.
func ids(th *theme.Theme, v aex.Service) string {
	var out []string
	for _, one := range idsOf(v) {
		out = append(out, th.Dim.Render(one.Label+" ")+wire.Short(one.Text))
	}
	return strings.Join(out, "  ")
}

func idsOf(v aex.Service) []Copy {
	return some(Copy{"service", v.ID}, Copy{"customer", v.CustomerID}, Copy{"product", v.ProductID},
		Copy{"premise", v.PremiseID}, Copy{"provider", v.ProviderID})
}

// glance is the device, the session and the usage in a few lines each; none hides the others.
func (s *Service) glance(w int) []string {
	d, line := s.desk, s.line()
	sources := alike([]told{
		s.tellDevice(w, s.deviceGlance),
		tell(&s.probe, "RADIUS", srcRadius, &line.Radius, freshRadius, w, s.radiusGlance),
		tell(&s.probe, "Usage", srcUsage, &line.Usage, freshUsage, w, s.usageGlance),
	})
	out := sources[0].draw(d, w)
	if s.polling() {
		out = append(out, strings.Repeat(" ", labelWidth)+s.pollLine())
	}
	out = append(out, d.liveTrouble(line, w)...)
	return append(append(out, sources[1].draw(d, w)...), sources[2].draw(d, w)...)
}

func (s *Service) deviceGlance(dev aex.Device, w int) []string {
	d := s.desk
	light, bands := d.light(dev)
	ont := triage.DeviceONT(dev)
	out := []string{d.ontSay(ont)}
	for _, a := range append(append([]string(nil), dev.Alarms...), dev.Alerts...) {
		out = append(out, d.Theme.Bad.Render(parts.Cut(d.Theme.Glyphs.Failed+" "+a, w, d.Theme.Glyphs.More)))
	}
	return append(parts.Clip(out, 4), d.lightRow(light, bands, w))
}

func (s *Service) radiusGlance(r aex.Radius, _ int) []string {
	v := triage.Session(r, s.desk.Now, triage.DefaultLimits().Session)
	return []string{s.desk.sessionSay(v), s.desk.replyLine(v)}
}

func (s *Service) usageGlance(u aex.Usages, _ int) []string {
	days := lines.LastDays(u.Days, s.desk.Now, 1)
	if len(days) == 0 {
		return []string{s.desk.Theme.Dim.Render("none recorded for today")}
	}
	return []string{"today " + words.Bytes(days[0].TotalDownloaded) + " down, " + words.Bytes(days[0].TotalUploaded) + " up"}
}

// Head is the title with whose line it is.
func (s *Service) Head() Head {
	return Head{Title: s.title("Service"), Note: s.line().Service.Value.Status}
}

// Hints are what can be done here.
func (s *Service) Hints() []keys.Hint {
	return []keys.Hint{
		{Action: keys.Diagnose, Words: "diagnose"},
		{Action: keys.Device, Words: "device"},
		{Action: keys.Radius, Words: "RADIUS"},
		{Action: keys.Usage, Words: "usage"},
		{Action: keys.Edit, Words: "change", Off: s.desk.MayNot()},
		{Action: keys.Live, Words: "ask live", Off: s.liveOff()},
		{Action: keys.Pin, Words: "pin the device"},
		{Action: keys.Reveal, Words: s.word(), Off: s.nothingHidden()},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "the answer"},
		{Action: keys.Back, Words: "back"},
	}
}

func (s *Service) nothingHidden() string {
	if why := s.desk.Seat.Blind(); why != "" {
		return why
	}
	if s.line().Service.Value.WiFiPassword == "" {
		return "no WiFi password is known"
	}
	return ""
}

// Copies are everything on the card but the password.
func (s *Service) Copies() []Copy {
	l, line := s.desk.Lines, s.line()
	v := line.Service.Value
	v.ID = s.of
	out := some(Copy{"service id", s.of}, Copy{"customer", l.Name(aex.Service{ID: s.of})}, Copy{"address", l.Address(s.of)},
		Copy{"reference", v.Reference}, Copy{"e-mail", line.Customer.Value.Email}, Copy{"mobile", line.Customer.Value.Mobile},
		Copy{"WiFi name", v.WiFiUser}, Copy{"product", l.Product(v)})
	if dev, ok := line.Device(); ok {
		out = append(out, some(Copy{"serial number", dev.SerialNumber})...)
	}
	if line.Radius.Known {
		out = append(out, some(Copy{"RADIUS username", line.Radius.Value.Username})...)
	}
	for _, id := range idsOf(v)[1:] {
		out = append(out, Copy{id.Label + " id", id.Text})
	}
	return append(out, Copy{"card for a ticket", s.text()})
}

// text is the card in lines. The password is never in it, shown or not.
func (s *Service) text() string {
	shown := s.secret
	s.hide()
	lines := append(s.facts(100), s.glance(100)...)
	s.secret = shown
	return ticketText(lines)
}

// Pace follows what is shown.
func (s *Service) Pace() time.Duration { return s.pace(s.shows()...) }
