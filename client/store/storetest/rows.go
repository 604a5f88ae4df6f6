// Package storetest keeps a journal in memory, for tests of what writes to it. It can fail, and it can lose a race.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync"

	"axdesk/client/store"
)

// Rows are a journal's rows in memory, with the rules of the real ones: each step is taken once and in order, and a context
// that is over writes nothing. The zero value is empty and ready.
type Rows struct {
	mu        sync.Mutex
	rows      []store.Transition
	drafts    map[string]store.Draft
	documents map[string]document
	notes     map[string]store.Note
	claims    map[string]bool
	broken    error
	noPaper   error
	race      func()
}

type document struct {
	title string
	body  []byte
}

// Break makes every write fail with err from now on; nil mends it.
func (r *Rows) Break(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = err
}

// BreakDocuments makes the keeping of documents fail with err.
func (r *Rows) BreakDocuments(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.noPaper = err
}

// Race has another process do something just before the next Append, once.
func (r *Rows) Race(other func()) { r.race = other }

// All are the transitions so far, the first one first.
func (r *Rows) All() []store.Transition {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.rows)
}

// Last is the newest transition; it is empty where there is none.
func (r *Rows) Last() store.Transition {
	all := r.All()
	if len(all) == 0 {
		return store.Transition{}
	}
	return all[len(all)-1]
}

// States are the states of all transitions so far, in a row.
func (r *Rows) States() string {
	var list []string
	for _, t := range r.All() {
		list = append(list, t.State)
	}
	return strings.Join(list, " ")
}

// Append takes a step of an order.
func (r *Rows) Append(ctx context.Context, t store.Transition) error {
	if race := r.race; race != nil {
		r.race = nil
		race()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := errors.Join(r.broken, ctx.Err()); err != nil {
		return err
	}
	if t.Seq != len(r.timeline(t.Scope, t.Ref, t.Kind))+1 {
		return store.ErrMoved
	}
	r.rows = append(r.rows, t)
	return nil
}

func (r *Rows) timeline(scope, ref, kind string) (list []store.Transition) {
	for _, t := range r.rows {
		if t.Scope == scope && t.Ref == ref && t.Kind == kind {
			list = append(list, t)
		}
	}
	return list
}

// Timeline gives the transitions of an order.
func (r *Rows) Timeline(_ context.Context, scope, ref, kind string) ([]store.Transition, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.timeline(scope, ref, kind), r.broken
}

// Standing gives the last transition of each order, the newest first.
func (r *Rows) Standing(_ context.Context, scope string, limit int) (list []store.Transition, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[string]bool{}
	for _, t := range slices.Backward(r.rows) {
		if key := t.Ref + " " + t.Kind; t.Scope == scope && !seen[key] && len(list) < limit {
			seen[key] = true
			list = append(list, t)
		}
	}
	return list, r.broken
}

// KeepDocument keeps a document.
func (r *Rows) KeepDocument(_ context.Context, title string, body []byte) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := sha256.Sum256(body)
	sum := hex.EncodeToString(b[:])
	if r.documents == nil {
		r.documents = map[string]document{}
	}
	r.documents[sum] = document{title, body}
	return sum, errors.Join(r.broken, r.noPaper)
}

// Document gives a document that was kept.
func (r *Rows) Document(_ context.Context, sum string) (string, []byte, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, ok := r.documents[sum]
	return d.title, d.body, ok, r.broken
}

// SaveDraft keeps a draft.
func (r *Rows) SaveDraft(_ context.Context, d store.Draft) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.drafts == nil {
		r.drafts = map[string]store.Draft{}
	}
	if r.broken == nil {
		r.drafts[d.Scope+" "+d.Ref] = d
	}
	return r.broken
}

// DropDraft forgets a draft.
func (r *Rows) DropDraft(_ context.Context, scope, ref string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.drafts, scope+" "+ref)
	return r.broken
}

// Drafts gives the drafts of a scope, the newest first.
func (r *Rows) Drafts(_ context.Context, scope string) (list []store.Draft, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range r.drafts {
		if d.Scope == scope {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b store.Draft) int { return b.At.Compare(a.At) })
	return list, r.broken
}

// Known tells what stands under a reference.
func (r *Rows) Known(_ context.Context, scope, ref string) (begun, sent bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, begun = r.drafts[scope+" "+ref]
	sent = slices.ContainsFunc(r.rows, func(t store.Transition) bool { return t.Scope == scope && t.Ref == ref })
	return begun, sent, r.broken
}

// Claim takes an order, until it is released.
func (r *Rows) Claim(_ context.Context, scope, ref string) (func(), bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := scope + " " + ref
	if r.claims[key] || r.broken != nil {
		return nil, false, r.broken
	}
	if r.claims == nil {
		r.claims = map[string]bool{}
	}
	r.claims[key] = true
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.claims, key)
	}, true, nil
}

// PutNote keeps a note.
func (r *Rows) PutNote(_ context.Context, scope string, n store.Note) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.notes == nil {
		r.notes = map[string]store.Note{}
	}
	r.notes[scope+" "+n.GUID] = n
	return r.broken
}

// Notes gives the notes of a scope by GUID.
func (r *Rows) Notes(_ context.Context, scope string) (map[string]store.Note, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	notes := map[string]store.Note{}
	for key, n := range r.notes {
		if key == scope+" "+n.GUID {
			notes[n.GUID] = n
		}
	}
	return notes, r.broken
}
