package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a lock that another process holds is tried again.
const lockPoll = 10 * time.Millisecond

// latest is the end of what nanoseconds since 1970 can tell in 64 bits.
var latest = time.Unix(0, 1<<63-1)

var errNoTime = errors.New("the clock shows no usable time")

// Next returns a nonce "seconds.nnnnnnnnn" above every one that was ever given for lane, by any process, and as
// near to at as that allows.
func (s *Store) Next(ctx context.Context, lane string, at time.Time) (string, error) {
	if at.Before(time.Unix(0, 0)) || at.After(latest) {
		return "", fail(s.dir, "take a nonce", errNoTime)
	}
	// A single statement is a transaction of its own that locks for writing from its beginning.
	const take = `INSERT INTO nonces (lane, last) VALUES (?, ?)
		ON CONFLICT (lane) DO UPDATE SET last = max(excluded.last, last + 1) RETURNING last`
	var last int64
	if err := s.db.QueryRowContext(ctx, take, lane, at.UnixNano()).Scan(&last); err != nil {
		return "", fail(s.dir, "take a nonce", err)
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
		return nil, fail(s.dir, "take the lane", ctx.Err())
	}
	held, err := s.lock(ctx, lane)
	if err != nil {
		<-turn
		return nil, fail(s.dir, "take the lane", err)
	}
	return func() {
		// Closing the file unlocks it whatever Unlock says, and there is nobody to tell.
		_ = held.Unlock()
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

// lock takes the lane's file lock by way of a gate. Whoever waits for the lane holds the gate, so a process that
// has just given the lane up can't take it again before those who wait: they take turns.
func (s *Store) lock(ctx context.Context, lane string) (*flock.Flock, error) {
	sum := sha256.Sum256([]byte(lane))
	name := filepath.Join(s.dir, "lane-"+hex.EncodeToString(sum[:8]))
	gate, held := flock.New(name+".gate"), flock.New(name+".lock")
	if _, err := gate.TryLockContext(ctx, lockPoll); err != nil {
		return nil, fmt.Errorf("wait in line: %w", err)
	}
	defer func() { _ = gate.Unlock() }()
	if _, err := held.TryLockContext(ctx, lockPoll); err != nil {
		return nil, fmt.Errorf("wait for the lane: %w", err)
	}
	return held, nil
}
