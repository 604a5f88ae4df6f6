package lines

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/client/wire"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// placed is a service of which the device, or the address and the status, are known.
func (l *Lines) placed(id string, d aex.Device, address, status string) {
	line := l.Line(id)
	line.Snapshot = &aex.Snapshot{ServiceID: id, Address: address, Status: status}
	if d.POP != "" {
		line.Cached.Take(d, nil, noon)
	}
}

func TestNeighboursAreTheNearestFirst(t *testing.T) {
	own := aex.Device{POP: "P1", OLTPort: "1/1"}
	var l Lines
	l.placed("own", own, "1 Oak, Glen, Town, Land", "Active")
	l.placed("a far street", aex.Device{}, "9 Elm, Hill, Town, Land", "Active")
	l.placed("b same suburb", aex.Device{}, "9 Elm, Glen, Town, Land", "Active")
	l.placed("c same pop", aex.Device{POP: "p1", OLTPort: "1/2"}, "", "Active")
	l.placed("d same port", own, "", "Active")
	l.placed("e other pop", aex.Device{POP: "P2", OLTPort: "1/1"}, "1 Oak, Glen, Town, Land", "Active")
	l.placed("f pending", aex.Device{}, "1 Oak, Glen, Town, Land", "Pending installation")
	l.placed("g same land", aex.Device{}, "Land", "Active")
	if got, want := l.Neighbours("own", own), []string{"d same port", "c same pop", "b same suburb", "a far street"}; !slices.Equal(got, want) {
		t.Errorf("they are %q, want %q", got, want)
	}
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		l.placed(id, own, "", "Active")
	}
	if got := l.Neighbours("own", own); len(got) != MostAround || got[0] != "1" {
		t.Errorf("of many they are %q", got)
	}
	if got := l.Neighbours("own", aex.Device{}); slices.Contains(got, "d same port") {
		t.Errorf("without a POP of its own they are %q", got)
	}
}

// TestRowsBesidesAreOfOneProviderAndUnplaced, nearest first, to both sides.
func TestRowsBesidesAreOfOneProviderAndUnplaced(t *testing.T) {
	var l Lines
	row := func(id, provider, status string) aex.Service {
		return aex.Service{ID: id, ProviderID: provider, Status: status}
	}
	rows := []aex.Service{
		row("a", "x", "Active"), row("b", "y", "Active"), row("c", "x", "Pending installation"), row("d", "x", ""), row("own", "x", "Active"),
		row("e", "x", "Active"), row("f", "x", "Active"), row("", "x", "Active"), row("g", "x", "Suspended"),
	}
	l.placed("e", aex.Device{POP: "P1"}, "", "")
	l.placed("f", aex.Device{}, "1 Oak", "")
	if got, want := l.Besides("own", rows, 9), []string{"d", "a", "g"}; !slices.Equal(got, want) {
		t.Errorf("they are %q, want %q", got, want)
	}
	if got := l.Besides("own", rows, 1); !slices.Equal(got, []string{"d"}) {
		t.Errorf("the nearest is %q", got)
	}
	if got := l.Besides("elsewhere", rows, 2); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("beside one that isn't listed they are %q", got)
	}
}

// TestLightIsKeptOncePerTime holds that no answer without a date fills the history, and that it has a bound.
func TestLightIsKeptOncePerTime(t *testing.T) {
	lit := aex.Device{RxPower: aex.Reading{Value: -20, Known: true}, SFPRxPower: aex.Reading{Value: -10, Known: true}}
	dated, dark, ethernet := lit, lit, lit
	dated.LastUpdated = noon
	dark.LastUpdated, dark.RxPower = noon.Add(time.Hour), aex.Reading{Known: true}
	ethernet.LastUpdated, ethernet.Switch = noon.Add(-time.Hour), "s1"
	l := &Line{}
	for i, tc := range []struct {
		d    aex.Device
		live bool
		new  bool
		dBm  float64
	}{{lit, false, false, 0}, {dated, false, true, -20}, {dated, true, false, 0}, {dark, false, false, 0}, {ethernet, false, true, -10}, {lit, true, true, -20}} {
		got, isNew := l.TookDevice(tc.d, tc.live, nil, noon.Add(time.Minute))
		if isNew != tc.new || got.Received.DBm != tc.dBm {
			t.Errorf("answer %d is new: %v, %+v", i, isNew, got)
		}
	}
	if _, isNew := l.TookDevice(dated, false, errors.New("down"), noon); isNew || len(l.Readings) != 3 || l.Readings[0].DBm != -10 {
		t.Errorf("the readings are %+v", l.Readings)
	}
	for i := range 2 * MaxReadings {
		l.AddReading(triage.Point{At: noon.AddDate(0, 0, 1+i), DBm: -21})
	}
	if n := len(l.Readings); n != MaxReadings || l.Readings[n-1].At != noon.AddDate(0, 0, 2*MaxReadings) {
		t.Errorf("%d readings are held, the last of %v", n, l.Readings[n-1].At)
	}
}

func TestTheNewestOfADeviceIsTold(t *testing.T) {
	old, live := aex.Device{Model: "cached", LastUpdated: noon}, aex.Device{Model: "live", At: noon.Add(-time.Hour), Live: true}
	l := &Line{}
	if _, known := l.Device(); known {
		t.Error("a device is known of which nothing came")
	}
	l.Live.Take(live, nil, noon.Add(-time.Hour))
	if got, _ := l.Device(); got.Model != "live" || !Seen(got).Equal(noon.Add(-time.Hour)) {
		t.Errorf("alone it is %+v, seen %v", got, Seen(got))
	}
	l.Cached.Take(old, nil, noon.Add(time.Hour))
	if got, _ := l.Device(); got.Model != "cached" || !Seen(got).Equal(noon) {
		t.Errorf("after a newer cached state it is %+v, seen %v", got, Seen(got))
	}
	l.Live.Take(live, nil, noon.Add(time.Minute))
	if got, _ := l.Device(); got.Model != "live" {
		t.Errorf("after a newer live one it is %+v", got)
	}
}

func TestARefusalThatStaysIsNotAskedAgain(t *testing.T) {
	var g Got[int]
	if at, again := g.Due(time.Minute); !again || !at.IsZero() {
		t.Error("what was never asked isn't due")
	}
	for _, tc := range []struct {
		err   error
		again bool
		after time.Duration
	}{
		{nil, true, time.Minute},
		{errors.New("odd"), true, time.Minute},
		{&wire.Error{Kind: wire.KindServer}, true, time.Minute},
		{&wire.Error{Kind: wire.KindServer, RetryAfter: time.Hour}, true, time.Hour},
		{&wire.Error{Kind: wire.KindServer, RetryAfter: time.Second}, true, time.Minute},
		{&wire.Error{Kind: wire.KindForbidden, RetryAfter: time.Hour}, false, 0},
		{&wire.Error{Kind: wire.KindNotFound}, false, 0},
		{&wire.Error{Kind: wire.KindAuth}, false, 0},
		{&wire.Error{Kind: wire.KindBadInput}, false, 0},
	} {
		g.Take(1, tc.err, noon)
		if at, again := g.Due(time.Minute); again != tc.again || again && !at.Equal(noon.Add(tc.after)) {
			t.Errorf("after %v it is due at %v: %v", tc.err, at, again)
		}
	}
}

func TestUsageIsOfTheLastDaysAndRunsOverNoBound(t *testing.T) {
	var all []aex.Usage
	for _, day := range []string{"2026-03-07", "2026-03-08", "2026-03-14", "2026-03-15", "2026-03-16", "14.03.2026", "", "2026-03-14"} {
		all = append(all, aex.Usage{Day: day, Downloaded: math.MaxInt64 / 2})
	}
	for n, want := range map[int][]string{7: {"2026-03-15", "2026-03-14", "2026-03-14", "2026-03-08"}, 1: {"2026-03-14", "2026-03-14"}, 2: {"2026-03-15", "2026-03-14", "2026-03-14"}} {
		var got []string
		for _, u := range LastDays(all, noon, n) {
			got = append(got, u.Day)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the last %d days are %q, want %q", n, got, want)
		}
	}
	if got := LastDays(slices.Repeat(all[2:3], 100), noon, 3); len(got) != 6 {
		t.Errorf("of a hundred rows of one day %d are told", len(got))
	}
	of := func(u aex.Usage) int64 { return u.Downloaded }
	for want, days := range map[int64][]aex.Usage{math.MaxInt64: all, 7: {{Downloaded: 3}, {Downloaded: -5}, {Downloaded: 4}}, 0: nil} {
		if got := Sum(days, of); got != want {
			t.Errorf("the sum is %d, want %d", got, want)
		}
	}
}
