package wire

import (
	"context"
	"encoding/json"
	"net/http"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheHeadOfABodyHasNoSecret(t *testing.T) {
	t.Parallel()
	red := newRedactor("S3CR3T-of-ours")
	for body, want := range map[string]string{
		`{"a":1,"password":"hunter22","b":[{"psk":["hunter22",7,true]}],"r":"no, hunter22"}`: `{"a":1,"password":"[hidden]","b":[{"psk":["[hidden]","[hidden]","[hidden]"]}],"r":"no, [redacted]"}`,
		`{"access_token":"abc","Set-Cookie":"x","skey":"open","n":-1.50}`:                    `{"access_token":"[hidden]","Set-Cookie":"[hidden]","skey":"open","n":-1.50}`,
		`{"own":"a","by schema":"hunter22"}`:                                                 `{"own":"a","by schema":"[hidden]"}`,
		`{"p\u0061ssword":"hunter22","x":"S3CR3T-of-ours"}`:                                  `{"password":"[hidden]","x":"[redacted]"}`,
		`{"empty":{},"none":null,"password":"","list":[]}`:                                   `{"empty":{},"none":null,"password":"","list":[]}`,
	} {
		p := red.part(nil, []byte(body), marks{withhold: []string{"by schema"}})
		var got, wanted any
		if err := json.Unmarshal([]byte(p.Body), &got); err != nil || json.Unmarshal([]byte(want), &wanted) != nil {
			t.Fatalf("%s is %s: %v", body, p.Body, err)
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(wanted)
		if string(a) != string(b) || p.Cut || p.Altered != strings.Contains(want, redacted) {
			t.Errorf("%s\nis   %s\nwant %s", body, a, b)
		}
		if p.Withheld != strings.Contains(want, "[hidden]") {
			t.Errorf("%s: withheld is %v", body, p.Withheld)
		}
	}
}

func TestTheHeadOfABodyIsBounded(t *testing.T) {
	t.Parallel()
	red := newRedactor()
	terms := `{"documents":[{"body_base64":"` + strings.Repeat("QUJD", 1<<18) + `"}]}`
	many := `[` + strings.Repeat(`{"id":"x"},`, 100_000) + `{}]`
	long := `{"note":"` + strings.Repeat("é", 5000) + `","after":1}`
	deep := strings.Repeat(`{"a":[`, 3000)
	for name, body := range map[string]string{"one text": terms, "many": many, "deep": deep, "half": `{"id":"x","password":"hunt`, "half a secret": `{"id":"x","password":"hunter22"`} {
		p := red.part(nil, []byte(body), marks{})
		if !p.Cut || len(p.Body) > keptBytes+8*keptText || strings.Contains(p.Body, "hunt") || !strings.HasSuffix(p.Body, ellipsis) {
			t.Errorf("%s: cut is %v, %d bytes: %.80s", name, p.Cut, len(p.Body), p.Body)
		}
	}
	if p := red.part(nil, []byte(long), marks{}); p.Cut || !p.Altered || !strings.Contains(p.Body, `(5000 characters)"`) || !strings.Contains(p.Body, `"after": 1`) {
		t.Errorf("a long text is %.300s", p.Body)
	}
	for _, tc := range []struct {
		body, want string
		m          marks
	}{
		{"plain text\x1b[31m", "plain text", marks{}},
		{"password=hunter22", "[17 bytes that are no JSON, not shown, since a password may be in them]", marks{private: true}},
		{"<html><title>Sign in</title>", `[a web page titled "Sign in"]`, marks{private: true}},
		{"", "", marks{}},
	} {
		if p := red.part(nil, []byte(tc.body), tc.m); p.Body != tc.want {
			t.Errorf("%q is %q", tc.body, p.Body)
		}
	}
}

func TestHeadersAreShownOnlyWhereTheyAreHarmless(t *testing.T) {
	t.Parallel()
	got := newRedactor("S3CR3T-of-ours").headers(http.Header{
		"Authorization": {"Bearer abc"}, "X-Api-Key": {"key:digest"}, "Accept": {"application/json"}, "Set-Cookie": {"a", "b"}, "Location": {"/x/S3CR3T-of-ours"},
	})
	want := "Accept: application/json|Authorization: [hidden]|Location: /x/[redacted]|Set-Cookie: [hidden]|Set-Cookie: [hidden]|X-Api-Key: [hidden]"
	if strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

// FuzzPart holds that no body shows a password, and that what is whole is JSON still.
func FuzzPart(f *testing.F) {
	for _, s := range []string{`{"password":"PW","r":"PW"}`, `[{"a":{"wifi-psk":["PW"]}}]`, `{"a":`, `{"a":1}{"password":"PW"}`, "{\"a\":\"\x1b\"}", `[[[]]]`, `{"":""}`, `{"properties":{"psk":{"type":"PW"}}}}`, `["PW",{"PW":[1]}]}`} {
		f.Add(s)
	}
	const password = "hunter22-éx"
	f.Fuzz(func(t *testing.T, s string) {
		body := `{"password":"` + password + `","rest":` + strings.ReplaceAll(s, "PW", password)
		p := newRedactor().part(nil, []byte(body), marks{private: true})
		if strings.Contains(p.Body, password) || strings.ContainsAny(p.Body, "\x1b\u009b") {
			t.Fatalf("%q shows %q", body, p.Body)
		}
		if json.Valid([]byte(body)) && !p.Cut && !json.Valid([]byte(p.Body)) {
			t.Fatalf("%q becomes %q", body, p.Body)
		}
		if whole, _, _ := (*Log)(nil).Conceal(t.Context(), []byte(body)); json.Valid([]byte(body)) && (strings.Contains(string(whole), password) || !json.Valid(whole)) {
			t.Fatalf("%q shows whole %q", body, whole)
		}
	})
}

// TestTheLogTellsHowAnAnswerWasHad for a request that was joined, a poll that was spared, and one that another host made.
func TestTheLogTellsHowAnAnswerWasHad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &counting{took: time.Second}
		on := &board{}
		c, other := host(t, s.trip, on), host(t, s.trip, on)
		ask := func(c *Client, ctx context.Context) {
			if _, err := c.Get(ctx, "read the service", "v1/service/x", nil); err != nil {
				t.Error(err)
			}
		}
		polled := poll(t.Context(), time.Minute)
		ask(other, polled)
		var wg sync.WaitGroup
		for _, who := range []string{"s1", "s2"} {
			wg.Go(func() { ask(c, By(t.Context(), who)) })
			synctest.Wait()
		}
		wg.Wait()
		ask(c, By(polled, "s1"))
		ask(c, By(polled, "s2"))
		var how []How
		for _, r := range c.Log().Snapshot() {
			how = append(how, r.How)
			if r.Status != 200 || r.By == "" || r.Bytes == 0 || r.Short != "v1/service/x" {
				t.Errorf("a record is %+v", r)
			}
		}
		if len(how) != 4 || c.Log().Total() != 1 {
			t.Fatalf("%v, of which %d were sent", how, c.Log().Total())
		}
		for i, want := range []How{Joined, Sent} {
			if how[i] != want && how[1-i] != want {
				t.Errorf("%v", how)
			}
		}
		if how[2] != Elsewhere && how[2] != Kept || how[3] != Kept {
			t.Errorf("%v", how)
		}
	})
}

func TestTheLogWakesWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLog(nil)
		woken := 0
		go func() {
			if n, err := l.Wait(t.Context(), 0); n != 1 || err != nil {
				t.Errorf("%d, %v", n, err)
			}
			woken++
		}()
		synctest.Wait()
		if woken != 0 {
			t.Fatal("woken by nothing")
		}
		l.add(t.Context(), Record{})
		synctest.Wait()
		if woken != 1 {
			t.Fatal("not woken")
		}
		if n, err := l.Wait(t.Context(), 0); n != 1 || err != nil {
			t.Errorf("what was there already is %d, %v", n, err)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if _, err := l.Wait(ctx, 1); err == nil {
			t.Error("a wait that ended is news")
		}
	})
}

func TestARequestAsACommand(t *testing.T) {
	t.Parallel()
	r := Record{
		Op: "order a port", Method: "POST", Base: "https://api.test", Path: "/api/v1/o'clock?x=1&y=$(id)", At: time.Date(2026, 3, 14, 9, 15, 0, 0, time.UTC),
		Sent: Part{Headers: []string{"Accept: application/json", "Content-Type: application/json", "X-Api-Key: [hidden]"}, Body: "{\n  \"a\": \"it's `x`\"\n}", Withheld: true},
	}
	got := r.Curl(Shell{Before: []string{"nonce=1"}, Headers: []string{"X-API-TS: $nonce"}})
	want := `# order a port, asked at 2026-03-14 09:15:00 UTC.
# A POST changes something, and may be billed: running this does it once more.
# Put in what stands as [hidden] or [redacted] in the body.
# So this runs only after you have taken ${body_is_whole...} out of it.
nonce=1
curl ${body_is_whole:?complete the body, then take this word out} -X POST 'https://api.test/api/v1/o'\''clock?x=1&y=$(id)' \
  -H 'Accept: application/json' \
  -H 'Content-Type: application/json' \
  -H "X-API-TS: $nonce" \
  --data-raw '{
  "a": "it'\''s ` + "`x`" + `"
}'
`
	if got != want {
		t.Errorf("%s", got)
	}
}

// TestACommandSendsWhatWasSentOrNothing lets a shell run it, with a curl that says what it got.
func TestACommandSendsWhatWasSentOrNothing(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no POSIX shell")
	}
	for _, tc := range []struct {
		name, body string
		runs       bool
	}{
		{"whole", `{"description":"it's ` + "`id`" + ` $(id)","n":1e3}`, true},
		{"at a bound", `{"description":"` + strings.Repeat("x", keptText) + `"}`, true},
		{"a long text", `{"description":"` + strings.Repeat("x", keptText+1) + `"}`, false},
		{"of two lines", `{"description":"a\nb"}`, false},
		{"an invisible character", "{\"description\":\"a\u202eb\"}", false},
		{"a secret", `{"password":"hunter22"}`, false},
		{"a key of ours", `{"description":"S3CR3T-of-ours"}`, false},
		{"much", `[` + strings.Repeat(`{"id":"x"},`, 1000) + `{}]`, false},
		{"two values", `{"a":1}{"b":2}`, false},
		{"no JSON", `a=1`, true},
		{"no JSON, long", strings.Repeat("x", keptBytes/4+1), false},
		{"no JSON, with our key", "a=S3CR3T-of-ours", false},
	} {
		r := Record{Method: "POST", Base: "https://api.test", Path: "/x", Sent: newRedactor("S3CR3T-of-ours").part(nil, []byte(tc.body), marks{})}
		command := r.Curl(Shell{})
		out, err := exec.CommandContext(t.Context(), sh, "-c", `curl() { for last; do :; done; printf %s "$last"; }`+"\n"+command).Output()
		var got, want any
		switch {
		case !tc.runs:
			if err == nil || len(out) > 0 || !strings.Contains(command, "So this runs only after") {
				t.Errorf("%s: %v, it sends %q by\n%s", tc.name, err, out, command)
			}
		case json.Unmarshal([]byte(tc.body), &want) != nil:
			if err != nil || string(out) != tc.body {
				t.Errorf("%s: %v, it sends %q", tc.name, err, out)
			}
		default:
			if err != nil || json.Unmarshal(out, &got) != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v, it sends %q by\n%s", tc.name, err, out, command)
			}
		}
	}
}
