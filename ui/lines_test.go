package ui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/sandbox"
	"axdesk/ui/screentest"
)

// keyboard counts what a person presses; what is typed as text counts as said to them on the phone.
type keyboard struct {
	*screentest.Screen
	pressed int
}

func (k *keyboard) Press(keys ...string) {
	k.pressed += len(keys)
	k.Screen.Press(keys...)
}

// toLines goes from the first screen of the order to the customers' lines.
func (k *keyboard) toLines() {
	k.WaitFor("Acme Pty Ltd")
	k.Press("ctrl+o")
	k.WaitFor("of 5200")
}

// find leaves the one service that a text finds highlighted.
func (k *keyboard) find(text string) {
	k.WaitFor("─ Services") // a screen over it closes by an answer of its own, which may come after a key
	k.Press("/")
	k.Type(text)
	k.WaitFor("1 of 1 found")
	k.Press("enter")
}

// otherOwner are the scenarios whose verdict has another owner than the scenario's trouble, and why that is right.
var otherOwner = map[string]string{
	"ageing-fibre-claremont": "customer", // the light is still good, and only readings of many days show that it falls
	"no-reading-mohlakeng":   "customer", // a reading that is missing is no fault: the line is up and carries bytes
	"ethernet-umhlanga":      "customer", // nothing is wrong with the line
	"nulls-midrand":          "FNO",      // a device of which nothing at all is known is none
}

// whatShown are verdicts whose owner alone would not tell that the right thing was found.
var whatShown = map[string]string{
	"nulls-midrand":      "the network knows no device of it",
	"no-device-randburg": "the network knows no device of it",
}

// ownerShown is how the verdict names the owner that a scenario has.
func ownerShown(sc sandbox.Scenario) string {
	if other := otherOwner[sc.Name]; other != "" {
		return other
	}
	switch sc.Owner {
	case "user":
		return "customer"
	case "":
		return "nobody yet"
	}
	return sc.Owner
}

// TestMyInternetIsDown answers the call for every trouble that the sandbox has by name.
func TestMyInternetIsDown(t *testing.T) {
	t.Parallel()
	all, _ := newDesk(t, deskOptions{})
	sizes := []screentest.Options{{Width: 80, Height: 24}, {Width: 120, Height: 40}}
	for i, named := range all.server.Scenarios() {
		// The wide one now and then: it differs in how it is drawn, not in what is found.
		size := sizes[0]
		if i%8 == 0 {
			size = sizes[1]
		}
		t.Run(named.Name, func(t *testing.T) {
			t.Parallel()
			// A sandbox of its own: what one of minutes before has cached of a device is too old to be judged.
			var d *desk
			build := func(tb testing.TB) tea.Model {
				var m tea.Model
				d, m = newDesk(tb, deskOptions{})
				return m
			}
			screentest.RunLive(t, size, build, func(tb testing.TB, s *screentest.Screen) {
				answerTheCall(tb, &keyboard{Screen: s}, d, d.server.Scenarios()[i])
			})
		})
	}
}

func answerTheCall(tb testing.TB, k *keyboard, d *desk, sc sandbox.Scenario) {
	tb.Helper()
	k.toLines()
	k.find(sc.Name)
	k.Press("x")
	k.WaitFor("Diagnosis, " + sc.Customer)
	k.WaitFor("owner: ")
	if k.pressed >= 10 {
		tb.Errorf("the verdict took %d key presses", k.pressed)
	}
	want := ownerShown(sc)
	if shown := k.Text(); !strings.Contains(shown, "owner: "+want+" ") || !strings.Contains(shown, "owner "+want+", confidence") {
		tb.Errorf("%s The owner should be %s:\n%s", sc.Wrong, want, shown)
	}
	if verdict := whatShown[sc.Name]; verdict != "" {
		k.WaitFor(verdict)
	}
	k.Press("y")
	k.WaitFor("▸ ticket ")
	k.Press("enter")
	ticket := k.WaitCopied(1)
	for _, part := range []string{"Owner: " + want, "Service: " + sc.ServiceID, "ISP reference: " + sc.Reference, "\nEvidence\n", "\nNext\n"} {
		if !strings.Contains(ticket, part) {
			tb.Errorf("%q is not in the ticket:\n%s", part, ticket)
		}
	}
	for _, password := range passwords(tb, d, sc.ServiceID) {
		if strings.Contains(ticket, password) || strings.Contains(k.Written(), password) {
			tb.Errorf("a password is on the screen or in the ticket:\n%s", ticket)
		}
	}
}

// passwords asks the sandbox which ones must not be told.
func passwords(tb testing.TB, d *desk, id string) []string {
	tb.Helper()
	_, _, token := d.server.Credentials()
	api := aex.New(aex.Config{Base: address(tb, d.running.AEXURL), Token: token, HTTP: &http.Client{Transport: d.requests}})
	service, err := api.Service(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	// A service without a RADIUS account has no login to keep secret.
	radius, err := api.Radius(tb.Context(), id)
	if err != nil && !aex.NoRadius(err) {
		tb.Fatal(err)
	}
	for _, p := range []string{service.WiFiPassword, radius.Password} {
		if p != "" {
			out = append(out, p)
		}
	}
	if len(out) == 0 && service.Status == "Active" {
		tb.Errorf("service %s has no password at all: nothing is tested", id)
	}
	return out
}

// TestAnOutageIsToldFromAFault has the snapshot taken first: neighbours are found by their addresses.
func TestAnOutageIsToldFromAFault(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{}, func(tb testing.TB, _ *desk, k *keyboard) {
		k.toLines()
		k.Press("C")
		k.WaitFor("takes the first snapshot")
		k.Press("r")
		k.WaitFor("Snapshot of")
		k.Press("esc")
		k.find("area-outage-fourways")
		k.Press("x")
		k.WaitFor("owner: FNO")
		if k.pressed >= 10 {
			tb.Errorf("the verdict took %d key presses", k.pressed)
		}
		k.WaitFor("an outage of the network")
		k.WaitMatch(regexp.MustCompile(`down are \d of \d other services on POP JNB-FWY`))
	})
}

// TestLightIsRememberedByTheNextSession has one session look, and the next one know it.
func TestLightIsRememberedByTheNextSession(t *testing.T) {
	t.Parallel()
	d, first := newDesk(t, deskOptions{})
	play := func(m tea.Model, play func(k *keyboard)) {
		screentest.RunLive(t, screentest.Options{}, func(testing.TB) tea.Model { return m }, func(_ testing.TB, s *screentest.Screen) {
			k := &keyboard{Screen: s}
			k.toLines()
			k.find("ageing-fibre-claremont")
			k.Press("d")
			k.WaitFor("─ Device, Craig Jacobs")
			play(k)
		})
	}
	play(first, func(k *keyboard) {
		k.WaitFor("one reading so far")
		k.Press("L")
		k.WaitFor("2 readings in")
	})
	play(d.session(t, deskOptions{}), func(k *keyboard) {
		k.WaitMatch(regexp.MustCompile(`[23] readings in`)) // AEx itself polls every 15 min
	})
}

// playLines plays on a desk of its own.
func playLines(t *testing.T, term screentest.Options, o deskOptions, play func(tb testing.TB, d *desk, k *keyboard)) {
	t.Helper()
	var d *desk
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, o)
		return m
	}
	screentest.RunLive(t, term, build, func(tb testing.TB, s *screentest.Screen) { play(tb, d, &keyboard{Screen: s}) })
}
