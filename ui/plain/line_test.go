package plain

import (
	"context"
	"errors"
	"strings"
	"testing"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/lines"
)

func TestAWholeDiagnosis(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, false, "line", "f6168826-64a5-40d0-9c23-710c825a78f5", "live", "device", "radius", "usage", "ticket", "quit")
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	wants(t, said, "Most likely:", "Who has to act: FNO", "What this rests on:", "Ask the caller:", "Received light:", "Login:", "Owner: FNO", "Goodbye")
	_, id, _ := strings.Cut(said, "Service id: ")
	id, _, _ = strings.Cut(id, "\n")
	w.noPasswords(t, said, id)
	transcript(t, "plain-diagnosis.txt", said)
}

// fewLines is an AEx with three lines on two pages, of which it tells nothing but their rows.
type fewLines struct{ aex.API }

func (fewLines) Services(_ context.Context, status string, page, _ int) (aex.Page[aex.Service], error) {
	rows := []aex.Service{{ID: "s-1", Reference: "north", Status: "Active"}, {ID: "s-2", Reference: "south", Status: "Active"}, {ID: "s-3", Reference: "south-east", Status: "Active"}}
	return aex.Page[aex.Service]{Items: map[int][]aex.Service{1: rows[:2], 2: rows[2:]}[page], Number: page, Total: len(rows)}, nil
}

func (fewLines) Service(context.Context, string) (aex.Service, error) { return aex.Service{}, errDown }

func (fewLines) Device(context.Context, string) (aex.Device, error) { return aex.Device{}, errDown }

func (fewLines) Radius(context.Context, string) (aex.Radius, error) { return aex.Radius{}, errDown }

func (fewLines) Usage(context.Context, string) (aex.Usages, error) { return aex.Usages{}, errDown }

var errDown = errors.New("AEx is down")

// TestALoneMatchAmongTheNamelessIsConfirmed: a line whose name isn't known yet may be the one that is meant as well.
func TestALoneMatchAmongTheNamelessIsConfirmed(t *testing.T) {
	t.Parallel()
	name := func(s *Session, id string) {
		s.lines.LookedUp(lines.Lookup{ID: id, Service: aex.Service{ID: id, CustomerName: "Customer of " + id}}, s.Now())
	}
	s, out := session(t, Config{AEX: fewLines{}}, "")
	s.lines = &lines.Lines{API: fewLines{}}
	name(s, "s-1")
	if id, err := s.match("of s-1"); err != nil || id != "s-1" {
		t.Errorf("%q, %v", id, err)
	}
	wants(t, out.String(), "Lines, 1 of 3", "Of 2 of all lines neither name nor address", "1. Customer of s-1", "enter for 1 > ")
	out.Reset()
	name(s, "s-2")
	name(s, "s-3")
	if id, err := s.match("of s-1"); id != "s-1" || err != nil || strings.Contains(out.String(), "Lines") {
		t.Errorf("where all are named: %q, %v, %s", id, err, out)
	}
}

// TestALineIsFoundByText looks at all pages, asks which of several is meant, and says what can't be had.
func TestALineIsFoundByText(t *testing.T) {
	t.Parallel()
	w := &world{clock: &clock{}, cfg: Config{AEX: fewLines{}, Environment: "SANDBOX", LinesEnvironment: "SANDBOX"}}
	w.db = newStore(t)
	said, err := w.talk(t, false, "line", "south", "2", "radius", "quit")
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	wants(t, said, "Lines, 2 of 3", "1. ", "s-2", "2. ", "s-3", "AEx is down", "Most likely: Not enough evidence", "RADIUS: AEx is down", "Goodbye")
	if said, err = w.talk(t, false, "line", "NORTH", "quit"); err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Service id: s-1", "Goodbye")
}

// noPasswords fails where a conversation holds the RADIUS or the WiFi password of a line.
func (w *world) noPasswords(t *testing.T, said, id string) {
	t.Helper()
	r, err := w.cfg.AEX.Radius(t.Context(), id)
	if err != nil || len(r.Password) < 4 {
		t.Fatalf("the line has no password to look for: %v", err)
	}
	one, err := w.cfg.AEX.Service(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{r.Password, one.WiFiPassword} {
		if password != "" && strings.Contains(said, password) {
			t.Errorf("the password %q is said", password)
		}
	}
}

func TestALineIsFoundAsOnTheScreen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, true, "line", "", "status suspended", "/zzz", "list", "back", "line", "nobody@example.com", "00000000-0000-4000-8000-000000000000", "back", "quit")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Type what you know of the line", "Lines, ", "0 entries hold", "1. ", "No customer of yours", "AEx gave no service of that id", "Goodbye")
}

func TestAViewerOrdersNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.cfg.Person = access.Person{Name: "Vic", Role: access.Viewer}
	kept := &paper{}
	w.cfg.Seat = access.NewSeat(w.cfg.Person, kept)
	said, err := w.talk(t, true, append(join(portAnswers), "send", "quit")...)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "signed in as viewer", "who changes nothing")
	if len(w.posts) > 0 || strings.Contains(said, "Type send") {
		t.Errorf("a viewer is asked to order: %v", w.posts)
	}
	if len(kept.entries) != 1 || kept.entries[0].What != access.Refused || kept.entries[0].Detail != "ask for the terms" || kept.entries[0].Subject == "" {
		t.Errorf("the audit has %+v", kept.entries)
	}
}

// paper is an audit.
type paper struct{ entries []access.Entry }

func (p *paper) KeepAudit(_ context.Context, e access.Entry) error {
	p.entries = append(p.entries, e)
	return nil
}
