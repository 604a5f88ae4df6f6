package triage

import (
	"slices"
	"time"
)

// finding is a check's answer; an empty code passes on to the next check.
type finding struct {
	code Code
	sure Confidence
	want string // what is missing, for NotEnough
	ask  string // to be asked before the verdict's own questions
}

// Diagnose tells what is most likely wrong: first line's checks in their order, and the first that holds is it. It
// never panics, and names an owner or says what is missing.
func Diagnose(in Input) Verdict {
	c := judge(in)
	found := finding{code: NotEnough}
	for _, check := range []func(*look) finding{
		(*look).checkService, (*look).checkArea, (*look).checkDevice, (*look).checkONT, (*look).checkLight, (*look).checkSession,
	} {
		if f := check(c); f.code != "" {
			found = f
			break
		}
	}
	return c.verdict(found)
}

func (c *look) checkService() finding {
	if c.active == activityNo {
		return finding{code: NotActive, sure: High}
	}
	return finding{}
}

// checkArea looks for an outage around; a line that is up itself is no part of it.
func (c *look) checkArea() finding {
	n, _, ok := c.Area.outage()
	stale := !c.Area.Oldest.IsZero() && c.Now.Sub(c.Area.Oldest) > c.Limits.Area
	upItself := c.devFresh && !down(c.ont.State) && c.ont.State != ONTUnknown && c.ont.State != ONTStarting
	if !ok || stale || upItself || c.sessionNewer() {
		return finding{}
	}
	sure := Medium
	if c.devFresh && down(c.ont.State) {
		sure = High
	}
	// Light that is gone is no power cut at the customers', whatever some of them report.
	if n.NoPower*2 > n.Down && c.ont.State != ONTLOS {
		return finding{code: AreaPower, sure: sure}
	}
	return finding{code: AreaOutage, sure: sure}
}

// sessionNewer tells whether a session gave a sign of life after the device's state: then that state is history.
func (c *look) sessionNewer() bool {
	return c.radius && c.session.State == Online && c.session.LastSeen.After(c.devAt)
}

func (c *look) checkDevice() finding {
	switch {
	case c.Now.IsZero():
		return finding{code: NotEnough, want: "The time now: without it no age can be told."}
	case c.dev == nil && c.NoDevice && c.sessionNewer():
		return finding{code: NoDevice, sure: Low, ask: "Ask whether a computer on a cable to the router works: a session runs, so the line may be fine."}
	case c.dev == nil && c.NoDevice:
		return finding{code: NoDevice, sure: Medium}
	case c.dev == nil && c.LiveErr != "":
		return finding{code: NotEnough, want: "The device's state: nothing is cached and the live poll failed. Poll it live once more."}
	case c.dev == nil:
		return finding{code: NotEnough, want: "The device's state: poll it live."}
	case c.devAt.IsZero():
		return finding{code: NotEnough, want: "A device state with a date that can be believed: poll it live."}
	case !c.devFresh && c.LiveErr != "":
		return finding{code: NotEnough, want: "A live poll that succeeds: the cached state is " + ageWords(c.Now.Sub(c.devAt)) + " old."}
	case !c.devFresh:
		return finding{code: NotEnough, want: "A device state of now: this one is " + ageWords(c.Now.Sub(c.devAt)) + " old. Poll it live."}
	case c.ont.State != ONTUp && c.ont.State != ONTUnknown && c.sessionNewer():
		return finding{code: NotEnough, want: "A device state newer than the session's last update, which says that the line is up: poll it live."}
	}
	return finding{}
}

func (c *look) checkONT() finding {
	switch c.ont.State {
	case ONTDyingGasp:
		return finding{code: NoPower, sure: High}
	case ONTLOS:
		// A box behind active Ethernet has no dying gasp: without power it looks just as dark.
		if c.dev.ActiveEthernet() {
			return finding{code: FibreFault, sure: Medium, ask: "Ask whether the power light of the box is lit: one without power looks the same from here."}
		}
		return finding{code: FibreFault, sure: High}
	case ONTOffline:
		// A level that was too low to work points at the fibre rather than the plug.
		if c.light.Band == Bad {
			return finding{code: FibreFault, sure: Medium}
		}
		return finding{code: NoPower, sure: Medium}
	case ONTUnstable:
		return finding{code: DegradedFibre, sure: High}
	case ONTAuthFail, ONTConfigFail:
		return finding{code: ONTRefused, sure: High}
	case ONTDeactivated:
		return finding{code: ONTOff, sure: High}
	case ONTStarting:
		if c.light.Band == Bad {
			return finding{code: FibreFault, sure: Low}
		}
		return finding{code: ONTStarts, want: "The device's state three minutes from now: it is starting."}
	case ONTUnknown:
		if c.light.Band == None && !c.sessionNewer() {
			return finding{code: NotEnough, want: "A device status that can be read: ask the caller for the lights, and poll live."}
		}
	}
	return c.checkConflict()
}

// checkConflict weighs a status that is up against an alarm of no light: the session tells which of them is old.
func (c *look) checkConflict() finding {
	if !c.ont.Conflict || c.ont.Alarm != ONTLOS || c.radius && c.session.State == Online {
		return finding{}
	}
	dark := c.light.Band == Bad || (c.light.Known && c.light.Band == None)
	switch {
	case dark || (c.light.Band == None && c.radius && c.lostCarrier()):
		return finding{code: FibreFault, sure: Medium}
	case c.light.Band == None:
		return finding{code: NotEnough, want: "Whether the ONT is up or without light: its status and its alarm disagree. Poll it live."}
	}
	return finding{}
}

func (c *look) lostCarrier() bool {
	return c.session.State == Closed && causeNumber(c.session.CauseRaw) == lostCarrier
}

func (c *look) checkLight() finding {
	flapping := c.radius && c.session.Flapping
	saysBad := c.light.Disagree && (c.light.Band == Good || c.light.Band == Hot)
	switch {
	case c.light.Band == Bad && flapping, c.light.Band == Marginal && flapping:
		return finding{code: DegradedFibre, sure: High}
	case c.light.Band == Bad, c.light.Band == Marginal && (c.fallen() || c.ageing.falls):
		return finding{code: DegradedFibre, sure: Medium}
	case c.light.Band == Overload && flapping:
		return finding{code: TooMuchLight, sure: High}
	case c.light.Band == Overload:
		return finding{code: TooMuchLight, sure: Medium}
	case !flapping:
		return finding{}
	case c.fallen(), saysBad:
		return finding{code: DegradedFibre, sure: Medium}
	case c.light.Band == None:
		return finding{code: NotEnough, want: "The light level: the line keeps dropping, and only the level tells why. Poll the device live."}
	default:
		return finding{code: LineDrops, sure: Low}
	}
}

func (c *look) checkSession() finding {
	s := c.session
	switch {
	case c.Radius == nil:
		return finding{code: NotEnough, want: "The RADIUS status: the device is up, so the login decides."}
	case !c.radius:
		return finding{code: NotEnough, want: "A RADIUS status of now: this one is " + ageWords(c.Now.Sub(c.Radius.At)) + " old."}
	case s.State == Undated:
		return finding{code: NotEnough, want: "A session whose dates can be believed: its update is missing, or ahead of our clock."}
	case s.State == Stale && s.Reply == Accept:
		return finding{code: StaleSession, sure: High}
	case s.State == Stale:
		return finding{code: StaleSession, sure: Medium}
	case s.Doubled:
		return finding{code: DoubleLogin, sure: High}
	case s.State == Online && c.traffic == trafficNone:
		return finding{code: NoTraffic, sure: Low}
	case s.State == Online && (c.traffic == trafficUnknown || !c.lineGood()):
		return finding{code: HomeNetwork, sure: Medium}
	case s.State == Online:
		return finding{code: HomeNetwork, sure: High}
	}
	return c.checkLogin()
}

// lineGood tells whether nothing at all can be said against the line.
func (c *look) lineGood() bool {
	return c.ont.State == ONTUp && (c.light.Band == Good || c.light.Band == Hot) && !c.fallen() && !c.ageing.falls
}

// checkLogin judges a line that is up and has no session, by the last reply since the last one ended.
func (c *look) checkLogin() finding {
	s := c.session
	recent := s.LastReplyAt.IsZero() || c.Now.Sub(s.LastReplyAt) <= c.Limits.Attempt
	if s.Reply != NoReply && recent && (s.LastReplyAt.IsZero() || !s.LastReplyAt.Before(s.LastStop)) {
		sure := High
		if s.LastReplyAt.IsZero() {
			sure = Low
		}
		switch s.Reply {
		case Reject:
			return finding{code: LoginRejected, sure: sure}
		case Accept:
			return finding{code: AcceptedOnly, sure: min(sure, Medium)}
		default:
			return finding{code: NotEnough, want: `What RADIUS means by its last reply, "` + tidy(s.LastReply) + `": ask who runs it.`}
		}
	}
	switch {
	case s.State == Closed && whose(s.CauseRaw) == ISP:
		return finding{code: EndedByISP, sure: Medium}
	case s.State == Closed && c.Now.Sub(s.LastStop) < 5*time.Minute:
		return finding{code: NotDialling, sure: Low} // it may be dialling just now
	case s.Reply != NoReply || s.State == Closed:
		return finding{code: NotDialling, sure: Medium}
	default:
		return finding{code: NotDialling, sure: High}
	}
}

// verdict puts a finding into words, with all evidence, and lowers its confidence for what speaks against it.
func (c *look) verdict(f finding) Verdict {
	v := verdicts[f.code]
	v.Code, v.Confidence = f.code, f.sure
	v.Ask = slices.Clone(v.Ask)
	if f.ask != "" {
		v.Ask = slices.Insert(v.Ask, 0, f.ask)
	}
	// A line that ages and still works is not what the caller rings for, and no verdict: it is to be mended all the same.
	if c.ageing.falls && c.ont.State == ONTUp && c.devFresh && v.Owner != FNO && v.Owner != OrderDesk {
		v.Next += " " + c.ageing.besides(c.light, c.bands())
	}
	v.Evidence = append(c.facts(), c.odd...)
	v.Missing = c.missing(f)
	v.Confidence = max(Low, v.Confidence-Confidence(min(len(c.odd), 2)))
	// An older cached state may have changed since; the order desk's and the area's verdicts rest on other things.
	if f.code != NotActive && f.code != AreaOutage && f.code != AreaPower && !c.Now.IsZero() && c.Now.Sub(c.devAt) > c.Limits.Live {
		v.Confidence = min(v.Confidence, Medium)
	}
	return c.secrets().clean(v)
}
