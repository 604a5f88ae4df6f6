package triage_test

import (
	"strings"
	"testing"
	"time"

	"axdesk/client/triage"
)

const aDay = 24 * time.Hour

// readings are a history over so many days, one in six hours, that the level follows; noise is of a receiver.
func readings(days int, level func(day float64) float64) []triage.Point {
	var out []triage.Point
	for i := range days * 4 {
		noise := float64(i*7%5-2) * 0.06
		day := float64(i) / 4
		out = append(out, triage.Point{At: ago(time.Duration(days)*aDay - time.Duration(i)*6*time.Hour), DBm: level(day) + noise})
	}
	return out
}

// falling begins at a level and loses so much a day.
func falling(from, perDay float64) func(float64) float64 {
	return func(day float64) float64 { return from - perDay*day }
}

// TestAFibreThatAges holds to the verdict table: an ONT that is up is a fault of the fibre's with light that is marginal or
// bad. One that still is good, under a session that runs, is the customer's: what the history tells goes beside it.
func TestAFibreThatAges(t *testing.T) {
	with := func(now float64, history []triage.Point, more ...func(*triage.Input)) func(*triage.Input) {
		return func(in *triage.Input) {
			in.Live, in.History = device("Working", now), history
			in.Earlier = radius(one(open(72*time.Hour, 13*time.Minute, 3e9)))
			for _, m := range more {
				m(in)
			}
		}
	}
	rejected := func(in *triage.Input) { in.Radius = radius(nil, reply("Access-Reject", time.Minute)) }
	runCases(t, []verdictCase{
		{"good and falling", with(-24, readings(20, falling(-21.6, 0.12))), triage.HomeNetwork, triage.User, triage.Medium},
		{"good and falling, login refused", with(-24, readings(20, falling(-21.6, 0.12)), rejected), triage.LoginRejected, triage.ISP, triage.High},
		{"marginal and falling", with(-25.5, readings(20, falling(-23.1, 0.12))), triage.DegradedFibre, triage.FNO, triage.Medium},
		{
			"marginal and falling, flapping", with(-25.5, readings(20, falling(-23.1, 0.12)), func(in *triage.Input) { in.Radius = flapping() }),
			triage.DegradedFibre, triage.FNO, triage.High,
		},
		{"marginal and always was", with(-25.5, readings(20, falling(-25.5, 0))), triage.HomeNetwork, triage.User, triage.Medium},
		{"good and steady", with(-19.2, readings(20, falling(-19.2, 0))), triage.HomeNetwork, triage.User, triage.High},
		{"a step of long ago", with(-21.2, readings(20, func(day float64) float64 {
			if day < 10 {
				return -19.2
			}
			return -21.2
		})), triage.HomeNetwork, triage.User, triage.High},
		{"falling by less than counts", with(-19.9, readings(20, falling(-19.2, 0.035))), triage.HomeNetwork, triage.User, triage.High},
		{"falling for less than a week", with(-20.7, readings(6, falling(-19.2, 0.25))), triage.HomeNetwork, triage.User, triage.High},
		{"rising", with(-19.2, readings(20, falling(-21.6, -0.12))), triage.HomeNetwork, triage.User, triage.High},
		{"too few readings", with(-24, readings(20, falling(-21.6, 0.12))[:7]), triage.HomeNetwork, triage.User, triage.High},
	})
}

func TestAFibreThatAgesIsToldBesideTheVerdict(t *testing.T) {
	in := healthy()
	in.Live, in.History = device("Working", -24), readings(20, falling(-21.6, 0.12))
	v := triage.Diagnose(in)
	ticket := v.Ticket(in)
	const fall = "falls steadily: 2.4 dB in 19 d; at that pace it is marginal in about 8 d"
	if !strings.Contains(ticket, "[bad] Light "+fall) || !strings.HasSuffix(v.Next, "Besides, tell the FNO before the line fails: the light "+fall+".") {
		t.Errorf("the fall is not told\n%s", ticket)
	}
	if strings.Contains(ticket, "usual level") {
		t.Errorf("it falls and is as usual\n%s", ticket)
	}
	in.Service.Status = "Suspended"
	if v := triage.Diagnose(in); strings.Contains(v.Next, "Besides") {
		t.Errorf("the order desk is told of the fibre: %s", v.Next)
	}
	in.Service.Status, in.Live = "Active", device("Working", -25.5)
	in.History = readings(20, falling(-23.1, 0.12))
	if ticket := triage.Diagnose(in).Ticket(in); !strings.Contains(ticket, "at that pace it is bad in about 12 d") || strings.Contains(ticket, "Besides") {
		t.Errorf("a fault of the fibre's is told as one beside another\n%s", ticket)
	}
}
