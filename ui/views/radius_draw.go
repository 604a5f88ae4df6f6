package views

import (
	"slices"
	"strconv"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// sessionSay is where the session stands, in a line.
func (d *Desk) sessionSay(v triage.SessionView) string {
	since := ""
	if !v.Since.IsZero() {
		since = " since " + d.since(v.Since)
	}
	heard := ""
	if !v.LastSeen.IsZero() {
		heard = words.CoarseAge(d.Now.Sub(v.LastSeen))
	}
	switch v.State {
	case triage.Online:
		return d.Theme.Say(theme.MarkReady, "online"+since+", heard of "+heard)
	case triage.Stale:
		return d.Theme.Say(theme.MarkHolding, "stale: open"+since+", but last heard of "+heard)
	case triage.Undated:
		return d.Theme.Say(theme.MarkUnknown, "open"+since+", without a date that can be believed")
	case triage.Closed:
		return d.Theme.Say(theme.MarkFailed, "offline"+since+": "+v.CauseMeans)
	}
	return d.Theme.Say(theme.MarkUnknown, "no session was ever counted")
}

// replyLine is the last login: accepted is a past event, and said as one.
func (d *Desk) replyLine(v triage.SessionView) string {
	when := ""
	if !v.LastReplyAt.IsZero() {
		when = " " + words.CoarseAge(d.Now.Sub(v.LastReplyAt))
	}
	refused := ""
	if v.Rejects24h > 0 {
		refused = "; " + strconv.Itoa(v.Rejects24h) + " refused in 24 h"
	}
	mark := theme.MarkUnknown
	words := "last login" + when + ": " + v.LastReply
	switch v.Reply {
	case triage.NoReply:
		words = "no login attempt is known"
	case triage.Accept:
		mark = theme.MarkReady
		if v.State != triage.Online && !v.LastReplyAt.Before(v.LastStop) {
			mark, words = theme.MarkHolding, words+" (accepted, yet not online)"
		}
	case triage.Reject:
		mark = theme.MarkFailed
	}
	return d.Theme.Say(mark, words+refused)
}

// now is how the line stands by RADIUS.
func (s *Radius) now(r aex.Radius) []string {
	d := s.desk
	v := triage.Session(r, d.Now, triage.DefaultLimits().Session)
	out := []string{d.sessionSay(v), d.replyLine(v)}
	if v.State != triage.Never {
		carried := traffic(v.Current)
		if v.State == triage.Closed {
			carried = "last session: " + carried
		}
		out = append(out, carried)
	}
	if v.Drops24h > 0 {
		words := parts.Plural(v.Drops24h, "session", "sessions") + " ended in 24 h"
		if v.Flapping {
			words = d.Theme.Say(theme.MarkFailed, "flapping: "+strconv.Itoa(v.DropsHour)+" Lost-Carrier within an hour; "+words)
		}
		out = append(out, words)
	}
	if v.Open > 1 {
		out = append(out, d.Theme.Say(theme.MarkHolding, strconv.Itoa(v.Open)+" sessions stand open: all but one are left over"))
	}
	if v.Skewed {
		out = append(out, d.Theme.Say(theme.MarkHolding, "a date lies ahead of our clock: a clock or a time zone is wrong"))
	}
	return out
}

// traffic is what a session carried, from the customer's side. Whether the first count includes IPv6 is not said.
func traffic(s aex.Session) string {
	return join("  ", words.Bytes(s.Downloaded)+" down, "+words.Bytes(s.Uploaded)+" up"+traffic6(s), s.IP)
}

func traffic6(s aex.Session) string {
	if s.Downloaded6 == 0 && s.Uploaded6 == 0 {
		return ""
	}
	return "; IPv6 " + words.Bytes(s.Downloaded6) + " down, " + words.Bytes(s.Uploaded6) + " up"
}

// whole is the full screen.
func (s *Radius) whole(r aex.Radius, w int) []string {
	th := s.desk.Theme
	out := append(s.now(r), "")
	out = append(out, parts.Sheet([]parts.Fact{
		{Name: "Login", Value: join("  ", r.Username, s.password(s.desk, r.Password))},
	}, w, th)...)
	out = append(out, "", th.Dim.Render("Down and up are as the customer sees them. "+s.desk.unitsNote()+"."))
	out = append(out, s.sessions(r, w)...)
	return append(append(out, ""), s.attempts(r, w)...)
}

// maxShown bounds how many sessions and attempts are drawn.
const maxShown = 200

// sessions are the accounting rows, newest first.
func (s *Radius) sessions(r aex.Radius, w int) []string {
	d := s.desk
	th := d.Theme
	if len(r.Sessions) == 0 {
		return []string{th.Dim.Render("No session was ever counted.")}
	}
	rows := slices.Clone(r.Sessions)
	slices.SortStableFunc(rows, func(a, b aex.Session) int { return b.Start.Compare(a.Start) })
	out := []string{th.Dim.Render(parts.Columns(parts.Fit("started", 16, ""), parts.FitRight("lasted", 6, ""),
		parts.FitRight("down", 9, ""), parts.FitRight("up", 9, ""), "ended"))}
	for _, one := range rows[:min(len(rows), maxShown)] {
		out = append(out, parts.Cut(parts.Columns(parts.Fit(d.minute(one.Start), 16, ""), parts.FitRight(lasted(one), 6, th.Glyphs.More),
			parts.FitRight(bytesCell(one.Downloaded), 9, th.Glyphs.More), parts.FitRight(bytesCell(one.Uploaded), 9, th.Glyphs.More), s.ended(one)+traffic6(one)), w, th.Glyphs.More))
	}
	return out
}

// lasted is a session's length: as counted, else by its dates.
func lasted(s aex.Session) string {
	switch {
	case s.Seconds > 0 && s.Seconds < int64(100*365*24*time.Hour/time.Second):
		return words.Age(time.Duration(s.Seconds) * time.Second)
	case !s.Stop.IsZero() && !s.Start.IsZero():
		return words.Age(s.Stop.Sub(s.Start))
	case !s.Update.IsZero() && !s.Start.IsZero():
		return words.Age(s.Update.Sub(s.Start))
	}
	return "?"
}

// ended is why a session ended, in words; an open one says how long ago it was heard of.
func (s *Radius) ended(one aex.Session) string {
	d := s.desk
	if one.Stop.IsZero() {
		if one.Update.IsZero() {
			return "open, never updated"
		}
		return "open, heard of " + words.CoarseAge(d.Now.Sub(one.Update))
	}
	name, means := triage.Cause(one.Cause)
	return join(": ", name, means)
}

// attempts are the logins, newest first.
func (s *Radius) attempts(r aex.Radius, w int) []string {
	d := s.desk
	th := d.Theme
	if len(r.Attempts) == 0 {
		return []string{th.Dim.Render("No login attempt is known.")}
	}
	rows := slices.Clone(r.Attempts)
	slices.SortStableFunc(rows, func(a, b aex.Attempt) int { return b.Date.Compare(a.Date) })
	out := []string{th.Dim.Render(parts.Fit("tried", 16, "") + "  reply")}
	for _, one := range rows[:min(len(rows), maxShown)] {
		v := triage.Session(aex.Radius{Attempts: []aex.Attempt{one}}, d.Now, 0)
		mark := map[triage.Reply]theme.Mark{triage.Accept: theme.MarkReady, triage.Reject: theme.MarkFailed}
		m, ok := mark[v.Reply]
		if !ok {
			m = theme.MarkUnknown
		}
		out = append(out, parts.Cut(parts.Fit(d.minute(one.Date), 16, "")+"  "+th.Say(m, one.Reply), w, th.Glyphs.More))
	}
	return out
}

// minute is a time to the minute.
func (d *Desk) minute(t time.Time) string {
	if t.IsZero() {
		return "no date came"
	}
	return t.In(d.Now.Location()).Format("2006-01-02 15:04")
}

// pane is the session in 44 columns and a few rows.
func (s *Radius) pane(r aex.Radius, w int) []string {
	var out []string
	for _, l := range s.now(r) {
		out = append(out, parts.Clip(parts.Wrap(l, w), 2)...)
	}
	if r.Username != "" {
		out = append(out, s.desk.Theme.Dim.Render("login ")+r.Username)
	}
	v := triage.Session(r, s.desk.Now, triage.DefaultLimits().Session)
	if v.Cause != "" {
		out = append(out, parts.Clip(parts.Wrap(s.desk.Theme.Dim.Render("last ended ")+v.Cause+", "+v.CauseMeans, w), 2)...)
	}
	return out
}
