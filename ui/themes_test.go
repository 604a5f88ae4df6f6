package ui_test

import (
	"image/color"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// playsThemed is plays in a theme.
func playsThemed(t *testing.T, look theme.Options, o screentest.Options, play func(tb testing.TB, s *screentest.Screen)) {
	t.Helper()
	build := func(testing.TB) tea.Model {
		return ui.New(ui.Config{
			Journal: order.NewJournal(&storetest.Rows{}, "test"), API: newFewAPI(), Environment: "SANDBOX",
			NewRef: func() string { return "AX-7F3K2" }, Keys: keys.Default(), Theme: look, Now: time.Now(),
		})
	}
	screentest.Run(t, o, build, func(tb testing.TB, s *screentest.Screen) {
		s.WaitFor("Acme Pty Ltd")
		s.Advance(100 * time.Millisecond) // the terminal's answer about its background, and the frame by it
		play(tb, s)
	})
}

func same(a, b color.Color) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	return ar == br && ag == bg && ab == bb
}

// inkOf is the colour of the first letter of a text on the screen.
func inkOf(tb testing.TB, s *screentest.Screen, text string) color.Color {
	tb.Helper()
	x, y, ok := s.Find(text)
	if !ok {
		tb.Fatalf("%q is not on the screen:\n%s", text, s.Text())
	}
	return s.CellStyle(x, y).Fg
}

// TestEachThemeColoursTheSameScreen plays two screens in every theme on both backgrounds: the words are the same, the colours
// the theme's.
func TestEachThemeColoursTheSameScreen(t *testing.T) {
	t.Parallel()
	for _, name := range append(theme.Names(), theme.Auto) {
		for _, light := range []bool{false, true} {
			ground := map[bool]string{false: "-on-dark", true: "-on-light"}[light]
			t.Run(name+ground, func(t *testing.T) {
				t.Parallel()
				o := theme.Options{Name: name}
				playsThemed(t, o, screentest.Options{Light: light}, func(tb testing.TB, s *screentest.Screen) {
					o.Light = light
					th := theme.New(o)
					s.Golden("theme-company")
					for text, want := range map[string]lipgloss.Style{"order AX-7F3K2": th.Dim, "─ Company": th.Rule, "? help": th.Accent, "Company ▸": th.Selected} {
						got := inkOf(tb, s, text)
						if _, none := want.GetForeground().(lipgloss.NoColor); none && got == nil {
							continue
						}
						if !same(got, want.GetForeground()) {
							tb.Errorf("%q is drawn in %v, want %v", text, got, want.GetForeground())
						}
					}
					if text, back := o.Ground(); back != nil {
						if gotText, gotBack := s.Ground(); !same(gotText, text) || !same(gotBack, back) {
							tb.Errorf("the terminal shows %v on %v, want %v on %v", gotText, gotBack, text, back)
						}
					}
					s.Press("?")
					s.WaitFor("On this screen")
					s.Golden("theme-help")
				})
			})
		}
	}
}

func TestAThemeIsChosenFromThePalette(t *testing.T) {
	t.Parallel()
	playsThemed(t, theme.Options{}, screentest.Options{}, func(tb testing.TB, s *screentest.Screen) {
		choose := func(name string) {
			s.Press("ctrl+k")
			s.WaitFor("Palette")
			s.Type(name)
			s.Press("enter")
		}
		before := inkOf(tb, s, "? help")
		_, ground := s.Ground()
		choose("theme high")
		s.WaitFor(`Theme high-contrast, for this session. use = "high-contrast" in theme.toml`)
		s.Press("r")
		s.WaitFor("? help")
		if got := inkOf(tb, s, "? help"); same(got, before) || !same(got, theme.New(theme.Options{Name: theme.HighContrast}).Accent.GetForeground()) {
			tb.Errorf("help is drawn in %v, and was in %v", got, before)
		}
		choose("theme light")
		s.WaitFor("Theme light, for this session.")
		if _, got := s.Ground(); !same(got, theme.Background(true)) {
			tb.Errorf("a light theme on a dark terminal has the ground %v", got)
		}
		s.Press("ctrl+k")
		s.WaitFor("Palette")
		s.Type("theme light")
		s.WaitFor("in use")
		s.Press("esc")
		choose("theme by the")
		s.WaitFor("Theme by the terminal's background, for this session.")
		s.Press("r")
		s.WaitFor("? help")
		if _, got := s.Ground(); !same(got, ground) || !same(inkOf(tb, s, "? help"), before) {
			tb.Errorf("back by the background, help is drawn in %v on %v, want %v on %v", inkOf(tb, s, "? help"), got, before, ground)
		}
	})
}

func TestOwnColoursThatCantBeReadAreTold(t *testing.T) {
	t.Parallel()
	c, err := theme.Read([]byte("[own]\ndim = \"#333333\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	playsThemed(t, theme.Options{Name: c.Use, Own: c.Own}, screentest.Options{}, func(_ testing.TB, s *screentest.Screen) {
		s.WaitFor("Of your theme dim, #333333, is hard to read: its contrast is 1.4, and 4.5 is")
	})
	playsThemed(t, theme.Options{Name: c.Use, Own: c.Own}, screentest.Options{Light: true}, func(tb testing.TB, s *screentest.Screen) {
		if _, _, ok := s.Find("Of your theme"); ok {
			tb.Errorf("a colour that can be read on white is called hard to read:\n%s", s.Text())
		}
	})
}
