package triage

import (
	"slices"
	"strings"
	"time"

	"axdesk/client/aex"
)

// SkewAllowed is how far in the future a date may lie and still be taken for now: clocks differ by as much.
const SkewAllowed = 2 * time.Minute

// What is a pattern, and not a mishap.
const (
	// flapDrops Lost-Carriers within an hour are a flapping line, while the last is no older than flapRecent.
	flapDrops  = 3
	flapRecent = 2 * time.Hour
	// preempts of these within the last two hours are no accident, but two routers with one login.
	preempts = 2
)

// SessionState is what accounting shows. Never is its zero value.
type SessionState int

// The states of a RADIUS session.
const (
	Never   SessionState = iota // no accounting row at all
	Closed                      // the latest has a stop
	Online                      // open, and its update is fresh
	Stale                       // open, and its update is old
	Undated                     // open, and no date of it can be believed
)

// String is the state in words.
func (s SessionState) String() string {
	switch s {
	case Closed:
		return "closed"
	case Online:
		return "online"
	case Stale:
		return "stale: open, but not updated"
	case Undated:
		return "open, but without a date that can be believed"
	default:
		return "no session"
	}
}

// Reply is what RADIUS answered to a login.
type Reply int

// The kinds of reply. NoReply is the zero value.
const (
	NoReply Reply = iota
	Accept
	Reject
	OtherReply
)

// SessionView is a service's RADIUS status, judged. Being accepted is not being online: an accept is a past event.
type SessionView struct {
	State       SessionState
	Current     aex.Session // the row that State is about; zero for Never
	Since       time.Time   // its start when open, its stop when closed
	LastSeen    time.Time   // the last sign of life of it
	Open        int         // rows without a stop; more than one means stale ones
	LastStop    time.Time   // of the latest closed row; zero without one
	Cause       string      // of that row, by its RFC 2866 name
	CauseRaw    string
	CauseMeans  string
	Drops24h    int  // sessions that ended in the last 24 h, for any cause
	DropsHour   int  // most Lost-Carriers within any hour of the last 24
	Flapping    bool // three or more within an hour, the last of all within two
	Doubled     bool // two or more Port-Preempted within two hours: the login is used twice
	Reply       Reply
	LastReply   string // raw
	LastReplyAt time.Time
	Rejects24h  int
	Skewed      bool // a date lies in the future by more than SkewAllowed
}

// Session judges a service's RADIUS status at now. An open session is online while its last sign of life is no older
// than freshFor.
func Session(r aex.Radius, now time.Time, freshFor time.Duration) SessionView {
	v := SessionView{}
	v.current(r.Sessions, now, freshFor)
	v.drops(r.Sessions, now)
	v.replies(r.Attempts, now)
	return v
}

// sign is a row's last sign of life: a session that has just started has no update yet.
func sign(s aex.Session) time.Time {
	if s.Update.After(s.Start) {
		return s.Update
	}
	return s.Start
}

func (v *SessionView) current(rows []aex.Session, now time.Time, freshFor time.Duration) {
	var open, closed *aex.Session
	for i := range rows {
		s := &rows[i]
		if s.Stop.IsZero() {
			v.Open++
			if open == nil || sign(*s).After(sign(*open)) {
				open = s
			}
		} else if closed == nil || s.Stop.After(closed.Stop) {
			closed = s
		}
	}
	if closed != nil {
		v.LastStop, v.CauseRaw = closed.Stop, closed.Cause
		v.Cause, v.CauseMeans = Cause(closed.Cause)
		v.Skewed = closed.Stop.Sub(now) > SkewAllowed
	}
	switch {
	case open == nil && closed == nil:
		return
	case open == nil:
		v.State, v.Current, v.Since, v.LastSeen = Closed, *closed, closed.Stop, closed.Stop
		return
	}
	v.Current, v.Since, v.LastSeen = *open, open.Start, sign(*open)
	switch age := now.Sub(v.LastSeen); {
	case v.LastSeen.IsZero():
		v.State = Undated
	case age < -SkewAllowed:
		v.State, v.Skewed = Undated, true
	case age <= freshFor:
		v.State = Online
	case closed != nil && closed.Stop.After(v.LastSeen):
		// An old row that was never closed, and a newer session that was: the newer one tells where the line is now.
		v.State, v.Current, v.Since, v.LastSeen = Closed, *closed, closed.Stop, closed.Stop
	default:
		v.State = Stale
	}
}

func (v *SessionView) drops(rows []aex.Session, now time.Time) {
	var lost []time.Time
	preempted, seen := 0, map[string]bool{}
	for _, s := range rows {
		age := now.Sub(s.Stop)
		// A stop may come in several rows (one for each address family): it is one drop.
		key := s.ID + "\x00" + s.Stop.UTC().String()
		if s.Stop.IsZero() || age > 24*time.Hour || age < -SkewAllowed || seen[key] {
			continue
		}
		seen[key] = true
		v.Drops24h++
		switch n := causeNumber(s.Cause); {
		case n == lostCarrier:
			lost = append(lost, s.Stop)
		case n == portPreempted && age <= flapRecent:
			preempted++
		}
	}
	v.Doubled = preempted >= preempts
	slices.SortFunc(lost, time.Time.Compare)
	for first, last := 0, 0; last < len(lost); last++ {
		for lost[last].Sub(lost[first]) > time.Hour {
			first++
		}
		v.DropsHour = max(v.DropsHour, last-first+1)
	}
	v.Flapping = v.DropsHour >= flapDrops && now.Sub(lost[len(lost)-1]) <= flapRecent
}

func (v *SessionView) replies(attempts []aex.Attempt, now time.Time) {
	for i, a := range attempts {
		kind := replyKind(a.Reply)
		age := now.Sub(a.Date)
		if kind == Reject && !a.Date.IsZero() && age <= 24*time.Hour {
			v.Rejects24h++
		}
		if i == 0 || a.Date.After(v.LastReplyAt) {
			v.Reply, v.LastReply, v.LastReplyAt = kind, a.Reply, a.Date
		}
		v.Skewed = v.Skewed || age < -SkewAllowed
	}
}

// replyKind reads a reply in any spelling. Words that say no come first, for "not accepted".
func replyKind(s string) Reply {
	s = squeeze(s)
	for _, no := range []string{"reject", "den", "fail", "refus", "invalid", "notaccept"} {
		if strings.Contains(s, no) {
			return Reject
		}
	}
	switch {
	case s == "":
		return NoReply
	case strings.Contains(s, "accept"), s == "ok", s == "success":
		return Accept
	default:
		return OtherReply
	}
}
