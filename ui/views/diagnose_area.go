package views

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/client/wire"
)

// mostAround is how many other services of the area are asked for their cached state.
const mostAround = 8

// freshAround is how old their answers may be: an outage does not come and go by the minute.
const freshAround = 5 * time.Minute

const askAround = "around "

// neighbour is what was asked about another service of the area.
type neighbour struct {
	id  string
	dev aex.Device
	err error
}

// askAround asks for the cached state of other services of the area, once. A line that is up is no part of an outage:
// then nobody is asked.
func (s *Diagnose) askAround() tea.Cmd {
	own, ok := s.line().Device()
	if s.around || !ok || triage.DeviceONT(own).State == triage.ONTUp {
		return nil
	}
	s.around = true
	api := s.desk.Lines.API
	var cmds []tea.Cmd
	for _, line := range s.neighbours(own) {
		at, ok := line.Cached.due(freshAround)
		if !ok || s.desk.Now.Before(at) {
			continue
		}
		id := line.ID
		cmds = append(cmds, ask(&s.asker, askAround+id, limitRead, func(ctx context.Context) (neighbour, error) {
			dev, err := api.Device(wire.Background(ctx), id)
			return neighbour{id, dev, err}, nil
		}))
	}
	return tea.Batch(cmds...)
}

// neighbours are services known here that are near: on the device's port, on its POP, or at an address that ends as
// this one's does, in that order.
func (s *Diagnose) neighbours(own aex.Device) []*Line {
	type near struct {
		line *Line
		far  int
	}
	var all []near
	ours := strings.Split(strings.ToLower(s.desk.Lines.address(s.of)), ",")
	for id, line := range s.desk.Lines.Known {
		if id == s.of {
			continue
		}
		dev, known := line.Device()
		switch {
		case known && own.POP != "" && strings.EqualFold(dev.POP, own.POP) && own.OLTPort != "" && dev.OLTPort == own.OLTPort:
			all = append(all, near{line, 0})
		case known && own.POP != "" && strings.EqualFold(dev.POP, own.POP):
			all = append(all, near{line, 1})
		case known:
		default:
			if n := sharedEnd(ours, s.desk.Lines.address(id)); n >= 2 && n >= len(ours)-2 {
				all = append(all, near{line, 2 + len(ours) - n})
			}
		}
	}
	slices.SortFunc(all, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.far, b.far), strings.Compare(a.line.ID, b.line.ID))
	})
	var out []*Line
	for _, one := range all[:min(len(all), mostAround)] {
		out = append(out, one.line)
	}
	return out
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

// area counts what is known of the others on the POP, however it came to be known.
func (s *Diagnose) area(own aex.Device) triage.Area {
	var others []aex.Device
	for id, line := range s.desk.Lines.Known {
		if dev, ok := line.Device(); ok && id != s.of {
			others = append(others, dev)
		}
	}
	// In an order of their own: a ticket made twice reads the same.
	slices.SortFunc(others, func(a, b aex.Device) int { return strings.Compare(a.SerialNumber, b.SerialNumber) })
	return triage.AreaOf(own, others, s.desk.Now, triage.DefaultLimits().Area)
}
