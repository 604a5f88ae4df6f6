package axon

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseBitRate(t *testing.T) {
	for text, want := range map[string]BitRate{
		"200M": 200_000_000, "1.5G": 1_500_000_000, "200000000": 200_000_000, " 200 Mbps ": 200_000_000,
		"1.5 gbit/s": 1_500_000_000, "64k": 64_000, "1T": 1_000_000_000_000, "50 mb/s": 50_000_000, "1": 1,
	} {
		if got, err := ParseBitRate(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "M", "0", "-5M", "fast", "1e9", "0x10", "NaN", "inf", "1_000", "2000T", strings.Repeat("9", 1000)} {
		if got, err := ParseBitRate(text); err == nil {
			t.Errorf("%q was taken for %d", text, got)
		} else if len(err.Error()) > 300 {
			t.Errorf("%q: a sentence of %d bytes", text[:10], len(err.Error()))
		}
	}
}

func TestBitRateSurvivesBeingShownAndTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]int64{1, 10, 1000, 1_000_000, 1_000_000_000}).Draw(t, "scale")
		want := BitRate(rapid.Int64Range(1, 1e15/scale).Draw(t, "count") * scale)
		if got, err := ParseBitRate(want.String()); err != nil || got != want {
			t.Fatalf("%d is shown as %q, which reads as %d (%v)", int64(want), want.String(), got, err)
		}
	})
}

func TestBitRateIsShownInTheLargestUnit(t *testing.T) {
	for b, want := range map[BitRate]string{
		200_000_000: "200 Mbps", 1_500_000_000: "1.5 Gbps", 100_000_000_000: "100 Gbps", 1: "1 bps", 0: "0 bps", 1_234_567: "1234.567 kbps", 1_234: "1.234 kbps",
	} {
		if got := b.String(); got != want {
			t.Errorf("%d is shown as %q, want %q", int64(b), got, want)
		}
	}
}
