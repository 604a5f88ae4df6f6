package triage

import (
	"strconv"
	"strings"
)

// terminate are the terminate causes by number: RFC 2866 §5.10, and 19 to 22 of RFC 3580. The meanings are what they
// usually mean to somebody with a customer on the phone.
var terminate = [...]struct{ name, meaning string }{
	1:  {"User-Request", "the router ended it: most often it was restarted or switched off"},
	2:  {"Lost-Carrier", "the line went down"},
	3:  {"Lost-Service", "the service could no longer be given to the router"},
	4:  {"Idle-Timeout", "nothing was sent for so long that it was ended"},
	5:  {"Session-Timeout", "its time was up: a periodic login, or a quota"},
	6:  {"Admin-Reset", "staff or RADIUS ended it"},
	7:  {"Admin-Reboot", "the provider's equipment was restarted by its staff"},
	8:  {"Port-Error", "the provider's equipment saw an error on the port"},
	9:  {"NAS-Error", "an error on the provider's side"},
	10: {"NAS-Request", "the provider's side ended it"},
	11: {"NAS-Reboot", "the provider's equipment restarted by itself"},
	12: {"Port-Unneeded", "the provider's side no longer needed the port"},
	13: {"Port-Preempted", "the same login came twice, and the other one won"},
	14: {"Port-Suspended", "the provider's side suspended it"},
	15: {"Service-Unavailable", "the provider's side could not give the service"},
	16: {"Callback", "it was ended to be called back"},
	17: {"User-Error", "the router and the network could not agree: PPP, or the login"},
	18: {"Host-Request", "the far end ended it in the usual way"},
	19: {"Supplicant-Restart", "the router's login program restarted"},
	20: {"Reauthentication-Failure", "the router failed to log in again"},
	21: {"Port-Reinitialized", "the provider's port started anew"},
	22: {"Port-Administratively-Disabled", "the provider's port was switched off by staff"},
}

// The causes that a verdict rests on.
const (
	lostCarrier   = 2
	portPreempted = 13
)

// causeNames finds a cause by its name, without what stands between its words.
var causeNames = func() map[string]int {
	m := map[string]int{"portdisabled": 22, "portreinitialised": 21, "reauthfailure": 20}
	for n, c := range terminate {
		if c.name != "" {
			m[squeeze(c.name)] = n
		}
	}
	return m
}()

// Cause is the name of a RADIUS terminate cause as RFC 2866 spells it, and what it usually means, from any spelling:
// "Lost Carrier", "LOST_CARRIER", "lostcarrier", "2", "Lost-Carrier (2)". Any other text is its own name.
func Cause(text string) (name, meaning string) {
	n := causeNumber(text)
	if n > 0 {
		return terminate[n].name, terminate[n].meaning
	}
	if raw := tidy(text); raw != "" {
		return raw, "not a cause that RADIUS defines"
	}
	return "", "no cause was given"
}

func causeNumber(text string) int {
	s := squeeze(text)
	if n, ok := causeNames[s]; ok {
		return n
	}
	words := strings.TrimRight(s, "0123456789")
	if n, ok := causeNames[strings.TrimLeft(words, "0123456789")]; ok {
		return n
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n >= len(terminate) {
		return 0
	}
	return n
}

// squeeze is a text's letters and digits in lower case.
func squeeze(s string) string { return strings.Join(tokens(s), "") }

// whose tells who most likely ended a session.
func whose(cause string) Owner {
	switch causeNumber(cause) {
	case 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 21, 22:
		return ISP
	default:
		return Nobody
	}
}
