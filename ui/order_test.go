package ui_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"axdesk/theme"
	"axdesk/ui/screentest"
)

// choosePort walks from the first screen to the summary of a port at S1.
func choosePort(s *screentest.Screen) {
	s.WaitFor("Acme Pty Ltd")
	s.Press("enter")
	s.WaitFor("Adelaide")
	s.Press("/")
	s.Type("NXT-S1")
	s.WaitFor("found, 32 in all")
	// The catalogue is here: leaving while it is on its way would cancel it, and Port would ask again.
	s.WaitMatch(regexp.MustCompile("Orderable +[0-9A-Z]"))
	s.Press("enter")
	s.WaitFor("Once")
	// All three questions of the screen are answered: none is left to be cancelled and asked again.
	s.WaitFor("Ports you have")
	s.WaitFor("LC SMF")
	// Which row is highlighted depends on which of the three came first, so the offer is named.
	s.Press("/")
	s.Type("1000baselx monthly")
	s.WaitMatch(regexp.MustCompile("[▸>] AXON-PORT-1G-LX "))
	s.Press("enter")
	s.WaitFor("Diverse from")
	s.Press("down", "down", "down", "down", "enter")
	s.WaitFor("Summary of the port")
}

// placeOrder goes from a summary through the terms to the order.
func placeOrder(s *screentest.Screen, documents int) {
	s.WaitFor("ask for the terms")
	s.Press("enter")
	readAll(s, documents)
	s.Type("place")
	s.Press("enter")
}

// chooseConnection walks from a port that is ready to the summary of a connection to AWS.
func chooseConnection(s *screentest.Screen) {
	s.Press("enter")
	s.WaitFor("Clouds")
	s.Press("/")
	s.Type("aws")
	s.Press("enter")
	s.WaitFor("Candidates for S1")
	s.WaitFor("primary")
	s.Press("enter")
	s.WaitFor("50 Mbps")
	s.Press("down", "down", "enter")
	s.WaitFor("Outer VLAN*")
	s.Type("222")
	s.Press("down")
	s.Type("123456789012")
	s.Press("down", "down", "down", "enter")
	s.WaitFor("Summary of the connection")
}

// wholeOrder plays the whole order to its live end.
func wholeOrder(s *screentest.Screen) {
	choosePort(s)
	placeOrder(s, 2)
	s.WaitFor("Allocated")
	s.WaitFor("cross connect")
	chooseConnection(s)
	placeOrder(s, 3)
	s.WaitFor("hops ready")
	s.WaitFor("The connection is ready for service.")
}

func TestWholeOrder(t *testing.T) {
	t.Parallel()
	dark := theme.Options{}
	looks := []struct {
		name  string
		theme theme.Options
		term  screentest.Options
	}{
		{"dark", dark, screentest.Options{}},
		{"light", dark, screentest.Options{Light: true}},
		{"ascii", theme.Options{ASCII: true}, screentest.Options{}},
		{"nocolor", dark, screentest.Options{Env: []string{"NO_COLOR=1"}, Profile: colorprofile.ASCII}},
	}
	sizes := []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}}
	for _, look := range looks {
		for _, size := range sizes {
			t.Run(look.name+"-"+size.name, func(t *testing.T) {
				t.Parallel()
				term := look.term
				term.Width, term.Height = size.w, size.h
				var d *desk
				build := func(tb testing.TB) tea.Model {
					var m tea.Model
					d, m = newDesk(tb, deskOptions{theme: look.theme})
					return m
				}
				screentest.RunLive(t, term, build, func(tb testing.TB, s *screentest.Screen) {
					wholeOrder(s)
					if look.theme.ASCII {
						asciiOnly(tb, s.Text())
					}
				})
				boughtOnce(t, d)
				noNeedless(t, d.requests.all())
			})
		}
	}
}

func asciiOnly(tb testing.TB, text string) {
	tb.Helper()
	for _, r := range text {
		if r > 126 {
			tb.Errorf("the ASCII look shows %q:\n%s", r, text)
			return
		}
	}
}

// boughtOnce compares what the sandbox did with what was ordered: one port, one connection.
func boughtOnce(t *testing.T, d *desk) {
	t.Helper()
	var states []string
	for _, e := range d.entries(t) {
		states = append(states, e.Kind+" "+e.State)
	}
	want := "port confirmed, port offered, port signed, port signed, port placing, port placed, " +
		"service confirmed, service offered, service signed, service signed, service signed, service placing, service placed"
	if got := strings.Join(states, ", "); !strings.HasPrefix(got, want) {
		t.Errorf("the journal has %s\nwant %s", got, want)
	}
	ledger := d.server.Ledger()
	if ledger.Allocated != 1 || ledger.Created != 1 {
		t.Errorf("the sandbox allocated %d ports and created %d services, want one of each", ledger.Allocated, ledger.Created)
	}
}

// noNeedless fails for a question that an earlier answer had answered already. Only what changes by itself
// may be asked about twice: the state of a service, and what was just ordered.
func noNeedless(t *testing.T, list []string) {
	t.Helper()
	seen := map[string]int{}
	for _, q := range list {
		seen[q]++
	}
	for q, n := range seen {
		if n > 1 && strings.HasPrefix(q, "GET ") && !strings.HasPrefix(q, "GET service/") {
			t.Errorf("%s was asked %d times", q, n)
		}
	}
	posts := slices.DeleteFunc(slices.Clone(list), func(q string) bool { return !strings.HasPrefix(q, "POST ") })
	if len(posts) != 4 {
		t.Errorf("%d POSTs left, want 4: %q", len(posts), posts)
	}
	t.Logf("the whole order took %d requests: %q", len(list), list)
}
