package command

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"axdesk/client/access"
	"axdesk/client/backend"
	"axdesk/client/heap"
	"axdesk/client/store"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/parts"
	"axdesk/ui/serve"
	"axdesk/ui/share"
)

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
	if err := serve.CheckFlags(c.Flags()); err != nil {
		return err
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
	_, _ = fmt.Fprintf(c.OutOrStdout(), "Serving the %s desk at %s to %s.\nHost key %s, in %s.\n", back.Environment, server.Addr(), parts.Plural(server.People(), "key", "keys"),
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
		return access.NewSeat(who, back.Store).By(back.Clock).Keep(ctx, what, subject, detail)
	}
	hub := share.NewHub(share.Config{Directory: back.Store, Host: f.Host, Address: cmp.Or(f.address, serve.SSHAddress(f.Listen)), Audit: audit, Now: back.Clock})
	f.Desk = func(p access.Person, look theme.Options) serve.Screen {
		cfg := desk()
		look.Name, look.Own = cmp.Or(look.Name, cfg.Theme.Name), cfg.Theme.Own
		cfg.Person, cfg.Theme, cfg.Hub, cfg.Audit = p, look, hub, back.Store
		return ui.New(cfg)
	}
	f.Plain = func(p access.Person) serve.Screen {
		cfg := desk()
		cfg.Person, cfg.Audit = p, back.Store
		desk, seat := ui.Seated(cfg)
		plain := plainConfig(desk)
		plain.Seat = seat
		return serve.NewPlain(plain)
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
