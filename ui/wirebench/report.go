package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// starting is how the desk started at one size.
type starting struct {
	at     size
	took   []time.Duration
	bytes  []int
	screen *screen
}

// session is what was read in one terminal.
type session struct {
	title    string
	line     time.Duration // that one byte takes there and back, without a desk
	readings []reading
	idle     []idleness
	order    []string
	memory   []float64 // resident, at most, without the binary's pages; MB
}

// report is all that a run has read.
type report struct {
	load     string // of the machine before the run, over 1, 5 and 15 minutes; "" where it isn't told
	starts   []starting
	sessions []session
}

// busyness is what else the machine does.
func busyness() string {
	b, _ := os.ReadFile("/proc/loadavg") // of Linux alone
	if words := strings.Fields(string(b)); len(words) > 2 {
		return strings.Join(words[:3], ", ")
	}
	return ""
}

func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%d CPUs, %s, %s/%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if r.load != "" {
		fmt.Fprintf(&b, "; load averages before the run %s", r.load)
	}
	b.WriteString(". Times are worth as much as the machine was idle.\n")
	r.goals(&b)
	if len(r.starts) > 0 {
		b.WriteString("\n| from exec to the first full frame | best | p50 | p90 | worst | bytes | floor |\n|---|---|---|---|---|---|---|\n")
	}
	for _, s := range r.starts {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %.0f | %d |\n", s.at, ms(percentile(s.took, 0)), ms(percentile(s.took, 50)),
			ms(percentile(s.took, 90)), ms(percentile(s.took, 100)), mean(s.bytes), s.floor())
	}
	for _, s := range r.sessions {
		s.table(&b)
	}
	return b.String()
}

// floor is the least that the first frame takes from an empty screen.
func (s starting) floor() int {
	term := &screen{w: s.screen.w, h: s.screen.h, cells: make([]uv.Cell, len(s.screen.cells))}
	for i := range term.cells {
		term.cells[i] = uv.EmptyCell
	}
	return floorOf(term, s.screen)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// find gives a screen's readings of one kind as one.
func (s *session) find(screen, kind string) (reading, bool) {
	all := reading{screen: screen, kind: kind}
	for _, r := range s.readings {
		if r.kind == kind && (screen == "" || r.screen == screen) {
			all.bytes, all.floor, all.took = append(all.bytes, r.bytes...), append(all.floor, r.floor...), append(all.took, r.took...)
		}
	}
	return all, len(all.bytes) > 0
}

// ratio is how many times the floor a key costs; 1 where nothing was to be drawn.
func (r reading) ratio() float64 {
	if least := mean(r.floor); least > 0 {
		return mean(r.bytes) / least
	}
	return 1
}

// usual is the median of the keys' own ratios. Where the machine was slow, two frames fall upon one key and none upon the next, whose sum
// tells nothing.
func (r reading) usual() float64 {
	var all []float64
	for i, n := range r.bytes {
		if n > 0 && r.floor[i] > 0 {
			all = append(all, float64(n)/float64(r.floor[i]))
		}
	}
	return percentile(all, 50)
}

func (r reading) cell() string {
	if mean(r.bytes) == 0 {
		return "0"
	}
	return fmt.Sprintf("%.0f/%.0f ×%.2f · %s", mean(r.bytes), mean(r.floor), r.ratio(), span(r.took))
}

// span is the median and the 99th percentile, in ms.
func span(took []time.Duration) string {
	return fmt.Sprintf("%.1f, %.1f", float64(percentile(took, 50).Microseconds())/1000, float64(percentile(took, 99).Microseconds())/1000)
}

var columns = []string{opened, moves, follows, scrolls, pages, types}

func (s *session) table(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n", s.title)
	if s.line > 0 {
		fmt.Fprintf(b, "\nOne byte takes %s over this line, there and back, median, without a desk.\n", ms(s.line))
	}
	if len(s.order) > 0 {
		b.WriteString("\n| screen | " + strings.Join(columns, " | ") + " | idle |\n|---|" + strings.Repeat("---|", len(columns)+1) + "\n")
	}
	for _, name := range s.screens() {
		row := []string{name}
		for _, kind := range columns {
			if r, ok := s.find(name, kind); ok {
				row = append(row, r.cell())
			} else {
				row = append(row, "")
			}
		}
		idle := ""
		for _, i := range s.idle {
			if i.screen == name {
				idle = fmt.Sprintf("%d B, %.1f ms/s", i.bytes, i.cpu)
			}
		}
		fmt.Fprintf(b, "| %s | %s |\n", strings.Join(row, " | "), idle)
	}
	if r, ok := s.find("", burst); ok {
		fmt.Fprintf(b, "\n300 keys written at once come to rest after %s, at most %s, in %.0f bytes.\n", ms(percentile(r.took, 50)), ms(percentile(r.took, 100)), mean(r.bytes))
	}
	fmt.Fprintf(b, "\nResident at the end %.1f MB, at most %.1f MB; without the pages of the binary %.1f MB.\n", s.memory[0], s.memory[1], s.memory[2])
}

// screens are all that something was read of, in the order in which they were met.
func (s *session) screens() []string {
	names := slices.Clone(s.order)
	for i, idle := range s.idle {
		if !slices.Contains(names, idle.screen) {
			names = slices.Insert(names, min(i, len(names)), idle.screen)
		}
	}
	return names
}

const (
	markBegin = "<!-- wirebench: what follows is written by it -->\n"
	markEnd   = "<!-- wirebench: to here -->\n"
)

// writeBetween puts a text between the markers in a file.
func writeBetween(path, text string) error {
	old, err := os.ReadFile(path) //nolint:gosec // the file that the caller named
	if err != nil {
		return err
	}
	head, rest, ok := bytes.Cut(old, []byte(markBegin))
	_, tail, whole := bytes.Cut(rest, []byte(markEnd))
	if !ok || !whole {
		return errors.New(path + " has no markers to write between")
	}
	out := slices.Concat(head, []byte(markBegin), []byte(text), []byte("\n"), []byte(markEnd), tail)
	return os.WriteFile(path, out, 0o644) //nolint:gosec // a page of the documentation
}
