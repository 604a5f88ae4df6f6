package sandbox

import (
	"net/http"
	"slices"
	"sync"
)

// location is a point of presence. Those of one city share a metro, so they are neighbours without being listed.
type location struct {
	id, description, country, city string
	edge                           bool // a small node: its fabric carries at most edgeNodeLimit
}

const edgeNodeLimit = 1_000_000_000

// locations and the other tables are made once and never changed: DISCOVER looks things up in them thousands of times.
var locations = sync.OnceValue(func() []location {
	return []location{
		{"AU-NXT-B1", "NEXTDC B1", "AU", "Brisbane", false},
		{"AU-NXT-B2", "NEXTDC B2", "AU", "Brisbane", false},
		{"AU-EQX-BR1", "Equinix BR1", "AU", "Brisbane", false},
		{"AU-NXT-S1", "NEXTDC S1", "AU", "Sydney", false},
		{"AU-NXT-S2", "NEXTDC S2", "AU", "Sydney", false},
		{"AU-NXT-S3", "NEXTDC S3", "AU", "Sydney", false},
		{"AU-NXT-S6", "NEXTDC S6", "AU", "Sydney", false},
		{"AU-EQX-SY3", "Equinix SY3", "AU", "Sydney", false},
		{"AU-EQX-SY4", "Equinix SY4", "AU", "Sydney", false},
		{"AU-GSW-SYD1", "Global Switch Sydney East", "AU", "Sydney", false},
		{"AU-NXT-M1", "NEXTDC M1", "AU", "Melbourne", false},
		{"AU-NXT-M2", "NEXTDC M2", "AU", "Melbourne", false},
		{"AU-NXT-M3", "NEXTDC M3", "AU", "Melbourne", false},
		{"AU-EQX-ME1", "Equinix ME1", "AU", "Melbourne", false},
		{"AU-EQX-ME4", "Equinix ME4", "AU", "Melbourne", false},
		{"AU-NXT-P1", "NEXTDC P1", "AU", "Perth", false},
		{"AU-NXT-P2", "NEXTDC P2", "AU", "Perth", false},
		{"AU-EQX-PE1", "Equinix PE1", "AU", "Perth", false},
		{"AU-NXT-C1", "NEXTDC C1", "AU", "Canberra", false},
		{"AU-CDC-HU4", "CDC Hume 4", "AU", "Canberra", false},
		{"AU-NXT-A1", "NEXTDC A1", "AU", "Adelaide", false},
		{"AU-EQX-AE1", "Equinix AE1", "AU", "Adelaide", false},
		{"AU-NXT-SC1", "NEXTDC SC1", "AU", "Sunshine Coast", false},
		{"AU-NXT-GC1", "NEXTDC GC1", "AU", "Gold Coast", true},
		{"AU-NXT-D1", "NEXTDC D1", "AU", "Darwin", true},
		{"AU-NXT-NE1", "NEXTDC NE1", "AU", "Newman", true},
		{"AU-NXT-PH1", "NEXTDC PH1", "AU", "Port Hedland", true},
		{"AU-LED-NC1", "Leading Edge Newcastle", "AU", "Newcastle", true},
		{"AU-LED-TV1", "Leading Edge Townsville", "AU", "Townsville", true},
		{"AU-TFD-HB1", "Tasman Fibre Hobart", "AU", "Hobart", true},
		{"NZ-NXT-AK1", "NEXTDC AK1", "NZ", "Auckland", false},
		{"NZ-DCX-AK2", "Datacentre Exchange Auckland", "NZ", "Auckland", false},
	}
})

// intercaps are the fabric interconnects between metros, each written once and passable both ways.
func intercaps() [][2]string {
	return [][2]string{
		{"AU-NXT-B1", "AU-NXT-S1"},
		{"AU-NXT-B1", "AU-NXT-S2"},
		{"AU-NXT-B1", "AU-NXT-P1"},
		{"AU-NXT-B1", "AU-NXT-M1"},
		{"AU-NXT-B1", "AU-NXT-C1"},
		{"AU-NXT-B1", "AU-NXT-SC1"},
		{"AU-NXT-B2", "AU-NXT-S2"},
		{"AU-NXT-B2", "AU-NXT-GC1"},
		{"AU-NXT-B2", "AU-LED-TV1"},
		{"AU-NXT-B2", "AU-NXT-D1"},
		{"AU-NXT-S1", "AU-NXT-M1"},
		{"AU-NXT-S1", "AU-NXT-C1"},
		{"AU-NXT-S1", "AU-NXT-P1"},
		{"AU-NXT-S1", "NZ-NXT-AK1"},
		{"AU-NXT-S1", "AU-LED-NC1"},
		{"AU-NXT-S2", "AU-NXT-M2"},
		{"AU-NXT-S2", "AU-NXT-P2"},
		{"AU-NXT-S2", "AU-NXT-A1"},
		{"AU-NXT-S3", "AU-NXT-M3"},
		{"AU-NXT-S3", "AU-NXT-B2"},
		{"AU-NXT-S6", "AU-NXT-M1"},
		{"AU-NXT-M1", "AU-NXT-A1"},
		{"AU-NXT-M1", "AU-NXT-C1"},
		{"AU-NXT-M1", "AU-NXT-P1"},
		{"AU-NXT-M2", "AU-TFD-HB1"},
		{"AU-NXT-M2", "AU-NXT-P2"},
		{"AU-NXT-A1", "AU-NXT-P1"},
		{"AU-NXT-A1", "AU-NXT-D1"},
		{"AU-NXT-P1", "AU-NXT-PH1"},
		{"AU-NXT-PH1", "AU-NXT-NE1"},
		{"AU-NXT-P2", "AU-NXT-NE1"},
		{"AU-NXT-SC1", "AU-NXT-S2"},
	}
}

func findLocation(id string) (location, bool) {
	all := locations()
	i := slices.IndexFunc(all, func(l location) bool { return l.id == id })
	if i < 0 {
		return location{}, false
	}
	return all[i], true
}

// sameMetro tells whether two locations stand in one city: traffic between them crosses no intercap.
func sameMetro(a, b string) bool {
	x, okX := findLocation(a)
	y, okY := findLocation(b)
	return okX && okY && x.country == y.country && x.city == y.city
}

// interconnected lists the other ends of a location's intercaps.
func interconnected(id string) []string {
	var out []string
	for _, pair := range intercaps() {
		switch id {
		case pair[0]:
			out = append(out, pair[1])
		case pair[1]:
			out = append(out, pair[0])
		}
	}
	return out
}

// atlas is who is next to whom.
type atlas map[string][]string

var theAtlas = sync.OnceValue(func() atlas {
	a := atlas{}
	for _, l := range locations() {
		var near []string
		for _, other := range locations() {
			// B1's neighbours in the document leave the metro's third-party zone out: it hangs off the second site.
			if other.id != l.id && sameMetro(l.id, other.id) && !farZone(l.id, other.id) {
				near = append(near, other.id)
			}
		}
		a[l.id] = append(near, interconnected(l.id)...)
	}
	return a
})

func farZone(a, b string) bool {
	pair := [2]string{min(a, b), max(a, b)}
	return pair == [2]string{"AU-EQX-BR1", "AU-NXT-B1"} || pair == [2]string{"AU-EQX-SY4", "AU-NXT-S1"}
}

type locationRow struct {
	LocationID  string   `json:"location_id"`
	Description string   `json:"description"`
	Country     string   `json:"country"`
	City        string   `json:"city"`
	Neighbors   []string `json:"neighbors"`
}

// getLocations honours ?location_id= as the document's shell script uses it.
func (s *Server) getLocations(c *call) reply {
	only := c.r.URL.Query().Get("location_id")
	rows := []locationRow{}
	near := theAtlas()
	for _, l := range locations() {
		if only == "" || only == l.id {
			rows = append(rows, locationRow{l.id, l.description, l.country, l.city, near[l.id]})
		}
	}
	return reply{status: http.StatusOK, body: struct {
		Total     int           `json:"total"`
		Locations []locationRow `json:"locations"`
	}{len(rows), rows}}
}
