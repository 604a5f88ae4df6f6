package triage

import (
	"fmt"
	"strings"
	"time"

	"axdesk/client/aex"
)

// maxNames bounds the names that an Area lists: a ticket needs a few, not a town.
const maxNames = 10

// Count is how many services of a part of the network are known, down, and down for want of power.
type Count struct{ Known, Down, NoPower int }

// outage tells whether so many are down that it is no coincidence: atLeast, and half of all that are known.
func (c Count) outage(atLeast int) bool { return c.Down >= atLeast && c.Down*2 >= c.Known }

// A port has tens of lines and a POP thousands, and those that were looked at lately were often looked at because
// somebody called: so a POP takes one more.
const (
	portDown = 2
	popDown  = 3
)

// Area is the state of the other services that share a service's POP, and of those that share its OLT port (or its
// switch, for active Ethernet).
type Area struct {
	POP, Port string // as the device names them; "" when it doesn't
	All       Count  // on the POP, the port's included
	OnPort    Count
	TooOld    int       // others whose state was too old to count
	Oldest    time.Time // the oldest state that was counted
	Names     []string  // some of those that are down: the serial number, else the service

	Asked     int // how many others were looked at for this diagnosis, to say how far the count reaches
	Silent    int // of these, how many gave no state
	Elsewhere int // of these, how many are on another POP, or on one that isn't named
}

// Look notes which others were looked at for this diagnosis, by what they answered: nil for no state. It counts none of
// them: that is AreaOf's.
func (a *Area) Look(answers []*aex.Device) {
	a.Asked, a.Silent, a.Elsewhere = len(answers), 0, 0
	for _, d := range answers {
		switch {
		case d == nil:
			a.Silent++
		case !same(pop(*d), a.POP):
			a.Elsewhere++
		}
	}
}

// reach is how far the count reaches, in words; "" when nobody was looked at for it.
func (a Area) reach() string {
	if a.Asked == 0 {
		return ""
	}
	says := []string{fmt.Sprintf("%d looked at for this", a.Asked)}
	for _, one := range []struct {
		n    int
		what string
	}{{a.Elsewhere, "on other POPs"}, {a.Silent, "gave no state"}, {a.TooOld, "too old to count"}} {
		if one.n > 0 {
			says = append(says, fmt.Sprintf("%d %s", one.n, one.what))
		}
	}
	return strings.Join(says, ", ")
}

// AreaOf counts the others on own's POP and OLT port. Only states no older than freshFor at now count: what was down
// yesterday proves nothing. Own itself may be among the others, and is left out by its serial number.
func AreaOf(own aex.Device, others []aex.Device, now time.Time, freshFor time.Duration) Area {
	a := Area{POP: pop(own), Port: port(own)}
	for _, d := range others {
		if same(d.SerialNumber, own.SerialNumber) || !same(pop(d), a.POP) {
			continue
		}
		at, ok := observed(d, now)
		if !ok || now.Sub(at) > freshFor {
			a.TooOld++
			continue
		}
		a.add(d, at)
	}
	return a
}

func (a *Area) add(d aex.Device, at time.Time) {
	state := DeviceONT(d).State
	if state == ONTUnknown {
		return
	}
	if a.Oldest.IsZero() || at.Before(a.Oldest) {
		a.Oldest = at
	}
	onPort := same(port(d), a.Port)
	counts := []*Count{&a.All}
	if onPort {
		counts = append(counts, &a.OnPort)
	}
	for _, c := range counts {
		c.Known++
		if down(state) {
			c.Down++
		}
		if state == ONTDyingGasp {
			c.NoPower++
		}
	}
	if down(state) && len(a.Names) < maxNames {
		a.Names = append(a.Names, name(d))
	}
}

// down tells whether a state means that nothing comes through, for a reason that neighbours may share.
func down(o ONT) bool { return o == ONTOffline || o == ONTLOS || o == ONTDyingGasp || o == ONTUnstable }

// outage is the smaller part of the network that is down as a whole, and its name.
func (a Area) outage() (c Count, where string, ok bool) {
	if a.OnPort.outage(portDown) && !a.All.outage(popDown) {
		return a.OnPort, "port " + a.Port, true
	}
	return a.All, "POP " + a.POP, a.All.outage(popDown)
}

func name(d aex.Device) string {
	if d.SerialNumber != "" {
		return d.SerialNumber
	}
	return d.Service
}

func pop(d aex.Device) string {
	if d.POP != "" {
		return d.POP
	}
	return d.POPName
}

func port(d aex.Device) string {
	if d.ActiveEthernet() {
		return d.Switch
	}
	return d.OLTPort
}

// same compares names without case; two that are missing are not the same.
func same(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	return a != "" && strings.EqualFold(a, b)
}

// observed is when a device was in the state that it shows. A live answer without a date is as old as its arrival; a
// cached one without a date, and any that is dated ahead of the clock, has no age.
func observed(d aex.Device, now time.Time) (time.Time, bool) {
	for _, at := range []time.Time{d.LastUpdated, d.At} {
		if !at.IsZero() && at.Sub(now) <= SkewAllowed {
			return at, true
		}
		if !d.Live {
			break
		}
	}
	return time.Time{}, false
}
