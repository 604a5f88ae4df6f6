package theme

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
)

// Names of themes. Auto is dark or light, as the terminal's background is.
const (
	Auto         = ""
	Dark         = "dark"
	Light        = "light"
	HighContrast = "high-contrast"
	ColourBlind  = "colour-blind"
	Terminal     = "terminal" // the terminal's own 16 colours
	OwnName      = "own"      // what a theme.toml says
)

// Names lists the themes that there always are.
func Names() []string { return []string{Dark, Light, HighContrast, ColourBlind, Terminal} }

// Known says what is wrong with the name of a theme; nil where nothing is. own tells whether the user has made one.
func Known(name string, own bool) error {
	all := Names()
	if own {
		all = append(all, OwnName)
	}
	if name == Auto || slices.Contains(all, name) {
		return nil
	}
	if name == OwnName {
		return fmt.Errorf("there is no theme %q: its colours stand in theme.toml, below [own]", name)
	}
	return fmt.Errorf("there is no theme %q: choose %s", name, strings.Join(all, ", "))
}

// palette is a set of colours that all reach WCAG AA on the ground it is meant for: 4.5:1, and 3:1 for lines. A colour is
// #rrggbb, one of the terminal's own 16 by its number, or "" for the terminal's own foreground.
type palette struct{ text, dim, accent, good, busy, warn, bad, rule string }

var (
	dark  = palette{"#d5d5dd", "#8f8fa3", "#7dc4e4", "#a6da95", "#8aadf4", "#eed49f", "#ed8796", "#6e738d"}
	light = palette{"#24273a", "#5c5f77", "#0b6285", "#2b6a1b", "#1e55c0", "#7a4d00", "#b0102f", "#8c8fa1"}

	// AAA: 7:1, for lines too.
	contrastDark  = palette{"#ffffff", "#d0d0d0", "#6fe0ff", "#7dff7d", "#b9ccff", "#ffe14d", "#ffb0b0", "#b8b8b8"}
	contrastLight = palette{"#000000", "#3a3a3a", "#00405c", "#0b4a00", "#00309c", "#553300", "#8a0020", "#4a4a4a"}

	// Told apart without red and green, and without blue and yellow, by lightness where the hue is lost.
	blindDark  = palette{"#d5d5dd", "#8f8fa3", "#7dc4e4", "#3f9bff", "#c9c9f5", "#ffe14d", "#d9601a", "#6e738d"}
	blindLight = palette{"#24273a", "#5c5f77", "#0b6285", "#0060c0", "#3b2f6b", "#8a6e00", "#7d1a00", "#8c8fa1"}

	// Bright ones on dark; on light the few of the 16 that can be read there. States have their glyph and word besides.
	ownDark  = palette{"", "7", "14", "10", "14", "11", "9", "8"}
	ownLight = palette{"", "", "4", "", "4", "5", "1", "8"}
)

// colours gives a palette's colours by the names that a theme.toml has for them.
func (p *palette) colours() map[string]*string {
	return map[string]*string{
		"text": &p.text, "dim": &p.dim, "accent": &p.accent, "good": &p.good, "busy": &p.busy, "warn": &p.warn, "bad": &p.bad, "rule": &p.rule,
	}
}

// LightGround tells whether the theme is drawn on a light ground, which may be another than the terminal's.
func (o Options) LightGround() bool {
	switch o.Name {
	case Dark:
		return false
	case Light:
		return true
	case OwnName:
		if o.Own != nil && o.Own.background != "" {
			return luminance(lipgloss.Color(o.Own.background)) > 0.18
		}
		if o.Own != nil && o.Own.base != Auto {
			return Options{Name: o.Own.base, Light: o.Light}.LightGround()
		}
	}
	return o.Light
}

func (o Options) palette() palette {
	pick := func(d, l palette) palette {
		if o.LightGround() {
			return l
		}
		return d
	}
	switch o.Name {
	case HighContrast:
		return pick(contrastDark, contrastLight)
	case ColourBlind:
		return pick(blindDark, blindLight)
	case Terminal:
		return pick(ownDark, ownLight)
	case OwnName:
		if o.Own != nil {
			return o.Own.over(pick(Options{Name: o.Own.base}.palette(), Options{Name: o.Own.base, Light: true}.palette()))
		}
	}
	return pick(dark, light)
}

// Ground is what the theme needs the terminal's text and background to be; nil leaves them alone. Only a theme that was
// chosen against the background that the terminal has, or has one of its own, needs that.
func (o Options) Ground() (text, background color.Color) {
	if o.Plain {
		return nil, nil
	}
	p := o.palette()
	switch {
	case o.Name == OwnName && o.Own != nil && o.Own.background != "":
		return ink(p.text), lipgloss.Color(o.Own.background)
	case o.LightGround() != o.Light && p.text != "":
		return ink(p.text), Background(o.LightGround())
	}
	return nil, nil
}

func ink(c string) color.Color {
	if c == "" {
		return nil
	}
	return lipgloss.Color(c)
}

// Fixed tells that the theme's ground doesn't go by the terminal's.
func (o Options) Fixed() bool {
	dark, light := o, o
	dark.Light, light.Light = false, true
	return dark.LightGround() == light.LightGround()
}

// Least contrasts of WCAG 2 AA.
const (
	leastText = 4.5
	leastLine = 3.0
)

// Faint lists the colours of a theme that can't be read on its ground, as sentences. The terminal's own 16 aren't known here.
func (o Options) Faint() []string {
	var out []string
	ground := Background(o.LightGround())
	if _, own := o.Ground(); own != nil {
		ground = own
	}
	p := o.palette()
	all := p.colours()
	for _, name := range colourNames() {
		c, need := *all[name], leastText
		if name == "rule" {
			need = leastLine
		}
		if !strings.HasPrefix(c, "#") {
			continue
		}
		if got := contrast(lipgloss.Color(c), ground); got < need {
			out = append(out, fmt.Sprintf("%s, %s, is hard to read: its contrast is %.1f, and %.1f is the least.", name, c, math.Floor(got*10)/10, need))
		}
	}
	return out
}

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

// contrast is WCAG 2's ratio, 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Told is what Faint lists, short enough for a line or two.
func Told(list []string) string {
	switch n := len(list); {
	case n == 0:
		return ""
	case n > 1:
		return fmt.Sprintf("Of your theme %s %d more are, too: docs/themes.md.", list[0], n-1)
	}
	return "Of your theme " + list[0]
}
