package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/charmbracelet/x/xpty"
)

// patience is how long a text may take to appear before the run is given up.
const patience = 30 * time.Second

// terminal is a program in a pseudo-terminal, with an emulator that answers what it asks and shows what it drew.
type terminal struct {
	pty   xpty.Pty
	cmd   *exec.Cmd
	start time.Time
	ended chan struct{} // closed when the program has ended
	err   error         // how; read it only after ended

	mu    sync.Mutex // guards all below
	term  *vt.Emulator
	bytes int
	last  time.Time // when the last bytes came
	sync  bool      // frames come in one piece, which costs frameBytes each
	heard chan struct{}
}

func startTerminal(at size, binary string, args, env []string) (*terminal, error) {
	pty, err := xpty.NewPty(at.w, at.h)
	if err != nil {
		return nil, err
	}
	t := &terminal{pty: pty, term: vt.NewEmulator(at.w, at.h), heard: make(chan struct{}, 1), ended: make(chan struct{})}
	t.cmd = exec.Command(binary, args...) //nolint:gosec,noctx // the binary that is measured; close ends it
	t.cmd.Env = append(plainEnv(), env...)
	go t.read()
	go func() { _, _ = io.Copy(pty, t.term) }()
	t.start = time.Now()
	if err := pty.Start(t.cmd); err != nil {
		return nil, errors.Join(err, pty.Close())
	}
	go func() {
		defer close(t.ended)
		t.err = t.cmd.Wait()
	}()
	return t, nil
}

// plainEnv is the environment without what would make one run differ from another.
func plainEnv() []string {
	var out []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "AXDESK_") && !strings.HasPrefix(name, "SSH_") && !strings.HasPrefix(name, "LC_") &&
			name != "LANG" && name != "NO_COLOR" && name != "TMUX" {
			out = append(out, kv)
		}
	}
	return append(out, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8")
}

func (t *terminal) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := t.pty.Read(buf)
		now := time.Now()
		if n > 0 {
			t.mu.Lock()
			t.bytes += n
			t.last = now
			_, _ = t.term.Write(buf[:n])
			t.sync = t.sync || bytes.Contains(buf[:n], []byte(syncBegin))
			t.mu.Unlock()
			if bytes.Contains(buf[:n], []byte(ansi.RequestModeSynchronizedOutput)) {
				_ = t.send(canSync)
			}
			select {
			case t.heard <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// A terminal of today says that it can show a frame at once; the emulator doesn't know the question.
const (
	syncBegin = "\x1b[?2026h"
	canSync   = "\x1b[?2026;2$y"
)

// floor is the least that the way from one screen to the next costs here.
func (t *terminal) floor(before, after *screen) int {
	n := floorOf(before, after)
	t.mu.Lock()
	defer t.mu.Unlock()
	if n > 0 && t.sync {
		n += frameBytes
	}
	return n
}

// traffic is how many bytes have come so far, and when the last did.
func (t *terminal) traffic() (int, time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bytes, t.last
}

// look gives what is on the screen.
func (t *terminal) look() *screen {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := &screen{w: t.term.Width(), h: t.term.Height()}
	s.cells = make([]uv.Cell, 0, s.w*s.h)
	for y := range s.h {
		for x := range s.w {
			if c := t.term.CellAt(x, y); c != nil {
				s.cells = append(s.cells, *c)
			} else {
				s.cells = append(s.cells, uv.EmptyCell)
			}
		}
	}
	at := t.term.CursorPosition()
	s.cx, s.cy = at.X, at.Y
	return s
}

// waitFor waits until one of the texts is on the screen, and returns when the bytes came that completed it.
func (t *terminal) waitFor(texts ...string) (time.Time, error) {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		t.mu.Lock()
		shown, last := t.term.String(), t.last
		t.mu.Unlock()
		for _, text := range texts {
			if strings.Contains(shown, text) {
				return last, nil
			}
		}
		select {
		case <-t.heard:
		case <-t.ended:
			gone := fmt.Errorf("the program ended while %q was awaited:\n%s", texts, shown)
			return last, errors.Join(gone, t.err)
		case <-late.C:
			return last, fmt.Errorf("%q hasn't appeared in %s:\n%s", texts, patience, shown)
		}
	}
}

func (t *terminal) send(keys string) error {
	_, err := io.WriteString(t.pty, keys)
	return err
}

// quiet waits until nothing has come for that long.
func (t *terminal) quiet(d time.Duration) {
	for {
		_, last := t.traffic()
		rest := d - time.Since(last)
		if rest <= 0 {
			return
		}
		time.Sleep(rest)
	}
}

// close ends the program with ^c pressed twice, and by force where that doesn't help.
func (t *terminal) close() {
	_ = t.send("\x03\x03")
	select {
	case <-t.ended:
	case <-time.After(3 * time.Second):
		_ = t.cmd.Process.Kill()
		<-t.ended
	}
	_ = t.pty.Close()
}
