// Command axdesk is the support desk of network providers in a terminal: guided ordering on NEXTDC's AXON.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/fang/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/sandbox"
	"axdesk/client/store"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui"
)

// framesPerSecond halves the wait from a key to its frame against the usual 60, for ~1 ms/s of CPU.
const framesPerSecond = 120

// gcPercent keeps the heap near what is in use: a person's session makes little garbage, so that collecting it more often
// costs nothing that can be measured, and saves a tenth of what is resident. It is set once the first frames are out, since a
// collection among them would delay these.
const gcPercent = 30

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := fang.Execute(ctx, command(), fang.WithVersion(version()), fang.WithErrorHandler(sayError)); err != nil {
		stop()
		os.Exit(1)
	}
}

// version is what the go command stamped: a tag, a commit's pseudo-version, or (devel).
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// sayError prints an error as one line, where fang would wrap it: what it names is there to be copied.
func sayError(w io.Writer, _ fang.Styles, err error) { _, _ = fmt.Fprintln(w, "axdesk:", err) }

// deskFlags are what the command line says of the desk.
type deskFlags struct {
	priceBook, currency, debug, stateDir, fault string
	ascii                                       bool
	seed                                        uint64
	scale                                       float64
}

func command() *cobra.Command {
	var f deskFlags
	root := &cobra.Command{
		Use:   "axdesk",
		Short: "Order on NEXTDC's AXON and look after customers' lines on AEx, in a terminal",
		Long: "axdesk walks a customer through ordering on NEXTDC's AXON: a port, a connection from it to a cloud, the terms " +
			"read and signed, and the provisioning watched to the end. Beside that it finds a customer's line on AEx, shows it live and " +
			"says what is wrong.\n\nWithout credentials it serves itself an embedded sandbox. With AXDESK_AXON_URL, AXDESK_AXON_KEY and " +
			"AXDESK_AXON_SECRET set it orders at that server; with AXDESK_AEX_URL and AXDESK_AEX_TOKEN set its lines are that server's.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			creds, err := axonCredentials()
			if err != nil {
				return err
			}
			lines, err := aexCredentials()
			if err != nil {
				return err
			}
			for _, n := range []string{"fault", "seed", "scale"} {
				// Whoever gives one of these believes to be on the sandbox, and would order for real.
				if creds != nil && c.Flags().Changed(n) {
					return fmt.Errorf("--%s is for the embedded sandbox, but AXDESK_AXON_URL, _KEY and _SECRET are set: leave out the one or the other", n)
				}
			}
			return runDesk(c.Context(), f, creds, lines)
		},
	}
	flags := root.Flags()
	flags.StringVar(&f.priceBook, "price-book", "", "a TOML FILE that prices provider chains")
	flags.StringVar(&f.currency, "currency", "", "the CURRENCY to print with amounts; the API names none")
	flags.StringVar(&f.debug, "debug", "", "write a log of requests, without secrets, to this FILE")
	flags.StringVar(&f.stateDir, "state-dir", "", "the DIR where nonces, caches and the journal are kept (default: the user's state directory)")
	flags.BoolVar(&f.ascii, "ascii", !unicodeLocale(), "draw with ASCII only")
	flags.StringVar(&f.fault, "fault", "", "a LIST of faults of the embedded sandbox, see docs/sandbox.md")
	flags.Uint64Var(&f.seed, "seed", 1, "the embedded sandbox's seed, a whole number N")
	flags.Float64Var(&f.scale, "scale", 0, "the embedded sandbox provisions N times faster than life (0: its usual pace)")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(sandboxCommand())
	return root
}

// flagError says what a flag takes, where the library would tell how it was read.
func flagError(c *cobra.Command, err error) error {
	var bad interface{ GetValue() string }
	if !errors.As(err, &bad) {
		return err
	}
	for name, takes := range map[string]string{"seed": "a whole number, such as 7", "scale": "a number, such as 30", "ascii": "true or false"} {
		if c.Flags().Lookup(name) != nil && strings.Contains(err.Error(), `"--`+name+`" flag`) {
			return fmt.Errorf("--%s takes %s, and not %q", name, takes, bad.GetValue())
		}
	}
	return err
}

// runDesk is the desk on this terminal; without credentials, on a sandbox of its own.
func runDesk(ctx context.Context, f deskFlags, creds, lines *creds) error {
	dir := f.stateDir
	if dir == "" {
		dir = store.DefaultDir()
	}
	note := ""
	if creds == nil {
		run, err := embedded(ctx, f)
		if err != nil {
			return err
		}
		defer func() { _ = run.Close(context.WithoutCancel(ctx)) }()
		creds = run.creds
		note = "No credentials are set, so this is the embedded sandbox: nothing here is real, and nothing is billed. Ctrl+o goes to the customers' lines."
		if lines == nil {
			lines = run.lines
		} else {
			note = "No credentials for AXON are set, so ordering is on the embedded sandbox. The customers' lines are those of " + lines.base.Host + "."
		}
		dir = filepath.Join(dir, "sandbox")
	}
	db, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	log, closeLog, err := requestLog(f.debug)
	if err != nil {
		return err
	}
	defer closeLog()
	book, err := priceBook(f.priceBook)
	if err != nil {
		return err
	}
	cfg := axon.Config{Base: creds.base, Key: creds.key, Secret: creds.secret, Nonces: db, Log: log}
	if !creds.embedded {
		// The embedded sandbox has another port each time, so nothing kept from it would be found again.
		cfg.Cache = db
	}
	client := axon.New(cfg)
	defer client.Close()
	desk := ui.Config{
		API: client, Skew: client.Skew, Journal: db, Book: book, Currency: f.currency,
		Environment: environment(creds.base), Note: note, NewRef: order.NewRef,
		Keys: keys.Default(), Theme: theme.Options{ASCII: f.ascii}, Now: time.Now(),
	}
	if lines != nil {
		client := aex.New(aex.Config{Base: lines.base, Token: lines.secret, Gates: db, Cache: db, Log: log})
		desk.AEX, desk.Feed, desk.LinesEnvironment = client, client, environment(lines.base)
	}
	return show(ctx, desk)
}

func show(ctx context.Context, desk ui.Config) error {
	for _, file := range []*os.File{os.Stdin, os.Stdout} {
		if !terminal(file) {
			return fmt.Errorf("the desk needs a terminal, and %s isn't one: start it without a pipe or a redirection", file.Name())
		}
	}
	thrift := time.AfterFunc(time.Second, func() { debug.SetGCPercent(gcPercent) })
	defer thrift.Stop()
	_, err := tea.NewProgram(ui.New(desk), tea.WithContext(ctx), tea.WithFPS(framesPerSecond)).Run()
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// terminal tells whether a file is one. The made-up TERM leaves that as the only question.
func terminal(file *os.File) bool {
	return colorprofile.Detect(file, []string{"TERM=xterm"}) != colorprofile.NoTTY
}

// creds are what one API is reached with. AEx has a token, which is the secret, and no key.
type creds struct {
	base        *url.URL
	key, secret string
	embedded    bool
}

// axonCredentials reads them from the environment: all three, or none for the embedded sandbox.
func axonCredentials() (*creds, error) {
	v, err := allOrNone("the embedded sandbox", "AXDESK_AXON_URL", "AXDESK_AXON_KEY", "AXDESK_AXON_SECRET")
	if v == nil || err != nil {
		return nil, err
	}
	base, err := baseURL("AXDESK_AXON_URL", v[0], "https://sandbox-api.axonvx.com/api/biz2")
	return &creds{base: base, key: v[1], secret: v[2]}, err
}

// aexCredentials are both, or none: the embedded sandbox has lines of its own.
func aexCredentials() (*creds, error) {
	v, err := allOrNone("no AEx", "AXDESK_AEX_URL", "AXDESK_AEX_TOKEN")
	if v == nil || err != nil {
		return nil, err
	}
	base, err := baseURL("AXDESK_AEX_URL", v[0], "https://stage.provider-service.dev.aex.systems")
	return &creds{base: base, secret: v[1]}, err
}

// allOrNone reads variables that only make sense together; nil means that none is set.
func allOrNone(without string, names ...string) ([]string, error) {
	var values, missing []string
	for _, n := range names {
		v := strings.TrimSpace(os.Getenv(n))
		values = append(values, v)
		if v == "" {
			missing = append(missing, n)
		}
	}
	switch len(missing) {
	case len(names):
		return nil, nil
	case 0:
		return values, nil
	}
	verb := "is"
	if len(missing) > 1 {
		verb = "are"
	}
	return nil, fmt.Errorf("the credentials are incomplete: %s %s not set. Set all of %s, or none of them for %s",
		strings.Join(missing, " and "), verb, strings.Join(names, ", "), without)
}

// baseURL takes https, and plain http only to this machine: the key must not travel in clear.
func baseURL(name, text, such string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("%s is not a URL: it should look like %s", name, such)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, fmt.Errorf("%s is plain http to %s: the key would travel unprotected. Use https", name, u.Host)
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// environment is the word in the top line. A host is production unless it says that it is something else.
func environment(base *url.URL) string {
	host := strings.ToLower(base.Hostname())
	// Whole words of the name: "latest.example.com" is no test.
	words := strings.FieldsFunc(host, func(r rune) bool { return r == '.' || r == '-' })
	says := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(words, n) })
	}
	switch {
	case says("sandbox") || loopback(host):
		return "SANDBOX"
	case says("stage", "staging", "dev", "test", "uat"):
		return "STAGE"
	}
	return "PRODUCTION"
}

func unicodeLocale() bool {
	for _, n := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(os.Getenv(n)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	// No locale at all is a bare container or an SSH session without SendEnv; both show UTF-8 these days.
	return true
}

func priceBook(path string) (*price.Book, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, fmt.Errorf("the price book can't be opened: %w", err)
	}
	defer func() { _ = file.Close() }()
	book, err := price.ReadBook(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return book, nil
}

// requestLog keeps the last requests, and writes them to a file where one is asked for.
func requestLog(path string) (*wire.Log, func(), error) {
	if path == "" {
		return wire.NewLog(nil), func() {}, nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return nil, nil, fmt.Errorf("the debug log can't be written: %w", err)
	}
	logger := slog.New(slog.NewJSONHandler(file, nil))
	return wire.NewLog(logger), func() { _ = file.Close() }, nil
}

// embeddedSandbox is a sandbox of this process, on a port of its own.
type embeddedSandbox struct {
	*sandbox.Running
	creds, lines *creds
}

func embedded(ctx context.Context, f deskFlags) (*embeddedSandbox, error) {
	faults, err := sandbox.ParseFaults(f.fault)
	if err != nil {
		return nil, err
	}
	server, err := sandbox.New(sandbox.Config{Seed: f.seed, Scale: f.scale, Faults: faults})
	if err != nil {
		return nil, err
	}
	running, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the embedded sandbox can't start: %w", err)
	}
	base, err := url.Parse(running.AXONURL)
	if err != nil {
		return nil, err
	}
	aexBase, err := url.Parse(running.AEXURL)
	if err != nil {
		return nil, err
	}
	key, secret, token := server.Credentials()
	return &embeddedSandbox{
		running, &creds{base: base, key: key, secret: secret, embedded: true}, &creds{base: aexBase, secret: token, embedded: true},
	}, nil
}

// sandboxCommand serves the sandbox alone, for any client.
func sandboxCommand() *cobra.Command {
	var listen, fault string
	var cfg sandbox.Config
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the AXON and AEx APIs on loopback, for any client",
		Long: "sandbox serves both APIs as their documents say, and prints where and with which credentials, a line each, fit for a shell:\n\n" +
			"  axdesk sandbox --listen 127.0.0.1:8080 >sandbox.env &\n  set -a; . ./sandbox.env; axdesk",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if cfg.Faults, err = sandbox.ParseFaults(fault); err != nil {
				return err
			}
			return serveSandbox(c.Context(), c.OutOrStdout(), listen, cfg)
		},
	}
	flags := c.Flags()
	flags.StringVar(&listen, "listen", "127.0.0.1:8080", "loopback ADDRESS to listen on")
	flags.Uint64Var(&cfg.Seed, "seed", 1, "seed, a whole number N: the same seed and requests get the same answers")
	flags.Float64Var(&cfg.Scale, "scale", 0, "it provisions N times faster than life (0: its usual pace)")
	flags.StringVar(&fault, "fault", "", "a LIST of faults, such as slow=300ms,cut-after=1@POST; see docs/sandbox.md")
	return c
}

func serveSandbox(ctx context.Context, out io.Writer, listen string, cfg sandbox.Config) error {
	cfg.Log = func(line string) { fmt.Fprintln(os.Stderr, line) }
	server, err := sandbox.New(cfg)
	if err != nil {
		return err
	}
	running, err := server.Listen(ctx, listen)
	if err != nil {
		return err
	}
	key, secret, token := server.Credentials()
	_, err = fmt.Fprintf(out, "AXDESK_AXON_URL=%s\nAXDESK_AXON_KEY=%s\nAXDESK_AXON_SECRET=%s\nAXDESK_AEX_URL=%s\nAXDESK_AEX_TOKEN=%s\n",
		running.AXONURL, key, secret, running.AEXURL, token)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return running.Close(context.WithoutCancel(ctx))
}
