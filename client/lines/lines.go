// Package lines holds what a session knows of customers' lines on AEx: the lists as far as they were paged through, the last answer to
// every question about each service, and how a line is found, named and compared with those around it. It asks nothing by itself.
package lines

import (
	"cmp"
	"errors"
	"slices"
	"sort"
	"strings"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/client/wire"
)

// Lines is what a session knows. Like an order's facts it lasts as long as the session. It isn't safe for use by several goroutines.
type Lines struct {
	API aex.API
	// Feed is what was kept of the snapshots; nil keeps nothing.
	Feed aex.Feed
	// Lists are the services as far as they were paged through, by status filter; "" is all of them.
	Lists map[string]*List
	// Known is what has been learnt about single services, by id.
	Known map[string]*Line
	// Statuses are the values seen so far: the document lists none but one.
	Statuses []string
	// GPON and Ethernet are the bands that received light is judged by; zero is the defaults.
	GPON, Ethernet triage.Bands
	// Placed tells that the snapshots that are kept have been read: addresses are known as far as they tell.
	Placed bool

	nothing Line // what is known of a service that nobody has looked at
}

// List is one list of services, as far as it has come.
type List struct {
	Rows  []aex.Service
	Pages int // the last page that has come
	Total int // as the last answer said; it may change while one pages
	Whole bool
	At    time.Time
	empty bool // the last page brought nothing new
	known map[string]bool
}

// Got is the last answer to one question about a service, and what went wrong since.
type Got[T any] struct {
	Value T
	Known bool
	At    time.Time
	Tried time.Time // the last answer, good or bad
	Err   error     // of the last try; Value then is of the one before
}

// Take keeps an answer; one that failed leaves the value that there was.
func (g *Got[T]) Take(v T, err error, at time.Time) {
	if g.Err, g.Tried = err, at; err == nil {
		g.Value, g.Known, g.At = v, true, at
	}
}

// Due is when a source is to be asked again: once its answer is older than fresh, or the server allows it. It is
// false for a refusal that asking again won't mend.
func (g *Got[T]) Due(fresh time.Duration) (time.Time, bool) {
	var w *wire.Error
	if !errors.As(g.Err, &w) {
		return g.again(fresh), true
	}
	switch w.Kind {
	case wire.KindAuth, wire.KindForbidden, wire.KindNotFound, wire.KindBadInput:
		return time.Time{}, false
	}
	return g.again(max(fresh, w.RetryAfter)), true
}

func (g *Got[T]) again(after time.Duration) time.Time {
	if g.Tried.IsZero() {
		return time.Time{}
	}
	return g.Tried.Add(after)
}

// Line is one customer's service with everything that is known of it.
type Line struct {
	ID       string
	Service  Got[aex.Service]
	Snapshot *aex.Snapshot
	Customer Got[aex.Customer]
	Place    string // the address, where only its premise was found
	Cached   Got[aex.Device]
	Live     Got[aex.Device]
	Radius   Got[aex.Radius]
	Usage    Got[aex.Usages]
	// Earlier is the RADIUS answer before the last one that told anything new: by the two one sees bytes rise.
	Earlier *aex.Radius
	// Readings are the levels of received light that were kept, and those seen in this session, oldest first.
	Readings []triage.Point

	Recalled bool      // what was kept of the readings has come
	Rested   time.Time // when the device may be polled live again
}

// TookDevice keeps a device's answer, cached or live, and the levels of its light. It tells those that are new.
func (l *Line) TookDevice(d aex.Device, live bool, err error, at time.Time) (Reading, bool) {
	if d.Live = live; live {
		l.Live.Take(d, err, at)
	} else {
		l.Cached.Take(d, err, at)
	}
	if err != nil {
		return Reading{}, false
	}
	return l.tookLight(d, at)
}

// TookRadius keeps a RADIUS answer, and the one before it if that told something else.
func (l *Line) TookRadius(r aex.Radius, err error, at time.Time) {
	if err == nil && l.Radius.Known && !slices.Equal(l.Radius.Value.Sessions, r.Sessions) {
		before := l.Radius.Value
		l.Earlier = &before
	}
	l.Radius.Take(r, err, at)
}

// Look gives what is known of a service, to be read only: no room is made for one of which nothing is, since a list has many.
func (l *Lines) Look(id string) *Line {
	if one := l.Known[id]; one != nil {
		return one
	}
	return &l.nothing
}

// Line gives what is known of a service, which may be nothing yet, to put more into it.
func (l *Lines) Line(id string) *Line {
	one, ok := l.Known[id]
	if !ok {
		one = &Line{ID: id}
		if l.Known == nil {
			l.Known = map[string]*Line{}
		}
		l.Known[id] = one
	}
	return one
}

// List gives the list of a status filter, which may be empty yet.
func (l *Lines) List(status string) *List {
	one, ok := l.Lists[status]
	if !ok {
		one = &List{}
		if l.Lists == nil {
			l.Lists = map[string]*List{}
		}
		l.Lists[status] = one
	}
	return one
}

// Device is the newest that is known of the device: live or cached.
func (l *Line) Device() (aex.Device, bool) {
	switch {
	case l.Live.Known && (!l.Cached.Known || l.Live.At.After(l.Cached.Value.LastUpdated)):
		return l.Live.Value, true
	case l.Cached.Known:
		return l.Cached.Value, true
	}
	return aex.Device{}, false
}

// Learn takes a stored or new snapshot: the only place where rows of the list get their names from.
func (l *Lines) Learn(rows []aex.Snapshot) {
	for _, r := range rows {
		if r.ServiceID != "" {
			l.Line(r.ServiceID).Snapshot = &r
		}
	}
}

// Seen collects the statuses that came: the document lists none but one.
func (l *Lines) Seen(status string) {
	at := sort.SearchStrings(l.Statuses, status)
	if status == "" || (at < len(l.Statuses) && l.Statuses[at] == status) {
		return
	}
	l.Statuses = append(l.Statuses, "")
	copy(l.Statuses[at+1:], l.Statuses[at:])
	l.Statuses[at] = status
}

// Name is the customer's name as far as it is known: from the stored snapshot, the service's details, or looked up.
func (l *Lines) Name(r aex.Service) string {
	line := l.Look(r.ID)
	c := line.Customer.Value
	looked := strings.TrimSpace(c.FirstName + " " + c.LastName)
	return line.First(func(s aex.Snapshot) string { return s.CustomerName }, r.CustomerName, line.Service.Value.CustomerName, looked)
}

// Names counts the services whose customer's name is known, by which they can be found here: AEx has no search for names.
func (l *Lines) Names() int {
	named := map[string]bool{}
	for id := range l.Known {
		named[id] = l.Name(aex.Service{ID: id}) != ""
	}
	for _, list := range l.Lists {
		for _, r := range list.Rows {
			named[r.ID] = named[r.ID] || l.Name(r) != ""
		}
	}
	n := 0
	for _, is := range named {
		if is {
			n++
		}
	}
	return n
}

// Address is where a service is, as far as it is known.
func (l *Lines) Address(id string) string {
	line := l.Look(id)
	return line.First(func(s aex.Snapshot) string { return s.Address }, line.Service.Value.Address, line.Place)
}

// Product is what a service is of, as far as it is known.
func (l *Lines) Product(r aex.Service) string {
	line := l.Look(r.ID)
	return line.First(func(s aex.Snapshot) string { return s.Product }, r.Product, line.Service.Value.Product, wire.Short(r.ProductID))
}

// First is the first text there is: of the stored snapshot, then of the others.
func (l *Line) First(of func(aex.Snapshot) string, others ...string) string {
	if l.Snapshot != nil {
		others = append([]string{of(*l.Snapshot)}, others...)
	}
	return cmp.Or(others...)
}

// Text is what a filter looks at: everything by which a caller may be found.
func (l *Lines) Text(r aex.Service) string {
	line := l.Look(r.ID)
	words := []string{r.ID, r.CustomerID, r.PremiseID, r.Reference, line.Service.Value.Reference, r.SalesAgent, r.Status, l.Name(r), l.Address(r.ID), l.Product(r)}
	if line.Customer.Known {
		words = append(words, line.Customer.Value.Email, line.Customer.Value.Mobile)
	}
	if d, ok := line.Device(); ok {
		words = append(words, d.SerialNumber, d.POPName)
	}
	return strings.Join(words, " ")
}

// Who names a service as a person would: by its customer, else by the beginning of its id.
func (l *Lines) Who(id string) string {
	if name := l.Name(aex.Service{ID: id}); name != "" {
		return name
	}
	return "service " + wire.Short(id)
}

// Seed makes a row of the lists what is known of a service, until its details have come.
func (l *Lines) Seed(id string) {
	line := l.Line(id)
	if line.Service.Known {
		return
	}
	for _, list := range l.Lists {
		i := slices.IndexFunc(list.Rows, func(r aex.Service) bool { return r.ID == id })
		if i >= 0 {
			line.Service.Value, line.Service.Known, line.Service.At = list.Rows[i], true, list.At
			return
		}
	}
}
