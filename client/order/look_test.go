package order

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/store/storetest"
)

// lists answers the two lists that an order is looked for in; any other call of the API would panic.
type lists struct {
	axon.API
	resources axon.List[axon.Resource]
	services  axon.List[axon.Service]
	err       error
	asked     []string
}

func (l *lists) Resources(_ context.Context, company string) (axon.List[axon.Resource], error) {
	l.asked = append(l.asked, "resources "+company)
	return l.resources, l.err
}

func (l *lists) Services(_ context.Context, company string) (axon.List[axon.Service], error) {
	l.asked = append(l.asked, "services "+company)
	return l.services, l.err
}

func lostOrder(k Kind) Purchase { return Purchase{Ref: "AX-7F3K2", CompanyID: acme.ID, Kind: k} }

// lostJournal has an order of each kind in a state, AX-7F3K2.
func lostJournal(t *testing.T, state State) *Journal {
	t.Helper()
	j := NewJournal(&storetest.Rows{}, "test")
	for _, k := range []Kind{KindPort, KindService} {
		o := &Order{Ref: "AX-7F3K2", Kind: k}
		for _, e := range []Entry{{State: "confirmed", Method: "POST"}, {State: string(state)}} {
			if err := j.take(t.Context(), o, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	return j
}

func TestLookFindsThePortByItsReference(t *testing.T) {
	api := &lists{resources: list(
		axon.Resource{GUID: "other", Description: "rack 6 AX-7F3K3"},
		axon.Resource{GUID: "22222222-bbbb", Description: "first port AX-7F3K2", LocationID: s1.ID, MeetMe: "S1-A Port 9/10"},
	)}
	got, err := Look(t.Context(), api, lostJournal(t, "unknown"), lostOrder(KindPort))
	if err != nil || !got.Found || got.Says != "The order was placed." {
		t.Fatalf("%+v, %v", got, err)
	}
	want := axon.Allocated{GUID: "22222222-bbbb", Description: "first port AX-7F3K2", LocationID: s1.ID, MeetMe: "S1-A Port 9/10"}
	if r := got.Placement.Resources; len(r) != 1 || r[0] != want || !got.Placement.Placed() {
		t.Errorf("found %+v, want it as the lost answer would have told it", r)
	}
	if fmt.Sprint(api.asked) != "[resources AU1]" {
		t.Errorf("asked %v", api.asked)
	}
}

func TestLookFindsTheServiceByItsReference(t *testing.T) {
	api := &lists{services: list(axon.Service{ID: "a"}, axon.Service{ID: "b", Description: "AX-7F3K2 to aws"})}
	got, err := Look(t.Context(), api, lostJournal(t, "unknown"), lostOrder(KindService))
	if err != nil || !got.Found || got.Placement.ServiceID != "b" || len(got.Placement.Resources) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if fmt.Sprint(api.asked) != "[services AU1]" {
		t.Errorf("asked %v", api.asked)
	}
}

func TestLookSaysHowMuchNotFindingMeans(t *testing.T) {
	short := list(axon.Resource{GUID: "a", Description: "other"})
	short.Total = 40
	for _, c := range []struct {
		kind Kind
		api  *lists
		says string
	}{
		{KindPort, &lists{resources: list(axon.Resource{GUID: "a"})}, "None of the company's ports (1) bears AX-7F3K2 in its description, so the order was most likely not placed."},
		{KindService, &lists{}, "None of the company's services (0) bears AX-7F3K2"},
		{KindPort, &lists{resources: short}, "None of the 1 ports that AXON shows bears AX-7F3K2, but it has 40: look in the portal"},
	} {
		got, err := Look(t.Context(), c.api, lostJournal(t, "unknown"), lostOrder(c.kind))
		if err != nil || got.Found || got.Placement.Placed() || !strings.HasPrefix(got.Says, c.says) || !strings.Contains(got.Says, "look in the portal before ordering again.") {
			t.Errorf("%+v, %v; want %q", got, err, c.says)
		}
	}
}

func TestLookThatFailsSaysNothingAboutTheOrder(t *testing.T) {
	down := errors.New("the line is down")
	for _, k := range []Kind{KindPort, KindService} {
		if got, err := Look(t.Context(), &lists{err: down}, lostJournal(t, "unknown"), lostOrder(k)); !errors.Is(err, down) || got.Found || got.Says != "" {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

func TestLookTakesNoOrderWithoutAReferenceForEveryOrder(t *testing.T) {
	api := &lists{resources: list(axon.Resource{GUID: "a", Description: "another's"}), services: list(axon.Service{ID: "a"})}
	for _, k := range []Kind{KindPort, KindService} {
		p := lostOrder(k)
		p.Ref = ""
		if got, err := Look(t.Context(), api, lostJournal(t, "unknown"), p); err == nil || got.Found {
			t.Errorf("without a reference %+v was found, %v", got, err)
		}
	}
}
