package order

import (
	"errors"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

func TestASignedOrderCanBeSentAgainAfterALook(t *testing.T) {
	api, m, j := offeredShop(t, axon.Placement{}, &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true})
	both := []Signature{sig1, sig2}
	_, _ = Place(t.Context(), api, j, order1, docs, both)
	if _, err := Look(t.Context(), &lists{}, j, order1); err != nil {
		t.Fatal(err)
	}
	again := order1
	again.Again = true
	api.err, api.answer = nil, allocation
	if got, err := Place(t.Context(), api, j, again, docs, both); err != nil || !got.Placed() {
		t.Fatalf("%+v, %v", got, err)
	}
	if want := "confirmed offered signed placing unknown unknown placing placed"; m.States() != want {
		t.Errorf("the order went %s, want %s", m.States(), want)
	}
	if said := m.All()[6].Said; !strings.Contains(said, "decided by a person") {
		t.Errorf("the journal says %q of the decision", said)
	}
}

func TestALostOrderIsLookedForWhereItWasSent(t *testing.T) {
	api, _, j := shop(t, axon.Placement{}, &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true})
	_, _ = Request(t.Context(), api, j, order1)
	other := order1
	other.CompanyID, other.Body = "AU9", []byte(`{"description":"AX-TEST1"}`)
	where := &lists{}
	got, err := Look(t.Context(), where, j, other)
	if err != nil || len(where.asked) != 1 || where.asked[0] != "resources AU1" {
		t.Errorf("asked %v, %v", where.asked, err)
	}
	if !strings.Contains(got.Says, "doesn't bear AX-TEST1") {
		t.Errorf("the body that was sent bears no reference, and it says %q", got.Says)
	}
}

// TestAnAnswerThatCouldntBeWrittenLeavesAnUnknownOrder: once the disk works again the session that has the order in hand can
// look for it; another one waits.
func TestAnAnswerThatCouldntBeWrittenLeavesAnUnknownOrder(t *testing.T) {
	api, m, j := shop(t, axon.Placement{Documents: docs}, nil)
	release, _, err := j.Claim(t.Context(), j.Scope, order1.Ref)
	if err != nil {
		t.Fatal(err)
	}
	api.then = func() { m.Break(errors.New("disk full")) }
	_, _ = Request(t.Context(), api, j, order1)
	m.Break(nil)
	other := NewJournal(m, "test")
	if _, err := Look(t.Context(), &lists{}, other, order1); err != nil || m.States() != "confirmed" {
		t.Errorf("another session has written to it: %s, %v", m.States(), err)
	}
	if _, err := Look(t.Context(), &lists{}, j, order1); err != nil || m.States() != "confirmed unknown unknown" {
		t.Errorf("looking leaves %s, %v", m.States(), err)
	}
	release()
}

func TestTermsThatCantBeKeptLeaveAnUnknownOrder(t *testing.T) {
	api, m, j := shop(t, axon.Placement{Documents: docs}, nil)
	api.then = func() { m.BreakDocuments(errors.New("too large")) }
	if _, err := Request(t.Context(), api, j, order1); err == nil || m.States() != "confirmed unknown" {
		t.Errorf("%v, %s", err, m.States())
	}
}

func TestWhatIsAskedAnewHasNoEarlierPrice(t *testing.T) {
	_, m, j := offeredShop(t, allocation, nil)
	o, err := j.Order(t.Context(), order1.Ref, KindPort)
	if err != nil {
		t.Fatal(err)
	}
	o.Timeline[len(o.Timeline)-1].Price = "5.00 once"
	if err := j.take(t.Context(), o, Entry{State: string(StateConfirmed)}); err != nil || m.Last().Price != "" {
		t.Errorf("it costs %q, %v", m.Last().Price, err)
	}
}
