package command

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"axdesk/client/access"
	"axdesk/client/backend"
	"axdesk/client/config"
)

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
