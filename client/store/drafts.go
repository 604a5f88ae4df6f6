package store

import (
	"context"
	"time"

	"axdesk/client/wire"
)

// mostDrafts bounds how many drafts are listed.
const mostDrafts = 1000

// Draft is an order on its way, as far as it has come.
type Draft struct {
	Scope   string // the API that it is for
	Ref     string
	At      time.Time // when it was saved
	User    string
	Company string // who would pay
	Title   string // what is ordered, in a few words
	Step    string // where it has come to, as the screen's title
	Body    []byte // at most 4 MiB
}

// SaveDraft keeps a draft in place of what was kept of it before; it is on the disk when SaveDraft returns.
func (s *Store) SaveDraft(ctx context.Context, d Draft) error {
	const op = "keep a draft"
	if len(d.Body) > bodyBytes {
		return s.fail(op, errTooLarge)
	}
	if err := s.stillMine(op, d.Scope, d.Ref); err != nil {
		return err
	}
	const put = `INSERT INTO drafts (scope, ref, at, "user", company, title, step, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (scope, ref) DO UPDATE SET at = excluded.at, "user" = excluded."user", company = excluded.company,
			title = excluded.title, step = excluded.step, body = excluded.body`
	_, err := s.exec(ctx, op, put, wire.Clean(d.Scope), wire.Clean(d.Ref), d.At.UnixNano(), wire.Clean(d.User),
		wire.Clean(d.Company), wire.Clean(d.Title), wire.Clean(d.Step), blob(d.Body))
	return err
}

// DropDraft forgets a draft; the journal keeps what was placed from it.
func (s *Store) DropDraft(ctx context.Context, scope, ref string) error {
	const op = "forget a draft"
	if err := s.stillMine(op, scope, ref); err != nil {
		return err
	}
	_, err := s.exec(ctx, op, "DELETE FROM drafts WHERE scope = $1 AND ref = $2", scope, ref)
	return err
}

// Drafts gives the drafts of a scope, the newest first.
func (s *Store) Drafts(ctx context.Context, scope string) (list []Draft, err error) {
	const op = "read the drafts"
	const query = `SELECT scope, ref, at, "user", company, title, step, body FROM drafts WHERE scope = $1 ORDER BY at DESC, ref LIMIT $2`
	rows, err := s.db.QueryContext(ctx, query, scope, mostDrafts)
	if err != nil {
		return nil, s.fail(op, err)
	}
	defer func() {
		if closing := rows.Close(); closing != nil && err == nil {
			err = s.fail(op, closing)
		}
	}()
	for rows.Next() {
		var d Draft
		var at int64
		if err := rows.Scan(&d.Scope, &d.Ref, &at, &d.User, &d.Company, &d.Title, &d.Step, &d.Body); err != nil {
			return nil, s.fail(op, err)
		}
		d.At, d.Body = time.Unix(0, at), unblob(d.Body)
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail(op, err)
	}
	return list, nil
}

// Known tells what stands under a reference: an order that was begun, and one of which something was journaled.
func (s *Store) Known(ctx context.Context, scope, ref string) (begun, sent bool, err error) {
	const query = `SELECT EXISTS (SELECT 1 FROM drafts WHERE scope = $1 AND ref = $2),
		EXISTS (SELECT 1 FROM transitions WHERE scope = $1 AND ref = $2)`
	if err := s.db.QueryRowContext(ctx, query, scope, ref).Scan(&begun, &sent); err != nil {
		return false, false, s.fail("look a reference up", err)
	}
	return begun, sent, nil
}

// Claim takes an order for this process, so that no other one goes on with it: ok is false while another holds it, or while
// this one does already. A process that dies gives it up, since the lock dies with it. One that loses its PostgreSQL server
// takes its claims anew; what another took meanwhile can't be written to here any more (ErrMoved).
func (s *Store) Claim(ctx context.Context, scope, ref string) (release func(), ok bool, err error) {
	if release, ok, err = s.engine.claim(ctx, scope, ref); err != nil {
		return nil, false, s.fail("claim an order", err)
	}
	return release, ok, nil
}

// stillMine refuses to write to an order that was claimed here and went to another process.
func (s *Store) stillMine(op, scope, ref string) error {
	if !s.engine.lost(scope, ref) {
		return nil
	}
	return &Error{
		Op: op, Means: "another desk took " + ref + " up while this one had lost the store",
		Next: "Leave it here, and look among the orders for how it stands", Err: ErrMoved,
	}
}
