package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/ui/screentest"
)

func person(role access.Role) access.Person {
	return access.Person{Name: "Alice Ng", Key: "SHA256:a1", Role: role, From: "192.0.2.2", Session: "s1", Host: "desk1"}
}

// signedIn starts a session of somebody on a sandbox of its own.
func signedIn(role access.Role, d **desk) func(tb testing.TB) tea.Model {
	return func(tb testing.TB) (m tea.Model) {
		*d, m = newDesk(tb, deskOptions{who: person(role)})
		return m
	}
}

func (d *desk) audit(tb testing.TB) []access.Entry {
	tb.Helper()
	list, err := d.db.Audits(tb.Context(), 0, 1000)
	if err != nil {
		tb.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

func TestAnOrderIsInTheAudit(t *testing.T) {
	t.Parallel()
	var d *desk
	screentest.RunLive(t, screentest.Options{Width: 120, Height: 40}, signedIn(access.Agent, &d), func(tb testing.TB, s *screentest.Screen) {
		choosePort(s)
		placeOrder(s, 2)
		s.WaitFor("cross connect")
	})
	var did []string
	orders := d.entries(t)
	for _, e := range d.audit(t) {
		did = append(did, e.What)
		if e.Who != "Alice Ng" || e.Key != "SHA256:a1" || e.From != "192.0.2.2" || e.Subject != orders[0].Ref {
			t.Errorf("the audit has %+v", e)
		}
	}
	if want := []string{access.AskedForTerms, access.Signed, access.Signed, access.PlacedOrder}; !slices.Equal(did, want) {
		t.Errorf("the audit has %q, want %q", did, want)
	}
	if last := d.audit(t)[2]; !strings.Contains(last.Detail, "SHA-256") || !strings.Contains(last.Detail, "by Alice Ng") {
		t.Errorf("a signature tells %q", last.Detail)
	}
	boughtPortOnce(t, d)
}

// boughtPortOnce tells that each POST of the port left once.
func boughtPortOnce(tb testing.TB, d *desk) {
	tb.Helper()
	posts := slices.DeleteFunc(d.requests.all(), func(r string) bool { return !strings.HasPrefix(r, "POST ") })
	if len(posts) != 2 {
		tb.Errorf("%q were sent", posts)
	}
}

func TestAViewerLooksAtEverythingAndChangesNothing(t *testing.T) {
	t.Parallel()
	var d *desk
	screentest.RunLive(t, screentest.Options{Width: 80, Height: 24}, signedIn(access.Viewer, &d), func(_ testing.TB, s *screentest.Screen) {
		choosePort(s)
		s.WaitFor("You are signed in as a viewer: an agent can ask for the terms.")
		s.Press("enter")
		s.WaitFor("who changes nothing: ask an agent")
		s.Press("o")
		s.WaitFor("Nothing was ordered or begun from here yet")
		s.Press("A")
		s.WaitFor("The audit isn't shown: only supervisors read it")
	})
	for _, r := range d.requests.all() {
		if !strings.HasPrefix(r, "GET ") {
			t.Errorf("a viewer sent %s", r)
		}
	}
	drafts, err := d.db.Drafts(t.Context(), "test")
	if err != nil || len(drafts) > 0 || len(d.entries(t)) > 0 {
		t.Errorf("a viewer has left %d drafts and %d states (%v)", len(drafts), len(d.entries(t)), err)
	}
}

func TestASupervisorReadsAndExportsTheAudit(t *testing.T) {
	t.Parallel()
	var d *desk
	build := func(tb testing.TB) tea.Model {
		m := signedIn(access.Supervisor, &d)(tb)
		for _, what := range []string{access.SignedIn, access.PlacedOrder, access.SawSecret} {
			e := access.Entry{At: time.Now(), Who: "Bo Dee", Role: "agent", What: what, Subject: "AX-00001", Detail: "by Bo"}
			if err := d.db.KeepAudit(tb.Context(), e); err != nil {
				tb.Fatal(err)
			}
		}
		if err := d.db.Here(tb.Context(), access.Presence{Host: "desk2", Session: "s7", Who: "Bo Dee", Role: "agent", Place: "Candidates", Ref: "AX-00001", Since: time.Now(), Seen: time.Now()}); err != nil {
			tb.Fatal(err)
		}
		return m
	}
	screentest.RunLive(t, screentest.Options{Width: 120, Height: 40}, build, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		s.Press("A")
		s.WaitFor("placed an order")
		s.Press("tab")
		s.WaitFor("Candidates")
		s.Press("tab")
		s.WaitFor("saw a secret")
		s.Press("/")
		s.Type("placed")
		s.Press("enter", "y")
		s.WaitFor("listed entries as CSV")
		s.Press("/")
		s.Type("csv")
		s.Press("enter", "enter")
		if got := s.WaitCopied(1); strings.Count(got, "\n") != 2 || !strings.Contains(got, `AX-00001,"by Bo"`) {
			tb.Errorf("copied %q", got)
		}
		s.Press("A")
		s.WaitFor("Company")
	})
	all := d.audit(t)
	if e := all[len(all)-1]; len(all) != 4 || e.What != access.Exported || e.Who != "Alice Ng" || !strings.Contains(e.Detail, "listed entries as CSV, 2 lines, from People: Audit") {
		t.Errorf("the audit has %+v", all)
	}
}
