// Package screentest runs a Bubble Tea program in a terminal emulator and lets a test press keys and read the screen.
//
// Run does so under a fake clock, so a minute of waiting costs nothing; RunLive does so in real time, for journeys that
// go over a real socket, which a fake clock can't wait for. A test reads the same in both. Only tests import this package.
package screentest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image/color"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/charmbracelet/x/xpty"
)

// A megabyte pasted under the race detector on a busy machine takes most of a minute, so a minute would judge the machine.
// patience is how long a test waits for the screen before it fails, in fake time under Run and in real time under RunLive.
const patience = 5 * time.Minute

// The round trip that tells when a key's frame has been written: probe is a terminal's answer about a mode that no
// terminal has; it comes out of the program's event loop after everything typed before it, and is then turned into mark,
// raw output that never reaches the emulator.
const (
	probeMode = ansi.DECMode(31337)
	probe     = "\x1b[?31337;0$y"
	mark      = "\x1b]31337;mark\x07"
)

// liveFPS halves the wait for a frame in real time.
const liveFPS = 120

// Options describe the terminal that the program finds itself in. The zero value is a dark 80×24 terminal with true colour.
type Options struct {
	// Width and Height are in cells; 0 means 80 and 24.
	Width, Height int
	// Env is added to TERM=xterm-256color and COLORTERM=truecolor; a later name wins.
	Env []string
	// Profile is the colour profile; left Unknown, it follows from Env as in a real terminal.
	Profile colorprofile.Profile
	// Light makes the terminal answer that its background is white.
	Light bool
}

// Screen is a program on its terminal, as the person in front of it has it.
type Screen struct {
	tb      testing.TB
	program *tea.Program // nil for a command in a pty
	pty     xpty.Pty
	in      *queue
	fake    bool
	// changed holds at most one token: something was written since the last look.
	changed chan struct{}
	done    chan struct{} // closed when the program has ended
	silent  chan struct{} // closed when the emulator's answers have ended
	err     error         // the program's own; read it only after done

	mu      sync.Mutex // guards all below
	term    *vt.Emulator
	written bytes.Buffer
	marks   int
	noted   notes
	awaited bool // a test has asked for the program's end, so its error is the test's to judge
}

// notes are what a program tells the terminal beside the screen.
type notes struct {
	title, clipboard, progress string
	bells, copied              int
}

// Run builds a model and plays with it under a fake clock (testing/synctest). All that the model needs must be made inside
// build, and nothing in it may wait for a real socket.
func Run(t *testing.T, o Options, build func(tb testing.TB) tea.Model, play func(tb testing.TB, s *Screen)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		drive(t, true, o, build, play)
	})
}

// RunLive is Run in real time: for benchmarks and for tests that reach a server over loopback.
func RunLive(tb testing.TB, o Options, build func(tb testing.TB) tea.Model, play func(tb testing.TB, s *Screen)) {
	tb.Helper()
	drive(tb, false, o, build, play)
}

func drive(tb testing.TB, fake bool, o Options, build func(tb testing.TB) tea.Model, play func(tb testing.TB, s *Screen)) {
	tb.Helper()
	s := newScreen(tb, fake, o)
	s.program = tea.NewProgram(build(tb), s.programOptions(o)...)
	go s.copyAnswers()
	go func() {
		defer close(s.done)
		_, s.err = s.program.Run()
	}()
	// Deferred, so that a failing test too leaves no goroutine behind: a bubble can't end before all of its own have.
	defer s.close()
	s.settle()
	play(tb, s)
}

func newScreen(tb testing.TB, fake bool, o Options) *Screen {
	s := &Screen{
		tb: tb, fake: fake, in: newQueue(),
		changed: make(chan struct{}, 1), done: make(chan struct{}), silent: make(chan struct{}),
		term: vt.NewEmulator(o.size()),
	}
	if o.Light {
		s.term.SetDefaultBackgroundColor(color.White)
		s.term.SetDefaultForegroundColor(color.Black)
	}
	s.setUp()
	// A program whose input is no tty writes a bare LF for a new line: without this mode its lines would stair-step.
	_, _ = s.term.WriteString("\x1b[20h")
	return s
}

// setUp has the emulator note what a program tells it beside the screen.
func (s *Screen) setUp() {
	s.term.SetCallbacks(vt.Callbacks{
		Bell:  func() { s.noted.bells++ },
		Title: func(title string) { s.noted.title = title },
	})
	s.term.RegisterOscHandler(52, s.noteClipboard)
	s.term.RegisterOscHandler(9, s.noteProgress)
}

func (o Options) size() (width, height int) {
	width, height = o.Width, o.Height
	if width == 0 {
		width = 80
	}
	if height == 0 {
		height = 24
	}
	return width, height
}

func (s *Screen) programOptions(o Options) []tea.ProgramOption {
	env := append([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}, o.Env...)
	profile := o.Profile
	if profile == colorprofile.Unknown {
		profile = colorprofile.Env(env)
	}
	width, height := o.size()
	options := []tea.ProgramOption{
		tea.WithInput(s.in), tea.WithOutput(s), tea.WithEnvironment(env), tea.WithColorProfile(profile),
		tea.WithWindowSize(width, height), tea.WithFilter(answerProbe),
		// The first signal.Notify inside a bubble would tie the runtime's signal loop to it and kill the test binary.
		tea.WithoutSignalHandler(),
	}
	if !s.fake {
		options = append(options, tea.WithFPS(liveFPS))
	}
	return options
}

func answerProbe(_ tea.Model, msg tea.Msg) tea.Msg {
	if report, ok := msg.(tea.ModeReportMsg); ok && report.Mode == probeMode {
		return tea.RawMsg{Msg: mark}
	}
	return msg
}

// Write takes the program's output. It is called by the program, not by tests.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := p
	if n := bytes.Count(p, []byte(mark)); n > 0 {
		s.marks += n
		out = bytes.ReplaceAll(p, []byte(mark), nil)
	}
	s.written.Write(out)
	if _, err := s.term.Write(out); err != nil {
		return 0, err
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return len(p), nil
}

// copyAnswers carries the emulator's replies (background colour, modes) to the program's input. It takes no lock, because
// the emulator writes a reply while its output is being written, and waits for it to be read.
func (s *Screen) copyAnswers() {
	defer close(s.silent)
	_, err := io.Copy(s.in, s.term)
	if err != nil && !errors.Is(err, io.EOF) {
		s.tb.Errorf("reading the emulator's answers: %v", err)
	}
}

// noteClipboard keeps what OSC 52 copies: "52;c;<base64>".
func (s *Screen) noteClipboard(data []byte) bool {
	parts := strings.SplitN(string(data), ";", 3)
	if len(parts) < 3 {
		return false
	}
	text, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return false
	}
	s.noted.clipboard = string(text)
	s.noted.copied++
	return true
}

// noteProgress keeps the state and percentage of OSC 9;4, a terminal's progress bar.
func (s *Screen) noteProgress(data []byte) bool {
	rest, ok := strings.CutPrefix(string(data), "9;4;")
	if ok {
		s.noted.progress = rest
	}
	return ok
}

func (s *Screen) close() {
	s.tb.Helper()
	s.program.Quit()
	<-s.done
	s.in.close()
	// Closing the pipe and not the emulator: its Close races with its own Read.
	if pipe, ok := s.term.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
	<-s.silent
	if s.fake {
		// Timers under way outlive their program, and a bubble can't end before they have.
		time.Sleep(time.Hour)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil && !s.awaited {
		s.tb.Errorf("the program ended with an error: %v", s.err)
	}
}

func (s *Screen) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// await returns once ok holds or the program has ended, and whether ok holds. Every write to the terminal is a new look.
func (s *Screen) await(ok func() bool) bool {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		if ok() {
			return true
		}
		select {
		case <-s.changed:
		case <-s.done:
			return ok()
		case <-deadline.C:
			return false
		}
	}
}

// settle returns when all input so far has been handled and its frame written. A mark is written just before the frame of
// its tick, hence the second round: the second mark can only come after the first one's frame.
func (s *Screen) settle() {
	s.tb.Helper()
	if s.pty != nil {
		return
	}
	for range 2 {
		if s.fake {
			// A quit on its way ends the program first: a probe that nobody reads any more would hold up the bubble.
			synctest.Wait()
		}
		if s.ended() {
			return
		}
		want := s.marksSeen() + 1
		s.in.push([]byte(probe))
		if !s.await(func() bool { return s.marksSeen() >= want }) && !s.ended() {
			s.tb.Fatalf("the program has handled no input for %s; the screen:\n%s", patience, s.Text())
		}
	}
}

func (s *Screen) marksSeen() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks
}
