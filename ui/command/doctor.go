package command

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"axdesk/client/config"
	"axdesk/ui/doctor"
)

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
