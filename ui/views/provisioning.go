package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// paceWatch is how often the screen moves while something is pending: the elapsed time counts in seconds.
const paceWatch = time.Second

// Provisioning shows the chain of an ordered service with every hop's state. The root polls it; leaving the
// screen doesn't stop the watch.
type Provisioning struct {
	asker
	desk *Desk
	of   string // a service's GUID; "" follows the walk's own
	top  int
}

// NewProvisioning makes the screen for the walk's service.
func NewProvisioning(d *Desk) *Provisioning { return &Provisioning{asker: d.newAsker(), desk: d} }

// NewWatchScreen makes the screen for any service that is watched.
func NewWatchScreen(d *Desk, serviceID string) *Provisioning {
	s := NewProvisioning(d)
	s.of = serviceID
	return s
}

// Init asks nothing: the watch is the root's.
func (s *Provisioning) Init() tea.Cmd { return nil }

func (s *Provisioning) watched() *order.Watched {
	id := s.of
	if id == "" {
		id = s.desk.Walk.ServiceID
	}
	return s.desk.Watches.Get(id)
}

// Update scrolls, polls on demand, and goes on to another order.
func (s *Provisioning) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.New, keys.Back, keys.Refresh, keys.Raw, keys.Up, keys.Down) {
	case keys.Choose:
		if s.of == "" {
			return send(Again{})
		}
	case keys.New:
		// Over another screen it would throw that one's order away.
		if s.of == "" {
			return send(Again{Fresh: true})
		}
	case keys.Back:
		if s.of == "" {
			return send(Flash{Text: "The order is placed: there is no way back into it. " +
				s.desk.Keys.Label(keys.New, s.desk.Theme.ASCII) + " starts another; the watch goes on."})
		}
		return send(BackMsg{})
	case keys.Refresh:
		if w := s.watched(); w != nil {
			return send(PollNow{ServiceID: w.ServiceID})
		}
	case keys.Raw:
		if w := s.watched(); w != nil && len(w.Service.Raw) > 0 {
			return send(ShowRaw{Title: "Service " + wire.Short(w.ServiceID), JSON: w.Service.Raw})
		}
	case keys.Up:
		s.top = max(0, s.top-1)
	case keys.Down:
		s.top++
	}
	return nil
}

// View draws the state, the chain, and the reasons of what went wrong.
func (s *Provisioning) View(w, h int) string {
	d, watched := s.desk, s.watched()
	if watched == nil {
		return d.page(d.empty("Nothing is being provisioned here.", w), w, h)
	}
	lines := append([]string{""}, indent(parts.Sheet(s.facts(watched), w-4, d.Theme))...)
	lines = append(lines, "")
	if len(watched.Service.Hops) > 0 {
		lines = append(lines, indent(parts.Chain(s.links(watched), w-4, d.Theme))...)
		lines = append(lines, "")
		lines = append(lines, indent(s.hops(watched, w-4))...)
	} else if watched.Err == nil {
		lines = append(lines, "  "+d.Theme.Dim.Render("AXON has not told the hops of the chain yet."))
	}
	if watched.Overall == axon.OverallReady {
		// Nothing needs a reason any more, and at 24 lines what follows would lie below the messages.
		lines = append(append(lines, s.next(watched, w)...), s.reasons(watched, w)...)
	} else {
		lines = append(append(lines, s.reasons(watched, w)...), s.next(watched, w)...)
	}
	s.top = max(0, min(s.top, len(lines)-h))
	return d.page(lines[s.top:], w, h)
}

func (s *Provisioning) facts(w *order.Watched) []parts.Fact {
	d, th := s.desk, s.desk.Theme
	elapsed, ended := d.Now.Sub(w.Started), ""
	if w.Done() {
		elapsed, ended = w.Ended.Sub(w.Started), th.Dim.Render("  from the "+map[order.Goal]string{order.GoalReady: "order", order.GoalChanged: "change", order.GoalRemoved: "removal"}[w.Goal]+" to its end")
	}
	facts := []parts.Fact{
		{Name: "Order", Value: th.Bold.Render(w.Ref) + "  " + w.What},
		{Name: "State", Value: OverallWords(d, w) + s.bar(w)},
		{Name: "Changes", Value: w.Changes},
		{Name: "Elapsed", Value: words.Age(elapsed) + ended},
		{Name: "Last poll", Value: s.polled(w)},
		{Name: "Billed to", Value: w.CompanyName + "  " + w.CompanyID},
		{Name: map[bool]string{false: "Service", true: "Port"}[w.Port], Value: w.ServiceID},
	}
	return facts
}

// bar shows how many hops are ready.
func (s *Provisioning) bar(w *order.Watched) string {
	ready, all := w.Progress()
	if all == 0 || w.Goal == order.GoalRemoved || w.Overall == axon.OverallRemoved {
		return ""
	}
	g := s.desk.Theme.Glyphs
	if all > maxHops {
		return "   " + strconv.Itoa(ready) + " of " + strconv.Itoa(all) + " hops ready"
	}
	return "   " + s.desk.Theme.Good.Render(strings.Repeat(g.Bar, 2*ready)) +
		s.desk.Theme.Dim.Render(strings.Repeat(g.BarEmpty, 2*(all-ready))) +
		"  " + strconv.Itoa(ready) + " of " + parts.Plural(all, "hop", "hops") + " ready"
}

func (s *Provisioning) polled(w *order.Watched) string {
	d := s.desk
	text := "none answered yet"
	if !w.Polled.IsZero() {
		text = "at " + w.Polled.Format("15:04:05")
		if !w.Done() {
			// Nothing counts on once it has come to an end: an age would stand still and be wrong.
			text = words.Age(d.Now.Sub(w.Polled)) + " ago, " + text
		}
	}
	switch {
	case w.Polling:
		text += d.Theme.Dim.Render("  asking now")
	case !w.Next.IsZero():
		text += d.Theme.Dim.Render("  next in " + words.Age(max(0, w.Next.Sub(d.Now))))
	}
	return text
}

func (s *Provisioning) links(w *order.Watched) []parts.Link {
	chain := w.Service.Hops[:min(len(w.Service.Hops), maxHops)]
	out := make([]parts.Link, len(chain))
	for i, h := range chain {
		l := hopLook(h)
		out[i] = parts.Link{Provider: h.Provider, Place: axon.Facility(h.LocationID), Mark: l.Mark, State: l.Word}
	}
	return out
}

// hops lists the chain hop by hop, with the pair of status letters as the API gave them.
func (s *Provisioning) hops(w *order.Watched, width int) []string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	// The words are what matters: the other columns are no wider than they have to be.
	name, place, pair := 0, 0, 3
	for _, h := range w.Service.Hops[:min(len(w.Service.Hops), maxHops)] {
		name, place = max(name, parts.Width(h.Provider)), max(place, parts.Width(axon.Facility(h.LocationID)))
		pair = max(pair, parts.Width(h.Provisioned+"/"+h.Deprovisioned))
	}
	name, place, pair = min(name, 14), min(place, 6), min(pair, 9)
	words := max(10, width-name-place-pair-10)
	var out []string
	for i, h := range w.Service.Hops {
		if i == maxHops {
			return append(out, th.Warn.Render("and "+parts.Plural(len(w.Service.Hops)-i, "more hop", "more hops")+", which the answer has"))
		}
		l := hopLook(h)
		line := parts.Columns(parts.FitRight(strconv.Itoa(i+1), 2, ""), parts.Fit(h.Provider, name, more),
			parts.Fit(axon.Facility(h.LocationID), place, more), parts.Fit(th.Say(l.Mark, l.Word), words, more),
			th.Dim.Render(h.Provisioned+"/"+h.Deprovisioned))
		out = append(out, parts.Cut(line, width, more))
	}
	return out
}

// reasons are what INFO says of a state that needs explaining, and what went wrong with the last poll.
func (s *Provisioning) reasons(w *order.Watched, width int) []string {
	d, th := s.desk, s.desk.Theme
	var out []string
	if w.Err != nil {
		says := "The last poll failed; what is above is of the one before. "
		if w.Polled.IsZero() {
			says = "No poll has been answered yet, and the last one failed. "
		}
		out = append(out, "")
		out = append(out, indent(parts.Wrap(th.Warn.Render(says+wire.Sentence(w.Err)), width-4))...)
	}
	if len(w.Infos.Items) == 0 && w.Infos.Text == "" {
		return out
	}
	out = append(out, "", "  "+th.Title.Render("What AXON says"))
	// Newest first: the reason of the present state must not lie under the history on a small screen.
	for _, i := range slices.Backward(w.Infos.Items) {
		when := ""
		if !i.At.IsZero() {
			when = i.At.In(d.Now.Location()).Format("15:04:05") + "  "
		}
		out = append(out, indent(parts.Wrap(th.Dim.Render(when)+i.Provider+": "+i.Message, width-4))...)
	}
	for _, l := range parts.Clip(strings.Split(w.Infos.Text, "\n"), 40) {
		if l != "" {
			out = append(out, "  "+parts.Cut(l, width-4, th.Glyphs.More))
		}
	}
	return out
}

// next says what follows from the state, in the words of the field.
func (s *Provisioning) next(w *order.Watched, width int) []string {
	text := words.AfterState(w)
	if text == "" {
		text = "You may leave this screen: the watch goes on, and the counter at the bottom right shows it."
	}
	return append([]string{""}, indent(parts.Wrap(s.desk.Theme.Dim.Render(text), width-4))...)
}

// Head is the title and the roll-up.
func (s *Provisioning) Head() Head {
	w := s.watched()
	if w == nil {
		return Head{Title: "Provisioning"}
	}
	title := [...]string{order.GoalReady: "Provisioning ", order.GoalChanged: "Change of ", order.GoalRemoved: "Removal of "}[w.Goal]
	return Head{Title: title + w.Ref, Note: watchLook(w).Word}
}

// Hints are what can be done here.
func (s *Provisioning) Hints() []keys.Hint {
	if s.of != "" {
		return []keys.Hint{
			{Action: keys.Refresh, Words: "poll now"}, {Action: keys.Back, Words: "close"}, {Action: keys.Raw, Words: "the answer"},
		}
	}
	return []keys.Hint{
		{Action: keys.Choose, Words: "another from this port"},
		{Action: keys.New, Words: "another order"},
		{Action: keys.Refresh, Words: "poll now"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Raw, Words: "the answer"},
	}
}

// Copies are the service id, and the whole state as a text for a ticket.
func (s *Provisioning) Copies() []Copy {
	w := s.watched()
	if w == nil {
		return nil
	}
	var lines []string
	for _, f := range s.facts(w) {
		lines = append(lines, f.Name+": "+f.Value)
	}
	lines = append(lines, s.hops(w, 100)...)
	for _, i := range w.Infos.Items {
		lines = append(lines, i.Provider+": "+i.Message)
	}
	return []Copy{{"service id", w.ServiceID}, {"state for a ticket", plain(strings.Join(lines, "\n"))}, {"order reference", w.Ref}}
}

// Typing is false: there are no fields here.
func (s *Provisioning) Typing() bool { return false }

// Pace is a second while something is pending, and nothing once it has come to an end.
func (s *Provisioning) Pace() time.Duration {
	if w := s.watched(); w != nil && !w.Done() {
		return paceWatch
	}
	return 0
}
