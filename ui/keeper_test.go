package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/keys"
	"axdesk/ui/views"
)

// slowRows write a draft only when they are let.
type slowRows struct {
	*storetest.Rows
	begun, goOn chan struct{}
}

func (r *slowRows) SaveDraft(ctx context.Context, d order.Draft) error {
	if r.goOn != nil {
		r.begun <- struct{}{}
		<-r.goOn
	}
	return r.Rows.SaveDraft(ctx, d)
}

// unasked is an API that nothing is asked of.
type unasked struct{ axon.API }

func keeping(rows order.Rows, refs ...string) *Model {
	next := func() string {
		ref := refs[0]
		if len(refs) > 1 {
			refs = refs[1:]
		}
		return ref
	}
	return New(Config{API: unasked{}, Journal: order.NewJournal(rows, "test"), NewRef: next, Keys: keys.Default(), Now: time.Unix(0, 0)})
}

// within fails where something waits that must not.
func within(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal(what + " waits")
	}
}

// carried does what a command says, without what its messages lead to.
func carried(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if all, ok := cmd().(tea.BatchMsg); ok {
		for _, c := range all {
			carried(c)
		}
	}
}

func TestTakingAnOrderUpWaitsForNoStore(t *testing.T) {
	rows := &slowRows{&storetest.Rows{}, make(chan struct{}), make(chan struct{})}
	m := keeping(rows, "AX-1")
	written := make(chan error)
	go func() { written <- m.draft.keeper.Save(1, order.Draft{Ref: "AX-1"}) }()
	<-rows.begun
	within(t, "Update", func() {
		m.Update(views.Resumed{Walk: order.New("AX-2"), Release: func() { t.Error("the order that was taken up is given up") }})
	})
	if m.desk.Walk.Ref != "AX-2" || !m.draft.keeper.Has("AX-2") {
		t.Errorf("at %s, AX-2 in hand: %v", m.desk.Walk.Ref, m.draft.keeper.Has("AX-2"))
	}
	close(rows.goOn)
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// waiting is a screen with a purchase on its way.
type waiting struct{ views.Screen }

func (waiting) Holds() string { return "The order is on its way." }

func TestAnOrderThatCantBeTakenUpNowIsGivenUpBehindUpdate(t *testing.T) {
	m := keeping(&storetest.Rows{}, "AX-1")
	m.front = waiting{m.front}
	released := 0
	cmd := m.resumed(views.Resumed{Walk: order.New("AX-2"), Release: func() { released++ }})
	if released != 0 || m.desk.Walk.Ref != "AX-1" {
		t.Errorf("Update gave it up %d times itself, and is at %s", released, m.desk.Walk.Ref)
	}
	if carried(cmd); released != 1 {
		t.Errorf("it was given up %d times", released)
	}
}

// begins answers the first question of an order, and does what comes of it until nothing is to be written any more.
func begins(t *testing.T, m *Model) {
	t.Helper()
	m.desk.Walk.SetCompany(axon.Company{ID: "AU1", Name: "Acme"})
	m.desk.Walk.SetLocation(axon.Location{ID: "AU-NXT-S1"})
	m.draft.due = true
	for range 100 {
		cmd := m.saveDraft()
		if cmd == nil {
			return
		}
		msg, ok := cmd().(drafted)
		if !ok {
			t.Fatal("a draft is written without word of what came of it")
		}
		m.wroteDraft(msg)
	}
	t.Error("it is written without end")
}

// TestAReferenceInUseIsNoColleaguesOrderLost begins an order whose reference is that of another one: begun and let go, begun and
// in somebody's hand, or ordered.
func TestAReferenceInUseIsNoColleaguesOrderLost(t *testing.T) {
	for name, other := range map[string]func(rows *storetest.Rows) error{
		"begun": func(rows *storetest.Rows) error {
			return rows.SaveDraft(t.Context(), order.Draft{Scope: "test", Ref: "AX-1", User: "a colleague"})
		},
		"in hand": func(rows *storetest.Rows) error {
			_, _, err := rows.Claim(t.Context(), "test", "AX-1")
			return err
		},
		"ordered": func(rows *storetest.Rows) error {
			return rows.Append(t.Context(), order.Entry{Scope: "test", Ref: "AX-1", Kind: "port", Seq: 1, State: "confirmed"})
		},
	} {
		rows := &storetest.Rows{}
		if err := other(rows); err != nil {
			t.Fatal(err)
		}
		m := keeping(rows, "AX-1", "AX-2")
		m.screens[order.StepPortOptions] = m.front // which proposes a description that bears the reference
		begins(t, m)
		if m.screens[order.StepPortOptions] != nil || m.screens[order.StepCompany] != m.front {
			t.Errorf("%s: the screens are %v", name, m.screens)
		}
		drafts, err := rows.Drafts(t.Context(), "test")
		if err != nil || m.desk.Walk.Ref != "AX-2" || !strings.Contains(m.flash.Text, "This order is AX-2 from here on") || drafts[0].Ref != "AX-2" {
			t.Errorf("%s: %q is said, kept is %+v, %v", name, m.flash.Text, drafts, err)
		}
		for _, d := range drafts[1:] {
			if d.User != "a colleague" {
				t.Errorf("%s: written over by %+v", name, d)
			}
		}
		m.draft.due = true
		if begins(t, m); m.desk.Walk.Ref != "AX-2" {
			t.Errorf("%s: its own draft takes its reference: %s", name, m.desk.Walk.Ref)
		}
	}
}

// sender takes every order of a port.
type sender struct{ axon.API }

func (sender) PlaceResource(context.Context, string, []byte) (axon.Placement, error) {
	return axon.Placement{Resources: []axon.Allocated{{GUID: "g"}}}, nil
}

func TestWhatWasSentKeepsItsReference(t *testing.T) {
	rows := &storetest.Rows{}
	m := keeping(rows, "AX-1", "AX-2")
	p := order.Purchase{Ref: "AX-1", CompanyID: "AU1", Kind: order.KindPort, Body: []byte("{}")}
	if _, err := order.Request(t.Context(), sender{}, m.cfg.Journal, p); err != nil {
		t.Fatal(err)
	}
	if err := rows.SaveDraft(t.Context(), order.Draft{Scope: "test", Ref: "AX-1", User: "a colleague"}); err != nil {
		t.Fatal(err)
	}
	begins(t, m)
	drafts, err := rows.Drafts(t.Context(), "test")
	if err != nil || m.desk.Walk.Ref != "AX-1" || !strings.Contains(m.flash.Text, "Finish this one in this session") || len(drafts) != 1 || drafts[0].User != "a colleague" {
		t.Errorf("%s: %q is said, kept is %+v, %v", m.desk.Walk.Ref, m.flash.Text, drafts, err)
	}
}

func TestAStoreThatCallsEveryReferenceUsedIsAskedSomeTimesOnly(t *testing.T) {
	rows := &storetest.Rows{}
	if err := rows.SaveDraft(t.Context(), order.Draft{Scope: "test", Ref: "AX-1"}); err != nil {
		t.Fatal(err)
	}
	m := keeping(rows, "AX-1")
	if begins(t, m); !strings.Contains(m.flash.Text, "not kept: another order has this reference") {
		t.Errorf("said is %q", m.flash.Text)
	}
}

func TestAnOrderInAnotherHandIsSaidToBeWhereverThatIs(t *testing.T) {
	rows := &storetest.Rows{}
	if _, _, err := rows.Claim(t.Context(), "test", "AX-1"); err != nil {
		t.Fatal(err)
	}
	m := keeping(rows, "AX-1")
	if begins(t, m); !strings.Contains(m.flash.Text, "not kept: this order is open in another axdesk, which") {
		t.Errorf("said is %q", m.flash.Text)
	}
}

func TestWhatIsWrittenAfterTheEndIsGivenUp(t *testing.T) {
	rows := &storetest.Rows{}
	m := keeping(rows, "AX-1")
	begins(t, m)
	m.Close()
	if err := m.draft.keeper.Save(99, order.Draft{Ref: "AX-1", Step: "later"}); err != nil {
		t.Fatal(err)
	}
	drafts, err := rows.Drafts(t.Context(), "test")
	if err != nil || len(drafts) != 1 || drafts[0].Step != "later" {
		t.Errorf("kept is %+v, %v", drafts, err)
	}
	if _, free, err := rows.Claim(t.Context(), "test", "AX-1"); !free || err != nil {
		t.Errorf("the order stays in the hand of a session that is over: %v", err)
	}
}
