package wire

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestAWholeAnswerIsShownWithoutSecrets holds that what is shown whole hides what the log hides, and nothing else of its bytes changes.
func TestAWholeAnswerIsShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	c := fake(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusOK, `{}`), nil })
	body := []byte(`{"product_options":{"bgp_key":"hunter22","speed":1000}}`)
	if _, err := c.Send(Withhold(t.Context(), "bgp_key"), "order a service", http.MethodPost, "v1/service", body); err != nil {
		t.Fatal(err)
	}
	far := strings.Repeat(`{"a":[`, 200) + `{"wifi_password":"p\u0061ss\/word"}` + strings.Repeat(`]}`, 200)
	for body, want := range map[string]string{
		` {"a" : 1.50, "b":[ "\u0041", {} ,[]],"a":null}`:               ` {"a" : 1.50, "b":[ "\u0041", {} ,[]],"a":null}`,
		`{"options": {"bgp_key" : "hunter22", "mtu":1500}}`:             `{"options": {"bgp_key" : "[hidden]", "mtu":1500}}`,
		`{"bgp_key":"other1","x":["is other1"],"n":7}`:                  `{"bgp_key":"[hidden]","x":["is [redacted]"],"n":7}`,
		`{"note":"the key is hunter22","hunter22":1}`:                   `{"note":"the key is [redacted]","[redacted]":1}`,
		`{"note":"it is hun\u200bter22"}`:                               `{"note":"it is [redacted]"}`,
		`{"wifi_password": {"old":["a", 2, true, null, ""]}}`:           `{"wifi_password": {"old":["[hidden]", "[hidden]", "[hidden]", null, ""]}}`,
		`{"by form":"x","own":"` + testKey + `"}`:                       `{"by form":"[hidden]","own":"[redacted]"}`,
		`[{"pa\u0073sword":"x"},"x"]`:                                   `[{"pa\u0073sword":"[hidden]"},"x"]`,
		`{"properties":{"psk":{"type":"string","default":"open1"}}}`:    `{"properties":{"psk":{"type":"string","default":"[hidden]"}}}`,
		`{"$defs":{"psk":{"items":{"properties":{"a":{"enum":[3]}}}}}}`: `{"$defs":{"psk":{"items":{"properties":{"a":{"enum":["[hidden]"]}}}}}}`,
		`{"properties":{"psk":"open1","mtu":{"default":3}}}`:            `{"properties":{"psk":"[hidden]","mtu":{"default":3}}}`,
		`{"properties":[{"psk":{"type":"open1"}}]}`:                     `{"properties":[{"psk":{"type":"[hidden]"}}]}`,
		`{"psk":{"type":"open1"}}`:                                      `{"psk":{"type":"[hidden]"}}`,
		"terms of hunter22 & more":                                      "terms of [redacted] & more",
		"":                                                              "",
		far:                                                             strings.Replace(far, `p\u0061ss\/word`, "[hidden]", 1),
	} {
		got, hid, err := c.Log().Conceal(t.Context(), []byte(body), "by form")
		if string(got) != want || err != nil || hid != (body != want) {
			t.Errorf("%s\nis   %s, hidden: %v\nwant %s", body, got, hid, want)
		}
		if json.Valid([]byte(body)) && !json.Valid(got) {
			t.Errorf("%s is no JSON any more: %s", body, got)
		}
	}
	var none *Log
	if got, hid, _ := none.Conceal(t.Context(), []byte(`{"psk":"hunter22","r":"hunter22","bgp_key":"k"}`)); !hid || string(got) != `{"psk":"[hidden]","r":"[redacted]","bgp_key":"k"}` {
		t.Errorf("without a log it is %s", got)
	}
}

// TestALeftAnswerIsNotConcealedOn: what nobody waits for any more ends, and tells nothing of what it had not reached.
func TestALeftAnswerIsNotConcealedOn(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if got, _, err := (*Log)(nil).Conceal(ctx, []byte(`{"psk":"hunter22"}`)); !errors.Is(err, context.Canceled) || got != nil {
		t.Errorf("it is %s, %v", got, err)
	}
}

// TestTheSchemaOfASecretIsNone in the log either: what it looks like says nothing of what it is.
func TestTheSchemaOfASecretIsNone(t *testing.T) {
	t.Parallel()
	p := newRedactor().part(nil, []byte(`{"properties":{"psk":{"type":"string","title":"Key","const":"open1"}},"x":"string"}`), marks{})
	want := `{"properties":{"psk":{"type":"string","title":"Key","const":"[hidden]"}},"x":"string"}`
	if got := strings.Join(strings.Fields(p.Body), ""); got != want || !p.Withheld {
		t.Errorf("it is %s", got)
	}
}
