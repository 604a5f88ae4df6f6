package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

type serviceRow struct {
	ID            string         `json:"service_id"`
	Description   string         `json:"description"`
	ServiceType   string         `json:"service_type"`
	Provisioned   string         `json:"provisioned"`
	Deprovisioned string         `json:"deprovisioned"`
	CreatedAt     string         `json:"created_at"`
	Company       string         `json:"company_id,omitempty"`
	Resource      string         `json:"resource_guid,omitempty"`
	Options       map[string]any `json:"product_options,omitempty"`
	Chain         []hopRow       `json:"provider_chain,omitempty"`
}

type hopRow struct {
	Sequence      int    `json:"sequence"`
	Provider      string `json:"provider"`
	LocationID    string `json:"location_id"`
	Provisioned   string `json:"provisioned"`
	Deprovisioned string `json:"deprovisioned"`
}

// row is a service as the list tells it.
func (v *service) row(c *call) serviceRow {
	st := v.state(c.now)
	return serviceRow{
		ID: v.guid, Description: v.description(), ServiceType: v.kind,
		Provisioned: st.provisioned, Deprovisioned: st.deprovisioned, CreatedAt: c.stamp(v.created),
	}
}

func (s *Server) getService(c *call) reply {
	v, bad := s.findService(c.arg["guid"])
	if bad != nil {
		return *bad
	}
	row := v.row(c)
	row.Company, row.Resource, row.Options = v.company, v.from.guid, v.options
	for i := range v.hops {
		h := &v.hops[i]
		st := h.at(c.now)
		row.Chain = append(row.Chain, hopRow{i + 1, h.provider, h.location, st.provisioned, st.deprovisioned})
	}
	return reply{status: http.StatusOK, body: row}
}

// listServices leaves out product_options and the chain: a client asks for those one by one.
func (s *Server) listServices(c *call) reply {
	if bad := mayView(c.arg["company"]); bad != nil {
		return *bad
	}
	rows := []serviceRow{}
	for _, v := range s.services {
		if v.company == c.arg["company"] && !v.forgotten(c.now, s.life(listedAfterRemoval)) {
			rows = append(rows, v.row(c))
		}
	}
	return reply{status: http.StatusOK, body: struct {
		Total    int          `json:"total"`
		Services []serviceRow `json:"services"`
	}{len(rows), rows}}
}

func (v *service) forgotten(now time.Time, after time.Duration) bool {
	if !v.state(now).gone() {
		return false
	}
	var last time.Time
	for i := range v.hops {
		if at := v.hops[i].since(now); at.After(last) {
			last = at
		}
	}
	return now.Sub(last) > after
}

type infoRow struct {
	Sequence  int    `json:"sequence"`
	Provider  string `json:"provider"`
	Timestamp string `json:"timestamp"`
	Level     string `json:"level"`
	Message   string `json:"message"`
	at        time.Time
}

// getInfo tells what has come to pass so far, oldest first.
func (s *Server) getInfo(c *call) reply {
	v, bad := s.findService(c.arg["guid"])
	if bad != nil {
		return *bad
	}
	rows := []infoRow{}
	for i := range v.hops {
		for _, step := range v.hops[i].steps {
			if step.level != "" && !step.at.After(c.now) {
				rows = append(rows, infoRow{i + 1, v.hops[i].provider, c.stamp(step.at), step.level, step.message, step.at})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b infoRow) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.Sequence, b.Sequence))
	})
	return reply{status: http.StatusOK, body: struct {
		Info []infoRow `json:"info"`
	}{rows}}
}
