package views

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/schema"
	"axdesk/client/store/storetest"
	"axdesk/theme"
)

func offersTerms(n int) func(string, []byte) (axon.Placement, error) {
	return func(string, []byte) (axon.Placement, error) {
		return axon.Placement{Documents: terms(n), Raw: []byte(`{"documents":[]}`), At: testNow}, nil
	}
}

func TestSummaryShowsEverythingThatIsBought(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for kind, name := range map[order.Kind]string{order.KindPort: "port", order.KindService: "connection"} {
			s := NewSummary(buyDesk(t, &fakeAPI{}, kind), kind)
			if text := grid(s, 80, 40); !strings.Contains(text, "↵ in a moment") || !strings.Contains(text, "the keyboard has to rest") {
				t.Errorf("%s: a key counts before the keyboard rested:\n%s", name, text)
			}
			enter(t, s)
			goldens(t, "summary-"+name, s)
			golden(t, "summary-"+name+"-copy", s.Copies()[0].Text)
			inBox(t, s)
			if text := grid(s, 80, 40); strings.Contains(text, "hunter2") || strings.Contains(s.Copies()[0].Text, "hunter2") {
				t.Errorf("%s: a secret is shown", name)
			}
			if s.Copies()[1].Text != "AX-7F3K2" || s.Typing() {
				t.Errorf("%s: copies are %+v", name, s.Copies())
			}
			s.desk.Theme = theme.New(theme.Options{ASCII: true, Plain: true})
			if text := s.View(80, 40); strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
				t.Errorf("%s: not ASCII:\n%s", name, text)
			}
		}
	})
}

func TestSummarySendsOnlyOnceTheKeyboardRested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{placePort: offersTerms(2)}
		s := NewSummary(buyDesk(t, api, order.KindPort), order.KindPort)
		s.Init()
		held := s.Update(keyPress("enter"))
		for range 50 {
			held = s.Update(keyPress("enter"))
		}
		if s.busy(askTerms) || len(api.asked) > 0 {
			t.Fatal("a key that was on its way has sent the order")
		}
		if f, ok := intent[Flash](run(t, s, held)); !ok || !strings.Contains(f.Text, "Read it first") {
			t.Error("why nothing happens isn't told")
		}
		if on, ok := intent[Forward](press(t, s, "enter")); !ok || on.From != s.ID() {
			t.Error("a deliberate key doesn't lead on")
		}
		if got := strings.Join(api.asked, ", "); got != "place resource AU123456" {
			t.Errorf("asked %q", got)
		}
		offer := s.desk.Offers[order.KindPort]
		if offer == nil || len(offer.Placement.Documents) != 2 || offer.Purchase.User != "kim@acme.example" || offer.Purchase.CompanyName != "Acme Pty Ltd" {
			t.Errorf("the offer is %+v", offer)
		}
	})
}

// TestSummaryLeadsBackToTheTermsThatCame comes back from the terms: what was signed of them must not be voided in silence.
func TestSummaryLeadsBackToTheTermsThatCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{placePort: offersTerms(2)}
		s := NewSummary(buyDesk(t, api, order.KindPort), order.KindPort)
		enter(t, s)
		press(t, s, "enter")
		s.Leave()
		enter(t, s)
		if text := grid(s, 80, 24); !strings.Contains(text, "The terms of this order are here already") {
			t.Errorf("it doesn't say that the terms are here:\n%s", text)
		}
		if on, ok := intent[Forward](press(t, s, "enter")); !ok || on.From != s.ID() {
			t.Error("the key doesn't lead back to the terms")
		}
		if got := strings.Join(api.asked, ", "); got != "place resource AU123456" {
			t.Errorf("asked %q", got)
		}
		s.desk.Walk.SetPortForm(map[string]string{"description": "another label"})
		press(t, s, "enter")
		if got := strings.Join(api.asked, ", "); got != "place resource AU123456, place resource AU123456" {
			t.Errorf("of what has changed, %q were asked", got)
		}
	})
}

func TestSummaryKeepsWhatItAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent []byte
		api := &fakeAPI{placePort: func(_ string, body []byte) (axon.Placement, error) {
			sent = body
			return axon.Placement{Documents: terms(1)}, nil
		}}
		s := NewSummary(buyDesk(t, api, order.KindPort), order.KindPort)
		enter(t, s)
		cmd := s.Update(keyPress("enter"))
		golden(t, "summary-loading", grid(s, 80, 19))
		inBox(t, s)
		if s.Holds() == "" || s.Pace() == 0 {
			t.Error("a request on its way doesn't hold the screen")
		}
		if f, ok := intent[Flash](press(t, s, "enter", "esc")); !ok || !strings.Contains(f.Text, "on its way") {
			t.Error("keys do something while the request is on its way")
		}
		s.desk.Walk.SetPortForm(map[string]string{fieldDescription: "changed meanwhile"})
		run(t, s, cmd)
		if got := string(s.desk.Offers[order.KindPort].Purchase.Body); got != string(sent) || strings.Contains(got, "changed") {
			t.Errorf("the terms are taken to be for %s, asked for was %s", got, sent)
		}
	})
}

func TestSummaryShowsTheRequestBeforeItIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		s := NewSummary(buyDesk(t, api, order.KindService), order.KindService)
		enter(t, s)
		raw, ok := intent[ShowRaw](press(t, s, "J"))
		if !ok || !strings.Contains(string(raw.JSON), `"outer_vlan":222`) || len(api.asked) > 0 {
			t.Errorf("J shows %s", raw.JSON)
		}
		s.desk.Walk.SetServiceForm(map[string]string{"outer_vlan": "no number"})
		f, ok := intent[Flash](press(t, s, "enter"))
		if !ok || !f.Bad || len(api.asked) > 0 || f.Text == "" {
			t.Errorf("a body with faults: %+v, asked %q", f, api.asked)
		}
		if got := press(t, s, "J"); len(got) > 0 {
			t.Errorf("a body with faults is shown as what will be sent: %v", got)
		}
	})
}

func TestSummaryOfAnOrderThatIsPlacedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{
			placePort: func(string, []byte) (axon.Placement, error) {
				return axon.Placement{Resources: []axon.Allocated{allocatedPort}}, nil
			},
			placeService: func(string, []byte) (axon.Placement, error) {
				return axon.Placement{ServiceID: watchedID}, lostAnswer()
			},
		}
		s := NewSummary(buyDesk(t, api, order.KindPort), order.KindPort)
		enter(t, s)
		if _, on := intent[Forward](press(t, s, "enter")); !on || s.desk.Walk.Placed == nil || s.desk.Walk.Placed.GUID != allocatedPort.GUID {
			t.Errorf("placed is %+v", s.desk.Walk.Placed)
		}
		s = NewSummary(buyDesk(t, api, order.KindService), order.KindService)
		enter(t, s)
		got := press(t, s, "enter")
		w, watched := intent[Watch](got)
		if _, on := intent[Forward](got); !on || !watched || s.Unsure() {
			t.Error("what is placed is placed, even where its answer could not be journaled")
		}
		if w.ServiceID != watchedID || w.What != "S1 to aws S2, 200 Mbps" || w.CompanyName != "Acme Pty Ltd" || s.desk.Walk.ServiceID != watchedID {
			t.Errorf("watched is %+v", w)
		}
	})
}

func TestSummaryTellsARefusalAndAnAnswerWithoutSense(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{placePort: func(string, []byte) (axon.Placement, error) { return axon.Placement{}, refused() }}
		s := NewSummary(buyDesk(t, api, order.KindPort), order.KindPort)
		enter(t, s)
		press(t, s, "enter")
		golden(t, "summary-error", grid(s, 80, 30))
		inBox(t, s)
		if enter(t, s); strings.Contains(grid(s, 80, 30), "409") {
			t.Error("an error that leaves nothing open stays for good")
		}
		api.placePort = func(string, []byte) (axon.Placement, error) {
			return axon.Placement{Raw: []byte(`{"odd":1}`)}, nil
		}
		raw, ok := intent[ShowRaw](press(t, s, "enter"))
		if !ok || string(raw.JSON) != `{"odd":1}` || !strings.Contains(grid(s, 80, 30), "neither terms nor an order") {
			t.Errorf("an answer without sense shows\n%s", grid(s, 80, 30))
		}
		// Such an answer came with a 2xx status: it may stand for an order.
		if enter(t, s); !s.Unsure() || !strings.Contains(grid(s, 80, 30), "neither terms") {
			t.Error("an answer without sense leaves no doubt")
		}
	})
}

func TestSummaryIsNotSentWhenItCantBeJournaled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{placePort: offersTerms(1)}
		d := buyDesk(t, api, order.KindPort)
		broken := &storetest.Rows{}
		broken.Break(errors.New("the disk is full"))
		d.Journal = order.NewJournal(broken, "test")
		s := NewSummary(d, order.KindPort)
		enter(t, s)
		press(t, s, "enter")
		if len(api.asked) != 0 || !strings.Contains(strings.Join(strings.Fields(grid(s, 80, 30)), " "), "was NOT sent") {
			t.Errorf("asked %q:\n%s", api.asked, grid(s, 80, 30))
		}
	})
}

// TestSummaryFitsTheUsualTerminal with all that a connection can have: whoever buys sees who pays without scrolling.
func TestSummaryFitsTheUsualTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSummary(buyDesk(t, &fakeAPI{}, order.KindService), order.KindService)
		enter(t, s)
		if got := grid(s, 80, 19); !strings.Contains(got, "Billed to") || !strings.Contains(got, "From port") || strings.Contains(s.Head().Note, "more line") {
			t.Errorf("80×24 doesn't show all of it:\n%s", got)
		}
	})
}

func TestSummaryScrollsOnASmallScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := buyDesk(t, &fakeAPI{}, order.KindService)
		var fields []schema.Field
		texts := map[string]string{}
		for _, name := range strings.Split("abcdefghijklmnopqrst", "") {
			fields = append(fields, schema.Field{Name: name, Title: "Field " + name})
			texts[name] = "value " + name
		}
		d.Forms[order.KindService] = schema.Form{Fields: fields}
		d.Walk.SetServiceForm(texts)
		s := NewSummary(d, order.KindService)
		enter(t, s)
		if strings.Contains(grid(s, 80, 19), "What happens next") {
			t.Fatal("all of it is in sight")
		}
		for range 40 {
			press(t, s, "down")
			s.View(80, 19)
		}
		if !strings.Contains(grid(s, 80, 19), "ask AXON for the terms") {
			t.Errorf("down doesn't lead to its end:\n%s", grid(s, 80, 19))
		}
		press(t, s, "up")
		before := grid(s, 80, 19)
		press(t, s, "up")
		if grid(s, 80, 19) == before {
			t.Error("pressing down below the end has to be taken back by as many ups")
		}
		if _, back := intent[BackMsg](press(t, s, "esc")); !back {
			t.Error("esc doesn't go back")
		}
	})
}
