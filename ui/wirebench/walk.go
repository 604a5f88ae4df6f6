package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// scale lets provisioning end while one waits.
const scale = "300"

// args make every run of the desk the same: a state of its own, and the sandbox embedded.
func (o options) args() []string { return []string{"--state-dir", o.state, "--scale", scale} }

// firstFrames starts the desk often, and tells when its first frame stood and when the companies did.
func firstFrames(o options) error {
	var chrome, companies []time.Duration
	for range o.starts {
		first, full, err := firstFrame(o)
		if err != nil {
			return err
		}
		chrome, companies = append(chrome, first), append(companies, full)
	}
	fmt.Printf("\n| from exec to | best of %d | p50 | p90 | worst |\n|---|---|---|---|---|\n", o.starts)
	for _, row := range []struct {
		name string
		took []time.Duration
	}{{"the first frame", chrome}, {"the companies", companies}} {
		fmt.Printf("| %s | %s | %s | %s | %s |\n", row.name, ms(percentile(row.took, 0)), ms(percentile(row.took, 50)),
			ms(percentile(row.took, 90)), ms(percentile(row.took, 100)))
	}
	return nil
}

func firstFrame(o options) (chrome, companies time.Duration, err error) {
	t, err := startTerminal(o.binary, o.width, o.height, o.args(), nil)
	if err != nil {
		return 0, 0, err
	}
	defer t.close()
	first, err := t.waitFor("Company")
	if err != nil {
		return 0, 0, err
	}
	full, err := t.waitFor("Acme Pty Ltd")
	return first.Sub(t.start), full.Sub(t.start), err
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// bench drives one session and gathers its rows.
type bench struct {
	*terminal
	plain   bool // walk only, and measure nothing on the way
	samples []sample
	idle    []string
	err     error // the first one; everything after it does nothing
}

// step presses a key and waits for the next screen.
func (b *bench) step(name, keys string, until ...string) {
	if b.err != nil {
		return
	}
	b.quiet(150 * time.Millisecond)
	before, _ := b.traffic()
	pressed := time.Now()
	if b.err = b.send(keys); b.err != nil {
		return
	}
	if _, b.err = b.waitFor(until...); b.err != nil || name == "" {
		return
	}
	b.quiet(200 * time.Millisecond)
	after, last := b.traffic()
	b.samples = append(b.samples, sample{name: name, bytes: []int{after - before}, took: []time.Duration{last.Sub(pressed)}})
}

func (b *bench) hold(name string, keys ...string) {
	if b.err != nil || b.plain {
		return
	}
	var s sample
	s, b.err = b.terminal.hold(name, keys)
	b.samples = append(b.samples, s)
}

func (b *bench) steps(name string, keys ...string) {
	if b.err != nil || b.plain {
		return
	}
	var s sample
	s, b.err = b.terminal.steps(name, 150*time.Millisecond, keys)
	b.samples = append(b.samples, s)
}

// silence tells how many bytes come in three seconds in which nobody presses a key.
func (b *bench) silence(screen string) {
	if b.err != nil || b.plain {
		return
	}
	// What a key started, such as the wait until the keyboard has rested, isn't idleness yet.
	b.quiet(time.Second)
	before, _ := b.traffic()
	time.Sleep(3 * time.Second)
	after, _ := b.traffic()
	b.idle = append(b.idle, fmt.Sprintf("%s %d", screen, after-before))
}

// list measures the list in front: within the window, then through the whole of it by single rows, half pages and the filter.
func (b *bench) list(screen string, moves int) {
	b.silence(screen)
	b.hold(screen+": move", times(moves/2, down, up)...)
	b.hold(screen+": through the list", append(times(45, down), times(45, up)...)...)
	b.hold(screen+": half a page", times(3, "\x04", "\x04", "\x15", "\x15")...)
	b.steps(screen+": filter, a key", "/", "s", "y", "d", esc)
	b.steps(screen+": a move and its detail", down, down, up, up)
}

// port goes from the companies to a port that is ready; it measures on the way.
func (b *bench) port() {
	b.silence("Company")
	b.step("Company ▸ Location", enter, "Adelaide")
	b.list("Location", 200)
	b.step("", "/", "")
	b.step("", "NXT-S1", "found, 32 in all")
	b.step("Location ▸ Port", enter, "Once")
	b.list("Port", 200)
	b.step("", "/", "")
	b.step("", "100GBASECWDM4", "found")
	b.step("Port ▸ Options", enter, "Diverse from")
	b.steps("Options: a key in a field", strings.Split("a port for the lab", "")...)
	b.step("Options ▸ Summary", strings.Repeat(down, 4)+enter, "Summary of the port")
	b.silence("Summary")
	b.order(2)
	b.step("", "", "cross connect")
}

// steady is how long to leave the keyboard alone before a key that buys or signs: sooner, the desk doesn't take it.
const steady = 800 * time.Millisecond

// order goes from a summary to the order.
func (b *bench) order(documents int) {
	time.Sleep(steady)
	b.step("Summary ▸ Terms", enter, "to its end first", "signs this document")
	for n := range documents {
		if n == 0 {
			b.silence("Terms")
			b.hold("Terms: line by line", times(20, down)...)
			b.hold("Terms: page", times(8, "\x1b[6~")...)
			b.hold("Terms: ends", times(4, end, home)...)
		}
		b.step("", end, "signs this document")
		time.Sleep(steady)
		b.step("", "S", fmt.Sprintf("document %d of", n+2), `Type "place" to order`)
	}
	b.step("", "", `Type "place" to order`)
	time.Sleep(steady)
	b.step("Terms: placing", "place"+enter, "Allocated", "hops")
}

// connection goes from the port to a connection that is ready for service.
func (b *bench) connection() {
	b.step("Port ready ▸ Destination", enter, "Clouds")
	b.list("Destination", 100)
	b.step("", "/", "")
	b.step("", "aws", "found")
	b.step("Destination ▸ Candidates", enter, "primary")
	b.list("Candidates", 100)
	b.step("Candidates ▸ Bandwidth", enter, "50 Mbps")
	b.silence("Bandwidth")
	b.step("Bandwidth ▸ Options", down+down+enter, "Outer VLAN*")
	b.step("", "222"+down+"123456789012"+down+down+down+enter, "Summary of the connection")
	b.order(3)
	b.step("", "", "ready for service.")
	b.silence("Provisioning, ready")
}

// embedded plays the whole order on the embedded sandbox.
func embedded(o options) error {
	t, err := startTerminal(o.binary, o.width, o.height, o.args(), nil)
	if err != nil {
		return err
	}
	defer t.close()
	b := &bench{terminal: t, plain: o.memoryOnly}
	b.step("", "", "Acme Pty Ltd")
	b.port()
	b.connection()
	if !b.plain {
		b.print()
	}
	if b.err != nil {
		return b.err
	}
	return b.resident("with the embedded sandbox, after a whole order")
}

func (b *bench) print() {
	fmt.Printf("\n| keys | n | bytes a key: mean | p50 | worst | key to last byte: p50 | p99 |\n|---|---|---|---|---|---|---|\n")
	for _, s := range b.samples {
		fmt.Printf("| %s | %d | %d | %d | %d | %s | %s |\n", s.name, len(s.bytes), s.mean(), percentile(s.bytes, 50),
			percentile(s.bytes, 100), ms(percentile(s.took, 50)), ms(percentile(s.took, 99)))
	}
	fmt.Printf("\nBytes in 3 s without a key: %s.\n", strings.Join(b.idle, ", "))
}

// resident tells how much memory the desk holds: all of it, at most so far, and the part that isn't the binary's own pages.
func (b *bench) resident(when string) error {
	var mb []any
	for _, name := range []string{"VmRSS", "VmHWM", "RssAnon"} {
		kb, err := b.memory(name)
		if err != nil {
			return err
		}
		mb = append(mb, float64(kb)/1000)
	}
	fmt.Printf("\nResident "+when+": %.1f MB, at most %.1f MB; without the pages of the binary %.1f MB.\n", mb...)
	return nil
}

// alone plays the order against a sandbox in another process, so that the memory is the desk's own.
func alone(o options) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	server := exec.CommandContext(ctx, o.binary, "sandbox", "--listen", "127.0.0.1:0", "--scale", scale) //nolint:gosec // the binary that is measured
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) }
	out, err := server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	defer func() { cancel(); _ = server.Wait() }()
	var env []string
	for lines := bufio.NewScanner(out); len(env) < 5 && lines.Scan(); {
		env = append(env, lines.Text())
	}
	if len(env) < 5 {
		return errors.New("the sandbox didn't say where it is")
	}
	t, err := startTerminal(o.binary, o.width, o.height, []string{"--state-dir", o.state}, env)
	if err != nil {
		return err
	}
	defer t.close()
	b := &bench{terminal: t, plain: true}
	b.step("", "", "Acme Pty Ltd")
	b.port()
	b.connection()
	if b.err != nil {
		return b.err
	}
	return b.resident("with the sandbox elsewhere, after a whole order")
}
