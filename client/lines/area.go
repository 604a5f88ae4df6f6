package lines

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

// Around a line that is down others are looked at, to tell an outage from a fault: MostAround of them. Where addresses
// tell of fewer than EnoughAround, rows that stand near it in the list make up the number.
const (
	MostAround   = 8
	EnoughAround = 4
)

// Neighbours are services known here that are near: on the device's port, on its POP, or at an address that ends as
// this one's does, in that order.
func (l *Lines) Neighbours(of string, own aex.Device) []string {
	type near struct {
		id  string
		far int
	}
	var all []near
	ours := strings.Split(strings.ToLower(l.Address(of)), ",")
	for id, line := range l.Known {
		if id == of {
			continue
		}
		dev, known := line.Device()
		switch {
		case known && own.POP != "" && strings.EqualFold(dev.POP, own.POP) && own.OLTPort != "" && dev.OLTPort == own.OLTPort:
			all = append(all, near{id, 0})
		case known && own.POP != "" && strings.EqualFold(dev.POP, own.POP):
			all = append(all, near{id, 1})
		case known || !Installed(line.Status()):
		default:
			if n := sharedEnd(ours, l.Address(id)); n >= 2 && n >= len(ours)-2 {
				all = append(all, near{id, 2 + len(ours) - n})
			}
		}
	}
	slices.SortFunc(all, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.far, b.far), strings.Compare(a.id, b.id))
	})
	var out []string
	for _, one := range all[:min(len(all), MostAround)] {
		out = append(out, one.id)
	}
	return out
}

// Besides are up to most services whose rows stand nearest to one of them in a list: of the same provider, installed, and
// with nothing known of where they are. Rows name no place, so these may be anywhere in the provider's network.
func (l *Lines) Besides(id string, rows []aex.Service, most int) []string {
	own := l.Look(id).Service.Value.ProviderID
	at := slices.IndexFunc(rows, func(r aex.Service) bool { return r.ID == id })
	if at >= 0 && own == "" {
		own = rows[at].ProviderID
	}
	at = max(0, at)
	var out []string
	for d := 0; d < len(rows) && len(out) < most; d++ {
		for _, i := range []int{at + d, at - d - 1} {
			if i < 0 || i >= len(rows) || len(out) == most {
				continue
			}
			r := rows[i]
			_, known := l.Look(r.ID).Device()
			if r.ID == id || r.ID == "" || (own != "" && r.ProviderID != own) || !Installed(r.Status) || known || l.Address(r.ID) != "" {
				continue
			}
			out = append(out, r.ID)
		}
	}
	return out
}

// Installed tells whether a service of this status may have a device; one that is not known, may.
func Installed(status string) bool {
	is := StatusOf(status)
	return status == "" || is == Active || is == Held
}

// Status is a service's, as far as it is known.
func (l *Line) Status() string {
	return l.First(func(s aex.Snapshot) string { return s.Status }, l.Service.Value.Status)
}

// sharedEnd is how many parts an address has in common with ours, from the end: the country, the town, the suburb …
func sharedEnd(ours []string, theirs string) int {
	parts := strings.Split(strings.ToLower(theirs), ",")
	n := 0
	for n < len(ours) && n < len(parts) && strings.TrimSpace(ours[len(ours)-1-n]) == strings.TrimSpace(parts[len(parts)-1-n]) {
		n++
	}
	return n
}

// Area counts what is known of the others on the POP, however it came to be known; looked are those that were asked
// about, of which asking tells that no answer is there yet.
func (l *Lines) Area(of string, own aex.Device, looked []string, asking func(id string) bool, now time.Time) triage.Area {
	var others []aex.Device
	for id, line := range l.Known {
		if dev, ok := line.Device(); ok && id != of {
			others = append(others, dev)
		}
	}
	// In an order of their own: a ticket made twice reads the same.
	slices.SortFunc(others, func(a, b aex.Device) int { return strings.Compare(a.SerialNumber, b.SerialNumber) })
	a := triage.AreaOf(own, others, now, triage.DefaultLimits().Area)
	answers := make([]*aex.Device, 0, len(looked))
	for _, id := range looked {
		switch dev, ok := l.Look(id).Device(); {
		case ok:
			answers = append(answers, &dev)
		case !asking(id):
			answers = append(answers, nil)
		}
	}
	a.Look(answers)
	return a
}
