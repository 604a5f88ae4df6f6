package access

import (
	"context"
	"fmt"
	"strings"

	"axdesk/client/order"
)

// Rows is the journal as the person at a seat may use it: a viewer writes nothing and has no order in hand, and signatures and
// notes are written to the audit first. The requests that a journal announces are the APIs' to audit. A nil seat changes nothing.
func Rows(rows order.Rows, seat *Seat) order.Rows {
	if seat == nil || rows == nil {
		return rows
	}
	return &guardedRows{rows, seat}
}

// guardedRows lets reads through. A test holds that each method of the rows is known here.
type guardedRows struct {
	order.Rows
	seat *Seat
}

// quiet refuses a viewer what the program does by itself; it is nothing that the audit has to know.
func (g *guardedRows) quiet(op string) error {
	if g.seat.mayChange() {
		return nil
	}
	return refusal(op, asViewer, "Nothing was written")
}

// Append brings an order to its next state.
func (g *guardedRows) Append(ctx context.Context, e order.Entry) error {
	if order.State(e.State) != order.StateSigned {
		if err := g.quiet("write the journal"); err != nil {
			return err
		}
		return g.Rows.Append(ctx, e)
	}
	a := act{op: "sign the terms", what: Signed, subject: e.Ref, detail: join(e.Title, papers(e))}
	if err := g.seat.change(ctx, a); err != nil {
		return err
	}
	err := g.Rows.Append(ctx, e)
	g.seat.outcome(ctx, a, err)
	return err
}

// papers tells what is signed, by whom and by which bytes.
func papers(e order.Entry) string {
	var out []string
	for _, d := range e.Documents {
		if !d.SignedAt.IsZero() {
			out = append(out, d.Title+" (SHA-256 "+d.SHA256+") by "+d.SignedBy)
		}
	}
	return strings.Join(out, "; ")
}

// KeepDocument keeps a document of an order.
func (g *guardedRows) KeepDocument(ctx context.Context, title string, body []byte) (string, error) {
	if err := g.quiet("keep the terms"); err != nil {
		return "", err
	}
	return g.Rows.KeepDocument(ctx, title, body)
}

// SaveDraft keeps an order on its way.
func (g *guardedRows) SaveDraft(ctx context.Context, d order.Draft) error {
	if err := g.quiet("keep the answers of this order"); err != nil {
		return err
	}
	return g.Rows.SaveDraft(ctx, d)
}

// DropDraft forgets an order on its way.
func (g *guardedRows) DropDraft(ctx context.Context, scope, ref string) error {
	if err := g.quiet("forget what was begun"); err != nil {
		return err
	}
	return g.Rows.DropDraft(ctx, scope, ref)
}

// Claim takes an order in hand.
func (g *guardedRows) Claim(ctx context.Context, scope, ref string) (release func(), ok bool, err error) {
	if err := g.quiet("take the order up"); err != nil {
		return nil, false, err
	}
	return g.Rows.Claim(ctx, scope, ref)
}

// PutNote keeps a note of a port or a service.
func (g *guardedRows) PutNote(ctx context.Context, scope string, n order.Note) error {
	a := act{op: "keep the note", what: Noted, subject: n.GUID, detail: noteWords(n)}
	if err := g.seat.change(ctx, a); err != nil {
		return err
	}
	err := g.Rows.PutNote(ctx, scope, n)
	g.seat.outcome(ctx, a, err)
	return err
}

// noteWords tells a note without its text, which may be taken back where the audit can't.
func noteWords(n order.Note) string {
	if n.Text == "" && len(n.Tags) == 0 {
		return "the note was emptied"
	}
	return join(fmt.Sprintf("a note of %d characters", len([]rune(n.Text))), strings.Join(n.Tags, " "))
}
