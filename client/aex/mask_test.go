package aex

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

const secret = `hun"ter/22é`

func TestMasked(t *testing.T) {
	for body, want := range map[string]string{
		`{"username":"u", "password" : "hunter22"}`:                       `{"username":"u","password":"[hidden]"}`,
		`{"a":[{"Wifi-Password":"hunter22"},[],{}],"n":-1.50}`:            `{"a":[{"Wifi-Password":"[hidden]"},[],{}],"n":-1.50}`,
		`{"p\u0061ssword":"hunter22"}`:                                    `{"password":"[hidden]"}`,
		`{"psk":{"value":["hunter22",12345,true]}}`:                       `{"psk":{"value":["[hidden]","[hidden]","[hidden]"]}}`,
		`{"password":"hunter22","reply":"no: HUNTER22 hunter22"}`:         `{"password":"[hidden]","reply":"no: HUNTER22 [hidden]"}`,
		`{"password":"hunter2","old_password":"hunter22","r":"hunter22"}`: `{"password":"[hidden]","old_password":"[hidden]","r":"[hidden]"}`,
		`{"password":null,"pass":"","pwd":"a","r":"a banana"}`:            `{"password":null,"pass":"","pwd":"[hidden]","r":"a banana"}`,
		`{"passable":"yes","key":"k"}`:                                    `{"passable":"yes","key":"k"}`,
		`{"wifi_key":"hunter22"}`:                                         `{"wifi_key":"[hidden]"}`,
		`{"status": "Active" }`:                                           `{"status": "Active" }`,
	} {
		if got := string(masked(loose.Value(body))); got != want {
			t.Errorf("%s\nis   %s\nwant %s", body, got, want)
		}
	}
	deep := strings.Repeat(`{"a":[`, 3000) + `{"password":"hunter22"}` + strings.Repeat(`]}`, 3000)
	if got := masked(loose.Value(deep)); strings.Contains(string(got), "hunter22") || !json.Valid(got) {
		t.Errorf("%.100s", got)
	}
}

// leaky answers hold a password in every place where one might come out.
func leaky(t *testing.T) map[string]string {
	t.Helper()
	q, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	fill := func(s string) string { return strings.ReplaceAll(s, "SECRET", string(q)) }
	return map[string]string{
		"whole": fill(`{"id":"x","username":"u","password":SECRET,"wifi_password":SECRET,"serial_number":"S","nested":[{"Password":SECRET}],
			"authentication_attempts":[{"reply":"Access-Reject","pass":SECRET},{"reply":SECRET}],"items":[{"id":"x","wifi_password":SECRET}]}`),
		"rows":     fill(`[{"service_id":"x","wifi_password":SECRET,"premiseId":"p"}]`),
		"cut":      fill(`{"username":"u","password":SECRET`),
		"no JSON":  fill(`password=SECRET`),
		"an error": fill(`{"error":"it broke","detail":{"wifi_password":SECRET,"password":SECRET}}`),
	}
}

func TestNoPasswordLeaks(t *testing.T) {
	all := append(calls[:len(calls):len(calls)], struct {
		want, answer string
		do           func(ctx context.Context, c *Client) (any, error)
	}{"PUT", "", func(ctx context.Context, c *Client) (any, error) {
		return c.Update(ctx, one, Change{WiFiPassword: ptr(secret)})
	}})
	for name, body := range leaky(t) {
		for _, status := range []int{200, 201, 400, 404, 500} {
			for _, call := range all {
				d := serve(t, &served{status: status, body: body, headers: map[string]string{"Location": "/services/x"}})
				got, err := call.do(wire.Once(t.Context()), d.Client)
				told := fmt.Sprintf("%v %+v %s", err, d.log.Snapshot(), d.out)
				if out, e := json.Marshal(got); e == nil {
					told += string(out)
				}
				if e := err; e != nil {
					told += failed(t, e).Said
				}
				for key, kept := range d.store.kept {
					told += key + string(kept)
				}
				for _, leak := range []string{secret, `hun\"ter`, "hun", token} {
					if strings.Contains(told, leak) {
						t.Fatalf("%d %s, %s: %q leaks in %s", status, name, call.want, leak, told)
					}
				}
			}
		}
	}
}
