package main

import (
	"fmt"
	"strings"
	"time"
)

// goals compares what was read with what is aimed at. It names the worst screen, since a mean hides it.
func (r *report) goals(b *strings.Builder) {
	b.WriteString("\n| goal | measured | |\n|---|---|---|\n")
	line := func(goal, measured string, met bool) {
		said := "met"
		if !met {
			said = "**missed**"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", goal, measured, said)
	}
	for _, s := range r.starts {
		p50 := percentile(s.took, 50)
		line(fmt.Sprintf("start, %s: < 40 ms", s.at), "median "+ms(p50)+", best "+ms(percentile(s.took, 0)), p50 < 40*time.Millisecond)
	}
	for i := range r.sessions {
		r.sessions[i].goals(line)
	}
}

func (s *session) goals(line func(goal, measured string, met bool)) {
	if at, r, ok := s.worst(moves, reading.usual); ok {
		line(s.title+": a move < 1.3 × the floor", fmt.Sprintf("at most ×%.2f, median, %s", r.usual(), at), r.usual() < 1.3)
	}
	if at, r, ok := s.worst(scrolls, func(r reading) float64 { return mean(r.bytes) }); ok {
		line(s.title+": scrolling < 300 bytes a key", fmt.Sprintf("at most %.0f, %s", mean(r.bytes), at), mean(r.bytes) < 300)
	}
	// Whom the line keeps waiting is told above its table: what the desk and SSH add to it is compared.
	most, aside := 8*time.Millisecond, ""
	if strings.Contains(s.title, "SSH") {
		most, aside = 13*time.Millisecond, ", the line's "+ms(s.line)+" aside"
	}
	if r, ok := s.find("", moves); ok {
		p50 := percentile(r.took, 50) - s.line
		line(fmt.Sprintf("%s: the highlight on the wire < %d ms, median%s", s.title, most.Milliseconds(), aside), ms(p50), p50 < most)
	}
	if r, ok := s.find("", burst); ok {
		t := percentile(r.took, 50) - s.line
		line(s.title+": 300 held keys at rest < 200 ms, median"+aside, ms(t), t < 200*time.Millisecond)
	}
	if strings.Contains(s.title, "100,000") {
		if r, ok := s.find("", types); ok {
			p50 := percentile(r.took, 50)
			line(s.title+": a key in the filter < 17 ms, median", ms(p50)+", its frame included", p50 < 17*time.Millisecond)
		}
	}
	idle := 0
	for _, i := range s.idle {
		idle += i.bytes
	}
	if len(s.idle) > 0 {
		line(s.title+": no bytes without a key", fmt.Sprintf("%d on %d screens", idle, len(s.idle)), idle == 0)
	}
	if strings.Contains(s.title, "whole order") {
		line(s.title+": resident < 40 MB", fmt.Sprintf("%.1f MB", s.memory[0]), s.memory[0] < 40)
	}
}

// worst is the screen on which a kind of key costs most.
func (s *session) worst(kind string, cost func(reading) float64) (at string, worst reading, ok bool) {
	for _, name := range s.order {
		if r, there := s.find(name, kind); there && (!ok || cost(r) > cost(worst)) {
			at, worst, ok = name, r, true
		}
	}
	return at, worst, ok
}
