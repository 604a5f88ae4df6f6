package views

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"axdesk/client/access"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/words"
)

// Stock is what a session knows of what companies have on AXON. The screens of the inventory share it.
type Stock struct {
	company string // whose things are looked at; "" until that is known
	chosen  bool   // by a person: it doesn't follow the order's payer any more
	by      map[string]*holding
}

// holding is what is known of one company's ports and services.
type holding struct {
	ports    Got[axon.List[axon.Resource]]
	services Got[axon.List[axon.Service]]
	details  map[string]*Got[axon.Service] // by service id
	books    Got[books]
	on       map[string]portTold // by service id: what its answer says of its port, read once for each answer
	stale    bool                // something was changed from here since: ask again
}

// portTold is what an answer of some time said of a service's port.
type portTold struct {
	at   time.Time
	port string
}

// portOf is the port that a service's answer names.
func (h *holding) portOf(id string, s axon.Service, at time.Time) string {
	have, ok := h.on[id]
	if !ok || !have.at.Equal(at) {
		if h.on == nil {
			h.on = map[string]portTold{}
		}
		have = portTold{at, axon.PortOf(s)}
		h.on[id] = have
	}
	return have.port
}

// books is what the journal and the notes of this machine say.
type books struct {
	orders []order.Entry // the last entry of each order
	notes  map[string]order.Note
}

// stockItem is a port or a service, as AXON and the journal together tell it.
type stockItem struct {
	kind      order.Kind // 0 for a line that only heads others
	guid      string
	name      string
	sort      string // that it is sorted by
	class     string // of a port, its class; of a service, the provider at its far end
	place     string // location id of the port; of a service, where it begins
	look      Look
	port      string // of a service: GUID of the port it stands on; "" where nobody tells
	byJournal bool   // the port is known from the journal alone
	listed    bool   // AXON lists it
	resource  axon.Resource
	service   axon.Service // the details where they are known, else the list's row
	whole     bool         // the details are known
	err       error        // why they aren't
	at        time.Time    // of what is shown
	entry     *order.Entry
	note      order.Note
	chain     bool // the line of the tree that draws the service's chain
	depth     int
}

// key tells rows apart.
func (i stockItem) key() string {
	if i.chain {
		return i.guid + " chain"
	}
	return i.kind.Key() + " " + i.guid
}

// gone tells that it is off the network.
func (i stockItem) gone() bool { return i.look.Word == words.Removed }

// thing is the item as it is changed or removed.
func (i stockItem) thing(d *Desk) order.Thing {
	t := order.Thing{GUID: i.guid, Kind: i.kind, Title: i.name, CompanyID: d.stockCompany(), User: d.Login()}
	t.CompanyName = d.companyName(t.CompanyID)
	switch {
	case i.kind == order.KindPort:
		t.Seen = order.StateOfPair(i.resource.Provisioned, i.resource.Deprovisioned)
	case len(i.service.Hops) > 0:
		t.Seen = order.StateOfHops(i.service.Hops)
	default:
		t.Seen = order.StateOfPair(i.service.Provisioned, i.service.Deprovisioned)
	}
	return t
}

// stock is the session's, made when it is first looked at.
func (d *Desk) stock() *Stock {
	if d.Stock == nil {
		d.Stock = &Stock{}
	}
	return d.Stock
}

// settle finds whose things are looked at, and tells whether that has changed: whom a person chose, else the order's payer,
// else the account's first.
func (s *Stock) settle(w *order.Walk) (changed bool) {
	was := s.company
	switch {
	case s.chosen:
	case w.Company != nil:
		s.company = w.Company.ID
	case s.company == "" && w.Account != nil && len(w.Account.Companies) > 0:
		s.company = w.Account.Companies[0].ID
	}
	return s.company != was
}

// stockCompany is whose things are looked at; "" until that is known.
func (d *Desk) stockCompany() string { return d.stock().company }

// holding is what is known of the company that is looked at.
func (d *Desk) holding() *holding {
	s, id := d.stock(), d.stockCompany()
	if s.by == nil {
		s.by = map[string]*holding{}
	}
	if s.by[id] == nil {
		s.by[id] = &holding{details: map[string]*Got[axon.Service]{}}
	}
	return s.by[id]
}

// detail is what is known of one service.
func (h *holding) detail(id string) *Got[axon.Service] {
	if h.details[id] == nil {
		h.details[id] = &Got[axon.Service]{}
	}
	return h.details[id]
}

// missing tells that a service's details were never had, or are older than the list that it stands in.
func (h *holding) missing(id string) bool {
	g := h.detail(id)
	last := g.At
	if g.Tried.After(last) {
		last = g.Tried
	}
	return last.IsZero() || last.Before(h.services.At)
}

// hand is whose keys these are: a guest's who has the pen, or else those of whoever signed in.
func (d *Desk) hand() access.Person {
	if !d.Pen.Local() {
		return d.Pen
	}
	return d.Person
}

// Login is who acts: whoever signed in over SSH, or else whom AXON knows by the API key.
func (d *Desk) Login() string {
	if d.Pen.Name != "" {
		return d.Person.Guest(d.Pen.Name)
	}
	if d.Person.Name != "" {
		return d.Person.Name
	}
	if a := d.Walk.Account; a != nil {
		return cmp.Or(a.User.LoginID, a.User.Email)
	}
	return ""
}

func (d *Desk) companyName(id string) string {
	if a := d.Walk.Account; a != nil {
		for _, c := range a.Companies {
			if c.ID == id {
				return c.Name
			}
		}
	}
	if c := d.Walk.Company; c != nil && c.ID == id {
		return c.Name
	}
	return ""
}

// readBooks reads what this machine knows: it costs no call.
func readBooks(ctx context.Context, j *order.Journal) (books, error) {
	var b books
	if j == nil {
		return b, nil
	}
	var err error
	if b.orders, err = j.Standing(ctx, j.Scope, mostStanding); err != nil {
		return b, err
	}
	b.notes, err = j.Notes(ctx, j.Scope)
	return b, err
}

// mostStanding bounds how many orders are joined with the inventory.
const mostStanding = 10_000

// items joins what AXON lists with the journal and the notes: ports first, then services, each by name.
func (h *holding) items(company string) []stockItem {
	entries := map[string]*order.Entry{}
	for i := range h.books.Value.orders {
		e := &h.books.Value.orders[i]
		for _, guid := range strings.Fields(e.GUID) {
			entries[e.Kind+" "+guid] = e
		}
	}
	out := make([]stockItem, 0, len(h.ports.Value.Items)+len(h.services.Value.Items))
	for _, r := range h.ports.Value.Items {
		out = append(out, portItem(r, h.ports.At))
	}
	for _, s := range h.services.Value.Items {
		i := serviceItem(s, h.detail(s.ID), h.services.At)
		i.port = h.portOf(s.ID, i.service, i.at)
		out = append(out, i)
	}
	seen := map[string]bool{}
	for i := range out {
		seen[out[i].key()] = true
		out[i].entry = entries[out[i].key()]
	}
	for key, e := range entries {
		if !seen[key] && e.CompanyID == company && order.State(e.State) != order.StateEnded {
			_, guid, _ := strings.Cut(key, " ")
			out = append(out, journalItem(e, guid))
		}
	}
	for i := range out {
		out[i].note = h.books.Value.notes[out[i].guid]
	}
	tellPorts(out)
	for i := range out {
		out[i].sort = strings.ToLower(out[i].name)
	}
	slices.SortFunc(out, func(a, b stockItem) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), strings.Compare(a.sort, b.sort), strings.Compare(a.guid, b.guid))
	})
	return out
}

// stockItems are the items of the company that is looked at; what is watched is as the last poll told it, where that is newer.
func (d *Desk) stockItems() []stockItem {
	items := d.holding().items(d.stockCompany())
	for n := range items {
		i := &items[n]
		w := d.Watches.Get(i.guid)
		if w == nil || !w.Polled.After(i.at) || len(w.Service.Hops) == 0 && w.Overall != axon.OverallRemoved {
			continue
		}
		i.at, i.look = w.Polled, rolledLook(w.Service.Hops)
		if w.Overall == axon.OverallRemoved {
			i.look = shortLook(axon.StateRemoved)
			if axon.RollUp(w.Service.Hops) != axon.OverallRemoved { // AXON knows it no more, and its last answer is of before
				i.service.Hops = nil
				continue
			}
		}
		switch {
		case i.kind == order.KindService && len(w.Service.Hops) > 0:
			i.service.Hops = w.Service.Hops
		case i.kind == order.KindPort && len(w.Service.Hops) == 1:
			i.resource.Provisioned, i.resource.Deprovisioned = w.Service.Hops[0].Provisioned, w.Service.Hops[0].Deprovisioned
		}
	}
	return items
}

func portItem(r axon.Resource, at time.Time) stockItem {
	state, _ := axon.PairState(r.Provisioned, r.Deprovisioned)
	return stockItem{
		kind: order.KindPort, guid: r.GUID, name: cmp.Or(r.Description, r.Class, "port "+wire.Short(r.GUID)), class: r.Class, place: r.LocationID,
		look: shortLook(state), listed: true, resource: r, at: at,
	}
}

func serviceItem(row axon.Service, g *Got[axon.Service], at time.Time) stockItem {
	i := stockItem{
		kind: order.KindService, guid: row.ID, service: row, listed: true, at: at, err: g.Err,
		whole: len(row.Hops) > 0 && row.Options != nil,
	}
	if g.Known {
		i.service, i.whole, i.at = g.Value, true, g.At
	}
	s := i.service
	i.name = cmp.Or(s.Description, row.Description, "service "+wire.Short(row.ID))
	i.class = cmp.Or(s.ServiceType, row.ServiceType)
	state, _ := axon.PairState(s.Provisioned, s.Deprovisioned)
	i.look = shortLook(state)
	if len(s.Hops) > 0 {
		i.place = s.Hops[0].LocationID
		i.look = rolledLook(s.Hops)
	}
	return i
}

// journalItem is what only the journal knows: AXON lists no such thing, or has no list.
func journalItem(e *order.Entry, guid string) stockItem {
	kind := order.KindOf(e.Kind)
	return stockItem{kind: kind, guid: guid, name: cmp.Or(e.Title, e.Ref), look: entryLook(*e), entry: e, at: e.At}
}

// tellPorts finds the port of services whose answer doesn't name it: the walk orders a connection from the port of the
// same reference.
func tellPorts(items []stockItem) {
	at := map[string]string{}
	for _, i := range items {
		if i.kind == order.KindPort && i.entry != nil && i.entry.GUID == i.guid {
			at[i.entry.Ref] = i.guid
		}
	}
	for n := range items {
		i := &items[n]
		if i.kind == order.KindService && i.port == "" && i.entry != nil && at[i.entry.Ref] != "" {
			i.port, i.byJournal = at[i.entry.Ref], true
		}
	}
}
