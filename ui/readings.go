package ui

import (
	"context"
	"math"
	"time"

	"axdesk/client/aex"
	"axdesk/client/store"
	"axdesk/client/triage"
	"axdesk/ui/views"
)

// KeptReadings are the store's light readings as a session knows them.
func KeptReadings(in *store.Readings, now func() time.Time) views.Readings {
	return keptReadings{in, now}
}

// keptReadings are the store's light readings as the screens know them. Only commands call it: it reads the clock.
type keptReadings struct {
	in  *store.Readings
	now func() time.Time
}

var _ views.Readings = keptReadings{}

// Keep keeps a level received, and the one sent where it is known.
func (k keptReadings) Keep(ctx context.Context, serviceID string, received triage.Point, sent aex.Reading) error {
	one := store.Reading{At: received.At, Rx: received.DBm, Tx: math.NaN()}
	if sent.Known {
		one.Tx = sent.Value
	}
	return k.in.Keep(ctx, serviceID, one, k.now())
}

// Kept gives the levels received, the oldest first.
func (k keptReadings) Kept(ctx context.Context, serviceID string) ([]triage.Point, error) {
	list, err := k.in.Kept(ctx, serviceID)
	points := make([]triage.Point, len(list))
	for i, one := range list {
		points[i] = triage.Point{At: one.At, DBm: one.Rx}
	}
	return points, err
}
