package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/order"
	"axdesk/theme"
)

// bookFake is an audit in memory, the newest entry first.
type bookFake struct {
	entries []access.Entry
	here    []access.Presence
	fail    error
	asked   []int64
}

func (b *bookFake) KeepAudit(_ context.Context, e access.Entry) error {
	if b.fail != nil {
		return b.fail
	}
	e.ID = int64(len(b.entries) + 1)
	b.entries = slices.Insert(b.entries, 0, e)
	return nil
}

func (b *bookFake) Audits(_ context.Context, before int64, limit int) ([]access.Entry, error) {
	b.asked = append(b.asked, before)
	if b.fail != nil {
		return nil, b.fail
	}
	var out []access.Entry
	for _, e := range b.entries {
		if (before == 0 || e.ID < before) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (b *bookFake) Present(context.Context, time.Duration) ([]access.Presence, error) {
	return b.here, b.fail
}

var boss = access.Person{Name: "Sam Wu", Key: "SHA256:3fX1", Role: access.Supervisor, From: "192.0.2.9", Session: "s9", Host: "desk1"}

// auditDesk is a supervisor's desk with n entries, one a minute.
func auditDesk(n int) (*Desk, *bookFake) {
	d, b := newDesk(&fakeAPI{}), &bookFake{}
	kinds := []access.Entry{
		{Who: "Alice Ng", Key: "SHA256:a1", Role: "agent", From: "192.0.2.2", Session: "s2", Host: "desk1", What: access.PlacedOrder, Subject: "AX-7F3K2", Detail: "S1 to aws S2, 200 Mbps, 75.50 once, 137.75 a month, billed to Acme Pty Ltd AU123456"},
		{Who: "Sam Wu", Key: "SHA256:3fX1", Role: "supervisor", From: "192.0.2.9", Session: "s9", Host: "desk1", What: access.SawSecret, Subject: "0f8fad5b-d9cb-469f-a165-70867728950e", Detail: "RADIUS password"},
		{Who: "Vic Oh", Key: "SHA256:v1", Role: "viewer", From: "192.0.2.3", Session: "s3", Host: "desk2", What: access.Refused, Subject: "AX-00002", Detail: "order a port"},
		{Who: "Sam Wu", Key: "SHA256:3fX1", Role: "supervisor", From: "192.0.2.9", Session: "s1", Host: "desk1", What: access.SignedIn},
	}
	for i := range n {
		e := kinds[i%len(kinds)]
		e.ID, e.At = int64(n-i), testNow.Add(-time.Duration(i)*time.Minute)
		b.entries = append(b.entries, e)
	}
	d.Person, d.AuditBook, d.Seat = boss, b, access.NewSeat(boss, b)
	return d, b
}

func TestAudit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := auditDesk(40)
		s := NewAudit(d)
		cmd := s.Init()
		golden(t, "audit-loading", grid(s, 80, 19))
		run(t, s, cmd)
		d.Now = s.at
		goldens(t, "audit", s)
		inBox(t, s)
		press(t, s, "down")
		d.Theme = theme.New(theme.Options{ASCII: true})
		d.Look++
		s.list.Dirty()
		golden(t, "audit-ascii", grid(s, 80, 19))
		for _, own := range []struct {
			at  int
			you bool
		}{{1, true}, {3, false}} { // another session of the same person isn't this one
			if e := s.list.All()[own.at]; strings.Contains(s.row(e, 120, false), "(you)") != own.you {
				t.Errorf("%+v is drawn as %q", e, s.row(e, 120, false))
			}
		}
		if _, ok := intent[OpenHere](press(t, s, "tab")); !ok {
			t.Error("tab doesn't lead to who is here")
		}
		if _, ok := intent[BackMsg](press(t, s, "esc")); !ok {
			t.Error("esc doesn't lead back")
		}
	})
}

func TestAuditReadsOnAsOneScrolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, b := auditDesk(950)
		s := NewAudit(d)
		run(t, s, s.Init())
		s.View(80, 19)
		if s.list.Len() != auditPage || !s.more {
			t.Fatalf("%d entries at first", s.list.Len())
		}
		press(t, s, "end")
		if s.list.Len() != 2*auditPage {
			t.Errorf("%d entries after the end was reached", s.list.Len())
		}
		for range 10 {
			press(t, s, "end")
		}
		d.Now = s.at
		if s.list.Len() != 950 || s.more || s.Head().Note != "950 of 950, read just now" {
			t.Errorf("%d entries in the end: %q", s.list.Len(), s.Head().Note)
		}
		// What is done meanwhile comes on top; nothing is read twice.
		for i := range 3 {
			_ = b.KeepAudit(t.Context(), access.Entry{At: testNow, Who: "New", What: access.Noted, Subject: fmt.Sprint(i)})
		}
		press(t, s, "r")
		if s.list.Len() != 953 || s.list.All()[0].Who != "New" || s.list.All()[0].ID != 953 {
			t.Errorf("%d entries after reading anew, the first %+v", s.list.Len(), s.list.All()[0])
		}
		seen := map[int64]bool{}
		for _, e := range s.list.All() {
			if seen[e.ID] {
				t.Fatalf("entry %d is listed twice", e.ID)
			}
			seen[e.ID] = true
		}
	})
}

func TestAuditFilterReadsOnUntilItFinds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, b := auditDesk(700)
		b.entries[650].Who = "Needle"
		s := NewAudit(d)
		run(t, s, s.Init())
		s.View(80, 19)
		press(t, s, "/")
		typeIn(t, s, "needle")
		press(t, s, "enter")
		if e, ok := s.list.Current(); !ok || e.Who != "Needle" {
			t.Errorf("found %+v of %d", e, s.list.Len())
		}
		copied := map[string]string{}
		for _, c := range s.Copies() {
			copied[c.Label] = c.Text
		}
		if strings.Count(copied["listed entries as CSV"], "\n") != 2 || strings.Count(copied["listed entries as JSON"], `"who"`) != 1 || !strings.Contains(copied["entry"], "Needle") {
			t.Errorf("copied %q", copied)
		}
	})
}

func TestAuditSaysWhyItIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for role, want := range map[access.Role]string{access.Agent: "only supervisors read it", access.Viewer: "only supervisors read it", "": "nothing is audited on a desk of one's own"} {
			d, b := auditDesk(3)
			if d.Person.Role = role; role == "" {
				d.Person, d.AuditBook = access.Person{}, nil
			}
			s := NewAudit(d)
			run(t, s, s.Init())
			if got := s.View(120, 20); !strings.Contains(got, want) || strings.Contains(got, "Alice") || len(b.asked) > 0 {
				t.Errorf("%q: %q", role, got)
			}
		}
		d, b := auditDesk(0)
		s := NewAudit(d)
		run(t, s, s.Init())
		golden(t, "audit-empty", grid(s, 80, 19))
		b.fail = errors.New("The store can't be reached.")
		s = NewAudit(d)
		run(t, s, s.Init())
		golden(t, "audit-error", grid(s, 80, 19))
		d, b = auditDesk(3)
		s = NewAudit(d)
		run(t, s, s.Init())
		b.fail = errors.New("The store can't be reached.")
		press(t, s, "r")
		golden(t, "audit-stale", grid(s, 80, 19))
	})
}

func TestHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, b := auditDesk(3)
		b.here = []access.Presence{
			{Host: "desk1", Session: "s9", Who: "Sam Wu", Role: "supervisor", From: "192.0.2.9", Place: "Who is here", Ref: "AX-7F3K2", Since: testNow.Add(-3 * time.Hour), Seen: testNow.Add(-time.Second)},
			{Host: "desk2", Session: "s2", Who: "Alice Ng", Role: "agent", From: "192.0.2.2", Place: "Candidates for S1", Ref: "AX-00001", Since: testNow.Add(-4 * time.Minute), Seen: testNow.Add(-40 * time.Second)},
		}
		s := NewHere(d)
		cmd := s.Init()
		golden(t, "here-loading", grid(s, 80, 19))
		run(t, s, cmd)
		goldens(t, "here", s)
		inBox(t, s)
		b.here = b.here[:1]
		d.Now = s.at.Add(hereEvery)
		run(t, s, s.Update(Tick{d.Now}))
		if s.list.Len() != 1 {
			t.Errorf("%d are here after one has left", s.list.Len())
		}
		if _, ok := intent[OpenAudit](press(t, s, "tab")); !ok {
			t.Error("tab doesn't lead to the audit")
		}
		b.fail = errors.New("The store can't be reached.")
		press(t, s, "r")
		golden(t, "here-stale", grid(s, 80, 19))
		d.Person.Role = access.Viewer
		if got := NewHere(d).View(80, 19); !strings.Contains(got, "you are signed in as a viewer") {
			t.Errorf("a viewer sees %q", got)
		}
	})
}

func TestASecretShowsOnceItIsAudited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, b := auditDesk(0)
		d.Lines = &Lines{}
		d.Lines.Line("svc").Radius = Got[aex.Radius]{Value: aex.Radius{Username: "u", Password: "hunter22"}, Known: true, At: testNow, Tried: testNow}
		s := NewRadius(d, "svc")
		b.fail = errors.New("the disk is full")
		flash, ok := intent[Flash](press(t, s, "v"))
		if strings.Contains(s.View(80, 19), "hunter22") || !ok || !strings.Contains(flash.Text, "the disk is full") {
			t.Errorf("shown, though it isn't written down: %+v", flash)
		}
		b.fail = nil
		cmd := s.Update(keyPress("v"))
		if strings.Contains(s.View(80, 19), "hunter22") {
			t.Error("shown before it is written down")
		}
		msg := cmd()
		if len(b.entries) != 1 || b.entries[0].What != access.SawSecret || b.entries[0].Subject != "svc" || b.entries[0].Who != "Sam Wu" || strings.Contains(fmt.Sprint(b.entries), "hunter22") {
			t.Errorf("the audit has %+v", b.entries)
		}
		again := s.Update(msg)
		if !strings.Contains(s.View(80, 19), "hunter22") {
			t.Error("not shown once it is written down")
		}
		run(t, s, again)
		if strings.Contains(s.View(80, 19), "hunter22") {
			t.Error("still shown after its time")
		}
		viewer := access.Person{Name: "Vic", Role: access.Viewer}
		d.Person, d.Seat = viewer, access.NewSeat(viewer, b)
		if press(t, s, "v"); strings.Contains(s.View(80, 19), "hunter22") || !strings.Contains(grid(s, 80, 19), "reveal: show the password (off: you are signed in as a viewer)") {
			t.Error("a viewer may see a password")
		}
	})
}

// A viewer's keys that change something are off, with the reason, and say so when pressed.
func TestWhatAViewerMayNotIsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := bookDesk(t)
		d.Person = access.Person{Name: "Vic", Role: access.Viewer}
		d.Seat = access.NewSeat(d.Person, nil)
		orders := NewOrders(d)
		run(t, orders, orders.Init())
		orders.list.SelectKey("draft AX-00005")
		d.Lines = &Lines{}
		summary := NewSummary(d, order.KindPort)
		run(t, summary, summary.Init())
		for _, one := range []struct {
			s      Screen
			key    string
			off    []string
			op, of string
		}{
			{orders, "enter", []string{"choose: take it up", "forget: forget"}, "take up an order", "AX-00005"},
			{orders, "D", nil, "forget a draft", "AX-00005"},
			{summary, "enter", []string{"choose: ask for the terms"}, "ask for the terms", d.Walk.Ref},
			{NewService(d, "svc"), "e", []string{"edit: change"}, "change a service", "svc"},
			{NewService(d, "svc"), "v", nil, "show the WiFi password", "svc"},
			{NewServices(d), "N", []string{"create: create"}, "create a service", ""},
		} {
			for _, off := range one.off {
				if got := grid(one.s, 80, 19); !strings.Contains(got, off+" (off: you are signed in as a viewer)") {
					t.Errorf("%T: %q isn't off: %s", one.s, off, got)
				}
			}
			if f, ok := intent[Flash](press(t, one.s, one.key)); !ok || !strings.Contains(f.Text, "as a viewer") {
				t.Errorf("%T: %s says %q", one.s, one.key, f.Text)
			} else if f.Refused != one.op || f.Subject != one.of {
				t.Errorf("%T: %s tells the audit of %q, %q", one.s, one.key, f.Refused, f.Subject)
			}
		}
	})
}
