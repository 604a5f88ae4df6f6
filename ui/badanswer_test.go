package ui_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"testing"

	"axdesk/ui/screentest"
)

// only changes the texts under some keys of the answers to one question.
func only(method, path string, change func(key, text string) string) deskOptions {
	return deskOptions{wrap: tampering(func(r *http.Response, body []byte) []byte {
		if !asks(r, method, path) {
			return body
		}
		return texts(body, change)
	})}
}

var badAnswers = []badInput{
	{"a port's price isn't a number", only(http.MethodGet, "/v1/resources/", pricesAre("call us")), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "location", nil)
		filterFor("NXT-S1", "found, 32 in all")(s)
		says(s, "208 can't be priced")
		s.Press("v", "end")
		says(s, "call us")
		says(s, "esc hide these")
		s.Press("esc")
		s.Gone("call us")
		s.Press("esc")
		says(s, "/ NXT-S1")
	}},
	{"a candidate's price isn't a number", only(http.MethodGet, "/v1/services/", pricesAre("call us")), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "destination", nil)
		filterFor("aws", "found, ")(s)
		says(s, "left out|discarded|can't be priced")
		s.Press("v")
		says(s, "call us")
		s.Press("esc")
		s.Press("esc")
		says(s, "/ aws")
	}},
	{"a candidate that expired before the bandwidths", expiredOnce("/v1/limitations/"), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "candidates", nil)
		s.Press("enter")
		says(s, "candidate has expired: AXON no longer knows it")
		says(s, "Going back discovers the candidates again")
		s.Press("esc")
		chooseFirst := wholeTour[8]
		s.WaitFor(chooseFirst.shows)
		chooseFirst.goOn(s)
		s.WaitFor("50 Mbps")
	}},
	{"a candidate that expired before the order", expiredOnce("/v1/service/exc/"), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "summary", nil)
		s.Press("enter")
		says(s, "candidate has expired")
		says(s, "look for candidates again")
		s.Press("esc")
		says(s, "222")
	}},
	{"a document that isn't Markdown", only(http.MethodPost, "/v1/resource/", func(key, text string) string {
		if key == "content_type" {
			return "application/pdf"
		}
		return text
	}), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "port terms", nil)
		says(s, "application/pdf, not Markdown: it is shown as plain text")
		signAll(s, 2)
		s.WaitFor("cross connect")
	}},
	{"a document that isn't base64", only(http.MethodPost, "/v1/resource/", func(key, text string) string {
		if key == "body_base64" {
			return "You pay ~ twice!"
		}
		return text
	}), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "port summary", nil)
		s.Press("enter")
		says(s, "isn't valid base64: its text is shown as it came")
		says(s, "You pay ~ twice!")
		s.Press("S")
		says(s, "Not signed: it can't be read whole")
		s.Press("esc")
		says(s, "Summary of the port")
	}},
	{"a document that is no text", only(http.MethodPost, "/v1/resource/", func(key, text string) string {
		if key == "body_base64" {
			return base64.StdEncoding.EncodeToString([]byte("%PDF-1.7\xff\xfe\x00\x01"))
		}
		return text
	}), func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "port summary", nil)
		s.Press("enter")
		says(s, "isn't UTF-8 text: what can't be read shows as")
	}},
	{"schemas that are nonsense", deskOptions{wrap: tampering(nonsense)}, func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "options", nil)
		says(s, "so it is not checked here")
		s.Press("esc")
		says(s, "50 Mbps")
		s.Press("enter")
		says(s, "1 field, . is required")
	}},
}

func pricesAre(text string) func(key, was string) string {
	return func(key, was string) string {
		if key == "unit_price" || key == "install_fee" {
			return text
		}
		return was
	}
}

// expiredOnce answers the first question below a path as a server does whose candidates are gone.
func expiredOnce(path string) deskOptions {
	var once sync.Once
	return deskOptions{wrap: tampering(func(r *http.Response, body []byte) []byte {
		if asks(r, "", path) {
			once.Do(func() {
				r.StatusCode = http.StatusNotFound
				body = []byte(`{"error":"The candidate service is not known"}`)
			})
		}
		return body
	})}
}

// nonsense makes every schema one that says nothing.
func nonsense(r *http.Response, body []byte) []byte {
	if !asks(r, http.MethodGet, "/resource/") {
		return body
	}
	return []byte(strings.ReplaceAll(string(body), `"properties":{`, `"properties":7,"type":{},"required":"all","allOf":5,"$ref":["x"],"was":{`))
}

func TestBadAnswersAreToldInPlainSentences(t *testing.T) { playBadInputs(t, badAnswers) }
