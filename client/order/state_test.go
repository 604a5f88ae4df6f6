package order

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/axon"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

func TestEveryStateIsReachedAndNoneLeadsBackFromBought(t *testing.T) {
	reached := map[State]bool{StateDraft: true} // by the drafts
	for _, next := range mayFollow {
		for _, s := range next {
			reached[s] = true
		}
	}
	for _, s := range states {
		if !reached[s] {
			t.Errorf("nothing leads to %s", s)
		}
		for _, to := range mayFollow[s] {
			if s.Bought() && (to == StateConfirmed || to == StatePlacing || to == StateDraft) {
				t.Errorf("%s leads to %s, so that it could be bought twice", s, to)
			}
			if !slices.Contains(states, to) {
				t.Errorf("%s leads to %q, which is no state", s, to)
			}
		}
	}
}

// shopkeeper is a server of one order that acts or not, and whose answers get lost or not, as drawn. It keeps a ledger.
type shopkeeper struct {
	axon.API
	t      *rapid.T
	bought int
	die    func() // the program ends before it has the answer
}

func (s *shopkeeper) PlaceResource(_ context.Context, _ string, body []byte) (axon.Placement, error) {
	signed := strings.Contains(string(body), "document_ids")
	acts := rapid.IntRange(0, 3).Draw(s.t, "acts") > 0
	atOnce := !signed && rapid.IntRange(0, 9).Draw(s.t, "places at once") == 0
	answer := axon.Placement{Documents: docs}
	if acts && (signed || atOnce) {
		s.bought++
		answer = axon.Placement{Resources: []axon.Allocated{{GUID: "g-1"}}}
	}
	switch rapid.IntRange(0, 4).Draw(s.t, "answer") {
	case 0:
		return axon.Placement{}, &wire.Error{Kind: wire.KindTimeout, MayHaveActed: true}
	case 1:
		if !acts {
			return axon.Placement{}, &wire.Error{Kind: wire.KindConflict, Status: 409}
		}
	case 2:
		s.die()
		return axon.Placement{}, context.Canceled
	}
	if !acts {
		return axon.Placement{}, &wire.Error{Kind: wire.KindServer, Status: 502, MayHaveActed: true}
	}
	return answer, nil
}

func (s *shopkeeper) Resources(context.Context, string) (axon.List[axon.Resource], error) {
	if rapid.IntRange(0, 3).Draw(s.t, "list fails") == 0 {
		return axon.List[axon.Resource]{}, &wire.Error{Kind: wire.KindTimeout}
	}
	if s.bought > 0 {
		return list(axon.Resource{GUID: "g-1", Description: "x " + order1.Ref}), nil
	}
	return axon.List[axon.Resource]{}, nil
}

// TestNoPathPlacesTwiceOrForgets plays a person, several processes and a bad line against the journal. Whoever decides to
// send again does so only after a look that found nothing, as the program's words ask for.
func TestNoPathPlacesTwiceOrForgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &storetest.Rows{}
		j := NewJournal(m, "test")
		var dead bool
		keeper := &shopkeeper{t: t, die: func() { dead = true }}
		ctx, body := t.Context(), order1
		body.Body = []byte(`{"description":"x ` + order1.Ref + `"}`)
		notThere := false
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			p := body
			p.Again = notThere
			var err error
			switch rapid.IntRange(0, 3).Draw(t, "does") {
			case 0:
				_, err = Request(ctx, keeper, dying{j, m, &dead}.journal(), p)
				notThere = false
			case 1:
				_, err = Place(ctx, keeper, dying{j, m, &dead}.journal(), p, docs, []Signature{sig1, sig2})
				notThere = false
			case 2:
				var s Sighting
				s, err = Look(ctx, keeper, j, p)
				notThere = err == nil && !s.Found
			case 3:
				_, err = j.Recover(ctx)
			}
			_ = err // what is refused is refused: the ledger is what counts
			dead = false
			o, err := j.Order(ctx, order1.Ref, KindPort)
			if err != nil {
				t.Fatal(err)
			}
			if keeper.bought > 1 {
				t.Fatalf("bought %d times: %s", keeper.bought, m.States())
			}
			if keeper.bought == 1 && !o.Bought() && o.State() != StateUnknown && !Waits(o.Last()) {
				t.Fatalf("the order was placed and the journal says %s: %s", o.State(), m.States())
			}
			if keeper.bought == 0 && o.Bought() {
				t.Fatalf("the journal says %s, and nothing was bought: %s", o.State(), m.States())
			}
		}
	})
}

// dying is a journal whose program ends as soon as dead is set: nothing is written from then on.
type dying struct {
	*Journal
	rows *storetest.Rows
	dead *bool
}

func (d dying) journal() *Journal { return NewJournal(dyingRows{d.rows, d.dead}, d.Scope) }

type dyingRows struct {
	*storetest.Rows
	dead *bool
}

func (d dyingRows) Append(ctx context.Context, e Entry) error {
	if *d.dead {
		return context.Canceled
	}
	return d.Rows.Append(ctx, e)
}

func TestRecoverLeavesToOthersWhatTheyHaveInHand(t *testing.T) {
	m := &storetest.Rows{}
	j := NewJournal(m, "test")
	for _, ref := range []string{"AX-1", "AX-2"} {
		if err := j.take(t.Context(), &Order{Ref: ref, Kind: KindPort}, Entry{State: "confirmed", Method: "POST"}); err != nil {
			t.Fatal(err)
		}
	}
	release, _, _ := j.Claim(t.Context(), "test", "AX-1")
	if n, err := j.Recover(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d marked, %v", n, err)
	}
	for ref, want := range map[string]State{"AX-1": StateConfirmed, "AX-2": StateUnknown} {
		if o, _ := j.Order(t.Context(), ref, KindPort); o.State() != want {
			t.Errorf("%s is %s, want %s", ref, o.State(), want)
		}
	}
	release()
	if n, err := j.Recover(t.Context()); n != 1 || err != nil {
		t.Errorf("%d marked once it was given up, %v", n, err)
	}
}
