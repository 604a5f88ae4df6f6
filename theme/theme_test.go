package theme

import (
	"image/color"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// luminance is WCAG 2's relative luminance.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryInkIsReadable(t *testing.T) {
	if got := contrast(color.Black, color.White); math.Abs(got-21) > 0.01 {
		t.Fatalf("black on white has a contrast of %.2f, want 21", got)
	}
	for name, one := range map[string]struct {
		p     palette
		light bool
	}{"dark": {dark, false}, "light": {light, true}} {
		v := reflect.ValueOf(one.p)
		for i := range v.NumField() {
			field := v.Type().Field(i).Name
			need := 4.5
			if field == "rule" {
				need = 3 // a line is no text
			}
			if got := contrast(lipgloss.Color(v.Field(i).String()), Background(one.light)); got < need {
				t.Errorf("%s on %s has a contrast of %.2f, want %.1f", field, name, got, need)
			}
		}
	}
}

// inks are the styles of a theme by name.
func inks(t *Theme) map[string]lipgloss.Style {
	out := map[string]lipgloss.Style{}
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		if s, ok := v.Field(i).Interface().(lipgloss.Style); ok {
			out[v.Type().Field(i).Name] = s
		}
	}
	return out
}

func TestPlainHasNoColourButKeepsWhatColourStoodFor(t *testing.T) {
	for _, light := range []bool{false, true} {
		plain, colour := New(Options{Plain: true, Light: light}), New(Options{Light: light})
		none := lipgloss.NoColor{}
		seen := 0
		for name, s := range inks(plain) {
			if s.GetForeground() != none || s.GetBackground() != none {
				t.Errorf("%s still has a colour", name)
			}
			with := inks(colour)[name]
			if with.GetForeground() != none {
				seen++
			}
			if s.GetBold() != with.GetBold() || s.GetReverse() != with.GetReverse() || s.GetUnderline() != with.GetUnderline() {
				t.Errorf("%s has lost more than its colour", name)
			}
		}
		if seen < 8 {
			t.Errorf("only %d styles have a colour at all", seen)
		}
		if !plain.Selected.GetBold() || !plain.Loud.GetReverse() || !plain.Match.GetUnderline() {
			t.Error("without colour nothing tells the highlight, the badge or a match apart")
		}
	}
}

func TestGlyphSetsAreWholeAndOneCellWide(t *testing.T) {
	for name, g := range map[string]Glyphs{"Unicode": Unicode, "ASCII": ASCII} {
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			field := v.Type().Field(i).Name
			all, isList := v.Field(i).Interface().([]string)
			if one, ok := v.Field(i).Interface().(string); ok {
				all, isList = []string{one}, true
			}
			if isList && len(all) == 0 {
				t.Errorf("%s lacks %s", name, field)
			}
			for _, s := range all {
				if w := ansi.StringWidth(s); w != 1 && (field != "Enter" || !g.ASCII || w == 0) {
					t.Errorf("%s of %s, %q, is %d cells wide", field, name, s, w)
				}
				if g.ASCII && strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) {
					t.Errorf("%s of ASCII is %q", field, s)
				}
			}
		}
	}
	if New(Options{ASCII: true}).Glyphs.Cursor != ">" || New(Options{}).Glyphs.Cursor != "▸" {
		t.Error("a theme has the other set")
	}
}

func TestMarksAreToldApartWithoutColour(t *testing.T) {
	for _, o := range []Options{{Plain: true}, {Plain: true, ASCII: true}} {
		th := New(o)
		var all []string
		for m := MarkReady; m <= MarkUnknown; m++ {
			if th.Say(m, "word") != th.Glyph(m)+" word" {
				t.Errorf("mark %d says %q", m, th.Say(m, "word"))
			}
			if slices.Contains(all, th.Glyph(m)) {
				t.Errorf("%q is the glyph of two marks", th.Glyph(m))
			}
			all = append(all, th.Glyph(m))
		}
		if th.Glyph(Mark(99)) != th.Glyphs.Unknown {
			t.Error("a mark that there isn't is no unknown one")
		}
	}
	th := New(Options{})
	want := map[Mark]lipgloss.Style{
		MarkReady: th.Good, MarkBusy: th.Busy, MarkScheduled: th.Dim, MarkHolding: th.Warn, MarkFailed: th.Bad, MarkUnknown: th.Dim,
	}
	for m, s := range want {
		if th.Ink(m).GetForeground() != s.GetForeground() {
			t.Errorf("mark %d is drawn in %v", m, th.Ink(m).GetForeground())
		}
	}
}
