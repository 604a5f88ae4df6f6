package sandbox

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// snapshotEvery is how often a token may ask for a snapshot, by the server's clock.
const snapshotEvery = 10 * time.Minute

// sinceLast passes a snapshot call through its gate, and tells since when changes have to be shown: the call before,
// or a week before the sandbox started. A refused call does not put the next one off.
func (w *aexWorld) sinceLast(path string, now time.Time) (time.Time, *reply) {
	last, asked := w.gates[path]
	if wait := last.Add(snapshotEvery).Sub(now); asked && wait > 0 {
		rep := refuse(http.StatusTooManyRequests, "Only one call to %s is allowed in 10 minutes", path)
		rep.retryAfter = int(math.Ceil(wait.Seconds()))
		return last, &rep
	}
	w.gates[path] = now
	if !asked {
		last = w.started.Add(-aexBefore)
	}
	return last, nil
}

// changedSince are the rows that were changed after a moment, the oldest change first.
func (w *aexWorld) changedSince(since, now time.Time) []*aexRow {
	var found []*aexRow
	for _, row := range w.rows {
		if row.updated.After(since) && !row.updated.After(now) {
			found = append(found, row)
		}
	}
	slices.SortStableFunc(found, func(a, b *aexRow) int {
		return cmp.Or(a.updated.Compare(b.updated), cmp.Compare(a.id, b.id))
	})
	return found
}

type aexChange struct {
	ServiceID string `json:"service_id"`
	Customer  string `json:"customer_name"`
	Address   string `json:"full_address"`
	Status    string `json:"status"`
	Product   string `json:"product"`
	Updated   string `json:"last_updated_date"`
}

func (s *Server) aexSnapshot(c *call) reply {
	w := s.aex
	since, bad := w.sinceLast("/services/snapshot", c.now)
	if bad != nil {
		return *bad
	}
	out := []aexChange{}
	for _, row := range w.changedSince(since, c.now) {
		out = append(out, aexChange{
			row.id, row.customer.name(), row.premise.address, row.status, w.products[row.product].name, stampZ(row.updated),
		})
	}
	return reply{status: http.StatusOK, body: out}
}

// aexWorkOrder is as AEx's page on work orders has it.
type aexWorkOrder struct {
	ID           string `json:"work_order_id"`
	Reference    string `json:"reference"`
	Type         string `json:"type"`
	Status       string `json:"status"`
	Customer     string `json:"customer_name"`
	Address      string `json:"full_address"`
	Product      string `json:"product"`
	Assigned     any    `json:"assigned"`
	StartDate    any    `json:"start_date"`
	ScheduleDate any    `json:"schedule_date"`
	ScheduleTime any    `json:"schedule_time"`
	LastUpdate   string `json:"last_update_date"`
	CloseDate    any    `json:"close_date"`
}

// aexWorkOrders shows the installations that moved: every service that is on its way in has one.
func (s *Server) aexWorkOrders(c *call) reply {
	w := s.aex
	since, bad := w.sinceLast("/work-orders/snapshot", c.now)
	if bad != nil {
		return *bad
	}
	out := []aexWorkOrder{}
	for _, row := range w.changedSince(since, c.now) {
		o := aexWorkOrder{
			ID: guidOf(w.seed, "aex work order", row.number), Type: "Installation", Customer: row.customer.name(),
			Reference: fmt.Sprintf("%s-%09d", row.created.Format("20060102"), row.number*7919%1_000_000_000),
			Address:   row.premise.address, Product: w.products[row.product].name, LastUpdate: stampZ(row.updated),
		}
		visit := row.created.AddDate(0, 0, 4)
		switch {
		case row.status == "Pending installation":
			o.Status = "New"
		case row.status == "Installation scheduled":
			o.Status, o.Assigned, o.StartDate = "Installation Scheduled", "Some Installer", stampZ(row.created)
			o.ScheduleDate, o.ScheduleTime = stampDay(visit), "09:00"
		case row.status == "Pending activation":
			o.Status, o.Assigned, o.StartDate = "Installation In Progress", "Some Installer", stampZ(row.created)
			o.ScheduleDate, o.ScheduleTime = stampDay(visit), "13:30"
		case row.provisioned.After(since):
			o.Status, o.Assigned, o.CloseDate = "Completed", "Some Installer", stampZ(row.provisioned)
		default:
			continue
		}
		out = append(out, o)
	}
	return reply{status: http.StatusOK, body: out}
}

// unknownKey names a key of the body that is none of the wanted ones: a client's spelling mistake must not pass.
func unknownKey(body map[string]any, wanted ...string) *reply {
	var strange []string
	for key := range body {
		if !slices.Contains(wanted, key) {
			strange = append(strange, key)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	slices.Sort(strange)
	rep := refuse(http.StatusBadRequest, "%.100q is not known here: only %s may be given", strange[0], strings.Join(wanted, ", "))
	return &rep
}

// aexCreate makes a service of the three elements. As documented it answers where the service is, and nothing else.
func (s *Server) aexCreate(c *call) reply {
	w := s.aex
	keys := []string{"customer_id", "product_id", "premise_id"}
	if bad := unknownKey(c.body, keys...); bad != nil {
		return *bad
	}
	ids := map[string]string{}
	for _, key := range keys {
		id, ok := c.body[key].(string)
		if id = strings.ToLower(id); !ok || !guidPattern.MatchString(id) {
			return refuse(http.StatusBadRequest, "%s must be a GUID", key)
		}
		ids[key] = id
	}
	customer, premise := w.byCustomer[ids["customer_id"]], w.byPremise[ids["premise_id"]]
	product := len(w.products) - 1
	for product >= 0 && w.productID(product) != ids["product_id"] {
		product--
	}
	switch {
	case customer == nil:
		return refuse(http.StatusBadRequest, "customer_id: there is no such customer")
	case product < 0:
		return refuse(http.StatusBadRequest, "product_id: there is no such product")
	case premise == nil:
		return refuse(http.StatusBadRequest, "premise_id: there is no such premise")
	case premise.fibre != "Available":
		return refuse(http.StatusBadRequest, "premise_id: fibre is not available at this premise")
	case premise.taken():
		return refuse(http.StatusBadRequest, "premise_id: the premise already has a service")
	}
	id := w.nextID()
	w.addMade(id, customer, premise, product, c.now.Truncate(time.Millisecond))
	w.ledger.Created = append(w.ledger.Created, id)
	return reply{status: http.StatusCreated, location: aexBase + "/services/" + id}
}

// taken tells whether a service stands in the way of another at this address.
func (p *aexPremise) taken() bool { return p.row != nil && p.row.status != "Cancelled" }

// aexUpdate changes what an ISP may change, and answers the whole service.
func (s *Server) aexUpdate(c *call) reply {
	row, bad := s.aex.service(c)
	if bad != nil {
		return *bad
	}
	limits := map[string]int{"isp_reference": 100, "wifi_username": 64, "wifi_password": 63}
	if bad := unknownKey(c.body, "isp_reference", "wifi_username", "wifi_password"); bad != nil {
		return *bad
	}
	if len(c.body) == 0 {
		return refuse(http.StatusBadRequest, "Nothing to change: give isp_reference, wifi_username or wifi_password")
	}
	for _, key := range []string{"isp_reference", "wifi_username", "wifi_password"} {
		value, given := c.body[key]
		text, isText := value.(string)
		if given && (!isText || utf8.RuneCountInString(text) > limits[key]) {
			return refuse(http.StatusBadRequest, "%s must be text of at most %d characters", key, limits[key])
		}
	}
	for key, field := range map[string]*any{"isp_reference": &row.reference, "wifi_username": &row.wifi, "wifi_password": &row.wifiPass} {
		if value, given := c.body[key]; given {
			*field = value
		}
	}
	row.asked, row.updated = true, c.now.Truncate(time.Millisecond)
	s.aex.ledger.Updates++
	return reply{status: http.StatusOK, body: s.aex.full(row)}
}
