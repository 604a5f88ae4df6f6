package views

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"axdesk/client/axon"
	"axdesk/client/order"
)

var portPlaces = []axon.Location{
	{ID: "AU-NXT-S1", Description: "NEXTDC S1", Country: "AU", City: "Sydney", Neighbors: []string{"AU-NXT-S2", "AU-NXT-M1"}},
	{ID: "AU-NXT-M1", Description: "NEXTDC M1", Country: "AU", City: "Melbourne", Neighbors: []string{"AU-NXT-S1", "AU-NXT-P1", "AU-NXT-B1"}},
}

func portSKU(term int, once, monthly string) axon.SKU {
	return axon.SKU{Code: "AXON-PORT", Description: "up to 10km", Term: term, Volume: "0", InstallFee: once, UnitPrice: monthly}
}

func portOffers() axon.List[axon.Offer] {
	const gig = 1_000_000_000
	return axon.List[axon.Offer]{At: testNow, Total: 120, Items: []axon.Offer{
		{
			LocationID: "AU-NXT-S1", Class: "FI", Speed: 10 * gig, CandidateGUID: "85e44356-fda5-48c7-93c1-3594ad72df64", NeighbourID: "AU-NXT-M1",
			Modes: []axon.PortMode{{Mode: "FI-50M", Speed: 50_000_000, Description: "50Mb Fabric Interconnect"}, {Mode: "FI-100M", Speed: 100_000_000}},
			SKUs:  []axon.SKU{{Code: "AXON-FI", Description: "Intercap", InstallFee: "0.00", UnitPrice: "280.00", Term: 1}},
		},
		{LocationID: "AU-NXT-S1", Class: "10GBASELR", Speed: 10 * gig, SKUs: []axon.SKU{portSKU(12, "0.00", "450.00"), portSKU(1, "1200.00", "500.00"), portSKU(36, "0.00", "xxx.00")}},
		{LocationID: "AU-NXT-S1", Class: "1000BASELX", Speed: gig, SKUs: []axon.SKU{portSKU(0, "200.00", "0.95"), portSKU(12, "0.00", "150.00")}},
		{LocationID: "AU-NXT-S1", Class: "100GBASELR4", Speed: 100 * gig},
		{LocationID: "AU-NXT-M1", Class: "10GBASELR", Speed: 10 * gig, SKUs: []axon.SKU{portSKU(12, "0.00", "1.00")}},
	}}
}

func portTypes() axon.List[axon.ResourceType] {
	return axon.List[axon.ResourceType]{At: testNow, Items: []axon.ResourceType{{
		Type: "10GBASELR", Class: "10GBASELR", Description: "Single mode optical - up to 10km", Connector: "LC", Cable: "SMF",
		Wavelength: axon.Range{Unit: "nm", Min: "1260", Max: "1355"}, TxPower: axon.Range{Unit: "dBm", Min: "-8.2", Max: "0.5"},
		RxPower: axon.Range{Unit: "dBm", Min: "-14.4", Max: "0.5"}, Distance: axon.Range{Unit: "km", Min: "0", Max: "10"},
		Specs: []axon.Spec{{Name: "connector_type", Text: "LC"}, {Name: "fibre_count", Text: "2"}},
	}}}
}

func portsOwned() axon.List[axon.Resource] {
	return axon.List[axon.Resource]{At: testNow, Items: []axon.Resource{
		{GUID: "11111111-aaaa-4563-90fc-9f7f473dba19", Description: "Core A", LocationID: "AU-NXT-S1", Class: "10GBASELR", MeetMe: "S1-IR2-EE05-A Port 9/10", Provisioned: "C", Deprovisioned: "N"},
		{GUID: "22222222-bbbb-4563-90fc-9f7f473dba19", Description: "Edge", LocationID: "AU-NXT-M1", Class: "1000BASELX", Provisioned: "S", Deprovisioned: "N"},
		{GUID: "33333333-cccc-4563-90fc-9f7f473dba19", Description: "Gone", LocationID: "AU-NXT-S1", Class: "1000BASELX", Provisioned: "D", Deprovisioned: "C"},
	}}
}

func portAPI() *fakeAPI {
	return &fakeAPI{
		catalogue: func(string) (axon.List[axon.Offer], error) { return portOffers(), nil },
		types:     func() (axon.List[axon.ResourceType], error) { return portTypes(), nil },
		resources: func(string) (axon.List[axon.Resource], error) { return portsOwned(), nil },
	}
}

// portDesk stands before the choice of a port at S1.
func portDesk(api axon.API) *Desk {
	d := newDesk(api)
	d.Walk.SetCompany(axon.Company{ID: "AU123456", Name: "Acme Pty Ltd"})
	d.Walk.Learn(func(f *order.Facts) { f.Locations = axon.List[axon.Location]{Items: portPlaces} })
	d.Walk.SetLocation(portPlaces[0])
	return d
}

func portScreen(t *testing.T, api *fakeAPI) *Port {
	t.Helper()
	s := NewPort(portDesk(api))
	enter(t, s)
	return s
}

func TestPortShowsTheCatalogueAndOwnPorts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := portAPI()
		s := portScreen(t, api)
		if got := strings.Join(api.asked, ", "); got != "catalogue AU123456, types, resources AU123456" {
			t.Errorf("asked %q", got)
		}
		press(t, s, "g", "down", "down", "down")
		goldens(t, "port", s)
		anySize(t, s)
		press(t, s, "G", "up", "up")
		goldens(t, "port-fabric", s)
		press(t, s, "g")
		goldens(t, "port-existing", s)
		if enter(t, s); len(api.asked) != 3 {
			t.Errorf("known things were asked again: %q", api.asked)
		}
	})
}

func TestPortChoosesOfferModeAndExisting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := portScreen(t, portAPI())
		chosen := func() order.PortChoice {
			t.Helper()
			if _, ok := intent[Forward](press(t, s, "enter")); !ok {
				t.Fatal("enter didn't go on")
			}
			return *s.desk.Walk.Port
		}
		press(t, s, "g")
		if p := chosen(); p.Existing == nil || !strings.HasPrefix(p.Existing.GUID, "1111") {
			t.Errorf("the first row is %+v, want the port at this location", p)
		}
		typeIn(t, s, "/10GBASELR")
		said, _ := intent[Flash](press(t, s, "enter"))
		if said.Text != "The connection starts at your port Core A: no port is ordered." {
			t.Errorf("who meant to buy a port of that class is told %q", said.Text)
		}
		typeIn(t, s, "/FI-100M")
		if said, told := intent[Flash](press(t, s, "enter")); told {
			t.Errorf("a port that is bought is told as %q", said.Text)
		}
		if p := chosen(); p.Mode.Mode != "FI-100M" || p.SKU.Code != "AXON-FI" || !p.HasSKU {
			t.Errorf("chosen %+v, want the interconnect at 100 Mbps", p)
		}
		press(t, s, "esc")
		typeIn(t, s, "/10gbaselr monthly")
		if p := chosen(); p.Offer.Class != "10GBASELR" || p.SKU.Term != 1 || p.Offer.LocationID != "AU-NXT-S1" {
			t.Errorf("chosen %+v, want the 10G port by the month", p)
		}
		again := NewPort(s.desk)
		enter(t, again)
		if r, _ := again.list.Current(); r.Choice.SKU.Term != 1 || r.Choice.Offer.Class != "10GBASELR" {
			t.Errorf("coming back highlights %q", r.Key)
		}
	})
}

func TestPortTellsWhatWasLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := portScreen(t, portAPI())
		if note := s.Head().Note; !strings.Contains(note, "2 can't be priced") || !strings.Contains(note, "5 of its 120 offers") {
			t.Errorf("the note %q hides something", note)
		}
		press(t, s, "v", "G")
		golden(t, "port-left-out", grid(s, 80, 19))
		got := press(t, s, "enter")
		flash, ok := intent[Flash](got)
		if _, on := intent[Forward](got); on || !ok || !flash.Bad {
			t.Errorf("an offer without a price was chosen: %v", got)
		}
	})
}

func TestPortGoesToWhatWasLeftOutAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := portScreen(t, portAPI())
		press(t, s, "down", "down")
		before := s.highlighted()
		for _, hides := range []string{"v", "esc"} {
			press(t, s, "v")
			if r, _ := s.list.Current(); r.Why == "" || r.Key != s.left[0] || s.shown != r.Key {
				t.Errorf("v goes to %q, want the first row that was left out", r.Name)
			}
			if _, left := intent[BackMsg](press(t, s, hides)); left {
				t.Errorf("%s left the screen", hides)
			}
			if s.reveal || s.highlighted() != before || s.shown != before {
				t.Errorf("%s goes to %q, want where the highlight was before", hides, s.highlighted())
			}
		}
		if _, left := intent[BackMsg](press(t, s, "esc")); !left {
			t.Error("esc doesn't go back when nothing is shown beside the offers")
		}
	})
}

func TestPortSorts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := portScreen(t, portAPI())
		offers := func() string {
			var out []string
			for _, line := range strings.Split(grid(s, 80, 40), "\n") {
				if strings.Contains(line, "up to 10km") || strings.Contains(line, "FI-") {
					f := strings.Fields(line)
					out = append(out, f[len(f)-1])
				}
			}
			return strings.Join(out, " ")
		}
		for _, want := range []string{"0.95 150.00 500.00 450.00", "150.00 0.95 450.00 500.00", "0.95 150.00 500.00 450.00"} {
			if got := offers(); !strings.HasPrefix(got, want) {
				t.Errorf("sorted by %s: %s, want %s first", s.order, got, want)
			}
			press(t, s, "s")
		}
	})
}

func TestPortDoesWithoutTheAssumedList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := portAPI()
		missing := errNotPromised(t)
		api.resources = func(string) (axon.List[axon.Resource], error) { return axon.List[axon.Resource]{}, missing }
		api.types = func() (axon.List[axon.ResourceType], error) {
			return axon.List[axon.ResourceType]{}, errors.New("the types can't be had.")
		}
		s := portScreen(t, api)
		golden(t, "port-without", grid(s, 80, 19))
		before := len(api.asked)
		enter(t, s)
		if got := strings.Join(api.asked[before:], ", "); strings.Contains(got, "resources") {
			t.Errorf("a list that the server lacks was asked for again: %s", got)
		}
	})
}

func TestPortLoadingEmptyFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := portAPI()
		api.resources = func(string) (axon.List[axon.Resource], error) { return axon.List[axon.Resource]{At: testNow}, nil }
		api.catalogue = func(string) (axon.List[axon.Offer], error) {
			return axon.List[axon.Offer]{}, errors.New("The line is down.")
		}
		s := NewPort(portDesk(api))
		cmd := s.Init()
		golden(t, "port-loading", grid(s, 80, 19))
		run(t, s, cmd)
		golden(t, "port-error", grid(s, 80, 19))
		anySize(t, s)
		api.catalogue = func(string) (axon.List[axon.Offer], error) { return axon.List[axon.Offer]{At: testNow}, nil }
		press(t, s, "r")
		golden(t, "port-empty", grid(s, 80, 19))
	})
}

func TestPortDropsLateAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewPort(portDesk(portAPI()))
		cmd := s.Init()
		s.Leave()
		run(t, s, cmd)
		if s.list.Len() != 0 || s.desk.Walk.KnowsCatalogue("AU123456") {
			t.Error("answers to a screen that was left were taken in")
		}
	})
}

func TestReachable(t *testing.T) {
	direct, further := reachable(portPlaces, "AU-NXT-S1", "AU-NXT-M1")
	if direct != "NEXTDC M1, Melbourne (AU-NXT-M1), directly" || further != "P1, B1, through one more hop" {
		t.Errorf("%q then %q", direct, further)
	}
	if _, further = reachable(nil, "AU-NXT-S1", "AU-NXT-M1"); !strings.Contains(further, "not known") {
		t.Errorf("without locations: %q", further)
	}
}

func BenchmarkPortMove(b *testing.B) {
	api := portAPI()
	d := portDesk(api)
	offers := portOffers()
	for range 7 {
		offers.Items = append(offers.Items, offers.Items...)
	}
	d.Walk.Learn(func(f *order.Facts) {
		f.SetCatalogue("AU123456", offers)
		f.Types = portTypes()
		f.SetResources("AU123456", portsOwned())
	})
	s := NewPort(d)
	s.Init()
	s.View(120, 35)
	down, up := keyPress("down"), keyPress("up")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%2 == 0 {
			s.Update(down)
		} else {
			s.Update(up)
		}
		s.View(120, 35)
	}
}
