package plain

import "testing"

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
