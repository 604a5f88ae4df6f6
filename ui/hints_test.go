package ui_test

import (
	"strings"
	"testing"
	"time"

	"axdesk/client/order"
	"axdesk/client/store/storetest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// footer is the last line that is drawn.
func footer(s *screentest.Screen) string {
	lines := strings.Split(strings.TrimRight(s.Text(), "\n "), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// live plays on a desk of its own.
func live(t *testing.T, play func(tb testing.TB, s *screentest.Screen)) {
	t.Helper()
	build := func(tb testing.TB) tea.Model {
		_, m := newDesk(tb, deskOptions{})
		return m
	}
	screentest.RunLive(t, screentest.Options{}, build, play)
}

func TestTheFooterNamesOnlyKeysThatWork(t *testing.T) {
	t.Parallel()
	live(t, func(tb testing.TB, s *screentest.Screen) {
		says := func(where string, with, without []string) {
			tb.Helper()
			line := "  " + footer(s) + "  "
			for _, w := range with {
				if !strings.Contains(line, w) {
					tb.Errorf("%s: %q is not in %q", where, w, line)
				}
			}
			for _, w := range without {
				if strings.Contains(line, w) {
					tb.Errorf("%s: %q is in %q", where, w, line)
				}
			}
		}
		tourUntil(s, "location", nil)
		says("a list", []string{"  ↵ choose  ", "  / filter  ", "  esc back  ", "  y copy  ", "  ? help  "}, nil)
		s.Press("/")
		s.Type("S1")
		s.WaitFor("found, 32 in all")
		says("an open filter", []string{"  ↵ choose  ", "  esc clear  ", "  ^k palette  ", "  f1 help  "}, []string{" y ", " / ", " r ", " ? "})
		s.Press("ctrl+k")
		s.WaitFor("Palette")
		s.Type("quit")
		says("the palette", []string{"  ↵ do it  ", "  esc close  "}, []string{" / "})
		s.Press("esc")
		s.WaitFor("found, 32 in all")
		s.Press("esc", "home")
		s.WaitFor("1 of 32")
		tourBetween(s, "location", "port options", nil)
		says("a form", []string{"  tab next  ", "  f1 help  "}, []string{" ? ", "choose"})
		s.Resize(60, 24)
		s.WaitFor("f1 help")
		says("60 columns", []string{"  f1 help  "}, nil)
	})
}

func TestAChoiceFieldSaysHowToChoose(t *testing.T) {
	t.Parallel()
	live(t, func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "port options", nil)
		s.Press("down")
		s.WaitFor("▸ Port listing")
		s.WaitFor("←/→ choose")
		s.Press("up")
		s.Gone("←/→ choose")
	})
}

func TestWhatHasManyLinesIsCopiedByTheirNumber(t *testing.T) {
	t.Parallel()
	live(t, func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "port ready", nil)
		s.Press("y", "end", "enter")
		s.WaitFor("Copied the e-mail that orders the cross connect (")
		s.WaitFor(" lines)")
	})
}

func TestTheTopLineTellsOfTheServersClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		skew wire.Skew
		want string
	}{
		{wire.Skew{}, "○ AXON "},
		{wire.Skew{Known: true}, "● AXON "},
		{wire.Skew{Known: true, By: 3 * time.Minute, Corrected: true}, "▲ AXON clock +180 s, corrected"},
		{wire.Skew{Known: true, By: -30 * time.Hour}, "✕ AXON clock -108000 s "},
	} {
		m := ui.New(ui.Config{
			Journal: order.NewJournal(&storetest.Rows{}, "test"), Skew: func() wire.Skew { return c.skew }, Environment: "SANDBOX", NewRef: func() string { return "AX-TEST1" },
			Keys: keys.Default(), Now: time.Unix(0, 0),
		})
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if text := ansi.Strip(m.View().Content); !strings.Contains(text, c.want) {
			t.Errorf("%+v: %q is not in\n%s", c.skew, c.want, text)
		}
	}
}

// TestTheTopLineTellsHowAExAnswers on its desk: AXON's state says nothing about a customer's line.
func TestTheTopLineTellsHowAExAnswers(t *testing.T) {
	t.Parallel()
	playLines(t, screentest.Options{Width: 120, Height: 40}, deskOptions{}, func(tb testing.TB, _ *desk, k *keyboard) {
		k.WaitFor("^o customers' lines")
		k.WaitFor("↵ buy for this one")
		k.WaitFor("● AXON ")
		k.toLines()
		if top := k.Line(0); !strings.Contains(top, "● AEx ") || strings.Contains(top, "AXON") {
			tb.Errorf("the top line is %q", top)
		}
	})
}
