package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"axdesk/client/sandbox"
)

// desk is a client of AEx that somebody else wrote from the document alone.
type desk struct {
	t          *testing.T
	base       string
	token      string
	clock      *handClock
	server     *sandbox.Server
	client     *http.Client
	transcript strings.Builder // every answer, for comparing whole runs
}

func meetDesk(t *testing.T, faults string, scale float64) *desk {
	t.Helper()
	parsed, err := sandbox.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	clock := &handClock{at: epoch}
	s, err := sandbox.New(sandbox.Config{Seed: 7, Clock: clock.now, Scale: scale, Faults: parsed})
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := run.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	_, _, token := s.Credentials()
	return &desk{t: t, base: run.AEXURL, token: token, clock: clock, server: s, client: http.DefaultClient}
}

// inProcess is a client whose requests take no network: for the tests that send thousands.
type inProcess struct{ handler http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// ask sends a request and decodes what came into out, if that is not nil.
func (d *desk) ask(method, path string, body, out any) (int, http.Header) {
	d.t.Helper()
	var buf bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&buf).Encode(body); err != nil {
			d.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.base+path, &buf)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+d.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := d.client.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	fmt.Fprintf(&d.transcript, "%s %s %d %s %s %s", method, path, resp.StatusCode, resp.Header.Get("Location"), resp.Header.Get("Retry-After"), text)
	if resp.StatusCode >= 400 {
		var refusal struct{ Error string }
		if err := json.Unmarshal(text, &refusal); err != nil || refusal.Error == "" {
			d.t.Errorf("%s %s: %d without a sentence: %s", method, path, resp.StatusCode, text)
		}
		if s, ok := out.(*string); ok {
			*s = refusal.Error
		}
		return resp.StatusCode, resp.Header
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			d.t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return resp.StatusCode, resp.Header
}

// get is ask for what has to be there.
func (d *desk) get(path string, out any) {
	d.t.Helper()
	if code, _ := d.ask("GET", path, nil, out); code != http.StatusOK {
		d.t.Fatalf("GET %s: %d", path, code)
	}
}

type serviceRow struct {
	ID          string  `json:"id"`
	CustomerID  string  `json:"customer_id"`
	ProductID   string  `json:"product_id"`
	PremiseID   string  `json:"premise_id"`
	Provisioned *string `json:"provisioned_date"`
	Agent       *string `json:"sales_agent"`
	Created     *string `json:"created_at"`
	Updated     *string `json:"updated_at"`
	Status      string  `json:"status"`
	Reference   *string `json:"isp_reference"`
	WiFiUser    *string `json:"wifi_username"`
	WiFiPass    *string `json:"wifi_password"`
	Address     string  `json:"full_address"`
}

type pageOf[T any] struct {
	Items              []T
	Page, Count, Total int
}

func (d *desk) scenario(name string) sandbox.Scenario {
	d.t.Helper()
	for _, s := range d.server.Scenarios() {
		if s.Name == name {
			return s
		}
	}
	d.t.Fatalf("there is no scenario %q", name)
	return sandbox.Scenario{}
}

func TestAEXChecksTheBearerAndWhatIsAsked(t *testing.T) {
	d := meetDesk(t, "", 1)
	for _, tc := range []struct {
		authorization, method, path string
		want                        int
	}{
		{"", "GET", "/services", http.StatusUnauthorized},
		{"Basic " + d.token, "GET", "/services", http.StatusUnauthorized},
		{"Bearer nonsense", "GET", "/services", http.StatusForbidden},
		{"Bearer " + d.token, "GET", "/nothing", http.StatusNotFound},
		{"Bearer " + d.token, "GET", "/services/nobody", http.StatusNotFound},
		{"Bearer " + d.token, "GET", "/services/nobody/device/status/live", http.StatusNotFound},
		{"Bearer " + d.token, "GET", "/customers/nobody", http.StatusNotFound},
		{"Bearer " + d.token, "DELETE", "/services", http.StatusMethodNotAllowed},
		{"Bearer " + d.token, "GET", "/services?page=0", http.StatusBadRequest},
		{"Bearer " + d.token, "GET", "/services?page_size=x", http.StatusBadRequest},
		{"Bearer " + d.token, "GET", "/customers?emailAddress=a&email_address=b", http.StatusBadRequest},
		{"Bearer " + d.token, "GET", "/locations", http.StatusBadRequest},
		{"Bearer " + d.token, "GET", "/locations/details?address=nowhere", http.StatusNotFound},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tc.method, d.base+tc.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tc.authorization != "" {
			r.Header.Set("Authorization", tc.authorization)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var refusal struct{ Error string }
		if err := json.NewDecoder(resp.Body).Decode(&refusal); err != nil || refusal.Error == "" {
			t.Errorf("%s %s: no sentence says why: %v", tc.method, tc.path, err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != tc.want {
			t.Errorf("%s %s as %.10q: %d, want %d", tc.method, tc.path, tc.authorization, resp.StatusCode, tc.want)
		}
	}
}

// allRows pages through everything, as a client has to: by count and total, not by what it asked for.
func (d *desk) allRows(query string) []serviceRow {
	d.t.Helper()
	var rows []serviceRow
	for page := 1; ; page++ {
		var got pageOf[serviceRow]
		d.get(fmt.Sprintf("/services?page_size=5000&page=%d%s", page, query), &got)
		if got.Count != len(got.Items) || got.Count > 100 || got.Page != page {
			d.t.Fatalf("page %d: count %d, %d items, page %d", page, got.Count, len(got.Items), got.Page)
		}
		rows = append(rows, got.Items...)
		if got.Count == 0 {
			if len(rows) != got.Total {
				d.t.Fatalf("%d rows came, total is %d", len(rows), got.Total)
			}
			return rows
		}
	}
}

// someRows are the first active services, scenarios among them: 100 a page.
func (d *desk) someRows(pages int) []serviceRow {
	d.t.Helper()
	var rows []serviceRow
	for page := range pages {
		var got pageOf[serviceRow]
		d.get(fmt.Sprintf("/services?status=Active&page_size=100&page=%d", page+1), &got)
		rows = append(rows, got.Items...)
	}
	return rows
}

var dateStyles = regexp.MustCompile(`^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?(\+00:00|Z))?$`)

func TestAEXPagesThroughItsServicesInManyStates(t *testing.T) {
	d := meetDesk(t, "", 1)
	rows := d.allRows("")
	if len(rows) < 5000 {
		t.Errorf("%d services, want at least 5,000", len(rows))
	}
	ids, statuses, styles := map[string]bool{}, map[string]int{}, map[string]int{}
	for _, row := range rows {
		ids[row.ID] = true
		statuses[row.Status]++
		if row.Created == nil || !dateStyles.MatchString(*row.Created) {
			t.Fatalf("created_at of %s is in none of the styles", row.ID)
		}
		if row.Updated == nil {
			styles["null"]++
			continue
		}
		styles[regexp.MustCompile(`\d`).ReplaceAllString(*row.Updated, "9")]++
	}
	if len(ids) != len(rows) {
		t.Errorf("%d rows, %d ids", len(rows), len(ids))
	}
	for _, style := range []string{"null", "9999-99-99", "9999-99-99T99:99:99.999Z", "9999-99-99T99:99:99.99+99:99", "9999-99-99T99:99:99.9+99:99"} {
		if styles[style] == 0 {
			t.Errorf("no updated_at looks like %s: %v", style, styles)
		}
	}
	if len(statuses) < 10 || statuses["Active"] < 3500 {
		t.Errorf("the statuses are %v", statuses)
	}
	for _, status := range []string{"Pending installation", "Suspended", "Cancelled", "Ceased - non-payment", "ACTIVE (legacy)"} {
		if got := len(d.allRows("&status=" + url.QueryEscape(status))); got != statuses[status] || got == 0 {
			t.Errorf("status %s finds %d, the list has %d", status, got, statuses[status])
		}
	}
	if got := d.allRows("&status=active"); len(got) != 0 {
		t.Errorf("the filter is exact, yet active finds %d", len(got))
	}
	var one serviceRow
	d.get("/services/"+rows[4321].ID, &one)
	if one.ID != rows[4321].ID || one.Status != rows[4321].Status || one.Address == "" {
		t.Errorf("row 4321 read alone is %+v", one)
	}
}

func TestAEXScenariosLeadTheListAndAreFoundByName(t *testing.T) {
	d := meetDesk(t, "", 1)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(d.base, "/aex")+"/sandbox/scenarios", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r) // unsigned
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var listed []sandbox.Scenario
	if err := json.NewDecoder(resp.Body).Decode(&listed); err != nil {
		t.Fatal(err)
	}
	var first pageOf[serviceRow]
	d.get("/services?page_size=100", &first)
	if len(listed) < 20 {
		t.Errorf("%d scenarios", len(listed))
	}
	for i, sc := range listed {
		row := first.Items[i]
		if row.ID != sc.ServiceID || row.Agent == nil || *row.Agent != "DEMO "+sc.Name {
			t.Errorf("row %d is %+v, want scenario %s", i, row, sc.Name)
		}
		var whole serviceRow
		d.get("/services/"+sc.ServiceID, &whole)
		if whole.Reference == nil || *whole.Reference != sc.Reference || whole.Address != sc.Address {
			t.Errorf("%s: the service is %+v", sc.Name, whole)
		}
		var people pageOf[struct {
			ID    string
			First string `json:"first_name"`
		}]
		d.get("/customers?email_address="+url.QueryEscape(strings.ToUpper(sc.Email)), &people)
		if people.Total != 1 || people.Items[0].ID != row.CustomerID || !strings.HasPrefix(sc.Customer, people.Items[0].First+" ") {
			t.Errorf("%s: by e-mail there is %+v", sc.Name, people)
		}
	}
}

func TestAEXFaultsStrikeAndTheLedgerCounts(t *testing.T) {
	d := meetDesk(t, "503/aex/services#2", 1)
	for i, want := range []int{200, 503, 200} {
		if got, _ := d.ask("GET", "/services", nil, nil); got != want {
			t.Errorf("request %d: %d, want %d", i+1, got, want)
		}
	}
	d.ask("GET", "/services/nobody", nil, nil)
	got := d.server.Ledger().Requests
	if got["GET /aex/services 200"] != 2 || got["GET /aex/services/{id} 404"] != 1 {
		t.Errorf("the ledger has %v", got)
	}
}

// The services of the sandbox are made at AEx's first request, so that a start costs nothing.
func BenchmarkServicesPage(b *testing.B) {
	for name, query := range map[string]string{"page 1": "?page_size=100", "page 50": "?page_size=100&page=50", "by status": "?page_size=100&status=Suspended"} {
		b.Run(name, func(b *testing.B) { benchmarkAEX(b, "/services"+query) })
	}
	b.Run("locations", func(b *testing.B) { benchmarkAEX(b, "/locations?address=zzz") })
}

func BenchmarkFirstAEXRequest(b *testing.B) {
	for b.Loop() {
		s, err := sandbox.New(sandbox.Config{Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		if len(s.Scenarios()) == 0 {
			b.Fatal("no scenarios")
		}
	}
}

func TestAEXAgeingFibreFallsOverWeeks(t *testing.T) {
	d := meetDesk(t, "", 1)
	path := "/services/" + d.scenario("ageing-fibre-claremont").ServiceID + "/device/status"
	var before, after struct {
		Rx float64 `json:"rx_power"`
	}
	d.get(path, &before)
	d.clock.move(21 * 24 * time.Hour)
	d.get(path, &after)
	if fell := before.Rx - after.Rx; fell < 2.2 || fell > 2.9 || before.Rx < -24 || after.Rx > -25 {
		t.Errorf("in three weeks the light went from %v to %v dBm", before.Rx, after.Rx)
	}
}

// TestAEXHasAsManyServicesAsAreAskedFor, which don't change those that are there anyway.
func TestAEXHasAsManyServicesAsAreAskedFor(t *testing.T) {
	for _, c := range []sandbox.Config{{Services: 10}, {Services: 1_000_000}, {Services: 6000, State: filepath.Join(t.TempDir(), "world.json")}} {
		if _, err := sandbox.New(c); err == nil {
			t.Errorf("%d services and the state %q are taken", c.Services, c.State)
		}
	}
	rows := func(services int) (page pageOf[serviceRow]) {
		t.Helper()
		server, err := sandbox.New(sandbox.Config{Seed: 1, Services: services, AEXToken: "aex_test"})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/aex/services?page=52&page_size=100", nil)
		r.Header.Set("Authorization", "Bearer aex_test")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if err := json.NewDecoder(w.Body).Decode(&page); err != nil {
			t.Fatal(err)
		}
		return page
	}
	usual, more := rows(0), rows(6000)
	if usual.Total != 5200 || more.Total != 6000 || len(usual.Items) != 100 || usual.Items[99].ID != more.Items[99].ID {
		t.Errorf("there are %d and %d services; the last of 5,200 is %q and %q", usual.Total, more.Total, usual.Items[99].ID, more.Items[99].ID)
	}
}
