package sandbox_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"axdesk/client/sandbox"
)

func TestARequestThatIsNotSignedRightIsRefusedWithTheReason(t *testing.T) {
	c := meet(t, "")
	c.do("GET", "/v1/user", nil, 200, nil)
	path := "/api/biz2/v1/locations"
	signed := func(nonce string) string { return c.key + ":" + c.digest("GET", path, nonce) }
	fresh, old := "1772443800.5", "1772443679.9"
	cases := []struct{ name, key, nonce, want string }{
		{"no key", "", fresh, "X-API-Key header is missing"},
		{"no nonce", signed(fresh), "", "X-API-TS header is missing"},
		{"no digest", c.key, fresh, "key:digest"},
		{"wrong key", "AXSBNOBODY:" + c.digest("GET", path, fresh), fresh, "not known"},
		{"wrong digest", c.key + ":" + c.digest("POST", path, fresh), fresh, "digest does not match"},
		{"upper case", c.key + ":" + strings.ToUpper(c.digest("GET", path, fresh)), fresh, "lower-case hex"},
		{"query signed", c.key + ":" + c.digest("GET", path+"?location_id=x", fresh), fresh, "digest does not match"},
		{"nonce missing from digest", c.key + ":" + c.digest("GET", path, ""), fresh, "digest does not match"},
		{"not a number", signed("now"), "now", "unix seconds"},
		{"exponent", signed("1.7e9"), "1.7e9", "unix seconds"},
		{"two points", signed("1.2.3"), "1.2.3", "unix seconds"},
		{"too old", signed(old), old, "2 minute window"},
		{"too far ahead", signed("1772443920.1"), "1772443920.1", "2 minute window"},
		{"used before", signed("1772443800.000000001"), "1772443800.000000001", "not increasing"},
	}
	for _, tc := range cases {
		r := c.request("GET", "/v1/locations", nil)
		r.Header.Set("X-API-Key", tc.key)
		r.Header.Set("X-API-TS", tc.nonce)
		a, err := c.send(r)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != 401 || !strings.Contains(string(a.text), tc.want) {
			t.Errorf("%s: %d %s, want 401 with %q", tc.name, a.status, a.text, tc.want)
		}
	}
}

// As float64 these two are one number, and comparing so would refuse every second request of a fast client.
func TestNoncesAreComparedExactly(t *testing.T) {
	c := meet(t, "")
	for i, want := range []int{200, 200, 401, 401} {
		nonce := []string{"1772443800.740975533", "1772443800.740975534", "1772443800.74097553", "1772443800.740975534"}[i]
		r := c.request("GET", "/v1/locations", nil)
		r.Header.Set("X-API-Key", c.key+":"+c.digest("GET", r.URL.Path, nonce))
		r.Header.Set("X-API-TS", nonce)
		a, err := c.send(r)
		if err != nil || a.status != want {
			t.Errorf("nonce %s: %d %s %v, want %d", nonce, a.status, a.text, err, want)
		}
	}
}

func TestARefusedRequestUsesItsNonceUpAndOneOutsideTheWindowDoesNot(t *testing.T) {
	c := meet(t, "")
	send := func(path, nonce string) int {
		r := c.request("GET", path, nil)
		r.Header.Set("X-API-Key", c.key+":"+c.digest("GET", r.URL.Path, nonce))
		r.Header.Set("X-API-TS", nonce)
		a, err := c.send(r)
		if err != nil {
			t.Fatal(err)
		}
		return a.status
	}
	if got := send("/v1/nothing", "1772443801.5"); got != 404 {
		t.Errorf("an unknown path gave %d, want 404", got)
	}
	if got := send("/v1/locations", "1772443801.5"); got != 401 {
		t.Errorf("the nonce of a refused request gave %d the second time, want 401", got)
	}
	if got := send("/v1/locations", "1772449999.5"); got != 401 {
		t.Errorf("a nonce far ahead gave %d, want 401", got)
	}
	if got := send("/v1/locations", "1772443802.5"); got != 200 {
		t.Errorf("after it, a good nonce gave %d, want 200: the key must not be locked out", got)
	}
}

func TestADriftingClockIsToldByDateAndRefusesHonestNonces(t *testing.T) {
	c := meet(t, "drift=3m")
	a := c.do("GET", "/v1/locations", nil, 401, nil)
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil || !date.Equal(epoch.Add(3*time.Minute)) {
		t.Errorf("Date is %s, want three minutes ahead", a.header.Get("Date"))
	}
	if !strings.Contains(string(a.text), "2 minute window") {
		t.Errorf("the refusal says %s", a.text)
	}
}

func TestUnknownPathsMethodsAndBodiesAreRefusedInJSON(t *testing.T) {
	c := meet(t, "")
	c.refused("GET", "/v1/nothing", nil, 404, "Nothing is served")
	c.refused("POST", "/v1/locations", object{}, 405, "POST is not allowed")
	c.refused("POST", "/v1/resource/DEMOCO", object{"x": strings.Repeat("a", 1<<20)}, 413, "larger than")
	for body, want := range map[string]string{
		`{"location_id":`: "not a JSON object", `[]`: "not a JSON object", `null`: "null", `{} {}`: "not a JSON object", ``: "not a JSON object",
	} {
		r := c.request("POST", "/v1/resource/DEMOCO", object{})
		r.Body, r.ContentLength = http.NoBody, 0
		if body != "" {
			r = r.Clone(t.Context())
			r.Body, r.ContentLength = readCloser(body), int64(len(body))
		}
		r.GetBody = nil
		a, err := c.send(r)
		if err != nil || a.status != 400 || !strings.Contains(string(a.text), want) {
			t.Errorf("the body %q: %d %s %v, want 400 with %q", body, a.status, a.text, err, want)
		}
	}
	r := c.request("POST", "/v1/resource/DEMOCO", object{})
	r.Header.Set("Content-Type", "text/plain")
	if a, err := c.send(r); err != nil || a.status != 400 {
		t.Errorf("text/plain gave %d %v, want 400", a.status, err)
	}
}

func TestTheSandboxListensOnLoopbackOnly(t *testing.T) {
	s, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"0.0.0.0:0", ":0", "example.com:80", "nonsense"} {
		if run, err := s.Listen(t.Context(), addr); err == nil {
			_ = run.Close(context.Background())
			t.Errorf("it listens on %s", addr)
		}
	}
	if _, err := sandbox.New(sandbox.Config{Scale: -1}); err == nil {
		t.Error("a negative scale was taken")
	}
}

// The document's own script, with no more than key, secret and host put in; the real clock, as the script reads it.
const documentScript = `#!/bin/bash
apikey="$AXDESK_AXON_KEY"
secret="$AXDESK_AXON_SECRET"
path="/api/biz2/v1/locations"
param="?location_id=AU-NXT-S1"
uri="${AXDESK_AXON_URL%/api/biz2}$path$param"
method="GET"
nonce=` + "`date '+%s.%N'`" + `
apisig=` + "`printf %s \"$method$path$nonce\" | openssl dgst -sha256 -hmac \"$secret\" | sed 's/^.*= //'`" + `

echo $apisig
echo

curl -X GET $uri -H "accept: application/json" -H "X-API-Key: $apikey:$apisig" -H "X-API-TS: $nonce"
`

func TestTheDocumentsOwnShellScriptIsServed(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "openssl", "sed", "date"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed here", tool)
		}
	}
	s, err := sandbox.New(sandbox.Config{Seed: 3, Key: "key", Secret: "123"})
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = run.Close(context.Background()) }()
	script := filepath.Join(t.TempDir(), "axon.sh")
	if err := os.WriteFile(script, []byte(documentScript), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", script)
	cmd.Env = append(os.Environ(), "AXDESK_AXON_URL="+run.AXONURL, "AXDESK_AXON_KEY=key", "AXDESK_AXON_SECRET=123", "no_proxy=127.0.0.1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the script failed: %v", err)
	}
	if !strings.Contains(string(out), `{"total":1,"locations":[{"location_id":"AU-NXT-S1"`) {
		t.Errorf("the script printed %s", out)
	}
}
