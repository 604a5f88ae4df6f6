package views

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
	"axdesk/client/wire"
	"axdesk/keys"
)

func TestServiceShowsEverythingKnownOfALine(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewService(d, lineID)
		cmd := s.Init()
		golden(t, "service-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		lineGoldens(t, "service", s)
		fitsAnywhere(t, s)
		if len(api.asked) != 5 {
			t.Errorf("asked %q", api.asked)
		}
		enter(t, s)
		if len(api.asked) != 5 {
			t.Errorf("what was known is asked again: %q", api.asked[5:])
		}
	})
}

func TestServiceIsReadFromItsRowUntilTheDetailsCome(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		row := aex.Service{ID: lineID, CustomerID: customerID, Status: "Active"}
		d.Lines.List("").Rows, d.Lines.List("").At = []aex.Service{row}, d.Now
		s := NewService(d, lineID)
		cmd := s.Init()
		showsLine(t, s, "● Active", "asking")
		run(t, s, cmd)
		showsLine(t, s, "ISP-4711")
		if !strings.Contains(strings.Join(api.asked, "\n"), "service "+lineID) {
			t.Error("the details were never asked for")
		}
	})
}

func TestOneSourceThatIsDownHidesNoOther(t *testing.T) {
	for what, breaks := range map[string]func(*fakeAEX){
		"device": func(f *fakeAEX) { f.device = func(string) (aex.Device, error) { return aex.Device{}, errDown } },
		"radius": func(f *fakeAEX) { f.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errDown } },
		"usage":  func(f *fakeAEX) { f.usage = func(string) (aex.Usages, error) { return aex.Usages{}, errDown } },
		"customer": func(f *fakeAEX) {
			f.customer = func(string) (aex.Customer, error) { return aex.Customer{}, errDown }
		},
	} {
		t.Run(what, func(t *testing.T) {
			bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
				breaks(api)
				s := NewService(d, lineID)
				enter(t, s)
				shown := map[string]string{"device": "7.8 dB above", "radius": "online since", "usage": "today 5.6 GB", "customer": "thandeka@example.com"}
				text := ansi.Strip(s.View(120, 40))
				if !strings.Contains(text, "503") {
					t.Errorf("nothing says what went wrong:\n%s", text)
				}
				for source, words := range shown {
					if got := strings.Contains(text, words); got != (source != what) {
						t.Errorf("with %s down, %q of %s is shown: %v", what, words, source, got)
					}
				}
				fitsAnywhere(t, s)
			})
		})
	}
}

// TestAFailedSourcesSentenceIsWhole at the width of most terminals: what to do stands at its end.
func TestAFailedSourcesSentenceIsWhole(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		s := NewService(d, lineID)
		enter(t, s)
		for _, w := range []int{60, 80, 120} {
			text := strings.Join(strings.Fields(ansi.Strip(s.View(w, 40))), " ")
			if !strings.Contains(text, strings.Join(strings.Fields(wire.Sentence(errDown)), " ")) {
				t.Errorf("at %d columns it is cut:\n%s", w, ansi.Strip(s.View(w, 40)))
			}
		}
		fitsAnywhere(t, s)
		golden(t, "service-down-80x19", grid(s, 80, 19))
		api.radius = func(string) (aex.Radius, error) {
			var down *wire.Error
			if !errors.As(errDown, &down) {
				t.Fatal("errDown is no error of the wire")
			}
			other := *down
			other.Op = "read the RADIUS status"
			return aex.Radius{}, &other
		}
		api.usage = func(string) (aex.Usages, error) { return aex.Usages{}, errRefused }
		pass(t, d, s, time.Second)
		press(t, s, "r")
		text := ansi.Strip(s.View(80, 40))
		if strings.Count(text, "503") != 1 || strings.Count(text, "for the same reason") != 1 || !strings.Contains(text, "401") {
			t.Errorf("one reason is said twice, or another not at all:\n%s", text)
		}
	})
}

func TestServiceKeepsTheLastDataOfASourceThatWentDown(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errDown }
		pass(t, d, s, 3*time.Minute)
		golden(t, "service-stale-80x19", grid(s, 80, 19))
		showsLine(t, s, "cached, 7 min old", "7.8 dB above", "online since", "The last try failed.")
	})
}

func TestServiceRefreshesNoFasterThanItsSources(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		count := func(call string) int {
			n := 0
			for _, one := range api.asked {
				if strings.HasPrefix(one, call) {
					n++
				}
			}
			return n
		}
		for range 10 * 60 {
			pass(t, d, s, time.Second)
		}
		if r, v, u, c := count("radius"), count("device"), count("usage"), count("service"); r != 21 || v != 11 || u != 1 || c != 1 {
			t.Errorf("in 10 min RADIUS was asked %d times, the device %d, the usage %d, the service %d", r, v, u, c)
		}
	})
}

func TestAnAnswerOfLongAgoIsOldEvenWhenTheClockStoodStill(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		enter(t, NewDevice(d, lineID))
		time.Sleep(time.Hour) // in a bubble; nothing ticked meanwhile, so the desk's clock is of an hour ago
		s := NewDevice(d, lineID)
		w, ok := s.Init()().(woken)
		if !ok {
			t.Fatal("nobody says what time it is")
		}
		d.Now = w.When().UTC() // as the root does
		run(t, s, s.Update(w))
		if len(api.asked) != 2 {
			t.Errorf("asked %q", api.asked)
		}
	})
}

func TestARefusedTokenIsNotTriedAgainByItself(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errRefused }
		s := NewRadius(d, lineID)
		enter(t, s)
		pass(t, d, s, 10*time.Minute)
		if len(api.asked) != 1 {
			t.Errorf("asked %q", api.asked)
		}
		press(t, s, "r")
		if len(api.asked) != 2 {
			t.Error("a person who asks again is not heard")
		}
	})
}

func TestServicePasswordIsShownOnAKeyAndHidesItself(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		tellsNoSecret(t, s)
		hidesItself(t, d, s, wifiPass)
	})
}

// hidesItself shows a screen's password and waits until it is gone.
func hidesItself(t *testing.T, d *Desk, s Screen, secret string) {
	t.Helper()
	seen := func() bool { return strings.Contains(ansi.Strip(s.View(120, 40)), secret) }
	first := s.Update(keyPress("v"))
	if !seen() {
		t.Fatal("the key shows no password")
	}
	if d.LookedOn = true; seen() {
		t.Error("a guest who comes sees the password, as it was drawn before")
	}
	d.LookedOn = false
	for _, c := range s.Copies() {
		if strings.Contains(c.Text, secret) {
			t.Errorf("%s holds the password while it is shown", c.Label)
		}
	}
	s.Update(keyPress("v"))
	if seen() {
		t.Fatal("the key doesn't hide it again")
	}
	second := s.Update(keyPress("v"))
	s.Update(first())
	if !seen() {
		t.Error("the timer of an earlier showing hides this one")
	}
	run(t, s, second)
	if seen() {
		t.Error("it doesn't hide itself")
	}
	s.Update(keyPress("v"))
	s.Leave()
	if seen() {
		t.Error("leaving leaves it in sight")
	}
}

func TestServiceLeadsToTheOtherScreens(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		for key, want := range map[string]LineScreen{"d": LineDevice, "a": LineRadius, "u": LineUsage, "x": LineDiagnose, "e": LineUpdate} {
			if got, ok := intent[Open](press(t, s, key)); !ok || got != (Open{What: want, ServiceID: lineID}) {
				t.Errorf("%s leads to %+v", key, got)
			}
		}
		if got, ok := intent[Pin](press(t, s, "p")); !ok || got != (Pin{What: LineDevice, ServiceID: lineID}) {
			t.Errorf("p pins %+v", got)
		}
		if _, ok := intent[BackMsg](press(t, s, "esc")); !ok {
			t.Error("esc doesn't lead back")
		}
		if raw, ok := intent[ShowRaw](press(t, s, "J")); !ok || len(raw.JSON) == 0 {
			t.Error("the answer isn't shown")
		}
	})
}

func TestServiceCopiesWhatACallerIsFoundBy(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		got := map[string]string{}
		for _, c := range s.Copies() {
			got[c.Label] = c.Text
			if c.Text != ansi.Strip(c.Text) {
				t.Errorf("%s is styled", c.Label)
			}
		}
		for label, want := range map[string]string{
			"service id": lineID, "customer id": customerID, "customer": "Thandeka Nkosi", "serial number": "ALCLB3A1C0DE",
			"RADIUS username": "nkosi4711@isp.example", "reference": "ISP-4711", "e-mail": "thandeka@example.com",
		} {
			if got[label] != want {
				t.Errorf("%s copies as %q", label, got[label])
			}
		}
		if !strings.Contains(got["card for a ticket"], "7.8 dB above the limit") {
			t.Errorf("the card is\n%s", got["card for a ticket"])
		}
	})
}

func TestAnswersOfALeftScreenAreDropped(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewService(d, lineID)
		var late []tea.Msg
		list, _ := commands(s.Init()())
		for _, cmd := range list {
			if cmd != nil {
				late = append(late, cmd())
			}
		}
		s.Leave()
		for _, msg := range late {
			s.Update(msg)
		}
		if line := d.Lines.Line(lineID); line.Service.Known || line.Radius.Known || line.Cached.Known {
			t.Error("an answer that nobody waited for was taken")
		}
	})
}

func TestServiceSurvivesWildText(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.service = func(string) (aex.Service, error) {
			return aex.Service{ID: lineID, CustomerID: wild, Status: wild, SalesAgent: wild, Reference: wild, WiFiUser: wild, Address: wild, Product: wild, CustomerName: wild}, nil
		}
		api.customer = func(string) (aex.Customer, error) {
			return aex.Customer{FirstName: wild, Email: wild, Mobile: wild}, nil
		}
		s := NewService(d, lineID)
		enter(t, s)
		fitsAnywhere(t, s)
	})
}

func TestNothingOfAScreenNeedsMoreThanASCII(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		asciiTheme(d)
		for _, s := range []Screen{NewService(d, lineID), NewDevice(d, lineID), NewRadius(d, lineID), NewUsage(d, lineID), NewDiagnose(d, lineID)} {
			enter(t, s)
			for _, w := range []int{44, 80, 120} {
				for _, r := range ansi.Strip(s.View(w, 35)) {
					if r > 126 {
						t.Errorf("%q in %s at %d columns", r, s.Head().Title, w)
						break
					}
				}
			}
		}
		_ = api
	})
}

func TestHintsSayWhyTheDeviceIsLeftAlone(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		press(t, s, "L")
		for _, h := range s.Hints() {
			if h.Action == keys.Live && !strings.Contains(h.Off, "again in 30 s") {
				t.Errorf("the hint says %q", h.Off)
			}
		}
	})
}
