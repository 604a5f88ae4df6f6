package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/config"
	"axdesk/client/store"
	"axdesk/client/wire"
)

// axon asks AXON for its locations, which costs and changes nothing.
func (r *Report) axon(ctx context.Context, creds *config.Credentials, db *store.Store) {
	if creds == nil {
		return // the embedded sandbox, or none: both are said already
	}
	if db == nil {
		// A nonce that another axdesk doesn't know of could have its next request refused.
		r.add(areaAXON, Note, "not asked: nonces come from the store", "Mend the store first.")
		return
	}
	c := axon.New(axon.Config{Base: creds.Base, Key: creds.Key, Secret: creds.Secret, Nonces: db})
	defer c.Close()
	r.reach(ctx, areaAXON, c.Skew, func(ctx context.Context) (string, error) {
		list, err := c.Locations(ctx)
		return many(len(list.Items), "location"), err
	})
}

// aex asks AEx for one service of its list.
func (r *Report) aex(ctx context.Context, creds *config.Credentials) {
	if creds == nil {
		return
	}
	c := aex.New(aex.Config{Base: creds.Base, Token: creds.Secret})
	r.reach(ctx, areaAEx, c.Skew, func(ctx context.Context) (string, error) {
		page, err := c.Services(ctx, "", 1, 1)
		return many(page.Total, "service"), err
	})
}

// reach asks one harmless question, and compares the clocks by its answer.
func (r *Report) reach(ctx context.Context, api string, skew func() wire.Skew, ask func(context.Context) (string, error)) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	got, err := ask(ctx)
	if err != nil {
		r.wrong(api, err, "")
	} else {
		r.add(api, Good, fmt.Sprintf("answers in %s: %s", spell(time.Since(began)), got), "")
	}
	r.clock(api, skew())
}

// clock compares an API's clock with ours. AXON refuses a nonce that is 2 minutes off.
func (r *Report) clock(api string, s wire.Skew) {
	ahead, by := "ahead of", s.By
	if by < 0 {
		ahead, by = "behind", -by
	}
	off := fmt.Sprintf("its clock is %s %s this machine's", by.Round(100*time.Millisecond), ahead)
	const set = "Set this machine's clock (timedatectl status shows whether it is kept by the network)."
	switch {
	case !s.Known:
		return
	case s.By == 0:
		r.add(api, Good, "its clock and this machine's agree", "")
	case s.Corrected:
		r.add(api, Note, off+"; requests are stamped by its clock", set)
	default:
		r.add(api, Wrong, off+", too much to be believed, so nothing is corrected and requests are refused", set)
	}
}

func many(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func spell(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// upper begins a sentence, unless it begins with a name, a path or a flag.
func upper(text string) string {
	word, _, _ := strings.Cut(text, " ")
	if strings.ContainsAny(word, "/.-_:=") {
		return text
	}
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:]
}
