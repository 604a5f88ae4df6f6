package ui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// badInput is something wrong that a person or a server gives, and what the screen has to say about it: what happened,
// and what to do.
type badInput struct {
	name string
	desk deskOptions
	play func(tb testing.TB, s *screentest.Screen)
}

var badServers = []badInput{
	{"wrong key", deskOptions{key: "AXSB0000000000000000"}, refusedAtTheDoor},
	{"wrong secret", deskOptions{secret: strings.Repeat("0", 40)}, func(_ testing.TB, s *screentest.Screen) {
		says(s, "the server answered 401 .Unauthorized.")
		says(s, "the secret is not the one of this key. Check the secret")
	}},
	{"clock 3 minutes behind", deskOptions{faults: "drift=3m"}, func(tb testing.TB, s *screentest.Screen) {
		// The client corrects itself after the first refusal: the order goes on, and the difference is shown.
		tourUntil(s, "port summary", nil)
		says(s, "AXON clock [+]1[78][0-9] s")
	}},
	{"clock 3 minutes ahead", deskOptions{faults: "drift=-3m"}, func(tb testing.TB, s *screentest.Screen) {
		says(s, "3 min ahead of AXON's clock, which allows 2 min")
		says(s, "Try again in .* set this computer's clock if it is wrong")
		says(s, "AXON clock -1[78][0-9] s")
	}},
	{"no network", deskOptions{wrap: redirected("127.0.0.1:1")}, func(tb testing.TB, s *screentest.Screen) {
		says(s, "127.0.0.1 refuses the connection")
		says(s, "Check network, VPN and proxy, then try again")
		says(s, "r asks again")
	}},
	{"a proxy's page", deskOptions{wrap: tampering(proxyPage)}, func(tb testing.TB, s *screentest.Screen) {
		says(s, "came instead of the API's answer")
		says(s, "A proxy or a sign-in page is in between")
		says(s, "ask for the proxy to let it through, then try again")
	}},
	{"a gateway's page", deskOptions{faults: "html/locationsx4"}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "company", nil)
		s.Press("enter")
		says(s, "the server answered 502 .Bad Gateway.: .*502 Bad Gateway")
		says(s, "Try again in a minute")
		again(tb, s)
	}},
	{"half a body", deskOptions{faults: "half/locationsx4"}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "company", nil)
		s.Press("enter")
		says(s, "the answer broke off after [0-9]+ bytes, in 4 attempts")
		says(s, "Try again; if it stays, check the proxy")
		again(tb, s)
	}},
	{"an empty catalogue", deskOptions{wrap: tampering(emptyCatalogue)}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "location", nil)
		filterFor("NXT-S1", "found, 32 in all")(s)
		says(s, "AXON offers nothing at AU-NXT-S1 at the moment. Go back and choose another location, or ask again later")
		s.Press("esc")
		says(s, "/ NXT-S1")
	}},
}

// refusedAtTheDoor is what a key that isn't accepted gets.
func refusedAtTheDoor(_ testing.TB, s *screentest.Screen) {
	says(s, "the server answered 401 .Unauthorized.")
	says(s, "Key or secret are not accepted, or this computer's address is not on the key's access list")
	says(s, "Check both; if they are right, ask AXON to put this address on the list")
	s.Press("r")
	says(s, "Key or secret are not accepted")
}

// again asks for the locations again, which come then, with the company still chosen.
func again(tb testing.TB, s *screentest.Screen) {
	tb.Helper()
	says(s, "esc goes back; nothing is lost")
	s.Press("r")
	s.WaitFor("1 of 32")
	s.Press("esc")
	s.WaitFor("✓ chosen")
}

func redirected(host string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper { return elsewhere{next, host} }
}

// elsewhere sends all requests to another host.
type elsewhere struct {
	next http.RoundTripper
	host string
}

func (e elsewhere) RoundTrip(q *http.Request) (*http.Response, error) {
	q = q.Clone(q.Context())
	q.URL.Host = e.host
	return e.next.RoundTrip(q)
}

func proxyPage(r *http.Response, _ []byte) []byte {
	r.StatusCode = http.StatusOK
	return []byte("<!DOCTYPE html><html><head><title>Guest network: sign in</title></head><body>Welcome</body></html>")
}

func emptyCatalogue(r *http.Response, body []byte) []byte {
	if asks(r, http.MethodGet, "/v1/resources/") && asks(r, http.MethodGet, "/DISCOVER") {
		return []byte(`{"resources":[],"total":0}`)
	}
	return body
}

func TestBadServersAreToldInPlainSentences(t *testing.T) { playBadInputs(t, badServers) }

func playBadInputs(t *testing.T, list []badInput) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			build := func(tb testing.TB) tea.Model {
				_, m := newDesk(tb, c.desk)
				return m
			}
			screentest.RunLive(t, screentest.Options{}, build, c.play)
		})
	}
}

// says waits for a sentence, given as a pattern whose blanks match line breaks too.
func says(s *screentest.Screen, pattern string) {
	s.WaitMatch(regexp.MustCompile(`(?s)` + strings.ReplaceAll(pattern, " ", `\s+`)))
}
