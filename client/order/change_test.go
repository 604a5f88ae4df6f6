package order

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/store"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

// works answers what changes and removes, and tells how things stand; it is wrong to send it what isn't in the journal yet.
type works struct {
	axon.API // any other call is a bug and panics
	t        *testing.T
	rows     *storetest.Rows
	accepted bool
	err      error
	then     func()
	sent     []string
	service  axon.Service
	fails    error // of every GET
	services axon.List[axon.Service]
	ports    axon.List[axon.Resource]
	details  map[string]axon.Service
}

func (w *works) take(what, guid string, body []byte) (bool, error) {
	e := w.rows.Last()
	if !Waits(e) || !strings.HasSuffix(e.Path, "/"+guid) || string(e.Body) != string(body) || !strings.HasPrefix(what, e.Method) {
		w.t.Errorf("%s %s %s left without being in the journal, which ends with %+v", what, guid, body, e)
	}
	w.sent = append(w.sent, strings.TrimSpace(what+" "+guid+" "+string(body)))
	if w.then != nil {
		w.then()
	}
	return w.accepted, w.err
}

func (w *works) UpdateService(_ context.Context, guid string, changes map[string]any) (bool, error) {
	body, err := json.Marshal(changes)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.take("PUT service", guid, body)
}

func (w *works) DeleteService(_ context.Context, guid string) (bool, error) {
	return w.take("DELETE service", guid, nil)
}

func (w *works) DeleteResource(_ context.Context, guid string) (bool, error) {
	return w.take("DELETE port", guid, nil)
}

func (w *works) Service(_ context.Context, guid string) (axon.Service, error) {
	if s, ok := w.details[guid]; ok {
		return s, nil
	}
	return w.service, w.fails
}

func (w *works) Services(context.Context, string) (axon.List[axon.Service], error) {
	return w.services, w.fails
}

func (w *works) Resources(context.Context, string) (axon.List[axon.Resource], error) {
	return w.ports, w.fails
}

var (
	line1  = Thing{GUID: "s-1", Title: "AWS production", Kind: KindService, CompanyID: "AU1", CompanyName: "Acme", User: "me", Seen: StateReady}
	port1  = Thing{GUID: "p-1", Title: "Core A", Kind: KindPort, CompanyID: "AU1", User: "me", Seen: StateReady}
	vlan33 = map[string]any{"outer_vlan": 333}
	empty1 = Hanging{Port: "p-1", whole: true}
	lost1  = &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}
	taken  = &wire.Error{Kind: wire.KindConflict, Status: 409}
)

func yard(t *testing.T) (*works, *storetest.Rows, *Journal) {
	m := &storetest.Rows{}
	return &works{t: t, rows: m}, m, NewJournal(m, "test")
}

// bought1 has bought a thing, and brought it to a state.
func bought1(t *testing.T, j *Journal, thing Thing, states ...State) {
	t.Helper()
	o := &Order{Ref: "AX-OWN01", Kind: thing.Kind}
	list := append([]State{StateConfirmed, StatePlaced}, states...)
	for _, s := range list {
		e := Entry{State: string(s), CompanyID: thing.CompanyID}
		if s != StateConfirmed {
			e.GUID, e.Status = thing.GUID, 200
		}
		if err := j.take(t.Context(), o, e); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatWasOrderedElsewhereIsTakenUp(t *testing.T) {
	api, m, j := yard(t)
	sent, err := Alter(t.Context(), api, j, line1, vlan33)
	if err != nil || sent.Accepted || !slices.Equal(api.sent, []string{`PUT service s-1 {"outer_vlan":333}`}) {
		t.Fatal(sent, err, api.sent)
	}
	if want := "ready changing provisioning"; m.States() != want {
		t.Errorf("it went %s, want %s", m.States(), want)
	}
	first, last := m.All()[0], m.Last()
	if !strings.HasPrefix(first.Ref, "AX-") || first.Ref != sent.Ref || first.GUID != "s-1" || !strings.Contains(first.Said, "found in AXON's list") {
		t.Errorf("the first entry is %+v", first)
	}
	if last.Ref != sent.Ref || last.Seq != 3 || last.Status != 200 || last.GUID != "s-1" || last.Title != "AWS production" {
		t.Errorf("the last entry is %+v", last)
	}
	if e := m.All()[1]; e.Method != http.MethodPut || e.Path != "v1/service/exc/s-1" || e.BodySHA256 == Hash(nil) || e.User != "me" {
		t.Errorf("the announcement is %+v", e)
	}
}

func TestWhatWasOrderedHereGoesOnUnderItsReference(t *testing.T) {
	for _, c := range []struct {
		thing Thing
		in    []State
		do    func(context.Context, axon.API, *Journal, Thing) (Sent, error)
		want  string
	}{
		{line1, []State{StateReady}, alter33, "confirmed placed ready changing provisioning"},
		{line1, []State{StateReady}, end, "confirmed placed ready ending ending"},
		{port1, nil, end, "confirmed placed ready ending ending"}, // AXON's list told that it is ready by now
		{port1, []State{StateReady}, end, "confirmed placed ready ending ending"},
	} {
		api, m, j := yard(t)
		bought1(t, j, c.thing, c.in...)
		sent, err := c.do(t.Context(), api, j, c.thing)
		if err != nil || sent.Ref != "AX-OWN01" || m.States() != c.want || len(api.sent) != 1 {
			t.Errorf("%+v, %v, %s, want %s", sent, err, m.States(), c.want)
		}
	}
}

func alter33(ctx context.Context, api axon.API, j *Journal, t Thing) (Sent, error) {
	return Alter(ctx, api, j, t, maps.Clone(vlan33))
}

func end(ctx context.Context, api axon.API, j *Journal, t Thing) (Sent, error) {
	return End(ctx, api, j, t, empty1)
}

func TestOutcomesAreJournaled(t *testing.T) {
	was := map[State][]State{StateReady: {StateReady}, StateFailed: {StateFailed}, StateProvisioning: {StateProvisioning}, StatePlaced: nil}
	for _, do := range []func(context.Context, axon.API, *Journal, Thing) (Sent, error){alter33, end} {
		for before, path := range was {
			for _, c := range []struct {
				err  error
				want State
			}{
				{lost1, StateUnknown},
				{errors.New("not of the wire"), StateUnknown},
				{taken, before},
				{&wire.Error{Kind: wire.KindCancelled}, before},
				{&wire.Error{Kind: wire.KindServer, Status: 502, MayHaveActed: true}, StateUnknown},
			} {
				if c.want == StatePlaced {
					c.want = StateProvisioning
				}
				api, m, j := yard(t)
				bought1(t, j, line1, path...)
				api.err = c.err
				thing := line1
				thing.Seen = before
				_, err := do(t.Context(), api, j, thing)
				if !errors.Is(err, c.err) || State(m.Last().State) != c.want || m.Last().Said == "" || NotSent(err) {
					t.Errorf("from %s, %v is recorded as %s, want %s (%v)", before, c.err, m.Last().State, c.want, err)
				}
			}
		}
	}
}

func TestNothingIsSentWhereItMayNot(t *testing.T) {
	for words, c := range map[string]struct {
		states []State
		thing  Thing
	}{
		"is being removed already":   {[]State{StateReady, StateEnding}, line1},
		"is off the network":         {[]State{StateReady, StateEnding, StateEnded}, line1},
		"before it was looked at":    {[]State{StateReady, StateChanging, StateUnknown}, line1},
		"isn't known whose or which": {nil, Thing{Kind: KindService, CompanyID: "AU1"}},
	} {
		for _, do := range []func(context.Context, axon.API, *Journal, Thing) (Sent, error){alter33, end} {
			api, m, j := yard(t)
			bought1(t, j, line1, c.states...)
			thing, n := c.thing, len(m.All())
			thing.Seen = ""
			if _, err := do(t.Context(), api, j, thing); err == nil || !strings.Contains(err.Error(), words) || len(api.sent) > 0 || len(m.All()) != n || !NotSent(err) {
				t.Errorf("want %q and nothing sent, got %v, %q", words, err, api.sent)
			}
		}
	}
	api, m, j := yard(t)
	for _, changes := range []map[string]any{nil, {"skey": "x"}, {"outer_vlan": 3, "aws_account_id": "1"}} {
		if _, err := Alter(t.Context(), api, j, line1, changes); !NotSent(err) || len(api.sent)+len(m.All()) > 0 {
			t.Errorf("%v was taken: %v", changes, err)
		}
	}
}

func TestNoChangeWithoutAJournal(t *testing.T) {
	full := errors.New("disk full")
	for _, do := range []func(context.Context, axon.API, *Journal, Thing) (Sent, error){alter33, end} {
		api, m, j := yard(t)
		bought1(t, j, line1, StateReady)
		m.Break(full)
		if _, err := do(t.Context(), api, j, line1); !errors.Is(err, full) || !strings.Contains(err.Error(), "NOT sent") || len(api.sent) > 0 || !NotSent(err) {
			t.Errorf("%v, sent %q", err, api.sent)
		}
		m.Break(nil)
		api.then = func() { m.Break(full) }
		_, err := do(t.Context(), api, j, line1)
		var e *wire.Error
		if !errors.As(err, &e) || !e.MayHaveActed || !errors.Is(err, full) || NotSent(err) || !Waits(m.Last()) {
			t.Errorf("an outcome that couldn't be written: %v, %+v", err, m.Last())
		}
	}
}

func TestNothingIsSentThatAnotherChangesMeanwhile(t *testing.T) {
	api, m, j := yard(t)
	bought1(t, j, line1, StateReady)
	m.Race(func() {
		other := m.Last()
		other.Seq, other.State, other.Method, other.Status = other.Seq+1, "changing", "PUT", 0
		if err := m.Append(t.Context(), other); err != nil {
			t.Error(err)
		}
	})
	if _, err := end(t.Context(), api, j, line1); !errors.Is(err, store.ErrMoved) || len(api.sent) > 0 {
		t.Errorf("%v, sent %q", err, api.sent)
	}
	if _, err := end(t.Context(), api, j, line1); err == nil || !strings.Contains(err.Error(), "still on its way") || len(api.sent) > 0 {
		t.Errorf("%v, sent %q", err, api.sent)
	}
}

func TestTheOutcomeOfARemovalIsWrittenAfterTheScreenWasLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	api, m, j := yard(t)
	api.then, api.accepted = leave, true
	sent, err := end(ctx, api, j, line1)
	if last := m.Last(); err != nil || !sent.Accepted || last.State != "ending" || last.Status != 202 {
		t.Errorf("%+v, %v, %+v", sent, err, last)
	}
}

func TestAnOrderOfSeveralThingsIsNoneOfThemsAlone(t *testing.T) {
	_, _, j := yard(t)
	two := port1
	two.GUID = "p-1 p-2"
	bought1(t, j, two, StateReady)
	for guid, known := range map[string]bool{"p-1": false, "p-2": false, "": false, "p-1 p-2": true} {
		if o, err := j.ByGUID(t.Context(), guid, KindPort); err != nil || (o != nil) != known {
			t.Errorf("%q: %v, %v", guid, o, err)
		}
	}
	if o, _ := j.ByGUID(t.Context(), "p-1 p-2", KindService); o != nil {
		t.Error("a port's order was taken for a service's")
	}
}
