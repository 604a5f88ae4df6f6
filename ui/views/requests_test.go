package views

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/access"
	"axdesk/client/wire"
)

// asks is a server of a few answers.
type asks struct{}

func (asks) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(120 * time.Millisecond) // in a bubble: no time passes outside
	status, body := http.StatusOK, `{"locations":[{"location_id":"AU-NXT-S1"}],"wifi_password":"`+wifiPass+`"}`
	switch {
	case strings.HasSuffix(r.URL.Path, "down"):
		return nil, errors.New("connection reset by peer")
	case r.Method == http.MethodPost:
		status, body = http.StatusConflict, `{"error":"VLAN 100 is taken"}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Date": {"Sat, 14 Mar 2026 09:26:53 GMT"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

// askedDesk is a desk with a log in which three sessions have asked something.
func askedDesk(t *testing.T) *Desk {
	t.Helper()
	d := newDesk(&fakeAPI{})
	d.Requests = wire.NewLog(nil)
	base, err := url.Parse("https://api.test/api/biz2")
	if err != nil {
		t.Fatal(err)
	}
	c := wire.New(wire.Config{
		Name: "AXON", Base: base, Log: d.Requests, HTTP: &http.Client{Transport: asks{}}, Secrets: []string{"S3CR3T"},
		Sign: func(h http.Header, _, _, _ string) { h.Set("X-API-Key", "me:S3CR3T-digest-of-it") },
	})
	ctx := wire.By(t.Context(), "s1")
	get := func(path string) { _, _ = c.Get(wire.Once(ctx), "list the locations", path, url.Values{"page": {"2"}}) }
	get("v1/locations")
	get("v1/service/exc/" + watchedID)
	get("v1/down")
	ctx = wire.By(wire.Withhold(t.Context(), "bgp_key"), "s2")
	_, _ = c.Send(ctx, "order a service", http.MethodPost, "v1/service/exc/AU123456", []byte(`{"product_options":{"outer_vlan":100,"bgp_key":"hunter22"}}`))
	get("v1/locations")
	d.Now = time.Now()
	return d
}

// hear gives the screen the log as it is; its next wait is left.
func hear(t *testing.T, s *Requests) {
	t.Helper()
	if cmd := s.Init(); cmd != nil {
		s.Update(cmd())
	}
}

func TestRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := askedDesk(t)
		s := NewRequests(d)
		golden(t, "requests-none", grid(s, 80, 19))
		hear(t, s)
		goldens(t, "requests", s)
		anySize(t, s)
		press(t, s, "down")
		o, ok := intent[OpenRequest](press(t, s, "enter"))
		if !ok || o.Of.Method != http.MethodPost {
			t.Fatalf("enter opens %+v", o)
		}
		one := NewRequest(d, o.Of)
		goldens(t, "request", one)
		anySize(t, one)
		golden(t, "export-request", exported(t, one))
		golden(t, "export-requests", exported(t, s))
		for _, text := range []string{exported(t, one), exported(t, s), grid(one, 120, 60)} {
			for _, secret := range []string{"S3CR3T", "hunter22", wifiPass} {
				if strings.Contains(text, secret) {
					t.Errorf("%q is told:\n%s", secret, text)
				}
			}
		}
		if c := one.Copies(); len(c) != 1 || !strings.Contains(c[0].Text, `-H "X-API-Key: $AXDESK_AXON_KEY:$digest"`) || !strings.Contains(c[0].Text, `"bgp_key": "[hidden]"`) {
			t.Errorf("it copies as %+v", c)
		}
	})
}

// TestRequestsFollowTheNewest while that is what is looked at, and leave the highlight alone elsewhere.
func TestRequestsFollowTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := askedDesk(t)
		s := NewRequests(d)
		wait := s.Init()
		next := s.Update(wait())
		top := func() int { r, _ := s.list.Current(); return r.ID }
		if top() != 5 {
			t.Fatalf("the highlight is on %d", top())
		}
		news := make(chan any, 1)
		go func() { news <- next() }()
		synctest.Wait()
		if len(news) != 0 {
			t.Fatal("news of nothing")
		}
		more := askedDesk(t).Requests.Snapshot()[0]
		askMore(t, d, more)
		next = s.Update(<-news)
		if top() != 6 {
			t.Errorf("after news the highlight is on %d", top())
		}
		press(t, s, "down", "down")
		go func() { news <- next() }()
		askMore(t, d, more)
		s.Update(<-news)
		if top() != 4 {
			t.Errorf("news moved the highlight to %d", top())
		}
	})
}

// askMore has something asked again.
func askMore(t *testing.T, d *Desk, r wire.Record) {
	t.Helper()
	base, err := url.Parse(r.Base)
	if err != nil {
		t.Fatal(err)
	}
	c := wire.New(wire.Config{Name: "AXON", Base: base, Log: d.Requests, HTTP: &http.Client{Transport: asks{}}})
	if _, err := c.Get(t.Context(), "list the locations", "v1/locations", nil); err != nil {
		t.Fatal(err)
	}
}

func TestEverybodySeesTheirOwnRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := askedDesk(t)
		for _, tc := range []struct {
			who  access.Person
			rows int
		}{
			{access.Person{}, 5},
			{access.Person{Name: "Alice", Session: "s1", Role: access.Agent}, 3},
			{access.Person{Name: "Vic", Session: "s2", Role: access.Viewer}, 2},
			{access.Person{Name: "Ann", Session: "s7", Role: access.Agent}, 0},
			{access.Person{Name: "Sam", Session: "s9", Role: access.Supervisor}, 5},
		} {
			d.Person = tc.who
			s := NewRequests(d)
			hear(t, s)
			if s.list.Len() != tc.rows {
				t.Errorf("%s, %s, sees %d requests, want %d", tc.who.Name, tc.who.Role, s.list.Len(), tc.rows)
			}
		}
		d.Pen = access.Person{Name: "Bob"}
		if s := NewRequests(d); s.Init() != nil || d.RequestsOff() == "" {
			t.Error("a guest who has the pen sees requests")
		}
	})
}
