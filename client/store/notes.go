package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"axdesk/client/wire"
)

const (
	noteBytes = 16 << 10 // most bytes of a note
	mostTags  = 32       // most tags of a note
)

// Note is what staff have noted of a port or a service. It goes no further than the store.
type Note struct {
	GUID string
	At   time.Time
	User string // who wrote it last
	Text string
	Tags []string
}

// PutNote keeps a note in place of the one before; one without text and tags is forgotten.
func (s *Store) PutNote(ctx context.Context, scope string, n Note) error {
	const op = "keep a note"
	if len(n.Text) > noteBytes || len(n.Tags) > mostTags {
		return s.fail(op, errTooLarge)
	}
	if n.Text == "" && len(n.Tags) == 0 {
		_, err := s.exec(ctx, op, "DELETE FROM notes WHERE scope = $1 AND guid = $2", scope, n.GUID)
		return err
	}
	tags := make([]string, len(n.Tags))
	for i, t := range n.Tags {
		tags[i] = wire.Clean(t)
	}
	packed, err := json.Marshal(tags)
	if err != nil {
		return s.fail(op, err)
	}
	const put = `INSERT INTO notes (scope, guid, at, "user", text, tags) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (scope, guid) DO UPDATE SET at = excluded.at, "user" = excluded."user", text = excluded.text, tags = excluded.tags`
	_, err = s.exec(ctx, op, put, scope, wire.Clean(n.GUID), n.At.UnixNano(), wire.Clean(n.User), wire.CleanText(n.Text), string(packed))
	return err
}

// Notes gives all notes of a scope by GUID.
func (s *Store) Notes(ctx context.Context, scope string) (notes map[string]Note, err error) {
	const op = "read the notes"
	rows, err := s.db.QueryContext(ctx, `SELECT guid, at, "user", text, tags FROM notes WHERE scope = $1 ORDER BY at DESC LIMIT $2`, scope, mostRows)
	if err != nil {
		return nil, s.fail(op, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	notes = map[string]Note{}
	for rows.Next() {
		var n Note
		var at int64
		var tags string
		if err := rows.Scan(&n.GUID, &at, &n.User, &n.Text, &tags); err != nil {
			return nil, s.fail(op, err)
		}
		if err := json.Unmarshal([]byte(tags), &n.Tags); err != nil {
			return nil, s.fail(op, err)
		}
		n.At = time.Unix(0, at)
		notes[n.GUID] = n
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail(op, err)
	}
	return notes, nil
}
