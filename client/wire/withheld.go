package wire

import (
	"slices"
	"sync"
)

// Bounds of what a client remembers of secrets: the latest are kept.
const (
	withheldNames  = 100
	withheldValues = 200
	// withheldRunes is the most characters of a name or a value that is remembered: no schema asks for a longer secret.
	withheldRunes = 1000
)

// withheld remembers, for a client's life, which fields of bodies were secrets (Withhold) and what they held: an API may tell in a later
// answer what it was sent, to somebody who never saw the schema that calls it a secret.
type withheld struct {
	mu            sync.Mutex
	names, values []string
}

// learn takes what a request's marks and body tell of secrets. It is called before the request leaves, so that no answer comes first.
func (w *withheld) learn(m marks, body []byte) {
	if len(m.withhold) == 0 {
		return
	}
	values := secretsIn(body, m.withhold)
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
