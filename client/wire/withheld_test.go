package wire

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestASecretStaysOneInLaterAnswers that tell it under its name, under another or in a sentence, to somebody who never heard that it is one.
func TestASecretStaysOneInLaterAnswers(t *testing.T) {
	t.Parallel()
	answers := []string{
		`{"service_id":"x"}`,
		`{"options":{"bgp_key":"hunter22","mtu":1500},"note":"the key is hunter22"}`,
		`{"other":"hunter22","bgp_key":"k2"}`,
	}
	n := 0
	c := fake(t, func(*http.Request) (*http.Response, error) {
		n++
		if n > len(answers) {
			return reply(http.StatusConflict, `{"error":"hunter22 is in use"}`), nil
		}
		return reply(http.StatusOK, answers[n-1]), nil
	})
	body := []byte(`{"product_options":{"bgp_key":"hunter22","speed":1000}}`)
	if _, err := c.Send(Withhold(By(t.Context(), "s1"), "bgp_key"), "order a service", http.MethodPost, "v1/service", body); err != nil {
		t.Fatal(err)
	}
	for range answers[1:] {
		if _, err := c.Get(Once(By(t.Context(), "s2")), "read the service", "v1/service/x", nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.Send(t.Context(), "change the service", http.MethodPut, "v1/service/x", []byte(`{"note":"hunter22"}`))
	if e := mustFail(t, err); strings.Contains(e.Error(), "hunter22") || !strings.Contains(e.Error(), redacted+" is in use") {
		t.Errorf("the error is %q", e)
	}
	all := c.Log().Snapshot()
	if len(all) != 4 {
		t.Fatalf("%d requests", len(all))
	}
	for _, r := range all {
		if text := fmt.Sprintf("%+v", r); strings.Contains(text, "hunter22") || strings.Contains(text, `"k2"`) {
			t.Errorf("a record shows it: %s", text)
		}
	}
	for i, want := range []string{"", `"bgp_key": "[hidden]"`, `"other": "[redacted]"`, ""} {
		if got := all[i].Got; !strings.Contains(got.Body, want) || want != "" && !got.Withheld {
			t.Errorf("answer %d is %+v", i, got)
		}
	}
	if got := all[1].Got.Body; !strings.Contains(got, `"mtu": 1500`) || !strings.Contains(got, "the key is [redacted]") {
		t.Errorf("an answer is %s", got)
	}
	if other := New(config(t, "https://api.test")); len(other.log.withheld.secrets(marks{})) > 0 {
		t.Error("another client knows of it")
	}
}

func TestTheLatestSecretsAreRemembered(t *testing.T) {
	t.Parallel()
	var w withheld
	for i := range 2 * withheldValues {
		w.learn(marks{withhold: []string{"always", fmt.Sprint("name", i)}}, fmt.Appendf(nil, `{"always":"value%d","x":"plain"}`, i))
	}
	w.learn(marks{withhold: []string{"always"}}, []byte(`{"always":"`+strings.Repeat("x", 5*withheldRunes)+`"}`))
	w.learn(marks{}, []byte(`{"always":"unmarked"}`))
	names, values := w.add(marks{}).withhold, w.secrets(marks{secrets: []string{"own"}})
	if len(names) != withheldNames || !slices.Contains(names, "always") || !slices.Contains(names, "name399") || slices.Contains(names, "name0") {
		t.Errorf("%d names: %q", len(names), names)
	}
	if len(values) != withheldValues+1 || values[0] != "own" || values[withheldValues] != "value399" || slices.Contains(values, "value0") || slices.Contains(values, "plain") {
		t.Errorf("%d values: %q", len(values), values)
	}
}
