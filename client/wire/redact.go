package wire

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// redactor blots secrets out of text, in each spelling that a URL or a JSON body may give them.
type redactor struct{ r *strings.Replacer }

func newRedactor(secrets ...string) redactor {
	var spellings []string
	for _, s := range secrets {
		if s == "" {
			continue
		}
		spellings = append(spellings, s, url.QueryEscape(s), url.PathEscape(s))
		if j, err := json.Marshal(s); err == nil {
			spellings = append(spellings, strings.Trim(string(j), `"`))
		}
	}
	// The longest first: a secret that begins with another one is blotted out whole.
	slices.SortFunc(spellings, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(spellings))
	for _, s := range slices.Compact(spellings) {
		pairs = append(pairs, s, redacted)
	}
	return redactor{strings.NewReplacer(pairs...)}
}

// text makes hostile text fit for a sentence: redacted, sanitised, and redacted again, since sanitising may
// put together what invisible characters held apart.
func (r redactor) text(s string) string { return r.r.Replace(Clean(r.r.Replace(s))) }

// signed lists what signing put into the headers: it proves who we are until the server forgets the nonce.
func signed(h http.Header, nonce string) []string {
	var list []string
	for _, values := range h {
		for _, v := range values {
			for _, part := range append(strings.FieldsFunc(v, func(c rune) bool { return c == ':' || c == ' ' }), v) {
				// Words such as Bearer or a short key name are no secret, and would blot out plain language.
				if len(part) >= 16 && part != nonce {
					list = append(list, part)
				}
			}
		}
	}
	return list
}

// cause keeps an error for errors.Is while showing only redacted text: a *url.Error, for one, holds the URL.
type cause struct {
	text string
	err  error
}

func (c *cause) Error() string { return c.text }

// Is lets errors.Is look at what is hidden.
func (c *cause) Is(target error) bool { return errors.Is(c.err, target) }
