package wire

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// logKept is how many requests a Log remembers.
const logKept = 500

// Record is one request as it went over the wire, without headers or bodies; its text is redacted and sanitised.
type Record struct {
	At         time.Time // when it left, by the local clock
	API        string
	Op         string
	Method     string
	Path       string // with its query
	Status     int    // 0 when there was no answer
	Took       time.Duration
	Waited     time.Duration // for the lane
	Bytes      int           // of the answer's body
	Attempt    int           // 1 for the first
	Background bool
	Err        string // the error's sentence; "" when it went well
	Kind       Kind   // the error's; 0 when it went well
}

// Log remembers the last 500 requests, of one client or of several. It is safe for concurrent use.
type Log struct {
	out *slog.Logger

	mu    sync.Mutex
	ring  []Record
	total int
	watch func(Record)
}

// NewLog makes a log; out, which may be nil, also gets every record as a structured line.
func NewLog(out *slog.Logger) *Log { return &Log{out: out} }

// Watch has every record from now on handed to f as well, which must be quick and safe for concurrent use. There is one watcher.
func (l *Log) Watch(f func(Record)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watch = f
}

// Snapshot returns the records, the oldest first.
func (l *Log) Snapshot() []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]Record, 0, len(l.ring))
	start := 0
	if len(l.ring) == logKept {
		start = l.total % logKept
	}
	list = append(list, l.ring[start:]...)
	return append(list, l.ring[:start]...)
}

// Total counts all requests ever recorded; it tells cheaply whether a Snapshot is out of date.
func (l *Log) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

func (l *Log) add(ctx context.Context, r Record) {
	l.mu.Lock()
	if len(l.ring) < logKept {
		l.ring = append(l.ring, r)
	} else {
		l.ring[l.total%logKept] = r
	}
	l.total++
	watch := l.watch
	l.mu.Unlock()
	if watch != nil {
		watch(r)
	}
	if l.out == nil {
		return
	}
	level := slog.LevelInfo
	if r.Err != "" {
		level = slog.LevelWarn
	}
	l.out.LogAttrs(ctx, level, "request",
		slog.Time("at", r.At), slog.String("api", r.API), slog.String("op", r.Op),
		slog.String("method", r.Method), slog.String("path", r.Path), slog.Int("status", r.Status),
		slog.Duration("took", r.Took), slog.Duration("waited", r.Waited), slog.Int("bytes", r.Bytes),
		slog.Int("attempt", r.Attempt), slog.Bool("background", r.Background), slog.String("error", r.Err))
}
