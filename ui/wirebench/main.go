// Command wirebench measures the built desk in a pseudo-terminal, as the person in front of it has it: bytes and time of
// keys, the first frame, silence, memory. It prints Markdown tables; docs/performance.md holds a run of it.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "", "the desk to measure (default: one built from this module)")
	flag.IntVar(&o.starts, "starts", 30, "how often to start it for the first frame")
	flag.IntVar(&o.width, "width", 120, "columns")
	flag.IntVar(&o.height, "height", 40, "lines")
	flag.BoolVar(&o.startOnly, "start", false, "measure nothing but the first frame")
	flag.BoolVar(&o.memoryOnly, "memory", false, "measure nothing but memory after a whole order")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "wirebench:", err)
		os.Exit(1)
	}
}

type options struct {
	binary        string
	starts        int
	width, height int
	startOnly     bool
	memoryOnly    bool
	state         string // a directory for the desk's state
}

func run(o options) error {
	dir, err := os.MkdirTemp("", "wirebench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	o.state = filepath.Join(dir, "state")
	if o.binary == "" {
		o.binary = filepath.Join(dir, "axdesk")
		build := exec.Command("go", "build", "-o", o.binary, ".") //nolint:gosec,noctx // a path of our own making
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("the desk doesn't build (run this from the top of the module): %w", err)
		}
	}
	fmt.Printf("%d×%d, %d CPUs, %s\n", o.width, o.height, runtime.NumCPU(), runtime.Version())
	if !o.memoryOnly {
		if err := firstFrames(o); err != nil || o.startOnly {
			return err
		}
	}
	if err := embedded(o); err != nil {
		return err
	}
	return alone(o)
}
