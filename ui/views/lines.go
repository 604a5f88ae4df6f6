package views

import (
	"slices"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

// Lines is what the screens of the AEx desk share in one session: the API, and what has been learnt from it.
// A screen looks here before it asks; like the walk's facts it lasts as long as the session.
type Lines struct {
	API aex.API
	// Feed is what was kept of the snapshots; nil keeps nothing.
	Feed aex.Feed
	// Readings keep the levels of light over restarts; nil keeps them for the session.
	Readings Readings
	// Lists are the services as far as they were paged through, by status filter; "" is all of them.
	Lists map[string]*LineList
	// Known is what has been learnt about single services, by id.
	Known map[string]*Line
	// Statuses are the values seen so far: the document lists none but one.
	Statuses []string
	// GPON and Ethernet are the bands that received light is judged by; zero is the defaults.
	GPON, Ethernet triage.Bands

	polling polling
	placed  bool  // the snapshots that are kept have been read: addresses are known as far as they tell
	unkept  error // why readings could not be kept or read the last time; nil when they could

	nothing Line // what is known of a service that nobody has looked at
}

// polling is the live poll under way: one at a time, since each loads an OLT.
type polling struct {
	of    string // the service
	by    uint64 // the screen that asked; 0 while there is none
	since time.Time
}

// LineList is one list of services, as far as it has come.
type LineList struct {
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

	recalled bool      // what was kept of the readings has come
	rested   time.Time // when the device may be polled live again
}

// tookDevice keeps a device's answer, cached or live, and the levels of its light. It tells those that are new.
func (l *Line) tookDevice(d aex.Device, live bool, err error, at time.Time) (seen, bool) {
	if d.Live = live; live {
		l.Live.Take(d, err, at)
	} else {
		l.Cached.Take(d, err, at)
	}
	if err != nil {
		return seen{}, false
	}
	return l.tookLight(d, at)
}

// tookRadius keeps a RADIUS answer, and the one before it if that told something else.
func (l *Line) tookRadius(r aex.Radius, err error, at time.Time) {
	if err == nil && l.Radius.Known && !slices.Equal(l.Radius.Value.Sessions, r.Sessions) {
		before := l.Radius.Value
		l.Earlier = &before
	}
	l.Radius.Take(r, err, at)
}

// Line gives what is known of a service, which may be nothing yet.
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

// look gives what is known of a service, to be read only: no room is made for one of which nothing is, since a list has many.
func (l *Lines) look(id string) *Line {
	if one := l.Known[id]; one != nil {
		return one
	}
	return &l.nothing
}

// List gives the list of a status filter, which may be empty yet.
func (l *Lines) List(status string) *LineList {
	one, ok := l.Lists[status]
	if !ok {
		one = &LineList{}
		if l.Lists == nil {
			l.Lists = map[string]*LineList{}
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

// LineScreen names a screen of the AEx desk.
type LineScreen int

// The screens of the AEx desk.
const (
	LineServices LineScreen = iota
	LineCard
	LineDevice
	LineRadius
	LineUsage
	LineDiagnose
	LineUpdate
	LineCreate
	LineChanges
)

// Open asks the root for a screen of the AEx desk, on top of the present one.
type Open struct {
	What      LineScreen
	ServiceID string
}

// Pin asks the root to pin a pane beside the order, or to take it off.
type Pin Open

// who names a service as a person would: by its customer, else by the beginning of its id.
func (l *Lines) who(id string) string {
	if name := l.name(aex.Service{ID: id}); name != "" {
		return name
	}
	return "service " + shortGUID(id)
}

// seed makes a row of the lists what is known of a service, until its details have come.
func (l *Lines) seed(id string) {
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
