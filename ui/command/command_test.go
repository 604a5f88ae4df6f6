package command

import (
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/backend"
	"axdesk/client/order"
	"axdesk/ui"
	"axdesk/ui/views"
)

// TestALinkLeadsPlainModeThere as it does the screen: to a line, an order, one that was begun, or a service.
func TestALinkLeadsPlainModeThere(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		open                 tea.Msg
		line, order, service string
	}{
		"a line":         {views.Open{What: views.LineCard, ServiceID: "svc"}, "svc", "", ""},
		"an order":       {views.OpenBook{What: views.BookOrder, Ref: "AX-1"}, "", "AX-1", ""},
		"one begun":      {views.OpenBook{What: views.BookResume, Draft: order.Draft{Ref: "AX-2"}}, "", "AX-2", ""},
		"a service":      {views.OpenBook{What: views.BookInventory, GUID: "g"}, "", "", "g"},
		"something else": {views.OpenHere{}, "", "", ""},
	} {
		cfg := plainConfig(ui.Config{Open: []tea.Msg{tc.open}})
		if cfg.Line != tc.line || cfg.Order != tc.order || cfg.Service != tc.service {
			t.Errorf("%s leads to line %q, order %q, service %q", name, cfg.Line, cfg.Order, cfg.Service)
		}
	}
}

// TestPlainModeNamesNoKeys in its first sentence: there are none.
func TestPlainModeNamesNoKeys(t *testing.T) {
	t.Parallel()
	got := plainConfig(ui.Config{Note: backend.NoteSandbox + backend.HintLines}).Note
	if strings.Contains(got, "Ctrl") || !strings.Contains(got, "embedded") {
		t.Errorf("it begins with %q", got)
	}
}

// TestAFlagSaysWhatItTakes on each command that has it, in words and not as the library tells it.
func TestAFlagSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--seed=x":                    `--seed takes a whole number, such as 7, and not "x"`,
		"--mouse=x":                   `--mouse takes true or false, and not "x"`,
		"order AX-1 --scale=x":        `--scale takes a number, such as 30, and not "x"`,
		"service g --ascii=x":         `--ascii takes true or false, and not "x"`,
		"sandbox --seed=-1":           `--seed takes a whole number, such as 7, and not "-1"`,
		"serve --scale=x":             `--scale takes a number, such as 30, and not "x"`,
		"sandbox --fault=a=1 --wrong": `unknown flag: --wrong`,
	} {
		root := Root()
		root.SilenceErrors, root.SilenceUsage = true, true
		root.SetArgs(strings.Fields(args))
		root.SetOut(io.Discard)
		root.SetErr(io.Discard)
		if err := root.ExecuteContext(t.Context()); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
}
