package plain

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/triage"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// coolDown is how long the OLT is left alone after a device was asked live.
const coolDown = 30 * time.Second

// freshAround is how old what is known of a neighbour may be: an outage does not come and go by the minute.
const freshAround = 5 * time.Minute

// line says all there is to say of a customer's line, the verdict first, and asks what to look at closer.
func (s *Session) line(id string) error {
	s.lines.Seed(id)
	s.recall(id)
	s.inquire(id)
	for {
		verdict := s.diagnose(id)
		s.say("")
		s.card(id)
		s.verdict(verdict)
		err := s.look(id, verdict.verdict)
		if err != nil {
			return err
		}
	}
}

// answers are what was asked about a line at once.
type answers struct {
	service  aex.Service
	customer aex.Customer
	device   aex.Device
	radius   aex.Radius
	usage    aex.Usages

	serviceErr, customerErr, deviceErr, radiusErr, usageErr error

	at time.Time
}

// inquire asks AEx all it knows of a line, at once; one source that is down hides no other.
func (s *Session) inquire(id string) {
	api := s.AEX
	delete(s.looked, id)
	got, _ := fetch(s, "Asking AEx for the line, its device, its logins and its usage", limitRead, func(ctx context.Context) (answers, error) {
		var a answers
		done := make(chan struct{}, 4)
		go func() {
			a.service, a.serviceErr = api.Service(ctx, id)
			if who := a.service.CustomerID; who != "" {
				a.customer, a.customerErr = api.Customer(ctx, who)
			}
			done <- struct{}{}
		}()
		go func() { a.device, a.deviceErr = api.Device(ctx, id); done <- struct{}{} }()
		go func() { a.radius, a.radiusErr = api.Radius(ctx, id); done <- struct{}{} }()
		go func() { a.usage, a.usageErr = api.Usage(ctx, id); done <- struct{}{} }()
		for range cap(done) {
			<-done
		}
		a.at = s.Now()
		return a, nil
	})
	line := s.lines.Line(id)
	line.Service.Take(got.service, got.serviceErr, got.at)
	s.lines.Seen(line.Service.Value.Status)
	if got.customer.ID != "" || got.customerErr != nil {
		line.Customer.Take(got.customer, got.customerErr, got.at)
	}
	s.tookDevice(id, got.device, false, got.deviceErr, got.at)
	line.TookRadius(got.radius, got.radiusErr, got.at)
	line.Usage.Take(got.usage, got.usageErr, got.at)
}

// tookDevice keeps a device's answer, and its light over restarts.
func (s *Session) tookDevice(id string, dev aex.Device, live bool, err error, at time.Time) {
	reading, isNew := s.lines.Line(id).TookDevice(dev, live, err, at)
	if s.Readings == nil || !isNew {
		return
	}
	if err := s.inStore(func(ctx context.Context) error { return s.Readings.Keep(ctx, id, reading.Received, reading.Sent) }); err != nil {
		s.say("This reading of the light is of this session alone: " + wire.Sentence(err))
	}
}

// recall reads what was kept of the light.
func (s *Session) recall(id string) {
	line := s.lines.Line(id)
	if s.Readings == nil || line.Recalled {
		return
	}
	points, err := fetch(s, "Reading what was kept of the light", limitStore, func(ctx context.Context) ([]triage.Point, error) { return s.Readings.Kept(ctx, id) })
	if err != nil {
		s.say("Earlier readings of the light can't be had: " + wire.Sentence(err))
		return
	}
	line.Recalled = true
	for _, one := range points {
		line.AddReading(one)
	}
}

// diagnosis is a verdict and what it was made from.
type diagnosis struct {
	input   triage.Input
	verdict triage.Verdict
}

// diagnose says what is most likely wrong, with a look around where the line is down.
func (s *Session) diagnose(id string) diagnosis {
	in := s.lines.Input(id, s.Now())
	if own, ok := s.lines.Line(id).Device(); ok {
		if _, looked := s.looked[id]; !looked {
			s.looked[id] = s.around(id, own)
		}
		in.Area = s.lines.Area(id, own, s.looked[id], func(string) bool { return false }, s.Now())
		in.Now = s.Now()
	}
	return diagnosis{in, triage.Diagnose(in)}
}

// around looks at other services of the area. A line that is up is no part of an outage, and one whose POP isn't named can't be compared.
func (s *Session) around(id string, own aex.Device) (looked []string) {
	if own.POP+own.POPName == "" || triage.DeviceONT(own).State == triage.ONTUp {
		return nil
	}
	s.names()
	looked = s.lines.Neighbours(id, own)
	if len(looked) < lines.EnoughAround {
		looked = append(looked, s.lines.Besides(id, s.rowsAround(id), lines.MostAround-len(looked))...)
	}
	due := slices.DeleteFunc(slices.Clone(looked), func(one string) bool {
		at, ok := s.lines.Line(one).Cached.Due(freshAround)
		return !ok || s.Now().Before(at)
	})
	type neighbour struct {
		dev aex.Device
		err error
	}
	api := s.AEX
	got, _ := fetch(s, "Looking at the neighbours, whether it is the area", limitRead, func(ctx context.Context) ([]neighbour, error) {
		out := make([]neighbour, len(due))
		done := make(chan struct{}, len(due))
		for i, one := range due {
			go func() {
				out[i].dev, out[i].err = api.Device(ctx, one)
				done <- struct{}{}
			}()
		}
		for range due {
			<-done
		}
		return out, nil
	})
	for i, one := range due {
		s.tookDevice(one, got[i].dev, false, got[i].err, s.Now())
	}
	return looked
}

// rowsAround are the rows of the list among which a line stands: those that have come, else a first page.
func (s *Session) rowsAround(id string) []aex.Service {
	for _, list := range s.lines.Lists {
		if list.Has(id) {
			return list.Rows
		}
	}
	page, err := fetch(s, "Asking AEx for the services", limitRead, func(ctx context.Context) (aex.Page[aex.Service], error) {
		return s.AEX.Services(ctx, "", 1, pageSize)
	})
	if err != nil {
		return nil // then nobody is known to be near, and the diagnosis says so
	}
	return page.Items
}

// card says who and what the line is.
func (s *Session) card(id string) {
	l, line := s.lines, s.lines.Line(id)
	v := line.Service.Value
	s.say("Line of " + l.Who(id) + ".")
	if err := line.Service.Err; err != nil {
		s.say(troubleOf("The service", err, line.Service.Known))
	}
	contact := strings.Join(slices.DeleteFunc([]string{line.Customer.Value.Email, line.Customer.Value.Mobile}, func(t string) bool { return t == "" }), ", ")
	s.sayFacts([]parts.Fact{
		{Name: "Status", Value: v.Status},
		{Name: "Address", Value: l.Address(id)},
		{Name: "Product", Value: l.Product(v)},
		{Name: "Contact", Value: contact},
		{Name: "Reference", Value: v.Reference},
		{Name: "WiFi name", Value: v.WiFiUser},
		{Name: "Service id", Value: id},
		{Name: "Customer id", Value: v.CustomerID},
	})
}

// troubleOf is why a source said nothing, or nothing new.
func troubleOf(what string, err error, before bool) string {
	if state := lines.StateWords(err); state != "" {
		return state
	}
	text := what + ": "
	if before {
		text += "the last try failed; what follows is of before. "
	}
	return text + wire.Sentence(err)
}

// verdict says what is most likely wrong, who owns it, and from what, each fact with its age.
func (s *Session) verdict(d diagnosis) {
	v := d.verdict
	s.say("Most likely: " + v.What)
	s.say("Who has to act: " + v.Owner.String() + ". Confidence: " + v.Confidence.String() + ".")
	s.say("What this rests on:")
	for _, f := range v.Evidence {
		s.say(capital(f.Mark.String()) + ": " + f.Text + ageOf(f) + ".")
	}
	for _, part := range []struct {
		title string
		lines []string
	}{{"What is missing", v.Missing}, {"Ask the caller", v.Ask}, {"Next", []string{v.Next}}} {
		if len(part.lines) == 0 || part.lines[0] == "" {
			continue
		}
		s.say(part.title + ":")
		for _, one := range part.lines {
			s.say(one)
		}
	}
}

// ageOf says where a fact comes from, and how old it is.
func ageOf(f triage.Fact) string {
	text := ", from " + f.From
	if f.At.IsZero() {
		return text
	}
	if f.Age < time.Minute {
		return text + ", just now"
	}
	return text + ", " + words.Age(f.Age) + " old"
}

// look asks what of a line to look at closer. nil says the line anew.
func (s *Session) look(id string, v triage.Verdict) error {
	for said := false; ; said = true {
		prompt := "Number"
		if said {
			prompt = "What next? Number, or list"
		}
		at, err := s.choose(choosing{
			title:  "In short: " + v.What + " Who has to act: " + v.Owner.String() + ".\nWhat next?", // the verdict has gone off a small screen by now
			chosen: -1, said: said, prompt: prompt,
			items: []item{
				{text: "Ask the device itself, live: it takes up to half a minute", names: []string{"live"}},
				{text: "The device and its light", names: []string{"device", "light"}},
				{text: "RADIUS: sessions and logins", names: []string{"radius"}},
				{text: "Usage by day", names: []string{"usage"}},
				{text: "The diagnosis as a text for a ticket, without passwords", names: []string{"ticket"}},
				{text: "Ask everything again", names: []string{"again"}},
				{text: "Another line", names: []string{"another"}},
			},
			help: "The diagnosis is done anew with each answer. Passwords are never shown in plain mode.",
		})
		if err != nil {
			return err
		}
		switch at {
		case 0:
			if s.live(id) {
				return nil
			}
		case 1:
			s.device(id)
		case 2:
			s.radius(id)
		case 3:
			s.usage(id)
		case 4:
			d := s.diagnose(id)
			s.say(d.verdict.Ticket(d.input))
		case 5:
			s.inquire(id)
			return nil
		case 6:
			return s.find()
		}
	}
}

// live asks the device itself, unless it is to be left alone. It is true where that told something.
func (s *Session) live(id string) bool {
	line := s.lines.Line(id)
	if rest := line.Rested.Sub(s.Now()); rest > 0 {
		s.say("Not asked live: it was asked just now; again in " + words.Age(rest+time.Second-1) + ".")
		return false
	}
	dev, err := fetch(s, "Asking the device itself", limitLive, func(ctx context.Context) (aex.Device, error) { return s.AEX.LiveDevice(ctx, id) })
	now := s.Now()
	line.Rested = now.Add(coolDown)
	s.tookDevice(id, dev, true, err, now)
	if err != nil {
		s.say("Asked live, without success. " + troubleOf("The device", err, false))
	}
	return err == nil
}

// device says the state of the device, alarms first.
func (s *Session) device(id string) {
	line := s.lines.Line(id)
	dev, ok := line.Device()
	if err := line.Cached.Err; err != nil {
		s.say(troubleOf("The device", err, ok))
	}
	if !ok {
		return
	}
	for _, a := range dev.Alarms {
		s.say("Alarm: " + a)
	}
	for _, a := range dev.Alerts {
		s.say("Alert: " + a)
	}
	how := "cached by AEx"
	if dev.Live {
		how = "asked live"
	}
	if seen := lines.Seen(dev); seen.IsZero() {
		how += ", of an unknown time"
	} else {
		how += ", " + words.CoarseAge(s.Now().Sub(seen))
	}
	s.say("State: " + triage.DeviceONT(dev).Words + ", " + how + ".")
	light, bands := s.lines.Light(dev)
	s.say("Received light: " + light.Words + ", by the limits of " + bands.Name + ".")
	if light.Disagree {
		s.say(`AEx calls it "` + light.Says + `", but the number is ` + light.Band.String() + ": the two disagree.")
	}
	if n := len(line.Readings); n > 1 {
		lo, hi := line.Readings[0].DBm, line.Readings[0].DBm
		for _, p := range line.Readings {
			lo, hi = min(lo, p.DBm), max(hi, p.DBm)
		}
		span := line.Readings[n-1].At.Sub(line.Readings[0].At)
		s.say("History: " + level(lo) + " to " + level(hi) + " dBm, " + parts.Plural(n, "reading", "readings") + " in " + words.Age(span) + ".")
	}
	s.sayFacts([]parts.Fact{
		{Name: "Serial number", Value: dev.SerialNumber},
		{Name: "Model", Value: dev.Model},
		{Name: "POP", Value: strings.TrimSpace(dev.POP + " " + dev.POPName)},
		{Name: "OLT port", Value: dev.OLTPort},
		{Name: "Switch", Value: strings.TrimSpace(dev.Switch + " " + dev.SwitchPort)},
		{Name: "Network", Value: dev.Network},
	})
}

func level(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// mostRows bounds how many sessions, attempts and days are said.
const mostRows = 30

// radius says how the line stands by RADIUS, and its last sessions and logins.
func (s *Session) radius(id string) {
	got := &s.lines.Line(id).Radius
	if got.Err != nil {
		s.say(troubleOf("RADIUS", got.Err, got.Known))
	}
	if !got.Known {
		return
	}
	r := got.Value
	v := triage.Session(r, s.Now(), triage.DefaultLimits().Session)
	s.say("Login: " + r.Username + ", asked " + words.CoarseAge(s.Now().Sub(got.At)) + ".")
	s.say("Session: " + v.State.String() + ", " + parts.Plural(v.Drops24h, "session", "sessions") + " ended in 24 h.")
	sessions := slices.Clone(r.Sessions)
	slices.SortStableFunc(sessions, func(a, b aex.Session) int { return b.Start.Compare(a.Start) })
	s.say(parts.Plural(len(sessions), "session", "sessions") + ", the newest first. Down and up are as the customer sees them:")
	for _, one := range sessions[:min(len(sessions), mostRows)] {
		ended := "open"
		if !one.Stop.IsZero() {
			name, means := triage.Cause(one.Cause)
			ended = "ended " + s.day(one.Stop) + ", " + strings.Trim(name+": "+means, ": ")
		}
		s.say("Began " + s.day(one.Start) + ", " + ended + ", " + words.Bytes(one.Downloaded) + " down, " + words.Bytes(one.Uploaded) + " up.")
	}
	attempts := slices.Clone(r.Attempts)
	slices.SortStableFunc(attempts, func(a, b aex.Attempt) int { return b.Date.Compare(a.Date) })
	s.say(parts.Plural(len(attempts), "login attempt", "login attempts") + ", the newest first:")
	for _, one := range attempts[:min(len(attempts), mostRows)] {
		s.say(s.day(one.Date) + ": " + one.Reply)
	}
}

func (s *Session) day(t time.Time) string {
	if t.IsZero() {
		return "at an unknown time"
	}
	return t.In(s.Now().Location()).Format("2006-01-02 15:04")
}

// usage says what the line has used, day by day.
func (s *Session) usage(id string) {
	got := &s.lines.Line(id).Usage
	if got.Err != nil {
		s.say(troubleOf("The usage", got.Err, got.Known))
	}
	if !got.Known {
		return
	}
	days := lines.LastDays(got.Value.Days, s.Now(), mostRows)
	s.say(words.Bytes(lines.Sum(days, func(u aex.Usage) int64 { return u.TotalDownloaded })) + " down, " +
		words.Bytes(lines.Sum(days, func(u aex.Usage) int64 { return u.TotalUploaded })) + " up in " + number(mostRows) + " days, " +
		parts.Plural(len(days), "day", "days") + " recorded, asked " + words.CoarseAge(s.Now().Sub(got.At)) + ".")
	s.say("Totals are as given: whether they include IPv6 is not said. GB is 10^9 bytes.")
	for _, u := range days[:min(len(days), mostRows)] {
		s.say(u.Day + ": " + words.Bytes(u.TotalDownloaded) + " down, " + words.Bytes(u.TotalUploaded) + " up")
	}
}
