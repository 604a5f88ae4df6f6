package views

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

func deviceScreen(t *testing.T, d *Desk) *Device {
	t.Helper()
	s := NewDevice(d, lineID)
	enter(t, s)
	return s
}

func TestDeviceShowsEveryFieldAndItsLight(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewDevice(d, lineID)
		cmd := s.Init()
		golden(t, "device-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		lineGoldens(t, "device", s)
		fitsAnywhere(t, s)
		showsLine(t, s, "Protea Fibre", "JNB-SND (Sandton)", "ALCLB3A1C0DE", "G-140W-C", "ONT", "FTTH", "Working", "1/1/4/12", "2314 m", "2.3 dBm", "Ports in use 1", "cached, 4 min old")
		asciiTheme(d)
		golden(t, "device-ascii-80x19", grid(s, 80, 19))
		if len(api.asked) != 1 {
			t.Errorf("asked %q", api.asked)
		}
	})
}

func TestActiveEthernetHasLimitsOfItsOwn(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) { return switchPort(-18.2), nil }
		s := deviceScreen(t, d)
		lineGoldens(t, "device-ethernet", s)
		showsLine(t, s, "−18.2 dBm", "marginal, 1.3 dB above the limit", "1000BASE-BX10, −19.5 to −3.0 dBm", "cla-sw-07 port ge-0/0/14", "1 Gbps")
	})
}

func TestAlarmsComeFirst(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) {
			dev := lineDevice(0, 3*time.Minute)
			dev.GPONStatus, dev.Alarms, dev.Alerts = "LOS", []string{"LOSi: loss of signal"}, []string{"High temperature"}
			return dev, nil
		}
		s := deviceScreen(t, d)
		lineGoldens(t, "device-alarm", s)
		for _, w := range []int{44, 80, 120} {
			if first, _, _ := strings.Cut(ansi.Strip(s.View(w, 12)), "\n"); !strings.Contains(first, "LOSi") {
				t.Errorf("at %d columns it begins with %q", w, first)
			}
		}
		showsLine(t, s, "no light, or no reading (0 came)")
	})
}

func TestAWordThatDisagreesWithTheNumberIsShownBesideIt(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) {
			dev := lineDevice(-28.7, time.Minute)
			dev.RxStatus = "Normal"
			return dev, nil
		}
		s := deviceScreen(t, d)
		showsLine(t, s, "bad, 1.7 dB below the limit", `AEx calls it "Normal", but the number is bad`)
		if pane := ansi.Strip(s.View(44, 12)); !strings.Contains(pane, `AEx calls it "Normal"`) {
			t.Errorf("the pane says nothing of it:\n%s", pane)
		}
	})
}

func TestBandsAreTheDesksOwn(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		d.Lines.GPON = triage.Bands{Name: "our own", Overload: -10, Hot: -12, Marginal: -18, Bad: -24, Dark: -40}
		s := deviceScreen(t, d)
		showsLine(t, s, "marginal, 4.8 dB above the limit", "our own, −24.0 to −10.0 dBm")
		if got := ansi.Strip(d.lightCell(lineDevice(-19.2, 0))); got != "−19.2 marginal" {
			t.Errorf("the list says %q", got)
		}
	})
}

func TestNoDeviceIsAState(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errNoDeviceOfAEX(t) }
		s := deviceScreen(t, d)
		lineGoldens(t, "device-none", s)
		if text := ansi.Strip(s.View(80, 19)); strings.Contains(text, "404") {
			t.Errorf("it reads as a failure:\n%s", text)
		}
		pass(t, d, s, time.Hour)
		if len(api.asked) != 1 {
			t.Errorf("it is asked for again and again: %q", api.asked)
		}
	})
}

func TestADeviceThatCannotBeHadSaysSo(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		s := deviceScreen(t, d)
		golden(t, "device-error-80x19", grid(s, 80, 19))
		fitsAnywhere(t, s)
		api.device = healthyLine().device
		press(t, s, "r")
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		pass(t, d, s, 2*time.Minute)
		lineGoldens(t, "device-stale", s)
		showsLine(t, s, "−19.2 dBm", "cached, 6 min old", "The last try failed.")
	})
}

func TestLiveCountsItsSecondsAndThenLetsTheOLTRest(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := deviceScreen(t, d)
		cmd := s.Update(keyPress("L"))
		if s.Pace() != time.Second {
			t.Errorf("while a poll runs the pace is %s", s.Pace())
		}
		pass(t, d, s, time.Second) // a key carries no time: the poll counts from the first tick after it
		pass(t, d, s, 7*time.Second)
		showsLine(t, s, "asking the device itself… 7 s")
		if f, ok := intent[Flash](press(t, s, "L")); !ok || !strings.Contains(f.Text, "being asked, 7 s so far") {
			t.Errorf("a second poll says %+v", f)
		}
		run(t, s, cmd)
		showsLine(t, s, "−19.4 dBm", "live, just now", "left alone for another 30 s")
		if f, ok := intent[Flash](press(t, s, "L")); !ok || !strings.Contains(f.Text, "again in 30 s") {
			t.Errorf("a poll at once says %+v", f)
		}
		pass(t, d, s, 18*time.Second)
		showsLine(t, s, "another 12 s")
		pass(t, d, s, 12*time.Second)
		press(t, s, "L")
		if n := strings.Count(strings.Join(api.asked, "\n"), "live "); n != 2 {
			t.Errorf("polled live %d times: %q", n, api.asked)
		}
	})
}

func TestOneDeviceIsPolledAtATime(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		one, other := NewDevice(d, lineID), NewDevice(d, "another")
		under := one.Update(keyPress("L"))
		if f, ok := intent[Flash](press(t, other, "L")); !ok || !strings.Contains(f.Text, "another device") {
			t.Errorf("a second device says %+v", f)
		}
		showsLine(t, NewDevice(d, lineID), "asking the device itself")
		one.Leave()
		run(t, one, under)
		if d.Lines.Line(lineID).Live.Known {
			t.Error("an answer that nobody waited for was taken")
		}
		if press(t, other, "L"); !d.Lines.Line("another").Live.Known {
			t.Error("a poll that was left blocks the others for good")
		}
		if again := NewDevice(d, lineID); again.liveOff() == "" {
			t.Error("a poll that was left costs the OLT no rest")
		}
	})
}

func TestALivePollThatFailsLeavesTheCachedState(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.live = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		s := deviceScreen(t, d)
		press(t, s, "L")
		showsLine(t, s, "−19.2 dBm", "cached, 4 min old", "Asked live just now, without success.", "503")
		pass(t, d, s, 6*time.Minute)
		if text := ansi.Strip(s.View(80, 19)); strings.Contains(text, "without success") {
			t.Errorf("an old failure stays:\n%s", text)
		}
	})
}

func TestReadingsMakeAHistoryEachOnce(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := deviceScreen(t, d)
		at := lineDevice(-19.2, 4*time.Minute).LastUpdated
		levels := []float64{-19.2, -19.2, -20.1, 0, -21.4, -24.9}
		api.device = func(string) (aex.Device, error) {
			dev := lineDevice(levels[0], 0)
			dev.LastUpdated = at
			return dev, nil
		}
		for i := range levels {
			levels[0], at = levels[i], at.Add(time.Minute*time.Duration(min(i, 1)))
			pass(t, d, s, time.Minute)
		}
		pass(t, d, s, time.Minute) // the same answer once more
		if n := len(d.Lines.Line(lineID).Readings); n != 5 {
			t.Fatalf("%d readings are kept: %v", n, d.Lines.Line(lineID).Readings)
		}
		showsLine(t, s, "−24.9 to −19.2, 5 readings in 5 min, since 1999-12-31 23:56")
		if got := d.spark(d.Lines.Line(lineID).Readings, 40); got != "██▇▅▁" {
			t.Errorf("the history is %q", got)
		}
	})
}

func TestDevicePaneFollowsItsSourceAndNoFaster(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := deviceScreen(t, d)
		s.View(44, 12)
		frames := map[string]bool{}
		for range 120 {
			frames[s.View(44, 12)+s.Head().Note] = true
			pass(t, d, s, s.Pace())
		}
		if n := len(api.asked); n < 60 || n > 125 {
			t.Errorf("%d requests in 120 ticks", n)
		}
		// The state's age is all that changes, once a minute at most.
		if len(frames) > 125 {
			t.Errorf("%d different frames", len(frames))
		}
		if s.Pace() > time.Minute || s.Pace() < time.Second {
			t.Errorf("the pace is %s", s.Pace())
		}
	})
}

func TestDeviceSurvivesWhateverComes(t *testing.T) {
	for name, dev := range map[string]aex.Device{
		"nothing": {},
		"wild": {
			Network: wild, POP: wild, POPName: wild, SerialNumber: wild, CPE: wild, Model: wild, Service: wild, GPONStatus: wild,
			Alerts: []string{wild, wild}, Alarms: []string{wild, "", wild}, RxStatus: wild, TxStatus: wild, OLTPort: wild, PopulatedPorts: wild,
			RxPower: dBm(-1e300), TxPower: dBm(1e300), Distance: dBm(-1e18),
		},
		"switch": {Switch: wild, SwitchPort: wild, SFPStatus: wild, SFPRxStatus: wild, SFPSyncSpeed: wild, SFPPower: dBm(99), SFPRxPower: dBm(99)},
	} {
		t.Run(name, func(t *testing.T) {
			bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
				api.device = func(string) (aex.Device, error) { return dev, nil }
				s := deviceScreen(t, d)
				fitsAnywhere(t, s)
				if len(s.Copies()) == 0 {
					t.Error("nothing copies")
				}
			})
		})
	}
}

func TestWhatCouldNotBeRefreshedIsGrey(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewService(d, lineID)
		enter(t, s)
		green := func(what string) bool {
			for _, line := range strings.Split(s.View(80, 19), "\n") {
				if strings.Contains(line, what) {
					ink, _, _ := strings.Cut(d.Theme.Good.Render("x"), "x")
					return strings.Contains(line, ink)
				}
			}
			t.Fatalf("%q is not shown", what)
			return false
		}
		if !green("7.8 dB above") || !green("online since") {
			t.Fatal("what is good and new is not in its colour")
		}
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		pass(t, d, s, 2*time.Minute)
		if green("7.8 dB above") {
			t.Error("the last state of a source that is down looks like a new one")
		}
		if !green("online since") {
			t.Error("a source that works is greyed with it")
		}
	})
}
