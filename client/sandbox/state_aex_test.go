package sandbox_test

import (
	"bytes"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"axdesk/client/sandbox"
)

// deskOf is meetDesk on a state file, without a network.
func deskOf(t *testing.T, clock *handClock, path string) *desk {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{Seed: 7, Clock: clock.now, Scale: 1, State: path})
	if err != nil {
		t.Fatal(err)
	}
	_, _, token := s.Credentials()
	d := &desk{t: t, base: "http://sandbox/aex", token: token, clock: clock, server: s}
	d.client = &http.Client{Transport: inProcess{s}}
	t.Cleanup(func() { _ = s.Close() })
	return d
}

type fullService struct {
	Customer  string `json:"customer_name"`
	Address   string `json:"full_address"`
	Product   string `json:"product"`
	Status    string `json:"status"`
	Created   string `json:"created_at"`
	Updated   string `json:"updated_at"`
	Reference string `json:"isp_reference"`
	WiFi      string `json:"wifi_username"`
}

// changeTwo makes a customer and a service, and changes that service and one that was there from the start.
func (d *desk) changeTwo() (made, old string) {
	d.t.Helper()
	_, header := d.ask("POST", "/services", d.newIDs(), nil)
	made = header.Get("Location")[len("/aex"):]
	old = "/services/" + d.scenario("fibre-cut-sandton").ServiceID
	for _, service := range []string{made, old} {
		body := map[string]string{"isp_reference": "TICKET 4", "wifi_username": "Nomsa", "wifi_password": "hunter2-typed"}
		if code, _ := d.ask("PUT", service, body, nil); code != 200 {
			d.t.Fatalf("PUT %s: %d", service, code)
		}
	}
	return made, old
}

func TestAEXChangesOutlastARestartButNoWiFiPasswordIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	clock := &handClock{at: epoch}
	d := deskOf(t, clock, path)
	made, old := d.changeTwo()
	before := map[string]fullService{}
	for _, service := range []string{made, old} {
		var full fullService
		d.get(service, &full)
		before[service] = full
	}
	if err := d.server.Close(); err != nil {
		t.Fatal(err)
	}

	text := (&stranger{t: t}).file(path)
	if bytes.Contains(text, []byte("hunter2-typed")) || bytes.Contains(text, []byte("wifi_password")) || !bytes.Contains(text, []byte("TICKET 4")) {
		t.Error("the state holds a WiFi password, or not the reference")
	}

	clock.move(3 * time.Hour)
	next := deskOf(t, clock, path)
	if got := next.server.Ledger().AEX; got.Updates != 2 || len(got.Created) != 1 || len(got.Customers) != 1 {
		t.Errorf("before the first request the ledger has %+v", got)
	}
	for service, want := range before {
		var full fullService
		next.get(service, &full)
		if service == old {
			full.Created = want.Created // the services of the start are as old at every start
		}
		if full != want || full.Reference != "TICKET 4" {
			t.Errorf("%s was %+v and is %+v", service, want, full)
		}
	}
}

// Between two changes at AEx there may be runs in which nobody asked it, so that its world was never built.
func TestAEXChangesOutlastRunsThatNeverAskedForThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	clock := &handClock{at: epoch}
	d := deskOf(t, clock, path)
	_, old := d.changeTwo()
	if err := d.server.Close(); err != nil {
		t.Fatal(err)
	}
	c := meetAt(t, "", clock, path)
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, nil)
	if err := c.server.Close(); err != nil {
		t.Fatal(err)
	}
	last := deskOf(t, clock, path)
	var people pageOf[struct{ ID string }]
	last.get("/customers?emailAddress=joeh%40mail.example", &people)
	if people.Total != 1 {
		t.Errorf("%d customers have the e-mail address, want the one that was made", people.Total)
	}
	_, header := last.ask("POST", "/customers", map[string]string{
		"first_name": "Jo", "last_name": "Again", "email": "jo@mail.example", "mobile_number": "0990000002",
	}, nil)
	if header.Get("Location") == "/aex/customers/"+people.Items[0].ID {
		t.Error("an id was given out twice")
	}
	// What the first run changed is in the file that the third one wrote.
	if err := last.server.Close(); err != nil {
		t.Fatal(err)
	}
	var full fullService
	if deskOf(t, clock, path).get(old, &full); full.Reference != "TICKET 4" {
		t.Errorf("after three restarts the reference is %q", full.Reference)
	}
}
