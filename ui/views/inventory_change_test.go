package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

// stockKnown has the inventory's lists and details, as a person has who comes from there.
func stockKnown(t *testing.T, d *Desk) { t.Helper(); inventoryScreen(t, d) }

func changeScreen(t *testing.T, d *Desk) *ChangeService {
	t.Helper()
	stockKnown(t, d)
	s := NewChangeService(d, azure)
	enter(t, s)
	return s
}

// toReview changes the VLAN to 333 and goes on to the comparison.
func toReview(t *testing.T, s *ChangeService) {
	t.Helper()
	press(t, s, "enter", "ctrl+u")
	typeIn(t, s, "333")
	press(t, s, "enter", "enter")
}

func TestAChangeSendsWhatDiffersAloneOnceTheWordIsTyped(t *testing.T) {
	api := stocked()
	var sent []string
	api.change = func(guid string, changes map[string]any) (bool, error) {
		sent = append(sent, fmt.Sprint(guid, " ", changes))
		return false, nil
	}
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := changeScreen(t, d)
		goldens(t, "inventory-change", s)
		anySize(t, s)
		press(t, s, "enter", "ctrl+u")
		typeIn(t, s, "333")
		press(t, s, "enter", "right")
		press(t, s, "enter")
		goldens(t, "inventory-change-review", s)
		anySize(t, s)
		for _, want := range []string{"Outer VLAN", "10 ▸ 333", "1 Gbps ▸ 2 Gbps", "doesn't say whether traffic is interrupted"} {
			if shown := strings.Join(strings.Fields(grid(s, 120, 35)), " "); !strings.Contains(shown, want) {
				t.Errorf("%q isn't said:\n%s", want, grid(s, 120, 35))
			}
		}
		if strings.Contains(grid(s, 80, 19), "Description") {
			t.Error("what stays is among what changes")
		}
		typeIn(t, s, "chang")
		if f, ok := intent[Flash](press(t, s, "enter")); !ok || len(sent) > 0 || !strings.Contains(f.Text, "Type the word change") {
			t.Errorf("half a word sends: %q, %+v", sent, f)
		}
		typeIn(t, s, "e")
		got := press(t, s, "enter")
		if want := azure + " map[bandwidth_cir:2000000000 outer_vlan:333]"; len(sent) != 1 || sent[0] != want {
			t.Fatalf("sent %q, want %s alone", sent, want)
		}
		w, ok := intent[Watch](got)
		if _, back := intent[Finished](got); !ok || !back || w.ServiceID != azure || w.Goal != order.GoalChanged || w.Ref == "" || w.CompanyName != "Acme Holdings" {
			t.Errorf("what follows is %+v", got)
		}
		if w.Changes != "Bandwidth from 1 Gbps to 2 Gbps, Outer VLAN from 10 to 333" {
			t.Errorf("its watch says that it changes %q", w.Changes)
		}
		if rows.States() != "ready changing provisioning" || string(rows.All()[1].Body) != `{"bandwidth_cir":2000000000,"outer_vlan":333}` {
			t.Errorf("the journal has %s, %s", rows.States(), rows.All()[1].Body)
		}
	})
}

func TestAChangeNeedsARestedKeyboard(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := changeScreen(t, d)
		press(t, s, "enter", "ctrl+u")
		typeIn(t, s, "333")
		press(t, s, "enter")
		s.Update(keyPress("enter")) // into the comparison, and the keyboard hasn't rested since
		for _, r := range "change" {
			s.Update(keyPress(string(r)))
		}
		s.Update(keyPress("enter"))
		if s.word.begun() || s.busy(askErrand) || !strings.Contains(grid(s, 80, 19), "In a moment") {
			t.Errorf("keys on their way spell the word:\n%s", grid(s, 80, 19))
		}
		if f, ok := intent[Flash](run(t, s, s.Update(pasteOf("change")))); !ok || !strings.Contains(f.Text, "typed, not pasted") {
			t.Errorf("the word can be pasted: %+v", f)
		}
	})
}

func TestAChangeIsCheckedWhileItIsTyped(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := changeScreen(t, d)
		for name, texts := range map[string]map[string]string{
			fieldVLAN:        {"1": "2 to 3999", "4000": "2 to 3999", "x": "2 to 3999", "222": "taken on this port by AWS production", "10": "", "11": ""},
			fieldRate:        {"fast": "not a bandwidth", "1 Gbps": "", "200M": ""},
			fieldDescription: {"": "not empty", "a\nb": "one line", strings.Repeat("x", 257): "256 bytes", "fine": ""},
		} {
			for text, want := range texts {
				says := strings.Join(s.check(name, text), " ")
				if (want == "") != (says == "") || !strings.Contains(says, want) {
					t.Errorf("%s %q is judged %q, want %q", name, text, says, want)
				}
			}
		}
		press(t, s, "enter", "enter")
		if f, ok := intent[Flash](press(t, s, "enter")); !ok || !strings.Contains(f.Text, "nothing to send") || s.review {
			t.Errorf("nothing differs, and it goes on: %+v", f)
		}
	})
}

func TestBandwidthIsTypedWhereTheServerTellsNone(t *testing.T) {
	api := stocked()
	lacks := errNotPromised(t)
	api.svcLimits = func(string) (axon.Limits, error) { return axon.Limits{}, lacks }
	var sent map[string]any
	api.change = func(_ string, changes map[string]any) (bool, error) { sent = changes; return true, nil }
	stockBubble(t, api, func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := changeScreen(t, d)
		press(t, s, "enter", "enter", "ctrl+u")
		typeIn(t, s, "300M")
		golden(t, "inventory-change-typed-80x19", grid(s, 80, 19))
		press(t, s, "enter")
		typeIn(t, s, "change")
		f, _ := intent[Flash](press(t, s, "enter"))
		if fmt.Sprint(sent) != "map[bandwidth_cir:300000000]" || !strings.Contains(f.Text, "a person or the far end has to act") {
			t.Errorf("sent %v, said %q", sent, f.Text)
		}
	})
}

func TestARefusedChangeKeepsWhatWasTyped(t *testing.T) {
	api := stocked()
	api.change = func(string, map[string]any) (bool, error) {
		return false, &wire.Error{Kind: wire.KindConflict, Op: "change the service", Status: 409, What: "the server answered 409 (Conflict)", Means: "VLAN 333 is already used on this port", Next: "Choose another VLAN"}
	}
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := changeScreen(t, d)
		toReview(t, s)
		typeIn(t, s, "change")
		got := press(t, s, "enter")
		if _, back := intent[Finished](got); back || s.lost || !strings.Contains(grid(s, 80, 19), "already used on this port") {
			t.Errorf("a refusal shows\n%s", grid(s, 80, 19))
		}
		golden(t, "inventory-change-refused-80x19", grid(s, 80, 19))
		if rows.States() != "ready changing ready" {
			t.Errorf("the journal has %s", rows.States())
		}
		press(t, s, "esc")
		if s.form.Values()[fieldVLAN] != "333" || s.review {
			t.Errorf("typed was 333, left is %v", s.form.Values())
		}
	})
}

func TestALostChangeIsLookedAtBeforeAnythingElse(t *testing.T) {
	api := stocked()
	n := 0
	api.change = func(string, map[string]any) (bool, error) {
		n++
		return false, &wire.Error{Kind: wire.KindTimeout, Op: "change the service", What: "no whole answer came within 30 s", Means: "Nobody here knows whether AXON acted on it", Next: "Look", MayHaveActed: true}
	}
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := changeScreen(t, d)
		toReview(t, s)
		typeIn(t, s, "change")
		press(t, s, "enter")
		golden(t, "inventory-change-lost-80x19", grid(s, 80, 19))
		press(t, s, "enter", "enter")
		if n != 1 || !s.lost || rows.States() != "ready changing unknown" {
			t.Errorf("sent %d times, the journal has %s", n, rows.States())
		}
		// Another screen of the same service knows it from the journal.
		inventoryScreen(t, d)
		other := NewChangeService(d, azure)
		enter(t, other)
		if !other.lost {
			t.Error("the doubt ends with the screen")
		}
		changed := stockService(azure, "Azure production", coreA, "AU-NXT-S2", "microsoft", 333, 1e9, "U", "N")
		api.service = func(string) (axon.Service, error) { return changed, nil }
		press(t, s, "r")
		if s.lost || !strings.Contains(grid(s, 80, 19), "The change has been made") || rows.States() != "ready changing unknown provisioning" {
			t.Errorf("looking finds\n%s\nthe journal has %s", grid(s, 80, 19), rows.States())
		}
	})
}

func TestAServiceThatCannotBeReadIsNotChanged(t *testing.T) {
	api := stocked()
	api.service = func(string) (axon.Service, error) {
		return axon.Service{}, &wire.Error{Kind: wire.KindTimeout, Op: "read the service", What: "no answer"}
	}
	stockBubble(t, api, func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := changeScreen(t, d)
		if !strings.Contains(grid(s, 80, 19), "Could not read the service") || s.form.Len() > 0 {
			t.Errorf("it shows\n%s", grid(s, 80, 19))
		}
		anySize(t, s)
		api.service = stocked().service
		press(t, s, "r")
		if s.form.Len() == 0 {
			t.Error("it isn't asked again")
		}
	})
}

func TestAWatchOfARemovalEndsWhenItIsGone(t *testing.T) {
	w := (&order.Watches{}).Add(Watch{ServiceID: azure, Goal: order.GoalRemoved}, testNow)
	for _, step := range []struct {
		p, d string
		done bool
		want axon.Overall
	}{
		{"C", "N", false, axon.OverallWorking},
		{"F", "N", false, axon.OverallWorking},
		{"D", "S", false, axon.OverallWorking},
		{"D", "C", true, axon.OverallRemoved},
		{"D", "F", true, axon.OverallFailed},
	} {
		w.Take(stockService(azure, "x", coreA, "AU-NXT-S2", "aws", 1, 1, step.p, step.d), testNow)
		if w.Done() != step.done || w.Overall != step.want {
			t.Errorf("%s/%s: done %v, %v", step.p, step.d, w.Done(), w.Overall)
		}
	}
	all := &order.Watches{}
	old := all.Add(Watch{ServiceID: azure}, testNow)
	old.Take(stockService(azure, "x", coreA, "AU-NXT-S2", "aws", 1, 1), testNow)
	if again := all.Add(Watch{ServiceID: azure}, testNow.Add(time.Hour)); again != old || !again.Done() {
		t.Error("the same watch begins anew")
	}
	if again := all.Add(Watch{ServiceID: azure, Goal: order.GoalRemoved}, testNow.Add(time.Hour)); again.Done() || len(all.All()) != 1 || again.Started.Equal(testNow) {
		t.Errorf("a removal isn't watched: %+v", again)
	}
}

func TestAWatchedRemovalSaysWhatIsGoingOn(t *testing.T) {
	d := newDesk(&fakeAPI{})
	for goal, want := range map[order.Goal]string{order.GoalChanged: "being changed", order.GoalRemoved: "being removed", order.GoalReady: "provisioning"} {
		w := &order.Watched{Watch: Watch{Goal: goal}, Overall: axon.OverallWorking, Polled: testNow}
		if got := OverallWords(d, w); !strings.HasSuffix(plain(got), want) {
			t.Errorf("goal %d reads %q", goal, plain(got))
		}
	}
}

func TestAWatchSaysWhatAChangeChanges(t *testing.T) {
	s, w := watching("C/N", "C/N", "C/N", "C/N")
	w.Goal, w.Changes, w.Ended = order.GoalChanged, "Outer VLAN from 10 to 333", testNow
	for _, want := range []string{"Changes    Outer VLAN from 10 to 333", "from the change to its end"} {
		if shown := grid(s, 80, 24); !strings.Contains(shown, want) {
			t.Errorf("%q isn't on\n%s", want, shown)
		}
	}
}
