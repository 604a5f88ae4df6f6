package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// fact is a line of evidence with its age at Now.
func (c *look) fact(from string, m Mark, at time.Time, format string, args ...any) Fact {
	f := Fact{Text: fmt.Sprintf(format, args...), From: from, At: at, Mark: m}
	if !at.IsZero() {
		f.Age = max(0, c.Now.Sub(at))
	}
	return f
}

// facts are all that is known, in the order of first line's checks.
func (c *look) facts() []Fact {
	facts := []Fact{c.serviceFact()}
	facts = append(facts, c.areaFacts()...)
	facts = append(facts, c.deviceFacts()...)
	if c.Radius != nil {
		facts = append(facts, c.sessionFacts()...)
	} else {
		facts = append(facts, c.fact("radius", Absent, time.Time{}, "RADIUS: %s", why(c.RadiusErr)))
	}
	return append(facts, c.usageFact())
}

func why(sentence string) string {
	if sentence = tidy(sentence); sentence != "" {
		return sentence
	}
	return "not asked, or no answer"
}

func (c *look) serviceFact() Fact {
	status := tidy(c.Service.Status)
	switch {
	case status == "":
		return c.fact("service", Absent, c.ServiceAt, "Service: no status came")
	case c.active == activityYes:
		return c.fact("service", Fine, c.ServiceAt, `Service: "%s"`, status)
	case c.active == activityNo:
		return c.fact("service", Wrong, c.ServiceAt, `Service: "%s", which is not active`, status)
	default:
		return c.fact("service", Neutral, c.ServiceAt, `Service: "%s", a word that is not known here; taken for active`, status)
	}
}

func (c *look) areaFacts() []Fact {
	a := c.Area
	if a.All.Known == 0 {
		text := "Area: nothing known of its other services"
		if reach := a.reach(); reach != "" {
			text += ": " + reach
		}
		return []Fact{c.fact("area", Absent, time.Time{}, "%s", text)}
	}
	n, where, out := a.outage()
	mark := Fine
	switch {
	case out:
		mark = Wrong
	case n.Down > 0 && n.Down*2 >= n.Known:
		mark = Neutral // too few to be called an outage, and no sign that all is well
	}
	if !out && a.OnPort.Known > 0 {
		where += fmt.Sprintf(" (%d of %d on the same port)", a.OnPort.Down, a.OnPort.Known)
	}
	text := fmt.Sprintf("Area: down are %d of %d other services on %s", n.Down, n.Known, tidy(where))
	if n.NoPower > 0 {
		text += fmt.Sprintf(", %d of them without power", n.NoPower)
	}
	if len(a.Names) > 0 {
		text += ": " + tidy(strings.Join(a.Names, ", "))
	}
	if reach := a.reach(); reach != "" {
		text += " (" + reach + ")"
	}
	return []Fact{c.fact("area", mark, a.Oldest, "%s", text)}
}

func (c *look) deviceFacts() []Fact {
	if c.dev == nil {
		facts := []Fact{c.fact("device", Absent, time.Time{}, "Device: %s", why(c.DeviceErr))}
		if c.NoDevice {
			facts[0] = c.fact("device", Wrong, time.Time{}, "Device: the API tells of none (404, or empty fields alone)")
		}
		return append(facts, c.failedPoll()...)
	}
	from, mark := c.deviceFrom(), Wrong
	switch c.ont.State {
	case ONTUp:
		mark = Fine
	case ONTUnknown, ONTStarting:
		mark = Neutral
	}
	old := ""
	if !c.devFresh {
		mark, old = Neutral, "; too old to say how it is now"
		if c.devAt.IsZero() {
			old = "; of an unknown time"
		}
	}
	facts := []Fact{c.fact(from, mark, c.devAt, "Device: %s%s", c.ont.Words, old)}
	if text := tidy(strings.Join(slices.Concat(c.dev.Alarms, c.dev.Alerts), "; ")); text != "" {
		facts = append(facts, c.fact(from, Neutral, c.devAt, "Alarms: %s", text))
	}
	if c.ont.LANDown {
		facts = append(facts, c.fact(from, Wrong, c.devAt, "An alarm is on the customer's side of the device: look at the cable to the router"))
	}
	facts = append(facts, c.lightFacts(from)...)
	if c.Live != nil && c.Device != nil {
		if a, b := DeviceONT(*c.Device), DeviceONT(*c.Live); a.State != b.State {
			facts = append(facts, c.fact("device", Neutral, time.Time{}, "Cached, the device was %s; live, %s: the newer counts", a.State, b.State))
		}
	}
	return append(facts, c.failedPoll()...)
}

func (c *look) failedPoll() []Fact {
	if c.LiveErr == "" {
		return nil
	}
	return []Fact{c.fact("device, live", Absent, time.Time{}, "The live poll failed: %s", tidy(c.LiveErr))}
}

func (c *look) deviceFrom() string {
	if c.dev.Live {
		return "device, live"
	}
	return "device, cached"
}

func (c *look) lightFacts(from string) []Fact {
	mark := Fine
	switch c.light.Band {
	case None:
		mark = Absent
		if c.light.Known {
			mark = Wrong
		}
	case Bad, Overload:
		mark = Wrong
	case Marginal, Hot:
		mark = Neutral
	}
	text := c.light.Words + " (" + c.bands().Name + ")"
	if says := tidy(c.light.Says); says != "" {
		text += fmt.Sprintf(`; the API calls it "%s"`, says)
	}
	facts := []Fact{c.fact(from, mark, c.devAt, "Light: %s", text)}
	if c.ageing.falls {
		facts = append(facts, c.fact("history", Wrong, c.devAt, "%s", c.ageing.words(c.light, c.bands())))
	}
	switch {
	case c.fallen():
		facts = append(facts, c.fact("history", Wrong, c.devAt, "Light fell %.1f dB below its usual %.1f dBm", c.fell, c.usual))
	case c.usual != 0 && !c.ageing.falls:
		facts = append(facts, c.fact("history", Fine, c.devAt, "Light is at its usual level, %.1f dBm", c.usual))
	}
	return facts
}

func (c *look) sessionFacts() []Fact {
	s := c.session
	mark := map[SessionState]Mark{Online: Fine, Stale: Wrong, Closed: Wrong, Never: Wrong, Undated: Neutral}[s.State]
	text := "Session: " + s.State.String()
	if !s.Since.IsZero() {
		text += " since " + c.clock(s.Since)
	}
	if s.State == Stale || s.State == Online {
		text += ", last update " + ageWords(c.Now.Sub(s.LastSeen)) + " ago"
	}
	if !c.radius {
		mark, text = Neutral, text+"; RADIUS was asked too long ago to say how it is now"
	}
	facts := []Fact{c.fact("radius", mark, s.LastSeen, "%s", text)}
	if s.Open > 1 {
		facts = append(facts, c.fact("radius", Neutral, c.Radius.At, "%d sessions stand open: all but one are left over", s.Open))
	}
	facts = append(facts, c.replyFact())
	if !s.LastStop.IsZero() {
		text := s.CauseMeans
		if s.Cause != "" {
			text = s.Cause + ", " + text
		}
		facts = append(facts, c.fact("radius", Neutral, s.LastStop, "The last session that ended: %s", text))
	}
	return append(facts, c.dropsFact())
}

func (c *look) dropsFact() Fact {
	s, mark := c.session, Neutral
	if s.Flapping {
		mark = Wrong
	}
	text := fmt.Sprintf("Sessions that ended in 24 h: %d", s.Drops24h)
	if s.DropsHour > 0 {
		text += fmt.Sprintf("; Lost-Carrier within one hour: up to %d", s.DropsHour)
	}
	if s.Doubled {
		mark, text = Wrong, text+"; Port-Preempted again and again"
	}
	return c.fact("radius", mark, c.Radius.At, "%s", text)
}

func (c *look) replyFact() Fact {
	s := c.session
	switch s.Reply {
	case NoReply:
		// A session that runs was let in by a login too old for the list.
		mark := Wrong
		if s.State == Online {
			mark = Neutral
		}
		return c.fact("radius", mark, c.Radius.At, "No login attempt is known")
	case Reject:
		return c.fact("radius", Wrong, s.LastReplyAt, "Last login: %s; %d refused in 24 h", tidy(s.LastReply), s.Rejects24h)
	case Accept:
		return c.fact("radius", Fine, s.LastReplyAt, "Last login: %s", tidy(s.LastReply))
	default:
		return c.fact("radius", Neutral, s.LastReplyAt, "Last login: %s", tidy(s.LastReply))
	}
}

func (c *look) usageFact() Fact {
	if c.Usage == nil {
		return c.fact("usage", Absent, time.Time{}, "Usage: %s", why(c.UsageErr))
	}
	trend := map[traffic]string{trafficRising: "; bytes are rising", trafficNone: "; nothing passes now"}[c.traffic]
	u, ok := c.today()
	if !ok {
		return c.fact("usage", Neutral, c.Usage.At, "Usage: none is recorded for today%s", trend)
	}
	return c.fact("usage", Neutral, c.Usage.At, "Usage today, totals as they came: %s down, %s up%s",
		byteWords(u.TotalDownloaded), byteWords(u.TotalUploaded), trend)
}

// clock is a time in Now's zone.
func (c *look) clock(t time.Time) string { return t.In(c.Now.Location()).Format("2006-01-02 15:04") }

// contradictions are what two sources say against each other. Each costs confidence, and neither side is hidden.
func (c *look) contradictions() {
	odd := func(from, format string, args ...any) {
		c.odd = append(c.odd, c.fact(from, Odd, time.Time{}, format, args...))
	}
	if c.dev != nil {
		c.deviceContradictions(odd)
	} else if c.NoDevice && c.sessionNewer() {
		odd("device, radius", "No device is linked to the service, yet a session is open and fresh")
	}
	if c.active == activityNo && c.radius && c.session.State == Online {
		odd("service, radius", "The service is not active, yet a session is open and fresh")
	}
	if c.session.Skewed {
		odd("radius", "A RADIUS date lies ahead of our clock: a clock or a time zone is wrong")
	}
}

func (c *look) deviceContradictions(odd func(from, format string, args ...any)) {
	isDown := down(c.ont.State)
	if c.ont.Conflict {
		odd("device", "The device's status is up, yet an alarm says %s", c.ont.Alarm)
	}
	if isDown && c.ont.State != ONTUnstable && c.light.Band != None && c.light.Band != Bad {
		odd("device", "The device is %s, yet its light reads %s; the reading may be older", c.ont.State, c.light.Words)
	}
	if c.ont.State == ONTUp && c.light.Known && c.light.Band == None {
		odd("device", "The device is up, yet its reading is no light")
	}
	// Near a limit two systems may well draw the line elsewhere.
	if c.light.Disagree && c.light.Band != Marginal {
		odd("device", `The light is %s by its number, "%s" by the API's word`, c.light.Band, tidy(c.light.Says))
	}
	// The other way round is no contradiction: a session outlives its line until its time-out.
	if isDown && c.sessionNewer() {
		odd("device, radius", "The device was %s, yet the session gave a later sign of life, %s ago",
			c.ont.State, ageWords(c.Now.Sub(c.session.LastSeen)))
	}
	if c.dev.LastUpdated.Sub(c.Now) > SkewAllowed {
		odd("device", "The device's date lies ahead of our clock: a clock or a time zone is wrong")
	}
}

// missing is what a finding lacks: first what decides, then what would make it firmer.
func (c *look) missing(f finding) []string {
	var m []string
	need := func(when bool, what string) {
		if when {
			m = append(m, what)
		}
	}
	need(f.want != "", f.want)
	if f.code == NotActive {
		return m
	}
	need(tidy(c.Service.Status) == "", "The service's status.")
	need(c.DeviceErr != "", "The device's cached state: "+tidy(c.DeviceErr))
	need(c.LiveErr != "", "The device's live state: "+tidy(c.LiveErr))
	need(c.devFresh && !c.dev.Live && c.LiveErr == "" && c.Now.Sub(c.devAt) > c.Limits.Live,
		"A live poll: the device's state is cached, "+ageWords(c.Now.Sub(c.devAt))+" old.")
	need(c.dev != nil && c.ont.State == ONTUp && c.light.Band == None, "A light reading.")
	need(c.RadiusErr != "", "The RADIUS status: "+tidy(c.RadiusErr))
	need(c.UsageErr != "", "The usage: "+tidy(c.UsageErr))
	need(f.code == HomeNetwork && c.traffic == trafficUnknown, "Whether bytes pass: ask RADIUS again in a few minutes, or look at the usage.")
	fibre := f.code == FibreFault || f.code == NoPower || f.code == DegradedFibre || f.code == NotEnough
	need(fibre && c.Area.All.Known == 0 && c.Area.Asked == 0, "The state of the other services in the area.")
	need(fibre && c.Area.All.Known == 0 && c.Area.Asked > 0,
		fmt.Sprintf("The state of other services on the same POP: of the %d that were looked at none is. A new snapshot tells whose addresses are near.", c.Area.Asked))
	return m
}
