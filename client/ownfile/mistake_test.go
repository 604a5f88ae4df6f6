package ownfile

import (
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestFindNamesTheLineAndTheKey(t *testing.T) {
	var file struct {
		Size int `toml:"size"`
		Own  struct {
			Base string `toml:"base"`
		} `toml:"own"`
	}
	for name, c := range map[string]struct {
		text string
		want Mistake
	}{
		"an unknown key":     {"size = 1\n[own]\nbase = \"dark\"\nbass = 2\n", Mistake{Unknown: true, Line: 4, Key: "own.bass"}},
		"a wrong kind":       {"size = 1\n[own]\nbase = 3\n", Mistake{Line: 3, Key: "own.base"}},
		"no TOML":            {"size = 1\nsize\n", Mistake{Line: 2}},
		"a hostile key":      {"\"a\\u001b]0;x\\u0007\" = 1\n", Mistake{Unknown: true, Line: 1, Key: "a]0;x"}},
		"a key without end":  {strings.Repeat("k", 5000) + " = 1\n", Mistake{Unknown: true, Line: 1, Key: strings.Repeat("k", mostText-1) + "…"}},
		"a key of two lines": {"\"a\\nb\" = 1\n", Mistake{Unknown: true, Line: 1, Key: "a b"}},
	} {
		err := toml.NewDecoder(strings.NewReader(c.text)).DisallowUnknownFields().Decode(&file)
		if err == nil {
			t.Fatalf("%s is taken", name)
		}
		got := Find(err)
		if why := got.Why; c.want.Unknown != (why == "") {
			t.Errorf("%s: the reader says %q", name, why)
		}
		if got.Why = ""; got != c.want {
			t.Errorf("%s: found %+v, want %+v", name, got, c.want)
		}
	}
}
