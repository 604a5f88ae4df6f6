package aex

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// limit is how often an ISP may make each of the snapshot calls.
const limit = 10 * time.Minute

// Gates keep the times of calls that may be made only so often, over restarts and for all processes.
type Gates interface {
	// Enter passes the gate and closes it for every; while it is closed it says for how long yet, and changes nothing.
	Enter(ctx context.Context, gate string, every time.Duration, now time.Time) (wait time.Duration, err error)
	// Opens tells when the gate opens, without passing it; now when it is open.
	Opens(ctx context.Context, gate string, now time.Time) (time.Time, error)
	// Reset makes the gate open at opens, in place of what Enter set.
	Reset(ctx context.Context, gate string, now, opens time.Time) error
}

// Cache keeps answers over restarts. Get's ok is false when nothing is kept under the key.
type Cache interface {
	CacheGet(ctx context.Context, key string) (body []byte, at time.Time, ok bool, err error)
	CachePut(ctx context.Context, key string, body []byte, at time.Time) error
}

// feed is one of the calls that may be made once in 10 minutes.
type feed[T any] struct {
	op, path string
	row      func(loose.Value) T
}

var (
	snapshots  = feed[Snapshot]{"read the services' snapshot", pathServices + "/snapshot", snapshot}
	workOrders = feed[WorkOrder]{"read the work orders' snapshot", pathWorkOrders, workOrder}
)

// Snapshot asks what changed lately, and keeps the answer. Ask under a context that lives on when a screen is left:
// the turn is used up whether or not somebody waits for the answer.
func (c *Client) Snapshot(ctx context.Context) ([]Snapshot, error) {
	rows, err := take(ctx, c, snapshots)
	if err == nil {
		c.remember(context.WithoutCancel(ctx))
	}
	return rows, err
}

// StoredSnapshot gives the last snapshot that any process on this computer received.
func (c *Client) StoredSnapshot(ctx context.Context) ([]Snapshot, time.Time, bool) {
	return kept(ctx, c, snapshots, "/last")
}

// PreviousSnapshot gives the one before.
func (c *Client) PreviousSnapshot(ctx context.Context) ([]Snapshot, time.Time, bool) {
	return kept(ctx, c, snapshots, "/before")
}

// EarlierSnapshots gives the latest row of each service in all snapshots before the last one.
func (c *Client) EarlierSnapshots(ctx context.Context) ([]Snapshot, bool) {
	rows, _, ok := kept(ctx, c, snapshots, "/earlier")
	return rows, ok
}

// remember adds the snapshot before the last one to what all those before it told: the document calls the snapshot a
// delta, so what it doesn't repeat must not be forgotten.
func (c *Client) remember(ctx context.Context) {
	before, at, ok := kept(ctx, c, snapshots, "/before")
	if !ok {
		return
	}
	earlier, _ := c.EarlierSnapshots(ctx)
	order, byKey := latest(append(earlier, before...))
	order = order[max(len(order)-loose.MaxRows, 0):]
	rows := make([]json.RawMessage, len(order))
	for i, key := range order {
		rows[i] = byKey[key].Raw
	}
	if body, err := json.Marshal(rows); err == nil {
		// What can't be kept costs some names in the list.
		_ = c.cache.CachePut(ctx, c.scope+snapshots.path+"/earlier", body, at)
	}
}

// NextSnapshot tells when Snapshot may be asked again.
func (c *Client) NextSnapshot(ctx context.Context) (time.Time, error) {
	return c.next(ctx, snapshots.path)
}

// WorkOrders asks for the work orders' snapshot, and keeps the answer as Snapshot does.
func (c *Client) WorkOrders(ctx context.Context) ([]WorkOrder, error) {
	rows, err := take(ctx, c, workOrders)
	return rows, unpromised(err, "snapshot of work orders")
}

// StoredWorkOrders gives the last work orders that any process on this computer received.
func (c *Client) StoredWorkOrders(ctx context.Context) ([]WorkOrder, time.Time, bool) {
	return kept(ctx, c, workOrders, "/last")
}

// PreviousWorkOrders gives those before.
func (c *Client) PreviousWorkOrders(ctx context.Context) ([]WorkOrder, time.Time, bool) {
	return kept(ctx, c, workOrders, "/before")
}

// NextWorkOrders tells when WorkOrders may be asked again.
func (c *Client) NextWorkOrders(ctx context.Context) (time.Time, error) {
	return c.next(ctx, workOrders.path)
}

func (c *Client) next(ctx context.Context, path string) (time.Time, error) {
	now := c.clock()
	if c.gates == nil {
		return now, nil
	}
	return c.gates.Opens(ctx, c.scope+path, now)
}

// take makes the call if its gate is open. Nothing is sent otherwise, nor where the gate can't be asked.
func take[T any](ctx context.Context, c *Client, f feed[T]) ([]T, error) {
	if c.gates != nil {
		wait, err := c.gates.Enter(ctx, c.scope+f.path, limit, c.clock())
		if err != nil {
			e := &wire.Error{
				Kind: wire.KindLocal, Op: f.op, Path: f.path, Unsent: true, Err: err, Means: "Nothing was sent to AEx",
				What: wire.Clean(err.Error()), Next: "Mend that, then try again",
			}
			return nil, e
		}
		if wait > 0 {
			return nil, tooSoon(f.op, f.path, wait)
		}
	}
	ans, err := c.wire.Get(wire.Private(wire.Once(ctx)), f.op, f.path, nil)
	if err != nil {
		return nil, c.settle(ctx, f.path, err)
	}
	rows, err := read(f.op, http.MethodGet, f.path, ans, rowsOf(f.row))
	if err == nil {
		c.keep(ctx, f.path, ans)
	}
	return rows, err
}

func tooSoon(op, path string, wait time.Duration) error {
	return &wire.Error{
		Kind: wire.KindLimited, Op: op, Method: http.MethodGet, Path: path, RetryAfter: wait, Unsent: true,
		What:  "AEx allows it once in 10 minutes for an ISP, and it was asked less than that ago",
		Means: "Nothing was sent to AEx",
		Next:  "Go by the stored one, and ask again in " + spell(wait),
	}
}

// settle puts the gate right after a failure: a turn that can't have been counted is given back, and the server knows
// better than we do when the next may leave, since others of this ISP may have used it.
func (c *Client) settle(ctx context.Context, path string, err error) error {
	var e *wire.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Unsent || e.Kind == wire.KindAuth { // whom the server can't tell, it can't count
		c.reset(ctx, path, 0)
		return err
	}
	if e.Kind != wire.KindLimited {
		return err
	}
	told := *e
	if told.RetryAfter = min(e.RetryAfter, mostWait); told.RetryAfter <= 0 {
		told.RetryAfter = limit
	}
	c.reset(ctx, path, told.RetryAfter)
	told.Means = "AEx allows it once in 10 minutes for an ISP, and somebody else of yours may have asked"
	told.Next = "Go by the stored one, and ask again in " + spell(told.RetryAfter)
	return &told
}

// mostWait bounds what a server may put a call off for.
const mostWait = 24 * time.Hour

func (c *Client) reset(ctx context.Context, path string, wait time.Duration) {
	if c.gates == nil {
		return
	}
	now := c.clock()
	// What can't be kept costs one refused request, or a wait of 10 minutes.
	_ = c.gates.Reset(context.WithoutCancel(ctx), c.scope+path, now, now.Add(wait))
}

// keep puts an answer in the place of the last one, and that in the place of the one before. It must not be lost for
// a screen that was left: the next may be had in 10 minutes only.
func (c *Client) keep(ctx context.Context, path string, ans *wire.Answer) {
	v, ok := loose.Parse(ans.Body)
	if c.cache == nil || !ok {
		return
	}
	ctx = context.WithoutCancel(ctx)
	last := c.scope + path + "/last"
	// The answer is good whether or not it can be kept.
	if body, at, ok, err := c.cache.CacheGet(ctx, last); err == nil && ok {
		_ = c.cache.CachePut(ctx, c.scope+path+"/before", body, at)
	}
	_ = c.cache.CachePut(ctx, last, masked(v), ans.At)
}

// kept reads what was kept. What can't be read counts as nothing.
func kept[T any](ctx context.Context, c *Client, f feed[T], which string) ([]T, time.Time, bool) {
	if c.cache == nil {
		return nil, time.Time{}, false
	}
	body, at, ok, err := c.cache.CacheGet(ctx, c.scope+f.path+which)
	if err != nil || !ok {
		return nil, time.Time{}, false
	}
	v, ok := loose.Parse(body)
	if !ok {
		return nil, time.Time{}, false
	}
	rows, ok := rowsOf(f.row)(v, at)
	return rows, at, ok
}

// spell tells a wait to people, rounded up: a call that is a second early is refused.
func spell(d time.Duration) string {
	sec := int64((d + time.Second - 1) / time.Second)
	switch {
	case sec < 60:
		return fmt.Sprintf("%d s", sec)
	case sec%60 == 0:
		return fmt.Sprintf("%d min", sec/60)
	}
	return fmt.Sprintf("%d min %d s", sec/60, sec%60)
}
