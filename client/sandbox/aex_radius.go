package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const aexInterim = time.Minute // how often a session's accounting is updated

type aexAccount struct {
	Username any          `json:"username"`
	Password any          `json:"password"`
	Attempts []aexAttempt `json:"authentication_attempts"`
	Sessions []aexSession `json:"accounting"`
}

type aexAttempt struct {
	Date  any `json:"date"`
	Reply any `json:"reply"`

	at time.Time
}

// aexSession is an accounting row. Input is counted from the NAS: what the customer uploaded.
type aexSession struct {
	ID        any `json:"session_id"`
	Username  any `json:"username"`
	IP        any `json:"ipaddress"`
	Start     any `json:"acct_start_time"`
	Stop      any `json:"acct_stop_time"`
	Seconds   any `json:"session_time"`
	Input     any `json:"input_octets"`
	Output    any `json:"output_octets"`
	Input6    any `json:"ipv6_input_octets"`
	Output6   any `json:"ipv6_output_octets"`
	Cause     any `json:"terminate_cause"`
	UpdatedAt any `json:"update_time"`
}

// span is a session before it is written down: stop is zero while it is open.
type span struct {
	start, stop, update time.Time
	cause               int // of RFC 2866; 0 for none
}

const (
	causeUserRequest   = 1
	causeLostCarrier   = 2
	causeTimeout       = 5
	causeAdminReset    = 6
	causeNASReboot     = 11
	causePortPreempted = 13
)

// causeWord spells a cause as some NAS or other does.
func causeWord(cause int, style uint64) any {
	name := map[int]string{
		causeUserRequest: "User-Request", causeLostCarrier: "Lost-Carrier", causeTimeout: "Session-Timeout",
		causeAdminReset: "Admin-Reset", causeNASReboot: "NAS-Reboot", causePortPreempted: "Port-Preempted",
	}[cause]
	switch {
	case cause == 0:
		return nil
	case style%10 < 5:
		return name
	case style%10 < 7:
		return strings.ReplaceAll(name, "-", " ")
	case style%10 == 7:
		return strings.ReplaceAll(name, "-", "")
	case style%10 == 8:
		return strings.ToLower(strings.ReplaceAll(name, "-", "_"))
	}
	return strconv.Itoa(cause)
}

func (s *Server) aexRadius(c *call) reply {
	row, bad := s.aex.service(c)
	if bad != nil {
		return *bad
	}
	if !row.hasDevice() {
		return refuse(http.StatusNotFound, "No RADIUS account is linked to this service")
	}
	return reply{status: http.StatusOK, body: s.aex.account(row, s.aex.lineOf(row), c.now)}
}

func (w *aexWorld) account(row *aexRow, l line, now time.Time) aexAccount {
	user := fmt.Sprintf("ftth%06d@isp.example", 100000+row.number)
	spans := w.spans(row, l, now)
	out := aexAccount{
		Username: user, Password: hashHex(w.seed, "aex radius", row.number)[:12],
		Attempts: w.attempts(row, l, spans, now), Sessions: []aexSession{},
	}
	for i, sp := range spans {
		out.Sessions = append(out.Sessions, w.session(row, l, user, sp, i))
	}
	// The order is not documented, so a client that trusts in it is wrong about one account in four.
	if row.kind == "" && row.number%4 == 2 {
		slices.Reverse(out.Attempts)
		slices.Reverse(out.Sessions)
	}
	if l.nulls {
		out.Password = nil
		for i := range out.Sessions {
			start := out.Sessions[i].Start
			out.Sessions[i] = aexSession{Start: start}
		}
	}
	return out
}

// spans are the last sessions, the newest first. Each lasts the account's period: that of most is days long, and a
// flapping line's is 11 minutes.
func (w *aexWorld) spans(row *aexRow, l line, now time.Time) []span {
	period := time.Duration(20+pick(w.seed, "aex period", row.number, 200)) * time.Hour
	cause := []int{causeTimeout, causeTimeout, causeUserRequest, causeAdminReset, causeNASReboot}[row.number%5]
	most, end := 4, now
	switch l.sessions {
	case sessionsNone:
		return nil
	case sessionsFlapping:
		period, cause, most = 11*time.Minute, causeLostCarrier, 10
	case sessionsPreempted:
		period, cause, most = 4*time.Minute, causePortPreempted, 10
	case sessionsClosed, sessionsRejected, sessionsSuspended, sessionsAccepted, sessionsStale:
		end = l.wrongSince
	}
	phase := time.Duration(pick(w.seed, "aex phase", row.number, int(period/time.Second))) * time.Second
	start := end.Add(-phase).Truncate(period).Add(phase)
	newest := span{start: start, update: start.Add(end.Sub(start).Truncate(aexInterim))}
	switch l.sessions {
	case sessionsClosed:
		newest.stop, newest.update, newest.cause = end, end, causeLostCarrier
	case sessionsRejected, sessionsSuspended, sessionsAccepted:
		newest.stop, newest.update, newest.cause = end, end, causeUserRequest
	}
	out := []span{newest}
	for len(out) < most && start.Add(-period).After(row.created) {
		out = append(out, span{start: start.Add(-period), stop: start, update: start, cause: cause})
		start = start.Add(-period)
	}
	return out
}

func (w *aexWorld) session(row *aexRow, l line, user string, sp span, i int) aexSession {
	seconds := int64(sp.update.Sub(sp.start) / time.Second)
	down := int64(20_000 + pick(w.seed, "aex rate", row.number, 380_000)) // bytes a second, over the day
	up := down / int64(6+row.number%9)
	key := row.number<<32 ^ uint64(sp.start.Unix()) //nolint:gosec // after 1970
	host := row.number*7 + 11
	if l.sessions == sessionsPreempted {
		host += uint64(i % 2) //nolint:gosec // an index
	}
	out := aexSession{
		ID: hashHex(w.seed, "aex session", key)[:16], Username: user,
		IP:    fmt.Sprintf("100.%d.%d.%d", 64+host>>16&63, host>>8&255, host&255), // RFC 6598's shared addresses
		Start: stampAEX(sp.start), Seconds: seconds, Input: up * seconds, Output: down * seconds,
		Input6: int64(0), Output6: int64(0), Cause: causeWord(sp.cause, row.number+uint64(i)), UpdatedAt: stampAEX(sp.update), //nolint:gosec // an index
	}
	if !sp.stop.IsZero() {
		out.Stop = stampAEX(sp.stop)
	}
	if row.number%2 == 0 {
		out.Input6, out.Output6 = up*seconds/3, down*seconds/2
	}
	if row.kind != "" {
		return out
	}
	switch row.number % 33 {
	case 5: // a NAS that counts in 32 bits with a sign
		out.Input, out.Output = int64(int32(up*seconds)), int64(int32(down*seconds)) //nolint:gosec // that is the fault it shows
	case 12:
		out.Input, out.Output, out.Seconds = fmt.Sprint(up*seconds), fmt.Sprint(down*seconds), fmt.Sprint(seconds)
	case 20:
		out.Input6, out.Output6, out.IP = nil, nil, nil
	}
	return out
}

// attempts are the last logins, the newest first: one Access-Accept for each session, and what came since.
func (w *aexWorld) attempts(row *aexRow, l line, spans []span, now time.Time) []aexAttempt {
	out := []aexAttempt{}
	add := func(at time.Time, text string) {
		out = append(out, aexAttempt{Date: stampZ(at), Reply: text, at: at})
	}
	every, text := 90*time.Second, ""
	switch l.sessions {
	case sessionsRejected:
		text = "Access-Reject"
	case sessionsSuspended:
		text = "Access-Reject: account suspended"
	case sessionsAccepted:
		every, text = 5*time.Minute, "Access-Accept"
	}
	if text != "" {
		// Seen from when it began, so that an attempt stays where it was as the clock goes on.
		for n := now.Sub(l.wrongSince) / every; n >= 0 && len(out) < 10; n-- {
			add(l.wrongSince.Add(n*every), text)
		}
	}
	for _, sp := range spans {
		add(sp.start, "Access-Accept")
	}
	slices.SortStableFunc(out, func(a, b aexAttempt) int { return b.at.Compare(a.at) })
	return out[:min(len(out), 12)]
}

// aexDay is a day of usage. The totals include IPv6.
type aexDay struct {
	Date    string `json:"date"`
	Down    any    `json:"bytes_downloaded"`
	Up      any    `json:"bytes_uploaded"`
	Down6   any    `json:"i_pv6_bytes_downloaded"`
	Up6     any    `json:"i_pv6_bytes_uploaded"`
	AllDown any    `json:"total_bytes_downloaded"`
	AllUp   any    `json:"total_bytes_uploaded"`
}

const aexUsageDays = 90

func (s *Server) aexUsage(c *call) reply {
	row, bad := s.aex.service(c)
	if bad != nil {
		return *bad
	}
	days := []aexDay{}
	if row.hasDevice() {
		days = s.aex.usage(row, s.aex.lineOf(row), c.now)
	}
	return reply{status: http.StatusOK, body: days}
}

// usage counts each day's bytes in proportion to how long the line worked on it: today's rise with the clock, and
// stand still from the moment that it went down.
func (w *aexWorld) usage(row *aexRow, l line, now time.Time) []aexDay {
	until := now
	switch l.sessions {
	case sessionsClosed, sessionsRejected, sessionsSuspended, sessionsAccepted, sessionsNone, sessionsStale:
		until = l.wrongSince
	}
	midnight := now.UTC().Truncate(24 * time.Hour)
	days := []aexDay{}
	for ago := aexUsageDays - 1; ago >= 0; ago-- {
		day := midnight.AddDate(0, 0, -ago)
		if day.Add(24*time.Hour).Before(row.created) || row.kind == "" && row.number%17 == 8 && day.YearDay()%11 == 0 {
			continue // before its time, or a day that accounting missed
		}
		seconds := int64(min(max(until.Sub(day), 0), 24*time.Hour) / time.Second)
		key := row.number<<32 ^ uint64(day.Unix()) //nolint:gosec // after 1970
		rate := int64(20_000+pick(w.seed, "aex rate", row.number, 380_000)) * int64(40+pick(w.seed, "aex day", key, 120)) / 100
		down := rate * seconds
		up := down / int64(6+row.number%9)
		entry := aexDay{Date: stampDay(day), Down: down, Up: up, Down6: int64(0), Up6: int64(0), AllDown: down, AllUp: up}
		if row.number%2 == 0 {
			entry.Down6, entry.Up6, entry.AllDown, entry.AllUp = down/2, up/3, down+down/2, up+up/3
		} else if row.kind == "" && row.number%3 == 0 {
			entry.Down6, entry.Up6 = nil, nil
		}
		days = append(days, entry)
	}
	return days
}
