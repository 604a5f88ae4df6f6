package order

import (
	"context"
	"crypto/rand"
	"strings"
)

// NewRef makes a reference such as "AX-7F3K2", in Crockford's base 32: no letter looks like a digit. It is short enough to be told
// over the telephone, so at a desk that has kept many orders it may stand for one of them: Free tells.
func NewRef() string { return refOf(func(b []byte) { _, _ = rand.Read(b) }) } // never fails: since Go 1.24 the program ends instead

// RefFrom makes one of numbers that somebody else draws.
func RefFrom(numbers interface{ Uint64() uint64 }) string {
	return refOf(func(b []byte) {
		for i := range b {
			b[i] = byte(numbers.Uint64()) //nolint:gosec // its lowest bits
		}
	})
}

func refOf(fill func([]byte)) string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := make([]byte, 5)
	fill(b)
	for i, v := range b {
		b[i] = alphabet[v&31]
	}
	return "AX-" + string(b)
}

// Rename gives a walk another reference, also in the descriptions that bear the one it had. It is for a walk of which nothing was
// sent: what was sent is looked for by its reference.
func (w *Walk) Rename(ref string) {
	for _, form := range []map[string]string{w.PortForm, w.ServiceForm} {
		if text := form[FieldDescription]; text != "" {
			form[FieldDescription] = strings.ReplaceAll(text, w.Ref, ref)
		}
	}
	w.Ref = ref
}

// Free tells that a reference stands for no other order. It is sure for as long as the caller has claimed the reference, since
// whoever begins an order claims it first.
func (j *Journal) Free(ctx context.Context, ref string) (bool, error) {
	begun, sent, err := j.Known(ctx, j.Scope, ref)
	return err == nil && !begun && (!sent || j.Sent(ref)), err
}

// Sent tells that this session has announced a request under a reference.
func (j *Journal) Sent(ref string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sent[ref]
}

// refTries is how many references are tried: one in hundreds is in use where tens of thousands of orders are kept.
const refTries = 10

// unused claims a reference that stands for no order.
func (j *Journal) unused(ctx context.Context) (ref string, release func(), err error) {
	for range refTries {
		ref = NewRef()
		release, ok, err := j.Claim(ctx, j.Scope, ref)
		if err != nil {
			return "", nil, err
		}
		if !ok {
			continue
		}
		free, err := j.Free(ctx, ref)
		if free {
			return ref, release, nil
		}
		release()
		if err != nil {
			return "", nil, err
		}
	}
	return "", nil, says("All of %d references were in use, so nothing was sent: try again.", refTries)
}
