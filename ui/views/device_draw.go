package views

import (
	"strconv"
	"strings"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/client/wire"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// ontSay is the device's state by its words, the raw text with it.
func (d *Desk) ontSay(v triage.ONTView) string { return d.Theme.Say(ontMark(v.State), v.Words) }

func ontMark(o triage.ONT) theme.Mark {
	switch o {
	case triage.ONTUp:
		return theme.MarkReady
	case triage.ONTStarting:
		return theme.MarkBusy
	case triage.ONTUnknown:
		return theme.MarkUnknown
	case triage.ONTUnstable, triage.ONTDeactivated:
		return theme.MarkHolding
	}
	return theme.MarkFailed
}

// lightRow is the received light in a row: level, gauge, band and margin.
func (d *Desk) lightRow(l triage.Light, b triage.Bands, w int) string {
	if !l.Known {
		return d.Theme.Warn.Render(d.Theme.Glyphs.Unknown) + " " + l.Words
	}
	level, words, _ := strings.Cut(l.Words, ", ")
	level = strings.Replace(level, "-", d.Theme.Glyphs.Minus, 1)
	say := d.bandSay(l.Band, words)
	if room := w - parts.Width(level) - parts.Width(say) - 2; room >= 10 {
		return level + " " + d.rxGauge(l, b, min(room, 40)) + " " + say
	}
	return level + "  " + say
}

// alarms are the device's alarms and alerts, one a line: they come before anything else.
func (d *Desk) alarms(dev aex.Device, w int) []string {
	var out []string
	say := func(m theme.Mark, word, text string) {
		for i, l := range parts.Wrap(text, max(1, w-len(word)-3)) {
			if i == 0 {
				out = append(out, d.Theme.Say(m, word)+" "+l)
			} else {
				out = append(out, strings.Repeat(" ", len(word)+3)+l)
			}
		}
	}
	for _, a := range dev.Alarms {
		say(theme.MarkFailed, "alarm", a)
	}
	for _, a := range dev.Alerts {
		say(theme.MarkHolding, "alert", a)
	}
	return out
}

// state is what tells how the line does: alarms, state, light in and out, and the light's history.
func (s *Device) state(dev aex.Device, w int) []string {
	d := s.desk
	light, bands := d.light(dev)
	out := append(d.alarms(dev, w), parts.Ends(d.ontSay(triage.DeviceONT(dev)), d.deviceNote(dev), w, d.Theme.Glyphs.More), "")
	const label = 10
	put := func(name string, lines ...string) {
		for i, l := range lines {
			if i > 0 {
				name = ""
			}
			out = append(out, parts.Fit(d.Theme.Dim.Render(name), label, "")+l)
		}
	}
	put("Received", append([]string{d.lightRow(light, bands, w-label)}, s.says(light, bands, w-label)...)...)
	put("Sent", s.sent(dev, w-label))
	put("History", s.history(w-label)...)
	return s.greyed(out)
}

// history is the light over time, and why it may not be there the next time.
func (s *Device) history(w int) []string {
	d := s.desk
	out := []string{d.historyLine(s.line().Readings, w)}
	if out[0] == "" {
		out[0] = d.Theme.Dim.Render("no reading has been seen yet")
	}
	if why := wire.Sentence(d.Lines.unkept); why != "" {
		out = append(out, parts.Wrap(d.Theme.Warn.Render(d.Theme.Glyphs.Holding+" These readings are of this session alone: "+why), max(1, w))...)
	}
	return out
}

// greyed dims lines that could not be refreshed: they are of before.
func (s *Device) greyed(lines []string) []string {
	line := s.line()
	if line.Cached.Err == nil || line.Live.At.After(line.Cached.Tried) {
		return lines
	}
	for i, l := range lines {
		lines[i] = s.desk.Theme.Dim.Render(plain(l))
	}
	return lines
}

// says are the bands' name and limits, and the API's own word: told apart where it disagrees with the number.
func (s *Device) says(l triage.Light, b triage.Bands, w int) []string {
	d := s.desk
	th := d.Theme
	out := []string{th.Dim.Render(b.Name + ", " + d.spanWords(span{b.Bad, b.Overload}))}
	switch {
	case l.Says == "":
		return out
	case l.Disagree:
		return append(out, parts.Wrap(th.Warn.Render(th.Glyphs.Holding+` AEx calls it "`+l.Says+`", but the number is `+l.Band.String()+": the two disagree"), max(1, w))...)
	}
	return append(out, parts.Wrap(th.Dim.Render(`AEx calls it "`+l.Says+`"`), max(1, w))...)
}

// sent is what the device transmits, between the limits of its kind.
func (s *Device) sent(dev aex.Device, w int) string {
	d := s.desk
	limits, r, says := sentGPON, dev.TxPower, dev.TxStatus
	if dev.ActiveEthernet() {
		limits, r, says = sentEthernet, dev.SFPPower, dev.SFPStatus
	}
	if !r.Known || r.Value == 0 || r.Value != r.Value {
		return d.Theme.Dim.Render("no reading")
	}
	word, mark := "within "+d.spanWords(limits), theme.MarkReady
	if r.Value < limits.lo || r.Value > limits.hi {
		word, mark = "outside "+d.spanWords(limits), theme.MarkHolding
	}
	if says != "" {
		word += `, AEx calls it "` + says + `"`
	}
	level, say := d.number(r.Value)+" dBm", d.Theme.Say(mark, word)
	if room := w - parts.Width(level) - parts.Width(say) - 2; room >= 10 {
		return level + " " + d.gauge(r.Value, limits, nil, d.Theme.Ink(mark), min(room, 40)) + " " + say
	}
	return level + "  " + say
}

// fields are all of the answer's fields, as they came.
func (s *Device) fields(dev aex.Device) []parts.Fact {
	d := s.desk
	updated := ""
	if !dev.LastUpdated.IsZero() {
		updated = dev.LastUpdated.In(d.Now.Location()).Format("2006-01-02 15:04:05")
	}
	kind := "GPON"
	if dev.ActiveEthernet() {
		kind = "active Ethernet"
	}
	return []parts.Fact{
		{Name: "Serial", Value: dev.SerialNumber},
		{Name: "Model", Value: join(", ", dev.Model, dev.CPE)},
		{Name: "Kind", Value: kind},
		{Name: "Network", Value: dev.Network},
		{Name: "POP", Value: join(" ", dev.POP, parenthesised(dev.POPName))},
		{Name: "OLT port", Value: dev.OLTPort},
		{Name: "Switch", Value: join(" port ", dev.Switch, dev.SwitchPort)},
		{Name: "Distance", Value: d.readingText(dev.Distance, "m (the unit is assumed)")},
		{Name: "Ports in use", Value: dev.PopulatedPorts},
		{Name: "Service", Value: dev.Service},
		{Name: "GPON status", Value: dev.GPONStatus},
		{Name: "Rx", Value: join(" ", d.readingText(dev.RxPower, "dBm"), parenthesised(dev.RxStatus))},
		{Name: "Tx", Value: join(" ", d.readingText(dev.TxPower, "dBm"), parenthesised(dev.TxStatus))},
		{Name: "SFP", Value: join(" ", d.readingText(dev.SFPPower, "dBm"), parenthesised(dev.SFPStatus))},
		{Name: "SFP rx", Value: join(" ", d.readingText(dev.SFPRxPower, "dBm"), parenthesised(dev.SFPRxStatus))},
		{Name: "SFP speed", Value: dev.SFPSyncSpeed},
		{Name: "Updated", Value: updated},
	}
}

func parenthesised(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

// readingText is a reading as it came; "" when it didn't.
func (d *Desk) readingText(r aex.Reading, unit string) string {
	if !r.Known {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(r.Value, 'f', -1, 64), "-", d.Theme.Glyphs.Minus, 1) + " " + unit
}

// pane is the state in 44 columns and a few rows, the most telling first.
func (s *Device) pane(dev aex.Device, w int) []string {
	d := s.desk
	light, bands := d.light(dev)
	out := append(parts.Clip(d.alarms(dev, w), 2), d.ontSay(triage.DeviceONT(dev)))
	out = append(out, parts.Wrap(d.lightLine(light), w)...)
	if g := d.rxGauge(light, bands, min(w, 40)); g != "" {
		out = append(out, g)
	}
	if light.Disagree {
		out = append(out, d.Theme.Warn.Render(d.Theme.Glyphs.Holding+` AEx calls it "`+light.Says+`"`))
	}
	if history := d.historyLine(s.line().Readings, w); history != "" {
		out = append(out, history)
	}
	out = append(out, join(", ", dev.SerialNumber, dev.Model), join(", ", dev.POP, dev.OLTPort, join(" ", dev.Switch, dev.SwitchPort)))
	return s.greyed(out)
}

// twoColumns lays facts out in two columns, read down the first and then down the second.
func twoColumns(facts []parts.Fact, w int, th *theme.Theme) []string {
	var some []parts.Fact
	for _, f := range facts {
		if f.Value != "" {
			some = append(some, f)
		}
	}
	half := (len(some) + 1) / 2
	col := (w - 2) / 2
	left, right := parts.Sheet(some[:half], col, th), parts.Sheet(some[half:], col, th)
	h := max(len(left), len(right))
	return parts.Beside(parts.Pane(left, col, h, th.Glyphs.More), parts.Pane(right, col, h, th.Glyphs.More), "  ")
}

// ticketText joins styled lines as plain text.
func ticketText(lines []string) string {
	for i, l := range lines {
		lines[i] = strings.TrimRight(plain(l), " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
