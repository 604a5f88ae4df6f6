package triage

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"axdesk/client/ownfile"
)

// Bounds of a bands file.
const (
	bandsBytes    = 64 << 10 // most bytes of it
	bandsName     = 40       // most characters of a name
	lowest        = -60.0    // dBm: no receiver reads less
	highest       = 10.0     // dBm: none survives more
	bandsKnown    = "name, overload, hot, marginal, bad and dark, below [gpon] or [ethernet]"
	bandsOrder    = "overload, hot, marginal, bad, dark"
	bandsDefault  = "the default"
	bandsFromFile = "given"
)

// bandsFile is the file's shape. What is absent stays nil and is the default.
type bandsFile struct {
	GPON     *bandsTable `toml:"gpon"`
	Ethernet *bandsTable `toml:"ethernet"`
}

type bandsTable struct {
	Name     *string  `toml:"name"`
	Overload *float64 `toml:"overload"`
	Hot      *float64 `toml:"hot"`
	Marginal *float64 `toml:"marginal"`
	Bad      *float64 `toml:"bad"`
	Dark     *float64 `toml:"dark"`
}

// ReadBands reads the limits of GPON and of active Ethernet from TOML of at most 64 KiB; docs/triage.md has its format.
// What it leaves out is the default. A key that isn't known, a value that is no level, and limits out of order are refused
// with a sentence that says which key, what it says and what is allowed.
func ReadBands(r io.Reader) (gpon, ethernet Bands, err error) {
	data, err := io.ReadAll(io.LimitReader(r, bandsBytes+1))
	if err != nil {
		return gpon, ethernet, fmt.Errorf("the bands can't be read: %w", err)
	}
	if len(data) > bandsBytes {
		return gpon, ethernet, fmt.Errorf("the file is larger than %d KiB: it can't be the right one", bandsBytes>>10)
	}
	var f bandsFile
	if err := toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(&f); err != nil {
		return gpon, ethernet, bandsError(err)
	}
	if gpon, err = f.GPON.over("gpon", DefaultGPON()); err != nil {
		return gpon, ethernet, err
	}
	ethernet, err = f.Ethernet.over("ethernet", DefaultActiveEthernet())
	return gpon, ethernet, err
}

// bandsError makes a sentence of what the TOML reader found.
func bandsError(err error) error {
	switch m := ownfile.Find(err); {
	case m.Unknown:
		return fmt.Errorf("line %d has a key that isn't known, %q: known are %s", m.Line, short(m.Key), bandsKnown)
	case m.Line > 0:
		key := ""
		if m.Key != "" {
			key = ", " + short(m.Key)
		}
		return fmt.Errorf("line %d%s can't be used: %s. A limit is a number of dBm, such as -27", m.Line, key, m.Why)
	default:
		return fmt.Errorf("it can't be used: %s", short(m.Why))
	}
}

// over puts what a table says over the defaults.
func (t *bandsTable) over(table string, b Bands) (Bands, error) {
	if t == nil {
		return b, nil
	}
	if t.Name != nil {
		if b.Name = *t.Name; !showable(b.Name) {
			return b, fmt.Errorf("%s.name says %q: it takes 1 to %d characters that can be shown", table, short(tidy(b.Name)), bandsName)
		}
	}
	limits := []struct {
		key   string
		given *float64
		is    *float64
		from  string
	}{
		{"overload", t.Overload, &b.Overload, bandsDefault},
		{"hot", t.Hot, &b.Hot, bandsDefault},
		{"marginal", t.Marginal, &b.Marginal, bandsDefault},
		{"bad", t.Bad, &b.Bad, bandsDefault},
		{"dark", t.Dark, &b.Dark, bandsDefault},
	}
	for i := range limits {
		l := &limits[i]
		if l.given == nil {
			continue
		}
		if v := *l.given; math.IsNaN(v) || v < lowest || v > highest {
			return b, fmt.Errorf("%s.%s says %g: it takes a level from %g to %g dBm", table, l.key, v, lowest, highest)
		}
		*l.is, l.from = *l.given, bandsFromFile
	}
	for i, l := range limits[1:] {
		above := limits[i]
		// Two may be the same where the band between them is not wanted; the good band and the dark must be there.
		if may := l.key == "hot" || l.key == "bad"; *l.is < *above.is || may && *l.is == *above.is {
			continue
		}
		return b, fmt.Errorf("%s.%s says %g (%s), which isn't below %s, %g (%s): from the top they are %s",
			table, l.key, *l.is, l.from, above.key, *above.is, above.from, bandsOrder)
	}
	return b, b.Check()
}

// showable tells whether a name can stand on a screen.
func showable(s string) bool {
	n := utf8.RuneCountInString(s)
	return n > 0 && n <= bandsName && strings.TrimSpace(s) == s &&
		strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }) < 0
}
