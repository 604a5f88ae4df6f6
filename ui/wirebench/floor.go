package main

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
)

// The floor of a change is the fewest bytes that turn one screen into the next, worked out from the two screens alone. What it
// counts, and docs/performance.md says it in words:
//
//   - a cell that changed costs its text's bytes; what changed is the text or how it is styled;
//   - cells that change side by side are one run; a run may go on over cells that stay, where printing them anew is cheaper;
//   - between runs the cursor moves by the shortest of CUP, CHA, VPA, CUF, CUB, CUU, CUD, CR, LF and BS;
//   - where the style changes, the shorter of naming what differs and of a reset with all that holds;
//   - blanks are erased (EL, ECH) where that is shorter; a rule isn't a repeat (REP), which not all know that call themselves xterm;
//   - whole lines that moved may be moved by a scroll region (DECSTBM, SU or SD), where repainting the rest is cheaper so;
//   - 16 bytes around it all, for output that a terminal shows at once, where that is on.
//
// It starts with no style set and the cursor where the last frame left it, and owes nothing after the last cell. The order of lines is
// from the top or from the bottom, whichever is less; a cleverer order could save a few bytes more.
const frameBytes = len("\x1b[?2026h") + len("\x1b[?2026l")

// screen is what a terminal showed at one moment.
type screen struct {
	w, h   int
	cells  []uv.Cell
	cx, cy int // the cursor
}

func (s *screen) at(x, y int) *uv.Cell { return &s.cells[y*s.w+x] }

// pen is a terminal's state while a frame is written.
type pen struct {
	x, y  int
	style uv.Style
}

// floorOf is the fewest bytes from one screen to the next without what is around a frame, 0 where nothing changed.
func floorOf(before, after *screen) int {
	first, last := -1, -1
	for y := range after.h {
		if !sameLine(before, y, after, y) {
			if first < 0 {
				first = y
			}
			last = y
		}
	}
	if first < 0 {
		return 0
	}
	best := min(repaint(before, after, first, last, false), repaint(before, after, first, last, true))
	for by := -(last - first); by <= last-first; by++ {
		for _, r := range movedBy(before, after, first, last, by) {
			top, bottom := min(r[0], r[0]+by), max(r[1], r[1]+by)
			moved, cost := scrolled(before, top, bottom, by)
			best = min(best, cost+repaint(moved, after, min(first, top), max(last, bottom), false))
		}
	}
	return best
}

func same(a, b *uv.Cell) bool {
	return a.Content == b.Content && a.Width == b.Width && a.Link == b.Link && a.Style.Equal(&b.Style)
}

func sameLine(a *screen, ya int, b *screen, yb int) bool {
	for x := range b.w {
		if !same(a.at(x, ya), b.at(x, yb)) {
			return false
		}
	}
	return true
}

// movedBy are the runs of lines, first and last, that stand so many lines above where they stood, each with at least two that hold
// something.
func movedBy(before, after *screen, first, last, by int) (runs [][2]int) {
	if by == 0 {
		return nil
	}
	full, from := 0, -1
	for y := first; y <= last+1; y++ {
		if y <= last && y+by >= 0 && y+by < after.h && sameLine(before, y+by, after, y) {
			if from < 0 {
				full, from = 0, y
			}
			if !emptyLine(after, y) {
				full++
			}
			continue
		}
		if from >= 0 && full > 1 {
			runs = append(runs, [2]int{from, y - 1})
		}
		from = -1
	}
	return runs
}

func emptyLine(s *screen, y int) bool {
	for x := range s.w {
		if c := s.at(x, y); !blank(c) || !c.Style.IsZero() {
			return false
		}
	}
	return true
}

// scrolled is a screen whose lines from first to last moved up by so many, down where it is negative, and the bytes of that.
func scrolled(s *screen, first, last, by int) (*screen, int) {
	out := &screen{w: s.w, h: s.h, cells: append([]uv.Cell(nil), s.cells...)} // the cursor is in the corner: DECSTBM puts it there
	for y := first; y <= last; y++ {
		for x := range s.w {
			if from := y + by; from >= first && from <= last {
				*out.at(x, y) = *s.at(x, from)
			} else {
				*out.at(x, y) = uv.EmptyCell
			}
		}
	}
	cost := len("\x1b[;r") + digits(first+1) + digits(last+1) + len("\x1b[r") + csi(max(by, -by))
	return out, cost
}

// repaint is the bytes of the cells that differ, from line first to line last.
func repaint(before, after *screen, first, last int, upwards bool) int {
	at, cost := pen{x: before.cx, y: before.cy}, 0
	for i := range last - first + 1 {
		y := first + i
		if upwards {
			y = last - i
		}
		n, end := repaintLine(before, after, y, at)
		cost, at = cost+n, end
	}
	return cost
}

// way is how a line can be made up to some cell: what it costs, and how the terminal stands then.
type way struct {
	cost int
	pen  pen
}

// ways are the cheapest ways through a line, by the cell that was made last.
type ways struct {
	after  *screen
	y      int
	best   map[int]way
	erased way // to the line's end, by erasing it
}

func (l *ways) least(x int, w way) {
	if old, ok := l.best[x]; !ok || w.cost < old.cost {
		l.best[x] = w
	}
}

// reach goes on to a cell, writing it or erasing the blanks that begin there.
func (l *ways) reach(w way, x int) {
	c := l.after.at(x, l.y)
	cost := w.cost + jump(w.pen, x, l.y) + restyle(&w.pen.style, &c.Style)
	l.least(x, way{cost + len(c.Content), pen{x + c.Width, l.y, c.Style}})
	n := runOf(l.after, x, l.y)
	if !blank(c) || n < 2 {
		return
	}
	l.least(x+n-1, way{cost + csi(n), pen{x, l.y, c.Style}}) // ECH leaves the cursor where it was
	if cost += len("\x1b[K"); x+n == l.after.w && cost < l.erased.cost {
		l.erased = way{cost, pen{x, l.y, c.Style}}
	}
}

// repaintLine is the cheapest way to make a line what it is to be, by what each cell costs when it is written after the one before it or
// after a jump.
func repaintLine(before, after *screen, y int, from pen) (int, pen) {
	changed := changedCells(before, after, y)
	if len(changed) == 0 {
		return 0, from
	}
	l := &ways{after: after, y: y, best: map[int]way{}, erased: way{1 << 30, from}}
	l.reach(way{0, from}, changed[0])
	end := changed[len(changed)-1]
	next := 0 // of changed: the first one behind x
	for x := changed[0]; x < end; x++ {
		w, ok := l.best[x]
		if !ok {
			continue
		}
		for changed[next] <= x {
			next++
		}
		for _, beside := range []int{x + 1, x + after.at(x, y).Width} {
			if beside > x && beside < after.w && after.at(beside, y).Width > 0 {
				l.reach(w, beside)
			}
		}
		l.reach(w, changed[next])
	}
	done := l.erased
	for x := end; x < after.w; x++ {
		if w, ok := l.best[x]; ok && w.cost < done.cost {
			done = w
		}
	}
	return done.cost, done.pen
}

// changedCells are the columns of a line whose cells differ.
func changedCells(before, after *screen, y int) (changed []int) {
	for x := range after.w {
		if c := after.at(x, y); c.Width > 0 && !same(before.at(x, y), c) {
			changed = append(changed, x)
		}
	}
	return changed
}

// runOf is how many cells from x on are the same as it.
func runOf(s *screen, x, y int) int {
	n := 1
	for c := s.at(x, y); c.Width == 1 && x+n < s.w && same(c, s.at(x+n, y)); {
		n++
	}
	return n
}

func blank(c *uv.Cell) bool { return c.Content == " " || c.Content == "" }

// restyle is the bytes from one style to another.
func restyle(from, to *uv.Style) int {
	if from.Equal(to) {
		return 0
	}
	if to.IsZero() {
		return len("\x1b[m")
	}
	return min(len(uv.StyleDiff(from, to)), len(to.String())+len("0;"))
}

// jump is the bytes of moving the cursor.
func jump(from pen, x, y int) int {
	if from.x == x && from.y == y {
		return 0
	}
	best := len("\x1b[;H") + digits(y+1) + digits(x+1)
	if x == 0 {
		best = len("\x1b[H") + digits(y+1)
	}
	if x == 0 && y == 0 {
		best = len("\x1b[H")
	}
	down := y - from.y
	vertical := 0
	if down != 0 {
		vertical = min(csi(max(down, -down)), len("\x1b[d")+digits(y+1))
	}
	if down > 0 {
		vertical = min(vertical, down) // LF, which leaves the column alone in raw mode
	}
	across := min(len("\x1b[G")+digits(x+1), 1+csi(x)) // CHA, or CR and CUF
	switch by := x - from.x; {
	case by == 0:
		across = 0
	case by > 0:
		across = min(across, csi(by))
	default:
		across = min(across, csi(-by), -by) // CUB, or BS for each
	}
	if x == 0 {
		across = min(across, 1) // CR
	}
	return min(best, vertical+across)
}

// csi is the bytes of a control with one number, which is left out where it is 1; 0 for none.
func csi(n int) int {
	switch n {
	case 0:
		return 0
	case 1:
		return len("\x1b[C")
	}
	return len("\x1b[C") + digits(n)
}

func digits(n int) int { return len(strconv.Itoa(n)) }
