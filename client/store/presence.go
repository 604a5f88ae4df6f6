package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// presenceFor is how long a session that said nothing more is remembered: its host died, or lost the store.
const presenceFor = time.Hour

// Presence is somebody at a desk, and where on it they are.
type Presence struct {
	Host, Session string // together they name the session
	Who, Key      string
	Role, From    string
	Place, Ref    string    // the screen in front, and the order on it
	Since         time.Time // when the session began, as its host says
	Seen          time.Time // when Here was last called, by the clock of the store
}

// Here says that a session is there, and where; it has to be said again within what others call present. Seen is set here.
func (s *Store) Here(ctx context.Context, p Presence) error {
	const op = "say who is at the desk"
	put := `INSERT INTO presence (host, session, who, key, role, origin, place, ref, since, seen)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, ` + s.engine.now() + `)
		ON CONFLICT (host, session) DO UPDATE SET who = excluded.who, key = excluded.key, role = excluded.role, origin = excluded.origin,
			place = excluded.place, ref = excluded.ref, since = excluded.since, seen = excluded.seen`
	_, err := s.exec(ctx, op, put, word(p.Host), word(p.Session), word(p.Who), word(p.Key), word(p.Role), word(p.From),
		word(p.Place), word(p.Ref), p.Since.UnixNano())
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, op, "DELETE FROM presence WHERE seen <= "+s.engine.now()+" - $1", presenceFor.Nanoseconds())
	return err
}

// mostStill is how many sessions one statement tells of: engines bound what can be put into one.
const mostStill = 500

// Still says that sessions of a host are there yet, where Here has told of them: one statement for all, so that it can be said often.
func (s *Store) Still(ctx context.Context, host string, sessions []string) error {
	for some := range slices.Chunk(sessions, mostStill) {
		args := []any{word(host)}
		marks := make([]string, len(some))
		for i, session := range some {
			args = append(args, word(session))
			marks[i] = "$" + strconv.Itoa(i+2)
		}
		query := "UPDATE presence SET seen = " + s.engine.now() + " WHERE host = $1 AND session IN (" + strings.Join(marks, ", ") + ")"
		if _, err := s.exec(ctx, "say who is still at the desk", query, args...); err != nil {
			return err
		}
	}
	return nil
}

// Gone says that a session has ended.
func (s *Store) Gone(ctx context.Context, host, session string) error {
	const drop = "DELETE FROM presence WHERE host = $1 AND session = $2"
	_, err := s.exec(ctx, "say who has left the desk", drop, word(host), word(session))
	return err
}

// Present gives the sessions that said so within the last while, by the clock of the store: those that began first come first.
func (s *Store) Present(ctx context.Context, within time.Duration) (list []Presence, err error) {
	const op = "see who is at the desk"
	//nolint:gosec // what is added is the engine's own
	query := `SELECT host, session, who, key, role, origin, place, ref, since, seen FROM presence
		WHERE seen > ` + s.engine.now() + ` - $1 ORDER BY since, host, session LIMIT $2`
	rows, err := s.db.QueryContext(ctx, query, within.Nanoseconds(), mostRows)
	if err != nil {
		return nil, s.fail(op, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p Presence
		var since, seen int64
		if err := rows.Scan(&p.Host, &p.Session, &p.Who, &p.Key, &p.Role, &p.From, &p.Place, &p.Ref, &since, &seen); err != nil {
			return nil, s.fail(op, err)
		}
		p.Since, p.Seen = time.Unix(0, since), time.Unix(0, seen)
		list = append(list, p)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail(op, err)
	}
	return list, nil
}
