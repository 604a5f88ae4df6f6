package ui

import (
	"context"
	"errors"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
)

// keeper writes a session's drafts, from its commands: the later one wins, in whatever order they run. What it writes it has in
// hand, so that no other session goes on with it.
type keeper struct {
	journal *order.Journal

	turn sync.Mutex // one use of the store at a time, which may take seconds; taken before mu, and by commands alone

	mu    sync.Mutex        // of what follows, and never held over a use of the store
	held  map[string]func() // what gives each order up
	newer map[string]uint64 // number of the newest write of each
	over  bool              // the session has ended
}

func newKeeper(j *order.Journal) *keeper {
	return &keeper{journal: j, held: map[string]func(){}, newer: map[string]uint64{}}
}

var errElsewhere = errors.New("this order is open in another axdesk, which keeps its own answers. Close it there, or go on with it there")

// save writes a draft down, unless a newer one was written or the order was given up since.
func (k *keeper) save(n uint64, d order.Draft) error {
	ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
	defer cancel()
	k.turn.Lock()
	defer k.turn.Unlock()
	if k.past(n, d.Ref) {
		return nil
	}
	if err := k.begin(ctx, d.Ref); err != nil {
		return err
	}
	d.Scope, d.At = k.journal.Scope, time.Now()
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

// begin takes an order in hand before its first write.
func (k *keeper) begin(ctx context.Context, ref string) error {
	k.mu.Lock()
	have := k.held[ref] != nil
	k.mu.Unlock()
	if have {
		return nil
	}
	release, ok, err := k.journal.Claim(ctx, k.journal.Scope, ref)
	if err != nil {
		return err
	}
	if !ok {
		return errElsewhere
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[ref] = release
	return nil
}

// past tells that a write has nothing to do any more.
func (k *keeper) past(n uint64, ref string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return n <= k.newer[ref]
}

// number says that what was made before n is not written any more.
func (k *keeper) number(n uint64, ref string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newer[ref] = max(n, k.newer[ref])
}

// drop forgets the draft of an order that is placed.
func (k *keeper) drop(n uint64, ref string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limitDraft)
	defer cancel()
	k.turn.Lock()
	defer k.turn.Unlock()
	k.number(n, ref)
	return k.journal.DropDraft(ctx, k.journal.Scope, ref)
}

// hold takes over what gives an order up. It waits for no store. What it gives, if anything, gives up what was held before: that
// may wait for one, so it is for a command.
func (k *keeper) hold(ref string, release func()) (before func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before = k.held[ref]
	k.held[ref] = release
	return before
}

// give gives an order up; writes of it that were made before are not done any more.
func (k *keeper) give(n uint64, ref string) {
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

// close gives everything up; a write that comes after it does so, too.
func (k *keeper) close() {
	k.turn.Lock()
	defer k.turn.Unlock()
	k.giveAll()
}

func (k *keeper) giveAll() {
	k.mu.Lock()
	all := k.held
	k.over = true
	k.held = map[string]func(){}
	k.mu.Unlock()
	for _, release := range all {
		release()
	}
}

// releasing gives an order up behind Update, since a store of many hosts may have to be told.
func releasing(release func()) tea.Cmd {
	if release == nil {
		return nil
	}
	return func() tea.Msg {
		release()
		return nil
	}
}
