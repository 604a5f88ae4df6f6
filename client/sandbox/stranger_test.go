package sandbox_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/sandbox"
)

var epoch = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// handClock stands still until it is moved.
type handClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// stranger is a client that somebody else wrote from the document alone.
type stranger struct {
	t           *testing.T
	base        string
	key, secret string
	clock       *handClock
	server      *sandbox.Server
	count       int
	transcript  strings.Builder // every answer, for comparing whole runs
}

// meet starts a sandbox with real HTTP at scale 1, under a clock that the test moves.
func meet(t *testing.T, faults string) *stranger {
	t.Helper()
	return meetAt(t, faults, &handClock{at: epoch}, "")
}

// meetAt is meet for a sandbox that keeps its state, unless that is "".
func meetAt(t *testing.T, faults string, clock *handClock, state string) *stranger {
	t.Helper()
	parsed, err := sandbox.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.New(sandbox.Config{Seed: 7, Clock: clock.now, Scale: 1, Faults: parsed, State: state})
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
	key, secret, _ := s.Credentials()
	return &stranger{t: t, base: run.AXONURL, key: key, secret: secret, clock: clock, server: s}
}

// nonce counts up within the present second, as date +%s.%N does.
func (c *stranger) nonce() string {
	c.count++
	return fmt.Sprintf("%d.%09d", c.clock.now().Unix(), c.count)
}

func (c *stranger) digest(method, path, nonce string) string {
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write([]byte(method + path + nonce))
	return hex.EncodeToString(mac.Sum(nil))
}

// request signs as the document says: method, path without query, nonce.
func (c *stranger) request(method, pathAndQuery string, body any) *http.Request {
	c.t.Helper()
	var buf bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&buf).Encode(body); err != nil {
			c.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+pathAndQuery, &buf)
	if err != nil {
		c.t.Fatal(err)
	}
	nonce := c.nonce()
	r.Header.Set("X-API-Key", c.key+":"+c.digest(method, r.URL.EscapedPath(), nonce))
	r.Header.Set("X-API-TS", nonce)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

type answer struct {
	status int
	header http.Header
	text   []byte
}

func (c *stranger) send(r *http.Request) (answer, error) {
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, text}, err
}

// do expects an answer with a status, and decodes it into out unless that is nil.
func (c *stranger) do(method, path string, body any, want int, out any) answer {
	c.t.Helper()
	a, err := c.send(c.request(method, path, body))
	if err != nil {
		c.t.Fatal(err)
	}
	fmt.Fprintf(&c.transcript, "%s %s → %d %s %s\n", method, path, a.status, a.header.Get("Date"), a.text)
	if a.status != want {
		c.t.Fatalf("%s %s: %d %s, want %d", method, path, a.status, a.text, want)
	}
	if out != nil {
		if err := json.Unmarshal(a.text, out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, a.text)
		}
	}
	return a
}

// refused expects an error whose text holds a phrase.
func (c *stranger) refused(method, path string, body any, want int, phrase string) {
	c.t.Helper()
	var said struct {
		Error string `json:"error"`
	}
	c.do(method, path, body, want, &said)
	if !strings.Contains(said.Error, phrase) {
		c.t.Fatalf("%s %s: said %q, want a sentence with %q", method, path, said.Error, phrase)
	}
}

type object = map[string]any

type documents struct {
	Documents []struct {
		ID    string `json:"document_id"`
		Kind  string `json:"content_type"`
		Title string `json:"document_title"`
		Body  string `json:"body_base64"`
	} `json:"documents"`
}

func (d documents) ids() []string {
	var out []string
	for _, doc := range d.Documents {
		out = append(out, doc.ID)
	}
	return out
}

func with(body object, key string, value any) object {
	out := object{}
	for k, v := range body {
		out[k] = v
	}
	if value == nil {
		delete(out, key)
		return out
	}
	out[key] = value
	return out
}

func portBody() object {
	return object{
		"location_id": "AU-NXT-S1", "resource_type_class": "10GBASELRL", "contract_term": 12,
		"resource_options": object{
			"description": "My first port label", "provider": "public",
			"resource_advertisement": "My first port public description",
		},
	}
}

// sign posts an order twice, as the document asks.
func (c *stranger) sign(path string, body object, want int, out any) {
	c.t.Helper()
	var terms documents
	c.do("POST", path, body, 200, &terms)
	if len(terms.Documents) < 2 {
		c.t.Fatalf("%d documents, want at least 2", len(terms.Documents))
	}
	c.do("POST", path, with(body, "document_ids", terms.ids()), want, out)
}

func (c *stranger) orderPort(company string, body object) string {
	c.t.Helper()
	var got struct {
		Resources []struct {
			GUID   string `json:"resource_guid"`
			MeetMe string `json:"meetme"`
		} `json:"resources"`
	}
	c.sign("/v1/resource/"+company, body, 200, &got)
	if len(got.Resources) != 1 || got.Resources[0].MeetMe == "" {
		c.t.Fatalf("allocated %+v, want one resource with its meetme", got)
	}
	return got.Resources[0].GUID
}

type candidateRow struct {
	GUID  string `json:"candidate_service_guid"`
	Type  string `json:"service_type"`
	Index int    `json:"diversity_index"`
	Place string `json:"location_id"`
	Chain []struct {
		Provider string `json:"provider"`
		Place    string `json:"location_id"`
	} `json:"provider_chain"`
	SKU struct {
		Term   int    `json:"contract_term"`
		Volume int    `json:"volume"`
		Price  string `json:"unit_price"`
	} `json:"sku"`
}

func (c *stranger) candidates(company, port, provider string) []candidateRow {
	c.t.Helper()
	path := "/v1/services/" + company + "/" + port + "/DISCOVER"
	if provider != "" {
		path += "?provider=" + url.QueryEscape(provider)
	}
	var got struct {
		Rows []candidateRow `json:"candidate_services"`
	}
	c.do("GET", path, nil, 200, &got)
	return got.Rows
}

func serviceBody(candidate, description string, vlan int, extra object) object {
	options := object{"description": description, "outer_vlan": vlan, "bandwidth_cir": 200_000_000}
	for k, v := range extra {
		options[k] = v
	}
	return object{"candidate_service_guid": candidate, "product_options": options}
}

type serviceState struct {
	Provisioned   string `json:"provisioned"`
	Deprovisioned string `json:"deprovisioned"`
	CreatedAt     string `json:"created_at"`
	Chain         []struct {
		Sequence      int    `json:"sequence"`
		Provider      string `json:"provider"`
		Provisioned   string `json:"provisioned"`
		Deprovisioned string `json:"deprovisioned"`
	} `json:"provider_chain"`
}

func (c *stranger) state(service string) string {
	c.t.Helper()
	var got serviceState
	c.do("GET", "/v1/service/"+service, nil, 200, &got)
	var hops []string
	for _, h := range got.Chain {
		hops = append(hops, h.Provisioned+h.Deprovisioned)
	}
	return strings.Join(hops, " ")
}

// orderService orders from the document's own port; want is 202 where the far end has to accept.
func (c *stranger) orderService(provider, description string, vlan int, extra object, want int) string {
	c.t.Helper()
	rows := c.candidates("DEMOCO", demoPort, provider)
	var got struct {
		ID string `json:"service_id"`
	}
	c.sign("/v1/service/exc/DEMOCO", serviceBody(rows[0].GUID, description, vlan, extra), want, &got)
	return got.ID
}

const demoPort = "f54326cd-b100-4563-90fc-9f7f473dba19"

var (
	awsAccount = object{"aws_account_id": "123456789012"}
	azureKey   = object{"skey": "0f9c1b52-7d1e-4c3a-9a55-2b8f4f1f7a11"}
)

// wholeOrder plays everything the document shows, from locations to removal.
func (c *stranger) wholeOrder() {
	c.t.Helper()
	for _, path := range []string{"/v1/user", "/v1/locations", "/v1/resource/TYPES", "/v1/resources/DEMOCO/DISCOVER", "/v1/resource/PROVIDERS"} {
		c.do("GET", path, nil, 200, nil)
	}
	port := c.orderPort("DEMOCO", portBody())
	rows := c.candidates("DEMOCO", port, "aws")
	c.do("GET", "/v1/limitations/candidateservice/"+rows[1].GUID, nil, 200, nil)
	var placed struct {
		ID string `json:"service_id"`
	}
	// As in the document, the account is missing from the first POST and there in the second.
	first := serviceBody(rows[1].GUID, "My first service", 222, nil)
	var terms documents
	c.do("POST", "/v1/service/exc/DEMOCO", first, 200, &terms)
	second := with(serviceBody(rows[1].GUID, "My first service", 222, awsAccount), "document_ids", terms.ids())
	c.do("POST", "/v1/service/exc/DEMOCO", second, 202, &placed)
	for _, step := range []time.Duration{0, time.Minute, 5 * time.Minute} {
		c.clock.move(step)
		c.do("GET", "/v1/service/"+placed.ID+"?tz=Australia/Sydney", nil, 200, nil)
		c.do("GET", "/v1/service/exc/"+placed.ID+"/INFO", nil, 200, nil)
	}
	if got := c.state(placed.ID); got != "CN CN CN CN" {
		c.t.Fatalf("after 6 minutes the hops are %s, want all ready", got)
	}
	c.do("PUT", "/v1/service/exc/"+placed.ID, object{"outer_vlan": 333}, 200, nil)
	c.refused("DELETE", "/v1/resource/"+port, nil, 409, placed.ID)
	c.clock.move(time.Minute)
	c.do("DELETE", "/v1/service/exc/"+placed.ID, nil, 200, nil)
	c.clock.move(time.Minute)
	c.do("DELETE", "/v1/resource/"+port, nil, 200, nil)
	c.do("GET", "/v1/resources/DEMOCO", nil, 200, nil)
	c.clock.move(time.Minute)
	c.do("GET", "/v1/services/DEMOCO", nil, 200, nil)
}

func TestAStrangerOrdersFromLocationsToRemoval(t *testing.T) {
	c := meet(t, "")
	before := c.server.Ledger()
	c.wholeOrder()
	after := c.server.Ledger()
	if after.Allocated != 1 || after.Created != 1 || len(after.Services) != len(before.Services)+1 {
		t.Errorf("the ledger holds %d resources and %d services ordered, want one each", after.Allocated, after.Created)
	}
	service, port := after.Services[len(after.Services)-1], after.Resources[len(after.Resources)-1]
	if service.Deprovisioned != "C" || port.Deprovisioned != "C" {
		t.Errorf("after removal: service %s/%s, port %s/%s, want D/C", service.Provisioned, service.Deprovisioned, port.Provisioned, port.Deprovisioned)
	}
	if before.Removed != 0 || after.Removed != 2 || service.Description != "My first service" || port.Description != "My first port label" {
		t.Errorf("removed are %d and then %d, want none and both, by name: %q, %q", before.Removed, after.Removed, service.Description, port.Description)
	}
}

func TestTheSameSeedClockAndRequestsGiveTheSameBytes(t *testing.T) {
	one, two := meet(t, ""), meet(t, "")
	one.wholeOrder()
	two.wholeOrder()
	a, b := strings.Split(one.transcript.String(), "\n"), strings.Split(two.transcript.String(), "\n")
	if len(a) < 20 || len(a) != len(b) {
		t.Fatalf("the runs have %d and %d answers", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("answer %d differs:\n%s\n%s", i, a[i], b[i])
		}
	}
}

func TestTermsAreMarkdownAndOneIsLong(t *testing.T) {
	c := meet(t, "")
	var terms documents
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, &terms)
	long := 0
	for _, doc := range terms.Documents {
		text, err := base64.StdEncoding.DecodeString(doc.Body)
		if err != nil {
			t.Fatalf("%s: %v", doc.ID, err)
		}
		if !bytes.HasPrefix(text, []byte("# ")) || doc.Kind != "Content-type: text/markdown" || doc.Title == "" {
			t.Errorf("%s is no titled Markdown: %q %.40s", doc.ID, doc.Kind, text)
		}
		if len(text) >= 20<<10 && bytes.Contains(text, []byte("\n|---")) && bytes.Contains(text, []byte("](https://")) {
			long++
		}
	}
	if len(terms.Documents) < 2 || long == 0 {
		t.Errorf("%d documents, %d of them long: want two or more, one of 20 KB with tables and links", len(terms.Documents), long)
	}
}
