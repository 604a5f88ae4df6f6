package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"axdesk/client/aex"
)

// ageing is light that falls slowly and steadily, as that of a fibre that grows old, a splice that takes water, or a
// connector that gets dirty. Its zero value is light that doesn't.
type ageing struct {
	falls  bool
	db     float64       // how far it fell
	over   time.Duration // in how long
	perDay float64       // dB
}

// parts of the time are compared by their medians. Four tell a fall from a step: after a step at least two are alike.
const (
	ageingParts = 4
	ageingLeast = 2   // readings of a part
	ageingShare = 6.0 // each part has to fall by this part of the whole; an even fall gives a third
)

// age looks whether the light falls steadily over its history and this reading.
func (c *look) age() {
	points := c.usable()
	if !c.light.Known || c.light.Band == None || len(points) < ageingParts*ageingLeast {
		return
	}
	if !c.devAt.IsZero() {
		points = append(points, Point{c.devAt, c.light.DBm})
	}
	slices.SortStableFunc(points, func(a, b Point) int { return a.At.Compare(b.At) })
	first, last := points[0].At, points[len(points)-1].At
	span := last.Sub(first)
	if span < c.Limits.SlowFor {
		return
	}
	var levels [ageingParts][]float64
	for _, p := range points {
		i := min(ageingParts-1, int(p.At.Sub(first)/(span/ageingParts+1)))
		levels[i] = append(levels[i], p.DBm)
	}
	var middles [ageingParts]float64
	for i, l := range levels {
		if len(l) < ageingLeast {
			return
		}
		middles[i] = median(l)
	}
	whole := middles[0] - middles[ageingParts-1]
	for i := 1; i < ageingParts; i++ {
		if middles[i-1]-middles[i] < whole/ageingShare {
			return
		}
	}
	// The medians are those of the parts' middles, which are three quarters of the time apart.
	fell := whole * ageingParts / (ageingParts - 1)
	if fell < c.Limits.SlowDB {
		return
	}
	c.ageing = ageing{true, fell, span, fell / (span.Hours() / 24)}
}

// usable are the readings of the history that are of light, and from before this one.
func (c *look) usable() []Point {
	var out []Point
	bands := c.bands()
	for _, p := range c.History {
		is := bands.Judge(aex.Reading{Value: p.DBm, Known: true}).Band != None
		if is && (c.devAt.IsZero() || p.At.Before(c.devAt)) {
			out = append(out, p)
		}
	}
	return out
}

// median of levels, which it sorts.
func median(levels []float64) float64 {
	slices.Sort(levels)
	half := len(levels) / 2
	if len(levels)%2 == 0 {
		return (levels[half-1] + levels[half]) / 2
	}
	return levels[half]
}

// farthest is how far ahead a pace of some weeks may be drawn out.
const farthest = 365

// words are the fall, and when it leaves the good band if it goes on like this.
func (a ageing) words(l Light, b Bands) string {
	says := fmt.Sprintf("Light falls steadily: %.1f dB in %s", a.db, ageWords(a.over))
	left := l.DBm - b.Marginal
	word := "marginal"
	if l.Band == Marginal {
		left, word = l.DBm-b.Bad, "bad"
	}
	if days := left / a.perDay; left > 0 && days <= farthest {
		says += fmt.Sprintf("; at that pace it is %s in about %.0f d", word, max(1, days))
	}
	return says
}

// besides is what is to be done about a line that ages while something else is wrong, or nothing yet.
func (a ageing) besides(l Light, b Bands) string {
	fall := a.words(l, b)
	return "Besides, tell the FNO before the line fails: the light" + strings.TrimPrefix(fall, "Light") + "."
}
