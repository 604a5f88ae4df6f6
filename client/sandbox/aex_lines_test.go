package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

type deviceAnswer struct {
	GPON        *string `json:"gpon_status"`
	POP         string
	LastUpdated *string `json:"last_updated"`
	Alarms      []string
	Rx          any     `json:"rx_power"`
	SFPRx       any     `json:"sfp_rx_power"`
	Switch      *string `json:"switch"`
	RxStatus    *string `json:"rx_status"`
}

type sessionAnswer struct {
	ID     *string `json:"session_id"`
	Start  string  `json:"acct_start_time"`
	Stop   *string `json:"acct_stop_time"`
	Update *string `json:"update_time"`
	Cause  *string `json:"terminate_cause"`
	Input  octets  `json:"input_octets"`
	Output octets  `json:"output_octets"`
}

// octets is a counter and how it was written: "text", "null" or "number".
type octets struct {
	n    float64
	kind string
}

func (o *octets) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	o.kind = "number"
	switch {
	case text == "null":
		o.kind = "null"
		return nil
	case text[0] == '"':
		o.kind, text = "text", strings.Trim(text, `"`)
	}
	var err error
	o.n, err = strconv.ParseFloat(text, 64)
	return err
}

type radiusAnswer struct {
	Username string
	Password *string
	Attempts []struct{ Date, Reply string } `json:"authentication_attempts"`
	Sessions []sessionAnswer                `json:"accounting"`
}

// sessionState says in a word what the accounting rows amount to, the way the domain's facts define it.
func (a radiusAnswer) sessionState(t *testing.T, now time.Time) string {
	t.Helper()
	lost, state := 0, "none"
	for _, s := range a.Sessions {
		if s.Stop != nil {
			cause := regexp.MustCompile(`[ _-]`).ReplaceAllString(strings.ToLower(*s.Cause), "")
			if (cause == "lostcarrier" || cause == "2") && now.Sub(parseStamp(t, *s.Stop)) <= time.Hour {
				lost++
			}
			if state == "none" {
				state = "closed"
			}
			continue
		}
		state = "open"
		if s.Update != nil && now.Sub(parseStamp(t, *s.Update)) > time.Hour {
			state = "stale"
		}
	}
	if lost >= 3 {
		return "flapping"
	}
	return state
}

func parseStamp(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// lightState puts a reading into its band, by the table of optical levels.
func lightState(v any, ethernet bool) string {
	rx, ok := v.(float64)
	switch {
	case !ok || rx == 0 || rx <= -40:
		return "none"
	case ethernet && rx <= -19.5, !ethernet && rx < -27:
		return "bad"
	case ethernet:
		return "good"
	case rx < -25:
		return "marginal"
	case rx <= -10:
		return "good"
	case rx <= -8:
		return "hot"
	}
	return "overload"
}

// claims are what each scenario promises: service status | ONT's word | light | session | last reply.
func claims() map[string][5]string {
	const active = "Active"
	return map[string][5]string{
		"fibre-cut-sandton":             {active, "los", "none", "closed", "Access-Accept"},
		"area-outage-fourways":          {active, "los", "none", "closed", "Access-Accept"},
		"power-cut-umhlanga":            {active, "gasp", "none", "closed", "Access-Accept"},
		"unplugged-hatfield":            {active, "down", "none", "closed", "Access-Accept"},
		"degraded-fibre-bellville":      {active, "o5", "marginal", "flapping", "Access-Accept"},
		"bad-light-soweto":              {active, "o5", "bad", "flapping", "Access-Accept"},
		"ageing-fibre-claremont":        {active, "up", "good", "open", "Access-Accept"},
		"overload-stellenbosch":         {active, "up", "overload", "open", "Access-Accept"},
		"no-reading-mohlakeng":          {active, "online", "none", "open", "Access-Accept"},
		"ont-unregistered-summerstrand": {active, "auth", "good", "closed", "Access-Accept"},
		"wrong-password-midrand":        {active, "up", "good", "closed", "Access-Reject"},
		"router-silent-centurion":       {active, "online", "good", "none", ""},
		"wifi-durbanville":              {active, "online", "good", "open", "Access-Accept"},
		"stale-session-rondebosch":      {active, "working", "good", "stale", "Access-Accept"},
		"no-session-hatfield":           {active, "up", "good", "closed", "Access-Accept"},
		"double-login-randburg":         {active, "working", "good", "open", "Access-Accept"},
		"flapping-ballito":              {active, "o5", "good", "flapping", "Access-Accept"},
		"ethernet-umhlanga":             {active, "switch", "good", "open", "Access-Accept"},
		"weak-ethernet-sandton":         {active, "switch", "bad", "flapping", "Access-Accept"},
		"dark-ethernet-claremont":       {active, "switch", "none", "closed", "Access-Accept"},
		"old-data-bellville":            {active, "o5", "good", "open", "Access-Accept"},
		"no-device-randburg":            {active, "404", "none", "open", "Access-Accept"},
		"nulls-midrand":                 {active, "null", "none", "open", "Access-Accept"},
		"not-installed-randburg":        {"Pending installation", "404", "none", "404", ""},
		"suspended-claremont":           {"Suspended", "up", "good", "closed", "Access-Reject"},
		"cancelled-ballito":             {"Cancelled", "404", "none", "404", ""},
	}
}

func (d *desk) device(id string) (deviceAnswer, string) {
	d.t.Helper()
	var dev deviceAnswer
	code, _ := d.ask("GET", "/services/"+id+"/device/status", nil, &dev)
	switch {
	case code != http.StatusOK:
		return dev, fmt.Sprint(code)
	case dev.Switch != nil:
		return dev, "switch"
	case dev.GPON == nil:
		return dev, "null"
	}
	return dev, strings.ToLower(*dev.GPON)
}

func TestAEXScenariosAreWhatTheyClaim(t *testing.T) {
	d := meetDesk(t, "", 1)
	for _, later := range []time.Duration{0, 7 * time.Minute, 5 * time.Hour, 30 * time.Hour} {
		d.clock.move(later)
		for _, sc := range d.server.Scenarios() {
			want, ok := claims()[sc.Name]
			if !ok {
				t.Fatalf("nothing is known of scenario %s", sc.Name)
			}
			var whole serviceRow
			d.get("/services/"+sc.ServiceID, &whole)
			dev, ont := d.device(sc.ServiceID)
			light := lightState(dev.Rx, false)
			if dev.Switch != nil {
				light = lightState(dev.SFPRx, true)
			}
			var radius radiusAnswer
			session, last := "404", ""
			if code, _ := d.ask("GET", "/services/"+sc.ServiceID+"/radius/status", nil, &radius); code == http.StatusOK {
				session = radius.sessionState(t, d.clock.now())
			}
			if len(radius.Attempts) > 0 {
				last = radius.Attempts[0].Reply
			}
			if whole.Status != want[0] || !strings.Contains(ont, want[1]) || light != want[2] || session != want[3] || !strings.HasPrefix(last, want[4]) {
				t.Errorf("after %s %s is %q, want %q", later, sc.Name, [5]string{whole.Status, ont, light, session, last}, want)
			}
		}
	}
}

func TestAEXCachedDataIsAsOldAsThePollAndSomeIsTooOld(t *testing.T) {
	d := meetDesk(t, "", 1)
	for range 3 {
		for _, name := range []string{"wifi-durbanville", "ethernet-umhlanga", "fibre-cut-sandton"} {
			dev, _ := d.device(d.scenario(name).ServiceID)
			if age := d.clock.now().Sub(parseStamp(t, *dev.LastUpdated)); age < 0 || age >= 15*time.Minute {
				t.Errorf("%s was polled %s ago", name, age)
			}
		}
		d.clock.move(4 * time.Minute)
	}
	dev, _ := d.device(d.scenario("old-data-bellville").ServiceID)
	if age := d.clock.now().Sub(parseStamp(t, *dev.LastUpdated)); age < 72*time.Hour {
		t.Errorf("the old data is only %s old", age)
	}
}

func TestAEXOutageTakesAWholePOPDown(t *testing.T) {
	d := meetDesk(t, "", 1)
	d.client = &http.Client{Transport: inProcess{d.server}}
	down, up, others := 0, 0, 0
	for _, row := range d.someRows(4) {
		var whole serviceRow
		dev, ont := d.device(row.ID)
		if !strings.HasSuffix(dev.POP, "FWY") {
			if dev.POP != "" && (len(dev.Alarms) == 0) {
				others++
			}
			continue
		}
		d.get("/services/"+row.ID, &whole)
		if !strings.Contains(whole.Address, "Fourways") {
			t.Errorf("%s is on Fourways' POP, at %s", row.ID, whole.Address)
		}
		var radius radiusAnswer
		d.get("/services/"+row.ID+"/radius/status", &radius)
		state := radius.sessionState(t, d.clock.now())
		if light := lightState(dev.Rx, false); light != "none" || state != "closed" || len(dev.Alarms) == 0 && ont != "switch" {
			up++
			t.Errorf("%s in the outage: %s, light %s, session %s", row.ID, ont, light, state)
		}
		down++
	}
	if down < 15 || up > 0 || others < 280 {
		t.Errorf("%d are down in the outage, %d up; %d elsewhere are well", down, up, others)
	}
}

func TestAEXSessionsAndUsageRiseWithTheClock(t *testing.T) {
	d := meetDesk(t, "", 1)
	id := d.scenario("wifi-durbanville").ServiceID
	type day struct {
		Date string
		Down float64 `json:"bytes_downloaded"`
		All  float64 `json:"total_bytes_downloaded"`
	}
	var before, after radiusAnswer
	var was, is []day
	d.get("/services/"+id+"/radius/status", &before)
	d.get("/services/"+id+"/radius/usage", &was)
	d.clock.move(5 * time.Minute)
	d.get("/services/"+id+"/radius/status", &after)
	d.get("/services/"+id+"/radius/usage", &is)
	a, b := before.Sessions[0], after.Sessions[0]
	if *a.ID != *b.ID || b.Output.n <= a.Output.n || b.Input.n <= a.Input.n || b.Input.n >= b.Output.n {
		t.Errorf("in 5 min the session went from %+v to %+v", a, b)
	}
	if after.Password == nil || len(*after.Password) < 8 {
		t.Errorf("the password comes in clear, and is %v", after.Password)
	}
	if len(is) != 90 || is[89].Date != "2026-03-02" || is[89].Down <= was[89].Down || is[88] != was[88] {
		t.Errorf("%d days of usage, today from %+v to %+v", len(is), was[89], is[89])
	}
	d.get("/services/"+d.scenario("router-silent-centurion").ServiceID+"/radius/usage", &is)
	if is[len(is)-1].All != 0 || is[0].All == 0 {
		t.Errorf("a router that fell silent used %v today and %v in December", is[len(is)-1], is[0])
	}
}

// What is met in life and breaks clients: nulls, numbers as text, counters that wrapped, causes spelled as one likes.
func TestAEXAnswersAreAsUntidyAsInLife(t *testing.T) {
	d := meetDesk(t, "", 1)
	d.client = &http.Client{Transport: inProcess{d.server}}
	seen := map[string]int{}
	for _, row := range d.someRows(6) {
		dev, _ := d.device(row.ID)
		seen[fmt.Sprintf("rx %T", dev.Rx)]++
		if dev.Rx == 0.0 {
			seen["rx 0"]++
		}
		var radius radiusAnswer
		d.get("/services/"+row.ID+"/radius/status", &radius)
		for _, s := range radius.Sessions {
			seen["octets "+s.Output.kind]++
			if s.Output.n < 0 {
				seen["octets below 0"]++
			}
			if s.Cause != nil {
				seen["cause "+*s.Cause]++
			}
		}
		if !slices.IsSortedFunc(radius.Attempts, func(a, b struct{ Date, Reply string }) int { return strings.Compare(b.Date, a.Date) }) {
			seen["oldest first"]++
		}
	}
	for _, want := range []string{
		"rx <nil>", "rx string", "rx float64", "rx 0", "octets text", "octets number", "octets below 0", "oldest first",
		"cause Lost-Carrier", "cause Lost Carrier", "cause LostCarrier", "cause lost_carrier", "cause 2", "cause Session-Timeout", "cause Port-Preempted",
	} {
		if seen[want] == 0 {
			t.Errorf("%q is not met in 600 services", want)
		}
	}
	if t.Failed() {
		text, _ := json.MarshalIndent(seen, "", " ")
		t.Logf("%s", text)
	}
}
