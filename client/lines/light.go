package lines

import (
	"context"
	"slices"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

// Bands are those of the desk, or the defaults.
func (l *Lines) Bands() (gpon, ethernet triage.Bands) {
	gpon, ethernet = l.GPON, l.Ethernet
	if gpon == (triage.Bands{}) {
		gpon = triage.DefaultGPON()
	}
	if ethernet == (triage.Bands{}) {
		ethernet = triage.DefaultActiveEthernet()
	}
	return gpon, ethernet
}

// Light judges what a device receives by the bands of its kind.
func (l *Lines) Light(dev aex.Device) (triage.Light, triage.Bands) {
	gpon, ethernet := l.Bands()
	light := triage.DeviceLight(dev, gpon, ethernet)
	if dev.ActiveEthernet() {
		return light, ethernet
	}
	return light, gpon
}

// MaxReadings is how many readings a line holds in a session.
const MaxReadings = 1000

// Reading is a level of light that is new.
type Reading struct {
	Received triage.Point
	Sent     aex.Reading
}

// tookLight adds a device's level of light to its readings, unless it is known or there is none.
func (l *Line) tookLight(d aex.Device, at time.Time) (Reading, bool) {
	rx, tx := d.RxPower, d.TxPower
	if d.ActiveEthernet() {
		rx, tx = d.SFPRxPower, d.SFPPower
	}
	when := d.LastUpdated
	if when.IsZero() && d.Live {
		when = at
	}
	// A cached state without a date would count as a new reading with each answer. What is no light at all is so by any bands.
	if when.IsZero() || triage.DefaultGPON().Judge(rx).Band == triage.None {
		return Reading{}, false
	}
	one := triage.Point{At: when, DBm: rx.Value}
	if !l.AddReading(one) {
		return Reading{}, false
	}
	return Reading{one, tx}, true
}

// AddReading puts a reading in its place by time; it is false when there is one of that time.
func (l *Line) AddReading(one triage.Point) bool {
	i, known := slices.BinarySearchFunc(l.Readings, one.At, func(p triage.Point, t time.Time) int { return p.At.Compare(t) })
	if known {
		return false
	}
	l.Readings = slices.Insert(l.Readings, i, one)
	l.Readings = l.Readings[max(0, len(l.Readings)-MaxReadings):]
	return true
}

// Readings keep the levels of light that were seen, over restarts. They may wait for a disk.
type Readings interface {
	// Keep keeps the level received at a time, and the one sent where it is known, both in dBm.
	Keep(ctx context.Context, serviceID string, received triage.Point, sent aex.Reading) error
	// Kept gives the levels received, the oldest first.
	Kept(ctx context.Context, serviceID string) ([]triage.Point, error)
}
