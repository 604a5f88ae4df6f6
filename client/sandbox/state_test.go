package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"axdesk/client/sandbox"
)

// meetKept starts a sandbox that keeps its state in a folder of the test's.
func meetKept(t *testing.T, faults string) (*stranger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world.json")
	return meetAt(t, faults, &handClock{at: epoch}, path), path
}

// pulled is the sandbox that starts after the plug of the first was pulled: on a copy of the file as it is at this moment.
func (c *stranger) pulled(path string) (*stranger, string) {
	c.t.Helper()
	copied := filepath.Join(c.t.TempDir(), "world.json")
	if err := os.WriteFile(copied, c.file(path), 0o600); err != nil {
		c.t.Fatal(err)
	}
	next := meetAt(c.t, "", c.clock, copied)
	next.count = c.count
	return next, copied
}

func (c *stranger) file(path string) []byte {
	c.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	return text
}

// told is what a client can learn by GETs that change nothing, of all that it has heard of.
func (c *stranger) told(candidates []string) string {
	c.t.Helper()
	paths := []string{"/v1/user", "/v1/resources/DEMOCO/DISCOVER", "/v1/resources/DEMOCO", "/v1/services/DEMOCO", "/v1/services/AU123456"}
	ledger := c.server.Ledger()
	for _, v := range ledger.Services {
		paths = append(paths, "/v1/service/"+v.ID, "/v1/service/exc/"+v.ID+"/INFO", "/v1/limitations/service/"+v.ID)
	}
	for _, guid := range candidates {
		paths = append(paths, "/v1/limitations/candidateservice/"+guid)
	}
	var out strings.Builder
	for _, path := range paths {
		a, err := c.send(c.request("GET", path, nil))
		if err != nil {
			c.t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s → %d %s\n", path, a.status, a.text)
	}
	ledger.Requests = nil
	text, err := json.Marshal(ledger)
	if err != nil {
		c.t.Fatal(err)
	}
	return out.String() + string(text)
}

// same fails where a restart changed what is told.
func (c *stranger) same(step, path string, candidates []string) {
	c.t.Helper()
	next, _ := c.pulled(path)
	a, b := strings.Split(c.told(candidates), "\n"), strings.Split(next.told(candidates), "\n")
	if len(a) < 20 || len(a) != len(b) {
		c.t.Fatalf("after %s: %d answers before the restart, %d after", step, len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			c.t.Fatalf("after %s the restart changed an answer:\n%s\n%s", step, a[i], b[i])
		}
	}
}

func TestARestartAfterAnyChangeFindsTheWorldAsItWas(t *testing.T) {
	c, path := meetKept(t, "")
	var guids []string
	c.same("the start", path, nil)

	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, nil)
	c.same("the port's first POST", path, nil)
	port := c.orderPort("DEMOCO", portBody())
	c.same("the port's second POST", path, nil)
	rows := c.catalogue("DEMOCO")
	i := slices.IndexFunc(rows, func(r offerRow) bool { return r.Class == "100GBASEER4" })
	c.orderPort("DEMOCO", with(with(portBody(), "resource_type_class", rows[i].Class), "location_id", rows[i].Place)) // the only one there, so the catalogue loses a row
	c.same("the last of its class", path, nil)

	c.clock.move(30 * time.Second)
	for _, provider := range []string{"aws", ""} {
		rows := c.candidates("DEMOCO", port, provider)
		for _, row := range rows {
			guids = append(guids, row.GUID)
		}
		c.same("a DISCOVER", path, guids)
	}
	var placed struct {
		ID string `json:"service_id"`
	}
	c.sign("/v1/service/exc/DEMOCO", serviceBody(guids[0], "My \"first\" <service> é", 222, awsAccount), 202, &placed)
	c.same("the service's second POST", path, guids)

	c.clock.move(6 * time.Minute)
	c.do("PUT", "/v1/service/exc/"+placed.ID, object{"outer_vlan": 333}, 200, nil)
	c.same("a PUT", path, guids)
	c.clock.move(time.Minute)
	c.do("DELETE", "/v1/service/exc/"+placed.ID, nil, 200, nil)
	c.same("the service's DELETE", path, guids)
	c.clock.move(time.Minute)
	c.do("DELETE", "/v1/resource/"+port, nil, 200, nil)
	c.same("the resource's DELETE", path, guids)
	c.clock.move(time.Hour)
	c.candidates("DEMOCO", demoPort, "")
	c.same("candidates that were forgotten", path, guids)

	// What is made from now on is the same too: GUIDs go on where they were.
	next, _ := c.pulled(path)
	a, b := c.candidates("DEMOCO", demoPort, ""), next.candidates("DEMOCO", demoPort, "")
	if len(a) < 20 || !reflect.DeepEqual(a, b) {
		t.Errorf("the candidates after a restart are others: %d and %d", len(a), len(b))
	}
}

// A port that is removed in the very moment of a DISCOVER, before or after it, is what the times can't tell.
func TestCandidatesOutlastARestartWhicheverPortsWereThere(t *testing.T) {
	c, path := meetKept(t, "")
	first := c.orderPort("DEMOCO", portBody())
	rows := c.candidates("DEMOCO", demoPort, "public")
	second := c.orderPort("DEMOCO", portBody())
	c.do("DELETE", "/v1/resource/"+first, nil, 200, nil)
	later := c.candidates("DEMOCO", demoPort, "public")
	c.do("DELETE", "/v1/resource/"+second, nil, 200, nil)
	var guids []string
	for _, row := range append(rows, later...) {
		guids = append(guids, row.GUID)
	}
	if len(later) == 0 || len(rows) != len(later) {
		t.Fatalf("%d candidates and then %d, want as many: one of each lot leads to the port that stands", len(rows), len(later))
	}
	c.same("ports that came and went", path, guids)
}

func TestTermsOfferedBeforeARestartAreSignedAfterItOnce(t *testing.T) {
	c, path := meetKept(t, "")
	rows := c.candidates("DEMOCO", demoPort, "aws")
	body := serviceBody(rows[1].GUID, "My first service", 222, awsAccount)
	var terms documents
	c.do("POST", "/v1/service/exc/DEMOCO", body, 200, &terms)

	c.clock.move(14 * time.Minute)
	next, nextPath := c.pulled(path)
	next.do("POST", "/v1/service/exc/DEMOCO", with(body, "document_ids", terms.ids()), 202, nil)
	last, _ := next.pulled(nextPath)
	last.refused("POST", "/v1/service/exc/DEMOCO", with(body, "document_ids", terms.ids()), 404, "used by an order already")
	last.clock.move(2 * time.Minute)
	last.refused("POST", "/v1/service/exc/DEMOCO", serviceBody(rows[0].GUID, "late", 223, awsAccount), 404, "expired")
}

func TestProvisioningGoesOnWhileTheSandboxIsOff(t *testing.T) {
	c, path := meetKept(t, "")
	service := c.orderService("microsoft", "quiet", 222, azureKey, 200)
	if got := c.state(service); !strings.HasPrefix(got, "SN ") {
		t.Fatalf("a new service is %s", got)
	}
	c.clock.move(3 * time.Minute)
	next, _ := c.pulled(path)
	if got := strings.ReplaceAll(next.state(service), "CN", ""); strings.TrimSpace(got) != "" {
		t.Errorf("3 minutes later, after a restart, some hops are %s", got)
	}
}

func TestANonceThatPlacedAnOrderIsUsedUpOverARestart(t *testing.T) {
	c, path := meetKept(t, "")
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, nil)
	next, _ := c.pulled(path)
	next.count = c.count - 1 // the nonce of that POST once more
	next.refused("GET", "/v1/user", nil, 401, "not increasing")
	next.do("GET", "/v1/user", nil, 200, nil)
}

func TestADriftThatIsOverLocksNobodyOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	clock := &handClock{at: epoch}
	c := meetAt(t, "drift=1h", clock, path)
	clock.move(time.Hour)
	nonce := c.nonce()
	clock.move(-time.Hour)
	r := c.request("POST", "/v1/resource/DEMOCO", portBody())
	r.Header.Set("X-API-TS", nonce)
	r.Header.Set("X-API-Key", c.key+":"+c.digest("POST", r.URL.EscapedPath(), nonce))
	if a, err := c.send(r); err != nil || a.status != 200 {
		t.Fatalf("%d %s %v", a.status, a.text, err)
	}
	next, _ := c.pulled(path)
	next.do("GET", "/v1/user", nil, 200, nil)
}

func TestWhatChangesNothingWritesNothing(t *testing.T) {
	c, path := meetKept(t, "")
	before := string(c.file(path))
	c.told(nil)
	c.refused("POST", "/v1/resource/DEMOCO", object{}, 400, "location_id")
	c.refused("DELETE", "/v1/resource/"+demoPort, nil, 409, "still carries")
	if string(c.file(path)) != before {
		t.Error("GETs and refusals wrote the state")
	}
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, nil)
	if string(c.file(path)) == before {
		t.Error("an order did not write the state")
	}
	next, _ := c.pulled(path)
	if got := next.server.Ledger().Requests["GET /v1/user 200"]; got != 1 {
		t.Errorf("after the restart GET /v1/user is counted %d times, want once", got)
	}
}

func TestALostAnswersOrderIsInTheFile(t *testing.T) {
	c, path := meetKept(t, "cut-after@POST#2")
	var terms documents
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, &terms)
	if a, err := c.send(c.request("POST", "/v1/resource/DEMOCO", with(portBody(), "document_ids", terms.ids()))); err == nil {
		t.Fatalf("the answer came: %d", a.status)
	}
	next, _ := c.pulled(path)
	if got := next.server.Ledger(); got.Allocated != 1 {
		t.Errorf("%d resources are in the ledger after the restart, want the one whose answer was lost", got.Allocated)
	}
}

func TestAChangeThatCannotBeWrittenIsNotConfirmed(t *testing.T) {
	c, path := meetKept(t, "")
	if err := os.Mkdir(path+".tmp", 0o700); err != nil { // in the way of the write, for root too
		t.Fatal(err)
	}
	var terms documents
	c.refused("POST", "/v1/resource/DEMOCO", portBody(), 500, "could not write its state to world.json")
	if err := os.Remove(path + ".tmp"); err != nil {
		t.Fatal(err)
	}
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, &terms)
	next, _ := c.pulled(path)
	next.do("POST", "/v1/resource/DEMOCO", with(portBody(), "document_ids", terms.ids()), 200, nil)
}

func TestOneStateIsOfOneSandbox(t *testing.T) {
	c, path := meetKept(t, "")
	config := sandbox.Config{Seed: 7, Clock: c.clock.now, State: path}
	if _, err := sandbox.New(config); !errors.Is(err, sandbox.ErrStateBusy) || !strings.Contains(err.Error(), path) {
		t.Fatalf("a second sandbox on the file: %v", err)
	}
	c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, nil)
	if err := c.server.Close(); err != nil {
		t.Fatal(err)
	}
	kept := string(c.file(path))
	c.refused("POST", "/v1/resource/DEMOCO", portBody(), 500, "closed")
	next, err := sandbox.New(config)
	if err != nil {
		t.Fatalf("after the first one closed: %v", err)
	}
	if err := next.Close(); err != nil || string(c.file(path)) != kept {
		t.Errorf("starting and closing changed the file: %v", err)
	}
}

func TestAFileThatIsNoStateIsRefusedAndLeftAlone(t *testing.T) {
	c, path := meetKept(t, "")
	c.orderPort("DEMOCO", portBody())
	c.candidates("DEMOCO", demoPort, "aws")
	good := string(c.file(path))
	for name, test := range map[string]struct{ text, says string }{
		"empty":             {"", "is broken"},
		"cut off":           {good[:len(good)/2], "is broken"},
		"somebody's":        {`{"name": "axdesk"}`, "is no state of a sandbox"},
		"a later version's": {strings.Replace(good, `"version":1`, `"version":2`, 1), "has version 2"},
		"another seed's":    {strings.Replace(good, `"seed":7`, `"seed":8`, 1), "is of seed 8"},
		"without its ports": {strings.Replace(good, `"guid":"`+demoPort, `"guid":"00000000-0000-4000-8000-000000000000`, 1), "lacks resource"},
		"with a GUID twice": {strings.Replace(good, demoPort, "nonsense", 1), "no GUID of its own"},
		"another catalogue": {strings.Replace(good, `"offers_left":[`, `"offers_left":[1,`, 1), "catalogue"},
		"of another port":   {strings.Replace(good, `"port":"`+demoPort+`","provider":"aws"`, `"port":"x","provider":"aws"`, 1), "do not fit"},
		"unknown keys":      {strings.Replace(good, `"seed":7`, `"seed":7,"sead":1`, 1), "sead"},
	} {
		t.Run(name, func(t *testing.T) {
			if test.text == good {
				t.Fatal("the file was not changed")
			}
			bad := filepath.Join(t.TempDir(), "bad.json")
			if err := os.WriteFile(bad, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second time tells that the lock was given back
				_, err := sandbox.New(sandbox.Config{Seed: 7, Clock: c.clock.now, State: bad})
				if err == nil || !strings.Contains(err.Error(), bad) || !strings.Contains(err.Error(), test.says) {
					t.Fatalf("said %v, want the file's name and %q", err, test.says)
				}
			}
			if string(c.file(bad)) != test.text {
				t.Error("the file was changed")
			}
		})
	}
}

func TestAStateThatCannotBeKeptIsToldAtTheStart(t *testing.T) {
	dir := t.TempDir()
	for path, says := range map[string]string{
		filepath.Join(dir, "missing", "world.json"): "in a folder that you may write to",
		dir: "is a directory",
	} {
		_, err := sandbox.New(sandbox.Config{Seed: 7, State: path})
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want a sentence with %q", path, err, says)
		}
	}
}

func FuzzState(f *testing.F) {
	path := filepath.Join(f.TempDir(), "world.json")
	made, err := sandbox.New(sandbox.Config{Seed: 7, State: path})
	if err != nil {
		f.Fatal(err)
	}
	if err := made.Close(); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"format":"axdesk sandbox","version":1,"seed":7}`))
	f.Add([]byte(`{"format":`))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "world.json")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sandbox.New(sandbox.Config{Seed: 7, State: path})
		if err != nil {
			return
		}
		s.Ledger()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
