package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

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
		return fail(s.dir, op, errTooLarge)
	}
	const put = `INSERT INTO drafts (scope, ref, at, user, company, title, step, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (scope, ref) DO UPDATE SET at = excluded.at, user = excluded.user, company = excluded.company,
			title = excluded.title, step = excluded.step, body = excluded.body`
	_, err := s.db.ExecContext(ctx, put, wire.Clean(d.Scope), wire.Clean(d.Ref), d.At.UnixNano(), wire.Clean(d.User),
		wire.Clean(d.Company), wire.Clean(d.Title), wire.Clean(d.Step), blob(d.Body))
	if err != nil {
		return fail(s.dir, op, err)
	}
	return nil
}

// DropDraft forgets a draft; the journal keeps what was placed from it.
func (s *Store) DropDraft(ctx context.Context, scope, ref string) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM drafts WHERE scope = ? AND ref = ?", scope, ref); err != nil {
		return fail(s.dir, "forget a draft", err)
	}
	return nil
}

// Drafts gives the drafts of a scope, the newest first.
func (s *Store) Drafts(ctx context.Context, scope string) (list []Draft, err error) {
	const op = "read the drafts"
	const query = "SELECT scope, ref, at, user, company, title, step, body FROM drafts WHERE scope = ? ORDER BY at DESC, ref LIMIT ?"
	rows, err := s.db.QueryContext(ctx, query, scope, mostDrafts)
	if err != nil {
		return nil, fail(s.dir, op, err)
	}
	defer func() {
		if closing := rows.Close(); closing != nil && err == nil {
			err = fail(s.dir, op, closing)
		}
	}()
	for rows.Next() {
		var d Draft
		var at int64
		if err := rows.Scan(&d.Scope, &d.Ref, &at, &d.User, &d.Company, &d.Title, &d.Step, &d.Body); err != nil {
			return nil, fail(s.dir, op, err)
		}
		d.At = time.Unix(0, at)
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fail(s.dir, op, err)
	}
	return list, nil
}

// Claim takes an order for this process, so that no other one goes on with it: ok is false while another holds it, or while
// this one does already. A process that dies gives it up, since the lock dies with it.
func (s *Store) Claim(_ context.Context, scope, ref string) (release func(), ok bool, err error) {
	const op = "claim an order"
	sum := sha256.Sum256([]byte(scope + "\n" + ref))
	dir := filepath.Join(s.dir, "claims")
	if err := os.MkdirAll(dir, 0o700); err != nil { //nolint:gosec // below the state directory
		return nil, false, fail(s.dir, op, fmt.Errorf("make the directory: %w", err))
	}
	lock := flock.New(filepath.Join(dir, hex.EncodeToString(sum[:8])+".lock"))
	ok, err = lock.TryLock()
	if err != nil {
		return nil, false, fail(s.dir, op, err)
	}
	if !ok {
		return nil, false, nil
	}
	return func() { _ = lock.Unlock() }, true, nil
}
