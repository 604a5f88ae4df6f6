package views

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
)

func radiusScreen(t *testing.T, d *Desk, api *fakeAEX, change func(*aex.Radius)) *Radius {
	t.Helper()
	api.radius = func(string) (aex.Radius, error) {
		r := lineRadius()
		change(&r)
		return r, nil
	}
	s := NewRadius(d, lineID)
	enter(t, s)
	return s
}

func TestRadiusShowsSessionsFromTheCustomersSide(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := NewRadius(d, lineID)
		cmd := s.Init()
		golden(t, "radius-asking-80x19", grid(s, 80, 19))
		run(t, s, cmd)
		lineGoldens(t, "radius", s)
		fitsAnywhere(t, s)
		tellsNoSecret(t, s)
		showsLine(t, s, "● online since", "41.2 GB down, 3.1 GB up", "IPv6 5.5 GB down, 200.0 MB up", "Lost-Carrier: the line went down", "GB is 10⁹ bytes")
		if len(api.asked) != 1 {
			t.Errorf("asked %q", api.asked)
		}
	})
}

func TestOnlineIsToldApartFromAcceptedAndStale(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*aex.Radius)
		want   string
		never  string
	}{
		"stale": {
			func(r *aex.Radius) { r.Sessions[0].Update = r.At.Add(-26 * time.Hour) },
			"▲ stale: open since 1999-12-28 21:00, but last heard of 26 h ago", "● online",
		},
		"accepted": {
			func(r *aex.Radius) {
				r.Sessions, r.Attempts = nil, []aex.Attempt{{Date: r.At.Add(-3 * time.Minute), Reply: "Access-Accept"}}
			},
			"▲ last login 3 min ago: Access-Accept (accepted, yet not online)", "● online",
		},
		"rejected": {
			func(r *aex.Radius) {
				r.Sessions = r.Sessions[1:]
				r.Attempts = []aex.Attempt{{Date: r.At.Add(-3 * time.Minute), Reply: "Access-Reject"}}
			},
			"✕ last login 3 min ago: Access-Reject; 1 refused in 24 h", "● online",
		},
		"closed":  {func(r *aex.Radius) { r.Sessions = r.Sessions[1:] }, "✕ offline since 1999-12-28 20:58: the line went down", "● online"},
		"nothing": {func(r *aex.Radius) { r.Sessions, r.Attempts = nil, nil }, "no session was ever counted", "online"},
		"undated": {
			func(r *aex.Radius) {
				r.Sessions[0].Update = r.At.Add(48 * time.Hour)
				r.Sessions[0].Start = r.At.Add(47 * time.Hour)
			},
			"without a date that can be believed", "● online",
		},
		"two open": {func(r *aex.Radius) { r.Sessions[1].Stop = time.Time{} }, "2 sessions stand open: all but one are left over", "offline"},
	} {
		t.Run(name, func(t *testing.T) {
			bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
				s := radiusScreen(t, d, api, c.change)
				showsLine(t, s, c.want)
				for _, w := range []int{44, 120} {
					if text := ansi.Strip(s.View(w, 40)); strings.Contains(text, c.never) {
						t.Errorf("%q is said\n%s", c.never, text)
					}
				}
				fitsAnywhere(t, s)
			})
		})
	}
}

func TestAFlappingLineIsCalledOne(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := radiusScreen(t, d, api, func(r *aex.Radius) {
			r.Sessions = nil
			for i := range 6 {
				stop := r.At.Add(-time.Duration(5+11*i) * time.Minute)
				r.Sessions = append(r.Sessions, aex.Session{ID: "f", Start: stop.Add(-10 * time.Minute), Stop: stop, Update: stop, Cause: "2"})
			}
		})
		showsLine(t, s, "✕ flapping: 6 Lost-Carrier within an hour; 6 sessions ended in 24 h")
		lineGoldens(t, "radius-flapping", s)
	})
}

func TestRadiusPasswordIsShownOnAKeyAndHidesItself(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		s := NewRadius(d, lineID)
		enter(t, s)
		hidesItself(t, d, s, radiusPass)
	})
}

func TestNoPasswordIsNothingToShow(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := radiusScreen(t, d, api, func(r *aex.Radius) { r.Password = "" })
		if cmd := s.Update(keyPress("v")); cmd != nil {
			t.Error("a timer runs for nothing")
		}
	})
}

func TestNoAccountIsAState(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		gone := absentFrom(t, func(c *aex.Client) error { _, err := c.Radius(t.Context(), lineID); return err })
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, gone }
		s := NewRadius(d, lineID)
		enter(t, s)
		golden(t, "radius-none-80x19", grid(s, 80, 19))
		if strings.Contains(ansi.Strip(s.View(80, 19)), "404") {
			t.Error("it reads as a failure")
		}
	})
}

func TestRadiusKeepsItsLastAnswer(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errDown }
		s := NewRadius(d, lineID)
		enter(t, s)
		golden(t, "radius-error-80x19", grid(s, 80, 19))
		api.radius = healthyLine().radius
		press(t, s, "r")
		api.radius = func(string) (aex.Radius, error) { return aex.Radius{}, errDown }
		pass(t, d, s, 2*time.Minute)
		showsLine(t, s, "online since", "The last try failed.")
		if note := s.Head().Note; note != "asked 2 min ago" {
			t.Errorf("its age is %q", note)
		}
	})
}

func TestTheAnswerBeforeIsKeptWhenItSaidSomethingElse(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		first, carried := lineRadius(), int64(0)
		api.radius = func(string) (aex.Radius, error) {
			r := first
			r.Sessions = append([]aex.Session(nil), first.Sessions...)
			r.Sessions[0].Downloaded += carried
			return r, nil
		}
		s := NewRadius(d, lineID)
		enter(t, s)
		pass(t, d, s, time.Minute)
		if d.Lines.Line(lineID).Earlier != nil {
			t.Error("the same answer twice is taken for two")
		}
		carried = 5_000
		pass(t, d, s, time.Minute)
		pass(t, d, s, time.Minute)
		if e := d.Lines.Line(lineID).Earlier; e == nil || e.Sessions[0].Downloaded != first.Sessions[0].Downloaded {
			t.Errorf("the answer before is %+v", e)
		}
	})
}

func TestRadiusSurvivesWhateverComes(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s := radiusScreen(t, d, api, func(r *aex.Radius) {
			r.Username = wild
			r.Attempts = append(r.Attempts, aex.Attempt{Reply: wild}, aex.Attempt{})
			r.Sessions = append(r.Sessions, aex.Session{ID: wild, IP: wild, Cause: wild, Seconds: -1, Uploaded: -1, Downloaded: -5_000}, aex.Session{Seconds: 1 << 62})
			for range 1_000 {
				r.Sessions = append(r.Sessions, aex.Session{Start: r.At, Stop: r.At, Cause: "17"})
			}
		})
		fitsAnywhere(t, s)
		s.top = 0
		press(t, s, "pgdown", "pgdown", "down", "up", "home")
		showsLine(t, s, "User-Error")
	})
}
