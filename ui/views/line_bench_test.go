package views

import (
	"testing"
	"time"

	"axdesk/client/aex"
)

// BenchmarkLineScreens draws each screen of a line as a key that scrolls makes it be drawn.
func BenchmarkLineScreens(b *testing.B) {
	api := healthyLine()
	d := linesDesk(api)
	line := d.Lines.Line(lineID)
	line.Service.Take(lineService(), nil, d.Now)
	line.Customer.Take(lineCustomer(), nil, d.Now)
	for i := range 300 {
		line.TookDevice(lineDevice(-19-float64(i%5), time.Duration(300-i)*time.Minute), false, nil, d.Now)
	}
	r := lineRadius()
	for i := range 2_000 {
		r.Sessions = append(r.Sessions, aex.Session{Start: d.Now.Add(-time.Duration(i) * time.Hour), Stop: d.Now.Add(-time.Duration(i) * time.Hour), Cause: "2"})
		r.Attempts = append(r.Attempts, aex.Attempt{Date: d.Now.Add(-time.Duration(i) * time.Hour), Reply: "Access-Accept"})
	}
	line.TookRadius(r, nil, d.Now)
	line.Usage.Take(lineUsage(90), nil, d.Now)
	usage := NewUsage(d, lineID)
	usage.days = 2
	for _, s := range []Screen{NewService(d, lineID), NewDevice(d, lineID), NewRadius(d, lineID), usage, NewDiagnose(d, lineID)} {
		b.Run(s.Head().Title, func(b *testing.B) {
			down := keyPress("down")
			for b.Loop() {
				s.Update(down)
				s.View(120, 35)
			}
		})
	}
}
