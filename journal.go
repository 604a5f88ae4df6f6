package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"axdesk/client/order"
	"axdesk/client/store"
)

// mostJournal bounds what one call prints; the newest are kept.
const mostJournal = 10_000

// journalCommand prints the journal for scripts.
func journalCommand() *cobra.Command {
	var stateDir string
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
			creds, err := axonCredentials()
			if err != nil {
				return err
			}
			ref := ""
			if len(args) > 0 {
				ref = args[0]
			}
			return printJournal(c.Context(), c.OutOrStdout(), stateDir, creds, ref, asCSV)
		},
	}
	flags := c.Flags()
	flags.BoolVar(&asJSON, "json", false, "print it as a JSON array, with the bodies of requests")
	flags.BoolVar(&asCSV, "csv", false, "print it as CSV with a head, without bodies and documents")
	flags.StringVar(&stateDir, "state-dir", "", "the DIR where the journal is kept (default: the user's state directory)")
	return c
}

func printJournal(ctx context.Context, out io.Writer, dir string, c *creds, ref string, asCSV bool) error {
	if dir == "" {
		dir = store.DefaultDir()
	}
	if c == nil {
		dir, c = filepath.Join(dir, "sandbox"), &creds{embedded: true}
	}
	db, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	entries, err := db.Journal(ctx, c.scope(), mostJournal)
	if err != nil {
		return err
	}
	slices.Reverse(entries)
	if ref != "" {
		entries = slices.DeleteFunc(entries, func(e order.Entry) bool { return e.Ref != ref })
		if len(entries) == 0 {
			return fmt.Errorf("the journal has no order %s: leave the reference out to see all of them", ref)
		}
	}
	export := order.ExportJSON
	if asCSV {
		export = order.ExportCSV
	}
	text, err := export(entries)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}
