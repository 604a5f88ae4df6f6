package sandbox_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/sandbox"
)

func TestFaultListsAreReadOrRefusedWithTheReason(t *testing.T) {
	for _, good := range []string{
		"", "slow", "slow=300ms", "cut-before=0.1", "cut-after@POST#2", "429=0.2", "500@GET/locations", "half/DISCOVER#1-3",
		"html x2", "drift=-90s", "503@GET/v1/service/excx3", " slow=1s , 500x1 ",
	} {
		good = strings.ReplaceAll(good, "html x2", "htmlx2")
		if _, err := sandbox.ParseFaults(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"fast": "kind=amount", "429=2": "between 0 and 1", "429=-0.1": "between 0 and 1", "500=NaN": "kind=amount", "500=nan": "between 0 and 1",
		"slow=never": "duration", "slow=1h": "duration", "drift": "duration", "drift=1m@GET": "whole server",
		"500#0": "from 1", "500#3-2": "upwards", "500x0": "from 1", "500@get": "kind=amount",
	} {
		if _, err := sandbox.ParseFaults(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want an error with %q", bad, err, want)
		}
	}
}

func TestACutBeforeDoesNothingAndACutAfterHasActed(t *testing.T) {
	for fault, want := range map[string]int{"cut-before@POST#2": 0, "cut-after@POST#2": 1, "half@POST#2": 1, "html@POST#2": 0, "500@POST#2": 0} {
		c := meet(t, fault)
		var terms documents
		c.do("POST", "/v1/resource/DEMOCO", portBody(), 200, &terms)
		a, err := c.send(c.request("POST", "/v1/resource/DEMOCO", with(portBody(), "document_ids", terms.ids())))
		if err == nil && a.status == 200 {
			t.Errorf("%s: the second POST was answered %s", fault, a.text)
		}
		if got := c.server.Ledger().Allocated; got != want {
			t.Errorf("%s: %d ports were allocated, want %d", fault, got, want)
		}
		c.do("GET", "/v1/resources/DEMOCO", nil, 200, nil)
	}
}

func TestBrokenAnswersLookTheirPart(t *testing.T) {
	c := meet(t, "half/locations#1,html/TYPES#1,429/PROVIDERSx2,503/user#1")
	a, err := c.send(c.request("GET", "/v1/locations", nil))
	if err == nil || len(a.text) == 0 || json.Valid(a.text) {
		t.Errorf("half a body: %v %s, want an error after some of it", err, a.text)
	}
	if a := c.do("GET", "/v1/resource/TYPES", nil, 502, nil); !strings.HasPrefix(string(a.text), "<!DOCTYPE html>") || a.header.Get("Content-Type") != "text/html" {
		t.Errorf("a proxy's page is %s", a.text)
	}
	for range 2 {
		if a := c.do("GET", "/v1/resource/PROVIDERS", nil, 429, nil); a.header.Get("Retry-After") != "1" {
			t.Error("a 429 without Retry-After")
		}
	}
	c.do("GET", "/v1/user", nil, 503, nil)
	for _, path := range []string{"/v1/locations", "/v1/resource/TYPES", "/v1/resource/PROVIDERS", "/v1/user"} {
		c.do("GET", path, nil, 200, nil)
	}
}

func TestChanceIsDrawnFromTheSeed(t *testing.T) {
	draw := func() string {
		c := meet(t, "429=0.3")
		var out strings.Builder
		for range 60 {
			a, err := c.send(c.request("GET", "/v1/user", nil))
			if err != nil {
				t.Fatal(err)
			}
			out.WriteByte("1024"[a.status%4])
		}
		return out.String()
	}
	one, two := draw(), draw()
	if one != two {
		t.Errorf("the same seed drew\n%s\n%s", one, two)
	}
	if n := strings.Count(one, "0"); n < 8 || n > 30 {
		t.Errorf("%d of 60 requests were struck with a chance of 0.3: %s", n, one)
	}
}

func TestSlowWaitsAndAGoneClientIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		faults, err := sandbox.ParseFaults("slow=300ms")
		if err != nil {
			t.Fatal(err)
		}
		s, err := sandbox.New(sandbox.Config{Faults: faults})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/api/biz2/v1/user", nil))
		if took := time.Since(began); took != 300*time.Millisecond {
			t.Errorf("it took %s, want 300 ms", took)
		}
	})
}

func FuzzParseFaults(f *testing.F) {
	for _, seed := range []string{"slow=300ms", "cut-after@POST#2", "429=0.2/locationsx3", "half#1-3,html", "drift=3m"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		faults, err := sandbox.ParseFaults(spec)
		if err != nil {
			return
		}
		// What was accepted must make a server that answers.
		if _, err := sandbox.New(sandbox.Config{Faults: faults}); err != nil {
			t.Errorf("%q: %v", spec, err)
		}
	})
}
