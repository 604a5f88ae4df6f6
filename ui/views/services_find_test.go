package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
)

// seekable is a list of which nothing but ids is known, on an AEx that finds customers and addresses.
func seekable(n int) *fakeAEX {
	api := manyServices(n, 100)
	inner := api.services
	api.services = func(status string, page, size int) (aex.Page[aex.Service], error) {
		p, err := inner(status, page, size)
		for i := range p.Items {
			p.Items[i].PremiseID = "premise-" + p.Items[i].ID
		}
		return p, err
	}
	api.customers = func(email string, _ int) (aex.Page[aex.Customer], error) {
		p := aex.Page[aex.Customer]{Number: 1}
		if email == "thandi@mail.example" {
			p.Items = []aex.Customer{{ID: "00000007-cust", FirstName: "Thandi", LastName: "Nkosi", Email: email}}
		}
		return p, nil
	}
	api.addresses = func(part string) ([]string, error) {
		switch part {
		case "8 Main":
			return []string{"8 Main Road, Sandton"}, nil
		case "main road":
			return []string{"8 Main Road, Sandton", "9 Main Road, Sandton"}, nil
		case "elsewhere":
			return []string{"Elsewhere 1"}, nil
		}
		return nil, nil
	}
	api.premise = func(address string) (aex.Premise, error) {
		return aex.Premise{Address: address, PremiseID: "premise-svc-0000" + address[:1]}, nil
	}
	return api
}

func TestWhatIsTypedIsFoundOnlyAsItStands(t *testing.T) {
	api := seekable(50)
	api.service = func(id string) (aex.Service, error) {
		return aex.Service{ID: id, CustomerName: "Nomsa Dlamini", Address: "1 Rivonia Road", Reference: "ORDER/" + id, Status: "Active"}, nil
	}
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "down") // rows at rest are looked up
		press(t, s, "/")
		typeIn(t, s, "nmi") // a guess would find every Nomsa Dlamini
		if n := s.list.Shown(); n != 0 {
			t.Errorf("%d customers are shown whose names don't hold what was typed", n)
		}
		press(t, s, "ctrl+u")
		typeIn(t, s, "order/svc-00003")
		if n := s.list.Shown(); n != 1 || s.highlighted() != "svc-00003" {
			t.Errorf("by its reference %d are found, first %q", n, s.highlighted())
		}
	})
}

func TestTheListSaysHowManyAreNotNamed(t *testing.T) {
	servicesBubble(t, seekable(50), func(t *testing.T, d *Desk) {
		d.Lines.Learn([]aex.Snapshot{{ServiceID: "svc-00003", CustomerName: "Thandi Nkosi", Address: "3 Main Road"}})
		s := servicesScreen(t, d)
		press(t, s, "/")
		typeIn(t, s, "nkosi")
		if note := s.Head().Note; note != "1 of 1 found, 49 not named yet" {
			t.Errorf("the head says %q", note)
		}
		typeIn(t, s, " sipho zulu")
		text := ansi.Strip(s.View(80, 19))
		for _, part := range []string{"of 49 neither name nor address has been looked", "asks AEx for it", "A name can't be asked for"} {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), part) {
				t.Errorf("%q isn't said:\n%s", part, text)
			}
		}
		golden(t, "services-nothing-80x19", grid(s, 80, 19))
		fitsAnywhere(t, s)
	})
}

func TestAServiceIsFoundByEMailOrAddressWhereNothingIsKnown(t *testing.T) {
	for text, id := range map[string]string{"thandi@mail.example": "svc-00007", "8 Main": "svc-00008"} {
		t.Run(text, func(t *testing.T) {
			servicesBubble(t, seekable(50), func(t *testing.T, d *Desk) {
				s := servicesScreen(t, d)
				press(t, s, "/")
				typeIn(t, s, text)
				if o, ok := intent[Open](press(t, s, "enter")); !ok || o != (Open{What: LineCard, ServiceID: id}) {
					t.Errorf("it opens %+v", o)
				}
			})
		})
	}
}

func TestSeveralServicesAtAnAddressAreListed(t *testing.T) {
	servicesBubble(t, seekable(50), func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "/")
		typeIn(t, s, "main road")
		press(t, s, "enter")
		text := ansi.Strip(s.View(80, 19))
		if s.list.Shown() != 2 || !strings.Contains(text, "8 Main Road, Sandton") || !strings.Contains(text, "9 Main Road, Sandton") {
			t.Errorf("%d are shown:\n%s", s.list.Shown(), text)
		}
	})
}

func TestWhatAExDoesNotFindIsSaid(t *testing.T) {
	for text, says := range map[string]string{
		"nobody@mail.example": "No customer of yours has that e-mail address",
		"dlamini":             "A name can't be asked for",
		"elsewhere":           "AEx knows that address, but no service is among the 50",
	} {
		t.Run(text, func(t *testing.T) {
			api := seekable(50)
			servicesBubble(t, api, func(t *testing.T, d *Desk) {
				s := servicesScreen(t, d)
				press(t, s, "/")
				typeIn(t, s, text)
				if f, ok := intent[Flash](press(t, s, "enter")); !ok || !f.Bad || !strings.Contains(f.Text, says) {
					t.Errorf("it says %q", f.Text)
				}
			})
		})
	}
}

func TestAWordIsNeverAskedForAsAPath(t *testing.T) {
	api := seekable(5)
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		before := len(api.asked)
		press(t, s, "/")
		typeIn(t, s, "snapshot") // GET /services/snapshot would use up the turn of ten minutes
		press(t, s, "enter")
		for _, call := range api.asked[before:] {
			if call == "service snapshot" {
				t.Errorf("asked %q", call)
			}
		}
		if !slices.Contains(api.asked[before:], "addresses snapshot") {
			t.Errorf("AEx was asked for %q", api.asked[before:])
		}
	})
}

func TestRowsThatAWiderWindowShowsAreLookedUp(t *testing.T) {
	api := seekable(60)
	api.service = func(id string) (aex.Service, error) {
		return aex.Service{ID: id, CustomerName: "Customer of " + id}, nil
	}
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "down")
		s.View(120, 35)
		run(t, s, s.Update(Sized{W: 120}))
		if text := ansi.Strip(s.View(120, 35)); !strings.Contains(text, "Customer of svc-00034") {
			t.Errorf("the last row has no name:\n%s", text)
		}
	})
}

func TestAnAddressIsReadableBesideTheLight(t *testing.T) {
	servicesBubble(t, seekable(5), func(t *testing.T, d *Desk) {
		d.Lines.Learn([]aex.Snapshot{{ServiceID: "svc-00001", CustomerName: "Thandi Nkosi", Address: "12, Rivonia Road, Sandton, Johannesburg", Product: "50mbps"}})
		s := servicesScreen(t, d)
		if text := ansi.Strip(s.View(80, 19)); !strings.Contains(text, "12, Rivonia Road, Sandton") {
			t.Errorf("without light:\n%s", text)
		}
		d.Lines.Line("svc-00001").TookDevice(lineDevice(-26.2, 0), false, nil, d.Now)
		run(t, s, s.Init())
		for _, size := range []int{80, 120} {
			text := ansi.Strip(s.View(size, 19))
			if !strings.Contains(text, "12, Rivonia Road, San") || !strings.Contains(text, "−26.2 marginal") {
				t.Errorf("with light at %d:\n%s", size, text)
			}
		}
	})
}

// TestTheCountOfUnnamedFollowsEachLookup: it isn't counted anew for each row that is looked up, nor for each page.
func TestTheCountOfUnnamedFollowsEachLookup(t *testing.T) {
	api := seekable(150)
	api.service = func(id string) (aex.Service, error) { return aex.Service{ID: id, CustomerName: "Thandi Nkosi"}, nil }
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		first := s.unnamed
		s.View(80, 19)      // what is in sight
		press(t, s, "down") // rows at rest are looked up
		press(t, s, "end")  // and another page comes
		left := 0
		for _, r := range s.list.All() {
			if d.Lines.Unnamed(r) {
				left++
			}
		}
		if s.list.Len() != 150 || s.unnamed != left || left == 150 || first == 0 {
			t.Errorf("of %d rows %d are said to have no name, and %d have none; at first %d", s.list.Len(), s.unnamed, left, first)
		}
	})
}
