package parts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"axdesk/keys"
)

// asked are fields of every sort.
var asked = []Input{
	{Name: "description", Label: "Description", Help: "The label under which this is found again."},
	{Name: "vlan", Label: "Outer VLAN", Required: true, Unit: "1 to 4094"},
	{Name: "size", Label: "Size", Choices: []string{"alpha", "beta", "Bravo", "gamma"}},
	{Name: "mode", Label: "Mode", Choices: []string{"one", "two"}, Required: true},
	{Name: "only", Label: "Only", Choices: []string{"single"}, Required: true},
	{Name: "key", Label: "Auth key", Secret: true},
}

func newForm(values map[string]string) *Form {
	f := &Form{Check: func(name, text string) []string {
		if name == "vlan" && text != "222" {
			return []string{"Give a VLAN from 1 to 4094."}
		}
		return nil
	}}
	f.Set(asked, values)
	return f
}

func enterKeys(f *Form, names ...string) {
	for _, n := range names {
		f.Update(strike(n), keys.Default())
	}
}

func formText(f *Form, w, h int) string {
	return ansi.Strip(strings.Join(f.View(w, h, plainTheme()), "\n"))
}

func TestFormBeginsAtWhatHasToBeFilledIn(t *testing.T) {
	f := newForm(map[string]string{"description": "first"})
	if f.Current() != "vlan" {
		t.Errorf("the focus is on %q", f.Current())
	}
	if v := f.Values(); v["description"] != "first" || v["only"] != "single" || v["mode"] != "" {
		t.Errorf("values are %v: the only choice of a required field is taken, no other is", v)
	}
}

func TestFormShowsAProblemOnceAFieldWasTouched(t *testing.T) {
	f := newForm(nil)
	if strings.Contains(formText(f, 70, 20), "Give a VLAN") {
		t.Error("an untouched field is blamed")
	}
	enterKeys(f, "2")
	if !strings.Contains(formText(f, 70, 20), "Give a VLAN") {
		t.Error("a wrong text is not")
	}
	enterKeys(f, "2", "2")
	if strings.Contains(formText(f, 70, 20), "Give a VLAN") {
		t.Error("a right text still is")
	}
	left := newForm(nil)
	enterKeys(left, "tab")
	if !strings.Contains(formText(left, 70, 20), "Give a VLAN") || left.Current() != "size" {
		t.Error("a field that was passed over is not blamed")
	}
	shown := newForm(map[string]string{})
	enterKeys(shown, "up")
	if !shown.Show() || shown.Current() != "vlan" || newForm(map[string]string{"vlan": "222"}).Show() {
		t.Errorf("Show leads to %q", shown.Current())
	}
}

func TestFormLeavesTheScreensKeysAlone(t *testing.T) {
	f := newForm(nil)
	for key, used := range map[string]bool{"enter": false, "esc": false, "x": true, "tab": true, "up": true} {
		if _, got := 0, f.Update(strike(key), keys.Default()); got != used {
			t.Errorf("%s is used: %v", key, got)
		}
	}
	var none Form
	if none.Update(strike("x"), keys.Default()) || none.Current() != "" || none.Focus("x") || none.Show() {
		t.Error("a form without fields takes something")
	}
	none.Step(1)
	if len(none.View(20, 5, plainTheme())) != 0 {
		t.Error("a form without fields draws something")
	}
}

func TestFormGoesThroughChoices(t *testing.T) {
	for _, c := range []struct {
		field, was, keys, want string
	}{
		{"size", "", "right", "alpha"},
		{"size", "", "left", "gamma"},
		{"size", "alpha", "left", "gamma"},
		{"size", "gamma", "right", "alpha"},
		{"size", "beta", "space", "Bravo"},
		{"size", "", "b", "beta"},
		{"size", "", "a", "alpha"},
		{"size", "beta", "b", "Bravo"},
		{"size", "Bravo", "b", "beta"},
		{"size", "beta", "z", "beta"},
		{"size", "beta", "home", "beta"},
		{"size", "of another schema", "ctrl+a", "of another schema"},
		{"size", "beta", "backspace", ""},
		{"mode", "two", "backspace", "two"},
		{"mode", "two", "delete", "two"},
	} {
		f := newForm(map[string]string{c.field: c.was})
		f.Focus(c.field)
		enterKeys(f, c.keys)
		if got := f.Values()[c.field]; got != c.want {
			t.Errorf("%s at %q and %s: %q, want %q", c.field, c.was, c.keys, got, c.want)
		}
	}
	f := newForm(nil)
	f.Focus("size")
	if !f.Update(strike("q"), keys.Default()) {
		t.Error("a letter that starts no choice is left to the screen, which may quit on it")
	}
	f.Update(tea.PasteMsg{Content: "beta"}, keys.Default())
	if text := formText(f, 80, 30); f.Values()["size"] != "" || !strings.Contains(text, "This field has choices") || !strings.Contains(text, "< (none) >") {
		t.Errorf("a paste into choices shows\n%s", text)
	}
}

func TestFormMasksSecrets(t *testing.T) {
	f := newForm(nil)
	f.Focus("key")
	f.Update(tea.PasteMsg{Content: "hunter2 of the desk"}, keys.Default())
	for _, there := range []string{"key", "description"} {
		f.Focus(there)
		text := formText(f, 80, 30)
		if strings.Contains(text, "hunter2") || !strings.Contains(text, strings.Repeat("•", 19)) {
			t.Errorf("with the focus on %s it shows\n%s", there, text)
		}
	}
	if f.Values()["key"] != "hunter2 of the desk" {
		t.Errorf("it holds %q", f.Values()["key"])
	}
}

func TestFormBoundsAPasteAndSaysSo(t *testing.T) {
	const notice = "longer than the field takes"
	for _, c := range []struct {
		first, second string
		said          bool
	}{
		{"", "two\nlines\x1b[2J", false},
		{"", strings.Repeat("x", 1<<20), true},
		{"", strings.Repeat("世", 1<<19), true},
		{strings.Repeat("y", 3000), strings.Repeat("x", 2000), true},
		{strings.Repeat("y", 2000), strings.Repeat("x", 2000), false},
	} {
		f := newForm(nil)
		f.Focus("description")
		f.Update(tea.PasteMsg{Content: c.first}, keys.Default())
		f.Update(tea.PasteMsg{Content: c.second}, keys.Default())
		got, text := f.Values()["description"], strings.Join(strings.Fields(formText(f, 80, 30)), " ")
		if n := len([]rune(got)); n > maxField || strings.ContainsAny(got, "\n\x1b�…") {
			t.Errorf("%d and %d bytes came to %d characters", len(c.first), len(c.second), n)
		}
		if strings.Contains(text, notice) != c.said {
			t.Errorf("%d and %d bytes: said %v, want %v:\n%s", len(c.first), len(c.second), !c.said, c.said, text)
		}
		if enterKeys(f, "z"); strings.Contains(formText(f, 80, 30), notice) {
			t.Error("the notice stays after the next key")
		}
	}
}

func TestALongTextIsDrawnAtOnce(t *testing.T) {
	f := newForm(nil)
	f.Focus("description")
	f.Update(tea.PasteMsg{Content: strings.Repeat("x", maxField)}, keys.Default())
	begun := time.Now()
	for range 20 {
		f.View(80, 20, plainTheme())
	}
	// It was a third of a second a frame; this leaves a busy machine room by a factor of 50.
	if took := time.Since(begun) / 20; took > 100*time.Millisecond {
		t.Errorf("a frame takes %s", took)
	}
}

func TestFormKeepsWhatWasTypedWhenItsFieldsChange(t *testing.T) {
	f := newForm(nil)
	enterKeys(f, "2", "2", "2")
	f.Set(append([]Input{{Name: "new", Label: "New"}}, asked[1:]...), map[string]string{"vlan": "9", "new": "preset"})
	if v := f.Values(); v["vlan"] != "222" || v["new"] != "preset" || f.Len() != len(asked) {
		t.Errorf("values are %v", v)
	}
	f.Set(asked[:1], nil)
	if f.Current() != "description" || !f.Last() {
		t.Errorf("with one field left the focus is on %q", f.Current())
	}
	f.SetValue("description", "by the screen")
	if f.Values()["description"] != "by the screen" {
		t.Error("SetValue has no effect")
	}
}

func TestFormKeepsItsFocusInSight(t *testing.T) {
	names := []string{"tab", "down", "up", "x", "2", "世", "left", "right", "backspace", "home", "end", "space", "ctrl+u"}
	rapid.Check(t, func(t *rapid.T) {
		f := newForm(map[string]string{"description": strings.Repeat("long 世界 ", rapid.IntRange(0, 40).Draw(t, "long"))})
		w, h := rapid.IntRange(0, 90).Draw(t, "w"), rapid.IntRange(0, 14).Draw(t, "h")
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			if rapid.IntRange(0, 9).Draw(t, "what") == 0 {
				f.Update(tea.PasteMsg{Content: drawText(t, "paste")}, keys.Default())
			}
			enterKeys(f, rapid.SampledFrom(names).Draw(t, "key"))
			out := f.View(w, h, plainTheme())
			if len(out) > h {
				t.Fatalf("%d lines in a height of %d", len(out), h)
			}
			inSight := false
			for _, line := range out {
				if Width(line) > w {
					t.Fatalf("%q is wider than %d", line, w)
				}
				inSight = inSight || strings.HasPrefix(ansi.Strip(line), "▸")
			}
			if !inSight && w > 1 && h > 0 {
				t.Fatalf("the field %q is out of sight in %d×%d", f.Current(), w, h)
			}
		}
	})
}

func TestFormShowsTheCursorInALongText(t *testing.T) {
	f := newForm(nil)
	f.Focus("description")
	f.Update(tea.PasteMsg{Content: "0123456789" + strings.Repeat("m", 100) + "abcdefghij"}, keys.Default())
	if text := formText(f, 50, 20); !strings.Contains(text, "abcdefghij") {
		t.Errorf("the end is out of sight:\n%s", text)
	}
	enterKeys(f, "home")
	if text := formText(f, 50, 20); !strings.Contains(text, "0123456789") || !strings.Contains(text, "…") {
		t.Errorf("the beginning is out of sight, or nothing says that there is more:\n%s", text)
	}
	for i := range 5 {
		if got := fmt.Sprint(window("e\u0301世x", i, 10, plainTheme())); Width(got) < 4 {
			t.Errorf("the cursor at %d is not to be seen in %q", i, got)
		}
	}
}

func TestFormShowsTheEndOfALongFileName(t *testing.T) {
	var f Form
	f.Set([]Input{{Name: "as", Label: "As"}, {Name: "file", Label: "File", Ending: true}},
		map[string]string{"as": "x", "file": "axdesk-" + strings.Repeat("ports-and-offers-", 5) + "2026.csv"})
	f.Focus("as")
	got := ansi.Strip(strings.Join(f.View(40, 9, plainTheme()), "\n"))
	if !strings.Contains(got, "-2026.csv") || strings.Contains(got, "axdesk-") || !strings.Contains(got, "…") {
		t.Errorf("a long file name is shown as\n%s", got)
	}
	for _, line := range f.View(40, 9, plainTheme()) {
		if Width(line) > 40 {
			t.Errorf("%q is too wide", line)
		}
	}
}
