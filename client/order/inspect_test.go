package order

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// doubted is a thing of whose last request nobody knows what came of it.
func doubted(t *testing.T, thing Thing, method string) (*works, *Journal) {
	t.Helper()
	api, _, j := yard(t)
	bought1(t, j, thing, StateReady)
	api.err = lost1
	do := end
	if method == "PUT" {
		do = alter33
	}
	if _, err := do(t.Context(), api, j, thing); err == nil {
		t.Fatal("the answer isn't lost")
	}
	return api, j
}

func TestInspectFindsWhatCameOfARequest(t *testing.T) {
	options := func(vlan string) map[string]any { return map[string]any{"outer_vlan": json.Number(vlan)} }
	missing := &wire.Error{Kind: wire.KindBadInput, Status: 400}
	for _, c := range []struct {
		name, method string
		p, d, vlan   string
		want         State
		says         string
	}{
		{"changed", "PUT", "U", "N", "333", StateProvisioning, "The change has been made"},
		{"changed, and written in another way", "PUT", "C", "N", "333.0", StateReady, "The change has been made"},
		{"not changed yet", "PUT", "U", "N", "222", StateProvisioning, "tells the value of before so far of outer_vlan"},
		{"not changed", "PUT", "C", "N", "222", StateReady, "not been made: outer_vlan is as before"},
		{"change failed", "PUT", "F", "N", "333", StateFailed, "It is failed"},
		{"removal begun", "DELETE", "D", "S", "222", StateEnding, "It is being removed."},
		{"not removed", "DELETE", "C", "N", "222", StateReady, "No removal is on its way"},
		{"removed", "DELETE", "D", "C", "222", StateEnded, "It is off the network."},
		{"removal waits for a person, or nothing was removed", "DELETE", "H", "N", "222", StateUnknown, "can't be told yet"},
		{"change waits for a person", "PUT", "H", "N", "333", StateProvisioning, "The change has been made"},
		{"removal failed", "DELETE", "D", "F", "222", StateFailed, "It is failed."},
		{"a letter that we can't read", "DELETE", "?", "N", "222", StateUnknown, "no state"},
	} {
		api, j := doubted(t, line1, c.method)
		api.service = chained("s-1", "p-1", s1.ID, c.p, c.d)
		api.service.Options = options(c.vlan)
		found, says, err := Inspect(t.Context(), api, j, line1)
		o, _ := j.ByGUID(t.Context(), "s-1", KindService)
		if err != nil || !strings.Contains(says, c.says) || o.State() != c.want || found != "" && found != c.want {
			t.Errorf("%s: found %s, %q, %v; the journal has %s, want %s", c.name, found, says, err, o.State(), c.want)
		}
		if c.want == StateUnknown && !o.Looked() {
			t.Errorf("%s: it isn't journaled that it was looked for", c.name)
		}
	}
	for method, want := range map[string]State{"PUT": StateUnknown, "DELETE": StateEnded} {
		api, j := doubted(t, line1, method)
		gone := &forgetful{api, missing}
		_, says, err := Inspect(t.Context(), gone, j, line1)
		if o, _ := j.ByGUID(t.Context(), "s-1", KindService); err != nil || o.State() != want || !strings.Contains(says, "isn't among the company's services (0)") {
			t.Errorf("what AXON no longer knows after a %s is %s: %q, %v", method, o.State(), says, err)
		}
	}
}

func TestInspectOfAPort(t *testing.T) {
	for letters, want := range map[string]State{"C/N": StateReady, "H/N": StateUnknown, "D/S": StateEnding, "D/C": StateEnded, "D/F": StateFailed, "": StateEnded} {
		api, j := doubted(t, port1, "DELETE")
		if p, d, ok := strings.Cut(letters, "/"); ok {
			api.ports = list(axon.Resource{GUID: "p-1", Provisioned: p, Deprovisioned: d})
		}
		found, _, err := Inspect(t.Context(), api, j, port1)
		if o, _ := j.ByGUID(t.Context(), "p-1", KindPort); err != nil || o.State() != want || found != want && (found != "" || want != StateUnknown) {
			t.Errorf("%q: found %s, the journal has %s, want %s (%v)", letters, found, o.State(), want, err)
		}
	}
	api, j := doubted(t, port1, "DELETE")
	api.ports.Total = 9
	if found, says, _ := Inspect(t.Context(), api, j, port1); found != "" || !strings.Contains(says, "but it has 9") {
		t.Errorf("a list that AXON cut proves %q: %q", found, says)
	}
}

func TestInspectThatFailsIsNoAnswer(t *testing.T) {
	api, j := doubted(t, line1, "DELETE")
	api.fails = &wire.Error{Kind: wire.KindTimeout}
	if _, _, err := Inspect(t.Context(), api, j, line1); err == nil {
		t.Fatal("no error")
	}
	o, _ := j.ByGUID(t.Context(), "s-1", KindService)
	if o.State() != StateUnknown || !strings.HasPrefix(o.Last().Said, "It could not be looked at") {
		t.Errorf("%+v", o.Last())
	}
	if _, err := End(t.Context(), api, j, line1, Hanging{}); !NotSent(err) || len(api.sent) != 1 {
		t.Errorf("it was sent again: %v, %q", err, api.sent)
	}
}

// forgetful knows no single service.
type forgetful struct {
	*works
	err error
}

func (f *forgetful) Service(context.Context, string) (axon.Service, error) {
	return axon.Service{}, f.err
}
