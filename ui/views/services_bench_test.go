package views

import (
	"fmt"
	"testing"

	"axdesk/client/aex"
)

// manyLines is a desk whose list of 5,000 services is whole, with names, addresses and the light of every tenth known.
func manyLines() *Desk {
	const n = 5_000
	d := linesDesk(&fakeAEX{})
	l := d.Lines.List("")
	for i := range n {
		r := numbered(i, "")
		l.Rows = append(l.Rows, r)
		d.Lines.Seen(r.Status)
		d.Lines.Learn([]aex.Snapshot{{ServiceID: r.ID, CustomerName: fmt.Sprintf("Customer %d", i), Address: fmt.Sprintf("%d, Main Road, Sandton, Johannesburg", i), Product: "50mbps Home Uncapped"}})
		if i%10 == 0 {
			d.Lines.Line(r.ID).TookDevice(lineDevice(-19, 0), false, nil, d.Now)
		}
	}
	l.Pages, l.Total, l.Whole = 50, n, true
	return d
}

// BenchmarkServices draws, scrolls and filters 5,000 services. A filter's key, its search and its answer are apart, since
// the search runs beside the event loop.
func BenchmarkServices(b *testing.B) {
	d := manyLines()
	s := NewServices(d)
	s.Init()
	for _, size := range []struct{ w, h int }{{80, 20}, {120, 36}} {
		b.Run(fmt.Sprintf("View/%dx%d", size.w, size.h), func(b *testing.B) {
			for b.Loop() {
				s.View(size.w, size.h)
			}
		})
		b.Run(fmt.Sprintf("Scroll/%dx%d", size.w, size.h), func(b *testing.B) {
			down, home := keyPress("down"), keyPress("home")
			for b.Loop() {
				if s.Update(down); s.list.NearEnd() {
					s.Update(home)
				}
				s.View(size.w, size.h)
			}
		})
	}
	s.Update(keyPress("/"))
	s.Update(keyPress("7"))
	b.Run("Filter/key", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			s.Update(keyPress([]string{"8", "backspace"}[i%2]))
		}
	})
	search, _ := s.list.Update(keyPress("9"), d.Keys)
	b.Run("Filter/search", func(b *testing.B) {
		for b.Loop() {
			search()
		}
	})
	found := search()
	b.Run("Filter/answer", func(b *testing.B) {
		for b.Loop() {
			s.Update(found)
			s.View(120, 36)
		}
	})
	rows := d.Lines.List("").Rows
	page := func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s.list.Set(rows[:len(rows)-pageSize])
			b.StartTimer()
			s.measure(rows[len(rows)-pageSize:])
			s.list.Extend(rows)
		}
	}
	b.Run("Page/under a filter", page)
	s.Update(keyPress("esc"))
	b.Run("Page/without", page)
}
