package theme

import (
	"image/color"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// palettes16 are what terminals have for the 16 colours until their users change them.
var palettes16 = map[string][16]string{
	"xterm": {
		"#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
		"#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
	},
	"Windows Terminal": {
		"#0c0c0c", "#c50f1f", "#13a10e", "#c19c00", "#0037da", "#881798", "#3a96dd", "#cccccc",
		"#767676", "#e74856", "#16c60c", "#f9f1a5", "#3b78ff", "#b4009e", "#61d6d6", "#f2f2f2",
	},
	"VGA": {
		"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
		"#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
	},
}

func TestEveryInkIsReadable(t *testing.T) {
	if got := contrast(color.Black, color.White); math.Abs(got-21) > 0.01 {
		t.Fatalf("black on white has a contrast of %.2f, want 21", got)
	}
	for _, name := range append(Names(), Auto) {
		for _, light := range []bool{false, true} {
			o := Options{Name: name, Light: light}
			ground, p := Background(o.LightGround()), o.palette()
			for field, c := range p.colours() {
				text, line := 4.5, 3.0
				if name == HighContrast {
					text, line = 7, 7
				}
				need := text
				if field == "rule" {
					need = line // a line is no text
				}
				if name != Terminal && *c == "" {
					t.Errorf("%s of %q has no colour", field, name)
				} else if name != Terminal && contrast(lipgloss.Color(*c), ground) < need {
					t.Errorf("%s of %q, light %v, has a contrast of %.2f, want %.1f", field, name, light, contrast(lipgloss.Color(*c), ground), need)
				}
			}
			if got := o.Faint(); len(got) > 0 {
				t.Errorf("%q: %v", name, got)
			}
		}
	}
}

func TestTheTerminalsOwnColoursAreReadableWhereNobodyChangedThem(t *testing.T) {
	for name, all := range palettes16 {
		for _, light := range []bool{false, true} {
			ground, p := lipgloss.Color(all[0]), Options{Name: Terminal, Light: light}.palette()
			if light {
				ground = lipgloss.Color("#ffffff")
			}
			for field, c := range p.colours() {
				n, err := strconv.Atoi(*c)
				if err != nil {
					continue // the terminal's own foreground
				}
				need := 4.5
				if field == "rule" {
					need = 2.5 // the consoles' dark grey; nothing between it and white is among the 16
				}
				if got := contrast(lipgloss.Color(all[n]), ground); got < need {
					t.Errorf("%s of %s, light %v, has a contrast of %.2f, want %.1f", field, name, light, got, need)
				}
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
