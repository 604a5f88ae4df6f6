package views

import (
	"axdesk/client/axon"
	"axdesk/client/export"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// What can be taken away from the screens of the order: see Exporter.

// Exports are the companies, as filtered.
func (s *Company) Exports() []Export {
	return []Export{listed("companies", s.list.Found(), func(m words.Member) cells {
		return cells{{"id", m.ID}, {"name", m.Name}, {"short_name", m.ShortName}, {"parent_id", m.ParentID}, {"requires_mfa", m.RequiresMFA}, {"roles", m.Roles}}
	})}
}

// Exports are the locations, as filtered.
func (s *Location) Exports() []Export {
	return []Export{listed("locations", s.list.Found(), func(l axon.Location) cells {
		return cells{{"id", l.ID}, {"description", l.Description}, {"city", l.City}, {"country", l.Country}, {"neighbours", l.Neighbors}}
	})}
}

// Exports are the ports that there are and that may be ordered here, with their prices, as filtered; and those left out, with why.
func (s *Port) Exports() []Export {
	d := s.desk
	offers := d.Walk.Catalogue[s.company()].Items
	return []Export{listed("ports and offers", s.list.Found(), func(r order.PortRow) cells {
		c, p := r.Choice, priceCells(d, r.Quote, r.Priced())
		own, speed := axon.Resource{}, c.Offer.Speed
		if c.Existing != nil {
			own, speed = *c.Existing, order.ClassSpeed(offers, c.Existing.Class)
		}
		row := cells{
			{"group", r.Group},
			{"name", r.Name},
			{"class", either(own.Class, c.Offer.Class)},
			{"location_id", either(own.LocationID, c.Offer.LocationID)},
			{"neighbour_id", c.Offer.NeighbourID},
			{"speed_bps", bps(speed)},
			{"guid", own.GUID},
			{"meet_me", own.MeetMe},
			{"state", r.StateWords},
			{"candidate_guid", c.Offer.CandidateGUID},
			{"sku", c.SKU.Code},
		}
		return append(append(row, p...), cell{"left_out", r.Why})
	})}
}

// Exports are the destinations, as filtered.
func (s *Destination) Exports() []Export {
	return []Export{listed("destinations", s.list.Found(), func(p axon.Provider) cells {
		return cells{{"type", p.Type}, {"description", p.Description}, {"class", p.Class}, {"scope", p.Scope}}
	})}
}

// Exports are the candidates that are listed or stand side by side, with the prices that they hold; the highlighted one for a
// ticket; and those that were left out, with why.
func (s *Candidates) Exports() []Export {
	rows := s.list.Found()
	if s.compare != nil {
		rows = s.compare.rows
	}
	left := listed("candidates left out", s.lost.Found(), func(p price.Discarded) cells {
		return append(candidateCells(p.Candidate), cell{"why", p.Why})
	})
	if s.reveal {
		return []Export{left}
	}
	out := []Export{listed("candidates", rows, func(r *offerRow) cells {
		if r == nil {
			r = &offerRow{}
		}
		return append(candidateCells(r.Candidate), priceCells(s.desk, r.Quote, true)...)
	})}
	if r, ok := s.list.Current(); ok && s.compare == nil {
		out = append(out, s.document(r))
	}
	if s.lost.Len() > 0 {
		out = append(out, left)
	}
	return out
}

// document is one candidate for a ticket.
func (s *Candidates) document(r *offerRow) Export {
	d := s.desk
	facts := []parts.Fact{
		{Name: "Price", Value: d.priced(r.Quote)},
		{Name: "Diversity", Value: s.egress(r)},
		{Name: "Volume", Value: s.volumes(r)},
		{Name: "SKU", Value: join(" ", r.SKU.Code, r.SKU.Description)},
		{Name: "GUID", Value: r.GUID + ", one-time, for one session only"},
	}
	for _, hop := range s.hops(r) {
		facts = append(facts, parts.Fact{Name: hop[0], Value: hop[1]})
	}
	return detailed("this candidate", "Candidate: "+r.Description, export.Section{Facts: factsOf(facts)},
		export.Section{Title: "What the price is made of", Facts: factsOf(d.priceFacts(r.Quote))})
}

func candidateCells(c axon.Candidate) cells {
	path := make([]string, len(c.Chain))
	for i, h := range c.Chain {
		path[i] = h.Provider + " " + h.LocationID
	}
	return cells{
		{"guid", c.GUID},
		{"description", c.Description},
		{"service_type", c.ServiceType},
		{"location_id", c.LocationID},
		{"diversity_index", c.DiversityIndex},
		{"path", path},
		{"sku", c.SKU.Code},
	}
}

// priceCells are a price's: amounts as the API or the price book has them, empty where there is none.
func priceCells(d *Desk, q price.Quote, known bool) cells {
	row := cells{{"once", nil}, {"monthly", nil}, {"term_months", nil}, {"volume", nil}, {"currency", nil}, {"priced_by", nil}}
	if known && q.Source != "" {
		row = cells{
			{"once", q.Once}, {"monthly", q.Monthly}, {"term_months", q.Term}, {"volume", q.Volume}, {"currency", d.currency(q)}, {"priced_by", q.Source},
		}
	}
	return row
}

// Exports are how the order stands, for a ticket.
func (s *Provisioning) Exports() []Export {
	w := s.watched()
	if w == nil {
		return nil
	}
	hops := make([]string, len(w.Service.Hops))
	for i, h := range w.Service.Hops {
		hops[i] = h.Provider + " at " + h.LocationID + ": " + hopLook(h).Word
	}
	return []Export{detailed("order "+w.Ref, "Order "+w.Ref+": "+w.What, export.Section{Facts: factsOf(s.facts(w))},
		export.Section{Title: "Hops", List: hops}, export.Section{Title: "What AXON says", Plain: drawnText(s.reasons(w, 100))})}
}

// Exports are the orders and what was begun, as filtered.
func (s *Orders) Exports() []Export {
	return []Export{listed("orders", s.list.Found(), func(b booked) cells {
		if d := b.draft; d != nil {
			return orderCells(order.Entry{Ref: d.Ref, At: d.At, User: d.User, Company: d.Company, Title: d.Title, State: "begun", Said: d.Step, Kind: b.last.Kind})
		}
		return orderCells(b.last)
	})}
}

// orderCells are an order's at one of its states; see order.ExportCSV, whose names these are.
func orderCells(e order.Entry) cells {
	var status any // nil where there was no answer
	if e.Status != 0 {
		status = e.Status
	}
	return cells{
		{"at", e.At},
		{"ref", e.Ref},
		{"kind", e.Kind},
		{"seq", e.Seq},
		{"state", e.State},
		{"user", e.User},
		{"company_id", e.CompanyID},
		{"company", e.Company},
		{"title", e.Title},
		{"price", e.Price},
		{"guid", e.GUID},
		{"status", status},
		{"said", e.Said},
	}
}

// Exports are the order with its timeline for a ticket, and the timeline as a list. Bodies of requests aren't in either.
func (s *Order) Exports() []Export {
	if s.order == nil || len(s.order.Timeline) == 0 {
		return nil
	}
	timeline := s.order.Timeline
	happened := tableOf("timeline", timeline, func(e order.Entry) cells {
		return cells{{"when", e.At}, {"state", order.State(e.State).Word()}, {"who", e.User}, {"said", either(e.Said, e.GUID)}}
	})
	terms := s.terms()
	return []Export{
		detailed("order "+s.ref, "Order "+s.ref+": "+s.order.Last().Title, export.Section{Facts: factsOf(s.facts())},
			export.Section{Title: "What happened", Table: &happened}, export.Section{Title: "Terms", Table: &terms}),
		listed("timeline of "+s.ref, timeline, orderCells),
	}
}

// terms are the documents with their signatures.
func (s *Order) terms() export.Table {
	var docs []chapter
	for _, c := range chapters(s.order) {
		if c.doc >= 0 {
			docs = append(docs, c)
		}
	}
	return tableOf("terms", docs, func(c chapter) cells {
		row := cells{{"title", ""}, {"signed_by", ""}, {"signed_at", nil}, {"sha256", ""}}
		if len(c.entry.Documents) > 0 {
			d := c.entry.Documents[c.doc]
			row = cells{{"title", d.Title}, {"signed_by", d.SignedBy}, {"signed_at", d.SignedAt}, {"sha256", d.SHA256}}
		}
		return row
	})
}

// Exports are the ports and services, as filtered, and the highlighted one for a ticket.
func (s *Inventory) Exports() []Export {
	var things []stockItem
	for _, i := range s.list.Found() {
		if i.kind != 0 && !i.chain {
			things = append(things, i)
		}
	}
	out := []Export{listed("ports and services", things, func(i stockItem) cells {
		ref := ""
		if i.entry != nil {
			ref = i.entry.Ref
		}
		rate, vlan := axon.BitRate(0), ""
		if i.kind == order.KindService {
			rate = rateOf(i.service.Options)
		}
		if i.kind == order.KindService && i.whole {
			vlan = served(i)
		}
		return cells{
			{"kind", i.kind.Word()},
			{"guid", i.guid},
			{"name", i.name},
			{"class", i.class},
			{"location_id", i.place},
			{"state", i.look.Word},
			{"on_port", i.port},
			{"bandwidth_bps", bps(rate)},
			{"uses", vlan},
			{"meet_me", i.resource.MeetMe},
			{"order", ref},
			{"note", i.note.Text},
			{"tags", i.note.Tags},
		}
	})}
	if i, ok := s.current(); ok && !i.chain {
		out = append(out, detailed("this "+i.kind.Word(), capitalised(i.kind.Word())+" "+i.name, export.Section{Facts: factsOf(s.facts(i))},
			export.Section{Title: "Chain", Plain: drawnText(s.hops(i, 100))}))
	}
	return out
}

// bps is a speed; nil where there is none.
func bps(b axon.BitRate) any {
	if b <= 0 {
		return nil
	}
	return int64(b)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// factsOf are a sheet's facts as a document has them, without colours.
func factsOf(facts []parts.Fact) []export.Fact {
	out := make([]export.Fact, len(facts))
	for i, f := range facts {
		out[i] = export.Fact{Name: f.Name, Value: plain(f.Value)}
	}
	return out
}
