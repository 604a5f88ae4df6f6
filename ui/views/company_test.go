package views

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"axdesk/client/axon"
	"axdesk/client/wire"
	"axdesk/ui/words"
)

func acme() axon.Account {
	return axon.Account{
		User: axon.User{LoginID: "ada", FullName: "Ada Support", Email: "ada@example.com"},
		Companies: []axon.Company{
			{ID: "AU300", Name: "Acme Retail", ShortName: "RETAIL", ParentID: "AU100", Roles: []string{"viewer"}},
			{ID: "AU100", Name: "Acme Holdings", ShortName: "ACME", Roles: []string{"admin", "buyer"}, RequiresMFA: true},
			{ID: "AU310", Name: "Acme Stores North", ParentID: "AU300", Roles: []string{"ordering"}},
			{ID: "AU900", Name: "Orphan Pty Ltd", ParentID: "AU777", Roles: nil},
			{ID: "AU200", Name: "Acme Cloud", ParentID: "AU100", Roles: []string{"service_manager"}},
		},
		Raw: []byte(`{"user":{}}`),
	}
}

func companyScreen(t *testing.T, api *fakeAPI) *Company {
	t.Helper()
	s := NewCompany(newDesk(api))
	enter(t, s)
	return s
}

func TestCompanyDrawsTheHierarchy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{user: func() (axon.Account, error) { return acme(), nil }}
		s := companyScreen(t, api)
		press(t, s, "down", "down", "down")
		goldens(t, "company", s)
		anySize(t, s)
		if got := strings.Join(api.asked, ", "); got != "user" {
			t.Errorf("asked %q, want the user once", got)
		}
		enter(t, s)
		if len(api.asked) != 1 {
			t.Error("what is known was asked again")
		}
	})
}

func TestCompanyIsChosen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := companyScreen(t, &fakeAPI{user: func() (axon.Account, error) { return acme(), nil }})
		typeIn(t, s, "/")
		typeIn(t, s, "north")
		got := press(t, s, "enter")
		if _, ok := intent[Forward](got); !ok {
			t.Fatal("enter didn't go on")
		}
		if c := s.desk.Walk.Company; c == nil || c.ID != "AU310" {
			t.Fatalf("chosen %+v, want AU310", c)
		}
		again := NewCompany(s.desk)
		enter(t, again)
		if m, _ := again.list.Current(); m.ID != "AU310" {
			t.Errorf("coming back highlights %s, want the chosen one", m.ID)
		}
	})
}

func TestCompanyLoadingEmptyAndFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{user: func() (axon.Account, error) { return axon.Account{}, nil }}
		s := NewCompany(newDesk(api))
		cmd := s.Init()
		golden(t, "company-loading", grid(s, 80, 19))
		if s.Pace() == 0 {
			t.Error("a screen that waits must move")
		}
		run(t, s, cmd)
		golden(t, "company-empty", grid(s, 80, 19))

		api.user = func() (axon.Account, error) {
			return axon.Account{}, &wire.Error{Kind: wire.KindAuth, What: "the server answered 401", Means: "the key isn't known", Next: "check the key"}
		}
		press(t, s, "r")
		golden(t, "company-error", grid(s, 80, 19))
		anySize(t, s)
	})
}

func TestCompanyDropsLateAnswers(t *testing.T) {
	s := NewCompany(newDesk(&fakeAPI{user: func() (axon.Account, error) { return acme(), nil }}))
	cmd := s.Init()
	s.Leave()
	s.Update(cmd())
	if s.desk.Walk.Account != nil || s.list.Len() != 0 {
		t.Error("an answer to a screen that was left was taken in")
	}
}

func TestCompanyByHandWhereTheServerHasNoUserCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := companyScreen(t, &fakeAPI{user: func() (axon.Account, error) { return axon.Account{}, errNotPromised(t) }})
		golden(t, "company-by-hand", grid(s, 80, 19))
		anySize(t, s)
		typeIn(t, s, "a/b")
		if _, ok := intent[Forward](press(t, s, "enter")); ok {
			t.Fatal("a path was taken for a company id")
		}
		press(t, s, "backspace", "backspace", "backspace")
		typeIn(t, s, "AU123456")
		if _, ok := intent[Forward](press(t, s, "enter")); !ok {
			t.Fatal("enter didn't go on")
		}
		if c := s.desk.Walk.Company; c == nil || c.ID != "AU123456" {
			t.Fatalf("chosen %+v", c)
		}
	})
}

func TestFamilyKeepsEveryCompanyOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "n")
		ids := []string{"", "x"}
		var list []axon.Company
		for i := range n {
			id := string(rune('A' + i))
			ids = append(ids, id)
			list = append(list, axon.Company{ID: id, Name: rapid.StringN(0, 4, 8).Draw(t, "name")})
		}
		for i := range list {
			list[i].ParentID = rapid.SampledFrom(ids).Draw(t, "parent")
		}
		seen := map[string]int{}
		depth := map[string]int{}
		for _, m := range words.Family(list) {
			seen[m.ID]++
			if m.Depth > 0 {
				if d, ok := depth[m.ParentID]; !ok || d != m.Depth-1 {
					t.Fatalf("%s stands at depth %d, its parent %s at %d (%v)", m.ID, m.Depth, m.ParentID, d, ok)
				}
			}
			depth[m.ID] = m.Depth
		}
		for _, c := range list {
			if seen[c.ID] != 1 {
				t.Fatalf("%s is there %d times", c.ID, seen[c.ID])
			}
		}
	})
}

func TestFamilySortsOrphansAmongTheTops(t *testing.T) {
	names := ""
	for _, m := range words.Family([]axon.Company{{ID: "1", Name: "Zeta"}, {ID: "2", Name: "alpha", ParentID: "unknown"}, {ID: "3", Name: "Beta", ParentID: "1"}}) {
		names += m.Name + " "
	}
	if names != "alpha Zeta Beta " {
		t.Errorf("the order is %s", names)
	}
}

func TestRoleNote(t *testing.T) {
	for roles, doubtful := range map[string]bool{
		"viewer": true, "read_only billing": true, "": true, "Administrator": false, "service_manager": false, "buyer viewer": false,
	} {
		note := words.RoleNote(axon.Company{Roles: strings.Fields(roles)})
		if got := strings.Contains(note, "403"); got != doubtful {
			t.Errorf("roles %q are noted as %q", roles, note)
		}
	}
}

// lacking is a server that has nothing at any path.
type lacking struct{}

func (lacking) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusNotFound, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"message":"no such path"}`)),
	}, nil
}

// errNotPromised is the error of an undocumented call on a server that lacks it, as the client makes it.
func errNotPromised(t *testing.T) error {
	t.Helper()
	base := &url.URL{Scheme: "https", Host: "axon.test", Path: "/api/biz2"}
	c := axon.New(axon.Config{Base: base, Key: "key", Secret: "secret", Nonces: counting{}, HTTP: &http.Client{Transport: lacking{}}})
	defer c.Close()
	_, err := c.User(t.Context())
	if !axon.Assumed(err) {
		t.Fatalf("a 404 of the user call reads %v", err)
	}
	return err
}

// counting gives nonces for a single request.
type counting struct{}

func (counting) Next(context.Context, string, time.Time) (string, error) { return "1.000000000", nil }

func (counting) Hold(context.Context, string) (func(), error) { return func() {}, nil }
