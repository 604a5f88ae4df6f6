package command

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"axdesk/client/backend"
	"axdesk/client/sandbox"
)

// sandboxCommand serves the sandbox alone, for any client.
func sandboxCommand() *cobra.Command {
	var listen, fault, clock string
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
			if cfg.Clock, err = backend.ParseClock(clock); err != nil {
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
	flags.StringVar(&clock, "clock", "", "its clock begins at this TIME, such as 2026-03-14T09:30:00Z (default: now)")
	flags.IntVar(&cfg.Services, "services", 0, "how many services AEx has, a NUMBER up to 200000, to try a long list (0: 5200)")
	flags.StringVar(&cfg.State, "state", "", "a FILE to keep orders in over restarts; none: a restart is a fresh sandbox")
	flags.StringVar(&fault, "fault", "", "a LIST of faults, such as slow=300ms,cut-after=1@POST; see docs/sandbox.md")
	return c
}
