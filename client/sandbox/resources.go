package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// listedAfterRemoval is how long, in life, a removed resource or service stays in the lists.
const listedAfterRemoval = 10 * time.Minute

// port is an allocated resource.
type port struct {
	track
	guid, company, location, class, description string

	provider  string // public or private; the first hop of every service on it
	advert    string // what other companies read about a public port
	meetme    string
	neighbour string // of a fabric interconnect
	mode      string
	speed     int64
	term      int64
	diverse   string
	ordered   bool // over the API, rather than part of the past
	created   time.Time
}

// live tells whether services may be built on a port.
func (p *port) live(now time.Time) bool { return p.at(now).provisioned != "D" }

// title is how a port is called as the B-end of somebody's service: others read only what is advertised.
func (p *port) title(reader string) string {
	if p.company == reader {
		return p.description
	}
	owner, _ := findCompany(p.company)
	return owner.name + ": " + p.advert
}

// findPort returns a resource of a company the user has access to.
func (s *Server) findPort(guid string, now time.Time) (*port, *reply) {
	if !guidPattern.MatchString(guid) {
		rep := refuse(http.StatusBadRequest, "%q is not a resource GUID", guid)
		return nil, &rep
	}
	i := slices.IndexFunc(s.ports, func(p *port) bool { return p.guid == guid })
	if i < 0 || mayView(s.ports[i].company) != nil || !s.ports[i].live(now) {
		rep := refuse(http.StatusNotFound, "There is no resource %s", guid)
		return nil, &rep
	}
	return s.ports[i], nil
}

// postResource is both POSTs of a purchase; everything is checked on each of them.
func (s *Server) postResource(c *call) reply {
	buyer := c.arg["company"]
	if bad := mayOrder(buyer); bad != nil {
		return *bad
	}
	text := map[string]string{}
	for _, key := range []string{"location_id", "resource_type_class", "candidate_resource_guid", "diverse_resource_guid"} {
		value, bad := c.text(key, key == "location_id" || key == "resource_type_class")
		if bad != nil {
			return *bad
		}
		text[key] = value
	}
	o, bad := s.findOffer(text["location_id"], text["resource_type_class"], text["candidate_resource_guid"])
	if bad != nil {
		return *bad
	}
	options, bad := s.resourceOptions(c, o)
	if bad != nil {
		return *bad
	}
	term, bad := c.contractTerm(o, buyer)
	if bad != nil {
		return *bad
	}
	if diverse := text["diverse_resource_guid"]; diverse != "" {
		other, bad := s.findPort(diverse, c.now)
		if bad != nil || other.company != buyer {
			return refuse(http.StatusBadRequest, "diverse_resource_guid: company %s has no resource %s", buyer, diverse)
		}
	}
	what := deal{interconnect: o.class == classFI}
	what.description, _ = options["description"].(string)
	if rep := s.sign(buyer, what, c.body); rep != nil {
		return *rep
	}
	p := s.allocate(c, o, options)
	p.term, p.diverse = term, text["diverse_resource_guid"]
	return reply{status: http.StatusOK, body: struct {
		Resources []allocatedRow `json:"resources"`
	}{[]allocatedRow{{p.guid, p.description, p.location, p.meetme}}}}
}

type allocatedRow struct {
	GUID        string `json:"resource_guid"`
	Description string `json:"description"`
	LocationID  string `json:"location_id"`
	MeetMe      string `json:"meetme"`
}

// text takes a key of the body that has to be a string.
func (c *call) text(key string, required bool) (string, *reply) {
	value, there := c.body[key]
	text, ok := value.(string)
	if there && !ok {
		rep := refuse(http.StatusBadRequest, "%s must be a string", key)
		return "", &rep
	}
	if required && text == "" {
		rep := refuse(http.StatusBadRequest, "%s is required", key)
		return "", &rep
	}
	return text, nil
}

func (s *Server) resourceOptions(c *call, o *offer) (map[string]any, *reply) {
	refused := func(format string, args ...any) (map[string]any, *reply) {
		rep := refuse(http.StatusBadRequest, format, args...)
		return nil, &rep
	}
	options, ok := c.body["resource_options"].(map[string]any)
	if !ok {
		return refused("resource_options is required and must be an object")
	}
	class, _ := findClass(o.class)
	faults, err := s.schemas.check(class.schema, options)
	if err != nil {
		rep := refuse(http.StatusInternalServerError, "%s", err)
		return nil, &rep
	}
	if len(faults) > 0 {
		return refused("resource_options: %s", joinFaults(faults))
	}
	if o.class == classFI {
		mode, _ := options["port_mode"].(string)
		if !slices.ContainsFunc(o.modes, func(speed int64) bool { return modeName(speed) == mode }) {
			return refused("resource_options: port_mode %s is not among the capabilities of this interconnect", mode)
		}
	}
	return options, nil
}

func joinFaults(faults []schemaFault) string {
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.text)
	}
	return strings.Join(texts, "; ")
}

// contractTerm has to be one that the catalogue offers at a price. A row without skus is billed by use: any of the
// usual terms, or none, will do.
func (c *call) contractTerm(o *offer, buyer string) (int64, *reply) {
	refused := func(status int, format string, args ...any) (int64, *reply) {
		rep := refuse(status, format, args...)
		return 0, &rep
	}
	given, there := c.body["contract_term"]
	term, ok := whole(given)
	switch {
	case there && !ok:
		return refused(http.StatusBadRequest, "contract_term must be a whole number of months")
	case o.priced == pricedNowhere:
		if term != 0 && !slices.ContainsFunc(contractTerms(), func(t [2]int64) bool { return t[0] == term }) {
			return refused(http.StatusBadRequest, "contract_term: %d months is not offered", term)
		}
		return term, nil
	case !there:
		return refused(http.StatusBadRequest, "contract_term is required")
	}
	who, _ := findCompany(buyer)
	price := slices.IndexFunc(o.skus(who), func(k sku) bool { return int64(k.Term) == term })
	if price < 0 {
		return refused(http.StatusBadRequest, "contract_term: %d months is not offered for %s at %s", term, o.class, o.location)
	}
	if o.priced == pricedOnAsking {
		return refused(http.StatusBadRequest, "%s at %s has no list price: ask your account manager", o.class, o.location)
	}
	return term, nil
}

// allocate takes one off the offer and makes it the buyer's.
func (s *Server) allocate(c *call, o *offer, options map[string]any) *port {
	class, _ := findClass(o.class)
	option := func(key string) string { text, _ := options[key].(string); return text }
	p := &port{
		guid: s.guids.next(), company: c.arg["company"], location: o.location, class: o.class,
		description: option("description"), provider: option("provider"), advert: option("resource_advertisement"),
		neighbour: o.neighbour, mode: option("port_mode"), speed: class.speed, ordered: true, created: c.now,
	}
	if p.provider == "" {
		p.provider = "public"
	}
	for _, speed := range o.modes {
		if modeName(speed) == p.mode {
			p.speed = speed
		}
	}
	o.left--
	p.meetme = s.meetMe(p)
	p.steps = []step{{at: c.now, is: state{"S", "N"}}, {at: c.now.Add(s.life(20 * time.Second)), is: state{"C", "N"}}}
	s.ports = append(s.ports, p)
	return p
}

// meetMe names the cross connect's far end in the form of the document's sample, "S1-IR2-EE05-A Port 9/10". Each
// allocation has a row of its own, so a diverse one never shares equipment with the port it backs up.
func (s *Server) meetMe(p *port) string {
	site := p.location[strings.LastIndex(p.location, "-")+1:]
	n := len(s.ports)
	room := 1 + pick(s.seed, "room "+p.guid, 0, 4)
	return fmt.Sprintf("%s-IR%d-%c%c%02d-%c Port %d/%d", site, room, 'A'+n/12%26, 'A'+n%12, 1+n%40, 'A'+n%2, 1+n%24*2, 2+n%24*2)
}

// deleteResource refuses while services stand on the port: they have to be gone first.
func (s *Server) deleteResource(c *call) reply {
	p, bad := s.findPort(c.arg["guid"], c.now)
	if bad != nil {
		return *bad
	}
	if bad := mayOrder(p.company); bad != nil {
		return *bad
	}
	var standing []string
	for _, v := range s.services {
		if v.from == p && !v.state(c.now).gone() {
			standing = append(standing, v.guid)
		}
	}
	if len(standing) > 0 {
		return refuse(http.StatusConflict, "Resource %s still carries %d service(s), which have to be removed first: %s",
			p.guid, len(standing), strings.Join(standing, ", "))
	}
	p.rewrite(c.now, step{at: c.now, is: state{"D", "S"}}, step{at: c.now.Add(s.life(30 * time.Second)), is: state{"D", "C"}})
	return reply{status: http.StatusOK}
}

type resourceRow struct {
	GUID          string `json:"resource_guid"`
	Description   string `json:"description"`
	LocationID    string `json:"location_id"`
	Class         string `json:"resource_type_class"`
	Neighbour     string `json:"neighbour_location_id,omitempty"`
	Mode          string `json:"port_mode,omitempty"`
	MeetMe        string `json:"meetme"`
	Provisioned   string `json:"provisioned"`
	Deprovisioned string `json:"deprovisioned"`
	CreatedAt     string `json:"created_at"`
}

func (s *Server) listResources(c *call) reply {
	if bad := mayView(c.arg["company"]); bad != nil {
		return *bad
	}
	rows := []resourceRow{}
	for _, p := range s.ports {
		st := p.at(c.now)
		if p.company != c.arg["company"] || st.gone() && c.now.Sub(p.since(c.now)) > s.life(listedAfterRemoval) {
			continue
		}
		rows = append(rows, resourceRow{
			p.guid, p.description, p.location, p.class, p.neighbour, p.mode, p.meetme,
			st.provisioned, st.deprovisioned, c.stamp(p.created),
		})
	}
	return reply{status: http.StatusOK, body: struct {
		Total     int           `json:"total"`
		Resources []resourceRow `json:"resources"`
	}{len(rows), rows}}
}
