package aex

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"axdesk/client/wire"
)

func TestSnapshotOnceInTenMinutes(t *testing.T) {
	d := serve(t, &served{status: 200, body: `[{"service_id":"a","status":"one"}]`})
	if _, _, ok := d.StoredSnapshot(t.Context()); ok {
		t.Error("a snapshot is there before the first")
	}
	first, err := d.Snapshot(t.Context())
	if err != nil || len(first) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	d.store.advance(limit - 61*time.Second)
	e := failed(t, second(d.Snapshot(t.Context())))
	if e.Kind != wire.KindLimited || e.RetryAfter != 61*time.Second || !e.Unsent || !strings.Contains(e.Error(), "ask again in 1 min 1 s") || len(d.requests()) != 1 {
		t.Errorf("%v after %q", e, d.requests())
	}
	if next, err := d.NextSnapshot(t.Context()); err != nil || !next.Equal(at.Add(limit)) {
		t.Errorf("next at %v, %v", next, err)
	}
	// The other call has a gate of its own, and another process shares this one's.
	if rows, err := d.WorkOrders(t.Context()); err != nil || len(rows) != 1 {
		t.Errorf("%v, %v", rows, err)
	}
	d.store.advance(61 * time.Second)
	d.body = `[{"service_id":"a","status":"two"}]`
	if _, err := d.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, _, ok := d.StoredSnapshot(t.Context())
	was, _, before := d.PreviousSnapshot(t.Context())
	if !ok || !before || len(now) != 1 || len(was) != 1 || now[0].Status != "two" || was[0].Status != "one" {
		t.Errorf("stored %+v, before %+v", now, was)
	}
	if _, _, ok := d.PreviousWorkOrders(t.Context()); ok {
		t.Error("work orders were had once only")
	}
	if rows, _, ok := d.StoredWorkOrders(t.Context()); !ok || len(rows) != 1 || rows[0].ServiceID != "a" {
		t.Errorf("%+v", rows)
	}
	if next, err := d.NextWorkOrders(t.Context()); err != nil || !next.Equal(at.Add(2*limit-61*time.Second)) {
		t.Errorf("next work orders at %v, %v", next, err)
	}
}

// What becomes of a turn when the call fails: it is used up unless the server can't have counted it.
func TestGateAfterFailures(t *testing.T) {
	for _, f := range []struct {
		status  int
		after   string
		wait    time.Duration
		limited bool
	}{
		{401, "", 0, false},
		{403, "", limit, false},
		{500, "", limit, false},
		{429, "420", 7 * time.Minute, true},
		{429, "", limit, true},
		{429, "999999999", mostWait, true},
		{200, "", limit, false}, // with a body that is no snapshot
	} {
		d := serve(t, &served{status: f.status, body: `{"error":"no"}`, headers: map[string]string{"Retry-After": f.after}})
		e := failed(t, second(d.Snapshot(t.Context())))
		next, err := d.NextSnapshot(t.Context())
		if err != nil || next.Sub(at) != f.wait || len(d.requests()) != 1 {
			t.Errorf("%d %s: next in %v, %v, asked %d times", f.status, f.after, next.Sub(at), err, len(d.requests()))
		}
		if f.limited && (e.Kind != wire.KindLimited || e.RetryAfter != f.wait || !strings.Contains(e.Means, "somebody else of yours") || !strings.Contains(e.Next, spell(f.wait))) {
			t.Errorf("%d %s: %v", f.status, f.after, e)
		}
		if _, _, ok := d.StoredSnapshot(t.Context()); ok {
			t.Errorf("%d: an answer that is none was kept", f.status)
		}
	}
}

func TestTurnComesBackWhenNothingLeft(t *testing.T) {
	store := newMemory()
	c := New(Config{Base: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}, Token: token, Gates: store, Cache: store, Clock: store.now})
	if e := failed(t, second(c.Snapshot(t.Context()))); e.Kind != wire.KindNetwork || !e.Unsent {
		t.Errorf("%v", e)
	}
	if next, err := c.NextSnapshot(t.Context()); err != nil || !next.Equal(at) {
		t.Errorf("next at %v, %v", next, err)
	}
}

func TestBrokenStores(t *testing.T) {
	d := serve(t, &served{status: 200, body: `[{"service_id":"a"}]`})
	d.store.fail = errors.New("the disk is full")
	e := failed(t, second(d.Snapshot(t.Context())))
	if e.Kind != wire.KindLocal || !errors.Is(e, d.store.fail) || !strings.Contains(e.Error(), "the disk is full") || len(d.requests()) != 0 {
		t.Errorf("%v after %q", e, d.requests())
	}
	d.store.fail = nil
	d.store.kept[d.scope+snapshots.path+"/last"] = []byte(`{"half":`)
	if _, _, ok := d.StoredSnapshot(t.Context()); ok {
		t.Error("what can't be read was served")
	}
	// Without gates and a cache the server alone limits, and nothing is kept.
	d.gates, d.cache = nil, nil
	for range 2 {
		if rows, err := d.Snapshot(t.Context()); err != nil || len(rows) != 1 {
			t.Errorf("%v, %v", rows, err)
		}
	}
	next, err := d.NextSnapshot(t.Context())
	if _, _, ok := d.StoredSnapshot(t.Context()); ok || err != nil || !next.Equal(at) {
		t.Errorf("stored %v, next %v, %v", ok, next, err)
	}
}

// A snapshot may hold recent changes only: what an earlier one told is remembered.
func TestSnapshotsAddUp(t *testing.T) {
	d := serve(t, &served{status: 200})
	for i, body := range []string{
		`[{"service_id":"a","status":"Pending","customer_name":"A"},{"service_id":"b","status":"Active"}]`,
		`[{"service_id":"c","status":"Active"}]`,
		`[{"service_id":"a","status":"Active","customer_name":"A"}]`,
		`[{"service_id":"c","status":"Suspended"}]`,
	} {
		d.body = body
		if _, err := d.Snapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, ok := d.EarlierSnapshots(t.Context()); ok != (i > 0) {
			t.Errorf("after snapshot %d: %v", i, ok)
		}
		d.store.advance(limit)
	}
	earlier, _ := d.EarlierSnapshots(t.Context())
	last, _, _ := d.StoredSnapshot(t.Context())
	var got []string
	for _, s := range earlier {
		got = append(got, s.ServiceID+" "+s.Status+" "+s.CustomerName)
	}
	same(t, got, []string{"a Active A", "b Active ", "c Active "})
	changes := Diff(earlier, last)
	same(t, changes[0].Fields, []FieldChange{{"status", "Active", "Suspended"}})
}

func jwt(claims string) string {
	return "head." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".signature"
}

// A renewed token finds what its predecessor kept; another ISP's or server's does not.
func TestWhoseSnapshotsTheyAre(t *testing.T) {
	scope := func(host, token string) string {
		return New(Config{Base: &url.URL{Scheme: "https", Host: host}, Token: token}).scope
	}
	if scope("a", jwt(`{"iss":"i","sub":"s","exp":1}`)) != scope("a", jwt(`{"iss":"i","sub":"s","exp":2}`)) {
		t.Error("a renewed token loses what was kept")
	}
	seen := map[string]string{}
	for _, who := range [][2]string{
		{"a", "token-1"},
		{"b", "token-1"},
		{"a", "token-2"},
		{"a", jwt(`{"iss":"i","sub":"s"}`)},
		{"a", jwt(`{"iss":"i","sub":"t"}`)},
		{"a", jwt(`{"iss":"j","sub":"s"}`)},
		{"a", jwt(`{"exp":1}`)},
		{"a", jwt(`{"exp":2}`)},
		{"a", "a.*.b"},
		{"a", jwt(`not JSON`)},
	} {
		key := scope(who[0], who[1])
		if other, known := seen[key]; known || strings.Contains(key, who[1]) {
			t.Errorf("%q shares %s with %q", who, key, other)
		}
		seen[key] = who[0] + " " + who[1]
	}
}

func TestSpell(t *testing.T) {
	for d, want := range map[time.Duration]string{
		1: "1 s", 59 * time.Second: "59 s", time.Minute: "1 min", 10 * time.Minute: "10 min", 9*time.Minute + 100*time.Millisecond: "9 min 1 s",
	} {
		if got := spell(d); got != want {
			t.Errorf("%v is %q, not %q", d, got, want)
		}
	}
}
