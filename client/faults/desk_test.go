package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/charmbracelet/x/xpty"
)

const (
	enter  = "\r"
	down   = "\x1b[B"
	end    = "\x1b[F"
	width  = 120
	height = 40
	// rests is how long a person leaves the keyboard alone before a key that buys or signs. Sooner, the desk doesn't take it.
	rests = 800 * time.Millisecond
	// drawn is how long a screen stands still that has all that it is going to show.
	drawn = 200 * time.Millisecond
)

// desk is the real program in a pseudo-terminal, with an emulator that shows what it drew.
type desk struct {
	pty   xpty.Pty
	cmd   *exec.Cmd
	ended chan struct{}

	mu    sync.Mutex // guards term
	term  *vt.Emulator
	heard chan struct{}
	err   error // the first one; everything after it does nothing
}

func startDesk(t testing.TB, w *world) *desk {
	t.Helper()
	pty, err := xpty.NewPty(width, height)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{pty: pty, term: vt.NewEmulator(width, height), heard: make(chan struct{}, 1), ended: make(chan struct{})}
	d.cmd = exec.CommandContext(context.Background(), axdesk(t), "--state-dir", w.dir)
	d.cmd.Env = w.deskEnv()
	go d.read()
	go func() { _, _ = io.Copy(pty, d.term) }()
	if err := pty.Start(d.cmd); err != nil {
		t.Fatal(errors.Join(err, pty.Close()))
	}
	go func() {
		defer close(d.ended)
		_ = d.cmd.Wait()
	}()
	return d
}

// deskEnv leads the desk to the line.
func (w *world) deskEnv() []string {
	return append(plainEnv(), "AXDESK_AXON_URL="+w.base.String(), "AXDESK_AXON_KEY="+w.key, "AXDESK_AXON_SECRET="+w.secret)
}

// plainEnv is the environment without what would have one run differ from another.
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

func (d *desk) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := d.pty.Read(buf)
		if n > 0 {
			d.mu.Lock()
			_, _ = d.term.Write(buf[:n])
			d.mu.Unlock()
			select {
			case d.heard <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// shows waits until one of the texts is on the screen.
func (d *desk) shows(texts ...string) {
	if d.err == nil && !d.showsWithin(patience, texts...) && d.err == nil {
		d.err = fmt.Errorf("%q hasn't appeared:\n%s", texts, d.screen())
	}
}

func (d *desk) screen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.term.String()
}

func (d *desk) showsWithin(limit time.Duration, texts ...string) bool {
	late := time.NewTimer(limit)
	defer late.Stop()
	for {
		shown := d.screen()
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(shown, text) }) {
			return true
		}
		select {
		case <-d.heard:
		case <-d.ended:
			d.err = fmt.Errorf("the desk ended while %q was awaited:\n%s", texts, shown)
			return false
		case <-late.C:
			return false
		}
	}
}

// still waits until nothing more is drawn: what a key does may depend on what those before it have led to.
func (d *desk) still() {
	for {
		select {
		case <-d.heard:
		case <-d.ended:
			return
		case <-time.After(drawn):
			return
		}
	}
}

// press sends keys, and waits for what they lead to.
func (d *desk) press(keys string, until ...string) {
	if d.err != nil {
		return
	}
	d.still()
	if _, d.err = io.WriteString(d.pty, keys); d.err == nil && len(until) > 0 {
		d.shows(until...)
	}
}

// deliberately presses keys as press does, after the keyboard has rested.
func (d *desk) deliberately(keys string, until ...string) {
	if d.err != nil {
		return
	}
	<-time.After(rests)
	d.press(keys, until...)
}

// kill ends it as a cut cable would.
func (d *desk) kill() {
	_ = d.cmd.Process.Kill()
	<-d.ended
	_ = d.pty.Close()
}

// toPort goes from the start to the summary of a port.
func (d *desk) toPort() {
	d.shows("Acme Pty Ltd")
	d.press(enter, "Adelaide")
	d.press("/NXT-S1", "found, 32 in all")
	d.press(enter, "Once")
	d.press("/100GBASECWDM4", "found")
	d.press(enter, "Diverse from")
	d.press(strings.Repeat(down, 4)+enter, "Summary of the port")
}

// toConnection goes from a port that is ready to the summary of a connection on it.
func (d *desk) toConnection() {
	d.press(enter, "Clouds")
	d.press("/aws", "found")
	d.press(enter, "primary")
	d.press(enter, "50 Mbps")
	d.press(down+down+enter, "Outer VLAN*")
	d.press("222"+down+"123456789012"+down+down+down+enter, "Summary of the connection")
}

// toTerms sends the first POST.
func (d *desk) toTerms() { d.deliberately(enter, "to its end first", "signs this document") }

// sign reads a document to its end and signs it; n counts from 1.
func (d *desk) sign(n int) {
	// The key is lost on a document that isn't laid out yet.
	for tries := 0; d.err == nil && tries < 20; tries++ {
		if d.press(end); d.showsWithin(time.Second, "signs this document") {
			break
		}
	}
	d.deliberately("S", fmt.Sprintf("document %d of", n+1), `Type "place" to order`)
}

// place sends the second POST.
func (d *desk) place(until ...string) { d.deliberately("place"+enter, until...) }
