package aex

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/wire"
)

// olt polls devices, each in five seconds, and fails the test when too many are polled at once.
type olt struct {
	t     *testing.T
	busy  atomic.Int64
	polls atomic.Int64
	err   error
}

func (o *olt) poll(ctx context.Context, id string) (Device, error) {
	o.polls.Add(1)
	if n := o.busy.Add(1); n > mostLive {
		o.t.Errorf("%d devices are polled at once", n)
	}
	defer o.busy.Add(-1)
	select {
	case <-time.After(5 * time.Second):
		return Device{SerialNumber: id, At: time.Now()}, o.err
	case <-ctx.Done():
		return Device{}, ctx.Err()
	}
}

func TestAHundredWhoWatchADeviceMakeOneLivePoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &olt{t: t}, &live{}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * 300 * time.Millisecond) // over half a minute
				d, err := l.ask(t.Context(), "a", time.Now, o.poll)
				if err != nil || d.SerialNumber != "a" || time.Since(d.At) > coolDown {
					t.Errorf("%v of %s, %v", d, d.At, err)
				}
			})
		}
		wg.Wait()
		if o.polls.Load() != 1 {
			t.Errorf("%d polls", o.polls.Load())
		}
		time.Sleep(coolDown)
		if _, err := l.ask(t.Context(), "a", time.Now, o.poll); err != nil || o.polls.Load() != 2 {
			t.Errorf("after the cool-down: %d polls, %v", o.polls.Load(), err)
		}
	})
}

func TestLivePollsLeaveAPlaceForOtherCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &olt{t: t}, &live{}
		var wg sync.WaitGroup
		for _, id := range []string{"a", "b", "c", "a", "d", "e"} {
			wg.Go(func() {
				if d, err := l.ask(t.Context(), id, time.Now, o.poll); err != nil || d.SerialNumber != id {
					t.Errorf("%v, %v", d, err)
				}
			})
		}
		wg.Wait()
		if o.polls.Load() != 5 {
			t.Errorf("%d polls of five devices", o.polls.Load())
		}
	})
}

func TestWhoLeavesALivePollDisturbsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &olt{t: t}, &live{}
		leaves, leave := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := l.ask(leaves, "a", time.Now, o.poll)
			var e *wire.Error
			if !errors.As(err, &e) || e.Kind != wire.KindCancelled {
				t.Errorf("who left got %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, err := l.ask(t.Context(), "a", time.Now, o.poll); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		leave()
		wg.Wait()
		if o.polls.Load() != 1 {
			t.Errorf("%d polls", o.polls.Load())
		}

		// The last one to leave ends the poll, and gives its turn up.
		leaves, leave = context.WithCancel(t.Context())
		wg.Go(func() { _, _ = l.ask(leaves, "b", time.Now, o.poll) })
		synctest.Wait()
		leave()
		began := time.Now()
		if _, err := l.ask(t.Context(), "c", time.Now, o.poll); err != nil || time.Since(began) > 5*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		wg.Wait()
	})
}

func TestAFailedLivePollIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &olt{t: t, err: errors.New("no answer")}, &live{}
		if _, err := l.ask(t.Context(), "a", time.Now, o.poll); err == nil {
			t.Fatal("no error")
		}
		o.err = nil
		if _, err := l.ask(t.Context(), "a", time.Now, o.poll); err != nil || o.polls.Load() != 2 {
			t.Errorf("%d polls, %v", o.polls.Load(), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // less than a poll takes
		defer cancel()
		_, err := l.ask(ctx, "b", time.Now, o.poll)
		var e *wire.Error
		if !errors.As(err, &e) || e.Kind != wire.KindTimeout {
			t.Errorf("who can't wait got %v", err)
		}
		synctest.Wait()
	})
}
