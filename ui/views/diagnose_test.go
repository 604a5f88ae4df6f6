package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

func TestDiagnoseNamesWhatIsWrongAndWhoOwnsIt(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewDiagnose(d, lineID)
		cmd := s.Init()
		golden(t, "diagnose-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		lineGoldens(t, "diagnose", s)
		fitsAnywhere(t, s)
		tellsNoSecret(t, s)
		if s.verdict.Code != triage.HomeNetwork || s.verdict.Confidence != triage.High {
			t.Errorf("the verdict is %s, %s", s.verdict.Code, s.verdict.Confidence)
		}
		if n := len(api.asked); n != 5 {
			t.Errorf("%d requests: %q", n, api.asked)
		}
	})
}

func TestDiagnoseAsksOnlyForWhatIsMissingOrOld(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		enter(t, NewService(d, lineID))
		before := len(api.asked)
		s := NewDiagnose(d, lineID)
		enter(t, s)
		if more := api.asked[before:]; len(more) != 0 {
			t.Errorf("asked again: %q", more)
		}
		if s.verdict.Code != triage.HomeNetwork {
			t.Errorf("the verdict is %s", s.verdict.Code)
		}
	})
}

func TestDiagnosisIsRedoneWhenTheLivePollAnswers(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) { return lineDevice(-19.2, 3*24*time.Hour), nil }
		api.live = func(string) (aex.Device, error) {
			dev := lineDevice(0, 0)
			dev.GPONStatus, dev.Alarms = "Offline", []string{"Dying Gasp"}
			return dev, nil
		}
		api.radius = func(string) (aex.Radius, error) {
			r := lineRadius()
			r.Sessions = r.Sessions[1:]
			return r, nil
		}
		s := NewDiagnose(d, lineID)
		enter(t, s)
		showsLine(t, s, "Not enough evidence", "this one is 3 d old", "L asks the device live")
		press(t, s, "L")
		if s.verdict.Code != triage.NoPower {
			t.Errorf("the verdict is %s", s.verdict.Code)
		}
		showsLine(t, s, "owner customer", "again in 30 s")
		lineGoldens(t, "diagnose-power", s)
	})
}

func TestDiagnosisSaysWhatCouldNotBeHad(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errDown }
		api.usage = func(string) (aex.Usages, error) { return aex.Usages{}, errDown }
		s := NewDiagnose(d, lineID)
		enter(t, s)
		showsLine(t, s, "Missing", "The RADIUS status:", "503")
		golden(t, "diagnose-down-80x19", grid(s, 80, 19))
		api.radius = healthyLine().radius
		press(t, s, "r")
		if s.verdict.Code != triage.HomeNetwork {
			t.Errorf("after another try it is %s", s.verdict.Code)
		}
	})
}

// inTheDark is a device without light, in the area of lineDevice.
func inTheDark(serial string) aex.Device {
	dev := lineDevice(-40, 2*time.Minute)
	dev.GPONStatus, dev.SerialNumber = "LOS", serial
	return dev
}

func TestAnOutageOfTheAreaIsFoundByThePOP(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(id string) (aex.Device, error) { return inTheDark("ONT-" + id), nil }
		for i := range 12 {
			old := inTheDark(fmt.Sprint("ONT-n", i))
			old.GPONStatus = "Working"
			d.Lines.Line(fmt.Sprint("n", i)).tookDevice(old, false, nil, d.Now.Add(-10*time.Minute))
		}
		far := inTheDark("far")
		far.POP = "JNB-RND"
		d.Lines.Line("far").tookDevice(far, false, nil, d.Now.Add(-time.Hour))
		s := NewDiagnose(d, lineID)
		enter(t, s)
		var around []string
		for _, call := range api.asked {
			if strings.HasPrefix(call, "device n") {
				around = append(around, call)
			}
			if call == "device far" {
				t.Error("another POP's service was asked for")
			}
		}
		if len(around) != mostAround {
			t.Errorf("%d of the area were asked for: %q", len(around), around)
		}
		if s.verdict.Code != triage.AreaOutage {
			t.Errorf("the verdict is %s: %+v", s.verdict.Code, s.input.Area)
		}
	})
}

func TestAnOutageOfTheAreaIsFoundByTheAddress(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(id string) (aex.Device, error) { return inTheDark("ONT-" + id), nil }
		for id, address := range map[string]string{
			"near-1": "3 Rivonia Road, Sandton, Johannesburg, 2196", "near-2": "9 Main Road, Sandton, Johannesburg, 2196",
			"near-3": "44 Church Street, Sandton, Johannesburg, 2196", "far-1": "9 Main Road, Claremont, Cape Town, 7708", "far-2": "",
		} {
			d.Lines.Line(id).Snapshot = &aex.Snapshot{ServiceID: id, Address: address}
		}
		s := NewDiagnose(d, lineID)
		enter(t, s)
		if asked := strings.Join(api.asked, "\n"); strings.Contains(asked, "far-") || !strings.Contains(asked, "near-3") {
			t.Errorf("asked\n%s", asked)
		}
		showsLine(t, s, "an outage of the network", "owner FNO", "3 of 3 other services on")
	})
}

func TestALineThatIsUpAsksNobodyAround(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		d.Lines.Line("n").tookDevice(inTheDark("n"), false, nil, d.Now.Add(-time.Hour))
		enter(t, NewDiagnose(d, lineID))
		if strings.Contains(strings.Join(api.asked, "\n"), "device n") {
			t.Errorf("asked %q", api.asked)
		}
	})
}

func TestTheTicketHoldsTheEvidenceAndNoSecret(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) {
			dev := lineDevice(-19.2, time.Minute)
			dev.Alerts = []string{"installer's note: pppoe " + radiusPass + " wifi " + wifiPass}
			return dev, nil
		}
		s := NewDiagnose(d, lineID)
		enter(t, s)
		tellsNoSecret(t, s)
		text := s.Copies()[0].Text
		for _, want := range []string{lineID, "Owner: customer", "ALCLB3A1C0DE", "min old", "Ask the caller", "nkosi4711@isp.example"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in the ticket\n%s", want, text)
			}
		}
		if text != ansi.Strip(text) {
			t.Error("the ticket is styled")
		}
	})
}

func TestNoDeviceAndNoServiceAreNoCrash(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		gone := errNoDeviceOfAEX(t)
		api.device = func(string) (aex.Device, error) { return aex.Device{}, gone }
		api.live = func(string) (aex.Device, error) { return aex.Device{}, gone }
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errDown }
		api.service = func(string) (aex.Service, error) { return aex.Service{}, errDown }
		s := NewDiagnose(d, lineID)
		enter(t, s)
		press(t, s, "L")
		golden(t, "diagnose-nothing-80x19", grid(s, 80, 19))
		fitsAnywhere(t, s)
	})
}

func TestEvidenceAgesAsTimePasses(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewDiagnose(d, lineID)
		enter(t, s)
		showsLine(t, s, "device, cached, 4 min old")
		pass(t, d, s, 30*time.Minute)
		showsLine(t, s, "device, cached, 34 min old", "Not enough evidence")
	})
}

func TestAFailedLivePollIsPartOfTheEvidence(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(string) (aex.Device, error) { return lineDevice(-19.2, 10*time.Minute), nil }
		api.live = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		s := NewDiagnose(d, lineID)
		enter(t, s)
		press(t, s, "L")
		showsLine(t, s, "The live poll failed: Could not read it", "Not enough evidence")
	})
}
