package store

import (
	"context"
	"math"
	"strings"
	"time"

	"axdesk/client/wire"
)

const (
	wordBytes   = 512     // most bytes of a name, a key, an address
	detailBytes = 4 << 10 // most bytes of what the audit says beside that
)

// AuditEntry is one thing that somebody did at a desk. It holds no secret: who writes one sees to that.
type AuditEntry struct {
	ID                            int64 // rises with each entry; KeepAudit gives it
	At                            time.Time
	Host, Session, Who, Key, Role string
	From                          string // the address that the session came from
	What, Subject, Detail         string
}

// KeepAudit writes an entry behind all others, where nothing can be changed or removed; it is on the disk when KeepAudit
// returns. Texts that are too long are cut, since half an entry is better than none.
func (s *Store) KeepAudit(ctx context.Context, e AuditEntry) error {
	const insert = `INSERT INTO audit (at, host, session, who, key, role, origin, what, subject, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	_, err := s.exec(ctx, "write the audit", insert, e.At.UnixNano(), word(e.Host), word(e.Session), word(e.Who), word(e.Key), word(e.Role),
		word(e.From), word(e.What), word(e.Subject), clip(wire.Clean(e.Detail), detailBytes))
	return err
}

// Audits gives the entries before the one whose id is given, or all where that is 0: the newest first, at most limit, and
// never more than 10,000.
func (s *Store) Audits(ctx context.Context, before int64, limit int) ([]AuditEntry, error) {
	return s.AuditsSince(ctx, time.Time{}, before, limit)
}

// AuditsSince gives, as Audits does, the entries that bear that time or a later one; the zero time stands for all. Each bears the
// time of the host that wrote it, so that one behind another may be dated before it.
func (s *Store) AuditsSince(ctx context.Context, since time.Time, before int64, limit int) (list []AuditEntry, err error) {
	const op = "read the audit"
	const query = `SELECT id, at, host, session, who, key, role, origin, what, subject, detail FROM audit
		WHERE (CAST($1 AS BIGINT) = 0 OR id < $1) AND at >= CAST($2 AS BIGINT) ORDER BY id DESC LIMIT $3`
	rows, err := s.db.QueryContext(ctx, query, before, nanos(since), min(max(limit, 0), mostRows))
	if err != nil {
		return nil, s.fail(op, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var e AuditEntry
		var at int64
		if err := rows.Scan(&e.ID, &at, &e.Host, &e.Session, &e.Who, &e.Key, &e.Role, &e.From, &e.What, &e.Subject, &e.Detail); err != nil {
			return nil, s.fail(op, err)
		}
		e.At = time.Unix(0, at)
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail(op, err)
	}
	return list, nil
}

// word is a short text fit for a terminal and for the store.
func word(s string) string { return clip(wire.Clean(s), wordBytes) }

// clip cuts a text that is longer than most bytes, between two characters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	const cut = "…"
	return strings.ToValidUTF8(s[:most-len(cut)], "") + cut
}

// nanos is a time as rows have it; one that is further off than they can tell is the first or the last that they can.
func nanos(at time.Time) int64 {
	switch {
	case at.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	case at.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return at.UnixNano()
}
