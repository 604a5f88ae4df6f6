package views

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/lines"
	"axdesk/client/triage"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Device shows the device at the end of a line: the cached state with its age, live on a key.
type Device struct {
	probe
}

// NewDevice makes the screen.
func NewDevice(d *Desk, id string) *Device { return &Device{probe: d.newProbe(id)} }

// Init asks for the cached state if there is none, or an old one.
func (s *Device) Init() tea.Cmd { return s.enter(srcDevice) }

// Update takes answers, refreshes with time, and polls live on a key.
func (s *Device) Update(msg tea.Msg) tea.Cmd {
	if cmd, ok := s.took(msg); ok {
		return cmd
	}
	switch m := msg.(type) {
	case woken:
		return s.refresh(false, srcDevice)
	case Tick:
		return s.refresh(true, srcDevice)
	case tea.KeyPressMsg:
		return s.key(m.String())
	}
	return nil
}

func (s *Device) key(k string) tea.Cmd {
	if s.scroll(k) {
		return nil
	}
	if cmd := s.leads(k, LineDevice); cmd != nil {
		return cmd
	}
	switch s.desk.Keys.Any(k, keys.Back, keys.Refresh, keys.Live, keys.Pin, keys.Raw) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.again(srcDevice)
	case keys.Live:
		return s.live()
	case keys.Pin:
		return send(Pin{What: LineDevice, ServiceID: s.of})
	case keys.Raw:
		if dev, ok := s.line().Device(); ok && len(dev.Raw) > 0 {
			return send(ShowRaw{Title: s.title("Device"), JSON: dev.Raw})
		}
	}
	return nil
}

// View draws the state, alarms first; below paneBelow columns as a pane.
func (s *Device) View(w, h int) string {
	d := s.desk
	s.small = w < paneBelow
	dev, ok := s.line().Device()
	switch {
	case !ok && s.polling():
		return d.page([]string{"", "  " + s.pollLine()}, w, h)
	case !ok && s.busy(askCached):
		return d.page(d.loading("Asking AEx for the device's state", s.pending[askCached], w), w, h)
	case !ok:
		return d.page(s.nothing(w), w, h)
	}
	return s.window(s.lines(w, nil, func() []string {
		if s.small {
			return append(s.pane(dev, w), s.after(w)...)
		}
		lines := append(s.state(dev, w), s.after(w)...)
		return append(append(lines, ""), twoColumns(s.fields(dev), w, d.Theme)...)
	}), w, h)
}

// nothing is what stands where no device is known.
func (s *Device) nothing(w int) []string {
	d, err := s.desk, s.line().Cached.Err
	if state := lines.StateWords(err); state != "" {
		return append(d.empty(state, w), append([]string{""}, indent(d.liveTrouble(s.line(), w-2))...)...)
	}
	if err != nil {
		return d.failure(err, w)
	}
	return d.empty("The device has not been asked for yet.", w)
}

// after is what goes on about the device now: a live poll, or what went wrong.
func (s *Device) after(w int) []string {
	d, line := s.desk, s.line()
	var out []string
	if s.polling() {
		out = append(out, s.pollLine())
	} else if rest := s.resting(); rest > 0 && !s.small {
		out = append(out, d.Theme.Dim.Render("Asked live; the OLT is left alone for another "+words.Age(rest+time.Second-1)+"."))
	}
	if !s.polling() {
		out = append(out, d.liveTrouble(line, w)...)
	}
	if line.Cached.Err != nil && line.Cached.Tried.After(line.Live.At) {
		out = append(out, d.trouble(line.Cached.Err, true, w)...)
	}
	return out
}

// Head is the title, and how old the state is.
func (s *Device) Head() Head {
	h := Head{Title: s.title("Device")}
	if dev, ok := s.line().Device(); ok {
		h.Note = plain(s.desk.deviceNote(dev))
	}
	return h
}

// Hints are what can be done here.
func (s *Device) Hints() []keys.Hint {
	return []keys.Hint{
		{Action: keys.Live, Words: "ask live", Off: s.liveOff()},
		{Action: keys.Diagnose, Words: "diagnose"},
		{Action: keys.Radius, Words: "RADIUS"},
		{Action: keys.Usage, Words: "usage"},
		{Action: keys.Pin, Words: "pin"},
		{Action: keys.Refresh, Words: "ask again"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "the answer"},
		{Action: keys.Back, Words: "back"},
	}
}

// Copies are the serial number, the light and all of it for a ticket.
func (s *Device) Copies() []Copy {
	dev, ok := s.line().Device()
	if !ok {
		return []Copy{{"service id", s.of}}
	}
	light, _ := s.desk.light(dev)
	return append(some(Copy{"serial number", dev.SerialNumber}, Copy{"light", light.Words}, Copy{"OLT port", dev.OLTPort},
		Copy{"switch", join(" ", dev.Switch, dev.SwitchPort)}, Copy{"service id", s.of}), Copy{"state for a ticket", s.text(dev.Live)})
}

// text is the state in lines.
func (s *Device) text(live bool) string {
	dev, _ := s.line().Device()
	how := "cached by AEx"
	if live {
		how = "asked live"
	}
	out := []string{"Device of service " + s.of + ", " + how}
	if seen := lines.Seen(dev); !seen.IsZero() {
		out[0] += ", as of " + seen.In(s.desk.Now.Location()).Format("2006-01-02 15:04:05 MST")
	}
	out = append(out, s.state(dev, 100)...)
	for _, f := range s.fields(dev) {
		if f.Value != "" {
			out = append(out, f.Name+": "+f.Value)
		}
	}
	return ticketText(out)
}

// Pace follows the cached state's freshness, and a live poll.
func (s *Device) Pace() time.Duration { return s.pace(srcDevice) }

// pollLine is a live poll under way.
func (p *probe) pollLine() string {
	d := p.desk
	th := d.Theme
	took := d.waited(d.Lines.polling.since)
	glyph := th.Glyphs.Spin[int(took/paceWatch)%len(th.Glyphs.Spin)]
	return th.Busy.Render(glyph) + " asking the device itself" + th.Glyphs.Ellipsis + "  " + th.Dim.Render(words.Age(took)+"; it may take half a minute")
}

// liveTrouble is why the last live poll told nothing, as long as that is newer than what is shown.
func (d *Desk) liveTrouble(line *Line, w int) []string {
	if line.Live.Err == nil || d.Now.Sub(line.Live.Tried) > triage.DefaultLimits().Live {
		return nil
	}
	says := "Asked live " + words.CoarseAge(d.Now.Sub(line.Live.Tried)) + ", without success. "
	if state := lines.StateWords(line.Live.Err); state != "" {
		says += state
	} else {
		says += wire.Sentence(line.Live.Err)
	}
	th := d.Theme
	var out []string
	for i, l := range parts.Wrap(says, max(1, w-2)) {
		mark := "  "
		if i == 0 {
			mark = th.Warn.Render(th.Glyphs.Holding) + " "
		}
		out = append(out, mark+l)
	}
	return out
}
