package sandbox

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	aexSeeded = 5200               // services there are from the start, scenarios included, unless more are asked for
	aexMost   = 200_000            // of them
	aexVacant = 40                 // addresses in each area that no service is at
	aexEvery  = 45 * time.Second   // how often somebody changes one of the services, by the server's clock
	aexBefore = 7 * 24 * time.Hour // what a first snapshot shows of the time before the start
)

type aexCustomer struct {
	id, first, last, email, mobile string
	fnoOptIn, ispOptIn             any // a time as text, or nil
}

func (c *aexCustomer) name() string { return c.first + " " + c.last }

type aexPremise struct {
	id, address string
	lower       string // the address in lower case, to look in
	area        int
	fibre       string // "Available", or why not
	row         *aexRow
}

// aexRow is a service. What is not kept here is worked out from its number when it is asked for.
type aexRow struct {
	number                    uint64
	id                        string
	kind                      string // of a scenario; "" leaves it to the seed
	customer                  *aexCustomer
	premise                   *aexPremise
	area, product             int
	status                    string
	agent                     any
	reference, wifi, wifiPass any // text or nil
	created, updated          time.Time
	asked                     bool      // whether a request changed it
	provisioned               time.Time // zero: not yet
}

// aexWorld is AEx's state. It is made when somebody first asks for it: a sandbox has to start within a frame.
type aexWorld struct {
	seed     uint64
	seeded   int // services there are from the start
	started  time.Time
	scale    float64
	areas    []area
	vendors  []aexVendor
	products []aexProduct
	kinds    []lineKind

	mu         sync.Mutex // guards everything below
	named      int        // scenarios, which are the first rows
	rows       []*aexRow
	byID       map[string]*aexRow
	customers  []*aexCustomer
	byCustomer map[string]*aexCustomer
	premises   []*aexPremise
	byPremise  map[string]*aexPremise
	byAddress  map[string]*aexPremise // address in lower case
	changed    uint64                 // how many of the changes that come by themselves were made
	gates      map[string]time.Time   // snapshot's path → last call
	polls      map[string]int         // service → live polls so far
	made       uint64                 // ids given out since the start
	ledger     LedgerAEX
	earlier    *keptAEX // changes of an earlier run, until the world is built
}

func newAEXWorld(seed uint64, services int, started time.Time, scale float64) *aexWorld {
	return &aexWorld{
		seed: seed, seeded: services, started: started, scale: scale,
		areas: aexAreas(), vendors: aexVendors(), products: aexProducts(), kinds: lineKinds(),
		ledger: LedgerAEX{Created: []string{}, Customers: []string{}},
	}
}

// build makes what there is from the start, once. The lock is held.
func (w *aexWorld) build() {
	if w.rows != nil {
		return
	}
	w.rows = make([]*aexRow, 0, w.seeded)
	w.byID = make(map[string]*aexRow, w.seeded)
	w.byCustomer = make(map[string]*aexCustomer, w.seeded)
	w.byPremise = make(map[string]*aexPremise, w.seeded)
	w.byAddress = make(map[string]*aexPremise, w.seeded)
	w.gates, w.polls = map[string]time.Time{}, map[string]int{}
	b := &aexBuilder{
		aexWorld: w, streets: aexStreets(), firsts: aexFirstNames(), lasts: aexLastNames(), agents: aexAgents(),
		unusual: unusualStatuses(), houses: make([]int, len(w.areas)),
		plain: map[string]string{},
	}
	named := scenarios()
	for _, last := range b.lasts {
		b.plain[last] = strings.ToLower(strings.NewReplacer(" ", "", "'", "").Replace(last))
	}
	w.named = len(named)
	for _, a := range w.areas {
		b.tails = append(b.tails, ", "+strings.Join([]string{a.name, a.city, a.code, a.province}, ", "))
	}
	for i, sc := range named {
		b.add(uint64(i), &sc)
	}
	for i := len(w.rows); i < w.seeded; i++ {
		b.add(uint64(i), nil)
	}
	for area := range w.areas {
		for i := range aexVacant {
			p := b.newPremise(area)
			if i%8 == 7 {
				p.fibre = []string{"Planned", "Not available"}[i/8%2]
			}
		}
	}
	w.catchUp()
}

// aexBuilder holds what only building needs.
type aexBuilder struct {
	*aexWorld
	streets, firsts, lasts, agents, unusual []string
	tails                                   []string          // by area, what its addresses end in
	plain                                   map[string]string // last name → its letters, for an e-mail address
	houses                                  []int             // by area, how many addresses were given out
}

// draws are a row's chances: one hash instead of sixteen, since there are thousands of rows.
type draws [32]byte

func (d draws) of(k, n int) int { return int(binary.BigEndian.Uint16(d[2*k:])) % n }

func (b *aexBuilder) add(i uint64, sc *scenario) {
	d := draws(hash(b.seed, "aex row", i))
	row := &aexRow{
		number: i, id: guidOf(b.seed, "aex service", i), area: d.of(0, len(b.areas)), product: d.of(1, len(b.products)),
		status: b.status(d), agent: b.agents[d.of(2, len(b.agents))],
		reference: "ISP-" + strconv.FormatUint(100_000+i*17, 10),
	}
	age := time.Duration(20+d.of(3, 1400)) * 24 * time.Hour
	row.created = b.started.Add(-age - time.Duration(d.of(4, 65535))*1317*time.Millisecond).Truncate(time.Millisecond)
	row.updated = row.created.Add(time.Duration(d.of(5, 100)) * (age / 101)).Truncate(10 * time.Millisecond)
	first, last := b.firsts[d.of(6, len(b.firsts))], b.lasts[d.of(7, len(b.lasts))]
	if sc != nil {
		first, last = sc.first, sc.last
		row.area = slices.IndexFunc(b.areas, func(a area) bool { return a.name == sc.area })
		row.id = guidOf(b.seed, "aex scenario "+sc.name, 0)
		row.kind, row.status = sc.kind, sc.status
		row.agent, row.reference = demoReference(sc.name), demoReference(sc.name)
		row.created = b.started.Add(-400*24*time.Hour + time.Duration(i)*time.Hour) //nolint:gosec // an index
		row.updated = b.started.Add(-time.Duration(1+i) * time.Hour)                //nolint:gosec // an index
	}
	if installed := row.hasDevice() || row.status == "Cancelled"; installed {
		row.provisioned = row.created.Add(5 * 24 * time.Hour).Truncate(time.Second)
	}
	b.addCustomer(row, sc != nil || d.of(8, 25) > 0, first, last)
	if d.of(9, 3) > 0 || sc != nil {
		row.wifi = strings.ReplaceAll(last, " ", "") + "-Fibre"
		row.wifiPass = "wifi-" + hashHex(b.seed, "aex wifi", i)[:10]
	}
	if sc == nil && d.of(10, 30) == 0 {
		row.agent, row.reference = nil, nil
	}
	row.premise = b.newPremise(row.area)
	row.premise.row = row
	b.rows = append(b.rows, row)
	b.byID[row.id] = row
}

// addCustomer makes the row's customer, or shares the one before: some people have two houses.
func (b *aexBuilder) addCustomer(row *aexRow, fresh bool, first, last string) {
	if !fresh && len(b.rows) > b.named {
		row.customer = b.customers[len(b.customers)-1]
		return
	}
	c := &aexCustomer{
		id: guidOf(b.seed, "aex customer", row.number), first: first, last: last,
		email:  strings.ToLower(first) + "." + b.plain[last] + "." + strconv.FormatUint(row.number, 10) + "@mail.example",
		mobile: "099" + strconv.FormatUint(1_000_000+row.number*1337, 10), // no network has 099
	}
	if row.number%3 == 0 {
		c.ispOptIn = stampZ(row.created)
	}
	if row.number%5 == 0 {
		c.fnoOptIn = stampZ(row.created)
	}
	row.customer = c
	b.customers = append(b.customers, c)
	b.byCustomer[c.id] = c
}

func (b *aexBuilder) newPremise(area int) *aexPremise {
	n, a := b.houses[area], b.areas[area]
	b.houses[area]++
	p := &aexPremise{
		id: guidOf(b.seed, "aex premise "+a.code, uint64(n)), area: area, fibre: "Available", //nolint:gosec // a count
		address: strconv.Itoa(1+n/len(b.streets)) + ", " + b.streets[(n+3*area)%len(b.streets)] + b.tails[area],
	}
	b.premises = append(b.premises, p)
	b.byPremise[p.id] = p
	p.lower = strings.ToLower(p.address)
	b.byAddress[p.lower] = p
	return p
}

func (b *aexBuilder) status(d draws) string {
	at := d.of(11, 1000)
	for _, s := range [...]struct {
		status string
		weight int
	}{
		{"Active", 780},
		{"Pending installation", 60},
		{"Installation scheduled", 20},
		{"Pending activation", 25},
		{"Suspended", 40},
		{"Cancelled", 50},
		{"Pending cancellation", 12},
	} {
		if at -= s.weight; at < 0 {
			return s.status
		}
	}
	return b.unusual[d.of(12, len(b.unusual))]
}

// advance makes the changes that others have made by now: every aexEvery one of the services moves on. What they
// are depends on the seed and on their number only, so it does not matter when anybody looks. The lock is held.
func (w *aexWorld) advance(now time.Time) {
	for {
		at := w.started.Add(time.Duration(w.changed+1) * aexEvery) //nolint:gosec // a count
		if at.After(now) {
			return
		}
		w.changed++
		row := w.rows[w.named+pick(w.seed, "aex change", w.changed, w.seeded-w.named)]
		if row.updated.Before(at) {
			row.updated = at
		}
		switch row.status {
		case "Pending installation":
			row.status = "Installation scheduled"
		case "Installation scheduled":
			row.status = "Pending activation"
		case "Pending activation":
			row.status, row.provisioned = "Active", at.Truncate(time.Second)
		case "Suspended":
			row.status = "Active"
		case "Active":
			// Most changes of a live service are to something that its row doesn't show.
			if w.changed%4 == 0 {
				row.status = "Suspended"
			}
		}
	}
}

// nextID makes an id for what a request made.
func (w *aexWorld) nextID() string {
	w.made++
	return guidOf(w.seed, "aex made", w.made)
}

// The styles of AEx's document: its fractions lose their trailing zeros in some answers and not in others.
func stampAEX(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999-07:00") }
func stampZ(t time.Time) string   { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
func stampDay(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// stampOf is the row's own style: mostly the document's, for some rows another of its styles.
func (row *aexRow) stampOf(t time.Time) any {
	switch {
	case t.IsZero():
		return nil
	case row.kind == "" && row.number%19 == 3:
		return stampZ(t)
	case row.kind == "" && row.number%41 == 5:
		return stampDay(t)
	}
	return stampAEX(t)
}
