package views

import (
	"math"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"axdesk/client/aex"
	"axdesk/client/triage"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// span is a range of levels in dBm.
type span struct{ lo, hi float64 }

// What a transmitter may send: an ONT of ITU-T G.984.2 class B+, and 1000BASE-BX10.
var (
	sentGPON     = span{0.5, 5}
	sentEthernet = span{-9, -3}
)

// light judges what a device receives by the bands of its kind.
func (d *Desk) light(dev aex.Device) (triage.Light, triage.Bands) { return d.Lines.Light(dev) }

// lightCell is the received light in a list's cell: the level and its band.
func (d *Desk) lightCell(dev aex.Device) string {
	l, _ := d.light(dev)
	if !l.Known {
		return d.Theme.Dim.Render("no reading")
	}
	return d.bandInk(l.Band).Render(d.number(l.DBm) + " " + l.Band.String())
}

// lightLine is the received light in a line: the level, its band and how far it is from the limit.
func (d *Desk) lightLine(l triage.Light) string {
	if !l.Known {
		return d.Theme.Dim.Render(l.Words)
	}
	level, words, _ := strings.Cut(l.Words, ", ")
	return strings.Replace(level, "-", d.Theme.Glyphs.Minus, 1) + "  " + d.bandSay(l.Band, words)
}

func (d *Desk) bandSay(b triage.Band, words string) string {
	return d.Theme.Say(bandMark(b), words)
}

func (d *Desk) bandInk(b triage.Band) lipgloss.Style { return d.Theme.Ink(bandMark(b)) }

func bandMark(b triage.Band) theme.Mark {
	switch b {
	case triage.Good:
		return theme.MarkReady
	case triage.Hot, triage.Marginal:
		return theme.MarkHolding
	}
	return theme.MarkFailed
}

// number is a level with one decimal and a true minus.
func (d *Desk) number(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), "-", d.Theme.Glyphs.Minus, 1)
}

func (d *Desk) spanWords(s span) string {
	return d.number(s.lo) + " to " + d.number(s.hi) + " dBm"
}

// gauge draws where a level lies between two limits: the ends are the limits, inner ticks are where bands meet. A
// level outside stands on the end that it is beyond.
func (d *Desk) gauge(v float64, s span, ticks []float64, ink lipgloss.Style, w int) string {
	if w < 8 || !(s.hi > s.lo) {
		return ""
	}
	g := d.Theme.Glyphs
	at := func(v float64) int {
		return max(0, min(w-1, int(math.Round((v-s.lo)/(s.hi-s.lo)*float64(w-1)))))
	}
	cells := make([]string, w)
	for i := range cells {
		cells[i] = g.Rule
	}
	for _, t := range ticks {
		cells[at(t)] = g.GaugeTick
	}
	cells[0], cells[w-1] = g.GaugeLow, g.GaugeHigh
	i := at(v)
	th := d.Theme
	return th.Dim.Render(strings.Join(cells[:i], "")) + ink.Render(g.Ready) + th.Dim.Render(strings.Join(cells[i+1:], ""))
}

// rxGauge is the gauge of received light.
func (d *Desk) rxGauge(l triage.Light, b triage.Bands, w int) string {
	if !l.Known {
		return ""
	}
	return d.gauge(l.DBm, span{b.Bad, b.Overload}, []float64{b.Marginal, b.Hot}, d.bandInk(l.Band), w)
}

// flatDB is the least range that a sparkline spreads over: a steady level has to look steady.
const flatDB = 3

// spark draws levels as a line of at most w bars, the newest on the right. More of them than bars are put together by
// time, each bar the mean of its part: where nothing was read there is none.
func (d *Desk) spark(points []triage.Point, w int) string {
	if len(points) == 0 || w <= 0 {
		return ""
	}
	levels := make([]triage.Point, 0, w)
	if len(points) <= w {
		levels = append(levels, points...)
	} else {
		levels = means(points, w)
	}
	lo, hi := bounds(levels)
	if hi-lo < flatDB {
		middle := (hi + lo) / 2
		lo, hi = middle-flatDB/2.0, middle+flatDB/2.0
	}
	bars := d.Theme.Glyphs.Spark
	var b strings.Builder
	for _, p := range levels {
		if p.At.IsZero() {
			b.WriteByte(' ')
			continue
		}
		b.WriteString(bars[min(len(bars)-1, int((p.DBm-lo)/(hi-lo)*float64(len(bars))))])
	}
	return b.String()
}

// means are the mean levels of w equal parts of the time that points span. A part without any has no time.
func means(points []triage.Point, w int) []triage.Point {
	first, last := points[0].At, points[len(points)-1].At
	part := max(1, last.Sub(first)/time.Duration(w)+1)
	out := make([]triage.Point, w)
	counts := make([]float64, w)
	for _, p := range points {
		i := max(0, min(w-1, int(p.At.Sub(first)/part)))
		counts[i]++
		out[i].At, out[i].DBm = p.At, out[i].DBm+(p.DBm-out[i].DBm)/counts[i]
	}
	return out
}

func bounds(points []triage.Point) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, p := range points {
		if !p.At.IsZero() {
			lo, hi = min(lo, p.DBm), max(hi, p.DBm)
		}
	}
	return lo, hi
}

// historyLine is the sparkline with its range and how long it spans in words.
func (d *Desk) historyLine(points []triage.Point, w int) string {
	if len(points) == 0 {
		return ""
	}
	first := points[0].At
	if len(points) == 1 {
		return "one reading so far, of " + d.since(first)
	}
	lo, hi := bounds(points)
	words := d.number(lo) + " to " + d.number(hi) + ", " + parts.Plural(len(points), "reading", "readings") + " in " + words.Age(points[len(points)-1].At.Sub(first))
	if long := words + ", since " + d.since(first); parts.Width(long)+30 <= w {
		words = long
	}
	room := min(w-parts.Width(words)-2, 40)
	if room < 4 {
		return words
	}
	return d.spark(points, room) + "  " + words
}

// since is a time of today by its clock, and an older one with its day.
func (d *Desk) since(t time.Time) string {
	local := t.In(d.Now.Location())
	if local.Format(time.DateOnly) == d.Now.Format(time.DateOnly) {
		return local.Format("15:04")
	}
	return local.Format("2006-01-02 15:04")
}

// day is a date; "" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// bytesCell is bytesText for a column: there is no room to quote what is no count.
func bytesCell(n int64) string {
	if n < 0 {
		return "no count"
	}
	return words.Bytes(n)
}

// unitsNote says what the units' base is.
func (d *Desk) unitsNote() string {
	if d.Theme.ASCII {
		return "GB is 10^9 bytes"
	}
	return "GB is 10⁹ bytes"
}
