package heap

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// inUse is what the heap holds once all that nobody holds is gone.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// atStart is what the heap holds before the start is ended, however often the test is run.
var atStart = inUse()

// TestTheStartIsEnded with the ballast gone and the heap kept small, unless whoever runs the program has said how large it may grow.
func TestTheStartIsEnded(t *testing.T) {
	before := debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	for _, tc := range []struct {
		set       string
		had, want int
	}{{"150", 150, 150}, {"off", -1, -1}, {"", 100, steady}} {
		t.Setenv("GOGC", tc.set)
		debug.SetGCPercent(tc.had)
		Steady()
		if got := debug.SetGCPercent(100); got != tc.want {
			t.Errorf("with GOGC=%q the heap may grow by %d %%, want %d", tc.set, got, tc.want)
		}
	}
	if now := inUse(); atStart < now+15<<20 {
		t.Errorf("the heap held %d kB at the start and holds %d kB after it: the ballast of 16 MB is still there, or never was", atStart>>10, now>>10)
	}
}
