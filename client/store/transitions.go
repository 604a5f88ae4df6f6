package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"axdesk/client/wire"
)

const (
	bodyBytes  = 4 << 20 // most bytes of a journaled body, a draft or a document
	mostSigned = 200     // most documents of one transition
	mostRows   = 10_000  // most rows of one look into the journal
)

// ErrMoved says that an order had already been taken a step further, by another process or by another screen.
var ErrMoved = errors.New("the order was taken a step further elsewhere")

// Transition is one state that an order has come to. It holds no headers, and so no key.
type Transition struct {
	Scope      string           `json:"scope"` // the API that the order is placed with
	Ref        string           `json:"ref"`   // with Kind, the order
	Kind       string           `json:"kind"`  // "port" or "service"
	Seq        int              `json:"seq"`   // 1 for the order's first state, and no gaps
	State      string           `json:"state"`
	At         time.Time        `json:"at"`
	User       string           `json:"user,omitempty"`
	CompanyID  string           `json:"company_id,omitempty"`
	Company    string           `json:"company,omitempty"`
	Title      string           `json:"title,omitempty"` // what is ordered, in a few words
	GUID       string           `json:"guid,omitempty"`  // of what was placed
	Method     string           `json:"method,omitempty"`
	Path       string           `json:"path,omitempty"`
	Body       []byte           `json:"-"`                     // as it is sent but for secrets, at most 4 MiB
	BodySHA256 string           `json:"body_sha256,omitempty"` // of the body that is sent, lower-case hex; Append works it out where it is ""
	Price      string           `json:"price,omitempty"`       // as it was confirmed, in words
	Status     int              `json:"status,omitempty"`      // HTTP; 0 when there was no answer
	Said       string           `json:"said,omitempty"`        // what the server said, or what was found or decided
	Documents  []SignedDocument `json:"documents,omitempty"`
}

// SignedDocument is a document of an order and, once it is signed, the evidence of that.
type SignedDocument struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	SHA256   string    `json:"sha256"`              // of the text as it came, lower-case hex
	SignedAt time.Time `json:"signed_at,omitzero"`  // zero while it is only offered
	SignedBy string    `json:"signed_by,omitempty"` // login
	// Type is the content type that it came with, and Unreadable why it could not be read whole; "" where it could.
	Type       string `json:"content_type,omitempty"`
	Unreadable string `json:"unreadable,omitempty"`
}

// Append writes a transition down; it is on the disk when Append returns. It is refused with ErrMoved unless its Seq is one
// above the order's last.
func (s *Store) Append(ctx context.Context, t Transition) error {
	const op = "write the journal"
	if len(t.Body) > bodyBytes || len(t.Documents) > mostSigned {
		return s.fail(op, errTooLarge)
	}
	if err := s.stillMine(op, t.Scope, t.Ref); err != nil {
		return err
	}
	documents, err := json.Marshal(cleaned(t.Documents))
	if err != nil {
		return s.fail(op, err)
	}
	sum := wire.Clean(t.BodySHA256)
	if sum == "" && len(t.Body) > 0 {
		b := sha256.Sum256(t.Body)
		sum = hex.EncodeToString(b[:])
	}
	// One statement is one transaction: the row before it is looked for in the same breath.
	const insert = `INSERT INTO transitions (scope, ref, kind, seq, state, at, "user", company_id, company, title, guid, method, path,
			body, body_sha256, price, status, said, documents)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
		WHERE $4 = 1 + (SELECT coalesce(max(seq), 0) FROM transitions WHERE scope = $1 AND ref = $2 AND kind = $3)`
	n, err := s.exec(ctx, op, insert, wire.Clean(t.Scope), wire.Clean(t.Ref), t.Kind, t.Seq, t.State, t.At.UnixNano(),
		wire.Clean(t.User), wire.Clean(t.CompanyID), wire.Clean(t.Company), wire.Clean(t.Title), wire.Clean(t.GUID), t.Method,
		wire.Clean(t.Path), blob(t.Body), sum, wire.Clean(t.Price), t.Status, wire.Clean(t.Said), string(documents))
	if s.engine.taken(err) || err == nil && n == 0 {
		return ErrMoved
	}
	return err
}

func cleaned(list []SignedDocument) []SignedDocument {
	out := make([]SignedDocument, len(list))
	for i, d := range list {
		out[i] = SignedDocument{
			ID: wire.Clean(d.ID), Title: wire.Clean(d.Title), SHA256: wire.Clean(d.SHA256), SignedBy: wire.Clean(d.SignedBy),
			Type: wire.Clean(d.Type), Unreadable: wire.Clean(d.Unreadable),
		}
		if !d.SignedAt.IsZero() {
			out[i].SignedAt = d.SignedAt.UTC()
		}
	}
	return out
}

const transitionColumns = `scope, ref, kind, seq, state, at, "user", company_id, company, title, guid, method, path, body, body_sha256,
	price, status, said, documents`

// Limits are bound as CAST($n AS BIGINT): SQLite looks into a bare LIMIT while it plans, and plans a kept statement anew at each new value.

// Timeline gives all transitions of an order, the first one first: none of an order that isn't there.
func (s *Store) Timeline(ctx context.Context, scope, ref, kind string) ([]Transition, error) {
	const query = "SELECT " + transitionColumns + " FROM transitions WHERE scope = $1 AND ref = $2 AND kind = $3 ORDER BY seq LIMIT CAST($4 AS BIGINT)"
	return s.transitions(ctx, query, scope, ref, kind, mostRows)
}

// Journal gives the transitions of all orders of a scope, the newest first: at most limit, and never more than 10,000.
func (s *Store) Journal(ctx context.Context, scope string, limit int) ([]Transition, error) {
	const query = "SELECT " + transitionColumns + " FROM transitions WHERE scope = $1 ORDER BY id DESC LIMIT CAST($2 AS BIGINT)"
	return s.transitions(ctx, query, scope, min(max(limit, 0), mostRows))
}

// Standing gives the last transition of each order of a scope, the newest first: at most limit, and never more than 10,000.
func (s *Store) Standing(ctx context.Context, scope string, limit int) ([]Transition, error) {
	const query = "SELECT " + transitionColumns + ` FROM transitions WHERE scope = $1 AND (ref, kind, seq) IN
		(SELECT ref, kind, max(seq) FROM transitions WHERE scope = $1 GROUP BY ref, kind) ORDER BY id DESC LIMIT CAST($2 AS BIGINT)`
	return s.transitions(ctx, query, scope, min(max(limit, 0), mostRows))
}

func (s *Store) transitions(ctx context.Context, query string, args ...any) (list []Transition, err error) {
	const op = "read the journal"
	rows, err := s.parsed.query(ctx, query, args...)
	if err != nil {
		return nil, s.fail(op, err)
	}
	defer func() {
		if closing := rows.Close(); closing != nil && err == nil {
			err = s.fail(op, closing)
		}
	}()
	for rows.Next() {
		t, err := scanTransition(rows)
		if err != nil {
			return nil, s.fail(op, err)
		}
		list = append(list, t)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail(op, err)
	}
	return list, nil
}

func scanTransition(rows *sql.Rows) (Transition, error) {
	var (
		t         Transition
		at        int64
		documents string
	)
	err := rows.Scan(&t.Scope, &t.Ref, &t.Kind, &t.Seq, &t.State, &at, &t.User, &t.CompanyID, &t.Company, &t.Title, &t.GUID, &t.Method,
		&t.Path, &t.Body, &t.BodySHA256, &t.Price, &t.Status, &t.Said, &documents)
	if err != nil {
		return Transition{}, fmt.Errorf("read a transition: %w", err)
	}
	t.At, t.Body = time.Unix(0, at), unblob(t.Body)
	if err := json.Unmarshal([]byte(documents), &t.Documents); err != nil {
		return Transition{}, fmt.Errorf("read the documents of %s: %w", t.Ref, err)
	}
	return t, nil
}
