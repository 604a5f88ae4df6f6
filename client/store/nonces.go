package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// latest is the end of what nanoseconds since 1970 can tell in 64 bits.
var latest = time.Unix(0, 1<<63-1)

var errNoTime = errors.New("the clock shows no usable time")

// Next returns a nonce "seconds.nnnnnnnnn" above every one that was ever given for lane, by any process, and as
// near to at as that allows. Of a lane that is held here it gives none once the lock on that is lost.
func (s *Store) Next(ctx context.Context, lane string, at time.Time) (string, error) {
	if at.Before(time.Unix(0, 0)) || at.After(latest) {
		return "", s.fail("take a nonce", errNoTime)
	}
	// A single statement is a transaction of its own that locks for writing from its beginning.
	const take = `INSERT INTO nonces (lane, last) VALUES ($1, $2)
		ON CONFLICT (lane) DO UPDATE SET last =
			CASE WHEN excluded.last > nonces.last THEN excluded.last ELSE nonces.last + 1 END RETURNING last`
	last, err := s.engine.nonce(ctx, take, lane, at.UnixNano())
	if err != nil {
		return "", s.fail("take a nonce", err)
	}
	return fmt.Sprintf("%d.%09d", last/1e9, last%1e9), nil
}

// Hold takes the lane for one request: first among this Store's callers, then among all processes. A process that
// dies gives it up, since the lock dies with it.
func (s *Store) Hold(ctx context.Context, lane string) (release func(), err error) {
	turn := s.turn(lane)
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return nil, s.fail("take the lane", ctx.Err())
	}
	unlock, err := s.engine.lock(ctx, lane)
	if err != nil {
		<-turn
		return nil, s.fail("take the lane", err)
	}
	return func() {
		unlock()
		<-turn
	}, nil
}

func (s *Store) turn(lane string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	turn, ok := s.lanes[lane]
	if !ok {
		turn = make(chan struct{}, 1)
		s.lanes[lane] = turn
	}
	return turn
}
