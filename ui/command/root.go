// Package command is the command line of axdesk: a file for each command, and how flags, environment and configuration
// become what it runs.
package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"axdesk/ui"
)

// Root is the command axdesk with all that stand below it.
func Root() *cobra.Command {
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

// flagError says what a flag takes, where the library would tell how it was read.
func flagError(c *cobra.Command, err error) error {
	var bad interface{ GetValue() string }
	if !errors.As(err, &bad) {
		return err
	}
	for name, takes := range map[string]string{"seed": "a whole number, such as 7", "scale": "a number, such as 30", "ascii": "true or false", "plain": "true or false", "mouse": "true or false"} {
		if c.Flags().Lookup(name) != nil && strings.Contains(err.Error(), `"--`+name+`" flag`) {
			return fmt.Errorf("--%s takes %s, and not %q", name, takes, bad.GetValue())
		}
	}
	return err
}
