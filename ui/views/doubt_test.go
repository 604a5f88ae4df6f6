package views

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"axdesk/client/axon"
	"axdesk/client/order"
)

// inDoubt is a summary whose request got no answer.
func inDoubt(t *testing.T, api *fakeAPI, kind order.Kind) *Summary {
	t.Helper()
	lost := func(string, []byte) (axon.Placement, error) { return axon.Placement{}, lostAnswer() }
	api.placePort, api.placeService = lost, lost
	s := NewSummary(buyDesk(t, api, kind), kind)
	enter(t, s)
	press(t, s, "enter")
	api.asked = nil
	return s
}

func TestALostAnswerIsLookedForBeforeAnythingIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{resources: func(string) (axon.List[axon.Resource], error) {
			return axon.List[axon.Resource]{Items: []axon.Resource{{GUID: "a", Description: "another"}}, Total: 1}, nil
		}}
		s := inDoubt(t, api, order.KindPort)
		golden(t, "doubt", grid(s, 80, 40))
		inBox(t, s)
		if !s.desk.Unsure() || s.Head().Note != "it may have been ordered" {
			t.Errorf("the note is %q", s.Head().Note)
		}
		f, ok := intent[Flash](press(t, s, "enter", "enter"))
		if !ok || !f.Bad || len(api.asked) != 0 || !strings.Contains(f.Text, "press r to look for it first") {
			t.Fatalf("asked %q, says %q", api.asked, f.Text)
		}
		cmd := s.Update(keyPress("r"))
		golden(t, "doubt-looking", grid(s, 80, 40))
		if again := s.Update(keyPress("r")); again != nil {
			t.Error("it is looked for twice at once")
		}
		run(t, s, cmd)
		golden(t, "doubt-not-found", grid(s, 80, 40))
		inBox(t, s)
		if got := strings.Join(api.asked, ", "); got != "resources AU123456" {
			t.Errorf("asked %q", got)
		}
		api.placePort = offersTerms(1)
		if press(t, s, "enter"); !s.Typing() || len(api.asked) != 1 {
			t.Fatalf("one key sends a doubtful order again: asked %q", api.asked)
		}
		golden(t, "doubt-again", grid(s, 80, 40))
		inBox(t, s)
		typeIn(t, s, order.AgainWord)
		if _, on := intent[Forward](press(t, s, "enter")); !on {
			t.Error("having looked, a person can't send it again")
		}
		if s.desk.Unsure() {
			t.Error("an answer leaves the doubt standing")
		}
	})
}

func TestALostOrderThatIsFoundGoesOnAsIfItsAnswerHadCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{services: func(string) (axon.List[axon.Service], error) {
			return axon.List[axon.Service]{Items: []axon.Service{{ID: watchedID, Description: "first AX-7F3K2"}}, Total: 1}, nil
		}}
		s := inDoubt(t, api, order.KindService)
		got := press(t, s, "r")
		w, watched := intent[Watch](got)
		if _, on := intent[Forward](got); !on || !watched || w.ServiceID != watchedID || s.desk.Unsure() {
			t.Errorf("found: %v", got)
		}
	})
}

func TestLookingThatFailsSendsToThePortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{resources: func(string) (axon.List[axon.Resource], error) {
			return axon.List[axon.Resource]{}, errors.New("The line is down.")
		}}
		s := inDoubt(t, api, order.KindPort)
		press(t, s, "r")
		if text := strings.Join(strings.Fields(grid(s, 80, 40)), " "); !strings.Contains(text, "could not be looked for. The line is down. Look in the AXON portal before you order again.") {
			t.Errorf("it shows\n%s", grid(s, 80, 40))
		}
	})
}

func TestTheDoubtIsTheSameOnEveryScreenOfTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{placePort: func(string, []byte) (axon.Placement, error) { return axon.Placement{}, lostAnswer() }}
		s := offered(t, api, order.KindPort, terms(1))
		readAndSign(t, s)
		typeIn(t, s, "place")
		press(t, s, "enter")
		golden(t, "doubt-terms", grid(s, 80, 24))
		inBox(t, s)
		api.asked = nil
		for range 2 {
			if f, ok := intent[Flash](press(t, s, "enter")); !ok || s.Typing() || !strings.Contains(f.Text, "look for it first") {
				t.Fatal("the word can be typed again without having looked")
			}
		}
		s.Leave()
		back := NewSummary(s.desk, order.KindPort)
		enter(t, back)
		if press(t, back, "enter"); len(api.asked) != 0 {
			t.Errorf("on the summary it can be ordered again: %q", api.asked)
		}
		s.desk.Walk.Ref = "AX-00000"
		if s.desk.Unsure() {
			t.Error("another order is in doubt too")
		}
	})
}

func TestAnAnswerThatNamesNothingLeavesADoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{
			placePort: func(string, []byte) (axon.Placement, error) { return axon.Placement{ServiceID: "x"}, nil },
			placeService: func(string, []byte) (axon.Placement, error) {
				return axon.Placement{Resources: []axon.Allocated{allocatedPort}}, nil
			},
		}
		for _, kind := range []order.Kind{order.KindPort, order.KindService} {
			s := NewSummary(buyDesk(t, api, kind), kind)
			enter(t, s)
			got := press(t, s, "enter")
			if _, on := intent[Forward](got); on || !s.Unsure() || !strings.Contains(grid(s, 80, 40), "looks whether it was placed") {
				t.Errorf("%v:\n%s", got, grid(s, 80, 40))
			}
			before := len(api.asked)
			if press(t, s, "enter"); len(api.asked) != before {
				t.Error("it is ordered twice")
			}
		}
	})
}

func TestWithoutADoubtThereIsNothingToLookFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		s := NewSummary(buyDesk(t, api, order.KindPort), order.KindPort)
		enter(t, s)
		if press(t, s, "r"); len(api.asked) != 0 || len(s.lines(&s.asker, s.desk, 80)) != 0 {
			t.Errorf("asked %q", api.asked)
		}
	})
}
