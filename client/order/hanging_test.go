package order

import (
	"encoding/json"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

var coreA = axon.Resource{GUID: "p-1", Description: "Core A", LocationID: s1.ID}

// chained is a service as GET service tells it: from a facility, and where port isn't "" naming its port.
func chained(id, port, from string, letters ...string) axon.Service {
	p, d := "C", "N"
	if len(letters) == 2 {
		p, d = letters[0], letters[1]
	}
	raw := map[string]any{"service_id": id}
	if port != "" {
		raw["resource_guid"] = port
	}
	body, err := json.Marshal(raw)
	if err != nil {
		panic(err)
	}
	return axon.Service{
		ID: id, Description: id + " line", Raw: body, Provisioned: p, Deprovisioned: d,
		Hops: []axon.Hop{{Provider: "public", LocationID: from, Provisioned: p, Deprovisioned: d}},
	}
}

func rowOf(s axon.Service) axon.Service {
	return axon.Service{ID: s.ID, Description: s.Description, Provisioned: s.Provisioned, Deprovisioned: s.Deprovisioned}
}

func hung(w *works, all ...axon.Service) {
	w.details = map[string]axon.Service{}
	var rows []axon.Service
	for _, s := range all {
		w.details[s.ID] = s
		rows = append(rows, rowOf(s))
	}
	w.services = list(rows...)
}

func ids(list []axon.Service) string {
	var out []string
	for _, s := range list {
		out = append(out, s.ID)
	}
	return strings.Join(out, " ")
}

func TestWhatHangsOnAPort(t *testing.T) {
	api, _, j := yard(t)
	hung(api, chained("on", "p-1", s1.ID), chained("other", "p-2", s1.ID), chained("near", "", s1.ID), chained("far", "", b2.ID),
		chained("gone", "p-1", s1.ID, "D", "C"), chained("going", "p-1", s1.ID, "D", "S"))
	h, err := Hangs(t.Context(), api, j, coreA, "AU1")
	if err != nil || ids(h.On) != "on going" || ids(h.Near) != "near" || len(h.Unread) > 0 || !h.Whole() {
		t.Errorf("on %q, near %q, unread %q, %v", ids(h.On), ids(h.Near), ids(h.Unread), err)
	}
	api.services.Total = 40
	if h, _ = Hangs(t.Context(), api, j, coreA, "AU1"); h.Whole() {
		t.Error("a list that AXON cut is called whole")
	}
}

func TestTheJournalTellsThePortWhereTheAnswerDoesNot(t *testing.T) {
	api, _, j := yard(t)
	bought1(t, j, port1, StateReady)
	svc := line1
	svc.GUID = "near"
	bought1(t, j, svc, StateReady) // under the same reference as the port
	hung(api, chained("near", "", s1.ID), chained("elsewhere", "p-9", s1.ID))
	h, err := Hangs(t.Context(), api, j, coreA, "AU1")
	if err != nil || ids(h.On) != "near" {
		t.Errorf("on %q, %v", ids(h.On), err)
	}
	hung(api, chained("near", "p-9", s1.ID))
	if h, _ = Hangs(t.Context(), api, j, coreA, "AU1"); len(h.On) > 0 {
		t.Errorf("AXON says that it is on another port, and it counts as on this one: %q", ids(h.On))
	}
}

func TestAPortIsNotRemovedWhileServicesStandOnIt(t *testing.T) {
	api, m, j := yard(t)
	hung(api, chained("on", "p-1", s1.ID))
	h, err := Hangs(t.Context(), api, j, coreA, "AU1")
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, h Hanging, words string) {
		t.Helper()
		if _, err := End(t.Context(), api, j, port1, h); !NotSent(err) || !strings.Contains(err.Error(), words) || len(api.sent)+len(m.All()) > 0 {
			t.Errorf("%s: %v, sent %q", what, err, api.sent)
		}
	}
	refused("with a service on it", h, `NOT deleted, because services stand on it: "on line" (on)`)
	refused("without having looked", Hanging{}, "wasn't looked up")
	refused("with what stands on another port", Hanging{Port: "p-2"}, "wasn't looked up")
	refused("with a service that came since", Hanging{Port: "p-1"}, "services have come since")
	api.fails = &wire.Error{Kind: wire.KindTimeout}
	refused("without a list", Hanging{Port: "p-1", seen: h.seen}, "couldn't be seen")
	api.fails = nil
	if _, err := End(t.Context(), api, j, port1, Hanging{Port: "p-1", seen: h.seen}); err != nil || len(api.sent) != 1 {
		t.Errorf("a free port isn't deleted: %v, %q", err, api.sent)
	}
}
