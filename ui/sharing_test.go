package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/access"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/ui/share"
	"axdesk/ui/views"
)

// door is Alice's session, shared, and Bob who looks on, with each step of the news in the test's hand.
type door struct {
	t    *testing.T
	m    *Model
	desk *share.Desk
	seat *share.Seat
	bob  uint64
}

func openDoor(t *testing.T) *door {
	t.Helper()
	hub := share.NewHub(share.Config{Host: "h", Address: "h"})
	alice := access.Person{Name: "Alice", Key: "SHA256:a", Role: access.Agent, Session: "s"}
	d := &door{t: t, m: New(Config{Person: alice, Hub: hub, Keys: keys.Default(), NewRef: func() string { return "AX-1" }, Now: time.Now()})}
	d.desk = hub.Share(alice)
	d.m.sharing = &sharing{desk: d.desk, scope: d.m.scopeHere()}
	d.seat = d.come(hub, "Bob")
	d.hear()
	return d
}

// come lets a guest in; Alice's screen hasn't heard of it yet.
func (d *door) come(hub *share.Hub, name string) *share.Seat {
	d.t.Helper()
	inv, err := d.desk.Invite(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	seat, err := hub.Knock(d.t.Context(), access.Person{Name: name, Key: "SHA256:" + name}, inv.Code)
	if err != nil {
		d.t.Fatal(err)
	}
	if why := seat.Name(name); why != "" {
		d.t.Fatal(why)
	}
	for _, g := range d.news().Guests {
		if g.Person.Name == name {
			d.bob = g.ID
		}
	}
	if err := d.desk.Admit(d.t.Context(), d.bob); err != nil {
		d.t.Fatal(err)
	}
	return seat
}

func (d *door) news() share.News {
	n, _ := d.desk.Wait()
	return n
}

func (d *door) hear() tea.Cmd { return d.m.onShare(shareNews{d.desk, d.news(), true}) }

func (d *door) hand() {
	d.t.Helper()
	if err := d.desk.Hand(d.t.Context(), d.bob); err != nil {
		d.t.Fatal(err)
	}
	d.hear()
	if d.m.pen() == nil {
		d.t.Fatal("Bob has no pen")
	}
}

func (d *door) sees() string {
	d.m.View()
	return ansi.Strip(d.seat.Scene().Frame.Content)
}

func ctrl(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }

func TestAPenThatWasTakenBackStaysBack(t *testing.T) {
	d := openDoor(t)
	d.hand()
	d.seat.Press(tea.KeyPressMsg{Code: '/', Text: "/"})
	late := d.news() // taken by the wait, and not delivered yet
	d.m.key(ctrl('g'))
	d.m.onShare(shareNews{d.desk, late, true})
	if d.m.pen() != nil || !d.m.desk.Pen.Local() || d.m.shown().Typing() {
		t.Errorf("late news gave the pen back to %q", d.m.desk.Pen.Name)
	}
	d.hand()
	if d.m.desk.Pen.Name != "Bob" {
		t.Error("the pen can't be handed over again")
	}
}

func TestAGuestGetsNoWayThatWasOpenedBefore(t *testing.T) {
	d := openDoor(t)
	if err := d.desk.Hand(t.Context(), d.bob); err != nil {
		t.Fatal(err)
	}
	d.m.key(ctrl('k')) // before Alice's screen hears that the pen has gone
	d.hear()
	if n := len(d.m.over); n > 0 {
		t.Errorf("%d overlays of Alice's stand before Bob", n)
	}
	for _, k := range []tea.KeyPressMsg{ctrl('k'), ctrl('o'), {Code: 'o', Text: "o"}, {Code: 'q', Text: "q"}, {Code: 'y', Text: "y"}, {Code: 'e', ShiftedCode: 'E', Mod: tea.ModShift, Text: "E"}} {
		d.seat.Press(k)
		d.hear()
		if len(d.m.over) > 0 || d.m.at != atOrder {
			t.Errorf("%s took Bob away from the shared screen", k)
		}
	}
}

func TestGuestsSeeNothingOfOtherOrders(t *testing.T) {
	d := openDoor(t)
	d.m.took(begun{running: []order.Entry{{
		Ref: "AX-9ZZ99", GUID: "g", Kind: "service", Company: "Globex", Title: "500 Mbps Globex to AWS", State: string(order.StateProvisioning),
	}}})
	w := d.m.desk.Watches.Get("g")
	w.Overall = axon.OverallReady
	d.m.announce(w)
	if text := d.sees(); strings.Contains(text, "Globex") || !strings.Contains(text, "1 ready") {
		t.Errorf("Bob sees\n%s", text)
	}
	d.m.key(ctrl('k'))
	for _, r := range "Globex" {
		d.m.key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if !strings.Contains(ansi.Strip(d.m.content()), "Globex") {
		t.Fatal("Alice's palette doesn't show it")
	}
	if text := d.sees(); strings.Contains(text, "Globex") || strings.Contains(text, "Palette") {
		t.Errorf("with Alice's palette open Bob sees\n%s", text)
	}
}

func TestANewGuestGetsNoOldFrame(t *testing.T) {
	d := openDoor(t)
	d.desk.Show(share.Frame{Content: "Globex: their prices", W: 80, H: 24})
	d.seat.Leave()
	if got := d.come(d.m.cfg.Hub, "Carol").Scene().Frame; got != (share.Frame{}) {
		t.Errorf("Carol sees %q", got.Content)
	}
}

// TestWhatAGuestTypesIsTheOwners has Bob type with the pen: it is Alice who takes it up after a lost line.
func TestWhatAGuestTypesIsTheOwners(t *testing.T) {
	alice := access.Person{Name: "Alice", Role: access.Agent}
	if user := alice.Guest("Bob"); !alice.Owns(user) || (access.Person{Name: "Bob"}).Owns(user) || !alice.Owns("Alice") || alice.Owns("Sam") {
		t.Errorf("what %q did isn't Alice's alone", user)
	}
	if user := alice.Guest("Sam (guest of Eve"); !alice.Owns(user) || (access.Person{Name: "Eve"}).Owns(user) {
		t.Errorf("what %q did isn't Alice's alone", user)
	}
}

func TestAViewerSharesNothing(t *testing.T) {
	d := openDoor(t)
	d.m.sharing, d.m.cfg.Person.Role = nil, access.Viewer
	d.m.key(ctrl('g'))
	if d.m.sharing != nil || !strings.Contains(d.m.flash.Text, "viewer") {
		t.Errorf("a viewer shares the screen: %q", d.m.flash.Text)
	}
}

// TestGuestsAreHeldToWhatIsShared has Bob try to leave the order, and Alice go elsewhere.
func TestGuestsAreHeldToWhatIsShared(t *testing.T) {
	d := openDoor(t)
	d.m.sharing.scope.floor = order.StepCompany
	if !d.m.inScope() {
		t.Fatal("what is shared isn't shown")
	}
	d.hand()
	for _, go1 := range []func() tea.Cmd{
		func() tea.Cmd { return d.m.again(true) },
		func() tea.Cmd { return d.m.goPlace(atBooks) },
		func() tea.Cmd { return d.m.openLine(views.Open{What: views.LineServices}) },
		func() tea.Cmd { return d.m.pin(views.Open{What: views.LineDevice, ServiceID: "x"}) },
	} {
		d.m.flash.Text = ""
		go1()
		if d.m.at != atOrder || d.m.desk.Walk.Ref != "AX-1" || len(d.m.pins) > 0 || !strings.Contains(d.m.flash.Text, "Only Alice can leave") {
			t.Errorf("Bob got away: %q", d.m.flash.Text)
		}
	}
	d.m.key(ctrl('g'))
	d.m.sharing.scope.floor = order.StepLocation
	if text := d.sees(); strings.Contains(text, "Company") || d.seat.Scene().Frame.Curtain == "" {
		t.Errorf("of an order that was shared later Bob sees the list of all companies:\n%s", text)
	}
	d.m.sharing.scope.ref = "AX-0"
	if d.m.orderLeft(); d.m.sharing != nil {
		t.Error("the sharing goes on with another order")
	}
}

// TestOnlyTheLineThatIsSharedIsShown shares a customer's line.
func TestOnlyTheLineThatIsSharedIsShown(t *testing.T) {
	d := openDoor(t)
	m := d.m
	m.at = atLines
	list, mine, other := layer{Screen: m.front, of: "list"}, layer{Screen: m.front, of: "a", subject: "a"}, layer{Screen: m.front, of: "b", subject: "b"}
	m.stacks[atLines] = []layer{list, mine}
	m.sharing.scope = m.scopeHere()
	for _, c := range []struct {
		name  string
		stack []layer
		want  bool
	}{
		{"the line itself", []layer{list, mine}, true},
		{"more of it", []layer{list, mine, mine}, true},
		{"a neighbour", []layer{list, mine, other}, false},
		{"all lines", []layer{list}, false},
		{"another line", []layer{list, other}, false},
	} {
		m.stacks[atLines] = c.stack
		if m.inScope() != c.want {
			t.Errorf("%s is shown: %v", c.name, !c.want)
		}
	}
	m.stacks[atLines] = []layer{list, mine}
	d.hand()
	if m.closeScreen(); len(m.stacks[atLines]) != 2 {
		t.Error("Bob is at the list of all lines")
	}
	if m.openLine(views.Open{What: views.LineDevice, ServiceID: "b"}); len(m.stacks[atLines]) != 2 {
		t.Error("Bob is at another customer's device")
	}
}

func TestSentencesForTheGuideAreHersAlone(t *testing.T) {
	d := openDoor(t)
	d.m.say("Nothing is pinned.", false)
	if strings.Contains(d.sees(), "Nothing is pinned") {
		t.Error("Bob reads what Alice is told")
	}
	d.hand()
	d.m.key(tea.KeyPressMsg{Code: 'x', Text: "x"})
	if !strings.Contains(d.m.flash.Text, "takes it back") || strings.Contains(d.sees(), "takes it back") {
		t.Errorf("Alice is told %q, and Bob sees\n%s", d.m.flash.Text, d.sees())
	}
	d.m.say("Not signed: read it to its end first.", false)
	if !strings.Contains(d.sees(), "Not signed") {
		t.Error("with the pen, Bob isn't told what his key did")
	}
}
