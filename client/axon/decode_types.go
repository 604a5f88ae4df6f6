package axon

import (
	"strings"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

func decodeTypes(v loose.Value, at time.Time) (List[ResourceType], bool) {
	return listOf(v, at, resourceType, keyTypes, keyTypesLong)
}

func resourceType(v loose.Value) ResourceType {
	t := ResourceType{Raw: v.Raw()}
	for key, f := range v.Fields() {
		switch string(key) {
		case "type":
			t.Type = f.Text()
		case "description":
			t.Description = f.Text()
		case "class":
			t.Class = f.Text()
		case "scope":
			t.Scope = f.Text()
		case "extra_info":
			specifications(&t, f.Get("specifications"))
		case keySchema:
			if !f.IsNone() {
				t.Schema = f.Raw()
			}
		}
	}
	return t
}

func specifications(t *ResourceType, v loose.Value) {
	for key, f := range v.Fields() {
		switch string(key) {
		case "connector_type":
			t.Connector = f.Text()
		case "cable_type":
			t.Cable = f.Text()
		case "wavelength":
			t.Wavelength = bounds(f)
		case "tx_power":
			t.TxPower = bounds(f)
		case "rx_power":
			t.RxPower = bounds(f)
		case "operating_distance":
			t.Distance = bounds(f)
		}
		if !f.IsNone() && len(t.Specs) < maxSpecs {
			t.Specs = append(t.Specs, Spec{Name: wire.Clean(string(key)), Text: flat(f, flatDepth)})
		}
	}
}

// Bounds of a specification's text: a row may hold anything, but only so much of it fits a screen.
const (
	maxSpecs  = 64
	flatDepth = 3
)

func bounds(v loose.Value) Range {
	return Range{Unit: v.Get("unit").Text(), Min: v.Get("min").Text(), Max: v.Get("max").Text()}
}

// flat writes any specification as one line: "-7.0 … 2.3 dBm", "LC", "a, b", "key: value, key: value".
func flat(v loose.Value, depth int) string {
	if r := bounds(v); r.Min != "" || r.Max != "" {
		return r.String()
	}
	if v.Kind() != '{' && v.Kind() != '[' {
		return v.Text()
	}
	if depth == 0 {
		return "…"
	}
	var parts []string
	for key, f := range v.Fields() {
		if len(parts) < maxSpecs {
			parts = append(parts, wire.Clean(string(key))+": "+flat(f, depth-1))
		}
	}
	for i := range v.Items() {
		if v.Kind() == '[' && len(parts) < maxSpecs {
			parts = append(parts, flat(i, depth-1))
		}
	}
	return strings.Join(parts, ", ")
}

// String shows both bounds, or the one that is there: "1271 to 1331 nm", "up to 10 km", "from 2 km".
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
		text = r.Min + " to " + r.Max
	}
	return strings.TrimSpace(text + " " + r.Unit)
}
