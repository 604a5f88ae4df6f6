package views

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"axdesk/client/axon"
	"axdesk/client/order"
)

var places = []axon.Location{
	{ID: "AU-NXT-S2", Description: "NEXTDC S2", Country: "AU", City: "Sydney", Neighbors: []string{"AU-NXT-S1"}},
	{ID: "AU-NXT-M1", Description: "NEXTDC M1", Country: "AU", City: "Melbourne", Neighbors: []string{"AU-NXT-S1", "AU-NXT-B2"}},
	{ID: "AU-NXT-S1", Description: "NEXTDC S1", Country: "AU", City: "Sydney", Neighbors: []string{"AU-NXT-S2", "AU-NXT-M1"}},
	{ID: "AU-NXT-D1", Description: "NEXTDC D1", Country: "AU", City: "Darwin"},
}

func locationAPI() *fakeAPI {
	return &fakeAPI{
		locations: func() (axon.List[axon.Location], error) {
			return axon.List[axon.Location]{Items: places, Total: len(places), At: testNow}, nil
		},
		catalogue: func(string) (axon.List[axon.Offer], error) { return portOffers(), nil },
	}
}

func locationScreen(api axon.API) *Location {
	d := newDesk(api)
	d.Walk.SetCompany(axon.Company{ID: "AU123456", Name: "Acme Pty Ltd"})
	return NewLocation(d)
}

func TestLocationsAreGroupedByCity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := locationAPI()
		s := locationScreen(api)
		got := enter(t, s)
		if asked := strings.Join(api.asked, ", "); asked != "locations, catalogue AU123456" {
			t.Errorf("asked %q", asked)
		}
		if _, told := intent[Changed](got); !told {
			t.Error("what was learnt isn't told")
		}
		press(t, s, "end", "up")
		goldens(t, "location", s)
		inBox(t, s)
		if enter(t, s); len(api.asked) != 2 {
			t.Errorf("what is known was asked again: %q", api.asked)
		}
		if press(t, s, "r"); len(api.asked) != 3 {
			t.Error("r doesn't ask again")
		}
	})
}

func TestLocationIsChosen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := locationScreen(locationAPI())
		enter(t, s)
		typeIn(t, s, "/s1")
		if !s.Typing() {
			t.Error("characters don't belong to the filter")
		}
		if note := s.Head().Note; note != "1 of 1 found, 4 in all" {
			t.Errorf("the note is %q", note)
		}
		if _, on := intent[Forward](press(t, s, "enter")); !on || s.desk.Walk.Location == nil || s.desk.Walk.Location.ID != "AU-NXT-S1" {
			t.Errorf("chosen is %+v", s.desk.Walk.Location)
		}
		again := NewLocation(s.desk)
		enter(t, again)
		if l, _ := again.list.Current(); l.ID != "AU-NXT-S1" || !strings.Contains(grid(again, 80, 19), "✓ chosen") {
			t.Errorf("coming back highlights %s", l.ID)
		}
		if _, back := intent[BackMsg](press(t, again, "esc")); !back {
			t.Error("esc doesn't go back")
		}
		if c := again.Copies(); len(c) != 2 || c[0].Text != "AU-NXT-S1" || c[1].Text != "AU-NXT-S1 NEXTDC S1, Sydney" {
			t.Errorf("copies are %+v", c)
		}
	})
}

func TestLocationDetailFollowsTheHighlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := locationAPI()
		s := locationScreen(api)
		enter(t, s)
		if text := grid(s, 80, 19); !strings.Contains(text, "none listed: no interconnect leads from here") || !strings.Contains(text, "nothing at the moment") {
			t.Errorf("the first, Darwin, shows\n%s", text)
		}
		waiting := s.Update(keyPress("end"))
		if text := grid(s, 80, 19); !strings.Contains(text, "Darwin, AU") {
			t.Errorf("the detail moved before the highlight rested:\n%s", text)
		}
		run(t, s, waiting)
		if text := grid(s, 80, 19); !strings.Contains(text, "Sydney, AU, with AU-NXT-S1") || strings.Contains(text, "Darwin, AU") {
			t.Errorf("the detail doesn't follow:\n%s", text)
		}
	})
}

func TestLocationSaysWhenTheListIsShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := locationAPI()
		api.locations = func() (axon.List[axon.Location], error) {
			return axon.List[axon.Location]{Items: places, Total: 120, At: testNow}, nil
		}
		s := locationScreen(api)
		enter(t, s)
		if note := s.Head().Note; !strings.Contains(note, "(4 of 120 shown by the API)") {
			t.Errorf("the note %q hides that there are more", note)
		}
	})
}

func TestLocationLoadingEmptyFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := locationAPI()
		api.catalogue = func(string) (axon.List[axon.Offer], error) {
			return axon.List[axon.Offer]{}, errors.New("The catalogue can't be had.")
		}
		api.locations = func() (axon.List[axon.Location], error) {
			return axon.List[axon.Location]{}, errors.New("The line is down.")
		}
		s := locationScreen(api)
		cmd := s.Init()
		golden(t, "location-loading", grid(s, 80, 19))
		inBox(t, s)
		if s.Pace() == 0 {
			t.Error("a screen that waits stands still")
		}
		s.Began(testNow)
		s.desk.Now = testNow.Add(12e9)
		if !strings.Contains(grid(s, 80, 19), "12 s") {
			t.Error("a long wait isn't counted")
		}
		run(t, s, cmd)
		golden(t, "location-error", grid(s, 80, 19))
		inBox(t, s)
		if s.Pace() != 0 {
			t.Error("a screen that waits for nothing moves")
		}
		api.locations = func() (axon.List[axon.Location], error) { return axon.List[axon.Location]{At: testNow}, nil }
		press(t, s, "r")
		golden(t, "location-empty", grid(s, 80, 19))
		inBox(t, s)
		if press(t, s, "enter"); s.desk.Walk.Location != nil || s.Hints()[0].Off == "" {
			t.Error("nothing can be chosen, and it doesn't say so")
		}
	})
}

func TestLocationKeepsItsRowsWhenAskingAgainFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := locationAPI()
		s := locationScreen(api)
		enter(t, s)
		api.locations = func() (axon.List[axon.Location], error) {
			return axon.List[axon.Location]{}, errors.New("The line is down.")
		}
		got := press(t, s, "r")
		if text := grid(s, 80, 19); !strings.Contains(text, "NEXTDC M1") {
			t.Errorf("the rows are gone:\n%s", text)
		}
		if f, told := intent[Flash](got); !told || !f.Bad || !strings.Contains(f.Text, "The line is down.") {
			t.Errorf("nobody says that asking again failed: %v", got)
		}
	})
}

func TestLocationDropsLateAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := locationScreen(locationAPI())
		cmd := s.Init()
		s.Leave()
		if got := run(t, s, cmd); len(got) != 0 || s.list.Len() != 0 || len(s.desk.Walk.Locations.Items) != 0 {
			t.Errorf("answers to a screen that was left were taken in: %v", got)
		}
		if cmd = s.Init(); cmd == nil {
			t.Fatal("coming back doesn't ask again")
		}
		run(t, s, cmd)
		if s.list.Len() != 4 {
			t.Errorf("%d rows after coming back", s.list.Len())
		}
	})
}

func TestLocationSaysWhyTheCatalogueIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := locationAPI()
		api.catalogue = func(string) (axon.List[axon.Offer], error) { return axon.List[axon.Offer]{}, errors.New("No.") }
		s := locationScreen(api)
		cmd := s.Init()
		s.desk.Walk.Learn(func(f *order.Facts) { f.Locations = axon.List[axon.Location]{Items: places} })
		s.fill()
		if !strings.Contains(grid(s, 80, 19), "asking for the catalogue…") {
			t.Errorf("what is awaited isn't told:\n%s", grid(s, 80, 19))
		}
		run(t, s, cmd)
		if !strings.Contains(grid(s, 80, 19), "not known: the catalogue could not be had") {
			t.Errorf("what failed isn't told:\n%s", grid(s, 80, 19))
		}
		api.catalogue, api.asked = locationAPI().catalogue, nil
		api.locations = locationAPI().locations
		if press(t, s, "r"); !strings.Contains(grid(s, 80, 19), "nothing at the moment") {
			t.Errorf("r asked %q and shows\n%s", api.asked, grid(s, 80, 19))
		}
	})
}
