package axon

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

const (
	maxHops     = 256       // far above any chain; keeps a hostile answer's memory near its own size
	maxDepth    = 16        // levels of product_options that are kept as such
	maxInfoText = 256 << 10 // bytes of an INFO of unknown shape that are shown
)

// hops reads a chain. A hop that can't be read stays in it as an empty one: left out, the chain would be
// priced, or called ready, without it.
func hops(v loose.Value) []Hop {
	var chain []Hop
	for h := range v.Items() {
		if len(chain) == maxHops {
			return append(chain, Hop{})
		}
		chain = append(chain, hop(h))
	}
	return chain
}

func hop(v loose.Value) Hop {
	h := Hop{Provider: v.Text()}
	for key, f := range v.Fields() {
		switch string(key) {
		case "provider":
			h.Provider = f.Text()
		case "location_id":
			h.LocationID = f.Text()
		case keySequence:
			h.Sequence = f.Small()
		case keyProvisioned:
			h.Provisioned = f.Text()
		case keyDeprovisioned:
			h.Deprovisioned = f.Text()
		}
	}
	return h
}

func decodeServices(v loose.Value, at time.Time) (List[Service], bool) {
	return listOf(v, at, func(row loose.Value) Service {
		s, _ := decodeService(row, at)
		return s
	}, keyServices)
}

func decodeService(v loose.Value, at time.Time) (Service, bool) {
	s := Service{Raw: v.Raw(), At: at}
	if inner := v.Get(keyService); inner.IsObject() {
		v = inner
	}
	for key, f := range v.Fields() {
		switch string(key) {
		case "description":
			s.Description = f.Text()
		case "service_type":
			s.ServiceType = f.Text()
		case keyOptions:
			if f.IsObject() {
				s.Options = f.PlainMap(maxDepth)
			}
		case keyProvisioned:
			s.Provisioned = f.Text()
		case keyDeprovisioned:
			s.Deprovisioned = f.Text()
		case keyCreated:
			s.CreatedAt = f.When()
		}
	}
	s.ID = v.Get(keyServiceID, keyServiceGUID).Text()
	s.Hops = inOrder(hops(v.Get(keyChain, keySequences, keyHops)))
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
func decodeInfos(v loose.Value, _ time.Time) (Infos, bool) {
	in := Infos{Raw: v.Raw()}
	rows, found := loose.FindRows(v, keyInfo)
	known := found
	for r := range rows.Items() {
		known = known && r.Has(keyMessage)
	}
	if known {
		in.Items, _ = loose.Collect(rows, info)
		return in, true
	}
	in.Text = indented(v)
	return in, true
}

func info(v loose.Value) Info {
	return Info{
		Sequence: v.Get(keySequence).Small(), Provider: v.Get("provider").Text(), Level: v.Get(keyLevel).Text(),
		Message: v.Get(keyMessage).Text(), At: v.Get(keyTimestamp).When(),
	}
}

func indented(v loose.Value) string {
	if len(v) > maxInfoText {
		return wire.CleanText(string(v[:maxInfoText])) + "…"
	}
	var out bytes.Buffer
	if err := json.Indent(&out, v, "", "  "); err != nil {
		return wire.CleanText(string(v))
	}
	return wire.CleanText(out.String())
}
