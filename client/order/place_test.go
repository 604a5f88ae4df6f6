package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/store"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

// seller answers POSTs; it is wrong to send it anything that isn't in the journal yet.
type seller struct {
	axon.API // any other call is a bug and panics
	t        *testing.T
	journal  *storetest.Rows
	answer   axon.Placement
	err      error
	then     func()
	sent     []string
}

func (s *seller) take(what, company string, body []byte) (axon.Placement, error) {
	e := s.journal.Last()
	if string(e.Body) != string(body) || e.CompanyID != company || !Waits(e) {
		s.t.Errorf("%s left without being in the journal, which ends with %+v", body, e)
	}
	s.sent = append(s.sent, what+" "+string(body))
	if s.then != nil {
		s.then()
	}
	return s.answer, s.err
}

func (s *seller) PlaceResource(_ context.Context, company string, body []byte) (axon.Placement, error) {
	return s.take("port", company, body)
}

func (s *seller) PlaceService(_ context.Context, company string, body []byte) (axon.Placement, error) {
	return s.take("service", company, body)
}

var (
	order1     = Purchase{Ref: "AX-TEST1", CompanyID: "AU1", User: "me", Kind: KindPort, Body: []byte(`{"a":1}`)}
	docs       = []axon.Document{{ID: "d1", Title: "Terms", SHA256: "aa"}, {ID: "d2", Title: "Annex", SHA256: "bb"}}
	sig1       = Signature{DocumentID: "d1", Title: "Terms", SHA256: "aa", By: "me", At: time.Unix(5, 0)}
	sig2       = Signature{DocumentID: "d2", Title: "Annex", SHA256: "bb", By: "me", At: time.Unix(6, 0)}
	foreign    = Signature{DocumentID: "d3", Title: "Other", SHA256: "cc", By: "me", At: time.Unix(6, 0)}
	allocation = axon.Placement{Resources: []axon.Allocated{placed}}
)

func shop(t *testing.T, answer axon.Placement, err error) (*seller, *storetest.Rows, *Journal) {
	m := &storetest.Rows{}
	return &seller{t: t, journal: m, answer: answer, err: err}, m, NewJournal(m, "test")
}

// offeredShop is a shop that has offered its terms already.
func offeredShop(t *testing.T, answer axon.Placement, err error) (*seller, *storetest.Rows, *Journal) {
	t.Helper()
	api, m, j := shop(t, axon.Placement{Documents: docs}, nil)
	if _, err := Request(t.Context(), api, j, order1); err != nil {
		t.Fatal(err)
	}
	api.answer, api.err, api.sent = answer, err, nil
	return api, m, j
}

func TestBothPostsAreJournaledFirst(t *testing.T) {
	api, m, j := shop(t, axon.Placement{Documents: docs}, nil)
	if got, err := Request(t.Context(), api, j, order1); err != nil || len(got.Documents) != 2 {
		t.Fatal(got, err)
	}
	api.answer = allocation
	if got, err := Place(t.Context(), api, j, order1, docs, []Signature{sig2, sig1}); err != nil || !got.Placed() {
		t.Fatal(got, err)
	}
	if want := []string{`port {"a":1}`, `port {"a":1,"document_ids":["d1","d2"]}`}; !slices.Equal(api.sent, want) {
		t.Errorf("sent were %q", api.sent)
	}
	if want := "confirmed offered signed placing placed"; m.States() != want {
		t.Errorf("the order went %s, want %s", m.States(), want)
	}
	last := m.Last()
	if last.GUID != placed.GUID || last.User != "me" || last.CompanyID != "AU1" || last.At.IsZero() || last.Seq != 5 {
		t.Errorf("the last entry is %+v", last)
	}
	if signed := m.All()[3].Documents; len(signed) != 2 || signed[0].SignedBy != "me" || signed[0].SignedAt.IsZero() {
		t.Errorf("the evidence is %+v", signed)
	}
}

func TestServicesGoToTheirOwnCall(t *testing.T) {
	api, m, j := shop(t, axon.Placement{ServiceID: "s"}, nil)
	p := order1
	p.Kind = KindService
	if _, err := Request(t.Context(), api, j, p); err != nil || !strings.HasPrefix(api.sent[0], "service ") || m.States() != "confirmed placed" {
		t.Errorf("sent %q, %v, %s", api.sent, err, m.States())
	}
}

func TestNothingIsSentWithoutJournal(t *testing.T) {
	api, m, j := offeredShop(t, allocation, nil)
	full := errors.New("disk full")
	m.Break(full)
	_, first := Request(t.Context(), api, j, order1)
	_, second := Place(t.Context(), api, j, order1, docs, []Signature{sig1, sig2})
	for _, err := range []error{first, second} {
		if !errors.Is(err, full) || !strings.Contains(err.Error(), "NOT sent") {
			t.Errorf("the sentence is %v", err)
		}
	}
	if len(api.sent) != 0 {
		t.Errorf("sent were %q", api.sent)
	}
}

func TestNothingIsSentThatAnotherTookFurther(t *testing.T) {
	api, m, j := offeredShop(t, allocation, nil)
	m.Race(func() {
		other := m.Last()
		other.Seq, other.State, other.Method, other.Status = other.Seq+1, "confirmed", "POST", 0
		if err := m.Append(t.Context(), other); err != nil {
			t.Error(err)
		}
	})
	if _, err := Place(t.Context(), api, j, order1, docs, []Signature{sig1, sig2}); !errors.Is(err, store.ErrMoved) || len(api.sent) != 0 {
		t.Errorf("%v, sent %q", err, api.sent)
	}
	// Read anew, the order is seen to be on its way elsewhere.
	if _, err := Request(t.Context(), api, j, order1); err == nil || !strings.Contains(err.Error(), "still on its way") || len(api.sent) != 0 {
		t.Errorf("%v, sent %q", err, api.sent)
	}
}

func TestWhatIsPlacedIsNotPlacedAgain(t *testing.T) {
	api, _, j := shop(t, allocation, nil)
	if _, err := Request(t.Context(), api, j, order1); err != nil {
		t.Fatal(err)
	}
	again := order1
	again.Again = true
	if _, err := Request(t.Context(), api, j, again); err == nil || !strings.Contains(err.Error(), "placed already") || len(api.sent) != 1 {
		t.Errorf("%v, sent %q", err, api.sent)
	}
}

func TestAnUnknownOrderIsSentAgainOnlyAfterALookAndADecision(t *testing.T) {
	api, m, j := shop(t, axon.Placement{}, &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true})
	_, _ = Request(t.Context(), api, j, order1)
	again := order1
	again.Again = true
	for _, p := range []Purchase{order1, again} {
		if _, err := Request(t.Context(), api, j, p); err == nil || !strings.Contains(err.Error(), "before it was looked for") {
			t.Errorf("%v", err)
		}
	}
	if _, err := Look(t.Context(), &lists{}, j, order1); err != nil {
		t.Fatal(err)
	}
	if _, err := Request(t.Context(), api, j, order1); err == nil || len(api.sent) != 1 {
		t.Errorf("sent without a decision: %v", err)
	}
	api.err, api.answer = nil, allocation
	if _, err := Request(t.Context(), api, j, again); err != nil || len(api.sent) != 2 {
		t.Errorf("%v", err)
	}
	if want := "confirmed unknown unknown confirmed placed"; m.States() != want {
		t.Errorf("the order went %s, want %s", m.States(), want)
	}
}

var badConsents = []struct {
	offered []axon.Document
	signed  []Signature
	words   string
}{
	{docs, nil, `"Terms" isn't signed`},
	{docs, []Signature{sig1}, `"Annex" isn't signed`},
	{docs, []Signature{sig1, sig2, sig2}, `"Annex" is signed twice`},
	{docs, []Signature{sig1, sig2, foreign}, `"Other" was signed but isn't among`},
	{docs, []Signature{{DocumentID: "d1", SHA256: "ff", By: "me", At: sig1.At}, sig2}, `"Terms" isn't the one that was signed`},
	{docs, []Signature{{DocumentID: "d1", SHA256: "aa", At: sig1.At}, sig2}, "lacks who"},
	{docs, []Signature{{DocumentID: "d1", SHA256: "aa", By: "me"}, sig2}, "lacks who"},
	{append(slices.Clone(docs), docs[0]), []Signature{sig1, sig2}, `"Terms" isn't signed`},
	{[]axon.Document{{Title: "Blank"}}, []Signature{{By: "me", At: sig1.At}}, `"Blank" no id`},
	{nil, nil, "no terms"},
}

func TestPlaceWantsEveryDocumentSignedOnce(t *testing.T) {
	for _, c := range badConsents {
		api, m, j := shop(t, allocation, nil)
		_, err := Place(t.Context(), api, j, order1, c.offered, c.signed)
		if err == nil || !strings.Contains(err.Error(), c.words) || len(api.sent)+len(m.All()) != 0 {
			t.Errorf("want %q and nothing sent, got %v and %q", c.words, err, api.sent)
		}
	}
}

func TestDoubtIsRecordedAsDoubt(t *testing.T) {
	cases := []struct {
		err  error
		want State
	}{
		{&wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}, StateUnknown},
		{fmt.Errorf("wrapped: %w", &wire.Error{Kind: wire.KindServer, MayHaveActed: true}), StateUnknown},
		{errors.New("not of the wire"), StateUnknown},
		{context.DeadlineExceeded, StateUnknown},
		{&wire.Error{Kind: wire.KindConflict, Status: 409}, StateRefused},
		{&wire.Error{Kind: wire.KindCancelled}, StateRefused},
	}
	for _, c := range cases {
		api, m, j := shop(t, axon.Placement{}, c.err)
		if _, err := Request(t.Context(), api, j, order1); !errors.Is(err, c.err) || State(m.Last().State) != c.want || m.Last().Said == "" {
			t.Errorf("%v is recorded as %+v", c.err, m.Last())
		}
	}
}

func TestOutcomeIsWrittenAfterTheScreenWasLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	api, m, j := shop(t, allocation, nil)
	api.then = leave
	if _, err := Request(ctx, api, j, order1); err != nil || State(m.Last().State) != StatePlaced {
		t.Errorf("%v, %+v", err, m.All())
	}
}

func TestUnrecordedAnswerIsADoubtWithThePlacement(t *testing.T) {
	api, m, j := offeredShop(t, allocation, nil)
	full := errors.New("disk full")
	api.then = func() { m.Break(full) }
	got, err := Place(t.Context(), api, j, order1, docs, []Signature{sig1, sig2})
	var w *wire.Error
	if !errors.As(err, &w) || !w.MayHaveActed || !errors.Is(err, full) || !got.Placed() {
		t.Errorf("got %+v, %v", got, err)
	}
	if !Waits(m.Last()) {
		t.Errorf("the journal doesn't show that an answer is missing: %+v", m.Last())
	}
	other := order1
	m.Break(nil)
	other.Ref, api.err = "AX-TEST2", &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}
	if _, err := Request(t.Context(), api, j, other); !errors.Is(err, api.err) || !errors.Is(err, full) {
		t.Errorf("one of both failures is gone: %v", err)
	}
}

func TestSignedOrderWithoutAnAllocation(t *testing.T) {
	api, m, j := offeredShop(t, axon.Placement{}, nil)
	_, err := Place(t.Context(), api, j, order1, docs, []Signature{sig1, sig2})
	if !doubtful(err) || !strings.Contains(err.Error(), "without saying what it placed") || State(m.Last().State) != StateUnknown {
		t.Errorf("%v, %+v", err, m.Last())
	}
	api, _, j = offeredShop(t, axon.Placement{Documents: docs}, nil)
	if _, err = Place(t.Context(), api, j, order1, docs, []Signature{sig1, sig2}); err == nil || !strings.Contains(err.Error(), "terms again") {
		t.Errorf("got %v", err)
	}
}

func TestIncompletePurchaseIsNotSent(t *testing.T) {
	for _, p := range []Purchase{{}, {CompanyID: "AU1", Kind: KindPort}, {CompanyID: "AU1", Body: []byte("{}")}, {Kind: KindPort, Body: []byte("{}")}} {
		api, m, j := shop(t, allocation, nil)
		if _, err := Request(t.Context(), api, j, p); err == nil || len(api.sent)+len(m.All()) != 0 {
			t.Errorf("%+v was sent: %v", p, err)
		}
	}
}

func TestPollAfterBacksOff(t *testing.T) {
	for elapsed, want := range map[time.Duration]time.Duration{
		-time.Hour: 5 * time.Second, 0: 5 * time.Second, 2 * time.Minute: 5 * time.Second, 4 * time.Minute: 10 * time.Second,
		12 * time.Minute: 30 * time.Second, 1000 * time.Hour: 30 * time.Second,
	} {
		if got := PollAfter(elapsed); got != want {
			t.Errorf("after %s the next look is in %s, want %s", elapsed, got, want)
		}
	}
}
