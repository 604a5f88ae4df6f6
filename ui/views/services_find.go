package views

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// mostPlaces is for how many addresses that AEx finds the premise is asked: one question each.
const mostPlaces = 10

// sought is what AEx told about a text that nothing known matches.
type sought struct {
	text      string
	service   aex.Service    // of that id
	customers []aex.Customer // of that e-mail address
	premises  []aex.Premise  // at an address that holds it
}

// find asks AEx for what was typed, when nothing that has come matches it: an id, an e-mail address or an address.
func (s *Services) find(text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if text == "" || s.busy(askFind) {
		return nil
	}
	api := s.desk.Lines.API
	return ask(&s.asker, askFind, limitRead, func(ctx context.Context) (sought, error) { return seek(ctx, api, text) })
}

// seek asks by what the text looks like. A name can't be asked for: AEx has no search for it.
func seek(ctx context.Context, api aex.API, text string) (got sought, err error) {
	got.text = text
	switch {
	case strings.Contains(text, "@"):
		var p aex.Page[aex.Customer]
		p, err = api.Customers(ctx, text, 1)
		got.customers = p.Items
		return got, err
	case couldBeID(text):
		got.service, err = api.Service(ctx, text)
		if err == nil || looksLikeID(text) {
			return got, err
		}
	}
	found, err := api.Addresses(ctx, text)
	for _, address := range found[:min(len(found), mostPlaces)] {
		p, perr := api.Premise(ctx, address)
		if perr != nil {
			err = perr
			continue
		}
		if p.Address == "" {
			p.Address = address
		}
		got.premises = append(got.premises, p)
	}
	return got, err
}

// couldBeID tells a word that may be an id. One without a digit is none, and might be another call's path.
func couldBeID(text string) bool {
	return !strings.ContainsAny(text, " ,") && strings.ContainsAny(text, "0123456789")
}

func (s *Services) gotFound(m Answer[sought]) tea.Cmd {
	if !fresh(&s.asker, askFind, m) {
		return nil
	}
	got := m.Value
	if got.service.ID != "" {
		s.desk.Lines.Line(got.service.ID).Service.Take(got.service, nil, m.At)
		return send(Open{What: LineCard, ServiceID: got.service.ID})
	}
	if len(got.customers)+len(got.premises) == 0 {
		return send(Flash{Text: unfound(got.text, m.Err), Bad: true})
	}
	theirs := s.join(m)
	s.fill()
	switch {
	case len(theirs) == 1:
		return send(Open{What: LineCard, ServiceID: theirs[0]})
	case len(theirs) == 0:
		return send(Flash{Text: s.noneOf(got), Bad: true})
	case s.list.Shown() == 0:
		s.list.ShowFor(s.desk.Lines.address(theirs[0]))
	}
	return send(Flash{Text: strconv.Itoa(len(theirs)) + " of the services listed belong to that."})
}

// join notes at the rows of the list what was found, and tells which rows these are.
func (s *Services) join(m Answer[sought]) (ids []string) {
	people, places := map[string]aex.Customer{}, map[string]string{}
	for _, c := range m.Value.customers {
		people[c.ID] = c
	}
	for _, p := range m.Value.premises {
		places[p.PremiseID] = p.Address
	}
	delete(people, "")
	delete(places, "")
	for _, r := range s.desk.Lines.List(s.status).Rows {
		c, theirs := people[r.CustomerID]
		address, there := places[r.PremiseID]
		if theirs {
			s.desk.Lines.Line(r.ID).Customer.Take(c, nil, m.At)
		}
		if there {
			s.desk.Lines.Line(r.ID).Place = address
		}
		if theirs || there {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// unfound says that AEx knows nothing by a text either.
func unfound(text string, err error) string {
	switch {
	case err != nil && looksLikeID(text):
		return "Nothing that has come matches, and AEx gave no service of that id. " + sentence(err)
	case err != nil:
		return "Nothing that has come matches, and AEx could not be asked for it. " + sentence(err)
	case strings.Contains(text, "@"):
		return "No customer of yours has that e-mail address; one of another ISP reads as not found."
	}
	return "AEx knows no address that holds that. A name can't be asked for: try an address, an e-mail address or a service id."
}

// noneOf says that what was found has no service in the list, and whether the list is whole.
func (s *Services) noneOf(got sought) string {
	what := "AEx knows that address, but no service"
	if len(got.customers) > 0 {
		what = "AEx knows that customer, but no service of theirs"
	}
	l := s.desk.Lines.List(s.status)
	switch {
	case !l.Whole:
		return what + " is among the " + strconv.Itoa(len(l.Rows)) + " of " + strconv.Itoa(l.Total) + " that have come. The rest is on its way: ask again then."
	case s.status != "":
		return what + " has the status that is listed. List all of them, and ask again."
	}
	return what + " is among the " + strconv.Itoa(len(l.Rows)) + " that AEx lists."
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
		if l.unnamed(r) {
			s.unnamed++
		}
		if s.lightWide == 0 {
			if _, ok := l.look(r.ID).Device(); ok {
				s.lightWide = lightWidth
			}
		}
	}
	s.statusWide = 0
	for _, one := range l.Statuses {
		s.statusWide = max(s.statusWide, parts.Width(one)+2)
	}
}

// unnamed tells that neither name nor address of a row is known.
func (l *Lines) unnamed(r aex.Service) bool { return l.name(r) == "" && l.address(r.ID) == "" }
