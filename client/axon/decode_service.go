package axon

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"axdesk/client/wire"
)

const (
	maxHops     = 256       // far above any chain; keeps a hostile answer's memory near its own size
	maxDepth    = 16        // levels of product_options that are kept as such
	maxInfoText = 256 << 10 // bytes of an INFO of unknown shape that are shown
)

// hops reads a chain. A hop that can't be read stays in it as an empty one: left out, the chain would be
// priced, or called ready, without it.
func hops(v value) []Hop {
	var chain []Hop
	for h := range v.items() {
		if len(chain) == maxHops {
			return append(chain, Hop{})
		}
		chain = append(chain, hop(h))
	}
	return chain
}

func hop(v value) Hop {
	h := Hop{Provider: v.text()}
	for key, f := range v.fields() {
		switch string(key) {
		case "provider":
			h.Provider = f.text()
		case "location_id":
			h.LocationID = f.text()
		case keySequence:
			h.Sequence = f.small()
		case keyProvisioned:
			h.Provisioned = f.text()
		case keyDeprovisioned:
			h.Deprovisioned = f.text()
		}
	}
	return h
}

func decodeServices(v value, at time.Time) (List[Service], bool) {
	return listOf(v, at, func(row value) Service {
		s, _ := decodeService(row, at)
		return s
	}, keyServices)
}

func decodeService(v value, at time.Time) (Service, bool) {
	s := Service{Raw: v.raw(), At: at}
	if inner := v.get(keyService); inner.isObject() {
		v = inner
	}
	for key, f := range v.fields() {
		switch string(key) {
		case "description":
			s.Description = f.text()
		case "service_type":
			s.ServiceType = f.text()
		case keyOptions:
			if f.isObject() {
				s.Options = f.plainMap(maxDepth)
			}
		case keyProvisioned:
			s.Provisioned = f.text()
		case keyDeprovisioned:
			s.Deprovisioned = f.text()
		case keyCreated:
			s.CreatedAt = f.when()
		}
	}
	s.ID = v.get(keyServiceID, keyServiceGUID).text()
	s.Hops = inOrder(hops(v.get(keyChain, keySequences, keyHops)))
	return s, s.ID != "" || len(s.Hops) > 0 || s.Provisioned != "" || s.Description != ""
}

// inOrder sorts hops by their sequence; where none has one, the server's order counts as it.
func inOrder(chain []Hop) []Hop {
	if !slices.ContainsFunc(chain, func(h Hop) bool { return h.Sequence != 0 }) {
		for i := range chain {
			chain[i].Sequence = i + 1
		}
	}
	slices.SortStableFunc(chain, func(a, b Hop) int { return a.Sequence - b.Sequence })
	return chain
}

// decodeInfos never fails: what it doesn't know, it shows.
func decodeInfos(v value, _ time.Time) (Infos, bool) {
	in := Infos{Raw: v.raw()}
	rows, found := findRows(v, keyInfo)
	known := found
	for r := range rows.items() {
		known = known && r.has(keyMessage)
	}
	if known {
		in.Items, _ = collect(rows, info)
		return in, true
	}
	in.Text = indented(v)
	return in, true
}

func info(v value) Info {
	return Info{
		Sequence: v.get(keySequence).small(), Provider: v.get("provider").text(), Level: v.get(keyLevel).text(),
		Message: v.get(keyMessage).text(), At: v.get(keyTimestamp).when(),
	}
}

func indented(v value) string {
	if len(v) > maxInfoText {
		return wire.CleanText(string(v[:maxInfoText])) + "…"
	}
	var out bytes.Buffer
	if err := json.Indent(&out, v, "", "  "); err != nil {
		return wire.CleanText(string(v))
	}
	return wire.CleanText(out.String())
}
