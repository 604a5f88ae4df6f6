package views

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestAPinnedDeviceTellsItsWholeMargin: a cut margin reads as none.
func TestAPinnedDeviceTellsItsWholeMargin(t *testing.T) {
	bubbled(t, func(t *testing.T, d *Desk, _ *fakeAEX) {
		d.Lines.Line(lineID).TookDevice(lineDevice(-15.7, 0), false, nil, d.Now)
		pane := strings.Join(strings.Fields(ansi.Strip(NewDevice(d, lineID).View(44, 12))), " ")
		if !strings.Contains(pane, "good, 7.7 dB below the upper limit") {
			t.Errorf("the pane says\n%s", pane)
		}
	})
}
