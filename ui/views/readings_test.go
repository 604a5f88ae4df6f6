package views

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

// fakeReadings keep what they are given, by service.
type fakeReadings struct {
	of    map[string][]triage.Point
	sent  []aex.Reading
	asked int
	err   error
}

func (f *fakeReadings) Keep(_ context.Context, id string, received triage.Point, sent aex.Reading) error {
	if f.err == nil {
		f.of[id], f.sent = append(f.of[id], received), append(f.sent, sent)
	}
	return f.err
}

func (f *fakeReadings) Kept(_ context.Context, id string) ([]triage.Point, error) {
	f.asked++
	return f.of[id], f.err
}

// keeping gives a desk a place to keep readings in, with some of a line in it, a day apart.
func keeping(d *Desk, levels ...float64) *fakeReadings {
	f := &fakeReadings{of: map[string][]triage.Point{}}
	for i, v := range levels {
		f.of[lineID] = append(f.of[lineID], triage.Point{At: d.Now.AddDate(0, 0, i-len(levels)), DBm: v})
	}
	d.Lines.Readings = f
	return f
}

func TestReadingsOfEarlierSessionsAreInTheHistory(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		f := keeping(d, -18.1, -18.2, -18.6)
		s := deviceScreen(t, d)
		showsLine(t, s, "−19.2 to −18.1, 4 readings in 2 d, since 1999-12-29 00:00")
		lineGoldens(t, "device-history", s)
		if n := len(f.of[lineID]); n != 4 || !f.sent[0].Known || f.sent[0].Value != 2.3 {
			t.Errorf("kept are %v, sent %v", f.of[lineID], f.sent)
		}
		enter(t, NewService(d, lineID))
		enter(t, NewDiagnose(d, lineID))
		if f.asked != 1 {
			t.Errorf("what was kept was read %d times", f.asked)
		}
	})
}

func TestEachReadingIsKeptOnceCachedOrLive(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		f := keeping(d)
		first := lineDevice(-19.2, time.Minute)
		api.device = func(string) (aex.Device, error) { return first, nil }
		s := deviceScreen(t, d)
		pass(t, d, s, 2*time.Minute) // the same answer once more
		press(t, s, "L")
		press(t, s, "r")
		if n := len(f.of[lineID]); n != 2 || f.of[lineID][1].DBm != -19.4 {
			t.Errorf("kept are %v", f.of[lineID])
		}
		api.device = func(string) (aex.Device, error) { return lineDevice(0, 0), nil } // no light, or no reading
		press(t, s, "r")
		api.device = func(string) (aex.Device, error) { return aex.Device{}, errDown }
		press(t, s, "r")
		if n := len(f.of[lineID]); n != 2 {
			t.Errorf("what is no reading was kept: %v", f.of[lineID])
		}
	})
}

func TestAReadingIsKeptThoughItsScreenWasLeft(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		f := keeping(d)
		s := NewDevice(d, lineID)
		keep := s.Update(s.ask(srcDevice, false)())
		s.Leave()
		run(t, s, keep)
		if len(f.of[lineID]) != 1 {
			t.Error("the reading is lost")
		}
	})
}

func TestADiskThatFailsIsSaidAndHidesNothing(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		f := keeping(d)
		f.err = errors.New("the disk that holds it is full")
		s := deviceScreen(t, d)
		showsLine(t, s, "−19.2 dBm", "one reading so far", "These readings are of this session alone: the disk that holds it is full")
		fitsAnywhere(t, s)
		f.err = nil
		f.of[lineID] = []triage.Point{{At: d.Now.AddDate(0, 0, -1), DBm: -18}}
		enter(t, s)
		showsLine(t, s, "2 readings in 23 h")
		if text := ansi.Strip(s.View(120, 40)); strings.Contains(text, "session alone") {
			t.Errorf("a fault that is over is still told:\n%s", text)
		}
	})
}

func TestNeighboursReadingsAreKeptToo(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		f := keeping(d)
		api.device = func(id string) (aex.Device, error) {
			dev := inTheDark("ONT-" + id)
			if id != lineID {
				dev.GPONStatus, dev.RxPower = "Working", dBm(-20)
			}
			return dev, nil
		}
		for i := range 2 {
			d.Lines.Line(fmt.Sprint("n", i)).Snapshot = &aex.Snapshot{Address: "3 Rivonia Road, Sandton, Johannesburg, 2196"}
		}
		enter(t, NewDiagnose(d, lineID))
		if len(f.of["n0"]) != 1 || len(f.of["n1"]) != 1 || len(f.of[lineID]) != 0 {
			t.Errorf("kept are %v", f.of)
		}
	})
}
