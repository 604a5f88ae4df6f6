package serve

import (
	"io"
	"sync/atomic"
	"time"
)

// output is a terminal's end of a session. It keeps when a write began, since a terminal that reads nothing makes it last for ever,
// and tells how long a key's frame took.
type output struct {
	to    io.Writer
	now   func() time.Time
	frame func(took time.Duration)

	typed atomic.Int64 // when the first input came that no frame has followed; 0 when there is none
	began atomic.Int64 // when the write under way began; 0 when there is none
}

// Write writes a frame, or a part of one.
func (w *output) Write(p []byte) (int, error) {
	w.began.Store(w.now().UnixNano())
	n, err := w.to.Write(p)
	w.began.Store(0)
	if at := w.typed.Swap(0); at != 0 {
		w.frame(w.now().Sub(time.Unix(0, at)))
	}
	return n, err
}

// in notes that input came.
func (w *output) in(at time.Time) { w.typed.CompareAndSwap(0, at.UnixNano()) }

// idle notes that input has changed nothing, so that no frame follows it.
func (w *output) idle() { w.typed.Store(0) }

// stuck is for how long the write under way has lasted.
func (w *output) stuck(now time.Time) time.Duration {
	if at := w.began.Load(); at != 0 {
		return now.Sub(time.Unix(0, at))
	}
	return 0
}
