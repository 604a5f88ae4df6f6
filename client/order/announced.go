package order

import "context"

type announcedKey struct{}

// withAnnounced lets a request know the row of the journal that announces it.
func withAnnounced(ctx context.Context, e Entry) context.Context {
	return context.WithValue(ctx, announcedKey{}, e)
}

// Announced is the row of the journal that announces the request which is made under ctx: whoever stands between the journal and
// the API, as the audit does, learns from it what the request is about.
func Announced(ctx context.Context) (Entry, bool) {
	e, ok := ctx.Value(announcedKey{}).(Entry)
	return e, ok
}
