package triage_test

import (
	"strings"
	"testing"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

// oddRows are inputs that contradict themselves.
var oddRows = []verdictCase{
	{"up with a LOS alarm, session fresh: the alarm is old", func(in *triage.Input) {
		in.Live.Alarms = []string{"LOS"}
	}, triage.HomeNetwork, triage.User, triage.Medium},
	{"up with a LOS alarm, dark", func(in *triage.Input) {
		in.Live = device("Working", -40)
		in.Live.Alarms, in.Radius = []string{"LOS"}, nil
	}, triage.FibreFault, triage.FNO, triage.Low},
	{"up with a LOS alarm, no reading, line lost", func(in *triage.Input) {
		in.Live = device("Working", 0)
		in.Live.Alerts, in.Radius = []string{"Loss of signal"}, radius(one(closed("a", "Lost-Carrier", time.Minute)))
	}, triage.FibreFault, triage.FNO, triage.Low},
	{"up with a LOS alarm, and nothing to tell which", func(in *triage.Input) {
		in.Live = device("Working", 0)
		in.Live.Alarms, in.Radius = []string{"LOS"}, nil
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"up with a LOS alarm that was cleared", func(in *triage.Input) {
		in.Live.Alarms = []string{"LOS alarm cleared"}
	}, triage.HomeNetwork, triage.User, triage.High},
	{"LAN-LOS is a lead, not the fibre", func(in *triage.Input) {
		in.Live.Alarms, in.Radius = []string{"LAN-LOS"}, radius(nil)
	}, triage.NotDialling, triage.User, triage.High},
	{"session fresh and newer than an ONT that is offline", func(in *triage.Input) {
		in.Live, in.Device = nil, device("Offline", 0)
		in.Device.LastUpdated = ago(12 * time.Minute)
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"session fresh but older than an ONT that is offline", func(in *triage.Input) {
		in.Live = device("Offline", 0)
	}, triage.NoPower, triage.User, triage.Medium},
	{"light good, rx_status bad", func(in *triage.Input) { in.Live.RxStatus = "Bad" }, triage.HomeNetwork, triage.User, triage.Medium},
	{"light good, rx_status bad, flapping", func(in *triage.Input) {
		in.Live.RxStatus, in.Radius = "Bad", flapping()
	}, triage.DegradedFibre, triage.FNO, triage.Low},
	{"LOS with good light", func(in *triage.Input) {
		in.Live, in.Radius = device("LOS", -19), nil
	}, triage.FibreFault, triage.FNO, triage.Medium},
	{"live is newer than cached", func(in *triage.Input) {
		in.Device = device("LOS", 0)
		in.Device.LastUpdated = ago(10 * time.Minute)
	}, triage.HomeNetwork, triage.User, triage.High},
	{"a live answer that is itself old", func(in *triage.Input) {
		in.Live.LastUpdated = ago(2 * time.Hour)
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"a cached state newer than an old live one", func(in *triage.Input) {
		in.Live.LastUpdated = ago(2 * time.Hour)
		in.Device = device("LOS", 0)
		in.Radius = nil
	}, triage.FibreFault, triage.FNO, triage.High},
	{"live failed, cached as new as a live one", func(in *triage.Input) {
		in.Device, in.Live, in.LiveErr, in.Radius = device("LOS", 0), nil, "timed out", nil
	}, triage.FibreFault, triage.FNO, triage.High},
	{"cached state dated tomorrow", func(in *triage.Input) {
		in.Live, in.Device = nil, device("Working", -19)
		in.Device.LastUpdated = ago(-24 * time.Hour)
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"live state dated tomorrow is of when it came", func(in *triage.Input) {
		in.Live.LastUpdated = ago(-24 * time.Hour)
	}, triage.HomeNetwork, triage.User, triage.Medium},
	{"a clock that is a minute ahead is no matter", func(in *triage.Input) {
		in.Live.LastUpdated = ago(-time.Minute)
	}, triage.HomeNetwork, triage.User, triage.High},
	{"session updated in the future", func(in *triage.Input) {
		in.Radius = radius(one(open(time.Hour, -2*time.Hour, 1e6)))
	}, triage.NotEnough, triage.Nobody, triage.Low},
	{"not active, yet online", func(in *triage.Input) { in.Service.Status = "Suspended" }, triage.NotActive, triage.OrderDesk, triage.Medium},
	{"negative octets count for nothing", func(in *triage.Input) {
		in.Radius, in.Usage = radius(one(open(2*time.Hour, time.Minute, -50))), nil
	}, triage.HomeNetwork, triage.User, triage.Medium},
	{"an unknown word, with light and a session", func(in *triage.Input) {
		in.Live.GPONStatus = "Zustand 7"
	}, triage.HomeNetwork, triage.User, triage.Medium},
	{"an unknown word, in the dark", func(in *triage.Input) {
		in.Live, in.Radius = device("Zustand 7", 0), nil
	}, triage.NotEnough, triage.Nobody, triage.Low},
}

func TestContradictions(t *testing.T) { runCases(t, oddRows) }

func TestBothSidesOfAContradictionAreShown(t *testing.T) {
	in := healthy()
	in.Live.RxStatus = "Critical"
	in.Live.Alarms = []string{"LOS"}
	v := triage.Diagnose(in)
	odd := 0
	var text string
	for _, f := range v.Evidence {
		if f.Mark == triage.Odd {
			odd++
		}
		text += f.Text + "\n"
	}
	for _, want := range []string{"-19.2 dBm", "Critical", "Working", "LOS"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the evidence:\n%s", want, text)
		}
	}
	if odd != 2 {
		t.Errorf("%d contradictions, want 2:\n%s", odd, text)
	}
}

func TestMissingSaysWhatAndWhy(t *testing.T) {
	in := triage.Input{
		Now: now, Service: aex.Service{Status: "Active"}, DeviceErr: "This service has no device.", LiveErr: "The OLT is silent.",
		RadiusErr: "Not allowed (403).", UsageErr: "Not allowed (403).",
	}
	missing := strings.Join(triage.Diagnose(in).Missing, "\n")
	for _, want := range []string{"no device", "OLT is silent", "RADIUS status: Not allowed", "usage: Not allowed", "area"} {
		if !strings.Contains(missing, want) {
			t.Errorf("%q is not said to be missing:\n%s", want, missing)
		}
	}
}

func TestACachedStateAsksForALivePoll(t *testing.T) {
	in := healthy()
	in.Live, in.Device = nil, device("LOS", 0)
	in.Device.LastUpdated = ago(9 * time.Minute)
	in.Radius = nil
	v := triage.Diagnose(in)
	if v.Code != triage.FibreFault || v.Confidence != triage.Medium {
		t.Errorf("got %s, %s", v.Code, v.Confidence)
	}
	if m := strings.Join(v.Missing, "\n"); !strings.Contains(m, "live poll") || !strings.Contains(m, "9 min old") {
		t.Errorf("missing: %s", m)
	}
}
