package views

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"axdesk/client/order"
	"axdesk/client/store/storetest"
)

// Each screen that has a list or a detail offers it. One that isn't here has neither: a form, a text that is read, or what the
// screen before it exports.
var _ = []Exporter{
	(*Company)(nil), (*Location)(nil), (*Port)(nil), (*Destination)(nil), (*Candidates)(nil), (*Provisioning)(nil), (*Orders)(nil), (*Order)(nil),
	(*Inventory)(nil), (*Services)(nil), (*Service)(nil), (*Device)(nil), (*Radius)(nil), (*Usage)(nil), (*Diagnose)(nil), (*Changes)(nil),
	(*Audit)(nil), (*Here)(nil), (*Requests)(nil), (*Request)(nil),
}

// exported is everything that a screen lets be taken away, in each form, and checks what holds for all of it.
func exported(t *testing.T, s Screen) string {
	t.Helper()
	from, ok := s.(Exporter)
	if !ok {
		t.Fatalf("%T exports nothing", s)
	}
	list := from.Exports()
	if len(list) == 0 {
		t.Fatal("nothing can be taken away")
	}
	var b strings.Builder
	for _, e := range list {
		for _, form := range e.Forms() {
			text, err := e.Take(form)()
			if err != nil {
				t.Fatalf("%s as %s: %v", e.What, form, err)
			}
			if bytes.ContainsRune(text, '\x1b') {
				t.Errorf("%s as %s has colours", e.What, form)
			}
			if form == FormJSON {
				var rows []map[string]any
				if err := json.Unmarshal(text, &rows); err != nil || len(rows) != e.Rows {
					t.Errorf("%s says that it has %d rows, and has %d: %v", e.What, e.Rows, len(rows), err)
				}
			}
			b.WriteString("=== " + e.What + " as " + form + "\n" + strings.ReplaceAll(string(text), "\r\n", "\n"))
		}
	}
	return b.String()
}

func TestWhatALineExports(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, api *fakeAEX) {
		screens := map[string]Screen{
			"service": NewService(d, lineID), "device": NewDevice(d, lineID), "radius": NewRadius(d, lineID), "diagnose": NewDiagnose(d, lineID),
			"usage": NewUsage(d, lineID),
		}
		for name, s := range screens {
			cmd := s.Init()
			if _, now := s.(*Usage); now {
				press(t, s, "left")
			}
			run(t, s, cmd)
			text := exported(t, s)
			golden(t, "export-"+name, text)
			if strings.Contains(text, wifiPass) || strings.Contains(text, radiusPass) {
				t.Errorf("%s exports a password", name)
			}
		}
	})
}

// TestAPasswordThatIsShownIsNotExported though it is on the screen.
func TestAPasswordThatIsShownIsNotExported(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		for _, s := range []Screen{NewService(d, lineID), NewRadius(d, lineID)} {
			enter(t, s)
			s.Update(keyPress("v"))
			shown := grid(s, 120, 60)
			if !strings.Contains(shown, wifiPass) && !strings.Contains(shown, radiusPass) {
				t.Fatal("no password is shown")
			}
			if text := exported(t, s); strings.Contains(text, wifiPass) || strings.Contains(text, radiusPass) {
				t.Error("a password that is shown is exported")
			}
		}
	})
}

// TestAPortThatIsThereExportsItsSpeed as its class has it in the catalogue: AXON gives none with the port.
func TestAPortThatIsThereExportsItsSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text, err := portScreen(t, portAPI()).Exports()[0].Take(FormJSON)()
		if err != nil {
			t.Fatal(err)
		}
		var rows []map[string]any
		if err := json.Unmarshal(text, &rows); err != nil {
			t.Fatal(err)
		}
		got := map[any]any{}
		for _, r := range rows {
			if guid, _ := r["guid"].(string); guid != "" {
				got[guid[:8]] = r["speed_bps"]
			}
		}
		if len(got) != 2 || got["11111111"] != 1e10 || got["22222222"] != 1e9 {
			t.Errorf("speeds of the ports that there are: %v", got)
		}
	})
}

func TestWhatAnOrderExports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := bookDesk(t)
		list, one := NewOrders(d), NewOrder(d, "AX-00001", order.KindService)
		enter(t, list)
		enter(t, one)
		golden(t, "export-orders", exported(t, list))
		golden(t, "export-order", exported(t, one))
	})
}

func TestWhatTheInventoryExports(t *testing.T) {
	stockBubble(t, stocked(), func(t *testing.T, d *Desk, _ *storetest.Rows) {
		s := inventoryScreen(t, d)
		golden(t, "export-inventory", exported(t, s))
		press(t, s, "T") // a tree has lines that are no things
		if a, b := s.Exports()[0].Rows, len(s.items); a != b {
			t.Errorf("a tree exports %d of %d things", a, b)
		}
	})
}

func TestWhatTheCandidatesExport(t *testing.T) {
	s := NewCandidates(linkDesk(offering(sixOffers())))
	enter(t, s)
	golden(t, "export-candidates", exported(t, s))
	press(t, s, "/")
	typeIn(t, s, "secondary")
	press(t, s, "enter")
	if e := s.Exports()[0]; e.Rows == 0 || e.Rows >= 6 {
		t.Errorf("%d rows of a filtered list", e.Rows)
	}
	press(t, s, "esc", "m", "down", "m", "c")
	if e := s.Exports()[0]; e.Rows != 2 {
		t.Errorf("%d rows stand side by side", e.Rows)
	}
}

func TestOnlyASupervisorExportsTheAudit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := auditDesk(3)
		s := NewAudit(d)
		enter(t, s)
		golden(t, "export-audit", exported(t, s))
		d.Person.Role = "agent"
		if len(s.Exports()) != 0 {
			t.Error("an agent exports what only supervisors see")
		}
	})
}

// TestAnExportIsOfOneMoment though the list goes on.
func TestAnExportIsOfOneMoment(t *testing.T) {
	rows := []int{1, 2}
	e := listed("numbers", rows, func(n int) cells { return cells{{"n", n}} })
	make := e.Take(FormCSV)
	rows[0] = 9
	if text, err := make(); err != nil || string(text) != "n\r\n1\r\n2\r\n" {
		t.Errorf("%q, %v", text, err)
	}
}
