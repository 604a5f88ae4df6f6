package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"axdesk/client/config"
	"axdesk/client/sandbox"
	"axdesk/client/store/pgtest"
	"axdesk/client/wire"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// fine is a terminal with nothing to say against.
var fine = Terminal{TTY: true, Term: "xterm-256color", Locale: "LANG=C.UTF-8", Colours: colorprofile.TrueColor, Width: 120, Height: 40, UTF8: true, Escape: -1}

// alone empties the environment of all that is axdesk's, and gives a directory for its files.
func alone(t *testing.T) string {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AXDESK_") {
			t.Setenv(name, "")
		}
	}
	dir := t.TempDir()
	mine := filepath.Join(dir, "empty.toml") // and not that of whoever runs the tests
	if err := os.WriteFile(mine, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AXDESK_CONFIG", mine)
	return dir
}

// served names a sandbox by the environment.
func served(t *testing.T, faults string) {
	t.Helper()
	list, err := sandbox.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	server, err := sandbox.New(sandbox.Config{Seed: 1, Faults: list})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close(context.Background()) })
	key, secret, token := server.Credentials()
	for name, text := range map[string]string{
		"AXDESK_AXON_URL": running.AXONURL, "AXDESK_AXON_KEY": key, "AXDESK_AXON_SECRET": secret, "AXDESK_AEX_URL": running.AEXURL, "AXDESK_AEX_TOKEN": token,
	} {
		t.Setenv(name, text)
	}
}

// finds looks for a finding of that area and level that says so, in what it is or in how to mend it.
func finds(t *testing.T, r Report, area string, level Level, says string) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Area == area && f.Level == level && strings.Contains(f.What+"\n"+f.Mend, says) {
			if level == Wrong && r.OK {
				t.Errorf("with %q, all is well", says)
			}
			return
		}
	}
	t.Errorf("no %s of %s says %q among %+v", level, area, says, r.Findings)
}

// tellsNo holds that nothing which is printed holds a secret.
func tellsNo(t *testing.T, r Report, secrets ...string) {
	t.Helper()
	var out bytes.Buffer
	if err := r.Print(&out, false); err != nil {
		t.Fatal(err)
	}
	if err := r.JSON(&out); err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		if s != "" && strings.Contains(out.String(), s) {
			t.Errorf("a secret is printed: %s", out.String())
		}
	}
}

func TestAllIsWellOnTheEmbeddedSandbox(t *testing.T) {
	dir := alone(t)
	r := Examine(t.Context(), config.Asked{StateDir: dir, Currency: "AUD"}, fine)
	if !r.OK || r.Sum() != "All is well." {
		t.Errorf("%s %+v", r.Sum(), r.Findings)
	}
	finds(t, r, "configuration", Good, "currency AUD, by --currency")
	finds(t, r, "credentials", Good, "AXON: none are set, so it is the embedded sandbox")
	finds(t, r, "store", Good, filepath.Join(dir, "sandbox", "axdesk.db")+" opens and can be written")
	finds(t, r, "store", Good, "0 rows in the journal")
}

func TestBothAPIsAreAskedAndTheirClocksCompared(t *testing.T) {
	dir := alone(t)
	served(t, "")
	r := Examine(t.Context(), config.Asked{StateDir: dir}, fine)
	finds(t, r, "credentials", Good, "which counts as SANDBOX")
	for _, api := range []string{"AXON", "AEx"} {
		finds(t, r, api, Good, "answers in ")
		finds(t, r, api, Good, "its clock and this machine's agree")
	}
	tellsNo(t, r, os.Getenv("AXDESK_AXON_KEY"), os.Getenv("AXDESK_AXON_SECRET"), os.Getenv("AXDESK_AEX_TOKEN"))
}

func TestAClockThatIsOffIsFound(t *testing.T) {
	dir := alone(t)
	served(t, "drift=90s")
	r := Examine(t.Context(), config.Asked{StateDir: dir}, fine)
	finds(t, r, "AXON", Note, "ahead of this machine's; requests are stamped by its clock")
	finds(t, r, "AXON", Note, "timedatectl")
	var far Report
	far.OK = true
	far.clock("AXON", wire.Skew{By: -48 * time.Hour, Known: true})
	finds(t, far, "AXON", Wrong, "48h0m0s behind this machine's, too much to be believed")
}

func TestWhatKeepsAnAPIFromAnsweringIsFound(t *testing.T) {
	dir := alone(t)
	served(t, "")
	t.Setenv("AXDESK_AXON_SECRET", "wrong-and-not-to-be-seen")
	t.Setenv("AXDESK_AEX_TOKEN", "wrong-and-not-to-be-seen")
	r := Examine(t.Context(), config.Asked{StateDir: dir}, fine)
	finds(t, r, "AXON", Wrong, "Check the secret, and that it belongs to this key")
	finds(t, r, "AEx", Wrong, "This token is not allowed here")
	tellsNo(t, r, "wrong-and-not-to-be-seen")
	t.Setenv("AXDESK_AXON_URL", "http://127.0.0.1:1/api/biz2")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // retries wait for longer
	defer cancel()
	r = Examine(ctx, config.Asked{StateDir: dir}, fine)
	finds(t, r, "AXON", Wrong, "127.0.0.1 refuses the connection")
}

func TestCredentialsAreJudged(t *testing.T) {
	dir := alone(t)
	t.Setenv("AXDESK_AXON_KEY", "not-to-be-seen")
	r := Examine(t.Context(), config.Asked{StateDir: dir}, fine)
	finds(t, r, "credentials", Wrong, "AXON: the credentials are incomplete")
	finds(t, r, "store", Note, "not looked at")
	tellsNo(t, r, "not-to-be-seen")

	open := filepath.Join(dir, "secret")
	if err := os.WriteFile(open, []byte("not-to-be-seen"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o644); err != nil { //nolint:gosec // others reading it is the point
		t.Fatal(err)
	}
	text := "[profile.real.axon]\nurl = \"https://api.invalid\"\nkey = \"k\"\nsecret_file = \"secret\"\n"
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AXDESK_AXON_KEY", "")
	r = Examine(t.Context(), config.Asked{StateDir: dir, File: filepath.Join(dir, "config.toml"), Profile: "real"}, fine)
	finds(t, r, "configuration", Good, "config.toml, profile real (by --profile)")
	finds(t, r, "credentials", Wrong, "which others can read (it is 0644)")
	tellsNo(t, r, "not-to-be-seen")
}

func TestWhatIsRealIsSaid(t *testing.T) {
	dir := alone(t)
	t.Setenv("AXDESK_AEX_URL", "https://user:not-to-be-seen@lines.invalid")
	t.Setenv("AXDESK_AEX_TOKEN", "not-to-be-seen")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	r := Examine(ctx, config.Asked{StateDir: dir}, fine)
	tellsNo(t, r, "not-to-be-seen")
	finds(t, r, "credentials", Note, "https://lines.invalid, which counts as PRODUCTION")
}

func TestAConfigurationThatCantBeReadEndsThere(t *testing.T) {
	dir := alone(t)
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte("currenzy = \"AUD\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := Examine(t.Context(), config.Asked{File: path}, fine)
	finds(t, r, "configuration", Wrong, "line 1 has a key that isn't known")
	r = Examine(t.Context(), config.Asked{StateDir: dir, PriceBook: filepath.Join(dir, "none.toml")}, fine)
	finds(t, r, "configuration", Wrong, "The price book can't be opened")
	t.Setenv("AXDESK_BANDS", filepath.Join(dir, "none.toml"))
	r = Examine(t.Context(), config.Asked{StateDir: dir}, fine)
	finds(t, r, "configuration", Wrong, "AXDESK_BANDS names optical bands that can't be opened")
}

func TestAStoreThatCantBeUsedIsFound(t *testing.T) {
	dir := alone(t)
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := Examine(t.Context(), config.Asked{StateDir: file}, fine)
	finds(t, r, "store", Wrong, "ould not open the state directory")
	finds(t, r, "store", Wrong, "Nothing is ordered without a store")
	r = Examine(t.Context(), config.Asked{StateDir: dir, Store: "postgres://desk:not-to-be-seen@127.0.0.1:1/axdesk"}, fine)
	finds(t, r, "store", Wrong, "have to order at one API")
	served(t, "")
	r = Examine(t.Context(), config.Asked{StateDir: dir, Store: "postgres://desk:not-to-be-seen@127.0.0.1:1/axdesk"}, fine)
	finds(t, r, "store", Wrong, "can't be reached")
	finds(t, r, "AXON", Note, "nonces come from the store")
	tellsNo(t, r, "not-to-be-seen")
}

func TestPostgreSQLIsLookedAt(t *testing.T) {
	where := pgtest.URL(t)
	dir := alone(t)
	served(t, "")
	r := Examine(t.Context(), config.Asked{StateDir: dir, Store: where}, fine)
	finds(t, r, "configuration", Good, "a store that hosts share, by --store")
	finds(t, r, "store", Good, "the PostgreSQL database ")
	finds(t, r, "AXON", Good, "answers in ")
	tellsNo(t, r, where)
}

func TestTerminalsAreJudged(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Terminal)
		level  Level
		says   string
	}{
		{"fine", func(*Terminal) {}, Good, "TERM is xterm-256color, with all colours"},
		{"256 colours", func(t *Terminal) { t.Colours = colorprofile.ANSI256 }, Good, "with 256 colours"},
		{"16 colours", func(t *Terminal) { t.Colours = colorprofile.ANSI }, Note, "which has 16 colours"},
		{"none", func(t *Terminal) { t.Colours = colorprofile.ASCII }, Note, "no colours: states are told by glyph and word"},
		{"not wanted", func(t *Terminal) { t.Colours, t.NoColor = colorprofile.ASCII, true }, Good, "NO_COLOR is set"},
		{"a pipe", func(t *Terminal) { t.TTY = false }, Note, "no terminal"},
		{"dumb", func(t *Terminal) { t.Term = "dumb" }, Wrong, `TERM is "dumb"`},
		{"no TERM", func(t *Terminal) { t.Term = "" }, Wrong, "Set TERM to what the terminal is"},
		{"small", func(t *Terminal) { t.Width = 59 }, Wrong, "59 columns and 40 lines are too few: the desk needs 60 and 18"},
		{"low", func(t *Terminal) { t.Height = 17 }, Wrong, "too few"},
		{"narrow", func(t *Terminal) { t.Width = 79 }, Note, "80 and 24 show everything"},
		{"large enough", func(t *Terminal) { t.Width, t.Height = 80, 24 }, Good, "80 columns and 24 lines"},
		{"no size", func(t *Terminal) { t.Width = 0 }, Note, "doesn't tell its size"},
		{"UTF-8", func(*Terminal) {}, Good, "shows UTF-8 (LANG=C.UTF-8)"},
		{"latin", func(t *Terminal) { t.UTF8, t.Locale = false, "LANG=C" }, Note, "doesn't show UTF-8 (LANG=C), so the desk is drawn with ASCII"},
		{"SSH", func(t *Terminal) { t.SSH = true }, Good, "OSC 52"},
		{"tmux", func(t *Terminal) { t.Tmux, t.Term = true, "tmux-256color" }, Good, "set-clipboard on"},
		{"tmux, TERM set", func(t *Terminal) { t.Tmux = true }, Note, "in tmux, yet TERM is xterm-256color"},
		{"tmux, no RGB", func(t *Terminal) { t.Tmux, t.Term, t.Colours = true, "screen-256color", colorprofile.ANSI256 }, Note, ":RGB"},
		{"tmux, slow", func(t *Terminal) { t.Tmux, t.Term, t.Escape = true, "tmux-256color", 500*time.Millisecond }, Note, "tmux waits 500 ms behind esc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			term, r := fine, Report{OK: true}
			c.change(&term)
			r.terminal(term)
			finds(t, r, "terminal", c.level, c.says)
		})
	}
}

func TestAReportIsPrinted(t *testing.T) {
	r := Report{OK: true}
	r.add("store", Good, "opens", "")
	r.add("terminal", Note, "small\x1b[2J", "Make it larger.")
	var out bytes.Buffer
	if err := r.Print(&out, true); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"* ok     store          opens", "! note   terminal       small", "                        -> Make it larger.", "Nothing is wrong; 1 note."} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q isn't in\n%s", line, out.String())
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Errorf("a sequence is printed: %q", out.String())
	}
	r.add("store", Wrong, "full", "")
	out.Reset()
	if err := r.Print(&out, false); err != nil || !strings.Contains(out.String(), "✕ wrong  store          full") || !strings.HasSuffix(out.String(), "\n1 thing is wrong.\n") {
		t.Errorf("%v, %s", err, out.String())
	}
	out.Reset()
	var back Report
	if err := r.JSON(&out); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.OK || len(back.Findings) != 3 || back.Findings[1].Mend != "Make it larger." {
		t.Errorf("as JSON it is %s, %v", out.String(), err)
	}
}
