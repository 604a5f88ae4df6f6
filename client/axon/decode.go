package axon

import (
	"slices"
	"strings"
	"time"
)

// Decoders turn a parsed answer into the package's types. They report false only when the answer holds
// nothing that could be used; whatever else is odd about it costs no more than the odd part.

// listOf reads an answer that holds rows under one of keys. Rows that aren't objects are left out but counted.
func listOf[T any](v value, at time.Time, row func(value) T, keys ...string) (List[T], bool) {
	rows, ok := findRows(v, keys...)
	if !ok {
		return List[T]{}, false
	}
	l := List[T]{Raw: v.raw(), At: at}
	l.Items, l.Skipped = collect(rows, row)
	l.Total = max(v.get("total").small(), len(l.Items)+l.Skipped)
	return l, true
}

// findRows looks for the list under its keys, then for a bare list, then for the only list in the object.
func findRows(v value, keys ...string) (value, bool) {
	if v.kind() == '[' {
		return v, true
	}
	var only value
	arrays, named := 0, false
	for key, f := range v.fields() {
		if slices.Contains(keys, string(key)) {
			if f.kind() == '[' || f.isObject() {
				return f, true
			}
			named = named || f.isNone()
		}
		if f.kind() == '[' {
			only = f
			arrays++
		}
	}
	if arrays == 1 {
		return only, true
	}
	return nil, named || v.get("total").scalar() == "0"
}

func collect[T any](rows value, row func(value) T) (items []T, skipped int) {
	for r := range rows.items() {
		if !r.isObject() || len(items) >= maxRows {
			skipped++
			continue
		}
		items = append(items, row(r))
	}
	return items, skipped
}

func decodeAccount(v value, at time.Time) (Account, bool) {
	user := v.get("user")
	companies, _ := collect(v.get("companies"), company)
	a := Account{Companies: companies, Raw: v.raw(), At: at}
	a.User = User{
		LoginID: user.get("user_login_id").text(), Email: user.get("user_email").text(),
		FullName: user.get("user_full_name").text(), Phone: user.get("user_phone").text(), MFA: user.get("mfa").truth(),
	}
	return a, user.isObject() || v.has("companies")
}

func company(v value) Company {
	c := Company{}
	for key, f := range v.fields() {
		switch string(key) {
		case "company_id":
			c.ID = f.text()
		case "company_name":
			c.Name = f.text()
		case "company_short_name":
			c.ShortName = f.text()
		case keyParentCompany:
			c.ParentID = f.text()
		case "requires_mfa":
			c.RequiresMFA = f.truth()
		case "user_roles":
			c.Roles = roles(f)
		}
	}
	return c
}

// roles takes a role's name from an object's first text, since the document's sample is cut before the first role.
func roles(v value) []string {
	var names []string
	for r := range v.items() {
		name := r.text()
		for _, f := range r.fields() {
			if name != "" {
				break
			}
			name = f.text()
		}
		if name != "" && len(names) < maxRows {
			names = append(names, name)
		}
	}
	return names
}

func decodeLocations(v value, at time.Time) (List[Location], bool) {
	return listOf(v, at, location, "locations")
}

func location(v value) Location {
	l := Location{}
	for key, f := range v.fields() {
		switch string(key) {
		case "location_id":
			l.ID = f.text()
		case "description":
			l.Description = f.text()
		case "country":
			l.Country = f.text()
		case "city":
			l.City = f.text()
		case keyNeighbors, keyNeighbours:
			l.Neighbors = f.texts()
		}
	}
	return l
}

func decodeOffers(v value, at time.Time) (List[Offer], bool) {
	return listOf(v, at, offer, "resources")
}

func offer(v value) Offer {
	o := Offer{Raw: v.raw()}
	for key, f := range v.fields() {
		switch string(key) {
		case "location_id":
			o.LocationID = f.text()
		case "location_description":
			o.LocationDescription = f.text()
		case "city":
			o.City = f.text()
		case "country":
			o.Country = f.text()
		case "resource_type_class":
			o.Class = f.text()
		case "resource_speed":
			o.Speed = f.rate()
		case "candidate_resource_guid":
			o.CandidateGUID = f.text()
		case "skus", "sku":
			o.SKUs, _ = collect(f, sku)
		case "extra_info":
			o.Modes, _ = collect(f.get("capabilities"), portMode)
		}
	}
	o.NeighbourID = v.get(keyNeighbour, keyNeighbor).text()
	if o.NeighbourID == "" {
		o.NeighbourID = v.get("extra_info").get(keyNeighbour, keyNeighbor).text()
	}
	return o
}

func portMode(v value) PortMode {
	return PortMode{
		Mode: v.get("port_mode").text(), Speed: v.get("port_mode_speed").rate(), Description: v.get("port_mode_descrip").text(),
	}
}

func sku(v value) SKU {
	s := SKU{}
	for key, f := range v.fields() {
		switch string(key) {
		case "sku_code":
			s.Code = f.text()
		case "sku_descrip":
			s.Description = f.text()
		case "contract_term":
			s.Term = f.small()
		case "volume":
			s.Volume = f.text()
		case "install_fee":
			s.InstallFee = f.text()
		case "unit_price":
			s.UnitPrice = f.text()
		}
	}
	return s
}

func decodeProviders(v value, at time.Time) (List[Provider], bool) {
	return listOf(v, at, provider, "providers")
}

func provider(v value) Provider {
	p := Provider{Raw: v.raw()}
	for key, f := range v.fields() {
		switch string(key) {
		case "type":
			p.Type = f.text()
		case "description":
			p.Description = f.text()
		case "class":
			p.Class = f.text()
		case "scope":
			p.Scope = f.text()
		case keySchema:
			if !f.isNone() {
				p.Schema = f.raw()
			}
		}
	}
	return p
}

func decodeCandidates(v value, at time.Time) (List[Candidate], bool) {
	return listOf(v, at, candidate, "candidate_services")
}

func candidate(v value) Candidate {
	c := Candidate{Raw: v.raw()}
	for key, f := range v.fields() {
		switch string(key) {
		case "candidate_service_guid":
			c.GUID = f.text()
		case "candidate_service_description":
			c.Description = f.text()
		case "service_type":
			c.ServiceType = f.text()
		case "diversity_index":
			c.DiversityIndex = f.small()
		case "company_name":
			c.CompanyName = f.text()
		case "location_id":
			c.LocationID = f.text()
		case keyChain:
			c.Chain = hops(f)
		case "sku", "skus":
			if skus, _ := collect(f, sku); len(skus) > 0 {
				c.SKU = skus[0]
			}
		}
	}
	return c
}

func decodeLimits(v value, at time.Time) (Limits, bool) {
	l := Limits{Raw: v.raw(), At: at}
	allowed := v.get("allowed_bandwidths")
	if allowed.isObject() {
		allowed = allowed.get("bandwidths")
	}
	for b := range allowed.items() {
		if rate := b.rate(); rate > 0 && len(l.Bandwidths) < maxRows {
			l.Bandwidths = append(l.Bandwidths, rate)
		}
	}
	slices.Sort(l.Bandwidths)
	l.Bandwidths = slices.Compact(l.Bandwidths)
	l.Providers, _ = collect(v.get("limitations"), func(r value) ProviderLimit {
		return ProviderLimit{Provider: r.get("provider").text(), Maximum: r.get("maximum_bandwidth").rate()}
	})
	return l, v.has("allowed_bandwidths", "limitations")
}

func decodeResources(v value, at time.Time) (List[Resource], bool) {
	return listOf(v, at, resource, keyResources)
}

func resource(v value) Resource {
	r := Resource{Raw: v.raw()}
	for key, f := range v.fields() {
		switch string(key) {
		case "resource_guid":
			r.GUID = f.text()
		case "description":
			r.Description = f.text()
		case "location_id":
			r.LocationID = f.text()
		case "resource_type_class":
			r.Class = f.text()
		case "meetme":
			r.MeetMe = f.text()
		case keyProvisioned:
			r.Provisioned = f.text()
		case keyDeprovisioned:
			r.Deprovisioned = f.text()
		case keyCreated:
			r.CreatedAt = f.when()
		}
	}
	return r
}

// anySchema accepts what a $ref may lead to: a schema is an object, or a bare true or false.
func anySchema(v value) bool {
	return v.isObject() || strings.IndexByte("tf", v.kind()) >= 0 && len(v) > 0
}
