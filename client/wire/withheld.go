package wire

import (
	"context"
	"slices"
	"sync"
)

// Bounds of what a log remembers of secrets: the latest are kept.
const (
	withheldNames  = 100
	withheldValues = 200
	// withheldRunes is the most characters of a name or a value that is remembered: no schema asks for a longer secret.
	withheldRunes = 1000
)

// withheld remembers, for a log's life, which fields of bodies were secrets (Withhold) and what they held: an API may tell in a later
// answer what it was sent, to somebody who never saw the schema that calls it a secret.
type withheld struct {
	mu                 sync.Mutex
	own, names, values []string // own are those of the clients themselves
}

// keep takes the secrets that a client proves itself with.
func (w *withheld) keep(own []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.own = latest(w.own, own, withheldValues)
}

// learn takes what a request's marks and body tell of secrets. It is called before the request leaves, so that no answer comes first.
func (w *withheld) learn(m marks, body []byte) {
	if len(m.withhold) == 0 {
		return
	}
	values := hider(m.withhold).values(context.Background(), body[:min(len(body), peekBytes)])
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names = latest(w.names, m.withhold, withheldNames)
	w.values = latest(w.values, values, withheldValues)
}

// add gives a request's marks with all that is remembered.
func (w *withheld) add(m marks) marks {
	w.mu.Lock()
	defer w.mu.Unlock()
	m.withhold = slices.Concat(m.withhold, w.names)
	return m
}

// secrets are a request's own, and all values that are remembered.
func (w *withheld) secrets(m marks) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Concat(m.secrets, w.values)
}

// all are the clients' own secrets, and all values that are remembered.
func (w *withheld) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Concat(w.own, w.values)
}

// latest appends what a list lacks, and drops the oldest beyond a bound. What is there already becomes the newest.
func latest(list, more []string, most int) []string {
	for _, s := range more {
		if len(s) > 4*withheldRunes || s == "" {
			continue
		}
		list = append(slices.DeleteFunc(list, func(old string) bool { return old == s }), s)
	}
	return slices.Clone(list[max(0, len(list)-most):])
}
