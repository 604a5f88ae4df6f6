package views

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
)

// changing fills in a new reference and a new password, and sends them; the server's answer is made from the service.
func changing(t *testing.T, d *Desk, api *fakeAEX, answer func(*aex.Service)) (*Update, []Flash) {
	t.Helper()
	api.update = func(string, aex.Change) (aex.Service, error) {
		s := lineService()
		answer(&s)
		return s, nil
	}
	d.Lines.Line(lineID).Service.Take(lineService(), nil, d.Now)
	s := NewUpdate(d, lineID)
	enter(t, s)
	press(t, s, "end", "ctrl+u")
	typeIn(t, s, "CASE-7")
	press(t, s, "enter", "enter")
	typeIn(t, s, "correct horse")
	press(t, s, "enter")
	pass(t, d, s, time.Second)
	var said []Flash
	for _, m := range press(t, s, "enter") {
		if f, ok := m.(Flash); ok {
			said = append(said, f)
		}
	}
	if n := strings.Count(strings.Join(api.asked, "\n"), "update "); n != 1 {
		t.Fatalf("sent %d times", n)
	}
	return s, said
}

func TestUpdateSaysWhichKeyDidNotTake(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		s, said := changing(t, d, api, func(s *aex.Service) { s.WiFiPassword = "correct horse" })
		if len(said) != 0 {
			t.Errorf("it is called changed: %+v", said)
		}
		showsLine(t, s, `AEx answered without an error, but did not take: ISP reference, sent as isp_reference: AEx has "ISP-4711".`,
			"Changed, and visible to the FNO: WiFi password.", "ask AEx for them")
		goldens(t, "update-partly", s)
		if text := ansi.Strip(s.View(120, 40)); strings.Contains(text, "correct horse") || strings.Contains(text, wifiPass) {
			t.Errorf("a password is shown\n%s", text)
		}
		if at, ok := d.Lines.Line(lineID).Service.Due(time.Hour); !ok || at.After(d.Now) {
			t.Error("the card goes by what was sent")
		}
	})
}

func TestUpdateThatTookIsSaidAndLeft(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		_, said := changing(t, d, api, func(s *aex.Service) { s.Reference, s.WiFiPassword = "CASE-7", "correct horse" })
		if len(said) != 1 || said[0].Text != "Changed, and visible to the FNO: ISP reference, WiFi password." || said[0].Bad {
			t.Errorf("it says %+v", said)
		}
	})
}

func TestUpdateWhoseAnswerTellsNothingSaysSo(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		_, said := changing(t, d, api, func(s *aex.Service) { *s = aex.Service{ID: s.ID} })
		want := "Sent, but AEx's answer doesn't tell whether it was taken: ISP reference, WiFi password. Look at the service again."
		if len(said) != 1 || said[0].Text != want || !said[0].Bad {
			t.Errorf("it says %+v", said)
		}
		if got := d.Lines.Line(lineID).Service; got.Value.Status != "Active" || !got.Tried.IsZero() {
			t.Errorf("an empty answer took the service's place: %+v", got)
		}
	})
}
