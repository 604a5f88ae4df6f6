package ui

import (
	"context"
	"errors"
	"sync"
	"time"

	"axdesk/client/order"
)

// keeper writes a session's drafts, from its commands: the later one wins, in whatever order they run. What it writes it has in
// hand, so that no other session goes on with it.
type keeper struct {
	journal *order.Journal

	mu    sync.Mutex
	held  map[string]func() // what gives each order up
	newer map[string]uint64 // number of the newest write of each
}

func newKeeper(j *order.Journal) *keeper {
	return &keeper{journal: j, held: map[string]func(){}, newer: map[string]uint64{}}
}

var errElsewhere = errors.New("this order is open in another axdesk, which keeps its own answers")

// save writes a draft down, unless a newer one was written or the order was given up since.
func (k *keeper) save(n uint64, d order.Draft) error {
	ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
	defer cancel()
	k.mu.Lock()
	defer k.mu.Unlock()
	if n <= k.newer[d.Ref] {
		return nil
	}
	if k.held[d.Ref] == nil {
		release, ok, err := k.journal.Claim(ctx, k.journal.Scope, d.Ref)
		if err != nil {
			return err
		}
		if !ok {
			return errElsewhere
		}
		k.held[d.Ref] = release
	}
	d.Scope, d.At = k.journal.Scope, time.Now()
	if err := k.journal.SaveDraft(ctx, d); err != nil {
		return err
	}
	k.newer[d.Ref] = n
	return nil
}

// drop forgets the draft of an order that is placed.
func (k *keeper) drop(n uint64, ref string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
	defer cancel()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newer[ref] = max(n, k.newer[ref])
	return k.journal.DropDraft(ctx, k.journal.Scope, ref)
}

// hold takes over what gives an order up.
func (k *keeper) hold(ref string, release func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if before := k.held[ref]; before != nil {
		before()
	}
	k.held[ref] = release
	delete(k.newer, ref)
}

// give gives an order up; writes of it that were made before are not done any more.
func (k *keeper) give(n uint64, ref string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newer[ref] = max(n, k.newer[ref])
	if release := k.held[ref]; release != nil {
		release()
		delete(k.held, ref)
	}
}

// close gives everything up.
func (k *keeper) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for ref, release := range k.held {
		release()
		delete(k.held, ref)
	}
}
