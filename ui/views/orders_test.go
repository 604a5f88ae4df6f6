package views

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
)

// bookDesk is a desk whose journal has a draft and an order in each of some states.
func bookDesk(t *testing.T) (*Desk, *storetest.Rows) {
	t.Helper()
	rows := &storetest.Rows{}
	d := portDesk(&fakeAPI{})
	d.Journal = order.NewJournal(rows, "test")
	d.Now = testNow
	add := func(ref, kind string, states ...order.Entry) {
		for i, e := range states {
			e.Scope, e.Ref, e.Kind, e.Seq = "test", ref, kind, i+1
			e.At = testNow.Add(time.Duration(i-10) * time.Minute)
			e.Price = "75.50 once, 137.75 a month"
			e.User, e.Company, e.CompanyID, e.Title = "kim@acme.example", "Acme Pty Ltd", "AU123456", "S1 to aws S2, 200 Mbps"
			if err := rows.Append(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
	}
	sum, err := rows.KeepDocument(t.Context(), "Terms of service", []byte("# Terms\n\nYou pay.\x1b[31m\n"))
	if err != nil {
		t.Fatal(err)
	}
	signed := []order.SignedDocument{{ID: "d1", Title: "Terms of service", SHA256: sum, SignedAt: testNow.Add(-7 * time.Minute), SignedBy: "kim@acme.example"}}
	offered := []order.SignedDocument{{ID: "d1", Title: "Terms of service", SHA256: sum}}
	post := func(state, body string) order.Entry {
		return order.Entry{State: state, Method: "POST", Path: "v1/service/exc/AU123456", Body: []byte(body)}
	}
	placing := post("placing", `{"a":1,"document_ids":["d1"]}`)
	placing.Documents = signed
	add("AX-00001", "service", post("confirmed", `{"a":1}`), order.Entry{State: "offered", Status: 200, Documents: offered},
		order.Entry{State: "signed", Documents: signed}, placing, order.Entry{State: "placed", Status: 200, GUID: watchedID})
	add("AX-00002", "port", post("confirmed", `{"a":1}`), order.Entry{State: "refused", Status: 409, Said: "the server answered 409"})
	add("AX-00003", "port", post("confirmed", `{"a":1}`), order.Entry{State: "unknown", Said: "axdesk ended before an answer came"})
	add("AX-00004", "port", post("confirmed", `{"a":1}`))
	draft := order.Draft{Scope: "test", Ref: "AX-00005", At: testNow.Add(-time.Hour), Step: "Options", Title: "S1 to aws S2, 200 Mbps", Company: "Acme Pty Ltd"}
	if err := rows.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	return d, rows
}

func TestOrdersShowsWhatWaitsForAPersonFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := bookDesk(t)
		s := NewOrders(d)
		cmd := s.Init()
		golden(t, "orders-loading", grid(s, 80, 19))
		run(t, s, cmd)
		golden(t, "orders", grid(s, 80, 19))
		golden(t, "orders-wide", grid(s, 120, 35))
		inBox(t, s)
		if o, ok := intent[OpenBook](press(t, s, "enter")); !ok || o.What != BookOrder || o.Ref != "AX-00004" || o.Kind != order.KindPort {
			t.Errorf("enter opens %+v", o)
		}
		s.list.SelectKey("draft AX-00005")
		if o, ok := intent[OpenBook](press(t, s, "enter")); !ok || o.What != BookResume || o.Draft.Ref != "AX-00005" {
			t.Errorf("enter opens %+v", o)
		}
		copied := map[string]string{}
		for _, c := range s.Copies() {
			copied[c.Label] = c.Text
		}
		if !strings.Contains(copied["all orders as JSON"], `"state": "placed"`) || strings.Count(copied["all orders as CSV"], "AX-") != 4 || copied["order reference"] != "AX-00005" {
			t.Errorf("copied %q", copied)
		}
	})
}

func TestADraftIsForgottenAtTheSecondPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, rows := bookDesk(t)
		s := NewOrders(d)
		enter(t, s)
		if f, ok := intent[Flash](press(t, s, "D")); !ok || !strings.Contains(f.Text, "Only what was begun") {
			t.Errorf("an order can be forgotten: %q", f.Text)
		}
		s.list.SelectKey("draft AX-00005")
		if f, ok := intent[Flash](press(t, s, "D")); !ok || !strings.Contains(f.Text, "once more") {
			t.Errorf("one press: %q", f.Text)
		}
		if drafts, _ := rows.Drafts(t.Context(), "test"); len(drafts) != 1 {
			t.Fatal("one press forgets it")
		}
		press(t, s, "D")
		if drafts, _ := rows.Drafts(t.Context(), "test"); len(drafts) != 0 || strings.Contains(grid(s, 80, 19), "AX-00005") {
			t.Errorf("it is still there:\n%s", grid(s, 80, 19))
		}
	})
}

func TestOrdersTellsAnEmptyAndABrokenJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rows := &storetest.Rows{}
		d := portDesk(&fakeAPI{})
		d.Journal = order.NewJournal(rows, "test")
		s := NewOrders(d)
		enter(t, s)
		golden(t, "orders-empty", grid(s, 80, 19))
		rows.Break(errors.New("The disk failed."))
		s = NewOrders(d)
		enter(t, s)
		golden(t, "orders-error", grid(s, 80, 19))
	})
}

func TestOrderShowsItsTimelineAndItsTermsAsSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := bookDesk(t)
		s := NewOrder(d, "AX-00001", order.KindService)
		enter(t, s)
		golden(t, "order", grid(s, 80, 19))
		golden(t, "order-wide", grid(s, 120, 35))
		inBox(t, s)
		if f, ok := intent[Flash](press(t, s, "enter")); !ok || !strings.Contains(f.Text, "Nothing was sent") {
			t.Errorf("the placed state shows %+v", f)
		}
		raw, ok := intent[ShowRaw](press(t, s, "down", "enter"))
		if !ok || string(raw.JSON) != `{"a":1,"document_ids":["d1"]}` || raw.Note != "as it was sent" {
			t.Errorf("the request is %+v", raw)
		}
		raw, ok = intent[ShowRaw](press(t, s, "end", "enter"))
		if !ok || !strings.Contains(string(raw.JSON), "You pay.") || raw.Title != "Terms of service" {
			t.Errorf("the document is %+v", raw)
		}
		d.Journal = order.NewJournal(&storetest.Rows{}, "test")
		s = NewOrder(d, "AX-00009", order.KindPort)
		enter(t, s)
		golden(t, "order-empty", grid(s, 80, 19))
	})
}

func TestAnOrderIsNotTakenUpWithoutAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := bookDesk(t)
		d.API = &fakeAPI{user: func() (axon.Account, error) { return axon.Account{}, errors.New("The line is down.") }}
		drafts, err := d.Journal.Drafts(t.Context(), "test")
		if err != nil {
			t.Fatal(err)
		}
		s := NewResume(d, drafts[0])
		cmd := s.Init()
		golden(t, "resume-loading", grid(s, 80, 19))
		run(t, s, cmd)
		golden(t, "resume-error", grid(s, 80, 19))
		inBox(t, s)
		// What could not be taken up is given up again: another session may.
		release, ok, err := d.Journal.Claim(t.Context(), "test", drafts[0].Ref)
		if !ok || err != nil {
			t.Fatalf("it is still held, %v", err)
		}
		run(t, s, s.Update(keyPress("r")))
		if !strings.Contains(grid(s, 80, 19), "open in another axdesk") {
			t.Errorf("an order that another has open is taken up:\n%s", grid(s, 80, 19))
		}
		release()
	})
}

func TestADoubtfulOrderIsLookedForFromItsJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, rows := bookDesk(t)
		d.API = &fakeAPI{resources: func(string) (axon.List[axon.Resource], error) {
			return axon.List[axon.Resource]{Items: []axon.Resource{{GUID: "g-3", Description: "rack AX-00003"}}, Total: 1}, nil
		}}
		s := NewOrder(d, "AX-00003", order.KindPort)
		enter(t, s)
		golden(t, "order-unknown", grid(s, 80, 19))
		if f, ok := intent[Flash](press(t, s, "r")); !ok || f.Text != "The order was placed." {
			t.Errorf("looking says %+v", f)
		}
		if last := rows.Last(); last.State != "placed" || last.GUID != "g-3" || !strings.Contains(grid(s, 80, 19), "allocated") {
			t.Errorf("the journal has %+v:\n%s", last, grid(s, 80, 19))
		}
	})
}
