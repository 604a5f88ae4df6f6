package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
	"axdesk/ui/views"
)

// handOvers runs a session that may write files, over a few answers under a fake clock.
func handOvers(t *testing.T, play func(tb testing.TB, s *screentest.Screen)) {
	t.Helper()
	build := func(testing.TB) tea.Model {
		return ui.New(ui.Config{
			Journal: order.NewJournal(&storetest.Rows{}, "test"), API: newFewAPI(), Environment: "SANDBOX", NewRef: func() string { return "AX-7F3K2" },
			Keys: keys.Default(), Now: time.Now(), Files: true,
		})
	}
	screentest.Run(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		play(tb, s)
	})
}

// companiesCSV is what the first screen exports.
const companiesCSV = "id,name,short_name,parent_id,requires_mfa,roles\r\nAU123456,\"Acme Pty Ltd\",,,false,\r\nAU654321,\"Beta Pty Ltd\",,,false,\r\n"

func TestAListIsExportedToTheClipboard(t *testing.T) {
	t.Parallel()
	handOvers(t, func(tb testing.TB, s *screentest.Screen) {
		s.Press("E")
		s.WaitFor("For spreadsheets")
		s.Golden("export")
		s.Press("enter")
		s.WaitFor("Copied the companies as CSV (3 lines)")
		if got := s.Clipboard(); got != companiesCSV {
			tb.Errorf("copied %q", got)
		}
		s.Press("/")
		s.Type("beta")
		s.Press("esc", "/")
		s.Type("acme")
		s.WaitFor("▸ Acme")
		s.Gone("Beta")
		s.Press("down", "ctrl+k") // from the palette, as it is filtered
		s.WaitFor("Palette")
		s.Type("Export the comp")
		s.WaitFor("companies: 1 row")
		s.Press("enter", "right", "enter")
		s.WaitFor("as JSON")
		if got := s.WaitCopied(2); !strings.Contains(got, `"id": "AU123456"`) || strings.Contains(got, "AU654321") {
			tb.Errorf("a filtered list copies as %q", got)
		}
	})
}

func TestAFileIsReplacedOnlyWhenThatWasSaid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "companies.csv")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	has := func() string { b, _ := os.ReadFile(path); return string(b) }
	handOvers(t, func(tb testing.TB, s *screentest.Screen) {
		s.Press("E", "tab", "right")
		s.WaitFor("A file on this computer")
		s.Gone("OSC 52")
		s.Press("tab")
		s.WaitFor("axdesk-companies-")
		s.Press("ctrl+u")
		s.Type(path)
		s.Press("enter")
		s.WaitFor("with 4 bytes")
		if has() != "mine" {
			tb.Fatalf("the file was overwritten with %q", has())
		}
		s.Type("x") // another name: what was said is of no file any more
		s.Gone("with 4 bytes")
		s.Press("backspace", "enter")
		s.WaitFor("with 4 bytes")
		for range 40 { // a held key, of 1.2 s
			s.Press("enter")
			s.Advance(30 * time.Millisecond)
		}
		s.WaitFor("Nothing is replaced yet")
		if has() != "mine" {
			tb.Fatalf("a held key overwrote the file with %q", has())
		}
		s.Press("shift+tab", "shift+tab", "right", "left") // in another form, and back: it has to be said again
		s.Advance(views.SteadyAfter)
		s.Gone("replace the file")
		s.Press("enter")
		s.WaitFor("with 4 bytes")
		s.Advance(views.SteadyAfter)
		s.Press("enter")
		s.WaitFor("Wrote ")
		if has() != companiesCSV {
			tb.Errorf("the file has %q", has())
		}
		s.Press("E", "tab", "right", "tab", "ctrl+u")
		s.Type(filepath.Dir(path) + "/none/a.csv")
		s.Press("enter")
		s.WaitFor("there is no directory")
		s.Press("esc")
		s.WaitFor("─ Company")
	})
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
		t.Errorf("%q were left", left)
	}
}

// TestNothingIsWrittenBeforeAFileIsChosen: whether one can write to a directory is found out by writing.
func TestNothingIsWrittenBeforeAFileIsChosen(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	before := time.Unix(1e9, 0)
	touched := func(tb testing.TB) bool {
		info, err := os.Stat(dir)
		if err != nil {
			tb.Fatal(err)
		}
		return !info.ModTime().Equal(before)
	}
	if err := os.Chtimes(dir, before, before); err != nil {
		t.Fatal(err)
	}
	handOvers(t, func(tb testing.TB, s *screentest.Screen) {
		s.Press("E")
		s.WaitFor("For spreadsheets")
		s.Press("right") // as JSON, to the clipboard still
		s.WaitFor("For programs")
		if touched(tb) {
			tb.Error("something was written into the current directory though no file was asked for")
		}
		s.Press("tab", "right")
		s.WaitFor("axdesk-companies-")
		if !touched(tb) {
			tb.Error("the directory wasn't looked for, so this test proves nothing")
		}
	})
}

// TestOverSSHThereIsNoFile though a server's configuration should allow it, and each export is in the audit.
func TestOverSSHThereIsNoFile(t *testing.T) {
	t.Parallel()
	var d *desk
	screentest.RunLive(t, screentest.Options{}, func(tb testing.TB) tea.Model {
		var m tea.Model
		d, m = newDesk(tb, deskOptions{who: person(access.Viewer), files: true})
		return m
	}, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		s.Press("E", "tab")
		s.WaitFor("Over SSH there is no file")
		s.Press("right", "space")
		if text := s.Text(); strings.Contains(text, "a file") || strings.Contains(text, "File*") {
			tb.Errorf("a file of the server can be written:\n%s", text)
		}
		s.Press("enter")
		s.WaitCopied(1)
	})
	all := d.audit(t)
	if len(all) != 1 || all[0].What != access.Exported || !strings.HasPrefix(all[0].Detail, "companies: ") || !strings.HasSuffix(all[0].Detail, "as CSV, from Company") {
		t.Errorf("the audit has %+v", all)
	}
}

// exportedNow is what the screen in front exports first; "" where it exports nothing.
func exportedNow(s *screentest.Screen) string {
	before := s.Copied()
	s.Press("ctrl+k")
	s.WaitFor("Palette")
	s.Type("Export the")
	if !strings.Contains(s.Text(), "Export the ") {
		s.Press("esc")
		return ""
	}
	s.Press("enter")
	s.WaitFor("─ Export from")
	s.Press("enter")
	return s.WaitCopied(before + 1)
}
