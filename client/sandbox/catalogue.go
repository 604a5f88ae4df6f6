package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// offer is one row of the catalogue: what can be allocated at a location, and how often still.
type offer struct {
	location, class string
	guid            string // candidate_resource_guid of a fabric interconnect
	neighbour       string
	onRow           bool // whether neighbour_location_id stands on the row; otherwise in extra_info
	modes           []int64
	priced          pricing
	left            int
}

type pricing int

const (
	pricedNormally pricing = iota
	pricedOnAsking         // "xxx.00", as in the document's sample
	pricedNowhere          // no skus on the row
)

// sku is a priced item; fees are decimal strings, or text where there is no price.
type sku struct {
	Code        string `json:"sku_code"`
	Description string `json:"sku_descrip"`
	Term        int    `json:"contract_term"`
	Volume      int    `json:"volume"`
	InstallFee  string `json:"install_fee"`
	UnitPrice   string `json:"unit_price"`
}

// terms are the contract lengths in months with their discount in per cent.
func contractTerms() [][2]int64 { return [][2]int64{{1, 0}, {12, 10}, {24, 17}, {36, 23}} }

func makeOffers(guids *guidSource) []offer {
	var out []offer
	for i, l := range locations() {
		for _, class := range classesAt(l) {
			o := offer{location: l.id, class: class, left: 24}
			if class == "100GBASEER4" {
				o.left = 1 // scarce, so that running out can be tried
			}
			switch {
			case class == "40GBASESR4" && i%3 == 0:
				o.priced = pricedOnAsking
			case class == "100GBASEDR" && i%4 == 2:
				o.priced = pricedNowhere
			}
			out = append(out, o)
		}
	}
	return append(out, makeInterconnects(guids)...)
}

// classesAt gives edge sites and third-party zones a shorter list.
func classesAt(l location) []string {
	switch {
	case l.edge:
		return []string{"1000BASELX", "1000BASELX10", "10GBASELR"}
	case !strings.Contains(l.id, "-NXT-"):
		return []string{"10GBASELR", "100GBASELR4"}
	}
	classes := []string{"1000BASELX", "1000BASELX10", "10GBASELRL", "10GBASELR", "10GBASEER", "25GBASELR", "40GBASELRL4", "100GBASELR4", "100GBASECWDM4"}
	if n := len(l.id) + int(l.id[len(l.id)-1]); n%2 == 0 {
		return append(classes, "1000BASESX", "10GBASESR", "25GBASESR", "40GBASESR4", "100GBASESR4", "100GBASEER4")
	}
	return append(classes, "1000BASET", "40GBASELR4", "40GBASESR4", "100GBASEDR")
}

func makeInterconnects(guids *guidSource) []offer {
	var out []offer
	for _, l := range locations() {
		for _, far := range interconnected(l.id) {
			other, _ := findLocation(far)
			o := offer{
				location: l.id, class: classFI, neighbour: far, guid: guids.next(), onRow: len(out)%2 == 0, left: 4,
				modes: []int64{50 * mbps, 100 * mbps, 200 * mbps, 500 * mbps, gbps},
			}
			if !l.edge && !other.edge {
				o.modes = append(o.modes, 2*gbps, 5*gbps, 10*gbps)
			}
			if len(out)%5 == 4 {
				o.priced = pricedNowhere
			}
			out = append(out, o)
		}
	}
	return out
}

// money prints cents as the API does.
func money(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// skus prices an offer for one company. The install fee is waived from 12 months on.
func (o *offer) skus(c company) []sku {
	if o.priced == pricedNowhere {
		return nil
	}
	p, _ := findClass(o.class)
	name := strings.Replace(strings.Replace(o.class, "GBASE", "G-", 1), "1000BASE", "1G-", 1)
	var out []sku
	for _, t := range contractTerms() {
		months, discount := t[0], t[1]
		if o.class == "1000BASET" && months > 12 {
			continue // copper is being retired: no long contracts
		}
		price := sku{
			Code: "AXON-PORT-" + name, Description: p.description, Term: int(months),
			InstallFee: "0.00", UnitPrice: money(p.monthly * (100 - discount) / 100 * c.factor / 100),
		}
		if o.class == classFI {
			price.Code = "AXON-INTERCAP-" + strings.TrimPrefix(o.neighbour, "AU-NXT-")
		}
		if months < 12 {
			price.InstallFee = money(p.monthly * 3 / 2 * c.factor / 100)
		}
		if o.priced == pricedOnAsking {
			price.UnitPrice = "xxx.00"
		}
		out = append(out, price)
	}
	return out
}

type offerRow struct {
	City          string      `json:"city"`
	LocationID    string      `json:"location_id"`
	Description   string      `json:"location_description"`
	Country       string      `json:"country"`
	Class         string      `json:"resource_type_class"`
	Speed         int64       `json:"resource_speed"`
	CandidateGUID string      `json:"candidate_resource_guid,omitempty"`
	Neighbour     string      `json:"neighbour_location_id,omitempty"`
	Extra         *offerExtra `json:"extra_info,omitempty"`
	SKUs          []sku       `json:"skus,omitempty"`
}

type offerExtra struct {
	Capabilities []capability `json:"capabilities"`
	Neighbour    string       `json:"neighbour_location_id,omitempty"`
}

type capability struct {
	Mode        string `json:"port_mode"`
	Speed       int64  `json:"port_mode_speed"`
	Description string `json:"port_mode_descrip"`
}

func modeName(speed int64) string {
	if speed >= gbps {
		return fmt.Sprintf("FI-%dG", speed/gbps)
	}
	return fmt.Sprintf("FI-%dM", speed/mbps)
}

func (o *offer) row(c company) offerRow {
	l, _ := findLocation(o.location)
	p, _ := findClass(o.class)
	row := offerRow{
		City: l.city, LocationID: l.id, Description: l.description, Country: l.country,
		Class: o.class, Speed: p.speed, CandidateGUID: o.guid, SKUs: o.skus(c),
	}
	if o.class != classFI {
		return row
	}
	row.Extra = &offerExtra{}
	if o.onRow {
		row.Neighbour = o.neighbour
	} else {
		row.Extra.Neighbour = o.neighbour
	}
	for _, speed := range o.modes {
		name := modeName(speed)
		row.Extra.Capabilities = append(row.Extra.Capabilities,
			capability{name, speed, strings.TrimPrefix(name, "FI-") + "b Fabric Interconnect"})
	}
	row.Speed = o.modes[len(o.modes)-1]
	return row
}

// discoverResources lists what is left to allocate, at the company's own prices.
func (s *Server) discoverResources(c *call) reply {
	if bad := mayView(c.arg["company"]); bad != nil {
		return *bad
	}
	buyer, _ := findCompany(c.arg["company"])
	rows := []offerRow{}
	for i := range s.offers {
		if s.offers[i].left > 0 {
			rows = append(rows, s.offers[i].row(buyer))
		}
	}
	return reply{status: http.StatusOK, body: struct {
		Total     int        `json:"total"`
		Resources []offerRow `json:"resources"`
	}{len(rows), rows}}
}

// findOffer returns the catalogue's row for an order, or why there is none.
func (s *Server) findOffer(locationID, class, guid string) (*offer, *reply) {
	bad := func(status int, format string, args ...any) (*offer, *reply) {
		rep := refuse(status, format, args...)
		return nil, &rep
	}
	if _, ok := findLocation(locationID); !ok {
		return bad(http.StatusBadRequest, "location_id: there is no location %q", locationID)
	}
	p, ok := findClass(class)
	if !ok && strings.EqualFold(class, classFI) {
		p, ok = findClass(classFI)
	}
	if !ok {
		return bad(http.StatusBadRequest, "resource_type_class: there is no class %q", class)
	}
	if p.class == classFI && guid == "" {
		return bad(http.StatusBadRequest, "candidate_resource_guid is required for a fabric interconnect")
	}
	if p.class != classFI {
		guid = ""
	}
	i := slices.IndexFunc(s.offers, func(o offer) bool { return o.location == locationID && o.class == p.class && o.guid == guid })
	switch {
	case i < 0 && p.class == classFI:
		return bad(http.StatusBadRequest, "candidate_resource_guid: %q is no fabric interconnect at %s", guid, locationID)
	case i < 0:
		return bad(http.StatusNotFound, "%s is not offered at %s", p.class, locationID)
	case s.offers[i].left == 0:
		return bad(http.StatusNotFound, "No %s is left at %s", p.class, locationID)
	}
	return &s.offers[i], nil
}
