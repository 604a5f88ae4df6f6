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
	"axdesk/theme"
)

// Around a line that is down others are looked at, to tell an outage from a fault: mostAround of them. Where addresses
// tell of fewer than enoughAround, rows that stand near it in the list make up the number.
const (
	mostAround   = 8
	enoughAround = 4
)

// freshAround is how old their answers may be: an outage does not come and go by the minute.
const freshAround = 5 * time.Minute

// Questions about the area, by the names that generations are kept under.
const (
	askAround = "around "
	askPlaces = askAround + "places"
	askRows   = askAround + "rows"
)

// neighbour is what was asked about another service of the area.
type neighbour struct {
	id  string
	dev aex.Device
	err error
}

// askAround looks at other services of the area, once. A line that is up is no part of an outage, and one whose POP isn't
// named can't be compared: then nobody is asked.
// It waits for the service's details, since they may be all that tells its address.
func (s *Diagnose) askAround() tea.Cmd {
	own, ok := s.line().Device()
	if s.around || !ok || own.POP+own.POPName == "" || triage.DeviceONT(own).State == triage.ONTUp || s.busy(askDetails) {
		return nil
	}
	s.around, s.looked = true, nil
	if feed := s.desk.Lines.Feed; feed != nil && !s.desk.Lines.placed {
		return ask(&s.asker, askPlaces, limitRead, func(ctx context.Context) (storedFeed, error) { return readFeed(ctx, feed) })
	}
	return s.askNear(own)
}

// gotAround takes an answer about the area. ok tells that it was one.
func (s *Diagnose) gotAround(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	own, _ := s.line().Device()
	switch m := msg.(type) {
	case Answer[storedFeed]:
		if fresh(&s.asker, askPlaces, m) {
			// What can't be read costs names: the list's rows are there yet.
			s.desk.Lines.learn(m.Value)
			return s.askNear(own), true
		}
	case Answer[aex.Page[aex.Service]]:
		if fresh(&s.asker, askRows, m) {
			return s.look(s.desk.Lines.besides(s.of, m.Value.Items, mostAround-len(s.looked))), true
		}
	case Answer[neighbour]:
		if fresh(&s.asker, m.what, m) {
			one, isNew := s.desk.Lines.Line(m.Value.id).tookDevice(m.Value.dev, false, m.Value.err, m.At)
			return s.desk.Lines.keep(s.id, m.Value.id, one, isNew), true
		}
	default:
		return nil, false
	}
	return nil, true
}

// askNear looks at the services that are near by what is known of them, and makes up their number from the list: from the
// rows around this one where they have come, else from a first page.
func (s *Diagnose) askNear(own aex.Device) tea.Cmd {
	l := s.desk.Lines
	cmd := s.look(s.neighbours(own))
	if len(s.looked) >= enoughAround {
		return cmd
	}
	for _, list := range l.Lists {
		if slices.ContainsFunc(list.Rows, func(r aex.Service) bool { return r.ID == s.of }) {
			return tea.Batch(cmd, s.look(l.besides(s.of, list.Rows, mostAround-len(s.looked))))
		}
	}
	api := l.API
	return tea.Batch(cmd, ask(&s.asker, askRows, limitRead, func(ctx context.Context) (aex.Page[aex.Service], error) {
		return api.Services(wire.Within(wire.Background(ctx), Shared(freshAround)), "", 1, pageSize)
	}))
}

// look asks for the cached state of services, as far as what is known of it is old.
func (s *Diagnose) look(ids []string) tea.Cmd {
	api := s.desk.Lines.API
	var cmds []tea.Cmd
	for _, id := range ids {
		s.looked = append(s.looked, id)
		at, ok := s.desk.Lines.Line(id).Cached.due(freshAround)
		if !ok || s.desk.Now.Before(at) {
			continue
		}
		cmds = append(cmds, ask(&s.asker, askAround+id, limitRead, func(ctx context.Context) (neighbour, error) {
			dev, err := api.Device(wire.Within(wire.Background(ctx), Shared(freshAround)), id)
			return neighbour{id, dev, err}, nil
		}))
	}
	return tea.Batch(cmds...)
}

// neighbours are services known here that are near: on the device's port, on its POP, or at an address that ends as
// this one's does, in that order.
func (s *Diagnose) neighbours(own aex.Device) []string {
	type near struct {
		id  string
		far int
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
			all = append(all, near{id, 0})
		case known && own.POP != "" && strings.EqualFold(dev.POP, own.POP):
			all = append(all, near{id, 1})
		case known || !installed(line.status()):
		default:
			if n := sharedEnd(ours, s.desk.Lines.address(id)); n >= 2 && n >= len(ours)-2 {
				all = append(all, near{id, 2 + len(ours) - n})
			}
		}
	}
	slices.SortFunc(all, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.far, b.far), strings.Compare(a.id, b.id))
	})
	var out []string
	for _, one := range all[:min(len(all), mostAround)] {
		out = append(out, one.id)
	}
	return out
}

// besides are up to most services whose rows stand nearest to one of them in a list: of the same provider, installed, and
// with nothing known of where they are. Rows name no place, so these may be anywhere in the provider's network.
func (l *Lines) besides(id string, rows []aex.Service, most int) []string {
	own := l.look(id).Service.Value.ProviderID
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
			_, known := l.look(r.ID).Device()
			if r.ID == id || r.ID == "" || (own != "" && r.ProviderID != own) || !installed(r.Status) || known || l.address(r.ID) != "" {
				continue
			}
			out = append(out, r.ID)
		}
	}
	return out
}

// installed tells whether a service of this status may have a device; one that is not known, may.
func installed(status string) bool {
	mark := statusMark(status)
	return status == "" || mark == theme.MarkReady || mark == theme.MarkHolding
}

// status is a service's, as far as it is known.
func (l *Line) status() string {
	return l.first(func(s aex.Snapshot) string { return s.Status }, l.Service.Value.Status)
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
	a := triage.AreaOf(own, others, s.desk.Now, triage.DefaultLimits().Area)
	answers := make([]*aex.Device, 0, len(s.looked))
	for _, id := range s.looked {
		switch dev, ok := s.desk.Lines.Line(id).Device(); {
		case ok:
			answers = append(answers, &dev)
		case !s.busy(askAround + id):
			answers = append(answers, nil)
		}
	}
	a.Look(answers)
	return a
}
