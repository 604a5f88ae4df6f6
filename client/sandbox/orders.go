package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// service is an ordered Elastic Cross Connect.
type service struct {
	guid, company, kind string

	from    *port
	options map[string]any
	hops    []hop
	price   sku
	accepts bool
	ordered bool // over the API, rather than part of the past
	created time.Time
}

// hop is one provider of a service's chain with its history.
type hop struct {
	hopSpec
	track
}

func (h *hop) manual() bool {
	p, _ := findProvider(h.provider)
	return p.manual
}

func (v *service) description() string {
	text, _ := v.options["description"].(string)
	return text
}

func (v *service) manual() bool {
	return slices.ContainsFunc(v.hops, func(h hop) bool { return h.manual() })
}

func (v *service) chain() []hopSpec {
	var out []hopSpec
	for _, h := range v.hops {
		out = append(out, h.hopSpec)
	}
	return out
}

// whole takes a JSON number that is a whole one; 222.0 is 222, as JSON Schema has it.
func whole(v any) (int64, bool) {
	number, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	if n, err := number.Int64(); err == nil {
		return n, true
	}
	f, err := number.Float64()
	if err != nil || f != float64(int64(f)) {
		return 0, false
	}
	return int64(f), true
}

// findService returns a service of a company the user has access to.
func (s *Server) findService(guid string) (*service, *reply) {
	if !guidPattern.MatchString(guid) {
		rep := refuse(http.StatusBadRequest, "%q is not a service GUID", guid)
		return nil, &rep
	}
	i := slices.IndexFunc(s.services, func(v *service) bool { return v.guid == guid })
	if i < 0 || mayView(s.services[i].company) != nil {
		rep := refuse(http.StatusNotFound, "There is no service %s", guid)
		return nil, &rep
	}
	return s.services[i], nil
}

// postService is both POSTs of a purchase. As in the document's example, the first one may lack required keys,
// never have wrong ones: the documents come, and the second POST has to be complete.
func (s *Server) postService(c *call) reply {
	buyer := c.arg["company"]
	if bad := mayOrder(buyer); bad != nil {
		return *bad
	}
	guid, bad := c.text("candidate_service_guid", true)
	if bad != nil {
		return *bad
	}
	found, bad := s.findCandidate(guid, buyer, c.now)
	if bad != nil {
		return *bad
	}
	if found.price.UnitPrice == "xxx.00" || found.price.UnitPrice == "POA" {
		return refuse(http.StatusBadRequest, "%s has no list price: ask your account manager", found.price.Code)
	}
	options, ok := c.body["product_options"].(map[string]any)
	if !ok {
		return refuse(http.StatusBadRequest, "product_options is required and must be an object")
	}
	last, _ := findProvider(found.service)
	what := deal{service: true, cloud: last.class == "cloud"}
	what.description, _ = options["description"].(string)
	_, second := c.body["document_ids"]
	if bad := s.checkOptions(found.chain, options, !second && len(s.due(what)) > 0); bad != nil {
		return *bad
	}
	if bad := s.checkPath(found.from, found.chain, options, nil, c.now); bad != nil {
		return *bad
	}
	if rep := s.sign(buyer, what, c.body); rep != nil {
		return *rep
	}
	found.used = true
	v := s.create(found, options, c.now)
	status := http.StatusOK
	if v.accepts || v.manual() {
		status = http.StatusAccepted
	}
	return reply{status: status, body: map[string]string{"service_id": v.guid}}
}

// checkOptions validates product_options against the schema of every provider in the chain, each once.
func (s *Server) checkOptions(chain []hopSpec, options map[string]any, lenient bool) *reply {
	var texts []string
	for i, h := range chain {
		if slices.ContainsFunc(chain[:i], func(o hopSpec) bool { return o.provider == h.provider }) {
			continue
		}
		p, _ := findProvider(h.provider)
		faults, err := s.schemas.check(p.schema, options)
		if err != nil {
			rep := refuse(http.StatusInternalServerError, "%s", err)
			return &rep
		}
		for _, f := range faults {
			// Public and fabric both want a VLAN: one complaint about it is enough.
			if lenient && f.missing || slices.ContainsFunc(texts, func(t string) bool { return strings.HasPrefix(t, f.text+" (") }) {
				continue
			}
			texts = append(texts, f.text+" (provider "+h.provider+")")
		}
	}
	if len(texts) == 0 {
		return nil
	}
	rep := refuse(http.StatusBadRequest, "product_options: %s", strings.Join(texts, "; "))
	return &rep
}

// checkPath holds bandwidth and VLAN, where given, against the chain and the port. self is the service that is
// being updated, which does not clash with itself.
func (s *Server) checkPath(from *port, chain []hopSpec, options map[string]any, self *service, now time.Time) *reply {
	if cir, ok := whole(options["bandwidth_cir"]); ok && !slices.Contains(allowedBandwidths(chain, from.speed), cir) {
		rep := refuse(http.StatusBadRequest, "product_options: bandwidth_cir %d is not among the allowed bandwidths: see the limitations call", cir)
		return &rep
	}
	vlan, ok := whole(options["outer_vlan"])
	if !ok {
		return nil
	}
	for _, v := range s.services {
		taken, _ := whole(v.options["outer_vlan"])
		if v != self && v.from == from && taken == vlan && !v.state(now).gone() {
			rep := refuse(http.StatusConflict, "Duplicate outer_vlan %d on resource %s", vlan, from.guid)
			return &rep
		}
	}
	return nil
}

func (s *Server) create(from *candidate, options map[string]any, now time.Time) *service {
	v := &service{
		guid: s.guids.next(), company: from.buyer, kind: from.service, from: from.from, options: options,
		price: from.price, accepts: from.accepts, ordered: true, created: now,
	}
	for _, h := range from.chain {
		v.hops = append(v.hops, hop{hopSpec: h})
	}
	s.planService(v)
	s.services = append(s.services, v)
	return v
}

// putService takes flat changes, all or none. The options are the new ones at once; the network follows.
func (s *Server) putService(c *call) reply {
	v, bad := s.findService(c.arg["guid"])
	if bad != nil {
		return *bad
	}
	if bad := mayOrder(v.company); bad != nil {
		return *bad
	}
	if len(c.body) == 0 {
		return refuse(http.StatusBadRequest, "Nothing to change: give bandwidth_cir, description or outer_vlan")
	}
	for _, key := range slices.Sorted(maps.Keys(c.body)) {
		if !slices.Contains([]string{"bandwidth_cir", "description", "outer_vlan"}, key) {
			return refuse(http.StatusBadRequest, "%s cannot be changed: only bandwidth_cir, description and outer_vlan can", key)
		}
	}
	if st := v.state(c.now); !st.ready() {
		return refuse(http.StatusConflict, "Service %s cannot be changed now: provisioned = %s, deprovisioned = %s",
			v.guid, st.provisioned, st.deprovisioned)
	}
	options := maps.Clone(v.options)
	maps.Copy(options, c.body)
	if bad := s.checkOptions(v.chain(), options, false); bad != nil {
		return *bad
	}
	if bad := s.checkPath(v.from, v.chain(), options, v, c.now); bad != nil {
		return *bad
	}
	v.options = options
	s.planUpdate(v, c.now)
	return reply{status: v.doneOrAccepted()}
}

func (v *service) doneOrAccepted() int {
	if v.manual() {
		return http.StatusAccepted
	}
	return http.StatusOK
}

func (s *Server) deleteService(c *call) reply {
	v, bad := s.findService(c.arg["guid"])
	if bad != nil {
		return *bad
	}
	if bad := mayOrder(v.company); bad != nil {
		return *bad
	}
	st := v.state(c.now)
	switch {
	case st.gone():
		return refuse(http.StatusNotFound, "Service %s has been removed already", v.guid)
	case v.leaving(c.now) && st.deprovisioned != "F":
		return refuse(http.StatusConflict, "Service %s is being removed already", v.guid)
	}
	s.planRemoval(v, c.now)
	return reply{status: v.doneOrAccepted()}
}

// leaving tells whether a removal was asked for: with a manual hop, the worst state alone does not say.
func (v *service) leaving(now time.Time) bool {
	return slices.ContainsFunc(v.hops, func(h hop) bool { return h.at(now).provisioned == "D" })
}
