package views

import (
	"time"

	"axdesk/client/aex"
)

// Lines is what the screens of the AEx desk share in one session: the API, and what has been learnt from it.
// A screen looks here before it asks; like the walk's facts it lasts as long as the session.
type Lines struct {
	API aex.API
	// Lists are the services as far as they were paged through, by status filter; "" is all of them.
	Lists map[string]*LineList
	// Known is what has been learnt about single services, by id.
	Known map[string]*Line
	// Statuses are the values seen so far: the document lists none but one.
	Statuses []string
}

// LineList is one list of services, as far as it has come.
type LineList struct {
	Rows  []aex.Service
	Pages int // the last page that has come
	Total int // as the last answer said; it may change while one pages
	Whole bool
	At    time.Time
	empty bool // the last page had no rows
}

// Got is the last answer to one question about a service, and what went wrong since.
type Got[T any] struct {
	Value T
	Known bool
	At    time.Time
	Err   error // of the last try; Value then is of the one before
}

// Take keeps an answer; one that failed leaves the value that there was.
func (g *Got[T]) Take(v T, err error, at time.Time) {
	if g.Err = err; err == nil {
		g.Value, g.Known, g.At = v, true, at
	}
}

// Line is one customer's service with everything that is known of it.
type Line struct {
	ID       string
	Service  Got[aex.Service]
	Snapshot *aex.Snapshot
	Customer Got[aex.Customer]
	Cached   Got[aex.Device]
	Live     Got[aex.Device]
	Radius   Got[aex.Radius]
	Usage    Got[aex.Usages]
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
