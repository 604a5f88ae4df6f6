package theme

import (
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
)

// blind are Machado's matrices for eyes that lack one kind of cone (2009, severity 1), on linear light.
var blind = map[string][9]float64{
	"all colours": {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":  {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deutanopia":  {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":  {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// seen is a colour as such eyes see it, in CIE L*a*b*.
func seen(hex string, m [9]float64) [3]float64 {
	r, g, b, _ := lipgloss.Color(hex).RGBA()
	var in, out [3]float64
	for i, v := range []uint32{r, g, b} {
		f := float64(v) / 0xffff
		if in[i] = f / 12.92; f > 0.04045 {
			in[i] = math.Pow((f+0.055)/1.055, 2.4)
		}
	}
	for i := range out {
		out[i] = min(1, max(0, m[3*i]*in[0]+m[3*i+1]*in[1]+m[3*i+2]*in[2]))
	}
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x := f((0.4124*out[0] + 0.3576*out[1] + 0.1805*out[2]) / 0.9505)
	y := f(0.2126*out[0] + 0.7152*out[1] + 0.0722*out[2])
	z := f((0.0193*out[0] + 0.1192*out[1] + 0.9505*out[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func TestStatesAreToldApartByAllEyes(t *testing.T) {
	const least = 20 // of Lab; 2 is just noticeable side by side
	for _, light := range []bool{false, true} {
		p := Options{Name: ColourBlind, Light: light}.palette()
		states := []string{p.good, p.busy, p.warn, p.bad}
		for eyes, m := range blind {
			for i, a := range states {
				for _, b := range states[:i] {
					x, y := seen(a, m), seen(b, m)
					if d := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); d < least {
						t.Errorf("light %v, %s: %s and %s are %.0f apart, want %d", light, eyes, a, b, d, least)
					}
				}
			}
		}
	}
}

func TestAThemeThatWasChosenAgainstTheBackgroundBringsItsOwn(t *testing.T) {
	own, err := Read([]byte("[own]\nbackground = \"#002B36\"\ntext = \"#eee8d5\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o     Options
		paint string
	}{
		{Options{}, ""},
		{Options{Light: true}, ""},
		{Options{Name: Dark}, ""},
		{Options{Name: Dark, Light: true}, "#16161e"},
		{Options{Name: Light}, "#ffffff"},
		{Options{Name: Light, Plain: true}, ""},
		{Options{Name: Light, Light: true}, ""},
		{Options{Name: HighContrast, Light: true}, ""},
		{Options{Name: Terminal, Light: true}, ""},
		{Options{Name: OwnName, Own: own.Own, Light: true}, "#002b36"},
	} {
		text, back := c.o.Ground()
		if (back == nil) != (c.paint == "") || (text == nil) != (back == nil) || back != nil && back != lipgloss.Color(c.paint) {
			t.Errorf("%+v is painted %v on %v, want %q", c.o, text, back, c.paint)
		}
	}
}

func TestOwnColoursAreReadOverATheme(t *testing.T) {
	c, err := Read([]byte("[own]\nbase = \"high-contrast\"\naccent = \"#FF00FF\"\ndim = \"#222222\"\nrule = \"#333333\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	th := New(Options{Name: c.Use, Own: c.Own})
	if th.Accent.GetForeground() != lipgloss.Color("#ff00ff") || th.Good.GetForeground() != lipgloss.Color(contrastDark.good) {
		t.Errorf("accent is %v, good is %v", th.Accent.GetForeground(), th.Good.GetForeground())
	}
	said := strings.Join(th.Faint(), "\n")
	for _, want := range []string{"dim, #222222, is hard to read: its contrast is 1.1, and 4.5 is the least.", "rule, #333333, is hard to read: its contrast is 1.4, and 3.0 is the least."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if len(th.Faint()) != 2 {
		t.Errorf("more than two are called hard to read:\n%s", said)
	}
	if c, err := Read([]byte("use = \"light\"\n[own]\ndim = \"#222222\"\n")); err != nil || c.Use != Light || c.Own == nil {
		t.Errorf("use is %q, %v", c.Use, err)
	}
	if c, err := Read(nil); err != nil || c != (Choice{}) {
		t.Errorf("an empty file is %+v, %v", c, err)
	}
}

func TestAThemeFileThatCantBeUsedSaysWhy(t *testing.T) {
	for text, want := range map[string]string{
		"use = \"solarized\"":             `there is no theme "solarized": choose dark, light, high-contrast, colour-blind, terminal`,
		"use = \"own\"":                   `there is no theme "own": its colours stand in theme.toml, below [own]`,
		"colour = 1":                      `line 1 has a key that isn't known, "colour": known are use, and below [own] base, background, text,`,
		"[own]\n\naccnt = \"#ffffff\"":    `line 3 has a key that isn't known, "own.accnt"`,
		"[own]\naccent = \"red\"":         `line 2 can't be used: a colour is # and six digits, such as #8f8fa3`,
		"[own]\naccent = 12":              `can't be used: a colour is # and six digits`,
		"[own]\nbase = \"own\"":           `own.base says "own": it takes dark, light,`,
		"[own":                            `line 1 can't be used`,
		strings.Repeat("#", fileBytes+1):  `the file is larger than 64 KiB`,
		"use = \"dark\"\nuse = \"light\"": `line 2 can't be used`,
	} {
		if _, err := Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q:\n got %v\nwant %s", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("use = \"own\"\n[own]\nbackground = \"#ffffff\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Read(data)
		if err == nil && Known(c.Use, c.Own != nil) != nil {
			t.Errorf("%q is taken as %q", data, c.Use)
		}
		New(Options{Name: c.Use, Own: c.Own}).Ground()
	})
}
