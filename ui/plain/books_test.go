package plain

import (
	"context"
	"errors"
	"testing"
)

// TestRetryAsksTheStoreAgain: the word leads to the same question, and not away from it.
func TestRetryAsksTheStoreAgain(t *testing.T) {
	t.Parallel()
	s, _ := session(t, Config{}, "retry", "retry")
	asked := 0
	got, err := kept(s, func(context.Context) (int, error) {
		if asked++; asked < 3 {
			return 0, errors.New("the disk is gone")
		}
		return asked, nil
	})
	if got != 3 || err != nil {
		t.Errorf("asked %d times, %d, %v", asked, got, err)
	}
}

// TestBothOrdersOfAReferenceAreReached: a port and the connection from it share their order's reference.
func TestBothOrdersOfAReferenceAreReached(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	if said, err := w.talk(t, false, append(wholeAnswers, "quit")...); err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	said, err := w.talk(t, true, "orders", "AX-00001", "AX-00001 port", "orders", "AX-00001 connection", "quit")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Several are called that", "Order AX-00001, port", "Order AX-00001, connection")
}

// TestAnOrderIsShownWhole holds that a reference shows the port and its connection, in the words of the full screen.
func TestAnOrderIsShownWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	if _, err := w.talk(t, false, append(wholeAnswers, "quit")...); err != nil {
		t.Fatal(err)
	}
	w.cfg.Order = "AX-00001"
	said, err := w.talk(t, false, "orders")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Order AX-00001, port ", ": allocated", "Order AX-00001, connection ", ": ready", "What do you want to do?", "port ", ": allocated, since")
}
