package backend

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"axdesk/client/access"
	"axdesk/client/config"
	"axdesk/client/order"
	"axdesk/client/store"
)

// mostJournal bounds what one call prints; the newest are kept.
const mostJournal = 10_000

// OpenStore opens the store of what the user has set. creds are nil for the embedded sandbox.
func OpenStore(ctx context.Context, set *config.Settings, creds *config.Credentials) (*store.Store, error) {
	return openStore(ctx, Options{StateDir: set.StateDir.Text, Store: set.Store.Text}, creds)
}

// openStore opens the store that desks with these options keep their state in. creds are nil for the embedded sandbox.
func openStore(ctx context.Context, o Options, creds *config.Credentials) (*store.Store, error) {
	where, err := StoreAt(o.Store, o.dir(creds), creds)
	if err != nil {
		return nil, err
	}
	return store.OpenAt(ctx, where)
}

// PrintJournal prints every state of the orders of an API, or of the embedded sandbox where creds are nil, the first one first; with
// a reference that order's alone.
func PrintJournal(ctx context.Context, out io.Writer, o Options, creds *config.Credentials, ref string, asCSV bool) error {
	db, err := openStore(ctx, o, creds)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if creds == nil {
		creds = &config.Credentials{Embedded: WorldName(DefaultSeed)}
	}
	entries, err := journalOf(ctx, db, creds.Scope(), ref)
	if err != nil {
		return err
	}
	export := order.ExportJSON
	if asCSV {
		export = order.ExportCSV
	}
	return printed(out, export, entries)
}

func printed[T any](out io.Writer, export func([]T) ([]byte, error), entries []T) error {
	text, err := export(entries)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}

// journalOf gives all entries of a scope, or of one order, the first one first.
func journalOf(ctx context.Context, db *store.Store, scope, ref string) ([]order.Entry, error) {
	if ref == "" {
		entries, err := db.Journal(ctx, scope, mostJournal)
		slices.Reverse(entries)
		return entries, err
	}
	var all []order.Entry
	for _, kind := range []order.Kind{order.KindPort, order.KindService} {
		entries, err := db.Timeline(ctx, scope, ref, kind.Key())
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the journal has no order %s: leave the reference out to see all of them", ref)
	}
	return all, nil
}

// PrintAudit prints what people did since a time, the first thing first.
func PrintAudit(ctx context.Context, out io.Writer, o Options, creds *config.Credentials, since time.Time, asCSV bool) error {
	db, err := openStore(ctx, o, creds)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	entries, err := access.All(ctx, db, since)
	if err != nil {
		return err
	}
	export := access.ExportJSON
	if asCSV {
		export = access.ExportCSV
	}
	return printed(out, export, entries)
}

// Where gives the store that settings name, and whose orders are in it. No secret is read for that.
func Where(asked config.Asked) (Options, *config.Credentials, error) {
	set, err := config.Load(asked)
	if err != nil {
		return Options{}, nil, err
	}
	creds, err := set.AXONAddress()
	return Options{StateDir: set.StateDir.Text, Store: set.Store.Text}, creds, err
}
