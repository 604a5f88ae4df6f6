package ui_test

import (
	"context"
	"image/color"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/order"
	"axdesk/client/store/storetest"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"axdesk/client/axon"
	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// fewAPI answers what the first screens and the watch ask; any other call would panic.
type fewAPI struct {
	axon.API
	locations func() (axon.List[axon.Location], error)
	service   func(nth int) (axon.Service, error)

	mu    sync.Mutex
	asked map[string][]time.Time
}

func newFewAPI() *fewAPI { return &fewAPI{asked: map[string][]time.Time{}} }

func (f *fewAPI) note(call string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[call] = append(f.asked[call], time.Now())
}

// calls are the times at which something was asked.
func (f *fewAPI) calls(call string) []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]time.Time(nil), f.asked[call]...)
}

func (f *fewAPI) User(context.Context) (axon.Account, error) {
	f.note("user")
	return axon.Account{
		User:      axon.User{LoginID: "kim", FullName: "Kim Support"},
		Companies: []axon.Company{{ID: "AU123456", Name: "Acme Pty Ltd"}, {ID: "AU654321", Name: "Beta Pty Ltd"}},
		Raw:       []byte(`{"user":{"login_id":"kim"}}`),
	}, nil
}

func (f *fewAPI) Locations(context.Context) (axon.List[axon.Location], error) {
	f.note("locations")
	if f.locations != nil {
		return f.locations()
	}
	return someLocations(), nil
}

func someLocations() axon.List[axon.Location] {
	return axon.List[axon.Location]{Items: []axon.Location{
		{ID: "AU-NXT-S1", Description: "NEXTDC S1", Country: "AU", City: "Sydney"},
		{ID: "AU-NXT-M1", Description: "NEXTDC M1", Country: "AU", City: "Melbourne"},
	}, At: time.Now()}
}

func (f *fewAPI) Catalogue(context.Context, string) (axon.List[axon.Offer], error) {
	f.note("catalogue")
	return axon.List[axon.Offer]{At: time.Now()}, nil
}

func (f *fewAPI) Service(context.Context, string) (axon.Service, error) {
	f.note("service")
	return f.service(len(f.calls("service")))
}

func (f *fewAPI) ServiceInfo(context.Context, string) (axon.Infos, error) {
	f.note("info")
	return axon.Infos{Items: []axon.Info{{Provider: "aws", Message: "the far end gave up"}}}, nil
}

// plays runs one session over a few answers under a fake clock.
func plays(t *testing.T, api *fewAPI, o screentest.Options, play func(tb testing.TB, s *screentest.Screen)) {
	t.Helper()
	build := func(testing.TB) tea.Model {
		return ui.New(ui.Config{
			Journal: order.NewJournal(&storetest.Rows{}, "test"), API: api, Environment: "SANDBOX", NewRef: func() string { return "AX-7F3K2" }, Keys: keys.Default(), Now: time.Now(),
		})
	}
	screentest.Run(t, o, build, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		play(tb, s)
	})
}

func TestTooSmallATerminalTakesNoKeysAndLosesNothing(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		for _, size := range [][2]int{{59, 24}, {80, 17}, {20, 5}, {1, 1}} {
			s.Resize(size[0], size[1])
			if size[0] >= 20 {
				s.WaitFor("axdesk needs")
			}
			s.Press("down", "enter", "q", "ctrl+k")
		}
		s.Resize(60, 18)
		s.WaitFor("▸ Acme Pty Ltd")
		if strings.Contains(s.Text(), "axdesk needs") || strings.Contains(s.Text(), "Palette") {
			tb.Errorf("keys that nobody saw the effect of did something:\n%s", s.Text())
		}
		s.Resize(10, 4)
		s.Press("ctrl+c", "ctrl+c")
		if err := s.Ended(); err != nil {
			tb.Errorf("leaving a small terminal: %v", err)
		}
	})
}

func TestPaletteRunsActions(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Press("down", "enter")
		s.WaitFor("Melbourne")
		s.Press("ctrl+k")
		s.WaitFor("─ Palette")
		s.Type("go to comp")
		s.WaitFor("▸ Go to Company")
		s.Press("enter")
		s.WaitFor("─ Company")
		s.Gone("Palette")
		s.WaitFor("▸ Beta Pty Ltd")
		s.Press(":")
		s.Type("copy the company id")
		s.Press("enter")
		s.WaitFor("Copied the company id: AU654321")
		if s.Clipboard() != "AU654321" {
			tb.Errorf("the clipboard holds %q", s.Clipboard())
		}
		s.Press("ctrl+k")
		s.Type("zzzz")
		s.Press("enter")
		s.WaitFor("─ Palette")
		s.Press("esc")
		s.Gone("Palette")
	})
}

func TestPaletteShowsWhyAnActionIsOff(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	api.locations = func() (axon.List[axon.Location], error) { return axon.List[axon.Location]{}, nil }
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Press("enter")
		s.WaitFor("AXON lists no locations")
		s.Press("ctrl+k")
		s.WaitFor("no location is highlighted")
		s.Type("choose")
		s.Press("enter")
		if !strings.Contains(s.Text(), "─ Palette") {
			tb.Errorf("an action that is off was run:\n%s", s.Text())
		}
		s.WaitFor(" No location is highlighted.")
	})
}

func TestHelpListsTheScreensActionsAndAllKeys(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{Width: 100, Height: 70}, func(tb testing.TB, s *screentest.Screen) {
		s.Press("?")
		s.WaitFor("On this screen: Company")
		for _, b := range keys.Default().All() {
			if !strings.Contains(s.Text(), b.Words) {
				tb.Errorf("%q is not in the help:\n%s", b.Words, s.Text())
			}
		}
		s.Press("/")
		s.Type("palette")
		s.WaitFor("line found")
		s.Press("esc", "esc")
		s.Gone("On this screen")
		s.Press("f1")
		s.WaitFor("On this screen: Company")
		s.Press("?")
		s.Gone("On this screen")
	})
}

// TestTwoEscapesInOnePieceLeaveTwice: a line that takes its time brings both bytes at once, which then read as Alt and Esc.
func TestTwoEscapesInOnePieceLeaveTwice(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		filteredHelp := func() {
			s.Press("?")
			s.WaitFor("On this screen: Company")
			s.Press("/")
			s.Type("palette")
			s.WaitFor("line found")
		}
		filteredHelp()
		if !strings.Contains(s.Text(), "─ Help") {
			tb.Fatalf("no help:\n%s", s.Text())
		}
		s.Type("\x1b\x1b")
		s.Advance(time.Second)
		s.Gone("─ Help")
		// A key behind them stays behind them.
		filteredHelp()
		s.Type("\x1b\x1b")
		s.Type("y")
		s.WaitFor("─ Copy")
		s.Advance(time.Second)
		s.WaitFor("─ Copy")
	})
}

func TestCopyAsksWhereThereIsAChoice(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Press("y")
		s.WaitFor("─ Copy")
		s.Press("down", "enter")
		s.WaitFor("Copied the company: Acme Pty Ltd (AU123456)")
		s.Gone("─ Copy")
		if s.Clipboard() != "Acme Pty Ltd (AU123456)" {
			tb.Errorf("the clipboard holds %q", s.Clipboard())
		}
		s.Press("y", "esc")
		s.Gone("─ Copy")
		s.Press("J")
		s.WaitFor("GET user")
		s.Press("esc")
		s.Gone("GET user")
	})
}

func TestQuitAsksAndSaysWhatRuns(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Press("q")
		s.WaitFor("Quit axdesk? Nothing is being provisioned.")
		s.WaitFor("nothing was ordered or answered yet")
		s.Press("enter")
		s.Gone("Quit axdesk?")
		s.Press("q", "down", "enter")
		if err := s.Ended(); err != nil {
			tb.Error(err)
		}
	})
}

func TestTwoInterruptsInARowQuit(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		s.Press("ctrl+c")
		s.WaitFor("Once more ^c quits. Nothing is being provisioned.")
		s.Press("down")
		s.Gone("Once more")
		s.Press("ctrl+c")
		s.WaitFor("Once more ^c quits.")
		s.Press("ctrl+c")
		if err := s.Ended(); err != nil {
			tb.Error(err)
		}
	})
}

func TestALateAnswerToAScreenThatWasLeftIsDropped(t *testing.T) {
	t.Parallel()
	api := newFewAPI()
	var release chan struct{} // made in the bubble, or waiting for it would stop the clock
	api.locations = func() (axon.List[axon.Location], error) {
		if len(api.calls("locations")) == 1 {
			<-release
			return axon.List[axon.Location]{Items: []axon.Location{{ID: "AU-OLD", Description: "of the old answer", City: "Old"}}}, nil
		}
		return someLocations(), nil
	}
	plays(t, api, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		release = make(chan struct{})
		s.Press("enter")
		s.WaitFor("Asking AXON for its locations")
		s.Press("esc")
		s.WaitFor("─ Company")
		close(release)
		s.Advance(time.Second)
		s.Press("enter")
		s.WaitFor("Melbourne")
		if n := len(api.calls("locations")); n != 2 || strings.Contains(s.Text(), "AU-OLD") {
			tb.Errorf("asked %d times; the screen:\n%s", n, s.Text())
		}
	})
}

func TestAnIdleScreenWritesNothing(t *testing.T) {
	t.Parallel()
	plays(t, newFewAPI(), screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		for _, name := range []string{"company", "location", "help", "palette"} {
			switch name {
			case "location":
				s.Press("enter")
				s.WaitFor("Melbourne")
			case "help":
				s.Press("?")
			case "palette":
				s.Press("esc", "ctrl+k")
			}
			s.Advance(2 * time.Second)
			before := s.Bytes()
			s.Advance(10 * time.Minute)
			if n := s.Bytes() - before; n != 0 {
				tb.Errorf("%s: %d bytes in ten idle minutes", name, n)
			}
		}
	})
}

func TestColoursFollowTheTerminal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    screentest.Options
		want color.Color
	}{
		"dark":  {screentest.Options{}, lipgloss.Color("#7dc4e4")},
		"light": {screentest.Options{Light: true}, lipgloss.Color("#0b6285")},
		"none":  {screentest.Options{Env: []string{"NO_COLOR=1"}}, nil},
	} {
		plays(t, newFewAPI(), c.o, func(tb testing.TB, s *screentest.Screen) {
			s.Advance(time.Second)
			x, y, ok := s.Find("▸ Acme Pty Ltd")
			if !ok {
				tb.Fatalf("%s: no row is highlighted:\n%s", name, s.Text())
			}
			style := s.CellStyle(x, y)
			if !sameColour(style.Fg, c.want) || !style.Bold {
				tb.Errorf("%s: the highlight is %v, bold %v; want %v", name, style.Fg, style.Bold, c.want)
			}
		})
	}
}

func sameColour(a, b color.Color) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	return ar == br && ag == bg && ab == bb
}
