package screentest

import (
	"io"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/charmbracelet/x/xpty"
)

// hangUpFor is how long a command may take to end once its terminal has gone.
const hangUpFor = 5 * time.Second

// RunCommand plays with a command in a real pseudo-terminal: a shell, an SSH client, tmux. Nothing tells when such a command has
// handled a key, so a test waits for what it shows. The command gets the environment that it was given and nothing else.
func RunCommand(tb testing.TB, o Options, cmd *exec.Cmd, play func(tb testing.TB, s *Screen)) {
	tb.Helper()
	s := &Screen{
		tb: tb, in: newQueue(), changed: make(chan struct{}, 1), done: make(chan struct{}), silent: make(chan struct{}),
		term: vt.NewEmulator(o.size()),
	}
	s.setUp()
	pty, err := xpty.NewPty(o.size())
	if err != nil {
		tb.Fatal(err)
	}
	s.pty = pty
	// It leads a session of its own, as a login does: what it starts goes with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := pty.Start(cmd); err != nil {
		tb.Fatalf("%v: %v", err, pty.Close())
	}
	go s.copyAnswers()
	go func() { _, _ = io.Copy(pty, s.in) }()
	drawn := make(chan struct{})
	go func() {
		defer close(drawn)
		_, _ = io.Copy(s, pty) // ends with an error once the command has: its side of the terminal is closed
	}()
	go func() {
		defer close(s.done)
		s.err = cmd.Wait()
	}()
	defer func() {
		hangUp(cmd, s.done)
		_ = pty.Close() // our own hold on the terminal's other side
		<-drawn
		s.in.close()
		if pipe, ok := s.term.InputPipe().(io.Closer); ok {
			_ = pipe.Close()
		}
		<-s.silent
	}()
	play(tb, s)
}

// hangUp ends a command as a terminal that is closed does, and by force where that isn't enough. All that it started on this terminal
// has to go too: reading a terminal ends when nobody holds its other side.
func hangUp(cmd *exec.Cmd, ended <-chan struct{}) {
	group := -cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGHUP)
	force := time.AfterFunc(hangUpFor, func() { _ = syscall.Kill(group, syscall.SIGKILL) })
	defer force.Stop()
	<-ended
	_ = syscall.Kill(group, syscall.SIGKILL)
}
