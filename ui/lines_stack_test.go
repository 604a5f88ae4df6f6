package ui_test

import (
	"strings"
	"testing"

	"axdesk/ui/screentest"
)

// TestALinesScreensDontPileUp goes to and fro between the screens of one line, and back in as many steps as there are.
func TestALinesScreensDontPileUp(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{}, deskOptions{}, func(tb testing.TB, _ *desk, k *keyboard) {
		k.toLines()
		k.find("fibre-cut-sandton")
		k.Press("enter")
		k.WaitFor("─ Service, Nomsa")
		for range 3 {
			k.Press("d")
			k.WaitFor("─ Device, Nomsa")
			k.Press("a")
			k.WaitFor("─ RADIUS, Nomsa")
			k.Press("u")
			k.WaitFor("─ Usage, Nomsa")
		}
		if crumbs := k.Line(1); !strings.HasSuffix(crumbs, "RADIUS, Nomsa Dlamini ▸ Usage, Nomsa Dlamini") {
			tb.Errorf("the crumbs don't end where one is: %q", crumbs)
		}
		for _, title := range []string{"─ RADIUS, ", "─ Device, ", "─ Service, ", "─ Services ─"} {
			k.Press("esc")
			k.WaitFor(title)
		}
	})
}
