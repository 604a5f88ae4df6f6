package plain

import (
	"context"
	"sort"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// company asks who pays.
func (o *ordering) company() error {
	w := o.w
	o.heading()
	if w.Account == nil {
		account, err := fetch(o.Session, "Asking AXON who you are and whom you may buy for", limitRead, o.API.User)
		switch {
		case err != nil && axon.Assumed(err):
			return o.companyByHand(err)
		case err != nil:
			return o.failed(err)
		}
		o.learn(func(f *order.Facts) { f.Account = &account })
	}
	chosen := -1
	var items []item
	for i, m := range words.Family(w.Account.Companies) {
		items = append(items, o.companyItem(m))
		if w.Company != nil && w.Company.ID == m.ID {
			chosen = i
		}
	}
	if len(items) == 0 {
		o.say("This key's user may buy for no company. NEXTDC or an administrator of your company has to give it access.")
	}
	at, err := o.choose(choosing{
		title: "Which company pays? Prices are offered to it, and purchases billed to it. " + parts.Plural(len(items), "company", "companies") + ":", items: items,
		chosen: chosen, help: "Choose who pays: type the number, or the company's id.",
	})
	if err != nil {
		return err
	}
	c := words.Family(w.Account.Companies)[at].Company
	o.say("Payer: " + c.Name + ", " + c.ID + ".") // it may have been chosen by a number or by enter
	o.tell(w.SetCompany(c))
	return o.next()
}

// companyItem is a company as a choice. Its short name finds it and doesn't choose it: it isn't said, and may be a word of others' names.
func (o *ordering) companyItem(m words.Member) item {
	account := o.w.Account
	text := m.Name + ", " + m.ID
	if above := words.NameOf(account.Companies, m.ParentID); above != "" {
		text += ", below " + above
	}
	switch {
	case m.RequiresMFA && account.User.MFA:
		text += ", MFA required, which your user has"
	case m.RequiresMFA:
		text += ", MFA required, which your user lacks: AXON may refuse the order"
	}
	if words.OnlyLooks(m.Company) {
		text += ", your roles there are " + words.Roles(m.Company) + ": this login seems only to look at it, and AXON may refuse an order"
	}
	return item{text: text, names: []string{m.ID, m.Name}, found: m.ShortName, about: func() {
		o.say("Roles: " + words.RoleNote(m.Company) + ".")
		if m.ShortName != "" {
			o.say("Short name: " + m.ShortName + ".")
		}
	}}
}

// companyByHand asks for the id where the server doesn't tell who the user is: the path of that call isn't documented.
func (o *ordering) companyByHand(err error) error {
	o.say(wire.Sentence(err) + " Type the id of the company that pays: NEXTDC gave it to you with the key.")
	for {
		id, err := o.ask(question{prompt: "Company id, such as AU123456", text: true})
		if err != nil {
			return err
		}
		if says := words.BadCompanyID(id); says != "" {
			if err := o.wrong(says); err != nil {
				return err
			}
			continue
		}
		o.tell(o.w.SetCompany(axon.Company{ID: id, Name: id}))
		return o.next()
	}
}

// location asks where the port is to be.
func (o *ordering) location() error {
	w := o.w
	o.heading()
	if len(w.Locations.Items) == 0 {
		list, err := must(o.Session, "Asking AXON for its locations", o.API.Locations)
		if err != nil {
			return err
		}
		o.learn(func(f *order.Facts) { f.Locations = list })
	}
	if !w.KnowsCatalogue(w.Company.ID) {
		// Without it a location can be chosen all the same.
		if list, err := o.catalogue(); err == nil {
			o.learn(func(f *order.Facts) { f.SetCatalogue(w.Company.ID, list) })
		}
	}
	places := append([]axon.Location(nil), w.Locations.Items...)
	sort.SliceStable(places, func(i, j int) bool {
		if places[i].City != places[j].City {
			return places[i].City < places[j].City
		}
		return places[i].ID < places[j].ID
	})
	chosen := -1
	var items []item
	for i, l := range places {
		items = append(items, item{text: l.Description + ", " + l.ID, group: l.City, names: []string{l.ID, l.Description, axon.Facility(l.ID)}, about: func() {
			o.say("City: " + l.City + ", " + l.Country + ".")
			o.say("Orderable: " + words.Orderable(&w.Facts, w.Company, l.ID) + ".")
			if len(l.Neighbors) > 0 {
				o.say("Interconnects lead to: " + strings.Join(l.Neighbors, ", ") + ".")
			}
		}})
		if w.Location != nil && w.Location.ID == l.ID {
			chosen = i
		}
	}
	at, err := o.choose(choosing{
		title: "Where is the port to be? " + parts.Plural(len(items), "location", "locations") + ", by city:", items: items, chosen: chosen,
		note: shown(len(items), w.Locations.Total), prompt: "Number, or a location's id",
		help: "Choose the data centre in which your equipment stands. A port that you have already is chosen in the next step.",
	})
	if err != nil {
		return err
	}
	o.tell(w.SetLocation(places[at]))
	return o.next()
}

// shown says that a list isn't whole; "" where it is.
func shown(have, total int) string {
	if total <= have {
		return ""
	}
	return "The API showed " + of(have, total) + ": the list isn't whole."
}

func (o *ordering) catalogue() (axon.List[axon.Offer], error) {
	return fetch(o.Session, "Asking AXON what can be ordered", limitRead,
		func(ctx context.Context) (axon.List[axon.Offer], error) { return o.API.Catalogue(ctx, o.w.Company.ID) })
}

// ownPorts asks for the ports that the company has. A server may lack the list: then it is said, and the rest goes on.
func (o *ordering) ownPorts() (note string) {
	w := o.w
	if w.KnowsResources(w.Company.ID) {
		return ""
	}
	list, err := fetch(o.Session, "Asking which ports you have", limitRead,
		func(ctx context.Context) (axon.List[axon.Resource], error) { return o.API.Resources(ctx, w.Company.ID) })
	switch {
	case axon.Assumed(err):
		return "Ports you have already aren't shown: this server has no list of them."
	case err != nil:
		return "Ports you have already aren't shown: " + wire.Sentence(err)
	}
	o.learn(func(f *order.Facts) { f.SetResources(w.Company.ID, list) })
	return ""
}

// specifications asks for the types of ports, once.
func (o *ordering) specifications() error {
	if w := o.w; !w.Types.At.IsZero() || len(w.Types.Items) > 0 {
		return nil
	}
	list, err := fetch(o.Session, "Reading the specifications of the ports", limitRead, o.API.ResourceTypes)
	if err == nil {
		o.learn(func(f *order.Facts) { f.Types = list })
	}
	return err
}

// port asks what stands at the A-end: an offer of the catalogue, or a port that the company has.
func (o *ordering) port() error {
	w := o.w
	o.heading()
	if !w.KnowsCatalogue(w.Company.ID) {
		list, err := o.catalogue()
		if err != nil {
			return o.failed(err)
		}
		o.learn(func(f *order.Facts) { f.SetCatalogue(w.Company.ID, list) })
	}
	notes := []string{o.ownPorts()}
	if err := o.specifications(); err != nil {
		notes = append(notes, "Connectors and optical limits aren't shown: "+wire.Sentence(err))
	}
	if w.Location == nil || w.Company == nil {
		return nil // a fact took the answer away: the walk is at that step now
	}
	here, away := order.OwnRows(w.Resources[w.Company.ID].Items, w.Location.ID)
	offers, left := order.OfferRows(w.Catalogue[w.Company.ID].Items, w.Location.ID, order.TypesByClass(w.Types.Items), "-", "to")
	order.SortPorts(offers, order.BySpeed)
	rows := append(append(here, offers...), away...)
	if len(left) > 0 {
		notes = append(notes, parts.Plural(len(left), "offer", "offers")+" can't be ordered: type left to see why.")
	}
	chosen := -1
	var items []item
	for i, r := range rows {
		items = append(items, o.portItem(r))
		if w.Port != nil && order.ChoiceKey(w.Port) == r.Key {
			chosen = i
		}
	}
	at, err := o.choose(choosing{
		title: "Which port at " + words.PlaceName(&w.Facts, w.Location.ID) + "? " + parts.Plural(len(rows), "choice", "choices") + ". Prices are per port, billed to " + w.Company.Name + ":",
		items: items, chosen: chosen, note: strings.TrimSpace(strings.Join(notes, " ")),
		help:  "Choose a new port at its price and term, or one that the company has: with that nothing is bought here, and the connection comes next.",
		extra: map[string]func() error{"left": func() error { return o.leftOut(left) }},
	})
	if err != nil {
		return err
	}
	o.tell(w.SetPort(rows[at].Choice))
	return o.next()
}

func (o *ordering) portItem(r order.PortRow) item {
	it := item{group: r.Group, off: r.Why, names: []string{r.Choice.SKU.Code}}
	if e := r.Choice.Existing; e != nil {
		it.text, it.names = strings.Join(strings.Fields(r.Name), " ")+", "+r.StateWords, []string{e.GUID, e.Description}
		it.about = func() {
			o.sayFacts([]parts.Fact{{Name: "Location", Value: words.PlaceName(&o.w.Facts, e.LocationID)}, {Name: "Meet-me", Value: e.MeetMe}, {Name: "GUID", Value: e.GUID}})
		}
		return it
	}
	it.text = strings.Join(strings.Fields(r.Name), " ")
	if r.Priced() {
		it.text += ": " + r.Quote.Words(o.Currency)
	} else {
		it.text += ": AXON states no price for it; ask NEXTDC before ordering"
	}
	it.about = func() {
		o.sayFacts([]parts.Fact{
			{Name: "Class", Value: r.Choice.Offer.Class + " " + r.Type.Description},
			{Name: "Sends", Value: r.Type.TxPower.String()},
			{Name: "Receives", Value: r.Type.RxPower.String()},
			{Name: "Reach", Value: order.Reach(r.Type.Distance)},
			{Name: "Connector", Value: strings.TrimSpace(r.Type.Connector + " " + r.Type.Cable)},
			{Name: "SKU", Value: r.Choice.SKU.Code},
		})
	}
	return it
}

func (o *ordering) leftOut(rows []order.PortRow) error {
	for _, r := range rows {
		o.say(r.Name + ": " + r.Why)
	}
	if len(rows) == 0 {
		o.say("Nothing was left out.")
	}
	return nil
}

// portOptions asks what the port's class wants to be told.
func (o *ordering) portOptions() error {
	w := o.w
	p := *w.Port
	o.heading()
	if err := o.specifications(); err != nil { // without its schema a class would seem to ask for nothing
		return o.failed(err)
	}
	o.ownPorts()
	if w.At() != order.StepPortOptions {
		return nil
	}
	o.say("The options of " + p.Offer.Class + " at " + words.PlaceName(&w.Facts, p.Offer.LocationID) + ", " + termOf(p) + ".")
	source, label, list := w.PortParts(p)
	f := asking{
		kind: order.KindPort, source: source, label: label, parts: list, texts: func() map[string]string { return w.PortForm },
		keep: func(texts map[string]string) order.Change { return w.SetPortForm(texts) }, hidden: map[string]string{},
	}
	if p.Mode.Mode != "" {
		f.hidden[order.FieldPortMode] = p.Mode.Mode
	}
	if choices, _ := w.DiverseChoices(); len(choices) > 1 {
		f.last = o.diverse
	}
	return o.form(f)
}

func termOf(p order.PortChoice) string {
	if !p.HasSKU {
		return "without a price"
	}
	return price.TermWords(p.SKU.Term)
}

// diverse asks whether the port is to stand on other equipment than one that the company has.
func (o *ordering) diverse() error {
	w := o.w
	choices, guids := w.DiverseChoices()
	chosen := 0
	var items []item
	for i, text := range choices {
		items = append(items, item{text: text, names: []string{guids[text]}})
		if guids[text] == w.DiverseFrom {
			chosen = i
		}
	}
	at, err := o.choose(choosing{
		title: "Is the port to stand on other equipment than one of yours?", items: items, chosen: chosen,
		help: "Two ports on different equipment don't fail together.",
	})
	if err != nil {
		return err
	}
	if guid := guids[choices[at]]; guid != w.DiverseFrom {
		o.tell(w.SetDiverse(guid))
	}
	return nil
}

// portReady says what was allocated, and what is to be done next.
func (o *ordering) portReady() error {
	w := o.w
	o.heading()
	list := o.allocated
	if len(list) == 0 || w.Placed == nil || list[0].GUID != w.Placed.GUID {
		list = []axon.Allocated{*w.Placed}
	}
	o.say(parts.Plural(len(list), "port is", "ports are") + " allocated.")
	fabric := w.Port != nil && w.Port.Existing == nil && order.IsFabric(w.Port.Offer.Class)
	meet := false
	for _, a := range list {
		meet = meet || a.MeetMe != ""
		o.sayFacts([]parts.Fact{
			{Name: "Port", Value: a.Description},
			{Name: "At", Value: words.PlaceName(&w.Facts, a.LocationID)},
			{Name: "Meet-me", Value: a.MeetMe},
			{Name: "GUID", Value: a.GUID},
		})
	}
	o.say(words.AfterPort(fabric, meet))
	at, err := o.choose(choosing{
		title: "What next?", chosen: -1,
		items: []item{{text: "Connect this port to a cloud", names: []string{"connect"}}, {text: "Begin another order", names: []string{"new"}}},
	})
	switch {
	case err != nil:
		return err
	case at == 1:
		o.again(false)
		return nil
	}
	return o.next()
}
