package views

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/client/wire"
)

func pasteOf(text string) tea.Msg { return tea.PasteMsg{Content: text} }

func endScreen(t *testing.T, d *Desk, kind order.Kind, guid string) *EndThing {
	t.Helper()
	stockKnown(t, d)
	s := NewEndThing(d, kind, guid)
	enter(t, s)
	return s
}

func TestAServiceIsDeletedByTypingTheWord(t *testing.T) {
	api := stocked()
	var sent []string
	api.endService = func(guid string) (bool, error) { sent = append(sent, guid); return true, nil }
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-AZURE", order.KindService, azure, order.StateConfirmed, order.StatePlaced, order.StateReady)
		s := endScreen(t, d, order.KindService, azure)
		goldens(t, "inventory-end", s)
		anySize(t, s)
		press(t, s, "enter")
		golden(t, "inventory-end-word-80x19", grid(s, 80, 19))
		typeIn(t, s, "delet")
		press(t, s, "enter")
		if len(sent) > 0 {
			t.Fatalf("half a word deletes %q", sent)
		}
		typeIn(t, s, "e")
		got := press(t, s, "enter")
		w, ok := intent[Watch](got)
		if len(sent) != 1 || sent[0] != azure || !ok || w.Goal != order.GoalRemoved || w.Port || w.Ref != "AX-AZURE" || rows.States() != "confirmed placed ready ending ending" {
			t.Errorf("sent %q, watched %+v, the journal has %s", sent, w, rows.States())
		}
		if f, _ := intent[Flash](got); !strings.Contains(f.Text, "a person or the far end has to act") {
			t.Errorf("said is %q", f.Text)
		}
	})
}

func TestAPersonIsAnnouncedBeforeARemovalThatNeedsOne(t *testing.T) {
	manual := stockService(azure, "Azure production", coreA, "AU-NXT-S2", "ibm", 10, 1e9)
	manual.Hops[2].Provisioned = "M"
	stockBubble(t, stockedWith(manual), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := endScreen(t, d, order.KindService, azure)
		shown := strings.Join(strings.Fields(grid(s, 80, 19)), " ")
		if !strings.Contains(shown, "A hop stands on M: deleting changes its state to H (holding) and operations are notified, so a person is needed") {
			t.Errorf("it isn't said:\n%s", grid(s, 80, 19))
		}
	})
}

func TestAPortWithServicesIsNotDeleted(t *testing.T) {
	api := stocked()
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := endScreen(t, d, order.KindPort, coreA)
		goldens(t, "inventory-end-refused", s)
		anySize(t, s)
		f, ok := intent[Flash](press(t, s, "enter"))
		if !ok || !f.Bad || !strings.Contains(f.Text, "2 services stand on it") || s.word.asked() {
			t.Errorf("it goes on: %+v", f)
		}
		typeIn(t, s, "delete")
		press(t, s, "enter")
		for _, call := range api.asked {
			if call == "delete resource" {
				t.Error("it was sent")
			}
		}
		if len(rows.All()) > 0 {
			t.Errorf("the journal has %s", rows.States())
		}
	})
}

func TestAFreePortIsDeletedAndWatched(t *testing.T) {
	api := stocked()
	var sent []string
	api.endPort = func(guid string) (bool, error) { sent = append(sent, guid); return false, nil }
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := endScreen(t, d, order.KindPort, coreB)
		goldens(t, "inventory-end-port", s)
		press(t, s, "enter")
		typeIn(t, s, "delete")
		w, ok := intent[Watch](press(t, s, "enter"))
		if len(sent) != 1 || sent[0] != coreB || !ok || !w.Port || w.Goal != order.GoalRemoved || rows.States() != "ready ending ending" {
			t.Errorf("sent %q, watched %+v, the journal has %s", sent, w, rows.States())
		}
	})
}

func TestWhatCannotBeKnownOfAPortIsSaidBeforeItIsDeleted(t *testing.T) {
	unread := stocked()
	unread.service = func(guid string) (axon.Service, error) {
		if guid == azure {
			return axon.Service{}, &wire.Error{Kind: wire.KindServer, Op: "read the service", Status: 500, What: "the server answered 500"}
		}
		return stockService(amzn, "AWS production", "", "AU-NXT-S1", "aws", 222, 5e8), nil
	}
	more := stocked()
	more.services = func(string) (axon.List[axon.Service], error) { return axon.List[axon.Service]{Total: 40}, nil }
	lacking := stocked()
	lacks := errNotPromised(t)
	lacking.services = func(string) (axon.List[axon.Service], error) { return axon.List[axon.Service]{}, lacks }
	for words, api := range map[string]*fakeAPI{
		"on a port that AXON doesn't tell, perhaps this one: AWS production":           unread,
		"Couldn't be looked up, and may stand on it: Azure production":                 unread,
		"AXON has more services than it shows":                                         more,
		"This server has no list of services, so what stands on this port isn't known": lacking,
	} {
		stockBubble(t, api, func(t *testing.T, d *Desk, _ *storetest.Rows) {
			s := endScreen(t, d, order.KindPort, coreB)
			if shown := strings.Join(strings.Fields(grid(s, 80, 30)), " "); !strings.Contains(shown, words) {
				t.Errorf("%q isn't said:\n%s", words, grid(s, 80, 30))
			}
			anySize(t, s)
		})
	}
}

func TestALostRemovalIsLookedAt(t *testing.T) {
	api := stocked()
	n := 0
	api.endService = func(string) (bool, error) {
		n++
		return false, &wire.Error{Kind: wire.KindTimeout, Op: "delete the service", What: "no whole answer came", Means: "Nobody here knows whether AXON acted on it", Next: "Look", MayHaveActed: true}
	}
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := endScreen(t, d, order.KindService, azure)
		press(t, s, "enter")
		typeIn(t, s, "delete")
		press(t, s, "enter")
		golden(t, "inventory-end-lost-80x19", grid(s, 80, 19))
		anySize(t, s)
		press(t, s, "enter")
		typeIn(t, s, "delete")
		press(t, s, "enter")
		if n != 1 || rows.States() != "ready ending unknown" {
			t.Fatalf("sent %d times, the journal has %s", n, rows.States())
		}
		gone := stockService(azure, "Azure production", coreA, "AU-NXT-S2", "microsoft", 10, 1e9, "D", "S")
		api.service = func(string) (axon.Service, error) { return gone, nil }
		w, watched := intent[Watch](press(t, s, "r"))
		if !watched || w.Goal != order.GoalRemoved || w.Ref != rows.Last().Ref {
			t.Errorf("what is found on its way isn't watched: %+v", w)
		}
		if s.lost || rows.States() != "ready ending unknown ending" || !strings.Contains(grid(s, 80, 19), "It is being removed.") {
			t.Errorf("looking finds\n%s\nthe journal has %s", grid(s, 80, 19), rows.States())
		}
	})
}

func TestNothingIsDeletedWithoutAJournal(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, rows *storetest.Rows) {
		s := endScreen(t, d, order.KindService, azure)
		press(t, s, "enter")
		typeIn(t, s, "delete")
		rows.Break(&wire.Error{Kind: wire.KindLocal, What: "the disk is full"})
		press(t, s, "enter")
		if !strings.Contains(strings.Join(strings.Fields(grid(s, 80, 19)), " "), "NOT sent") || s.lost {
			t.Errorf("it shows\n%s", grid(s, 80, 19))
		}
	})
}

func TestTheJournalsScreenLooksAtALostRemovalToo(t *testing.T) {
	api := stocked()
	stockBubble(t, api, func(t *testing.T, d *Desk, rows *storetest.Rows) {
		journaled(t, rows, "AX-AZURE", order.KindService, azure, order.StateConfirmed, order.StatePlaced, order.StateReady, order.StateEnding, order.StateUnknown)
		s := NewOrder(d, "AX-AZURE", order.KindService)
		enter(t, s)
		f, ok := intent[Flash](press(t, s, "r"))
		if !ok || f.Bad || !strings.Contains(f.Text, "It is ready.") || rows.Last().State != "ready" {
			t.Errorf("said %+v, the journal has %s", f, rows.States())
		}
		if calls := strings.Join(api.asked, ","); calls != "service "+azure {
			t.Errorf("asked %q", calls)
		}
	})
}
