package views

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/words"
)

var linkLocations = []axon.Location{
	{ID: "AU-NXT-S1", Description: "NEXTDC S1", Country: "AU", City: "Sydney"},
	{ID: "AU-NXT-S2", Description: "NEXTDC S2", Country: "AU", City: "Sydney"},
	{ID: "AU-NXT-M1", Description: "NEXTDC M1", Country: "AU", City: "Melbourne"},
}

// linkDesk is a desk whose walk has a port at S1 and leads to aws.
func linkDesk(api axon.API) *Desk {
	d := newDesk(api)
	d.Walk.Learn(func(f *order.Facts) { f.Locations = axon.List[axon.Location]{Items: linkLocations} })
	d.Walk.SetCompany(axon.Company{ID: "AU123456", Name: "Acme Pty Ltd"})
	d.Walk.SetLocation(linkLocations[0])
	d.Walk.SetPort(order.PortChoice{Existing: &axon.Resource{GUID: "f54326cd-b100-4563-90fc-9f7f473dba19", Description: "Port one", LocationID: "AU-NXT-S1"}})
	d.Walk.SetProvider(axon.Provider{Type: "aws", Description: "Amazon Web Services", Class: "cloud"})
	return d
}

func hops(pairs ...string) []axon.Hop {
	var out []axon.Hop
	for _, p := range pairs {
		name, at, _ := strings.Cut(p, "@")
		out = append(out, axon.Hop{Provider: name, LocationID: "AU-NXT-" + at})
	}
	return out
}

var (
	chainS1 = hops("public@S1", "fabric@S1", "aws@S1")
	chainS2 = hops("public@S1", "fabric@S1", "fabric@S2", "aws@S2")
	chainM1 = hops("public@S1", "fabric@S1", "fabric@S2", "fabric@M1", "aws@M1")
)

func candidate(n int, index int, chain []axon.Hop, volume, once, monthly string, term int) axon.Candidate {
	at := chain[len(chain)-1].LocationID
	return axon.Candidate{
		GUID: fmt.Sprintf("%08d-31ec-4bd8-bc5c-cfc1719711e4", n), ServiceType: "aws", DiversityIndex: index, LocationID: at,
		Description: "Amazon Web Services (AWS) NEXTDC " + axon.Facility(at) + ": " + words.Diversity(index) + " node",
		CompanyName: "AWS " + axon.Facility(at), Chain: chain, Raw: []byte(`{}`),
		SKU: axon.SKU{Code: "AXON-CLOUD-AWS", Description: "Direct Connect", Term: term, Volume: volume, InstallFee: once, UnitPrice: monthly},
	}
}

// sixOffers are four that have a price and two that don't.
func sixOffers() []axon.Candidate {
	return []axon.Candidate{
		candidate(1, 0, chainS1, "0", "0.00", "310.00", 12),
		candidate(2, 1, chainS2, "100", "250.00", "120.50", 12),
		candidate(3, 1, chainS2, "200", "250.00", "180.50", 12),
		candidate(4, 2, chainM1, "0", "1,250.00", "99.00", 1),
		candidate(5, 0, chainS1, "0", "0.00", "xxx.00", 0),
		candidate(6, 3, chainM1, "0", "POA", "10.00", 1),
	}
}

func offering(list []axon.Candidate) *fakeAPI {
	return &fakeAPI{candidates: func(string, string, string) (axon.List[axon.Candidate], error) {
		return axon.List[axon.Candidate]{Items: list, Total: len(list), At: testNow}, nil
	}}
}

func TestCandidatesAreDiscoveredPricedAndDrawn(t *testing.T) {
	api := offering(sixOffers())
	d := linkDesk(api)
	s := NewCandidates(d)
	got := enter(t, s)
	if want := "candidates AU123456 f54326cd-b100-4563-90fc-9f7f473dba19 aws"; len(api.asked) != 1 || api.asked[0] != want {
		t.Fatalf("asked %q, want once %q", api.asked, want)
	}
	if _, ok := intent[Changed](got); !ok {
		t.Error("what was learnt isn't told")
	}
	goldens(t, "candidates", s)
	anySize(t, s)
	enter(t, NewCandidates(d))
	s.Leave()
	enter(t, s)
	if len(api.asked) != 1 {
		t.Errorf("what is known was asked again: %q", api.asked)
	}
}

func TestCandidatesBySort(t *testing.T) {
	s := NewCandidates(linkDesk(offering(sixOffers())))
	enter(t, s)
	want := []string{
		"00000004 00000002 00000003 00000001", // price
		"00000001 00000002 00000003 00000004", // diversity
		"00000001 00000002 00000003 00000004", // hops
		"00000004 00000001 00000002 00000003", // location: M1, S1, S2
		"00000004 00000002 00000003 00000001",
	}
	for i, w := range want {
		var got []string
		for n := range 4 {
			s.Update(keyPress("home"))
			for range n {
				s.Update(keyPress("down"))
			}
			r, _ := s.list.Current()
			got = append(got, wire.Short(r.GUID))
		}
		if strings.Join(got, " ") != w {
			t.Errorf("order %d is %v, want %s", i, got, w)
		}
		press(t, s, "s")
	}
}

func TestCandidateIsChosenWithItsPrice(t *testing.T) {
	d := linkDesk(offering(sixOffers()))
	s := NewCandidates(d)
	enter(t, s)
	got := press(t, s, "down", "enter")
	if _, ok := intent[Forward](got); !ok {
		t.Fatal("choosing doesn't go on")
	}
	c := d.Walk.Candidate
	if c == nil || c.Quote.Monthly.String() != "120.50" || !d.Walk.DiscoveredAt.Equal(testNow) {
		t.Fatalf("chosen is %+v", c)
	}
	again := NewCandidates(d)
	enter(t, again)
	if r, _ := again.list.Current(); r == nil || r.GUID != c.GUID {
		t.Error("coming back doesn't highlight what was chosen")
	}
	if view := plain(again.View(80, 19)); !strings.Contains(view, "✓ chosen") {
		t.Errorf("nothing says what was chosen:\n%s", view)
	}
	if _, ok := intent[BackMsg](press(t, s, "esc")); !ok {
		t.Error("esc doesn't go back")
	}
}

func TestUnpricedAreShownWithTheirReasonAndNeverChosen(t *testing.T) {
	d := linkDesk(offering(sixOffers()))
	s := NewCandidates(d)
	enter(t, s)
	if note := s.Head().Note; !strings.Contains(note, "1 of 4 · 2 unpriced") {
		t.Errorf("the note is %q", note)
	}
	press(t, s, "v")
	golden(t, "candidates-discarded-80x19", grid(s, 80, 19))
	anySize(t, s)
	got := press(t, s, "enter")
	if f, ok := intent[Flash](got); !ok || !f.Bad || d.Walk.Candidate != nil {
		t.Errorf("a discarded one reacts to enter with %v, chosen %v", got, d.Walk.Candidate)
	}
	if press(t, s, "v"); s.reveal {
		t.Error("v doesn't lead back")
	}
	none := NewCandidates(linkDesk(offering(sixOffers()[4:])))
	enter(t, none)
	if view := plain(none.View(80, 19)); !strings.Contains(view, "2 candidates from S1 to aws, and none of them has a usable") {
		t.Errorf("nothing says that all are unpriced:\n%s", view)
	}
}

func TestCompareSideBySide(t *testing.T) {
	d := linkDesk(offering(sixOffers()))
	s := NewCandidates(d)
	enter(t, s)
	if _, ok := intent[Flash](press(t, s, "m", "c")); !ok || s.compare != nil {
		t.Fatal("one candidate can be compared with nothing")
	}
	press(t, s, "down", "m", "down", "down", "m", "c")
	if s.compare == nil || len(s.compare.rows) != 3 {
		t.Fatalf("compared are %+v", s.compare)
	}
	goldens(t, "compare", s)
	anySize(t, s)
	shared := sharedPlaces(s.compare.rows)
	if !shared[0]["AU-NXT-S2"] || !shared[1]["AU-NXT-S2"] || len(shared[2]) != 0 || shared[0]["AU-NXT-M1"] {
		t.Errorf("shared are %v", shared)
	}
	press(t, s, "right", "right", "right", "right", "down", "down", "end", "up")
	got := press(t, s, "enter")
	if _, ok := intent[Forward](got); !ok || d.Walk.Candidate == nil || wire.Short(d.Walk.Candidate.GUID) != "00000002" {
		t.Errorf("the second column isn't chosen: %+v", d.Walk.Candidate)
	}
	if press(t, s, "esc"); s.compare != nil {
		t.Error("esc doesn't lead back to the list")
	}
}

func TestAtMostFourAreMarked(t *testing.T) {
	var list []axon.Candidate
	for i := range 6 {
		list = append(list, candidate(i+1, i, chainS2, "0", "1.00", "2.00", 1))
	}
	s := NewCandidates(linkDesk(offering(list)))
	enter(t, s)
	got := press(t, s, "m", "down", "m", "down", "m", "down", "m", "down", "m")
	if f, ok := intent[Flash](got); !ok || len(s.marked) != 4 || !strings.Contains(f.Text, "Four") {
		t.Errorf("marked are %d, said %v", len(s.marked), got)
	}
	if press(t, s, "home", "m"); len(s.marked) != 3 {
		t.Error("m doesn't unmark")
	}
	press(t, s, "c")
	anySize(t, s)
}

func TestOldOffersAreDiscoveredAgainAndKeepThePath(t *testing.T) {
	list := sixOffers()
	api := offering(list)
	d := linkDesk(api)
	s := NewCandidates(d)
	enter(t, s)
	press(t, s, "m", "down", "m", "enter")
	d.Now = testNow.Add(14 * time.Minute)
	if view := plain(s.View(80, 19)); !strings.Contains(view, "▲ These offers are 14 min old. r discovers them again.") {
		t.Errorf("nothing says that the offers are old:\n%s", view)
	}
	for i := range list {
		list[i].GUID = "9" + list[i].GUID[1:]
	}
	api.candidates = func(string, string, string) (axon.List[axon.Candidate], error) {
		return axon.List[axon.Candidate]{Items: list, Total: 99, At: d.Now}, nil
	}
	press(t, s, "r")
	if len(api.asked) != 2 || wire.Short(d.Walk.Candidate.GUID) != "90000002" {
		t.Fatalf("asked %d times, the path is %s now", len(api.asked), d.Walk.Candidate.GUID)
	}
	if r, _ := s.list.Current(); r.GUID != d.Walk.Candidate.GUID || len(s.marked) != 2 {
		t.Errorf("the highlight is on %s, %d are marked", r.GUID, len(s.marked))
	}
	if note := s.Head().Note; note != "2 of 4 · 2 unpriced · 6 of 99 shown by the API · just now" {
		t.Errorf("the note is %q", note)
	}
	d.Now = d.Now.Add(11 * time.Minute)
	s.Leave()
	enter(t, s)
	if len(api.asked) != 3 {
		t.Error("entering with old offers doesn't discover again")
	}
}

func TestCandidatesStatesWithoutRows(t *testing.T) {
	d := linkDesk(&fakeAPI{candidates: func(string, string, string) (axon.List[axon.Candidate], error) {
		return axon.List[axon.Candidate]{}, errors.New("No answer came within 45 s. Ask again.")
	}})
	s := NewCandidates(d)
	cmd := s.Init()
	if view := plain(s.View(80, 19)); !strings.Contains(view, "Discovering the ways to aws…") || s.Pace() != paceLoading {
		t.Errorf("loading is drawn as\n%s", view)
	}
	run(t, s, cmd)
	golden(t, "candidates-error-80x19", grid(s, 80, 19))
	anySize(t, s)
	empty := NewCandidates(linkDesk(offering(nil)))
	enter(t, empty)
	golden(t, "candidates-empty-80x19", grid(empty, 80, 19))
	anySize(t, empty)
	bare := NewCandidates(newDesk(&fakeAPI{}))
	enter(t, bare)
	press(t, bare, "enter", "r", "m", "c", "s", "v", "J")
	if view := plain(bare.View(80, 19)); !strings.Contains(view, "No company is chosen yet") {
		t.Errorf("without answers it draws\n%s", view)
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	d := linkDesk(offering(sixOffers()))
	s := NewCandidates(d)
	cmd := s.Init()
	s.Leave()
	if got := run(t, s, cmd); len(got) != 0 || s.table != nil || len(d.Walk.Candidates) != 0 {
		t.Errorf("an answer after leaving changed something: %v", got)
	}
}

func TestLeavingCancelsTheQuestion(t *testing.T) {
	s := NewCandidates(linkDesk(offering(nil)))
	s.Init()
	ctx := s.ctx
	s.Leave()
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Error("the question goes on")
	}
}

func TestPriceBookPricesAndIsNamed(t *testing.T) {
	book, err := price.ReadBook(strings.NewReader("currency = \"AUD\"\n" +
		"[provider.public]\ninstall = 10\nmonthly = 5\n[provider.fabric]\ninstall = 1\nmonthly = 2.5\n[provider.aws]\ninstall = 0\nmonthly = 100\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := linkDesk(offering(sixOffers()))
	d.Book, d.Walk.Book = book, book
	s := NewCandidates(d)
	enter(t, s)
	view := plain(s.View(120, 35))
	for _, want := range []string{"Once AUD", "Monthly AUD", "107.50", "by the price book"} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is missing:\n%s", want, view)
		}
	}
	if note := s.Head().Note; !strings.Contains(note, "price book") || !strings.Contains(note, "of 6") {
		t.Errorf("the note is %q: the book prices all six", note)
	}
}

func TestUnitPricesByUseAreNotCalledMonthly(t *testing.T) {
	s := NewCandidates(linkDesk(offering([]axon.Candidate{candidate(1, 0, chainS1, "0", "0.00", "3.25", 0), candidate(2, 1, chainS2, "0", "0", "9", 12)})))
	enter(t, s)
	view := plain(s.View(80, 19))
	if strings.Contains(view, "Monthly") || !strings.Contains(view, "Unit price") || !strings.Contains(view, "its period is not") {
		t.Errorf("a price by use looks like one by the month:\n%s", view)
	}
	press(t, s, "m", "down", "m", "c")
	if view = plain(s.View(80, 30)); !strings.Contains(view, "not known: by use") || !strings.Contains(view, "108.00") {
		t.Errorf("twelve months are\n%s", view)
	}
}

func TestCandidatesOfInfrastructureSayWhyThereAreNone(t *testing.T) {
	d := linkDesk(offering(nil))
	d.Walk.SetProvider(axon.Provider{Type: "fabric", Class: "Infrastructure"})
	s := NewCandidates(d)
	enter(t, s)
	if text := strings.Join(strings.Fields(grid(s, 80, 19)), " "); !strings.Contains(text, "it is infrastructure: part of a path, and not a destination.") {
		t.Error(text)
	}
}

func TestCandidatesOfferWhatChangesSomething(t *testing.T) {
	hint := func(s *Candidates, a keys.Action) keys.Hint {
		for _, h := range s.Hints() {
			if h.Action == a {
				return h
			}
		}
		return keys.Hint{}
	}
	one := NewCandidates(linkDesk(offering(sixOffers()[:1])))
	enter(t, one)
	if hint(one, keys.Sort).Off == "" {
		t.Error("one row can be sorted")
	}
	s := NewCandidates(linkDesk(offering(sixOffers())))
	enter(t, s)
	before := hint(s, keys.Mark)
	press(t, s, "m")
	if hint(s, keys.Sort).Off != "" || before.Words != "mark" || hint(s, keys.Mark).Words != "unmark" {
		t.Errorf("sort %+v, mark %+v then %+v", hint(s, keys.Sort), before, hint(s, keys.Mark))
	}
}
