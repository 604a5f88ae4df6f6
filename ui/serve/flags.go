package serve

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// Flags adds a flag for each limit that an operator may want another value of.
func (l *Limits) Flags(flags *pflag.FlagSet) {
	d := Limits{}.orDefaults()
	flags.IntVar(&l.Sessions, "max-sessions", d.Sessions, "at most N sessions in all")
	flags.IntVar(&l.PerKey, "max-sessions-per-key", d.PerKey, "at most N sessions of one key")
	flags.IntVar(&l.Pending, "max-startups", d.Pending, "at most N connections without a session, in all")
	flags.IntVar(&l.PerAddress, "max-startups-per-address", d.PerAddress, "at most N connections without a session, from one address")
	flags.IntVar(&l.Attempts, "max-attempts", d.Attempts, "leave an address out after N failed attempts")
	flags.DurationVar(&l.CoolOff, "cool-off", d.CoolOff, "for such a TIME, within which they count")
	flags.DurationVar(&l.SignIn, "sign-in-time", d.SignIn, "signing in may take this TIME")
	flags.DurationVar(&l.Idle, "idle-time", d.Idle, "end sessions after this TIME without a key")
	flags.DurationVar(&l.Stop, "stop-time", d.Stop, "give sessions this TIME when the desk goes down")
}

// CheckFlags says which limit was given as nothing or less. Zero values stand for the defaults, so it would go unnoticed.
func CheckFlags(flags *pflag.FlagSet) (err error) {
	limits := pflag.NewFlagSet("", pflag.ContinueOnError)
	(&Limits{}).Flags(limits)
	flags.Visit(func(f *pflag.Flag) {
		v := f.Value.String()
		if err == nil && limits.Lookup(f.Name) != nil && (v == "0" || v == "0s" || strings.HasPrefix(v, "-")) {
			err = fmt.Errorf("--%s takes more than nothing, and not %s", f.Name, v)
		}
	})
	return err
}
