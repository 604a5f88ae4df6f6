package axon

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// Cache keeps answers over restarts. Get's ok is false when nothing is kept under the key.
type Cache interface {
	CacheGet(ctx context.Context, key string) (body []byte, at time.Time, ok bool, err error)
	CachePut(ctx context.Context, key string, body []byte, at time.Time) error
}

// fresh is the age up to which a kept answer isn't asked for again. The document says that such answers will
// rarely change and only grow, so an older one is still shown while a newer one is fetched.
const fresh = 12 * time.Hour

// ResourceTypes gives the classes of ports; At says how old they are.
func (c *Client) ResourceTypes(ctx context.Context) (List[ResourceType], error) {
	return cached(ctx, c, "read the resource types", "v1/resource/TYPES", filled(decodeTypes))
}

// Providers gives the providers with their schemas; At says how old they are.
func (c *Client) Providers(ctx context.Context) (List[Provider], error) {
	return cached(ctx, c, "read the providers", "v1/resource/PROVIDERS", filled(decodeProviders))
}

// Definition gives a schema document. What it refuses to fetch, and why, stands at definitionPath.
func (c *Client) Definition(ctx context.Context, id string) (json.RawMessage, error) {
	path, err := c.definitionPath(id)
	if err != nil {
		return nil, err
	}
	return cached(ctx, c, "fetch a schema definition", path, func(v loose.Value, _ time.Time) (kept[json.RawMessage], bool) {
		return kept[json.RawMessage]{v.Raw(), true}, anySchema(v)
	})
}

// kept is a decoded answer and whether it deserves to be kept.
type kept[T any] struct {
	got   T
	worth bool
}

// filled finds a list worth keeping when it has rows: these lists only grow, so an empty one is a server's bad day.
func filled[T any](decode func(loose.Value, time.Time) (List[T], bool)) func(loose.Value, time.Time) (kept[List[T]], bool) {
	return func(v loose.Value, at time.Time) (kept[List[T]], bool) {
		l, ok := decode(v, at)
		return kept[List[T]]{l, len(l.Items) > 0}, ok
	}
}

// cached answers from the cache when it can, and has an old answer refreshed in the background; otherwise it
// asks and keeps the answer.
func cached[T any](ctx context.Context, c *Client, op, path string, decode func(loose.Value, time.Time) (kept[T], bool)) (T, error) {
	if k, at, ok := stored(ctx, c, path, decode); ok {
		if age := c.clock().Sub(at); age > fresh || age < 0 {
			c.refresh(path, func(ctx context.Context) {
				// A failed refresh leaves the older answer, whose age is shown.
				_, _ = fetch(ctx, c, op, path, decode)
			})
		}
		return k.got, nil
	}
	return fetch(ctx, c, op, path, decode)
}

// stored reads the cache. An entry that can't be read counts as none.
func stored[T any](ctx context.Context, c *Client, path string, decode func(loose.Value, time.Time) (kept[T], bool)) (k kept[T], at time.Time, ok bool) {
	if c.cache == nil {
		return k, at, false
	}
	body, at, ok, err := c.cache.CacheGet(ctx, c.scope+path)
	if err != nil || !ok {
		return k, at, false
	}
	v, ok := loose.Parse(body)
	if !ok {
		return k, at, false
	}
	k, ok = decode(v, at)
	return k, at, ok && k.worth
}

func fetch[T any](ctx context.Context, c *Client, op, path string, decode func(loose.Value, time.Time) (kept[T], bool)) (T, error) {
	var none T
	ans, err := c.wire.Get(ctx, op, path, nil)
	if err != nil {
		return none, err
	}
	k, err := read(op, http.MethodGet, path, ans, decode)
	if err != nil {
		return none, err
	}
	if k.worth && c.cache != nil {
		// The answer is good whether or not it can be kept: a full disk costs the next start one request.
		_ = c.cache.CachePut(ctx, c.scope+path, ans.Body, ans.At)
	}
	return k.got, nil
}

// refresh runs do in the background unless it already runs for the same path or the client is closed.
func (c *Client) refresh(path string, do func(ctx context.Context)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.refreshing[path] {
		return
	}
	c.refreshing[path] = true
	c.busy.Go(func() {
		defer func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			delete(c.refreshing, path)
		}()
		do(wire.Background(c.life))
	})
}
