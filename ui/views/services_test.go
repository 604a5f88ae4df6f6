package views

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
)

// manyServices answers with pages of n services, at most most of them a page whatever is asked for.
func manyServices(n, most int) *fakeAEX {
	api := &fakeAEX{}
	api.services = func(status string, page, size int) (aex.Page[aex.Service], error) {
		size = min(size, most)
		p := aex.Page[aex.Service]{Number: page, Total: n}
		for i := (page - 1) * size; i < min(n, page*size); i++ {
			p.Items = append(p.Items, numbered(i, status))
		}
		p.Count = len(p.Items)
		return p, nil
	}
	return api
}

func numbered(i int, status string) aex.Service {
	if status == "" {
		status = []string{"Active", "Pending installation", "Suspended"}[i%3]
	}
	return aex.Service{ID: fmt.Sprintf("svc-%05d", i), CustomerID: fmt.Sprintf("%08d-cust", i), ProductID: "product-1", SalesAgent: "Sipho", Status: status, Reference: fmt.Sprintf("REF-%05d", i)}
}

// servicesScreen enters the list and draws it once: rows in sight are those that were drawn.
func servicesScreen(t *testing.T, d *Desk) *Services {
	t.Helper()
	s := NewServices(d)
	enter(t, s)
	s.View(80, 19)
	return s
}

func pagesAsked(api *fakeAEX) (n int) {
	for _, call := range api.asked {
		if strings.HasPrefix(call, "services ") {
			n++
		}
	}
	return n
}

func servicesBubble(t *testing.T, api *fakeAEX, f func(t *testing.T, d *Desk)) {
	t.Helper()
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		d.Lines.API = api
		f(t, d)
	})
}

func TestServicesLoadAsOneScrolls(t *testing.T) {
	api := manyServices(5000, 100)
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := NewServices(d)
		cmd := s.Init()
		golden(t, "services-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		s.View(80, 19)
		goldens(t, "services", s)
		fitsAnywhere(t, s)
		s.View(80, 19)
		if n := pagesAsked(api); n > 2 {
			t.Errorf("%d pages for the first screen", n)
		}
		if note := s.Head().Note; !strings.Contains(note, "1 of 5000, 100 of 5000 loaded") {
			t.Errorf("the head says %q", note)
		}
		before := pagesAsked(api)
		press(t, s, "end")
		s.View(80, 19)
		if pagesAsked(api) == before {
			t.Error("nothing more came at the end")
		}
		at := s.highlighted()
		press(t, s, "down")
		if s.highlighted() == at {
			t.Error("the highlight can't go on into what came")
		}
	})
}

func TestAFilterPullsTheRest(t *testing.T) {
	api := manyServices(1000, 100)
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "/")
		typeIn(t, s, "REF-00987")
		press(t, s, "enter")
		if !d.Lines.List("").Whole || pagesAsked(api) != 10 {
			t.Errorf("%d pages came, whole %v", pagesAsked(api), d.Lines.List("").Whole)
		}
		if s.highlighted() != "svc-00987" {
			t.Errorf("found %q", s.highlighted())
		}
		if o, ok := intent[Open](press(t, s, "enter")); !ok || o != (Open{What: LineCard, ServiceID: "svc-00987"}) {
			t.Errorf("enter opens %+v", o)
		}
	})
}

func TestAnEmptyPageInTheMiddleEndsNothing(t *testing.T) {
	inner := manyServices(400, 100)
	api := &fakeAEX{services: func(status string, page, size int) (aex.Page[aex.Service], error) {
		switch {
		case page == 2:
			return aex.Page[aex.Service]{Number: page, Total: 400}, nil
		case page > 2:
			page--
		}
		return inner.services(status, page, size)
	}}
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "/")
		typeIn(t, s, "REF-00399")
		if l := d.Lines.List(""); !l.Whole || len(l.Rows) != 400 {
			t.Errorf("%d rows came, whole %v", len(l.Rows), l.Whole)
		}
		if s.highlighted() != "svc-00399" {
			t.Errorf("found %q", s.highlighted())
		}
	})
}

func TestATotalThatChangesLosesNoRow(t *testing.T) {
	inner := manyServices(300, 100)
	for name, total := range map[string]func(page int) int{
		"grows": func(page int) int { return 200 + 100*min(page, 1) + page%2 }, "shrinks": func(page int) int { return 310 - 5*page },
		"is more than there is": func(int) int { return 900 },
	} {
		t.Run(name, func(t *testing.T) {
			api := &fakeAEX{services: func(status string, page, size int) (aex.Page[aex.Service], error) {
				p, err := inner.services(status, page, size)
				p.Total = total(page)
				return p, err
			}}
			servicesBubble(t, api, func(t *testing.T, d *Desk) {
				s := servicesScreen(t, d)
				press(t, s, "/")
				typeIn(t, s, "REF-00299")
				if l := d.Lines.List(""); !l.Whole || len(l.Rows) != 300 {
					t.Errorf("%d rows came, whole %v", len(l.Rows), l.Whole)
				}
				if n := pagesAsked(api); n > 5 {
					t.Errorf("%d pages were asked for", n)
				}
			})
		})
	}
}

func TestAServerThatRepeatsItsPageComesToAnEnd(t *testing.T) {
	inner := manyServices(5000, 100)
	api := &fakeAEX{services: func(status string, _, size int) (aex.Page[aex.Service], error) {
		return inner.services(status, 1, size)
	}}
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "/")
		typeIn(t, s, "REF-00007")
		if n := pagesAsked(api); n > 3 {
			t.Errorf("%d pages were asked for", n)
		}
		if l := d.Lines.List(""); len(l.Rows) != 100 {
			t.Errorf("%d rows", len(l.Rows))
		}
	})
}

func TestServicesOfOneStatus(t *testing.T) {
	api := manyServices(90, 100)
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "t")
		if !s.Typing() {
			t.Fatal("nothing is asked for")
		}
		golden(t, "services-status-80x19", grid(s, 80, 19))
		typeIn(t, s, "pend")
		press(t, s, "tab", "enter")
		if title := s.Head().Title; title != "Services with status Pending installation" {
			t.Errorf("the title is %q", title)
		}
		if last := api.asked[len(api.asked)-1]; !strings.Contains(strings.Join(api.asked, "\n"), "services Pending installation") {
			t.Errorf("asked %q", last)
		}
		before := pagesAsked(api)
		press(t, s, "t", "enter")
		if s.Head().Title != "Services" || pagesAsked(api) != before {
			t.Error("all of them are asked for again, though they are known")
		}
		press(t, s, "t")
		typeIn(t, s, "some other word")
		press(t, s, "enter")
		if s.status != "some other word" {
			t.Errorf("the status is %q", s.status)
		}
	})
}

func TestAServiceIsFoundByItsIDWhereItHasNotCome(t *testing.T) {
	api := manyServices(50, 100)
	api.service = func(id string) (aex.Service, error) {
		if id != lineID {
			return aex.Service{}, errDown
		}
		return lineService(), nil
	}
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		press(t, s, "/")
		typeIn(t, s, lineID)
		press(t, s, "enter")
		if o, ok := intent[Open](press(t, s, "enter")); !ok || o != (Open{What: LineCard, ServiceID: lineID}) {
			t.Errorf("it opens %+v", o)
		}
		press(t, s, "esc")
		press(t, s, "/")
		typeIn(t, s, "zzzzzz-nobody")
		press(t, s, "enter")
		if f, ok := intent[Flash](press(t, s, "enter")); !ok || !f.Bad {
			t.Errorf("an id that nobody has says %+v", f)
		}
	})
}

func TestOnlyRowsAtRestAreLookedUp(t *testing.T) {
	api := manyServices(300, 100)
	api.service = func(id string) (aex.Service, error) {
		return aex.Service{ID: id, Status: "Active", CustomerName: "Customer of " + id, Address: id + " Main Road"}, nil
	}
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		lookups := func() int { return len(api.asked) - pagesAsked(api) }
		before := lookups()
		held := s.Update(keyPress("pgdown"))
		for range 3 {
			s.View(80, 19)
			held = s.Update(keyPress("pgdown"))
		}
		if lookups() != before {
			t.Error("rows that flew by were looked up")
		}
		s.View(80, 19)
		run(t, s, held)
		seen := s.list.InSight()
		if n := lookups() - before; n == 0 || n > len(seen) {
			t.Errorf("%d look-ups for %d rows in sight", n, len(seen))
		}
		if text := ansi.Strip(s.View(80, 19)); !strings.Contains(text, "Customer of "+seen[0].ID) {
			t.Errorf("the names don't show:\n%s", text)
		}
	})
}

func TestServicesSayWhatWentWrong(t *testing.T) {
	api := manyServices(300, 100)
	working := api.services
	api.services = func(string, int, int) (aex.Page[aex.Service], error) { return aex.Page[aex.Service]{}, errRefused }
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		golden(t, "services-error-80x19", grid(s, 80, 19))
		api.services = working
		press(t, s, "r")
		s.View(80, 19)
		at := s.highlighted()
		api.services = func(string, int, int) (aex.Page[aex.Service], error) { return aex.Page[aex.Service]{}, errDown }
		press(t, s, "end")
		text := ansi.Strip(s.View(80, 19))
		if !strings.Contains(text, "The next page could not be had") || at == "" || s.list.Len() != 100 {
			t.Errorf("a page that failed leaves %d rows:\n%s", s.list.Len(), text)
		}
		fitsAnywhere(t, s)
	})
}

func TestNoServicesAtAll(t *testing.T) {
	servicesBubble(t, manyServices(0, 100), func(t *testing.T, d *Desk) {
		s := servicesScreen(t, d)
		golden(t, "services-empty-80x19", grid(s, 80, 19))
		fitsAnywhere(t, s)
	})
}

func TestServicesShowTheLightThatIsKnown(t *testing.T) {
	api := manyServices(5, 100)
	servicesBubble(t, api, func(t *testing.T, d *Desk) {
		d.Lines.Line("svc-00001").TookDevice(lineDevice(-26.2, 0), false, nil, d.Now)
		s := servicesScreen(t, d)
		if text := ansi.Strip(s.View(120, 19)); !strings.Contains(text, "−26.2 marginal") {
			t.Errorf("the light isn't in\n%s", text)
		}
		for _, call := range api.asked {
			if strings.HasPrefix(call, "device") {
				t.Errorf("the list asks: %s", call)
			}
		}
	})
}
