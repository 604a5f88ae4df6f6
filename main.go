// Command axdesk is the support desk of network providers in a terminal: guided ordering on NEXTDC's AXON.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/fang/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"axdesk/client/access"
	"axdesk/client/backend"
	"axdesk/client/config"
	"axdesk/client/heap"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/sandbox"
	"axdesk/client/store"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/doctor"
	"axdesk/ui/serve"
	"axdesk/ui/share"
)

// framesPerSecond halves the wait from a key to its frame against the usual 60, for ~1 ms/s of CPU.
const framesPerSecond = 120

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
	backend.Options
	asked config.Asked
	set   *config.Settings // what these, the environment and config.toml come to
	keys  keys.Map
	theme string
	own   *theme.Own
}

func command() *cobra.Command {
	var f deskFlags
	root := &cobra.Command{
		Use:   "axdesk",
		Short: "Order on NEXTDC's AXON and look after customers' lines on AEx, in a terminal",
		Long: "axdesk walks a customer through ordering on NEXTDC's AXON: a port, a connection from it to a cloud, the terms " +
			"read and signed, and the provisioning watched to the end. Beside that it finds a customer's line on AEx, shows it live and " +
			"says what is wrong.\n\nWithout credentials it serves itself an embedded sandbox. With AXDESK_AXON_URL, AXDESK_AXON_KEY and " +
			"AXDESK_AXON_SECRET set it orders at that server; with AXDESK_AEX_URL and AXDESK_AEX_TOKEN set its lines are that server's. " +
			"A config.toml holds them by profile, and axdesk doctor says what is used.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.desk(c, nil) },
	}
	f.add(root.Flags())
	f.addASCII(root.Flags())
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(sandboxCommand(), journalCommand(), auditCommand(), serveCommand(), doctorCommand())
	root.AddCommand(
		linkCommand("service GUID", "Open the desk at an AXON service, or at a customer's line on AEx", "axdesk service 3f2b6c1e-8a44-4d0b-9a53-0c7d7f1c2a10", ui.LinkService),
		linkCommand("order REF", "Open the desk at an order of the journal, or at one that was begun", "axdesk order AX-7F3K2", ui.LinkOrder),
	)
	return root
}

// linkCommand opens the desk elsewhere than at a new order.
func linkCommand(use, short, example string, link func(context.Context, *ui.Config, string) error) *cobra.Command {
	var f deskFlags
	c := &cobra.Command{
		Use: use, Short: short, Example: "  " + example, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return f.desk(c, func(ctx context.Context, desk *ui.Config) error { return link(ctx, desk, args[0]) })
		},
	}
	f.add(c.Flags())
	f.addASCII(c.Flags())
	c.SetFlagErrorFunc(flagError)
	return c
}

// addASCII adds what only a terminal of one's own can be told.
func (f *deskFlags) addASCII(flags *pflag.FlagSet) {
	flags.Bool("ascii", !config.UnicodeLocale(), "draw with ASCII only")
}

// desk runs a session on this terminal; link leads to where it begins, nil to a new order.
func (f *deskFlags) desk(c *cobra.Command, link func(context.Context, *ui.Config) error) error {
	back, desk, err := f.open(c)
	if err != nil {
		return err
	}
	defer back.Close()
	cfg := desk()
	said := keys.Told(f.keys.Swallowed(os.Getenv))
	if cfg.Theme.Fixed() { // else the desk says it, once it knows the terminal's background
		said += " " + theme.Told(cfg.Theme.Faint())
	}
	cfg.Note = strings.TrimSpace(strings.TrimSpace(said) + " " + cfg.Note)
	if link != nil {
		if err := link(c.Context(), &cfg); err != nil {
			return err
		}
	}
	return show(c.Context(), cfg)
}

// add adds the flags that every desk has, on this terminal or over SSH.
func (f *deskFlags) add(flags *pflag.FlagSet) {
	f.asked.Flags(flags)
	flags.StringVar(&f.asked.PriceBook, "price-book", "", "a TOML FILE that prices provider chains")
	flags.StringVar(&f.asked.Currency, "currency", "", "the CURRENCY to print with amounts; the API names none")
	flags.StringVar(&f.theme, "theme", "", "the NAME of a theme: "+strings.Join(theme.Names(), ", ")+" (default: AXDESK_THEME, theme.toml, the background)")
	flags.StringVar(&f.Debug, "debug", "", "write a log of requests, without secrets, to this FILE")
	flags.StringVar(&f.Fault, "fault", "", "a LIST of faults of the embedded sandbox, see docs/sandbox.md")
	flags.Uint64Var(&f.Seed, "seed", backend.DefaultSeed, "the embedded sandbox's seed, a whole number N")
	flags.Float64Var(&f.Scale, "scale", 0, "the embedded sandbox provisions N times faster than life (0: its usual pace)")
}

// open opens what desks work with, as configuration, environment and command line say, and gives what makes a session of it.
func (f *deskFlags) open(c *cobra.Command) (*backend.Backend, func() ui.Config, error) {
	if ascii := c.Flags().Lookup("ascii"); ascii != nil && ascii.Changed {
		f.asked.ASCII = ascii.Value.String()
	}
	set, err := config.Load(f.asked)
	if err != nil {
		return nil, nil, err
	}
	f.set = set
	server, err := set.AXONAddress()
	if err != nil {
		return nil, nil, err
	}
	for _, n := range []string{"fault", "seed", "scale"} {
		// Whoever gives one of these believes to be on the sandbox, and would order for real.
		if server != nil && c.Flags().Changed(n) {
			return nil, nil, fmt.Errorf("--%s is for the embedded sandbox, but %s: leave out the one or the other", n, set.Server())
		}
	}
	light, err := set.Light()
	if err != nil {
		return nil, nil, err
	}
	book, err := config.PriceBook(set.PriceBook.Text)
	if err != nil {
		return nil, nil, err
	}
	if err := f.dress(); err != nil {
		return nil, nil, err
	}
	back, err := backend.OpenWith(c.Context(), f.Options, set)
	if err != nil {
		return nil, nil, err
	}
	return back, func() ui.Config { return f.session(back, book, light) }, nil
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

// dress reads the user's own keys and theme.
func (f *deskFlags) dress() (err error) {
	if f.keys, err = config.Own("keys.toml", "the keys", keys.Read); err != nil {
		return err
	}
	look, err := config.Own("theme.toml", "the theme", theme.Read)
	if err != nil {
		return err
	}
	f.theme, f.own = cmp.Or(f.theme, os.Getenv("AXDESK_THEME"), look.Use), look.Own
	if err := theme.Known(f.theme, f.own != nil); err != nil {
		return fmt.Errorf("--theme or AXDESK_THEME: %w", err)
	}
	return nil
}

// session is what one session is made of.
func (f *deskFlags) session(back *backend.Backend, book *price.Book, light config.Bands) ui.Config {
	desk := ui.Config{
		API: back.AXON, Skew: back.AXON.Skew, Journal: back.Journal(), Book: book, Currency: f.set.Currency.Text,
		Environment: back.Environment, Note: back.Note, NewRef: order.NewRef,
		Keys: f.keys, Theme: theme.Options{ASCII: f.set.DrawASCII(), Name: f.theme, Own: f.own}, Now: time.Now(), GPON: light.GPON, Ethernet: light.Ethernet,
	}
	if back.AEx != nil {
		desk.AEX, desk.Feed, desk.LinesEnvironment, desk.Readings = back.AEx, back.AEx, back.LinesEnvironment, back.Readings
	}
	return desk
}

func show(ctx context.Context, desk ui.Config) error {
	for _, file := range []*os.File{os.Stdin, os.Stdout} {
		if !terminal(file) {
			return fmt.Errorf("the desk needs a terminal, and %s isn't one: start it without a pipe or a redirection", file.Name())
		}
	}
	thrift := time.AfterFunc(time.Second, heap.Steady)
	defer thrift.Stop()
	desk.AskSync = os.Getenv("SSH_TTY") != ""
	model := ui.New(desk)
	defer model.Close()
	_, err := tea.NewProgram(model, tea.WithContext(ctx), tea.WithFPS(framesPerSecond)).Run()
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// terminal tells whether a file is one. The made-up TERM leaves that as the only question.
func terminal(file *os.File) bool {
	return colorprofile.Detect(file, []string{"TERM=xterm"}) != colorprofile.NoTTY
}

// serveFlags are what the command line says of the desk over SSH.
type serveFlags struct {
	deskFlags
	serve.Config
	logs, address string
}

// limitAudit is how long the audit may take to keep that somebody came or went.
const limitAudit = 5 * time.Second

// serveCommand is the desk over SSH.
func serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the desk over SSH, to those whose keys a file names",
		Long: "serve makes this program an SSH server: ssh HOST, and one is at the desk. A line of the file of keys is a public key and who " +
			"has it:\n\n  ssh-ed25519 AAAA… role=agent name=\"Alice Ng\"\n\nA role is viewer, agent or supervisor. docs/serve.md tells an operator the rest.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	flags := c.Flags()
	f.add(flags)
	f.asked.StoreFlag(flags)
	flags.StringVar(&f.Listen, "listen", "127.0.0.1:2222", "the ADDRESS to serve at")
	flags.StringVar(&f.Keys, "authorized-keys", "", "the FILE of keys that may sign in, each with a role and a name")
	flags.StringVar(&f.address, "address", "", "how guests reach this host, as ssh takes it: DEST, such as \"-p 2222 desk.example\" (default: by --listen)")
	flags.StringVar(&f.Host, "host-name", "", "what this host is called among those that share the store, each its own NAME (default: the machine's name)")
	flags.StringVar(&f.HostKey, "host-key", "", "the FILE of the server's own key; made where it is missing (default: in the state directory)")
	flags.StringVar(&f.Metrics, "metrics", "", "serve metrics and health at this loopback ADDRESS, such as 127.0.0.1:9222")
	flags.BoolVar(&f.MetricsAnywhere, "metrics-anywhere", false, "let --metrics be an address that others reach")
	flags.StringVar(&f.logs, "log", "json", "write logs as FORMAT: json or text")
	f.Limits.Flags(flags)
	_ = c.MarkFlagRequired("authorized-keys")
	return c
}

// run serves until it is told to stop. A second signal ends everything at once.
func (f *serveFlags) run(c *cobra.Command) error {
	handler := slog.Handler(slog.NewJSONHandler(c.ErrOrStderr(), nil))
	if f.logs == "text" {
		handler = slog.NewTextHandler(c.ErrOrStderr(), nil)
	} else if f.logs != "json" {
		return fmt.Errorf("--log takes json or text, and not %q", f.logs)
	}
	f.Log = slog.New(handler)
	slog.SetDefault(f.Log) // of the SSH library
	heap.Steady()
	back, desk, err := f.open(c)
	if err != nil {
		return err
	}
	defer back.Close()
	if f.HostKey == "" {
		f.HostKey = filepath.Join(cmp.Or(f.set.StateDir.Text, store.DefaultDir()), "host_key")
	}
	for _, said := range f.keys.Swallowed(func(string) string { return "" }) { // what is around a session isn't around the server
		f.Log.Warn("a key may not arrive", "why", said)
	}
	f.fill(back, desk)
	f.Presence, f.Requests = back.Store, back.Log
	f.Healthy = func(ctx context.Context) error {
		_, _, _, err := back.Store.Answer(ctx, "health")
		return err
	}
	server, err := serve.New(c.Context(), f.Config)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(c.OutOrStdout(), "Serving the %s desk at %s to %d keys.\nHost key %s, in %s.\n", back.Environment, server.Addr(), server.People(),
		server.Fingerprint(), f.HostKey)
	if a := server.StatusAddr(); a != nil {
		_, _ = fmt.Fprintf(c.OutOrStdout(), "Metrics at http://%s/metrics, health at http://%s/healthz.\n", a, a)
	}
	now := make(chan struct{})
	context.AfterFunc(c.Context(), func() {
		again, stop := signal.NotifyContext(context.WithoutCancel(c.Context()), os.Interrupt, syscall.SIGTERM)
		defer stop()
		<-again.Done()
		close(now)
	})
	return server.Serve(c.Context(), now)
}

// fill says what becomes of those who come: a desk, a guest's seat, and an entry in the audit.
func (f *serveFlags) fill(back *backend.Backend, desk func() ui.Config) {
	f.Host = cmp.Or(f.Host, serve.HostName())
	audit := func(ctx context.Context, who access.Person, what, subject, detail string) error {
		return access.NewSeat(who, back.Store).Keep(ctx, what, subject, detail)
	}
	hub := share.NewHub(share.Config{Directory: back.Store, Host: f.Host, Address: cmp.Or(f.address, serve.SSHAddress(f.Listen)), Audit: audit})
	f.Desk = func(p access.Person, look theme.Options) serve.Screen {
		cfg := desk()
		look.Name, look.Own = cmp.Or(look.Name, cfg.Theme.Name), cfg.Theme.Own
		cfg.Person, cfg.Theme, cfg.Hub, cfg.Audit = p, look, hub, back.Store
		return ui.New(cfg)
	}
	f.Join = func(ctx context.Context, p access.Person, code string, look theme.Options) (serve.Screen, error) {
		seat, err := hub.Knock(ctx, p, code)
		if err != nil {
			return nil, err
		}
		return share.NewGuest(share.GuestConfig{Seat: seat, Name: serve.KnownName(p), Key: p.Key, Keys: f.keys, Theme: look}), nil
	}
	f.Noted = func(p access.Person, what, detail string) error {
		ctx, cancel := context.WithTimeout(context.Background(), limitAudit)
		defer cancel()
		return audit(ctx, p, what, "", detail)
	}
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
			cfg.Log = func(line string) { fmt.Fprintln(os.Stderr, line) }
			return backend.ServeSandbox(c.Context(), c.OutOrStdout(), listen, cfg)
		},
	}
	flags := c.Flags()
	flags.StringVar(&listen, "listen", "127.0.0.1:8080", "loopback ADDRESS to listen on")
	flags.Uint64Var(&cfg.Seed, "seed", backend.DefaultSeed, "seed, a whole number N: the same seed and requests get the same answers")
	flags.Float64Var(&cfg.Scale, "scale", 0, "it provisions N times faster than life (0: its usual pace)")
	flags.IntVar(&cfg.Services, "services", 0, "how many services AEx has, a NUMBER up to 200000, to try a long list (0: 5200)")
	flags.StringVar(&cfg.State, "state", "", "a FILE to keep orders in over restarts; none: a restart is a fresh sandbox")
	flags.StringVar(&fault, "fault", "", "a LIST of faults, such as slow=300ms,cut-after=1@POST; see docs/sandbox.md")
	return c
}

// journalCommand prints the journal for scripts.
func journalCommand() *cobra.Command {
	var asked config.Asked
	var asJSON, asCSV bool
	c := &cobra.Command{
		Use:   "journal [REF]",
		Short: "Print the journal of orders, as JSON or CSV",
		Long: "journal prints every state that every order has come to, the first one first, of the API that the environment names, or " +
			"of the embedded sandbox. With a REF, such as AX-7F3K2, it prints that order's alone. It holds no secret, and asks no API.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if asJSON == asCSV {
				return errors.New("choose one of --json and --csv")
			}
			at, creds, err := backend.Where(asked)
			if err != nil {
				return err
			}
			ref := ""
			if len(args) > 0 {
				ref = args[0]
			}
			return backend.PrintJournal(c.Context(), c.OutOrStdout(), at, creds, ref, asCSV)
		},
	}
	flags := c.Flags()
	flags.BoolVar(&asJSON, "json", false, "print it as a JSON array, with the bodies of requests")
	flags.BoolVar(&asCSV, "csv", false, "print it as CSV with a head, without bodies and documents")
	asked.Flags(flags)
	asked.StoreFlag(flags)
	return c
}

// auditCommand prints the audit for scripts.
func auditCommand() *cobra.Command {
	var asked config.Asked
	var since string
	var asJSON, asCSV bool
	c := &cobra.Command{
		Use:   "audit",
		Short: "Print who did what at a desk over SSH, as JSON or CSV",
		Long: "audit prints what people did at the desks that a server serves, the first thing first: signing in, looking at secrets, " +
			"orders, signatures, changes, exports. It holds no secret, and nothing in it can be changed.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON == asCSV {
				return errors.New("choose one of --json and --csv")
			}
			from, err := access.Since(since, time.Now())
			if err != nil {
				return err
			}
			at, creds, err := backend.Where(asked)
			if err != nil {
				return err
			}
			return backend.PrintAudit(c.Context(), c.OutOrStdout(), at, creds, from, asCSV)
		},
	}
	flags := c.Flags()
	flags.BoolVar(&asJSON, "json", false, "print it as a JSON array")
	flags.BoolVar(&asCSV, "csv", false, "print it as CSV with a head")
	flags.StringVar(&since, "since", "", "leave out what is older than this TIME: 2026-03-14, 36h or 7d")
	asked.Flags(flags)
	asked.StoreFlag(flags)
	return c
}

// errUnwell is doctor's exit status: what is wrong is printed already.
var errUnwell = errors.New("something is wrong, as said above")

// doctorCommand looks over what axdesk stands on.
func doctorCommand() *cobra.Command {
	var asked config.Asked
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with configuration, credentials, APIs, clock, terminal and store, and how to mend it",
		Long: "doctor says which configuration is used and where each value comes from, asks each API one harmless question, compares the " +
			"clocks, looks at the terminal, and tries whether the store can be written. It tells no secret. The exit status is 1 if something is wrong.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			report := doctor.Examine(c.Context(), asked, doctor.Here(c.Context(), os.Stdout))
			write := func(w io.Writer) error { return report.Print(w, !config.UnicodeLocale()) }
			if asJSON {
				write = report.JSON
			}
			err := write(c.OutOrStdout())
			if err == nil && !report.OK {
				return errUnwell
			}
			return err
		},
	}
	flags := c.Flags()
	flags.BoolVar(&asJSON, "json", false, "print it as JSON")
	asked.Flags(flags)
	asked.StoreFlag(flags)
	return c
}
