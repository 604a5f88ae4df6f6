package aex

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"axdesk/client/sandbox"
)

// against is a client of the sandbox, which was written from the same document and knows nothing of this package.
func against(t *testing.T) *Client {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{Seed: 7, Scale: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL + "/aex")
	if err != nil {
		t.Fatal(err)
	}
	_, _, token := s.Credentials()
	store := newMemory()
	return New(Config{Base: base, Token: token, Gates: store, Cache: store})
}

func TestSandboxIsRead(t *testing.T) {
	c := against(t)
	page, err := c.Services(t.Context(), "", 1, 100)
	if err != nil || len(page.Items) == 0 || page.Skipped != 0 || page.Total < 100 {
		t.Fatalf("%d of %d, %v", len(page.Items), page.Total, err)
	}
	states := map[string]int{}
	for _, s := range page.Items[:min(len(page.Items), 30)] {
		if full, err := c.Service(t.Context(), s.ID); err != nil || full.ID != s.ID {
			t.Errorf("%+v, %v", full, err)
		}
		d, err := c.Device(t.Context(), s.ID)
		switch {
		case NoDevice(err):
			states["no device"]++
		case err != nil || d.SerialNumber == "" && d.SwitchPort == "":
			t.Errorf("%+v, %v", d, err)
		}
		r, err := c.Radius(t.Context(), s.ID)
		if err != nil && !NoRadius(err) {
			t.Error(err)
		}
		if r.Password != "" && strings.Contains(string(r.Raw), r.Password) {
			t.Errorf("raw holds the password: %s", r.Raw)
		}
		states["sessions"] += len(r.Sessions)
		u, err := c.Usage(t.Context(), s.ID)
		if err != nil && !NoRadius(err) {
			t.Error(err)
		}
		states["days"] += len(u.Days)
	}
	if states["sessions"] == 0 || states["days"] == 0 {
		t.Errorf("nothing was read: %v", states)
	}
	rows, err := c.Snapshot(t.Context())
	if stored, _, ok := c.StoredSnapshot(t.Context()); err != nil || !ok || len(stored) != len(rows) {
		t.Errorf("%d rows, %d stored, %v", len(rows), len(stored), err)
	}
	orders, err := c.WorkOrders(t.Context())
	if err != nil || len(orders) == 0 || slices.ContainsFunc(orders, func(w WorkOrder) bool { return w.ID == "" || w.Status == "" || w.Updated.IsZero() }) {
		t.Errorf("%+v, %v", orders, err)
	}
}

func TestSandboxIsChanged(t *testing.T) {
	c := against(t)
	page, err := c.Services(t.Context(), "", 1, 1)
	if err != nil || len(page.Items) != 1 {
		t.Fatal(page, err)
	}
	s := page.Items[0]
	got, err := c.Update(t.Context(), s.ID, Change{Reference: ptr("R-77"), WiFiUser: ptr("net"), WiFiPassword: ptr("correct horse")})
	if err != nil || got.Reference != "R-77" || got.WiFiUser != "net" || got.WiFiPassword != "correct horse" || strings.Contains(string(got.Raw), "correct") {
		t.Errorf("%+v, %v", got, err)
	}
	person, err := c.Customer(t.Context(), s.CustomerID)
	if err != nil || person.Email == "" {
		t.Fatalf("%+v, %v", person, err)
	}
	found, err := c.Customers(t.Context(), person.Email, 1)
	if err != nil || len(found.Items) == 0 || found.Items[0].ID != person.ID {
		t.Errorf("%+v, %v", found, err)
	}
	id, err := c.CreateCustomer(t.Context(), Customer{FirstName: "A", LastName: "B", Email: "a.b@example.org", Mobile: "+27821234567"})
	if made, e := c.Customer(t.Context(), id); err != nil || e != nil || made.Email != "a.b@example.org" {
		t.Errorf("%q, %v, %+v, %v", id, err, made, e)
	}
	addresses, err := c.Addresses(t.Context(), "sandton")
	if err != nil || len(addresses) == 0 {
		t.Fatal(addresses, err)
	}
	for _, address := range addresses {
		place, err := c.Premise(t.Context(), address)
		if err != nil || place.AreaID == "" || place.Fibre == "" {
			t.Fatalf("%+v, %v", place, err)
		}
		if place.PremiseID == "" {
			continue
		}
		made, service, err := c.Create(t.Context(), NewService{CustomerID: id, ProductID: s.ProductID, PremiseID: place.PremiseID})
		if err == nil && (service.ID != made || service.CustomerID != id) {
			t.Errorf("%q, %+v", made, service)
		}
		if err != nil && failed(t, err).Status/100 != 4 {
			t.Error(err)
		}
	}
}
