package order

import (
	"context"
	"errors"

	"axdesk/client/axon"
	"axdesk/client/store"
)

// StateOf is the state of an order whose chain has come to a roll-up; "" where the roll-up says nothing.
func StateOf(o axon.Overall) State {
	switch o {
	case axon.OverallReady:
		return StateReady
	case axon.OverallFailed:
		return StateFailed
	case axon.OverallRemoved:
		return StateEnded
	case axon.OverallRetrying, axon.OverallWaiting, axon.OverallWorking:
		return StateProvisioning
	}
	return ""
}

// Progress writes down that a bought order was seen in another state than the journal has: said is in whose words. What the
// journal doesn't know as bought, or can't follow, changes nothing: it is a sighting, and no request hangs on it. All who watch an
// order see the same news at once, so one that was taken further meanwhile is read again.
func (j *Journal) Progress(ctx context.Context, ref string, kind Kind, to State, said string) error {
	for range progressTries {
		err := j.progress(ctx, ref, kind, to, said)
		if !errors.Is(err, store.ErrMoved) {
			return err
		}
		if to == StateProvisioning {
			return nil // whoever still sees work may have looked before the others, and polls on: what they wrote stands
		}
	}
	return j.progress(ctx, ref, kind, to, said)
}

// progressTries is how often an order that moves meanwhile is read again; once is enough where the others write the same.
const progressTries = 3

func (j *Journal) progress(ctx context.Context, ref string, kind Kind, to State, said string) error {
	o, err := j.Order(ctx, ref, kind)
	if err != nil {
		return err
	}
	have := o.State()
	if have == to || !have.Bought() || have == StateChanging || Waits(o.Last()) || !have.May(to) {
		return nil
	}
	if have == StateEnding && to == StateProvisioning {
		return nil // a removal on its way rolls up as work, too
	}
	return j.take(ctx, o, Entry{State: string(to), Said: said})
}
