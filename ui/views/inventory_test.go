package views

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/access"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
	"axdesk/keys"
)

const (
	coreA = "aaaaaaaa-0000-4000-8000-000000000001"
	coreB = "bbbbbbbb-0000-4000-8000-000000000002"
	azure = "11111111-0000-4000-8000-000000000003"
	amzn  = "22222222-0000-4000-8000-000000000004"
)

// stockPort is a port as AXON lists it.
func stockPort(guid, name, at string) axon.Resource {
	return axon.Resource{
		GUID: guid, Description: name, LocationID: at, Class: "10GBASELRL", MeetMe: "S2-IR2-EE05-A Port 9/10", Provisioned: "C", Deprovisioned: "N",
		CreatedAt: testNow.Add(-90 * 24 * time.Hour), Raw: json.RawMessage(`{"resource_guid":"` + guid + `"}`),
	}
}

// stockService is a service as GET service tells it.
func stockService(id, name, port, at, to string, vlan int, rate int64, letters ...string) axon.Service {
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
		ID: id, Description: name, ServiceType: to, Provisioned: p, Deprovisioned: d, Raw: body, At: testNow,
		Options: map[string]any{"description": name, "outer_vlan": json.Number(fmt.Sprint(vlan)), "bandwidth_cir": json.Number(fmt.Sprint(rate))},
		Hops: []axon.Hop{
			{Sequence: 1, Provider: "public", LocationID: at, Provisioned: p, Deprovisioned: d},
			{Sequence: 2, Provider: "fabric", LocationID: at, Provisioned: p, Deprovisioned: d},
			{Sequence: 3, Provider: to, LocationID: "AU-NXT-S3", Provisioned: p, Deprovisioned: d},
		},
	}
}

// stocked answers with two ports and two services, both on the first port.
func stocked() *fakeAPI { return stockedWith(stockAll()...) }

func stockAll() []axon.Service {
	return []axon.Service{
		stockService(azure, "Azure production", coreA, "AU-NXT-S2", "microsoft", 10, 1e9),
		stockService(amzn, "AWS production", coreA, "AU-NXT-S2", "aws", 222, 5e8, "F", "N"),
	}
}

func stockedWith(all ...axon.Service) *fakeAPI {
	api := &fakeAPI{}
	ports := []axon.Resource{stockPort(coreA, "Sydney core A", "AU-NXT-S2"), stockPort(coreB, "Sydney core B", "AU-NXT-S1")}
	api.resources = func(string) (axon.List[axon.Resource], error) {
		return axon.List[axon.Resource]{Items: ports, Total: len(ports), At: testNow}, nil
	}
	api.services = func(string) (axon.List[axon.Service], error) {
		var rows []axon.Service
		for _, s := range all {
			rows = append(rows, axon.Service{ID: s.ID, Description: s.Description, ServiceType: s.ServiceType, Provisioned: s.Provisioned, Deprovisioned: s.Deprovisioned})
		}
		return axon.List[axon.Service]{Items: rows, Total: len(rows), At: testNow}, nil
	}
	api.service = func(guid string) (axon.Service, error) {
		for _, s := range all {
			if s.ID == guid {
				return s, nil
			}
		}
		return axon.Service{}, &wire.Error{Kind: wire.KindNotFound, Op: "read the service", What: "the server answered 404", Status: 404}
	}
	api.svcLimits = func(string) (axon.Limits, error) {
		return axon.Limits{Bandwidths: []axon.BitRate{5e8, 1e9, 2e9}}, nil
	}
	return api
}

// stockDesk is a desk whose payer is chosen, over a journal in memory.
func stockDesk(t *testing.T, api *fakeAPI) (*Desk, *storetest.Rows) {
	t.Helper()
	d, rows := newDesk(api), &storetest.Rows{}
	d.Journal, d.Now = order.NewJournal(rows, "test"), time.Now()
	d.Walk.Learn(func(f *order.Facts) {
		f.Account = &axon.Account{User: axon.User{LoginID: "ada"}, Companies: []axon.Company{{ID: "AU100", Name: "Acme Holdings"}, {ID: "AU200", Name: "Acme Cloud"}}}
	})
	d.Walk.SetCompany(axon.Company{ID: "AU100", Name: "Acme Holdings"})
	return d, rows
}

// settle draws the screen and lets the highlight rest, until nothing more is looked up.
func settled(t *testing.T, s Screen, w, h int) {
	t.Helper()
	for range 30 {
		s.View(w, h)
		if i, ok := s.(*Inventory); ok {
			run(t, s, i.rest(i.id))
		}
	}
}

func stockBubble(t *testing.T, api *fakeAPI, f func(t *testing.T, d *Desk, rows *storetest.Rows)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d, rows := stockDesk(t, api)
		f(t, d, rows)
	})
}

// journaled puts an order into the journal, in its states.
func journaled(t *testing.T, rows *storetest.Rows, ref string, kind order.Kind, guid string, states ...order.State) {
	t.Helper()
	for n, s := range states {
		e := order.Entry{Scope: "test", Ref: ref, Kind: kind.Key(), Seq: n + 1, State: string(s), CompanyID: "AU100", GUID: guid, Title: "ordered as " + ref, Price: "10.00 once, 70.00 a month", At: testNow}
		if err := rows.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
}

func inventoryScreen(t *testing.T, d *Desk) *Inventory {
	t.Helper()
	s := NewInventory(d, "", "")
	s.View(80, 19)
	enter(t, s)
	settled(t, s, 80, 19)
	return s
}

func TestInventoryJoinsListsJournalAndNotes(t *testing.T) {
	api := stocked()
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-AZURE", order.KindService, azure, order.StateConfirmed, order.StatePlaced, order.StateReady)
		if err := d.Journal.PutNote(t.Context(), "test", order.Note{GUID: coreA, Text: "rack 7, ask Ivo", Tags: []string{"core", "sydney"}}); err != nil {
			t.Fatal(err)
		}
		s := NewInventory(d, "", "")
		cmd := s.Init()
		golden(t, "inventory-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		settled(t, s, 80, 19)
		goldens(t, "inventory", s)
		press(t, s, "down", "down")
		settled(t, s, 120, 35)
		goldens(t, "inventory-service", s)
		anySize(t, s)
		press(t, s, "T")
		settled(t, s, 120, 35)
		goldens(t, "inventory-tree", s)
		anySize(t, s)
	})
	if n := strings.Count(strings.Join(api.asked, ","), "service "+azure); n != 1 {
		t.Errorf("one service was looked up %d times: %q", n, api.asked)
	}
}

// TestWhatAViewerTriesInTheInventoryIsTold to the audit: changing, removing and writing notes.
func TestWhatAViewerTriesInTheInventoryIsTold(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		d.Person = access.Person{Name: "Vic", Role: access.Viewer}
		d.Seat = access.NewSeat(d.Person, nil)
		s := inventoryScreen(t, d)
		i, _ := s.current()
		for key, op := range map[string]string{"e": "change a ", "X": "remove a ", d.Keys.Label(keys.Note, false): "write a note to a "} {
			if f, ok := intent[Flash](press(t, s, key)); !ok || f.Refused != op+i.kind.Word() || f.Subject != i.guid || i.guid == "" {
				t.Errorf("%s tells the audit of %q, %q", key, f.Refused, f.Subject)
			}
		}
	})
}

func TestInventoryFindsByNameGUIDVLANAndLocation(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := inventoryScreen(t, d)
		for text, want := range map[string]string{
			"azure prod": "connection " + azure, "22222222": "connection " + amzn, "vlan 222": "port " + coreA, "NXT-S1": "port " + coreB, "microsoft": "connection " + azure,
		} {
			press(t, s, "/")
			typeIn(t, s, text)
			press(t, s, "enter")
			i, ok := s.current()
			if got := i.kind.Word() + " " + i.guid; !ok || got != want {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
			press(t, s, "esc")
		}
	})
}

func TestInventoryIsHonestAboutWhatCannotBeKnown(t *testing.T) {
	all := []axon.Service{
		stockService(azure, "Azure production", "", "AU-NXT-S2", "microsoft", 10, 1e9), // no port told
		stockService(amzn, "AWS production", coreA, "AU-NXT-S2", "aws", 222, 5e8),
	}
	stockBubble(t, stockedWith(all...), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := inventoryScreen(t, d)
		shown := s.Copies()[len(s.Copies())-1].Text
		for _, want := range []string{"VLANs in use: 222", "500 Mbps in 1 service", "VLAN 10 at this facility, on a port that AXON doesn't tell"} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q isn't said:\n%s", want, grid(s, 120, 35))
			}
		}
	})
	// With the port of the same order in the journal, the service's port is known after all, and it is said from where.
	stockBubble(t, stockedWith(all...), func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-1", order.KindPort, coreB, order.StateConfirmed, order.StatePlaced)
		journaled(t, rows, "AX-1", order.KindService, azure, order.StateConfirmed, order.StatePlaced)
		s := inventoryScreen(t, d)
		i, _ := d.findItem(order.KindService, azure)
		if i.port != coreB || !i.byJournal || s.use(stockItem{kind: order.KindPort, guid: coreB}).services != 1 {
			t.Errorf("the port is %q, by the journal %v", i.port, i.byJournal)
		}
	})
}

func TestInventoryWithoutListsShowsWhatTheJournalKnows(t *testing.T) {
	api := stocked()
	lacks := errNotPromised(t)
	api.resources = func(string) (axon.List[axon.Resource], error) { return axon.List[axon.Resource]{}, lacks }
	api.services = func(string) (axon.List[axon.Service], error) { return axon.List[axon.Service]{}, lacks }
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-AZURE", order.KindService, azure, order.StateConfirmed, order.StatePlaced, order.StateReady)
		journaled(t, rows, "AX-GONE1", order.KindService, amzn, order.StateConfirmed, order.StatePlaced, order.StateReady, order.StateEnding, order.StateEnded)
		s := inventoryScreen(t, d)
		golden(t, "inventory-journal-80x19", grid(s, 80, 19))
		if f, ok := intent[Flash](press(t, s, "X")); !ok || !f.Bad || !strings.Contains(f.Text, "doesn't list it") {
			t.Errorf("what AXON doesn't list may be deleted: %+v", f)
		}
		anySize(t, s)
	})
}

func TestInventoryEmptyFailedAndStale(t *testing.T) {
	api := &fakeAPI{
		resources: func(string) (axon.List[axon.Resource], error) { return axon.List[axon.Resource]{}, nil },
		services:  func(string) (axon.List[axon.Service], error) { return axon.List[axon.Service]{}, nil },
	}
	stockBubble(t, api, func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := inventoryScreen(t, d)
		golden(t, "inventory-empty-80x19", grid(s, 80, 19))
		down := &wire.Error{Kind: wire.KindNetwork, Op: "list resources", What: "no connection", Means: "AXON can't be reached", Next: "Try again"}
		api.resources = func(string) (axon.List[axon.Resource], error) { return axon.List[axon.Resource]{}, down }
		api.services = func(string) (axon.List[axon.Service], error) { return axon.List[axon.Service]{}, down }
		d.Stock = nil
		s = inventoryScreen(t, d)
		golden(t, "inventory-failed-80x19", grid(s, 80, 19))
		full := stocked()
		api.resources, api.services, api.service = full.resources, full.services, full.service
		press(t, s, "r")
		settled(t, s, 80, 19)
		api.resources = func(string) (axon.List[axon.Resource], error) { return axon.List[axon.Resource]{}, down }
		d.Now = time.Now().Add(time.Hour)
		press(t, s, "r")
		if shown := grid(s, 80, 19); !strings.Contains(shown, "Ports came 1 h ago; asking again failed.") || !strings.Contains(shown, "Sydney core A") {
			t.Errorf("old data isn't kept, or not said to be old:\n%s", shown)
		}
		anySize(t, s)
	})
}

func TestInventoryOpensWhatIsDoneWithAThing(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-AZURE", order.KindService, azure, order.StateConfirmed, order.StatePlaced, order.StateReady)
		s := inventoryScreen(t, d)
		if p, ok := intent[FromPort](press(t, s, "n")); !ok || p.Port.GUID != coreA || p.CompanyID != "AU100" {
			t.Errorf("n asks for %+v", p)
		}
		if f, ok := intent[Flash](press(t, s, "e")); !ok || !strings.Contains(f.Text, "A port can't be changed") {
			t.Errorf("a port may be changed: %+v", f)
		}
		if raw, ok := intent[ShowRaw](press(t, s, "J")); !ok || !strings.Contains(string(raw.JSON), coreA) {
			t.Errorf("J shows %s", raw.JSON)
		}
		press(t, s, "end")
		settled(t, s, 80, 19)
		for key, want := range map[string]OpenBook{
			"e": {What: BookChange, Kind: order.KindService, GUID: azure}, "X": {What: BookEnd, Kind: order.KindService, GUID: azure},
			"w": {What: BookNote, Kind: order.KindService, GUID: azure}, "enter": {What: BookOrder, Ref: "AX-AZURE", Kind: order.KindService},
		} {
			got, ok := intent[OpenBook](press(t, s, key))
			if !ok || got.What != want.What || got.GUID != want.GUID || got.Kind != want.Kind || got.Ref != want.Ref {
				t.Errorf("%s opens %+v, want %+v", key, got, want)
			}
		}
		ticket := s.Copies()[len(s.Copies())-1].Text
		for _, want := range []string{"connection Azure production", "VLAN 10", "AX-AZURE ready", "● public S2 ─ ● fabric S2 ═ ● microsoft S3", azure} {
			if !strings.Contains(ticket, want) {
				t.Errorf("%q isn't in the ticket:\n%s", want, ticket)
			}
		}
	})
}

func TestInventoryLooksAtTheNextCompany(t *testing.T) {
	api := stocked()
	stockBubble(t, api, func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := inventoryScreen(t, d)
		press(t, s, "tab")
		if s.Head().Title != "Inventory of Acme Cloud" || !strings.Contains(strings.Join(api.asked, ","), "resources AU200") {
			t.Errorf("%q, asked %q", s.Head().Title, api.asked)
		}
		press(t, s, "tab")
		if s.Head().Title != "Inventory of Acme Holdings" {
			t.Errorf("%q", s.Head().Title)
		}
	})
}

func TestInventoryDrawsHostileTextInItsBounds(t *testing.T) {
	long := strings.Repeat("名", 300)
	all := []axon.Service{stockService(azure, long, coreA, long, long, 10, 1e9), stockService(amzn, "", "", "", "", 0, -1, "??", "!!")}
	stockBubble(t, stockedWith(all...), func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-1", order.KindService, azure+" "+amzn, order.StateConfirmed, order.StatePlaced)
		s := inventoryScreen(t, d)
		for range 4 {
			anySize(t, s)
			press(t, s, "down")
			settled(t, s, 80, 19)
		}
		press(t, s, "T")
		anySize(t, s)
	})
}

func TestInventoryIsKeptWhereTheJournalFails(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, rows *storetest.Rows) {
		rows.Break(errors.New("The disk is full."))
		s := inventoryScreen(t, d)
		if shown := grid(s, 80, 19); !strings.Contains(shown, "The journal can't be read") || !strings.Contains(shown, "Sydney core A") {
			t.Errorf("what AXON lists isn't shown without a journal:\n%s", shown)
		}
	})
}

func TestANoteIsKeptAndFound(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, rows *storetest.Rows) {
		list := inventoryScreen(t, d)
		s := NewWriteNote(d, order.KindPort, coreA)
		enter(t, s)
		typeIn(t, s, "ask Ivo")
		press(t, s, "enter")
		typeIn(t, s, "core rack7")
		golden(t, "inventory-note-80x19", grid(s, 80, 19))
		anySize(t, s)
		rows.Break(errors.New("The disk is full."))
		if _, back := intent[Finished](press(t, s, "enter")); back || !strings.Contains(grid(s, 80, 19), "The disk is full") {
			t.Error("a note that couldn't be kept is gone")
		}
		rows.Break(nil)
		if _, back := intent[Finished](press(t, s, "enter")); !back {
			t.Error("the note isn't kept")
		}
		notes, _ := d.Journal.Notes(t.Context(), "test")
		if n := notes[coreA]; n.Text != "ask Ivo" || strings.Join(n.Tags, " ") != "core rack7" || n.User != "ada" {
			t.Errorf("kept is %+v", n)
		}
		enter(t, list)
		press(t, list, "/")
		typeIn(t, list, "rack7")
		if i, ok := list.current(); !ok || i.guid != coreA {
			t.Errorf("the tag finds %+v", i)
		}
	})
}

func TestInventoryShowsWhatIsWatchedAsTheLastPollToldIt(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := inventoryScreen(t, d)
		if s.Pace() != paceAge {
			t.Errorf("nothing is pending, and it moves every %s", s.Pace())
		}
		w := d.Watches.Add(Watch{ServiceID: azure, Goal: order.GoalRemoved}, d.Now)
		told := func(p, dep, want string) {
			t.Helper()
			w.Take(stockService(azure, "Azure production", coreA, "AU-NXT-S2", "microsoft", 10, 1e9, p, dep), time.Now().Add(time.Hour))
			w.Round++
			s.Update(Tick{})
			if i, _ := d.findItem(order.KindService, azure); i.look.Word != want {
				t.Errorf("%s/%s reads %q, want %q", p, dep, i.look.Word, want)
			}
		}
		told("D", "S", "removing")
		if s.Pace() != paceWatch {
			t.Errorf("a removal is pending, and it moves every %s", s.Pace())
		}
		told("D", "C", "removed")
		if u := useOf(stockItem{kind: order.KindPort, guid: coreA}, s.items); u.services != 1 {
			t.Errorf("%d services use the port, one of which is removed", u.services)
		}
		told("D", "S", "removing")
		w.Vanish(time.Now().Add(2 * time.Hour))
		if i, _ := d.findItem(order.KindService, azure); i.look.Word != "removed" || len(i.service.Hops) > 0 {
			t.Errorf("what AXON knows no more reads %q, over %+v", i.look.Word, i.service.Hops)
		}
	})
}
