package triage

import (
	"math"
	"time"

	"axdesk/client/aex"
)

// look is an Input judged once, source by source; the checks and the evidence both read it.
type look struct {
	Input
	active   activity
	dev      *aex.Device // the newer of cached and live; nil without one
	devAt    time.Time   // when it was in that state; zero when not known
	devFresh bool
	ont      ONTView
	light    Light
	usual    float64 // median of the light's history
	fell     float64 // dB below it; 0 without enough history
	ageing   ageing  // a slow and steady fall
	radius   bool    // the answer is there, and new enough
	session  SessionView
	traffic  traffic
	odd      []Fact // contradictions
}

// traffic is whether bytes pass.
type traffic int

const (
	trafficUnknown traffic = iota
	trafficNone
	trafficSome   // bytes were counted, no more is known
	trafficRising // more than in an earlier answer
)

func judge(in Input) *look {
	c := &look{Input: in.withDefaults()}
	c.active = activityOf(in.Service.Status)
	c.pickDevice()
	if c.dev == nil && c.NoDevice {
		c.DeviceErr, c.LiveErr = "", "" // both say no more than that
	}
	if c.dev != nil {
		c.ont = DeviceONT(*c.dev)
		c.light = DeviceLight(*c.dev, c.GPON, c.Ethernet)
		c.fall()
		c.age()
	}
	if in.Radius != nil {
		age := in.Now.Sub(in.Radius.At)
		// An answer without a date of receipt is judged by the dates in it alone.
		c.radius = in.Radius.At.IsZero() || (age >= -SkewAllowed && age <= c.Limits.Radius)
		c.session = Session(*in.Radius, in.Now, c.Limits.Session)
		c.traffic = c.bytes()
	}
	c.contradictions()
	return c
}

// pickDevice takes the newer of the two; the live one where they are as old, and any date before none.
func (c *look) pickDevice() {
	for _, d := range []*aex.Device{c.Live, c.Device} {
		if d == nil {
			continue
		}
		copied := *d
		copied.Live = d == c.Live
		at, ok := observed(copied, c.Now)
		if c.dev == nil || (ok && at.After(c.devAt)) {
			c.dev, c.devAt = &copied, at
		}
	}
	if c.devAt.IsZero() {
		return
	}
	limit := c.Limits.Cached
	// After a failed poll a cached state must be as new as a live one would be.
	if c.dev.Live || c.LiveErr != "" {
		limit = c.Limits.Live
	}
	c.devFresh = c.Now.Sub(c.devAt) <= limit
}

// bands are those that the device's light is judged by.
func (c *look) bands() Bands {
	if c.dev != nil && c.dev.ActiveEthernet() {
		return c.Ethernet
	}
	return c.GPON
}

// minHistory readings make a history: fewer have no usual level.
const minHistory = 3

// fall measures the light against its own median, of the readings before this one.
func (c *look) fall() {
	points := c.usable()
	if !c.light.Known || c.light.Band == None || len(points) < minHistory {
		return
	}
	before := make([]float64, len(points))
	for i, p := range points {
		before[i] = p.DBm
	}
	c.usual = median(before)
	c.fell = math.Max(0, c.usual-c.light.DBm)
}

func (c *look) fallen() bool { return c.fell >= c.Limits.FallDB }

// bytes tells whether traffic passes: by an earlier answer about the same session, else by what was ever counted.
func (c *look) bytes() traffic {
	now := c.session.Current
	if !c.radius || c.session.State != Online {
		return trafficUnknown
	}
	if c.Earlier != nil && now.ID != "" {
		for _, s := range c.Earlier.Sessions {
			if s.ID != now.ID || !s.Start.Equal(now.Start) || !now.Update.After(s.Update) {
				continue
			}
			if octets(now) > octets(s) {
				return trafficRising
			}
			if octets(s) >= 0 && octets(now) == octets(s) {
				return trafficNone
			}
		}
	}
	total := octets(now)
	if today, ok := c.today(); ok {
		total = max(total, today.TotalDownloaded, today.Downloaded, today.Downloaded6)
	}
	// A session of a few minutes may not have been counted yet.
	switch {
	case total > 0:
		return trafficSome
	case total == 0 && now.Update.Sub(now.Start) >= c.Limits.Live:
		return trafficNone
	default:
		return trafficUnknown
	}
}

// octets is what the customer downloaded, in either family: the larger, since the one may include the other. It is
// negative when the number can't be right.
func octets(s aex.Session) int64 {
	if s.Downloaded < 0 && s.Downloaded6 <= 0 {
		return -1
	}
	return max(s.Downloaded, s.Downloaded6)
}

// today is the usage of Now's date, there or in UTC: the API's days have no zone.
func (c *look) today() (aex.Usage, bool) {
	if c.Usage == nil {
		return aex.Usage{}, false
	}
	for _, day := range []string{c.Now.Format(time.DateOnly), c.Now.UTC().Format(time.DateOnly)} {
		for _, u := range c.Usage.Days {
			if u.Day == day {
				return u, true
			}
		}
	}
	return aex.Usage{}, false
}

// activity is whether a service is meant to work.
type activity int

const (
	activityUnknown activity = iota
	activityYes
	activityNo
)

// activityOf reads a service's status. Only "Pending installation" is documented, so any other word is a guess, and one
// that is not known stops nothing.
func activityOf(status string) activity {
	best := activityUnknown
	words := tokens(status)
	if len(words) == 2 && words[0] == "pending" {
		switch words[1] {
		// What is about to end or to change works until then.
		case "cancellation", "change", "upgrade", "downgrade", "migration", "transfer", "termination", "disconnection", "suspension":
			return activityUnknown
		}
	}
	for i, w := range words {
		a := activityWords[w]
		if a == activityYes && negates(words, i) {
			a = activityNo
		}
		best = max(best, a)
	}
	return best
}

var activityWords = func() map[string]activity {
	m := map[string]activity{}
	for a, list := range map[activity][]string{
		activityYes: {"active", "activated", "live", "provisioned", "installed", "operational", "enabled", "working", "online"},
		activityNo: {
			"pending", "inactive", "cancelled", "canceled", "suspended", "suspension", "feasibility", "terminated",
			"ceased", "disconnected", "deactivated", "disabled", "deprovisioned", "decommissioned", "expired", "blocked",
			"hold", "rejected", "failed", "draft", "new", "ordered", "order", "scheduled", "provisioning", "installing",
			"awaiting", "closed", "deleted", "churned", "lapsed", "paused", "unpaid",
		},
	} {
		for _, w := range list {
			m[w] = a
		}
	}
	return m
}()
