package views

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// paneRows is how many lines the detail takes under the list, where it doesn't fit beside.
const paneRows = 9

// View draws the things, and of the one at rest under the highlight all that is known.
func (s *Inventory) View(w, h int) string {
	d, hold := s.desk, s.desk.holding()
	asking := s.busy(askStock+"ports") || s.busy(askStock+"services")
	switch {
	case s.desk.stockCompany() == "" && s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case s.desk.stockCompany() == "":
		return d.page(d.loading("Asking AXON whose things these are", s.pending[askAccount], w), w, h)
	case len(s.items) == 0 && asking:
		return d.page(d.loading("Asking AXON for ports and services", s.pending[askStock+"services"], w), w, h)
	case len(s.items) == 0 && hold.ports.Err != nil && hold.services.Err != nil && !axon.Assumed(hold.ports.Err):
		return d.page(d.failure(hold.ports.Err, w), w, h)
	}
	out := s.troubles(w)
	if len(s.items) == 0 {
		none := "This company has no ports and no services. " + d.Keys.Label(keys.Next, d.Theme.ASCII) + " looks at the next company, if there is one."
		return d.page(append(out, d.empty(none, w)...), w, h)
	}
	room := h - len(out)
	body := d.split(w, room, paneRows, func(w, h int) []string { return s.list.View(w, h, d.Theme) }, s.detail)
	return d.page(append(out, strings.Split(body, "\n")...), w, h)
}

// troubles say what of the lists is missing or old, in at most a few lines.
func (s *Inventory) troubles(w int) []string {
	h := s.desk.holding()
	var out []string
	say := func(text string) {
		for _, l := range parts.Clip(parts.Wrap(text, max(10, w-2)), 3) {
			out = append(out, " "+s.desk.Theme.Warn.Render(l))
		}
	}
	source := func(what string, known bool, err error, since string, shown, total int) {
		switch {
		case axon.Assumed(err) && !known:
			say("This server has no list of " + what + ": below is what the journal of this machine knows of them.")
		case err != nil && known:
			say(capitalised(what) + " came " + since + "; asking again failed. " + wire.Sentence(err))
		case err != nil:
			say(capitalised(what) + " can't be listed. " + wire.Sentence(err))
		case total > shown:
			say(fmt.Sprintf("%d of %d %s are shown by the API.", shown, total, what))
		}
	}
	source("ports", h.ports.Known, h.ports.Err, words.CoarseAge(s.desk.Now.Sub(h.ports.At)), len(h.ports.Value.Items), h.ports.Value.Total)
	source("services", h.services.Known, h.services.Err, words.CoarseAge(s.desk.Now.Sub(h.services.At)), len(h.services.Value.Items), h.services.Value.Total)
	if h.books.Err != nil {
		say("The journal can't be read, so nothing of it is joined here. " + wire.Sentence(h.books.Err))
	}
	return out
}

// group heads the rows of a list.
func (s *Inventory) group(i stockItem) string {
	if i.kind == order.KindPort {
		return "Ports"
	}
	return "Services"
}

// row draws a port or a service; in the tree indented, with the chain under the service.
func (s *Inventory) row(i stockItem, w int, selected bool) string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	if i.kind == 0 {
		return parts.Fit(th.Dim.Render(i.name), w, more)
	}
	indent := strings.Repeat("  ", i.depth)
	if i.chain {
		return parts.Fit(indent+th.Dim.Render(pathText(i.service.Hops, true, th.Glyphs)), w, more)
	}
	name := i.name
	if selected {
		name = th.Selected.Render(name)
	}
	if tags := strings.Join(i.note.Tags, " "); tags != "" {
		name += " " + th.Accent.Render("#"+strings.ReplaceAll(tags, " ", " #"))
	}
	use := served(i)
	if i.kind == order.KindPort {
		use = s.use(i).short()
	}
	switch {
	case !i.listed:
		use = th.Dim.Render("by the journal alone")
	case i.gone():
		use = ""
	case use == "" && i.err != nil:
		use = th.Dim.Render("not told")
	case use == "":
		use = th.Dim.Render(th.Glyphs.Ellipsis)
	}
	const state, used, place = 13, 20, 4
	return parts.Columns(parts.Fit(indent+name, max(8, w-state-used-place-6), more), parts.Fit(axon.Facility(i.place), place, more),
		parts.Fit(th.Say(i.look.Mark, i.look.Word), state, more), parts.Fit(use, used, more))
}

// detail is the pane of the thing at rest.
func (s *Inventory) detail(w, h int) []string {
	i, ok := s.current()
	if !ok || i.key() != s.shown {
		if len(s.pane.lines) > 0 && ok {
			return parts.Clip(s.pane.lines, h) // what is passed isn't drawn
		}
		return nil
	}
	of := i.key() + " " + strconv.Itoa(s.anew) + " " + words.CoarseAge(s.desk.Now.Sub(i.at))
	return parts.Clip(s.pane.get(of, w, h, s.desk.Look, func() []string {
		th := s.desk.Theme
		out := []string{th.Bold.Render(parts.Cut(i.name, w, th.Glyphs.More))}
		out = append(out, parts.Sheet(s.facts(i), w, th)...)
		if len(i.service.Hops) > 0 {
			out = append(out, s.hops(i, w)...)
		}
		return out
	}), h)
}

// facts are all that is known of a thing.
func (s *Inventory) facts(i stockItem) []parts.Fact {
	th := s.desk.Theme
	state := th.Say(i.look.Mark, i.look.Word)
	if !i.at.IsZero() {
		state += th.Dim.Render("  " + words.CoarseAge(s.desk.Now.Sub(i.at)))
	}
	facts := []parts.Fact{{Name: "State", Value: state}}
	if i.kind == order.KindPort {
		facts = append(facts, s.use(i).facts()...)
		facts = append(facts, parts.Fact{Name: "Kind", Value: i.class}, parts.Fact{Name: "At", Value: words.PlaceName(&s.desk.Walk.Facts, i.place)},
			parts.Fact{Name: "Meet-me", Value: i.resource.MeetMe})
	} else {
		facts = append(facts, s.serviceFacts(i)...)
	}
	facts = append(facts, parts.Fact{Name: "GUID", Value: i.guid}, parts.Fact{Name: "Order", Value: s.orderWords(i)},
		parts.Fact{Name: "Note", Value: i.note.Text}, parts.Fact{Name: "Tags", Value: strings.Join(i.note.Tags, " ")})
	created := i.resource.CreatedAt
	if created.IsZero() {
		created = i.service.CreatedAt
	}
	if !created.IsZero() {
		facts = append(facts, parts.Fact{Name: "Since", Value: created.In(s.desk.Now.Location()).Format("2 Jan 2006")})
	}
	return facts
}

func (s *Inventory) serviceFacts(i stockItem) []parts.Fact {
	th := s.desk.Theme
	on := "AXON's answer doesn't tell"
	for _, p := range s.items {
		if p.kind == order.KindPort && p.guid == i.port {
			on = p.name + "  " + wire.Short(p.guid)
		}
	}
	switch {
	case i.port != "" && !strings.HasSuffix(on, wire.Short(i.port)):
		on = wire.Short(i.port) + ", which isn't among the company's ports"
	case i.byJournal:
		on += th.Dim.Render("  by the journal")
	}
	uses := cmp.Or(served(i), "not looked up yet")
	if !i.whole {
		on = "not looked up yet"
	}
	if i.err != nil {
		uses, on = th.Warn.Render("couldn't be looked up. "+wire.Sentence(i.err)), ""
	}
	if !i.listed {
		uses, on = "not told: AXON doesn't list this service", ""
	}
	return []parts.Fact{{Name: "Uses", Value: uses}, {Name: "On port", Value: on}, {Name: "To", Value: i.class}}
}

// orderWords is how the journal tells the thing.
func (s *Inventory) orderWords(i stockItem) string {
	if i.entry == nil {
		return s.desk.Theme.Dim.Render("not in this machine's journal")
	}
	e := i.entry
	return join(", ", e.Ref+" "+entryLook(*e).Word, e.Price)
}

// hops draws the chain, and each hop's state.
func (s *Inventory) hops(i stockItem, w int) []string {
	th, more := s.desk.Theme, s.desk.Theme.Glyphs.More
	chain := links(i.service.Hops)
	for n := range chain {
		l := hopLook(i.service.Hops[n])
		chain[n].Mark, chain[n].State = l.Mark, l.Word
	}
	out := parts.Chain(chain, w, th)
	for n, h := range i.service.Hops {
		if n == maxHops {
			break
		}
		l := hopLook(h)
		out = append(out, parts.Cut(parts.Columns(parts.FitRight(strconv.Itoa(n+1), 2, ""), parts.Fit(h.Provider, 10, more),
			parts.Fit(axon.Facility(h.LocationID), 4, more), th.Say(l.Mark, l.Word)), w, more))
	}
	return out
}

// ticket is all of a thing as plain text.
func (s *Inventory) ticket(i stockItem) string {
	lines := []string{i.kind.Word() + " " + i.name}
	for _, f := range s.facts(i) {
		if f.Value != "" {
			lines = append(lines, f.Name+": "+f.Value)
		}
	}
	if len(i.service.Hops) > 0 {
		lines = append(lines, s.hops(i, 200)...)
	}
	return plain(strings.Join(lines, "\n"))
}
