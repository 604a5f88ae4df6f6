package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"axdesk/client/backend"
	"axdesk/client/config"
	"axdesk/client/heap"
	"axdesk/client/price"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui"
)

// framesPerSecond halves the wait from a key to its frame against the usual 60, for ~1 ms/s of CPU.
const framesPerSecond = 120

// deskFlags are what the command line says of the desk.
type deskFlags struct {
	backend.Options
	asked config.Asked
	set   *config.Settings // what these, the environment and config.toml come to
	keys  keys.Map
	theme string
	clock string
	own   *theme.Own
}

// addASCII adds what only a terminal of one's own can be told.
func (f *deskFlags) addASCII(flags *pflag.FlagSet) {
	flags.Bool("ascii", !config.UnicodeLocale(), "draw with ASCII only")
	flags.Bool("plain", false, "ask and answer line by line, for screen readers, dumb terminals and scripts; by itself where TERM is dumb")
}

// desk runs a session on this terminal; link leads to where it begins, nil to a new order.
func (f *deskFlags) desk(c *cobra.Command, link func(context.Context, *ui.Config) error) error {
	back, desk, err := f.open(c)
	if err != nil {
		return err
	}
	defer back.Close()
	cfg := desk()
	cfg.Files = true
	if f.set.PlainMode(os.Getenv("TERM")) {
		if err := follow(c.Context(), &cfg, link); err != nil {
			return err
		}
		return f.plainly(c.Context(), cfg)
	}
	said := keys.Told(f.keys.Swallowed(os.Getenv))
	if cfg.Theme.Fixed() { // else the desk says it, once it knows the terminal's background
		said += " " + theme.Told(cfg.Theme.Faint())
	}
	cfg.Note = strings.TrimSpace(strings.TrimSpace(said) + " " + cfg.Note)
	if err := follow(c.Context(), &cfg, link); err != nil {
		return err
	}
	return show(c.Context(), cfg)
}

// follow finds where a link leads; nil leads nowhere.
func follow(ctx context.Context, cfg *ui.Config, link func(context.Context, *ui.Config) error) error {
	if link == nil {
		return nil
	}
	return link(ctx, cfg)
}

// add adds the flags that every desk has, on this terminal or over SSH.
func (f *deskFlags) add(flags *pflag.FlagSet) {
	f.asked.Flags(flags)
	flags.StringVar(&f.asked.PriceBook, "price-book", "", "a TOML FILE that prices provider chains")
	flags.StringVar(&f.asked.Currency, "currency", "", "the CURRENCY to print with amounts; the API names none")
	flags.StringVar(&f.theme, "theme", "", "the NAME of a theme: "+strings.Join(theme.Names(), ", ")+" (default: AXDESK_THEME, theme.toml, the background)")
	flags.Bool("mouse", false, "let a click highlight and the wheel scroll; the terminal's own selection then wants shift")
	flags.StringVar(&f.Debug, "debug", "", "write a log of requests, without secrets, to this FILE")
	flags.StringVar(&f.Fault, "fault", "", "a LIST of faults of the embedded sandbox, see docs/sandbox.md")
	flags.Uint64Var(&f.Seed, "seed", backend.DefaultSeed, "the embedded sandbox's seed, a whole number N")
	flags.Float64Var(&f.Scale, "scale", 0, "the embedded sandbox provisions N times faster than life (0: its usual pace)")
	flags.StringVar(&f.clock, "clock", "", "the embedded sandbox's clock and the desk's begin at this TIME, such as 2026-03-14T09:30:00Z, and nothing is kept but in a --state-dir")
}

// open opens what desks work with, as configuration, environment and command line say, and gives what makes a session of it.
func (f *deskFlags) open(c *cobra.Command) (*backend.Backend, func() ui.Config, error) {
	for name, asked := range map[string]*string{"ascii": &f.asked.ASCII, "plain": &f.asked.Plain} {
		if flag := c.Flags().Lookup(name); flag != nil && flag.Changed {
			*asked = flag.Value.String()
		}
	}
	if mouse := c.Flags().Lookup("mouse"); mouse != nil && mouse.Changed {
		f.asked.Mouse = mouse.Value.String()
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
	for _, n := range []string{"fault", "seed", "scale", "clock"} {
		// Whoever gives one of these believes to be on the sandbox, and would order for real.
		if server != nil && c.Flags().Changed(n) {
			return nil, nil, fmt.Errorf("--%s is for the embedded sandbox, but %s: leave out the one or the other", n, set.Server())
		}
	}
	if f.Begin, err = backend.BeginAt(f.clock, set); err != nil {
		return nil, nil, err
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
		Environment: back.Environment, Requests: back.Log, Mouse: f.set.UseMouse(), Note: back.Note, NewRef: back.NewRef,
		Keys: f.keys, Theme: theme.Options{ASCII: f.set.DrawASCII(), Name: f.theme, Own: f.own}, Now: back.Clock(), Clock: back.Clock, GPON: light.GPON, Ethernet: light.Ethernet,
	}
	if back.AEx != nil {
		desk.AEX, desk.Feed, desk.LinesEnvironment, desk.Readings = back.AEx, back.AEx, back.LinesEnvironment, back.Readings
	}
	return desk
}

func show(ctx context.Context, desk ui.Config) error {
	for _, file := range []*os.File{os.Stdin, os.Stdout} {
		if !terminal(file) {
			return fmt.Errorf("the desk needs a terminal, and %s isn't one: start it without a pipe or a redirection, or with --plain", file.Name())
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
