package axon

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/wire"
)

// shelf is a Cache in memory.
type shelf struct {
	mu   sync.Mutex
	body map[string]string
	at   time.Time
	err  error
}

func (s *shelf) CacheGet(_ context.Context, key string) ([]byte, time.Time, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := s.body[key]
	return []byte(body), s.at, ok, s.err
}

func (s *shelf) CachePut(_ context.Context, key string, body []byte, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body[key], s.at = string(body), at
	return s.err
}

func (s *shelf) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.body))
}

// line is a transport under a test's control: each GET waits until hold is closed, or its context ends.
type line struct {
	hold   chan struct{}
	answer string
	err    error

	mu    sync.Mutex
	asked []string
}

func (l *line) Get(ctx context.Context, _, path string, _ url.Values) (*wire.Answer, error) {
	l.mu.Lock()
	l.asked = append(l.asked, path)
	l.mu.Unlock()
	if l.hold != nil {
		select {
		case <-l.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if l.err != nil {
		return nil, l.err
	}
	return &wire.Answer{Status: 200, Body: []byte(l.answer), At: time.Now()}, nil
}

func (l *line) Send(context.Context, string, string, string, []byte) (*wire.Answer, error) {
	return nil, errors.New("nothing here sends")
}

func (l *line) Skew() wire.Skew { return wire.Skew{} }

func (l *line) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.asked)
}

const (
	oldTypes = `{"types":[{"type":"old"}]}`
	newTypes = `{"types":[{"type":"old"},{"type":"new"}]}`
	typesKey = "axon/lane/v1/resource/TYPES"
)

func cachedClient(l *line, s Cache) *Client {
	return newClient(Config{Base: &url.URL{Scheme: "http", Host: "h", Path: "/api/biz2"}, Cache: s}, "lane", l)
}

func types(t *testing.T, c *Client, want int) List[ResourceType] {
	t.Helper()
	got, err := c.ResourceTypes(t.Context())
	if err != nil || len(got.Items) != want {
		t.Fatalf("%d types, want %d; %v", len(got.Items), want, err)
	}
	return got
}

func TestKeptAnswerIsGivenWithItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := &line{answer: newTypes}, &shelf{body: map[string]string{typesKey: oldTypes}, at: time.Now()}
		c := cachedClient(l, s)
		defer c.Close()
		time.Sleep(fresh)
		if got := types(t, c, 1); !got.At.Equal(s.at) || time.Since(got.At) != fresh {
			t.Errorf("it is said to be of %v", got.At)
		}
		synctest.Wait()
		if l.count() != 0 {
			t.Errorf("asked %d times for an answer that is fresh", l.count())
		}
	})
}

func TestOldAnswerIsRefreshedOnceInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{answer: newTypes, hold: make(chan struct{})}
		s := &shelf{body: map[string]string{typesKey: oldTypes}, at: time.Now()}
		c := cachedClient(l, s)
		defer c.Close()
		time.Sleep(fresh + time.Second)
		ctx, leave := context.WithCancel(t.Context())
		if got, err := c.ResourceTypes(ctx); err != nil || len(got.Items) != 1 {
			t.Fatalf("%d types; %v", len(got.Items), err)
		}
		leave() // the screen goes, its refresh doesn't
		types(t, c, 1)
		synctest.Wait()
		if l.count() != 1 {
			t.Fatalf("asked %d times at once", l.count())
		}
		close(l.hold)
		synctest.Wait()
		if got := types(t, c, 2); time.Since(got.At) != 0 {
			t.Errorf("the new answer is said to be of %v", got.At)
		}
	})
}

func TestRefreshThatFailsKeepsWhatThereWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, l := range []*line{{err: errors.New("down")}, {answer: `{"types":[]}`}, {answer: "<html>"}} {
			s := &shelf{body: map[string]string{typesKey: oldTypes}, at: time.Now().Add(time.Hour)}
			c := cachedClient(l, s)
			types(t, c, 1) // a time in the future is as good as too old
			synctest.Wait()
			types(t, c, 1)
			c.Close()
			if l.count() != 2 {
				t.Errorf("asked %d times: a failed refresh isn't tried again", l.count())
			}
		}
	})
}

func TestWithoutAUsableCacheTheServerIsAsked(t *testing.T) {
	for name, s := range map[string]*shelf{
		"empty": {body: map[string]string{}}, "corrupt": {body: map[string]string{typesKey: `{"types":[{"ty`}},
		"another shape": {body: map[string]string{typesKey: `7`}}, "no rows": {body: map[string]string{typesKey: `{"types":[]}`}},
		"disk fault": {body: map[string]string{typesKey: oldTypes}, err: errors.New("disk")},
	} {
		l := &line{answer: newTypes}
		c := cachedClient(l, s)
		types(t, c, 2)
		if s.body[typesKey] != newTypes || l.count() != 1 {
			t.Errorf("%s: asked %d times, kept %q", name, l.count(), s.body[typesKey])
		}
		c.Close()
	}
	c := cachedClient(&line{answer: newTypes}, nil)
	defer c.Close()
	types(t, c, 2)
}

func TestCloseEndsRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{answer: newTypes, hold: make(chan struct{})}
		s := &shelf{body: map[string]string{typesKey: oldTypes}}
		c := cachedClient(l, s)
		types(t, c, 1)
		synctest.Wait()
		c.Close()
		types(t, c, 1)
		synctest.Wait()
		if l.count() != 1 || s.body[typesKey] != oldTypes {
			t.Errorf("asked %d times, kept %s", l.count(), s.body[typesKey])
		}
	})
}

func TestProvidersAndDefinitionsAreKept(t *testing.T) {
	l, s := &line{answer: `{"providers":[{"type":"aws"}]}`}, &shelf{body: map[string]string{}}
	c := cachedClient(l, s)
	defer c.Close()
	s.at = time.Now()
	for range 2 {
		if p, err := c.Providers(t.Context()); err != nil || len(p.Items) != 1 {
			t.Fatalf("%d providers, %v", len(p.Items), err)
		}
	}
	for _, id := range []string{"https://x.example/api/biz2/v1/schema/a.json", "v1/schema/a.json#/definitions/b"} {
		if d, err := c.Definition(t.Context(), id); err != nil || string(d) != l.answer {
			t.Fatalf("%s: %s, %v", id, d, err)
		}
	}
	same(t, s.keys(), []string{"axon/lane/v1/resource/PROVIDERS", "axon/lane/v1/schema/a.json"})
	if l.count() != 2 {
		t.Errorf("asked %d times", l.count())
	}
	l.answer = `"no schema"`
	if _, err := c.Definition(t.Context(), "v1/schema/b.json"); err == nil {
		t.Error("a string was taken for a schema")
	}
}

// told is a shelf that says when something was put.
type told struct {
	shelf
	put chan struct{}
}

func (s *told) CachePut(ctx context.Context, key string, body []byte, at time.Time) error {
	defer close(s.put)
	return s.shelf.CachePut(ctx, key, body, at)
}

func TestRefreshesLetPeopleGoFirst(t *testing.T) {
	c, _ := serve(t, 200, newTypes)
	s := &told{shelf{body: map[string]string{c.scope + "v1/resource/TYPES": oldTypes}}, make(chan struct{})}
	base, ok := c.wire.(*wire.Client)
	if !ok {
		t.Fatalf("New made a client over %T", c.wire)
	}
	other := newClient(Config{Base: &url.URL{Path: "/api/biz2"}, Cache: s}, strings.Split(c.scope, "/")[1], base)
	defer other.Close()
	types(t, other, 1)
	<-s.put
	if r := base.Log().Snapshot(); len(r) != 1 || !r[0].Background {
		t.Errorf("the log has %+v", r)
	}
}
