package ui

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/views"
)

// limitAudit is how long writing an entry of the audit may take.
const limitAudit = 10 * time.Second

// Seated puts the client layer's guard between a session and what it works with, for one that has no screen of this package.
func Seated(cfg Config) (Config, *access.Seat) { return seated(cfg) }

// seated puts the client layer's guard between a session and what it works with: whoever makes a session can't forget it. A desk
// on one's own terminal has nobody to guard against.
func seated(cfg Config) (Config, *access.Seat) {
	if cfg.Person.Local() && cfg.Audit == nil {
		return cfg, nil
	}
	seat := access.NewSeat(cfg.Person, cfg.Audit).By(cfg.Clock)
	cfg.API, cfg.AEX = access.AXON(cfg.API, seat), access.AEx(cfg.AEX, seat)
	if j := cfg.Journal; j != nil {
		cfg.Journal = order.NewJournal(access.Rows(j.Rows, seat), j.Scope)
		cfg.Journal.Now = j.Now
	}
	if book, ok := cfg.Audit.(access.Book); ok && cfg.AuditBook == nil {
		cfg.AuditBook = book
	}
	cfg.AuditBook = access.Reading(cfg.AuditBook, seat)
	return cfg, seat
}

// Seat is this session's place at the desk; nil on one's own terminal. Whoever hands the pen over tells it.
func (m *Model) Seat() *access.Seat { return m.desk.Seat }

// Where is the place that is in front, and the order that the session is at, "" before anything of it is answered: for those who ask
// who is here. It is for Update's goroutine alone.
func (m *Model) Where() (place, ref string) {
	place = m.shown().Head().Title
	if m.at != atOrder {
		place = placeNames[m.at] + ": " + place
	}
	if m.desk.Walk.Location != nil {
		ref = m.desk.Walk.Ref
	}
	return wire.Clean(place), ref
}

// tried has the audit told of what a screen refused to who is here, as it is of what the client layer refuses; op is "" where
// nothing was. What is shown and done doesn't hang on it.
func (m *Model) tried(op, subject string) tea.Cmd {
	seat := m.desk.Seat
	if op == "" || !seat.Audits() {
		return nil
	}
	where, ref := m.Where()
	as := seat.As(context.Background())
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(as, limitAudit)
		defer cancel()
		seat.Tried(ctx, cmp.Or(subject, ref), op+", at "+where)
		return nil
	}
}

// clipped says that a text may be copied: what is taken away whole is in the audit by then.
type clipped struct {
	copy views.Copy
	err  error
}

// export writes down that a text of several lines is copied, before it is.
func (m *Model) export(c views.Copy) tea.Cmd {
	seat := m.desk.Seat
	lines := strings.Count(strings.TrimRight(c.Text, "\n"), "\n") + 1
	if !seat.Audits() || lines < 2 {
		return func() tea.Msg { return clipped{copy: c} }
	}
	where, ref := m.Where()
	as := seat.As(context.Background())
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(as, limitAudit)
		defer cancel()
		return clipped{c, seat.Keep(ctx, access.Exported, ref, fmt.Sprintf("%s, %d lines, from %s", c.Label, lines, where))}
	}
}
