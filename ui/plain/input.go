package plain

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine bounds an answer, in bytes: longer ones are refused whole.
const maxLine = 16 << 10

var errLong = errors.New("too long")

// line is a line that was read, or why there is none.
type line struct {
	text string
	err  error
}

// input reads a line when one is asked for, and never ahead of that: what reads a secret from the same terminal needs what is typed
// for itself. It reads in a goroutine of its own, since a read can't be given up.
type input struct {
	want    chan struct{}
	got     chan line
	waiting bool // a line was asked for and not taken yet
	lines   int  // how many were taken
}

func newInput(r io.Reader) *input {
	in := &input{want: make(chan struct{}), got: make(chan line, 1)}
	buffered := bufio.NewReaderSize(r, 4096)
	go func() {
		for range in.want {
			text, err := readLine(buffered)
			in.got <- line{text, err}
		}
	}()
	return in
}

// next asks for a line, unless one is asked for already, and gives where it will come.
func (in *input) next() <-chan line {
	if !in.waiting {
		in.waiting = true
		in.want <- struct{}{}
	}
	return in.got
}

// took says that the line which was asked for has been taken.
func (in *input) took() {
	in.waiting = false
	in.lines++
}

// close lets the goroutine end, once the read that it is in has come back.
func (in *input) close() { close(in.want) }

// readLine reads up to the end of a line. The last one of an input need not have any.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if b.Len()+len(part) > maxLine {
			long = true
			b.Reset()
		}
		if !long {
			b.Write(part)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && b.Len() == 0 && !long:
			return "", err
		case long:
			return "", errLong
		}
		return typed(b.String()), nil
	}
}

// typed is a line as a person meant it: without its end, and without what is no text.
func typed(s string) string {
	s = strings.TrimRight(s, "\r\n")
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return strings.TrimSpace(tame(s))
}
