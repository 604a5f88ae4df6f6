package views

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
)

func TestUsageIsABarForEachDay(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewUsage(d, lineID)
		cmd := s.Init()
		golden(t, "usage-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		lineGoldens(t, "usage", s)
		fitsAnywhere(t, s)
		asciiTheme(d)
		golden(t, "usage-ascii-80x19", grid(s, 80, 19))
		showsLine(t, s, "GB is 10^9 bytes", "Totals as given")
		if len(api.asked) != 1 {
			t.Errorf("asked %q", api.asked)
		}
	})
}

func TestUsageRange(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewUsage(d, lineID)
		enter(t, s)
		showsLine(t, s, "in 30 days", "[30]")
		press(t, s, "left", "left")
		showsLine(t, s, "in 7 days", "[7]")
		press(t, s, "right", "right", "right")
		showsLine(t, s, "in 90 days", "[90]")
		if rows := strings.Count(s.Copies()[0].Text, "\n"); rows != 90 {
			t.Errorf("%d rows copy", rows)
		}
		press(t, s, "pgdown", "pgdown")
		if text := ansi.Strip(s.View(80, 19)); strings.Contains(text, "in 90 days") {
			t.Error("it doesn't scroll")
		}
	})
}

func TestUsageTotalsAreAsGiven(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		day := func(n int) string { return d.Now.AddDate(0, 0, -n).Format(time.DateOnly) }
		api.usage = func(string) (aex.Usages, error) {
			return aex.Usages{Days: []aex.Usage{
				{Day: day(0), Downloaded: 4e9, Downloaded6: 2e9, TotalDownloaded: 4e9, TotalUploaded: 1e9},
				{Day: day(1), TotalDownloaded: 2e9},
				{Day: day(2), Downloaded: -7, TotalDownloaded: -7, TotalUploaded: math.MaxInt64},
				{Day: day(3), TotalUploaded: math.MaxInt64},
				{Day: day(200), TotalDownloaded: 9e9},
				{Day: "yesterday", TotalDownloaded: 9e9},
			}}, nil
		}
		s := NewUsage(d, lineID)
		enter(t, s)
		showsLine(t, s, "6.0 GB down, 9.2 EB up in 30 days, 4 recorded", "no count")
		text := ansi.Strip(s.View(80, 19))
		for _, line := range strings.Split(text, "\n") {
			switch {
			case strings.HasPrefix(line, "Sat 01 Jan"):
				if full, light := strings.Count(line, "█"), strings.Count(line, "▒"); full < 20 || full < 2*light-1 || full > 2*light+1 {
					t.Errorf("4 GB of IPv4 and 2 of IPv6 are %d and %d cells", full, light)
				}
			case strings.HasPrefix(line, "Fri 31 Dec"):
				if !strings.Contains(line, "░") || strings.Contains(line, "█") {
					t.Errorf("a total alone is drawn %q", line)
				}
			}
		}
		fitsAnywhere(t, s)
	})
}

func TestUsageWithoutDays(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.usage = func(string) (aex.Usages, error) { return aex.Usages{}, nil }
		s := NewUsage(d, lineID)
		enter(t, s)
		golden(t, "usage-empty-80x19", grid(s, 80, 19))
		fitsAnywhere(t, s)
	})
}

func TestUsageKeepsItsLastAnswer(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.usage = func(string) (aex.Usages, error) { return aex.Usages{}, errDown }
		s := NewUsage(d, lineID)
		enter(t, s)
		golden(t, "usage-error-80x19", grid(s, 80, 19))
		api.usage = healthyLine().usage
		press(t, s, "r")
		api.usage = func(string) (aex.Usages, error) { return aex.Usages{}, errDown }
		pass(t, d, s, 20*time.Minute)
		showsLine(t, s, "The last try failed.", "in 30 days")
		if note := s.Head().Note; note != "asked 20 min ago" {
			t.Errorf("its age is %q", note)
		}
	})
}

func TestUsagePaneIsAskedEveryQuarterOfAnHour(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewUsage(d, lineID)
		enter(t, s)
		first := s.View(44, 12)
		for range 15 {
			if s.View(44, 12) != first {
				t.Fatal("the pane changes though nothing did")
			}
			pass(t, d, s, time.Minute)
		}
		if len(api.asked) != 2 {
			t.Errorf("asked %d times in 15 min", len(api.asked))
		}
	})
}
