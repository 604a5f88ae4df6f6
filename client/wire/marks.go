package wire

import (
	"context"
	"slices"
	"strings"
	"time"
)

// marks are what a context says about the requests that are made under it.
type marks struct {
	background bool
	once       bool
	private    bool
	secrets    []string
	within     time.Duration
	by         string
	withhold   []string
}

// unquotable tells an answer whose secrets aren't known, so that they can't be blotted out.
func (m marks) unquotable() bool { return m.private && len(m.secrets) == 0 }

type marksKey struct{}

func marksOf(ctx context.Context) marks {
	m, _ := ctx.Value(marksKey{}).(marks)
	return m
}

// Background marks requests made under the returned context as polls: they let people's requests go first.
func Background(ctx context.Context) context.Context {
	m := marksOf(ctx)
	m.background = true
	return context.WithValue(ctx, marksKey{}, m)
}

// Once marks GETs that are not to be repeated by themselves: those that the server counts, or that load a device.
func Once(ctx context.Context) context.Context {
	m := marksOf(ctx)
	m.once = true
	return context.WithValue(ctx, marksKey{}, m)
}

// Private marks requests whose bodies hold passwords: no error quotes an answer that can't be read. The secrets that
// are known beforehand are blotted out of what the server says; where none is known, phrases that name a password
// are left out.
func Private(ctx context.Context, secrets ...string) context.Context {
	m := marksOf(ctx)
	m.private = true
	m.secrets = slices.Concat(m.secrets, secrets)
	return context.WithValue(ctx, marksKey{}, m)
}

// passwordWords are found in keys and sentences that may have a password beside them.
var passwordWords = []string{"pass", "pwd", "secret", "psk", "wpa"}

func namesPassword(phrase string) bool {
	phrase = strings.ToLower(phrase)
	return slices.ContainsFunc(passwordWords, func(w string) bool { return strings.Contains(phrase, w) })
}

// shortestPassword is the fewest characters that are looked for in other texts: fewer would blot out plain language.
const shortestPassword = 4

// passwords are the texts below keys that name one.
func passwords(v any, secret bool, depth int) (found []string) {
	if depth > saidDepth {
		return nil
	}
	switch v := v.(type) {
	case string:
		if secret && len([]rune(v)) >= shortestPassword {
			found = append(found, v)
		}
	case []any:
		for _, item := range v {
			found = append(found, passwords(item, secret, depth+1)...)
		}
	case map[string]any:
		for key, item := range v {
			found = append(found, passwords(item, secret || namesPassword(key), depth+1)...)
		}
	}
	return found
}

// By names the session that requests are made for, to tell them apart in the log.
func By(ctx context.Context, session string) context.Context {
	m := marksOf(ctx)
	m.by = session
	return context.WithValue(ctx, marksKey{}, m)
}

// Withhold names fields of bodies that are secrets, beside those that every log takes for one: their values are kept out of it. The log
// remembers names and values for its life, and keeps them out of all that comes later too.
func Withhold(ctx context.Context, fields ...string) context.Context {
	m := marksOf(ctx)
	m.withhold = slices.Concat(m.withhold, fields)
	return context.WithValue(ctx, marksKey{}, m)
}
