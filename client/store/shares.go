package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Share is a session that a guest may join with a code.
type Share struct {
	Code          string // SHA-256 of the code in lower-case hex, never the code
	Host, Address string // the host that serves the session, and where guests reach it
	Session, Who  string
	GuestKey      string // the fingerprint of the guest that was admitted; "" before
	Expires       time.Time
}

// PutShare keeps a share in place of the one of the same code, and forgets those that are over.
func (s *Store) PutShare(ctx context.Context, sh Share) error {
	const op = "share a session"
	const put = `INSERT INTO shares (code, host, address, session, who, guest_key, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (code) DO UPDATE SET host = excluded.host, address = excluded.address, session = excluded.session,
			who = excluded.who, guest_key = excluded.guest_key, expires = excluded.expires`
	_, err := s.exec(ctx, op, put, word(sh.Code), word(sh.Host), word(sh.Address), word(sh.Session), word(sh.Who), word(sh.GuestKey),
		sh.Expires.UnixNano())
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, op, "DELETE FROM shares WHERE expires <= "+s.engine.now())
	return err
}

// FindShare gives the share of a code's SHA-256; ok is false where there is none, or where it is over by the clock of the store.
func (s *Store) FindShare(ctx context.Context, code string) (sh Share, ok bool, err error) {
	query := `SELECT code, host, address, session, who, guest_key, expires FROM shares WHERE code = $1 AND expires > ` + s.engine.now()
	var expires int64
	err = s.db.QueryRowContext(ctx, query, word(code)).Scan(&sh.Code, &sh.Host, &sh.Address, &sh.Session, &sh.Who, &sh.GuestKey, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return Share{}, false, nil
	}
	if err != nil {
		return Share{}, false, s.fail("look for a shared session", err)
	}
	sh.Expires = time.Unix(0, expires)
	return sh, true, nil
}

// DropShare forgets the share of a code's SHA-256.
func (s *Store) DropShare(ctx context.Context, code string) error {
	_, err := s.exec(ctx, "end the sharing of a session", "DELETE FROM shares WHERE code = $1", word(code))
	return err
}
