package triage_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

var statuses = []struct {
	status string
	alarms []string
	want   triage.ONT
}{
	{"Working", nil, triage.ONTUp},
	{"O5", nil, triage.ONTUp},
	{"O5 (Operation)", nil, triage.ONTUp},
	{"online", nil, triage.ONTUp},
	{"Working, LOS cleared", nil, triage.ONTUp},
	{"LOS=0 DG=0 state=O5", nil, triage.ONTUp},
	{"Operational, no LOS", nil, triage.ONTUp},
	{"LOS", nil, triage.ONTLOS},
	{"LOSi", nil, triage.ONTLOS},
	{"Loss of Signal", nil, triage.ONTLOS},
	{"no-light", nil, triage.ONTLOS},
	{"Dying Gasp", nil, triage.ONTDyingGasp},
	{"DyingGasp", nil, triage.ONTDyingGasp},
	{"DYING_GASP", nil, triage.ONTDyingGasp},
	{"dying-gasp", nil, triage.ONTDyingGasp},
	{"Power off", nil, triage.ONTDyingGasp},
	{"Offline (dying gasp)", nil, triage.ONTDyingGasp},
	{"LOS, no power", nil, triage.ONTDyingGasp},
	{"Offline", nil, triage.ONTOffline},
	{"OffLine", []string{"LOS"}, triage.ONTLOS},
	{"Offline", []string{"LOS", "Dying Gasp"}, triage.ONTDyingGasp},
	{"Offline", []string{"LOS alarm has been cleared"}, triage.ONTOffline},
	{"not working", nil, triage.ONTOffline},
	{"Inactive", nil, triage.ONTOffline},
	{"Auth Fail", nil, triage.ONTAuthFail},
	{"AuthFailed", nil, triage.ONTAuthFail},
	{"Serial number mismatch", nil, triage.ONTAuthFail},
	{"Config Fail", nil, triage.ONTConfigFail},
	{"Deactivated", nil, triage.ONTDeactivated},
	{"O7 emergency stop", nil, triage.ONTDeactivated},
	{"O1", nil, triage.ONTStarting},
	{"O2 standby", nil, triage.ONTStarting},
	{"O3 (serial number)", nil, triage.ONTStarting},
	{"ranging", nil, triage.ONTStarting},
	{"O6 intermittent loss", nil, triage.ONTUnstable},
	{"", []string{"LOS"}, triage.ONTLOS},
	{"", []string{"Battery missing", "LAN-LOS", "Ethernet port down"}, triage.ONTUnknown},
	{"", nil, triage.ONTUnknown},
	{"Zustand 7", nil, triage.ONTUnknown},
	{"Working", []string{"LOS"}, triage.ONTUp},
}

func TestONTStateReadsVendorsWords(t *testing.T) {
	for _, tc := range statuses {
		for _, spelling := range []string{tc.status, strings.ToUpper(tc.status), " " + tc.status + "\n"} {
			got, words := triage.ONTState(spelling, tc.alarms, nil)
			if got != tc.want {
				t.Errorf("%q %q: %s, want %s", spelling, tc.alarms, got, tc.want)
			}
			if raw := strings.TrimSpace(spelling); !strings.Contains(words, raw) {
				t.Errorf("%q is not in %q", raw, words)
			}
		}
	}
	if got, words := triage.ONTState("Working", nil, []string{"LOS"}); got != triage.ONTUp || !strings.Contains(words, "yet an alarm says") {
		t.Errorf("%s, %q", got, words)
	}
}

func FuzzONTState(f *testing.F) {
	for _, tc := range statuses {
		f.Add(tc.status, strings.Join(tc.alarms, "\n"))
	}
	f.Fuzz(func(t *testing.T, status, alarm string) {
		got, words := triage.ONTState(status, []string{alarm}, nil)
		if got < triage.ONTUnknown || got > triage.ONTDyingGasp || words == "" {
			t.Fatalf("%d, %q", got, words)
		}
		if strings.ContainsAny(words, "\n\r\x1b") {
			t.Fatalf("control characters in %q", words)
		}
		// What separates words is no matter.
		again, _ := triage.ONTState("-"+status+"_", []string{"(" + alarm + ")"}, nil)
		if again != got {
			t.Fatalf("%q: %s, then %s", status, got, again)
		}
	})
}

func TestCauseReadsAnySpelling(t *testing.T) {
	for number, name := range map[int]string{
		1: "User-Request", 2: "Lost-Carrier", 3: "Lost-Service", 4: "Idle-Timeout", 5: "Session-Timeout", 6: "Admin-Reset",
		7: "Admin-Reboot", 8: "Port-Error", 9: "NAS-Error", 10: "NAS-Request", 11: "NAS-Reboot", 12: "Port-Unneeded",
		13: "Port-Preempted", 14: "Port-Suspended", 15: "Service-Unavailable", 16: "Callback", 17: "User-Error",
		18: "Host-Request", 19: "Supplicant-Restart", 20: "Reauthentication-Failure", 21: "Port-Reinitialized",
		22: "Port-Administratively-Disabled",
	} {
		n := strconv.Itoa(number)
		for _, text := range []string{
			name, strings.ReplaceAll(name, "-", " "), strings.ReplaceAll(name, "-", "_"), strings.ReplaceAll(name, "-", ""),
			strings.ToUpper(name), strings.ToLower(name), n, "0" + n, " " + n + " ", name + " (" + n + ")", n + ": " + name,
		} {
			if got, meaning := triage.Cause(text); got != name || meaning == "" {
				t.Errorf("%q: %q (%s), want %s", text, got, meaning, name)
			}
		}
	}
	for text, want := range map[string]string{"": "", " \n": "", "0": "0", "23": "23", "Gone  fishing": "Gone fishing"} {
		if got, meaning := triage.Cause(text); got != want || meaning == "" {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzCause(f *testing.F) {
	for _, s := range []string{"Lost-Carrier", "lost carrier", "2", "02", "Lost-Carrier (2)", "", "\x00", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, meaning := triage.Cause(text)
		if meaning == "" || strings.ContainsAny(name, "\n\r\x1b") {
			t.Fatalf("%q, %q", name, meaning)
		}
		if again, _ := triage.Cause(name); again != name {
			t.Fatalf("%q became %q", name, again)
		}
	})
}

func TestAreaCountsWhatIsFreshAndNear(t *testing.T) {
	own := *device("LOS", 0)
	other := func(serial, pop, port, status string, age time.Duration) aex.Device {
		return aex.Device{SerialNumber: serial, POP: pop, OLTPort: port, GPONStatus: status, LastUpdated: ago(age)}
	}
	a := triage.AreaOf(own, []aex.Device{
		own, // itself
		other("1", "jhb-sandton-1 ", "0/1/3", "LOS", time.Minute),
		other("2", "JHB-SANDTON-1", "0/1/3", "Dying Gasp", 30*time.Minute),
		other("3", "JHB-SANDTON-1", "0/1/9", "Working", time.Minute),
		other("4", "JHB-SANDTON-1", "0/1/9", "Zustand 7", time.Minute), // says nothing
		other("5", "JHB-SANDTON-1", "0/1/3", "LOS", 3*time.Hour),       // too old
		other("6", "JHB-SANDTON-1", "0/1/3", "LOS", -3*time.Hour),      // dated ahead
		other("7", "CPT-1", "0/1/3", "LOS", time.Minute),               // elsewhere
		other("8", "", "0/1/3", "LOS", time.Minute),
	}, now, time.Hour)
	if a.All != (triage.Count{Known: 3, Down: 2, NoPower: 1}) || a.OnPort != (triage.Count{Known: 2, Down: 2, NoPower: 1}) {
		t.Errorf("%+v", a)
	}
	if a.TooOld != 2 || strings.Join(a.Names, " ") != "1 2" || !a.Oldest.Equal(ago(30*time.Minute)) {
		t.Errorf("%+v", a)
	}
	if none := triage.AreaOf(aex.Device{}, []aex.Device{{}, {GPONStatus: "LOS"}}, now, time.Hour); none.All.Known != 0 {
		t.Errorf("no POP is everybody's POP: %+v", none)
	}
}

func TestAnAreaSaysHowFarItsCountReaches(t *testing.T) {
	own := *device("LOS", 0)
	other := func(serial, pop string, age time.Duration) *aex.Device {
		d := *device("Working", -19)
		d.SerialNumber, d.POP, d.LastUpdated, d.Live = serial, pop, ago(age), false
		return &d
	}
	near, old, far := other("a", own.POP, time.Minute), other("b", own.POP, 2*time.Hour), other("c", "CPT-CLA", time.Minute)
	for _, c := range []struct {
		others []aex.Device
		looked []*aex.Device
		want   string
	}{
		{nil, nil, "Area: nothing known of its other services"},
		{nil, []*aex.Device{nil, far}, "Area: nothing known of its other services: 2 looked at for this, 1 on other POPs, 1 gave no state"},
		{[]aex.Device{*near}, nil, "Area: down are 0 of 1 other services on POP JHB-SANDTON-1 (0 of 1 on the same port)"},
		{
			[]aex.Device{*near, *old},
			[]*aex.Device{near, old, far, nil, nil},
			"Area: down are 0 of 1 other services on POP JHB-SANDTON-1 (0 of 1 on the same port) " +
				"(5 looked at for this, 1 on other POPs, 2 gave no state, 1 too old to count)",
		},
	} {
		in := healthy()
		in.Live, in.Radius = &own, nil
		in.Area = triage.AreaOf(own, c.others, now, time.Hour)
		in.Area.Look(c.looked)
		v := triage.Diagnose(in)
		if got := v.Evidence[1].Text; got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		missing := strings.Contains(strings.Join(v.Missing, " "), "of the 2 that were looked at none is")
		if missing != (len(c.looked) == 2) {
			t.Errorf("with %d looked at, missing is %q", len(c.looked), v.Missing)
		}
	}
}
