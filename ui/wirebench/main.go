// Command wirebench measures the built desk in a pseudo-terminal, as the person in front of it has it: bytes and time of keys, the first
// frame, silence, memory, on this machine and over OpenSSH with a line that takes its time. Beside the bytes stands the least that would
// do, worked out from the screens. It prints Markdown; docs/performance.md holds a run of it, which -write puts there.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The parts of a run.
const (
	partStart  = "start"
	partLocal  = "local"
	partSSH    = "ssh"
	partMany   = "many"
	partMemory = "memory"
)

var allParts = []string{partStart, partLocal, partSSH, partMany, partMemory}

type size struct{ w, h int }

func (s size) String() string { return fmt.Sprintf("%d×%d", s.w, s.h) }

var (
	small = size{80, 24}
	large = size{120, 40}
)

type options struct {
	binary string
	parts  []string
	quick  bool
	write  string
	dir    string // for what a run needs, removed after it
	states int
}

func main() {
	var o options
	var parts string
	flag.StringVar(&o.binary, "binary", "", "the desk to measure (default: one built from this module)")
	flag.StringVar(&parts, "parts", "", "what to measure: "+strings.Join(allParts, ",")+" (default: all; with -quick the first two)")
	flag.BoolVar(&o.quick, "quick", false, "fewer keys, one size, one delay")
	flag.StringVar(&o.write, "write", "", "put the tables between the markers in this file instead of printing them")
	flag.Parse()
	switch {
	case parts != "":
		o.parts = strings.Split(parts, ",")
	case o.quick:
		o.parts = allParts[:2]
	default:
		o.parts = allParts
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "wirebench:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	for _, p := range o.parts {
		if !slices.Contains(allParts, p) {
			return fmt.Errorf("there is no part %q: they are %s", p, strings.Join(allParts, ", "))
		}
	}
	dir, err := os.MkdirTemp("", "wirebench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	o.dir = dir
	if o.binary == "" {
		o.binary = filepath.Join(dir, "axdesk")
		build := exec.Command("go", "build", "-o", o.binary, ".") //nolint:gosec,noctx // a path of our own making
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("the desk doesn't build (run this from the top of the module): %w", err)
		}
	}
	r := &report{load: busyness()}
	began := time.Now()
	for _, part := range []struct {
		name string
		run  func(*options, *report) error
	}{{partStart, starts}, {partLocal, local}, {partSSH, overSSH}, {partMany, many}, {partMemory, apart}} {
		if !slices.Contains(o.parts, part.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s %s…\n", time.Since(began).Round(time.Second), part.name)
		if err := part.run(&o, r); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	text := r.markdown()
	if o.write != "" {
		return writeBetween(o.write, text)
	}
	_, err = io.WriteString(os.Stdout, text)
	return err
}

// scale lets provisioning end while one waits.
const scale = "300"

// args are a desk's with the sandbox embedded and a state of its own.
func (o *options) args(state string) []string {
	return []string{"--state-dir", state, "--scale", scale}
}

// fresh is a state that nobody has used.
func (o *options) fresh() string {
	o.states++
	return filepath.Join(o.dir, fmt.Sprintf("state%d", o.states))
}

func (o *options) sizes() []size {
	if o.quick {
		return []size{large}
	}
	return []size{small, large}
}

// starts starts the desk often, and tells when its first frame stood whole.
func starts(o *options, r *report) error {
	n := 30
	if o.quick {
		n = 8
	}
	for _, at := range o.sizes() {
		s := starting{at: at}
		state := o.fresh()
		for i := range n + 1 {
			t, err := startTerminal(at, o.binary, o.args(state), nil)
			if err != nil {
				return err
			}
			full, err := t.waitFor("Acme Pty Ltd")
			if err == nil && i > 0 { // the first one makes the store
				t.quiet(100 * time.Millisecond)
				sent, _ := t.traffic()
				s.took, s.bytes, s.screen = append(s.took, full.Sub(t.start)), append(s.bytes, sent), t.look()
			}
			t.close()
			if err != nil {
				return err
			}
		}
		r.starts = append(r.starts, s)
	}
	return nil
}

// local takes the tour on the embedded sandbox.
func local(o *options, r *report) error {
	for _, at := range o.sizes() {
		t, err := startTerminal(at, o.binary, o.args(o.fresh()), nil)
		if err != nil {
			return err
		}
		if err := r.take(at.String(), &bench{terminal: t, pid: t.cmd.Process.Pid, few: o.quick}); err != nil {
			return err
		}
	}
	return nil
}

// overSSH takes the tour through OpenSSH, over lines of different lengths.
func overSSH(o *options, r *report) error {
	delays := []time.Duration{0, 50 * time.Millisecond, 150 * time.Millisecond}
	if o.quick {
		delays = delays[1:2]
	}
	for _, lag := range delays {
		line, err := echoTime(lag)
		if err != nil {
			return err
		}
		h, err := startHost(*o, o.fresh(), lag)
		if err != nil {
			return err
		}
		t, err := h.client(large)
		if err != nil {
			h.stop()
			return err
		}
		err = r.take(fmt.Sprintf("%s over SSH, %d ms added", large, lag.Milliseconds()),
			&bench{terminal: t, pid: h.pid, lag: lag, line: line, few: o.quick || lag > 0})
		h.stop()
		if err != nil {
			return err
		}
	}
	return nil
}

// take takes the tour in a terminal.
func (r *report) take(title string, b *bench) error {
	defer b.close()
	b.tour()
	if b.err != nil {
		return b.err
	}
	return r.add(title, b)
}

func (r *report) add(title string, b *bench) error {
	s := session{title: title, line: b.line, readings: b.readings, idle: b.idle, order: b.order}
	for _, name := range []string{"VmRSS", "VmHWM", "RssAnon"} {
		mb, err := memory(b.pid, name)
		if err != nil {
			return err
		}
		s.memory = append(s.memory, mb)
	}
	r.sessions = append(r.sessions, s)
	return nil
}

// sandboxed starts a desk against a sandbox in a process of its own.
func sandboxed(o *options, more ...string) (*terminal, func(), error) {
	env, _, stop, err := background(o.binary, 5, append([]string{"sandbox", "--listen", "127.0.0.1:0", "--scale", scale}, more...)...)
	if err != nil {
		return nil, nil, err
	}
	t, err := startTerminal(large, o.binary, []string{"--state-dir", o.fresh()}, env)
	if err != nil {
		stop()
		return nil, nil, err
	}
	return t, func() { t.close(); stop() }, nil
}

// many reads the list of services with 100,000 rows.
func many(o *options, r *report) error {
	t, stop, err := sandboxed(o, "--services", "100000")
	if err != nil {
		return err
	}
	defer stop()
	b := &bench{terminal: t, pid: t.cmd.Process.Pid, few: o.quick}
	b.step("", "", "Acme Pty Ltd")
	b.step("", "\x0f", "of 100000")
	b.every(100_000)
	b.list("Services", 200)
	b.filter("Services", "sand")
	b.step("", home, "")
	b.held("Services", 300)
	if b.err != nil {
		return b.err
	}
	return r.add(large.String()+", 100,000 services", b)
}

// apart walks through a whole order with the sandbox in another process, so that the memory is the desk's own.
func apart(o *options, r *report) error {
	t, stop, err := sandboxed(o)
	if err != nil {
		return err
	}
	defer stop()
	b := &bench{terminal: t, pid: t.cmd.Process.Pid, plain: true}
	b.step("", "", "Acme Pty Ltd")
	b.port()
	b.connection()
	if b.err != nil {
		return b.err
	}
	return r.add("a whole order, the sandbox elsewhere", b)
}
