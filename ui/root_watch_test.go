package ui_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/ui/screentest"
	"axdesk/ui/views"
)

var ordered = views.Watch{ServiceID: "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d", Ref: "AX-7F3K2", CompanyName: "Acme Pty Ltd", What: "S1 to aws S2"}

// inState is a service of two hops with the letters of their states.
func inState(letters string) axon.Service {
	s := axon.Service{ID: ordered.ServiceID}
	for _, l := range letters {
		s.Hops = append(s.Hops, axon.Hop{Provider: "fabric", LocationID: "AU-NXT-S1", Provisioned: string(l), Deprovisioned: "N"})
	}
	return s
}

// stateOf makes an API tell a service's letters, which the test may change.
func stateOf(api *fewAPI, letters string) *atomic.Value {
	var now atomic.Value
	now.Store(letters)
	api.service = func(int) (axon.Service, error) {
		text, _ := now.Load().(string)
		return inState(text), nil
	}
	return &now
}

// gaps are the seconds between calls.
func gaps(at []time.Time) []int {
	var out []int
	for i := 1; i < len(at); i++ {
		out = append(out, int(at[i].Sub(at[i-1]).Round(time.Second).Seconds()))
	}
	return out
}

func TestPollingSlowsDownAndStopsWhenReady(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	letters := stateOf(api, "CU")
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Send(ordered)
		s.WaitFor("1 provisioning")
		if s.Title() != "axdesk SANDBOX · 1 provisioning" || s.Progress() != "1;50" {
			tb.Errorf("the title is %q, the progress %q", s.Title(), s.Progress())
		}
		s.Advance(20 * time.Minute)
		got := gaps(api.calls("service"))
		for i, gap := range got {
			switch {
			case i < 24 && gap != 5:
				tb.Fatalf("poll %d comes after %d s: %v", i+1, gap, got)
			case i > 24 && gap < got[i-1], gap > 30:
				tb.Fatalf("polling doesn't slow down to 30 s: %v", got)
			}
		}
		if last := got[len(got)-1]; last != 30 || len(got) > 90 {
			tb.Errorf("after 20 minutes it polls every %d s, %d times in all", last, len(got))
		}
		if s.Bells() != 0 {
			tb.Error("the bell rang for nothing")
		}
		letters.Store("CC")
		s.Advance(30 * time.Second)
		s.WaitFor("AX-7F3K2 is ready for service: S1 to aws S2.")
		s.WaitFor("1 ready")
		if hints := s.Line(23); !strings.Contains(hints, "help") || strings.Contains(hints, "ready for service") {
			tb.Errorf("the news covers the keys: %q", hints)
		}
		if s.Bells() != 1 || s.Title() != "axdesk SANDBOX · 1 ready" || s.Progress() != "0" {
			tb.Errorf("%d bells, title %q, progress %q", s.Bells(), s.Title(), s.Progress())
		}
		polls, bytes := len(api.calls("service")), s.Bytes()
		s.Advance(30 * time.Minute)
		if len(api.calls("service")) != polls || s.Bells() != 1 || s.Bytes() != bytes {
			tb.Errorf("after its end there were %d more polls, %d bells and %d bytes", len(api.calls("service"))-polls, s.Bells(), s.Bytes()-bytes)
		}
		openWatched(s)
		s.WaitFor("─ Provisioning AX-7F3K2")
		if strings.Contains(s.Text(), "next in") {
			tb.Errorf("a poll is announced that never comes:\n%s", s.Text())
		}
		s.Press("r")
		s.Advance(time.Second)
		if len(api.calls("service")) != polls+1 || s.Bells() != 1 {
			tb.Errorf("r asks %d times and rings %d times in all", len(api.calls("service"))-polls, s.Bells())
		}
	})
}

func TestAPollThatFailsIsTriedAgainAndKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	api.service = func(nth int) (axon.Service, error) {
		if nth == 2 || nth == 3 {
			return axon.Service{}, errors.New("The line is down.")
		}
		return inState("CU"), nil
	}
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Send(ordered)
		s.WaitFor("1 provisioning")
		openWatched(s)
		s.WaitFor("1 of 2 hops ready")
		s.Advance(6 * time.Second)
		s.WaitFor("The last poll failed; what is above is of the one before. The line is down.")
		s.WaitFor("1 of 2 hops ready")
		s.Advance(9 * time.Second)
		s.Gone("The last poll failed")
		if got := gaps(api.calls("service")); got[0] != 5 || got[1] != 5 || got[2] != 5 {
			tb.Errorf("polls came after %v s", got)
		}
	})
}

func TestAFailureRingsOnceAndAsksForItsReasons(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	stateOf(api, "CF")
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Send(ordered)
		s.WaitFor("AX-7F3K2 has failed: S1 to aws S2. Its screen has the reasons.")
		s.Advance(10 * time.Minute)
		if s.Bells() != 1 || len(api.calls("info")) != 1 || len(api.calls("service")) != 1 {
			tb.Errorf("%d bells, %d times asked for reasons, %d polls", s.Bells(), len(api.calls("info")), len(api.calls("service")))
		}
		openWatched(s)
		s.WaitFor("aws: the far end gave up")
		if !strings.Contains(s.Title(), "1 failed") {
			tb.Errorf("the title is %q", s.Title())
		}
	})
}

func TestReasonsAreAskedForWhenAStateNeedsThem(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	letters := stateOf(api, "CU")
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Send(ordered)
		s.Advance(7 * time.Second)
		if len(api.calls("info")) != 0 {
			tb.Error("reasons were asked for although nothing is wrong")
		}
		letters.Store("CH")
		s.Advance(20 * time.Second)
		letters.Store("CR")
		s.Advance(20 * time.Second)
		if len(api.calls("info")) != 2 || s.Bells() != 0 {
			tb.Errorf("reasons were asked for %d times, want once for each state; %d bells", len(api.calls("info")), s.Bells())
		}
	})
}

func TestTheSameServiceIsWatchedOnce(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	stateOf(api, "CU")
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Send(ordered)
		s.Send(ordered)
		s.WaitFor("1 provisioning")
		s.Advance(11 * time.Second)
		for _, gap := range gaps(api.calls("service"))[1:] {
			if gap != 5 {
				tb.Errorf("polls came after %v s: two watches poll one service", gaps(api.calls("service")))
			}
		}
		s.Press("q")
		s.WaitFor("One service is still being provisioned; AXON goes on with it.")
		other := ordered
		other.ServiceID, other.Ref = "b", "AX-00002"
		s.Send(other)
		s.Press("esc", "ctrl+c")
		s.WaitFor("Once more ^c quits. 2 services are still being provisioned; AXON goes on with")
		s.WaitFor("2 provisioning")
	})
}

// openWatched shows the service that is watched, by the palette.
func openWatched(s *screentest.Screen) {
	s.Press("ctrl+k")
	s.WaitFor("Palette")
	s.Type(ordered.Ref + "  " + ordered.What)
	s.Press("enter")
}
