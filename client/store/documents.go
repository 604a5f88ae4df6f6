package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"

	"axdesk/client/wire"
)

// KeepDocument keeps a document as it came, byte for byte, and gives its SHA-256 in lower-case hex. The same document is kept
// once. It is evidence: whoever shows it has to sanitise it.
func (s *Store) KeepDocument(ctx context.Context, title string, body []byte) (string, error) {
	const op = "keep a document"
	if len(body) > bodyBytes {
		return "", s.fail(op, errTooLarge)
	}
	b := sha256.Sum256(body)
	sum := hex.EncodeToString(b[:])
	const insert = "INSERT INTO documents (sha256, title, body) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING"
	if _, err := s.exec(ctx, op, insert, sum, wire.Clean(title), blob(body)); err != nil {
		return "", err
	}
	return sum, nil
}

// Document gives a document that was kept; ok is false when there is none.
func (s *Store) Document(ctx context.Context, sum string) (title string, body []byte, ok bool, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT title, body FROM documents WHERE sha256 = $1", sum).Scan(&title, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, false, nil
	}
	if err != nil {
		return "", nil, false, s.fail("read a document", err)
	}
	return title, body, true, nil
}
