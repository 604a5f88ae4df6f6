package triage_test

import (
	"math"
	"strings"
	"testing"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

var boundaries = []struct {
	dbm           float64
	gpon, etherne triage.Band
}{
	{12, triage.Overload, triage.Overload},
	{-2.99, triage.Overload, triage.Overload},
	{-3, triage.Overload, triage.Good},
	{-7.99, triage.Overload, triage.Good},
	{-8, triage.Hot, triage.Good},
	{-9.99, triage.Hot, triage.Good},
	{-10, triage.Good, triage.Good},
	{-17.5, triage.Good, triage.Good},
	{-17.51, triage.Good, triage.Marginal},
	{-19.5, triage.Good, triage.Marginal},
	{-19.51, triage.Good, triage.Bad},
	{-25, triage.Good, triage.Bad},
	{-25.01, triage.Marginal, triage.Bad},
	{-27, triage.Marginal, triage.Bad},
	{-27.01, triage.Bad, triage.Bad},
	{-39.99, triage.Bad, triage.Bad},
	{-40, triage.None, triage.None},
	{-99, triage.None, triage.None},
	{0, triage.None, triage.None},
	{math.Copysign(0, -1), triage.None, triage.None},
	{math.NaN(), triage.None, triage.None},
	{math.Inf(1), triage.None, triage.None},
	{math.Inf(-1), triage.None, triage.None},
}

func TestBandsHaveTheirBoundaries(t *testing.T) {
	for _, tc := range boundaries {
		if got := triage.DefaultGPON().Judge(dbm(tc.dbm)).Band; got != tc.gpon {
			t.Errorf("GPON %g: %s, want %s", tc.dbm, got, tc.gpon)
		}
		if got := triage.DefaultActiveEthernet().Judge(dbm(tc.dbm)).Band; got != tc.etherne {
			t.Errorf("active Ethernet %g: %s, want %s", tc.dbm, got, tc.etherne)
		}
	}
	if got := triage.DefaultGPON().Judge(aex.Reading{Value: -19}); got.Band != triage.None || got.Known {
		t.Errorf("a reading that isn't there: %+v", got)
	}
}

func TestLightWords(t *testing.T) {
	for v, want := range map[float64]string{
		-24.9: "-24.9 dBm, good, 2.1 dB above the limit",
		-12:   "-12.0 dBm, good, 4.0 dB below the upper limit",
		-27:   "-27.0 dBm, marginal, just at the limit",
		-28.4: "-28.4 dBm, bad, 1.4 dB below the limit",
		-7:    "-7.0 dBm, overload, 1.0 dB above the upper limit",
		-40:   "-40.0 dBm, no light",
		0:     "no light, or no reading (0 came)",
	} {
		if got := triage.DefaultGPON().Judge(dbm(v)).Words; got != want {
			t.Errorf("%g: %q, want %q", v, got, want)
		}
	}
}

func TestRxStatusThatDisagrees(t *testing.T) {
	for _, tc := range []struct {
		rx       float64
		says     string
		disagree bool
	}{
		{-19, "Good", false},
		{-19, "OK", false},
		{-19, "Bad", true},
		{-19, "not good", false}, // not a word that it knows: shown, and counted for nothing
		{-19, "", false},
		{-19, "Zustand 7", false},
		{-26, "Good", true},
		{-26, "Low", false},
		{-30, "Normal", true},
		{-30, "critical", false},
		{-40, "good", true},
		{0, "good", false}, // no number to disagree with
	} {
		d := aex.Device{RxPower: dbm(tc.rx), RxStatus: tc.says}
		l := triage.DeviceLight(d, triage.DefaultGPON(), triage.DefaultActiveEthernet())
		if l.Disagree != tc.disagree || l.Says != tc.says {
			t.Errorf("%g %q: %+v", tc.rx, tc.says, l)
		}
	}
}

func TestActiveEthernetUsesItsOwnReading(t *testing.T) {
	d := aex.Device{SwitchPort: "4", RxPower: dbm(-15), SFPRxPower: dbm(-21), RxStatus: "good", SFPRxStatus: "bad"}
	l := triage.DeviceLight(d, triage.DefaultGPON(), triage.DefaultActiveEthernet())
	if l.Band != triage.Bad || l.DBm != -21 || l.Says != "bad" || l.Disagree {
		t.Errorf("%+v", l)
	}
}

func TestBandsOutOfOrderAreRefused(t *testing.T) {
	for _, b := range []triage.Bands{triage.DefaultGPON(), triage.DefaultActiveEthernet()} {
		if err := b.Check(); err != nil {
			t.Errorf("%s: %v", b.Name, err)
		}
	}
	wrong := triage.DefaultGPON()
	wrong.Marginal = -28
	if err := wrong.Check(); err == nil || !strings.Contains(err.Error(), "-28") {
		t.Errorf("marginal below bad: %v", err)
	}
	wrong.Marginal = math.NaN()
	if wrong.Check() == nil {
		t.Error("NaN is a limit")
	}
}
