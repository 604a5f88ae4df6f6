package views

import (
	"strings"

	"axdesk/client/triage"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// View draws the verdict, what it rests on, and what to ask the caller.
func (s *Diagnose) View(w, h int) string {
	s.small = w < paneBelow
	return s.window(s.lines(w, s.judged, func() []string { return s.whole(w) }), w, h)
}

func (s *Diagnose) whole(w int) []string {
	lines := append(s.headline(w), "")
	switch {
	case s.early():
		return append(lines, s.evidence(w)...)
	case w < wideFrom:
		// What to ask comes before why: the caller is on the phone.
		return append(append(lines, s.advice(w)...), s.evidence(w)...)
	}
	th := s.desk.Theme
	left := w * 11 / 20
	rule := " " + th.Rule.Render(th.Glyphs.Pipe) + " "
	right := w - left - parts.Width(rule)
	why, what := s.evidence(left), s.advice(right)
	high := max(len(why), len(what))
	both := parts.Beside(parts.Pane(why, left, high, th.Glyphs.More), parts.Pane(what, right, high, th.Glyphs.More), rule)
	return append(lines, both...)
}

// headline is the verdict in words. While answers are awaited it says so: a verdict may change with each.
func (s *Diagnose) headline(w int) []string {
	d, th, v := s.desk, s.desk.Theme, s.verdict
	var out []string
	awaited := s.awaited()
	if len(awaited) > 0 {
		out = append(out, d.asking(s.since())+" "+th.Dim.Render("for "+strings.Join(awaited, ", ")))
	}
	if s.early() {
		return out
	}
	for _, l := range parts.Wrap(v.What, max(1, w)) {
		out = append(out, th.Bold.Render(l))
	}
	ink := th.Accent
	if v.Owner == triage.Nobody {
		ink = th.Dim
	}
	who := th.Dim.Render("owner ") + ink.Render(v.Owner.String()) + th.Dim.Render(", confidence ") + v.Confidence.String()
	if off := s.liveOff(); off == "" {
		who += "   " + d.press(keys.Live, "asks the device live")
	} else if !s.polling() {
		who += "   " + th.Dim.Render(off)
	}
	return append(out, parts.Cut(who, w, th.Glyphs.More))
}

// early tells that there is nothing to say before more has come.
func (s *Diagnose) early() bool { return s.verdict.Code == triage.NotEnough && len(s.awaited()) > 0 }

// evidence is every fact with its source and age.
func (s *Diagnose) evidence(w int) []string {
	th := s.desk.Theme
	out := []string{th.Title.Render("Evidence")}
	for _, f := range s.verdict.Evidence {
		if f.Mark == triage.Absent && s.early() {
			continue // it may be on its way
		}
		out = append(out, s.fact(f, w)...)
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

// advice is what is missing, what to ask the caller, and what to do.
func (s *Diagnose) advice(w int) []string {
	out := append(s.bullets("Missing", s.verdict.Missing, w), s.bullets("Ask the caller", s.verdict.Ask, w)...)
	return append(out, s.bullets("Next", []string{s.verdict.Next}, w)...)
}

// fact is a line of evidence: its mark, its text, and its age on the right.
func (s *Diagnose) fact(f triage.Fact, w int) []string {
	th := s.desk.Theme
	note := f.From
	if !f.At.IsZero() {
		note += ", " + stateAge(f.Age)
	}
	note = th.Dim.Render(note)
	if s.small {
		note = ""
	}
	room := max(10, w-2-parts.Width(note)-1)
	var out []string
	for i, l := range parts.Wrap(f.Text, room) {
		if i == 0 {
			out = append(out, parts.Ends(factGlyph(th, f.Mark)+" "+l, note, w, th.Glyphs.More))
		} else {
			out = append(out, "  "+l)
		}
	}
	return out
}

func factGlyph(th *theme.Theme, m triage.Mark) string {
	switch m {
	case triage.Fine:
		return th.Good.Render(th.Glyphs.Tick)
	case triage.Wrong:
		return th.Bad.Render(th.Glyphs.Cross)
	case triage.Absent:
		return th.Dim.Render(th.Glyphs.Unknown)
	case triage.Odd:
		return th.Warn.Render(th.Glyphs.Holding)
	}
	return th.Dim.Render(th.Glyphs.Bullet)
}

func (s *Diagnose) bullets(title string, lines []string, w int) []string {
	th := s.desk.Theme
	if len(lines) == 0 || lines[0] == "" {
		return nil
	}
	out := []string{th.Title.Render(title)}
	for _, one := range lines {
		for i, l := range parts.Wrap(one, max(1, w-2)) {
			mark := "  "
			if i == 0 {
				mark = th.Dim.Render(th.Glyphs.Bullet) + " "
			}
			out = append(out, mark+l)
		}
	}
	return out
}
