package order

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Keeper writes a session's drafts, from its commands: the later one wins, in whatever order they run. What it writes it has in
// hand, so that no other session goes on with it.
type Keeper struct {
	journal *Journal

	turn sync.Mutex // one use of the store at a time, which may take seconds; taken before mu, and by commands alone

	mu    sync.Mutex        // of what follows, and never held over a use of the store
	held  map[string]func() // what gives each order up
	mine  map[string]bool   // those that this session has begun or taken up
	newer map[string]uint64 // number of the newest write of each
	over  bool              // the session has ended

	renames int // of this session; for whoever holds the walk alone
}

// NewKeeper makes the keeper of a session; a nil journal keeps nothing, and is not to be saved to.
func NewKeeper(j *Journal) *Keeper {
	return &Keeper{journal: j, held: map[string]func(){}, mine: map[string]bool{}, newer: map[string]uint64{}}
}

// usedRef says that an order can't be kept under its reference.
type usedRef struct{ ref, why string }

// Error is a sentence.
func (e *usedRef) Error() string { return e.why }

const (
	// limitKeep is how long writing a draft may take.
	limitKeep = 10 * time.Second

	elsewhere = "this order is open in another axdesk, which keeps its own answers. Close it there, or go on with it there"
	twice     = "another order has this reference, too. Finish this one in this session, or start it anew"
	// mostRenames ends what would go on for ever where a store calls every reference used.
	mostRenames = 20
)

// Save writes a draft down, unless a newer one was written or the order was given up since.
func (k *Keeper) Save(n uint64, d Draft) error {
	ctx, cancel := context.WithTimeout(context.Background(), limitKeep)
	defer cancel()
	k.turn.Lock()
	defer k.turn.Unlock()
	if k.past(n, d.Ref) {
		return nil
	}
	if err := k.begin(ctx, d.Ref); err != nil {
		return err
	}
	d.Scope, d.At = k.journal.Scope, k.journal.Clock()
	if err := k.journal.SaveDraft(ctx, d); err != nil {
		return err
	}
	k.number(n, d.Ref)
	k.mu.Lock()
	over := k.over
	k.mu.Unlock()
	if over {
		k.giveAll() // this was the last write of a session whose line was lost
	}
	return nil
}

// begin takes an order in hand before its first write: references are short, and what stands under one that is used is a
// colleague's order, which must not be written over.
func (k *Keeper) begin(ctx context.Context, ref string) error {
	k.mu.Lock()
	have, mine := k.held[ref] != nil, k.mine[ref]
	k.mu.Unlock()
	if have {
		return nil
	}
	release, ok, err := k.journal.Claim(ctx, k.journal.Scope, ref)
	if err != nil {
		return err
	}
	if !ok {
		return &usedRef{ref, elsewhere}
	}
	if !mine {
		if mine, err = k.journal.Free(ctx, ref); err == nil && !mine {
			err = &usedRef{ref, twice}
		}
	}
	if err != nil {
		release()
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[ref], k.mine[ref] = release, true
	return nil
}

// Has tells whether the session has an order in hand.
func (k *Keeper) Has(ref string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held[ref] != nil
}

// past tells that a write has nothing to do any more.
func (k *Keeper) past(n uint64, ref string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return n <= k.newer[ref]
}

// number says that what was made before n is not written any more.
func (k *Keeper) number(n uint64, ref string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newer[ref] = max(n, k.newer[ref])
}

// Drop forgets the draft of an order that is placed.
func (k *Keeper) Drop(n uint64, ref string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limitKeep)
	defer cancel()
	k.turn.Lock()
	defer k.turn.Unlock()
	k.number(n, ref)
	return k.journal.DropDraft(ctx, k.journal.Scope, ref)
}

// Hold takes over what gives an order up. It waits for no store. What it gives, if anything, gives up what was held before: that
// may wait for one, so it is for a command.
func (k *Keeper) Hold(ref string, release func()) (before func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before = k.held[ref]
	k.held[ref], k.mine[ref] = release, true
	return before
}

// Give gives an order up; writes of it that were made before are not done any more.
func (k *Keeper) Give(n uint64, ref string) {
	k.turn.Lock()
	defer k.turn.Unlock()
	k.number(n, ref)
	k.mu.Lock()
	release := k.held[ref]
	delete(k.held, ref)
	k.mu.Unlock()
	if release != nil {
		release()
	}
}

// Close gives everything up; a write that comes after it does so, too.
func (k *Keeper) Close() {
	k.turn.Lock()
	defer k.turn.Unlock()
	k.giveAll()
}

func (k *Keeper) giveAll() {
	k.mu.Lock()
	all := k.held
	k.over = true
	k.held = map[string]func(){}
	k.mu.Unlock()
	for _, release := range all {
		release()
	}
}

// Rename gives a walk another reference where err says that its own turned out to be another order's; old is the one that it had.
// It is false for other errors, for what was sent, which keeps its reference, and where every reference is called used.
func (k *Keeper) Rename(w *Walk, err error, newRef func() string) (old string, ok bool) {
	var used *usedRef
	if !errors.As(err, &used) || used.ref != w.Ref || k.journal.Sent(w.Ref) || k.renames >= mostRenames {
		return "", false
	}
	k.renames++
	w.Rename(newRef())
	return used.ref, true
}
