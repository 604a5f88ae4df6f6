package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
)

// portClass is a resource type with its optical limits. Powers are average launch and receive power per lane in
// dBm, wavelengths in nm, reach in km; from IEEE 802.3 clauses 38, 52, 59, 87, 88, 95, 114, 140 and the CWDM4 MSA.
type portClass struct {
	class, description string
	speed              int64 // bit/s
	connector, cable   string
	wave               [2]float64 // zero on copper, which then has no optical limits at all
	tx, rx             [2]string
	reach              float64
	schema             string
	monthly            int64 // cents at 1 month's term; the catalogue derives the rest
}

const (
	classFI    = "FI"
	schemaPort = "Port-resource.schema.json"
	schemaFast = "HighSpeedPort-resource.schema.json"
	schemaFI   = "FabricInterconnect-resource.schema.json"
)

func portClasses() []portClass {
	const gig = 1_000_000_000
	km := func(r string) string { return "Single mode optical - up to " + r }
	multi := func(r string) string { return "Multi mode optical - up to " + r + " (for use within datacentre)" }
	return []portClass{
		{"1000BASET", "Twisted pair copper - up to 100m (for use within datacentre)", gig, "RJ45", "Cat6", [2]float64{}, [2]string{}, [2]string{}, 0.1, schemaPort, 15000},
		{"1000BASESX", multi("550m"), gig, "LC", "MMF", [2]float64{770, 860}, [2]string{"-9.5", "0.0"}, [2]string{"-17.0", "0.0"}, 0.55, schemaPort, 15000},
		{"1000BASELX", km("5km"), gig, "LC", "SMF", [2]float64{1270, 1355}, [2]string{"-11.0", "-3.0"}, [2]string{"-19.0", "-3.0"}, 5, schemaPort, 15000},
		{"1000BASELX10", km("10km"), gig, "LC", "SMF", [2]float64{1260, 1360}, [2]string{"-9.0", "-3.0"}, [2]string{"-19.5", "-3.0"}, 10, schemaPort, 17500},
		{"10GBASESR", multi("300m"), 10 * gig, "LC", "MMF", [2]float64{840, 860}, [2]string{"-7.3", "-1.0"}, [2]string{"-9.9", "-1.0"}, 0.3, schemaPort, 45000},
		{"10GBASELRL", km("1km (for use within datacentre)"), 10 * gig, "LC", "SMF", [2]float64{1260, 1355}, [2]string{"-8.2", "0.5"}, [2]string{"-12.6", "0.5"}, 1, schemaPort, 42500},
		{"10GBASELR", km("10km"), 10 * gig, "LC", "SMF", [2]float64{1260, 1355}, [2]string{"-8.2", "0.5"}, [2]string{"-14.4", "0.5"}, 10, schemaPort, 50000},
		{"10GBASEER", km("40km"), 10 * gig, "LC", "SMF", [2]float64{1530, 1565}, [2]string{"-4.7", "4.0"}, [2]string{"-15.8", "-1.0"}, 40, schemaPort, 69500},
		{"25GBASESR", multi("100m"), 25 * gig, "LC", "MMF", [2]float64{840, 860}, [2]string{"-8.4", "2.4"}, [2]string{"-10.3", "2.4"}, 0.1, schemaFast, 71000},
		{"25GBASELR", km("10km"), 25 * gig, "LC", "SMF", [2]float64{1295, 1325}, [2]string{"-7.0", "2.0"}, [2]string{"-13.3", "2.0"}, 10, schemaFast, 78000},
		{"40GBASESR4", multi("100m"), 40 * gig, "MPO", "MMF", [2]float64{840, 860}, [2]string{"-7.6", "2.4"}, [2]string{"-9.5", "2.4"}, 0.1, schemaFast, 99000},
		{"40GBASELRL4", km("1km (for use within datacentre)"), 40 * gig, "LC", "SMF", [2]float64{1271, 1331}, [2]string{"-7.0", "2.3"}, [2]string{"-11.5", "2.3"}, 1, schemaFast, 95000},
		{"40GBASELR4", km("10km"), 40 * gig, "LC", "SMF", [2]float64{1264.5, 1337.5}, [2]string{"-7.0", "2.3"}, [2]string{"-13.7", "2.3"}, 10, schemaFast, 112000},
		{"100GBASESR4", multi("100m"), 100 * gig, "MPO", "MMF", [2]float64{840, 860}, [2]string{"-8.4", "2.4"}, [2]string{"-10.3", "2.4"}, 0.1, schemaFast, 165000},
		{"100GBASEDR", km("500m (for use within datacentre)"), 100 * gig, "LC", "SMF", [2]float64{1304.5, 1317.5}, [2]string{"-2.9", "4.0"}, [2]string{"-5.9", "4.0"}, 0.5, schemaFast, 168000},
		{"100GBASECWDM4", km("2km"), 100 * gig, "LC", "SMF", [2]float64{1264.5, 1337.5}, [2]string{"-6.5", "2.5"}, [2]string{"-11.5", "2.5"}, 2, schemaFast, 172500},
		{"100GBASELR4", km("10km"), 100 * gig, "LC", "SMF", [2]float64{1294.53, 1310.19}, [2]string{"-4.3", "4.5"}, [2]string{"-10.6", "4.5"}, 10, schemaFast, 189000},
		{"100GBASEER4", km("40km"), 100 * gig, "LC", "SMF", [2]float64{1294.53, 1310.19}, [2]string{"-2.9", "2.9"}, [2]string{"-20.9", "4.5"}, 40, schemaFast, 264000},
		{classFI, "Fabric interconnect between metros (Intercap)", 10 * gig, "", "", [2]float64{}, [2]string{}, [2]string{}, 0, schemaFI, 28000},
	}
}

func findClass(class string) (portClass, bool) {
	all := portClasses()
	i := slices.IndexFunc(all, func(p portClass) bool { return p.class == class })
	if i < 0 {
		return portClass{}, false
	}
	return all[i], true
}

// The document's sample sends powers as strings and wavelengths as numbers; so does the sandbox.
type typeRow struct {
	Type        string          `json:"type"`
	Description string          `json:"description"`
	Class       string          `json:"class"`
	Scope       string          `json:"scope"`
	Extra       typeExtra       `json:"extra_info"`
	Schema      json.RawMessage `json:"schema"`
}

type typeExtra struct {
	Specifications *specifications `json:"specifications,omitempty"`
}

type specifications struct {
	Connector  string        `json:"connector_type"`
	Cable      string        `json:"cable_type"`
	Wavelength *numberLimits `json:"wavelength,omitempty"`
	TxPower    *powerLimits  `json:"tx_power,omitempty"`
	RxPower    *powerLimits  `json:"rx_power,omitempty"`
	Distance   distanceLimit `json:"operating_distance"`
}

type numberLimits struct {
	Unit string  `json:"unit"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
}

type powerLimits struct {
	Unit string `json:"unit"`
	Min  string `json:"min"`
	Max  string `json:"max"`
}

type distanceLimit struct {
	Unit string  `json:"unit"`
	Max  float64 `json:"max"`
}

func (p portClass) row(schemas *schemaSet) typeRow {
	row := typeRow{
		Type: p.class, Description: p.description, Class: p.class, Scope: "port",
		Schema: schemas.raw(p.schema),
	}
	if p.connector == "" {
		return row
	}
	spec := specifications{Connector: p.connector, Cable: p.cable, Distance: distanceLimit{"km", p.reach}}
	if p.wave != [2]float64{} {
		spec.Wavelength = &numberLimits{"nm", p.wave[0], p.wave[1]}
		spec.TxPower = &powerLimits{"dBm", p.tx[0], p.tx[1]}
		spec.RxPower = &powerLimits{"dBm", p.rx[0], p.rx[1]}
	}
	row.Extra.Specifications = &spec
	return row
}

func (s *Server) getTypes(*call) reply {
	var rows []typeRow
	for _, p := range portClasses() {
		rows = append(rows, p.row(s.schemas))
	}
	return reply{status: http.StatusOK, body: struct {
		Types []typeRow `json:"types"`
	}{rows}}
}
