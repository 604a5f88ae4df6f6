package wire

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var cleanCases = []struct{ name, in, line, text string }{
	{"plain", "Sydney S1", "Sydney S1", "Sydney S1"},
	{"wide and accented", "Zürich 東京 😀 e\u0301", "Zürich 東京 😀 e\u0301", "Zürich 東京 😀 e\u0301"},
	{"colour", "\x1b[31mred\x1b[0m", "red", "red"},
	{"truecolour", "\x1b[38;2;1;2;3mx\x1b[m", "x", "x"},
	{"clipboard", "a\x1b]52;c;aGVsbG8=\ab", "ab", "ab"},
	{"clipboard, string terminator", "a\x1b]52;c;aGVsbG8=\x1b\\b", "ab", "ab"},
	{"clipboard, one-character controls", "a\u009d52;c;aGVsbG8=\u009cb", "ab", "ab"},
	{"clipboard, over lines", "a\x1b]52;c;aGV\nsbG8=\ab", "ab", "ab"},
	{"clipboard, unterminated", "a\x1b]52;c;aGVsbG8=", "a", "a"},
	{"unterminated hides only its line", "a\x1b]0;x\nthe terms", "a the terms", "a\nthe terms"},
	{"a sequence ends a string", "a\x1b]0;x\x1b[1mb", "ab", "ab"},
	{"hyperlink", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link", "link"},
	{"tmux passthrough", "\x1bPtmux;\x1b\x1b]52;c;AAAA\a\x1b\\x", "x", "x"},
	{"device control", "a\x1bP1$r0m\x1b\\b\x1b_app\x1b\\c\x1b^pm\x1b\\d\x1bXsos\x1b\\e", "abcde", "abcde"},
	{"charset, reset, keypad", "a\x1b(0b\x1bcc\x1b=d\x1b#8e", "abcde", "abcde"},
	{"one-character CSI", "\u009b31mred", "red", "red"},
	{"half a sequence", "a\x1b[3", "a", "a"},
	{"lone escape", "a\x1b", "a", "a"},
	{"sequence broken by a letter of another script", "a\x1b[3é", "aé", "aé"},
	{"controls", "a\x00\a\b\x7f\u0080b", "ab", "ab"},
	{"bidi", "a\u202eb\u2066c\u2069\u200f\u061cd", "abcd", "abcd"},
	{"zero width", "a\u200bb\u200d\ufeffc\u00ad\u2060\ufe0fd\U000e0041", "abcd", "abcd"},
	{"fillers", "a\u3164\u115f\uffa0b", "ab", "ab"},
	{"a format character that shows", "\u0600", "\u0600", "\u0600"},
	{"breaks", "a\r\n\n\tb\u2028c\u2029d\u0085e\vf\fg", "a b c d e f g", "a\n\n    b c d e f g"},
	{"break around nothing", "a\n\u200b\nb", "a b", "a\n\nb"},
	{"lone carriage return", "a\rb", "a b", "a\nb"},
	{"carriage return, sequence, line feed", "a\r\x1b[m\nb", "a b", "a\n\nb"},
	{"invalid", "a\xff\xc3b\x9b31m", "a\ufffd\ufffdb\ufffd31m", "a\ufffd\ufffdb\ufffd31m"},
	{"empty", "", "", ""},
}

func TestCleanTable(t *testing.T) {
	for _, tc := range cleanCases {
		t.Run(tc.name, func(t *testing.T) {
			if got := Clean(tc.in); got != tc.line {
				t.Errorf("Clean(%q) = %q, want %q", tc.in, got, tc.line)
			}
			if got := CleanText(tc.in); got != tc.text {
				t.Errorf("CleanText(%q) = %q, want %q", tc.in, got, tc.text)
			}
		})
	}
}

func TestCleanBounds(t *testing.T) {
	for _, unit := range []string{"x", "é", "\t", "x\x1b[1m", "\xff"} {
		line := Clean(strings.Repeat(unit, 10*cleanRunes))
		if n := utf8.RuneCountInString(line); n > cleanRunes || n > 1 && !strings.HasSuffix(line, ellipsis) {
			t.Errorf("of many %q Clean leaves %d runes, ending in %q", unit, n, line[len(line)-3:])
		}
	}
	for _, every := range []int{textLineRunes - 1, textLineRunes, textLineRunes + 1} {
		checkBounds(t, CleanText(strings.Repeat(strings.Repeat("é", every)+"\n", textBytes/every/2+2)))
	}
	checkBounds(t, CleanText(strings.Repeat("\t", textLineRunes)+strings.Repeat("\n\xff", textBytes/3)))
	if got := CleanText(strings.Repeat("x", textLineRunes+1) + "\nnext"); !strings.HasSuffix(got, "x"+ellipsis+"\nnext") {
		t.Errorf("a long line must be cut alone, got …%q", got[len(got)-12:])
	}
	if exact := strings.Repeat("x", cleanRunes); Clean(exact) != exact {
		t.Error("a line that just fits was cut")
	}
}

func checkBounds(t *testing.T, text string) {
	t.Helper()
	if len(text) > textBytes {
		t.Errorf("%d bytes are left", len(text))
	}
	for line := range strings.SplitSeq(text, "\n") {
		if n := utf8.RuneCountInString(line); n > textLineRunes {
			t.Errorf("a line of %d runes is left", n)
		}
	}
	if again := CleanText(text); again != text {
		t.Error("cleaning twice changes the text")
	}
}

// checkClean holds for whatever went in.
func checkClean(t interface{ Fatalf(string, ...any) }, in string) {
	line, text := Clean(in), CleanText(in)
	for _, out := range []string{line, strings.ReplaceAll(text, "\n", "")} {
		if !utf8.ValidString(out) {
			t.Fatalf("%q: invalid UTF-8 in %q", in, out)
		}
		for _, r := range out {
			if r < ' ' || r == 0x7f || hidden(r) || breaks(r) {
				t.Fatalf("%q: %U is left in %q", in, r, out)
			}
		}
	}
	if again := Clean(line); again != line {
		t.Fatalf("%q: Clean is not idempotent: %q, then %q", in, line, again)
	}
	if again := CleanText(text); again != text {
		t.Fatalf("%q: CleanText is not idempotent: %q, then %q", in, text, again)
	}
}

func TestCleanProperties(t *testing.T) {
	bits := rapid.SampledFrom([]string{
		"a", " ", "\n", "\r", "\t", "\x1b", "[", "]", "31m", "P", "\\", "\a", "\u009c", "\u009b", "\u202e", "\u200d",
		"é", "😀", "\xff", "\xc2", "\x9c", "\u2028", ";", "\x18", "\x00", "x\x1b]52;c;",
	})
	rapid.Check(t, func(t *rapid.T) {
		checkClean(t, strings.Join(rapid.SliceOfN(bits, 0, 60).Draw(t, "bits"), ""))
	})
}

func FuzzClean(f *testing.F) {
	for _, tc := range cleanCases {
		f.Add(tc.in)
	}
	f.Fuzz(func(t *testing.T, in string) { checkClean(t, in) })
}

func BenchmarkClean1MB(b *testing.B) {
	for name, unit := range map[string]string{
		"ascii": "The quick brown fox jumps. ", "wide": "東京データセンター", "colour": "\x1b[31mred\x1b[0m ", "openers": "\x1b]", "closed": "\x1b]x\a",
	} {
		text := strings.Repeat(strings.Repeat(unit, 4000/len(unit))+"\n", 260)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_ = CleanText(text)
			}
		})
	}
}
