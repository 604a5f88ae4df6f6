package views

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// PortReady says that the port is allocated, and what is to be done next, which the API can't do.
type PortReady struct {
	asker
	desk *Desk
}

// NewPortReady makes the screen.
func NewPortReady(d *Desk) *PortReady { return &PortReady{asker: d.newAsker(), desk: d} }

// Init asks nothing: all of it came with the order's answer.
func (s *PortReady) Init() tea.Cmd { return nil }

// Update goes on to a connection, or to another order.
func (s *PortReady) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.New, keys.Back) {
	case keys.Choose:
		return send(Forward{s.id})
	case keys.New:
		return send(Again{Fresh: true})
	case keys.Back:
		return send(BackMsg{})
	}
	return nil
}

// allocated is everything that the order allocated, the walk's port first.
func (s *PortReady) allocated() []axon.Allocated {
	p := s.desk.Walk.Placed
	if p == nil {
		return nil
	}
	for _, a := range s.desk.Allocated {
		if a.GUID == p.GUID {
			return s.desk.Allocated
		}
	}
	return []axon.Allocated{*p}
}

// fabric tells an interconnect, which ends at no meet-me.
func (s *PortReady) fabric() bool {
	p := s.desk.Walk.Port
	return p != nil && p.Existing == nil && order.IsFabric(p.Offer.Class)
}

// View draws what was allocated and the next steps.
func (s *PortReady) View(w, h int) string {
	d := s.desk
	th := d.Theme
	list := s.allocated()
	if len(list) == 0 {
		return strings.Join(d.empty("No port is allocated yet: go back to the summary and order one.", w), "\n")
	}
	say := "Allocated"
	if len(list) > 1 {
		say = parts.Plural(len(list), "resource", "resources") + " allocated"
	}
	out := []string{"", "  " + th.Good.Bold(true).Render(th.Glyphs.Tick+" "+say), ""}
	for _, a := range list {
		for _, line := range parts.Sheet(s.facts(a, w), max(10, w-4), th) {
			out = append(out, "  "+line)
		}
		out = append(out, "")
	}
	for _, line := range parts.Wrap(s.next(), max(10, w-4)) {
		out = append(out, "  "+line)
	}
	out = append(out, "",
		"  "+d.press(keys.Choose, "connects this port to a cloud."),
		"  "+d.press(keys.Copy, "copies "+s.copied()+"."),
		"  "+d.press(keys.New, "starts another order."))
	// The keys matter more than the blank lines, where not all of it fits.
	if len(out) > h {
		out = squeeze(out)
	}
	for i, line := range out {
		out[i] = parts.Cut(line, w, th.Glyphs.More)
	}
	return strings.Join(parts.Clip(out, h), "\n")
}

func squeeze(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// facts are cut where AXON tells more than a few lines: what is to be done next must stay in sight.
func (s *PortReady) facts(a axon.Allocated, w int) []parts.Fact {
	th := s.desk.Theme
	few := func(text string) string { return parts.Cut(text, 2*max(10, w-16), th.Glyphs.More) }
	meet := th.Bold.Render(few(a.MeetMe))
	if a.MeetMe == "" {
		meet = "not told by AXON: ask NEXTDC where the cross connect has to end"
		if s.fabric() {
			meet = ""
		}
	}
	return []parts.Fact{
		{Name: "Port", Value: few(a.Description)},
		{Name: "At", Value: few(words.PlaceName(&s.desk.Walk.Facts, a.LocationID))},
		{Name: "Meet-me", Value: meet},
		{Name: "GUID", Value: few(a.GUID)},
	}
}

// meetMe tells whether AXON named where a cross connect has to end.
func (s *PortReady) meetMe() bool {
	return slices.ContainsFunc(s.allocated(), func(a axon.Allocated) bool { return a.MeetMe != "" })
}

// copied names what there is to copy.
func (s *PortReady) copied() string {
	switch {
	case s.fabric() && s.meetMe():
		return "the meet-me or the GUID"
	case s.fabric():
		return "the GUID"
	case s.meetMe():
		return "the meet-me, the GUID, or an e-mail that orders the cross connect"
	}
	return "the GUID, or an e-mail that orders the cross connect"
}

// next is the step that follows, in words.
func (s *PortReady) next() string {
	return words.AfterPort(s.fabric(), s.meetMe())
}

// email is the text of an order for the cross connects.
func (s *PortReady) email() string {
	w := s.desk.Walk
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	b.WriteString("Hello,\n\nplease install a cross connect from our rack to the AXON port below.\n\n")
	if c := w.Company; c != nil {
		line("Company", c.Name+" ("+c.ID+")")
	}
	for _, a := range s.allocated() {
		line("Facility", words.PlaceName(&w.Facts, a.LocationID))
		line("Meet-me", a.MeetMe)
		line("AXON resource", a.GUID)
		line("Label", a.Description)
		if p := w.Port; p != nil {
			line("Interface", order.PortGroup(p.Offer, order.TypesByClass(w.Types.Items)[strings.ToLower(p.Offer.Class)], s.desk.Theme.Glyphs.Dot, s.desk.Theme.Glyphs.Trunk))
		}
		line("Our end", "<rack, panel and port>")
		b.WriteString("\n")
	}
	line("Our reference", w.Ref)
	return b.String()
}

// Head is the title.
func (s *PortReady) Head() Head { return Head{Title: "Port ready"} }

// Hints are what can be done here.
func (s *PortReady) Hints() []keys.Hint {
	off := ""
	if len(s.allocated()) == 0 {
		off = "no port is allocated yet"
	}
	return []keys.Hint{
		{Action: keys.Choose, Words: "connect it", Off: off},
		{Action: keys.Copy, Words: "copy", Off: off},
		{Action: keys.New, Words: "another order"},
		{Action: keys.Back, Words: "back"},
	}
}

// Copies are what a cross connect is ordered with.
func (s *PortReady) Copies() []Copy {
	list := s.allocated()
	if len(list) == 0 {
		return nil
	}
	var out []Copy
	for _, a := range list {
		out = append(out, some(Copy{"meet-me", a.MeetMe}, Copy{"GUID", a.GUID})...)
	}
	if !s.fabric() {
		out = append(out, Copy{"e-mail that orders the cross connect", s.email()})
	}
	return out
}

// Typing is never true: there is no field.
func (s *PortReady) Typing() bool { return false }

// Pace is 0: nothing is pending.
func (s *PortReady) Pace() time.Duration { return 0 }
