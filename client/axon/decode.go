package axon

import (
	"slices"
	"strings"
	"time"

	"axdesk/client/loose"
)

// Decoders turn a parsed answer into the package's types. They report false only when the answer holds
// nothing that could be used; whatever else is odd about it costs no more than the odd part.

// listOf reads an answer that holds rows under one of keys. Rows that aren't objects are left out but counted.
func listOf[T any](v loose.Value, at time.Time, row func(loose.Value) T, keys ...string) (List[T], bool) {
	rows, ok := loose.FindRows(v, keys...)
	if !ok {
		return List[T]{}, false
	}
	l := List[T]{Raw: v.Raw(), At: at}
	l.Items, l.Skipped = loose.Collect(rows, row)
	l.Total = max(v.Get("total").Small(), len(l.Items)+l.Skipped)
	return l, true
}

func decodeAccount(v loose.Value, at time.Time) (Account, bool) {
	user := v.Get("user")
	companies, _ := loose.Collect(v.Get("companies"), company)
	a := Account{Companies: companies, Raw: v.Raw(), At: at}
	a.User = User{
		LoginID: user.Get("user_login_id").Text(), Email: user.Get("user_email").Text(),
		FullName: user.Get("user_full_name").Text(), Phone: user.Get("user_phone").Text(), MFA: user.Get("mfa").Truth(),
	}
	return a, user.IsObject() || v.Has("companies")
}

func company(v loose.Value) Company {
	c := Company{}
	for key, f := range v.Fields() {
		switch string(key) {
		case "company_id":
			c.ID = f.Text()
		case "company_name":
			c.Name = f.Text()
		case "company_short_name":
			c.ShortName = f.Text()
		case keyParentCompany:
			c.ParentID = f.Text()
		case "requires_mfa":
			c.RequiresMFA = f.Truth()
		case "user_roles":
			c.Roles = roles(f)
		}
	}
	return c
}

// roles takes a role's name from an object's first text, since the document's sample is cut before the first role.
func roles(v loose.Value) []string {
	var names []string
	for r := range v.Items() {
		name := r.Text()
		for _, f := range r.Fields() {
			if name != "" {
				break
			}
			name = f.Text()
		}
		if name != "" && len(names) < loose.MaxRows {
			names = append(names, name)
		}
	}
	return names
}

func decodeLocations(v loose.Value, at time.Time) (List[Location], bool) {
	return listOf(v, at, location, "locations")
}

func location(v loose.Value) Location {
	l := Location{}
	for key, f := range v.Fields() {
		switch string(key) {
		case "location_id":
			l.ID = f.Text()
		case "description":
			l.Description = f.Text()
		case "country":
			l.Country = f.Text()
		case "city":
			l.City = f.Text()
		case keyNeighbors, keyNeighbours:
			l.Neighbors = f.Texts()
		}
	}
	return l
}

func decodeOffers(v loose.Value, at time.Time) (List[Offer], bool) {
	return listOf(v, at, offer, "resources")
}

func offer(v loose.Value) Offer {
	o := Offer{Raw: v.Raw()}
	for key, f := range v.Fields() {
		switch string(key) {
		case "location_id":
			o.LocationID = f.Text()
		case "location_description":
			o.LocationDescription = f.Text()
		case "city":
			o.City = f.Text()
		case "country":
			o.Country = f.Text()
		case "resource_type_class":
			o.Class = f.Text()
		case "resource_speed":
			o.Speed = rate(f)
		case "candidate_resource_guid":
			o.CandidateGUID = f.Text()
		case "skus", "sku":
			o.SKUs, _ = loose.Collect(f, sku)
		case "extra_info":
			o.Modes, _ = loose.Collect(f.Get("capabilities"), portMode)
		}
	}
	o.NeighbourID = v.Get(keyNeighbour, keyNeighbor).Text()
	if o.NeighbourID == "" {
		o.NeighbourID = v.Get("extra_info").Get(keyNeighbour, keyNeighbor).Text()
	}
	return o
}

func portMode(v loose.Value) PortMode {
	return PortMode{
		Mode: v.Get("port_mode").Text(), Speed: rate(v.Get("port_mode_speed")), Description: v.Get("port_mode_descrip").Text(),
	}
}

func sku(v loose.Value) SKU {
	s := SKU{}
	for key, f := range v.Fields() {
		switch string(key) {
		case "sku_code":
			s.Code = f.Text()
		case "sku_descrip":
			s.Description = f.Text()
		case "contract_term":
			s.Term = f.Small()
		case "volume":
			s.Volume = f.Text()
		case "install_fee":
			s.InstallFee = f.Text()
		case "unit_price":
			s.UnitPrice = f.Text()
		}
	}
	return s
}

func decodeProviders(v loose.Value, at time.Time) (List[Provider], bool) {
	return listOf(v, at, provider, "providers")
}

func provider(v loose.Value) Provider {
	p := Provider{Raw: v.Raw()}
	for key, f := range v.Fields() {
		switch string(key) {
		case "type":
			p.Type = f.Text()
		case "description":
			p.Description = f.Text()
		case "class":
			p.Class = f.Text()
		case "scope":
			p.Scope = f.Text()
		case keySchema:
			if !f.IsNone() {
				p.Schema = f.Raw()
			}
		}
	}
	return p
}

func decodeCandidates(v loose.Value, at time.Time) (List[Candidate], bool) {
	return listOf(v, at, candidate, "candidate_services")
}

func candidate(v loose.Value) Candidate {
	c := Candidate{Raw: v.Raw()}
	for key, f := range v.Fields() {
		switch string(key) {
		case "candidate_service_guid":
			c.GUID = f.Text()
		case "candidate_service_description":
			c.Description = f.Text()
		case "service_type":
			c.ServiceType = f.Text()
		case "diversity_index":
			c.DiversityIndex = f.Small()
		case "company_name":
			c.CompanyName = f.Text()
		case "location_id":
			c.LocationID = f.Text()
		case keyChain:
			c.Chain = hops(f)
		case "sku", "skus":
			if skus, _ := loose.Collect(f, sku); len(skus) > 0 {
				c.SKU = skus[0]
			}
		}
	}
	return c
}

func decodeLimits(v loose.Value, at time.Time) (Limits, bool) {
	l := Limits{Raw: v.Raw(), At: at}
	allowed := v.Get("allowed_bandwidths")
	if allowed.IsObject() {
		allowed = allowed.Get("bandwidths")
	}
	for b := range allowed.Items() {
		if r := rate(b); r > 0 && len(l.Bandwidths) < loose.MaxRows {
			l.Bandwidths = append(l.Bandwidths, r)
		}
	}
	slices.Sort(l.Bandwidths)
	l.Bandwidths = slices.Compact(l.Bandwidths)
	l.Providers, _ = loose.Collect(v.Get("limitations"), func(r loose.Value) ProviderLimit {
		return ProviderLimit{Provider: r.Get("provider").Text(), Maximum: rate(r.Get("maximum_bandwidth"))}
	})
	return l, v.Has("allowed_bandwidths", "limitations")
}

func decodeResources(v loose.Value, at time.Time) (List[Resource], bool) {
	return listOf(v, at, resource, keyResources)
}

func resource(v loose.Value) Resource {
	r := Resource{Raw: v.Raw()}
	for key, f := range v.Fields() {
		switch string(key) {
		case "resource_guid":
			r.GUID = f.Text()
		case "description":
			r.Description = f.Text()
		case "location_id":
			r.LocationID = f.Text()
		case "resource_type_class":
			r.Class = f.Text()
		case "meetme":
			r.MeetMe = f.Text()
		case keyProvisioned:
			r.Provisioned = f.Text()
		case keyDeprovisioned:
			r.Deprovisioned = f.Text()
		case keyCreated:
			r.CreatedAt = f.When()
		}
	}
	return r
}

// anySchema accepts what a $ref may lead to: a schema is an object, or a bare true or false.
func anySchema(v loose.Value) bool {
	return v.IsObject() || strings.IndexByte("tf", v.Kind()) >= 0 && len(v) > 0
}
