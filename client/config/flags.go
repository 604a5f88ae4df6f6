package config

import "github.com/spf13/pflag"

// StateDirFlag is where a state directory comes from that the command line names.
const StateDirFlag = "--state-dir"

// Flags adds the flags that say by which configuration a command goes.
func (a *Asked) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&a.File, "config", "", "the configuration's FILE (default: axdesk/config.toml in the user's configuration directory)")
	flags.StringVar(&a.Profile, "profile", "", "the configuration's profile NAME, such as stage")
	flags.StringVar(&a.StateDir, "state-dir", "", "the DIR where nonces, caches and the journal are kept (default: the user's state directory)")
}

// StoreFlag adds the flag of commands whose store several hosts may share.
func (a *Asked) StoreFlag(flags *pflag.FlagSet) {
	flags.StringVar(&a.Store, "store", "", "the postgres:// URL of the store that several hosts share (default: AXDESK_STORE, which hides its password)")
}
