package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
)

// provider is one kind of hop, and where its services leave the fabric.
type provider struct {
	name, description, class, scope, schema string

	tiers   []int64 // bandwidths it accepts, bit/s
	maximum int64   // its own limit, which may exceed the highest tier

	accepts  bool // the far end has to accept: 202 and H
	manual   bool // a person is needed to update or remove it: M, then H
	sku      string
	skuText  string
	monthly  int64    // cents; the fee of the nearest egress
	unpriced string   // what stands in unit_price instead of a number
	volumes  []int    // volume pricing: one candidate for each
	term     int      // contract_term of its skus
	company  string   // whose services they are
	egress   []egress // empty for hops that are passed through only
}

// egress is one point where a provider's services leave the fabric; index is its diversity_index.
type egress struct {
	location string
	index    int
}

const (
	mbps = 1_000_000
	gbps = 1_000 * mbps
)

// everyTier is all bandwidths that are sold, ascending.
func everyTier() []int64 {
	return []int64{
		10 * mbps, 20 * mbps, 50 * mbps, 100 * mbps, 200 * mbps, 300 * mbps, 400 * mbps, 500 * mbps,
		gbps, 2 * gbps, 5 * gbps, 10 * gbps, 25 * gbps, 40 * gbps, 100 * gbps,
	}
}

// tiers are those that a cloud sells, which begin at 50 Mbps, up to a bound.
func tiers(upTo int64) []int64 {
	return slices.DeleteFunc(everyTier(), func(t int64) bool { return t < 50*mbps || t > upTo })
}

var providers = sync.OnceValue(func() []provider {
	return slices.Concat(infrastructure(), clouds(), moreClouds(), otherServices())
})

func infrastructure() []provider {
	return []provider{
		{
			name: "public", description: "Port listed to other AXON customers", class: "infrastructure", scope: "port",
			schema: "Public-provider.schema.json", tiers: everyTier(), maximum: 100 * gbps,
		},
		{
			name: "private", description: "Port seen by its owner only", class: "infrastructure", scope: "port",
			schema: "Private-provider.schema.json", tiers: everyTier(), maximum: 100 * gbps,
		},
		{
			name: "fabric", description: "AXON switching fabric", class: "infrastructure", scope: "node",
			schema: "Fabric-provider.schema.json", tiers: everyTier(), maximum: 40 * gbps,
		},
	}
}

func clouds() []provider {
	return []provider{
		{
			name: "aws", description: "Amazon Web Services Direct Connect", class: "cloud", scope: "node",
			schema: "Aws-provider.schema.json", tiers: tiers(2 * gbps), maximum: 10 * gbps, accepts: true,
			sku: "AXON-CLOUD-AWS", skuText: "Amazon Direct Connect Connection", monthly: 14500, company: "Amazon Web Services (AWS)",
			egress: []egress{
				{"AU-NXT-S1", 0},
				{"AU-NXT-S2", 1},
				{"AU-EQX-SY3", 2},
				{"AU-NXT-M1", 0},
				{"AU-EQX-ME1", 1},
				{"AU-NXT-P1", 0},
				{"AU-NXT-P2", 1},
				{"NZ-NXT-AK1", 0},
			},
		},
		{
			name: "microsoft", description: "MSFT cloud", class: "cloud", scope: "node",
			schema:  "Azure-provider.schema.json",
			tiers:   []int64{50 * mbps, 100 * mbps, 200 * mbps, 500 * mbps, gbps, 2 * gbps, 5 * gbps, 10 * gbps},
			maximum: 10 * gbps, sku: "AXON-CLOUD-AZURE", skuText: "Microsoft ExpressRoute Connection", monthly: 15500,
			company: "Microsoft Azure",
			egress: []egress{
				{"AU-NXT-S2", 0},
				{"AU-EQX-SY4", 1},
				{"AU-NXT-M2", 0},
				{"AU-NXT-M1", 1},
				{"AU-NXT-P1", 0},
				{"AU-NXT-C1", 0},
				{"AU-CDC-HU4", 1},
			},
		},
		{
			name: "google", description: "Google Cloud Partner Interconnect", class: "cloud", scope: "node",
			schema: "Google-provider.schema.json", tiers: tiers(10 * gbps), maximum: 50 * gbps,
			sku: "AXON-CLOUD-GCP", skuText: "Google Partner Interconnect", monthly: 16000, company: "Google Cloud",
			egress: []egress{
				{"AU-EQX-SY4", 0},
				{"AU-NXT-S3", 1},
				{"AU-GSW-SYD1", 2},
				{"AU-NXT-M3", 0},
				{"AU-EQX-ME1", 1},
			},
		},
	}
}

func moreClouds() []provider {
	return []provider{
		{
			name: "oracle", description: "Oracle Cloud FastConnect", class: "cloud", scope: "node",
			schema: "Oracle-provider.schema.json", tiers: []int64{gbps, 2 * gbps, 5 * gbps, 10 * gbps}, maximum: 10 * gbps,
			sku: "AXON-CLOUD-OCI", skuText: "Oracle FastConnect", monthly: 18500, company: "Oracle Cloud", term: 12,
			egress: []egress{{"AU-NXT-S1", 0}, {"AU-EQX-SY3", 1}, {"AU-NXT-M2", 0}},
		},
		{
			name: "ibm", description: "IBM Cloud Direct Link", class: "cloud", scope: "node", manual: true,
			schema: "Ibm-provider.schema.json", tiers: tiers(5 * gbps), maximum: 5 * gbps,
			sku: "AXON-CLOUD-IBM", skuText: "IBM Direct Link Connect", monthly: 21000, company: "IBM Cloud", term: 1,
			egress: []egress{{"AU-EQX-SY3", 0}, {"AU-NXT-S6", 1}, {"AU-NXT-M1", 0}},
		},
		{
			// The rate stands in a contract of the buyer's own, so the API has no price for it.
			name: "alibaba", description: "Alibaba Cloud Express Connect", class: "cloud", scope: "node", unpriced: "xxx.00",
			schema: "Alibaba-provider.schema.json", tiers: tiers(gbps), maximum: gbps,
			sku: "AXON-CLOUD-ALI", skuText: "Alibaba Express Connect", company: "Alibaba Cloud",
			egress: []egress{{"AU-GSW-SYD1", 0}, {"AU-NXT-S1", 1}},
		},
	}
}

func otherServices() []provider {
	return []provider{
		{
			name: "oob:axon", description: "Out of band via AXON", class: "service", scope: "port",
			schema: "Oob-provider.schema.json", tiers: []int64{10 * mbps, 20 * mbps, 50 * mbps}, maximum: 50 * mbps,
			sku: "AXON-OOB", skuText: "Out of band access", monthly: 9500, company: "AXON Out of Band",
			egress: []egress{{"AU-NXT-S1", 0}, {"AU-NXT-M1", 0}, {"AU-NXT-B1", 0}, {"AU-NXT-P1", 0}},
		},
		{
			name: "ix:southernix", description: "SouthernIX peering exchange", class: "service", scope: "node",
			schema: "Exchange-provider.schema.json", tiers: tiers(10 * gbps), maximum: 100 * gbps,
			sku: "AXON-IX-SOUTHERN", skuText: "SouthernIX peering port", monthly: 12500, company: "SouthernIX", volumes: []int{1, 5, 10},
			egress: []egress{{"AU-NXT-S1", 0}, {"AU-EQX-SY4", 1}, {"AU-NXT-M1", 0}, {"AU-NXT-P1", 0}, {"AU-NXT-B1", 0}},
		},
		{
			name: "ix:harbourix", description: "HarbourIX multilateral peering", class: "service", scope: "node",
			schema: "Exchange-provider.schema.json", tiers: tiers(10 * gbps), maximum: 40 * gbps,
			sku: "AXON-IX-HARBOUR", skuText: "HarbourIX peering port", monthly: 11000, company: "HarbourIX",
			egress: []egress{{"AU-GSW-SYD1", 0}, {"AU-NXT-S3", 1}, {"NZ-DCX-AK2", 0}},
		},
		{
			name: "transit:blueline", description: "Blueline Networks IP transit", class: "service", scope: "node",
			schema: "Transit-provider.schema.json", tiers: tiers(10 * gbps), maximum: 10 * gbps,
			sku: "AXON-IPT-BLUELINE", skuText: "IP transit by committed volume", monthly: 32000, company: "Blueline Networks",
			volumes: []int{100, 500, 1000, 2000}, term: 12,
			egress: []egress{{"AU-NXT-S1", 0}, {"AU-NXT-S2", 1}, {"AU-NXT-M1", 0}, {"AU-NXT-B1", 0}, {"AU-NXT-P1", 0}, {"AU-NXT-A1", 0}},
		},
		{
			name: "backup:coldstore", description: "Coldstore managed backup", class: "service", scope: "node", manual: true,
			schema: "Backup-provider.schema.json", tiers: tiers(gbps), maximum: gbps,
			sku: "AXON-SVC-COLDSTORE", skuText: "Coldstore vault access", monthly: 8800, company: "Coldstore", term: 1,
			egress: []egress{{"AU-NXT-B2", 0}, {"AU-NXT-C1", 1}, {"AU-NXT-SC1", 2}},
		},
		{
			name: "voice:meridian", description: "Meridian Voice SIP trunks", class: "service", scope: "node", unpriced: "POA",
			schema: "Voice-provider.schema.json", tiers: tiers(200 * mbps), maximum: 200 * mbps,
			sku: "AXON-SVC-SIP", skuText: "SIP trunk access", company: "Meridian Voice",
			egress: []egress{{"AU-NXT-S2", 0}, {"AU-NXT-M2", 1}},
		},
	}
}

func findProvider(name string) (provider, bool) {
	all := providers()
	i := slices.IndexFunc(all, func(p provider) bool { return p.name == name })
	if i < 0 {
		return provider{}, false
	}
	return all[i], true
}

type providerRow struct {
	Type        string          `json:"type"`
	Description string          `json:"description"`
	Class       string          `json:"class"`
	Scope       string          `json:"scope"`
	Schema      json.RawMessage `json:"schema"`
}

func (s *Server) getProviders(*call) reply {
	var rows []providerRow
	for _, p := range providers() {
		rows = append(rows, providerRow{p.name, p.description, p.class, p.scope, s.schemas.raw(p.schema)})
	}
	return reply{status: http.StatusOK, body: struct {
		Providers []providerRow `json:"providers"`
	}{rows}}
}
