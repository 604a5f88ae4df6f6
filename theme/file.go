package theme

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"axdesk/client/ownfile"
)

// fileBytes is the most that a theme.toml holds.
const fileBytes = 64 << 10

// Own are the user's colours, over those of another theme.
type Own struct {
	base, background string
	inks             map[string]string
}

// Choice is what a theme.toml says.
type Choice struct {
	Use string // the theme to begin with; Auto goes by the terminal's background
	Own *Own   // nil where the file has no colours
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// hex is a colour of the file.
type hex struct{ string }

// UnmarshalText takes #rrggbb.
func (h *hex) UnmarshalText(text []byte) error {
	if !hexColour.Match(text) {
		return errors.New("a colour is # and six digits, such as #8f8fa3")
	}
	h.string = strings.ToLower(string(text))
	return nil
}

// file is the file's shape.
type file struct {
	Use string   `toml:"use"`
	Own *ownFile `toml:"own"`
}

type ownFile struct {
	Base       string `toml:"base"`
	Background hex    `toml:"background"`
	Text       hex    `toml:"text"`
	Dim        hex    `toml:"dim"`
	Accent     hex    `toml:"accent"`
	Good       hex    `toml:"good"`
	Busy       hex    `toml:"busy"`
	Warn       hex    `toml:"warn"`
	Bad        hex    `toml:"bad"`
	Rule       hex    `toml:"rule"`
}

func colourNames() []string {
	return []string{"text", "dim", "accent", "good", "busy", "warn", "bad", "rule"}
}

// Read reads a theme.toml of at most 64 KiB; docs/themes.md has its format. A key that isn't known, a theme that there isn't
// and what is no colour are refused with a sentence. Empty data goes by the terminal's background.
func Read(data []byte) (Choice, error) {
	if len(data) > fileBytes {
		return Choice{}, fmt.Errorf("the file is larger than %d KiB: it can't be the right one", fileBytes>>10)
	}
	var f file
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&f); err != nil {
		return Choice{}, fileError(err)
	}
	c := Choice{Use: f.Use}
	if f.Own != nil {
		c.Own = &Own{base: f.Own.Base, background: f.Own.Background.string, inks: f.Own.inks()}
		if !slices.Contains(append(Names(), Auto), c.Own.base) {
			return Choice{}, fmt.Errorf("own.base says %.40q: it takes %s", c.Own.base, strings.Join(Names(), ", "))
		}
		if c.Use == Auto {
			c.Use = OwnName
		}
	}
	return c, Known(c.Use, c.Own != nil)
}

// fileError makes a sentence of what the TOML reader found.
func fileError(err error) error {
	switch m := ownfile.Find(err); {
	case m.Unknown:
		return fmt.Errorf("line %d has a key that isn't known, %.40q: known are use, and below [own] base, background, %s", m.Line, m.Key, strings.Join(colourNames(), ", "))
	case m.Line > 0:
		return fmt.Errorf("line %d can't be used: %s", m.Line, m.Why)
	default:
		return fmt.Errorf("it can't be used: %s", m.Why)
	}
}

func (f *ownFile) inks() map[string]string {
	out := map[string]string{}
	for i, c := range []hex{f.Text, f.Dim, f.Accent, f.Good, f.Busy, f.Warn, f.Bad, f.Rule} {
		if c.string != "" {
			out[colourNames()[i]] = c.string
		}
	}
	return out
}

// over puts the user's colours over a palette.
func (o *Own) over(p palette) palette {
	for name, at := range p.colours() {
		if c, ok := o.inks[name]; ok {
			*at = c
		}
	}
	return p
}
