package store

import (
	"fmt"
	"testing"
	"time"
)

func TestCache(t *testing.T) { onBoth(t, testCache) }

func testCache(t *testing.T, where string) {
	s := open(t, where)
	if body, _, ok, err := s.CacheGet(t.Context(), "k"); ok || body != nil || err != nil {
		t.Errorf("something is there at first: %q, %v", body, err)
	}
	at := time.Unix(1_700_000_000, 9)
	for i, body := range []string{"one", "", "\x00\xff"} {
		put := []byte(body)
		if body == "" {
			put = nil
		}
		if err := s.CachePut(t.Context(), "k", put, at.Add(time.Duration(i))); err != nil {
			t.Fatal(err)
		}
		got, when, ok, err := s.CacheGet(t.Context(), "k")
		if err != nil || !ok || string(got) != body || !when.Equal(at.Add(time.Duration(i))) {
			t.Errorf("put %q, got %q at %v, %v, %v", body, got, when, ok, err)
		}
	}
	mustExplain(t, s.CachePut(t.Context(), "big", make([]byte, cacheBytes+1), at), "larger than is ever kept")
}

func TestCacheForgetsTheOldest(t *testing.T) { onBoth(t, testCacheForgetsTheOldest) }

func testCacheForgetsTheOldest(t *testing.T, where string) {
	s := open(t, where)
	if !IsURL(where) {
		run(t, s, "PRAGMA synchronous=OFF") // hundreds of writes, and nothing to lose
	}
	for i := range cacheRows + 3 {
		if err := s.CachePut(t.Context(), fmt.Sprint(i), nil, time.Unix(int64(i), 0)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range cacheRows + 3 {
		if _, _, ok, err := s.CacheGet(t.Context(), fmt.Sprint(i)); ok != (i >= 3) || err != nil {
			t.Errorf("%d is there: %v, %v", i, ok, err)
		}
	}
}
