package views

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// probe is embedded in the screens of one service: it asks AEx about it and keeps the answers in Lines, where every
// screen finds them.
type probe struct {
	asker
	desk  *Desk
	of    string // the service
	top   int    // the first line in sight
	small bool   // last drawn as a pane
	cache drawn  // of all lines: a frame in which nothing of the line changed costs a comparison
}

// paneBelow is the width below which a screen of a service draws itself as a pane.
const paneBelow = 60

// source is what AEx is asked for about a service.
type source int

const (
	srcService source = iota
	srcCustomer
	srcDevice
	srcRadius
	srcUsage
)

// Questions, by the names that generations are kept under.
const (
	askDetails  = "details"
	askCustomer = "customer"
	askCached   = "device"
	askLive     = "live"
	askRadius   = "radius"
	askUsage    = "usage"
)

// How old an answer may be before a screen asks again by itself: as long as the source takes to change.
const (
	freshDetails = 15 * time.Minute
	freshDevice  = time.Minute
	freshRadius  = 30 * time.Second
	freshUsage   = 15 * time.Minute
)

// A live poll takes as long as the device does, and the OLT is to be left alone after it.
const (
	limitLive = time.Minute
	coolDown  = 30 * time.Second
)

func (d *Desk) newProbe(serviceID string) probe {
	d.Lines.Seed(serviceID)
	return probe{asker: d.newAsker(), desk: d, of: serviceID}
}

func (p *probe) line() *Line { return p.desk.Lines.Line(p.of) }

// Leave cancels what was asked, a live poll too.
func (p *probe) Leave() {
	p.asker.Leave()
	l := p.desk.Lines
	if l.polling.by == p.id {
		l.Line(l.polling.of).Rested = p.desk.Now.Add(coolDown)
		l.polling = polling{}
	}
}

// Began tells the questions under way what time it is, a live poll too.
func (p *probe) Began(now time.Time) {
	p.asker.Began(now)
	if poll := &p.desk.Lines.polling; poll.by == p.id && poll.since.IsZero() {
		poll.since = now
	}
}

// woken says what time it is when a screen is entered: the desk's clock stands still while nothing moves, and what
// seemed new by it may be an hour old.
type woken struct {
	to uint64
	at time.Time
}

// Addressee is the screen that was entered.
func (w woken) Addressee() uint64 { return w.to }

// When is the time.
func (w woken) When() time.Time { return w.at }

// enter asks for what isn't known at once, and for what turns out to be old as soon as the time is known.
func (p *probe) enter(shows ...source) tea.Cmd {
	id := p.id
	var recall tea.Cmd
	if slices.Contains(shows, srcDevice) {
		recall = p.recall()
	}
	return tea.Batch(p.refresh(false, shows...), recall, func() tea.Msg { return woken{id, p.desk.clock()} })
}

func (p *probe) due(of source) (time.Time, bool) {
	line := p.line()
	switch of {
	case srcService:
		return line.Service.Due(freshDetails)
	case srcCustomer:
		at, ok := line.Customer.Due(freshDetails)
		return at, ok && line.Service.Value.CustomerID != ""
	case srcDevice:
		return line.Cached.Due(freshDevice)
	case srcRadius:
		return line.Radius.Due(freshRadius)
	case srcUsage:
		return line.Usage.Due(freshUsage)
	}
	return time.Time{}, false
}

// refresh asks the sources whose answers are missing or old. What passes with time goes behind what people wait for.
func (p *probe) refresh(background bool, of ...source) tea.Cmd {
	var cmds []tea.Cmd
	for _, one := range of {
		if at, ok := p.due(one); ok && !p.desk.Now.Before(at) {
			cmds = append(cmds, p.ask(one, background))
		}
	}
	return tea.Batch(cmds...)
}

// again asks sources whatever their age: a person wants it.
func (p *probe) again(of ...source) tea.Cmd {
	var cmds []tea.Cmd
	for _, one := range of {
		if one != srcCustomer || p.line().Service.Value.CustomerID != "" {
			cmds = append(cmds, p.ask(one, false))
		}
	}
	return tea.Batch(cmds...)
}

func (p *probe) ask(of source, background bool) tea.Cmd {
	api := p.desk.Lines.API
	switch of {
	case srcService:
		return query(p, askDetails, p.of, background, freshDetails, api.Service)
	case srcCustomer:
		return query(p, askCustomer, p.line().Service.Value.CustomerID, background, freshDetails, api.Customer)
	case srcDevice:
		return query(p, askCached, p.of, background, freshDevice, api.Device)
	case srcRadius:
		return query(p, askRadius, p.of, background, freshRadius, api.Radius)
	}
	return query(p, askUsage, p.of, background, freshUsage, api.Usage)
}

func query[T any](p *probe, what, id string, background bool, every time.Duration, call func(context.Context, string) (T, error)) tea.Cmd {
	if p.busy(what) {
		return nil
	}
	return ask(&p.asker, what, limitRead, func(ctx context.Context) (T, error) {
		if background {
			ctx = wire.Within(wire.Background(ctx), Shared(every))
		}
		return call(ctx, id)
	})
}

// live has AEx ask the device itself, unless it is to be left alone.
func (p *probe) live() tea.Cmd {
	if why := p.liveOff(); why != "" {
		return send(Flash{Text: "Not asked live: " + why + ".", Bad: true})
	}
	api, id := p.desk.Lines.API, p.of
	p.desk.Lines.polling = polling{of: p.of, by: p.id}
	return ask(&p.asker, askLive, limitLive, func(ctx context.Context) (aex.Device, error) {
		return api.LiveDevice(ctx, id)
	})
}

// liveOff says why the device can't be asked live now; "" when it can.
func (p *probe) liveOff() string {
	l := p.desk.Lines
	switch rest := p.resting(); {
	case p.polling():
		return "it is being asked, " + words.Age(p.desk.waited(l.polling.since)) + " so far"
	case l.polling.by != 0:
		return "another device is being asked live; one at a time spares the OLT"
	case rest > 0:
		return "it was asked just now; again in " + words.Age(rest+time.Second-1)
	}
	return ""
}

// polling tells whether this device is being asked live, by whichever screen.
func (p *probe) polling() bool {
	l := p.desk.Lines
	return l.polling.by != 0 && l.polling.of == p.of
}

func (p *probe) resting() time.Duration { return p.line().Rested.Sub(p.desk.Now) }

// took takes an answer to a question of the probe. ok tells that it was one; a late one changes nothing.
func (p *probe) took(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	line := p.line()
	switch m := msg.(type) {
	case Tick:
		p.Began(m.Now)
		return nil, false
	case Answer[aex.Service]:
		if fresh(&p.asker, askDetails, m) {
			line.Service.Take(m.Value, m.Err, Came(m.Value.At, m.At))
			p.desk.Lines.Seen(line.Service.Value.Status)
			return p.refresh(false, srcCustomer), true
		}
	case Answer[aex.Customer]:
		if fresh(&p.asker, askCustomer, m) {
			line.Customer.Take(m.Value, m.Err, m.At)
		}
	case Answer[aex.Device]:
		return p.tookDevice(m), true
	case recalled:
		p.desk.Lines.tookKept(m)
	case kept:
		p.desk.Lines.unkept = m.err
	case Answer[aex.Radius]:
		if fresh(&p.asker, askRadius, m) {
			line.TookRadius(m.Value, m.Err, Came(m.Value.At, m.At))
		}
	case Answer[aex.Usages]:
		if fresh(&p.asker, askUsage, m) {
			line.Usage.Take(m.Value, m.Err, Came(m.Value.At, m.At))
		}
	default:
		return nil, false
	}
	return nil, true
}

func (p *probe) tookDevice(m Answer[aex.Device]) tea.Cmd {
	l := p.desk.Lines
	switch {
	case m.what == askCached && fresh(&p.asker, askCached, m):
		s, isNew := p.line().TookDevice(m.Value, false, m.Err, Came(m.Value.At, m.At))
		return l.keep(p.id, p.of, s, isNew)
	case m.what == askLive && fresh(&p.asker, askLive, m):
		s, isNew := p.line().TookDevice(m.Value, true, m.Err, Came(m.Value.At, m.At))
		p.line().Rested = Came(m.Value.At, m.At).Add(coolDown)
		l.polling = polling{}
		return l.keep(p.id, p.of, s, isNew)
	}
	return nil
}

// scroll moves what is in sight; View keeps it within bounds.
func (p *probe) scroll(k string) bool {
	switch p.desk.Keys.Any(k, keys.Up, keys.Down, keys.PageUp, keys.PageDown, keys.Top) {
	case keys.Up:
		p.top = max(0, p.top-1)
	case keys.Down:
		p.top++
	case keys.PageUp:
		p.top = max(0, p.top-10)
	case keys.PageDown:
		p.top += 10
	case keys.Top:
		p.top = 0
	default:
		return false
	}
	return true
}

// goes are the keys that lead from any screen of a service to its others.
var goes = []struct {
	key keys.Action
	to  LineScreen
}{
	{keys.Device, LineDevice}, {keys.Radius, LineRadius}, {keys.Usage, LineUsage}, {keys.Diagnose, LineDiagnose}, {keys.Edit, LineUpdate},
}

// leads follows a key to another screen of the service; own is where one is.
func (p *probe) leads(k string, own LineScreen) tea.Cmd {
	for _, g := range goes {
		if g.to != own && p.desk.Keys.Is(k, g.key) {
			if cmd := p.desk.refuse("change a service", p.of); cmd != nil && g.to == LineUpdate {
				return cmd
			}
			return send(Open{What: g.to, ServiceID: p.of})
		}
	}
	return nil
}

// pace is how often a screen that shows these sources wants to be told of the time: while a person waits, often;
// else when the next answer is due or an age on screen may change.
func (p *probe) pace(shows ...source) time.Duration {
	now := p.desk.Now
	switch {
	case p.polling(), p.resting() > 0 && !p.small:
		return paceWatch
	case p.unknown(shows):
		return paceLoading
	}
	want := paceAge
	for _, of := range shows {
		if at, ok := p.due(of); ok && !p.busy(of.question()) {
			want = min(want, max(time.Second, at.Sub(now)))
		}
	}
	return want
}

// unknown tells whether a question is under way whose answer there is none of yet.
func (p *probe) unknown(shows []source) bool {
	line := p.line()
	known := map[source]bool{
		srcService: line.Service.Known, srcCustomer: line.Customer.Known, srcDevice: line.Cached.Known || line.Live.Known,
		srcRadius: line.Radius.Known, srcUsage: line.Usage.Known,
	}
	for _, of := range shows {
		if !known[of] && p.busy(of.question()) {
			return true
		}
	}
	return false
}

func (s source) question() string {
	return [...]string{srcService: askDetails, srcCustomer: askCustomer, srcDevice: askCached, srcRadius: askRadius, srcUsage: askUsage}[s]
}

// title names a screen and whose line it shows.
func (p *probe) title(what string) string { return what + ", " + p.desk.Lines.Who(p.of) }

// lines draws anew only when an answer, a question, the time or the screen's own state has changed.
func (p *probe) lines(w int, own any, draw func() []string) []string {
	d, l := p.desk, p.line()
	of := fmt.Sprint(own, d.Now.UnixNano(), len(p.pending), d.Lines.polling, l.Rested.UnixNano(), fmt.Sprintf("%p", l.Snapshot), len(l.Readings), d.Lines.unkept)
	for _, at := range []time.Time{l.Service.At, l.Service.Tried, l.Customer.Tried, l.Cached.Tried, l.Live.Tried, l.Radius.Tried, l.Usage.Tried} {
		of += "," + strconv.FormatInt(at.UnixNano(), 36)
	}
	return p.cache.get(of, w, 0, d.Look, func() []string {
		out := draw()
		for i, one := range out {
			out[i] = parts.Cut(one, w, d.Theme.Glyphs.More)
		}
		return out
	})
}

// window is the part of the lines that is in sight, and says when there are more below.
func (p *probe) window(lines []string, w, h int) string {
	p.top = max(0, min(p.top, len(lines)-h))
	lines = lines[p.top:]
	if below := len(lines) - h; below > 0 && h > 3 && !p.small {
		g := p.desk.Theme.Glyphs
		more := parts.Cut(g.Down+" "+parts.Plural(below+1, "more line", "more lines"), w, g.More)
		lines = append(append([]string(nil), lines[:h-1]...), p.desk.Theme.Dim.Render(more))
	}
	return strings.Join(parts.Clip(lines, h), "\n")
}

// Typing is false: there are no fields.
func (p *probe) Typing() bool { return false }
