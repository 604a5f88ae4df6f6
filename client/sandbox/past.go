package sandbox

import (
	"encoding/json"
	"maps"
	"strconv"
	"time"
)

// pastPort is a resource that was allocated before the sandbox began. Those of DEMOCO carry the GUIDs and texts
// of the API document's examples, so its commands work as printed.
type pastPort struct {
	guid, company, location, class, description, provider, advert string
}

// pastService is a service that was ordered before; its port is an index into pastPorts.
type pastService struct {
	guid        string
	port        int
	kind, at    string
	description string
	vlan        int
	cir         int64
	extra       map[string]any
}

func pastPorts() []pastPort {
	return []pastPort{
		{"f54326cd-b100-4563-90fc-9f7f473dba19", "DEMOCO", "AU-NXT-S1", "10GBASELRL", "My first port label", "public", "My first port public description"},
		{"", "DEMOCO", "AU-NXT-M1", "1000BASELX", "Melbourne lab", "private", ""},
		{"", "AU123456", "AU-NXT-S2", "10GBASELR", "Sydney core A", "private", ""},
		{"", "AU123456", "AU-NXT-S1", "10GBASELR", "Sydney core B", "private", ""},
		{"", "AU123456", "AU-NXT-M1", "100GBASELR4", "Melbourne core", "public", "Acme peering and partner access, Melbourne"},
		{"", "AU123460", "AU-NXT-B1", "1000BASELX10", "Brisbane store network", "private", ""},
		{"", "AU123471", "AU-NXT-PH1", "1000BASELX", "Port Hedland site", "private", ""},
		{"", "AU555100", "AU-NXT-P1", "10GBASELR", "Perth imaging", "private", ""},
		{"", "AU900001", "AU-NXT-S1", "10GBASELR", "playout-a", "public", "Westgate Media contribution feeds, Sydney"},
		{"", "AU900001", "AU-NXT-M2", "10GBASELR", "playout-b", "public", "Westgate Media contribution feeds, Melbourne"},
		{"", "AU900002", "AU-NXT-B2", "10GBASELR", "edi-1", "public", "Tidewater Freight EDI and tracking"},
	}
}

func pastServices() []pastService {
	return []pastService{
		{"4a20a793-c84b-40ee-affe-cd90d3d5989c", 0, "aws", "AU-NXT-S2", "My oldest service", 100, 200 * mbps, map[string]any{"aws_account_id": "123456789012"}},
		{"", 2, "microsoft", "AU-NXT-S2", "Azure production", 10, gbps, map[string]any{"skey": "0f9c1b52-7d1e-4c3a-9a55-2b8f4f1f7a10"}},
		{"", 2, "aws", "AU-NXT-S2", "AWS production", 222, 500 * mbps, map[string]any{"aws_account_id": "210987654321"}},
		{"", 2, "aws", "AU-NXT-S1", "AWS trial (fail)", 333, 50 * mbps, map[string]any{"aws_account_id": "210987654399"}},
		{"", 4, "ibm", "AU-NXT-M1", "IBM archive", 30, gbps, map[string]any{"ibm_account_id": "5d41402abc4b2a76b9719d911017c592"}},
		{"", 6, "oob:axon", "AU-NXT-P1", "Site management", 40, 10 * mbps, nil},
		{"", 7, "microsoft", "AU-NXT-P1", "Imaging archive", 20, 500 * mbps, map[string]any{"skey": "7bb0f8a6-0f1d-4c5e-8d30-6a1de4a3c921"}},
	}
}

// seedPast allocates and provisions what is there when the sandbox begins.
func (s *Server) seedPast() {
	for i, past := range pastPorts() {
		class, _ := findClass(past.class)
		p := &port{
			guid: past.guid, company: past.company, location: past.location, class: past.class,
			description: past.description, provider: past.provider, advert: past.advert, speed: class.speed,
			term: 12, created: s.started.Add(-time.Duration(400-20*i) * 24 * time.Hour),
		}
		if p.guid == "" {
			p.guid = s.guids.next()
		}
		p.meetme = s.meetMe(p)
		if i == 0 {
			p.meetme = "S1-IR2-EE05-A Port 9/10"
		}
		p.steps = []step{{at: p.created, is: state{"C", "N"}}}
		s.ports = append(s.ports, p)
	}
	a := theAtlas()
	for i, past := range pastServices() {
		s.seedService(a, past, s.started.Add(-time.Duration(90-10*i)*24*time.Hour))
	}
}

func (s *Server) seedService(a atlas, past pastService, created time.Time) {
	from := s.ports[past.port]
	path := a.paths(from.location, past.at)[0]
	p, _ := findProvider(past.kind)
	v := &service{
		guid: past.guid, company: from.company, kind: past.kind, from: from, created: created,
		price: p.price(path, 0, 0, 100), accepts: p.accepts,
		options: map[string]any{
			"description":   past.description,
			"outer_vlan":    json.Number(strconv.Itoa(past.vlan)),
			"bandwidth_cir": json.Number(strconv.FormatInt(past.cir, 10)),
		},
	}
	maps.Copy(v.options, past.extra)
	if v.guid == "" {
		v.guid = s.guids.next()
	}
	for _, h := range chainOver(from.provider, path, hopSpec{past.kind, past.at}) {
		v.hops = append(v.hops, hop{hopSpec: h})
	}
	s.planService(v)
	s.services = append(s.services, v)
}
