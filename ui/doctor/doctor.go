// Package doctor looks over what axdesk stands on: configuration, credentials, the APIs, their clocks, the terminal and the store.
// It says what is wrong and how to mend it, tells no secret, and changes nothing at any API.
package doctor

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"axdesk/client/backend"
	"axdesk/client/config"
	"axdesk/client/store"
	"axdesk/client/wire"
)

// Level tells how a finding stands.
type Level string

// Levels of findings: as it should be, worth knowing, and what keeps axdesk from working.
const (
	Good  Level = "ok"
	Note  Level = "note"
	Wrong Level = "wrong"
)

// Finding is one thing that was looked at.
type Finding struct {
	Area  string `json:"area"`
	Level Level  `json:"level"`
	What  string `json:"what"`
	// Mend says what to do; "" where there is nothing to do.
	Mend string `json:"mend,omitempty"`
}

// Report is all that was found.
type Report struct {
	OK       bool      `json:"ok"` // nothing is wrong
	Findings []Finding `json:"findings"`
}

func (r *Report) add(area string, level Level, what, mend string) {
	r.Findings = append(r.Findings, Finding{area, level, wire.Clean(what), wire.Clean(mend)})
	r.OK = r.OK && level != Wrong
}

// wrong adds an error that is sentences already.
func (r *Report) wrong(area string, err error, mend string) {
	r.add(area, Wrong, upper(err.Error()), mend)
}

// limit is how long one question may take: to an API, or to the store.
const limit = 10 * time.Second

// Areas of findings.
const (
	areaConfig   = "configuration"
	areaSecrets  = "credentials"
	areaAXON     = "AXON"
	areaAEx      = "AEx"
	areaTerminal = "terminal"
	areaStore    = "store"
)

// Examine looks at everything, in the order in which a person would mend it.
func Examine(ctx context.Context, asked config.Asked, term Terminal) Report {
	r := Report{OK: true}
	set, err := config.Load(asked)
	if err != nil {
		r.wrong(areaConfig, err, "Mend it and run axdesk doctor again: the rest depends on it.")
		r.terminal(term)
		return r
	}
	r.configuration(set)
	axon := r.credentials(ctx, areaAXON, "the embedded sandbox: nothing is real, nothing is billed", set.AXON)
	aex := r.credentials(ctx, areaAEx, withoutAEx(axon), set.AEx)
	db := r.store(ctx, set, axon)
	if db != nil {
		defer func() { _ = db.Close() }()
	}
	r.axon(ctx, axon.creds, db)
	r.aex(ctx, aex.creds)
	r.terminal(term)
	return r
}

// configuration says which file and profile are used, and where each value comes from.
func (r *Report) configuration(set *config.Settings) {
	switch {
	case set.Found && set.Profile.Text != "":
		r.add(areaConfig, Good, fmt.Sprintf("%s, profile %s (by %s)", set.File, set.Profile.Text, set.Profile.From), "")
	case set.Found:
		r.add(areaConfig, Good, fmt.Sprintf("%s, no profile; %s", set.File, set.Profiles), "")
	default:
		r.add(areaConfig, Good, "there is no "+set.File+"; all is by environment and flags", "")
	}
	for _, v := range []struct {
		name string
		config.Value
	}{
		{"currency", set.Currency},
		{"price book", set.PriceBook},
		{"bands of light", set.Bands},
		{"state directory", set.StateDir},
		{"ascii", set.ASCII},
		{"plain", set.Plain},
		{"mouse", set.Mouse},
	} {
		if v.Text != "" {
			r.add(areaConfig, Good, fmt.Sprintf("%s %s, by %s", v.name, v.Text, v.From), "")
		}
	}
	if set.Store.Text != "" {
		r.add(areaConfig, Good, "a store that hosts share, by "+set.Store.From, "") // its URL may hold a password
	}
	if _, err := config.PriceBook(set.PriceBook.Text); err != nil {
		r.wrong(areaConfig, err, "Mend the file, or leave the price book out.")
	}
	if _, err := set.Light(); err != nil {
		r.wrong(areaConfig, err, "")
	}
}

// found are credentials, and whether it failed to get them.
type found struct {
	creds *config.Credentials
	bad   bool
}

// withoutAEx says what there is in place of AEx.
func withoutAEx(axon found) string {
	if axon.creds == nil && !axon.bad {
		return "the embedded sandbox's lines"
	}
	return "no lines: there is no AEx desk"
}

// credentials tells whether they are whole, and where they are for. Reading them runs the command that prints the secret.
func (r *Report) credentials(ctx context.Context, api, without string, read func(context.Context) (*config.Credentials, error)) found {
	creds, err := read(ctx)
	switch {
	case err != nil:
		r.wrong(areaSecrets, fmt.Errorf("%s: %w", api, err), "")
		return found{bad: true}
	case creds == nil:
		r.add(areaSecrets, Good, api+": none are set, so it is "+without, "")
		return found{}
	}
	where := config.Environment(creds.Base)
	what := fmt.Sprintf("%s: whole, for %s, which counts as %s", api, place(creds.Base), where)
	if where == "PRODUCTION" {
		r.add(areaSecrets, Note, what, "What is ordered or changed there is real.")
	} else {
		r.add(areaSecrets, Good, what, "")
	}
	return found{creds: creds}
}

// place is an address without a name and a password.
func place(u *url.URL) string { return u.Scheme + "://" + u.Host + u.Path }

// store opens it, and tells how it is. What is opened is the caller's to close; nil where it can't be.
func (r *Report) store(ctx context.Context, set *config.Settings, axon found) *store.Store {
	if axon.bad {
		r.add(areaStore, Note, "not looked at: whose orders are in it depends on the credentials", "Mend these first.")
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	db, err := backend.OpenStore(ctx, set, axon.creds)
	if err != nil {
		r.wrong(areaStore, err, "Nothing is ordered without a store, since an order is written down before it is sent.")
		return nil
	}
	h, err := db.Checkup(ctx)
	if err != nil {
		r.wrong(areaStore, err, "Nothing is ordered while the store can't be written.")
		return db
	}
	r.add(areaStore, Good, fmt.Sprintf("%s opens and can be written (%s): version %d, %s in the journal, %s begun",
		h.Place, spell(time.Since(began)), h.Version, many(h.Journal, "row"), many(h.Drafts, "order")), "")
	return db
}
