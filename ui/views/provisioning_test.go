package views

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
)

const watchedID = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"

// lettered is a chain from S1 to aws at S2, each hop with its pair of status letters: "C/N".
func lettered(letters ...string) axon.Service {
	names := []string{"public@S1", "fabric@S1", "fabric@S2", "aws@S2"}
	s := axon.Service{ID: watchedID, Raw: []byte(`{"service_id":"x"}`), Hops: hops(names[len(names)-len(letters):]...)}
	for i, l := range letters {
		s.Hops[i].Provisioned, s.Hops[i].Deprovisioned, _ = strings.Cut(l, "/")
	}
	return s
}

// watching is a service that was ordered 90 seconds ago and answered 4 seconds ago.
func watching(letters ...string) (*Provisioning, *order.Watched) {
	d := newDesk(&fakeAPI{})
	d.Walk.SetServiceID(watchedID)
	w := d.Watches.Add(Watch{
		ServiceID: watchedID, Ref: "AX-7F3K2", CompanyID: "AU123456", CompanyName: "Acme Pty Ltd", What: "S1 to aws S2, 200 Mbps",
	}, testNow.Add(-90*time.Second))
	if len(letters) > 0 {
		w.Service = lettered(letters...)
		w.Overall = axon.RollUp(w.Service.Hops)
		w.Polled, w.Next = testNow.Add(-4*time.Second), testNow.Add(time.Second)
	}
	return NewProvisioning(d), w
}

func TestProvisioningShowsEveryState(t *testing.T) {
	for _, c := range []struct {
		name    string
		letters []string
		note    string
		next    string
		done    bool
	}{
		{"working", []string{"C/N", "C/N", "U/N", "S/N"}, "provisioning", "You may leave this screen", false},
		{"ready", []string{"C/N", "C/N", "C/N", "C/N"}, "ready for service", "Traffic flows once both ends", true},
		{"waiting", []string{"C/N", "C/N", "C/N", "H/N"}, "waiting for a person or a provider", "until the owner of the account accepts it", false},
		{"manual", []string{"C/N", "C/N", "C/N", "M/N"}, "waiting for a person or a provider", "A hop waits", false},
		{"retrying", []string{"C/N", "C/N", "R/N", "S/N"}, "retrying after a failure", "You may leave this screen", false},
		{"failed", []string{"C/N", "C/N", "C/N", "F/N"}, "failed", "AXON has given up", true},
		{"removed", []string{"D/C", "D/C", "D/C", "D/C"}, "removed", "nothing left to watch", true},
		{"unknown", []string{"C/N", "X/N", "/", "\u4e16/N"}, "state not known yet", "You may leave this screen", false},
	} {
		s, w := watching(c.letters...)
		if c.done {
			w.Next = time.Time{}
		}
		text := strings.Join(strings.Fields(grid(s, 80, 24)), " ")
		if s.Head().Note != c.note || !strings.Contains(text, c.next) || !strings.Contains(text, c.note) {
			t.Errorf("%s: %s\n%s", c.name, s.Head().Note, text)
		}
		for _, pair := range c.letters {
			if !strings.Contains(text, " "+pair+" ") {
				t.Errorf("%s: the letters %s aren't shown as they came:\n%s", c.name, pair, text)
			}
		}
		if still := s.Pace() == 0; still != c.done {
			t.Errorf("%s: it stands still: %v", c.name, still)
		}
		if ended := strings.Contains(text, "from the order to its end"); ended != c.done {
			t.Errorf("%s: it counts on although it has ended, or the other way round:\n%s", c.name, text)
		}
		inBox(t, s)
		goldens(t, "provisioning-"+c.name, s)
	}
}

func TestProvisioningBeforeTheFirstAnswer(t *testing.T) {
	s, w := watching()
	w.Polling = true
	golden(t, "provisioning-loading", grid(s, 80, 19))
	inBox(t, s)
	w.Polling, w.Err = false, errors.New("The line is down.")
	w.Next = testNow.Add(5 * time.Second)
	golden(t, "provisioning-error", grid(s, 80, 19))
	inBox(t, s)
	none := NewProvisioning(newDesk(&fakeAPI{}))
	golden(t, "provisioning-empty", grid(none, 80, 19))
	inBox(t, none)
	if none.Copies() != nil || none.Pace() != 0 {
		t.Error("nothing is watched, yet something is copied or moves")
	}
	press(t, none, "r", "J", "up", "down")
}

func TestProvisioningKeepsTheLastAnswerWhenAPollFails(t *testing.T) {
	s, w := watching("C/N", "C/N", "U/N", "S/N")
	w.Err = errors.New("The line is down.")
	s.desk.Now = testNow.Add(3 * time.Minute)
	text := grid(s, 80, 24)
	for _, want := range []string{"The last poll failed; what is above is of the one before.", "The line is down.", "3 min ago, at 09:26:49", "2 of 4 hops ready", "updating"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	golden(t, "provisioning-stale", text)
	inBox(t, s)
}

func TestProvisioningReasonsNewestFirst(t *testing.T) {
	s, w := watching("C/N", "C/N", "R/N", "S/N")
	for i := range 6 {
		w.Infos.Items = append(w.Infos.Items, axon.Info{
			Sequence: i, Provider: "fabric", Message: fmt.Sprintf("attempt %d failed", i+1), At: testNow.Add(time.Duration(i) * time.Minute),
		})
	}
	w.Infos.Items[5].At = time.Time{}
	golden(t, "provisioning-reasons", grid(s, 80, 30))
	text := grid(s, 80, 30)
	if strings.Index(text, "attempt 6") > strings.Index(text, "attempt 5") {
		t.Errorf("the oldest reason comes first:\n%s", text)
	}
	small := grid(s, 80, 19)
	if !strings.Contains(small, "attempt 6") || strings.Contains(small, "attempt 1 ") {
		t.Errorf("on a small screen the newest has to be in sight:\n%s", small)
	}
	press(t, s, "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down")
	if small = grid(s, 80, 19); !strings.Contains(small, "attempt 1 ") {
		t.Errorf("down doesn't lead to the oldest:\n%s", small)
	}
	press(t, s, "up", "up", "up", "up", "up", "up", "up", "up", "up", "up", "up", "up", "up")
	if !strings.Contains(grid(s, 80, 19), "AX-7F3K2") {
		t.Error("up doesn't lead back")
	}
	copied := s.Copies()[1].Text
	if !strings.Contains(copied, "fabric: attempt 1 failed") || strings.Contains(copied, "\x1b") {
		t.Errorf("the ticket reads %q", copied)
	}
	w.Infos = axon.Infos{Text: "{\n  \"odd\": true\n}"}
	if !strings.Contains(grid(s, 80, 30), `"odd": true`) {
		t.Error("an INFO of unknown shape is not shown")
	}
}

func TestProvisioningKeysAskTheRoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := watching("C/N", "C/N", "C/N", "C/N")
		if p, ok := intent[PollNow](press(t, s, "r")); !ok || p.ServiceID != watchedID {
			t.Error("r doesn't poll")
		}
		if a, ok := intent[Again](press(t, s, "enter")); !ok || a.Fresh {
			t.Error("enter doesn't go on from the same port")
		}
		if a, ok := intent[Again](press(t, s, "n")); !ok || !a.Fresh {
			t.Error("n doesn't start another order")
		}
		if raw, ok := intent[ShowRaw](press(t, s, "J")); !ok || string(raw.JSON) != `{"service_id":"x"}` {
			t.Error("J doesn't show the answer")
		}
		got := press(t, s, "esc")
		if _, left := intent[BackMsg](got); left {
			t.Error("esc goes back into an order that is placed")
		}
		if f, ok := intent[Flash](got); !ok || !strings.Contains(f.Text, "n starts another") {
			t.Errorf("esc says %v", got)
		}
		over := NewWatchScreen(s.desk, watchedID)
		if _, ok := intent[BackMsg](press(t, over, "esc")); !ok {
			t.Error("esc doesn't close the watch")
		}
		if got := press(t, over, "n", "enter"); len(got) != 0 {
			t.Errorf("from a watch over another screen a key that isn't offered throws that one's order away: %v", got)
		}
	})
}

func TestProvisioningCountsTheTime(t *testing.T) {
	s, w := watching("C/N", "C/N", "U/N", "S/N")
	for after, want := range map[time.Duration]string{
		0: "90", 30 * time.Second: "2 min", time.Hour: "1 h", 72 * time.Hour: "3 d",
	} {
		s.desk.Now = testNow.Add(after)
		if after == 0 {
			want = "1 min"
		}
		if text := grid(s, 80, 19); !strings.Contains(text, "Elapsed    "+want) {
			t.Errorf("after %s:\n%s", after, text)
		}
	}
	s.desk.Now = testNow
	if text := grid(s, 80, 19); !strings.Contains(text, "4 s ago, at 09:26:49  next in 1 s") {
		t.Errorf("the poll's age:\n%s", text)
	}
	w.Polling = true
	if text := grid(s, 80, 19); !strings.Contains(text, "asking now") {
		t.Errorf("a poll under way:\n%s", text)
	}
}

func TestProvisioningOfAHostileService(t *testing.T) {
	s, w := watching("C/N", "C/N")
	many := strings.Repeat("世", 70)
	for range 60 {
		w.Service.Hops = append(w.Service.Hops, axon.Hop{Provider: many, LocationID: many, Provisioned: many, Deprovisioned: many})
	}
	w.CompanyName, w.What = many, many
	w.Infos.Items = []axon.Info{{Provider: many, Message: many}}
	inBox(t, s)
	if text := strings.Join(s.hops(w, 76), "\n"); !strings.Contains(text, "and 38 more hops, which the answer has") {
		t.Errorf("hops are left out without a word:\n%s", text)
	}
	s, w = watching("C/N", "U/N", "H/N", "F/N")
	s.desk.Theme = theme.New(theme.Options{ASCII: true, Plain: true})
	w.Err = errors.New("The line is down.")
	if text := s.View(80, 30); strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
		t.Errorf("not ASCII:\n%s", text)
	}
}
