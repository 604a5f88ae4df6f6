package access_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

var (
	viewer = access.Person{Name: "Vic", Key: "SHA256:v", Role: access.Viewer, From: "192.0.2.1", Session: "s1", Host: "h1"}
	agent  = access.Person{Name: "Alice Ng", Key: "SHA256:a", Role: access.Agent, From: "192.0.2.2", Session: "s2", Host: "h1"}
)

// desk counts what reaches the APIs and the journal, and keeps the audit.
type desk struct {
	t       *testing.T
	reached []string
	entries []access.Entry
	broken  error // the audit's disk
	answer  axon.Placement
	fail    error // the API's answer to a change
}

func (d *desk) KeepAudit(_ context.Context, e access.Entry) error {
	if d.broken != nil {
		return d.broken
	}
	d.entries = append(d.entries, e)
	return nil
}

// reach notes that a call came through; one that changes something must be in the audit by then.
func (d *desk) reach(call string, audited bool) error {
	d.t.Helper()
	d.reached = append(d.reached, call)
	if audited && len(d.entries) == 0 {
		d.t.Errorf("%s left before it was in the audit", call)
	}
	return d.fail
}

type axonFake struct {
	axon.API
	*desk
}

func (f axonFake) PlaceResource(context.Context, string, []byte) (axon.Placement, error) {
	return f.answer, f.reach("PlaceResource", true)
}

func (f axonFake) PlaceService(context.Context, string, []byte) (axon.Placement, error) {
	return f.answer, f.reach("PlaceService", true)
}

func (f axonFake) UpdateService(context.Context, string, map[string]any) (bool, error) {
	return false, f.reach("UpdateService", true)
}

func (f axonFake) DeleteService(context.Context, string) (bool, error) {
	return false, f.reach("DeleteService", true)
}

func (f axonFake) DeleteResource(context.Context, string) (bool, error) {
	return false, f.reach("DeleteResource", true)
}

func (f axonFake) Service(context.Context, string) (axon.Service, error) {
	return axon.Service{ID: "svc"}, f.reach("Service", false)
}

type aexFake struct {
	aex.API
	*desk
}

func (f aexFake) Create(context.Context, aex.NewService) (string, aex.Service, error) {
	return "new", aex.Service{}, f.reach("Create", true)
}

func (f aexFake) Update(context.Context, string, aex.Change) (aex.Service, error) {
	return aex.Service{}, f.reach("Update", true)
}

func (f aexFake) CreateCustomer(context.Context, aex.Customer) (string, error) {
	return "new", f.reach("CreateCustomer", true)
}

func (f aexFake) Services(context.Context, string, int, int) (aex.Page[aex.Service], error) {
	return aex.Page[aex.Service]{Items: []aex.Service{{ID: "1", WiFiPassword: "hunter22"}}}, f.reach("Services", false)
}

func (f aexFake) Service(context.Context, string) (aex.Service, error) {
	return aex.Service{ID: "1", WiFiPassword: "hunter22"}, f.reach("Service", false)
}

func (f aexFake) Radius(context.Context, string) (aex.Radius, error) {
	return aex.Radius{Username: "u", Password: "hunter22"}, f.reach("Radius", false)
}

type rowsFake struct {
	*storetest.Rows
	*desk
}

func (f rowsFake) Append(ctx context.Context, e order.Entry) error {
	_ = f.reach("Append", e.State == string(order.StateSigned))
	return f.Rows.Append(ctx, e)
}

func (f rowsFake) PutNote(ctx context.Context, scope string, n order.Note) error {
	_ = f.reach("PutNote", true)
	return f.Rows.PutNote(ctx, scope, n)
}

// changes are the methods that order, change, remove, sign, note or keep, each with a call of it and the word that the audit
// has for it; reads are all others. What is in neither is a new method that nobody has thought about.
type change struct {
	word string // "" where the program does it by itself
	call func(ctx context.Context, a axon.API, x aex.API, r order.Rows) error
}

const password = "correct horse"

func changes() map[string]change {
	secret := password
	return map[string]change{
		"API.PlaceResource": {access.AskedForTerms, func(ctx context.Context, a axon.API, _ aex.API, _ order.Rows) error {
			_, err := a.PlaceResource(ctx, "AU1", []byte(`{"x":1}`))
			return err
		}},
		"API.PlaceService": {access.PlacedOrder, func(ctx context.Context, a axon.API, _ aex.API, _ order.Rows) error {
			_, err := a.PlaceService(ctx, "AU1", []byte(`{"x":1,"document_ids":["d"]}`))
			return err
		}},
		"API.UpdateService": {access.ChangedThing, func(ctx context.Context, a axon.API, _ aex.API, _ order.Rows) error {
			_, err := a.UpdateService(ctx, "svc", map[string]any{"bandwidth_cir": 5, "md5": password})
			return err
		}},
		"API.DeleteService": {access.RemovedThing, func(ctx context.Context, a axon.API, _ aex.API, _ order.Rows) error {
			_, err := a.DeleteService(ctx, "svc")
			return err
		}},
		"API.DeleteResource": {access.RemovedThing, func(ctx context.Context, a axon.API, _ aex.API, _ order.Rows) error {
			_, err := a.DeleteResource(ctx, "port")
			return err
		}},
		"API.Create": {access.PlacedOrder, func(ctx context.Context, _ axon.API, x aex.API, _ order.Rows) error {
			_, _, err := x.Create(ctx, aex.NewService{CustomerID: "c", ProductID: "p", PremiseID: "r"})
			return err
		}},
		"API.Update": {access.ChangedThing, func(ctx context.Context, _ axon.API, x aex.API, _ order.Rows) error {
			_, err := x.Update(ctx, "1", aex.Change{WiFiPassword: &secret})
			return err
		}},
		"API.CreateCustomer": {access.ChangedThing, func(ctx context.Context, _ axon.API, x aex.API, _ order.Rows) error {
			_, err := x.CreateCustomer(ctx, aex.Customer{Email: "a@example.net"})
			return err
		}},
		"Rows.Append": {access.Signed, func(ctx context.Context, _ axon.API, _ aex.API, r order.Rows) error {
			signed := order.SignedDocument{ID: "d", Title: "Terms", SHA256: "ab", SignedAt: time.Unix(1, 0), SignedBy: "Alice Ng, key SHA256:a"}
			return r.Append(ctx, order.Entry{Scope: "s", Ref: "AX-1", Kind: "port", Seq: 1, State: string(order.StateSigned), Documents: []order.SignedDocument{signed}})
		}},
		"Rows.PutNote": {access.Noted, func(ctx context.Context, _ axon.API, _ aex.API, r order.Rows) error {
			return r.PutNote(ctx, "s", order.Note{GUID: "g", Text: "the password is " + password})
		}},
		"Rows.KeepDocument": {"", func(ctx context.Context, _ axon.API, _ aex.API, r order.Rows) error {
			_, err := r.KeepDocument(ctx, "Terms", []byte("x"))
			return err
		}},
		"Rows.SaveDraft": {"", func(ctx context.Context, _ axon.API, _ aex.API, r order.Rows) error {
			return r.SaveDraft(ctx, order.Draft{Scope: "s", Ref: "AX-1"})
		}},
		"Rows.DropDraft": {"", func(ctx context.Context, _ axon.API, _ aex.API, r order.Rows) error {
			return r.DropDraft(ctx, "s", "AX-1")
		}},
		"Rows.Claim": {"", func(ctx context.Context, _ axon.API, _ aex.API, r order.Rows) error {
			release, _, err := r.Claim(ctx, "s", "AX-1")
			if err == nil {
				release()
			}
			return err
		}},
	}
}

var reads = []string{
	"User", "Locations", "ResourceTypes", "Catalogue", "Providers", "Candidates", "CandidateLimits", "ServiceLimits", "Service",
	"ServiceInfo", "Resources", "Services", "Definition", // of AXON
	"Snapshot", "Device", "LiveDevice", "Radius", "Usage", "Customers", "Customer", "Addresses", "Premise", "WorkOrders", // of AEx
	"Timeline", "Standing", "Document", "Drafts", "Known", "Notes", // of the journal
}

func TestEveryMethodIsKnownAsAReadOrAChange(t *testing.T) {
	known := changes()
	for _, of := range []reflect.Type{reflect.TypeFor[axon.API](), reflect.TypeFor[aex.API](), reflect.TypeFor[order.Rows]()} {
		for i := range of.NumMethod() {
			name := of.Method(i).Name
			_, isChange := known[of.Name()+"."+name]
			if isChange == slices.Contains(reads, name) {
				t.Errorf("%s.%s has to be classed in this test, as a read or as a change; a change is refused to viewers and audited in client/access", of, name)
			}
		}
	}
}

// sit gives a desk and its guarded APIs.
func sit(t *testing.T, who access.Person) (*desk, *access.Seat, axon.API, aex.API, order.Rows) {
	d := &desk{t: t}
	seat := access.NewSeat(who, d)
	return d, seat, access.AXON(axonFake{desk: d}, seat), access.AEx(aexFake{desk: d}, seat), access.Rows(rowsFake{&storetest.Rows{}, d}, seat)
}

func TestAViewerChangesNothing(t *testing.T) {
	for name, one := range changes() {
		t.Run(name, func(t *testing.T) {
			d, _, a, x, r := sit(t, viewer)
			err := one.call(t.Context(), a, x, r)
			var e *wire.Error
			if !errors.As(err, &e) || e.Kind != wire.KindForbidden || !e.Unsent || e.MayHaveActed || !errors.Is(err, access.ErrRefused) {
				t.Fatalf("got %v", err)
			}
			for _, says := range []string{"you are signed in as a viewer", "Nothing was", "Ask an agent"} {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("%q doesn't say %q", err, says)
				}
			}
			if len(d.reached) > 0 {
				t.Errorf("%v was reached", d.reached)
			}
			tried := one.word != ""
			if tried != (len(d.entries) == 1) || tried && d.entries[0].What != access.Refused {
				t.Errorf("the audit has %+v", d.entries)
			}
		})
	}
}

func TestWhatAnAgentDoesIsWrittenDownFirst(t *testing.T) {
	for name, one := range changes() {
		t.Run(name, func(t *testing.T) {
			d, _, a, x, r := sit(t, agent)
			if err := one.call(t.Context(), a, x, r); err != nil {
				t.Fatal(err)
			}
			if one.word == "" {
				if len(d.entries) > 0 {
					t.Errorf("the audit has %+v of what the program does by itself", d.entries)
				}
				return
			}
			if len(d.entries) != 1 || len(d.reached) != 1 {
				t.Fatalf("%d entries, reached %v", len(d.entries), d.reached)
			}
			e := d.entries[0]
			if e.What != one.word || e.Who != "Alice Ng" || e.Key != "SHA256:a" || e.Role != "agent" || e.From != "192.0.2.2" || e.Session != "s2" ||
				e.Host != "h1" || e.At.IsZero() || e.Subject == "" || e.Detail == "" {
				t.Errorf("the audit has %+v", e)
			}
			if strings.Contains(e.Subject+e.Detail, password) {
				t.Errorf("the audit holds a secret: %+v", e)
			}
		})
	}
}

func TestNothingLeavesThatCannotBeWrittenDown(t *testing.T) {
	for name, one := range changes() {
		if one.word == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			d, _, a, x, r := sit(t, agent)
			d.broken = errors.New("the disk is full")
			err := one.call(t.Context(), a, x, r)
			var e *wire.Error
			if !errors.As(err, &e) || !e.Unsent || e.MayHaveActed || !strings.Contains(err.Error(), "the disk is full") {
				t.Errorf("got %v", err)
			}
			if len(d.reached) > 0 {
				t.Errorf("%v was reached", d.reached)
			}
		})
	}
}

func TestWhatCameToNothingIsWrittenDownToo(t *testing.T) {
	d, _, a, _, _ := sit(t, agent)
	d.fail = &wire.Error{Kind: wire.KindConflict, Op: "delete the service", What: "the server answered 409"}
	if _, err := a.DeleteService(t.Context(), "svc"); err == nil {
		t.Fatal("no error")
	}
	if len(d.entries) != 2 || !strings.Contains(d.entries[1].Detail, "409") || d.entries[1].Subject != "svc" {
		t.Errorf("the audit has %+v", d.entries)
	}
}

func TestAnOrderPlacedWithoutTermsIsCalledOne(t *testing.T) {
	d, _, a, _, r := sit(t, agent)
	d.answer = axon.Placement{Resources: []axon.Allocated{{GUID: "port"}}}
	j := order.NewJournal(r, "s")
	p := order.Purchase{Ref: "AX-7F3K2", CompanyID: "AU1", CompanyName: "Acme", User: "Alice Ng", Title: "S1 port", Kind: order.KindPort, Body: []byte(`{}`)}
	if _, err := order.Request(t.Context(), a, j, p); err != nil {
		t.Fatal(err)
	}
	if len(d.entries) != 2 || d.entries[0].What != access.AskedForTerms || d.entries[1].What != access.PlacedOrder {
		t.Fatalf("the audit has %+v", d.entries)
	}
	if e := d.entries[0]; e.Subject != "AX-7F3K2" || !strings.Contains(e.Detail, "S1 port") || !strings.Contains(e.Detail, "Acme AU1") {
		t.Errorf("the audit doesn't tell which order it was: %+v", e)
	}
}

func TestAnOrderThatIsNotAuditedIsNotSent(t *testing.T) {
	d, _, a, _, r := sit(t, agent)
	d.broken = errors.New("the disk is full")
	j := order.NewJournal(r, "s")
	p := order.Purchase{Ref: "AX-7F3K2", CompanyID: "AU1", Kind: order.KindPort, Body: []byte(`{}`)}
	_, err := order.Request(t.Context(), a, j, p)
	if err == nil || slices.Contains(d.reached, "PlaceResource") {
		t.Fatalf("got %v, reached %v", err, d.reached)
	}
	o, err := j.Order(t.Context(), p.Ref, p.Kind)
	if err != nil || o.State() != order.StateRefused {
		t.Fatalf("the journal calls it %q (%v): it was sure that nothing left", o.State(), err)
	}
	d.broken = nil
	if _, err := order.Request(t.Context(), a, j, p); err != nil {
		t.Errorf("it can't be sent again: %v", err)
	}
}

func TestAViewersOrderSaysWhyAndLeavesTheJournalAlone(t *testing.T) {
	d, _, a, _, r := sit(t, viewer)
	j := order.NewJournal(r, "s")
	p := order.Purchase{Ref: "AX-7F3K2", CompanyID: "AU1", Kind: order.KindPort, Body: []byte(`{}`)}
	_, err := order.Request(t.Context(), a, j, p)
	if !errors.Is(err, access.ErrRefused) || !order.NotSent(err) || strings.Contains(err.Error(), "disk") || len(d.reached) > 0 {
		t.Errorf("got %v, reached %v", err, d.reached)
	}
	_, err = order.End(t.Context(), a, j, order.Thing{GUID: "g", Kind: order.KindService, CompanyID: "AU1"}, order.Hanging{})
	if !errors.Is(err, access.ErrRefused) || !order.NotSent(err) || len(d.reached) > 0 {
		t.Errorf("got %v, reached %v", err, d.reached)
	}
}

func TestAViewerRecoversNothing(t *testing.T) {
	rows := &storetest.Rows{}
	waits := order.Entry{Scope: "s", Ref: "AX-1", Kind: "port", Seq: 1, State: string(order.StateConfirmed), Method: "POST"}
	if err := rows.Append(t.Context(), waits); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		who  access.Person
		want int
	}{{viewer, 0}, {agent, 1}} {
		j := order.NewJournal(access.Rows(rows, access.NewSeat(one.who, nil)), "s")
		if n, err := j.Recover(t.Context()); n != one.want || err != nil {
			t.Errorf("%s recovered %d orders (%v), want %d", one.who.Role, n, err, one.want)
		}
	}
}

func TestAViewerSeesEverythingButPasswords(t *testing.T) {
	for _, one := range []struct {
		who  access.Person
		want string
	}{{viewer, aex.Hidden}, {agent, "hunter22"}} {
		d, _, a, x, _ := sit(t, one.who)
		page, err1 := x.Services(t.Context(), "", 1, 0)
		s, err2 := x.Service(t.Context(), "1")
		r, err3 := x.Radius(t.Context(), "1")
		_, err4 := a.Service(t.Context(), "svc")
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		if page.Items[0].WiFiPassword != one.want || s.WiFiPassword != one.want || r.Password != one.want || r.Username != "u" {
			t.Errorf("a %s got %q, %q and %q", one.who.Role, page.Items[0].WiFiPassword, s.WiFiPassword, r.Password)
		}
		if len(d.reached) != 4 || len(d.entries) > 0 {
			t.Errorf("reached %v, audited %v", d.reached, d.entries)
		}
	}
}

func TestASecretIsSeenOnceThatIsWrittenDown(t *testing.T) {
	d, seat, _, _, _ := sit(t, agent)
	if err := seat.Saw(t.Context(), "svc", "RADIUS password"); err != nil || len(d.entries) != 1 || d.entries[0].What != access.SawSecret {
		t.Fatalf("%v, the audit has %+v", err, d.entries)
	}
	seat.Pass(access.Person{Name: "Cust", Key: "SHA256:c"})
	if err := seat.Saw(t.Context(), "svc", "RADIUS password"); !errors.Is(err, access.ErrRefused) {
		t.Errorf("a guest with the pen got %v", err)
	}
	seat.Pass(access.Person{})
	d.broken = errors.New("gone")
	if err := seat.Saw(t.Context(), "svc", "RADIUS password"); err == nil {
		t.Error("a secret may be seen though that isn't written down")
	}
	_, seat, _, _, _ = sit(t, viewer)
	if err := seat.Saw(t.Context(), "svc", "RADIUS password"); !errors.Is(err, access.ErrRefused) {
		t.Errorf("a viewer got %v", err)
	}
}

func TestWhatAGuestDoesIsTheGuests(t *testing.T) {
	d, seat, a, _, _ := sit(t, agent)
	seat.Pass(access.Person{Name: "Cust", Key: "SHA256:c", From: "198.51.100.7", Role: access.Viewer}) // as unknown keys come in
	if _, err := a.DeleteService(t.Context(), "svc"); err != nil {
		t.Fatal(err)
	}
	if e := d.entries[0]; e.Who != "Cust" || e.Key != "SHA256:c" || e.From != "198.51.100.7" || e.Session != "s2" || e.Host != "h1" || e.Role != "guest" {
		t.Errorf("the audit has %+v", e)
	}
	if seat.Pass(access.Person{}); seat.Person() != agent {
		t.Errorf("the pen came back to %+v", seat.Person())
	}
	d, seat, a, _, _ = sit(t, viewer)
	seat.Pass(access.Person{Name: "Cust", Key: "SHA256:c"})
	if _, err := a.DeleteService(t.Context(), "svc"); !errors.Is(err, access.ErrRefused) || len(d.reached) > 0 {
		t.Errorf("a guest of a viewer got %v", err)
	}
}

func TestADeskOfOnesOwnIsLeftAlone(t *testing.T) {
	d := &desk{t: t}
	a, x, r := axonFake{desk: d}, aexFake{desk: d}, &storetest.Rows{}
	var none *access.Seat
	if access.AXON(a, none) != axon.API(a) || access.AEx(x, none) != aex.API(x) || access.Rows(r, none) != order.Rows(r) {
		t.Error("a desk without a seat is wrapped")
	}
	if none.Audits() || none.Blind() != "" || none.Keep(t.Context(), access.Signed, "s", "") != nil || !none.Person().Local() {
		t.Error("a desk without a seat is refused something")
	}
}

func TestTheAuditIsReadBySupervisorsAlone(t *testing.T) {
	for _, one := range []struct {
		role         access.Role
		audits, here bool
	}{{access.Viewer, false, false}, {access.Agent, false, true}, {access.Supervisor, true, true}} {
		s := &shelf{n: 3}
		book := access.Reading(s, access.NewSeat(access.Person{Name: "x", Role: one.role}, nil))
		list, err := book.Audits(t.Context(), 0, 10)
		if (err == nil) != one.audits || len(list) > 0 != one.audits || err != nil && !errors.Is(err, access.ErrRefused) {
			t.Errorf("a %s reads %d entries, %v", one.role, len(list), err)
		}
		if _, err := book.Present(t.Context(), time.Minute); (err == nil) != one.here {
			t.Errorf("a %s asks who is here: %v", one.role, err)
		}
	}
}
