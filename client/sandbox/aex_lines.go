package sandbox

import (
	"slices"
	"strings"
	"time"
)

type ontState int

const (
	ontUp ontState = iota
	ontLOS
	ontGasp
	ontOffline
	ontAuth
)

// sessionKind is how a service's RADIUS account fares.
type sessionKind int

const (
	sessionsOpen sessionKind = iota
	sessionsFlapping
	sessionsClosed   // by Lost-Carrier when the line went down
	sessionsRejected // wrong password since then
	sessionsSuspended
	sessionsNone
	sessionsStale
	sessionsAccepted // Access-Accept again and again, and no session
	sessionsPreempted
)

// lineKind is a way for a line to be; the scenarios are one each, and most of the 5,000 are "healthy".
type lineKind struct {
	name     string
	weight   int // of 1,000 services that have a device
	ont      ontState
	light    float64 // dBm at the device; 0 means drawn from the good band
	fall     float64 // dB a day of life
	sessions sessionKind
	since    time.Duration // how long before the sandbox started it went wrong
	ethernet bool          // a switch port rather than an ONT
	noLight  any           // what stands for rx_power when no light is read
	oldData  bool          // AEx has not reached the device since then, and cannot now
	noDevice bool
	nulls    bool
}

func lineKinds() []lineKind {
	const hour, day = time.Hour, 24 * time.Hour
	return []lineKind{
		{name: "healthy", weight: 800},
		{name: "ethernet", weight: 60, ethernet: true, light: -11.4},
		{name: "marginal", weight: 30, light: -26.2, sessions: sessionsFlapping},
		{name: "ageing", weight: 20, light: -23.4, fall: 0.12},
		{name: "bad", weight: 10, light: -28.7, sessions: sessionsFlapping},
		{name: "fibre", weight: 12, ont: ontLOS, sessions: sessionsClosed, since: 3 * hour, noLight: -40},
		{name: "power", weight: 14, ont: ontGasp, sessions: sessionsClosed, since: 40 * time.Minute, noLight: 0},
		{name: "offline", weight: 8, ont: ontOffline, sessions: sessionsClosed, since: 9 * hour},
		{name: "rejected", weight: 10, sessions: sessionsRejected, since: 5 * hour},
		{name: "silent", weight: 8, sessions: sessionsNone, since: 2 * day},
		{name: "stale", weight: 8, sessions: sessionsStale, since: 26 * hour},
		{name: "accepted", weight: 3, sessions: sessionsAccepted, since: 6 * hour},
		{name: "preempted", weight: 3, sessions: sessionsPreempted},
		{name: "flapping", weight: 5, sessions: sessionsFlapping},
		{name: "hot", weight: 3, light: -9.1},
		{name: "overload", weight: 2, light: -6.6},
		{name: "unread", weight: 2, noLight: 0},
		{name: "unregistered", weight: 1, ont: ontAuth, light: -18.3, sessions: sessionsClosed, since: 20 * hour},
		{name: "weak ethernet", weight: 1, ethernet: true, light: -20.8, sessions: sessionsFlapping},
		{name: "dark ethernet", ethernet: true, ont: ontLOS, sessions: sessionsClosed, since: 2 * hour, noLight: -40},
		{name: "old", oldData: true, since: 3 * day},
		{name: "deviceless", noDevice: true},
		{name: "nulls", nulls: true},
	}
}

func (w *aexWorld) kindNamed(name string) lineKind {
	return w.kinds[slices.IndexFunc(w.kinds, func(k lineKind) bool { return k.name == name })]
}

// line is the condition that a row's device and session are in.
type line struct {
	lineKind
	wrongSince time.Time
}

const outageBefore = 47 * time.Minute // how long before the sandbox started the POP went down

// lineOf works a line out from the row's number, so that nothing needs to be kept for 5,000 of them.
func (w *aexWorld) lineOf(row *aexRow) line {
	kind := w.kinds[0]
	if row.kind != "" {
		kind = w.kindNamed(row.kind)
	} else {
		at := pick(w.seed, "aex line", row.number, 1000)
		for _, k := range w.kinds {
			if at -= k.weight; at < 0 {
				kind = k
				break
			}
		}
	}
	if strings.EqualFold(row.status, "Suspended") {
		kind = lineKind{name: "suspended", sessions: sessionsSuspended, since: 30 * time.Hour}
	}
	since := w.started.Add(-kind.since)
	if w.areas[row.area].out {
		kind = lineKind{
			name: "outage", ont: ontLOS, ethernet: kind.ethernet, sessions: sessionsClosed, since: outageBefore,
			noLight: []any{nil, 0, -40}[row.number%3],
		}
		if row.kind == "" && row.number%7 == 0 {
			kind.ont = ontOffline // a battery that ran out says something else than its neighbours
		}
		since = w.started.Add(-outageBefore - time.Duration(row.number%5)*time.Second)
	}
	return line{kind, since}
}

// hasDevice tells whether anything was installed: before that, and after it was taken back, there is none.
func (row *aexRow) hasDevice() bool {
	for _, word := range []string{"Active", "Suspended", "Pending cancellation", "Transfer", "Migration"} {
		if len(row.status) >= len(word) && strings.EqualFold(row.status[:len(word)], word) {
			return true
		}
	}
	return false
}
