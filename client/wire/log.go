package wire

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// LogKept is how many requests a Log remembers.
const LogKept = 500

// How is the way that an answer was had in.
type How int

// Ways. Only what is Sent went over the wire.
const (
	Sent      How = iota
	Joined        // the same was under way for somebody else, and its answer did for both
	Kept          // a poll's answer that had come lately did for this poll too
	Elsewhere     // another host had asked
)

// Record is one request as it went over the wire, or one that was answered without that; its text is redacted and sanitised, and
// headers and bodies are without secrets. What of it is written to a file has neither.
type Record struct {
	ID         int       // counts up in its log
	How        How       // Sent, if it went over the wire
	By         string    // the session that asked, as By told; "" for nobody's
	At         time.Time // when it left, or was asked, by the local clock
	API        string
	Op         string
	Method     string
	Path       string // with its query
	Short      string // the same below the API's base
	Status     int    // 0 when there was no answer
	Took       time.Duration
	Waited     time.Duration // for the lane
	Bytes      int           // of the answer's body
	Attempt    int           // 1 for the first
	Background bool
	Err        string // the error's sentence; "" when it went well
	Kind       Kind   // the error's; 0 when it went well
	Base       string // scheme and host
	Sent, Got  Part   // zero unless it was Sent
}

// Log remembers the last 500 records, of one client or of several. It is safe for concurrent use.
type Log struct {
	out      *slog.Logger
	withheld withheld

	mu    sync.Mutex
	ring  []Record
	total int           // of those that were sent
	seen  int           // of all
	news  chan struct{} // closed with the next one; nil while nobody waits
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
	if len(l.ring) == LogKept {
		start = l.seen % LogKept
	}
	list = append(list, l.ring[start:]...)
	return append(list, l.ring[:start]...)
}

// Wait waits until there are more records than those that somebody has seen, counted from the log's first one, or until ctx ends. It
// gives how many there are.
func (l *Log) Wait(ctx context.Context, seen int) (int, error) {
	for {
		l.mu.Lock()
		now := l.seen
		if l.news == nil {
			l.news = make(chan struct{})
		}
		news := l.news
		l.mu.Unlock()
		if now > seen {
			return now, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return now, ctx.Err()
		}
	}
}

// Total counts all requests that were ever sent.
func (l *Log) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

func (l *Log) add(ctx context.Context, r Record) {
	watch := l.keep(r)
	if r.How != Sent {
		return // metrics and files count what went over the wire
	}
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

// keep puts a record in the place of the oldest, and wakes who waits.
func (l *Log) keep(r Record) (watch func(Record)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.ID = l.seen + 1
	if len(l.ring) < LogKept {
		l.ring = append(l.ring, r)
	} else {
		l.ring[l.seen%LogKept] = r
	}
	l.seen++
	if r.How == Sent {
		l.total++
	}
	if l.news != nil {
		close(l.news)
		l.news = nil
	}
	return l.watch
}
