package views

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/lines"
	"axdesk/client/triage"
)

// Readings keep the levels of light that were seen, over restarts. Only commands call them.
type Readings = lines.Readings

// limitKept is how long the disk may take: another process may be writing.
const limitKept = 10 * time.Second

// kept is what came of keeping a reading. Addressed, since it is no news for whoever is in front.
type kept struct {
	to  uint64
	err error
}

// Addressee is the screen whose question brought the reading.
func (k kept) Addressee() uint64 { return k.to }

// keep keeps a new reading of a service. It goes on when the screen is left: the reading may not come again.
func (l *Lines) keep(to uint64, serviceID string, s lines.Reading, isNew bool) tea.Cmd {
	if store := l.Readings; store != nil && isNew {
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(context.Background(), limitKept)
			defer cancel()
			return kept{to, store.Keep(ctx, serviceID, s.Received, s.Sent)}
		}
	}
	return nil
}

// recalled are the readings that were kept of a service. A late answer does no harm: it says whose they are, and one that
// is known already changes nothing. It is no answer of AEx's, so it says nothing of whether that can be reached.
type recalled struct {
	to     uint64
	of     string
	points []triage.Point
	err    error
}

// Addressee is the screen that asked.
func (r recalled) Addressee() uint64 { return r.to }

// recall reads what was kept of the light, once in a session.
func (p *probe) recall() tea.Cmd {
	store, id, of := p.desk.Lines.Readings, p.id, p.of
	if store == nil || p.line().Recalled {
		return nil
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), limitKept)
		defer cancel()
		points, err := store.Kept(ctx, of)
		return recalled{id, of, points, err}
	}
}

// tookKept takes what came from the disk.
func (l *Lines) tookKept(m recalled) {
	line := l.Line(m.of)
	if l.unkept = m.err; m.err != nil {
		return
	}
	line.Recalled = true
	for _, one := range m.points {
		line.AddReading(one)
	}
}
