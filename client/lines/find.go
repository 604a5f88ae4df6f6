package lines

import (
	"context"
	"strconv"
	"strings"
	"time"

	"axdesk/client/aex"
	"axdesk/client/wire"
)

// mostPlaces is for how many addresses that AEx finds the premise is asked: one question each.
const mostPlaces = 10

// Sought is what AEx told about a text that nothing known matches.
type Sought struct {
	Text      string
	Service   aex.Service    // of that id
	Customers []aex.Customer // of that e-mail address
	Premises  []aex.Premise  // at an address that holds it
}

// Seek asks by what the text looks like. A name can't be asked for: AEx has no search for it.
func Seek(ctx context.Context, api aex.API, text string) (got Sought, err error) {
	got.Text = text
	switch {
	case strings.Contains(text, "@"):
		var p aex.Page[aex.Customer]
		p, err = api.Customers(ctx, text, 1)
		got.Customers = p.Items
		return got, err
	case couldBeID(text):
		got.Service, err = api.Service(ctx, text)
		if err == nil || LooksLikeID(text) {
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
		got.Premises = append(got.Premises, p)
	}
	return got, err
}

// couldBeID tells a word that may be an id. One without a digit is none, and might be another call's path.
func couldBeID(text string) bool {
	return !strings.ContainsAny(text, " ,") && strings.ContainsAny(text, "0123456789")
}

// Join notes at the rows of the list what was found, and tells which rows these are.
func (l *Lines) Join(status string, got Sought, at time.Time) (ids []string) {
	people, places := map[string]aex.Customer{}, map[string]string{}
	for _, c := range got.Customers {
		people[c.ID] = c
	}
	for _, p := range got.Premises {
		places[p.PremiseID] = p.Address
	}
	delete(people, "")
	delete(places, "")
	for _, r := range l.List(status).Rows {
		c, theirs := people[r.CustomerID]
		address, there := places[r.PremiseID]
		if theirs {
			l.Line(r.ID).Customer.Take(c, nil, at)
		}
		if there {
			l.Line(r.ID).Place = address
		}
		if theirs || there {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Unfound says that AEx knows nothing by a text either.
func Unfound(text string, err error) string {
	switch {
	case err != nil && LooksLikeID(text):
		return "Nothing that has come matches, and AEx gave no service of that id. " + wire.Sentence(err)
	case err != nil:
		return "Nothing that has come matches, and AEx could not be asked for it. " + wire.Sentence(err)
	case strings.Contains(text, "@"):
		return "No customer of yours has that e-mail address; one of another ISP reads as not found."
	}
	return "AEx knows no address that holds that. A name can't be asked for: try an address, an e-mail address or a service id."
}

// NoneOf says that what was found has no service in the list, and whether the list is whole.
func (l *Lines) NoneOf(status string, got Sought) string {
	what := "AEx knows that address, but no service"
	if len(got.Customers) > 0 {
		what = "AEx knows that customer, but no service of theirs"
	}
	list := l.List(status)
	switch {
	case !list.Whole:
		return what + " is among the " + strconv.Itoa(len(list.Rows)) + " of " + strconv.Itoa(list.Total) + " that have come. The rest is on its way: ask again then."
	case status != "":
		return what + " has the status that is listed. List all of them, and ask again."
	}
	return what + " is among the " + strconv.Itoa(len(list.Rows)) + " that AEx lists."
}

// LooksLikeID tells an id from what people type: a GUID, as all ids of the document are.
func LooksLikeID(text string) bool {
	if len(text) != 36 || strings.Count(text, "-") != 4 {
		return false
	}
	return strings.Trim(strings.ToLower(text), "0123456789abcdef-") == ""
}

// Lookup is what was asked about one row at rest.
type Lookup struct {
	ID       string
	Row      aex.Service
	Service  aex.Service
	Customer aex.Customer
	Err      error // of the service's details
	NoName   error // of the customer, asked where the details have no name
}

// LookUp asks for a service's details, and for its customer where the details don't name one: the document
// promises neither.
func LookUp(ctx context.Context, api aex.API, r aex.Service) Lookup {
	got := Lookup{ID: r.ID, Row: r}
	got.Service, got.Err = api.Service(ctx, r.ID)
	if got.Service.CustomerName == "" && r.CustomerID != "" && ctx.Err() == nil {
		got.Customer, got.NoName = api.Customer(ctx, r.CustomerID)
	}
	return got
}

// LookedUp takes what was asked about a row.
func (l *Lines) LookedUp(got Lookup, at time.Time) {
	line := l.Line(got.ID)
	line.Service.Take(got.Service, got.Err, at)
	if got.Customer.ID != "" || got.NoName != nil {
		line.Customer.Take(got.Customer, got.NoName, at)
	}
}

// Stored is what is kept of the feed.
type Stored struct {
	Rows    []aex.Snapshot
	At      time.Time
	Earlier []aex.Snapshot // what all before it told, by service
	Before  time.Time      // of the last of those; zero when there is none
	Diff    []aex.Difference
	Next    time.Time
	Known   bool
}

// LearnStored takes all names and addresses that any snapshot told, the latest of each service.
func (l *Lines) LearnStored(f Stored) {
	l.Learn(f.Earlier)
	l.Learn(f.Rows)
	l.Placed = true
}

// ReadStored reads what is kept and works out what changed. It touches the disk.
func ReadStored(ctx context.Context, feed aex.Feed) (Stored, error) {
	var f Stored
	f.Rows, f.At, f.Known = feed.StoredSnapshot(ctx)
	if old, at, ok := feed.PreviousSnapshot(ctx); ok && f.Known {
		f.Before, f.Earlier = at, old
		if all, ok := feed.EarlierSnapshots(ctx); ok {
			f.Earlier = all
		}
		f.Diff = aex.Delta(f.Earlier, f.Rows)
	}
	var err error
	f.Next, err = feed.NextSnapshot(ctx)
	return f, err
}

// Take adds a page. A total that shrank or grew while paging, and a page that brought nothing new, end nothing by
// themselves: the list is whole when as many rows have come as the server says, or two pages in a row brought nothing.
func (l *List) Take(p aex.Page[aex.Service]) {
	if l.known == nil {
		l.known = make(map[string]bool, len(p.Items))
	}
	had := len(l.Rows)
	for _, r := range p.Items {
		if !l.known[r.ID] {
			l.known[r.ID] = true
			l.Rows = append(l.Rows, r)
		}
	}
	empty := len(l.Rows) == had
	l.Whole = len(l.Rows) >= p.Total || (empty && l.empty)
	l.empty = empty
	l.Pages, l.Total, l.At = l.Pages+1, p.Total, p.At
}

// Has tells whether a service is in the list, as far as it has come.
func (l *List) Has(id string) bool { return l.known[id] }

// Unnamed tells that neither the customer's name nor the address of a row is known: no text finds it.
func (l *Lines) Unnamed(r aex.Service) bool { return l.Name(r) == "" && l.Address(r.ID) == "" }
