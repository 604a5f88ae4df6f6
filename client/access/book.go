package access

import (
	"context"
	"time"
)

// Reading is the audit as the person at a seat may read it: the entries are a supervisor's, and who is here is for all but viewers.
func Reading(book Book, seat *Seat) Book {
	if seat == nil || book == nil {
		return book
	}
	return &guardedBook{book, seat}
}

type guardedBook struct {
	book Book
	seat *Seat
}

// Audits gives entries to a supervisor.
func (g *guardedBook) Audits(ctx context.Context, before int64, limit int) ([]Entry, error) {
	if !g.seat.owner.MayAudit() {
		return nil, refusal("read the audit", "only supervisors read it", "Nothing is shown")
	}
	return g.book.Audits(ctx, before, limit)
}

// Present tells who is here.
func (g *guardedBook) Present(ctx context.Context, within time.Duration) ([]Presence, error) {
	if !g.seat.owner.MayChange() {
		return nil, refusal("see who is here", asViewer, "Nothing is shown")
	}
	return g.book.Present(ctx, within)
}
