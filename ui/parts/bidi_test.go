package parts

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/ui/screentest"
)

func TestAPriceStaysWhereItIsDrawn(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"▸ שלום   120.00  month", "▸⠀שלום⠀  120.00  month"},
		{"  Acme   120.00", "  Acme   120.00"},
		{"  علي −19.20", "⠀ علي⠀−19.20"},
		{"  שלום עולם  שרה  $5", "⠀ שלום עולם⠀ שרה⠀ $5"},
		{"port שלום 2", "port שלום⠀2"},
		{"120.00 שלום", "120.00⠀שלום"},
		{"x שלום │ שרה", "x שלום⠀│ שרה"},
		{"x שלום · שרה", "x שלום⠀· שרה"},
		{"שלום12", "שלום12"}, // of one text, and no blank in it
		{"x \x1b[31mשלום\x1b[m \x1b[32m5\x1b[m", "x \x1b[31mשלום\x1b[m⠀\x1b[32m5\x1b[m"},
		{"x ١٢ שלום ١٢", "x ١٢ שלום ١٢"}, // digits that no price of ours has
		{"שלום   ", "שלום   "},
		{"a\n שלום 1\nb 2", "a\n⠀שלום⠀1\nb 2"},
	} {
		if got := Steady(c.line); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.line, got, c.want)
		}
	}
	// The library agrees that this is needed, and that it helps.
	before, after := screentest.Turned(t, "▸ שלום   120.00"), screentest.Turned(t, Steady("▸ שלום   120.00"))
	if len(before) == 0 || before[0] != "▸ שלום   " || len(after) != 1 || after[0] != "שלום" {
		t.Errorf("a terminal turns %q before, %q after", before, after)
	}
}

func TestNoLineMovesItsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"שלום", "علي", "Acme", "120.00", "−19.2", "$5", "(7)", "·", "│", "▸", "…", "99%",
		}), 1, 8).Draw(t, "words")
		line := " "
		for _, w := range words {
			line += strings.Repeat(" ", rapid.IntRange(1, 3).Draw(t, "gap")) + w
		}
		out := Steady(line)
		if again := Steady(out); again != out {
			t.Fatalf("done twice, %q becomes %q", out, again)
		}
		if strings.ReplaceAll(out, stay, " ") != line || Width(out) != Width(line) {
			t.Fatalf("%q becomes %q: more than blanks has changed", line, out)
		}
		for _, piece := range screentest.Turned(t, out) {
			if strings.ContainsAny(piece, "0123456789$│·") || strings.Contains(piece, "  ") {
				t.Fatalf("a terminal turns %q of %q", piece, out)
			}
		}
	})
}

func BenchmarkSteadyOfAFrame(b *testing.B) {
	frame := strings.Repeat("▸ Acme Pty Ltd                       AU123456     ● ready      120.00  \n", 40)
	for b.Loop() {
		if Steady(frame) != frame {
			b.Fatal("a frame without right-to-left letters has changed")
		}
	}
}
