package triage

import (
	"slices"
	"strings"
	"unicode"

	"axdesk/client/aex"
)

// ONT is the state of the device at the line's end, whatever its vendor calls it.
type ONT int

// The states. ONTUnknown is the zero value.
const (
	ONTUnknown ONT = iota
	ONTUp
	ONTStarting    // O1 to O4: starting, or ranging
	ONTOffline     // gone, without a word why
	ONTDeactivated // switched off by the OLT; O7
	ONTConfigFail
	ONTAuthFail
	ONTUnstable // O6: the signal comes and goes
	ONTLOS
	ONTDyingGasp
)

// String is the state in the words that an agent would use.
func (o ONT) String() string {
	if o < 0 || int(o) >= len(ontWords) {
		return ontWords[ONTUnknown]
	}
	return ontWords[o]
}

var ontWords = [...]string{
	ONTUnknown:     "not known",
	ONTUp:          "up",
	ONTStarting:    "starting",
	ONTOffline:     "offline",
	ONTDeactivated: "deactivated by the network",
	ONTConfigFail:  "refused its configuration",
	ONTAuthFail:    "not accepted by the network",
	ONTUnstable:    "up and down: its light comes and goes",
	ONTLOS:         "without light (LOS)",
	ONTDyingGasp:   "lost its power (dying gasp)",
}

// ontNames are vendors' words, in lower case and without what stands between them, so that "Dying Gasp", "dying-gasp"
// and "DyingGasp" are one. Where a text has several, the state that stands last in ONT counts: it says most.
var ontNames = spell(map[ONT]string{
	ONTUp: "working up online operational operation operating o5 active activated registered inservice ok normal " +
		"connected running ranged ready linkup",
	ONTStarting: "o1 o2 o3 o4 initial init initializing initialising standby ranging starting booting rebooting " +
		"activating registering logging syncmib discovery discovering negotiating",
	ONTOffline: "offline down inactive inoperative disconnected unreachable missing notpresent outofservice oos linkdown " +
		"absent dead failed",
	ONTDeactivated: "deactivated deactive deactivate disabled admindown administrativelydown suspended shutdown " +
		"emergencystop o7 blocked locked",
	ONTConfigFail: "configfail configfailed configfailure configurationfail configurationfailed configurationfailure " +
		"configmismatch configurationmismatch misconfigured omcifail omcifailed omcifailure mibmismatch " +
		"provisioningfailed",
	ONTAuthFail: "authfail authfailed authfailure authenticationfail authenticationfailed authenticationfailure " +
		"authorizationfailed authorisationfailed snmismatch serialmismatch serialnumbermismatch passwordmismatch " +
		"unauthorized unauthorised unauthenticated notauthorized registrationfailed unregistered unprovisioned rejected",
	ONTUnstable: "o6 popup intermittent intermittentloss intermittentlos intermittentlossofsignal flapping unstable",
	ONTLOS: "los losi lobi lof lofi lossofsignal lossofframe lossoflight nosignal nolight signalloss signallost " +
		"rxlos rxloss fibrecut fibercut fibrebreak fiberbreak",
	ONTDyingGasp: "dyinggasp gasp dg dgi poweroff poweredoff powerdown nopower powerloss powerlost lossofpower " +
		"powerfail powerfailed powerfailure poweroutage unpowered",
})

func spell(names map[ONT]string) map[string]ONT {
	m := map[string]ONT{}
	for o, list := range names {
		for _, name := range strings.Fields(list) {
			m[name] = o
		}
	}
	return m
}

// longestName is how many words a name of ontNames can be written as ("intermittent loss of signal").
const longestName = 4

// ONTView is a device's state, with what was said about it.
type ONTView struct {
	State    ONT
	Status   ONT    // by the status field alone
	Alarm    ONT    // the gravest of alarms and alerts; ONTUnknown without one
	Says     string // the status field, raw
	Conflict bool   // the status is up, an alarm says otherwise
	LANDown  bool   // an alarm on the customer's side of the ONT
	Words    string // a sentence with the raw text in it
}

// ONTState reads a status and the alarms beside it, by keyword. The words hold the raw text. An alarm makes a bare
// "offline" exact, but can't overrule a status that is up: then the words say that the two disagree.
func ONTState(gponStatus string, alarms, alerts []string) (ONT, string) {
	v := judgeONT(gponStatus, alarms, alerts)
	return v.State, v.Words
}

// DeviceONT reads a device's state: of gpon_status, or sfp_status where the line is active Ethernet.
func DeviceONT(d aex.Device) ONTView {
	status, alerts := d.GPONStatus, d.Alerts
	if d.ActiveEthernet() {
		if d.SFPStatus != "" {
			status = d.SFPStatus
		}
		// A port that is down says why in its receiver's status only ("No signal").
		if readONT(tokens(d.SFPRxStatus)) == ONTLOS {
			alerts = append(slices.Clone(alerts), d.SFPRxStatus)
		}
	}
	return judgeONT(status, d.Alarms, alerts)
}

func judgeONT(status string, alarms, alerts []string) ONTView {
	v := ONTView{Says: status, Status: readONT(tokens(status))}
	for _, list := range [][]string{alarms, alerts} {
		for _, a := range list {
			words := tokens(a)
			// LAN-LOS is a lead that isn't plugged in, not a cut fibre.
			if customerSide(words) {
				v.LANDown = v.LANDown || readONT(words) > ONTStarting
				continue
			}
			if o := readONT(words); o > v.Alarm && o > ONTUp {
				v.Alarm = o
			}
		}
	}
	v.State = v.Status
	if v.Status != ONTUp && v.Alarm > v.Status {
		v.State = v.Alarm
	}
	v.Conflict = v.Status == ONTUp && v.Alarm > ONTStarting
	v.Words = v.words()
	return v
}

func (v ONTView) words() string {
	s := v.State.String()
	if v.Says == "" {
		s += " (no status came)"
	} else {
		s += ` (it says "` + tidy(v.Says) + `")`
	}
	switch {
	case v.Conflict:
		s += ", yet an alarm says " + v.Alarm.String()
	case v.State != v.Status:
		s += ", by an alarm"
	}
	return s
}

// tokens are the words of a text, in lower case; what is neither letter nor digit only separates.
func tokens(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func readONT(words []string) ONT {
	best := ONTUnknown
	for i := 0; i < len(words); {
		o, n := ontAt(words, i)
		if n == 0 {
			i++
			continue
		}
		if negated := negates(words, i) || cleared(words, i+n); negated && o != ONTUp {
			o = ONTUnknown
		} else if negates(words, i) {
			o = ONTOffline // "not working"
		}
		best = max(best, o)
		i += n
	}
	return best
}

// ontAt is the state named at words[i], and how many words name it; 0 for none.
func ontAt(words []string, i int) (ONT, int) {
	for n := min(longestName, len(words)-i); n > 0; n-- {
		if o, ok := ontNames[strings.Join(words[i:i+n], "")]; ok {
			return o, n
		}
	}
	return ONTUnknown, 0
}

// negates tells whether the word before i takes back what i says: "no LOS", "not working", "cleared: LOS".
func negates(words []string, i int) bool {
	if i == 0 {
		return false
	}
	switch words[i-1] {
	case "no", "not", "non", "without", "never", "cleared", "clear":
		return true
	}
	return false
}

// cleared tells whether what follows a name takes it back: "LOS alarm cleared", "LOS: 0".
func cleared(words []string, i int) bool {
	for ; i < len(words); i++ {
		switch words[i] {
		case "alarm", "alert", "alarms", "fault", "condition", "state", "status", "is", "has", "been", "was":
			continue
		case "cleared", "clear", "ceased", "recovered", "resolved", "restored", "ended", "none", "false", "off", "0":
			return true
		case "no":
			_, n := ontAt(words, i) // "LOS, no power" says two things
			return n == 0
		}
		return false
	}
	return false
}

// customerSide tells of an alarm on a socket of the ONT, its WiFi or its battery, rather than on the fibre.
func customerSide(words []string) bool {
	for _, w := range words {
		switch w {
		case "lan", "uni", "eth", "ethernet", "wifi", "wlan", "pots", "voip", "battery":
			return true
		}
	}
	return false
}
