package axon

import (
	"strings"
	"time"

	"axdesk/client/wire"
)

func decodeTypes(v value, at time.Time) (List[ResourceType], bool) {
	return listOf(v, at, resourceType, keyTypes, keyTypesLong)
}

func resourceType(v value) ResourceType {
	t := ResourceType{Raw: v.raw()}
	for key, f := range v.fields() {
		switch string(key) {
		case "type":
			t.Type = f.text()
		case "description":
			t.Description = f.text()
		case "class":
			t.Class = f.text()
		case "scope":
			t.Scope = f.text()
		case "extra_info":
			specifications(&t, f.get("specifications"))
		case keySchema:
			if !f.isNone() {
				t.Schema = f.raw()
			}
		}
	}
	return t
}

func specifications(t *ResourceType, v value) {
	for key, f := range v.fields() {
		switch string(key) {
		case "connector_type":
			t.Connector = f.text()
		case "cable_type":
			t.Cable = f.text()
		case "wavelength":
			t.Wavelength = bounds(f)
		case "tx_power":
			t.TxPower = bounds(f)
		case "rx_power":
			t.RxPower = bounds(f)
		case "operating_distance":
			t.Distance = bounds(f)
		}
		if !f.isNone() && len(t.Specs) < maxSpecs {
			t.Specs = append(t.Specs, Spec{Name: wire.Clean(string(key)), Text: flat(f, flatDepth)})
		}
	}
}

// Bounds of a specification's text: a row may hold anything, but only so much of it fits a screen.
const (
	maxSpecs  = 64
	flatDepth = 3
)

func bounds(v value) Range {
	return Range{Unit: v.get("unit").text(), Min: v.get("min").text(), Max: v.get("max").text()}
}

// flat writes any specification as one line: "-7.0 … 2.3 dBm", "LC", "a, b", "key: value, key: value".
func flat(v value, depth int) string {
	if r := bounds(v); r.Min != "" || r.Max != "" {
		return r.String()
	}
	if v.kind() != '{' && v.kind() != '[' {
		return v.text()
	}
	if depth == 0 {
		return "…"
	}
	var parts []string
	for key, f := range v.fields() {
		if len(parts) < maxSpecs {
			parts = append(parts, wire.Clean(string(key))+": "+flat(f, depth-1))
		}
	}
	for i := range v.items() {
		if v.kind() == '[' && len(parts) < maxSpecs {
			parts = append(parts, flat(i, depth-1))
		}
	}
	return strings.Join(parts, ", ")
}

// String shows both bounds, or the one that is there: "1271 … 1331 nm", "up to 10 km", "from 2 km".
func (r Range) String() string {
	text := ""
	switch {
	case r.Min == "" && r.Max == "":
		return ""
	case r.Min == "":
		text = "up to " + r.Max
	case r.Max == "":
		text = "from " + r.Min
	case r.Min == r.Max:
		text = r.Min
	default:
		text = r.Min + " … " + r.Max
	}
	return strings.TrimSpace(text + " " + r.Unit)
}
