package serve

import (
	"bytes"
	"io"
	"sync/atomic"
	"time"
)

const (
	// pasteBytes is the most of one paste that gets through: no field takes more.
	pasteBytes = 64 << 10
	// pastesBytes may come in pastes at once, and pastedPerSecond for ever. One begins only where a whole one fits, so that none is halved.
	pastesBytes     = 4 * pasteBytes
	pastedPerSecond = 16 << 10
	// typedBytes may come at once, and typedPerSecond for ever: a held key sends some 300 bytes in a second.
	typedBytes     = 8 << 10
	typedPerSecond = 2 << 10
	muchTyped      = 64 // bytes: more than one key
	// calm is how long nothing must have come before keys count again after too many: what is left of the flood may begin in the
	// middle of an escape sequence.
	calm = 250 * time.Millisecond
)

var (
	pasteBegins = []byte("\x1b[200~")
	pasteEnds   = []byte("\x1b[201~")
)

// input is what somebody types, in bounds: a paste is cut, and what comes faster than anyone types is left out. Each key costs a
// frame, so ten megabytes of them would cost everybody else.
type input struct {
	from io.Reader
	now  func() time.Time
	over func(sentence string) // told once for each paste or flood that was cut
	in   func(at time.Time)    // told of input, for the time from a key to its frame
	gone func()                // told of the end; nil tells nobody

	raw     []byte
	out     []byte    // what gets through and wasn't read yet
	held    []byte    // the beginning of what may be a marker, at the end of what was read
	pasting bool      // between the markers
	pasted  int       // bytes of this paste; -1 leaves it out
	room    float64   // bytes that may come now
	pastes  float64   // bytes that may come in pastes now
	at      time.Time // when both were worked out
	flooded bool
	crammed bool // the last paste was left out, for those before it
	ended   error
	read    atomic.Int64
}

func newInput(from io.Reader, now func() time.Time, in func(time.Time), over func(string)) *input {
	return &input{from: from, now: now, in: in, over: over, raw: make([]byte, 4<<10), room: typedBytes, pastes: pastesBytes, at: now()}
}

// Read gives what gets through; it waits until something does.
func (r *input) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.ended != nil {
			if r.gone != nil {
				r.gone()
			}
			return 0, r.ended
		}
		n, err := r.from.Read(r.raw)
		r.ended = err
		if n > 0 {
			r.read.Add(int64(n))
			r.take(r.raw[:n], r.now())
		}
		if err != nil && len(r.held) > 0 {
			r.out, r.held = append(r.out, r.held...), nil
		}
	}
	n := copy(p, r.out)
	if r.out = r.out[n:]; len(r.out) == 0 {
		r.out = nil
	}
	r.in(r.now())
	return n, nil
}

// take sorts what came into what gets through and what doesn't.
func (r *input) take(b []byte, now time.Time) {
	since := now.Sub(r.at)
	r.room = min(typedBytes, r.room+since.Seconds()*typedPerSecond)
	r.pastes = min(pastesBytes, r.pastes+since.Seconds()*pastedPerSecond)
	r.at = now
	if r.flooded && since >= calm {
		r.flooded = false
	}
	b = append(r.held, b...)
	r.held = nil
	for len(b) > 0 {
		marker := pasteBegins
		if r.pasting {
			marker = pasteEnds
		}
		i := bytes.Index(b, marker)
		if i < 0 {
			keep := partial(b, marker)
			r.some(b[:len(b)-keep])
			// A lone escape is a key of its own, and must not wait for the next one; at the end of much it is the beginning of more.
			if keep > 1 || r.pasting || len(b) >= muchTyped {
				r.held = append(r.held, b[len(b)-keep:]...)
			} else {
				r.some(b[len(b)-keep:])
			}
			return
		}
		r.some(b[:i])
		b = b[i+len(marker):]
		r.mark(marker)
	}
}

// mark passes a marker on: without its end a paste would swallow all that is typed after it.
func (r *input) mark(marker []byte) {
	r.pasting = !r.pasting
	if r.pasting {
		r.pasted = 0
		if r.room < 1 {
			// Markers cost too: pastes of nothing are a flood like any other.
			r.flood()
		}
	}
	if r.pasting && (r.flooded || r.cram()) {
		r.pasted = -1 // left out whole, with its markers
		return
	}
	if r.pasted < 0 {
		r.pasted = 0
		return
	}
	r.room -= float64(len(marker))
	r.out = append(r.out, marker...)
}

// some lets so much through as there is room for.
func (r *input) some(b []byte) {
	switch {
	case len(b) == 0:
	case r.pasting && r.pasted < 0:
	case r.pasting:
		room := max(0, pasteBytes-r.pasted)
		if len(b) > room && r.pasted <= pasteBytes {
			r.over("What was pasted is longer than anything here takes: only its first 64 KB were read.")
		}
		r.pasted += len(b)
		r.pastes -= float64(min(len(b), room))
		r.out = append(r.out, b[:min(len(b), room)]...)
	case r.flooded:
		r.closePaste(b)
	case float64(len(b)) > r.room:
		r.out = append(r.out, b[:int(max(0, r.room))]...)
		r.closePaste(b[int(max(0, r.room)):])
		r.room = 0
		r.flood()
	default:
		r.room -= float64(len(b))
		r.out = append(r.out, b...)
	}
}

// closePaste keeps the end of a paste from what is left out: where its beginning came in pieces it wasn't seen as one here, and
// whoever reads this would wait for the end for ever. Without a beginning it means nothing.
func (r *input) closePaste(left []byte) {
	if bytes.Contains(left, pasteEnds) {
		r.out = append(r.out, pasteEnds...)
	}
}

// cram tells whether so much was pasted that there is no room for another one.
func (r *input) cram() bool {
	full := r.pastes < pasteBytes
	if full && !r.crammed {
		r.over("More was pasted in a few seconds than anyone needs: this paste was left out whole. Paste it again in a moment.")
	}
	r.crammed = full
	return full
}

func (r *input) flood() {
	if !r.flooded {
		r.flooded = true
		r.over("More came at once than anyone types: what was too much is left out, until the keyboard has rested for a moment.")
	}
}

// partial is how many bytes at the end of b may be the beginning of a marker.
func partial(b, marker []byte) int {
	for n := min(len(b), len(marker)-1); n > 0; n-- {
		if bytes.Equal(b[len(b)-n:], marker[:n]) {
			return n
		}
	}
	return 0
}
