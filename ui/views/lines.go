package views

import (
	"time"

	"axdesk/client/lines"
)

// Lines is what the screens of the AEx desk share in one session.
type Lines struct {
	lines.Lines
	// Readings keep the levels of light over restarts; nil keeps them for the session.
	Readings Readings

	polling polling
	unkept  error // why readings could not be kept or read the last time; nil when they could
}

// Line is one customer's service with everything that is known of it.
type Line = lines.Line

// LineList is one list of services, as far as it has come.
type LineList = lines.List

// Got is the last answer to one question about a service, and what went wrong since.
type Got[T any] = lines.Got[T]

// polling is the live poll under way: one at a time, since each loads an OLT.
type polling struct {
	of    string // the service
	by    uint64 // the screen that asked; 0 while there is none
	since time.Time
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
