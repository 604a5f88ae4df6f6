package sandbox

import (
	"net/http"
	"slices"
)

// Scenario is a service whose trouble is known, for demonstrations and tests.
type Scenario struct {
	Name      string `json:"name"`
	ServiceID string `json:"service_id"`
	Customer  string `json:"customer"`
	Email     string `json:"email"`
	Address   string `json:"address"`
	Reference string `json:"reference"` // isp_reference of the service, and sales_agent of its row: "DEMO " and the name
	Wrong     string `json:"wrong"`     // what is wrong
	Owner     string `json:"owner"`     // who has to put it right
}

// scenario is a Scenario before it has ids.
type scenario struct {
	name, kind, area, status string
	first, last              string
	wrong, owner             string
}

func scenarios() []scenario {
	return slices.Concat(lightScenarios(), sessionScenarios(), otherScenarios())
}

const aexActive = "Active"

// lightScenarios are of the fibre and what is on it.
func lightScenarios() []scenario {
	return []scenario{
		{
			"fibre-cut-sandton", "fibre", "Sandton", aexActive, "Nomsa", "Dlamini",
			"The fibre to this house is cut: ONT in LOS, no light, session closed by Lost-Carrier 3 h before the start. Neighbours work.", "FNO",
		},
		{
			"area-outage-fourways", "fibre", "Fourways", aexActive, "Johan", "Botha",
			"The POP JNB-FWY is down since 47 min before the start, and with it every service in Fourways.", "FNO",
		},
		{
			"power-cut-umhlanga", "power", "Umhlanga", aexActive, "Ayesha", "Pillay",
			"The ONT lost power 40 min before the start: dying gasp, no light, session closed.", "user",
		},
		{
			"unplugged-hatfield", "offline", "Hatfield", aexActive, "Gareth", "Smith",
			"The ONT is offline since 9 h before the start, without a dying gasp; rx_power is null.", "user",
		},
		{
			"degraded-fibre-bellville", "marginal", "Bellville", aexActive, "Pieter", "van der Merwe",
			"Marginal light near -26.2 dBm, and the session drops every 11 min by Lost-Carrier.", "FNO",
		},
		{
			"bad-light-soweto", "bad", "Orlando West", aexActive, "Lerato", "Mokoena",
			"Light near -28.7 dBm, below the receiver's limit; the session flaps.", "FNO",
		},
		{
			"ageing-fibre-claremont", "ageing", "Claremont", aexActive, "Craig", "Jacobs",
			"Light falls by 0.12 dB a day of life from -23.4 dBm; the session is healthy as yet.", "FNO",
		},
		{
			"overload-stellenbosch", "overload", "Stellenbosch Central", aexActive, "Yusuf", "Petersen",
			"Light near -6.6 dBm overloads the receiver: an attenuator is missing.", "FNO",
		},
		{
			"no-reading-mohlakeng", "unread", "Mohlakeng", aexActive, "Audrey", "Spencer",
			"The ONT works and the session is open, but rx_power is 0 with rx_status OK: no reading, not a strong signal.", "",
		},
		{
			"ont-unregistered-summerstrand", "unregistered", "Summerstrand", aexActive, "Mandla", "Ndlovu",
			"The OLT refuses the ONT's serial number: light is good, authentication fails.", "FNO",
		},
	}
}

// sessionScenarios have a good line, and what is wrong is behind it or in front of it.
func sessionScenarios() []scenario {
	return []scenario{
		{
			"wrong-password-midrand", "rejected", "Midrand", aexActive, "Kagiso", "Molefe",
			"ONT and light are good; every login since 5 h before the start is rejected: wrong password.", "ISP",
		},
		{
			"router-silent-centurion", "silent", "Centurion", aexActive, "Anneke", "du Plessis",
			"ONT and light are good; the router does not dial: no attempt and no session at all.", "user",
		},
		{
			"wifi-durbanville", "healthy", "Durbanville", aexActive, "Fatima", "Adams",
			"Nothing on the line: good light, open and fresh session, bytes rising. It is the LAN, the WiFi or a device.", "user",
		},
		{
			"stale-session-rondebosch", "stale", "Rondebosch", aexActive, "Themba", "Cele",
			"The session is open, but was last updated 26 h before the start.", "ISP",
		},
		{
			"no-session-hatfield", "accepted", "Hatfield", aexActive, "Priya", "Govender",
			"Logins are accepted every 5 min, yet no session starts: accepted, and offline.", "ISP",
		},
		{
			"double-login-randburg", "preempted", "Randburg", aexActive, "Riaan", "Fourie",
			"Two routers use one login: sessions end by Port-Preempted every 4 min.", "ISP",
		},
		{
			"flapping-ballito", "flapping", "Ballito", aexActive, "Zanele", "Mthembu",
			"Light is good, and still the session drops every 11 min by Lost-Carrier.", "FNO",
		},
	}
}

// otherScenarios are active Ethernet, orders, and what cannot be judged.
func otherScenarios() []scenario {
	return []scenario{
		{
			"ethernet-umhlanga", "ethernet", "Umhlanga", aexActive, "Naledi", "Sithole",
			"Nothing: active Ethernet, a switch port with good sfp_rx_power.", "",
		},
		{
			"weak-ethernet-sandton", "weak ethernet", "Sandton", aexActive, "Refilwe", "Radebe",
			"Active Ethernet whose sfp_rx_power, near -20.8 dBm, is below a 1000BASE-BX10's limit; the session flaps.", "FNO",
		},
		{
			"dark-ethernet-claremont", "dark ethernet", "Claremont", aexActive, "Palesa", "Maseko",
			"Active Ethernet without light: the switch port is down, the session closed 2 h before the start.", "FNO",
		},
		{
			"old-data-bellville", "old", "Bellville", aexActive, "Dineo", "Zwane",
			"AEx last reached the device 3 days before the start, and live polls fail with 504: not enough evidence.", "",
		},
		{
			"no-device-randburg", "deviceless", "Randburg", aexActive, "Busisiwe", "Khumalo",
			"The service is active, yet no device is linked to it: 404.", "FNO",
		},
		{
			"nulls-midrand", "nulls", "Midrand", aexActive, "Sipho", "Mahlangu",
			"Every field of the device is null, and most of the session's.", "",
		},
		{
			"not-installed-randburg", "healthy", "Randburg", "Pending installation", "Bongani", "Madolo",
			"The service is not installed yet: no device, no RADIUS account.", "order desk",
		},
		{
			"suspended-claremont", "healthy", "Claremont", "Suspended", "Thandeka", "Nkosi",
			"The service is suspended: the line is good, logins are rejected.", "order desk",
		},
		{
			"cancelled-ballito", "healthy", "Ballito", "Cancelled", "Mpho", "Steyn",
			"The service was cancelled: the device is gone.", "order desk",
		},
	}
}

// Scenarios lists the named troubles, in the order in which they lead the list of services.
func (s *Server) Scenarios() []Scenario {
	s.aex.mu.Lock()
	defer s.aex.mu.Unlock()
	s.aex.build()
	var out []Scenario
	for i, sc := range scenarios() {
		row := s.aex.rows[i]
		out = append(out, Scenario{
			Name: sc.name, ServiceID: row.id, Customer: row.customer.name(), Email: row.customer.email,
			Address: row.premise.address, Reference: demoReference(sc.name), Wrong: sc.wrong, Owner: sc.owner,
		})
	}
	return out
}

func demoReference(name string) string { return "DEMO " + name }

func (s *Server) answerScenarios() reply {
	return reply{status: http.StatusOK, body: s.Scenarios()}
}
