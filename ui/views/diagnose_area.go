package views

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/triage"
	"axdesk/client/wire"
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
	if feed := s.desk.Lines.Feed; feed != nil && !s.desk.Lines.Placed {
		return ask(&s.asker, askPlaces, limitRead, func(ctx context.Context) (lines.Stored, error) { return lines.ReadStored(ctx, feed) })
	}
	return s.askNear(own)
}

// gotAround takes an answer about the area. ok tells that it was one.
func (s *Diagnose) gotAround(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	own, _ := s.line().Device()
	switch m := msg.(type) {
	case Answer[lines.Stored]:
		if fresh(&s.asker, askPlaces, m) {
			// What can't be read costs names: the list's rows are there yet.
			s.desk.Lines.LearnStored(m.Value)
			return s.askNear(own), true
		}
	case Answer[aex.Page[aex.Service]]:
		if fresh(&s.asker, askRows, m) {
			return s.look(s.desk.Lines.Besides(s.of, m.Value.Items, lines.MostAround-len(s.looked))), true
		}
	case Answer[neighbour]:
		if fresh(&s.asker, m.what, m) {
			one, isNew := s.desk.Lines.Line(m.Value.id).TookDevice(m.Value.dev, false, m.Value.err, m.At)
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
	cmd := s.look(s.desk.Lines.Neighbours(s.of, own))
	if len(s.looked) >= lines.EnoughAround {
		return cmd
	}
	for _, list := range l.Lists {
		if slices.ContainsFunc(list.Rows, func(r aex.Service) bool { return r.ID == s.of }) {
			return tea.Batch(cmd, s.look(l.Besides(s.of, list.Rows, lines.MostAround-len(s.looked))))
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
		at, ok := s.desk.Lines.Line(id).Cached.Due(freshAround)
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

// area counts what is known of the others on the POP, however it came to be known.
func (s *Diagnose) area(own aex.Device) triage.Area {
	return s.desk.Lines.Area(s.of, own, s.looked, func(id string) bool { return s.busy(askAround + id) }, s.desk.Now)
}
