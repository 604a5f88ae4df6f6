package parts

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestWidthIsTheLibrarys: the short way gives what the long one gives, for each character that it knows and whatever follows it.
func TestWidthIsTheLibrarys(t *testing.T) {
	t.Parallel()
	known := 0
	for r, is := range narrow {
		if !is {
			continue
		}
		known++
		for _, beside := range []string{"", "a", "\u0301", "\ufe0f", "\u200d", "世", "\x1b[1;38:2::1:2:3m", "é"} {
			if s := beside + string(rune(r)) + beside; Width(s) != ansi.StringWidth(s) {
				t.Errorf("%q takes %d cells, and not %d", s, ansi.StringWidth(s), Width(s))
			}
		}
	}
	if known < 500 {
		t.Errorf("only %d characters are measured the short way", known)
	}
}

func FuzzWidth(f *testing.F) {
	for _, s := range []string{
		"", "plain", "\x1b[1mbold\x1b[m", "\x1b[38;2;1;2", "\x1b]8;;https://example.com\a", "a\u0301", "世界", "🇦🇺", "▸ x", "\x1b[2Kx", "e\x7f", "\r\n", "1\ufe0f\u20e3",
		strings.Repeat("é", 40), "\xff", "\x1b[1m\u0301",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Width(s), ansi.StringWidth(s); got != want {
			t.Errorf("%q: %d cells, want %d", s, got, want)
		}
	})
}

// BenchmarkWidth measures a line of the desk both ways.
func BenchmarkWidth(b *testing.B) {
	s := "\x1b[1m▸\x1b[m " + strings.Repeat("AU-NXT-S1 Sydney ", 3) + "\x1b[38;2;120;120;120m… ─────────\x1b[m"
	b.Run("parts", func(b *testing.B) {
		for b.Loop() {
			Width(s)
		}
	})
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			ansi.StringWidth(s)
		}
	})
}
