package price

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var spellings = []struct{ in, out string }{
	{"0", "0.00"},
	{"0.00", "0.00"},
	{"1234.5", "1,234.50"},
	{"1,234.50", "1,234.50"},
	{"999999999999.99", "999,999,999,999.99"},
	{"100", "100.00"},
	{"007.10", "7.10"},
	{"0.0125", "0.0125"},
	{"1234567.125", "1,234,567.125"},
}

var notAmounts = []string{
	"", " ", "xxx.00", "yyy.00", "POA", "NaN", "Inf", "1e9", "1E-9", "-1", "-0.00", "+1", "1.", ".5", "1_000", "0x10", "1,234", "12,34.00",
	"1.2.3", "1 000.00", "$5", "5 ", "٣.٠٠", "1234567890123", "1.123456789", "1,2345.00", "true", "1/2",
}

func must(t interface{ Fatal(...any) }, s string) Money {
	m, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseAndString(t *testing.T) {
	for _, c := range spellings {
		if got := must(t, c.in).String(); got != c.out {
			t.Errorf("%q is shown as %q, want %q", c.in, got, c.out)
		}
	}
	if got := (Money{}).String(); got != "0.00" {
		t.Errorf("the zero value is shown as %q", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range notAmounts {
		m, err := Parse(s)
		if err == nil {
			t.Errorf("%q was taken as %s", s, m)
		} else if !strings.Contains(err.Error(), "amount") && !strings.Contains(err.Error(), "negative") {
			t.Errorf("%q: the sentence %q doesn't say what is wrong", s, err)
		}
	}
	if _, err := Parse(strings.Repeat("9", 1<<20)); err == nil || len(err.Error()) > 300 {
		t.Errorf("a megabyte of digits must give a short sentence, got %d bytes", len(err.Error()))
	}
}

// amounts draws spellings that Parse takes, with the same value in millionths of a cent as an integer.
func amounts(t *rapid.T, label string) (Money, *big.Rat) {
	s := rapid.StringMatching(`[0-9]{1,12}(\.[0-9]{1,8})?`).Draw(t, label)
	want, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no rational", s)
	}
	return must(t, s), want
}

func TestSumsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, x := amounts(t, "a")
		b, y := amounts(t, "b")
		c, z := amounts(t, "c")
		n := rapid.IntRange(0, longestTerm).Draw(t, "months")
		if a.Add(b).Add(c).Cmp(a.Add(b.Add(c))) != 0 || a.Add(b).Cmp(b.Add(a)) != 0 {
			t.Fatal("the order of a sum matters")
		}
		// Rationals are the referee: any float on the way would differ from them.
		want := new(big.Rat).Add(x, new(big.Rat).Mul(new(big.Rat).Add(y, z), big.NewRat(int64(n), 1)))
		if got := a.Add(b.Add(c).Times(n)).d.Rat(); got.Cmp(want) != 0 {
			t.Fatalf("got %s, want %s", got.FloatString(8), want.FloatString(8))
		}
	})
}

func TestShownAmountIsReadBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, _ := amounts(t, "m")
		if back := must(t, m.String()); back.Cmp(m) != 0 {
			t.Fatalf("%s was read back as %s", m, back)
		}
	})
}

func TestChange(t *testing.T) {
	a, b := must(t, "10"), must(t, "22.50")
	if got := []string{a.Change(b), b.Change(a), a.Change(a)}; got[0] != "+12.50" || got[1] != "−12.50" || got[2] != "" {
		t.Errorf("changes are %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range spellings {
		f.Add(c.in)
	}
	for _, s := range notAmounts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := Parse(s)
		if err != nil {
			return
		}
		if m.Cmp(Money{}) < 0 {
			t.Fatalf("%q became negative: %s", s, m)
		}
		if back := must(t, m.String()); back.Cmp(m) != 0 {
			t.Fatalf("%q is shown as %s, which reads as %s", s, m, back)
		}
	})
}

func TestMoneyIsKeptExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := must(t, rapid.StringMatching(`[0-9]{1,12}(\.[0-9]{1,8})?`).Draw(t, "amount"))
		m = m.Add(m).Times(rapid.IntRange(0, 600).Draw(t, "months"))
		text, err := m.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Money
		if err := back.UnmarshalText(text); err != nil || back.Cmp(m) != 0 {
			t.Errorf("%s comes back as %s, %v", m, back, err)
		}
	})
	for _, bad := range append(notAmounts, "1,234.50") {
		var m Money
		if err := m.UnmarshalText([]byte(bad)); err == nil && bad != "1.123456789" && bad != "1234567890123" {
			t.Errorf("%q is taken", bad)
		}
	}
}
