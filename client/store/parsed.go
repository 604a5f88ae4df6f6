package store

import (
	"context"
	"database/sql"
	"sync"
)

// mostParsed is how many statements are kept parsed: more than this package makes, but for those that have a varying number of
// parts.
const mostParsed = 64

// parsed keeps statements parsed. The same few are made again and again, and SQLite takes longer to parse one than to run it.
type parsed struct {
	db   *sql.DB
	most int // 0 where the driver keeps them by itself

	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

// statement gives a query parsed, or nil where so many are kept that it has to be parsed as it is made. The statements go with
// the database.
func (p *parsed) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	have, full := p.kept[query], len(p.kept) >= p.most
	p.mu.Unlock()
	if have != nil || full {
		return have, nil
	}
	// Not under the lock: parsing waits for the connection, which somebody may have who comes here next.
	made, err := p.db.PrepareContext(ctx, query) //nolint:gosec // each query is this package's own
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if have := p.kept[query]; have != nil {
		_ = made.Close() //nolint:sqlclosecheck // of the two, this one goes
		return have, nil
	}
	if p.kept == nil {
		p.kept = map[string]*sql.Stmt{}
	}
	p.kept[query] = made
	return made, nil
}

func (p *parsed) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query) //nolint:sqlclosecheck // it is kept
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.db.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

func (p *parsed) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query) //nolint:sqlclosecheck // it is kept
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.db.ExecContext(ctx, query, args...) //nolint:gosec // each query is this package's own
	}
	return s.ExecContext(ctx, args...)
}
