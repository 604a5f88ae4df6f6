package triage_test

import (
	"strings"
	"testing"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

type verdictCase struct {
	name   string
	change func(in *triage.Input)
	code   triage.Code
	owner  triage.Owner
	sure   triage.Confidence
}

func runCases(t *testing.T, cases []verdictCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			in := healthy()
			tc.change(&in)
			v := triage.Diagnose(in)
			if v.Code != tc.code || v.Owner != tc.owner || v.Confidence != tc.sure {
				t.Errorf("got %s, %s, %s; want %s, %s, %s\n%s", v.Code, v.Owner, v.Confidence, tc.code, tc.owner, tc.sure, v.Ticket(in))
			}
			if v.What == "" || v.Next == "" || len(v.Ask) == 0 || len(v.Evidence) == 0 {
				t.Errorf("a verdict without words: %+v", v)
			}
		})
	}
}

// domainRows are the rows of the verdict table, each as its columns say.
var domainRows = []verdictCase{
	{"not active", func(in *triage.Input) {
		in.Service.Status = "Pending installation"
		in.Live, in.Radius = nil, nil
	}, triage.NotActive, triage.OrderDesk, triage.High},
	{"dying gasp, none, closed", func(in *triage.Input) {
		in.Live = device("Dying Gasp", 0)
		in.Radius = radius(one(closed("a", "Lost-Carrier", 10*time.Minute)))
	}, triage.NoPower, triage.User, triage.High},
	{"offline, none, closed", func(in *triage.Input) {
		in.Live = device("Offline", 0)
		in.Radius = radius(one(closed("a", "Lost-Carrier", 10*time.Minute)))
	}, triage.NoPower, triage.User, triage.Medium},
	{"LOS, none, Lost-Carrier", func(in *triage.Input) {
		in.Live = device("LOS", -40)
		in.Radius = radius(one(closed("a", "Lost-Carrier", 10*time.Minute)))
	}, triage.FibreFault, triage.FNO, triage.High},
	{"LOS, bad, Lost-Carrier", func(in *triage.Input) {
		in.Live = device("LOS", -31)
		in.Radius = radius(one(closed("a", "Lost-Carrier", 10*time.Minute)))
	}, triage.FibreFault, triage.FNO, triage.High},
	{"up, marginal, flapping", func(in *triage.Input) {
		in.Live, in.Radius = device("Working", -26), flapping()
	}, triage.DegradedFibre, triage.FNO, triage.High},
	{"up, bad, flapping", func(in *triage.Input) {
		in.Live, in.Radius = device("O5", -28), flapping()
	}, triage.DegradedFibre, triage.FNO, triage.High},
	{"up, good, none, reject", func(in *triage.Input) {
		in.Radius = radius(nil, reply("Access-Reject", time.Minute))
	}, triage.LoginRejected, triage.ISP, triage.High},
	{"up, good, none, none", func(in *triage.Input) {
		in.Radius = radius(nil)
	}, triage.NotDialling, triage.User, triage.High},
	{"up, good, open and fresh, bytes rising", func(in *triage.Input) {
		in.Earlier = radius(one(open(72*time.Hour, 13*time.Minute, 3e9)))
	}, triage.HomeNetwork, triage.User, triage.High},
	{"up, good, open, stale", func(in *triage.Input) {
		in.Radius = radius(one(open(72*time.Hour, 5*time.Hour, 4e9)), reply("Access-Accept", 72*time.Hour))
	}, triage.StaleSession, triage.ISP, triage.High},
	{"data too old", func(in *triage.Input) {
		in.Live, in.Device = nil, device("Working", -19)
		in.Device.LastUpdated = ago(3 * time.Hour)
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"live failed", func(in *triage.Input) {
		in.Live, in.Device, in.LiveErr = nil, device("LOS", 0), "The OLT did not answer in 30 s."
		in.Device.LastUpdated, in.Radius = ago(8*time.Minute), nil
	}, triage.NotEnough, triage.Nobody, triage.Low},
}

func TestDiagnoseFollowsTheVerdictTable(t *testing.T) { runCases(t, domainRows) }

// otherRows are what stands beside the table.
var otherRows = []verdictCase{
	{"the POP is down", func(in *triage.Input) {
		in.Live = device("LOS", 0)
		in.Area.All = triage.Count{Known: 20, Down: 18}
	}, triage.AreaOutage, triage.FNO, triage.High},
	{"the POP is down, own device unknown", func(in *triage.Input) {
		in.Live, in.DeviceErr = nil, "No device."
		in.Radius = nil
		in.Area.All = triage.Count{Known: 20, Down: 18}
	}, triage.AreaOutage, triage.FNO, triage.Medium},
	{"the POP is down but this line is up", func(in *triage.Input) {
		in.Area.All = triage.Count{Known: 20, Down: 18}
	}, triage.HomeNetwork, triage.User, triage.High},
	{"the POP is down, yet a session runs here", func(in *triage.Input) {
		in.Live = nil
		in.Area.All = triage.Count{Known: 20, Down: 18}
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"the area's count is of yesterday", func(in *triage.Input) {
		in.Live = device("LOS", 0)
		in.Radius = nil
		in.Area.All, in.Area.Oldest = triage.Count{Known: 20, Down: 18}, ago(24*time.Hour)
	}, triage.FibreFault, triage.FNO, triage.High},
	{"a power cut in the street", func(in *triage.Input) {
		in.Live = device("Dying Gasp", 0)
		in.Radius = nil
		in.Area.OnPort = triage.Count{Known: 5, Down: 4, NoPower: 4}
	}, triage.AreaPower, triage.User, triage.High},
	{"offline with light too low to work", func(in *triage.Input) {
		in.Live, in.Radius = device("Offline", -31), nil
	}, triage.FibreFault, triage.FNO, triage.Medium},
	{"light fell by half and more", func(in *triage.Input) {
		in.Live, in.Radius = device("Working", -25.5), nil
		for i := range 5 {
			in.History = append(in.History, triage.Point{At: ago(time.Duration(i+1) * 24 * time.Hour), DBm: -19})
		}
	}, triage.DegradedFibre, triage.FNO, triage.Medium},
	{"good light, flapping", func(in *triage.Input) { in.Radius = flapping() }, triage.LineDrops, triage.FNO, triage.Low},
	{"too much light", func(in *triage.Input) {
		in.Live = device("Working", -6.6)
		in.Live.RxStatus = "Critical"
	}, triage.TooMuchLight, triage.FNO, triage.Medium},
	{"too much light, flapping", func(in *triage.Input) {
		in.Live, in.Radius = device("Working", -5), flapping()
	}, triage.TooMuchLight, triage.FNO, triage.High},
	{"bad light, and no drops yet", func(in *triage.Input) { in.Live = device("Working", -28) }, triage.DegradedFibre, triage.FNO, triage.Medium},
	{"marginal light, and nothing else", func(in *triage.Input) { in.Live = device("Working", -26) }, triage.HomeNetwork, triage.User, triage.Medium},
	{"up and down (O6)", func(in *triage.Input) { in.Live, in.Radius = device("O6", -19), nil }, triage.DegradedFibre, triage.FNO, triage.High},
	{"flapping, and no reading", func(in *triage.Input) {
		in.Live, in.Radius = device("Working", 0), flapping()
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"one login in two routers", func(in *triage.Input) {
		in.Radius = radius(one(closed("a", "13", 4*time.Minute), closed("b", "Port Preempted", 8*time.Minute), open(4*time.Minute, time.Minute, 9)))
	}, triage.DoubleLogin, triage.ISP, triage.High},
	{"no device is linked", func(in *triage.Input) {
		in.Live, in.Radius, in.NoDevice = nil, nil, true
	}, triage.NoDevice, triage.FNO, triage.Medium},
	{"no device is linked, and a session runs", func(in *triage.Input) {
		in.Live, in.NoDevice = nil, true
	}, triage.NoDevice, triage.FNO, triage.Low},
	{"cancelled from next month: works until then", func(in *triage.Input) {
		in.Service.Status = "Pending cancellation"
		in.Live, in.Radius = device("LOS", 0), nil
	}, triage.FibreFault, triage.FNO, triage.High},
	{"a status of many words", func(in *triage.Input) { in.Service.Status = "ACTIVE (legacy)" }, triage.HomeNetwork, triage.User, triage.High},
	{"not active, in so many words", func(in *triage.Input) { in.Service.Status = "Not active" }, triage.NotActive, triage.OrderDesk, triage.Medium},
	{"active Ethernet in the dark", func(in *triage.Input) {
		in.Live = &aex.Device{
			Switch: "sw1", SFPStatus: "Down", SFPRxStatus: "No signal", SFPRxPower: dbm(-40), Alarms: []string{"Link down"},
			LastUpdated: ago(time.Second), Live: true,
		}
		in.Radius = radius(one(closed("a", "Lost-Carrier", time.Hour)))
	}, triage.FibreFault, triage.FNO, triage.Medium},
	{"the network refuses the ONT", func(in *triage.Input) {
		in.Live, in.Radius = device("Auth Fail", -19), nil
	}, triage.ONTRefused, triage.FNO, triage.High},
	{"deactivated", func(in *triage.Input) { in.Live, in.Radius = device("Deactivated", -19), nil }, triage.ONTOff, triage.FNO, triage.High},
	{"starting", func(in *triage.Input) { in.Live, in.Radius = device("O4 ranging", -19), nil }, triage.ONTStarts, triage.Nobody, triage.Low},
	{"accepted, yet no session", func(in *triage.Input) {
		in.Radius = radius(one(closed("a", "User-Request", time.Hour)), reply("Access-Accept", time.Minute))
	}, triage.AcceptedOnly, triage.ISP, triage.Medium},
	{"a reject of last week is not today's", func(in *triage.Input) {
		in.Radius = radius(nil, reply("Access-Reject", 7*24*time.Hour))
	}, triage.NotDialling, triage.User, triage.Medium},
	{"the accept that began the session that ended", func(in *triage.Input) {
		in.Radius = radius(one(closed("a", "User-Request", time.Hour)), reply("Access-Accept", 2*time.Hour))
	}, triage.NotDialling, triage.User, triage.Medium},
	{"kicked by staff", func(in *triage.Input) {
		in.Radius = radius(one(closed("a", "admin reset", time.Hour)), reply("Access-Accept", 2*time.Hour))
	}, triage.EndedByISP, triage.ISP, triage.Medium},
	{"online, and nothing passes", func(in *triage.Input) {
		in.Radius, in.Usage = radius(one(open(2*time.Hour, time.Minute, 0))), nil
	}, triage.NoTraffic, triage.ISP, triage.Low},
	{"bytes stand still between two answers", func(in *triage.Input) {
		in.Earlier = radius(one(open(72*time.Hour, 13*time.Minute, 4e9)))
	}, triage.NoTraffic, triage.ISP, triage.Low},
	{"no RADIUS answer", func(in *triage.Input) { in.Radius = nil }, triage.NotEnough, triage.Nobody, triage.Low},
	{"a RADIUS answer of an hour ago", func(in *triage.Input) { in.Radius.At = ago(time.Hour) }, triage.NotEnough, triage.Nobody, triage.Low},
	{"a reply that nobody knows", func(in *triage.Input) {
		in.Radius = radius(nil, reply("Access-Challenge", time.Minute))
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"active Ethernet by its own limits", func(in *triage.Input) {
		// −18.5 dBm is good for GPON and marginal here; rx_power is another optic's.
		in.Live = &aex.Device{
			Switch: "sw1", SwitchPort: "4", SFPStatus: "Up", SFPRxPower: dbm(-18.5), RxPower: dbm(-30),
			LastUpdated: ago(time.Second), Live: true,
		}
		in.Radius = flapping()
	}, triage.DegradedFibre, triage.FNO, triage.High},
	{"nothing at all", func(in *triage.Input) { *in = triage.Input{} }, triage.NotEnough, triage.Nobody, triage.Low},
	{"nothing but the time", func(in *triage.Input) { *in = triage.Input{Now: now} }, triage.NotEnough, triage.Nobody, triage.Low},
}

func TestDiagnoseBesideTheTable(t *testing.T) { runCases(t, otherRows) }

func TestFirstLinesOrderHolds(t *testing.T) {
	in := healthy()
	in.Service.Status = "Suspended"
	in.Area.All = triage.Count{Known: 9, Down: 9}
	in.Live, in.Radius = device("LOS", 0), radius(nil, reply("Access-Reject", time.Minute))
	var got []triage.Code
	for _, step := range []func(){
		func() {},
		func() { in.Service.Status = "Active" },
		func() { in.Area = triage.Area{} },
		func() { in.Live = device("Working", -28) },
		func() { in.Live = device("Working", -19) },
	} {
		step()
		got = append(got, triage.Diagnose(in).Code)
	}
	want := []triage.Code{triage.NotActive, triage.AreaOutage, triage.FibreFault, triage.DegradedFibre, triage.LoginRejected}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestAskIsConcrete(t *testing.T) {
	in := healthy()
	in.Live = device("LOS", 0)
	if ask := strings.Join(triage.Diagnose(in).Ask, " "); !strings.Contains(ask, "PON light is red or off") {
		t.Errorf("a fibre fault doesn't ask for the PON light: %s", ask)
	}
}
