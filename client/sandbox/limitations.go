package sandbox

import (
	"net/http"
	"slices"
)

// hopLimit is what one hop lets through: its port's speed at the A-end, its node's size on the fabric.
func hopLimit(h hopSpec, first bool, portSpeed int64) (tiers []int64, maximum int64) {
	p, _ := findProvider(h.provider)
	maximum = p.maximum
	if first {
		maximum = min(maximum, portSpeed)
	}
	if l, _ := findLocation(h.location); l.edge && h.provider == "fabric" {
		maximum = min(maximum, edgeNodeLimit)
	}
	return p.tiers, maximum
}

// allowedBandwidths is what every hop accepts, ascending. An empty list means that no service can be had.
func allowedBandwidths(chain []hopSpec, portSpeed int64) []int64 {
	allowed := everyTier()
	for i, h := range chain {
		list, maximum := hopLimit(h, i == 0, portSpeed)
		allowed = slices.DeleteFunc(allowed, func(b int64) bool { return b > maximum || !slices.Contains(list, b) })
	}
	return allowed
}

type limitsAnswer struct {
	Allowed struct {
		Bandwidths []int64 `json:"bandwidths"`
	} `json:"allowed_bandwidths"`
	Limitations []limitRow `json:"limitations"`
}

type limitRow struct {
	Provider string `json:"provider"`
	Maximum  int64  `json:"maximum_bandwidth"`
}

func limitsOf(chain []hopSpec, portSpeed int64) limitsAnswer {
	var out limitsAnswer
	out.Allowed.Bandwidths = allowedBandwidths(chain, portSpeed)
	for i, h := range chain {
		_, maximum := hopLimit(h, i == 0, portSpeed)
		// A provider that stands in the chain twice is told once, with its narrower limit.
		at := slices.IndexFunc(out.Limitations, func(r limitRow) bool { return r.Provider == h.provider })
		if at >= 0 {
			out.Limitations[at].Maximum = min(out.Limitations[at].Maximum, maximum)
			continue
		}
		out.Limitations = append(out.Limitations, limitRow{h.provider, maximum})
	}
	return out
}

func (s *Server) getLimitations(c *call) reply {
	guid := c.arg["guid"]
	switch c.arg["type"] {
	case "candidateservice":
		found, bad := s.findCandidate(guid, "", c.now)
		if bad != nil {
			return *bad
		}
		return reply{status: http.StatusOK, body: limitsOf(found.chain, found.from.speed)}
	case "service":
		found, bad := s.findService(guid)
		if bad != nil {
			return *bad
		}
		return reply{status: http.StatusOK, body: limitsOf(found.chain(), found.from.speed)}
	}
	return refuse(http.StatusNotFound, "There are no limitations of type %q: ask for candidateservice or service", c.arg["type"])
}
