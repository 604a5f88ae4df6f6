package ui_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/sandbox"
	"axdesk/ui/screentest"
)

// toInventory chooses Acme, which pays, and looks at what it has.
func toInventory(s *screentest.Screen) {
	s.WaitFor("Acme Pty Ltd")
	s.Press("enter")
	s.WaitFor("Adelaide")
	s.Press("i")
	s.WaitFor("Inventory of Acme Pty Ltd")
	s.WaitFor("Sydney core A")
	s.WaitFor("Azure production")
}

// find highlights a thing of the inventory.
func find(s *screentest.Screen, text, row string) {
	s.Press("/")
	s.Type(text)
	s.WaitMatch(regexp.MustCompile("[▸>] +" + row))
	s.Press("enter")
}

// ledgerService is a service by its description, as the sandbox really has it.
func ledgerService(tb testing.TB, d *desk, description string) sandbox.LedgerService {
	tb.Helper()
	for _, v := range d.server.Ledger().Services {
		if v.Options["description"] == description {
			return v
		}
	}
	tb.Fatalf("the ledger has no service %q", description)
	return sandbox.LedgerService{}
}

func ledgerPort(tb testing.TB, d *desk, description string) sandbox.LedgerResource {
	tb.Helper()
	for _, p := range d.server.Ledger().Resources {
		if p.Description == description {
			return p
		}
	}
	tb.Fatalf("the ledger has no port %q", description)
	return sandbox.LedgerResource{}
}

// TestInventoryFromAChangeToTheLastRemoval plays what the API's document ends with: a service is changed and removed, and
// then its port, on which services stand until then.
func TestInventoryFromAChangeToTheLastRemoval(t *testing.T) {
	t.Parallel()
	put := &bodies{method: http.MethodPut}
	var d *desk
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, deskOptions{wrap: func(next http.RoundTripper) http.RoundTripper { put.next = next; return put }})
		return m
	}
	screentest.RunLive(t, screentest.Options{Width: 120, Height: 40}, build, func(tb testing.TB, s *screentest.Screen) {
		toInventory(s)
		find(s, "azure production", "Azure production")
		s.WaitFor("VLAN 10 1 Gbps")
		changeVLAN(tb, s, d, put)
		s.Press("esc")
		find(s, "ibm archive", "IBM archive")
		removeThing(s, "IBM archive", "a person or the far end has to act")
		refusePort(tb, s, d)
		s.Press("esc")
		find(s, "ibm archive", "IBM archive")
		s.WaitFor("removed")
		s.Press("esc", "r")
		find(s, "melbourne core", "Melbourne core")
		removeThing(s, "Melbourne core", "watched until it is off the network")
		s.WaitFor("is off the network: Melbourne core.")
		compareBooks(tb, d)
	})
}

// changeVLAN changes the VLAN of the highlighted service to 444.
func changeVLAN(tb testing.TB, s *screentest.Screen, d *desk, put *bodies) {
	tb.Helper()
	s.Press("e")
	s.WaitFor("Change Azure production")
	s.WaitFor("Outer VLAN")
	s.Press("down", "end", "ctrl+u")
	s.Type("444")
	s.Press("enter", "enter")
	s.WaitFor("10 ▸ 444")
	s.WaitFor(`Type "change" to send it.`)
	s.Type("change")
	s.Press("enter")
	s.WaitFor("is changed, and ready for service: Azure production.")
	s.WaitFor("VLAN 444 1 Gbps")
	if got := put.all(); !slices.Equal(got, []string{`{"outer_vlan":444}`}) {
		tb.Errorf("sent were %q", got)
	}
	v := ledgerService(tb, d, "Azure production")
	if n, ok := v.Options["outer_vlan"].(interface{ String() string }); !ok || n.String() != "444" {
		tb.Errorf("the sandbox has VLAN %v", v.Options["outer_vlan"])
	}
}

// removeThing removes the highlighted thing by typing the word.
func removeThing(s *screentest.Screen, name, said string) {
	s.Press("X")
	s.WaitFor("Delete " + name)
	s.WaitFor("asks for the word")
	s.Press("enter")
	s.WaitFor(`Type "delete" to delete it.`)
	s.Type("delete")
	s.Press("enter")
	s.WaitFor(said)
}

// refusePort tries to remove a port on which services stand.
func refusePort(tb testing.TB, s *screentest.Screen, d *desk) {
	tb.Helper()
	s.Press("esc")
	find(s, "sydney core a", "Sydney core A")
	s.Press("X")
	s.WaitFor("Delete Sydney core A")
	s.WaitFor("It can't be deleted while 3 services stand on it")
	for _, name := range []string{"Azure production", "AWS production", "AWS trial (fail)"} {
		if !strings.Contains(s.Text(), name) {
			tb.Errorf("%q isn't named:\n%s", name, s.Text())
		}
	}
	s.Press("enter")
	s.Type("delete")
	s.Press("enter", "esc")
	s.WaitFor("Inventory of Acme Pty Ltd")
	if p := ledgerPort(tb, d, "Sydney core A"); p.Deprovisioned != "N" {
		tb.Errorf("the port is %s/%s", p.Provisioned, p.Deprovisioned)
	}
	if slices.ContainsFunc(d.requests.all(), func(q string) bool { return strings.HasPrefix(q, "DELETE resource/") }) {
		tb.Error("a removal was sent all the same")
	}
}

// compareBooks compares what the sandbox did with what the journal says.
func compareBooks(tb testing.TB, d *desk) {
	tb.Helper()
	states := map[string][]string{}
	for _, e := range d.entries(tb) {
		states[e.Title] = append(states[e.Title], e.State)
	}
	for title, want := range map[string]string{
		"Azure production": "ready changing provisioning ready", "IBM archive": "ready ending ending ended", "Melbourne core": "ready ending ending ended",
	} {
		if got := strings.Join(states[title], " "); got != want {
			tb.Errorf("the journal has %s of %s, want %s", got, title, want)
		}
	}
	if len(states) != 3 {
		tb.Errorf("the journal has orders of %v", states)
	}
	ibm, port := ledgerService(tb, d, "IBM archive"), ledgerPort(tb, d, "Melbourne core")
	if ibm.Provisioned+ibm.Deprovisioned != "DC" || port.Provisioned+port.Deprovisioned != "DC" {
		tb.Errorf("the sandbox has the service at %s/%s and the port at %s/%s", ibm.Provisioned, ibm.Deprovisioned, port.Provisioned, port.Deprovisioned)
	}
	n := map[string]int{}
	for _, q := range d.requests.all() {
		method, _, _ := strings.Cut(q, " ")
		n[method]++
	}
	if n["PUT"] != 1 || n["DELETE"] != 2 || n["POST"] != 0 {
		tb.Errorf("%d PUTs, %d DELETEs and %d POSTs left", n["PUT"], n["DELETE"], n["POST"])
	}
}

// TestAPortOfTheInventoryBeginsAnOrder goes from a port to the destinations that it can be connected to.
func TestAPortOfTheInventoryBeginsAnOrder(t *testing.T) {
	t.Parallel()
	live(t, func(_ testing.TB, s *screentest.Screen) {
		toInventory(s)
		find(s, "NXT-S1", "Sydney core B")
		s.Press("n")
		s.WaitFor("Clouds")
		s.WaitFor("billed to Acme Pty Ltd")
		s.Press("i")
		s.WaitFor("Inventory of Acme Pty Ltd")
		s.Press("o")
		s.WaitFor("Books")
		s.Press("i")
		s.WaitFor("Holdings")
		s.Press("i")
		s.WaitFor("Clouds")
	})
}

// TestALostRemovalIsFoundAndNotRepeated loses the answer to a removal that was acted on, at the smallest usual size.
func TestALostRemovalIsFoundAndNotRepeated(t *testing.T) {
	t.Parallel()
	var d *desk
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, deskOptions{faults: "cut-after@DELETE#1", scale: 1})
		return m
	}
	screentest.RunLive(t, screentest.Options{Width: 80, Height: 24}, build, func(tb testing.TB, s *screentest.Screen) {
		toInventory(s)
		find(s, "azure production", "Azure production")
		removeThing(s, "Azure production", "No sure answer came")
		s.Press("enter")
		s.WaitFor("The last request may have been acted on")
		s.Press("r")
		s.WaitFor("It is being removed.")
		s.Press("esc")
		s.WaitFor("removing")
		if v := ledgerService(tb, d, "Azure production"); v.Provisioned != "D" {
			tb.Errorf("the sandbox has it at %s/%s", v.Provisioned, v.Deprovisioned)
		}
		var states []string
		for _, e := range d.entries(tb) {
			states = append(states, e.State)
		}
		if got := strings.Join(states, " "); got != "ready ending unknown ending" {
			tb.Errorf("the journal has %s", got)
		}
		if n := len(slices.DeleteFunc(d.requests.all(), func(q string) bool { return !strings.HasPrefix(q, "DELETE ") })); n != 1 {
			tb.Errorf("%d removals left", n)
		}
	})
}

// TestARemovalOnItsWayIsNotLeft presses the ways out while the request is under way, and ends axdesk once it was taken: the
// next one watches on.
func TestARemovalOnItsWayIsNotLeft(t *testing.T) {
	t.Parallel()
	var d *desk
	o := deskOptions{faults: "slow=2s@DELETE", scale: 3}
	build := func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, o)
		return m
	}
	screentest.RunLive(t, screentest.Options{}, build, func(_ testing.TB, s *screentest.Screen) {
		toInventory(s)
		find(s, "azure production", "Azure production")
		removeThing(s, "Azure production", "Sending the removal")
		s.Press("esc")
		s.WaitFor("The request is on its way: wait for its answer.")
		s.Press("i")
		s.WaitFor("Adelaide")
		s.WaitFor("AXON took the removal of Azure production")
		s.WaitFor("Adelaide") // the answer takes nothing back of the order
		s.Press("i")
		s.WaitFor("Inventory of Acme Pty Ltd")
	})
	again := func(tb testing.TB) tea.Model { return d.session(tb, o) }
	screentest.RunLive(t, screentest.Options{}, again, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("is off the network: Azure production.")
		if v := ledgerService(tb, d, "Azure production"); v.Deprovisioned != "C" {
			tb.Errorf("the sandbox has it at %s/%s", v.Provisioned, v.Deprovisioned)
		}
	})
}
