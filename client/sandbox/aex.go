package sandbox

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	aexPageSize    = 25
	aexMostPerPage = 100
)

// aexService is a row of AEx's service list, in the keys of its document.
type aexService struct {
	ID              string `json:"id"`
	CustomerID      string `json:"customer_id"`
	ProductID       string `json:"product_id"`
	ProviderID      string `json:"provider_id"`
	PremiseID       string `json:"premise_id"`
	ProvisionedDate string `json:"provisioned_date,omitempty"`
	SalesAgent      string `json:"sales_agent"`
	CreatedAt       string `json:"created_at"`
	UpdatedAt       string `json:"updated_at"`
	CreatedByID     string `json:"created_by_id"`
	Status          string `json:"status"`
}

type aexWorld struct{ services []aexService }

const aexServices = 168 // the total in AEx's own example

// newAEXWorld makes the services. Times come in both styles of AEx's example: with and without a fraction.
func newAEXWorld(seed uint64, now time.Time) *aexWorld {
	statuses := []string{"Active", "Active", "Active", "Active", "Pending installation", "Pending activation", "Suspended", "Cancelled"}
	agents := []string{"Thandeka", "Sipho", "Aroha", "Priya", "Lachlan"}
	w := &aexWorld{}
	for i := range uint64(aexServices) {
		draw := func(label string, n int) int { return pick(seed, "aex "+label, i, n) }
		created := now.Add(-time.Duration(10+draw("age", 900))*24*time.Hour - time.Duration(draw("hour", 86400))*time.Second)
		row := aexService{
			ID: guidOf(seed, "aex service", i), CustomerID: guidOf(seed, "aex customer", i),
			ProductID: guidOf(seed, "aex product", uint64(draw("product", 9))), //nolint:gosec // below 9
			PremiseID: guidOf(seed, "aex premise", i), ProviderID: guidOf(seed, "aex provider", 0),
			SalesAgent: agents[draw("agent", len(agents))], CreatedByID: guidOf(seed, "aex agent", 0),
			Status:    statuses[draw("status", len(statuses))],
			CreatedAt: created.Add(time.Duration(draw("ms", 1000)) * time.Millisecond).Format("2006-01-02T15:04:05.999-07:00"),
			UpdatedAt: created.Add(time.Duration(draw("late", 9*24)) * time.Hour).Format("2006-01-02T15:04:05.999-07:00"),
		}
		if !strings.HasPrefix(row.Status, "Pending") {
			row.ProvisionedDate = created.Add(5 * 24 * time.Hour).Format("2006-01-02T15:04:05-07:00")
		}
		w.services = append(w.services, row)
	}
	return w
}

// answerAEX is the part of AEx that needs no state of its own.
func (s *Server) answerAEX(r *http.Request) reply {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || given == "" {
		return refuse(http.StatusUnauthorized, "A bearer token is required")
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(s.token)) != 1 {
		return refuse(http.StatusForbidden, "The token is not allowed here")
	}
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/aex")
	id, one := strings.CutPrefix(path, "/services/")
	switch {
	case path != "/services" && !one:
		return refuse(http.StatusNotFound, "Nothing is served at %s", path)
	case r.Method != http.MethodGet:
		rep := refuse(http.StatusMethodNotAllowed, "%s is not allowed at %s", r.Method, path)
		rep.allow = http.MethodGet
		return rep
	case one:
		return s.aex.service(id)
	}
	return s.aex.list(r)
}

func (w *aexWorld) service(id string) reply {
	i := slices.IndexFunc(w.services, func(v aexService) bool { return v.ID == id })
	if i < 0 {
		return refuse(http.StatusNotFound, "Service not found")
	}
	return reply{status: http.StatusOK, body: w.services[i]}
}

func (w *aexWorld) list(r *http.Request) reply {
	query := r.URL.Query()
	number := func(key string, fallback int) (int, error) {
		if !query.Has(key) {
			return fallback, nil
		}
		n, err := strconv.Atoi(query.Get(key))
		if err != nil || n < 1 || n > 1_000_000 {
			return 0, fmt.Errorf("%s must be a whole number from 1", key)
		}
		return n, nil
	}
	page, err := number("page", 1)
	if err != nil {
		return refuse(http.StatusBadRequest, "%s", err)
	}
	size, err := number("page_size", aexPageSize)
	if err != nil {
		return refuse(http.StatusBadRequest, "%s", err)
	}
	size = min(size, aexMostPerPage)
	found := []aexService{}
	for _, v := range w.services {
		if status := query.Get("status"); status == "" || strings.EqualFold(status, v.Status) {
			found = append(found, v)
		}
	}
	from := min((page-1)*size, len(found))
	items := found[from:min(from+size, len(found))]
	return reply{status: http.StatusOK, body: struct {
		Items []aexService `json:"items"`
		Page  int          `json:"page"`
		Count int          `json:"count"`
		Total int          `json:"total"`
	}{items, page, len(items), len(found)}}
}
