package views

import (
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// portColumns are the widths that the sums of all rows need.
type portColumns struct {
	once, monthly int
	currency      string
}

const termWidth = 9

// unpricedCell stands where an offer without a price has none.
const unpricedCell = "no price"

func measure(rows []order.PortRow, currency string) portColumns {
	c := portColumns{once: len("Once"), monthly: len("Monthly"), currency: currency}
	for _, r := range rows {
		if !r.Choice.HasSKU {
			c.monthly = max(c.monthly, len(unpricedCell))
		}
		c.once = max(c.once, len(r.Quote.Once.String()))
		c.monthly = max(c.monthly, len(r.Quote.Monthly.String()))
	}
	return c
}

// head names the columns. A narrow list gives up the fee paid once, then the term.
func (c portColumns) head(w int, by order.PortOrder) string {
	left := "Offer"
	if c.currency != "" {
		left += ", prices in " + c.currency
	}
	return c.cells(left, "Term", "Once", "Monthly", w, "")
}

func (c portColumns) cells(left, term, once, monthly string, w int, more string) string {
	right := parts.FitRight(monthly, c.monthly, "")
	if w >= c.monthly+c.once+30 {
		right = parts.Columns(parts.FitRight(once, c.once, ""), right)
	}
	if w >= c.monthly+24 {
		right = parts.Columns(parts.Fit(term, termWidth, ""), right)
	}
	return parts.Ends(left, "  "+right, w, more)
}

func (s *Port) row(r order.PortRow, w int, selected bool) string {
	th := s.desk.Theme
	name := r.Name
	if selected {
		name = th.Selected.Render(name)
	}
	if p := s.desk.Walk.Port; p != nil && order.ChoiceKey(p) == r.Key {
		// In front, for a name may be cut at its end.
		name = th.Good.Render(th.Glyphs.Tick+" chosen") + "  " + name
	}
	switch {
	case r.Kind == order.PortOwn:
		return parts.Ends(name, th.Say(stateMark(r.State), r.StateWords), w, th.Glyphs.More)
	case r.Why != "":
		return parts.Ends(name, "", min(w, 30), th.Glyphs.More) + "  " + th.Warn.Render(th.Glyphs.Holding) + " " + strings.TrimPrefix(r.Why, order.NoPrice)
	case !r.Choice.HasSKU:
		return s.columns.cells(name, "", "", th.Dim.Render(unpricedCell), w, th.Glyphs.More)
	}
	return s.columns.cells(name, r.Term(), r.Quote.Once.String(), r.Quote.Monthly.String(), w, th.Glyphs.More)
}

// detail is what has to be known of the highlighted row before it is chosen.
func (s *Port) detail(w, h int) []string {
	r, ok := s.rows[s.shown]
	if !ok {
		return nil
	}
	th := s.desk.Theme
	var title string
	var facts []parts.Fact
	switch {
	case r.Choice.Existing != nil:
		title, facts = s.ownDetail(r)
	case r.Why != "":
		title = r.Name
		facts = []parts.Fact{{Name: "Left out", Value: r.Why}, {Name: "SKU", Value: r.Choice.SKU.Code}, {Name: "Term", Value: r.Term()}}
	case r.Kind == order.PortFabric:
		title, facts = s.fabricDetail(r)
	default:
		title, facts = s.offerDetail(r)
	}
	return parts.Clip(append([]string{th.Title.Render(parts.Cut(title, w, th.Glyphs.More))}, parts.Sheet(facts, w, th)...), h)
}

func (s *Port) offerDetail(r order.PortRow) (string, []parts.Fact) {
	title := r.Choice.Offer.Class
	if r.Type.Description != "" {
		title += ": " + r.Type.Description
	}
	dot := " " + s.desk.Theme.Glyphs.Dot + " "
	facts := []parts.Fact{
		{Name: "Price", Value: s.desk.priced(r.Quote)},
		{Name: "Sends", Value: join(dot, r.Type.TxPower.String(), r.Type.Wavelength.String())},
		{Name: "Receives", Value: r.Type.RxPower.String()},
		{Name: "Reach", Value: join(dot, order.Reach(r.Type.Distance), strings.TrimSpace(r.Type.Connector+" "+r.Type.Cable))},
		{Name: "SKU", Value: join(dot, r.Choice.SKU.Code, r.Choice.SKU.Description)},
	}
	if r.Type.Class == "" {
		why := "AXON lists no specifications for this class"
		if s.busy(askTypes) {
			why = "asking for the specifications" + s.desk.Theme.Glyphs.Ellipsis
		} else if s.typesErr != nil {
			why = "not known: " + wire.Sentence(s.typesErr)
		}
		facts = append(facts, parts.Fact{Name: "Limits", Value: why})
	}
	return title, append(facts, otherSpecs(r.Type)...)
}

// otherSpecs are the specifications that have no line of their own.
func otherSpecs(t axon.ResourceType) []parts.Fact {
	shown := []string{"connector_type", "cable_type", "wavelength", "tx_power", "rx_power", "operating_distance"}
	var out []parts.Fact
	for _, spec := range t.Specs {
		if !slices.Contains(shown, spec.Name) {
			out = append(out, parts.Fact{Name: strings.ReplaceAll(spec.Name, "_", " "), Value: spec.Text})
		}
	}
	return out
}

func (s *Port) fabricDetail(r order.PortRow) (string, []parts.Fact) {
	f, o := &s.desk.Walk.Facts, r.Choice.Offer
	direct, further := reachable(f.Locations.Items, o.LocationID, o.NeighbourID)
	cost := "AXON states no price for it: ask NEXTDC before ordering"
	if r.Choice.HasSKU {
		cost = s.desk.priced(r.Quote)
	}
	facts := []parts.Fact{
		{Name: "Reaches", Value: direct},
		{Name: "And then", Value: further},
		{Name: "Mode", Value: join(" "+s.desk.Theme.Glyphs.Dot+" ", r.Choice.Mode.Mode, speedWords(r.Choice.Mode.Speed), r.Choice.Mode.Description)},
		{Name: "Price", Value: cost},
		{Name: "SKU", Value: join(" "+s.desk.Theme.Glyphs.Dot+" ", r.Choice.SKU.Code, r.Choice.SKU.Description)},
		{Name: "GUID", Value: wire.Short(o.CandidateGUID)},
	}
	return "Fabric interconnect to " + words.PlaceName(f, o.NeighbourID), facts
}

func speedWords(b axon.BitRate) string {
	if b <= 0 {
		return ""
	}
	return b.String()
}

// reachable says where an interconnect leads: its neighbour, and what that one reaches by one more hop.
func reachable(list []axon.Location, from, neighbour string) (direct, further string) {
	if neighbour == "" {
		return "AXON doesn't say where it leads", ""
	}
	direct, further = neighbour, "not known: the list of locations couldn't be had"
	for _, l := range list {
		if l.ID != neighbour {
			continue
		}
		direct = join(", ", l.Description, l.City) + " (" + l.ID + "), directly"
		var next []string
		for _, n := range l.Neighbors {
			if n != from && n != neighbour {
				next = append(next, axon.Facility(n))
			}
		}
		further = "nothing more"
		if len(next) > 0 {
			further = strings.Join(next, ", ") + ", through one more hop"
		}
	}
	return direct, further
}

func (s *Port) ownDetail(r order.PortRow) (string, []parts.Fact) {
	e := r.Choice.Existing
	title := e.Description
	if title == "" {
		title = e.GUID
	}
	facts := []parts.Fact{
		{Name: "State", Value: s.desk.Theme.Say(stateMark(r.State), r.StateWords)},
		{Name: "Location", Value: words.PlaceName(&s.desk.Walk.Facts, e.LocationID)},
		{Name: "Class", Value: e.Class},
		{Name: "Meet-me", Value: e.MeetMe},
		{Name: "GUID", Value: wire.Short(e.GUID)},
		{Name: "Cost", Value: "nothing more: it is the company's already, and the next step is the destination"},
	}
	if !e.CreatedAt.IsZero() {
		facts = append(facts, parts.Fact{Name: "Since", Value: e.CreatedAt.Local().Format("2 Jan 2006")})
	}
	return title, facts
}

// join puts a separator between those texts that are there.
func join(sep string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), sep)
}

// portLine is the row as one line of plain text.
func (d *Desk) portLine(r order.PortRow) string {
	s := r.Choice.Offer.LocationID + " " + r.Group + ": " + r.Name
	if r.Priced() {
		s += ", " + r.Term() + ", " + d.priced(r.Quote)
	}
	return s
}

func rawPort(r order.PortRow) ShowRaw {
	if e := r.Choice.Existing; e != nil {
		return ShowRaw{Title: "Port " + wire.Short(e.GUID), JSON: e.Raw}
	}
	return ShowRaw{Title: "Offer " + r.Choice.Offer.Class, JSON: r.Choice.Offer.Raw}
}
