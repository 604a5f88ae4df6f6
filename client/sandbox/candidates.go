package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// Candidates are for the session they were discovered in: the sandbox lets one stand for 15 minutes, and remembers
// its GUID for as long again to be able to say that it expired.
const (
	candidateLife   = 15 * time.Minute
	candidateMemory = 2 * candidateLife
	mostCandidates  = 50_000
)

type hopSpec struct{ provider, location string }

// candidate is one priced path from a port to a B-end.
type candidate struct {
	guid, description, service, company, location string

	index   int
	chain   []hopSpec
	price   sku
	from    *port
	buyer   string
	accepts bool // somebody at the B-end has to accept
	made    time.Time
	used    bool

	of  *discovery
	nth int // of its discovery, from 0
}

// candidateBook keeps what DISCOVER gave out, oldest first.
type candidateBook struct {
	byGUID map[string]*candidate
	order  []*candidate
}

func newCandidateBook() candidateBook { return candidateBook{byGUID: map[string]*candidate{}} }

func (b *candidateBook) add(c *candidate) {
	b.byGUID[c.guid] = c
	b.order = append(b.order, c)
}

// forget drops what is too old to be spoken of, and bounds the book however often somebody discovers. All candidates of one
// discovery go together, so that the state needs to tell no parts of one.
func (b *candidateBook) forget(now time.Time) {
	n := 0
	for n < len(b.order) && (now.Sub(b.order[n].made) > candidateMemory || len(b.order)-n > mostCandidates ||
		n > 0 && b.order[n].of == b.order[n-1].of) {
		delete(b.byGUID, b.order[n].guid)
		n++
	}
	b.order = slices.Delete(b.order, 0, n)
}

// find returns a candidate that may still be ordered by the buyer ("" means any the user has access to).
func (s *Server) findCandidate(guid, buyer string, now time.Time) (*candidate, *reply) {
	bad := func(status int, format string) (*candidate, *reply) {
		rep := refuse(status, format, guid)
		return nil, &rep
	}
	if !guidPattern.MatchString(guid) {
		return bad(http.StatusBadRequest, "%q is not a candidate service GUID")
	}
	c := s.candidates.byGUID[guid]
	switch {
	case c == nil || buyer != "" && c.buyer != buyer || mayView(c.buyer) != nil:
		return bad(http.StatusNotFound, "There is no candidate service %s: discover services again")
	case c.used:
		return bad(http.StatusNotFound, "The candidate service %s was used by an order already: discover services again")
	case now.Sub(c.made) > candidateLife:
		return bad(http.StatusNotFound, "The candidate service %s has expired: discover services again")
	case !c.from.live(now):
		return bad(http.StatusNotFound, "The resource of candidate service %s is being removed")
	}
	return c, nil
}

// paths gives up to two ways from a to b over at most three nodes: the shortest, and one around it.
func (a atlas) paths(from, to string) [][]string {
	if from == to {
		return [][]string{{from}}
	}
	var out [][]string
	if slices.Contains(a[from], to) {
		out = append(out, []string{from, to})
	}
	for _, via := range a[from] {
		if via != to && slices.Contains(a[via], to) {
			return append(out, []string{from, via, to})
		}
	}
	return out
}

// draft is a candidate before it has a GUID and a buyer.
func (a atlas) drafts(from *port, p provider, e egress) []*candidate {
	var out []*candidate
	far, _ := findLocation(e.location)
	buyer, _ := findCompany(from.company)
	for i, path := range a.paths(from.location, e.location) {
		if i > 0 && e.index > 0 {
			break // a second way is worth showing to the primary node only
		}
		place := p.company + " " + far.description + ", " + far.city
		c := candidate{
			description: place + ": " + [...]string{"Primary", "Secondary", "Tertiary"}[e.index] + " node",
			service:     p.name, company: place, location: e.location, index: e.index, from: from, accepts: p.accepts,
			chain: chainOver(from.provider, path, hopSpec{p.name, e.location}),
		}
		if len(allowedBandwidths(c.chain, from.speed)) == 0 {
			continue
		}
		volumes := p.volumes
		if len(volumes) == 0 {
			volumes = []int{0}
		}
		for _, volume := range volumes {
			priced := c
			priced.price = p.price(path, e.index, volume, buyer.factor)
			out = append(out, &priced)
		}
	}
	return out
}

func chainOver(first string, path []string, last hopSpec) []hopSpec {
	chain := []hopSpec{{first, path[0]}}
	for _, node := range path {
		chain = append(chain, hopSpec{"fabric", node})
	}
	return append(chain, last)
}

// price adds what the path costs to the provider's fee; larger volumes are cheaper by the unit. factor is the
// buyer's price list in per cent.
func (p provider) price(path []string, index, volume int, factor int64) sku {
	out := sku{Code: p.sku, Description: p.skuText, Term: p.term, Volume: volume, InstallFee: "0.00", UnitPrice: p.unpriced}
	if p.manual {
		out.InstallFee = "250.00"
	}
	// Oracle's second Sydney node is resold: its price is asked for, not listed.
	if p.unpriced == "" && p.name == "oracle" && index == 1 {
		out.UnitPrice = "xxx.00"
	}
	if out.UnitPrice != "" {
		return out
	}
	cents := p.monthly + 1000*int64(index)
	for i := 1; i < len(path); i++ {
		if sameMetro(path[i-1], path[i]) {
			cents += 1500
		} else {
			cents += 6250
		}
	}
	for _, v := range p.volumes {
		if volume > v {
			cents = cents * 93 / 100
		}
	}
	out.UnitPrice = money(cents * factor / 100)
	return out
}

// portDrafts are services to other ports: the buyer's own, and those that others advertise.
func portDrafts(a atlas, only string, from *port, ends []*port) []*candidate {
	var out []*candidate
	for _, to := range ends {
		if only != "" && to.provider != only || to == from || to.class == classFI || to.company != from.company && to.advert == "" {
			continue
		}
		p := provider{
			name: to.provider, company: to.title(from.company), accepts: to.company != from.company,
			sku: "AXON-EXC", skuText: "Elastic Cross Connect between ports", monthly: 7500,
		}
		for _, c := range a.drafts(from, p, egress{location: to.location}) {
			c.description = c.company
			if len(allowedBandwidths(c.chain, min(from.speed, to.speed))) > 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

type candidateRow struct {
	GUID        string    `json:"candidate_service_guid"`
	Description string    `json:"candidate_service_description"`
	ServiceType string    `json:"service_type"`
	Index       int       `json:"diversity_index"`
	Company     string    `json:"company_name"`
	LocationID  string    `json:"location_id"`
	Chain       []hopPlan `json:"provider_chain"`
	SKU         sku       `json:"sku"`
}

type hopPlan struct {
	Provider   string `json:"provider"`
	LocationID string `json:"location_id"`
}

func (c *candidate) row() candidateRow {
	row := candidateRow{
		GUID: c.guid, Description: c.description, ServiceType: c.service, Index: c.index,
		Company: c.company, LocationID: c.location, SKU: c.price,
	}
	for _, h := range c.chain {
		row.Chain = append(row.Chain, hopPlan{h.provider, h.location})
	}
	return row
}

// discoverServices makes a fresh set of candidates; those of earlier calls stand until they expire.
func (s *Server) discoverServices(c *call) reply {
	buyer := c.arg["company"]
	if bad := mayView(buyer); bad != nil {
		return *bad
	}
	from, bad := s.findPort(c.arg["guid"], c.now)
	if bad != nil {
		return *bad
	}
	if from.company != buyer {
		return refuse(http.StatusNotFound, "Company %s has no resource %s", buyer, from.guid)
	}
	only := c.r.URL.Query().Get("provider")
	if _, ok := findProvider(only); only != "" && !ok {
		return refuse(http.StatusBadRequest, "provider: there is no provider %q", only)
	}
	s.candidates.forget(c.now)
	rows := []candidateRow{}
	ends, gone := s.endsNow(c.now)
	drafts := draftsTo(only, from, ends)
	of := &discovery{buyer, from.guid, only, c.now, s.guids.made, len(drafts), len(s.ports), gone}
	for i, draft := range drafts {
		draft.guid, draft.buyer, draft.made, draft.of, draft.nth = s.guids.next(), buyer, c.now, of, i
		s.candidates.add(draft)
		rows = append(rows, draft.row())
	}
	return reply{status: http.StatusOK, body: struct {
		Candidates []candidateRow `json:"candidate_services"`
	}{rows}}
}

// draftsTo drafts candidates to one provider, or to all when only is "". The same arguments give the same drafts, since a
// restart makes those that were offered before from them again.
func draftsTo(only string, from *port, ends []*port) []*candidate {
	if from.class == classFI {
		return nil // an interconnect joins metros; no service begins on it
	}
	a := theAtlas()
	var out []*candidate
	for _, p := range providers() {
		if only != "" && p.name != only {
			continue
		}
		for _, e := range p.egress {
			out = append(out, a.drafts(from, p, e)...)
		}
	}
	return append(out, portDrafts(a, only, from, ends)...)
}
