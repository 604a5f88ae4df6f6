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
	bodyBytes   = 4 << 20 // most bytes of a journaled body
	mostSigned  = 200     // most documents of one intent
	mostEntries = 1000    // most entries of one look into the journal
)

// What came of an intent.
const (
	ResultOffered = "offered" // terms came, nothing is bought yet
	ResultPlaced  = "placed"
	ResultRefused = "refused" // for certain not done
	ResultUnknown = "unknown" // no sure answer: it may have been done
)

// Intent is a POST that is about to leave. It holds no headers, and so no key.
type Intent struct {
	OrderRef   string
	Kind       string // "port" or "service"
	Stage      string // "first post", "second post"
	CompanyID  string
	User       string
	Method     string
	Path       string
	Body       []byte // exactly as it is sent, at most 4 MiB
	BodySHA256 string // lower-case hex; worked out by Intend
	Documents  []SignedDocument
	At         time.Time
}

// SignedDocument is the evidence of one consent.
type SignedDocument struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	SHA256   string    `json:"sha256"` // of the text as it came, lower-case hex
	SignedAt time.Time `json:"signed_at"`
}

// Outcome is what came of an Intent.
type Outcome struct {
	Status int    // 0 when there was no answer
	Result string // one of Result…
	GUID   string // of what was placed
	Said   string // what the server said
	At     time.Time
}

// Entry is one line of the journal. Without any Outcome the program ended before it knew: treat it as unknown.
type Entry struct {
	ID int64
	Intent
	Outcomes []Outcome // the oldest first
}

// Last is the newest outcome, or ResultUnknown when there is none.
func (e Entry) Last() Outcome {
	if len(e.Outcomes) == 0 {
		return Outcome{Result: ResultUnknown}
	}
	return e.Outcomes[len(e.Outcomes)-1]
}

// Intend writes down what is about to be sent; it is on the disk when Intend returns. Without an id nothing may be sent.
func (s *Store) Intend(ctx context.Context, in Intent) (id int64, err error) {
	const op = "write the journal"
	if len(in.Body) > bodyBytes || len(in.Documents) > mostSigned {
		return 0, fail(s.dir, op, errTooLarge)
	}
	signed := make([]SignedDocument, len(in.Documents))
	for i, d := range in.Documents {
		signed[i] = SignedDocument{ID: wire.Clean(d.ID), Title: wire.Clean(d.Title), SHA256: wire.Clean(d.SHA256), SignedAt: d.SignedAt.UTC()}
	}
	documents, err := json.Marshal(signed)
	if err != nil {
		return 0, fail(s.dir, op, err)
	}
	sum := sha256.Sum256(in.Body)
	const insert = `INSERT INTO intents
		(at, order_ref, kind, stage, company_id, user, method, path, body, body_sha256, documents)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	res, err := s.db.ExecContext(ctx, insert, in.At.UnixNano(), wire.Clean(in.OrderRef), in.Kind, wire.Clean(in.Stage),
		wire.Clean(in.CompanyID), wire.Clean(in.User), in.Method, wire.Clean(in.Path), blob(in.Body),
		hex.EncodeToString(sum[:]), string(documents))
	if err != nil {
		return 0, fail(s.dir, op, err)
	}
	if id, err = res.LastInsertId(); err != nil {
		return 0, fail(s.dir, op, err)
	}
	return id, nil
}

// Conclude adds what came of an intent. An unknown outcome may be followed by a later, surer one.
func (s *Store) Conclude(ctx context.Context, id int64, out Outcome) error {
	const insert = `INSERT INTO outcomes (intent_id, at, status, result, guid, said) VALUES (?, ?, ?, ?, ?, ?)`
	_, err := s.db.ExecContext(ctx, insert, id, out.At.UnixNano(), out.Status, out.Result, wire.Clean(out.GUID), wire.Clean(out.Said))
	if err != nil {
		return fail(s.dir, "write the journal", err)
	}
	return nil
}

// Entries returns the newest entries, the newest first: at most limit, and never more than 1,000.
func (s *Store) Entries(ctx context.Context, limit int) ([]Entry, error) {
	list, err := s.entries(ctx, min(max(limit, 0), mostEntries))
	if err != nil {
		return nil, fail(s.dir, "read the journal", err)
	}
	return list, nil
}

func (s *Store) entries(ctx context.Context, limit int) (list []Entry, err error) {
	const query = `SELECT i.id, i.at, order_ref, kind, stage, company_id, user, method, path, body, body_sha256, documents,
			o.at, o.status, o.result, o.guid, o.said
		FROM (SELECT * FROM intents ORDER BY id DESC LIMIT ?) i LEFT JOIN outcomes o ON o.intent_id = i.id
		ORDER BY i.id DESC, o.id`
	rows, err := s.db.QueryContext(ctx, query, limit)
	if err != nil {
		return nil, fmt.Errorf("ask for entries: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		e, out, err := scanEntry(rows)
		if err != nil {
			return nil, err
		}
		// Several outcomes of one intent come as neighbouring rows.
		if n := len(list); n == 0 || list[n-1].ID != e.ID {
			list = append(list, e)
		}
		if out != nil {
			last := &list[len(list)-1]
			last.Outcomes = append(last.Outcomes, *out)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	return list, nil
}

func scanEntry(rows *sql.Rows) (Entry, *Outcome, error) {
	var (
		e                  Entry
		at                 int64
		documents          string
		outAt, status      sql.NullInt64
		result, guid, said sql.NullString
	)
	err := rows.Scan(&e.ID, &at, &e.OrderRef, &e.Kind, &e.Stage, &e.CompanyID, &e.User, &e.Method, &e.Path, &e.Body,
		&e.BodySHA256, &documents, &outAt, &status, &result, &guid, &said)
	if err != nil {
		return Entry{}, nil, fmt.Errorf("read an entry: %w", err)
	}
	e.At = time.Unix(0, at)
	if err := json.Unmarshal([]byte(documents), &e.Documents); err != nil {
		return Entry{}, nil, fmt.Errorf("read the documents of entry %d: %w", e.ID, err)
	}
	if !outAt.Valid {
		return e, nil, nil
	}
	return e, &Outcome{
		Status: int(status.Int64), Result: result.String, GUID: guid.String, Said: said.String, At: time.Unix(0, outAt.Int64),
	}, nil
}
