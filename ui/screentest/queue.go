package screentest

import (
	"io"
	"sync"
)

// queue is the program's input. It has no bound, so a reply of the emulator never waits for the program, which may itself
// be waiting for the emulator to take a frame.
type queue struct {
	mu     sync.Mutex
	filled *sync.Cond
	data   []byte
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.filled = sync.NewCond(&q.mu)
	return q
}

// Read waits for input, and ends with io.EOF once the queue is closed and empty.
func (q *queue) Read(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.data) == 0 {
		if q.closed {
			return 0, io.EOF
		}
		q.filled.Wait()
	}
	n := copy(p, q.data)
	q.data = q.data[n:]
	return n, nil
}

// Write is push for io.Copy.
func (q *queue) Write(p []byte) (int, error) {
	q.push(p)
	return len(p), nil
}

func (q *queue) push(p []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.data = append(q.data, p...)
	q.filled.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Signal()
}
