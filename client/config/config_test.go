package config

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// alone empties the environment of all that is axdesk's.
func alone(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AXDESK_") {
			t.Setenv(name, "")
		}
	}
}

// written puts a file into a fresh directory.
func written(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, and not one that says %q", err, want)
	}
	if err != nil && strings.Contains(err.Error(), "hush") {
		t.Errorf("%q tells a secret", err)
	}
}

const profiles = `default_profile = "stage"
currency = "NZD"
ascii = true
price_book = "book.toml"

[profile.stage]
currency = "AUD"
[profile.stage.axon]
url = "https://stage.example.com/api/biz2"
key = "stage-key"
secret_file = "secret"
[profile.stage.aex]
url = "https://lines.stage.example.com"
token_command = "echo hush-token; echo a note"

[profile.sandbox]
`

// TestTheExampleIsRead holds docs/configuration.example.toml against what is known, and the page against the example.
func TestTheExampleIsRead(t *testing.T) {
	alone(t)
	const at = "../../docs/configuration.example.toml"
	for _, name := range []string{"sandbox", "stage", "production"} {
		s, err := Load(Asked{File: at, Profile: name})
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.AXONAddress()
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.ToUpper(name); c != nil && Environment(c.Base) != want || c == nil && name != "sandbox" {
			t.Errorf("profile %s is at %v", name, c)
		}
	}
	f, _, err := readFile(at, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Profiles) != 3 || f.Default != "sandbox" {
		t.Errorf("the example has %d profiles, and begins with %q", len(f.Profiles), f.Default)
	}
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"price_book", "currency", "bands", "state_dir", "store", "ascii", "mouse", "default_profile", "axon.url", "axon.key", "axon.secret_file",
		"axon.secret_command", "aex.url", "aex.token_file", "aex.token_command", "AXDESK_CONFIG", "AXDESK_PROFILE", "AXDESK_PRICE_BOOK", "AXDESK_CURRENCY",
		"AXDESK_BANDS", "AXDESK_STATE_DIR", "AXDESK_STORE", "AXDESK_ASCII", "AXDESK_MOUSE", "AXDESK_AXON_URL", "AXDESK_AXON_KEY", "AXDESK_AXON_SECRET", "AXDESK_AEX_URL", "AXDESK_AEX_TOKEN",
	} {
		if !strings.Contains(string(page), "`"+key+"`") {
			t.Errorf("docs/configuration.md doesn't name %s", key)
		}
	}
}

func TestTheOrderIsFileEnvironmentFlags(t *testing.T) {
	alone(t)
	path := written(t, "config.toml", profiles, 0o600)
	load := func(a Asked) *Settings {
		t.Helper()
		a.File = path
		s, err := Load(a)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := load(Asked{})
	if s.Profile.Text != "stage" || s.Currency.Text != "AUD" || s.Currency.From != path+", profile.stage.currency" || !s.DrawASCII() {
		t.Errorf("by the file alone: %+v", s)
	}
	if want := filepath.Join(filepath.Dir(path), "book.toml"); s.PriceBook.Text != want {
		t.Errorf("a relative path is %s, and not beside the file, %s", s.PriceBook.Text, want)
	}
	if s = load(Asked{Profile: "sandbox"}); s.Currency.Text != "NZD" {
		t.Errorf("what isn't the profile's is %q, and not the file's", s.Currency.Text)
	}
	t.Setenv("AXDESK_CURRENCY", "SGD")
	t.Setenv("AXDESK_PRICE_BOOK", "mine.toml")
	t.Setenv("AXDESK_ASCII", "false")
	if s = load(Asked{}); s.Currency != (Value{"SGD", "AXDESK_CURRENCY"}) || s.PriceBook.Text != "mine.toml" || s.DrawASCII() {
		t.Errorf("by the environment: %+v", s)
	}
	if s = load(Asked{Currency: "EUR", ASCII: "true"}); s.Currency != (Value{"EUR", "--currency"}) || !s.DrawASCII() {
		t.Errorf("by the command line: %+v", s)
	}
	if s.UseMouse() {
		t.Error("the mouse is taken though nobody has asked for it")
	}
	t.Setenv("AXDESK_MOUSE", "true")
	if !load(Asked{}).UseMouse() || load(Asked{Mouse: "false"}).UseMouse() {
		t.Error("the mouse isn't as the environment, and then the flag, says")
	}
	t.Setenv("AXDESK_PROFILE", "sandbox")
	if s = load(Asked{}); s.Profile != (Value{"sandbox", "AXDESK_PROFILE"}) {
		t.Errorf("the profile is %+v", s.Profile)
	}
	if s = load(Asked{Profile: "stage"}); s.Profile.From != "--profile" {
		t.Errorf("the profile is %+v", s.Profile)
	}
}

func TestSecretsComeFromFileCommandOrEnvironment(t *testing.T) {
	alone(t)
	path := written(t, "config.toml", profiles, 0o600)
	secret := filepath.Join(filepath.Dir(path), "secret")
	if err := os.WriteFile(secret, []byte("hush\nnotes below it\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(Asked{File: path})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := s.AXON(t.Context()); err != nil || c.Key != "stage-key" || c.Secret != "hush" {
		t.Errorf("AXON's are %+v, %v", c, err)
	}
	if c, err := s.AEx(t.Context()); err != nil || c.Secret != "hush-token" {
		t.Errorf("AEx's are %+v, %v", c, err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644} {
		if err := os.Chmod(secret, mode); err != nil {
			t.Fatal(err)
		}
		_, err = s.AXON(t.Context())
		refused(t, err, "which others can read")
	}
	t.Setenv("AXDESK_AXON_SECRET", "of-the-environment")
	if s, err = Load(Asked{File: path}); err != nil {
		t.Fatal(err)
	}
	if c, err := s.AXON(t.Context()); err != nil || c.Secret != "of-the-environment" || c.Key != "stage-key" {
		t.Errorf("AXON's are %+v, %v", c, err)
	}
}

func TestACommandIsBounded(t *testing.T) {
	for _, c := range []struct{ command, want string }{
		{"echo hush >&2; echo hush; exit 3", "failed (exit status 3)"},
		{"yes hush", "more than 4 KiB"},
		{"true", "gave nothing"},
		{"printf 'hush\\033[2J'", "can't be sent"},
	} {
		text, err := secretCommand(t.Context(), "secret_command", c.command, time.Minute)
		refused(t, err, c.want)
		if text != "" {
			t.Errorf("%s gives %q", c.command, text)
		}
	}
	_, err := secretCommand(t.Context(), "secret_command", "exec sleep 60", time.Millisecond)
	refused(t, err, "took longer than 1ms and was stopped")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := secretCommand(ctx, "secret_command", "echo hush", time.Minute); err == nil {
		t.Error("a command is run for someone who has left")
	}
}

func TestASecretsFileIsOne(t *testing.T) {
	_, err := secretFile("secret_file", t.TempDir())
	refused(t, err, "which is no file")
	_, err = secretFile("secret_file", filepath.Join(t.TempDir(), "none"))
	refused(t, err, "can't be read")
	_, err = secretFile("secret_file", written(t, "secret", strings.Repeat("hush", 2000), 0o600))
	refused(t, err, "more than 4 KiB")
	_, err = secretFile("secret_file", written(t, "secret", "\n hush", 0o600))
	refused(t, err, "gave nothing")
}

func TestMistakesAreSentences(t *testing.T) {
	alone(t)
	const stage = "[profile.stage.axon]\nurl = \"https://stage.example.com\"\n"
	for _, c := range []struct {
		text, want string
		mode       os.FileMode
	}{
		{"\ncurrenzy = \"AUD\"", `line 2 has a key that isn't known, "currenzy": known are at the top`, 0o600},
		{"[profile.stage.axon]\nsecret = \"hush\"", "line 2 holds a secret, and this file is no place for one", 0o600},
		{"[profile.stage.aex]\ntoken = \"hush\"", "(token_file)", 0o600},
		{"[axon]\nurl = \"https://x\"", `a key that isn't known, "axon`, 0o600},
		{"currency = 7", `line 1, "currency" has a value of the wrong kind`, 0o600},
		{"currency = ", "line 1 is no TOML", 0o600},
		{"currency = \" \"", "currency is empty", 0o600},
		{"currency = \"\\u001b[2J\"", "a character that can't be shown", 0o600},
		{"currency = \"" + strings.Repeat("A", 5000) + "\"", "longer than 4 KiB", 0o600},
		{"default_profile = \"stage\"", `default_profile is "stage", and there is no profile`, 0o600},
		{"default_profile = \"prod\"\n[profile.stage]", "the profiles are stage", 0o600},
		{"[profile.\"a b\"]", "a name has 1 to 32 letters", 0o600},
		{"store = \"postgres://desk:hush@db/axdesk\"", "holds a password, and others can read this file (it is 0644)", 0o644},
		{"store = \"/var/lib\"", "takes a URL such as postgres://", 0o600},
		{stage + "secret_command = \"pass show axon\"", "others can write to this file (it is 0622)", 0o622},
		{stage + "secret_command = \"a\"\nsecret_file = \"b\"", "are both set", 0o600},
		{strings.Repeat("# nothing here\n", 5000), "larger than 64 KiB", 0o600},
	} {
		_, err := Load(Asked{File: written(t, "config.toml", c.text, c.mode)})
		refused(t, err, c.want)
	}
	_, err := Load(Asked{File: filepath.Join(t.TempDir(), "none.toml")})
	refused(t, err, "the configuration can't be opened")
	_, err = Load(Asked{File: written(t, "config.toml", profiles, 0o600), Profile: "prod"})
	refused(t, err, `--profile names a profile "prod"`)
	refused(t, err, "the profiles are sandbox, stage")
	_, err = Load(Asked{File: written(t, "config.toml", "store = \"postgres://desk:hush@db/axdesk\"", 0o600)})
	if err != nil {
		t.Errorf("a file of one's own may hold the store's password: %v", err)
	}
}

// TestAKeyDoesntTravelToAnotherServer mixes profiles and variables.
func TestAKeyDoesntTravelToAnotherServer(t *testing.T) {
	for _, c := range []struct {
		name, profile string
		env           map[string]string
		want          string
	}{
		{"a key without its secret", "", map[string]string{"AXDESK_AXON_KEY": "mine"}, "Set both, or neither"},
		{"an address without its key", "", map[string]string{"AXDESK_AXON_URL": "https://other.example.com"}, "AXDESK_AXON_KEY and AXDESK_AXON_SECRET are not set"},
		{
			"a profile asked for, and another server", "sandbox",
			map[string]string{"AXDESK_AXON_URL": "https://api.example.com", "AXDESK_AXON_KEY": "mine", "AXDESK_AXON_SECRET": "hush"},
			"--profile says sandbox, and AXDESK_AXON_URL names a server as well",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			alone(t)
			for name, text := range c.env {
				t.Setenv(name, text)
			}
			s, err := Load(Asked{File: written(t, "config.toml", profiles, 0o600), Profile: c.profile})
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.AXON(t.Context())
			refused(t, err, c.want)
		})
	}
	alone(t)
	t.Setenv("AXDESK_AXON_URL", "https://api.example.com")
	t.Setenv("AXDESK_AXON_KEY", "mine")
	t.Setenv("AXDESK_AXON_SECRET", "mine too")
	s, err := Load(Asked{File: written(t, "config.toml", profiles, 0o600)})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := s.AXON(t.Context()); err != nil || c.Base.Host != "api.example.com" || c.Secret != "mine too" {
		t.Errorf("the environment gives %+v, %v", c, err)
	}
	alone(t)
	s, err = Load(Asked{File: written(t, "config.toml", "[profile.x.axon]\nurl = \"https://x.example.com\"\n", 0o600), Profile: "x"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.AXON(t.Context())
	refused(t, err, "[profile.x.axon] has no key and no secret_file or secret_command (or AXDESK_AXON_SECRET in the environment)")
}
