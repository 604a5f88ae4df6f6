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
	"axdesk/client/wire"
)

var _ Journal = (*store.Store)(nil)

// memory is a journal that can fail, and refuses a context that is over as a database would.
type memory struct {
	intents             []store.Intent
	outcomes            map[int64]store.Outcome
	noIntend, noOutcome error
}

func (m *memory) Intend(ctx context.Context, i store.Intent) (int64, error) {
	if m.noIntend != nil || ctx.Err() != nil {
		return 0, errors.Join(m.noIntend, ctx.Err())
	}
	m.intents = append(m.intents, i)
	return int64(len(m.intents)), nil
}

func (m *memory) Conclude(ctx context.Context, id int64, o store.Outcome) error {
	if m.noOutcome != nil || ctx.Err() != nil {
		return errors.Join(m.noOutcome, ctx.Err())
	}
	if _, limited := ctx.Deadline(); !limited {
		return errors.New("the outcome is written without a time limit")
	}
	if m.outcomes == nil {
		m.outcomes = map[int64]store.Outcome{}
	}
	m.outcomes[id] = o
	return nil
}

// seller answers POSTs; it is wrong to send it anything that isn't in the journal yet.
type seller struct {
	axon.API // any other call is a bug and panics
	t        *testing.T
	journal  *memory
	answer   axon.Placement
	err      error
	then     func()
	sent     []string
}

func (s *seller) take(what, company string, body []byte) (axon.Placement, error) {
	n := len(s.journal.intents)
	if n == 0 || string(s.journal.intents[n-1].Body) != string(body) || s.journal.intents[n-1].CompanyID != company {
		s.t.Errorf("%s left without being in the journal", body)
	}
	if _, done := s.journal.outcomes[int64(n)]; done {
		s.t.Errorf("%s was concluded before it left", body)
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

func shop(t *testing.T, answer axon.Placement, err error) (*seller, *memory) {
	m := &memory{}
	return &seller{t: t, journal: m, answer: answer, err: err}, m
}

func TestBothPostsAreJournaledFirst(t *testing.T) {
	api, m := shop(t, axon.Placement{Documents: docs}, nil)
	if got, err := Request(t.Context(), api, m, order1); err != nil || len(got.Documents) != 2 {
		t.Fatal(got, err)
	}
	api.answer = allocation
	if got, err := Place(t.Context(), api, m, order1, docs, []Signature{sig2, sig1}); err != nil || !got.Placed() {
		t.Fatal(got, err)
	}
	if want := []string{`port {"a":1}`, `port {"a":1,"document_ids":["d1","d2"]}`}; !slices.Equal(api.sent, want) {
		t.Errorf("sent were %q", api.sent)
	}
	if m.intents[0].Stage != stageFirst || m.intents[1].Stage != stageSecond || len(m.intents[1].Documents) != 2 || m.intents[0].At.IsZero() || m.intents[1].User != "me" {
		t.Errorf("intents are %+v", m.intents)
	}
	if m.outcomes[1].Result != store.ResultOffered || m.outcomes[2].Result != store.ResultPlaced || m.outcomes[2].GUID != placed.GUID {
		t.Errorf("outcomes are %+v", m.outcomes)
	}
}

func TestServicesGoToTheirOwnCall(t *testing.T) {
	api, m := shop(t, axon.Placement{ServiceID: "s"}, nil)
	p := order1
	p.Kind = KindService
	if _, err := Request(t.Context(), api, m, p); err != nil || !strings.HasPrefix(api.sent[0], "service ") || m.outcomes[1].Result != store.ResultPlaced {
		t.Errorf("sent %q, %v, %+v", api.sent, err, m.outcomes)
	}
}

func TestNothingIsSentWithoutJournal(t *testing.T) {
	api, m := shop(t, allocation, nil)
	m.noIntend = errors.New("disk full")
	_, first := Request(t.Context(), api, m, order1)
	_, second := Place(t.Context(), api, m, order1, docs, []Signature{sig1, sig2})
	for _, err := range []error{first, second} {
		if !errors.Is(err, m.noIntend) || !strings.Contains(err.Error(), "NOT sent") {
			t.Errorf("the sentence is %v", err)
		}
	}
	if len(api.sent) != 0 {
		t.Errorf("sent were %q", api.sent)
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
		api, m := shop(t, allocation, nil)
		_, err := Place(t.Context(), api, m, order1, c.offered, c.signed)
		if err == nil || !strings.Contains(err.Error(), c.words) || len(api.sent)+len(m.intents) != 0 {
			t.Errorf("want %q and nothing sent, got %v and %q", c.words, err, api.sent)
		}
	}
}

func TestDoubtIsRecordedAsDoubt(t *testing.T) {
	cases := []struct {
		err  error
		want string
	}{
		{&wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}, store.ResultUnknown},
		{fmt.Errorf("wrapped: %w", &wire.Error{Kind: wire.KindServer, MayHaveActed: true}), store.ResultUnknown},
		{errors.New("not of the wire"), store.ResultUnknown},
		{context.DeadlineExceeded, store.ResultUnknown},
		{&wire.Error{Kind: wire.KindConflict, Status: 409}, store.ResultRefused},
		{&wire.Error{Kind: wire.KindCancelled}, store.ResultRefused},
	}
	for _, c := range cases {
		api, m := shop(t, axon.Placement{}, c.err)
		if _, err := Request(t.Context(), api, m, order1); !errors.Is(err, c.err) || m.outcomes[1].Result != c.want || m.outcomes[1].Said == "" {
			t.Errorf("%v is recorded as %+v", c.err, m.outcomes[1])
		}
	}
}

func TestOutcomeIsWrittenAfterTheScreenWasLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	api, m := shop(t, allocation, nil)
	api.then = leave
	if _, err := Request(ctx, api, m, order1); err != nil || m.outcomes[1].Result != store.ResultPlaced {
		t.Errorf("%v, %+v", err, m.outcomes)
	}
}

func TestUnrecordedAnswerIsADoubtWithThePlacement(t *testing.T) {
	api, m := shop(t, allocation, nil)
	m.noOutcome = errors.New("disk full")
	got, err := Place(t.Context(), api, m, order1, docs, []Signature{sig1, sig2})
	var w *wire.Error
	if !errors.As(err, &w) || !w.MayHaveActed || !errors.Is(err, m.noOutcome) || !got.Placed() {
		t.Errorf("got %+v, %v", got, err)
	}
	api.err = &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}
	if _, err := Request(t.Context(), api, m, order1); !errors.Is(err, api.err) || !errors.Is(err, m.noOutcome) {
		t.Errorf("one of both failures is gone: %v", err)
	}
}

func TestSignedOrderWithoutAnAllocation(t *testing.T) {
	api, m := shop(t, axon.Placement{}, nil)
	_, err := Place(t.Context(), api, m, order1, docs, []Signature{sig1, sig2})
	if !doubtful(err) || !strings.Contains(err.Error(), "without saying what it placed") || m.outcomes[1].Result != store.ResultUnknown {
		t.Errorf("%v, %+v", err, m.outcomes)
	}
	api.answer = axon.Placement{Documents: docs}
	if _, err = Place(t.Context(), api, m, order1, docs, []Signature{sig1, sig2}); err == nil || !strings.Contains(err.Error(), "terms again") {
		t.Errorf("got %v", err)
	}
}

func TestIncompletePurchaseIsNotSent(t *testing.T) {
	for _, p := range []Purchase{{}, {CompanyID: "AU1", Kind: KindPort}, {CompanyID: "AU1", Body: []byte("{}")}, {Kind: KindPort, Body: []byte("{}")}} {
		api, m := shop(t, allocation, nil)
		if _, err := Request(t.Context(), api, m, p); err == nil || len(api.sent)+len(m.intents) != 0 {
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
