package views

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
)

// offered is a desk with documents on offer, and the screen of them at 80×19.
func offered(t *testing.T, api axon.API, kind order.Kind, docs []axon.Document) *Terms {
	t.Helper()
	d := buyDesk(t, api, kind)
	d.Offers = map[order.Kind]*Offer{kind: {
		Purchase:  order.Purchase{Ref: "AX-7F3K2", CompanyID: "AU123456", CompanyName: "Acme Pty Ltd", User: "kim@acme.example", Kind: kind, Body: []byte(`{"a":1}`)},
		Placement: axon.Placement{Documents: docs, Raw: []byte(`{"documents":[]}`)},
	}}
	journalOffer(t, d, kind)
	s := NewTerms(d, kind)
	open80(t, s)
	return s
}

// journalOffer has the journal know of the terms that are on offer, as it does where they were asked for.
func journalOffer(t *testing.T, d *Desk, kind order.Kind) {
	t.Helper()
	offers := offering1(d.Offers[kind].Placement.Documents)
	if _, err := order.Request(t.Context(), offers, d.Journal, d.Offers[kind].Purchase); err != nil {
		t.Fatal(err)
	}
}

// offering1 answers the first POST of any order with the same documents.
func offering1(docs []axon.Document) *fakeAPI {
	answer := func(string, []byte) (axon.Placement, error) { return axon.Placement{Documents: docs}, nil }
	return &fakeAPI{placePort: answer, placeService: answer}
}

func open80(t *testing.T, s *Terms) {
	t.Helper()
	enter(t, s)
	run(t, s, s.Update(Sized{W: 80}))
	s.View(80, 19)
}

// frame presses keys, each followed by its frame, as on a terminal.
func frame(t *testing.T, s *Terms, names ...string) (intents []tea.Msg) {
	t.Helper()
	for _, n := range names {
		intents = append(intents, press(t, s, n)...)
		s.View(80, 19)
	}
	return intents
}

// readAndSign reads every document to its end and signs it.
func readAndSign(t *testing.T, s *Terms) {
	t.Helper()
	for range s.docs {
		frame(t, s, "end", "S")
	}
}

func signed(s *Terms) int {
	n := 0
	for _, r := range s.docs {
		if r.signed != nil {
			n++
		}
	}
	return n
}

func TestTermsAreSignedOnlyOnceTheirEndWasSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, terms(2))
		goldens(t, "terms", s)
		f, ok := intent[Flash](frame(t, s, "S"))
		if signed(s) != 0 || !ok || f.Text != "Not signed: read it to its end first." {
			t.Fatalf("%d signed, says %q", signed(s), f.Text)
		}
		frame(t, s, "pgdown")
		if !strings.Contains(grid(s, 80, 19), "read 61 %") && strings.Contains(grid(s, 80, 19), "read, not signed") {
			t.Errorf("how far it was read:\n%s", grid(s, 80, 19))
		}
		press(t, s, "end")
		press(t, s, "S")
		if signed(s) != 0 {
			t.Error("signed although no frame ever showed the end")
		}
		s.View(80, 19)
		golden(t, "terms-read", grid(s, 80, 19))
		frame(t, s, "S")
		if signed(s) != 1 || s.at != 1 {
			t.Fatalf("%d signed, document %d in front", signed(s), s.at)
		}
		sig := s.docs[0].signed
		if sig.DocumentID != "doc-1" || sig.SHA256 != "sum-1" || sig.By != "kim@acme.example" || sig.At.IsZero() {
			t.Errorf("the signature is %+v", sig)
		}
		frame(t, s, "shift+tab")
		if why := s.cantSign(); why != "it is signed already" {
			t.Errorf("a signed document: %q", why)
		}
		frame(t, s, "tab")
		if s.at != 1 || s.Head().Note != "document 2 of 2" {
			t.Errorf("tab leads to %q", s.Head().Note)
		}
	})
}

func TestAHeldKeySignsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, []axon.Document{
			{ID: "1", Title: "One", Text: "short", Whole: true, SHA256: "a"}, {ID: "2", Title: "Two", Text: "short too", Whole: true, SHA256: "b"},
		})
		// The first is read and the keyboard has rested: the first S is deliberate, the others are its repeats.
		hurry(s, s.Update(keyPress("S")))
		s.View(80, 19)
		var timers tea.Cmd
		for range 60 {
			timers = s.Update(keyPress("S"))
			s.View(80, 19)
		}
		if signed(s) != 1 || !strings.Contains(grid(s, 80, 19), "short too") {
			t.Fatalf("%d signed by one key held down:\n%s", signed(s), grid(s, 80, 19))
		}
		f, told := intent[Flash](run(t, s, timers))
		if !told || !strings.Contains(f.Text, "rest") {
			t.Errorf("why isn't told: %q", f.Text)
		}
		if frame(t, s, "S"); signed(s) != 2 {
			t.Error("after a rest S doesn't sign")
		}
	})
}

// hurry runs a command and what follows from it, as run does, but no rest of the keyboard comes of it.
func hurry(s *Terms, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if list, ok := commands(msg); ok {
		for _, c := range list {
			hurry(s, c)
		}
		return
	}
	if _, rest := msg.(calm); !rest && msg != nil {
		hurry(s, s.Update(msg))
	}
}

func TestDocumentsWithFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := axon.Document{ID: "x", Title: "Broken", Text: "hardly", Fault: "This document isn't valid base64: its text is shown as it came and may be incomplete."}
		odd := axon.Document{ID: "y", Text: "plain *as* is", Fault: "This document is text/html, not Markdown: it is shown as plain text.", Whole: true}
		s := offered(t, &fakeAPI{}, order.KindPort, []axon.Document{broken, odd})
		golden(t, "terms-fault", grid(s, 80, 19))
		inBox(t, s)
		f, ok := intent[Flash](frame(t, s, "end", "S"))
		if signed(s) != 0 || !ok || !strings.Contains(f.Text, "can't be read whole") {
			t.Errorf("a document that can't be read whole: %d signed, %q", signed(s), f.Text)
		}
		frame(t, s, "tab")
		if text := grid(s, 80, 19); !strings.Contains(text, "plain *as* is") || !strings.Contains(text, "signs this document") {
			t.Errorf("one that is only no Markdown can be signed, and is shown as it is:\n%s", text)
		}
		if frame(t, s, "S"); signed(s) != 1 {
			t.Error("it can't be signed")
		}
		if text := grid(s, 80, 19); !strings.Contains(text, "untitled document 2") {
			t.Errorf("a document without a title:\n%s", text)
		}
	})
}

func TestASignatureIsUnderTheDocumentInFront(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		twins := terms(2)
		twins[1].ID = twins[0].ID
		s := offered(t, &fakeAPI{}, order.KindPort, twins)
		frame(t, s, "tab", "end", "S")
		if s.docs[0].signed != nil || s.docs[1].signed == nil {
			t.Error("another document of the same id was signed unread")
		}
	})
}

// TestWhoSignedBeforeIsNamed: an order that was left is taken up by another, on another day.
func TestWhoSignedBeforeIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, terms(2))
		frame(t, s, "end", "S")
		s.desk.Now = s.docs[0].signed.At.Add(time.Minute)
		if text := grid(s, 80, 19); !strings.Contains(text, "signed "+s.docs[0].signed.At.In(s.desk.Now.Location()).Format("15:04:05")) {
			t.Errorf("signed here and now:\n%s", text)
		}
		yesterday := s.desk.Now.AddDate(0, 0, -1)
		s.docs[0].signed.By, s.docs[0].signed.At = "Alice Ng, key SHA256:abc", yesterday
		if text := grid(s, 80, 19); !strings.Contains(text, "signed by Alice Ng, "+yesterday.Format("2 Jan 15:04")) || strings.Contains(text, "SHA256") {
			t.Errorf("signed by another:\n%s", text)
		}
	})
}

func TestTheOrderIsPlacedByAWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent string
		api := &fakeAPI{placePort: func(_ string, body []byte) (axon.Placement, error) {
			sent = string(body)
			return axon.Placement{Resources: []axon.Allocated{allocatedPort}}, nil
		}}
		s := offered(t, api, order.KindPort, terms(2))
		readAndSign(t, s)
		golden(t, "terms-word", grid(s, 80, 19))
		inBox(t, s)
		if !s.Typing() {
			t.Fatal("the word can't be typed")
		}
		if f, ok := intent[Flash](run(t, s, s.Update(tea.PasteMsg{Content: "place"}))); !ok || s.word.input.Value() != "" || !strings.Contains(f.Text, "typed, not pasted") {
			t.Errorf("a paste gives %q", s.word.input.Value())
		}
		typeIn(t, s, "plac")
		if f, ok := intent[Flash](press(t, s, "enter")); !ok || len(api.asked) > 0 || !strings.Contains(f.Text, "Type the word place") {
			t.Errorf("asked %q", api.asked)
		}
		typeIn(t, s, "e")
		cmd := s.Update(keyPress("enter"))
		golden(t, "terms-placing", grid(s, 80, 19))
		inBox(t, s)
		if s.Holds() == "" {
			t.Error("an order on its way doesn't hold the screen")
		}
		if f, ok := intent[Flash](press(t, s, "esc", "enter")); !ok || !strings.Contains(f.Text, "wait for its answer") {
			t.Error("keys do something while the order is on its way")
		}
		got := run(t, s, cmd)
		if on, ok := intent[Forward](got); !ok || on.From != s.ID() || len(api.asked) != 1 || !strings.Contains(sent, `doc-1`) || !strings.Contains(sent, `doc-2`) {
			t.Errorf("asked %q with %s", api.asked, sent)
		}
		if enter(t, s); len(s.docs) != 0 || !strings.Contains(grid(s, 80, 19), "There are no terms on offer") {
			t.Errorf("a placed order can be placed again:\n%s", grid(s, 80, 19))
		}
	})
}

func TestLettersOnTheirWayDontSpellTheWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, []axon.Document{{ID: "1", Title: "One", Text: "short", Whole: true}})
		hurry(s, s.Update(keyPress("S")))
		if !s.word.asked() || !strings.Contains(grid(s, 80, 19), "In a moment the order can be placed") {
			t.Fatalf("after the last signature:\n%s", grid(s, 80, 19))
		}
		var timers tea.Cmd
		for _, r := range "place" {
			timers = s.Update(keyPress(string(r)))
		}
		if s.word.input.Value() != "" {
			t.Errorf("letters that came at once spell %q", s.word.input.Value())
		}
		run(t, s, timers)
		typeIn(t, s, "place")
		if s.word.input.Value() != "place" {
			t.Errorf("after a rest it reads %q", s.word.input.Value())
		}
		press(t, s, "esc")
		if s.word.asked() || signed(s) != 1 {
			t.Error("esc doesn't lead back to the documents")
		}
		if press(t, s, "enter"); !s.word.asked() || s.word.input.Value() != "" {
			t.Errorf("coming back the word still reads %q", s.word.input.Value())
		}
	})
}

func TestNothingIsPlacedUnsigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		s := offered(t, api, order.KindPort, terms(2))
		frame(t, s, "end", "S")
		if f, ok := intent[Flash](press(t, s, "enter")); !ok || s.Typing() || !strings.Contains(f.Text, "once every document is signed") {
			t.Error("the word can be typed with a document unsigned")
		}
		if len(api.asked) != 0 {
			t.Errorf("asked %q", api.asked)
		}
	})
}

func TestLateRenderingIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, terms(1))
		wide := s.Update(Sized{W: 120})
		narrow := s.Update(Sized{W: 60})
		run(t, s, narrow)
		run(t, s, wide)
		if s.docs[0].made.width != 60 {
			t.Errorf("set for %d cells, the screen has 60", s.docs[0].made.width)
		}
		if cmd := s.Update(Sized{W: 60}); cmd != nil {
			t.Error("what is set already is set again")
		}
		s.desk.Theme = theme.New(theme.Options{Light: true})
		if run(t, s, s.Update(Rethemed{})); !s.docs[0].made.look.Light {
			t.Error("another theme keeps the old colours")
		}
	})
}

func TestLeavingWhileATextIsSetDoesntLoseIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := buyDesk(t, &fakeAPI{}, order.KindPort)
		d.Offers = map[order.Kind]*Offer{order.KindPort: {Placement: axon.Placement{Documents: terms(1)}}}
		s := NewTerms(d, order.KindPort)
		s.Init()
		late := s.Update(Sized{W: 80})
		golden(t, "terms-loading", grid(s, 80, 19))
		inBox(t, s)
		s.Leave()
		run(t, s, late)
		if s.docs[0].made.width != 0 {
			t.Error("a text was set on a screen that was left")
		}
		open80(t, s)
		if text := grid(s, 80, 19); !strings.Contains(text, "a clause") {
			t.Errorf("coming back the text is never set:\n%s", text)
		}
	})
}

func TestAnotherOfferStartsUnsigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, terms(2))
		frame(t, s, "end", "S")
		s.Leave()
		open80(t, s)
		if signed(s) != 1 {
			t.Error("the same offer has lost its signature")
		}
		s.Leave()
		again := *s.desk.Offers[order.KindPort]
		s.desk.Offers[order.KindPort] = &again
		open80(t, s)
		if signed(s) != 0 || s.at != 0 || s.docs[0].pager.EndSeen() {
			t.Error("another offer of the same documents counts as read or signed")
		}
	})
}

func TestTermsTellARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{placePort: func(string, []byte) (axon.Placement, error) { return axon.Placement{}, refused() }}
		s := offered(t, api, order.KindPort, terms(1))
		readAndSign(t, s)
		typeIn(t, s, "place")
		press(t, s, "enter")
		golden(t, "terms-error", grid(s, 80, 19))
		inBox(t, s)
		press(t, s, "enter")
		if s.word.input.Value() != "" || !s.Typing() {
			t.Error("it can't be tried again by typing the word again")
		}
	})
}

func TestManyDocumentsLeaveRoomForTheText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, terms(30))
		for n := range 30 {
			text := grid(s, 80, 19)
			if !strings.Contains(text, "▸ Terms "+strings.TrimPrefix(s.docs[n].doc.Title, "Terms ")) || !strings.Contains(text, "a clause") {
				t.Fatalf("document %d:\n%s", n+1, text)
			}
			if n == 0 {
				golden(t, "terms-many", text)
			}
			if n < 29 {
				frame(t, s, "tab")
			}
		}
		inBox(t, s)
		s.View(80, 19)
		for range 30 {
			frame(t, s, "end")
			if why := s.cantSign(); why != "" {
				t.Errorf("document %d can't be signed: %s", s.at+1, why)
			}
			frame(t, s, "S")
		}
		if signed(s) != 30 {
			t.Errorf("%d of 30 signed", signed(s))
		}
	})
}

func TestTermsWithoutAnOfferTakeEveryKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewTerms(buyDesk(t, &fakeAPI{}, order.KindPort), order.KindPort)
		open80(t, s)
		golden(t, "terms-empty", grid(s, 80, 19))
		inBox(t, s)
		got := press(t, s, "S", "tab", "shift+tab", "enter", "r", "J", "/", "y", "end", "down")
		if _, raw := intent[ShowRaw](got); raw || s.Copies() != nil || s.Typing() {
			t.Errorf("without an offer there is something: %v", got)
		}
		if _, back := intent[BackMsg](press(t, s, "esc")); !back {
			t.Error("esc doesn't go back")
		}
	})
}

func TestTermsSearchAndCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := offered(t, &fakeAPI{}, order.KindPort, terms(1))
		frame(t, s, strings.Split("/the end", "")...)
		if text := grid(s, 80, 19); !s.Typing() || !strings.Contains(text, "1 line found") || !strings.Contains(text, "The end of 1.") {
			t.Errorf("searching:\n%s", text)
		}
		press(t, s, "esc")
		if c := s.Copies(); len(c) != 3 || c[1].Text != "doc-1" || c[2].Text != "sum-1" {
			t.Errorf("copies are %+v", c)
		}
		if raw, ok := intent[ShowRaw](press(t, s, "J")); !ok || len(raw.JSON) == 0 {
			t.Error("J doesn't show the answer")
		}
	})
}

func TestAPriceChangesNothingInTheBodyThatWasSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bodies := []string{}
		api := &fakeAPI{placeService: func(_ string, body []byte) (axon.Placement, error) {
			bodies = append(bodies, string(body))
			return axon.Placement{}, errors.New("no")
		}}
		s := offered(t, api, order.KindService, terms(1))
		readAndSign(t, s)
		s.desk.Walk.SetServiceForm(map[string]string{"outer_vlan": "333"})
		typeIn(t, s, "PLACE ")
		press(t, s, "enter")
		if len(bodies) != 1 || !strings.HasPrefix(bodies[0], `{"a":1`) || strings.Contains(bodies[0], "333") {
			t.Errorf("sent %q, want the body that the terms are for", bodies)
		}
	})
}
