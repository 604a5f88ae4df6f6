package config

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Asked is what the command line says; "" leaves a value to the environment, and that to the file.
type Asked struct {
	File, Profile                        string
	PriceBook, Currency, StateDir, Store string
	ASCII, Plain, Mouse                  string // "true" or "false" where the flag was given
}

// Value is one setting: what it is, and who said so. From is "" where nobody did.
type Value struct{ Text, From string }

// Settings are what a session goes by: config.toml, over it the environment, over that the command line.
type Settings struct {
	File  string // where config.toml is, or would be
	Found bool   // it is there
	// Profile is the one that is used, and Profiles are those that there are.
	Profile  Value
	Profiles string

	PriceBook, Currency, Bands, StateDir, Store, ASCII, Plain, Mouse Value

	axon, aex endpoint
}

// endpoint is how one API is reached, before its secret was read.
type endpoint struct {
	url, key, secret Value // secret is what the environment says
	file, command    Value
	err              error // what keeps it from being used
}

// Load reads the settings. It reads no secret: AXON and AEx do.
func Load(asked Asked) (*Settings, error) {
	s := &Settings{File: File()}
	at := first(Value{asked.File, "--config"}, env("AXDESK_CONFIG"))
	if at.Text != "" {
		s.File = at.Text
	}
	f, found, err := readFile(s.File, at.Text != "")
	s.Found = found
	if err != nil {
		return s, err
	}
	s.Profile = first(Value{asked.Profile, "--profile"}, env("AXDESK_PROFILE"))
	chosen := s.Profile.Text != "" // by whoever started this, and not by the file
	s.Profile = first(s.Profile, Value{f.Default, s.File + ", default_profile"})
	p, ok := f.Profiles[s.Profile.Text]
	if s.Profiles = f.names(); s.Profile.Text != "" && !ok {
		return s, fmt.Errorf("%s names a profile %.80q, and in %s %s", s.Profile.From, s.Profile.Text, s.File, s.Profiles)
	}
	s.common(asked, f.common, p.common)
	s.axon, s.aex = s.axonOf(p.AXON), s.aexOf(p.AEx)
	if chosen {
		s.axon.contradicts("AXDESK_AXON_URL", s.Profile)
		s.aex.contradicts("AXDESK_AEX_URL", s.Profile)
	}
	return s, s.check()
}

// common settles what isn't an API's.
func (s *Settings) common(asked Asked, all, own common) {
	dir := filepath.Dir(s.File)
	pick := func(flag, said, variable, key string, all, own *string, path bool) Value {
		v := first(Value{said, flag}, env(variable), s.from(own, s.inProfile(key)), s.from(all, s.File+", "+key))
		if path && strings.HasPrefix(v.From, s.File) {
			v.Text = pathFrom(dir, v.Text)
		}
		return v
	}
	s.PriceBook = pick("--price-book", asked.PriceBook, "AXDESK_PRICE_BOOK", "price_book", all.PriceBook, own.PriceBook, true)
	s.Currency = pick("--currency", asked.Currency, "AXDESK_CURRENCY", "currency", all.Currency, own.Currency, false)
	s.Bands = pick("", "", "AXDESK_BANDS", "bands", all.Bands, own.Bands, true)
	s.StateDir = pick(StateDirFlag, asked.StateDir, "AXDESK_STATE_DIR", "state_dir", all.StateDir, own.StateDir, true)
	s.Store = pick("--store", strings.TrimSpace(asked.Store), "AXDESK_STORE", "store", all.Store, own.Store, false)
	s.ASCII = pick("--ascii", asked.ASCII, "AXDESK_ASCII", "ascii", word(all.ASCII), word(own.ASCII), false)
	s.Plain = pick("--plain", asked.Plain, "AXDESK_PLAIN", "plain", word(all.Plain), word(own.Plain), false)
	s.Mouse = pick("--mouse", asked.Mouse, "AXDESK_MOUSE", "mouse", word(all.Mouse), word(own.Mouse), false)
}

// check refuses values that are settled, and wrong wherever they come from.
func (s *Settings) check() error {
	for _, v := range []Value{s.ASCII, s.Plain, s.Mouse} {
		if _, err := strconv.ParseBool(v.Text); v.Text != "" && err != nil {
			return fmt.Errorf("%s takes true or false, and not %.80q", v.From, v.Text)
		}
	}
	return s.Store.isStore()
}

// axonOf puts the environment over a profile. The environment names a server with all that belongs to it, or only a secret for the
// profile's: a key of one server must not travel to another.
func (s *Settings) axonOf(t *axonTable) endpoint {
	e := endpoint{url: env("AXDESK_AXON_URL"), key: env("AXDESK_AXON_KEY"), secret: env("AXDESK_AXON_SECRET")}
	if t == nil || e.url.Text != "" {
		e.err = allOrNone("the embedded sandbox", "AXDESK_AXON_URL", "AXDESK_AXON_KEY", "AXDESK_AXON_SECRET")
		return e
	}
	if e.key.Text != "" && e.secret.Text == "" {
		e.err = fmt.Errorf("AXDESK_AXON_KEY is set, and AXDESK_AXON_SECRET isn't: the secret of profile %s belongs to its own key. Set both, or neither", s.Profile.Text)
	}
	e.url = Value{t.URL, s.inProfile("axon.url")}
	e.key = first(e.key, Value{t.Key, s.inProfile("axon.key")})
	e.file = Value{pathFrom(filepath.Dir(s.File), t.File), s.inProfile("axon.secret_file")}
	e.command = Value{t.Command, s.inProfile("axon.secret_command")}
	if t.File == "" {
		e.file = Value{}
	}
	if e.err == nil {
		e.err = e.complete(s.Profile.Text, "axon", "secret", "AXDESK_AXON_SECRET", e.key.Text == "")
	}
	return e
}

func (s *Settings) aexOf(t *aexTable) endpoint {
	e := endpoint{url: env("AXDESK_AEX_URL"), secret: env("AXDESK_AEX_TOKEN")}
	if t == nil || e.url.Text != "" {
		e.err = allOrNone("no AEx", "AXDESK_AEX_URL", "AXDESK_AEX_TOKEN")
		return e
	}
	e.url = Value{t.URL, s.inProfile("aex.url")}
	e.file = Value{pathFrom(filepath.Dir(s.File), t.File), s.inProfile("aex.token_file")}
	e.command = Value{t.Command, s.inProfile("aex.token_command")}
	if t.File == "" {
		e.file = Value{}
	}
	e.err = e.complete(s.Profile.Text, "aex", "token", "AXDESK_AEX_TOKEN", false)
	return e
}

// complete says what a profile's API lacks.
func (e *endpoint) complete(profile, api, secret, variable string, noKey bool) error {
	var missing []string
	if e.url.Text == "" {
		missing = append(missing, "url")
	}
	if noKey {
		missing = append(missing, "key")
	}
	if e.file.Text == "" && e.command.Text == "" && e.secret.Text == "" {
		missing = append(missing, secret+"_file or "+secret+"_command (or "+variable+" in the environment)")
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("the credentials are incomplete: [profile.%s.%s] has no %s. Add it, or leave the table out", profile, api, strings.Join(missing, " and no "))
}

// contradicts refuses a profile that was asked for beside a variable that names another server: whoever started this believes to be
// at the one, and would be at the other.
func (e *endpoint) contradicts(variable string, chosen Value) {
	if e.err == nil && e.url.From == variable && e.url.Text != "" {
		e.err = fmt.Errorf("%s says %s, and %s names a server as well: leave out the one or the other", chosen.From, chosen.Text, variable)
	}
}

// AXON gives the credentials, its secret read; nil for the embedded sandbox.
func (s *Settings) AXON(ctx context.Context) (*Credentials, error) {
	c, err := s.AXONAddress()
	if c == nil || err != nil {
		return nil, err
	}
	c.Secret, err = s.axon.read(ctx)
	return c, err
}

// AXONAddress gives them without the secret: enough to know which orders are meant.
func (s *Settings) AXONAddress() (*Credentials, error) {
	if s.axon.err != nil || s.axon.url.Text == "" {
		return nil, s.axon.err
	}
	base, err := baseURL(s.axon.url.From, s.axon.url.Text, "https://sandbox-api.axonvx.com/api/biz2")
	if err != nil {
		return nil, err
	}
	return &Credentials{Base: base, Key: s.axon.key.Text}, nil
}

// AEx gives the credentials, its token read; nil without any: the embedded sandbox has lines of its own.
func (s *Settings) AEx(ctx context.Context) (*Credentials, error) {
	base, err := s.AExAddress()
	if base == nil || err != nil {
		return nil, err
	}
	token, err := s.aex.read(ctx)
	return &Credentials{Base: base, Secret: token}, err
}

// AExAddress is where the lines are; nil without any.
func (s *Settings) AExAddress() (*url.URL, error) {
	if s.aex.err != nil || s.aex.url.Text == "" {
		return nil, s.aex.err
	}
	return baseURL(s.aex.url.From, s.aex.url.Text, "https://stage.provider-service.dev.aex.systems")
}

// read gets the secret from where it is.
func (e *endpoint) read(ctx context.Context) (string, error) {
	switch {
	case e.secret.Text != "":
		return e.secret.Text, nil
	case e.file.Text != "":
		return secretFile(e.file.From, e.file.Text)
	}
	return secretCommand(ctx, e.command.From, e.command.Text, secretTime)
}

// Light reads the limits that light is judged by: those of the file that is set, which must be there, or of bands.toml.
func (s *Settings) Light() (Bands, error) {
	if s.Bands.Text == "" {
		return OpticalBands(BandsFile())
	}
	if _, err := os.Stat(s.Bands.Text); err != nil {
		return Bands{}, fmt.Errorf("%s names optical bands that can't be opened: %w", s.Bands.From, err)
	}
	return OpticalBands(s.Bands.Text)
}

// Server says what names a server to order at; "" where nothing does.
func (s *Settings) Server() string {
	switch s.axon.url.From {
	case "":
		return ""
	case "AXDESK_AXON_URL":
		return "AXDESK_AXON_URL, _KEY and _SECRET are set"
	}
	return "profile " + s.Profile.Text + " names a server"
}

// PlainMode tells whether a session on a terminal of one's own is questions and answers: as is set, or by a terminal that can't be
// drawn on. term is what TERM says.
func (s *Settings) PlainMode(term string) bool {
	if plain, err := strconv.ParseBool(s.Plain.Text); err == nil {
		return plain
	}
	return term == "dumb"
}

// DrawASCII tells whether a terminal of one's own is drawn with ASCII: as is set, or as its locale needs.
func (s *Settings) DrawASCII() bool {
	if ascii, err := strconv.ParseBool(s.ASCII.Text); err == nil {
		return ascii
	}
	return !UnicodeLocale()
}

// UseMouse tells whether the mouse is asked for; unset it is the terminal's own.
func (s *Settings) UseMouse() bool {
	use, err := strconv.ParseBool(s.Mouse.Text)
	return use && err == nil
}

// inProfile says where a key of the profile stands.
func (s *Settings) inProfile(key string) string {
	return s.File + ", profile." + s.Profile.Text + "." + key
}

func (s *Settings) from(text *string, at string) Value {
	if text == nil {
		return Value{}
	}
	return Value{*text, at}
}

func word(b *bool) *string {
	if b == nil {
		return nil
	}
	text := strconv.FormatBool(*b)
	return &text
}

// first is the first value that somebody has set.
func first(values ...Value) Value {
	for _, v := range values {
		if v.Text != "" {
			return v
		}
	}
	return Value{}
}

func env(name string) Value {
	if text := strings.TrimSpace(os.Getenv(name)); text != "" {
		return Value{text, name}
	}
	return Value{}
}

// hasPassword tells whether a URL holds one. What can't be parsed might.
func hasPassword(text string) bool {
	u, err := url.Parse(text)
	if err != nil {
		return true
	}
	_, in := u.User.Password()
	return in || u.Query().Has("password")
}
