package views

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// find asks AEx for what was typed, when nothing that has come matches it: an id, an e-mail address or an address.
func (s *Services) find(text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if text == "" || s.busy(askFind) {
		return nil
	}
	api := s.desk.Lines.API
	return ask(&s.asker, askFind, limitRead, func(ctx context.Context) (lines.Sought, error) { return lines.Seek(ctx, api, text) })
}

func (s *Services) gotFound(m Answer[lines.Sought]) tea.Cmd {
	if !fresh(&s.asker, askFind, m) {
		return nil
	}
	got := m.Value
	if got.Service.ID != "" {
		s.desk.Lines.Line(got.Service.ID).Service.Take(got.Service, nil, m.At)
		return send(Open{What: LineCard, ServiceID: got.Service.ID})
	}
	if len(got.Customers)+len(got.Premises) == 0 {
		return send(Flash{Text: lines.Unfound(got.Text, m.Err), Bad: true})
	}
	theirs := s.desk.Lines.Join(s.status, got, m.At)
	s.fill()
	switch {
	case len(theirs) == 1:
		return send(Open{What: LineCard, ServiceID: theirs[0]})
	case len(theirs) == 0:
		return send(Flash{Text: s.desk.Lines.NoneOf(s.status, got), Bad: true})
	case s.list.Shown() == 0:
		s.list.ShowFor(s.desk.Lines.Address(theirs[0]))
	}
	return send(Flash{Text: strconv.Itoa(len(theirs)) + " of the services listed belong to that."})
}

// nothing is the sentence where a text finds nothing. It doesn't pretend that everything was looked at.
func (s *Services) nothing() string {
	if s.busy(askFind) {
		return "Asking AEx" + s.desk.Theme.Glyphs.Ellipsis
	}
	text := "Nothing that is known here matches. "
	if s.unnamed > 0 {
		text += "AEx lists services by their ids alone, and of " + strconv.Itoa(s.unnamed) + " neither name nor address has been looked up yet. "
	}
	return text + s.desk.Keys.Label(keys.Choose, s.desk.Theme.ASCII) + " asks AEx for it: a customer's e-mail address, a part of an address, or a service id. A name can't be asked for."
}

// lightWidth is what the level and the longest band need.
const lightWidth = 14

// measure looks over rows that have come: how many can't be found by name or address, and how wide the columns have to be.
func (s *Services) measure(rows []aex.Service) {
	l := s.desk.Lines
	for _, r := range rows {
		if l.Unnamed(r) {
			s.unnamed++
		}
		if s.lightWide == 0 {
			if _, ok := l.Look(r.ID).Device(); ok {
				s.lightWide = lightWidth
			}
		}
	}
	s.statusWide = 0
	for _, one := range l.Statuses {
		s.statusWide = max(s.statusWide, parts.Width(one)+2)
	}
}
