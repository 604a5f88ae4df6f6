package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"github.com/adrg/xdg"
	"github.com/pelletier/go-toml/v2"

	"axdesk/client/ownfile"
)

// Bounds of config.toml.
const (
	fileBytes    = 64 << 10 // most bytes of it
	fileProfiles = 32       // most profiles
	valueBytes   = 4 << 10  // most bytes of one value
)

// file is the shape of config.toml. What is absent stays nil.
type file struct {
	Default  string             `toml:"default_profile"`
	Profiles map[string]profile `toml:"profile"`
	common
}

// common is what may stand at the top, for all profiles, and in one, for that alone.
type common struct {
	PriceBook *string `toml:"price_book"`
	Currency  *string `toml:"currency"`
	Bands     *string `toml:"bands"`
	StateDir  *string `toml:"state_dir"`
	Store     *string `toml:"store"`
	ASCII     *bool   `toml:"ascii"`
	Plain     *bool   `toml:"plain"`
	Mouse     *bool   `toml:"mouse"`
}

type profile struct {
	common
	AXON *axonTable `toml:"axon"`
	AEx  *aexTable  `toml:"aex"`
}

type axonTable struct {
	URL     string `toml:"url"`
	Key     string `toml:"key"`
	File    string `toml:"secret_file"`
	Command string `toml:"secret_command"`
}

type aexTable struct {
	URL     string `toml:"url"`
	File    string `toml:"token_file"`
	Command string `toml:"token_command"`
}

const (
	knownCommon = "price_book, currency, bands, state_dir, store, ascii, plain, mouse"
	known       = "at the top and below [profile.NAME] " + knownCommon + "; at the top also default_profile; below [profile.NAME.axon] url, key, " +
		"secret_file, secret_command; below [profile.NAME.aex] url, token_file, token_command"
)

var profileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)

// File is where config.toml is looked for when nothing names another.
func File() string { return filepath.Join(xdg.ConfigHome, "axdesk", "config.toml") }

// readFile reads config.toml; one that isn't there is empty, unless the user named it.
func readFile(path string, must bool) (f file, found bool, err error) {
	in, err := os.Open(path) //nolint:gosec // the user's own configuration
	if errors.Is(err, fs.ErrNotExist) && !must {
		return f, false, nil
	}
	if err != nil {
		return f, false, fmt.Errorf("the configuration can't be opened: %w. Name one that is there with --config or AXDESK_CONFIG, or neither", err)
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return f, true, fmt.Errorf("the configuration can't be read: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(in, fileBytes+1))
	if err != nil {
		return f, true, fmt.Errorf("the configuration can't be read: %w", err)
	}
	if len(data) > fileBytes {
		return f, true, fmt.Errorf("%s is larger than %d KiB: it can't be the right file", path, fileBytes>>10)
	}
	if err := toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(&f); err != nil {
		return f, true, fmt.Errorf("%s: %w", path, tomlError(err))
	}
	if err := f.check(info.Mode()); err != nil {
		return f, true, fmt.Errorf("%s: %w", path, err)
	}
	return f, true, nil
}

// tomlError makes a sentence of what the TOML reader found. It repeats no value.
func tomlError(err error) error {
	switch m := ownfile.Find(err); {
	case m.Unknown:
		switch last := m.Key[strings.LastIndex(m.Key, ".")+1:]; last {
		case "secret", "token", "password":
			return fmt.Errorf("line %d holds a secret, and this file is no place for one. Take it out, and put it into a file that only you can read "+
				"(%s_file), have a command print it (%s_command), or set AXDESK_AXON_SECRET or AXDESK_AEX_TOKEN", m.Line, last, last)
		}
		return fmt.Errorf("line %d has a key that isn't known, %.80q: known are %s", m.Line, m.Key, known)
	case m.Key != "":
		return fmt.Errorf("line %d, %.80q has a value of the wrong kind: texts stand in quotes, and ascii, plain and mouse are true or false", m.Line, m.Key)
	case m.Line > 0:
		return fmt.Errorf("line %d is no TOML: %s", m.Line, m.Why)
	default:
		return errors.New("it is no TOML that can be read here: compare it with the example in docs/configuration.md")
	}
}

// check refuses what the shape can't.
func (f *file) check(mode fs.FileMode) error {
	if len(f.Profiles) > fileProfiles {
		return fmt.Errorf("%d profiles are too many: it takes %d", len(f.Profiles), fileProfiles)
	}
	if err := f.common.check("", mode); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(f.Profiles)) {
		p := f.Profiles[name]
		if !profileName.MatchString(name) {
			return fmt.Errorf("a profile is called %.80q: a name has 1 to 32 letters, digits, - and _", name)
		}
		if err := p.check("profile."+name+".", mode); err != nil {
			return err
		}
		if err := p.checkAPIs("profile."+name+".", mode); err != nil {
			return err
		}
	}
	if _, ok := f.Profiles[f.Default]; f.Default != "" && !ok {
		return fmt.Errorf("default_profile is %.80q, and %s", f.Default, f.names())
	}
	return nil
}

// names says which profiles there are.
func (f *file) names() string {
	if len(f.Profiles) == 0 {
		return "there is no profile"
	}
	return "the profiles are " + strings.Join(slices.Sorted(maps.Keys(f.Profiles)), ", ")
}

func (c *common) check(at string, mode fs.FileMode) error {
	texts := []struct {
		key  string
		text *string
	}{
		{"price_book", c.PriceBook},
		{"currency", c.Currency},
		{"bands", c.Bands},
		{"state_dir", c.StateDir},
		{"store", c.Store},
	}
	for _, t := range texts {
		if t.text == nil {
			continue
		}
		if err := plain(at+t.key, *t.text); err != nil {
			return err
		}
	}
	if c.Store != nil && hasPassword(*c.Store) && shared(mode, 0o077) {
		return fmt.Errorf("%sstore holds a password, and others can read this file (it is %04o): chmod 600 it, or set AXDESK_STORE instead", at, mode.Perm())
	}
	return nil
}

func (p *profile) checkAPIs(at string, mode fs.FileMode) error {
	axon, aex := p.AXON, p.AEx
	if axon == nil {
		axon = &axonTable{}
	}
	if aex == nil {
		aex = &aexTable{}
	}
	values := []struct{ key, text string }{
		{"axon.url", axon.URL},
		{"axon.key", axon.Key},
		{"axon.secret_file", axon.File},
		{"axon.secret_command", axon.Command},
		{"aex.url", aex.URL},
		{"aex.token_file", aex.File},
		{"aex.token_command", aex.Command},
	}
	for _, v := range values {
		if v.text == "" {
			continue
		}
		if err := plain(at+v.key, v.text); err != nil {
			return err
		}
		if strings.HasSuffix(v.key, "_command") && shared(mode, 0o022) {
			return fmt.Errorf("%s%s is run as you, and others can write to this file (it is %04o): chmod go-w it", at, v.key, mode.Perm())
		}
	}
	for _, both := range []struct{ at, file, command string }{{"axon.secret", axon.File, axon.Command}, {"aex.token", aex.File, aex.Command}} {
		if both.file != "" && both.command != "" {
			return fmt.Errorf("%s%s_file and %s%s_command are both set: leave out the one or the other", at, both.at, at, both.at)
		}
	}
	return nil
}

// shared tells that others may do what the bits stand for. Windows has no such bits.
func shared(mode, bits fs.FileMode) bool { return runtime.GOOS != "windows" && mode.Perm()&bits != 0 }

// plain takes a value of one line that has something in it.
func plain(name, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("%s is empty: give it a value, or leave it out", name)
	case len(text) > valueBytes:
		return fmt.Errorf("%s is longer than %d KiB", name, valueBytes>>10)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Errorf("%s holds a character that can't be shown", name)
	}
	return nil
}
