// Package triage tells what is most likely wrong with a customer's line, who owns it, and from what. It is a pure
// function over what AEx answered: no clock, no network, no screen. docs/triage.md has its table.
package triage

import (
	"time"

	"axdesk/client/aex"
)

// Owner is who has to act.
type Owner int

// The owners. Nobody, the zero value, means that the evidence does not reach to name one.
const (
	Nobody    Owner = iota
	User            // power, leads, router
	ISP             // credentials, addresses, support: ourselves
	FNO             // fibre, light, cabinet
	OrderDesk       // orders and billing
)

// String is the owner in words.
func (o Owner) String() string {
	switch o {
	case User:
		return "customer"
	case ISP:
		return "ISP"
	case FNO:
		return "FNO"
	case OrderDesk:
		return "order desk"
	default:
		return "nobody yet"
	}
}

// Confidence is how far the evidence carries a verdict.
type Confidence int

// The levels.
const (
	Low Confidence = iota
	Medium
	High
)

// String is the confidence in a word.
func (c Confidence) String() string {
	switch {
	case c >= High:
		return "high"
	case c == Medium:
		return "medium"
	default:
		return "low"
	}
}

// Mark is what a fact means for the line.
type Mark int

// The marks. Odd marks two sources that contradict each other.
const (
	Neutral Mark = iota
	Fine
	Wrong
	Absent
	Odd
)

// String is the mark in a word.
func (m Mark) String() string {
	switch m {
	case Fine:
		return "good"
	case Wrong:
		return "bad"
	case Absent:
		return "missing"
	case Odd:
		return "contradiction"
	default:
		return "neutral"
	}
}

// Fact is one line of evidence.
type Fact struct {
	Text string
	From string        // its source: "service", "area", "device, live", "radius" …
	At   time.Time     // when it was so; zero when that is not known
	Age  time.Duration // never negative; 0 also when At is zero
	Mark Mark
}

// Limits are the freshness limits: what is older than its limit proves nothing about now. A zero field is its default.
type Limits struct {
	Cached  time.Duration // a cached device state: 15 min
	Live    time.Duration // a live one; after a failed poll a cached one too: 5 min
	Radius  time.Duration // the answer about RADIUS: 10 min
	Session time.Duration // an open session's last sign of life: 20 min
	Area    time.Duration // the area's count: 1 h
	Attempt time.Duration // the last login, to be about today's trouble: 24 h
	FallDB  float64       // a fall of light below its own median that counts: 3 dB, half the light
	SlowDB  float64       // a slow and steady fall that counts: 1 dB
	SlowFor time.Duration // the least time that such a fall is seen over: 7 d
}

// DefaultLimits are the limits of an unset configuration.
func DefaultLimits() Limits {
	return Limits{
		Cached: 15 * time.Minute, Live: 5 * time.Minute, Radius: 10 * time.Minute, Session: 20 * time.Minute,
		Area: time.Hour, Attempt: 24 * time.Hour, FallDB: 3, SlowDB: 1, SlowFor: 7 * 24 * time.Hour,
	}
}

// orDefault fills what is zero or senseless, so that a half-written configuration still diagnoses.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ got, want *time.Duration }{
		{&l.Cached, &d.Cached},
		{&l.Live, &d.Live},
		{&l.Radius, &d.Radius},
		{&l.Session, &d.Session},
		{&l.Area, &d.Area},
		{&l.Attempt, &d.Attempt},
		{&l.SlowFor, &d.SlowFor},
	} {
		if *f.got <= 0 {
			*f.got = *f.want
		}
	}
	if !(l.FallDB > 0) {
		l.FallDB = d.FallDB
	}
	if !(l.SlowDB > 0) {
		l.SlowDB = d.SlowDB
	}
	return l
}

// Point is a light reading that was kept.
type Point struct {
	At  time.Time
	DBm float64
}

// Input is all that is known of a service. Whatever is nil or empty is missing, and never an error; a sentence in
// one of the Err fields says why it is.
type Input struct {
	Now                                     time.Time
	Service                                 aex.Service
	ServiceAt                               time.Time   // when the service was read
	Device, Live                            *aex.Device // cached, and live; the newer one counts
	NoDevice                                bool        // the API answered that there is none (404): a state, no error
	DeviceErr, LiveErr, RadiusErr, UsageErr string
	Radius                                  *aex.Radius
	Earlier                                 *aex.Radius // an answer before Radius, to see whether bytes rise
	Usage                                   *aex.Usages
	Area                                    Area
	History                                 []Point // of received light, in any order
	GPON, Ethernet                          Bands   // zero: the defaults
	Limits                                  Limits
}

// withDefaults fills in the bands and limits that were left out.
func (in Input) withDefaults() Input {
	if in.GPON == (Bands{}) {
		in.GPON = DefaultGPON()
	}
	if in.Ethernet == (Bands{}) {
		in.Ethernet = DefaultActiveEthernet()
	}
	in.Limits = in.Limits.orDefault()
	return in
}

// Verdict is what is most likely wrong. Its texts hold no password of the input, whatever field it stood in.
type Verdict struct {
	Code       Code
	What       string // one sentence for the agent
	Owner      Owner
	Confidence Confidence
	Evidence   []Fact   // in the order of first line's checks, each with its age
	Missing    []string // what is not known and would make the verdict firmer, or one at all
	Ask        []string // what to ask the caller
	Next       string   // what to do
}
