package views

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"axdesk/client/triage"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

func TestGaugeEndsAreTheLimits(t *testing.T) {
	d := linesDesk(&fakeAEX{})
	gpon, _ := d.Lines.Bands()
	for level, want := range map[float64]string{
		-27: "●─┼────────────────┼─┤", -8: "├─┼────────────────┼─●", -17.5: "├─┼───────●────────┼─┤", -40: "●─┼────────────────┼─┤", 3: "├─┼────────────────┼─●",
	} {
		got := ansi.Strip(d.gauge(level, span{gpon.Bad, gpon.Overload}, []float64{gpon.Marginal, gpon.Hot}, d.Theme.Good, 22))
		if level == -17.5 {
			// The middle may fall on either of two cells.
			if i := []rune(got); i[10] != '●' && i[11] != '●' {
				t.Errorf("the middle is drawn %s", got)
			}
			continue
		}
		if got != want {
			t.Errorf("%g is drawn %s, want %s", level, got, want)
		}
	}
	asciiTheme(d)
	if got := d.gauge(-27, span{-27, -8}, nil, d.Theme.Good, 10); ansi.Strip(got) != "*--------]" {
		t.Errorf("in ASCII it is %s", got)
	}
}

func TestGaugeIsAlwaysAsWideAsAsked(t *testing.T) {
	d := linesDesk(&fakeAEX{})
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(-3, 60).Draw(t, "w")
		s := span{rapid.Float64().Draw(t, "lo"), rapid.Float64().Draw(t, "hi")}
		got := d.gauge(rapid.Float64().Draw(t, "v"), s, []float64{rapid.Float64().Draw(t, "tick")}, d.Theme.Good, w)
		if n := parts.Width(got); n != 0 && n != w {
			t.Fatalf("%d cells for %d", n, w)
		}
	})
}

func TestSparkIsSteadyWhenTheLightIs(t *testing.T) {
	d := linesDesk(&fakeAEX{})
	points := func(levels ...float64) []triage.Point {
		var out []triage.Point
		for i, v := range levels {
			out = append(out, triage.Point{At: testNow.Add(time.Duration(i) * time.Minute), DBm: v})
		}
		return out
	}
	for _, c := range []struct {
		of   []triage.Point
		w    int
		want string
	}{
		{points(-19.2, -19.3, -19.1), 10, "▅▄▅"},
		{points(-10, -18, -26), 10, "█▅▁"},
		{points(-10, -18, -26), 2, "█▁"},
		{points(-10, -18), 0, ""},
		{nil, 10, ""},
	} {
		if got := d.spark(c.of, c.w); got != c.want {
			t.Errorf("%v in %d cells is %q, want %q", c.of, c.w, got, c.want)
		}
	}
}

// TestManyReadingsAreDrawnByTime has a month of one reading in six hours, a gap, and a last day of four an hour: by
// readings alone that day would be all that is seen.
func TestManyReadingsAreDrawnByTime(t *testing.T) {
	d := linesDesk(&fakeAEX{})
	var points []triage.Point
	add := func(from, to, step time.Duration, level float64) {
		for at := from; at < to; at += step {
			points = append(points, triage.Point{At: testNow.Add(at), DBm: level})
		}
	}
	const day = 24 * time.Hour
	add(0, 10*day, 6*time.Hour, -18)
	add(20*day, 29*day, 6*time.Hour, -22)
	add(29*day, 30*day, 15*time.Minute, -26)
	if got := d.spark(points, 30); got != strings.Repeat("█", 10)+strings.Repeat(" ", 10)+strings.Repeat("▅", 9)+"▁" {
		t.Errorf("%q", got)
	}
	if got := d.historyLine(points, 44); !strings.HasSuffix(got, "  −26.0 to −18.0, 172 readings in 29 d") || parts.Width(got) > 44 {
		t.Errorf("in a pane: %q", got)
	}
}

func TestBytesSayTheirUnit(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB", 41_200_000_000: "41.2 GB",
		-5: "not a count (-5)", math.MaxInt64: "9.2 EB", math.MinInt64: "not a count (-9223372036854775808)",
	} {
		if got := words.Bytes(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestLightInTheListIsNeverGoodWithoutAReading(t *testing.T) {
	d := linesDesk(&fakeAEX{})
	for level, want := range map[float64]string{
		0: "no reading", -19.2: "−19.2 good", -26: "−26.0 marginal", -45: "−45.0 no light", -6.6: "−6.6 overload", -9: "−9.0 hot", -28: "−28.0 bad",
	} {
		if got := ansi.Strip(d.lightCell(lineDevice(level, 0))); got != want {
			t.Errorf("%g is %q, want %q", level, got, want)
		}
	}
	dark := lineDevice(0, 0)
	dark.RxPower.Known = false
	if got := ansi.Strip(d.lightCell(dark)); got != "no reading" {
		t.Errorf("no level is %q", got)
	}
}
