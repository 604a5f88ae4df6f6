package theme

import "testing"

func TestRepaintPutsOneThemesColoursIntoAnothers(t *testing.T) {
	dark, light := New(Options{}), New(Options{Light: true})
	for name, pair := range map[string][2]string{
		"good": {dark.Good.Render("x"), light.Good.Render("x")}, "dim": {dark.Dim.Render("x"), light.Dim.Render("x")},
		"selected": {dark.Selected.Render("x"), light.Selected.Render("x")}, "loud": {dark.Loud.Render("x"), light.Loud.Render("x")},
	} {
		if got := dark.Repaint(pair[0], light); got != pair[1] {
			t.Errorf("%s is painted %q, want %q", name, got, pair[1])
		}
	}
	if text := dark.Good.Render("x"); dark.Repaint(text, dark) != text || dark.Repaint(text, New(Options{Plain: true})) != text {
		t.Error("without other colours something was painted")
	}
}
