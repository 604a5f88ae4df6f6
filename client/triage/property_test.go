package triage_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

// world draws inputs from words that mean something, words that don't, and the password in the midst of them.
type world struct {
	*rapid.T
	passwords []string
}

func (w world) text(words ...string) string {
	switch rapid.IntRange(0, 5).Draw(w.T, "kind") {
	case 0:
		return ""
	case 1:
		return rapid.String().Draw(w.T, "text")
	case 2:
		return rapid.String().Draw(w.T, "before") + rapid.SampledFrom(w.passwords).Draw(w.T, "pw") + rapid.String().Draw(w.T, "after")
	default:
		return rapid.SampledFrom(words).Draw(w.T, "word")
	}
}

func (w world) texts(words ...string) []string {
	s := make([]string, rapid.IntRange(0, 3).Draw(w.T, "texts"))
	for i := range s {
		s[i] = w.text(words...)
	}
	return s
}

func (w world) time() time.Time {
	switch rapid.IntRange(0, 6).Draw(w.T, "time") {
	case 0:
		return time.Time{}
	case 1:
		return time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(w.T, "unix"), 0)
	default:
		return ago(time.Duration(rapid.Int64Range(-3600, 90000).Draw(w.T, "age")) * time.Second)
	}
}

func (w world) reading() aex.Reading {
	v := rapid.OneOf(rapid.Float64Range(-45, 0), rapid.Float64(), rapid.SampledFrom([]float64{0, math.NaN(), math.Inf(1)})).Draw(w.T, "dbm")
	return aex.Reading{Value: v, Known: rapid.Bool().Draw(w.T, "known")}
}

var ontTexts = []string{"Working", "LOS", "Dying Gasp", "Offline", "Auth Fail", "Config Fail", "Deactivated", "O1", "O5", "O6", "?"}

func (w world) device() *aex.Device {
	if rapid.IntRange(0, 3).Draw(w.T, "device") == 0 {
		return nil
	}
	return &aex.Device{
		POP: w.text("P1"), POPName: w.text("Sandton"), SerialNumber: w.text("HWTC1"), Model: w.text("HG8"), Service: w.text("s"),
		GPONStatus: w.text(ontTexts...), LastUpdated: w.time(), Alerts: w.texts(ontTexts...), Alarms: w.texts(ontTexts...),
		OLTPort: w.text("0/1"), RxStatus: w.text("good", "bad"), RxPower: w.reading(), SFPStatus: w.text("up", "down"),
		SFPRxStatus: w.text("good"), SFPRxPower: w.reading(), Switch: w.text("", "", "sw1"), SwitchPort: w.text("", "", "4"), At: w.time(),
	}
}

func (w world) radius() *aex.Radius {
	if rapid.IntRange(0, 4).Draw(w.T, "radius") == 0 {
		return nil
	}
	r := &aex.Radius{Username: w.text("thandi@isp"), Password: w.passwords[0], At: w.time()}
	for range rapid.IntRange(0, 4).Draw(w.T, "attempts") {
		r.Attempts = append(r.Attempts, aex.Attempt{Date: w.time(), Reply: w.text("Access-Accept", "Access-Reject")})
	}
	for range rapid.IntRange(0, 5).Draw(w.T, "sessions") {
		r.Sessions = append(r.Sessions, aex.Session{
			ID: w.text("s1"), Username: w.text("u"), Start: w.time(), Stop: w.time(), Update: w.time(),
			Downloaded: rapid.Int64().Draw(w.T, "down"), Downloaded6: rapid.Int64().Draw(w.T, "down6"),
			Cause: w.text("Lost-Carrier", "2", "User-Request", "admin reset"),
		})
	}
	return r
}

func (w world) input() triage.Input {
	in := triage.Input{
		Now: now,
		Service: aex.Service{
			ID: w.text("3fa85f64"), Status: w.text("Active", "Active", "Active", "Pending installation"), Reference: w.text("A1"),
			CustomerID: w.text("c"), WiFiUser: w.text("home"), WiFiPassword: w.passwords[1],
		},
		NoDevice: rapid.Bool().Draw(w.T, "no device"), ServiceAt: w.time(), Device: w.device(), Live: w.device(), Radius: w.radius(), Earlier: w.radius(),
		DeviceErr: w.text(""), LiveErr: w.text(""), RadiusErr: w.text(""), UsageErr: w.text(""),
	}
	if rapid.Bool().Draw(w.T, "usage") {
		in.Usage = &aex.Usages{Days: []aex.Usage{{Day: "2024-12-17", TotalDownloaded: rapid.Int64().Draw(w.T, "used")}}, At: w.time()}
	}
	for range rapid.IntRange(0, 5).Draw(w.T, "history") {
		in.History = append(in.History, triage.Point{At: w.time(), DBm: w.reading().Value})
	}
	var others []aex.Device
	for range rapid.IntRange(0, 4).Draw(w.T, "others") {
		if d := w.device(); d != nil {
			others = append(others, *d)
		}
	}
	if in.Live != nil {
		in.Area = triage.AreaOf(*in.Live, others, now, time.Hour)
	}
	if rapid.IntRange(0, 9).Draw(w.T, "no clock") == 0 {
		in.Now = time.Time{}
	}
	return in
}

func TestDiagnoseAlwaysAnswers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := world{rt, []string{"Zq9#blue", "wifi-Secret-7"}}.input()
		v := triage.Diagnose(in)
		if v.Owner == triage.Nobody && len(v.Missing) == 0 {
			rt.Fatalf("no owner, and nothing missing: %+v", v)
		}
		if v.Code == "" || v.What == "" || v.Next == "" || len(v.Ask) == 0 || len(v.Evidence) == 0 {
			rt.Fatalf("no words: %+v", v)
		}
		for _, f := range v.Evidence {
			if f.Age < 0 || f.Text == "" || f.From == "" {
				rt.Fatalf("%+v", f)
			}
		}
		if again := triage.Diagnose(in); again.Ticket(in) != v.Ticket(in) {
			rt.Fatal("the same input gave two tickets")
		}
	})
}

func TestNoTextHoldsAPassword(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pw := rapid.OneOf(
			rapid.StringMatching(`[a-zA-Z0-9*#]{3,12}`), rapid.StringMatching(`[*ab]{3,5}`), rapid.StringN(3, 20, -1),
			rapid.SampledFrom([]string{"fibre", "device", "***", "****", "a  b", "Evidence", "HWTC1", "2024"}),
		)
		w := world{rt, []string{pw.Draw(rt, "radius"), pw.Draw(rt, "wifi")}}
		in := w.input()
		v := triage.Diagnose(in)
		texts := []string{v.Ticket(in)}
		for _, f := range v.Evidence {
			texts = append(texts, f.Text)
		}
		texts = append(texts, v.Missing...)
		secrets := []string{in.Service.WiFiPassword}
		if in.Radius != nil {
			secrets = append(secrets, in.Radius.Password)
		}
		for _, text := range texts {
			for _, s := range secrets {
				if strings.Contains(text, s) {
					rt.Fatalf("%q is in:\n%s", s, text)
				}
			}
		}
	})
}

// What is never put in can't come out: however short a password is, the ticket is the same without it.
func TestAShortPasswordChangesNothing(t *testing.T) {
	in := healthy()
	in.Radius.Password, in.Service.WiFiPassword = "", ""
	want := triage.Diagnose(in).Ticket(in)
	for _, pw := range []string{"-", "e", "20"} {
		in.Radius.Password, in.Service.WiFiPassword = pw, pw
		if got := triage.Diagnose(in).Ticket(in); got != want {
			t.Errorf("%q changed the ticket:\n%s", pw, got)
		}
	}
}

func TestTicketIsWholeAndOneLineAFact(t *testing.T) {
	in := healthy()
	in.Live = device("LOS", 0)
	in.Live.SerialNumber = "HWTC\nOwner: nobody\x1b[31m"
	in.Radius = radius(one(closed("a", "Lost-Carrier", 10*time.Minute)))
	ticket := triage.Diagnose(in).Ticket(in)
	for _, want := range []string{
		"Owner: FNO. Confidence: high. Diagnosed 2024-12-17 14:00 UTC.", "ISP reference: ACME-1", "Login: thandi@isp",
		"(device, live, 20 s old)", "Lost-Carrier, the line went down (radius, 10 min old)", "PON light is red or off",
		"Serial number: HWTC Owner: nobody[31m\n",
	} {
		if !strings.Contains(ticket, want) {
			t.Errorf("%q is not in the ticket:\n%s", want, ticket)
		}
	}
	if strings.Contains(ticket, "\x1b") || strings.Contains(ticket, "\nOwner: nobody") {
		t.Errorf("remote text broke out of its line:\n%s", ticket)
	}
}
