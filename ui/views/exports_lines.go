package views

import (
	"strings"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/export"
)

// What can be taken away from the customers' lines and from the people: see Exporter. No password is in any of it.

// Exports are the lines, as filtered and as far as they have come, with what is known of each.
func (s *Services) Exports() []Export {
	l := s.desk.Lines
	return []Export{listed("customers' lines", s.list.Found(), func(r aex.Service) cells {
		line := &Line{}
		if known := l.Known[r.ID]; known != nil {
			line = known
		}
		dev, _ := line.Device()
		light, _ := s.desk.light(dev)
		rx := cell{name: "rx_dbm"}
		if light.Known {
			rx.value = light.DBm
		}
		return cells{
			{"service_id", r.ID},
			{"customer_id", r.CustomerID},
			{"customer", named(l, r)},
			{"address", line.first(func(s aex.Snapshot) string { return s.Address }, line.Service.Value.Address, line.Place)},
			{"product_id", r.ProductID},
			{"status", r.Status},
			{"reference", either(line.Service.Value.Reference, r.Reference)},
			{"premise_id", r.PremiseID},
			{"serial_number", dev.SerialNumber},
			rx,
			{"provisioned", r.Provisioned},
			{"created", r.Created},
			{"updated", r.Updated},
		}
	})}
}

// named is a customer's name; the zero row has none.
func named(l *Lines, r aex.Service) string {
	if r.ID == "" {
		return ""
	}
	return l.name(r)
}

// Exports are the card for a ticket.
func (s *Service) Exports() []Export {
	v := s.line().Service.Value
	v.ID = s.of
	var ids []export.Fact
	for _, id := range idsOf(v) {
		ids = append(ids, export.Fact{Name: capitalised(id.Label) + " id", Value: id.Text})
	}
	return []Export{detailed("service "+s.of, "Service "+s.of+", "+plain(s.desk.Lines.who(s.of)), export.Section{Facts: ids}, export.Section{Plain: s.text()})}
}

// Exports are the device for a ticket.
func (s *Device) Exports() []Export {
	dev, ok := s.line().Device()
	if !ok {
		return nil
	}
	return []Export{detailed("device of "+s.of, "Device of service "+s.of+", "+plain(s.desk.deviceNote(dev)),
		export.Section{Title: "State", Plain: drawnText(s.state(dev, 100))}, export.Section{Title: "As AEx tells it", Facts: factsOf(s.fields(dev))})}
}

// Exports are the sessions, the attempts, and where both stand for a ticket.
func (s *Radius) Exports() []Export {
	got := &s.line().Radius
	if !got.Known {
		return nil
	}
	r := got.Value
	return []Export{
		listed("RADIUS sessions", r.Sessions, func(one aex.Session) cells {
			return cells{
				{"session_id", one.ID},
				{"username", one.Username},
				{"ip", one.IP},
				{"start", one.Start},
				{"stop", one.Stop},
				{"update", one.Update},
				{"seconds", one.Seconds},
				{"downloaded_bytes", one.Downloaded},
				{"uploaded_bytes", one.Uploaded},
				{"downloaded_ipv6_bytes", one.Downloaded6},
				{"uploaded_ipv6_bytes", one.Uploaded6},
				{"cause", one.Cause},
			}
		}),
		listed("RADIUS attempts", r.Attempts, func(one aex.Attempt) cells {
			return cells{{"at", one.Date}, {"reply", one.Reply}}
		}),
		detailed("RADIUS of "+s.of, "RADIUS of service "+s.of, export.Section{Facts: []export.Fact{{Name: "Login", Value: r.Username}}},
			export.Section{Plain: drawnText(s.now(r))}, export.Section{Title: "Attempts", Plain: drawnText(s.attempts(r, 100))},
			export.Section{Title: "Sessions", Plain: drawnText(s.sessions(r, 100))}),
	}
}

// Exports are the days in sight.
func (s *Usage) Exports() []Export {
	got := &s.line().Usage
	if !got.Known {
		return nil
	}
	return []Export{listed("usage days", lastDays(got.Value.Days, s.desk.Now, ranges[s.days]), func(u aex.Usage) cells {
		return cells{
			{"day", u.Day},
			{"total_downloaded_bytes", u.TotalDownloaded},
			{"total_uploaded_bytes", u.TotalUploaded},
			{"downloaded_bytes", u.Downloaded},
			{"uploaded_bytes", u.Uploaded},
			{"downloaded_ipv6_bytes", u.Downloaded6},
			{"uploaded_ipv6_bytes", u.Uploaded6},
		}
	})}
}

// Exports are the verdict for a ticket, made of the same text as its copy, in which passwords are blotted out.
func (s *Diagnose) Exports() []Export {
	return []Export{detailed("diagnosis of "+s.of, "Diagnosis of service "+s.of, ticketSections(s.verdict.Ticket(s.input))...)}
}

// ticketSections are a ticket's paragraphs: sentences, facts, and lists under their titles.
func ticketSections(ticket string) []export.Section {
	var out []export.Section
	for _, p := range strings.Split(strings.TrimSpace(ticket), "\n\n") {
		var s export.Section
		lines := strings.Split(p, "\n")
		for i, line := range lines {
			name, value, fact := strings.Cut(line, ": ")
			item, listed := strings.CutPrefix(line, "- ")
			switch {
			case listed:
				s.List = append(s.List, item)
			case i == 0 && len(lines) > 1 && strings.HasPrefix(lines[1], "- "):
				s.Title = line
			case fact && len(out) > 0:
				s.Facts = append(s.Facts, export.Fact{Name: name, Value: value})
			default:
				s.Text += line + "\n"
			}
		}
		out = append(out, s)
	}
	return out
}

// Exports are what has changed, as filtered.
func (s *Changes) Exports() []Export {
	kinds := map[aex.DifferenceKind]string{aex.Added: "added", aex.Changed: "changed", aex.Removed: "removed"}
	return []Export{listed("changes", s.list.Found(), func(c aex.Difference) cells {
		var fields []string
		for _, f := range c.Fields {
			fields = append(fields, f.Field+": "+f.Old+" -> "+f.New)
		}
		return cells{
			{"service_id", c.ServiceID},
			{"kind", kinds[c.Kind]},
			{"customer", c.After.CustomerName},
			{"address", c.After.Address},
			{"product", c.After.Product},
			{"status", c.After.Status},
			{"changed", fields},
			{"updated", c.After.Updated},
		}
	})}
}

// Exports are the entries that were read, as filtered.
func (s *Audit) Exports() []Export {
	if s.desk.AuditOff() != "" {
		return nil
	}
	return []Export{listed("audit", s.list.Found(), func(e access.Entry) cells {
		return cells{
			{"id", e.ID},
			{"at", e.At},
			{"who", e.Who},
			{"key", e.Key},
			{"role", e.Role},
			{"from", e.From},
			{"host", e.Host},
			{"session", e.Session},
			{"what", e.What},
			{"subject", e.Subject},
			{"detail", e.Detail},
		}
	})}
}

// Exports are those who are here, as filtered.
func (s *Here) Exports() []Export {
	if s.desk.HereOff() != "" {
		return nil
	}
	return []Export{listed("people here", s.list.Found(), func(p access.Presence) cells {
		return cells{
			{"who", p.Who}, {"role", p.Role}, {"key", p.Key}, {"from", p.From}, {"host", p.Host}, {"session", p.Session}, {"place", p.Place}, {"order", p.Ref}, {"since", p.Since},
		}
	})}
}
