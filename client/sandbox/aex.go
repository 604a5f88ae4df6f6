package sandbox

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	aexBase        = "/aex"
	aexPageSize    = 25
	aexMostPerPage = 100 // the most that page_size gives; more is not refused, as count and total tell
)

func aexRoutes() []route {
	return []route{
		{"GET", "/services", (*Server).aexList},
		{"POST", "/services", (*Server).aexCreate},
		{"GET", "/services/snapshot", (*Server).aexSnapshot},
		{"GET", "/services/{id}", (*Server).aexDetails},
		{"PUT", "/services/{id}", (*Server).aexUpdate},
		{"GET", "/services/{id}/device/status", (*Server).aexCached},
		{"GET", aexLivePattern, (*Server).aexLive},
		{"GET", "/services/{id}/radius/status", (*Server).aexRadius},
		{"GET", "/services/{id}/radius/usage", (*Server).aexUsage},
		{"GET", "/customers", (*Server).aexCustomers},
		{"POST", "/customers", (*Server).aexNewCustomer},
		{"GET", "/customers/{id}", (*Server).aexOneCustomer},
		{"GET", "/locations", (*Server).aexAddresses},
		{"GET", "/locations/details", (*Server).aexLocation},
		{"GET", "/details", (*Server).aexLocation}, // as AEx's page on locations has it
		{"GET", "/work-orders/snapshot", (*Server).aexWorkOrders},
	}
}

// answerAEX authenticates first, as answerAXON does, and holds AEx's lock while a handler runs.
func (s *Server) answerAEX(w http.ResponseWriter, r *http.Request, now time.Time) reply {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || given == "" {
		return refuse(http.StatusUnauthorized, "A bearer token is required")
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(s.token)) != 1 {
		return refuse(http.StatusForbidden, "The token is not allowed here")
	}
	found, arg, rep := findRoute(aexRoutes(), aexBase, r.Method, strings.TrimPrefix(r.URL.EscapedPath(), aexBase))
	if found == nil {
		return rep
	}
	c := &call{r: r, arg: arg, now: now, zone: time.UTC}
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		body, bad := readObject(w, r)
		if bad != nil {
			return *bad
		}
		c.body = body
	}
	return s.serveAEX(found, c)
}

func (s *Server) serveAEX(found *route, c *call) reply {
	// A live poll waits for its OLT, and nobody else has to wait with it.
	if found.pattern == aexLivePattern {
		if rep := s.waitForOLT(c); rep != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.countAEX(found, *rep)
			return *rep
		}
	}
	s.aex.mu.Lock()
	defer s.aex.mu.Unlock()
	s.aex.build()
	s.aex.advance(c.now)
	rep := found.serve(s, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.countAEX(found, rep)
	if found.changes(rep) {
		s.aexKept = s.aex.kept()
		return s.kept(rep)
	}
	return rep
}

func (s *Server) countAEX(found *route, rep reply) {
	s.requests[fmt.Sprintf("%s %s%s %d", found.method, aexBase, found.pattern, rep.status)]++
}

// aexListed is a row of the list of services, in the keys of the document.
type aexListed struct {
	ID              string `json:"id"`
	CustomerID      string `json:"customer_id"`
	ProductID       string `json:"product_id"`
	ProviderID      string `json:"provider_id"`
	PremiseID       string `json:"premise_id"`
	ProvisionedDate any    `json:"provisioned_date"`
	SalesAgent      any    `json:"sales_agent"`
	CreatedAt       any    `json:"created_at"`
	UpdatedAt       any    `json:"updated_at"`
	CreatedByID     any    `json:"created_by_id"`
	Status          string `json:"status"`
}

// aexFull is one service whole: what the list has, and what a client may change or wants to know (assumed).
type aexFull struct {
	aexListed
	Reference    any    `json:"isp_reference"`
	WiFiUser     any    `json:"wifi_username"`
	WiFiPassword any    `json:"wifi_password"`
	CustomerName string `json:"customer_name"`
	FullAddress  string `json:"full_address"`
	Product      string `json:"product"`
}

func (w *aexWorld) listed(row *aexRow) aexListed {
	out := aexListed{
		ID: row.id, CustomerID: row.customer.id, ProductID: w.productID(row.product), ProviderID: guidOf(w.seed, "aex provider", 0),
		PremiseID: row.premise.id, SalesAgent: row.agent, CreatedAt: row.stampOf(row.created), UpdatedAt: row.stampOf(row.updated),
		CreatedByID: guidOf(w.seed, "aex user", row.number%6), Status: row.status,
	}
	if !row.provisioned.IsZero() {
		out.ProvisionedDate = row.provisioned.Format("2006-01-02T15:04:05-07:00")
	}
	if row.kind == "" && row.number%37 == 11 {
		out.CreatedByID, out.UpdatedAt = nil, nil
	}
	return out
}

func (w *aexWorld) full(row *aexRow) aexFull {
	return aexFull{
		aexListed: w.listed(row), Reference: row.reference, WiFiUser: row.wifi, WiFiPassword: row.wifiPass,
		CustomerName: row.customer.name(), FullAddress: row.premise.address, Product: w.products[row.product].name,
	}
}

func (w *aexWorld) productID(n int) string {
	return guidOf(w.seed, "aex product", uint64(n)) //nolint:gosec // an index
}

// aexPage is the envelope of every paged list.
type aexPage[T any] struct {
	Items []T `json:"items"`
	Page  int `json:"page"`
	Count int `json:"count"`
	Total int `json:"total"`
}

// pageOf answers the page that the query asks for; one beyond the end is empty.
func pageOf[T, U any](query url.Values, found []T, show func(T) U) reply {
	page, err := wholeNumber(query, "page", 1)
	if err != nil {
		return refuse(http.StatusBadRequest, "%s", err)
	}
	size, err := wholeNumber(query, "page_size", aexPageSize)
	if err != nil {
		return refuse(http.StatusBadRequest, "%s", err)
	}
	size = min(size, aexMostPerPage)
	from := min((page-1)*size, len(found))
	items := []U{}
	for _, v := range found[from:min(from+size, len(found))] {
		items = append(items, show(v))
	}
	return reply{status: http.StatusOK, body: aexPage[U]{items, page, len(items), len(found)}}
}

func wholeNumber(query url.Values, key string, fallback int) (int, error) {
	if !query.Has(key) {
		return fallback, nil
	}
	n, err := strconv.Atoi(query.Get(key))
	if err != nil || n < 1 || n > 1_000_000 {
		return 0, fmt.Errorf("%s must be a whole number from 1", key)
	}
	return n, nil
}

func (s *Server) aexList(c *call) reply {
	query := c.r.URL.Query()
	found := s.aex.rows
	if status := query.Get("status"); status != "" {
		found = nil
		for _, row := range s.aex.rows {
			if row.status == status {
				found = append(found, row)
			}
		}
	}
	return pageOf(query, found, s.aex.listed)
}

func (s *Server) aexDetails(c *call) reply {
	row, bad := s.aex.service(c)
	if bad != nil {
		return *bad
	}
	return reply{status: http.StatusOK, body: s.aex.full(row)}
}

// service is the one that the path names.
func (w *aexWorld) service(c *call) (*aexRow, *reply) {
	row := w.byID[strings.ToLower(c.arg["id"])]
	if row == nil {
		rep := refuse(http.StatusNotFound, "Service not found")
		return nil, &rep
	}
	return row, nil
}
