package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	claimsLooked = 2 * time.Second // how often a host looks whether its claims still stand
	claimsWait   = 5 * time.Second // for one look, and for one claim to be given back
)

// pgClaims are the orders that this process has in hand. Their locks belong to one session of the server. When that ends, they
// are taken anew over the next one, within seconds; one that another process took meanwhile is lost.
type pgClaims struct {
	pg *pg

	turn sync.Mutex // one statement at a time on conn, and one change of what follows; taken before mu
	conn *pgx.Conn

	mu     sync.Mutex // so that lost waits for no server
	mine   map[int64]*pgClaim
	tended bool
	closed bool
}

type pgClaim struct {
	lost bool
}

func (e *pg) claim(ctx context.Context, scope, ref string) (release func(), ok bool, err error) {
	c, key := &e.claims, lockKey("claim", scope+"\n"+ref)
	c.turn.Lock()
	defer c.turn.Unlock()
	if c.find(key) != nil {
		return nil, false, nil // the server would let one session have it twice
	}
	if ok, err = c.try(ctx, key); err != nil || !ok {
		return nil, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mine == nil {
		c.mine = map[int64]*pgClaim{}
	}
	c.mine[key] = &pgClaim{}
	if !c.tended {
		c.tended = true
		go c.tend()
	}
	return sync.OnceFunc(func() { c.giveBack(key) }), true, nil
}

func (e *pg) lost(scope, ref string) bool {
	claim := e.claims.find(lockKey("claim", scope+"\n"+ref))
	return claim != nil && e.claims.isLost(claim)
}

func (c *pgClaims) find(key int64) *pgClaim {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mine[key]
}

func (c *pgClaims) isLost(claim *pgClaim) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return claim.lost
}

// try takes one lock, over a new session where the one there was has ended.
func (c *pgClaims) try(ctx context.Context, key int64) (ok bool, err error) {
	for {
		fresh := c.conn == nil || c.conn.IsClosed()
		if fresh {
			if err := c.renew(ctx); err != nil {
				return false, err
			}
		}
		err = c.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&ok)
		if err == nil {
			return ok, nil
		}
		c.drop()
		if fresh || ctx.Err() != nil {
			return false, err
		}
	}
}

// renew opens a session, and takes in it what this process had in hand.
func (c *pgClaims) renew(ctx context.Context) error {
	conn, err := c.pg.connect(ctx, nil)
	if err != nil {
		return err
	}
	for key, claim := range c.mine {
		if claim.lost {
			continue // whoever took it may have gone on with the order, even if they are done
		}
		var ok bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&ok); err != nil {
			shut(conn)
			return err
		}
		c.mu.Lock()
		claim.lost = !ok
		c.mu.Unlock()
	}
	c.conn = conn
	return nil
}

func (c *pgClaims) drop() {
	shut(c.conn)
	c.conn = nil
}

// giveBack ends a claim. Where the server can't be told, the session ends, and what else it held is taken anew.
func (c *pgClaims) giveBack(key int64) {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.mu.Lock()
	claim := c.mine[key]
	delete(c.mine, key)
	c.mu.Unlock()
	if claim == nil || claim.lost || c.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), claimsWait)
	defer cancel()
	if _, err := c.conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", key); err != nil {
		c.drop()
	}
}

// tend looks after the session for as long as there are claims.
func (c *pgClaims) tend() {
	look := time.NewTicker(claimsLooked)
	defer look.Stop()
	for range look.C {
		c.turn.Lock()
		c.mu.Lock()
		done := c.closed || len(c.mine) == 0
		c.tended = !done
		c.mu.Unlock()
		if !done {
			c.check()
		}
		c.turn.Unlock()
		if done {
			return
		}
	}
}

// check takes the claims anew if their session has ended. Where the server can't be reached the next look will.
func (c *pgClaims) check() {
	ctx, cancel := context.WithTimeout(context.Background(), claimsWait)
	defer cancel()
	if c.conn != nil && c.conn.Ping(ctx) == nil {
		return
	}
	c.drop()
	_ = c.renew(ctx)
}

func (c *pgClaims) close() {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.mu.Lock()
	c.closed, c.mine = true, nil
	c.mu.Unlock()
	c.drop()
}
