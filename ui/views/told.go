package views

import (
	"errors"
	"time"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// told is what one source said, as a part of a screen. A source that is down now keeps its last lines, greyed, with
// the reason under them, and never hides the others.
type told struct {
	name  string
	lines []string // empty while nothing has come
	note  string   // its age
	busy  bool
	since time.Time // when it was asked
	err   error
	same  bool // the source above it failed in the same words: they are not said twice
}

// labelWidth is the column of the sources' names.
const labelWidth = 8

// tell collects what a source said; draw is called only when there is something.
func tell[T any](p *probe, name string, of source, g *Got[T], fresh time.Duration, w int, draw func(v T, w int) []string) told {
	t := told{name: name, busy: p.busy(of.question()), since: p.pending[of.question()], err: g.Err}
	if g.Known {
		t.lines, t.note = draw(g.Value, max(1, w-labelWidth)), p.desk.ageNote(g.At, 2*fresh, words.CoarseAge)
	}
	return t
}

// ageNote is an age, amber from old on. For an answer that is twice its freshness, since the next takes a while to come.
func (d *Desk) ageNote(at time.Time, old time.Duration, words func(time.Duration) string) string {
	if at.IsZero() {
		return ""
	}
	passed := d.Now.Sub(at)
	if passed >= old {
		return d.Theme.Warn.Render(words(passed))
	}
	return d.Theme.Dim.Render(words(passed))
}

// draw puts the source's name before its lines and its age behind the first.
func (t told) draw(d *Desk, w int) []string {
	th := d.Theme
	lines := t.body(d, max(1, w-labelWidth))
	out := make([]string, len(lines))
	for i, l := range lines {
		name, note := "", ""
		if i == 0 {
			name, note = t.name, t.note
		}
		if w < paneBelow {
			note = "" // the words need the room
		}
		out[i] = parts.Ends(parts.Fit(th.Title.Render(name), labelWidth, "")+l, note, w, th.Glyphs.More)
	}
	return out
}

// body is the lines without a name.
func (t told) body(d *Desk, w int) []string {
	th := d.Theme
	switch {
	case len(t.lines) == 0 && t.busy:
		return []string{d.asking(t.since)}
	case len(t.lines) == 0 && t.err == nil:
		return []string{th.Dim.Render("not asked yet")}
	}
	out := append([]string(nil), t.lines...)
	if t.err == nil {
		return out
	}
	for i, l := range out {
		out[i] = th.Dim.Render(plain(l))
	}
	if t.same {
		return append(out, d.Theme.Bad.Render(d.Theme.Glyphs.Cross)+" "+parts.Cut("Failed for the same reason.", w-2, d.Theme.Glyphs.More))
	}
	return append(out, d.trouble(t.err, len(out) > 0, w)...)
}

// alike marks those that failed as the one above did, so that a server that is down pushes nothing out of sight.
func alike(list []told) []told {
	for i := 1; i < len(list); i++ {
		why := reason(list[i].err)
		list[i].same = why != "" && lines.StateWords(list[i].err) == "" && why == reason(list[i-1].err)
	}
	return list
}

// reason is an error's sentence but for what was being done.
func reason(err error) string {
	var w *wire.Error
	if !errors.As(err, &w) {
		return wire.Sentence(err)
	}
	bare := *w
	bare.Op = ""
	return bare.Error()
}

// asking is a question under way in a line. After two seconds it says for how long.
func (d *Desk) asking(since time.Time) string {
	th := d.Theme
	took := d.waited(since)
	s := th.Busy.Render(th.Glyphs.Spin[int(took/paceLoading)%len(th.Glyphs.Spin)]) + " asking" + th.Glyphs.Ellipsis
	if took >= 2*time.Second {
		s += "  " + th.Dim.Render(words.Age(took))
	}
	return s
}

// trouble is why a source said nothing, or nothing new. What is a state of the service is no failure.
func (d *Desk) trouble(err error, before bool, w int) []string {
	th := d.Theme
	if state := lines.StateWords(err); state != "" {
		return parts.Wrap(th.Dim.Render(th.Glyphs.Unknown+" "+state), w)
	}
	says := wire.Sentence(err)
	if says == "" {
		return nil
	}
	if before {
		says = "The last try failed. " + says
	}
	var out []string
	for i, l := range parts.Wrap(says, max(1, w-2)) {
		mark := "  "
		if i == 0 {
			mark = th.Bad.Render(th.Glyphs.Cross) + " "
		}
		out = append(out, mark+l)
	}
	return out
}

// lastKnown greys lines that could not be refreshed, and says why above them.
func (d *Desk) lastKnown(lines []string, err error, w int) []string {
	if err == nil {
		return lines
	}
	for i, l := range lines {
		lines[i] = d.Theme.Dim.Render(plain(l))
	}
	return append(d.trouble(err, true, w), lines...)
}

// deviceNote is the age of a device's state and how it was had.
func (d *Desk) deviceNote(dev aex.Device) string {
	how := "cached"
	if dev.Live {
		how = "live"
	}
	seen := lines.Seen(dev)
	if seen.IsZero() {
		return d.Theme.Warn.Render(how + ", of an unknown time")
	}
	return d.ageNote(seen, freshState, func(passed time.Duration) string { return how + ", " + stateAge(passed) })
}

// freshState is how old a cached state may be and still tell about now: as long as the diagnosis goes by it.
const freshState = 15 * time.Minute

func stateAge(passed time.Duration) string {
	if passed < time.Minute {
		return "just now"
	}
	return words.Age(passed) + " old"
}

// tellDevice is what is known of the device, whether cached or live.
func (p *probe) tellDevice(w int, draw func(dev aex.Device, w int) []string) told {
	line := p.line()
	t := told{name: "Device", busy: p.busy(askCached), since: p.pending[askCached], err: line.Cached.Err}
	if dev, ok := line.Device(); ok {
		t.lines, t.note = draw(dev, max(1, w-labelWidth)), p.desk.deviceNote(dev)
		if dev.Live && line.Live.At.After(line.Cached.Tried) {
			t.err = nil // what failed is older than what is shown
		}
	}
	return t
}
