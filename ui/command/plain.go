package command

import (
	"context"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"axdesk/client/backend"
	"axdesk/ui"
	"axdesk/ui/plain"
	"axdesk/ui/views"
)

// plainly runs a session of questions and answers on standard input and output, which may be a script's.
func (f *deskFlags) plainly(ctx context.Context, desk ui.Config) error {
	cfg := plainConfig(desk)
	cfg.In, cfg.Out, cfg.Terminal = os.Stdin, os.Stdout, terminal(os.Stdin)
	if cfg.Terminal {
		before, err := term.GetState(os.Stdin.Fd())
		cfg.Reveal = func() {
			if err == nil {
				_ = term.Restore(os.Stdin.Fd(), before)
			}
		}
		cfg.Forget = func() { forget(os.Stdin) }
		cfg.Width = func() int {
			w, _, _ := term.GetSize(os.Stdout.Fd()) // 0 where that is no terminal
			return w
		}
		cfg.Secret = func() (string, error) {
			text, err := term.ReadPassword(os.Stdin.Fd())
			return string(text), err
		}
	}
	return plain.Run(ctx, cfg)
}

// plainNote is a note without what plain mode's greeting has said already, and without keys.
func plainNote(note string) string {
	return strings.NewReplacer(backend.NoteSandbox, "It is the embedded one, since no credentials are set.", backend.HintLines, "").Replace(note)
}

// plainConfig is what a session of questions and answers is made of, but for where it is held.
func plainConfig(desk ui.Config) plain.Config {
	cfg := plain.Config{
		API: desk.API, AEX: desk.AEX, Feed: desk.Feed, LinesEnvironment: desk.LinesEnvironment, GPON: desk.GPON, Ethernet: desk.Ethernet,
		Journal: desk.Journal, Book: desk.Book, Currency: desk.Currency, Environment: desk.Environment, Note: plainNote(desk.Note), NewRef: desk.NewRef,
		Person: desk.Person, Now: desk.Clock,
	}
	if desk.Readings != nil {
		cfg.Readings = ui.KeptReadings(desk.Readings, desk.Clock)
	}
	for _, open := range desk.Open {
		switch to := open.(type) {
		case views.Open:
			cfg.Line = to.ServiceID
		case views.OpenBook:
			cfg.Order, cfg.Service = to.Ref, to.GUID
			if to.What == views.BookResume {
				cfg.Order = to.Draft.Ref
			}
		}
	}
	return cfg
}
