package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/sandbox"
)

type changeRow struct {
	ID      string `json:"service_id"`
	Name    string `json:"customer_name"`
	Address string `json:"full_address"`
	Status  string `json:"status"`
	Product string `json:"product"`
	Updated string `json:"last_updated_date"`
}

func TestAEXSnapshotIsADeltaBehindAGate(t *testing.T) {
	d := meetDesk(t, "", 1)
	var first, second []changeRow
	d.get("/services/snapshot", &first)
	byID := map[string]changeRow{}
	for _, row := range first {
		byID[row.ID] = row
		if row.Name == "" || row.Address == "" || row.Product == "" || row.Updated > "2026-03-02T09:30:00.000Z" {
			t.Errorf("a row of the snapshot is %+v", row)
		}
	}
	for _, sc := range d.server.Scenarios() {
		if byID[sc.ServiceID].Name != sc.Customer {
			t.Errorf("the first snapshot has no %s", sc.Name)
		}
	}
	for i, wait := range []string{"600", "360", "120"} { // refused calls do not put the next one off
		code, header := d.ask("GET", "/services/snapshot", nil, nil)
		if code != http.StatusTooManyRequests || header.Get("Retry-After") != wait {
			t.Errorf("call %d: %d, Retry-After %s, want %s", i, code, header.Get("Retry-After"), wait)
		}
		d.clock.move(4 * time.Minute)
	}
	id := d.scenario("wifi-durbanville").ServiceID
	if code, _ := d.ask("PUT", "/services/"+id, map[string]string{"isp_reference": "R1"}, nil); code != http.StatusOK {
		t.Fatalf("PUT: %d", code)
	}
	d.get("/services/snapshot", &second)
	changed := false
	for _, row := range second {
		changed = changed || row.ID == id
		if row.Updated <= "2026-03-02T09:30:00.000Z" {
			t.Errorf("shown before, and again: %+v", row)
		}
	}
	if !changed || len(second) < 5 || len(second) > 40 {
		t.Errorf("12 minutes later %d rows, the changed one among them: %v", len(second), changed)
	}
}

func TestAEXWorkOrdersHaveAGateOfTheirOwn(t *testing.T) {
	d := meetDesk(t, "", 1)
	d.get("/services/snapshot", nil)
	var orders []struct {
		ID     string `json:"work_order_id"`
		Type   string
		Status string
	}
	d.get("/work-orders/snapshot", &orders)
	statuses := map[string]bool{}
	for _, o := range orders {
		statuses[o.Status] = true
	}
	if len(orders) < 3 || !statuses["New"] || orders[0].Type != "Installation" {
		t.Errorf("%d work orders, %v", len(orders), statuses)
	}
	if code, header := d.ask("GET", "/work-orders/snapshot", nil, nil); code != http.StatusTooManyRequests || header.Get("Retry-After") != "600" {
		t.Errorf("a second call: %d, Retry-After %s", code, header.Get("Retry-After"))
	}
}

// newIDs finds the three elements of a service the way a client has to.
func (d *desk) newIDs() map[string]any {
	d.t.Helper()
	_, header := d.ask("POST", "/customers", map[string]string{
		"first_name": "Joe", "last_name": "Hobbit", "email": "joeh@mail.example", "mobile_number": "0990000001",
	}, nil)
	var people pageOf[struct{ ID string }]
	d.get("/customers?emailAddress=joeh%40mail.example", &people)
	if people.Total != 1 || !strings.HasSuffix(header.Get("Location"), "/customers/"+people.Items[0].ID) {
		d.t.Fatalf("the new customer is at %s, and by e-mail there is %+v", header.Get("Location"), people)
	}
	var streets []string
	d.get("/locations?address=weaver+close%2C+claremont", &streets)
	if len(streets) == 0 || len(streets) > 10 {
		d.t.Fatalf("%d addresses", len(streets))
	}
	for n := 20; n > 0; n-- {
		var found []string
		d.get("/locations?address="+url.QueryEscape(fmt.Sprintf("%d, Weaver Close, Claremont", n)), &found)
		for _, address := range found {
			var place struct {
				Premise   *string `json:"premiseId"`
				Area      string  `json:"areaId"`
				Available bool    `json:"available"`
			}
			d.get("/locations/details?address="+url.QueryEscape(address), &place)
			if place.Available && place.Premise != nil && place.Area != "" {
				var page pageOf[serviceRow]
				d.get("/services?page_size=1", &page)
				return map[string]any{"customer_id": people.Items[0].ID, "product_id": page.Items[0].ProductID, "premise_id": *place.Premise}
			}
		}
	}
	d.t.Fatal("no premise in Weaver Close is free")
	return nil
}

func TestAEXServiceIsCreatedOnceOfThreeElements(t *testing.T) {
	d := meetDesk(t, "", 1)
	ids := d.newIDs()
	for key, message := range map[string]string{"customer_id": "no such customer", "product_id": "no such product", "premise_id": "no such premise"} {
		for value, want := range map[any]string{nil: "must be a GUID", "x": "must be a GUID", 7: "must be a GUID", "3fa85f64-5717-4562-b3fc-2c963f66afa6": message} {
			body := map[string]any{"customer_id": ids["customer_id"], "product_id": ids["product_id"], "premise_id": ids["premise_id"]}
			body[key] = value
			var why string
			if code, _ := d.ask("POST", "/services", body, &why); code != http.StatusBadRequest || !strings.HasPrefix(why, key) || !strings.Contains(why, want) {
				t.Errorf("%s %v: %d %q", key, value, code, why)
			}
		}
	}
	before := d.server.Ledger().AEX
	code, header := d.ask("POST", "/services", ids, nil)
	where, err := url.Parse(header.Get("Location"))
	if code != http.StatusCreated || err != nil || where.IsAbs() {
		t.Fatalf("%d at %q %v: want 201 and a relative Location", code, header.Get("Location"), err)
	}
	base, err := url.Parse(d.base + "/services")
	if err != nil {
		t.Fatal(err)
	}
	var made serviceRow
	d.get(strings.TrimPrefix(base.ResolveReference(where).String(), d.base), &made)
	if made.Status != "Pending installation" || made.CustomerID != ids["customer_id"] || made.PremiseID != ids["premise_id"] {
		t.Errorf("the new service is %+v", made)
	}
	var why string
	if code, _ := d.ask("POST", "/services", ids, &why); code != http.StatusBadRequest || !strings.HasPrefix(why, "premise_id") {
		t.Errorf("a second service at one premise: %d %q", code, why)
	}
	after := d.server.Ledger().AEX
	if len(before.Created) != 0 || len(after.Created) != 1 || after.Created[0] != made.ID || len(after.Customers) != 1 {
		t.Errorf("the ledger has %+v", after)
	}
	var end pageOf[serviceRow]
	d.get("/services?page_size=1&page=5201", &end)
	if end.Total != 5201 || end.Items[0].ID != made.ID {
		t.Errorf("the list ends in %+v", end)
	}
}

func TestAEXUpdateChangesThreeKeysAndNoOther(t *testing.T) {
	d := meetDesk(t, "", 1)
	path := "/services/" + d.scenario("wifi-durbanville").ServiceID
	var before, after serviceRow
	d.get(path, &before)
	for _, tc := range []struct {
		body map[string]any
		want string
	}{
		{map[string]any{}, "Nothing to change"},
		{map[string]any{"status": "Cancelled"}, `"status" is not known here`},
		{map[string]any{"isp_reference": "a", "wifiPassword": "b"}, `"wifiPassword" is not known here`},
		{map[string]any{"wifi_username": 7}, "wifi_username must be text"},
		{map[string]any{"wifi_password": strings.Repeat("x", 64)}, "wifi_password must be text"},
	} {
		var why string
		if code, _ := d.ask("PUT", path, tc.body, &why); code != http.StatusBadRequest || !strings.HasPrefix(why, tc.want) {
			t.Errorf("%v: %d %q, want %q", tc.body, code, why, tc.want)
		}
	}
	d.clock.move(time.Minute)
	code, _ := d.ask("PUT", path, map[string]any{"wifi_password": "neu-und-lang"}, &after)
	if code != http.StatusOK || *after.WiFiPass != "neu-und-lang" || *after.WiFiUser != *before.WiFiUser || *after.Reference != *before.Reference {
		t.Errorf("%d: from %+v to %+v", code, before, after)
	}
	if *after.Updated <= *before.Updated || d.server.Ledger().AEX.Updates != 1 {
		t.Errorf("updated_at went from %s to %s, and the ledger has %d", *before.Updated, *after.Updated, d.server.Ledger().AEX.Updates)
	}
}

// Two clients of one seed read the same, byte for byte, though one looked in between.
func TestAEXAnswersRepeat(t *testing.T) {
	run := func(curious bool) string {
		d := meetDesk(t, "", 1)
		d.get("/services?page=3", nil)
		for range 4 {
			d.clock.move(37 * time.Minute)
			if curious {
				d.get("/services?page=9", nil)
				d.transcript.Reset()
			}
		}
		d.transcript.Reset()
		ids := d.newIDs()
		d.ask("POST", "/services", ids, nil)
		d.get("/services/snapshot", nil)
		for _, sc := range d.server.Scenarios() {
			for _, what := range []string{"", "/device/status", "/radius/status", "/radius/usage"} {
				d.ask("GET", "/services/"+sc.ServiceID+what, nil, nil)
			}
		}
		d.get("/services?page=40&page_size=100", nil)
		return d.transcript.String()
	}
	if a, b := run(false), run(true); a != b {
		t.Errorf("two runs differ: %d and %d bytes", len(a), len(b))
	}
}

// livePoll asks for the device's live state inside a bubble, where time passes only when all wait.
func livePoll(ctx context.Context, s *sandbox.Server, id string) (code int, took time.Duration) {
	_, _, token := s.Credentials()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/aex/services/"+id+"/device/status/live", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w, start := httptest.NewRecorder(), time.Now()
	s.ServeHTTP(w, r)
	return w.Code, time.Since(start)
}

func TestAEXLivePollTakesItsTimeAndSometimesFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tc := range []struct {
			scale       float64
			least, most time.Duration
		}{{1, 2 * time.Second, 6 * time.Second}, {4, 500 * time.Millisecond, 1500 * time.Millisecond}, {1000, 300 * time.Millisecond, 300 * time.Millisecond}} {
			s, err := sandbox.New(sandbox.Config{Seed: 7, Scale: tc.scale})
			if err != nil {
				t.Fatal(err)
			}
			for _, sc := range s.Scenarios() {
				code, took := livePoll(t.Context(), s, sc.ServiceID)
				want := http.StatusOK
				switch sc.Name {
				case "old-data-bellville":
					want = http.StatusGatewayTimeout
				case "no-device-randburg", "not-installed-randburg", "cancelled-ballito":
					if code != http.StatusNotFound || took != 0 {
						t.Errorf("%s: %d after %s", sc.Name, code, took)
					}
					continue
				}
				if code != want || took < tc.least || took > tc.most {
					t.Errorf("%s at scale %v: %d after %s", sc.Name, tc.scale, code, took)
				}
			}
		}
	})
}

func TestAEXLivePollFailsBySeedAndStopsWithItsClient(t *testing.T) {
	d := meetDesk(t, "", 1)
	rows := d.someRows(4)
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Config{Seed: 7, Clock: (&handClock{at: epoch}).now})
		if err != nil {
			t.Fatal(err)
		}
		codes := map[int]int{}
		for _, row := range rows[100:400] {
			code, _ := livePoll(t.Context(), s, row.ID)
			codes[code]++
		}
		if codes[200] < 250 || codes[502] == 0 || codes[504] == 0 {
			t.Errorf("of 300 live polls: %v", codes)
		}
		slow, err := sandbox.New(sandbox.Config{Seed: 7, Scale: 1})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, took := livePoll(ctx, slow, rows[0].ID); took != time.Second {
			t.Errorf("the client left after a second, the poll after %s", took)
		}
	})
}

// benchmarkAEX times one request, without a network in between.
func benchmarkAEX(b *testing.B, path string) {
	s, err := sandbox.New(sandbox.Config{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	_, _, token := s.Credentials()
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/aex"+path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

func TestAEXServicesMoveOnWithTheClockAndNotBefore(t *testing.T) {
	d := meetDesk(t, "", 1)
	d.client = &http.Client{Transport: inProcess{d.server}}
	d.clock.move(3 * time.Hour)
	latest := ""
	for _, row := range d.allRows("") {
		if row.Updated != nil && len(*row.Updated) > 19 {
			latest = max(latest, (*row.Updated)[:19])
		}
	}
	now, style := d.clock.now(), "2006-01-02T15:04:05"
	if latest < now.Add(-time.Hour).Format(style) || latest > now.Format(style) {
		t.Errorf("the latest change was at %s, the clock says %s", latest, now.Format(style))
	}
}
