package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
	"axdesk/client/lines"
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
			d.Lines.Line(fmt.Sprint("n", i)).TookDevice(old, false, nil, d.Now.Add(-10*time.Minute))
		}
		far := inTheDark("far")
		far.POP = "JNB-RND"
		d.Lines.Line("far").TookDevice(far, false, nil, d.Now.Add(-time.Hour))
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
		if len(around) != lines.MostAround {
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

// askedFor are the services whose device was asked for, but for the line's own.
func askedFor(api *fakeAEX) []string {
	var out []string
	for _, call := range api.asked {
		if id, ok := strings.CutPrefix(call, "device "); ok && id != lineID {
			out = append(out, id)
		}
	}
	return out
}

func TestNeighboursAreFoundInTheStoredSnapshots(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.device = func(id string) (aex.Device, error) { return inTheDark("ONT-" + id), nil }
		f := &fakeFeed{last: []aex.Snapshot{{ServiceID: "ended", Status: "Cancelled", Address: "1 Rivonia Road, Sandton, Johannesburg, 2196"}}}
		f.before = f.last
		for i := range 11 {
			f.all = append(f.all, aex.Snapshot{ServiceID: fmt.Sprint("near-", i), Status: "Active", Address: fmt.Sprint(i, " Main Road, Sandton, Johannesburg, 2196")})
		}
		d.Lines.Feed = f
		s := NewDiagnose(d, lineID)
		enter(t, s)
		if asked := askedFor(api); len(asked) != lines.MostAround || strings.Contains(strings.Join(asked, " "), "ended") {
			t.Errorf("asked for %q", asked)
		}
		ticketSays(t, s, "an outage of the network", "8 of 8 other services on POP JNB-SND", "(8 looked at for this)")
	})
}

// ticketSays fails when the ticket, which wraps no line, lacks any of the wanted.
func ticketSays(t *testing.T, s *Diagnose, want ...string) {
	t.Helper()
	text := s.Copies()[0].Text
	for _, one := range want {
		if !strings.Contains(text, one) {
			t.Errorf("%q is not in\n%s", one, text)
		}
	}
}

// withoutAddresses gives AEx a list of services, none of which tells where it is: this line is the twentieth.
func withoutAddresses(d *Desk, api *fakeAEX, pops ...string) []aex.Service {
	api.service = func(string) (aex.Service, error) {
		one := lineService()
		one.Address = ""
		return one, nil
	}
	var rows []aex.Service
	for i := range 40 {
		rows = append(rows, aex.Service{ID: fmt.Sprintf("row-%02d", i), ProviderID: lineService().ProviderID, Status: "Active"})
	}
	rows[20].ID = lineID
	rows[19].Status, rows[21].ProviderID = "Pending installation", "another"
	api.device = func(id string) (aex.Device, error) {
		dev := inTheDark("ONT-" + id)
		var i int
		if n, err := fmt.Sscanf(id, "row-%d", &i); err == nil && n == 1 {
			dev.POP = pops[i%len(pops)]
		}
		return dev, nil
	}
	return rows
}

func TestWithoutAddressesTheNearestRowsAreLookedAt(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		d.Lines.List("").Rows = withoutAddresses(d, api, "JNB-RND", "CPT-CLA")
		s := NewDiagnose(d, lineID)
		enter(t, s)
		asked := askedFor(api)
		slices.Sort(asked)
		if got := strings.Join(asked, " "); got != "row-15 row-16 row-17 row-18 row-22 row-23 row-24 row-25" {
			t.Errorf("asked for %s", got)
		}
		if strings.Contains(strings.Join(api.asked, "\n"), "services") {
			t.Error("a page was asked for, though the rows around it have come")
		}
		ticketSays(t, s, "fibre fault", "[missing] Area: nothing known of its other services: 8 looked at for this, 8 on other POPs",
			"of the 8 that were looked at none is", "A new snapshot tells whose addresses are near.")
	})
}

func TestWithoutAddressesAnOutageShowsInTheRows(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		rows := withoutAddresses(d, api, "JNB-SND", "CPT-CLA")
		api.services = func(string, int, int) (aex.Page[aex.Service], error) {
			return aex.Page[aex.Service]{Items: rows, Number: 1, Count: 40, Total: 5000, At: d.Now}, nil
		}
		s := NewDiagnose(d, lineID)
		enter(t, s)
		if n := strings.Count(strings.Join(api.asked, "\n"), "services"); n != 1 || len(askedFor(api)) != lines.MostAround {
			t.Errorf("%d pages, asked for %q", n, askedFor(api))
		}
		ticketSays(t, s, "an outage of the network", "[bad] Area: down are 4 of 4 other services on POP JNB-SND", "(8 looked at for this, 4 on other POPs)")
		before := len(api.asked)
		enter(t, s)
		if again := api.asked[before:]; len(again) != 0 {
			t.Errorf("asked again at once: %q", again)
		}
	})
}

func TestNeighboursWithoutAStateAreSaid(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		d.Lines.List("").Rows = withoutAddresses(d, api, "JNB-SND")
		answer := api.device
		api.device = func(id string) (aex.Device, error) {
			if id == lineID || id == "row-22" {
				return answer(id)
			}
			return aex.Device{}, errDown
		}
		s := NewDiagnose(d, lineID)
		enter(t, s)
		ticketSays(t, s, "[neutral] Area: down are 1 of 1 other services on POP JNB-SND", "(8 looked at for this, 7 gave no state)", "fibre fault")
	})
}

func TestALineThatIsUpAsksNobodyAround(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		d.Lines.Line("n").TookDevice(inTheDark("n"), false, nil, d.Now.Add(-time.Hour))
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
